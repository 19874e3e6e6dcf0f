"""What accounts cost at the first load of a page: the page's HTML and its first run over the socket, with and without.

Two servers over the same warehouse, one with accounts; a reader of each opens the same page in turn. The middle of the
differences and of the ratios within a pair is told: whatever else the machine does falls on both.
"""

from __future__ import annotations

import http.client
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from accounts import people, sessions
from accounts.roles import Grant
from accounts.store import SETTING, open_store
from benchmarks.session import Server, Session, served
from ops.serve import HOST
from ui.entrance import COOKIE

PAGE, ASKED = "coverage", {"county": "450223", "period": "2024"}
FIRST, PAIRS = 4, 40


def run() -> Iterator[tuple[str, float, str]]:
    """Yield milliseconds of a first load without and with accounts, the difference and the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "accounts.db"
        cookie = f"{COOKIE}={signed_in(file)}"
        with (
            served(collecting=False, **{SETTING: "off"}) as without,
            served(collecting=False, **{SETTING: str(file)}) as with_accounts,
        ):
            pairs = [in_turn(without, with_accounts, cookie, turn) for turn in range(FIRST + PAIRS)][FIRST:]
    off, on = ([pair[at] * 1000 for pair in pairs] for at in (0, 1))
    yield "accounts.first_load.off", statistics.median(off), "ms"
    yield "accounts.first_load.on", statistics.median(on), "ms"
    yield "accounts.first_load.more", statistics.median(b - a for a, b in zip(off, on, strict=True)), "ms"
    yield "accounts.first_load.ratio", statistics.median(b / a for a, b in zip(off, on, strict=True)), ""


def in_turn(without: Server, with_accounts: Server, cookie: str, turn: int) -> tuple[float, float]:
    """Return the seconds without and with accounts; who is first changes with every turn."""
    if turn % 2:
        on = first_load(with_accounts, cookie)
        return first_load(without, ""), on
    return first_load(without, ""), first_load(with_accounts, cookie)


def signed_in(file: Path) -> str:
    """Make accounts with one reader, who has signed in; return the cookie's value."""
    store, now = open_store(file), time.time()
    first = people.add(store, now, "bench", "bench", "bench", Grant("leader"))
    person = people.everyone(store)[0]
    people.change_password(store, now, person, first, "Zhongdu-8-kilometres")
    made = sessions.begin(store, now, person, HOST)
    store.engine.dispose()
    return made


def first_load(server: Server, cookie: str) -> float:
    """Return the seconds from asking for the page to the end of its first run, as a browser that was never here."""
    headers = {"Cookie": cookie} if cookie else {}
    began = time.perf_counter()
    page = http.client.HTTPConnection(HOST, server.port, timeout=60)
    page.request("GET", f"/{PAGE}", headers=headers | {"Accept": "text/html"})
    answer = page.getresponse()
    answer.read()
    page.close()
    if answer.status != http.HTTPStatus.OK:
        raise RuntimeError(f"/{PAGE} answers {answer.status}")
    session = Session(server.port, headers=headers)
    session.ask(PAGE, **ASKED)
    took = time.perf_counter() - began
    session.close()
    return took
