"""The exact model: who is away on which day, who goes where in which week, and what that costs.

What the objective asks of a visit to a place is the same on every day of its week. So a visit is held as a day away
(`away`, expert × day) and a trip (`trips`, expert × place × week) and the two are matched afterwards, in any order:
every roster has such a pair and every such pair is a roster, with a fifth of the variables of expert × place × day.
Only places with daily rules and visits pinned to their day keep the day in the variable (`daily`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from planning.roster.problem import Cell, Requirement, RosterProblem

Pair = tuple[int, int]
Triple = tuple[int, int, int]


@dataclass
class RosterModel:
    """A CP-SAT model and the names of its variables.

    away: (expert, day). trips: (expert, place, block). daily: (expert, place, day), at places where the day matters.
    missing: requirement -> visits and persons that it lacks. cost: the whole objective, in points.
    """

    problem: RosterProblem
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    away: dict[Pair, Any] = field(default_factory=dict)
    trips: dict[Triple, Any] = field(default_factory=dict)
    daily: dict[Triple, Any] = field(default_factory=dict)
    missing: dict[int, tuple[Any, Any]] = field(default_factory=dict)
    meets: dict[Pair, Any] = field(default_factory=dict)
    short: dict[tuple[int, str], Any] = field(default_factory=dict)
    over: dict[int, Any] = field(default_factory=dict)
    terms: list[Any] = field(default_factory=list)
    points: list[int] = field(default_factory=list)

    def charge(self, variable: Any, points: int) -> None:
        """Add a term to the objective."""
        if points:
            self.terms.append(variable)
            self.points.append(points)

    @property
    def cost(self) -> Any:
        """The objective: what is missing and what every wish costs."""
        return cp_model.LinearExpr.weighted_sum(self.terms, self.points)


def total(variables: Iterable[Any]) -> Any:
    """The sum of some variables as one expression."""
    return cp_model.LinearExpr.sum(list(variables))


def build(
    problem: RosterProblem, *, days: frozenset[int] | None = None, pairs: frozenset[Pair] | None = None
) -> RosterModel:
    """Return the model of a problem.

    days: only requirements wholly inside them, and no visit on other days. pairs: only these experts and places.
    """
    built = RosterModel(problem)
    open_days = frozenset(range(len(problem.days))) if days is None else days
    _add_movements(built, open_days, pairs)
    _add_home_floor(built)
    _add_requirements(built, open_days)
    _add_wishes(built)
    return built


def _add_movements(built: RosterModel, open_days: frozenset[int], pairs: frozenset[Pair] | None) -> None:
    """One place a day, leave, reach, title, specialty, visits a week: by what variables exist and how they add up."""
    problem, model = built.problem, built.model
    may_go = problem.may_go.copy()
    if pairs is not None:
        may_go &= np.isin(np.arange(may_go.size), [e * may_go.shape[1] + p for e, p in pairs]).reshape(may_go.shape)
    for expert, place, _ in problem.pins:
        may_go[expert, place] = True
    daily = problem.daily_places
    for expert in range(len(problem.experts)):
        own_places = [place for place in range(len(problem.places)) if may_go[expert, place]]
        if not own_places:
            continue
        for week in problem.weeks:
            free = [day for day in week if day in open_days and problem.at_hand[expert, day]]
            for day in free:
                built.away[expert, day] = model.new_bool_var("")
            pinned = sum(1 for who, _, day in problem.pins if who == expert and day in week)
            most = max(problem.most_in(expert, week), pinned)
            if len(free) > most:
                model.add(total(built.away[expert, day] for day in free) <= most)
        for number, block in enumerate(problem.blocks):
            free = [day for day in block if (expert, day) in built.away]
            if free:
                _add_trips(built, expert, own_places, number, free, daily)
    for expert, _, day in problem.pins:
        if (expert, day) in built.away:
            model.add(built.away[expert, day] == 1)


def _add_trips(
    built: RosterModel, expert: int, places: list[int], block: int, free: list[int], daily: frozenset[int]
) -> None:
    problem, model = built.problem, built.model
    most = min(problem.most_per_week, len(free))
    pins: dict[int, int] = {}
    for who, place, day in problem.pins:
        if who == expert and day in free:
            pins[place] = pins.get(place, 0) + 1
    for place in places:
        least = pins.get(place, 0)
        trip = model.new_int_var(least, max(most, least), "")
        built.trips[expert, place, block] = trip
        if place in daily:
            for day in free:
                built.daily[expert, place, day] = model.new_bool_var("")
            model.add(total(built.daily[expert, place, day] for day in free) == trip)
    own = [place for place in places if place in daily]
    for day in free if own else []:
        model.add(total(built.daily[expert, place, day] for place in own) <= built.away[expert, day])
        for place in own:
            if (expert, place, day) in problem.pins:
                model.add(built.daily[expert, place, day] == 1)
    # A day pinned to a place without daily rules must not be used by a daily place; fixing those to zero says so.
    for who, place, day in problem.pins:
        if who == expert and day in free and place not in daily:
            for other in own:
                model.add(built.daily[expert, other, day] == 0)
    model.add(
        total(built.trips[expert, place, block] for place in places) == total(built.away[expert, day] for day in free)
    )


def _add_home_floor(built: RosterModel) -> None:
    problem = built.problem
    for (specialty, day), most in problem.may_leave.items():
        own = [
            built.away[number, day]
            for number, expert in enumerate(problem.experts)
            if expert.specialty == specialty and (number, day) in built.away
        ]
        pinned = sum(1 for who, _, when in problem.pins if when == day and problem.experts[who].specialty == specialty)
        if len(own) > max(most, pinned):
            built.model.add(total(own) <= max(most, pinned))


def visits_towards(built: RosterModel, need: Requirement) -> dict[int, list[Any]]:
    """Return expert -> variables whose sum is that expert's visits that count towards a requirement."""
    problem = built.problem
    accepted = [expert for expert in range(len(problem.experts)) if problem.accepts[need.rule, expert]]
    everywhere = len(need.places) == len(problem.places)
    found: dict[int, list[Any]] = {}
    for expert in accepted:
        if need.cadence == "day" and everywhere:
            own = [built.away[expert, day] for day in need.days if (expert, day) in built.away]
        elif need.cadence == "day":
            keys = [(expert, place, day) for place in need.places for day in need.days]
            own = [built.daily[key] for key in keys if key in built.daily]
        else:
            blocks = [number for number, block in enumerate(problem.blocks) if block[0] in need.days]
            trips = [(expert, place, block) for place in need.places for block in blocks]
            own = [built.trips[key] for key in trips if key in built.trips]
        if own:
            found[expert] = own
    return found


