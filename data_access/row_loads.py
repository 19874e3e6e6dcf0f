"""Rows that are things and not figures – an expert, a posting, who sent how many to whom – as files say them.

A row that a file says again with other words takes the place of the one that stands. A row that the file no longer says
gives way only where the file speaks for all of its kind: the other flows of the same sender, month and direction; a
posting of the same doctor to the same institution whose days overlap, because its dates were put right.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection, Table, select

from data_access import schema
from data_access.schema import ROW_KEYS

SAID_WITH: Final = ("basis", "load_id", "entered")
FIRST_SAID_STANDS: Final = frozenset({"expert"})
"""Tables whose rows a file adds and never rewords: who an expert is, is kept by hand."""
ONE_SENDER: Final = ["mechanism_id", "month", "kind_zh", "from_code"]
ONE_POST: Final = ["expert_code", "to_institution_code"]
STILL_POSTED: Final = dt.date(9999, 12, 31)


@dataclass(frozen=True)
class Rows:
    """What a file says of one table of things. rows: all columns of the table but where a row comes from."""

    table: str
    rows: pd.DataFrame


@dataclass(frozen=True)
class RowChange:
    """Rows that enter and rows that leave. counts: new, changed, the same as before."""

    incoming: pd.DataFrame
    leaving: pd.DataFrame
    counts: tuple[int, int, int]


def row_change(connection: Connection, county: str, said: Rows, *, only_new: bool) -> RowChange:
    """Return what a file's rows do to those that are there.

    only_new : rows that are known already stay as they are, and none leaves.
    Raises ValueError where a row's name stands twice.
    """
    table = schema.metadata.tables[said.table]
    key = ROW_KEYS[said.table][0]
    given = said.rows.set_index(key)
    if not given.index.is_unique:
        raise ValueError(f"{said.table}: {key} stands twice")
    current = _current(connection, table, county).set_index(key)
    both = given.index.intersection(current.index)
    fresh = given.index.difference(current.index)
    if only_new or said.table in FIRST_SAID_STANDS:
        return RowChange(given.loc[fresh].reset_index(), current.iloc[:0].reset_index(), (len(fresh), 0, len(both)))
    columns = [column.name for column in table.columns if column.name in given.columns]
    differs = _told(given.loc[both, columns]).ne(_told(current.loc[both, columns])).any(axis=1)
    changed = both[differs.to_numpy()] if len(both) else both
    gone = _gives_way(said.table, current.loc[current.index.difference(given.index)], given)
    leaving = pd.concat([current.loc[changed], gone]).reset_index()
    incoming = pd.concat([given.loc[changed], given.loc[fresh]]).reset_index()
    return RowChange(incoming, leaving, (len(fresh), len(changed) + len(gone), len(both) - len(changed)))


def _current(connection: Connection, table: Table, county: str) -> pd.DataFrame:
    found = connection.execute(select(table).where(table.c.county_code == county))
    return pd.DataFrame(found.fetchall(), columns=list(found.keys()), dtype=object)


def _gives_way(name: str, others: pd.DataFrame, given: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that a file leaves out although it speaks for all of their kind."""
    if name == "flow":
        spoken_for = set(given[ONE_SENDER].itertuples(index=False, name=None))
        told = [row in spoken_for for row in others[ONE_SENDER].itertuples(index=False, name=None)]
        return others[pd.Series(told, others.index, dtype=bool)]
    if name == "posting":
        posts = {
            post: [(_day(row.start_date), _day(row.end_date)) for row in rows.itertuples()]
            for post, rows in given.groupby(ONE_POST, sort=False)
        }
        overlaps = [
            any(
                _day(row.start_date) <= last and first <= _day(row.end_date)
                for first, last in posts.get((row.expert_code, row.to_institution_code), ())
            )
            for row in others.itertuples()
        ]
        return others[pd.Series(overlaps, others.index, dtype=bool)]
    return others.iloc[:0]


def months_of(rows: pd.DataFrame) -> tuple[int, ...]:
    """Return the months (YYYYMM) that rows are about: their own, or all that a posting touches; none of an expert.

    A posting without an end lasts until today: the later ones are not in the data yet.
    """
    if "month" in rows:
        return tuple(sorted({int(month) for month in rows["month"]}))
    if "start_date" not in rows or rows.empty:
        return ()
    today = dt.datetime.now(tz=dt.UTC).date()
    found: set[int] = set()
    for first, last in rows[["start_date", "end_date"]].itertuples(index=False):
        begun, ended = _day(first), min(_day(last), today)
        whole = pd.period_range(begun, max(begun, ended), freq="M")
        found.update(month.year * 100 + month.month for month in whole)
    return tuple(sorted(found))


def _day(value: Any) -> dt.date:
    """Return a day as drivers give it; one that is not known lies at the end of time."""
    if value is None or pd.isna(value):
        return STILL_POSTED
    return value.date() if isinstance(value, dt.datetime) else dt.date.fromisoformat(str(value)[:10])


def _told(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows as they are shown, whatever type a driver gives a day or an empty cell."""
    return rows.map(lambda value: "" if value is None or pd.isna(value) else str(value).removesuffix(" 00:00:00"))
