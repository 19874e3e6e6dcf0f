"""What a file hands in, and what its entering touches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd
from sqlalchemy import Connection

from data_access.row_loads import Rows

Mode = Literal["newest", "fill", "replace"]
"""newest: the file's figures stand; fill: only where nothing is known; replace: what the file leaves out is unknown."""
Complete = Callable[[Connection, str, pd.DataFrame], pd.DataFrame]
"""Table and the keys of rows that are new → those rows with what no file says: level, community, township."""


@dataclass(frozen=True)
class Figures:
    """What a file says of one table.

    rows    : the table's keys, `township_code` where it is none of them, and the columns that the file has; NaN where
              a cell says nothing.
    columns : those of `rows` that measure something.
    """

    table: str
    rows: pd.DataFrame
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Aside:
    """A cell or row that did not enter: where it stands, what it says, why (a code of words.intake.SET_ASIDE)."""

    sheet: str
    cell: str
    read: str
    code: str
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Parcel:
    """A file that enters.

    months   : those that it is about, where no figure says so.
    accepted : keys of problems of data quality that the county confirmed with it.
    """

    county: str
    file_name: str
    sha256: str
    form: str
    edition: str
    figures: tuple[Figures, ...]
    set_aside: tuple[Aside, ...] = ()
    mode: Mode = "newest"
    rows: tuple[Rows, ...] = ()
    months: tuple[int, ...] = ()
    accepted: tuple[str, ...] = ()

    @property
    def all_months(self) -> list[int]:
        """Every month that the file's figures and rows are about."""
        return [*self.months, *(int(month) for figures in self.figures for month in figures.rows["month"])]


@dataclass(frozen=True)
class Touched:
    """What a load, or its undoing, changed in one table.

    columns : those of which a figure changed; months : of the rows that did.
    whole   : rows came, went or were reported for the first time, so that any figure of the table may change.
    """

    table: str
    months: tuple[int, ...]
    columns: frozenset[str] = frozenset()
    whole: bool = True
