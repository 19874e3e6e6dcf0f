"""Deep links that many readers open together, right after a start: how many of 50 show an error instead of the page.

A restart finds the tabs of all readers waiting; each opens its own address again before any page was ever drawn.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import cycle, islice
from typing import Final

from websockets.exceptions import WebSocketException

from benchmarks.session import Session, served

TOGETHER: Final = (12, 12, 13, 13)
"""Links that are opened at the same moment, a start each."""

LIMIT_S: Final = 120.0
"""A reader who waits longer counts as one who saw an error."""

OWN_FAULTS: Final = ("没能显示完整", "could not be shown in full", 'role="alert"')
FINDING: Final = '<div class="yl yl-find'
"""How a page's first line begins, which every page writes; its class alone stands in the stylesheet of any answer."""

LINKS: Final = (
    ("coverage", {"county": "450223", "period": "2024"}),
    ("circle", {"county": "140781", "period": "2024-12"}),
    ("experts", {"county": "141102", "period": "2024-12"}),
    ("year_on_year", {"county": "150622", "period": "2024", "metric": "outpatient_visits"}),
    ("mechanisms", {"county": "141122", "period": "2024"}),
    ("planning", {"county": "450223", "period": "2024"}),
    ("data", {"county": "140781", "period": "2023"}),
    ("meeting", {"county": "141102", "period": "2024"}),
    ("", {"county": "150622", "period": "2024Q3"}),
    ("catchment", {"county": "141122", "period": "2024"}),
    ("coverage", {"county": "140781", "period": "2024", "lang": "en"}),
    ("year_on_year", {"county": "141122", "period": "2024-05", "metric": "contract_rate"}),
)
"""One address a page, a former one and one in English among them; the thirteenth reader opens the first again."""


def run() -> Iterator[tuple[str, float, str]]:
    """Yield how many links were opened, and how many of them showed an error; each is named on standard error."""
    errors = 0
    for together in TOGETHER:
        with served(collecting=False) as server, ThreadPoolExecutor(together) as readers:
            for fault in readers.map(partial(fault_of, server.port), islice(cycle(LINKS), together)):
                errors += bool(fault)
                if fault:
                    print(fault, file=sys.stderr)
    yield "deep_links.opened_together_after_a_start", sum(TOGETHER), "links"
    yield "deep_links.errors", errors, f"of {sum(TOGETHER)}"


def fault_of(port: int, link: tuple[str, dict[str, str]]) -> str:
    """Open a link as a reader of its own and return what is wrong with what is shown; '' where nothing is."""
    page, query = link
    try:
        session = Session(port, LIMIT_S)
        try:
            session.ask(page, **query)
            said = next((words for words in OWN_FAULTS if words in session.markup), "")
            if not said and FINDING not in session.markup:
                said = "no finding on the page"
            return f"/{page} {query}: {said}" if said else ""
        finally:
            session.close()
    except (RuntimeError, OSError, WebSocketException) as error:
        return f"/{page} {query}: {str(error) or type(error).__name__}"
