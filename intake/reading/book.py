"""Sheets of cells as a file holds them: values, where they stand, and the marks that change what they mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

Scalar = str | float | int | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None
"""What a cell holds. None: nothing."""

Address = tuple[int, int]
"""Row and column of a cell, counted from 0."""


def column_letters(column: int) -> str:
    """Return the letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    while column >= 0:
        letters = chr(ord("A") + column % 26) + letters
        column = column // 26 - 1
    return letters


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    values      : rows of cells, all of one width; row 0 is the first row of the sheet.
    merged      : first row, first column, last row, last column of each merged range, ends included.
    hidden_rows : rows that a reader of the file does not see.
    struck      : cells whose text is crossed out.
    uncached    : cells with a formula whose result the file does not hold.
    is_hidden   : the sheet itself is not shown.
    is_cut      : `values` are its first rows only; the others are read from the file's bytes, as frames.
    """

    name: str
    values: tuple[tuple[Scalar, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    struck: frozenset[Address] = frozenset()
    uncached: frozenset[Address] = frozenset()
    comments: Mapping[Address, str] = field(default_factory=dict)
    is_hidden: bool = False
    is_cut: bool = False

    @property
    def height(self) -> int:
        """Rows."""
        return len(self.values)

    @property
    def width(self) -> int:
        """Columns."""
        return len(self.values[0]) if self.values else 0

    def turned(self) -> Sheet:
        """Return the sheet with rows and columns exchanged."""

        def swap(cells: frozenset[Address]) -> frozenset[Address]:
            return frozenset((column, row) for row, column in cells)

        return Sheet(
            self.name,
            tuple(zip(*self.values, strict=True)),
            tuple((left, top, right, bottom) for top, left, bottom, right in self.merged),
            frozenset(),
            swap(self.struck),
            swap(self.uncached),
            {(column, row): text for (row, column), text in self.comments.items()},
            self.is_hidden,
        )

    @staticmethod
    def place(row: int, column: int) -> str:
        """Return the address as a spreadsheet shows it: (0, 0) is A1."""
        return f"{column_letters(column)}{row + 1}"


@dataclass(frozen=True)
class Book:
    """A file's sheets. kind: what it is, whatever its name says. notes: codes of what to know.

    content : the file's bytes where a sheet is cut; empty otherwise.
    """

    name: str
    kind: str
    sha256: str
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()
    content: bytes = field(default=b"", repr=False)
