"""Which figures a later load has changed since somebody froze them: before, after, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from data_access.frozen import FrozenView, frozen_views
from metrics.ask.query import ask, month_key
from metrics.definition import Metric
from metrics.judge.comparison import restated
from metrics.judge.indicator import Indicator
from metrics.period import Period
from metrics.scope import Scope
from metrics.source import Source

_KEPT = ("metric_id", "county_code", "township_code", "period", "value")


@dataclass(frozen=True)
class Restatement:
    """A figure that was frozen and is another one today; township '' is the county. Values in the metric's unit."""

    township: str
    period: str
    before: float
    after: float
    frozen_at: datetime
    frozen_by: str


def figures_to_freeze(opened: Indicator, county: str) -> list[dict[str, Any]]:
    """Return what a reader sees of an opened indicator: the period by township, and the county's months."""
    rows = [*opened.judged.county.to_dict("records"), *opened.judged.townships.to_dict("records")]
    shown = [{name: row[name] for name in _KEPT} for row in rows if row["status"] == "shown"]
    kept = [{**row, "township_code": row["township_code"] or ""} for row in shown]
    if opened.whole is not None:
        months = zip(opened.whole.months, opened.whole.values[0].tolist(), strict=True)
        known = [(month_key(month), value) for month, value in months if value == value]
        kept += [
            {"metric_id": opened.metric.id, "county_code": county, "township_code": "", "period": key, "value": value}
            for key, value in known
        ]
    return kept


def restatements(source: Source, metric: Metric, *, county: str) -> list[Restatement]:
    """Return the figures that differ from the newest view that holds them, newest view first.

    A view of the data version in force holds today's figures. Hidden figures take no part, then or now.
    Raises QuestionError, WarehouseError.
    """
    found: dict[tuple[str, str], Restatement | None] = {}
    for view in frozen_views(source.engine, county, metric.id):
        in_force = view.version == source.reference.version
        changed = {} if in_force else _changed(source, metric, county, view)
        for row in view.rows:
            key = (row["township_code"], row["period"])
            found.setdefault(key, changed.get(key))
    return [one for one in found.values() if one is not None]


def frozen_today(source: Source, metric: Metric, *, county: str) -> dict[tuple[str, str], float]:
    """Return what the figures of a metric that were ever frozen are in a warehouse: (township, period) → value.

    Those that are hidden, or that there is no figure of, are left out. Raises QuestionError, WarehouseError.
    """
    views = frozen_views(source.engine, county, metric.id)
    keys = dict.fromkeys((row["township_code"], row["period"]) for view in views for row in view.rows)
    if not keys:
        return {}
    frozen = pd.DataFrame(list(keys), columns=["township_code", "period"])
    found = _today(source, metric, county, frozen)
    values = {
        (str(place), str(period)): float(value)
        for place, period, value in zip(found["township_code"], found["period"], found["value"], strict=True)
    }
    return {key: values[key] for key in keys if key in values}


def _changed(source: Source, metric: Metric, county: str, view: FrozenView) -> dict[tuple[str, str], Restatement]:
    earlier = pd.DataFrame(list(view.rows), columns=list(_KEPT))
    newer = _today(source, metric, county, earlier)
    names = ["township_code", "period", "value_before", "value_after"]
    rows = restated(earlier, newer)[names].to_numpy(object).tolist()
    return {
        (place, period): Restatement(place, period, float(before), float(after), view.taken_at, view.taken_by)
        for place, period, before, after in rows
    }


def _today(source: Source, metric: Metric, county: str, earlier: pd.DataFrame) -> pd.DataFrame:
    """Return today's answers to the questions that the frozen figures answered."""
    frames = []
    for placed, keys in ((False, _periods(earlier, False)), (True, _periods(earlier, True))):
        months = [key for key in keys if Period.parse(key).kind == "month"]
        spans = [Period.parse(key) for key in keys if key not in months or placed]
        if months and not placed:
            whole = Period(Period.parse(min(months)).first, Period.parse(max(months)).first)
            frames.append(ask(source, [metric], Scope(county, whole, compare=None), by="month"))
        frames += [
            ask(source, [metric], Scope(county, span, compare=None), by="township" if placed else ()) for span in spans
        ]
    shown = [frame.loc[frame["status"] == "shown", list(_KEPT)] for frame in frames]
    return pd.concat(shown, ignore_index=True).assign(township_code=lambda rows: rows["township_code"].fillna(""))


def _periods(rows: pd.DataFrame, placed: bool) -> Sequence[str]:
    return sorted(set(rows.loc[(rows["township_code"] != "") == placed, "period"]))
