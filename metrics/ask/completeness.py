"""How much of a figure was reported, how many returns lack, and from when those stand that take their place.

Completeness weighs volume: a centre with 7 % of the county's primary visits that sends no return leaves 93 %, not
119 of 120 institutions. What it would have reported is what it reported last, at most a year before (decision 0081);
institutions that never did count as much as the others do on average.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from metrics.ask.answers import Answers, Carried
from metrics.ask.compiler import NOW
from metrics.ask.question import Key
from metrics.definition import Measure, Metric, Timing

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Reported:
    """A row a group.

    share   : volume reported ÷ volume expected, the lesser of numerator's and denominator's.
    known   : the same, with what is carried counted as known: a stock of an earlier month is older, not missing.
    missing : institution-months without a return.
    since   : month of the earliest return that a stock is carried from; 0 where none is.
    """

    share: FloatArray
    known: FloatArray
    missing: FloatArray
    since: npt.NDArray[np.int64]

    @classmethod
    def of(cls, share: FloatArray) -> Reported:
        """Return the reporting of figures of which only the share reported is known."""
        size = len(share)
        return cls(share, share, np.zeros(size), np.zeros(size, dtype=np.int64))

    def shortened(self, part: float) -> Reported:
        """Return both shares times the part of the period's months that have passed."""
        return Reported(self.share * part, self.known * part, self.missing, self.since)


def reporting(metric: Metric, answers: Mapping[Measure, Answers], keys: Sequence[Key]) -> Reported:
    """Return how far the measures of a metric were reported, a row a group."""
    size = len(keys)
    found = Reported(np.ones(size), np.ones(size), np.zeros(size), np.zeros(size, dtype=np.int64))
    for measure in metric.measures:
        answer = answers[measure]
        expected, carried = answer.expected.get(measure), answer.carried.get(measure, {})
        if not expected:
            continue
        amounts = answer.windows.get((measure, NOW), {}) if measure.aggregate == "sum" else {}
        for at, key in enumerate(keys):
            due, came = expected.get(key, (0, 0))
            if due == came:
                continue
            share, known = shares(measure, due, came, amounts.get(key, 0.0), carried.get(key))
            found.share[at] = min(found.share[at], share)
            found.known[at] = min(found.known[at], known)
            found.missing[at] = max(found.missing[at], due - came)
            if measure.timing is Timing.STOCK and key in carried:
                since = carried[key].since
                found.since[at] = min(found.since[at] or since, since)
    return found


def shares(measure: Measure, due: int, came: int, amount: float, carried: Carried | None) -> tuple[float, float]:
    """Return reported ÷ expected volume, and the same with what is carried counted as known.

    due, came : institution-months expected and reported; amount : the figure's sum, of a stock with what is carried.
    """
    heads = came / due if due else 1.0
    stays = measure.timing is Timing.STOCK and carried is not None
    if carried is None:
        return heads, heads
    volume = 0.0 if np.isnan(carried.volume) else carried.volume
    reported = amount - volume if stays else amount
    strangers = due - came - carried.returns
    unknown = reported / came * strangers if came else 0.0
    whole = reported + volume + unknown
    if measure.aggregate != "sum" or whole <= 0:
        return heads, (came + carried.returns) / due if stays else heads
    share = reported / whole
    return share, (reported + volume) / whole if stays else share


def month_or_none(months: npt.NDArray[np.int64]) -> list[Any]:
    """Return months as frames write them, 2024-03; None for 0."""
    return [f"{month // 100}-{month % 100:02d}" if month else None for month in months.tolist()]
