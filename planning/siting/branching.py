"""Proof of a p-median plan by branching on sites, each branch bounded by prices: quick where few sites serve many.

HiGHS needs minutes where every village has hundreds of sites left; here a branch costs some milliseconds.
Source: Beasley (1993), European Journal of Operational Research 65:383–399 (tree search over the same bound).
"""

import heapq
from dataclasses import dataclass, field

import numpy as np

from planning.siting.lagrangian import FAR, MEMORY, Bounded
from planning.siting.problem import BoolArray, FloatArray, IntArray, SitingProblem
from planning.siting.program import Deadline

STEPS = 60  # price steps in one branch, from its parent's prices
PATIENCE = 10
FIRST_STEP, SMALLEST_STEP = 0.5, 0.01
SLACK = 1e-9  # relative: how far a bound must pass the limit to close a branch


@dataclass(frozen=True, eq=False)
class Branched:
    """The best plan met, the bound proven so far, and whether nothing better is left."""

    opened: BoolArray
    bound: float
    proven: bool


@dataclass(order=True)
class _Branch:
    """Sites that may still open, and those of them that must; ordered by bound."""

    bound: float
    number: int
    price: FloatArray = field(compare=False)
    sites: IntArray = field(compare=False)
    forced: BoolArray = field(compare=False)


def suits(problem: SitingProblem) -> bool:
    """Only a number of sites limits the plan: budget and floors would need a check at every leaf."""
    return problem.p is not None and problem.budget is None and not problem.floor_sites


def branch_p_median(problem: SitingProblem, reduced: Bounded, deadline: Deadline) -> Branched:
    """Close every branch that holds no plan of at most `reduced.limit` person-minutes, until none or no time is left.

    `reduced` comes from `bound_p_median` for the same question, without a cutoff.
    """
    return _Search(problem, reduced).run(deadline)


class _Search:
    def __init__(self, problem: SitingProblem, reduced: Bounded) -> None:
        assert problem.p is not None
        served = problem.served
        usable = problem.usable[0][served]
        minutes = np.where(usable, problem.minutes[0][served], 0.0)
        self.cost = np.where(usable, problem.weights[served, None] * minutes, FAR)
        self.places = int(problem.must_open.sum()) + problem.p - int((problem.required & problem.counted).sum())
        self.opened = reduced.opened
        self.value = self._cost_of(np.flatnonzero(reduced.opened))
        self.gain = self.value - reduced.limit
        sites = np.flatnonzero(~reduced.closed)
        root = _Branch(reduced.bound, 0, reduced.price, sites, problem.must_open[sites])
        self.branches = [root]
        self.count = 0

    @property
    def limit(self) -> float:
        """A branch bounded above this holds no better plan."""
        return self.value - self.gain + SLACK * max(1.0, self.value)

    def run(self, deadline: Deadline) -> Branched:
        while self.branches and deadline.left() > 0:
            branch = heapq.heappop(self.branches)
            if branch.bound > self.limit:
                self.branches.clear()
                break
            for child in self._split(branch):
                self._bound(child)
                child.bound = max(child.bound, branch.bound)
                if child.bound <= self.limit:
                    heapq.heappush(self.branches, child)
        proven = not self.branches
        return Branched(self.opened, self.value if proven else self.branches[0].bound, proven)

    def _cost_of(self, sites: IntArray) -> float:
        return float(self.cost[:, sites].min(axis=1, initial=FAR).sum())

    def _try(self, sites: IntArray) -> None:
        value = self._cost_of(sites)
        if value < self.value:
            self.value = value
            self.opened = np.zeros(self.cost.shape[1], dtype=bool)
            self.opened[sites] = True

    def _ranked(self, branch: _Branch, price: FloatArray) -> tuple[FloatArray, IntArray]:
        """Each site's worth at these prices, and the sites in the order in which they would open."""
        worth = np.minimum(self.cost[:, branch.sites] - price[:, None], 0.0).sum(axis=0)
        return worth, np.argsort(np.where(branch.forced, -np.inf, worth), kind="stable")

    def _split(self, branch: _Branch) -> list[_Branch]:
        """Drop what cannot be in a better plan, force what must be, then branch on the site worth most."""
        worth, order = self._ranked(branch, branch.price)
        inside = np.zeros(len(worth), dtype=bool)
        inside[order[: self.places]] = True
        self._try(branch.sites[inside])
        if len(worth) <= self.places or int(branch.forced.sum()) >= self.places:
            return []
        value = float(branch.price.sum() + worth[inside].sum())
        last_in, first_out = worth[order[self.places - 1]], worth[order[self.places]]
        keep = inside | (value + worth - last_in <= self.limit)
        forced = branch.forced | (inside & (value - worth + first_out > self.limit))
        sites, forced, worth = branch.sites[keep], forced[keep], worth[keep]
        if len(sites) <= self.places or int(forced.sum()) >= self.places:
            self._try(sites[forced] if int(forced.sum()) >= self.places else sites)
            return []
        pick = int(np.where(forced, np.inf, worth).argmin())
        opens = forced.copy()
        opens[pick] = True
        rest = np.delete(np.arange(len(sites)), pick)
        return [self._child(branch, sites, opens), self._child(branch, sites[rest], forced[rest])]

    def _child(self, parent: _Branch, sites: IntArray, forced: BoolArray) -> _Branch:
        self.count += 1
        return _Branch(parent.bound, self.count, parent.price, sites, forced)

    def _bound(self, branch: _Branch) -> None:
        """Raise the branch's bound by a few price steps."""
        price, step, idle = branch.price, FIRST_STEP, 0
        direction = np.zeros(len(price))
        best = -np.inf
        for _ in range(STEPS):
            reduced = self.cost[:, branch.sites] - price[:, None]
            worth = np.minimum(reduced, 0.0).sum(axis=0)
            ranked = np.where(branch.forced, -np.inf, worth)
            chosen = np.argpartition(ranked, min(self.places, len(worth)) - 1)[: self.places]
            bound = float(price.sum() + worth[chosen].sum())
            idle = 0 if bound > best + 1e-5 * self.value else idle + 1
            if bound > best:
                best, branch.price = bound, price
            if idle >= PATIENCE:
                step, idle = step / 2, 0
            direction = 1.0 - (reduced[:, chosen] < 0).sum(axis=1) + MEMORY * direction
            norm = float(direction @ direction)
            if best > self.limit or step < SMALLEST_STEP or norm == 0.0:
                break
            price = price + step * (self.value - bound) / norm * direction
        branch.bound = best
