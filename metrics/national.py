"""The national list of one county: every measure's figure by township, judged, with its months and control limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Engine

from metrics.catalogue import get_all
from metrics.catalogue.national import NATIONAL_IDS
from metrics.period import Period
from metrics.query import query
from metrics.reference import Reference
from metrics.series import MonthlySeries, monthly_series


@dataclass(frozen=True)
class NationalYear:
    """What the list's figures say of one county and period.

    county, townships : rows of the metric frame with 同比 and intervals.
    series            : metric id → months by township with control limits.
    """

    county: pd.DataFrame
    townships: pd.DataFrame
    series: dict[str, MonthlySeries]


def national_year(
    engine: Engine,
    reference: Reference,
    *,
    county: str,
    period: Period,
    compare: str | None = "yoy",
    metric_ids: Sequence[str] = NATIONAL_IDS,
) -> NationalYear:
    """Return the list's figures of a county, its townships and their months. Raises QuestionError, WarehouseError."""
    metrics = get_all(metric_ids)
    whole = query(engine, reference, metrics, county=county, period=period, compare=compare)
    parts = query(engine, reference, metrics, county=county, period=period, by="township", compare=compare)
    series = monthly_series(
        engine, reference, metrics, county=county, last=period.last, by_township=True, count=period.month_count
    )
    return NationalYear(whole, parts, series)


def growth(value: float, compare_value: float) -> float:
    """Return the growth of an amount in per cent of a positive base, NaN without one: 人均费用增长率."""
    return 100 * (value - compare_value) / compare_value if compare_value > 0 else float("nan")
