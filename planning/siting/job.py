"""A proof running in a process of its own, so that a screen can show its progress and stop it at any moment."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from planning.siting.faults import Cancelled, SitingFault, SolverFailed
from planning.siting.plan import SitingPlan
from planning.siting.problem import SitingProblem
from planning.siting.proof import TIME_LIMIT_S, Progress, first_answer, prove
from planning.siting.worker import Worker, put_down, question_in

ANSWER, PROGRESS = "answer.pickle", "progress.jsonl"


@dataclass(frozen=True)
class JobState:
    """Where a job stands. `best` is the first answer until the proven plan replaces it; `fault` ends the job."""

    running: bool
    best: SitingPlan | None
    progress: tuple[Progress, ...]
    fault: SitingFault | None


class SitingJob:
    """Starts at once, with the first answer in `best`; ask `state()` as often as the screen likes.

    Use as a context manager, or call `cancel()`: both end the process and remove its folder.
    Raises NoFeasiblePlan on construction where villages are out of every candidate's reach.
    """

    def __init__(self, problem: SitingProblem, *, time_limit_s: float = TIME_LIMIT_S) -> None:
        self._best = first_answer(problem)
        self._fault: SitingFault | None = None
        self._finished = False
        self._progress: tuple[Progress, ...] = ()
        self._worker = Worker(__name__, (problem, time_limit_s))

    def state(self) -> JobState:
        """What is known now; never waits."""
        if not self._finished:
            running = self._worker.running()
            self._read_progress()
            if not running:
                self._finish()
        return JobState(not self._finished, self._best, self._progress, self._fault)

    def wait(self, seconds: float | None = None) -> JobState:
        """Wait for the end, or for so many seconds."""
        if not self._finished:
            self._worker.wait(seconds)
        return self.state()

    def cancel(self) -> JobState:
        """Stop now; the best plan so far stays, with no claim about how good it is."""
        if not self._finished:
            self._worker.stop()
            self._read_progress()
            self._fault = Cancelled("cancelled_before_proof")
            self._close()
        return self.state()

    def __enter__(self) -> "SitingJob":
        return self

    def __exit__(self, *_: object) -> None:
        self.cancel()

    def _read_progress(self) -> None:
        path = self._worker.path / PROGRESS
        if path.exists():
            # The last line may be half written: only lines that end are read.
            lines = path.read_text(encoding="utf-8").split("\n")[:-1]
            self._progress = tuple(Progress(**json.loads(line)) for line in lines)

    def _finish(self) -> None:
        answer = self._worker.read(ANSWER)
        if isinstance(answer, SitingPlan):
            self._best = answer
        else:
            self._fault = answer or SolverFailed("solver_died")
        self._close()

    def _close(self) -> None:
        self._finished = True
        self._worker.close()


def work(folder: Path) -> None:
    """Answer the question in the folder; what the worker process runs."""
    problem, time_limit_s = question_in(folder)
    with (folder / PROGRESS).open("a", encoding="utf-8") as progress:

        def tell(step: Progress) -> None:
            progress.write(json.dumps(asdict(step), ensure_ascii=False) + "\n")
            progress.flush()

        try:
            answer: SitingPlan | SitingFault = prove(problem, time_limit_s=time_limit_s, on_progress=tell)
        except SitingFault as fault:
            answer = fault
    put_down(folder, ANSWER, answer)
