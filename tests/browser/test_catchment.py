"""服务圈 in a browser: the map paints, names are Chinese, a what-if changes numbers and link, nothing calls out."""

import math
import re
import time
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Profiles, visits
from tests.browser.visiting import LIMIT_S, Watch, settled


def colours_of_map(page: Page) -> set[tuple[int, int, int]]:
    """The colours of the map's picture, coarsened to steps of 16."""
    picture = page.locator('[data-testid="stDeckGlJsonChart"]').first.screenshot()
    image = Image.open(BytesIO(picture)).convert("RGB").resize((220, 160))
    return {tuple(channel // 16 for channel in pixel) for pixel in image.get_flattened_data()}


def wait_until_painted(page: Page) -> set[tuple[int, int, int]]:
    """Wait until the map shows more than the empty sheet: land, minutes, roads, ink."""
    begun = time.monotonic()
    while len(found := colours_of_map(page)) <= 25:
        assert time.monotonic() - begun < LIMIT_S, f"the map shows {len(found)} colours"
        page.evaluate("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    return found


@pytest.fixture(scope="module")
def county_map(profiles: Profiles, app_url: str) -> Iterator[tuple[Page, Watch]]:
    """One visit for what only looks at the map of the whole county; the test that clicks on it comes last.

    A map costs Chromium ten seconds of work: without a graphics card its shaders are compiled for each page anew.
    """
    with visits(profiles, app_url) as visit:
        yield visit("/circle", county="450223")


def test_the_map_paints_without_calling_out(county_map: tuple[Page, Watch]) -> None:
    page, watch = county_map
    colours = wait_until_painted(page)
    # 101,184,201 within 15 minutes and 205,235,238 up to 30.
    assert {(6, 11, 12), (12, 14, 14)} <= {(red, green, blue) for red, green, blue in colours} or len(colours) > 40
    assert watch.complaints == []
    words = page.locator("body").inner_text()
    assert "分钟内能到合格机构" in words and "未覆盖的人在哪里" in words and "示例" in words


def pointed_facility(page: Page) -> tuple[float, float]:
    """Move the pointer from the middle of the map outwards until it lies on a facility: villages name theirs, too.

    Where a facility lies in the picture depends on the sizes of the page's columns, so no share of them will do.
    """
    box = page.locator('[data-testid="stDeckGlJsonChart"]').first.bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    steps = [(9 * column, 9 * row) for column in range(-16, 17) for row in range(-16, 17)]
    for right, down in sorted(steps, key=lambda step: math.hypot(*step)):
        x, y = middle[0] + right, middle[1] + down
        page.mouse.move(x, y)
        # The map tells what lies under the pointer once it has drawn; a click before that picks nothing.
        page.evaluate("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        name = page.locator(".deck-tooltip:visible b")
        if name.count() and re.search("(医院|卫生院)$", name.first.inner_text()):
            return x, y
    raise AssertionError("no facility was found under the pointer")


def test_a_click_on_a_facility_shows_its_catchment(county_map: tuple[Page, Watch]) -> None:
    page, _ = county_map
    wait_until_painted(page)
    page.mouse.click(*pointed_facility(page))
    expect(page).to_have_url(re.compile("site="))


def test_a_what_if_changes_the_numbers_and_the_link_keeps_it(open_page: OpenPage) -> None:
    page, watch = open_page("/circle", county="450223")
    before = page.locator("h1").inner_text()
    page.get_by_text("假设调整", exact=True).click()
    settled(page)
    page.get_by_role("button", name="加入方案").click()
    page.wait_for_url(re.compile("whatif=add"))
    settled(page)
    after = page.locator("h1").inner_text()
    assert after != before and "照假设方案" in after
    assert "新覆盖" in page.locator("body").inner_text()
    page.reload()
    settled(page)
    assert page.locator("h1").inner_text() == after
    assert watch.complaints == []


def test_a_further_step_changes_the_map_in_one_drawing(open_page: OpenPage) -> None:
    """The map stays the one it was and fetches nothing: else it is drawn twice, or built anew, a second later.

    Twice it was: a place for the progress of the draws came and went above it, and ground was fetched by address.
    """
    page, _ = open_page("/circle", county="450223")
    page.get_by_text("假设调整", exact=True).click()
    settled(page)
    wait_until_painted(page)
    page.evaluate("() => { document.querySelector('[data-testid=stDeckGlJsonChart] canvas').sameAsEver = true; }")
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    for steps in (1, 2):
        page.get_by_role("button", name="加入方案").click()
        page.wait_for_url(re.compile(r"whatif=add\.\w+" + r"~add\.\w+" * (steps - 1)))
        # Longer than a page usually: the second drawing came a second after the first.
        settled(page, quiet_s=1.3)
    assert page.evaluate("() => document.querySelector('[data-testid=stDeckGlJsonChart] canvas').sameAsEver === true")
    assert [address for address in fetched if address.endswith(".json")] == []


def test_a_narrow_screen_that_does_not_call_itself_mobile_gets_the_map_of_a_phone(open_page: OpenPage) -> None:
    """The browser says how wide it is, and a second run draws the page in one column.

    That run once came too soon and left 介休 in the filter bar over the figures of 交城: a control gets its value from
    the link only once, with the run that sets it.
    """
    page, watch = open_page("/circle", size="phone", county="141122", limit="20", period="2024-01..2024-09")
    page.wait_for_function(
        "() => { const one = document.querySelector('[data-testid=stDeckGlJsonChart]');"
        " return one && one.getBoundingClientRect().height < 400; }",
    )
    settled(page)
    assert "20分钟内能到" in page.locator("h1").inner_text() and "limit=20" in page.url
    chosen = page.locator('[data-testid="stSelectbox"] input').evaluate_all("all => all.map(one => one.value)")
    assert {"交城县", "2024年1—9月"} <= set(chosen)
    assert watch.complaints == []


def test_a_phone_reads_it_without_scrolling_sideways(open_page: OpenPage) -> None:
    page, watch = open_page("/circle", size="phone", county="141122", panel="spokes")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert "中心村卫生室" in page.locator("body").inner_text() and watch.complaints == []
