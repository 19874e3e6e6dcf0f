"""What a file says, row by row: what would enter the warehouse, what is set aside, and what must be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from data_access.row_loads import Rows
from data_access.schema import ROW_KEYS
from metrics.quality import Problem


@dataclass(frozen=True)
class Value:
    """One figure. where: what else names its row in the table; sheet, cell: where it was read."""

    table: str
    county: str
    township: str
    institution: str
    month: int
    column: str
    value: float
    where: tuple[tuple[str, str | int], ...] = ()
    sheet: str = ""
    cell: str = ""
    source: str = ""  # the institution whose row it was read from, where the table is by township

    @property
    def key(self) -> tuple[object, ...]:
        """What must be there once."""
        return (self.table, self.county, self.township, self.institution, self.month, self.column, self.where)

    @property
    def column_said(self) -> str:
        """The column with what else names its row: contracted[population_group=elderly_65]."""
        where = ",".join(f"{name}={value}" for name, value in self.where)
        return f"{self.column}[{where}]" if where else self.column


@dataclass(frozen=True)
class SetAside:
    """A cell, or a whole row, that does not enter, and why. code: of words.intake."""

    code: str
    sheet: str
    cell: str
    read: str
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """What only the county can say. about: the name, column or cell in question; possible: answers to choose from."""

    kind: str
    about: str
    sheet: str
    cell: str
    possible: tuple[tuple[str, str], ...] = ()
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Proof:
    """A printed sum held against its parts. holds: within what rounding allows."""

    sheet: str
    cell: str
    column: str
    printed: float
    summed: float
    holds: bool


@dataclass(frozen=True)
class SheetRead:
    """What one table of a file was taken for. months: those its figures are about."""

    sheet: str
    form: str
    edition: str
    months: tuple[int, ...]
    is_cumulative: bool


@dataclass(kw_only=True)
class Said:
    """What is being found in a file, or in a part of it; each part is added to the whole.

    spanned : figures over several months with these, to be differenced; value.month is the last of them.
    """

    values: list[Value] = field(default_factory=list)
    spanned: list[tuple[Value, tuple[int, ...]]] = field(default_factory=list)
    entries: list[Rows] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    sheets: list[SheetRead] = field(default_factory=list)
    rows_in: int = 0
    accepted: int = 0
    aside: int = 0
    not_data: int = 0

    def add(self, part: Said) -> None:
        """Add what a part of the file says."""
        self.values += part.values
        self.spanned += part.spanned
        self.entries += part.entries
        self.set_aside += part.set_aside
        self.questions += part.questions
        self.proofs += part.proofs
        self.sheets += part.sheets
        self.rows_in += part.rows_in
        self.accepted += part.accepted
        self.aside += part.aside
        self.not_data += part.not_data


@dataclass(frozen=True)
class Checked:
    """Figures of a file that break a rule of data quality, and what became of them.

    state : ask – they wait for an answer and do not enter; accepted – confirmed before; note – pointed at only.
    """

    problem: Problem
    place_name: str
    sheet: str
    cell: str
    state: Literal["ask", "accepted", "note"]
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class FileRead:
    """All that a file says. rows_in = rows with values + rows set aside + rows that are no data."""

    file: str
    sha256: str
    sheets: tuple[SheetRead, ...]
    values: tuple[Value, ...]
    set_aside: tuple[SetAside, ...]
    questions: tuple[Question, ...]
    proofs: tuple[Proof, ...]
    rows_in: int
    rows_accepted: int
    rows_set_aside: int
    rows_not_data: int
    notes: tuple[str, ...] = ()
    entries: tuple[Rows, ...] = ()
    problems: tuple[Checked, ...] = ()


def lines_of(entry: Rows) -> list[tuple[str, str, str, str, int, str, str]]:
    """Return the cells of rows that enter one by one: table, county, township, institution, month, column, value."""
    key = ROW_KEYS[entry.table][0]
    places = {"county_code", "township_code", "to_township", "to_institution_code", "to_code", "month", key}
    return [
        (
            entry.table,
            str(row["county_code"]),
            str(row.get("township_code") or row.get("to_township") or ""),
            str(row.get("to_institution_code") or row.get("to_code") or ""),
            int(row.get("month") or row.get("since") or _month_of(row)),
            f"{column}[{row[key]}]",
            str(value),
        )
        for row in entry.rows.to_dict("records")
        for column, value in row.items()
        if column not in places and value is not None
    ]


def _month_of(row: Mapping[Any, Any]) -> int:
    return int(row["start_date"].year) * 100 + int(row["start_date"].month)
