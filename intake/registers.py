"""Lists that a county's dashboard stands on – villages, experts, targets, codes: found in a book, entered whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import URL, Connection, insert

from data_access import schema
from data_access.changes import LONGEST_NAME, ChangeRefused, change, new_id, new_version, now_utc
from intake.faults import IntakeFault
from intake.forms.record import plain_heading
from intake.layout.numbers import label
from intake.layout.tables import Column, Line, Table, tables_of
from intake.reading.book import Book, Scalar

LOAD_ID_LENGTH: Final = 32
Heads = Mapping[str, tuple[str, ...]]
"""What a column is → the headings that it goes by."""


@dataclass(frozen=True)
class RowFault:
    """A row that cannot enter: where it stands, what it says, why (a code of words.intake)."""

    sheet: str
    cell: str
    read: str
    code: str


@dataclass(frozen=True)
class Listed:
    """A table of a list: which of its columns is what."""

    table: Table
    columns: Mapping[str, Column]

    def lines(self) -> Iterator[tuple[Line, dict[str, Scalar]]]:
        """Yield every row with its cells by what they are; sums and notes are left out."""
        for line in self.table.lines:
            if line.kind == "data":
                yield line, {item: self.table.value(line, column) for item, column in self.columns.items()}

    def fault(self, line: Line, item: str, code: str) -> RowFault:
        """Return a row's fault at one of its cells; at the row's first where it has no such column."""
        column = self.columns.get(item) or next(iter(self.columns.values()))
        place = self.table.place(line.at, column.at)
        return RowFault(self.table.sheet.name, place, label(self.table.value(line, column)), code)


def listed(book: Book, heads: Heads, needed: Sequence[str], fault: str) -> Listed:
    """Return the first table that has all the needed columns. Raises IntakeFault (code `fault`) with their names."""
    by_head = {plain_heading(name): item for item, names in heads.items() for name in names}

    def known(heading: str) -> bool:
        return plain_heading(heading.rsplit("/", 1)[-1]) in by_head

    for sheet in book.sheets:
        for table in tables_of(sheet, known):
            columns: dict[str, Column] = {}
            for column in table.columns:
                if item := by_head.get(plain_heading(column.leaf), ""):
                    columns.setdefault(item, column)
            if set(needed) <= set(columns):
                return Listed(table, columns)
    raise IntakeFault(fault, name=book.name, heads=[heads[item][0] for item in needed])


def enter_list(
    url: URL | str,
    book: Book,
    county: str,
    kind: str,
    note_zh: str,
    work: Callable[[Connection, Mapping[str, Any]], Sequence[Mapping[str, Any]]],
    *,
    who: str,
) -> int:
    """Put a list on record, all or nothing, and return how many rows were new.

    work : connection and what every row carries (basis, load_id) → the rows that it put in; none: nothing was new.
    Raises ChangeRefused, WarehouseError; nothing is then changed.
    """
    added: list[int] = []

    def enter(connection: Connection) -> None:
        load_id = new_id(connection, book.sha256, county, kind)[:LOAD_ID_LENGTH]
        load = {
            "load_id": load_id,
            "loaded_at": now_utc(),
            "loaded_by": who[:LONGEST_NAME],
            "source_zh": book.name[:200],
            "file_sha256": book.sha256,
            "rows_accepted": 0,
            "rows_refused": 0,
            "county_code": county,
        }
        connection.execute(insert(schema.load).values(**load))
        rows = work(connection, {"basis": "reported", "load_id": load_id})
        added.append(len(rows))
        if not rows:
            raise ChangeRefused("nothing_changed")
        entered = schema.load.update().where(schema.load.c.load_id == load_id)
        connection.execute(entered.values(rows_accepted=len(rows)))
        new_version(connection, f"{note_zh} {book.name}", load_id, [dict(row) for row in rows])

    try:
        change(url, enter)
    except ChangeRefused:
        if not added or added[0]:
            raise
    return added[0]
