"""A proof running in a process of its own, so that a screen can show its progress and stop it at any moment."""

import json
import os
import pickle
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from planning.siting.faults import Cancelled, SitingFault, SolverFailed
from planning.siting.plan import SitingPlan
from planning.siting.problem import SitingProblem
from planning.siting.proof import TIME_LIMIT_S, Progress, first_answer, prove

HOUSE = Path(__file__).resolve().parents[2]
QUESTION, ANSWER, PROGRESS = "question.pickle", "answer.pickle", "progress.jsonl"
STOP_WAIT_S = 5.0  # a worker that has not ended by then is killed


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
        self._folder = tempfile.TemporaryDirectory(prefix="siting-")
        self._path = Path(self._folder.name)
        (self._path / QUESTION).write_bytes(pickle.dumps((problem, time_limit_s)))
        # A fresh interpreter, not a fork: the caller may be a server with many threads.
        self._process = subprocess.Popen(
            [sys.executable, "-m", "planning.siting.job", str(self._path)],
            cwd=HOUSE,
            env={**os.environ, "PYTHONPATH": str(HOUSE)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def state(self) -> JobState:
        """What is known now; never waits."""
        if not self._finished:
            running = self._process.poll() is None
            self._read_progress()
            if not running:
                self._finish()
        return JobState(not self._finished, self._best, self._progress, self._fault)

    def wait(self, seconds: float | None = None) -> JobState:
        """Wait for the end, or for so many seconds."""
        if not self._finished:
            try:
                self._process.wait(seconds)
            except subprocess.TimeoutExpired:
                return self.state()
        return self.state()

    def cancel(self) -> JobState:
        """Stop now; the best plan so far stays, with no claim about how good it is."""
        if not self._finished:
            self._process.terminate()
            try:
                self._process.wait(STOP_WAIT_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._read_progress()
            self._fault = Cancelled("已取消，方案未证明最优。", "需要时请重新计算。")
            self._close()
        return self.state()

    def __enter__(self) -> "SitingJob":
        return self

    def __exit__(self, *_: object) -> None:
        self.cancel()

    def _read_progress(self) -> None:
        path = self._path / PROGRESS
        if path.exists():
            # The last line may be half written: only lines that end are read.
            lines = path.read_text(encoding="utf-8").split("\n")[:-1]
            self._progress = tuple(Progress(**json.loads(line)) for line in lines)

    def _finish(self) -> None:
        path = self._path / ANSWER
        if path.exists():
            answer = pickle.loads(path.read_bytes())
            if isinstance(answer, SitingPlan):
                self._best = answer
            else:
                self._fault = answer
        else:
            self._fault = SolverFailed("求解进程中断，没有给出结果。", "请稍后重试；若仍不行，请联系管理员。")
        self._close()

    def _close(self) -> None:
        self._finished = True
        self._folder.cleanup()


def work(folder: Path) -> None:
    """Answer the question in the folder; what the worker process runs."""
    problem, time_limit_s = pickle.loads((folder / QUESTION).read_bytes())
    with (folder / PROGRESS).open("a", encoding="utf-8") as progress:

        def tell(step: Progress) -> None:
            progress.write(json.dumps(asdict(step), ensure_ascii=False) + "\n")
            progress.flush()

        try:
            answer: SitingPlan | SitingFault = prove(problem, time_limit_s=time_limit_s, on_progress=tell)
        except SitingFault as fault:
            answer = fault
    partial = folder / f"{ANSWER}.part"
    partial.write_bytes(pickle.dumps(answer))
    partial.rename(folder / ANSWER)


if __name__ == "__main__":
    work(Path(sys.argv[1]))
