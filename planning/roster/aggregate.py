"""The whole roster in one stroke, without weeks: a relaxation that is small, and whose bound is the roster's bound.

How often an expert goes to a place over the whole roster decides demand, continuity, fairness, distance and most of
what rules ask; the weeks only decide whether those trips can be laid out. Adding up the exact model's constraints over
the weeks therefore loses little, and no roster can cost less than the relaxation.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

import numpy as np

from planning.roster.problem import BoolArray, Cell, FloatArray, Requirement, RosterProblem
from planning.roster.program import Answer, LinearProgram

Pair = tuple[int, int]

PROOF_SHARE = 0.8  # of the time for the whole relaxation at once, where a proof is wanted: only it raises the bound
START_SHARE = 0.15  # of the time for the first trips, among the pairs that the linear relaxation uses
NEIGHBOURHOOD_SECONDS = 1.5
# Places or specialties rearranged at once: at first, at least and at most. Easy ones grow, hard ones shrink.
SIZES = {"places": (6, 2, 12), "specialties": (3, 1, 6)}
KINDS, CHANCES = ("pairs", "specialties", "places"), (0.2, 0.5, 0.3)
WORKERS = 2
QUICK = 0.5  # of the seconds for a neighbourhood: solved sooner, the next one may be larger
CUT_SECONDS = 1.5  # for the least cost of one specialty on its own
SEED = 118


class Aggregate:
    """The relaxed model. trips: (expert, place) -> variable, visits over the whole roster; meets: ever goes there."""

    def __init__(self, problem: RosterProblem) -> None:
        self.problem = problem
        self.program = LinearProgram()
        self.trips: dict[Pair, int] = {}
        self.meets: dict[Pair, int] = {}
        self._used: FloatArray | None = None  # the linear relaxation's values
        self._days = [self._most_days(expert) for expert in range(len(problem.experts))]
        self._add_trips()
        self._add_home_floor()
        self._add_requirements()
        self._add_demand()
        self._add_fairness()

    def bound(self, *, time_limit_s: float) -> float:
        """Return a lower bound of the cost of any roster, from the linear relaxation; −inf when time ran out."""
        until = time.perf_counter() + time_limit_s
        self._add_least_costs(until)
        answer = self.program.solve(time_limit_s=max(0.1, until - time.perf_counter()), whole=False)
        self._used = answer.values
        return rounded_up(answer.bound)

    def solve(
        self, *, time_limit_s: float, gap: float, known: Iterable[Cell] = ()
    ) -> tuple[dict[Pair, int] | None, float]:
        """Return the best trips found (None: none in time) and a lower bound of the cost of any roster.

        gap: stop at this relative difference between the two; 0 = until proven. known: a roster to start from where
        nothing else is found in time.
        """
        until = time.perf_counter() + time_limit_s
        bound = -math.inf if self._used is None else rounded_up(float(np.dot(self.program.cost, self._used)))
        if gap:
            answer = self.program.solve(time_limit_s=time_limit_s * START_SHARE, gap=gap, fixed=self._unused(None))
        else:
            answer = self.program.solve(time_limit_s=time_limit_s * PROOF_SHARE)
            bound = max(bound, rounded_up(answer.bound))
        if answer.values is None:
            answer = self._as_answer(known, max(1.0, until - time.perf_counter()))
        if answer.values is None:
            return None, bound
        answer = self._searched(answer, bound, gap, until)
        assert answer.values is not None
        trips = {pair: round(float(answer.values[variable])) for pair, variable in self.trips.items()}
        return {pair: count for pair, count in trips.items() if count}, bound

    def _as_answer(self, cells: Iterable[Cell], seconds: float) -> Answer:
        """Return a roster's trips as an answer."""
        counts: dict[Pair, int] = {}
        for expert, place, _ in cells:
            counts[expert, place] = counts.get((expert, place), 0) + 1
        held: dict[int, float] = {variable: counts.get(pair, 0) for pair, variable in self.trips.items()}
        return self.program.solve(time_limit_s=seconds, fixed=held)

    def _searched(self, answer: Answer, bound: float, gap: float, until: float) -> Answer:
        """Return the answer improved, a part of it at a time, until it is good enough or time is out.

        Experts of one specialty stand in for each other and share its demand; places share the experts; and the pairs
        that the linear relaxation uses are the likeliest. Freeing each in turn leaves no part of a roster out of reach.
        """
        generator = np.random.default_rng(SEED)
        sizes = {kind: first for kind, (first, _, _) in SIZES.items()}
        stale = False
        with ThreadPoolExecutor(WORKERS) as pool:
            while answer.cost - bound > gap * max(1.0, answer.cost) and time.perf_counter() < until:
                # HiGHS works on one core and lets go of Python's lock: as many parts at once as there are cores.
                kinds = [KINDS[number] for number in generator.choice(len(KINDS), WORKERS, p=CHANCES)]
                # The same pairs would be tried again; they come back only once something else has changed.
                kinds = ["specialties" if kind == "pairs" and stale else kind for kind in kinds]
                drawn = [
                    self._unused(answer) if kind == "pairs" else self._held(answer, kind, sizes[kind], generator)
                    for kind in kinds
                ]
                seconds = min(NEIGHBOURHOOD_SECONDS, max(0.1, until - time.perf_counter()))
                found = list(pool.map(self._rearranged, drawn, repeat(seconds)))
                best = min((other for other, _ in found), key=lambda other: other.cost)
                better = best.values is not None and best.cost < answer.cost - 0.5
                stale = not better and (stale or "pairs" in kinds)
                answer = best if better else answer
                for kind, (_, spent) in zip(kinds, found, strict=True):
                    if kind in sizes:
                        _, least, most = SIZES[kind]
                        step = 1 if spent < QUICK * seconds else -1 if spent >= seconds else 0
                        sizes[kind] = min(most, max(least, sizes[kind] + step))
        return answer

    def _rearranged(self, held: dict[int, float], seconds: float) -> tuple[Answer, float]:
        """Return the best answer with some variables held, and the seconds it took."""
        began = time.perf_counter()
        return self.program.solve(time_limit_s=seconds, fixed=held), time.perf_counter() - began

    def _unused(self, answer: Answer | None) -> dict[int, float]:
        """Return the variables of pairs that neither the linear relaxation nor an answer uses, held at none."""
        held: dict[int, float] = {}
        for pair, trips in self.trips.items():
            used = self._used is None or float(self._used[trips]) > 1e-6
            known = answer is not None and answer.values is not None and float(answer.values[trips]) > 0.5
            if not used and not known and not self.program.lower[trips]:
                held[trips] = 0
                if pair in self.meets:
                    held[self.meets[pair]] = 0
        return held

    def _held(self, answer: Answer, kind: str, size: int, generator: np.random.Generator) -> dict[int, float]:
        """Return the trips outside a few places or specialties, held as they are."""
        experts = self.problem.experts
        names = (
            sorted({one.specialty for one in experts})
            if kind == "specialties"
            else list(range(len(self.problem.places)))
        )
        free = {names[at] for at in generator.choice(len(names), min(size, len(names)), replace=False)}
        assert answer.values is not None
        return {
            variable: round(float(answer.values[variable]))
            for (expert, place), variable in (*self.trips.items(), *self.meets.items())
            if (experts[expert].specialty if kind == "specialties" else place) not in free
        }

    def _add_least_costs(self, until: float) -> None:
        """Tighten: what new faces, uneven burden and unmet demand of one specialty cost at least, worked out exactly.

        The linear relaxation lets an expert be half a new face at two places; a specialty on its own is small enough to
        be solved in whole numbers, and its least cost holds in every roster.
        """
        for specialty in sorted({one.specialty for one in self.problem.experts}):
            seconds = min(CUT_SECONDS, until - time.perf_counter())
            if seconds <= 0:
                return
            own = self._of_specialty(specialty)
            costs = {variable: int(self.program.cost[variable]) for variable in own}
            costs |= dict.fromkeys((v for pair, v in self.trips.items() if v in own), 0)
            if any(cost < 0 for cost in costs.values()):
                continue
            least = rounded_up(self.program.least(costs, time_limit_s=seconds))
            terms = [(variable, float(cost)) for variable, cost in costs.items() if cost]
            if terms and 0 < least < math.inf:
                self.program.at_least(terms, least)

    def _of_specialty(self, specialty: str) -> set[int]:
        """Return the variables that only one specialty's experts decide: trips, new faces, burden, unmet demand."""
        owner = {
            variable: self.problem.experts[expert].specialty
            for (expert, _), variable in (*self.trips.items(), *self.meets.items())
        }
        told: dict[int, set[str]] = {}
        for positions, *_ in self.program.rows:
            names = {owner[position] for position in positions if position in owner}
            for position in positions:
                if position not in owner:
                    told.setdefault(position, set()).update(names)
        alone = {position for position, names in told.items() if names == {specialty}}
        return alone | {variable for variable, name in owner.items() if name == specialty}

    def _most_days(self, expert: int) -> int:
        """Visits an expert could make over the whole roster."""
        problem = self.problem
        most = 0
        for week in problem.weeks:
            pinned = sum(1 for who, _, day in problem.pins if who == expert and day in week)
            most += min(max(problem.most_in(expert, week), pinned), int(problem.at_hand[expert, list(week)].sum()))
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
