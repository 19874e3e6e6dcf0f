"""The metric frame of a figure that no ratio of two sums can say: its rows, its windows and its columns.

Who computes one: national_income.py, national_postings.py, national_mortality.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from metrics.ask.query import COMPLETE_ENOUGH
from metrics.ask.question import Key, Question
from metrics.definition import Metric
from metrics.period import Period
from metrics.reference import Reference
from metrics.source import Source
from metrics.statistics.intervals import USUAL_CONFIDENCE, FloatArray

Columns = dict[str, npt.NDArray[Any]]
Computed = Callable[[Source, Metric, Question], Columns]


@dataclass(frozen=True)
class Side:
    """A metric in one window, a row a group; lower and upper are NaN where there is no interval."""

    numerator: FloatArray
    denominator: FloatArray
    value: FloatArray
    lower: FloatArray
    upper: FloatArray

    @classmethod
    def empty(cls, size: int) -> Side:
        """Return a side without figures."""
        nothing = np.full(size, np.nan)
        return cls(nothing, nothing, nothing, nothing, nothing)


def keys_of(reference: Reference, question: Question, now: Period) -> list[Key]:
    """Return (county, township or None, month or None) of every row of the answer, townships before months."""
    keys: list[Key] = []
    for county in question.counties:
        here: Sequence[str | None] = [None]
        if "township" in question.by:
            here = question.townships or [place.code for place in reference.townships_of(county, now.last)]
        months: Sequence[int | None] = now.months if "month" in question.by else [None]
        if question.by[:1] == ("month",):
            keys += [(county, place, month) for month in months for place in here]
        else:
            keys += [(county, place, month) for place in here for month in months]
    return keys


def windows_of(question: Question, now: Period, keys: Sequence[Key]) -> tuple[list[Period], list[Period | None]]:
    """Return for each row its own period and the one it is compared with."""
    own = [now if key[2] is None else Period(key[2], key[2]) for key in keys]
    if question.compare is None:
        return own, [None] * len(keys)
    by_month = "month" in question.by
    return own, [period.shifted(question.month_step) if by_month else question.base_of(period) for period in own]


def frame_columns(
    reference: Reference,
    metric: Metric,
    question: Question,
    keys: Sequence[Key],
    current: Side,
    before: Side,
    *,
    method: str,
    parts: tuple[FloatArray, FloatArray, FloatArray, FloatArray] | None = None,
    completeness: FloatArray | None = None,
    basis: str = "synthetic",
) -> Columns:
    """Return the metric frame's columns.

    parts : the four sums that verdicts are drawn from, where they are not the numerators and denominators themselves.
    """
    size = len(keys)
    now = reference.check_period(question.period)
    own, base = windows_of(question, now, keys)
    change = current.value - before.value
    found = {place: reference.target(metric.id, *place, now.last) for place in {(key[0], key[1]) for key in keys}}
    targets = [found[key[0], key[1]] for key in keys]
    target = np.array([np.nan if one is None else one.value for one in targets], dtype=np.float64)
    share = now.month_count / question.period.month_count
    complete = np.full(size, share) if completeness is None else completeness * share
    four = parts or (current.numerator, current.denominator, before.numerator, before.denominator)
    labels = [question.period.key if key[2] is None else period.key for key, period in zip(keys, own, strict=True)]
    return {
        "metric_id": _filled(size, metric.id),
        "county_code": _listed([key[0] for key in keys]),
        "township_code": _listed([key[1] for key in keys]),
        "period": _listed(labels),
        "numerator": current.numerator,
        "denominator": current.denominator,
        "value": current.value,
        "unit": _filled(size, metric.unit),
        "compare_period": _listed([None if period is None else period.key for period in base]),
        "compare_value": before.value,
        "change": change,
        "change_unit": _filled(size, metric.change_unit),
        "lower": current.lower,
        "upper": current.upper,
        "confidence": np.full(size, USUAL_CONFIDENCE if method else np.nan),
        "method": _filled(size, method or None),
        "target": target,
        "target_gap": current.value - target,
        "status": np.where(
            np.isnan(current.value), "no_data", np.where(complete < COMPLETE_ENOUGH, "incomplete", "shown")
        ).astype(object),
        "completeness": complete,
        "basis": _filled(size, basis),
        "matched_numerator": four[0],
        "matched_denominator": four[1],
        "compare_numerator": four[2],
        "compare_denominator": four[3],
    }


def _listed(items: Sequence[Any]) -> npt.NDArray[Any]:
    filled = np.empty(len(items), dtype=object)
    filled[:] = items
    return filled


def _filled(size: int, value: Any) -> npt.NDArray[Any]:
    filled = np.empty(size, dtype=object)
    filled[:] = value
    return filled


def basis_of(reference: Reference, table_name: str, question: Question) -> str:
    return reference.basis_of(table_name, question.counties) or "mixed"
