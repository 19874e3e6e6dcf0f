"""How far first reports are usually put right: a month's figure when it was first whole, one and three months after.

A figure of its own: what a county may expect of the number that it prints today. It is read from the loads themselves,
as of each moment (data_access/as_of.py), so it needs months that were loaded then; there is no history before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from sqlalchemy import Engine, Row, select

from data_access import read, schema
from data_access.as_of import as_of, moment_of
from data_access.changes import now_utc
from metrics.ask.query import query
from metrics.catalogue import get
from metrics.definition import Metric
from metrics.period import Period, add_months
from metrics.reference import load_reference
from metrics.source import Source

LATER: Final = {"after_1": dt.timedelta(days=31), "after_3": dt.timedelta(days=92)}
MONTHS: Final = 24
LEAST: Final = 3  # months of which a revision is known, below which nothing is usual
COLUMNS: Final = ("month", "first_load", "first_at", "first", *LATER, "now")


@dataclass(frozen=True)
class Usual:
    """The usual revision: the median of the months' changes, and the least and the largest; unit % or 百分点.

    after : after_1 or after_3. months : how many are known; below LEAST the three figures are None.
    """

    after: str
    months: int
    unit: str
    median: float | None = None
    lowest: float | None = None
    highest: float | None = None


def revisions(source: Source, metric: Metric, county: str, *, at: dt.datetime) -> pd.DataFrame:
    """Return a county's figures of its last months as first reported and as put right later: a row a month, COLUMNS.

    at : the present, UTC; what lies less than one or three months back has no later figure yet.
    first is the figure after the first load from which it was whole; missing for what was never loaded by file.
    Raises QuestionError, WarehouseError.
    """
    loads = _loads(source.engine, county)
    last = source.reference.last_month
    months = [add_months(last, -step) for step in range(MONTHS - 1, -1, -1)]
    states: dict[int, dict[int, float]] = {}

    def figures(sequence: int) -> dict[int, float]:
        if sequence not in states:
            states[sequence] = _by_month(as_of(source.engine, sequence), metric, county, months)
        return states[sequence]

    rows = []
    for month in months:
        touching = [row for row in loads if row.first_month <= month <= row.last_month and row.kind == "file"]
        first = next((row for row in touching if month in figures(row.sequence)), None)
        if first is None:
            continue
        row = {"month": month, "first_load": first.sequence, "first_at": first.loaded_at}
        row["first"] = figures(first.sequence)[month]
        for name, time in LATER.items():
            then = first.loaded_at + time
            passed = [each.sequence for each in loads if each.loaded_at <= then]
            row[name] = figures(passed[-1]).get(month, np.nan) if then <= at else np.nan
        row["now"] = figures(loads[-1].sequence).get(month, np.nan)
        rows.append(row)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def usual_revisions(metric: Metric, rows: pd.DataFrame) -> tuple[Usual, ...]:
    """Return the usual revision one and three months after the first report, from the rows of `revisions`.

    Of a rate in % the difference in 百分点, else the change in % of the first figure; a first figure of 0 has none.
    """
    unit = "百分点" if metric.unit == "%" else "%"
    found = []
    for name in LATER:
        known = rows[rows[name].notna() & rows["first"].notna()]
        if unit == "%":
            known = known[known["first"] != 0]
        first, later = known["first"].to_numpy(float), known[name].to_numpy(float)
        changes = later - first if unit == "百分点" else 100 * (later - first) / first
        if len(changes) < LEAST:
            found.append(Usual(name, len(changes), unit))
        else:
            spread = (float(np.median(changes)), float(changes.min()), float(changes.max()))
            found.append(Usual(name, len(changes), unit, *spread))
    return tuple(found)


def usual(source: Source, metric_id: str, county: str, day: dt.date) -> tuple[Usual, ...]:
    """Return the usual revisions as they are known on a day. Raises QuestionError, WarehouseError."""
    metric = get(metric_id)
    at = min(now_utc(), dt.datetime.combine(day, dt.time.max))
    return usual_revisions(metric, revisions(source, metric, county, at=at))


def _loads(engine: Engine, county: str) -> Sequence[Row[*tuple[Any, ...]]]:
    load = schema.load
    names = (load.c.sequence, load.c.loaded_at, load.c.kind, load.c.first_month, load.c.last_month)
    own = (load.c.county_code == county) & load.c.sequence.is_not(None)
    then = moment_of(engine)
    if then is not None:
        own &= load.c.sequence <= then
    return read.rows(engine, select(*names).where(own).order_by(load.c.sequence))


def _by_month(engine: Engine, metric: Metric, county: str, months: Sequence[int]) -> dict[int, float]:
    """Return the figures of single months, where there are any."""
    reference = load_reference(engine)
    first, last = max(months[0], reference.first_month), min(months[-1], reference.last_month)
    if first > last:
        return {}
    rows = query(engine, reference, [metric], county=county, period=Period(first, last), by="month")
    told = zip(rows["period"], rows["value"], strict=True)
    return {Period.parse(str(period)).first: float(value) for period, value in told if not pd.isna(value)}
