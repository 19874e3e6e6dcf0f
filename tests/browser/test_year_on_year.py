"""同比指标 in a real browser: quiet, complete, and bound to its link."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.visiting import choose_in


@pytest.mark.parametrize(("size", "scheme"), [("laptop", "light"), ("phone", "dark")])
def test_the_page_is_quiet_and_does_not_scroll_sideways(open_page: OpenPage, size: str, scheme: str) -> None:
    page, watch = open_page("/year_on_year", size=size, scheme=scheme, county="450223", period="2024-01..2024-09")
    expect(page.get_by_text("是真的变了，还是正常波动")).to_be_visible()
    assert watch.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_link_opens_exactly_the_indicator_it_names(open_page: OpenPage) -> None:
    page, _ = open_page("/year_on_year", county="141122", period="2021", set="family-5", metric="chronic_control_rate")
    expect(page.get_by_text("慢病控制率").first).to_be_visible()
    found = parse_qs(urlsplit(page.url).query)
    assert found["metric"] == ["chronic_control_rate"] and found["set"] == ["family-5"]


def test_choosing_another_reading_changes_the_link(open_page: OpenPage) -> None:
    page, _ = open_page("/year_on_year", county="450223", period="2024-01..2024-09")
    choose_in(page, page.get_by_label("读法"), "近12个月")
    page.wait_for_url(re.compile("reading=rolling"))
    expect(page.get_by_text("2023年10月—2024年9月").first).to_be_visible()
