"""The whole roster in one stroke, without weeks: a relaxation that is small, and whose bound is the roster's bound.

How often an expert goes to a place over the whole roster decides demand, continuity, fairness, distance and most of
what rules ask; the weeks only decide whether those trips can be laid out. Adding up the exact model's constraints over
the weeks therefore loses little, and no roster can cost less than the relaxation.
"""

from __future__ import annotations

import math
import time

import numpy as np

from planning.roster.problem import BoolArray, Requirement, RosterProblem
from planning.roster.program import Answer, LinearProgram

Pair = tuple[int, int]

FIRST_SHARE = (
    0.4  # of the time for the whole relaxation at once; what is left goes to rearranging a few places at a time
)
PROOF_SHARE = 0.8  # the same where a proof is wanted: only the whole relaxation raises the bound
NEIGHBOURHOOD = (4, 9)  # places rearranged at once, from and below
NEIGHBOURHOOD_SECONDS = 1.5
SEED = 118


class Aggregate:
    """The relaxed model. trips: (expert, place) -> variable, visits over the whole roster; meets: ever goes there."""

    def __init__(self, problem: RosterProblem) -> None:
        self.problem = problem
        self.program = LinearProgram()
        self.trips: dict[Pair, int] = {}
        self.meets: dict[Pair, int] = {}
        self._days = [self._most_days(expert) for expert in range(len(problem.experts))]
        self._add_trips()
        self._add_home_floor()
        self._add_requirements()
        self._add_demand()
        self._add_fairness()

    def bound(self, *, time_limit_s: float) -> float:
        """Return a lower bound of the cost of any roster, from the linear relaxation; −inf when time ran out."""
        return rounded_up(self.program.solve(time_limit_s=time_limit_s, whole=False).bound)

    def solve(self, *, time_limit_s: float, gap: float) -> tuple[dict[Pair, int] | None, float]:
        """Return the best trips found (None: none in time) and a lower bound of the cost of any roster.

        gap: stop at this relative difference between the two.
        """
        until = time.perf_counter() + time_limit_s
        share = FIRST_SHARE if gap else PROOF_SHARE
        answer = self.program.solve(time_limit_s=time_limit_s * share, gap=gap)
        if answer.values is None:
            return None, rounded_up(answer.bound)
        bound = rounded_up(answer.bound)
        generator = np.random.default_rng(SEED)
        while answer.cost - bound > gap * max(1.0, answer.cost) and time.perf_counter() < until:
            answer = self._rearranged(answer, generator, until)
        assert answer.values is not None
        trips = {pair: round(float(answer.values[variable])) for pair, variable in self.trips.items()}
        return {pair: count for pair, count in trips.items() if count}, bound

    def _rearranged(self, answer: Answer, generator: np.random.Generator, until: float) -> Answer:
        """Return the answer with a few places rearranged for the better, or as it was."""
        places = len(self.problem.places)
        size = min(places, int(generator.integers(*NEIGHBOURHOOD)))
        free = set(generator.choice(places, size, replace=False).tolist())
        assert answer.values is not None
        held = {
            variable: round(float(answer.values[variable]))
            for pair, variable in (*self.trips.items(), *self.meets.items())
            if pair[1] not in free
        }
        seconds = min(NEIGHBOURHOOD_SECONDS, max(0.1, until - time.perf_counter()))
        other = self.program.solve(time_limit_s=seconds, fixed=held)
        return other if other.values is not None and other.cost < answer.cost - 0.5 else answer

    def _most_days(self, expert: int) -> int:
        """Visits an expert could make over the whole roster."""
        problem = self.problem
        most = 0
        for week in problem.weeks:
            pinned = sum(1 for who, _, day in problem.pins if who == expert and day in week)
            most += min(max(problem.most_per_week, pinned), int(problem.at_hand[expert, list(week)].sum()))
        return most

    def _add_trips(self) -> None:
        problem, program = self.problem, self.program
        pinned: dict[Pair, int] = {}
        for expert, place, _ in problem.pins:
            pinned[expert, place] = pinned.get((expert, place), 0) + 1
        for expert, most in enumerate(self._days):
            cheapest_day = min((problem.day_points(expert, day) for day in range(len(problem.days))), default=0)
            own = []
            for place in range(len(problem.places)):
                least = pinned.get((expert, place), 0)
                if most == 0 or not (problem.may_go[expert, place] or least):
                    continue
                points = problem.road_points(expert, place) + problem.place_points(expert, place)
                trips = program.variable(least, most, points + min(0, cheapest_day))
                self.trips[expert, place] = trips
                own.append((trips, 1.0))
                if problem.weights.continuity and (expert, place) not in problem.known_pairs:
                    meets = program.variable(0, 1, problem.weights.continuity)
                    self.meets[expert, place] = meets
                    program.at_most([(trips, 1.0), (meets, -float(most))], 0)
            if own:
                program.at_most(own, most)

    def _add_home_floor(self) -> None:
        problem = self.problem
        for specialty in problem.home_floor:
            most = sum(count for (name, _), count in problem.may_leave.items() if name == specialty)
            most += sum(1 for who, _, _ in problem.pins if problem.experts[who].specialty == specialty)
            own = [
                (trips, 1.0) for (who, _), trips in self.trips.items() if problem.experts[who].specialty == specialty
            ]
            if own:
                self.program.at_most(own, most)

    def _add_requirements(self) -> None:
        """Add up each rule's requirements of one place; periods of one rule and place share no day."""
        problem = self.problem
        groups: dict[tuple[int, tuple[int, ...]], list[Requirement]] = {}
        for need in problem.requirements:
            groups.setdefault((need.rule, need.places), []).append(need)
        for (rule, places), needs in groups.items():
            own = [pair for pair in self.trips if pair[1] in places and problem.accepts[rule, pair[0]]]
            # Visits and persons are priced apart, so they are asked apart; a person makes at least one visit.
            for persons in (False, True):
                asked = sum(need.persons if persons else need.visits for need in needs)
                if asked:
                    lacking = self._ask(own, asked, problem.price(rule))
                    self._look_at_absences(own, needs, lacking, persons=persons)

    def _look_at_absences(self, pairs: list[Pair], needs: list[Requirement], lacking: int, *, persons: bool) -> None:
        """Tighten: in a period when some are away, those at hand must include enough who ever go there."""
        if any(pair not in self.meets for pair in pairs):
            return
        looked_at: dict[frozenset[Pair], int] = {}
        for need in needs:
            present: BoolArray = np.any(self.problem.at_hand[:, list(need.days)], axis=1)
            own = frozenset(pair for pair in pairs if present[pair[0]])
            asked = need.persons if persons else min(1, need.visits)
            looked_at[own] = max(asked, looked_at.get(own, 0))
        for own, asked in looked_at.items():
            if asked:
                terms = [(self.meets[pair], 1.0) for pair in sorted(own)]
                self.program.at_least([*terms, (lacking, 1.0)], asked)

    def _ask(self, pairs: list[Pair], asked: int, price: int) -> int:
        """Ask for visits of some pairs, what is lacking at a price; return the variable of what is lacking."""
        lacking = self.program.variable(0, asked, price)
        self.program.at_least([*((self.trips[pair], 1.0) for pair in pairs), (lacking, 1.0)], asked)
        if all(pair in self.meets for pair in pairs):
            # Tighten: what is not lacking is served by whole experts who come to know the place.
            self.program.at_least([*((self.meets[pair], float(asked)) for pair in pairs), (lacking, 1.0)], asked)
        return lacking

    def _add_demand(self) -> None:
        problem = self.problem
        for (place, specialty), visits in problem.demand.items():
            experts = [number for number, one in enumerate(problem.experts) if one.specialty == specialty]
            own = [(number, place) for number in experts if (number, place) in self.trips]
            self._ask(own, visits, problem.weights.demand)

    def _add_fairness(self) -> None:
        problem, program = self.problem, self.program
        for expert, most in enumerate(self._days):
            share = problem.fair_share[expert]
            own = [pair for pair in self.trips if pair[0] == expert]
            if not own or not problem.weights.fairness or most <= share:
                continue
            over = program.variable(0, most - share, problem.weights.fairness)
            program.at_most([*((self.trips[pair], 1.0) for pair in own), (over, -1.0)], share)
            for pair in own:
                if pair in self.meets:
                    # Tighten: one place alone takes at most the fair share, or what is over.
                    terms = [(self.trips[pair], 1.0), (self.meets[pair], -float(share)), (over, -1.0)]
                    program.at_most(terms, 0)


def rounded_up(bound: float) -> float:
    """Return the least whole number of points a cost above `bound` can have: every price is whole."""
    return bound if math.isinf(bound) else float(math.ceil(bound - 1e-6))
