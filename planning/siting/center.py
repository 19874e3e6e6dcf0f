"""The worst-off village's minutes, made least (p-center): a search over radii, each a covering question."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from planning.siting.assignment_models import assignment_of, capacity_cover_program
from planning.siting.cover_models import lscp_program
from planning.siting.plan import measure
from planning.siting.problem import BoolArray, FloatArray, IntArray, SitingProblem
from planning.siting.program import Deadline, Outcome, Program, run_highs


@dataclass(frozen=True, eq=False)
class CenterFound:
    """The best plan met, and the radius below which it is proven that none works."""

    opened: BoolArray | None
    serving: IntArray | None
    bound: float
    proven: bool
    infeasible: bool


def served_only(problem: SitingProblem) -> SitingProblem:
    """The same question without the villages set aside, so that a smaller radius sets none aside silently."""
    keep = problem.served
    return problem.with_changes(
        minutes=problem.minutes[:, keep],
        weights=problem.weights[keep],
        residents=problem.residents[keep],
        demand_ids=tuple(np.array(problem.demand_ids, dtype=object)[keep]),
        demand_township=None,
        leave_out_unreachable=False,
    )


def radius_program(problem: SitingProblem, radius: float, *, reduce: bool = True) -> tuple[SitingProblem, Program]:
    """The question whether the allowed sites reach every village within `radius` minutes."""
    question = problem.with_changes(model="lscp", limit_min=radius)
    if problem.has_capacity:
        return question, capacity_cover_program(question)
    return question, lscp_program(question, reduce=reduce)


def search_radius(
    problem: SitingProblem,
    start: BoolArray | None,
    start_serving: IntArray | None,
    deadline: Deadline,
    on_step: Callable[[float, float | None], None],
) -> CenterFound:
    """Halve the list of distinct minutes until one radius is proven too small and the next is met.

    start : open sites of a feasible plan, or None. `on_step` hears the proven bound and the best minutes so far.

    A step that runs out of time says nothing about its radius: the search stops there and keeps both ends.
    Source: Minieka (1970), SIAM Review 12:138–139; Daskin (2013), Network and Discrete Location, ch. 5.
    """
    question = served_only(problem)
    radii = np.unique(question.minutes[question.usable])
    low = int(np.searchsorted(radii, _least_conceivable(question)))
    best, serving, high = start, None, len(radii)
    if start is not None:
        kept = None if start_serving is None else start_serving[problem.served]
        serving = kept
        high = int(np.searchsorted(radii, measure(question, start, kept).objective))
    while low < high:
        # Without any plan yet the largest radius is asked first: it tells whether there is one at all.
        middle = len(radii) - 1 if best is None else (low + high) // 2
        asked, program = radius_program(question, float(radii[middle]))
        outcome = run_highs(program, deadline)
        if outcome.solution is not None:
            best, serving = _opened(asked, program, outcome)
            high = int(np.searchsorted(radii, measure(question, best, serving).objective))
        elif outcome.status == "infeasible":
            if best is None:
                return CenterFound(None, None, float("inf"), False, True)
            low = middle + 1
        else:
            break
        on_step(float(radii[low]), float(radii[high]))
    bound = float(radii[low]) if low < len(radii) else 0.0
    return CenterFound(best, _widen(problem, serving), bound, best is not None and low >= high, False)


def _least_conceivable(problem: SitingProblem) -> float:
    """No plan beats the village whose nearest candidate is farthest."""
    if not problem.n_demand:
        return 0.0
    nearest: FloatArray = np.where(problem.usable, problem.minutes, np.inf).min(axis=2)
    return float(nearest.max())


def _opened(problem: SitingProblem, program: Program, outcome: Outcome) -> tuple[BoolArray, IntArray | None]:
    assert outcome.solution is not None
    opened = np.zeros(problem.n_candidates, dtype=bool)
    opened[outcome.opened(program)] = True
    return opened, assignment_of(problem, program, outcome.solution) if problem.has_capacity else None


def _widen(problem: SitingProblem, serving: IntArray | None) -> IntArray | None:
    """Put the villages set aside back into the list of who serves whom."""
    if serving is None:
        return None
    everyone = np.full(problem.n_demand, -1, dtype=np.int64)
    everyone[problem.served] = serving
    return everyone
