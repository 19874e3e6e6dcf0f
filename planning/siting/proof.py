"""From question to plan: a first answer at once, then the proven plan with its bound."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from planning.siting.assignment_models import assignment_of, capacity_cover_program, p_median_program
from planning.siting.branching import branch_p_median, suits
from planning.siting.center import search_radius
from planning.siting.cover_models import backup_program, lscp_program, mclp_program
from planning.siting.explain import refuse_unreachable, why_infeasible
from planning.siting.faults import Cancelled, TimeRanOut, checked_seconds
from planning.siting.first_answer import first_sites
from planning.siting.lagrangian import Bounded, applies, bound_p_median
from planning.siting.plan import SitingPlan, make_plan, measure
from planning.siting.problem import BoolArray, IntArray, SitingProblem
from planning.siting.program import Deadline, Outcome, Program, linear_bound, run_highs
from planning.siting.rooms import fill_rooms

TIME_LIMIT_S = 60.0  # the longest budget of one proof (p-median, 500 × 500 at 30 minutes)
ARCS_FOR_HIGHS = 8000  # with more village–site pairs left, branching on sites proves p-median sooner than HiGHS
EXPLAIN_S = 20.0  # finding out why nothing fits may take this long after the limit


@dataclass(frozen=True)
class Progress:
    """What is known while the proof runs; None = not yet. stage: the code of its phrase."""

    stage: str
    objective: float | None
    bound: float | None
    seconds: float


OnProgress = Callable[[Progress], None]
ShouldStop = Callable[[], bool]


@dataclass(frozen=True, eq=False)
class _Found:
    """A solver's answer: open sites and who serves whom (None: the nearest), bound, proof."""

    opened: BoolArray | None
    serving: IntArray | None
    bound: float | None
    proven: bool
    infeasible: bool = False


class _Watch:
    """How the search is steered: it passes progress on, stops when the reader asks, and knows what HiGHS is left."""

    def __init__(
        self, deadline: Deadline, on_progress: OnProgress | None, should_stop: ShouldStop | None, most_for_highs: int
    ) -> None:
        self.deadline = deadline
        self.most_for_highs = most_for_highs
        self._on_progress, self._should_stop = on_progress, should_stop

    @property
    def listens(self) -> bool:
        """Whether anybody hears of progress: a bound only for show is not worked out for nobody."""
        return self._on_progress is not None

    def stopped(self) -> bool:
        return self._should_stop is not None and self._should_stop()

    def tell(self, stage: str, objective: float | None = None, bound: float | None = None) -> None:
        if self._on_progress is not None:
            self._on_progress(Progress(stage, objective, bound, self.deadline.spent()))
        if self.stopped():
            # Between steps a stop is a deadline that has come: the best plan so far is still given.
            self.deadline.seconds = 0.0


def in_canonical_order(problem: SitingProblem) -> SitingProblem:
    """The same question with its candidates sorted by content, so that neither labels nor order choose the plan."""
    cost = problem.build_cost
    room = problem.capacity if problem.capacity is not None else np.full(problem.n_candidates, np.inf)
    township = problem.candidate_township or ("",) * problem.n_candidates
    columns = np.ascontiguousarray(problem.minutes.transpose(2, 0, 1))
    order = sorted(
        range(problem.n_candidates),
        key=lambda site: (
            bool(problem.existing[site]),
            bool(problem.required[site]),
            cost[site],
            room[site],
            township[site],
            columns[site].tobytes(),
        ),
    )
    return problem.with_changes(
        minutes=problem.minutes[:, :, order],
        candidate_ids=tuple(problem.candidate_ids[site] for site in order),
        existing=problem.existing[order],
        forbidden=problem.forbidden[order],
        required=problem.required[order],
        capacity=None if problem.capacity is None else problem.capacity[order],
        cost=None if problem.cost is None else problem.cost[order],
        candidate_township=None if problem.candidate_township is None else tuple(township[site] for site in order),
    )


def _as_asked(
    problem: SitingProblem, ordered: SitingProblem, opened: BoolArray, serving: IntArray | None
) -> tuple[BoolArray, IntArray | None]:
    """Open sites and who serves whom, back in the order in which the question names its candidates."""
    place = {name: position for position, name in enumerate(problem.candidate_ids)}
    back = np.array([place[name] for name in ordered.candidate_ids], dtype=np.int64)
    asked = np.zeros(problem.n_candidates, dtype=bool)
    asked[back[opened]] = True
    return asked, None if serving is None else np.where(serving >= 0, back[serving], -1)


