"""A progress bar for work that is usually done before anyone could read it: it appears only once it is worth it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import streamlit as st

APPEARS_AFTER_S: Final = 0.3
Report = Callable[[int, int], None]


@contextmanager
def late_progress(
    words: Callable[[int, int], str], clock: Callable[[], float] = time.monotonic, slot: Any = None
) -> Iterator[Report]:
    """Give a function to report (done, total) to; a bar is drawn from APPEARS_AFTER_S on and taken away at the end.

    words : what stands beside the bar for (done, total).
    """
    place = st.empty() if slot is None else slot
    began, drawn = clock(), False

    def report(done: int, total: int) -> None:
        nonlocal drawn
        if clock() - began >= APPEARS_AFTER_S:
            place.progress(done / max(total, 1), text=words(done, total))
            drawn = True

    try:
        yield report
    finally:
        if drawn:
            place.empty()
