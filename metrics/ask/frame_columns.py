"""The columns of a metric frame, in their order, and their builder: the only currency between warehouse and face."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from metrics.definition import Metric

FloatArray = npt.NDArray[np.float64]
Columns = dict[str, npt.NDArray[Any]]

# Below this share of expected institution-months a figure is called incomplete.
COMPLETE_ENOUGH: Final = 0.95

FRAME_COLUMNS = (
    "metric_id",
    "county_code",
    "township_code",
    "period",
    "numerator",
    "denominator",
    "value",
    "unit",
    "compare_period",
    "compare_value",
    "change",
    "change_unit",
    "lower",
    "upper",
    "confidence",
    "method",
    "target",
    "target_gap",
    "status",
    "completeness",
    "basis",
)
# What judging a change adds (metrics/judge/assessment.py).
JUDGED_COLUMNS = ("verdict", "change_lower", "change_upper")


@dataclass(frozen=True)
class Labels:
    """What names the rows of a frame, an item a row: place and period, and the period compared with."""

    counties: Sequence[str]
    townships: Sequence[str | None]
    periods: Sequence[str]
    compare_periods: Sequence[str | None]


@dataclass(frozen=True)
class Parts:
    """What a change and its verdict are drawn from, a row a group; NaN where there is none.

    reach : of a mean with a variance of its own, how far the limits of its change lie from it.
    """

    matched_numerator: FloatArray
    matched_denominator: FloatArray
    compare_numerator: FloatArray
    compare_denominator: FloatArray
    reach: FloatArray | None = None


@dataclass(frozen=True)
class Limits:
    """The interval of each row's value and the method that gave it; no method where there is no interval."""

    lower: FloatArray
    upper: FloatArray
    confidence: float
    method: str | None


def build_columns(
    metric: Metric,
    labels: Labels,
    *,
    numerator: FloatArray,
    denominator: FloatArray,
    value: FloatArray,
    compare_value: FloatArray,
    change: FloatArray,
    limits: Limits,
    target: FloatArray,
    completeness: FloatArray,
    basis: Sequence[str],
    parts: Parts,
) -> Columns:
    """Return FRAME_COLUMNS and the parts for one metric, as arrays with an item a row."""
    size = len(labels.counties)
    incomplete = np.where(completeness < COMPLETE_ENOUGH, "incomplete", "shown")
    return {
        "metric_id": repeated(size, metric.id),
        "county_code": listed(labels.counties),
        "township_code": listed(labels.townships),
        "period": listed(labels.periods),
        "numerator": numerator,
        "denominator": denominator,
        "value": value,
        "unit": repeated(size, metric.unit),
        "compare_period": listed(labels.compare_periods),
        "compare_value": compare_value,
        "change": change,
        "change_unit": repeated(size, metric.change_unit),
        "lower": limits.lower,
        "upper": limits.upper,
        "confidence": np.full(size, limits.confidence if limits.method else np.nan),
        "method": repeated(size, limits.method),
        "target": target,
        "target_gap": value - target,
        "status": np.where(np.isnan(value), "no_data", incomplete).astype(object),
        "completeness": completeness,
        "basis": listed(basis),
        "matched_numerator": parts.matched_numerator,
        "matched_denominator": parts.matched_denominator,
        "compare_numerator": parts.compare_numerator,
        "compare_denominator": parts.compare_denominator,
        "change_reach": np.full(size, np.nan) if parts.reach is None else parts.reach,
    }


def listed(items: Sequence[Any]) -> npt.NDArray[Any]:
    """Return the items as an array of objects, whatever they are."""
    filled = np.empty(len(items), dtype=object)
    filled[:] = items
    return filled


def repeated(size: int, value: Any) -> npt.NDArray[Any]:
    """Return one value `size` times, as objects."""
    filled = np.empty(size, dtype=object)
    filled[:] = value
    return filled
