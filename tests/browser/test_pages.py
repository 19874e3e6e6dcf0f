"""Every page on a laptop and on a phone: it draws, complains of nothing, and never scrolls sideways."""

import re

import pytest

from tests.browser.conftest import OpenPage

PAGES = {"/": "总览", "/coverage": "服务覆盖", "/mechanisms": "改革举措", "/data": "数据"}
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
EMPTY_CHARTS = """() => [...document.querySelectorAll('.stPlotlyChart')]
  .filter(chart => !chart.querySelector('svg.main-svg') || chart.getBoundingClientRect().height < 40).length"""


@pytest.mark.parametrize("size", ["laptop", "phone"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_draws_without_complaint_or_sideways_scrolling(open_page: OpenPage, path: str, size: str):
    page, watch = open_page(path, size=size, county="450223", period="2024")
    words = page.locator("body").inner_text()
    assert watch.complaints == []
    assert page.evaluate(TOO_WIDE) <= 0
    assert page.evaluate(EMPTY_CHARTS) == 0
    assert "示例" in words and "数据截至" in words
    assert not re.search(r"Traceback|没能显示完整|\bNaN\b|\bundefined\b", words)


def test_the_dark_theme_draws_too(open_page: OpenPage):
    page, watch = open_page("/", size="projector", scheme="dark", county="450223")
    assert watch.complaints == [] and page.evaluate(TOO_WIDE) <= 0
    background = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    assert max(int(part) for part in re.findall(r"\d+", background)[:3]) < 80
