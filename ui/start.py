"""What the server puts aside for good, and when it looks for what nobody holds any more: never while a page is made."""

from __future__ import annotations

import gc
import threading
from functools import cache
from typing import Final

NEVER: Final = 1_000_000
ROUNDS_DUE: Final = 20
"""So many rounds of the middle generation (some 7,000 new objects each) are worth a full one."""

AFTER_S: Final = 1.0
"""The page just made is on its way by then; its reader has hardly asked for the next."""

THAW_EVERY: Final = 8


@cache
def settle() -> None:
    """Take all that start-up made out of the garbage collector's rounds, once in a server's life.

    Modules, tables and the first page's cached reads are some 300,000 objects that stay. Walked at every full round
    they cost more than the page itself; frozen, a round sees only what came since. `[runner] postScriptGC` in
    .streamlit/config.toml is off for the same reason: Streamlit would start a full round after every script run.
    From now on only `Tidying` starts full rounds: a server that keeps a million objects needs 0.6 s for one, and the
    reader whose page it fell into waited for it.
    """
    gc.collect()
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, NEVER)


class Tidying:
    """Full rounds of the garbage collector, each soon after a page was made.

    What a round leaves is mostly what is kept for readers: it is frozen, so that the next round is as short. Sessions
    that ended and drawings put off the shelves lie frozen too; every eighth round walks everything and finds them.
    """

    def __init__(self) -> None:
        self._rounds = 0
        self._waiting = threading.Lock()

    def when_due(self, after_s: float = AFTER_S) -> None:
        """Start a round in a moment, if enough came since the last one and none is under way."""
        if gc.get_count()[2] < ROUNDS_DUE or not self._waiting.acquire(blocking=False):
            return
        timer = threading.Timer(after_s, self._run)
        timer.daemon = True
        timer.start()

    def _run(self) -> None:
        try:
            self.tidy()
        finally:
            self._waiting.release()

    def tidy(self) -> None:
        """Do one round now."""
        self._rounds += 1
        if self._rounds % THAW_EVERY == 0:
            gc.unfreeze()
        gc.collect()
        gc.freeze()


tidying: Final = Tidying()
