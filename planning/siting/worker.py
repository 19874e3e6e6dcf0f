"""A worker process with a folder of its own: the question goes in as a file, what it finds comes back as files."""

import os
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parents[2]
QUESTION = "question.pickle"
STOP_WAIT_S = 5.0  # a worker that has not ended by then is killed


class Worker:
    """Lets the function `work(folder)` of a module answer a question; `end()` stops it and removes the folder."""

    def __init__(self, module: str, question: Any) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="siting-")
        self.path = Path(self._folder.name)
        (self.path / QUESTION).write_bytes(pickle.dumps(question))
        # A fresh interpreter, not a fork: the caller may be a server with many threads.
        self._process = subprocess.Popen(
            [sys.executable, "-m", "planning.siting", module, str(self.path)],
            cwd=HOUSE,
            env={**os.environ, "PYTHONPATH": str(HOUSE)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def running(self) -> bool:
        """Say whether the process still works; never waits."""
        return self._process.poll() is None

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end, or for so many seconds; say whether it has ended."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def stop(self) -> None:
        """End the process now; what it has written stays readable."""
        self._process.terminate()
        if not self.wait(STOP_WAIT_S):
            self._process.kill()
            self._process.wait()

    def read(self, name: str) -> Any:
        """Return what the worker has put down under a name, None while there is nothing."""
        path = self.path / name
        return pickle.loads(path.read_bytes()) if path.exists() else None

    def close(self) -> None:
        """Remove the folder; the process has ended."""
        self._folder.cleanup()


def question_in(folder: Path) -> Any:
    """Return the question of the folder, in the worker process."""
    return pickle.loads((folder / QUESTION).read_bytes())


def put_down(folder: Path, name: str, found: Any) -> None:
    """Leave a finding whole: a reader sees the one before or this one, never half of it."""
    partial = folder / f"{name}.part"
    partial.write_bytes(pickle.dumps(found))
    partial.rename(folder / name)
