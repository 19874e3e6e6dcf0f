"""A first roster in a blink: requirement by requirement, the expert who costs least that day."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planning.roster.problem import BoolArray, Cell, Requirement, RosterProblem


class _Board:
    """The visits made so far and what they leave open."""

    def __init__(self, problem: RosterProblem) -> None:
        self.problem = problem
        self.cells: list[Cell] = []
        self.free: BoolArray = problem.at_hand.copy()
        self.week_of = np.zeros(len(problem.days), dtype=np.int64)
        for number, week in enumerate(problem.weeks):
            self.week_of[list(week)] = number
        self.most_in_week = np.array(
            [[problem.most_in(e, week) for week in problem.weeks] for e in range(len(problem.experts))]
        ).reshape(len(problem.experts), len(problem.weeks))
        self.in_week = np.zeros((len(problem.experts), len(problem.weeks)), dtype=np.int64)
        self.visits = np.zeros(len(problem.experts), dtype=np.int64)
        self.met = np.zeros((len(problem.experts), len(problem.places)), dtype=bool)
        for expert, place in problem.known_pairs:
            self.met[expert, place] = True
        self.share = np.array(problem.fair_share)
        self.travel = np.array(
            [
                [
                    problem.road_points(e, p) + problem.place_points(e, p) if problem.in_reach[e, p] else 0
                    for p in range(len(problem.places))
                ]
                for e in range(len(problem.experts))
            ]
        ).reshape(len(problem.experts), len(problem.places))
        self.groups = {
            specialty: np.array([one.specialty == specialty for one in problem.experts])
            for specialty in problem.home_floor
        }
        self.open_doors = {key: most for key, most in problem.may_leave.items()}

    def may(self, day: int, *, pinned: bool = False) -> BoolArray:
        """Which experts can still leave on a day."""
        open_to = self.free[:, day].copy()
        if not pinned:
            open_to &= self.in_week[:, self.week_of[day]] < self.most_in_week[:, self.week_of[day]]
            for specialty, own in self.groups.items():
                if self.open_doors[specialty, day] <= 0:
                    open_to &= ~own
        return open_to

    def send(self, expert: int, place: int, day: int) -> None:
        """Record a visit."""
        self.cells.append((expert, place, day))
        self.free[expert, day] = False
        self.in_week[expert, self.week_of[day]] += 1
        self.visits[expert] += 1
        self.met[expert, place] = True
        specialty = self.problem.experts[expert].specialty
        if specialty in self.groups:
            self.open_doors[specialty, day] -= 1

    def cost(self, place: int, wanted: BoolArray) -> np.ndarray:
        """Points each expert would cost at a place; `wanted` are those whose specialty the place still asks for."""
        weights = self.problem.weights
        points = self.travel[:, place] + weights.continuity * ~self.met[:, place]
        points = points + weights.fairness * (self.visits >= self.share)
        return np.asarray(points - weights.demand * wanted)


def first_roster(problem: RosterProblem) -> list[Cell]:
    """Return a roster that keeps every hard rule; what it lacks is left open."""
    board = _Board(problem)
    for expert, place, day in sorted(problem.pins):
        board.send(expert, place, day)
    asked = dict(problem.demand)
    for expert, place, _ in board.cells:
        _take(asked, problem, expert, place)
    # The fewest choices first: a rule for one specialty before a rule for all.
    order = sorted(
        range(len(problem.requirements)),
        key=lambda number: (problem.requirements[number].days[0], int(_choices(problem, number).sum()), number),
    )
    for number in order:
        _meet(board, problem.requirements[number], asked)
    return sorted(board.cells)


def _choices(problem: RosterProblem, number: int) -> BoolArray:
    need = problem.requirements[number]
    return np.asarray(problem.accepts[need.rule] & problem.may_go[:, list(need.places)].any(axis=1))


def _take(asked: dict[tuple[int, str], int], problem: RosterProblem, expert: int, place: int) -> None:
    key = place, problem.experts[expert].specialty
    if asked.get(key, 0) > 0:
        asked[key] -= 1


def _meet(board: _Board, need: Requirement, asked: dict[tuple[int, str], int]) -> None:
    problem = board.problem
    accepts = problem.accepts[need.rule]
    days, places = set(need.days), set(need.places)
    went = [e for e, place, day in board.cells if place in places and day in days and accepts[e]]
    while len(went) < need.visits or len(set(went)) < need.persons:
        fresh = np.ones(len(problem.experts), dtype=bool)
        if len(went) >= need.visits:
            fresh[went] = False
        best = _cheapest(board, need, accepts & fresh, asked)
        if best is None:
            return
        board.send(*best)
        went.append(best[0])
        _take(asked, problem, best[0], best[1])


def _cheapest(board: _Board, need: Requirement, accepts: BoolArray, asked: dict[tuple[int, str], int]) -> Cell | None:
    """Return the visit that costs least; of equal ones the day with most experts still free."""
    problem = board.problem
    best: tuple[int, int, Cell] | None = None
    open_to = {day: board.may(day) & accepts for day in need.days}
    for place in need.places:
        wanted = np.array([asked.get((place, expert.specialty), 0) > 0 for expert in problem.experts])
        cost = board.cost(place, wanted)
        for day in need.days:
            own = open_to[day] & problem.may_go[:, place]
            if own.any():
                expert = int(np.argmin(np.where(own, cost, np.iinfo(np.int64).max)))
                rank = (int(cost[expert]), -int(own.sum()), (expert, place, day))
                best = rank if best is None or rank < best else best
    return None if best is None else best[2]


def as_hint(cells: Sequence[Cell], blocks: Sequence[Sequence[int]]) -> dict[tuple[int, int, int], int]:
    """Return (expert, place, block) -> visits of a roster."""
    block_of = {day: number for number, block in enumerate(blocks) for day in block}
    counts: dict[tuple[int, int, int], int] = {}
    for expert, place, day in cells:
        key = expert, place, block_of[day]
        counts[key] = counts.get(key, 0) + 1
    return counts
