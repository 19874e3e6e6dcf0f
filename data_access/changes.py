"""What all changes by hand share: all or nothing, with a reason, on record in `audit`, and seen at once.

Every change that a figure may depend on adds a data version, by which cached reads are keyed. A version follows from
the one before it and from what was changed, never from the clock: the same changes to the same data give the same
version, on another machine too.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import uuid4

import pandas as pd
from sqlalchemy import URL, Connection, Engine, Row, insert, select
from sqlalchemy.exc import SQLAlchemyError

from data_access import read, schema
from data_access.build import change_warehouse
from data_access.engine import describe_failure
from data_access.errors import WarehouseError

audit, data_version = schema.audit, schema.data_version
BY_HAND: Final = "by_hand"  # load_id of rows that were entered on a screen
LONGEST_REASON: Final = 200
LONGEST_NAME: Final = 60
VERSION_LENGTH: Final = 12
CHINA: Final = dt.timedelta(hours=8)  # what stands in the warehouse in UTC is told in Chinese time
AUDIT_GROUP: Final = 24
"""Characters by which the columns that one change altered in a row are known as one in `audit`."""


class ChangeRefused(WarehouseError):
    """A change by hand that cannot be made as asked; nothing was changed."""


def now_utc() -> dt.datetime:
    """Return the time a change is stamped with."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)


def change(url: URL | str, work: Callable[[Connection], None]) -> None:
    """Make a change all or nothing. Raises WarehouseError, with the change undone."""
    try:
        change_warehouse(url, work)
    except SQLAlchemyError as error:
        raise describe_failure(error, url) from error


def checked_reason(text: str) -> str:
    """Return the reason of a change. Raises ChangeRefused without one, or for one that is too long."""
    words = text.strip()
    if not words:
        raise ChangeRefused("no_reason")
    if len(words) > LONGEST_REASON:
        raise ChangeRefused("reason_too_long", most=LONGEST_REASON)
    return words


def checked_name(text: str) -> str:
    """Return who makes a change. Raises ChangeRefused without a name, or for one that is too long."""
    name = text.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise ChangeRefused("no_name", most=LONGEST_NAME)
    return name


def check_times(start: dt.datetime | None, end: dt.datetime | None) -> None:
    """Raise ChangeRefused unless somebody came and went, in this order, or did not come at all."""
    if (start is None) != (end is None) or (start is not None and end is not None and end <= start):
        raise ChangeRefused("times_do_not_fit")


def _in_force(connection: Connection) -> Row[Any]:
    """Return the data version in force."""
    return connection.execute(select(data_version).order_by(data_version.c.created_at.desc()).limit(1)).one()


def _said(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)


def _digest(*content: object) -> str:
    # Times, numbers of a driver's own kind and empty cells are written as they are shown: the same on every engine.
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True, default=_said).encode()).hexdigest()


def new_version(connection: Connection, note_zh: str, *content: object, months: tuple[int, int] | None = None) -> None:
    """Add a data version that follows from the one in force, the note and `content`.

    months  : first and last month of what was loaded; the version's own reach at least as far.
    content : what the change put where, as text, numbers, dates, lists and dictionaries; two changes that differ
              must differ here. Nothing that another machine would not repeat (a clock, a random id).
    """
    before = _in_force(connection)
    digest = _digest(before.content_sha256, note_zh, *content)
    # Two changes within one second still come in order.
    created = max(dt.datetime.now(dt.UTC).replace(tzinfo=None), before.created_at + dt.timedelta(milliseconds=1))
    connection.execute(
        insert(data_version).values(
            version_id=digest[:VERSION_LENGTH],
            created_at=created,
            content_sha256=digest,
            first_month=min(before.first_month, months[0]) if months else before.first_month,
            last_month=max(before.last_month, months[1]) if months else before.last_month,
            is_sample=before.is_sample,
            note_zh=note_zh[:200],
        )
    )


