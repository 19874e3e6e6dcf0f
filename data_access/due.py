"""Who is due to report: in a month of which anybody has, whoever else should have is there as well, without a figure.

An institution that sent nothing is missing and no zero: its row says that it was not reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection, or_, select

from data_access import schema

DUE: Final = (
    *("county_hospital", "tcm_hospital", "mch_hospital", "private_hospital", "cdc"),
    *("township_centre", "community_centre", "first_aid_station"),
)
"""Levels that send the monthly return themselves; village clinics are reported for by their centre."""

STATE: Final = ("level", "community_code", "is_lead", "in_group")


def states(connection: Connection, wanted: Sequence[tuple[str, int]]) -> list[dict[str, Any]]:
    """Return for each institution and month its level and community: of its last month before, else of the register.

    Two statements, however many are asked for. Raises KeyError for an institution that the register lacks.
    """
    facts, register = schema.institution_month, schema.institution
    codes = sorted({code for code, _ in wanted})
    if not codes:
        return []
    rows = connection.execute(
        select(facts.c.institution_code, facts.c.month, *(facts.c[name] for name in STATE))
        .where(facts.c.institution_code.in_(codes), facts.c.month <= max(month for _, month in wanted))
        .order_by(facts.c.month)
    ).mappings()
    before: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for row in rows:
        before.setdefault(row["institution_code"], []).append((row["month"], {name: row[name] for name in STATE}))
    listed = {
        row.institution_code: row
        for row in connection.execute(
            select(register.c.institution_code, register.c.level, register.c.community_code, register.c.is_lead).where(
                register.c.institution_code.in_(codes)
            )
        )
    }
    found = []
    for code, month in wanted:
        earlier = [state for at, state in before.get(code, ()) if at <= month]
        own = earlier[-1] if earlier else _as_listed(listed[code])
        found.append({**own, "reported": True})
    return found


def _as_listed(row: Any) -> dict[str, Any]:
    return {
        "level": row.level,
        "community_code": row.community_code,
        "is_lead": row.is_lead,
        "in_group": row.community_code is not None,
    }


def silent(
    connection: Connection, county: str, months: Iterable[int], there: Iterable[tuple[str, int]] = ()
) -> pd.DataFrame:
    """Return a row of `institution_month` of each institution that is due in these months and has none there.

    there : institution and month of rows that are about to enter. The rows say `reported` False and no figure.
    """
    facts, register = schema.institution_month, schema.institution
    wanted = sorted(set(months))
    held = set(there) | {
        (row.institution_code, row.month)
        for row in connection.execute(
            select(facts.c.institution_code, facts.c.month).where(
                facts.c.county_code == county, facts.c.month.in_(wanted)
            )
        )
    }
    due = connection.execute(
        select(register.c.institution_code, register.c.township_code, register.c.opened, register.c.closed).where(
            register.c.county_code == county,
            register.c.level.in_(DUE),
            or_(register.c.closed.is_(None), register.c.closed >= min(wanted, default=0)),
        )
    ).all()
    absent = [
        (row.institution_code, row.township_code, month)
        for month in wanted
        for row in due
        if row.opened <= month and (row.closed is None or row.closed >= month)
        if (row.institution_code, month) not in held
    ]
    known = states(connection, [(code, month) for code, _, month in absent])
    return pd.DataFrame(
        [
            {
                "county_code": county,
                "township_code": township,
                "institution_code": code,
                "month": month,
                **state,
                "reported": False,
            }
            for (code, township, month), state in zip(absent, known, strict=True)
        ]
    )
