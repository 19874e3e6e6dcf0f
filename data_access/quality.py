"""Decisions on figures that break a rule of data quality: confirmed by whom, when, why – or opened again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import pandas as pd
from sqlalchemy import URL, Connection, Engine, insert, select

from data_access import read, schema
from data_access.changes import CHINA, ChangeRefused, change, checked_name, checked_reason, new_id, new_version, now_utc

State = Literal["accepted", "open"]


def decide(url: URL | str, county: str, problems: Sequence[str], state: State, *, who: str, reason: str) -> None:
    """Put a decision on record for some problems, all or nothing. Raises ChangeRefused, WarehouseError.

    problems : keys as `metrics.quality.Problem.key` gives them.

    One that somebody has decided alike is refused: the first decision, with its name and reason, stands.
    """

    def work(connection: Connection) -> None:
        for problem in problems:
            _refuse_if_decided(connection, county, problem, state)
        put_decisions(connection, county, problems, state, who=who, reason=reason)
        new_version(connection, f"数据质量：{reason}", county, list(problems), state)

    change(url, work)


def _refuse_if_decided(connection: Connection, county: str, problem: str, state: State) -> None:
    table = schema.quality_decision
    own = (table.c.county_code == county) & (table.c.problem == problem[:160])
    newest = connection.execute(select(table).where(own).order_by(table.c.decided_at.desc()).limit(1)).first()
    if newest is not None and newest.state == state:
        raise ChangeRefused("decided_already", who=newest.decided_by, at=newest.decided_at + CHINA)


def put_decisions(
    connection: Connection, county: str, problems: Sequence[str], state: State, *, who: str, reason: str
) -> None:
    """Put a decision on record within the caller's transaction; the newest of a problem is in force."""
    why, name, now = checked_reason(reason), checked_name(who), now_utc()
    for problem in problems:
        connection.execute(
            insert(schema.quality_decision).values(
                decision_id=new_id(connection, county, problem, state, why, name)[:64],
                county_code=county,
                problem=problem[:160],
                state=state,
                decided_by=name,
                decided_at=now,
                reason_zh=why,
            )
        )


def decisions_of(engine: Engine, county: str) -> pd.DataFrame:
    """Return the decision in force on each problem: problem, state, decided_by, decided_at, reason_zh.

    Raises WarehouseError.
    """
    table = schema.quality_decision
    rows = read.frame(engine, select(table).where(table.c.county_code == county).order_by(table.c.decided_at))
    return rows.drop_duplicates("problem", keep="last")
