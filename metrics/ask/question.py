"""What is asked of the warehouse: metrics, places, a period, a split, a comparison – checked before anything runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from metrics.definition import Metric
from metrics.errors import UnknownComparison, UnsupportedSplit
from metrics.period import Period
from metrics.reference import Reference
from metrics.scope import COMPARISONS, Scope, base_of

DIMENSIONS = {
    "township": "township_code",
    "month": "month",
    "institution": "institution_code",
    "community": "community_code",
    "level": "level",
    "group": "population_group",
    "disease": "disease",
    "activity": "activity_code",
    "specialty": "specialty",
    "title": "title",
    "kind": "kind",
}


@dataclass(frozen=True)
class Question:
    """What is asked: metrics of one county (or several), a period, a split, chosen townships, a comparison.

    by: any of township, month, institution, community, level, group, disease …; () is the county as a whole.
    townships: codes; () is all of them. compare: None, "yoy" or "previous".
    """

    metrics: tuple[Metric, ...]
    counties: tuple[str, ...]
    period: Period
    by: tuple[str, ...] = ()
    townships: tuple[str, ...] = ()
    compare: str | None = None
    # Months between a month and the one it is held against, in a split by month; None: those of `compare`.
    months_apart: int | None = None

    @property
    def month_step(self) -> int:
        """Return where the month stands that a month is held against: −12 the year before, −1 the month before."""
        if self.months_apart is not None:
            return -self.months_apart
        return -12 if self.compare == "yoy" else -1

    def base_of(self, now: Period) -> Period | None:
        """Return the period that `now` is compared with."""
        return base_of(now, self.compare)

    @classmethod
    def of(
        cls, metrics: Sequence[Metric], scope: Scope, by: str | Sequence[str] = (), months_apart: int | None = None
    ) -> Question:
        """Return what a scope asks of some metrics."""
        split = (by,) if isinstance(by, str) else tuple(by)
        return cls(tuple(metrics), (scope.county,), scope.period, split, scope.townships, scope.compare, months_apart)


# A group: the county, then the value of each dimension of `by`.
Key = tuple[Any, ...]


def all_at(question: Question, dimension: str, keys: Sequence[Key]) -> list[Any]:
    """Return each group's value of a dimension; None where the answer is not split by it."""
    if dimension not in question.by:
        return [None] * len(keys)
    place = 1 + question.by.index(dimension)
    return [key[place] for key in keys]


def check(question: Question, reference: Reference) -> None:
    """Raise QuestionError for an unknown county, township or comparison, or a split the rows do not carry."""
    for code in question.counties:
        reference.county(code)
    for code in question.townships:
        reference.township(question.counties[0], code)
    if question.compare is not None and question.compare not in COMPARISONS:
        raise UnknownComparison(question.compare, COMPARISONS)
    for metric in question.metrics:
        for dimension in question.by:
            column = DIMENSIONS.get(dimension)
            if column is None or not metric.can_be_split_by(column):
                possible = [name for name, column in DIMENSIONS.items() if metric.can_be_split_by(column)]
                raise UnsupportedSplit((metric.name_zh, metric.name_en), dimension, possible)