def _add_requirements(built: RosterModel, open_days: frozenset[int]) -> None:
    """Whatever a rule lacks is paid for, so an over-constrained month still has a best roster."""
    problem, model = built.problem, built.model
    for number, need in enumerate(problem.requirements):
        if not open_days.issuperset(need.days):
            continue
        towards = visits_towards(built, need)
        price = problem.price(need.rule)
        lacking_visits = model.new_int_var(0, need.visits, "") if need.visits else 0
        lacking_persons = model.new_int_var(0, need.persons, "") if need.persons else 0
        if need.visits:
            model.add(total(one for own in towards.values() for one in own) + lacking_visits >= need.visits)
            built.charge(lacking_visits, price)
        if need.persons:
            # One person goes to one place a day, so on a single day visits are persons.
            people = [_present(built, own, need.cadence) for own in towards.values()]
            model.add(total(people) + lacking_persons >= need.persons)
            built.charge(lacking_persons, price)
        built.missing[number] = (lacking_visits, lacking_persons)


def _present(built: RosterModel, own: list[Any], cadence: str) -> Any:
    if cadence == "day":
        return total(own)
    if len(own) == 1 and built.problem.most_per_week == 1 and not built.problem.pins:
        return own[0]
    present = built.model.new_bool_var("")
    built.model.add(total(own) >= 1).only_enforce_if(present)
    return present


