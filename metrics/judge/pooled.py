"""A county's year of few cases beside the three years that end with it: a rate that chance moves less.

Each of the three years has to be printed by itself. Their sum then tells nothing that is not told already, which is why
this is done for the county, whose years are printed (decision 0083), and not for a township (decision 0088).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from metrics.ask.query import ask
from metrics.definition import Metric
from metrics.hiding.county_years import is_printed_by_year
from metrics.period import Period
from metrics.scope import Scope
from metrics.source import Source

YEARS: Final = 3
FEW: Final = 30
"""Cases of a year below which its rate is mostly chance: the interval is wider than −33 % to +43 % of it."""


@dataclass(frozen=True)
class Pooled:
    """The years together. cases: of the last year; the rest is of all years, value and limits in the metric's unit."""

    first: int
    last: int
    cases: float
    all_cases: float
    value: float
    lower: float
    upper: float


def pooled_years(source: Source, metric: Metric, scope: Scope) -> Pooled | None:
    """Return the three whole years up to the scope's, of a rate of few cases; None where there is nothing to pool.

    None for townships, for a part of a year, for 30 cases and more, across a new definition, and where one of the
    years is hidden, incomplete or not there. Raises QuestionError, WarehouseError.
    """
    last = scope.period.last // 100
    first, whole = last - YEARS + 1, Period(last * 100 + 1, last * 100 + 12)
    rate = is_printed_by_year(metric) and metric.denominator is not None and metric.model in ("rate", "proportion")
    across = any(first * 100 + 1 < start <= whole.last for start in metric.series_breaks)
    inside = source.reference.first_month <= first * 100 + 1 and whole.last <= source.reference.last_month
    if not rate or across or not inside or scope.townships or scope.period != whole:
        return None
    own = [_row(source, metric, scope, Period(year * 100 + 1, year * 100 + 12)) for year in range(last, first - 1, -1)]
    if any(row["status"] != "shown" for row in own) or not float(own[0]["numerator"]) < FEW:
        return None
    pooled = _row(source, metric, scope, Period(first * 100 + 1, whole.last))
    if pooled["status"] != "shown" or pd.isna(pooled["lower"]):
        return None
    figures = (float(pooled[name]) for name in ("numerator", "value", "lower", "upper"))
    return Pooled(first, last, float(own[0]["numerator"]), *figures)


def _row(source: Source, metric: Metric, scope: Scope, period: Period) -> pd.Series:
    return ask(source, [metric], replace(scope, period=period, compare=None)).iloc[0]
