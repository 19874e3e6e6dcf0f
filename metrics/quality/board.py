"""The completeness board: which institution has reported which month, in time, late, not at all, or doubtfully."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import pandas as pd
from sqlalchemy import Engine, func, select

from data_access import read, schema
from metrics.period import add_months
from metrics.quality.ledger import Entry, ledger

Report = Literal["reported", "late", "missing", "doubtful", "not_due"]
DUE_DAY: Final = 20
"""Monthly returns are due on this day of the next month (国家卫生健康统计调查制度)."""
CHINA: Final = dt.timezone(dt.timedelta(hours=8))


@dataclass(frozen=True)
class Return:
    """One institution's return of a month. came: when its row first entered, UTC; None where that is not kept."""

    institution: str
    name: str
    name_en: str
    level: str
    township: str
    month: int
    report: Report
    came: dt.datetime | None = None


def due_date(month: int) -> dt.date:
    """Return the last day on which a month's return is in time."""
    following = add_months(month, 1)
    return dt.date(following // 100, following % 100, DUE_DAY)


def board(engine: Engine, county: str, first: int, last: int) -> tuple[Return, ...]:
    """Return each institution's returns of some months, by township, institution, month. Raises WarehouseError.

    An institution is due in the months in which it has a row, as the warehouse expects it. Late needs the date of its
    first load: what was built otherwise has none and is never called late. Doubtful goes before late.
    """
    monthly, register = schema.institution_month, schema.institution
    statement = (
        select(
            monthly.c.institution_code,
            monthly.c.township_code,
            monthly.c.month,
            monthly.c.level,
            monthly.c.reported,
            monthly.c.entered,
            register.c.name_zh,
            register.c.name_en,
        )
        .select_from(monthly.join(register, register.c.institution_code == monthly.c.institution_code))
        .where(monthly.c.county_code == county, monthly.c.month >= first, monthly.c.month <= last)
        .order_by(monthly.c.township_code, monthly.c.institution_code, monthly.c.month)
    )
    rows = read.frame(engine, statement)
    came = _came(engine, county, first, last, rows)
    doubtful = _doubtful(ledger(engine, county))
    return tuple(_return(row, came, doubtful) for row in rows.to_dict("records"))


def _return(row: dict[Any, Any], came: dict[tuple[str, int], dt.datetime], doubtful: set[tuple[str, int]]) -> Return:
    code, month = str(row["institution_code"]), int(row["month"])
    moment = came.get((code, month))
    report: Report = "reported"
    if not row["reported"]:
        report, moment = "missing", None
    elif (code, month) in doubtful:
        report = "doubtful"
    elif moment is not None and moment.replace(tzinfo=dt.UTC).astimezone(CHINA).date() > due_date(month):
        report = "late"
    return Return(
        code,
        str(row["name_zh"]),
        str(row["name_en"]),
        str(row["level"]),
        str(row["township_code"]),
        month,
        report,
        moment,
    )


def _doubtful(entries: Iterable[Entry]) -> set[tuple[str, int]]:
    return {
        (entry.problem.place, entry.problem.month)
        for entry in entries
        if entry.state == "open" and entry.problem.severity != "note" and entry.problem.table == "institution_month"
    }


def _came(engine: Engine, county: str, first: int, last: int, rows: pd.DataFrame) -> dict[tuple[str, int], dt.datetime]:
    """Return when the first row that said something of an institution and month entered: corrections come later."""
    history = schema.histories["institution_month"]
    before = read.frame(
        engine,
        select(history.c.institution_code, history.c.month, func.min(history.c.entered).label("entered"))
        .where(history.c.county_code == county, history.c.month >= first, history.c.month <= last, history.c.reported)
        .group_by(history.c.institution_code, history.c.month),
    )
    loads = read.frame(
        engine, select(schema.load.c.sequence, schema.load.c.loaded_at).where(schema.load.c.sequence.is_not(None))
    )
    moments = {int(row["sequence"]): pd.Timestamp(row["loaded_at"]) for row in loads.to_dict("records")}
    found: dict[tuple[str, int], dt.datetime] = {}
    for frame in (rows[rows["reported"].astype(bool)], before):
        for code, month, entered in frame[["institution_code", "month", "entered"]].itertuples(index=False):
            if pd.isna(entered) or int(entered) not in moments:
                continue
            moment = moments[int(entered)].to_pydatetime()
            key = (str(code), int(month))
            found[key] = min(found.get(key, moment), moment)
    return found


def within(returns: Iterable[Return], townships: Sequence[str]) -> tuple[Return, ...]:
    """Return the returns of some townships; all for none named."""
    return tuple(found for found in returns if not townships or found.township in townships)


def wanting(returns: Sequence[Return]) -> tuple[Return, ...]:
    """Return all returns of the institutions that have one missing, late or in doubt."""
    places = {found.institution for found in returns if found.report in ("late", "missing", "doubtful")}
    return tuple(found for found in returns if found.institution in places)
