"""Plans for pages: the siting ground by data version, the jobs that work on a reader's question, what they found."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, cast
from uuid import uuid4

import streamlit as st

from metrics.circle import places as circle_places
from metrics.circle.circle import Circle, CircleQuestion, CircleView
from metrics.circle.county import ground_of as circle_ground
from metrics.circle.what_if import Step, apply
from metrics.plans.siting_inputs import SitingGround, VisitGround, siting_ground, visit_ground
from metrics.source import Source
from pages.planning.inputs import PlanQuestion
from planning.siting import JobState, SitingJob, SitingPlan, SitingProblem, Study, StudyJob, TimeRanOut, prove
from planning.siting.faults import Cancelled
from travel.speeds import Mode, Scenario
from travel.tiers import TierName
from ui import circles, kept, solvers

KEPT_PLANS: Final = 200
AT_ONCE_S: Final = 0.4
CURVE_BEYOND, CURVE_LEAST, CURVE_MOST = 3, 8, 15
_JOB, _STUDY, _READER = "plan_job", "plan_study", "plan_reader"


@kept.kept(entries=16)
def _siting_ground(
    source: Source, county: str, month: int, tier: TierName, mode: Mode, seasons: tuple[Scenario, ...]
) -> SitingGround:
    grounds = [source.ask(circle_ground, county, month, mode, season) for season in seasons]
    return siting_ground(
        grounds,
        source.read(circle_places.circle_villages, county, month),
        source.read(circle_places.circle_facilities, county, month),
        county=county,
        month=month,
        tier=tier,
        mode=mode,
        seasons=seasons,
    )


def ground_of(question: PlanQuestion, county: str, month: int) -> SitingGround:
    """Return the siting ground of a question. Raises QuestionError, WarehouseError."""
    tier, mode = cast("TierName", question.tier), cast("Mode", question.mode)
    return _siting_ground(county, month, tier, mode, question.seasons)


def asked_circle(ground: SitingGround, season: int = 0) -> CircleQuestion:
    """Return the service circle that a plan is about, in one of its seasons."""
    view = CircleView(tier=ground.tier, mode=ground.mode, scenario=ground.seasons[season])
    return CircleQuestion(ground.county, ground.month, view)


def circle_after(ground: SitingGround, steps: tuple[Step, ...], season: int = 0) -> Circle:
    """Return the circle of one season after a plan. Raises QuestionError, WarehouseError."""
    asked = asked_circle(ground, season)
    base = circles.circle_of(asked)
    facilities = circles.facilities_of(asked)
    counted = facilities["institution_code"].isin(base.sites["code"]).to_numpy()
    return apply(base, steps, circles.villages_of(asked), facilities, counted)


@kept.kept(entries=32)
def _visit_ground(source: Source, county: str, month: int, mode: Mode, specialty: str) -> VisitGround:
    ground = _siting_ground(county, month, "township", mode, ("normal",))
    return visit_ground(ground, source.read(circle_places.expert_places, county, month), specialty)


def visits_of(question: PlanQuestion, county: str, month: int, specialty: str) -> VisitGround:
    """Return the places for specialist-days, on normal roads. Raises QuestionError, WarehouseError."""
    return _visit_ground(county, month, cast("Mode", question.mode), specialty)


@dataclass
class Shelf:
    """What jobs have found, for all sessions, the newest KEPT_PLANS of them."""

    found: OrderedDict[Any, Any] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: Any) -> Any:
        """Return what was kept under a key, or None."""
        with self.lock:
            return self.found.get(key)

    def keep(self, key: Any, value: Any) -> None:
        """Keep a finding and let the oldest go."""
        with self.lock:
            self.found[key] = value
            while len(self.found) > KEPT_PLANS:
                self.found.popitem(last=False)


@st.cache_resource(show_spinner=False)
def _shelf() -> Shelf:
    return Shelf()


def _work_on(slot: str, key: Any, start: Callable[[], Any], running: Callable[[Any], bool]) -> Any:
    """Return this session's job for a key; a job for anything else is stopped first. None while others' come first."""
    held = st.session_state.get(slot)
    if held is not None and held[0] == key:
        solvers.desk().asked_after(_owner(slot))
        return held[1]
    if held is not None:
        held[1].cancel()
        del st.session_state[slot]
    job = solvers.desk().admitted(_owner(slot), start, running, lambda left: left.cancel())
    if job is not None:
        st.session_state[slot] = (key, job)
    return job


def _owner(slot: str) -> tuple[str, str]:
    """Return who waits: this session, with one job of each kind."""
    return str(st.session_state.setdefault(_READER, uuid4().hex)), slot


def ahead() -> int:
    """Return how many calculations stand in the queue before this session's plan."""
    return solvers.desk().ahead_of(_owner(_JOB))


def plan_state(key: tuple[Any, ...], problem: SitingProblem, seconds: int) -> JobState:
    """Return where the plan for a question stands, and start working on it when nobody has.

    Raises NoFeasiblePlan where villages are out of every candidate's reach.
    """
    key = ("plan", kept.data_version(), *key)
    known: JobState | None = _shelf().get(key)
    if known is not None:
        return known
    held = st.session_state.get(_JOB)
    at_once = None if held is not None and held[0] == key else _proven_at_once(problem)
    if at_once is not None:
        _shelf().keep(key, at_once)
        return at_once
    job = _work_on(_JOB, key, lambda: SitingJob(problem, time_limit_s=seconds), lambda own: own.state().running)
    state: JobState = JobState(True, None, (), None) if job is None else job.state()
    # What a reader stopped is unfinished for that reader only.
    if not state.running and not isinstance(state.fault, Cancelled):
        _shelf().keep(key, state)
    return state


def _proven_at_once(problem: SitingProblem) -> JobState | None:
    """Return the proven plan of an easy question: a process of its own would take longer to start than to solve it.

    None where AT_ONCE_S does not suffice. Raises NoFeasiblePlan.
    """
    try:
        plan = prove(problem, time_limit_s=AT_ONCE_S)
    except TimeRanOut:
        return None
    return JobState(False, plan, (), None) if plan.proven else None


def cancel_plan() -> None:
    """Stop the session's calculation; the first answer stays."""
    held = st.session_state.get(_JOB)
    if held is not None:
        held[1].cancel()


def plan_again() -> None:
    """Forget a stopped calculation, so that the next run begins it anew."""
    st.session_state.pop(_JOB, None)


def study_state(key: tuple[Any, ...], problem: SitingProblem, plan: SitingPlan) -> tuple[Study, bool]:
    """Return the answers to what is asked after a plan, and whether more are to come."""
    key = ("study", kept.data_version(), *key, plan.sites)
    known: tuple[Study, bool] | None = _shelf().get(key)
    if known is not None:
        return known
    first = 0 if problem.kept.any() else 1
    last = min(max(CURVE_LEAST, len(plan.new_sites) + CURVE_BEYOND), CURVE_MOST, problem.n_candidates)
    job = _work_on(
        _STUDY, key, lambda: StudyJob(problem, plan, range(first, last + 1)), lambda own: bool(own.state()[1])
    )
    state: tuple[Study, bool] = (Study(), True) if job is None else job.state()
    if not state[1]:
        _shelf().keep(key, state)
    return state
