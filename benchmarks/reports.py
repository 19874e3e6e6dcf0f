"""A review meeting's files: seconds for a county's whole pack, its size and memory; seconds from slide to slide."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from urllib.parse import urlencode

from playwright.sync_api import sync_playwright

from faces.blocks.pack import Choice
from findings.material import Material
from ops.browser import find_chromium
from ops.environment import ROOT
from ops.serve import HOST, free_port, server_command, wait_until_answering
from reports.command_line import open_warehouse
from reports.files import make_files
from tests.browser.visiting import CHROMIUM_FLAGS, settled

CHOICE = Choice("450223", "2023")
ADVANCES = 5
PAGE_NUMBER = "document.querySelector('.yl-foot>span:last-child').textContent"


def run() -> Iterator[tuple[str, float, str]]:
    """Yield the pack's time, memory and pages, then the time of a page advance in Chromium."""
    readings = open_warehouse()
    material = Material(CHOICE, readings)
    make_files(material)
    start = time.perf_counter()
    pack, files = make_files(material)
    yield "reports.pack", time.perf_counter() - start, "s"
    yield "reports.pack.slides", len(pack.slides), ""
    yield "reports.pack.size", sum(map(len, files.values())) / 1024, "KB"
    tracemalloc.start()
    make_files(material)
    yield "reports.pack.peak_memory", tracemalloc.get_traced_memory()[1] / 1024**2, "MB"
    tracemalloc.stop()
    yield "reports.presentation.advance", advance_seconds(), "s"


def advance_seconds() -> float:
    """Median seconds from a key press to the next slide's number and a chart or table under it."""
    port = free_port()
    server = subprocess.Popen(server_command(sys.executable, port), cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        wait_until_answering(server, port)
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=find_chromium(), args=list(CHROMIUM_FLAGS))
            page = browser.new_page(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
            query = urlencode({"county": CHOICE.county, "period": CHOICE.period, "present": 1, "slide": 1})
            page.goto(f"http://{HOST}:{port}/reports?{query}")
            settled(page)
            seconds = []
            for _ in range(ADVANCES):
                before, start = page.evaluate(PAGE_NUMBER), time.perf_counter()
                page.keyboard.press("ArrowRight")
                page.wait_for_function(f"before => {PAGE_NUMBER} !== before", arg=before)
                seconds.append(time.perf_counter() - start)
                settled(page, quiet_s=0.3)
            browser.close()
        return statistics.median(seconds)
    finally:
        server.terminate()
        server.wait(timeout=20)
