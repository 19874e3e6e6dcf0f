"""The metric frame of a figure that no ratio of two sums can say: its rows, its windows and its columns.

Who computes one: income.py, postings.py and mortality.py beside it, and metrics/ledger/metrics.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from metrics.ask.completeness import Reported
from metrics.ask.frame_columns import Columns, Labels, Limits, Parts, build_columns
from metrics.ask.question import Key, Question
from metrics.definition import Metric
from metrics.period import Period
from metrics.reference import Reference
from metrics.statistics.intervals import USUAL_CONFIDENCE, FloatArray


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
    parts: Parts | None = None,
    change: FloatArray | None = None,
    completeness: FloatArray | None = None,
    basis: str = "synthetic",
) -> Columns:
    """Return the metric frame's columns.

    parts  : the four sums that verdicts are drawn from, where they are not the numerators and denominators themselves.
    change : where it is not the difference of the two values.
    """
    size = len(keys)
    now = reference.check_period(question.period)
    own, base = windows_of(question, now, keys)
    found = {place: reference.target(metric.id, *place, now.last) for place in {(key[0], key[1]) for key in keys}}
    targets = [found[key[0], key[1]] for key in keys]
    target = np.array([np.nan if one is None else one.value for one in targets], dtype=np.float64)
    share = now.month_count / question.period.month_count
    complete = np.full(size, share) if completeness is None else completeness * share
    labels = [question.period.key if key[2] is None else period.key for key, period in zip(keys, own, strict=True)]
    return build_columns(
        metric,
        Labels(
            [key[0] for key in keys],
            [key[1] for key in keys],
            labels,
            [None if period is None else period.key for period in base],
        ),
        numerator=current.numerator,
        denominator=current.denominator,
        value=current.value,
        compare_value=before.value,
        change=current.value - before.value if change is None else change,
        limits=Limits(current.lower, current.upper, USUAL_CONFIDENCE, method or None),
        target=target,
        reported=Reported.of(complete),
        basis=[basis] * size,
        parts=parts or Parts(current.numerator, current.denominator, before.numerator, before.denominator),
    )


def basis_of(reference: Reference, table_name: str, question: Question) -> str:
    return reference.basis_of(table_name, question.counties) or "mixed"
