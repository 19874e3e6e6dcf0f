"""Whole years of one metric with their limits, and whether the last five show a trend (`statistics/trend.py`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from scipy import special

from metrics.ask.frame_columns import COMPLETE_ENOUGH
from metrics.ask.query import ask
from metrics.definition import Metric
from metrics.judge.judging import needs_months
from metrics.judge.series import interval_by_months
from metrics.period import Period
from metrics.reference import Reference
from metrics.scope import Scope
from metrics.source import Source
from metrics.statistics.intervals import FloatArray
from metrics.statistics.trend import POINTS, Reason, RecentTrend, recent_trend_of_proportion, recent_trend_of_values
from metrics.statistics.verdict import Verdict

CHI_SQUARED, REGRESSION = "chi_squared", "regression"


@dataclass(frozen=True)
class AnnualTrend:
    """The newest whole years of a metric, at most five, oldest first, and what the test says of them.

    values, lower, upper : in the metric's unit; NaN where hidden, not reported in full, or without an interval.
    method  : CHI_SQUARED, REGRESSION, or '' where nothing was tested; the reason then stands in `trend`.
    p_value : of χ² with one degree of freedom; NaN where nothing was tested.
    """

    years: tuple[int, ...]
    values: FloatArray
    lower: FloatArray
    upper: FloatArray
    trend: RecentTrend
    method: str

    @property
    def p_value(self) -> float:
        """Return the chance of so large a χ² without any trend."""
        return float(special.chdtrc(1, self.trend.chi_squared))


def whole_years(reference: Reference, metric: Metric, last: int) -> list[int]:
    """Return the newest years, at most five, that lie within the data up to `last` and under the newest definition."""
    end = min(last, reference.last_month)
    newest = end // 100 if end % 100 == 12 else end // 100 - 1
    begun = max((start for start in metric.series_breaks if start <= end), default=reference.first_month)
    oldest = begun // 100 if begun % 100 == 1 else begun // 100 + 1
    return list(range(max(oldest, newest - POINTS + 1), newest + 1))


def annual_trend(source: Source, metric: Metric, scope: Scope) -> AnnualTrend:
    """Return the whole years up to the scope's last month and their trend. Raises QuestionError, WarehouseError.

    A share whose cases are not independent (visits of one patient) is tested by a regression on limits that are read
    from its months, as its changes are; people counted once by the χ² test for trend.
    """
    years = whole_years(source.reference, metric, scope.period.last)
    by_months = needs_months(metric) and metric.denominator is not None
    read = _from_months if by_months else _from_years
    parts = read(source, metric, years, replace(scope, compare=None)) if years else {}
    found = {name: parts.get(name, np.full(len(years), np.nan)) for name in _COLUMNS}
    counted_once = metric.model == "proportion" and not by_months and metric.computed is None and not metric.census
    if counted_once:
        trend = recent_trend_of_proportion(years, found["numerator"], found["denominator"])
    elif years and np.isnan(found["lower"]).all() and not np.isnan(found["value"]).all():
        trend = RecentTrend(Verdict.TOO_LITTLE_DATA, Reason.NO_INTERVAL, np.nan, np.nan)
    else:
        trend = recent_trend_of_values(years, found["value"], found["lower"], found["upper"])
    method = "" if np.isnan(trend.chi_squared) else CHI_SQUARED if counted_once else REGRESSION
    return AnnualTrend(tuple(years), found["value"], found["lower"], found["upper"], trend, method)


_COLUMNS: Final = ("numerator", "denominator", "value", "lower", "upper")


def _from_years(source: Source, metric: Metric, years: Sequence[int], scope: Scope) -> dict[str, FloatArray]:
    """Return each year's own figure and limits; what is hidden or incomplete stays NaN."""
    rows = pd.concat(
        [ask(source, [metric], replace(scope, period=Period.parse(str(year)))) for year in years],
        ignore_index=True,
    )
    shown = (rows["status"] == "shown").to_numpy()
    return {name: np.where(shown, rows[name].to_numpy(np.float64), np.nan) for name in _COLUMNS}


def _from_months(source: Source, metric: Metric, years: Sequence[int], scope: Scope) -> dict[str, FloatArray]:
    """Return each year's ratio of sums with the limits that its months give: one statement for all years."""
    period = Period(years[0] * 100 + 1, years[-1] * 100 + 12)
    rows = ask(source, [metric], replace(scope, period=period), by="month")

    def table(name: str) -> FloatArray:
        return np.asarray(rows[name].to_numpy(np.float64).reshape(len(years), 12))

    top, bottom, complete = table("numerator"), table("denominator"), table("completeness").mean(axis=1)
    limits = interval_by_months(top, bottom, per=metric.per)
    numerator, denominator = np.nansum(top, axis=1), np.nansum(bottom, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = metric.per * numerator / denominator
    columns = (numerator, denominator, value, limits.lower, limits.upper)
    whole = complete >= COMPLETE_ENOUGH
    return {name: np.where(whole, part, np.nan) for name, part in zip(_COLUMNS, columns, strict=True)}
