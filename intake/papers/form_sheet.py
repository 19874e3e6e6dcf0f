"""A form as a workbook: headings as its record names them, a row a place, codes locked, lists to choose from.

What is written here is read by `intake` again: the headings are those that the record explains, the title says the
period, and sheets with words (填表说明, 上期数（说明）, 缺项说明) are of the kind that reading leaves alone.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from intake.faults import BadCall
from intake.forms import Field, Form
from intake.forms.record import plain_heading
from intake.layout.units import factor
from intake.match.register import Place
from intake.papers.cells import put_text
from intake.papers.form_figures import FormRows
from words.intake import FORM_NOTES

HEAD_ROW: Final = 3
BLANK_ROWS: Final = 5  # for institutions that are new since last time
NOTES: Final = "填表说明"
LAST: Final = "上期数（说明）"
MISSING: Final = "缺项说明"
LOCKED: Final = "E7E6E6"
_LINE: Final = Side(style="thin", color="999999")
_KEYS: Final = ("township", "institution_code", "institution")


def blank_form(rows: FormRows, last: FormRows, others: Sequence[Place] = (), *, sample: bool = False) -> bytes:
    """Return the blank form: last period's rows, their codes locked; last period's figures on a sheet beside it.

    others : institutions that may be added, offered as a list.
    """
    workbook = openpyxl.Workbook()
    page = workbook.active
    page.title = rows.form.name_zh[:31]
    heads = _heads(rows.form)
    first = _write_head(page, rows, heads, sample=sample)
    for place, own in enumerate(rows.places, first):
        _write_keys(page, place, rows, heads, own)
    _unlock(page, first, len(rows.places), heads, rows)
    if others and not rows.by_township:
        _offer(workbook, page, first + len(rows.places), heads, others)
    page.protection.sheet = True
    _write_notes(workbook, rows.form)
    if last.figures:
        before = workbook.create_sheet(LAST)
        top = _write_head(before, last, heads, sample=sample)
        _write_body(before, last, heads, top)
        before.protection.sheet = True
    return _saved(workbook)


def filled_form(rows: FormRows, *, sample: bool = False) -> bytes:
    """Return the form with the warehouse's figures; what is missing stays empty and stands on a sheet of its own."""
    workbook = openpyxl.Workbook()
    page = workbook.active
    page.title = rows.form.name_zh[:31]
    heads = _heads(rows.form)
    first = _write_head(page, rows, heads, sample=sample)
    _write_body(page, rows, heads, first)
    lacking = missing_of(rows)
    sheet = workbook.create_sheet(MISSING)
    for place, text in enumerate(lacking or [FORM_NOTES["nothing_missing"]], 1):
        put_text(sheet.cell(place, 1), text)
    sheet.column_dimensions["A"].width = 90
    return _saved(workbook)


def missing_of(rows: FormRows) -> list[str]:
    """Return what is missing, by name: columns that the warehouse lacks, places that are silent, single cells."""
    counted = [candidate for candidate in rows.form.fields if candidate.kind != "check"]
    names = {place.code: place.name for place in rows.places}
    known = {code for _, code in rows.figures}
    lacking = [candidate for candidate in counted if candidate.code not in known]
    said = [FORM_NOTES["no_column"].format(column=candidate.names[0]) for candidate in lacking]
    said += [FORM_NOTES["silent"].format(place=names[code]) for code in sorted(rows.silent)]
    for place in rows.places:
        if place.code in rows.silent:
            continue
        empty = [
            candidate.names[0]
            for candidate in counted
            if candidate.code in known and (place.code, candidate.code) not in rows.figures
        ]
        if empty:
            said.append(FORM_NOTES["empty"].format(place=place.name, columns="、".join(empty)))
    return said


class _Head:
    """A column of the form: what it is of, and its heading as one or two steps."""

    def __init__(self, key: str, measured: Field | None, steps: tuple[str, ...]) -> None:
        self.key, self.measured, self.steps = key, measured, steps


