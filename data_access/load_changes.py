"""What a file does to the rows of one table: those that enter, those that give way to a history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection, Table, delete, select, tuple_

from data_access import schema
from data_access.build import insert_frame
from data_access.parcels import Complete, Figures, Parcel, Touched
from data_access.row_loads import Rows, months_of, row_change
from data_access.schema import LOAD_KEYS, ROW_KEYS, histories

KEYS_AT_ONCE: Final = 400
REPORTED: Final = "reported"
EVENTS: Final = frozenset({schema.visit.name})
"""Tables whose rows are things that happened: without the file's word there is no row."""


@dataclass
class Change:
    """The rows of one table that a load puts in and takes away. counts: rows that are new, changed and the same."""

    table: Table
    incoming: pd.DataFrame
    leaving: pd.DataFrame
    counts: tuple[int, int, int]
    touched: Touched

    def write(self, connection: Connection, sequence: int) -> None:
        move_out(connection, self.table, self.leaving, sequence)
        insert_frame(connection, self.table, self.incoming)


def change_of_figures(
    connection: Connection, parcel: Parcel, figures: Figures, complete: Complete, load_id: str, sequence: int
) -> Change:
    table = schema.metadata.tables[figures.table]
    keys = list(LOAD_KEYS[figures.table])
    given = figures.rows.set_index(keys)
    if not given.index.is_unique:
        raise ValueError(f"{figures.table}: a key stands twice in {parcel.file_name}")
    current = _current(connection, table, parcel.county, sorted({int(month) for month in figures.rows["month"]}))
    current = current.set_index(keys)
    # Two rows of one key were entered by hand (a visit typed twice): the file speaks of the first.
    current = current[~current.index.duplicated()]
    columns = list(figures.columns)
    both = given.index.intersection(current.index)
    before = current.loc[both, columns].astype(float)
    unknown = before.isna() | ~_is_reported(current.loc[both])[:, None]
    wanted = given.loc[both, columns].astype(float)
    if parcel.mode == "fill":
        wanted = before.where(~unknown, wanted)
    elif parcel.mode == "newest":
        wanted = wanted.where(wanted.notna(), before.mask(unknown))
    differs = _differs(wanted, before.mask(unknown))
    touched = both[differs.any(axis=1).to_numpy()] if len(both) else both
    leaving = current.loc[both].reset_index()
    changed, same = current.loc[touched].copy(), current.loc[both.difference(touched)]
    heard = bool((~_is_reported(changed)).any())
    if len(touched):
        if REPORTED in changed:
            silent = ~_is_reported(changed)
            measures = [column.name for column in table.columns if column.nullable and column.name in changed]
            # An unreported row holds zeros that are no figures: what the file does not say stays unknown.
            unsaid = [name for name in measures if name not in (*columns, "community_code", "entered")]
            changed.loc[silent, unsaid] = None
            changed[REPORTED] = True
        for column in columns:
            changed[column] = wanted.loc[touched, column]
    altered = {name for name in columns if len(differs) and differs[name].any()}
    gone, silent_rows = 0, current.iloc[:0]
    if parcel.mode == "replace":
        silent_rows, emptied = _left_out(current, given, columns)
        leaving = pd.concat([leaving, silent_rows.reset_index()], ignore_index=True)
        if figures.table not in EVENTS:
            # An event that the file leaves out did not happen; a figure that it leaves out is unknown.
            changed = pd.concat([changed, emptied])
        altered |= {name for name in columns if silent_rows[name].notna().any()}
        gone = len(silent_rows) if figures.table in EVENTS else 0
    fresh_index = given.index.difference(current.index)
    fresh = complete(connection, figures.table, given.loc[fresh_index].reset_index())
    incoming = pd.concat([changed.reset_index(), fresh, same.reset_index()], ignore_index=True)
    incoming = incoming.assign(basis="reported", load_id=load_id, entered=sequence)
    moved = (changed.reset_index(), fresh, silent_rows.reset_index())
    months = {int(month) for rows in moved for month in rows.get("month", ())}
    whole = heard or gone > 0 or len(fresh) > 0
    return Change(
        table,
        typed(table, incoming),
        leaving,
        (len(fresh), len(changed) + gone, len(same)),
        Touched(figures.table, tuple(sorted(months)), frozenset(altered), whole),
    )


def change_of_rows(connection: Connection, parcel: Parcel, rows: Rows, load_id: str, sequence: int) -> Change:
    table = schema.metadata.tables[rows.table]
    own = row_change(connection, parcel.county, rows, only_new=parcel.mode == "fill")
    incoming = own.incoming.assign(basis="reported", load_id=load_id, entered=sequence)
    months = months_of(pd.concat([own.incoming, own.leaving], ignore_index=True))
    return Change(table, typed(table, incoming), own.leaving, own.counts, Touched(rows.table, months))


def _left_out(current: pd.DataFrame, given: pd.DataFrame, columns: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of the file's months that it leaves out and that say something, before and after emptying."""
    others = current.loc[current.index.difference(given.index)]
    said = others[columns].notna().any(axis=1) & _is_reported(others)
    before = others.loc[said]
    after = before.copy()
    after[columns] = None
    return before, after


def _is_reported(rows: pd.DataFrame) -> Any:
    return rows[REPORTED].to_numpy(dtype=bool) if REPORTED in rows else pd.Series(True, rows.index).to_numpy(dtype=bool)


def _differs(wanted: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Return where two frames of figures differ; unknown on both sides is no difference."""
    return ~((wanted == before) | (wanted.isna() & before.isna()))


def _current(connection: Connection, table: Table, county: str, months: Sequence[int]) -> pd.DataFrame:
    statement = select(table).where(table.c.county_code == county, table.c.month.in_(months))
    rows = connection.execute(statement)
    return pd.DataFrame(rows.fetchall(), columns=list(rows.keys()), dtype=object)


def typed(table: Table, rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the types that the table asks for; whole numbers may be unknown."""
    typed: dict[str, pd.Series[Any]] = {}
    for column in table.columns:
        kind = column.type.python_type
        values = rows[column.name] if column.name in rows else pd.Series([None] * len(rows), rows.index, dtype=object)
        if kind is int:
            typed[column.name] = pd.to_numeric(values).astype("Int64")
        elif kind is float:
            typed[column.name] = pd.to_numeric(values).astype("Float64")
        elif kind is bool:
            typed[column.name] = values.astype("boolean")
        else:
            typed[column.name] = values.astype(object).where(values.notna(), None)
    return pd.DataFrame(typed, index=rows.index)


def move_out(connection: Connection, table: Table, leaving: pd.DataFrame, sequence: int) -> None:
    """Move rows (all columns of the table) to its history."""
    if leaving.empty:
        return
    insert_frame(connection, histories[table.name], typed(histories[table.name], leaving.assign(superseded=sequence)))
    names = (LOAD_KEYS | ROW_KEYS)[table.name]
    keys = [tuple(_plain(value) for value in row) for row in leaving[list(names)].itertuples(index=False)]
    for start in range(0, len(keys), KEYS_AT_ONCE):
        some = keys[start : start + KEYS_AT_ONCE]
        connection.execute(delete(table).where(tuple_(*(table.c[name] for name in names)).in_(some)))


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value
