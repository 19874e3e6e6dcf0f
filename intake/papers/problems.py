"""The sender's own workbook back: problem cells coloured, a comment each, a list of them as the first sheet."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.cell import range_boundaries

from intake.checking import CHECK
from intake.faults import IntakeFault
from intake.papers.cells import put_text
from intake.reading.book import Book, Sheet
from intake.reading.excel import MOST_MARKED_CELLS, NOT_OPENED
from intake.rows import FileRead
from intake.told import asked, check_said, why
from words.intake import PROBLEM_HEADS, PROBLEM_KINDS, PROBLEM_LIST, WHAT_TO_DO

Kind = Literal["ask", "aside", "note"]
FILLS: Final[Mapping[Kind, str]] = {"ask": "FFE08A", "aside": "F4B183", "note": "CFE2F3"}
_RANK: Final[Mapping[Kind, int]] = {"ask": 0, "aside": 1, "note": 2}
AUTHOR: Final = "接入"
WIDTHS: Final = (18, 10, 22, 10, 60, 60)
_SHEET_SIGNS: Final = re.compile(r"[\[\]:*?/\\]")
LONGEST_SHEET: Final = 31
# What only calculates within the workbook; anything else (HYPERLINK, WEBSERVICE, DDE, another file) goes back as text.
SAFE: Final = frozenset(
    (
        *("SUM", "AVERAGE", "ROUND", "ROUNDUP", "ROUNDDOWN", "INT", "ABS", "MOD", "PRODUCT", "MAX", "MIN", "COUNT"),
        *("COUNTA", "COUNTIF", "COUNTIFS", "SUMIF", "SUMIFS", "SUMPRODUCT", "SUBTOTAL", "IF", "IFERROR", "IFNA"),
        *("AND", "OR", "NOT", "TEXT", "LEFT", "RIGHT", "MID", "LEN", "DATE", "YEAR", "MONTH", "DAY", "ROW", "COLUMN"),
    )
)
_CALLED: Final = re.compile(r"([A-Za-z_.][A-Za-z0-9_.]*)\s*\(")


@dataclass(frozen=True)
class Item:
    """One problem: where it stands (cell '' for a whole sheet), what was read, what is wrong, what to do."""

    kind: Kind
    sheet: str
    cell: str
    read: str
    problem: str
    to_do: str


def items_of(read: FileRead) -> tuple[Item, ...]:
    """Return a file's problems in the order of its sheets and rows; those that wait for an answer once each."""
    items: dict[tuple[str, str, str], Item] = {}

    def add(item: Item) -> None:
        items.setdefault((item.sheet, item.cell, item.problem), item)

    for question in read.questions:
        add(
            Item(
                "ask",
                question.sheet,
                question.cell,
                question.about if question.kind != CHECK else "",
                asked(question, 0),
                WHAT_TO_DO.get(f"ask_{question.kind}", WHAT_TO_DO["ask"]),
            )
        )
    for note in read.set_aside:
        kind: Kind = "note" if note.code in ("sheet_left_alone", "no_column", "rate_apart") else "aside"
        add(Item(kind, note.sheet, note.cell, note.read, why(note, 0), WHAT_TO_DO.get(note.code, WHAT_TO_DO["aside"])))
    for proof in read.proofs:
        if not proof.holds:
            said = PROBLEM_KINDS["sum"][0].format(column=proof.column, summed=proof.summed)
            add(Item("note", proof.sheet, proof.cell, f"{proof.printed:g}", said, WHAT_TO_DO["sum"]))
    for checked in read.problems:
        if checked.state == "note":
            add(Item("note", checked.sheet, checked.cell, "", check_said(checked, 0), WHAT_TO_DO["note"]))
    order = {sheet.sheet: place for place, sheet in enumerate(read.sheets)}
    return tuple(sorted(items.values(), key=lambda item: (order.get(item.sheet, len(order)), *_at(item.cell))))


def problems_workbook(
    content: bytes, book: Book | None, read: FileRead | None, fault: IntakeFault | None = None
) -> bytes:
    """Return an .xlsx: 问题清单 first, then the sender's sheets with the cells of the problems coloured.

    book  : the file as read; None where it could not be opened. read: what it says; None where the file was refused.
    fault : why it was refused. What is no .xlsx is written anew with the same sheets, cells and merged ranges.
    """
    items = items_of(read) if read is not None else ()
    if fault is not None:
        told = fault.told()
        items = (Item("ask", str(fault.fields.get("sheet", "")), "", "", told.happened, told.next_step), *items)
    pages, workbook = _own(content, book) or _rebuilt(book)
    for (sheet, cell), same in _by_cell(items).items():
        page = pages.get(sheet)
        if page is not None and cell:
            _mark(page, cell, same)
    _list(workbook, items)
    made = io.BytesIO()
    workbook.save(made)
    return made.getvalue()


