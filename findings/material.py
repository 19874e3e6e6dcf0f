"""What a section of a pack is made from.

The pages hand over a source that keeps what it reads, the command line a plain one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from faces.blocks.pack import Choice
from findings.figures import Words
from metrics.judge.assessment import Assessment, assessment
from metrics.period import Period
from metrics.quality.failing import failing_inputs
from metrics.quality.ledger import Entry
from metrics.reference import Reference
from metrics.scope import Scope
from metrics.source import Source


@dataclass(frozen=True, eq=False)
class Material:
    """What a section is made from: the choice, where figures come from, and words in the choice's language.

    answers : the assessments asked so far, by metric ids and scope: a pack's sections ask the same again.
    """

    choice: Choice
    source: Source
    answers: dict[tuple[tuple[str, ...], Scope], Assessment] = field(default_factory=dict)

    @property
    def reference(self) -> Reference:
        """Return the places and targets of the data version."""
        return self.source.reference

    @property
    def words(self) -> Words:
        """Return the words of the choice's language."""
        return Words(self.choice.language, self.reference, self.choice.townships, self.choice.county)

    @property
    def period(self) -> Period:
        """Return the period asked for."""
        return self.choice.scope.period

    @property
    def month(self) -> int:
        """Return the last month of the period that holds data: the one at which stocks are read."""
        return min(self.period.last, self.reference.last_month)

    def judged(self, metric_ids: tuple[str, ...], scope: Scope | None = None) -> Assessment:
        """Return the judged figures of some metrics for the choice, or for another scope; asked once."""
        key = (metric_ids, scope or self.choice.scope)
        if key not in self.answers:
            self.answers[key] = self.source.ask(assessment, *key)
        return self.answers[key]

    def failing(self, metric_ids: Sequence[str]) -> Mapping[str, Sequence[Entry]]:
        """Return the open problems of the figures of some metrics, as the pages mark them."""
        return self.source.ask(failing_inputs, tuple(dict.fromkeys(metric_ids)), self.choice.scope)
