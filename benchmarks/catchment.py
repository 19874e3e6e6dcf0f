"""服务圈 on the largest sample county: what a figure, a picture and a what-if cost, and a what-if in the browser."""

from __future__ import annotations

import logging
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page, sync_playwright

from benchmarks.pages import Traffic, script_times_p95
from benchmarks.travel import peak_megabytes
from data_access.engine import Warehouse
from data_access.roads import edition_in_force, read_network
from metrics.ask.query import query
from metrics.catalogue import get_all
from metrics.circle.access import criticality, doctors_within_reach
from metrics.circle.circle import Circle, CircleView, counted_facilities, make_circle, make_ground
from metrics.circle.figures import interval, village_rows
from metrics.circle.places import circle_facilities, circle_villages, doctors_by_institution
from metrics.circle.what_if import apply, read_steps
from metrics.period import Period
from metrics.reference import load_reference
from ops.browser import find_chromium
from ops.environment import ROOT
from ops.serve import HOST, free_port, server_command, wait_until_answering
from tests.browser.visiting import CHROMIUM_FLAGS, settled
from travel.catchment import catchment_bands

Figure = tuple[str, float, str]

COUNTY, MONTH = "150622", 202412
REPEATS = 5
HEADLINE = ("coverage_15_min", "coverage_30_min")
PATIENCE_MS = 120_000
"""A software renderer on a busy machine is slow to start; that is no figure of ours."""

# deck.gl draws only when something changed: its last draw after a click is the moment the map shows the change.
NOTE_DRAWS = """
for (const name of ['drawArrays', 'drawElements', 'drawArraysInstanced', 'drawElementsInstanced']) {
  const draw = WebGL2RenderingContext.prototype[name];
  WebGL2RenderingContext.prototype[name] = function (...all) {
    window.drawnAt = performance.now();
    return draw.apply(this, all);
  };
}
"""
AWAIT_CLICK = """() => document.addEventListener('pointerdown',
  () => { window.clickedAt = performance.now(); }, {capture: true, once: true})"""
MAP = '[data-testid="stDeckGlJsonChart"] canvas'


def run() -> Iterator[Figure]:
    """Yield (name, value, unit) of every figure; the warehouse is the one in force (WAREHOUSE_URL)."""
    logging.disable(logging.WARNING)  # AppTest runs without a server and says so at every line
    engine = Warehouse().engine()
    reference = load_reference(engine)
    metrics, year = get_all(HEADLINE), Period.parse("2024")

    def ask() -> Any:
        return query(engine, reference, metrics, county=COUNTY, period=year, compare="yoy")

    yield "catchment.metric_query", milliseconds(ask), "ms"
    edition = edition_in_force(engine, COUNTY, MONTH)
    yield "catchment.read_network", milliseconds(lambda: read_network(engine, COUNTY, edition), 3), "ms"
    network = read_network(engine, COUNTY, edition)
    villages, facilities = circle_villages(engine, COUNTY, MONTH), circle_facilities(engine, COUNTY, MONTH)
    yield "catchment.road_nodes", float(network.n_nodes), ""
    view = CircleView()
    yield "catchment.ground", milliseconds(lambda: make_ground(network, "car", "normal", villages, facilities)), "ms"
    ground = make_ground(network, "car", "normal", villages, facilities)
    counted = counted_facilities(facilities, view)
    circle = make_circle(ground, facilities, counted, view)
    yield "catchment.circle", milliseconds(lambda: make_circle(ground, facilities, counted, view)), "ms"
    yield from _answers(circle, villages, facilities, counted, doctors_by_institution(engine, COUNTY, MONTH))
    waited, worked = script_times_p95("circle")
    yield "catchment.script_p95", waited * 1000, "ms (budget 120)"
    yield "catchment.script_cpu_p95", worked * 1000, "ms"
    yield from in_the_browser()


def milliseconds(job: Callable[[], Any], repeats: int = REPEATS) -> float:
    """Return the median of some runs."""
    took = []
    for _ in range(repeats):
        start = time.perf_counter()
        job()
        took.append(time.perf_counter() - start)
    return 1000 * statistics.median(took)


def _answers(
    circle: Circle, villages: Any, facilities: Any, counted: Any, doctors: dict[str, float]
) -> Iterator[Figure]:
    residents = villages["residents"].to_numpy(np.float64)
    outside = village_rows(circle, villages, 30).sort_values("minutes", ascending=False)
    add = read_steps(f"add.{outside['village_code'].iloc[0]}")
    close = read_steps(f"close.{circle.sites['code'].iloc[-1]}")
    way = read_steps(f"shut.{int(circle.ground.network.way_id[0])}")
    # The first what-if prepares the baseline; a meeting asks many.
    apply(circle, add, villages, facilities, counted)
    for name, steps in (("add", add), ("close", close), ("shut_road", way)):
        took = milliseconds(partial(apply, circle, steps, villages, facilities, counted))
        yield f"catchment.what_if_{name}", took, "ms (budget 10)" if name == "add" else "ms"
    yield "catchment.picture", milliseconds(lambda: catchment_bands(circle.field, (15, 30))), "ms (budget 200)"
    yield "catchment.picture_peak", peak_megabytes(lambda: catchment_bands(circle.field, (15, 30))), "MB"
    yield "catchment.interval_200", milliseconds(lambda: interval(circle, residents, 30)) / 1000, "s (budget 6)"
    yield "catchment.criticality", milliseconds(lambda: criticality(circle, villages, 30)), "ms"
    reach = milliseconds(lambda: doctors_within_reach(circle.ground, villages, facilities, doctors, 30), 3)
    yield "catchment.doctors_within_reach", reach, "ms"


def in_the_browser() -> Iterator[Figure]:
    """Yield kilobytes of first load and milliseconds from a what-if's click to the changed figures and map."""
    port = free_port()
    server = subprocess.Popen(server_command(sys.executable, port), cwd=Path(ROOT), stdout=subprocess.DEVNULL)
    try:
        wait_until_answering(server, port)
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=find_chromium(), args=list(CHROMIUM_FLAGS))
            page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
            page.set_default_timeout(PATIENCE_MS)
            page.add_init_script(NOTE_DRAWS)
            traffic = Traffic(page)
            page.goto(f"http://{HOST}:{port}/catchment?county={COUNTY}")
            settled(page)
            page.locator(MAP).first.wait_for()
            yield "catchment.first_load", traffic.taken(), "KB"
            yield from _what_ifs(page, traffic)
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=20)


def _what_ifs(page: Page, traffic: Traffic) -> Iterator[Figure]:
    page.get_by_text("假设调整", exact=True).click()
    settled(page)
    page.wait_for_timeout(2000)
    took, drawn, sizes = [], [], []
    for _ in range(REPEATS):
        traffic.taken()
        heading = page.locator("h1").inner_text()
        page.evaluate(AWAIT_CLICK)
        page.get_by_role("button", name="加入方案").click()
        page.wait_for_function("before => document.querySelector('h1').innerText !== before", arg=heading, polling=10)
        took.append(page.evaluate("performance.now() - window.clickedAt"))
        settled(page)
        page.wait_for_timeout(500)
        drawn.append(page.evaluate("window.drawnAt - window.clickedAt"))
        sizes.append(traffic.taken())
    yield "catchment.what_if_click_to_changed_figures", statistics.median(took), "ms"
    yield "catchment.what_if_click_to_changed_map", statistics.median(drawn), "ms (budget 400)"
    yield "catchment.what_if_socket", statistics.median(sizes), "KB"
