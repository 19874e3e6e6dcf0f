"""A load of a mechanism's rows taken back: what it added goes, what it changed is as it was before; on record.

Rows that offices loaded are otherwise replaced and never deleted. A load can be taken back as long as no later one
has changed its rows: then that one is taken back first.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import URL, Boolean, Column, Connection, Engine, Float, Integer, delete, func, select, update

from data_access import read, schema
from data_access.changes import AUDIT_GROUP, ChangeRefused, change, checked_reason, new_version, trace
from data_access.mechanisms.columns import PARENTS, id_column
from data_access.mechanisms.record import known
from words.mechanism_sheets import SHEETS

LOAD: Final = "load_id"
audit = schema.audit


@dataclass(frozen=True)
class OwnLoad:
    """A load that a mechanism holds rows of. rows: how many."""

    load_id: str
    loaded_at: dt.datetime
    loaded_by: str
    source_zh: str
    rows: int


def own_loads(engine: Engine, mechanism_id: str) -> list[OwnLoad]:
    """Return the loads by file whose rows a mechanism holds, the newest first. Raises WarehouseError."""
    counts: dict[str, int] = {}
    for name in SHEETS:
        table = schema.metadata.tables[name]
        own = (table.c.mechanism_id == mechanism_id) & table.c.load_id.startswith("file_")
        for row in read.rows(engine, select(table.c.load_id, func.count().label("n")).where(own).group_by(LOAD)):
            counts[row.load_id] = counts.get(row.load_id, 0) + int(row.n)
    load = schema.load
    found = read.rows(engine, select(load).where(load.c.load_id.in_(list(counts))).order_by(load.c.loaded_at.desc()))
    return [OwnLoad(row.load_id, row.loaded_at, row.loaded_by, row.source_zh, counts[row.load_id]) for row in found]


def withdraw(url: URL | str, mechanism_id: str, load_id: str, *, who: str, reason: str) -> tuple[int, int]:
    """Take a load back and return how many rows were removed and how many are as they were before.

    Raises ChangeRefused for a load that the mechanism has no rows of, for one whose rows a later load has changed, and
    where rows of another load hang on its budgets or plan items; nothing is then changed.
    """
    why = checked_reason(reason)
    counted: list[tuple[int, int]] = []

    def work(connection: Connection) -> None:
        record = known(connection, mechanism_id)
        held = {name: _rows(connection, name, mechanism_id, load_id) for name in SHEETS}
        if not any(held.values()):
            raise ChangeRefused("mechanism_load_unknown", load=load_id[:40])
        _check_later(connection, mechanism_id, load_id)
        removed = restored = 0
        # Payments before budgets: what hangs on a row goes before the row.
        for name in sorted(SHEETS, key=lambda name: name not in PARENTS):
            for key, row in held[name].items():
                before = _before(connection, name, key, load_id)
                if before is None:
                    _remove(connection, name, key, row, who, why)
                    removed += 1
                else:
                    _restore(connection, name, key, row, before, who, why)
                    restored += 1
        new_version(connection, f"撤回装载：{record.name_zh}", mechanism_id, load_id, removed, restored)
        counted.append((removed, restored))

    change(url, work)
    return counted[0]


def _rows(connection: Connection, name: str, mechanism_id: str, load_id: str) -> dict[str, dict[str, Any]]:
    table = schema.metadata.tables[name]
    own = (table.c.mechanism_id == mechanism_id) & (table.c.load_id == load_id)
    found = connection.execute(select(table).where(own).order_by(table.c[id_column(name)]))
    return {row._mapping[id_column(name)]: dict(row._mapping) for row in found}


def _check_later(connection: Connection, mechanism_id: str, load_id: str) -> None:
    """Raise ChangeRefused where a row of the load now stands as a later load wrote it."""
    later = select(audit.c.table_name, audit.c.row_key, audit.c.new_value).where(
        audit.c.column_name == LOAD, audit.c.old_value == load_id, audit.c.new_value != ""
    )
    for change_made in connection.execute(later):
        if change_made.table_name not in SHEETS:
            continue
        table = schema.metadata.tables[change_made.table_name]
        own = (table.c[id_column(table.name)] == change_made.row_key) & (table.c.mechanism_id == mechanism_id)
        if connection.execute(select(table.c.load_id).where(own)).scalar() == change_made.new_value:
            source = select(schema.load.c.source_zh).where(schema.load.c.load_id == change_made.new_value)
            raise ChangeRefused("mechanism_load_changed_since", later=connection.execute(source).scalar() or "")


def _before(connection: Connection, name: str, key: str, load_id: str) -> dict[str, str] | None:
    """Return the columns that the load changed in a row, as they were; None for a row that it added."""
    at = (audit.c.table_name == name) & (audit.c.row_key == key)
    mark = connection.execute(
        select(audit.c.audit_id).where(at, audit.c.column_name == LOAD, audit.c.new_value == load_id)
    ).scalar()
    if mark is None:
        return None
    together = audit.c.audit_id.startswith(mark[:AUDIT_GROUP])
    rows = connection.execute(select(audit.c.column_name, audit.c.old_value).where(at, together))
    return {row.column_name: row.old_value or "" for row in rows}


def _remove(connection: Connection, name: str, key: str, row: dict[str, Any], who: str, why: str) -> None:
    for child, (column, parent) in PARENTS.items():
        if parent != name:
            continue
        table = schema.metadata.tables[child]
        left = connection.execute(select(func.count()).select_from(table).where(table.c[column] == key)).scalar()
        if left:
            head_zh, head_en = SHEETS[child]
            raise ChangeRefused("mechanism_rows_below", count=left, head_zh=head_zh, head_en=head_en)
    table = schema.metadata.tables[name]
    connection.execute(delete(table).where(table.c[id_column(name)] == key))
    said = {column: value for column, value in row.items() if value is not None}
    trace(connection, name, key, said, dict.fromkeys(said), who=who, why=why)


def _restore(
    connection: Connection, name: str, key: str, row: dict[str, Any], before: dict[str, str], who: str, why: str
) -> None:
    table = schema.metadata.tables[name]
    old = {column: _typed(table.c[column], text) for column, text in before.items()}
    connection.execute(update(table).where(table.c[id_column(name)] == key).values(**old))
    # Without the load: its mark in `audit` says which load changed a row, and this is none.
    said = {column: value for column, value in old.items() if column != LOAD}
    trace(connection, name, key, row, said, who=who, why=why)


def _typed(column: Column[Any], text: str) -> Any:
    """Return a value as its column holds it, from how it stands in `audit`."""
    if not text:
        return None if column.nullable else ""
    if isinstance(column.type, Boolean):
        return text == "True"
    if isinstance(column.type, Integer):
        return int(float(text))
    if isinstance(column.type, Float):
        return float(text)
    kind = column.type.python_type
    return kind.fromisoformat(text) if kind in (dt.date, dt.datetime) else text
