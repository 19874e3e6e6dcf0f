"""A fast lower bound for p-median, and which sites and pairs no optimal plan uses: what is left is small enough."""

from dataclasses import dataclass

import numpy as np

from planning.siting.first_answer import improved_minutes
from planning.siting.plan import measure
from planning.siting.problem import BoolArray, FloatArray, SitingProblem

ITERATIONS = 600
PATIENCE = 20  # iterations without a better bound before the step is halved
SMALLEST_STEP = 1e-4
MEMORY = 0.7  # share of the last direction kept: it stops the prices from swinging to and fro
SWAP_EVERY = 50  # iterations between attempts to turn the relaxation's sites into a better plan
FAR = 1e30  # stands for "unreachable" in arithmetic where inf - inf would be NaN


@dataclass(frozen=True, eq=False)
class Bounded:
    """A lower bound on person-minutes, the best plan met, and what a plan no worse than the cutoff may contain."""

    bound: float
    opened: BoolArray
    limit: float  # person-minutes: plans above it may have been dropped
    price: FloatArray  # (n_served,) of each village at the bound
    keep_arcs: BoolArray  # (n_demand, n_candidates)
    closed: BoolArray  # (n_candidates,)


def applies(problem: SitingProblem) -> bool:
    """One scenario, no capacity: the relaxation separates by site. Budget and floors may be dropped from a bound."""
    single = problem.n_scenarios == 1 and not problem.has_capacity
    return problem.model == "p-median" and single and bool(problem.served.any())


def bound_p_median(problem: SitingProblem, opened: BoolArray, cutoff: float | None = None) -> Bounded:
    """Bound p-median from below, and drop what cannot occur in a plan of at most `cutoff` person-minutes.

    opened : open sites of a plan that meets every condition; it is improved on the way.
    cutoff : None drops whatever is in no plan better than the best one met.

    The rule "each village is served once" is priced instead of enforced; then every site's worth is a sum over the
    villages that gain by it, and the best p sites are found by sorting. Opening one more site, or using one more
    pair, raises the bound by a known amount; beyond the cutoff it is out.
    Source: Beasley (1993), European Journal of Operational Research 65:383–399; Avella, Sassano & Vasil'ev (2007).
    """
    served = problem.served
    usable = problem.usable[0][served]
    person_minutes = problem.weights[served, None] * np.where(usable, problem.minutes[0][served], 0.0)
    cost = np.where(usable, person_minutes, FAR)
    price = cost[:, opened].min(axis=1)
    best_bound, best_price = -np.inf, price
    direction = np.zeros(len(price))
    step, idle = 1.0, 0
    known = _Known(problem, cost, opened)
    for number in range(ITERATIONS):
        reduced = cost - price[:, None]
        worth = np.minimum(reduced, 0.0).sum(axis=0)
        chosen, _ = _cheapest(problem, worth)
        bound = float(price.sum() + worth[chosen].sum())
        idle = 0 if bound > best_bound + 1e-6 * known.value else idle + 1
        if bound > best_bound:
            best_bound, best_price = bound, price
        if idle >= PATIENCE:
            step, idle = step / 2, 0
        if number % SWAP_EVERY == SWAP_EVERY - 1:
            known.improve(chosen)
        direction = 1.0 - (reduced[:, chosen] < 0).sum(axis=1) + MEMORY * direction
        norm = float(direction @ direction)
        if norm == 0.0 or step < SMALLEST_STEP or known.value - best_bound <= known.smallest_gain * 0.999:
            break
        price = price + step * max(known.value - bound, 1e-9 * known.value) / norm * direction
    known.improve(chosen)
    limit = known.value - known.smallest_gain if cutoff is None else cutoff
    return _fixed(problem, cost, best_price, best_bound, limit, known.opened)


class _Known:
    """The best plan met so far, and by how much a better one must be better."""

    def __init__(self, problem: SitingProblem, cost: FloatArray, opened: BoolArray) -> None:
        self.problem, self.cost, self.opened = problem, cost, opened
        self.value = self._value(opened)
        reachable = cost[cost < FAR]
        whole = bool(np.equal(np.mod(reachable, 1), 0).all()) and self.value < 1e9
        # Whole person-minutes can only fall by one; otherwise less than a part in ten million is no gain.
        self.smallest_gain = 1.0 if whole else 1e-7 * max(self.value, 1e-9)

    def _value(self, opened: BoolArray) -> float:
        return float(self.cost[:, opened].min(axis=1, initial=FAR).sum())

    def improve(self, chosen: BoolArray) -> None:
        """Swap sites from the relaxation's choice; keep the plan if it is better and meets every condition."""
        better = improved_minutes(self.problem, chosen, self.cost)
        if self._value(better) < self.value and measure(self.problem, better).feasible:
            self.opened, self.value = better, self._value(better)


def _cheapest(problem: SitingProblem, worth: FloatArray) -> tuple[BoolArray, float]:
    """The relaxation's open sites, and the worth of the one that a further site would push out.

    That worth is 0 where places are left over, and -inf where no site can be pushed out.
    """
    chosen = problem.must_open.copy()
    free = np.flatnonzero(problem.allowed & ~chosen & (worth < 0))
    room = len(free) if problem.p is None else problem.p - int((chosen & problem.counted).sum())
    order = free[np.argsort(worth[free], kind="stable")]
    chosen[order[:room]] = True
    if room == 0:
        return chosen, -np.inf
    return chosen, float(worth[order[room - 1]]) if room <= len(order) else 0.0


def _fixed(
    problem: SitingProblem, cost: FloatArray, price: FloatArray, bound: float, limit: float, opened: BoolArray
) -> Bounded:
    reduced = cost - price[:, None]
    worth = np.minimum(reduced, 0.0).sum(axis=0)
    chosen, last_in = _cheapest(problem, worth)
    # A site outside the chosen ones pushes out the last let in; -inf: there is no place left at all.
    opening = np.where(chosen, 0.0, worth - last_in if np.isfinite(last_in) else FAR)
    allowance = limit + 1e-9 * max(1.0, abs(limit)) - bound
    closed = problem.forbidden | (opening > allowance)
    keep = np.zeros((problem.n_demand, problem.n_candidates), dtype=bool)
    keep[problem.served] = (np.maximum(reduced, 0.0) + opening[None] <= allowance) & (cost < FAR)
    keep[:, closed] = False
    return Bounded(bound, opened, limit, price, keep, closed)
