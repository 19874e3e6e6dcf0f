"""Why somebody is away: health, family, training. Kept with the leave, told by no page, forgotten after a stated time.

Until readers are known by name, whatever a page shows everybody reads (decision 0086).
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import Connection, update

from data_access import schema
from data_access.changes import BY_HAND, CHINA, audit

KEPT_DAYS: Final = 180
"""After the last day of a leave: long enough for the half-year's reckoning, no longer."""

NO_REASON_TOLD: Final = "请假（原因不公开）"
"""What the record of changes says in the place of the reason."""


def forget_reasons(connection: Connection, today: dt.date | None = None) -> int:
    """Empty the reasons of leaves entered by hand that ended more than KEPT_DAYS ago, and return how many there were.

    Called with every leave that is entered or taken back, and by `python -m data_access migrate`.
    """
    table = schema.expert_leave
    before = (today or (dt.datetime.now(dt.UTC) + CHINA).date()) - dt.timedelta(days=KEPT_DAYS)
    old = (table.c.load_id == BY_HAND) & (table.c.end_date < before) & table.c.reason.is_not(None)
    # Before 0.4 the reason stood in the record of changes too, which pages show.
    told = (audit.c.table_name == table.name) & (audit.c.old_value == "") & (audit.c.reason_zh != NO_REASON_TOLD)
    connection.execute(update(audit).where(told).values(reason_zh=NO_REASON_TOLD))
    return connection.execute(update(table).where(old).values(reason=None)).rowcount
