"""The national list: every measure's figure by township, judged, with its months and control limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Engine

from metrics.ask.query import query
from metrics.catalogue import get_all
from metrics.catalogue.national import NATIONAL_IDS
from metrics.judge.series import MonthlySeries, monthly_series
from metrics.period import Period
from metrics.reference import Reference


@dataclass(frozen=True)
class NationalYear:
    """What the list's figures say of one county and period.

    townships : rows of the metric frame by township, with 同比 and intervals.
    series    : metric id → months by township with control limits.
    """

    townships: pd.DataFrame
    series: dict[str, MonthlySeries]


def national_year(
    engine: Engine,
    reference: Reference,
    *,
    county: str | Sequence[str],
    period: Period,
    compare: str | None = "yoy",
    metric_ids: Sequence[str] = NATIONAL_IDS,
) -> NationalYear:
    """Return the list's figures of the townships of one or several counties, and their months.

    Raises QuestionError, WarehouseError.
    """
    metrics = get_all(metric_ids)
    parts = query(engine, reference, metrics, county=county, period=period, by="township", compare=compare)
    series = monthly_series(
        engine, reference, metrics, county=county, last=period.last, by_township=True, count=period.month_count
    )
    return NationalYear(parts, series)


def growth(value: float, compare_value: float) -> float:
    """Return the growth of an amount in per cent of a positive base, NaN without one: 人均费用增长率."""
    return 100 * (value - compare_value) / compare_value if compare_value > 0 else float("nan")