def new_id(connection: Connection, *content: object) -> str:
    """Return 64 hex digits to name a row that enters now; they follow from the version in force and `content`."""
    return _digest(_in_force(connection).content_sha256, "id", *content)


def trace(
    connection: Connection,
    table: str,
    key: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    who: str,
    why: str,
) -> int:
    """Write one audit row a changed column and return how many there were. Raises ChangeRefused without a name."""
    name_given = checked_name(who)
    changed = [name for name in after if _said(before.get(name)) != _said(after[name])]
    group = uuid4().hex[:AUDIT_GROUP]
    for number, name in enumerate(changed):
        connection.execute(
            insert(audit).values(
                audit_id=f"{group}{number:08d}",
                changed_at=now_utc(),
                changed_by=name_given,
                table_name=table,
                row_key=key[:120],
                column_name=name,
                old_value=_said(before.get(name))[:200],
                new_value=_said(after[name])[:200],
                reason_zh=why,
            )
        )
    return len(changed)


def refuse_if_changed(
    connection: Connection, table: str, key: str, now: Mapping[str, Any], seen: Mapping[str, Any] | None
) -> None:
    """Raise ChangeRefused, with who changed it and when, for a row that is no longer what its editor saw.

    seen : some of its columns as they stood on the editor's screen; None where nobody had looked at them.
    """
    if seen is None:
        return
    changed = {name for name, value in seen.items() if not _alike(now.get(name), value)}
    if not changed:
        return
    own = (audit.c.table_name == table) & (audit.c.row_key == key[:120])
    trail = connection.execute(select(audit).where(own).order_by(audit.c.changed_at.desc())).all()
    if not trail:
        raise ChangeRefused("changed_meanwhile")
    # Two changes of one second stand in no order: the last is the one whose value stands now.
    moment = [row for row in trail if row.changed_at == trail[0].changed_at]
    standing = [
        row for row in moment if row.column_name in changed and row.new_value == _said(now[row.column_name])[:200]
    ]
    last = (standing or moment)[0]
    raise ChangeRefused("changed_meanwhile_by", who=last.changed_by, at=last.changed_at + CHINA)


def _alike(one: Any, other: Any) -> bool:
    """Whether two values are written alike: a screen's 2.0 is the warehouse's 2, an empty text is nothing."""
    numbers = isinstance(one, int | float) and isinstance(other, int | float)
    if numbers and not (pd.isna(one) or pd.isna(other)):
        return float(one) == float(other)
    return _said(one) == _said(other)


def put_on_record(
    connection: Connection,
    table: str,
    key: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    who: str,
    why: str,
    note_zh: str,
) -> bool:
    """Trace a change of a row and add the data version that follows from it. Returns whether anything changed."""
    changed = trace(connection, table, key, before, after, who=who, why=why) > 0
    if changed:
        values = [{name: _said(row.get(name)) for name in after} for row in (before, after)]
        new_version(connection, note_zh, table, key, *values)
    return changed


def enter_load(connection: Connection, who: str) -> None:
    """Keep the one load under which rows entered on a screen stand."""
    table = schema.load
    if connection.execute(select(table.c.load_id).where(table.c.load_id == BY_HAND)).first() is None:
        connection.execute(
            insert(table).values(
                load_id=BY_HAND,
                loaded_at=now_utc(),
                loaded_by=checked_name(who),
                source_zh="页面录入",
                rows_accepted=0,
                rows_refused=0,
            )
        )


def changes_by_hand(engine: Engine, table_name: str, row_key: str = "") -> pd.DataFrame:
    """Return the changes made by hand to a table, or to one of its rows, newest first."""
    statement = select(audit).where(audit.c.table_name == table_name)
    if row_key:
        statement = statement.where(audit.c.row_key == row_key)
    return read.frame(engine, statement.order_by(audit.c.changed_at.desc(), audit.c.column_name).limit(200))
