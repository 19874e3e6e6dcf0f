"""Where a pack's frames come from: functions that answer, never an engine.

The pages hand over their cached reads, the command line plain ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

import pandas as pd

from faces.blocks.pack import Choice
from findings.figures import Words
from metrics.ask.fact_rows import FactBook
from metrics.judge.assessment import Assessment
from metrics.period import Period
from metrics.reference import Reference


class Readings(Protocol):
    """What a section may ask. All arguments are plain values, so answers can be cached."""

    def assessment(
        self, metric_ids: tuple[str, ...], county: str, period: str, townships: tuple[str, ...], compare: str | None
    ) -> Assessment:
        """Return judged figures."""
        ...

    def metric_frame(
        self,
        metric_ids: tuple[str, ...],
        county: str,
        period: str,
        by: tuple[str, ...] = (),
        townships: tuple[str, ...] = (),
        compare: str | None = None,
    ) -> pd.DataFrame:
        """Return the metric frame."""
        ...

    def fact_rows(self, metric_ids: tuple[str, ...], county: str, period: str, townships: tuple[str, ...]) -> FactBook:
        """Return the fact rows behind figures."""
        ...

    def read(self, name: str, *arguments: Any) -> Any:
        """Return one of the named reads: outlines, villages, institutions, gaps, mechanisms, milestones, circle,
        plans, plan."""
        ...


@dataclass(frozen=True, eq=False)
class Material:
    """What a section is made from: the choice, the places, the readings, and words in the choice's language."""

    choice: Choice
    reference: Reference
    readings: Readings
    answers: dict[tuple[Any, ...], Assessment] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        """Return the words of the choice's language."""
        return Words(self.choice.language, self.reference, self.choice.townships)

    @property
    def period(self) -> Period:
        """Return the period asked for."""
        return Period.parse(self.choice.period)

    @property
    def month(self) -> int:
        """Return the last month of the period that holds data: the one at which stocks are read."""
        return min(self.period.last, self.reference.last_month)

    def judged(self, metric_ids: tuple[str, ...]) -> Assessment:
        """Return the judged figures of some metrics for the choice; asked once, whoever needs them."""
        key = (metric_ids, *self.choice.asked)
        if key not in self.answers:
            self.answers[key] = self.readings.assessment(metric_ids, *self.choice.asked)
        return self.answers[key]
