"""Which townships stand above or below their county: limits that allow for how much townships differ anyway.

One φ a metric, of all townships of the county, widens the limits of each; the funnel's limits widen by the same, so
that a township lies outside the 95 % funnel exactly where its interval excludes the county (docs/decisions/0080).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from metrics.ask.query import CONFIDENCE, ask, interval_method
from metrics.definition import Metric
from metrics.scope import Scope
from metrics.source import Source
from metrics.statistics.dispersion import dispersion_of_proportions, dispersion_of_rates
from metrics.statistics.intervals import rate_interval, wilson

COUNTED = ("Wilson", "Byar")


def allows_for_dispersion(metric: Metric) -> bool:
    """Say whether a metric's limits come from counted events alone, and so know nothing of how places differ."""
    return metric.model in ("proportion", "rate") and interval_method(metric) in COUNTED


def with_dispersion(source: Source, metrics: Sequence[Metric], rows: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """Return township rows with a column `dispersion` (φ; NaN without counted events) and limits that allow for it.

    φ is that of all townships, also where some are chosen. Raises QuestionError, WarehouseError.
    """
    counted = [metric for metric in metrics if allows_for_dispersion(metric)]
    around = rows
    if scope.townships and counted:
        around = ask(source, counted, replace(scope.whole_county, compare=None), by="township")
    found = {metric.id: dispersion_among(metric, around) for metric in counted}
    ids = rows["metric_id"].to_numpy(object)
    own = rows.assign(dispersion=[found.get(metric_id, np.nan) for metric_id in ids])
    for metric in counted:
        if found[metric.id] > 1:
            own = _widened(metric, own, np.flatnonzero(ids == metric.id), found[metric.id])
    return own


def dispersion_among(metric: Metric, rows: pd.DataFrame) -> float:
    """Return φ of one metric from the shown figures of its townships."""
    known = rows[(rows["metric_id"] == metric.id) & rows["value"].notna()]
    top, bottom = known["numerator"].to_numpy(np.float64), known["denominator"].to_numpy(np.float64)
    of = dispersion_of_proportions if metric.model == "proportion" else dispersion_of_rates
    return of(top, bottom)


def _widened(metric: Metric, rows: pd.DataFrame, at: np.ndarray, phi: float) -> pd.DataFrame:
    """Return the rows with the limits of those `at` as of 1/φ as many events; what has no limits gets none."""
    top, bottom = (rows[name].to_numpy(np.float64)[at] / phi for name in ("numerator", "denominator"))
    limits = {name: rows[name].to_numpy(np.float64).copy() for name in ("lower", "upper")}
    known = ~np.isnan(limits["lower"][at])
    if metric.model == "proportion":
        found = wilson(top, bottom, confidence=CONFIDENCE)
        lower, upper = found.lower * metric.per, found.upper * metric.per
    else:
        lower, upper = rate_interval(top, bottom, per=metric.per, confidence=CONFIDENCE)
    limits["lower"][at], limits["upper"][at] = np.where(known, lower, np.nan), np.where(known, upper, np.nan)
    method = rows["method"].to_numpy(object).copy()
    method[at] = [name if name is None else f"{name}, φ={phi:.1f}" for name in method[at]]
    return rows.assign(**limits, method=method)
