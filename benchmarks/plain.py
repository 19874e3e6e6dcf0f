"""A filter change of the overview against the same figures drawn the plain way; the budget is half the time.

Both run side by side on the same warehouse and take turns in one Chromium, each change to a period not asked before.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

from ops.browser import find_chromium
from ops.environment import ROOT
from ops.serve import HOST, free_port, server_command, wait_until_answering
from tests.browser.visiting import CHROMIUM_FLAGS, settled

CHANGES = 3
QUIET_S = 0.4
LIMIT_S = 180.0
# In a folder of its own: Streamlit puts the folder of its script on the path, where benchmarks/travel.py hides travel.
PLAIN_PAGE = "benchmarks/plain_overview/page.py"
COUNTY, FIRST_PERIOD = "450223", "2023"


def run() -> Iterator[tuple[str, float, str]]:
    """Yield milliseconds from the change to a stable page, ours and plain, and their ratio."""
    with served("app.py") as ours, served(PLAIN_PAGE) as plain, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find_chromium(), args=list(CHROMIUM_FLAGS))
        try:
            opened = [browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN") for _ in range(2)]
            for page, address in zip(
                opened, (f"{ours}/?county={COUNTY}&period={FIRST_PERIOD}", f"{plain}/"), strict=True
            ):
                page.goto(address)
                settled(page, QUIET_S, LIMIT_S)
            seconds: tuple[list[float], list[float]] = ([], [])
            for change in range(1, CHANGES + 1):
                # The bar's third list is the period; the plain page has only that one.
                seconds[0].append(to_stable(opened[0], 2, change))
                seconds[1].append(to_stable(opened[1], 0, change))
        finally:
            browser.close()
    medians = [statistics.median(times) * 1000 for times in seconds]
    yield "plain.ours_filter_change_to_stable", medians[0], "ms"
    yield "plain.plain_filter_change_to_stable", medians[1], "ms"
    yield "plain.ours_over_plain", medians[0] / medians[1], ""


@contextmanager
def served(script: str) -> Iterator[str]:
    """Serve a Streamlit script of this folder and give its address; stop it afterwards."""
    port = free_port()
    command = [script if part == "app.py" else part for part in server_command(sys.executable, port)]
    settings = os.environ | {"STREAMLIT_LOGGER_LEVEL": "error", "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, env=settings)
    try:
        wait_until_answering(server, port)
        yield f"http://{HOST}:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def to_stable(page: Page, box: int, option: int) -> float:
    """Seconds from choosing an option of a list to a page that no longer changes."""
    page.locator('[data-testid="stSelectbox"]').nth(box).click()
    page.get_by_role("option").nth(option).click()
    start = time.monotonic()
    page.wait_for_timeout(50)
    settled(page, QUIET_S, LIMIT_S)
    return time.monotonic() - start - QUIET_S