def _at(cell: str) -> tuple[int, int]:
    if not cell:
        return 0, 0
    left, top, _, _ = range_boundaries(cell)
    return int(top or 0), int(left or 0)


def _by_cell(items: Sequence[Item]) -> dict[tuple[str, str], list[Item]]:
    by_cell: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        by_cell.setdefault((item.sheet, item.cell), []).append(item)
    return by_cell


def _mark(page: Any, address: str, items: Sequence[Item]) -> None:
    cell = page[address]
    if isinstance(cell, MergedCell):
        area = next(area for area in page.merged_cells.ranges if address in area)
        cell = page.cell(area.min_row, area.min_col)
    worst = min((item.kind for item in items), key=_RANK.__getitem__)
    cell.fill = PatternFill("solid", start_color=FILLS[worst], end_color=FILLS[worst])
    said = [_clean(f"{item.problem}。{item.to_do}") for item in items]
    before = [str(cell.comment.text)] if cell.comment is not None else []
    cell.comment = Comment("\n".join([*before, *said]), AUTHOR, height=140, width=320)


def _list(workbook: Any, items: Sequence[Item]) -> None:
    page = workbook.create_sheet(PROBLEM_LIST, 0)
    workbook.active = 0
    for other in workbook.worksheets[1:]:
        other.sheet_view.tabSelected = False
    for column, (head, width) in enumerate(zip(PROBLEM_HEADS, WIDTHS, strict=True), 1):
        cell = page.cell(1, column)
        put_text(cell, head[0])
        cell.font = Font(bold=True)
        page.column_dimensions[cell.column_letter].width = width
    for row, item in enumerate(items, 2):
        said = (item.sheet, item.cell, item.read, PROBLEM_KINDS[item.kind][0], item.problem, item.to_do)
        for column, text in enumerate(said, 1):
            cell = page.cell(row, column)
            put_text(cell, _clean(text))
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        page.cell(row, 4).fill = PatternFill("solid", start_color=FILLS[item.kind], end_color=FILLS[item.kind])
    if not items:
        put_text(page.cell(2, 1), PROBLEM_KINDS["none"][0])
    page.freeze_panes = "A2"


def _own(content: bytes, book: Book | None) -> tuple[dict[str, Any], Any] | None:
    """Return the sender's workbook, safe to open; None where it cannot be written back."""
    if book is None or not content.startswith(b"PK") or b"xl/worksheets/sheet" not in content:
        return None
    if sum(sheet.height * sheet.width for sheet in book.sheets) > MOST_MARKED_CELLS:
        return None
    try:
        workbook = openpyxl.load_workbook(io.BytesIO(content), keep_links=False)
    except NOT_OPENED:
        return None  # styles that only Excel reads; the cells are known and are written anew
    if PROBLEM_LIST in workbook.sheetnames:
        del workbook[PROBLEM_LIST]  # of the last time it went back
    for page in workbook.worksheets:
        # Only cells that are there: a format drawn to the last row of a sheet must not make a million of them.
        for cell in list(page._cells.values()):
            _tame(cell)
    return {page.title: page for page in workbook.worksheets}, workbook


def _tame(cell: Any) -> None:
    """Turn a formula that reaches outside the workbook into its text, and take links away."""
    if isinstance(cell, MergedCell):
        return
    if cell.hyperlink is not None:
        cell.hyperlink = None
    if cell.data_type == "f" and not is_safe(cell.value):
        text = cell.value if isinstance(cell.value, str) else str(getattr(cell.value, "text", ""))
        put_text(cell, _clean(text))


def is_safe(formula: object) -> bool:
    """Say whether a formula only calculates within its own workbook."""
    if not isinstance(formula, str) or any(sign in formula for sign in "[|"):
        return False
    return all(name.upper() in SAFE for name in _CALLED.findall(formula))


def _rebuilt(book: Book | None) -> tuple[dict[str, Any], Any]:
    """Return a new workbook with a book's sheets; every text is a text, whatever it begins with."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    pages: dict[str, Any] = {}
    for sheet in book.sheets if book is not None else ():
        if sheet.name == PROBLEM_LIST or sheet.height * sheet.width > MOST_MARKED_CELLS:
            continue
        title = _SHEET_SIGNS.sub("_", _clean(sheet.name))[:LONGEST_SHEET] or "Sheet"
        page = workbook.create_sheet(title)
        pages[sheet.name] = page
        _fill(page, sheet)
    return pages, workbook


def _fill(page: Any, sheet: Sheet) -> None:
    for row, values in enumerate(sheet.values, 1):
        for column, value in enumerate(values, 1):
            if isinstance(value, str):
                put_text(page.cell(row, column), _clean(value))
            elif value is not None:
                page.cell(row, column).value = value
    for top, left, bottom, right in sheet.merged:
        page.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    if sheet.is_hidden:
        page.sheet_state = "hidden"


def _clean(text: str) -> str:
    return str(ILLEGAL_CHARACTERS_RE.sub("", text))
