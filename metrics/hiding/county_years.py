"""A county's whole year has a threshold of its own, so that a county can print its own infant mortality.

Three infant deaths of a county's year name nobody. The three months, or townships, in which they happened may. So where
a year's count is printed that the townships' threshold would hide, nothing else of that year is printed: no township,
month, quarter or cause, and no zero either. Zeros would tell where the cases are not, and the sum then where they are:
three cases in three months that are not zero are one in each (decision 0083).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from metrics.ask.question import Question
from metrics.definition import Metric, Timing
from metrics.hiding.protection import COUNTED, Columns, with_base_hidden, with_rows_hidden
from metrics.period import Period
from metrics.reference import Reference

YearTotals = Callable[[int], dict[str, tuple[float, ...]]]
"""A year → county → the counts of its whole year that may be small: numerator and denominator."""


Hidden = dict[str, npt.NDArray[Any]]


def is_printed_by_year(metric: Metric) -> bool:
    """Say whether a metric's events add to a year, whose sum has a threshold of its own."""
    return metric.suppression is not None and metric.numerator.timing is Timing.FLOW


def asks_whole_years(reference: Reference, question: Question, metric: Metric) -> bool:
    """Say whether an answer is a county's own figure of whole calendar years that are over."""
    period = question.period
    whole = period.first % 100 == 1 and period.last % 100 == 12 and period.last <= reference.last_month
    return is_printed_by_year(metric) and not question.by and not question.townships and whole


def years_kept_whole(
    reference: Reference, question: Question, metric: Metric, part: Hidden, totals: YearTotals
) -> Hidden:
    """Return the columns without any row that would take a small year apart; its base alone where that is the year.

    totals : asked only for years that are over, whose figure is printed.
    """
    assert metric.suppression is not None
    if not is_printed_by_year(metric) or asks_whole_years(reference, question, metric):
        return part
    small = metric.suppression
    known: dict[int, set[str]] = {}

    def silent(county: str, key: Any) -> bool:
        years = _years(key, reference)
        for year in years:
            if year not in known:
                known[year] = {
                    code
                    for code, counts in totals(year).items()
                    if any(small.below_county_year <= count < small.below and count > 0 for count in counts)
                }
        return any(county in known[year] for year in years)

    def rows(column: str) -> npt.NDArray[np.bool_]:
        keys = list(zip(part["county_code"].tolist(), part[column].tolist(), strict=True))
        told = {key: silent(*key) for key in dict.fromkeys(keys)}
        return np.array([told[key] for key in keys], dtype=bool)

    now, base = rows("period"), rows("compare_period")
    hidden = with_rows_hidden(part, now) if now.any() else part
    return with_base_hidden(hidden, base & ~now) if (base & ~now).any() else hidden


def _years(key: Any, reference: Reference) -> Sequence[int]:
    """Return the calendar years that a period touches and that are over."""
    if not isinstance(key, str):
        return ()
    period = Period.parse(key)
    first, last = max(period.first, reference.first_month), min(period.last, reference.last_month)
    return [
        year
        for year in range(first // 100, last // 100 + 1)
        if reference.first_month <= year * 100 + 1 and year * 100 + 12 <= reference.last_month
    ]


def counts_of(rows: Columns) -> dict[str, tuple[float, ...]]:
    """Return county → numerator and denominator of the rows of a year, one a county."""
    both = zip(*(rows[name].tolist() for name in COUNTED[:2]), strict=True)
    return dict(zip(rows["county_code"].tolist(), both, strict=True))