def _heads(form: Form) -> list[_Head]:
    keys = [_Head(key, None, (form.keys[key][0],)) for key in _KEYS if key in form.keys]
    if form.table.endswith("_month") and "institution_code" not in form.keys and "township" in form.keys:
        keys = [head for head in keys if head.key == "township"]
    return [*keys, *(_Head("", candidate, _steps(form, candidate)) for candidate in form.fields)]


def _steps(form: Form, candidate: Field) -> tuple[str, ...]:
    """Return the first name of a field that no other field of the form is called by, too."""
    for name in candidate.names:
        steps = tuple(name.split("/"))
        if form.field_of(tuple(plain_heading(step) for step in steps)) == (candidate,):
            return steps
    raise BadCall("intake_form_ambiguous", name=form.name_zh, column=candidate.names[0])


def _write_head(page: Any, rows: FormRows, heads: Sequence[_Head], *, sample: bool) -> int:
    """Write title, unit and headings; return the first row of the body."""
    form, width = rows.form, len(heads)
    put_text(page.cell(1, 1), title_of(rows, sample=sample))
    page.cell(1, 1).font = Font(bold=True, size=14)
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    if any(candidate.unit == "money" for candidate in form.fields):
        put_text(page.cell(2, width), f"单位：{form.money}")
    depth = max(len(head.steps) for head in heads)
    for column, head in enumerate(heads, 1):
        for step, text in enumerate(head.steps):
            put_text(page.cell(HEAD_ROW + step, column), text)
        if len(head.steps) < depth:
            page.merge_cells(
                start_row=HEAD_ROW + len(head.steps) - 1,
                start_column=column,
                end_row=HEAD_ROW + depth - 1,
                end_column=column,
            )
    _merge_groups(page, heads)
    for row in page.iter_rows(min_row=HEAD_ROW, max_row=HEAD_ROW + depth - 1, max_col=width):
        for cell in row:
            cell.font, cell.alignment = (
                Font(bold=True),
                Alignment(wrap_text=True, vertical="center", horizontal="center"),
            )
            cell.border, cell.fill = _border(), PatternFill("solid", start_color=LOCKED, end_color=LOCKED)
    for column, head in enumerate(heads, 1):
        page.column_dimensions[get_column_letter(column)].width = 24 if head.key else 13
    page.freeze_panes = page.cell(HEAD_ROW + depth, 1 + sum(bool(head.key) for head in heads))
    return HEAD_ROW + depth


def title_of(rows: FormRows, *, sample: bool) -> str:
    """Return the title with the period as reading understands it: 2024年9月, 2024年1—9月 of a sum, 2024年."""
    year, month = divmod(rows.month, 100)
    period = f"{year}年{month}月"
    if rows.form.months == 12:
        period = f"{year}年"
    elif rows.form.months > 1 and any(candidate.kind == "flow" for candidate in rows.form.fields):
        period = f"{year}年{month - rows.form.months + 1}—{month}月"
    return f"{rows.county_name}{rows.form.name_zh}（{period}）{'　示例数据' if sample else ''}"


def _merge_groups(page: Any, heads: Sequence[_Head]) -> None:
    column = 1
    for step, group in groupby(heads, key=lambda head: head.steps[0] if len(head.steps) > 1 else id(head)):
        count = len(list(group))
        if isinstance(step, str) and count > 1:
            page.merge_cells(start_row=HEAD_ROW, start_column=column, end_row=HEAD_ROW, end_column=column + count - 1)
        column += count


def _write_keys(page: Any, row: int, rows: FormRows, heads: Sequence[_Head], place: Place) -> None:
    said = {
        "township": rows.township_names.get(place.township, ""),
        "institution_code": place.code,
        "institution": place.name,
    }
    for column, head in enumerate(heads, 1):
        if head.key:
            cell = page.cell(row, column)
            put_text(cell, said[head.key])
            cell.number_format = "@"  # a code stays a text, however long
            cell.fill, cell.border = PatternFill("solid", start_color=LOCKED, end_color=LOCKED), _border()


