"""Rows of files enter facts, leave them again and are remembered: one transaction a file, undone as a whole.

A row that enters carries `entered`, the sequence of its load; a row that gives way moves to the table's history with
`superseded`, the sequence of the load that took its place. What was in force after load n is then: rows of the table
that entered up to n, and rows of its history that entered up to n and were superseded after it. Undoing a load is a
load of its own, so that the time between the two can still be asked for.

A load that changes anything takes over every row that its file names, those with the same figures too: the file vouches
for them, and an earlier one cannot be taken back from under it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from sqlalchemy import URL, Connection, Engine, func, insert, select

from data_access import read, schema
from data_access.build import insert_frame
from data_access.changes import (
    LONGEST_NAME,
    LONGEST_REASON,
    ChangeRefused,
    change,
    checked_reason,
    new_id,
    new_version,
    now_utc,
)
from data_access.due import silent
from data_access.load_changes import change_of_figures, change_of_rows, move_out, typed
from data_access.locks import refuse_if_locked
from data_access.parcels import Aside, Complete, Parcel, Touched
from data_access.quality import put_decisions
from data_access.row_loads import months_of
from data_access.schema import histories

LOAD_ID_LENGTH: Final = 32
PROVENANCE: Final = ("basis", "load_id", "entered")


@dataclass(frozen=True)
class Entered:
    """What a load did. load_id '' where every figure stood there already and nothing was changed."""

    load_id: str
    sequence: int
    new: int
    changed: int
    same: int
    touched: tuple[Touched, ...] = ()


@dataclass(frozen=True)
class Undone:
    """What taking a load back did. load_id: that of the undoing."""

    load_id: str
    touched: tuple[Touched, ...] = ()


def enter(connection: Connection, parcel: Parcel, complete: Complete, *, who: str) -> Entered:
    """Put a file's figures into the tables within the caller's transaction.

    The same file again changes nothing, and neither does one whose figures are there already. Raises ChangeRefused
    for a file that would change a period that is locked.
    """
    sequence = _next(connection)
    load_id = new_id(connection, parcel.sha256, parcel.county, parcel.mode, sequence)[:LOAD_ID_LENGTH]
    changes = [
        change_of_figures(connection, parcel, figures, complete, load_id, sequence) for figures in parcel.figures
    ]
    changes += [change_of_rows(connection, parcel, rows, load_id, sequence) for rows in parcel.rows]
    new, changed, same = (sum(each.counts[place] for each in changes) for place in range(3))
    if not new and not changed:
        return Entered("", sequence, 0, 0, same)
    touched = tuple(each.touched for each in changes if each.touched.months)
    altered = {month for each in touched for month in each.months}
    refuse_if_locked(connection, parcel.county, altered, parcel.form, name=parcel.file_name)
    months = parcel.all_months
    connection.execute(
        insert(schema.load).values(
            load_id=load_id,
            loaded_at=now_utc(),
            loaded_by=who[:LONGEST_NAME],
            source_zh=parcel.file_name[:200],
            file_sha256=parcel.sha256,
            rows_accepted=new + changed + same,
            rows_refused=len(parcel.set_aside),
            sequence=sequence,
            county_code=parcel.county,
            kind="file",
            form=parcel.form,
            edition=parcel.edition,
            mode=parcel.mode,
            first_month=min(months),
            last_month=max(months),
        )
    )
    for each in changes:
        each.write(connection, sequence)
    _keep_aside(connection, load_id, parcel.set_aside)
    if parcel.accepted:
        reason = f"装载时确认：{parcel.file_name}"[:LONGEST_REASON]
        put_decisions(connection, parcel.county, parcel.accepted, "accepted", who=who, reason=reason)
    content = [each.incoming.to_dict("records") for each in changes]
    new_version(connection, f"装载 {parcel.file_name}", load_id, content, months=(min(months), max(months)))
    return Entered(load_id, sequence, new, changed, same, touched)


def load_file(url: URL | str, parcel: Parcel, complete: Complete, *, who: str) -> Entered:
    """Load a file all or nothing. Raises WarehouseError; the figures then stay as they were."""
    done: list[Entered] = []

    def work(connection: Connection) -> None:
        done.append(enter(connection, parcel, complete, who=who))
        if not done[0].load_id:
            raise ChangeRefused("nothing_changed")

    try:
        change(url, work)
    except ChangeRefused:
        if not done or done[0].load_id:
            raise
    return done[0]


def undo(connection: Connection, load_id: str, *, who: str, reason: str) -> Undone:
    """Take a load back within the caller's transaction.

    An institution whose only return goes is missing again in a month of which others have reported.
    Raises ChangeRefused: unknown, taken back already, with rows that a later load has replaced (named), or of a period
    that is locked.
    """
    why = checked_reason(reason)
    load = _known(connection, load_id)
    sequence = _next(connection)
    undoing = new_id(connection, load_id, "undo", sequence)[:LOAD_ID_LENGTH]
    connection.execute(
        insert(schema.load).values(
            load_id=undoing,
            loaded_at=now_utc(),
            loaded_by=who[:LONGEST_NAME],
            source_zh=f"撤销：{load['source_zh']}"[:200],
            rows_accepted=0,
            rows_refused=0,
            sequence=sequence,
            county_code=load["county_code"],
            kind="undo",
            undoes=load_id,
            first_month=load["first_month"],
            last_month=load["last_month"],
        )
    )
    touched = [_take_back(connection, name, load_id, int(load["sequence"]), sequence) for name in histories]
    altered = {month for each in touched for month in each.months}
    refuse_if_locked(connection, load["county_code"], altered, load["form"] or "", name=load["source_zh"])
    _still_due(connection, load["county_code"], touched, undoing, sequence)
    new_version(connection, f"撤销装载 {load['source_zh']}：{why}", undoing)
    return Undone(undoing, tuple(each for each in touched if each.months))


def take_back(url: URL | str, load_id: str, *, who: str, reason: str) -> None:
    """Undo a load all or nothing. Raises ChangeRefused, WarehouseError; the figures then stay as they were."""

    def work(connection: Connection) -> None:
        undo(connection, load_id, who=who, reason=reason)

    change(url, work)


def loads_of(engine: Engine, county: str) -> pd.DataFrame:
    """Return the files that entered a county, newest first: the columns of `load`, and `undone` (the undoing's id)."""
    table = schema.load
    undoing = table.alias("undoing")
    statement = (
        select(table, undoing.c.load_id.label("undone"))
        .select_from(table.outerjoin(undoing, undoing.c.undoes == table.c.load_id))
        .where(table.c.county_code == county, table.c.sequence.is_not(None))
        .order_by(table.c.sequence.desc())
    )
    return read.frame(engine, statement)


def _known(connection: Connection, load_id: str) -> Mapping[str, Any]:
    table = schema.load
    row = connection.execute(select(table).where(table.c.load_id == load_id, table.c.kind == "file")).mappings().first()
    if row is None:
        raise ChangeRefused("load_unknown", load_id=load_id)
    if connection.execute(select(table.c.load_id).where(table.c.undoes == load_id)).first() is not None:
        raise ChangeRefused("load_undone_already", name=row["source_zh"])
    later = {
        int(sequence)
        for name in histories
        for sequence in connection.execute(
            select(histories[name].c.superseded).where(histories[name].c.load_id == load_id).distinct()
        ).scalars()
    }
    standing = _standing(connection, later)
    if standing:
        raise ChangeRefused("load_replaced_since", name=row["source_zh"], later=standing)
    return dict(row)


def _standing(connection: Connection, sequences: set[int]) -> list[str]:
    """Return the files among loads that were not taken back since."""
    table = schema.load
    undoing = table.alias("undoing")
    statement = (
        select(table.c.source_zh)
        .select_from(table.outerjoin(undoing, undoing.c.undoes == table.c.load_id))
        .where(table.c.sequence.in_(sorted(sequences)), table.c.kind == "file", undoing.c.load_id.is_(None))
        .order_by(table.c.sequence)
    )
    return [str(name) for name in connection.execute(statement).scalars()]


def _next(connection: Connection) -> int:
    return int(connection.execute(select(func.coalesce(func.max(schema.load.c.sequence), 0))).scalar_one()) + 1


def _take_back(connection: Connection, name: str, load_id: str, loaded: int, sequence: int) -> Touched:
    """Move a load's rows of a table out, and those that they had superseded in again."""
    table, history = schema.metadata.tables[name], histories[name]
    rows = connection.execute(select(table).where(table.c.load_id == load_id))
    leaving = pd.DataFrame(rows.fetchall(), columns=list(rows.keys()), dtype=object)
    columns = [history.c[column.name] for column in table.columns]
    # A load may have taken rows away without one in their place: they come back all the same.
    before = connection.execute(select(*columns).where(history.c.superseded == loaded))
    returning = pd.DataFrame(before.fetchall(), columns=[column.name for column in table.columns], dtype=object)
    move_out(connection, table, leaving, sequence)
    insert_frame(connection, table, typed(table, returning.assign(entered=sequence)))
    months = months_of(pd.concat([leaving, returning], ignore_index=True))
    return Touched(name, months, frozenset(column.name for column in table.columns))


def _still_due(connection: Connection, county: str, touched: Sequence[Touched], load_id: str, sequence: int) -> None:
    """Let an institution whose return was taken back stand as missing in each month that others have reported."""
    table = schema.institution_month
    months = sorted({month for each in touched if each.table == table.name for month in each.months})
    reported = select(table.c.month).where(
        table.c.county_code == county, table.c.month.in_(months), table.c.entered.is_not(None)
    )
    others = sorted(set(connection.execute(reported).scalars()))
    if others:
        rows = silent(connection, county, others)
        rows = rows.assign(basis="reported", load_id=load_id, entered=sequence)
        insert_frame(connection, table, typed(table, rows))


def _keep_aside(connection: Connection, load_id: str, notes: Sequence[Aside]) -> None:
    if not notes:
        return
    connection.execute(
        insert(schema.set_aside),
        [
            {
                "load_id": load_id,
                "position": position,
                "sheet": note.sheet[:80],
                "cell": note.cell[:20],
                "read": note.read[:200],
                "code": note.code,
                "fields": json.dumps(note.fields, ensure_ascii=False, default=str)[:500],
            }
            for position, note in enumerate(notes)
        ],
    )
