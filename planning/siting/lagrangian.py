"""A fast lower bound for p-median, and which sites and pairs no optimal plan uses: what is left is small enough."""

from dataclasses import dataclass

import numpy as np

from planning.siting.problem import BoolArray, FloatArray, SitingProblem

ITERATIONS = 600
PATIENCE = 15  # iterations without a better bound before the step is halved
SMALLEST_STEP = 1e-4
FAR = 1e30  # stands for "unreachable" in arithmetic where inf - inf would be NaN


@dataclass(frozen=True, eq=False)
class Bounded:
    """A lower bound on person-minutes, and what a plan no worse than the cutoff may contain."""

    bound: float
    keep_arcs: BoolArray  # (n_demand, n_candidates)
    closed: BoolArray  # (n_candidates,)


def applies(problem: SitingProblem) -> bool:
    """One scenario, no capacity: the relaxation separates by site. Budget and floors may be dropped from a bound."""
    return problem.model == "p-median" and problem.n_scenarios == 1 and not problem.has_capacity


def bound_p_median(problem: SitingProblem, cutoff: float, start: FloatArray) -> Bounded:
    """Bound p-median from below and drop what cannot occur in a plan of at most `cutoff` person-minutes.

    start : (n_demand,) first prices of the villages, e.g. their person-minutes in a known plan.

    The rule "each village is served once" is priced instead of enforced; then every site's worth is a sum over the
    villages that gain by it, and the best p sites are found by sorting. Opening one more site, or using one more
    pair, raises the bound by a known amount; beyond the cutoff it is out.
    Source: Beasley (1993), European Journal of Operational Research 65:383–399; Avella, Sassano & Vasil'ev (2007).
    """
    served = problem.served
    usable = problem.usable[0][served]
    person_minutes = problem.weights[served, None] * np.where(usable, problem.minutes[0][served], 0.0)
    cost = np.where(usable, person_minutes, FAR)
    price = start[served].astype(np.float64)
    best_bound, best_price = -np.inf, price
    step, idle = 2.0, 0
    for _ in range(ITERATIONS):
        worth = np.minimum(cost - price[:, None], 0.0).sum(axis=0)
        chosen, _ = _cheapest(problem, worth)
        bound = float(price.sum() + worth[chosen].sum())
        if bound > best_bound + 1e-9 * abs(cutoff):
            best_bound, best_price, idle = bound, price, 0
        else:
            idle += 1
            if idle >= PATIENCE:
                step, idle, price = step / 2, 0, best_price
        if cutoff - best_bound <= 1e-9 * max(1.0, abs(cutoff)) or step < SMALLEST_STEP:
            break
        times_served = (cost[:, chosen] < price[:, None]).sum(axis=1)
        slack = 1.0 - times_served
        norm = float(slack @ slack)
        if norm == 0.0:
            break
        price = price + step * max(cutoff * 1.0005 - bound, 1e-9) / norm * slack
    return _fixed(problem, cost, best_price, best_bound, cutoff)


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


def _fixed(problem: SitingProblem, cost: FloatArray, price: FloatArray, bound: float, cutoff: float) -> Bounded:
    reduced = cost - price[:, None]
    worth = np.minimum(reduced, 0.0).sum(axis=0)
    chosen, last_in = _cheapest(problem, worth)
    # A site outside the chosen ones pushes out the last let in; -inf: there is no place left at all.
    opening = np.where(chosen, 0.0, worth - last_in if np.isfinite(last_in) else FAR)
    allowance = cutoff + 1e-7 * max(1.0, abs(cutoff)) - bound
    closed = problem.forbidden | (opening > allowance)
    keep = np.zeros((problem.n_demand, problem.n_candidates), dtype=bool)
    keep[problem.served] = (np.maximum(reduced, 0.0) + opening[None] <= allowance) & (cost < FAR)
    keep[:, closed] = False
    return Bounded(bound, keep, closed)
