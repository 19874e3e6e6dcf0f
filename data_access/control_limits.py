"""Where control limits begin anew, or rest on a fixed baseline: decided by a person, kept in `limit_decision`.

A decision is never changed; a later one of its kind replaces it, an empty one takes it back. All stay on record.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import pandas as pd
from sqlalchemy import URL, Connection, Engine, insert, select

from data_access import read, schema
from data_access.changes import LONGEST_NAME, ChangeRefused, change, checked_reason, new_id, new_version

decision = schema.limit_decision
REBASE: Final = "rebase"
BASELINE: Final = "baseline"


def decide(
    url: URL | str, county: str, metric_id: str, kind: str, before: str, after: str, *, who: str, reason: str
) -> None:
    """Put a decision on record and add a data version, so that charts are drawn anew.

    kind          : REBASE or BASELINE. before, after : what stood and what stands; '' for nothing.
    who, reason   : the person who approves it and why; neither may be empty.

    Raises ChangeRefused, WarehouseError; nothing is then changed.
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
        connection.execute(
            insert(decision).values(
                decision_id=new_id(connection, said)[:40],
                # Not cut to seconds: the order of two decisions says which is in force.
                decided_at=dt.datetime.now(dt.UTC).replace(tzinfo=None),
                **said,
            )
        )
        new_version(connection, "控制图界限的决定", "limit_decision", said)

    change(url, work)


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
