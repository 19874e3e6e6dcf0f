"""Who decided that a control chart's limits begin anew or rest on a fixed baseline: kept in `audit`, never changed.

A decision is a row of `audit` on `control_limits`, keyed county/metric: column `rebase` or `baseline`, the new value
what was decided, the old value what that replaces. An empty new value takes a decision back; both stay on record.
"""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import uuid4

import pandas as pd
from sqlalchemy import URL, Connection, Engine, insert, select

from data_access import read, schema
from data_access.rosters import ChangeRefused, change, checked_reason, new_version

audit = schema.audit
TABLE: Final = "control_limits"
REBASE, BASELINE = "rebase", "baseline"
LONGEST_NAME: Final = 60


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
        raise ChangeRefused("没有写批准人。", "界限只能由人批准：请写明批准人，再保存。")
    if len(name) > LONGEST_NAME:
        raise ChangeRefused(f"批准人超过{LONGEST_NAME}字。", "请写短一些。")

    def work(connection: Connection) -> None:
        connection.execute(
            insert(audit).values(
                audit_id=uuid4().hex,
                # Not cut to seconds: the order of two decisions says which is in force.
                changed_at=dt.datetime.now(dt.UTC).replace(tzinfo=None),
                changed_by=name,
                table_name=TABLE,
                row_key=f"{county}/{metric_id}",
                column_name=kind,
                old_value=before,
                new_value=after,
                reason_zh=why,
            )
        )
        new_version(connection, "控制图界限的决定")

    change(url, work)


def decisions(engine: Engine, county: str, metric_id: str) -> pd.DataFrame:
    """Return every decision on a metric's limits, oldest first: kind, before, after, who, why, at (UTC).

    Raises WarehouseError.
    """
    statement = (
        select(
            audit.c.column_name.label("kind"),
            audit.c.old_value.label("before"),
            audit.c.new_value.label("after"),
            audit.c.changed_by.label("who"),
            audit.c.reason_zh.label("why"),
            audit.c.changed_at.label("at"),
        )
        .where(audit.c.table_name == TABLE, audit.c.row_key == f"{county}/{metric_id}")
        .order_by(audit.c.changed_at, audit.c.audit_id)
    )
    return read.frame(engine, statement)
