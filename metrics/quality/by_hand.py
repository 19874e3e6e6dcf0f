"""Facts that were put right by hand: the ledger's rows that no load explains.

The only fact that a page lets anybody correct is the attendance of a visit; what was entered for the first time is no
correction. Rows of reform mechanisms keep their own trail with their mechanism.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, select

from data_access import read, schema
from data_access.changes import AUDIT_GROUP

ENTERED = "roster_id"
"""A column of the trail that only a first entry has."""


@dataclass(frozen=True)
class ByHand:
    """One correction: of which visit, what stood there and stands now by column, by whom, when (UTC) and why."""

    institution: str
    township: str
    day: dt.date
    changed: tuple[tuple[str, str, str], ...]
    who: str
    at: dt.datetime
    reason: str


def corrected_by_hand(engine: Engine, county: str, townships: Sequence[str] = ()) -> tuple[ByHand, ...]:
    """Return what was put right by hand in visits to some townships (all for none named), newest first.

    Raises WarehouseError.
    """
    audit, visit = schema.audit, schema.visit
    statement = (
        select(audit, visit.c.institution_code, visit.c.township_code, visit.c.visit_date)
        .select_from(audit.join(visit, visit.c.visit_id == audit.c.row_key))
        .where(audit.c.table_name == visit.name, visit.c.county_code == county)
        .order_by(audit.c.changed_at.desc(), audit.c.audit_id)
    )
    if townships:
        statement = statement.where(visit.c.township_code.in_(townships))
    groups: dict[str, list[dict[str, object]]] = {}
    for row in read.frame(engine, statement).to_dict("records"):
        groups.setdefault(str(row["audit_id"])[:AUDIT_GROUP], []).append({str(key): row[key] for key in row})
    return tuple(
        _correction(rows) for rows in groups.values() if not any(row["column_name"] == ENTERED for row in rows)
    )


def _correction(rows: list[dict[str, object]]) -> ByHand:
    first = rows[0]
    moment, day = first["changed_at"], first["visit_date"]
    assert isinstance(moment, dt.datetime), "a row of the trail has its time"
    assert isinstance(day, dt.date), "a visit has its day"
    return ByHand(
        institution=str(first["institution_code"]),
        township=str(first["township_code"]),
        day=day.date() if isinstance(day, dt.datetime) else day,
        changed=tuple((str(row["column_name"]), str(row["old_value"]), str(row["new_value"])) for row in rows),
        who=str(first["changed_by"]),
        at=moment,
        reason=str(first["reason_zh"]),
    )
