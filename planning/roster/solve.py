"""From question to roster: a first one at once, then the best, with a bound; in stages that each may be enough."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from planning.roster.aggregate import Aggregate, rounded_up
from planning.roster.faults import Cancelled, NoRoster
from planning.roster.greedy import as_hint, first_roster
from planning.roster.model import Pair, RosterModel, build, cells_of, total
from planning.roster.plan import Progress, RosterPlan
from planning.roster.problem import Cell, RosterProblem
from planning.roster.score import missing_in, score
from words.phrases import Phrase

WORKERS = 2
SEED = 118
# Above this many trips (expert × place × week) the exact model is too slow to start with; the relaxation goes first.
SMALL = 600
SMALLEST_NEIGHBOURHOOD = 2  # places freed at once
MOST_MENDS = 6
MOST_FAILURES = 30
NEIGHBOURHOOD_SECONDS = 3.0
AGGREGATE_SHARE = 0.7  # of the time left, at most; laying the trips out needs the rest


def solve_roster(
    problem: RosterProblem,
    *,
    time_limit_s: float = 30.0,
    target_gap: float = 0.0,
    progress: Progress | None = None,
    most_at_once: int = SMALL,
) -> RosterPlan:
    """Return the best roster found within the time, with its bound.

    target_gap: stop as soon as (objective − bound) ÷ objective is no larger; 0 = until proven.
    progress: called with (seconds, objective, bound) at each step forward; answering False keeps the best so far. It is
    asked between the stages and inside the exact search; the relaxation alone runs to its end, half the time at most.
    most_at_once: trips (expert × place × week) up to which the exact model stands alone; more go in stages.

    Raises Cancelled when `progress` stops the search before the first roster, NoRoster when pins leave none.
    """
    search = _Search(problem, time_limit_s, target_gap, progress)
    search.offer(first_roster(problem))
    trips = len(problem.blocks) * int(problem.may_go.sum())
    if not search.finished and trips > most_at_once:
        _in_stages(search)
    if not search.finished:
        _exact(search)
    return search.plan()


class _Search:
    """The best roster and bound so far, the clock, and whether to go on."""

    def __init__(
        self, problem: RosterProblem, time_limit_s: float, target_gap: float, progress: Progress | None
    ) -> None:
        self.problem = problem
        self.target_gap = target_gap
        self.progress = progress
        self.began = time.perf_counter()
        self.until = self.began + time_limit_s
        self.bound = -math.inf
        self.best: int | None = None
        self.cells: list[Cell] = []
        self.trail: list[tuple[float, float, float]] = []
        self.cancelled = False

    @property
    def seconds_left(self) -> float:
        """Seconds until the time limit."""
        return max(0.0, self.until - time.perf_counter())

    @property
    def finished(self) -> bool:
        """Whether the roster is good enough, time is out, or the reader stopped the search."""
        if self.cancelled or self.seconds_left <= 0:
            return True
        return self.best is not None and self.best - self.bound <= self.target_gap * max(1, abs(self.best))

    def offer(self, cells: Sequence[Cell]) -> None:
        """Take a roster if it is better than the best."""
        cost = score(self.problem, cells).total
        if self.best is None or cost < self.best:
            self.best, self.cells = cost, list(cells)
            self._report()

    def raise_bound(self, bound: float) -> None:
        """Take a bound if it is higher than the known one."""
        if bound > self.bound:
            self.bound = bound
            self._report()

    def _report(self) -> None:
        best = math.inf if self.best is None else float(self.best)
        step = (time.perf_counter() - self.began, best, self.bound)
        self.trail.append(step)
        if self.progress is not None and not self.progress(*step):
            self.cancelled = True

    def plan(self) -> RosterPlan:
        """Return what was found. Raises Cancelled when nothing was."""
        if self.best is None:
            raise Cancelled("stopped_before_roster", Phrase("row_roster"))
        seconds = time.perf_counter() - self.began
        return RosterPlan(
            self.problem, tuple(self.cells), score(self.problem, self.cells), self.bound, seconds, tuple(self.trail)
        )


def _in_stages(search: _Search) -> None:
    """Bound from the linear relaxation, trips from the whole one, days from the exact model on those trips only."""
    aggregate = Aggregate(search.problem)
    search.raise_bound(aggregate.bound(time_limit_s=search.seconds_left))
    if search.finished:
        return
    # A fifth of the target is left for what laying out the weeks may cost.
    trips, bound = aggregate.solve(
        time_limit_s=search.seconds_left * AGGREGATE_SHARE, gap=0.8 * search.target_gap, known=search.cells
    )
    search.raise_bound(bound)
    if trips is not None and not search.finished:
        _lay_out(search, trips)
    _improve(search)


def _lay_out(search: _Search, trips: dict[Pair, int]) -> None:
    """Give the trips of the relaxation their weeks and days, lacking as little as possible."""
    built = build(search.problem, pairs=frozenset(trips))
    own: dict[Pair, list[Any]] = {}
    for (expert, place, _), trip in built.trips.items():
        own.setdefault((expert, place), []).append(trip)
    for pair, count in trips.items():
        built.model.add(total(own.get(pair, [])) == count)
    built.model.minimize(total(one for both in built.missing.values() for one in both))
    solver = new_solver(search.seconds_left)
    if solver.solve(built.model) in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        _mend(search, cells_of(built, solver.value))


def _mend(search: _Search, cells: list[Cell]) -> None:
    """Rearrange the few places that lack something once the trips have their weeks; the rest is as good as it gets."""
    search.offer(cells)
    generator = np.random.default_rng(SEED)
    for _ in range(MOST_MENDS):
        lacking = {
            p for one in missing_in(search.problem, cells) for p in search.problem.requirements[one.requirement].places
        }
        if not lacking or search.finished:
            return
        cells = _rearranged(search, cells, _with_neighbours(search.problem, cells, lacking, generator))
        search.offer(cells)


def _with_neighbours(
    problem: RosterProblem, cells: Sequence[Cell], places: set[int], generator: np.random.Generator
) -> list[int]:
    """Return places and one more, whose experts could help out."""
    others = sorted(set(range(len(problem.places))) - places)
    chosen = sorted(places)[:SMALLEST_NEIGHBOURHOOD]
    return [*chosen, *(int(place) for place in generator.choice(others, min(1, len(others)), replace=False))]


def _improve(search: _Search) -> None:
    """Free a few places at a time and let the exact model rearrange them, until nothing is left to gain or no time."""
    generator = np.random.default_rng(SEED)
    size, failures = SMALLEST_NEIGHBOURHOOD, 0
    while not search.finished and failures < MOST_FAILURES:
        before = search.best
        free = _worst_places(search, generator, size)
        search.offer(_rearranged(search, search.cells, free))
        better = before is not None and search.best is not None and search.best < before
        failures = 0 if better else failures + 1
        size = SMALLEST_NEIGHBOURHOOD + failures // 2


def _worst_places(search: _Search, generator: np.random.Generator, size: int) -> list[int]:
    """Return places to rearrange together: those that cost much beyond the road are likelier to be drawn."""
    problem = search.problem
    own = np.ones(len(problem.places))
    for expert, place in {cell[:2] for cell in search.cells} - problem.known_pairs:
        own[place] += problem.weights.continuity / max(1, sum(1 for c in search.cells if c[:2] == (expert, place)))
    for one in score(problem, search.cells).missing:
        own[list(problem.requirements[one.requirement].places)] += one.points
    size = min(size, len(problem.places))
    return [int(place) for place in generator.choice(len(problem.places), size, replace=False, p=own / own.sum())]


def _rearranged(search: _Search, cells: list[Cell], free: list[int]) -> list[Cell]:
    """Solve the exact model with the trips to all other places as they stand; their days may still move."""
    problem = search.problem
    counts = as_hint(cells, problem.blocks)
    fixed = {key: count for key, count in counts.items() if key[1] not in free}
    movable = {(int(e), p) for p in free for e in np.flatnonzero(problem.may_go[:, p])}
    built = build(problem, pairs=frozenset(movable | {key[:2] for key in fixed}))
    for key, trip in built.trips.items():
        if key[1] not in free:
            built.model.add(trip == fixed.get(key, 0))
    built.model.minimize(built.cost)
    hint(built, cells)
    solver = new_solver(min(search.seconds_left, NEIGHBOURHOOD_SECONDS))
    status = solver.solve(built.model)
    return cells_of(built, solver.value) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else cells


def _exact(search: _Search) -> None:
    """Search the exact model from the best roster so far."""
    problem = search.problem
    built = build(problem)
    built.model.minimize(built.cost)
    hint(built, search.cells)
    if not math.isinf(search.bound):
        built.model.add(built.cost >= math.ceil(search.bound))
    solver = new_solver(search.seconds_left)
    solver.parameters.relative_gap_limit = search.target_gap
    watcher = _Watcher(search, built)
    status = solver.solve(built.model, watcher)
    if status == cp_model.INFEASIBLE:
        raise NoRoster("no_roster", Phrase("row_roster"))
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        search.offer(cells_of(built, solver.value))
    if status != cp_model.UNKNOWN:
        search.raise_bound(rounded_up(solver.best_objective_bound))


def new_solver(time_limit_s: float) -> cp_model.CpSolver:
    """Return a solver with the seed and workers every search here uses."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.random_seed = SEED
    solver.parameters.max_time_in_seconds = max(0.01, time_limit_s)
    return solver


def hint(built: RosterModel, cells: Iterable[Cell]) -> None:
    """Start a search from a known roster."""
    known = list(cells)
    counts = as_hint(known, built.problem.blocks)
    days = {(expert, day) for expert, _, day in known}
    pairs = {(expert, place) for expert, place, _ in known}
    whole = set(known)
    for key, variable in built.trips.items():
        built.model.add_hint(variable, counts.get(key, 0))
    for key2, variable in built.away.items():
        built.model.add_hint(variable, int(key2 in days))
    for key, variable in built.daily.items():
        built.model.add_hint(variable, int(key in whole))
    for key2, variable in built.meets.items():
        built.model.add_hint(variable, int(key2 in pairs))


class _Watcher(cp_model.CpSolverSolutionCallback):
    """Takes each better roster as it is found, and stops the search when the reader does."""

    def __init__(self, search: _Search, built: RosterModel) -> None:
        super().__init__()
        self._search = search
        self._built = built

    def on_solution_callback(self) -> Any:
        """Take a roster; called by the solver."""
        self._search.offer(cells_of(self._built, self.value))
        self._search.raise_bound(rounded_up(self.best_objective_bound))
        if self._search.finished:
            self.stop_search()
