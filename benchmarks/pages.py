"""What a reader waits for: script time per page, kilobytes on the socket, and the time to a stable page in Chromium."""

from __future__ import annotations

import ast
import logging
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, WebSocket, sync_playwright
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from ops.browser import find_chromium
from ops.environment import ROOT
from ops.serve import HOST, free_port, server_command, wait_until_answering
from tests.browser.visiting import CHROMIUM_FLAGS, settled

COUNTY = "450223"
PERIODS = ("2023", "2023H1", "2023Q4", "2023-06", "2023-01..2023-09", "2022", "2022H2", "2022-01..2022-06")
# One mechanism of each kind of evidence that the county has.
MECHANISMS = (
    "luzhai_referral", "luzhai_two_systems", "luzhai_assessment", "luzhai_in_county", "luzhai_tcm", "luzhai_budget",
    "luzhai_five_unchanged_three_powers",
)  # fmt: skip
CHANGES = 3
APP_TEST_LIMIT_S = 60
SETTLED_QUIET_S = 0.4


def run() -> Iterator[tuple[str, float, str]]:
    """Yield for each page the warm script time (p95), then what a browser sees."""
    logging.disable(logging.WARNING)  # AppTest runs without a server and says so at every line
    asked: list[tuple[str, str, dict[str, str]]] = [(name, path, {}) for name, path in pages().items()]
    asked += [(f"mechanism.{name}", "mechanisms", {"mechanism": name}) for name in MECHANISMS]
    for name, path, query in asked:
        waited, worked = script_times_p95(path, query)
        yield f"pages.{name}.script_p95", waited * 1000, "ms"
        yield f"pages.{name}.script_cpu_p95", worked * 1000, "ms"
    yield from in_the_browser()


def pages() -> dict[str, str]:
    """Return name → path of every page that app.py lists for any reader; the first one stands at the root.

    The page of accounts is there for those who administer them alone: asked for by others, no page is drawn.
    """
    tree = ast.parse((ROOT / "app.py").read_text(encoding="utf-8"))
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "st.Page")
    found = {}
    for call in calls:
        name = Path(ast.literal_eval(call.args[0])).parent.name
        path = next((ast.literal_eval(word.value) for word in call.keywords if word.arg == "url_path"), "")
        if name != "accounts":
            found[name] = path
    return found


def script_times_p95(path: str, query: Mapping[str, str] | None = None) -> tuple[float, float]:
    """Seconds a filter change takes on the server, 95th percentile over all periods, each seen once before.

    The clock's time, and the processor's: on a busy machine the first also counts waiting for others.
    """
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=APP_TEST_LIMIT_S)
    app.run()
    if path:
        app._page_hash = calc_hash(path)  # AppTest.switch_page knows only files right below pages/
        app.run()
    seconds, worked = [], []
    for warm in (False, True):
        for period in PERIODS:
            app.query_params["county"] = COUNTY
            app.query_params["period"] = period
            for name, value in (query or {}).items():
                app.query_params[name] = value
            start, work = time.perf_counter(), time.process_time()
            app.run()
            if warm:
                seconds.append(time.perf_counter() - start)
                worked.append(time.process_time() - work)
    # Interpolated within what was seen: beyond the slowest of eight there is no figure.
    p95 = (statistics.quantiles(times, n=20, method="inclusive")[-1] for times in (seconds, worked))
    return next(p95), next(p95)


class Traffic:
    """Bytes that came over a page's socket since the last look."""

    def __init__(self, page: Page) -> None:
        self.received = 0
        page.on("websocket", self._follow)

    def _follow(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._count)

    def _count(self, payload: str | bytes) -> None:
        self.received += len(payload if isinstance(payload, bytes) else payload.encode())

    def taken(self) -> float:
        """Return kilobytes since the last look, and start again."""
        size, self.received = self.received, 0
        return size / 1024


def in_the_browser() -> Iterator[tuple[str, float, str]]:
    """Yield kilobytes at first load and per filter change, and seconds from the change to a stable page."""
    port = free_port()
    server = subprocess.Popen(
        server_command(sys.executable, port),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        env=os.environ | {"STREAMLIT_LOGGER_LEVEL": "error"},
    )
    try:
        wait_until_answering(server, port)
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=find_chromium(), args=list(CHROMIUM_FLAGS))
            for name, path in pages().items():
                yield from _visit(browser, f"http://{HOST}:{port}/{path}", name)
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=20)


def _visit(browser: Browser, address: str, name: str) -> Iterator[tuple[str, float, str]]:
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    traffic = Traffic(page)
    page.goto(f"{address}?{urlencode({'county': COUNTY, 'period': '2023'})}")
    settled(page, SETTLED_QUIET_S)
    yield f"pages.{name}.first_load", traffic.taken(), "KB"
    sizes, seconds = [], []
    for change in range(CHANGES):
        page.locator('[data-testid="stSelectbox"]').nth(2).click()
        page.get_by_role("option").nth(change + 2).click()
        start = time.monotonic()
        page.wait_for_timeout(50)
        settled(page, SETTLED_QUIET_S)
        seconds.append(time.monotonic() - start - SETTLED_QUIET_S)
        sizes.append(traffic.taken())
    page.close()
    yield f"pages.{name}.filter_change", statistics.median(sizes), "KB"
    yield f"pages.{name}.filter_change_to_stable", statistics.median(seconds) * 1000, "ms"
