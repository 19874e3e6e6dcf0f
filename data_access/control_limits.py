"""What a county decides on its charts and words, kept in `limit_decision`: where control limits begin anew or rest on
a fixed baseline, and how small a change of a metric no longer matters.

A decision is never changed; a later one of its kind replaces it, an empty one takes it back. All stay on record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

import pandas as pd
from sqlalchemy import URL, Connection, Engine, insert, select

from data_access import read, schema
from data_access.changes import (
    LONGEST_NAME,
    ChangeRefused,
    change,
    checked_reason,
    new_id,
    new_version,
    refuse_if_changed,
    trace,
)

decision = schema.limit_decision
REBASE: Final = "rebase"
BASELINE: Final = "baseline"
SMALLEST_CHANGE: Final = "smallest_change"
EDITION: Final = "edition"
_NOTES: Final = {SMALLEST_CHANGE: "最小有意义变化的决定", EDITION: "指标口径的选择"}


def decide(
    url: URL | str, county: str, metric_id: str, kind: str, before: str, after: str, *, who: str, reason: str
) -> None:
    """Put a decision on record and add a data version, so that charts are drawn anew.

    kind          : REBASE, BASELINE, SMALLEST_CHANGE or EDITION. before, after : what stood and stands; "" for nothing.
    who, reason   : the person who approves it and why; neither may be empty.

    Raises ChangeRefused, also where another baseline was decided on meanwhile, WarehouseError; nothing is then changed.
    """
    name, why = who.strip(), checked_reason(reason)
    if not name:
        raise ChangeRefused("no_approver")
    if len(name) > LONGEST_NAME:
        raise ChangeRefused("approver_too_long", most=LONGEST_NAME)

    said = {
        "county_code": county,
        "metric_id": metric_id,
        "kind": kind,
        "value_before": before,
        "value_after": after,
        "decided_by": name,
        "reason_zh": why,
    }

    def work(connection: Connection) -> None:
        decision_id = new_id(connection, said)[:40]
        key = f"{county} {metric_id} {kind}"
        if kind == BASELINE:
            refuse_if_changed(connection, decision.name, key, {"value": _fixed(connection, said)}, {"value": before})
        trace(connection, decision.name, key, {"value": before}, {"value": after}, who=name, why=why)
        connection.execute(
            insert(decision).values(
                decision_id=decision_id,
                # Not cut to seconds: the order of two decisions says which is in force.
                decided_at=dt.datetime.now(dt.UTC).replace(tzinfo=None),
                **said,
            )
        )
        new_version(connection, _NOTES.get(kind, "控制图界限的决定"), "limit_decision", said)

    change(url, work)


def _fixed(connection: Connection, said: Mapping[str, str]) -> str:
    """Return the baseline in force, "" for none."""
    own = [decision.c[name] == said[name] for name in ("county_code", "metric_id", "kind")]
    newest = select(decision.c.value_after).where(*own).order_by(decision.c.decided_at.desc()).limit(1)
    return connection.execute(newest).scalar_one_or_none() or ""


def smallest_changes(engine: Engine) -> dict[tuple[str, str], float]:
    """Return (county, metric) → the smallest change that matters, where a county's own is in force.

    Raises WarehouseError.
    """
    return {key: float(size) for key, size in _in_force(engine, SMALLEST_CHANGE).items()}


def chosen_editions(engine: Engine) -> dict[tuple[str, str], str]:
    """Return (county, metric) → the edition of its definition that the county has chosen. Raises WarehouseError."""
    return _in_force(engine, EDITION)


def _in_force(engine: Engine, kind: str) -> dict[tuple[str, str], str]:
    """Return (county, metric) → the newest decision of a kind; those taken back are left out."""
    columns = (decision.c.county_code, decision.c.metric_id, decision.c.value_after)
    statement = select(*columns).where(decision.c.kind == kind)
    newest = {
        (row.county_code, row.metric_id): str(row.value_after)
        for row in read.rows(engine, statement.order_by(decision.c.decided_at, decision.c.decision_id))
    }
    return {key: after for key, after in newest.items() if after}


def decisions(engine: Engine, county: str, metric_id: str) -> pd.DataFrame:
    """Return every decision on a metric's limits, oldest first: kind, before, after, who, why, at (UTC).

    Raises WarehouseError.
    """
    statement = (
        select(
            decision.c.kind,
            decision.c.value_before.label("before"),
            decision.c.value_after.label("after"),
            decision.c.decided_by.label("who"),
            decision.c.reason_zh.label("why"),
            decision.c.decided_at.label("at"),
        )
        .where(decision.c.county_code == county, decision.c.metric_id == metric_id)
        .order_by(decision.c.decided_at, decision.c.decision_id)
    )
    return read.frame(engine, statement)
