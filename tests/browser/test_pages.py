"""Every page on a laptop and on a phone: it draws, complains of nothing, fits the width, and axe finds no fault.

A page with a map costs Chromium ten seconds of work, so what only reads a page shares one visit.
"""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage, Profiles, visits
from tests.browser.visiting import Watch

PAGES = ("/", "/coverage", "/mechanisms", "/data")
OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
EMPTY_CHARTS = """() => [...document.querySelectorAll('.stPlotlyChart')]
  .filter(chart => !chart.querySelector('svg.main-svg') || chart.getBoundingClientRect().height < 40).length"""

HEIGHTS_OF_SUMMARIES = """() => [...document.querySelectorAll('.yl-more summary')]
  .map(summary => summary.getBoundingClientRect().height).filter(height => height > 0)"""
PAPER_AND_INK = """() => [
  getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor,
  getComputedStyle(document.querySelector('[data-testid=stMain] h1')).color,
]"""


def on(*views: str) -> list[str]:
    """Every page in each of some views, one view after the other."""
    return [f"{view} {path}" for view in views for path in PAGES]


@pytest.fixture(scope="module")
def visited(request: pytest.FixtureRequest, profiles: Profiles, app_url: str) -> Iterator[tuple[Page, Watch]]:
    """One visit for all claims that only read: "phone light /data"."""
    size, scheme, path = request.param.split()
    with visits(profiles, app_url) as visit:
        yield visit(path, size=size, scheme=scheme, county="450223", period="2024")


@pytest.mark.parametrize("visited", on("laptop light", "phone light"), indirect=True)
def test_a_page_draws_without_complaint_or_sideways_scrolling(visited: tuple[Page, Watch]):
    page, watch = visited
    words = page.locator("body").inner_text()
    assert watch.complaints == []
    assert page.evaluate(TOO_WIDE) <= 0
    assert page.evaluate(EMPTY_CHARTS) == 0
    assert "示例" in words and "数据截至" in words
    assert not re.search(r"Traceback|没能显示完整|\bNaN\b|\bundefined\b", words)


@pytest.mark.parametrize("visited", on("laptop light", "laptop dark"), indirect=True)
def test_axe_finds_no_serious_fault(visited: tuple[Page, Watch]):
    page, _ = visited
    found = Axe().run(page, options=OPTIONS).response["violations"]
    serious = [
        f"{fault['id']}: {node['target']} {node['failureSummary'].splitlines()[-1].strip()}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]
    assert serious == []


@pytest.mark.parametrize("visited", on("laptop light"), indirect=True)
def test_a_chart_shows_no_tool_bar_and_leaves_the_wheel_to_the_page(visited: tuple[Page, Watch]):
    page, _ = visited
    charts = page.locator(".stPlotlyChart")
    for number in range(charts.count()):
        chart = charts.nth(number)
        chart.scroll_into_view_if_needed()
        before = chart.locator(".xtick text, .ytick text").all_inner_texts()
        chart.hover()
        page.mouse.wheel(0, -200)
        assert chart.locator(".modebar").count() == 0
        assert chart.locator(".xtick text, .ytick text").all_inner_texts() == before


@pytest.mark.parametrize("visited", ["phone light /", "phone light /coverage"], indirect=True)
def test_what_opens_is_a_thumb_high_on_a_phone(visited: tuple[Page, Watch]):
    page, _ = visited
    heights = page.evaluate(HEIGHTS_OF_SUMMARIES)
    assert heights and min(heights) >= 44


@pytest.mark.parametrize("visited", on("laptop dark"), indirect=True)
def test_a_dark_page_prints_dark_on_white_paper(visited: tuple[Page, Watch]):
    page, _ = visited
    page.emulate_media(media="print")
    paper, ink = page.evaluate(PAPER_AND_INK)
    page.emulate_media(media="screen")
    assert brightness(paper) > 240 and brightness(ink) < 100


def brightness(colour: str) -> float:
    """Mean of the three channels of a computed colour, 0…255."""
    channels = [int(part) for part in re.findall(r"\d+", colour)[:3]]
    return sum(channels) / 3


def test_the_dark_theme_draws_too(open_page: OpenPage):
    page, watch = open_page("/", size="projector", scheme="dark", county="450223")
    assert watch.complaints == [] and page.evaluate(TOO_WIDE) <= 0
    background = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    assert max(int(part) for part in re.findall(r"\d+", background)[:3]) < 80
