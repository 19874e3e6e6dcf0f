"""Other plans that are nearly as good, chosen to differ as much as possible from those already shown."""

from dataclasses import dataclass, replace

import numpy as np

from planning.siting.assignment_models import assignment_of, capacity_cover_program, p_median_program
from planning.siting.center import radius_program, served_only
from planning.siting.cover_models import lscp_program, mclp_program
from planning.siting.lagrangian import applies, bound_p_median
from planning.siting.plan import SitingPlan, make_plan, measure
from planning.siting.problem import BoolArray, SitingProblem
from planning.siting.program import Deadline, Program, run_highs
from words.phrases import Phrase

WITHIN = 0.01  # "nearly as good": at most this share of the objective is given up
HOW_MANY = 3
TIME_LIMIT_S = 20.0


@dataclass(frozen=True)
class Alternative:
    """A plan within `WITHIN` of the best, what it opens instead of what, and the share of the objective given up."""

    plan: SitingPlan
    opens: tuple[str, ...]
    drops: tuple[str, ...]
    given_up: float
    words: Phrase


@dataclass(frozen=True)
class Alternatives:
    """The alternatives found; `complete` is True where it is proven that there is none besides."""

    found: tuple[Alternative, ...]
    complete: bool


def alternatives(
    problem: SitingProblem,
    plan: SitingPlan,
    *,
    count: int = HOW_MANY,
    within: float = WITHIN,
    time_limit_s: float = TIME_LIMIT_S,
) -> Alternatives:
    """Up to `count` plans within `within` of the plan's objective, each as unlike the earlier ones as can be.

    `time_limit_s` is for all together. Few alternatives may mean few exist (`complete`) or that time ran out.
    """
    deadline = Deadline(time_limit_s)
    limit = plan.objective * (1 - within if problem.maximises else 1 + within)
    program = _within_program(problem, plan, limit)
    shown = [_mask(problem, plan.sites)]
    found: list[Alternative] = []
    while len(found) < count:
        program, asked = _unlike(problem, program, shown)
        if asked is None:
            return Alternatives(tuple(found), True)
        outcome = run_highs(asked, deadline)
        if outcome.solution is None:
            return Alternatives(tuple(found), outcome.status == "infeasible")
        opened = np.zeros(problem.n_candidates, dtype=bool)
        opened[outcome.opened(asked)] = True
        serving = assignment_of(_asked(problem, limit), asked, outcome.solution) if problem.has_capacity else None
        shown.append(opened)
        if measure(problem, opened, serving).feasible:
            other = make_plan(
                problem, opened, bound=plan.bound, proven=False, seconds=deadline.spent(), serving=serving
            )
            found.append(_described(problem, plan, other))
    return Alternatives(tuple(found), False)


def _mask(problem: SitingProblem, sites: tuple[str, ...]) -> BoolArray:
    return np.isin(np.array(problem.candidate_ids, dtype=object), np.array(sites, dtype=object))


def _asked(problem: SitingProblem, limit: float) -> SitingProblem:
    """The question as the program sees it: p-center asks whether a radius is met."""
    return problem.with_changes(model="lscp", limit_min=limit) if problem.model == "p-center" else problem


def _within_program(problem: SitingProblem, plan: SitingPlan, limit: float) -> Program:
    """Every plan at least as good as `limit`; no site is dropped for being dominated."""
    if problem.model == "p-center":
        _, program = radius_program(served_only(problem), limit, reduce=False)
        return _full_count(problem, program)
    if problem.model == "p-median":
        program = _median_within(problem, plan, limit)
    elif problem.has_capacity:
        program = capacity_cover_program(problem)
    else:
        builds = lscp_program if problem.model == "lscp" else mclp_program
        program = builds(problem, reduce=False)
    slack = 1e-9 * max(1.0, abs(limit))
    return _full_count(
        problem,
        program.with_row(program.objective, -np.inf, program.sign * (limit - program.offset) * program.scale + slack),
    )


def _median_within(problem: SitingProblem, plan: SitingPlan, limit: float) -> Program:
    if not applies(problem):
        return p_median_program(problem, size=limit)
    left = bound_p_median(problem, _mask(problem, plan.sites), limit)
    return p_median_program(problem, keep_arcs=left.keep_arcs, closed=left.closed, size=limit)


def _full_count(problem: SitingProblem, program: Program) -> Program:
    """Exactly p sites, as in the plan itself: leaving one out is not another plan."""
    if problem.p is None or problem.model == "lscp" or problem.budget is not None:
        return program
    row = np.zeros(len(program.objective))
    row[: len(program.sites)] = problem.counted[program.sites]
    return program.with_row(row, problem.p, np.inf)


def _unlike(problem: SitingProblem, program: Program, shown: list[BoolArray]) -> tuple[Program, Program | None]:
    """Forbid the plan shown last, and ask for the least overlap with all shown. None where every site is fixed."""
    free = shown[-1] & ~problem.must_open
    if not free.any():
        return program, None
    row = np.zeros(len(program.objective))
    row[: len(program.sites)] = free[program.sites]
    program = program.with_row(row, -np.inf, float(free.sum()) - 1)
    overlap = np.zeros(len(program.objective))
    overlap[: len(program.sites)] = np.sum(shown, axis=0)[program.sites]
    return program, replace(program, objective=overlap, sign=1.0, scale=1.0, offset=0.0)


def _described(problem: SitingProblem, plan: SitingPlan, other: SitingPlan) -> Alternative:
    opens = tuple(site for site in other.sites if site not in plan.sites)
    drops = tuple(site for site in plan.sites if site not in other.sites)
    difference = abs(other.objective - plan.objective)
    given_up = difference / abs(plan.objective) if plan.objective else 0.0
    same = difference <= 1e-9 * max(1.0, abs(plan.objective))
    outside = tuple(sorted(set(other.uncovered) - set(plan.uncovered))) if problem.maximises else ()
    words = Phrase(
        "alternative",
        opens=Phrase("opens_instead", ids=opens) if opens else Phrase("opens_nothing"),
        drops=Phrase("drops", ids=drops) if drops else None,
        sites=len(other.sites),
        cost=Phrase("objective_same") if same else Phrase("objective_differs", share=given_up),
        losers=Phrase("newly_left_out", ids=outside) if outside else None,
    )
    return Alternative(other, opens, drops, given_up, words)