def first_answer(problem: SitingProblem) -> SitingPlan | None:
    """A good plan at once, or None where greed finds none that meets every condition (there may still be one).

    Raises NoFeasiblePlan where villages are out of every candidate's reach.
    """
    refuse_unreachable(problem)
    deadline = Deadline(None)
    ordered = in_canonical_order(problem)
    found = _first(ordered)
    if found.opened is None:
        return None
    opened, serving = _as_asked(problem, ordered, fill_up(ordered, found.opened), found.serving)
    return make_plan(problem, opened, bound=None, proven=False, seconds=deadline.spent(), serving=serving)


def solve(
    problem: SitingProblem,
    *,
    time_limit_s: float | None = TIME_LIMIT_S,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
) -> Iterator[SitingPlan]:
    """Yield the first answer (if greed finds one), then the proven or best plan. Raises what `prove` raises."""
    early = first_answer(problem)
    if early is not None:
        yield early
    yield prove(problem, time_limit_s=time_limit_s, on_progress=on_progress, should_stop=should_stop)


def prove(
    problem: SitingProblem,
    *,
    time_limit_s: float | None = TIME_LIMIT_S,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
    most_for_highs: int = ARCS_FOR_HIGHS,
) -> SitingPlan:
    """The best plan with its proof, or with a bound where time ran out.

    `on_progress` hears of each stage; `should_stop` is asked between stages (to stop inside one, run a `SitingJob`).
    `most_for_highs` is how many village–site pairs of p-median are left to HiGHS; with more, sites are branched on.

    Raises NoFeasiblePlan (proven, with the villages named), TimeRanOut or Cancelled (no plan found, nothing proven).
    """
    deadline = Deadline(checked_seconds(time_limit_s) if time_limit_s else time_limit_s)
    refuse_unreachable(problem)
    ordered = in_canonical_order(problem)
    watch = _Watch(deadline, on_progress, should_stop, most_for_highs)
    first = _first(ordered)
    value = None if first.opened is None else measure(ordered, first.opened, first.serving).objective
    watch.tell("stage_first", value)
    found = _search(ordered, first, watch)
    if found.infeasible:
        raise why_infeasible(ordered, Deadline(EXPLAIN_S))
    found = _better(ordered, first, found)
    if found.opened is None:
        raise _nothing_found(deadline, watch, found.bound)
    opened, serving = _as_asked(problem, ordered, fill_up(ordered, found.opened), found.serving)
    plan = make_plan(problem, opened, bound=found.bound, proven=found.proven, seconds=deadline.spent(), serving=serving)
    watch.tell("stage_done", plan.objective, plan.bound)
    return plan


def _nothing_found(deadline: Deadline, watch: _Watch, bound: float | None) -> Cancelled | TimeRanOut:
    if watch.stopped():
        return Cancelled("cancelled_before_plan")
    return TimeRanOut("no_plan_in_time", bound, seconds=round(deadline.spent(), 1))


def _first(problem: SitingProblem) -> _Found:
    """Greedy sites, kept only if they meet every condition."""
    opened = first_sites(problem)
    serving = None
    if problem.has_capacity:
        opened, serving = fill_rooms(problem, opened)
    feasible = measure(problem, opened, serving).feasible
    return _Found(opened if feasible else None, serving, None, False)


def _search(problem: SitingProblem, first: _Found, watch: _Watch) -> _Found:
    if problem.model == "p-center":
        return _center(problem, first, watch)
    if problem.model == "p-median":
        return _median(problem, first, watch)
    if problem.has_capacity:
        program = capacity_cover_program(problem)
    else:
        program = lscp_program(problem) if problem.model == "lscp" else mclp_program(problem)
    if watch.listens:
        watch.tell(
            "stage_lower" if problem.model == "lscp" else "stage_upper", None, linear_bound(program, watch.deadline)
        )
    found = _read(problem, program, run_highs(program, watch.deadline))
    if problem.backup == "most" and found.opened is not None and found.proven and not problem.has_capacity:
        return _with_most_backup(problem, found, watch)
    return found


