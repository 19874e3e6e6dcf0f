"""Closed periods: what was reviewed and locked is changed by no file and no undoing until somebody unlocks it.

A lock that was opened stays on record with who opened it and why; `audit` has both steps as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final
from uuid import uuid4

import pandas as pd
from sqlalchemy import URL, Connection, Engine, insert, select, update

from data_access import read, schema
from data_access.changes import (
    CHINA,
    ChangeRefused,
    change,
    checked_name,
    checked_reason,
    now_utc,
    trace,
)

locks = schema.period_lock
ID_LENGTH: Final = 12
WHOLE: Final = ""  # of a lock's form: whatever the form


def lock(url: URL | str, county: str, first: int, last: int, *, form: str = WHOLE, who: str, note: str = "审核") -> str:
    """Close a county's months, YYYYMM to YYYYMM, for one form or for all; return the lock's id.

    Raises ChangeRefused where they are closed already, without a name or a note, WarehouseError.
    """
    name, why, lock_id = checked_name(who), checked_reason(note), uuid4().hex[:ID_LENGTH]
    row = {
        "lock_id": lock_id,
        "county_code": county,
        "first_month": first,
        "last_month": last,
        "form": form,
        "locked_by": name,
        "locked_at": now_utc(),
        "note_zh": why,
    }

    def work(connection: Connection) -> None:
        for held in _standing(connection, county):
            if held["form"] in (WHOLE, form) and held["first_month"] <= first and last <= held["last_month"]:
                raise ChangeRefused("locked_already", who=held["locked_by"], at=_told(held["locked_at"]))
        connection.execute(insert(locks).values(row))
        after = {name: row[name] for name in ("county_code", "first_month", "last_month", "form")}
        trace(connection, locks.name, lock_id, {}, after, who=name, why=why)

    change(url, work)
    return lock_id


def unlock(url: URL | str, lock_id: str, *, who: str, reason: str) -> None:
    """Open a closed period; its lock stays on record. Raises ChangeRefused without a name or a reason, or unknown."""
    name, why = checked_name(who), checked_reason(reason)

    def work(connection: Connection) -> None:
        same = (locks.c.lock_id == lock_id) & locks.c.unlocked_at.is_(None)
        if connection.execute(select(locks.c.lock_id).where(same)).first() is None:
            raise ChangeRefused("lock_unknown", lock_id=lock_id)
        opened: dict[str, Any] = {"unlocked_by": name, "unlocked_at": now_utc(), "unlock_reason_zh": why}
        connection.execute(update(locks).where(same).values(opened))
        trace(connection, locks.name, lock_id, {}, opened, who=name, why=why)

    change(url, work)


def locks_of(engine: Engine, county: str, *, standing: bool = False) -> pd.DataFrame:
    """Return a county's locks, newest first, a row each. standing: those in force."""
    statement = select(locks).where(locks.c.county_code == county)
    if standing:
        statement = statement.where(locks.c.unlocked_at.is_(None))
    return read.frame(engine, statement.order_by(locks.c.locked_at.desc(), locks.c.lock_id))


def refuse_if_locked(connection: Connection, county: str, months: Iterable[int], forms: str, *, name: str) -> None:
    """Raise ChangeRefused, with who locked it and when, where one of the months is closed to one of the forms.

    forms : codes between commas; name : what would change the figures, as a reader knows it.
    """
    touched, given = sorted(set(months)), {WHOLE, *forms.split(",")}
    for held in _standing(connection, county):
        closed = any(held["first_month"] <= month <= held["last_month"] for month in touched)
        if closed and held["form"] in given:
            raise ChangeRefused(
                "period_locked",
                first=_month(held["first_month"]),
                last=_month(held["last_month"]),
                who=held["locked_by"],
                at=_told(held["locked_at"]),
                name=name,
                lock_id=held["lock_id"],
            )


def _standing(connection: Connection, county: str) -> list[dict[str, Any]]:
    statement = select(locks).where(locks.c.county_code == county, locks.c.unlocked_at.is_(None))
    return [dict(row) for row in connection.execute(statement.order_by(locks.c.locked_at)).mappings()]


def _told(moment: dt.datetime) -> dt.datetime:
    return moment + CHINA


def _month(month: int) -> str:
    return f"{month // 100}-{month % 100:02d}"
