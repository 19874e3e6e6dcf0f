"""Why no plan fits, with the numbers on both sides and the villages named."""

import numpy as np

from planning.siting.assignment_models import assignment_of, capacity_cover_program
from planning.siting.center import served_only
from planning.siting.cover_models import add_sites, lscp_program, mclp_program, must_cover_rows
from planning.siting.faults import NoFeasiblePlan
from planning.siting.plan import Measured, measure
from planning.siting.problem import SitingProblem
from planning.siting.program import Deadline, Program, ProgramBuilder, run_highs
from words.phrases import NAMES_SHOWN, Phrase


def refuse_unreachable(problem: SitingProblem) -> None:
    """Raise NoFeasiblePlan if a village that must be served has no (for backup: no two) usable candidates."""
    if problem.model == "mclp":
        return
    every = problem.usable.sum(axis=2).min(axis=0)
    choices = problem.usable_always.sum(axis=1) if problem.has_capacity else every
    alone = np.flatnonzero(problem.served & (choices == 0))
    if len(alone):
        raise _unreachable(problem, [int(village) for village in alone])
    single = np.flatnonzero(problem.served & (every == 1))
    if problem.backup == "every" and len(single):
        ids = [problem.demand_ids[village] for village in single]
        raise NoFeasiblePlan("backup_unreachable", ids, count=len(ids), within=_within(problem))


def _within(problem: SitingProblem) -> Phrase | None:
    return None if problem.limit_min is None else Phrase("within_minutes", limit=problem.limit_min)


def _unreachable(problem: SitingProblem, villages: list[int]) -> NoFeasiblePlan:
    """Name each village with its nearest allowed candidate and the minutes, in the scenario where it is farthest."""
    minutes = np.where(problem.allowed, problem.minutes, np.inf)[:, villages].min(axis=2).max(axis=0)
    named = [
        Phrase("nearest_minutes", village=problem.demand_ids[village], minutes=float(nearest))
        if np.isfinite(nearest)
        else Phrase("no_road_to", village=problem.demand_ids[village])
        for village, nearest in list(zip(villages, minutes, strict=True))[:NAMES_SHOWN]
    ]
    finite = minutes[np.isfinite(minutes)]
    loosens = bool(len(finite)) and bool(problem.limit_min)
    return NoFeasiblePlan(
        "villages_unreachable",
        [problem.demand_ids[village] for village in villages],
        count=len(villages),
        within=_within(problem),
        villages=tuple(named),
        more=Phrase("and_others", count=len(villages)) if len(villages) > NAMES_SHOWN else None,
        loosen=Phrase("loosen_to", minutes=float(finite.max())) if loosens else None,
    )


def why_infeasible(problem: SitingProblem, deadline: Deadline) -> NoFeasiblePlan:
    """Find which condition cannot be met and which villages it leaves out; the solver has proven that none fits."""
    clash = _site_rules_clash(problem, deadline)
    if clash is not None:
        return clash
    if problem.model == "mclp":
        return _floors_out_of_reach(problem, deadline)
    return _too_few_sites(problem, deadline)


def _site_rules_clash(problem: SitingProblem, deadline: Deadline) -> NoFeasiblePlan | None:
    """p, budget and sites per township against each other, before any village is looked at."""
    if not problem.floor_sites:
        return None
    columns = np.flatnonzero(problem.allowed)
    builder = ProgramBuilder()
    add_sites(builder, problem, columns)
    if run_highs(builder.program(columns), deadline).status != "infeasible":
        return None
    floors = [Phrase("sites_at_least", township=name, least=least) for name, least in problem.floor_sites.items()]
    ids = [
        village
        for village, township in zip(problem.demand_ids, problem.demand_township or (), strict=False)
        if township in problem.floor_sites
    ]
    return NoFeasiblePlan("site_floors_clash", ids, floors=tuple(floors), limits=_limits(problem))


def _limits(problem: SitingProblem) -> tuple[Phrase, ...]:
    """What limits the choice of sites."""
    parts = []
    if problem.p is not None:
        parts.append(Phrase("with_sites", count=problem.p))
    if problem.budget is not None:
        parts.append(Phrase("with_budget", budget=problem.budget))
    if problem.has_capacity:
        parts.append(Phrase("with_capacity"))
    return tuple(parts) or (Phrase("with_allowed"),)


def _covering_most(problem: SitingProblem, weights: np.ndarray, deadline: Deadline) -> tuple[Program, Measured] | None:
    """The plan under the same limits that covers the most of `weights`, floors on shares set aside."""
    relaxed = problem.with_changes(model="mclp", weights=weights, floor_share={}, backup="none")
    program = capacity_cover_program(relaxed) if relaxed.has_capacity else mclp_program(relaxed)
    outcome = run_highs(program, deadline)
    if outcome.solution is None:
        return None
    opened = np.zeros(relaxed.n_candidates, dtype=bool)
    opened[outcome.opened(program)] = True
    serving = assignment_of(relaxed, program, outcome.solution) if relaxed.has_capacity else None
    return program, measure(relaxed, opened, serving)


