"""What a finished roster costs, wish by wish, counted from its visits and not from any solver's variables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planning.roster.problem import Cell, RosterProblem


@dataclass(frozen=True)
class Missing:
    """What one requirement lacks: position of the requirement, visits, persons, and their price in points."""

    requirement: int
    visits: int
    persons: int
    points: int


@dataclass(frozen=True)
class Score:
    """The cost of a roster in points, by kind; `total` is what the solver minimises."""

    missing: tuple[Missing, ...]
    unmet: int
    demand: int
    continuity: int
    fairness: int
    travel: int
    preference: int

    @property
    def total(self) -> int:
        """All points together."""
        return self.unmet + self.demand + self.continuity + self.fairness + self.travel + self.preference

    def in_words(self) -> dict[str, int]:
        """Return the points under the names readers see."""
        return {
            "规定未满足": self.unmet,
            "专科需求未满足": self.demand,
            "换人": self.continuity,
            "超出公平份额": self.fairness,
            "出行": self.travel,
            "个人偏好": self.preference,
            "合计": self.total,
        }


def missing_in(problem: RosterProblem, cells: Sequence[Cell]) -> list[Missing]:
    """Return what each requirement lacks in a roster, those that lack nothing left out."""
    at_place: dict[tuple[int, int], list[int]] = {}
    for expert, place, day in cells:
        at_place.setdefault((place, day), []).append(expert)
    found = []
    for number, need in enumerate(problem.requirements):
        accepts = problem.accepts[need.rule]
        went = [
            expert
            for place in need.places
            for day in need.days
            for expert in at_place.get((place, day), ())
            if accepts[expert]
        ]
        visits, persons = max(0, need.visits - len(went)), max(0, need.persons - len(set(went)))
        if visits or persons:
            found.append(Missing(number, visits, persons, problem.price(need.rule) * (visits + persons)))
    return found


def score(problem: RosterProblem, cells: Sequence[Cell]) -> Score:
    """Return what a roster costs. cells: (expert, place, day) of each visit."""
    weights = problem.weights
    missing = missing_in(problem, cells)
    pairs = {(expert, place) for expert, place, _ in cells}
    seen: dict[tuple[int, str], int] = {}
    visits = [0] * len(problem.experts)
    for expert, place, _ in cells:
        key = place, problem.experts[expert].specialty
        seen[key] = seen.get(key, 0) + 1
        visits[expert] += 1
    return Score(
        missing=tuple(missing),
        unmet=sum(one.points for one in missing),
        demand=weights.demand * sum(max(0, asked - seen.get(key, 0)) for key, asked in problem.demand.items()),
        continuity=weights.continuity * len(pairs - problem.known_pairs),
        fairness=weights.fairness
        * sum(max(0, own - share) for own, share in zip(visits, problem.fair_share, strict=True)),
        travel=sum(problem.road_points(expert, place) for expert, place, _ in cells),
        preference=sum(problem.place_points(e, p) + problem.day_points(e, d) for e, p, d in cells),
    )
