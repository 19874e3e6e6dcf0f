"""The target in force for each group of an answer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from metrics.ask.question import Key, Question, all_at
from metrics.definition import Metric
from metrics.period import Period
from metrics.reference import Reference

FloatArray = npt.NDArray[np.float64]


def targets_of(
    metric: Metric, question: Question, reference: Reference, keys: Sequence[Key], now: Period
) -> FloatArray:
    """Return the target in force at the period's end for each group; NaN without one, or for further dimensions."""
    of_a_year = question.period.kind == "year" and "month" not in question.by
    # A target for what adds up over a year is no target for a month or a quarter of it.
    in_time = of_a_year or metric.denominator is not None or not metric.numerator.is_additive_over_months
    if not in_time or any(dimension not in ("township", "month") for dimension in question.by):
        return np.full(len(keys), np.nan)
    additive = metric.is_additive

    def of_place(county: str, township: str | None) -> float:
        target = reference.target(metric.id, county, township, now.last)
        # A county's target for a count is no target for one of its townships.
        in_part = township is not None or bool(question.townships)
        # Nor is it one of a place whose figure says which institutions stand there.
        whole_only = additive or metric.provision is not None
        own = target is not None and not (whole_only and in_part and target.township_code is None)
        return target.value if target is not None and own else np.nan

    places = list(zip((key[0] for key in keys), all_at(question, "township", keys), strict=True))
    known = {place: of_place(*place) for place in set(places)}
    return np.array([known[place] for place in places], dtype=float)