def _too_few_sites(problem: SitingProblem, deadline: Deadline) -> NoFeasiblePlan:
    """Every village is in some candidate's reach, yet the limits on sites leave some out: say which, and what it
    would take."""
    question = served_only(problem)
    most = _covering_most(question, np.ones(question.n_demand), deadline)
    left_out = np.ones(question.n_demand, dtype=bool) if most is None else ~most[1].covered
    ids = [question.demand_ids[village] for village in np.flatnonzero(left_out)]
    limits = _limits(problem)
    if not ids:
        return _backup_out_of_reach(question, limits)
    total = question.n_demand
    return NoFeasiblePlan(
        "too_few_sites",
        ids,
        limits=limits,
        within=_within(problem),
        total=total,
        covered=total - len(ids),
        takes=_what_it_takes(question, deadline),
    )


def _backup_out_of_reach(problem: SitingProblem, limits: tuple[Phrase, ...]) -> NoFeasiblePlan:
    rows = must_cover_rows(problem).sum(axis=1).reshape(problem.n_scenarios, -1).min(axis=0)
    fewest = [problem.demand_ids[village] for village in np.flatnonzero(rows == rows.min())]
    return NoFeasiblePlan("backup_out_of_reach", fewest, limits=limits, fewest=int(rows.min()))


def _what_it_takes(problem: SitingProblem, deadline: Deadline) -> Phrase:
    """The least number of sites, or the least money, with which every village would be covered."""
    free = problem.with_changes(model="lscp", p=None, budget=None)
    everything = capacity_cover_program(free) if problem.has_capacity else lscp_program(free)
    outcome = run_highs(everything, deadline)
    if outcome.status == "infeasible":
        return Phrase("even_all_too_few")
    if outcome.solution is None or outcome.status != "proven" or (problem.p is None and problem.budget is None):
        return Phrase("more_of_something")
    if problem.budget is not None:
        cost = _least_cost(problem, deadline)
        if cost is None:
            return Phrase("takes_more_money", budget=problem.budget)
        return Phrase("takes_money", cost=cost, budget=problem.budget)
    opened = outcome.opened(everything)
    needed = int(problem.counted[opened].sum())
    if problem.p is not None and needed <= problem.p:
        return Phrase("loosen_something")
    return Phrase("takes_sites", needed=needed, given=problem.p)


def _least_cost(problem: SitingProblem, deadline: Deadline) -> float | None:
    """What the cheapest plan that covers everyone costs; None where it was not found in time."""
    free = problem.with_changes(model="lscp", budget=None)
    program = capacity_cover_program(free) if problem.has_capacity else lscp_program(free)
    money = np.zeros(len(program.objective))
    money[: len(program.sites)] = problem.build_cost[program.sites]
    outcome = run_highs(Program(**{**program.__dict__, "objective": money}), deadline)
    if outcome.solution is None or outcome.status != "proven":
        return None
    return float(problem.build_cost[outcome.opened(program)].sum())


def _floors_out_of_reach(problem: SitingProblem, deadline: Deadline) -> NoFeasiblePlan:
    """Which township's floor fails by itself; if none does, which fail when all are wanted together."""
    assert problem.demand_township is not None
    townships = np.array(problem.demand_township)
    missed, left_out = [], np.zeros(problem.n_demand, dtype=bool)
    for name, share in problem.floor_share.items():
        weights = np.where(townships == name, problem.weights, 0.0)
        total = float(weights.sum())
        most = _covering_most(problem, weights, deadline) if total > 0 else None
        if most is not None and most[1].objective < share * total * (1 - 1e-9):
            reached = most[1].objective / total
            missed.append(Phrase("floor_out_of_reach", township=name, most=reached, floor=share))
            left_out |= (weights > 0) & ~most[1].covered
    if missed:
        names = [problem.demand_ids[village] for village in np.flatnonzero(left_out)]
        return NoFeasiblePlan("floors_unreachable", names, limits=_limits(problem), floors=tuple(missed))
    return _floors_together(problem, deadline)


def _floors_together(problem: SitingProblem, deadline: Deadline) -> NoFeasiblePlan:
    townships = np.array(problem.demand_township)
    weights = np.where(np.isin(townships, list(problem.floor_share)), problem.weights, 0.0)
    most = _covering_most(problem, weights, deadline)
    covered = np.zeros(problem.n_demand, dtype=bool) if most is None else most[1].covered
    missed, left_out = [], np.zeros(problem.n_demand, dtype=bool)
    for name, share in problem.floor_share.items():
        inside = townships == name
        reached = float(problem.weights[inside & covered].sum()) / max(float(problem.weights[inside].sum()), 1e-9)
        if reached < share:
            missed.append(Phrase("floor_not_reached", township=name, reached=reached, floor=share))
            left_out |= inside & ~covered
    names = [problem.demand_ids[village] for village in np.flatnonzero(left_out)]
    return NoFeasiblePlan("floors_together", names, limits=_limits(problem), floors=tuple(missed))
