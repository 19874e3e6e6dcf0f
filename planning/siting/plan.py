"""A siting plan: what opens, whom it serves, how good it is, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from planning.siting.problem import BoolArray, FloatArray, IntArray, Model, SitingProblem
from words.phrases import Phrase

WHOLE = 1e-6  # objectives that are whole numbers by nature let a bound be rounded; solvers are this far off
EQUAL = 1e-7  # relative: two objectives this close are the same plan value


@dataclass(frozen=True)
class SitingPlan:
    """One plan, by id. `objective` in the model's unit: sites, weight covered, weight × minutes, minutes.

    bound      : no plan is better than this; None while nothing is known.
    gap        : |objective − bound| / |objective|; None while nothing is known.
    new_sites  : sites to build; `closed` : existing sites that close.
    assignment : village -> the open site that serves it (the nearest, in the first scenario).
    uncovered  : villages beyond the limit in at least one scenario, or not served.
    left_out   : villages set aside because no allowed candidate reaches them; part of `uncovered`.
    spare      : new sites without which the objective stays the same.
    backed_up  : weight with a second open site within the limit in every scenario (lscp).
    """

    model: Model
    sites: tuple[str, ...]
    new_sites: tuple[str, ...]
    closed: tuple[str, ...]
    objective: float
    bound: float | None
    gap: float | None
    proven: bool
    assignment: Mapping[str, str]
    uncovered: tuple[str, ...]
    left_out: tuple[str, ...]
    spare: tuple[str, ...]
    by_scenario: Mapping[str, float]
    covered_weight: float
    total_weight: float
    backed_up: float | None
    seconds: float

    def certainty(self) -> Phrase:
        """How sure the plan is: proven, not yet, or within so many per cent."""
        if self.proven:
            return Phrase("proven")
        if self.gap is None:
            return Phrase("not_yet_proven")
        return Phrase("within_gap", percent=_percent_up(self.gap))


def _percent_up(gap: float) -> float:
    """Per cent to one decimal, rounded up: a promise may not be rounded down."""
    return float(np.ceil(gap * 1000 - 1e-9) / 10)


@dataclass(frozen=True, eq=False)
class Measured:
    """What a set of open sites is worth, recomputed from the minutes."""

    objective: float
    by_scenario: FloatArray
    serving: IntArray  # candidate number, -1 for none
    covered: BoolArray
    feasible: bool


def measure(problem: SitingProblem, opened: BoolArray, serving: IntArray | None = None) -> Measured:
    """Recompute objective and coverage of open sites.

    opened  : (n_candidates,). serving : (n_demand,) who serves whom, given where sites have limited room;
    otherwise each village goes to its nearest usable open site.
    """
    if serving is None:
        minutes, serving = _nearest(problem, opened)
    else:
        minutes = _minutes_of(problem, serving)
    covered: BoolArray = np.asarray(np.all(np.isfinite(minutes), axis=0))
    by_scenario = _objective_by_scenario(problem, opened, minutes)
    worst = by_scenario.min() if problem.maximises else by_scenario.max()
    return Measured(float(worst), by_scenario, serving, covered, _meets_all(problem, opened, serving, minutes))


def _nearest(problem: SitingProblem, opened: BoolArray) -> tuple[FloatArray, IntArray]:
    """Minutes to the nearest usable open site, (n_scenarios, n_demand), and that site in the first scenario."""
    sites = np.flatnonzero(opened)
    if not len(sites):
        shape = (problem.n_scenarios, problem.n_demand)
        return np.full(shape, np.inf), np.full(problem.n_demand, -1, dtype=np.int64)
    minutes = np.where(problem.usable[:, :, sites], problem.minutes[:, :, sites], np.inf)
    shortest = minutes.min(axis=2)
    serving = np.where(np.isfinite(shortest[0]), sites[minutes[0].argmin(axis=1)], -1)
    return shortest, serving.astype(np.int64)


def _minutes_of(problem: SitingProblem, serving: IntArray) -> FloatArray:
    villages = np.arange(problem.n_demand)
    minutes = problem.minutes[:, villages, serving]
    inside = problem.usable[:, villages, serving] & (serving >= 0)
    return np.where(inside, minutes, np.inf)


def _objective_by_scenario(problem: SitingProblem, opened: BoolArray, minutes: FloatArray) -> FloatArray:
    served = problem.served
    if problem.model == "lscp":
        return np.full(problem.n_scenarios, float(opened.sum()))
    if problem.model == "mclp":
        inside = np.isfinite(minutes)
        # With room for so many, a village keeps its site in all scenarios or is not served.
        inside = inside & inside.all(axis=0) if problem.has_capacity else inside
        return np.asarray((inside * problem.weights).sum(axis=1))
    if problem.model == "p-median":
        weighted = np.where(problem.weights[served] > 0, minutes[:, served], 0.0) * problem.weights[served]
        return np.asarray(weighted.sum(axis=1))
    return np.asarray(minutes[:, served].max(axis=1, initial=0.0))


def _meets_all(problem: SitingProblem, opened: BoolArray, serving: IntArray, minutes: FloatArray) -> bool:
    inside = np.isfinite(minutes)
    if problem.model != "mclp" and not inside[:, problem.served].all():
        return False
    if problem.p is not None and int((opened & problem.counted).sum()) > problem.p:
        return False
    if problem.budget is not None:
        spent = float(problem.build_cost[opened].sum())
        if spent > problem.budget + EQUAL * max(1.0, problem.budget):
            return False
    if problem.backup == "every" and (problem.usable[:, problem.served] & opened).sum(axis=2).min(initial=2) < 2:
        return False
    return _floors_hold(problem, opened, inside) and _room_holds(problem, serving)


def _floors_hold(problem: SitingProblem, opened: BoolArray, inside: BoolArray) -> bool:
    for name, least in problem.floor_sites.items():
        here = np.array(problem.candidate_township) == name
        if int((opened & here).sum()) < least:
            return False
    for name, share in problem.floor_share.items():
        weight = np.where(np.array(problem.demand_township) == name, problem.weights, 0.0)
        wanted = share * float(weight.sum())
        counted = inside & inside.all(axis=0) if problem.has_capacity else inside
        if float((counted * weight).sum(axis=1).min()) < wanted - EQUAL * max(1.0, wanted):
            return False
    return True


def _room_holds(problem: SitingProblem, serving: IntArray) -> bool:
    if not problem.has_capacity or problem.capacity is None:
        return True
    served = serving >= 0
    load = np.bincount(serving[served], weights=problem.residents[served], minlength=problem.n_candidates)
    return bool((load <= problem.capacity + 1e-5 * np.maximum(1.0, problem.capacity)).all())


def tidy_bound(problem: SitingProblem, objective: float, bound: float | None, proven: bool) -> float | None:
    """A bound in round figures: never past the objective, whole where the objective can only be whole."""
    if proven:
        return objective
    if bound is None:
        return None
    whole = problem.model == "lscp" or (problem.maximises and bool(np.equal(np.mod(problem.weights, 1), 0).all()))
    if whole:
        bound = float(np.floor(bound + WHOLE) if problem.maximises else np.ceil(bound - WHOLE))
    return max(bound, objective) if problem.maximises else min(bound, objective)


def make_plan(
    problem: SitingProblem,
    opened: BoolArray,
    *,
    bound: float | None,
    proven: bool,
    seconds: float,
    serving: IntArray | None = None,
) -> SitingPlan:
    """A plan from open sites; `bound` and `proven` come from the solver, everything else is recomputed."""
    found = measure(problem, opened, serving)
    edge = tidy_bound(problem, found.objective, bound, proven)
    gap = None if edge is None else _gap(found.objective, edge)
    new = opened & ~problem.existing
    return SitingPlan(
        model=problem.model,
        sites=_names(problem.candidate_ids, opened),
        new_sites=_names(problem.candidate_ids, new),
        closed=_names(problem.candidate_ids, problem.existing & ~opened),
        objective=found.objective,
        bound=edge,
        gap=gap,
        # A bound that meets the objective is a proof, whoever stopped the search.
        proven=proven or (gap is not None and gap <= EQUAL / 100),
        assignment={
            problem.demand_ids[village]: problem.candidate_ids[found.serving[village]]
            for village in np.flatnonzero(found.serving >= 0)
        },
        uncovered=_names(problem.demand_ids, ~found.covered),
        left_out=_names(problem.demand_ids, ~problem.served),
        spare=_spare(problem, opened, found) if serving is None else (),
        by_scenario=dict(zip(problem.scenario_names, map(float, found.by_scenario), strict=True)),
        covered_weight=float(problem.weights[found.covered].sum()),
        total_weight=float(problem.weights.sum()),
        backed_up=_backed_up(problem, opened) if problem.model == "lscp" else None,
        seconds=seconds,
    )


def _gap(objective: float, bound: float) -> float | None:
    if objective == bound:
        return 0.0
    return abs(objective - bound) / abs(objective) if objective else None


def _names(ids: tuple[str, ...], mask: BoolArray) -> tuple[str, ...]:
    return tuple(ids[place] for place in np.flatnonzero(mask))


def _backed_up(problem: SitingProblem, opened: BoolArray) -> float:
    twice = ((problem.usable & opened).sum(axis=2) >= 2).all(axis=0)
    return float(problem.weights[twice & problem.served].sum())


def _spare(problem: SitingProblem, opened: BoolArray, found: Measured) -> tuple[str, ...]:
    """New sites that can be struck off one after the other while the objective stays."""
    if problem.model == "lscp":
        return ()
    left, spare = opened.copy(), []
    for site in np.flatnonzero(opened & ~problem.existing & ~problem.required):
        left[site] = False
        without = measure(problem, left)
        if without.feasible and abs(without.objective - found.objective) <= EQUAL * max(1.0, abs(found.objective)):
            spare.append(problem.candidate_ids[site])
        else:
            left[site] = True
    return tuple(spare)
