"""Which version of the warehouse is in force: asked rarely, remembered while it does not answer."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from data_access.errors import WarehouseError

# A data version is looked up at most this often; a load is seen within that time.
VERSION_SECONDS = 2.0
log = logging.getLogger("yilan.kept")


class Lookout:
    """Asks the warehouse for its version and remembers the last answer; shared by all sessions.

    ask     : gives the version in force. Raises WarehouseError while the warehouse is away.
    now     : the clock.
    seconds : it is asked at most this often.
    """

    def __init__(
        self, ask: Callable[[], str], now: Callable[[], datetime] = datetime.now, seconds: float = VERSION_SECONDS
    ) -> None:
        self.seconds = seconds
        self.answered_at: datetime | None = None
        self.failure: WarehouseError | None = None
        self._ask, self._now = ask, now
        self._version: str | None = None
        self._looked_at = -1e9
        self._lock = threading.Lock()

    def look(self) -> Lookout:
        """Ask, unless that was done just now, and return itself, with `failure` where no answer came. Never raises."""
        now = self._now()
        with self._lock:
            if now.timestamp() - self._looked_at < self.seconds:
                return self
            self._looked_at = now.timestamp()
            try:
                self._version = self._ask()
                self.answered_at, self.failure = now, None
            except WarehouseError as error:
                if self.failure is None:
                    log.warning("warehouse does not answer: %s", error.__cause__ or error)
                self.failure = error
        return self

    def look_again(self) -> None:
        """Forget when the warehouse was last asked, so that the next look is a real one."""
        with self._lock:
            self._looked_at = -1e9

    def version(self) -> str:
        """Return the version in force, or the last one known. Raises WarehouseError when none ever answered."""
        self.look()
        if self._version is None:
            raise self.failure or WarehouseError("no_version")
        return self._version
