"""Who may have a solver work now: so many at once on this server, in the order they came, as long as somebody looks.

A solver takes a core. Each page that waits for one asks after it several times a second; one that nobody has asked
after for LEFT_AFTER_S, its reader gone or on another page, is stopped, and its place is the next one's.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import streamlit as st

from ui.language import say

MOST_AT_ONCE: Final = max(1, int(os.environ.get("YILAN_SOLVERS", "") or min(2, os.cpu_count() or 1)))
LEFT_AFTER_S: Final = 30.0
LOOKS_EVERY_S: Final = 2.0

Job = TypeVar("Job")


@dataclass
class _Working(Generic[Job]):
    job: Job
    running: Callable[[Job], bool]
    stop: Callable[[Job], object]
    seen: float


class SolverDesk:
    """Admits jobs, at most `most` at once, first come first served; stops those whose reader has left."""

    def __init__(
        self, most: int = MOST_AT_ONCE, left_after_s: float = LEFT_AFTER_S, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._left_after, self._clock = most, left_after_s, clock
        self._working: dict[Hashable, _Working[object]] = {}
        self._waiting: dict[Hashable, float] = {}
        self._lock = threading.Lock()
        self._watch: threading.Thread | None = None

    def admitted(
        self,
        owner: Hashable,
        start: Callable[[], Job],
        running: Callable[[Job], bool],
        stop: Callable[[Job], object],
    ) -> Job | None:
        """Return the owner's new job, or None while it is not its turn; ask again then. What `start` raises is raised.

        owner : who waits, the same at every asking.
        """
        with self._lock:
            self._look()
            self._waiting[owner] = self._clock()
            ahead = list(self._waiting).index(owner)
            if ahead >= self._most - len(self._working):
                return None
            del self._waiting[owner]
            job = start()
            self._working[owner] = _Working(job, running, stop, self._clock())  # type: ignore[arg-type]
        self._keep_watch()
        return job

    def now(self) -> float:
        """Return the time by the desk's clock, in seconds."""
        return self._clock()

    def has_left(self, seen: float) -> bool:
        """Say whether a reader who was last heard of at `seen` counts as gone."""
        return self._clock() - seen > self._left_after

    def gives_up(self, owner: Hashable) -> None:
        """Take an owner out of the queue at once, so that the next need not wait until it is missed."""
        with self._lock:
            self._waiting.pop(owner, None)

    def asked_after(self, owner: Hashable) -> None:
        """Note that somebody still looks at the owner's job."""
        with self._lock:
            working = self._working.get(owner)
            if working is not None:
                working.seen = self._clock()

    def ahead_of(self, owner: Hashable) -> int:
        """Return how many stand in the queue before an owner that waits."""
        with self._lock:
            return list(self._waiting).index(owner) if owner in self._waiting else 0

    def look(self) -> int:
        """Stop what nobody looks at any more, forget what has ended, and return how many work on."""
        with self._lock:
            self._look()
            return len(self._working)

    def _look(self) -> None:
        now = self._clock()
        for owner, working in list(self._working.items()):
            if not working.running(working.job):
                del self._working[owner]
            elif now - working.seen > self._left_after:
                working.stop(working.job)
                del self._working[owner]
        for owner, seen in list(self._waiting.items()):
            if now - seen > self._left_after:
                del self._waiting[owner]

    def _keep_watch(self) -> None:
        if self._watch is None or not self._watch.is_alive():
            self._watch = threading.Thread(target=self._look_on, daemon=True)
            self._watch.start()

    def _look_on(self) -> None:
        while self.look():
            time.sleep(LOOKS_EVERY_S)


def queue_words(ahead: int) -> str:
    """Return what a reader is told who waits for others' calculations."""
    return say(
        f"正在排队：前面还有{ahead}个计算（同时最多算{MOST_AT_ONCE}个），轮到就算，不必刷新。",
        f"Waiting: {ahead} before this one (at most {MOST_AT_ONCE} at once); it begins by itself.",
    )


@st.cache_resource(show_spinner=False)
def desk() -> SolverDesk:
    """Return the desk of this server, one for all sessions."""
    return SolverDesk()