def _write_body(page: Any, rows: FormRows, heads: Sequence[_Head], first: int) -> None:
    money = factor(rows.form.money)
    for row, place in enumerate(rows.places, first):
        _write_keys(page, row, rows, heads, place)
        for column, head in enumerate(heads, 1):
            if head.measured is None:
                continue
            cell, value = page.cell(row, column), _value(rows, place, head.measured)
            cell.border = _border()
            if value is None:
                continue
            if head.measured.kind == "check":
                cell.value, cell.number_format = value, "0.00%"
            elif head.measured.unit == "money":
                cell.value = round(value / money, 6)
            else:
                cell.value = int(value) if value.is_integer() else value


def _value(rows: FormRows, place: Place, measured: Field) -> float | None:
    """Return a figure, or a printed rate by the form's own numerator and denominator."""
    if measured.kind != "check":
        return rows.figures.get((place.code, measured.code))
    if not measured.rate_of:
        return None
    numerator, denominator = (rows.figures.get((place.code, code)) for code in measured.rate_of)
    return numerator / denominator if numerator is not None and denominator else None


def _unlock(page: Any, first: int, count: int, heads: Sequence[_Head], rows: FormRows) -> None:
    """Let figures be typed, and only figures: whole ones of persons, none below 0."""
    whole = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
    amount = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
    for validation in (whole, amount):
        validation.error, validation.errorTitle = FORM_NOTES["wrong_number"], rows.form.name_zh[:30]
        validation.showErrorMessage = True
        page.add_data_validation(validation)
    last = first + count + BLANK_ROWS - 1
    for column, head in enumerate(heads, 1):
        letter = get_column_letter(column)
        if head.measured is not None:
            for row in range(first, last + 1):
                page.cell(row, column).protection, page.cell(row, column).border = Protection(locked=False), _border()
            money = head.measured.unit == "money" or head.measured.kind == "check"
            (amount if money else whole).add(f"{letter}{first}:{letter}{last}")


def _offer(workbook: Any, page: Any, first: int, heads: Sequence[_Head], others: Sequence[Place]) -> None:
    """Offer other institutions' names and codes in the blank rows, from a hidden sheet."""
    listed = workbook.create_sheet("机构字典")
    listed.sheet_state = "hidden"
    for row, place in enumerate(others, 1):
        put_text(listed.cell(row, 1), place.name)
        put_text(listed.cell(row, 2), place.code)
    for column, head in enumerate(heads, 1):
        letter = {"institution": "A", "institution_code": "B"}.get(head.key)
        if letter is None:
            continue
        choice = DataValidation(
            type="list",
            formula1=f"机构字典!${letter}$1:${letter}${len(others)}",
            allow_blank=True,
            showErrorMessage=True,
        )
        page.add_data_validation(choice)
        here = get_column_letter(column)
        choice.add(f"{here}{first}:{here}{first + BLANK_ROWS - 1}")
        for row in range(first, first + BLANK_ROWS):
            page.cell(row, column).protection, page.cell(row, column).number_format = Protection(locked=False), "@"


def _write_notes(workbook: Any, form: Form) -> None:
    sheet = workbook.create_sheet(NOTES)
    parts = [
        FORM_NOTES["at_most"].format(part=candidate.names[0], whole=whole.names[0])
        for candidate in form.fields
        for whole in form.fields
        if candidate.at_most == whole.code
    ]
    lines = [
        FORM_NOTES["empty_is_unknown"],
        FORM_NOTES["locked"],
        *parts,
        FORM_NOTES["source"].format(source=form.source),
    ]
    for row, text in enumerate(lines, 1):
        put_text(sheet.cell(row, 1), text)
    sheet.column_dimensions["A"].width = 90
    sheet.protection.sheet = True


def _border() -> Border:
    return Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def _saved(workbook: Any) -> bytes:
    made = io.BytesIO()
    workbook.save(made)
    return made.getvalue()
