"""The whole roster in one stroke, without weeks: a relaxation that is small, and whose bound is the roster's bound.

How often an expert goes to a place over the whole roster decides demand, continuity, fairness, distance and most of
what rules ask; the weeks only decide whether those trips can be laid out. Adding up the exact model's constraints over
the weeks therefore loses little, and no roster can cost less than the relaxation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ortools.sat.python import cp_model

from planning.roster.model import Pair, total
from planning.roster.problem import Requirement, RosterProblem


class Aggregate:
    """The relaxed model. trips: (expert, place) -> visits over the whole roster; cost: the objective's lower estimate."""

    def __init__(self, problem: RosterProblem) -> None:
        self.problem = problem
        self.model = cp_model.CpModel()
        self.trips: dict[Pair, Any] = {}
        self.meets: dict[Pair, Any] = {}
        self.terms: list[Any] = []
        self.points: list[int] = []
        self._days = [self._most_days(expert) for expert in range(len(problem.experts))]
        self._add_trips()
        self._add_home_floor()
        self._add_requirements()
        self._add_demand()
        self._add_fairness()
        self.model.minimize(self.cost)

    @property
    def cost(self) -> Any:
        """The objective, in points."""
        return cp_model.LinearExpr.weighted_sum(self.terms, self.points)

    def _most_days(self, expert: int) -> int:
        """Visits an expert could make over the whole roster."""
        problem = self.problem
        pinned = sum(1 for who, _, _ in problem.pins if who == expert)
        free = [int(problem.at_hand[expert, list(week)].sum()) for week in problem.weeks]
        return max(pinned, sum(min(problem.most_per_week, days) for days in free)) + pinned

    def _charge(self, variable: Any, points: int) -> None:
        if points:
            self.terms.append(variable)
            self.points.append(points)

    def _add_trips(self) -> None:
        problem, model = self.problem, self.model
        pinned: dict[Pair, int] = {}
        for expert, place, _ in problem.pins:
            pinned[expert, place] = pinned.get((expert, place), 0) + 1
        for expert in range(len(problem.experts)):
            most = self._days[expert]
            cheapest_day = min((problem.day_points(expert, day) for day in range(min(7, len(problem.days)))), default=0)
            own = []
            for place in range(len(problem.places)):
                least = pinned.get((expert, place), 0)
                if most == 0 or not (problem.may_go[expert, place] or least):
                    continue
                trips = model.new_int_var(least, most, "")
                own.append(trips)
                self.trips[expert, place] = trips
                points = problem.road_points(expert, place) + problem.place_points(expert, place)
                self._charge(trips, points + min(0, cheapest_day))
                if problem.weights.continuity and (expert, place) not in problem.known_pairs:
                    meets = model.new_bool_var("")
                    self.meets[expert, place] = meets
                    model.add(trips <= most * meets)
                    self._charge(meets, problem.weights.continuity)
            if own:
                model.add(total(own) <= most)

    def _add_home_floor(self) -> None:
        problem = self.problem
        for specialty in problem.home_floor:
            most = sum(count for (name, _), count in problem.may_leave.items() if name == specialty)
            most += sum(1 for who, _, _ in problem.pins if problem.experts[who].specialty == specialty)
            own = [trips for (expert, _), trips in self.trips.items() if problem.experts[expert].specialty == specialty]
            if own:
                self.model.add(total(own) <= most)

    def _add_requirements(self) -> None:
        """Add up each rule's requirements of one place; periods of one rule and place share no day."""
        problem, model = self.problem, self.model
        groups: dict[tuple[int, tuple[int, ...]], list[Requirement]] = {}
        for need in problem.requirements:
            groups.setdefault((need.rule, need.places), []).append(need)
        for (rule, places), needs in groups.items():
            price = problem.rules[rule].price
            price = problem.weights.unmet if price < 0 else price
            own = [
                trips for (expert, place), trips in self.trips.items() if place in places and problem.accepts[rule, expert]
            ]
            # Visits and persons are priced apart, so their shares are too; a person is at least one visit.
            for asked in (sum(need.visits for need in needs), sum(need.persons for need in needs)):
                if asked:
                    lacking = model.new_int_var(0, asked, "")
                    model.add(total(own) + lacking >= asked)
                    self._charge(lacking, price)

    def _add_demand(self) -> None:
        problem, model = self.problem, self.model
        for (place, specialty), visits in problem.demand.items():
            own_pairs = [
                (expert, place)
                for expert, one in enumerate(problem.experts)
                if one.specialty == specialty and (expert, place) in self.trips
            ]
            own = [self.trips[pair] for pair in own_pairs]
            short = model.new_int_var(0, visits, "")
            model.add(total(own) + short >= visits)
            self._somebody_must_go(own_pairs, short, visits)
            self._charge(short, problem.weights.demand)

    def _somebody_must_go(self, pairs: list[Pair], short: Any, visits: int) -> None:
        """Tighten: what is not short is served by experts who know the place, whole experts and not fractions."""
        known = [pair for pair in pairs if pair not in self.meets]
        if pairs and not known:
            self.model.add(visits * total(self.meets[pair] for pair in pairs) + short >= visits)

    def _add_fairness(self) -> None:
        problem, model = self.problem, self.model
        by_expert: dict[int, list[Any]] = {}
        for (expert, _), trips in self.trips.items():
            by_expert.setdefault(expert, []).append(trips)
        for expert, own in by_expert.items():
            beyond = self._days[expert] - problem.fair_share[expert]
            if problem.weights.fairness and beyond > 0:
                over = model.new_int_var(0, beyond, "")
                model.add(over >= total(own) - problem.fair_share[expert])
                self._charge(over, problem.weights.fairness)
                share = problem.fair_share[expert]
                for pair in self.meets:
                    if pair[0] == expert:
                        # Tighten: one place alone takes at most the fair share, or what is over.
                        model.add(self.trips[pair] <= share * self.meets[pair] + over)

    def hint(self, trips: Mapping[Pair, int]) -> None:
        """Start from a known roster's trips."""
        for pair, variable in self.trips.items():
            self.model.add_hint(variable, trips.get(pair, 0))
        for pair, variable in self.meets.items():
            self.model.add_hint(variable, int(trips.get(pair, 0) > 0))
