"""Which form a table is, which period it is about, in which units: decided by words and held against arithmetic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from intake.faults import IntakeFault
from intake.forms import Field, Form
from intake.forms.record import plain_heading
from intake.layout.numbers import label
from intake.layout.periods import Written, periods_in, says_cumulative, says_single
from intake.layout.tables import Column, Table
from intake.layout.units import is_money, unit_in

_ASIDE: Final = re.compile(r"汇总|合计|说明|目录|封面|填表|参数|字典|模板|示例")
_WHOLE: Final = frozenset({"合计", "小计", "总计", "合计数", "总数", "计"})
YEAR: Final = 12  # months of a form that is returned once a year
TITLE_WEIGHT: Final = 2  # a word of the title counts as much as two known columns


@dataclass(frozen=True)
class Measure:
    """A column that measures something: its field, the months it names itself (none: those of the sheet), its unit."""

    column: Column
    field: Field
    period: Written | None
    unit: str


@dataclass(frozen=True)
class Recognised:
    """A table taken for a form. keys: what a row is about → its column; unknown: columns that the form lacks."""

    table: Table
    form: Form
    keys: dict[str, Column]
    measures: tuple[Measure, ...]
    unknown: tuple[Column, ...]
    twofold: tuple[tuple[Column, tuple[Field, ...]], ...]
    codes: tuple[Column, ...] = ()  # every column of institution codes: 组织机构代码 beside 统一社会信用代码


def plain_path(column: Column) -> tuple[str, ...]:
    """Return a column's headings as they are compared; a step that only names a period is left out."""
    return tuple(step for step in (plain_heading(part) for part in column.path) if step)


def form_of_table(table: Table, forms: Sequence[Form]) -> Recognised | None:
    """Return the table as the form that explains most of its columns; None where no form explains enough."""
    titles = " ".join((*table.titles, table.sheet.name))
    tried = [_tried(table, form) for form in forms]
    fitting = [each for each in tried if len(each.measures) >= each.form.least and _names_a_place(each)]

    yearly = "年报" in titles or any(_says_years(each) for each in fitting)

    def weight(each: Recognised) -> tuple[int, int]:
        said = bool(sum(title in titles for title in each.form.titles)) + (yearly and each.form.months == YEAR)
        return len(each.measures) + TITLE_WEIGHT * said, -len(each.unknown)

    return max(fitting, key=weight) if fitting else None


def _says_years(each: Recognised) -> bool:
    """Whether the columns say themselves which year each is of, as years side by side do."""
    periods = [measure.period for measure in each.measures]
    return all(period is not None and period.shape == "year" and period.year is not None for period in periods)


def _names_a_place(each: Recognised) -> bool:
    return bool({"institution", "institution_code", "township", "county"} & set(each.keys))


def _tried(table: Table, form: Form) -> Recognised:
    keys: dict[str, Column] = {}
    measures: list[Measure] = []
    unknown: list[Column] = []
    twofold: list[tuple[Column, tuple[Field, ...]]] = []
    codes: list[Column] = []
    for column in table.columns:
        path = plain_path(column)
        key = form.key_of(path)
        if key:
            keys.setdefault(key, column)
            codes += [column] * (key == "institution_code")
            continue
        fields = form.field_of(path)
        if not fields and len(path) > 1 and path[-1] in _WHOLE:
            fields = form.field_of(path[:-1])
        if len(fields) == 1:
            measures.append(Measure(column, fields[0], _period_of(column), _unit_of(column)))
        elif fields:
            twofold.append((column, fields))
        else:
            unknown.append(column)
    return Recognised(table, form, keys, tuple(measures), tuple(unknown), tuple(twofold), tuple(codes))


def _period_of(column: Column) -> Written | None:
    found: Written | None = None
    year: int | None = None
    for step in column.path:
        for written in periods_in(step):
            if written.year is not None and written.shape == "year":
                year, found = written.year, found or written
            else:
                found = written
    return found.in_year(year) if found is not None and year is not None else found


def _unit_of(column: Column) -> str:
    return next((unit for step in reversed(column.path) if (unit := unit_in(step))), "")


@dataclass(frozen=True)
class SheetPeriod:
    """The period of a table. is_cumulative: its flows run from January to the last month."""

    written: Written
    is_cumulative: bool


def period_of(table: Table, book_name: str, *, asked_year: int | None = None) -> SheetPeriod | None:
    """Return the period that title, sheet and file name agree on; None where none of them names one.

    Raises IntakeFault (intake_periods_differ) where they contradict each other: a month inside the year that another
    names is no contradiction, any other difference is.
    """
    said = [
        (source, written)
        for source, text in (
            ("title", " ".join(table.titles)),
            ("sheet", table.sheet.name),
            ("file", Path(book_name).stem),
        )
        for written in periods_in(text)[:1]
    ]
    if not said:
        return None
    years = {written.year for _, written in said if written.year is not None}
    if len(years) > 1:
        raise _differ(table, said)
    year = years.pop() if years else asked_year
    spans = {(written.first, written.last) for _, written in said}
    narrower = spans - {(1, 12)} or spans
    if len(narrower) > 1:
        raise _differ(table, said)
    first, last = narrower.pop()
    words = " ".join((*table.titles, table.sheet.name))
    cumulative = (first == 1 and last > 1) or (says_cumulative(words) and not says_single(words))
    return SheetPeriod(Written(year, first, last), cumulative)


def _differ(table: Table, said: Sequence[tuple[str, Written]]) -> IntakeFault:
    return IntakeFault(
        "intake_periods_differ",
        sheet=table.sheet.name,
        said=[f"{source}:{written.year or ''}-{written.first}-{written.last}" for source, written in said],
    )


def money_unit(recognised: Recognised, measure: Measure) -> str:
    """Return the unit of an amount: of its heading, else of the sheet's corner, else of the form's record."""
    if measure.unit:
        return measure.unit
    corner = next((unit for title in recognised.table.titles if (unit := unit_in(title)) and is_money(unit)), "")
    return corner or recognised.form.money


def is_left_alone(sheet_name: str) -> bool:
    """Say whether a sheet's name says that it holds sums or words, not figures of their own (汇总, 填表说明)."""
    return bool(_ASIDE.search(label(sheet_name)))
