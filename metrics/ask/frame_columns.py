"""The columns of a metric frame, in their order, and their builder: the only currency between warehouse and face."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from metrics.ask.completeness import Reported, month_or_none
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
    "compare_reported",
    "missing",
    "carried_since",
)
# What judging a change adds (metrics/judge/assessment.py).
JUDGED_COLUMNS = (
    "verdict", "change_lower", "change_upper", "ground", "like_changes", "month_changes", "dispersion",
)  # fmt: skip


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
    reported: Reported,
    basis: Sequence[str],
    parts: Parts,
    own_base: FloatArray | None = None,
) -> Columns:
    """Return FRAME_COLUMNS and the parts for one metric, as arrays with an item a row.

    own_base : the base period's own figure, where what is compared leaves institutions out; else `compare_value`.
    """
    size = len(labels.counties)
    incomplete = np.where(reported.known < COMPLETE_ENOUGH, "incomplete", "shown")
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
        "status": _status(metric, numerator, denominator, value, incomplete),
        "completeness": reported.share,
        "basis": listed(basis),
        "compare_reported": compare_value if own_base is None else own_base,
        "missing": reported.missing,
        "carried_since": listed(month_or_none(reported.since)),
        "matched_numerator": parts.matched_numerator,
        "matched_denominator": parts.matched_denominator,
        "compare_numerator": parts.compare_numerator,
        "compare_denominator": parts.compare_denominator,
        "change_reach": np.full(size, np.nan) if parts.reach is None else parts.reach,
    }


def is_above_all(metric: Metric, numerator: FloatArray, denominator: FloatArray) -> npt.NDArray[np.bool_]:
    """Say where a share counts more than there is: its two sides do not belong together, or a row is wrong."""
    if metric.model != "proportion" or metric.denominator is None:
        return np.zeros(len(numerator), dtype=bool)
    return np.asarray((denominator > 0) & (numerator > denominator * (1 + 1e-9)), dtype=bool)


def _status(
    metric: Metric, numerator: FloatArray, denominator: FloatArray, value: FloatArray, known: npt.NDArray[Any]
) -> npt.NDArray[Any]:
    """Return why there is no value, else what is `known`: not reported, or two sides that do not belong together."""
    why = np.where(is_above_all(metric, numerator, denominator), "mismatched", "no_data")
    return np.where(np.isnan(value), why, known).astype(object)


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
