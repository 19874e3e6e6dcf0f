"""Why a month cannot hold: a smallest set of rules, leaves, floors and roads that exclude each other, and repairs.

The dual values of a linear relaxation name a set of elements that contradict each other; the deletion filter then
drops every element the set does not need. What is left is minimal: without any one of them the others hold together.
Each repair is the least by which one element must give way for the rest to hold.

Source: Chinneck & Dravnieks (1991), ORSA Journal on Computing 3:157–168 (deletion filter).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from planning.roster.conflict_model import ConflictModel, Key
from planning.roster.conflict_words import elements_told, repair_told
from planning.roster.faults import NoConflict
from planning.roster.plan import RosterPlan
from planning.roster.problem import RosterProblem
from words.phrases import Phrase

Kind = Literal["requirement", "leave", "floor", "week", "reach", "accept", "pin"]
REPAIRS_TRIED = 3  # of each kind: alike elements give way by alike amounts
SHORTEST_SECONDS = 0.2  # a solver called with less does not even read its problem


@dataclass(frozen=True)
class Repair:
    """The least by which one element must give way. amount: visits, days or people, as the words say."""

    element: Key
    amount: int
    words: Phrase


@dataclass(frozen=True)
class Conflict:
    """Elements (kind, position) that cannot hold together. minimal: proven that without any one of them they can.

    lacking: visits or persons that the requirements among them lack at least while nothing gives way; points: their
    price, what a repair saves.
    """

    problem: RosterProblem
    elements: tuple[Key, ...]
    minimal: bool
    lacking: int
    points: int
    repairs: tuple[Repair, ...]
    seconds: float

    def elements_told(self) -> list[Phrase]:
        """Return the elements, alike ones together."""
        return elements_told(self.problem, self.elements)

    def words(self) -> Phrase:
        """Return the conflict and its repairs in one paragraph."""
        repairs = tuple(repair.words for repair in self.repairs)
        return Phrase(
            "conflict",
            count=len(self.elements),
            elements=tuple(self.elements_told()),
            sure=Phrase("minimal" if self.minimal else "not_minimal"),
            lacking=self.lacking,
            points=self.points,
            repairs=Phrase("repairs", repairs=repairs) if repairs else None,
        )


def explain(
    problem: RosterProblem,
    plan: RosterPlan | None = None,
    *,
    requirement: int | None = None,
    time_limit_s: float = 10.0,
) -> Conflict:
    """Return a minimal conflict of the weeks in which a requirement is not met.

    plan: a roster of the problem; its first unmet requirement is explained unless `requirement` names one (position).
    Raises NoConflict when everything can be met, or when neither argument names what to explain.
    """
    began = time.perf_counter()
    until = began + time_limit_s
    if requirement is None:
        if plan is None or not plan.score.missing:
            raise NoConflict("nothing_lacking", Phrase("row_conflict"))
        requirement = plan.score.missing[0].requirement
    days = joined_days(problem, requirement)
    elements = elements_within(problem, days)
    if _hold_together(problem, days, elements, until):
        raise NoConflict("all_can_be_met", Phrase("row_conflict"))
    elements, minimal = _filtered(problem, days, _core(problem, days, elements, until), until)
    lacking = _least(ConflictModel(problem, days, elements, soft=True), until)
    dearest = min(problem.price(problem.requirements[key].rule) for kind, key in elements if kind == "requirement")
    repairs = _repairs(problem, days, elements, until)
    seconds = time.perf_counter() - began
    count = 0 if lacking is None else lacking
    return Conflict(problem, tuple(elements), minimal, count, count * dearest, tuple(repairs), seconds)


def joined_days(problem: RosterProblem, requirement: int) -> tuple[int, ...]:
    """Return the days of a requirement and of all weeks that requirements join to them."""
    days = set(problem.requirements[requirement].days)
    size = 0
    while len(days) > size:
        size = len(days)
        days |= {day for week in problem.weeks if days.intersection(week) for day in week}
        days |= {day for need in problem.requirements if days.intersection(need.days) for day in need.days}
    return tuple(sorted(days))


def elements_within(problem: RosterProblem, days: Sequence[int]) -> list[Key]:
    """Return everything that may give way on some days."""
    inside = set(days)
    dates = [problem.days[day] for day in days]
    needs = [number for number, need in enumerate(problem.requirements) if inside.issuperset(need.days)]
    rules = sorted({problem.requirements[number].rule for number in needs})
    places = sorted({place for number in needs for place in problem.requirements[number].places})
    found: list[Key] = [("requirement", number) for number in needs]
    found += [
        ("leave", number)
        for number, leave in enumerate(problem.leaves)
        if any(leave.first <= date <= leave.last for date in dates)
    ]
    found += [("floor", number) for number, floor in enumerate(problem.home_floor.values()) if floor > 0]
    found.append(("week", 0))
    found += [("reach", place) for place in places if not problem.in_reach[:, place].all()]
    found += [("accept", rule) for rule in rules if not problem.accepts[rule].all()]
    found += [("pin", number) for number, pin in enumerate(sorted(problem.pins)) if pin[2] in inside]
    return found


def _seconds(until: float) -> float:
    return max(SHORTEST_SECONDS, until - time.perf_counter())


def _least(model: ConflictModel, until: float) -> int | None:
    """Return the least cost of a conflict model: by how much something gives way; None when time ran out."""
    answer = model.program.solve(time_limit_s=_seconds(until))
    return None if answer.values is None else round(answer.cost)


def _hold_together(problem: RosterProblem, days: Sequence[int], elements: Sequence[Key], until: float) -> bool | None:
    """Whether elements can hold together; None when time ran out."""
    answer = ConflictModel(problem, days, elements).program.solve(time_limit_s=_seconds(until))
    return True if answer.values is not None else False if answer.infeasible else None


def _core(problem: RosterProblem, days: Sequence[int], elements: list[Key], until: float) -> list[Key]:
    """Return a smaller contradictory set, read off the dual values of the linear relaxation.

    Rows with a dual value of 0 play no part in the proof that something must be lacking. Where the relaxation lacks
    nothing, whole visits are the obstacle and all elements are returned.
    """
    model = ConflictModel(problem, days, elements, soft=True)
    lacking, duals = model.program.duals(time_limit_s=_seconds(until))
    if lacking is None or lacking < 1e-6:
        return elements
    used = {key for key, dual in zip(model.rows, duals, strict=True) if key is not None and abs(dual) > 1e-9}
    used |= {("accept", problem.requirements[key].rule) for kind, key in used if kind == "requirement"}
    specialties = list(problem.home_floor)
    # How many a floor lets go depends on who is on leave.
    used |= {leave for kind, key in used if kind == "floor" for leave in model.leaves_of(specialties[key])}
    core = [element for element in elements if element in used]
    return core if _hold_together(problem, days, core, until) is False else elements


def _filtered(problem: RosterProblem, days: Sequence[int], elements: list[Key], until: float) -> tuple[list[Key], bool]:
    """Drop every element the contradiction does not need, while there is time; whether that was finished."""
    kept, minimal = list(elements), True
    # Requirements are tried last, so that a set about few townships is left where one exists.
    for one in sorted(elements, key=lambda key: key[0] == "requirement"):
        if time.perf_counter() >= until:
            return kept, False
        rest = [other for other in kept if other != one]
        holds = _hold_together(problem, days, rest, until)
        if holds is False:
            kept = rest
        elif holds is None:
            minimal = False
    return kept, minimal


def _repairs(problem: RosterProblem, days: Sequence[int], elements: Sequence[Key], until: float) -> list[Repair]:
    """Return the least give-way of each element, the smallest first, one of each kind; none once time is out."""
    found: dict[str, Repair] = {}
    tried: dict[str, int] = {}
    for one in elements:
        kind = one[0]
        tried[kind] = tried.get(kind, 0) + 1
        if tried[kind] <= REPAIRS_TRIED and time.perf_counter() < until:
            amount = _least(ConflictModel(problem, days, elements, measured=one), until)
            if amount is not None and (kind not in found or amount < found[kind].amount):
                found[kind] = Repair(one, amount, repair_told(problem, one[0], one[1], amount))
    return sorted(found.values(), key=lambda repair: (repair.amount, repair.element))