def _read(problem: SitingProblem, program: Program, outcome: Outcome) -> _Found:
    if outcome.solution is None:
        return _Found(None, None, outcome.bound, False, outcome.status == "infeasible")
    opened = np.zeros(problem.n_candidates, dtype=bool)
    opened[outcome.opened(program)] = True
    serving = assignment_of(problem, program, outcome.solution) if problem.has_capacity else None
    return _Found(opened, serving, outcome.bound, outcome.status == "proven")


def _with_most_backup(problem: SitingProblem, fewest: _Found, watch: _Watch) -> _Found:
    """Among plans of as few sites, the one that backs up most residents; `proven` asks for both proofs."""
    assert fewest.opened is not None
    sites = int(fewest.opened.sum())
    watch.tell("stage_backup", sites, sites)
    program = backup_program(problem, sites)
    second = _read(problem, program, run_highs(program, watch.deadline))
    if second.opened is None:
        return _Found(fewest.opened, None, float(sites), False)
    return _Found(second.opened, None, float(sites), second.proven)


def _median(problem: SitingProblem, first: _Found, watch: _Watch) -> _Found:
    if first.opened is None or not applies(problem):
        program = p_median_program(problem)
        return _read(problem, program, run_highs(program, watch.deadline))
    reduced = bound_p_median(problem, first.opened)
    known = measure(problem, reduced.opened).objective
    watch.tell("stage_lower", known, reduced.bound)
    best = _Found(reduced.opened, None, reduced.bound, False)
    if reduced.bound > reduced.limit:
        return _Found(reduced.opened, None, known, True)
    if suits(problem) and reduced.keep_arcs.sum() > watch.most_for_highs:
        branched = branch_p_median(problem, reduced, watch.deadline)
        watch.tell("stage_branched", measure(problem, branched.opened).objective, branched.bound)
        return _Found(branched.opened, None, branched.bound, branched.proven)
    return _better(problem, best, _median_rest(problem, reduced, known, watch))


def _median_rest(problem: SitingProblem, reduced: Bounded, known: float, watch: _Watch) -> _Found:
    """Solve what the bound has left over: every plan better than the best one met is still in it."""
    program = p_median_program(problem, keep_arcs=reduced.keep_arcs, closed=reduced.closed, size=known)
    outcome = run_highs(program, watch.deadline)
    if outcome.status == "infeasible":
        return _Found(reduced.opened, None, known, True)
    found = _read(problem, program, outcome)
    bound = reduced.bound if found.bound is None else max(reduced.bound, min(found.bound, known))
    return _Found(found.opened, None, bound, found.proven)


def _center(problem: SitingProblem, first: _Found, watch: _Watch) -> _Found:
    found = search_radius(
        problem,
        first.opened,
        first.serving,
        watch.deadline,
        lambda bound, best: watch.tell("stage_radius", best, bound),
    )
    return _Found(found.opened, found.serving, found.bound, found.proven, found.infeasible)


def _better(problem: SitingProblem, first: _Found, found: _Found) -> _Found:
    """The solver's plan, or the first answer where the solver was stopped with less."""
    if first.opened is None:
        return found
    trusted = True
    if found.opened is not None:
        late = measure(problem, found.opened, found.serving)
        early = measure(problem, first.opened, first.serving)
        ahead = early.objective > late.objective if problem.maximises else early.objective < late.objective
        if late.feasible and not ahead:
            return found
        # A plan that misses a condition by the solver's own tolerance proves nothing about the first answer.
        trusted = late.feasible
    return _Found(first.opened, first.serving, found.bound, found.proven and trusted)


def fill_up(problem: SitingProblem, opened: BoolArray) -> BoolArray:
    """Open exactly p where the optimum needs fewer: standing clinics first, then those most residents can reach.

    With a budget nothing is added: money is not spent on what gains nothing.
    """
    if problem.model == "lscp" or problem.p is None or problem.budget is not None:
        return opened
    free = np.flatnonzero(problem.allowed & problem.counted & ~opened)
    missing = problem.p - int((opened & problem.counted).sum())
    within_reach = problem.weights @ problem.usable[0][:, free]
    order = np.lexsort((-within_reach, ~problem.existing[free]))
    filled = opened.copy()
    filled[free[order[:missing]]] = True
    return filled
