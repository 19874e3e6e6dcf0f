"""What may give way, and by how much, as phrases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from planning.roster.plan import where
from planning.roster.problem import TITLES, RosterProblem
from words.phrases import Phrase

NAMES_SHOWN = 6  # a sentence with more names than this is not read


def elements_told(problem: RosterProblem, elements: Sequence[tuple[str, int]]) -> list[Phrase]:
    """Return elements; one rule in one period is told once for all its places, floors alike together."""
    places: dict[tuple[object, ...], list[int]] = {}
    specialties: dict[int, list[str]] = {}
    # Each in its first element's place.
    order: list[tuple[str, Any]] = []
    for kind, key in elements:
        told: tuple[str, Any] = (kind, key)
        if kind == "requirement":
            need = problem.requirements[key]
            alike = (need.rule, repr(need.period), need.visits, need.persons)
            told = (kind, alike)
            places.setdefault(alike, []).append(key)
        elif kind == "floor":
            specialty, floor = list(problem.home_floor.items())[key]
            told = (kind, floor)
            specialties.setdefault(floor, []).append(specialty)
        if told not in order:
            order.append(told)
    found = []
    for kind, key in order:
        if kind == "requirement":
            found.append(_asks(problem, places[key]))
        elif kind == "floor":
            named = [Phrase("named", name=name) for name in specialties[key]]
            found.append(Phrase("stays", where=_several(named), count=key))
        else:
            found.append(element_told(problem, kind, key))
    return found


def _asks(problem: RosterProblem, needs: Sequence[int]) -> Phrase:
    """Return what one rule asks in one period of several places."""
    need = problem.requirements[needs[0]]
    amounts = [("asks_visits", need.visits), ("asks_persons", need.persons)]
    return Phrase(
        "asks",
        where=_several([where(problem, problem.requirements[key].places) for key in needs]),
        period=need.period,
        rule=problem.rules[need.rule].name_zh,
        amounts=tuple(Phrase(code, count=count) for code, count in amounts if count),
    )


def _several(names: Sequence[Phrase]) -> Phrase:
    """Return the first names, the rest counted."""
    if len(names) == 1:
        return names[0]
    shown = tuple(names[:NAMES_SHOWN])
    if len(names) <= NAMES_SHOWN:
        return Phrase("several_each", names=shown)
    return Phrase("several_more", names=shown, count=len(names))


def element_told(problem: RosterProblem, kind: str, key: int) -> Phrase:
    """Return a leave, the visits a week, a road, whom a rule accepts, or a pin."""
    if kind == "leave":
        leave = problem.leaves[key]
        who = problem.experts[leave.expert].name_zh
        return Phrase("on_leave", expert=who, first=leave.first, last=leave.last)
    if kind == "week":
        return Phrase("most_a_week", count=problem.most_per_week)
    if kind == "reach":
        far = int((~problem.in_reach[:, key]).sum())
        return Phrase("far_away", place=problem.places[key].name_zh, count=far, hours=problem.day_minutes / 60)
    if kind == "accept":
        rule = problem.rules[key]
        title = Phrase("title_or_above", title=TITLES[rule.title_rank - 1]) if rule.title_rank > 1 else None
        code = "accepts_only" if rule.specialties else "accepts_only_any"
        return Phrase(code, rule=rule.name_zh, title=title, specialties=rule.specialties)
    expert, place, day = sorted(problem.pins)[key]
    return Phrase(
        "pinned", expert=problem.experts[expert].name_zh, day=problem.days[day], place=problem.places[place].name_zh
    )


def repair_told(problem: RosterProblem, kind: str, key: int, amount: int) -> Phrase:
    """Return a repair. amount: visits, days or people by which the element gives way."""
    if kind == "requirement":
        need = problem.requirements[key]
        return Phrase(
            "repair_requirement",
            where=where(problem, need.places),
            period=need.period,
            rule=problem.rules[need.rule].name_zh,
            amount=amount,
            points=amount * problem.price(need.rule),
        )
    if kind == "leave":
        leave = problem.leaves[key]
        return Phrase("repair_leave", expert=problem.experts[leave.expert].name_zh, amount=amount)
    if kind == "floor":
        return Phrase("repair_floor", specialty=list(problem.home_floor)[key], amount=amount)
    if kind == "week":
        return Phrase("repair_week", amount=amount)
    if kind == "reach":
        return Phrase("repair_reach", place=problem.places[key].name_zh, amount=amount)
    if kind == "accept":
        return Phrase("repair_accept", rule=problem.rules[key].name_zh, amount=amount)
    expert, _, day = sorted(problem.pins)[key]
    return Phrase("repair_pin", expert=problem.experts[expert].name_zh, day=problem.days[day])
