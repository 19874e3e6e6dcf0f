"""Whether the server's memory stays flat over 2,000 filter changes, and what a warm change costs its processor.

Speaks Streamlit's own messages over the socket, as a browser would, so that nothing but the server is measured. Several
readers take turns; again and again one of them leaves and another comes. Once as it is set (`runner.postScriptGC =
false` and `ui.start`), once with a full collection after every script run.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from itertools import cycle, islice, product

from benchmarks.session import Session, served

COUNTIES = ("450223", "140781", "141102", "141122", "141125")
PERIODS = ("2023", "2023H1", "2023Q4", "2023-06", "2023-01..2023-09", "2022", "2022H2", "2022-01..2022-06")
PAGES = ("", "coverage", "year_on_year")
WARM_UP = 120
"""Each question once: what is kept of a question is no leak."""

READERS = 4
STAY = 100
"""After so many changes of all readers together the one who came first leaves and another comes."""

LOOKED_AT = (200, 1000, 2000)
CHANGES_WITH_COLLECTION = 200


def run() -> Iterator[tuple[str, float, str]]:
    """Yield megabytes after so many changes, what a thousand of them add, and processor time per warm change."""
    with served(collecting=False) as server, Readers(server.port) as readers:
        sizes = {}
        start, done = server.worked(), 0
        for number in LOOKED_AT:
            readers.change(number - done)
            done = number
            sizes[number] = server.megabytes()
            yield f"memory.after_{number}_changes", sizes[number], "MB"
        yield "memory.per_1000_changes", (sizes[2000] - sizes[1000]), "MB"
        yield "memory.cpu_per_change", (server.worked() - start) / done * 1000, "ms"
        yield "memory.change.median", statistics.median(readers.seconds) * 1000, "ms"
        yield "memory.change.p99", statistics.quantiles(readers.seconds, n=100)[-1] * 1000, "ms"
        yield "memory.change.slowest", max(readers.seconds) * 1000, "ms"
    with served(collecting=True) as server, Readers(server.port) as readers:
        start = server.worked()
        readers.change(CHANGES_WITH_COLLECTION)
        yield "memory.with_collection.after_200_changes", server.megabytes(), "MB"
        worked = server.worked() - start
        yield "memory.with_collection.cpu_per_change", worked / CHANGES_WITH_COLLECTION * 1000, "ms"


class Readers:
    """Sessions that change page, county and period in turn; together they have seen every question before."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._questions = cycle(product(PAGES, PERIODS, COUNTIES))
        self._sessions: list[Session] = []
        self._done = 0
        self.seconds: list[float] = []

    def __enter__(self) -> Readers:
        self._sessions = [Session(self._port) for _ in range(READERS)]
        self.change(WARM_UP)
        self.seconds.clear()
        return self

    def __exit__(self, *fault: object) -> None:
        for session in self._sessions:
            session.close()

    def change(self, times: int) -> None:
        """Ask for the next pages and wait for each. Raises RuntimeError for a page that fails."""
        for page, period, county in islice(self._questions, times):
            self._done += 1
            if self._done % STAY == 0:
                self._sessions.pop(0).close()
                self._sessions.append(Session(self._port))
            start = time.monotonic()
            self._sessions[self._done % READERS].ask(page, county=county, period=period)
            self.seconds.append(time.monotonic() - start)
