"""Closing a county's period after review, and opening it again with a reason: what a command and a page call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import URL, Engine

from data_access import locks
from metrics.period import Period

__all__ = ["Lock", "lock_period", "locked_periods", "unlock_period"]


@dataclass(frozen=True)
class Lock:
    """A closed period. form: the one it is closed to, '' for all; times in UTC; unlocked_at None: it stands."""

    lock_id: str
    period: Period
    form: str
    locked_by: str
    locked_at: Any
    note: str
    unlocked_by: str = ""
    unlocked_at: Any = None
    reason: str = ""


def lock_period(url: URL | str, county: str, period: Period, *, who: str, note: str = "审核", form: str = "") -> str:
    """Close a period to every load and undoing that would change it; return the lock's id.

    Raises ChangeRefused where it is closed already, without a name or a note, WarehouseError.
    """
    return locks.lock(url, county, period.first, period.last, form=form, who=who, note=note)


def unlock_period(url: URL | str, lock_id: str, *, who: str, reason: str) -> None:
    """Open a closed period. Raises ChangeRefused without a name or a reason, or for a lock that does not stand."""
    locks.unlock(url, lock_id, who=who, reason=reason)


def locked_periods(engine: Engine, county: str, *, standing: bool = True) -> list[Lock]:
    """Return a county's closed periods, newest first; with standing False also those that were opened again."""
    rows = locks.locks_of(engine, county, standing=standing)
    return [_lock(row) for row in rows.to_dict("records")]


def _lock(row: dict[Any, Any]) -> Lock:
    opened = row["unlocked_by"] is not None and not pd.isna(row["unlocked_by"])
    return Lock(
        row["lock_id"],
        Period(int(row["first_month"]), int(row["last_month"])),
        row["form"],
        row["locked_by"],
        row["locked_at"],
        row["note_zh"],
        *((row["unlocked_by"], row["unlocked_at"], row["unlock_reason_zh"]) if opened else ()),
    )
