"""Which ledger a sheet is, and where its columns stand; what names a person is found only to be passed over."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from intake.faults import IntakeFault
from intake.forms.record import plain_heading
from intake.layout.periods import Written, periods_in
from intake.layout.tables import Column, Table, tables_of
from intake.layout.units import factor, is_money, unit_in
from intake.ledgers.record import Ledger
from intake.reading.book import Book, Sheet
from intake.reading.plain import FIRST_ROWS
from intake.recognise import period_of

TITLE_WEIGHT = 2  # a word of the title counts as much as two known columns


@dataclass(frozen=True)
class LedgerSheet:
    """A sheet taken for a ledger.

    at       : code of a column → where it stands; a pattern may read several.
    lead     : the first column, where totals and notes begin; None where it names a person.
    unknown  : headings that the ledger does not know; they are not read.
    year     : the year that title, sheet or file name, for days that name none.
    period   : the months that they name, of a table whose rows say none.
    """

    ledger: Ledger
    table: Table
    at: dict[str, tuple[Column, ...]]
    lead: int | None
    unknown: tuple[Column, ...]
    year: int | None
    period: Written | None = None

    @property
    def sheet(self) -> Sheet:
        """The sheet, whole or cut."""
        return self.table.sheet

    @property
    def first_row(self) -> int:
        """The row below the headings, from 0."""
        return self.table.head[1] + 1

    def heading(self, code: str) -> str:
        """Return a column's heading as it is written."""
        return "/".join(self.at[code][0].path)

    def scale(self, code: str) -> float:
        """Return what an amount is multiplied by to be in 元: by its heading, else the corner, else the record."""
        own = next((unit for step in reversed(self.at[code][0].path) if (unit := unit_in(step))), "")
        corner = next((unit for title in self.table.titles if (unit := unit_in(title)) and is_money(unit)), "")
        return factor(own if is_money(own) else corner or self.ledger.column(code).unit or self.ledger.money)


def ledger_of_sheet(sheet: Sheet, book: Book, ledgers: Sequence[Ledger]) -> LedgerSheet | None:
    """Return the sheet as the ledger that explains most of its headings; None where it is none."""
    words = frozenset(word for ledger in ledgers for word in (*ledger.words, *ledger.personal))
    merged = tuple(area for area in sheet.merged if area[0] < FIRST_ROWS)
    preview = dataclasses.replace(sheet, values=sheet.values[:FIRST_ROWS], merged=merged)
    found: list[tuple[int, LedgerSheet]] = []
    for table in tables_of(preview, lambda heading: plain_heading(heading.rsplit("/", 1)[-1]) in words)[:1]:
        if table.is_turned:
            continue
        whole = dataclasses.replace(table, sheet=sheet)
        said = " ".join((*table.titles, sheet.name, book.name))
        for ledger in ledgers:
            own = _tried(whole, ledger, book)
            if len(own.at) >= ledger.least and _has_needed(own):
                weight = len(own.at) + TITLE_WEIGHT * any(title in said for title in ledger.titles)
                found.append((weight, own))
    return _dated(max(found, key=lambda pair: pair[0])[1], book) if found else None


def _has_needed(own: LedgerSheet) -> bool:
    """Whether the columns are there without which a table is not this ledger; an age may follow from a day of birth."""
    needed = [column for column in own.ledger.columns if column.needed]
    return all(column.code in own.at or (column.kind == "age" and column.of in own.at) for column in needed)


def _dated(own: LedgerSheet, book: Book) -> LedgerSheet:
    """Return the sheet with the period of its title, where its rows say none. Raises IntakeFault without one."""
    if not own.ledger.titled or set(own.ledger.dated_by) & set(own.at):
        return own
    period = period_of(own.table, book.name)
    if period is None or period.written.year is None:
        code = "intake_no_period" if period is None else "intake_no_year"
        raise IntakeFault(code, name=book.name, sheet=own.sheet.name)
    return dataclasses.replace(own, period=period.written)


def _tried(table: Table, ledger: Ledger, book: Book) -> LedgerSheet:
    at: dict[str, list[Column]] = {}
    unknown = []
    for column in table.columns:
        headings = _headings(column)
        if ledger.personal & headings:
            continue
        fits = [own for own in ledger.columns if own.headings & headings]
        for own in fits:
            if own.kind == "pattern" or own.code not in at:
                at.setdefault(own.code, []).append(column)
        if not fits:
            unknown.append(column)
    lead = table.columns[0]
    named = ledger.personal & _headings(lead)
    return LedgerSheet(
        ledger,
        table,
        {code: tuple(columns) for code, columns in at.items()},
        None if named else lead.at,
        tuple(unknown),
        _year(table, book),
    )


def _headings(column: Column) -> frozenset[str]:
    """Return what a column may be called: its lowest heading, and all of them in a row."""
    return frozenset((plain_heading(column.leaf), plain_heading("".join(column.path))))


def _year(table: Table, book: Book) -> int | None:
    texts = (" ".join(table.titles), table.sheet.name, book.name.rsplit(".", 1)[0])
    years = {written.year for text in texts for written in periods_in(text) if written.year is not None}
    return years.pop() if len(years) == 1 else None
