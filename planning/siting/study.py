"""What is asked after the plan, worked out in a process of its own: each answer is shown once it is there."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from planning.siting.answers import CurvePoint, Stability, marginal_curve, stability
from planning.siting.faults import SitingFault
from planning.siting.near_best import Alternatives, alternatives
from planning.siting.outside import OutsideVillage, outside_villages
from planning.siting.plan import SitingPlan
from planning.siting.problem import SitingProblem
from planning.siting.worker import Worker, put_down, question_in

STUDY = "study.pickle"
TIME_LIMIT_S = 10.0  # for each single question; one without a proof by then says so


@dataclass(frozen=True)
class Study:
    """The answers found so far; None while one is still being worked out."""

    outside: tuple[OutsideVillage, ...] | None = None
    curve: tuple[CurvePoint, ...] = ()
    curve_done: bool = False
    alternatives: Alternatives | None = None
    stability: Stability | None = None


class StudyJob:
    """Starts at once; `state()` gives the answers found so far and whether more are to come."""

    def __init__(
        self,
        problem: SitingProblem,
        plan: SitingPlan,
        p_values: Sequence[int],
        *,
        time_limit_s: float = TIME_LIMIT_S,
    ) -> None:
        self._known = Study()
        self._finished = False
        self._worker = Worker(__name__, (problem, plan, tuple(p_values), time_limit_s))

    def state(self) -> tuple[Study, bool]:
        """Return what is known now and whether the work goes on; never waits."""
        if not self._finished:
            running = self._worker.running()
            self._known = self._worker.read(STUDY) or self._known
            if not running:
                self._close()
        return self._known, not self._finished

    def wait(self, seconds: float | None = None) -> tuple[Study, bool]:
        """Wait for the end, or for so many seconds."""
        if not self._finished:
            self._worker.wait(seconds)
        return self.state()

    def cancel(self) -> None:
        """Stop now; what is known stays."""
        if not self._finished:
            self._worker.stop()
            self._known = self._worker.read(STUDY) or self._known
            self._close()

    def _close(self) -> None:
        self._finished = True
        self._worker.close()


def work(folder: Path) -> None:
    """Answer one question after the other; what the worker process runs. One that ran out of time stays unanswered."""
    problem, plan, p_values, time_limit_s = question_in(folder)
    study = Study(outside=tuple(outside_villages(problem, plan)))
    put_down(folder, STUDY, study)
    with suppress(SitingFault):
        for point in marginal_curve(problem, p_values, time_limit_s=time_limit_s):
            study = replace(study, curve=(*study.curve, point))
            put_down(folder, STUDY, study)
        study = replace(study, curve_done=True)
        put_down(folder, STUDY, study)
    with suppress(SitingFault):
        study = replace(study, alternatives=alternatives(problem, plan, time_limit_s=time_limit_s))
        put_down(folder, STUDY, study)
    with suppress(SitingFault):
        put_down(folder, STUDY, replace(study, stability=stability(problem, plan, time_limit_s=time_limit_s)))