def _add_wishes(built: RosterModel) -> None:
    problem, model, weights = built.problem, built.model, built.problem.weights
    by_pair: dict[Pair, list[Any]] = {}
    for (expert, place, _), trip in built.trips.items():
        by_pair.setdefault((expert, place), []).append(trip)
    for (expert, place), trips in by_pair.items():
        cost = problem.road_points(expert, place) + problem.place_points(expert, place)
        for trip in trips:
            built.charge(trip, cost)
        if weights.continuity and (expert, place) not in problem.known_pairs:
            meets = model.new_bool_var("")
            built.meets[expert, place] = meets
            most = max(problem.most_per_week, sum(1 for pin in problem.pins if pin[:2] == (expert, place)))
            for trip in trips:
                model.add(trip <= most * meets)
            built.charge(meets, weights.continuity)
    for (expert, day), away in built.away.items():
        built.charge(away, problem.day_points(expert, day))
    _add_demand(built, by_pair)
    _add_fairness(built)


def _add_demand(built: RosterModel, by_pair: Mapping[Pair, list[Any]]) -> None:
    problem, model = built.problem, built.model
    for (place, specialty), visits in problem.demand.items():
        own = [
            trip
            for expert, one in enumerate(problem.experts)
            if one.specialty == specialty
            for trip in by_pair.get((expert, place), ())
        ]
        short = model.new_int_var(0, visits, "")
        model.add(total(own) + short >= visits)
        built.short[place, specialty] = short
        built.charge(short, problem.weights.demand)


def _add_fairness(built: RosterModel) -> None:
    problem, model = built.problem, built.model
    own: dict[int, list[Any]] = {}
    for (expert, _), away in built.away.items():
        own.setdefault(expert, []).append(away)
    for expert, days in own.items():
        share = problem.fair_share[expert]
        if problem.weights.fairness and len(days) > share:
            over = model.new_int_var(0, len(days) - share, "")
            model.add(over >= total(days) - share)
            built.over[expert] = over
            built.charge(over, problem.weights.fairness)


def cells_of(built: RosterModel, value: Any, kept: Iterable[Cell] = ()) -> list[Cell]:
    """Return the roster a solution stands for: trips of each block matched to its days away.

    value: variable -> its value. kept: visits that must keep their day, besides the pinned ones.
    """
    problem = built.problem
    fixed = {(expert, day): place for expert, place, day in (*problem.pins, *kept)}
    cells: list[Cell] = []
    for number, block in enumerate(problem.blocks):
        for expert in range(len(problem.experts)):
            days = [day for day in block if (expert, day) in built.away and value(built.away[expert, day])]
            if days:
                left = {
                    place: value(built.trips[expert, place, number])
                    for place in range(len(problem.places))
                    if (expert, place, number) in built.trips
                }
                cells += _matched(built, value, expert, days, left, fixed)
    return sorted(cells)


def _matched(
    built: RosterModel, value: Any, expert: int, days: list[int], left: dict[int, int], fixed: Mapping[Pair, int]
) -> list[Cell]:
    cells: list[Cell] = []
    open_days = []
    for day in days:
        place = fixed.get((expert, day))
        if place is None:
            daily = [p for p in left if (expert, p, day) in built.daily and value(built.daily[expert, p, day])]
            place = daily[0] if daily else None
        if place is None:
            open_days.append(day)
        else:
            cells.append((expert, place, day))
            left[place] -= 1
    waiting = [place for place, count in sorted(left.items()) for _ in range(count)]
    cells += [(expert, place, day) for day, place in zip(open_days, waiting, strict=True)]
    return cells
