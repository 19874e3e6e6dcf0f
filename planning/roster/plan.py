"""What the roster engine hands back: the visits, what they cost, and how sure it is that none cost less."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from planning.roster.problem import Cell, RosterProblem
from planning.roster.score import Score
from words.phrases import Phrase

# Called with (seconds so far, best cost, bound); answers whether to go on.
Progress = Callable[[float, float, float], bool]


@dataclass(frozen=True)
class RosterPlan:
    """A roster and its proof.

    cells: (expert, place, day), positions. objective, bound: points; no roster costs less than bound.
    trail: (seconds, objective, bound) of every step forward.
    """

    problem: RosterProblem
    cells: tuple[Cell, ...]
    score: Score
    bound: float
    seconds: float
    trail: tuple[tuple[float, float, float], ...]

    @property
    def objective(self) -> int:
        """Points the roster costs."""
        return self.score.total

    @property
    def gap(self) -> float:
        """How much of the cost might still be saved: (objective − bound) ÷ |objective|, 0 when proven."""
        difference = self.objective - self.bound
        return 0.0 if difference <= 0 else difference / max(1.0, abs(self.objective))

    @property
    def proven(self) -> bool:
        """Whether no roster can cost less."""
        return self.objective <= self.bound

    @property
    def first_seconds(self) -> float:
        """Seconds until the first roster stood."""
        return self.trail[0][0]

    def lacking(self) -> list[Phrase]:
        """Return what the roster lacks of each requirement it does not meet, with its price."""
        problem = self.problem
        found = []
        for missing in self.score.missing:
            need = problem.requirements[missing.requirement]
            amounts = [("lacks_visits", missing.visits), ("lacks_persons", missing.persons)]
            found.append(
                Phrase(
                    "lacking",
                    where=where(problem, need.places),
                    period=need.period,
                    rule=problem.rules[need.rule].name_zh,
                    amounts=tuple(Phrase(code, count=count) for code, count in amounts if count),
                    points=missing.points,
                )
            )
        return found

    def words(self) -> Phrase:
        """Return the roster and its proof."""
        missing = len(self.score.missing)
        return Phrase(
            "roster",
            visits=len(self.cells),
            lacks=Phrase("rules_unmet", count=missing) if missing else Phrase("rules_met"),
            cost=self.objective,
            bound=self.bound,
            sure=Phrase("none_better") if self.proven else Phrase("gap_at_most", gap=self.gap),
        )


def where(problem: RosterProblem, places: Sequence[int]) -> Phrase:
    """Return a place, or the whole county where there are several."""
    if len(places) > 1:
        return Phrase("whole_county")
    return Phrase("at_place", place=problem.places[places[0]].name_zh)
