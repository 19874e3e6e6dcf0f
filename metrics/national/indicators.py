"""The national list: every measure's figure by township, judged, with its months and control limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from metrics.ask.query import answer
from metrics.ask.question import Question
from metrics.catalogue import get_all
from metrics.catalogue.national import NATIONAL_IDS
from metrics.editions import in_editions
from metrics.judge.series import MonthlySeries, monthly_series
from metrics.scope import Scope
from metrics.source import Source


@dataclass(frozen=True)
class NationalYear:
    """What the list's figures say of one county and period.

    townships : rows of the metric frame by township, with 同比 and intervals.
    series    : metric id → months by township with control limits.
    """

    townships: pd.DataFrame
    series: dict[str, MonthlySeries]


def national_year(
    source: Source, scope: Scope, *, counties: Sequence[str] = (), metric_ids: Sequence[str] = NATIONAL_IDS
) -> NationalYear:
    """Return the list's figures of the townships of the scope's county, or of several counties, and their months.

    Raises QuestionError, WarehouseError.
    """
    metrics = in_editions(source.reference, tuple(counties) or (scope.county,), get_all(metric_ids))
    asked = replace(Question.of(metrics, scope, "township"), counties=tuple(counties) or (scope.county,))
    count = scope.period.month_count
    series = monthly_series(source, metrics, scope, by_township=True, count=count, counties=counties)
    return NationalYear(answer(source, asked), series)


def growth(value: float, compare_value: float) -> float:
    """Return the growth of an amount in per cent of a positive base, NaN without one: 人均费用增长率."""
    return 100 * (value - compare_value) / compare_value if compare_value > 0 else float("nan")
