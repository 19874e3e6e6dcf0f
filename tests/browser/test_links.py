"""A link is a view: choosing writes it, reloading and going back read it, and a fresh server understands it first."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page

from tests.browser.conftest import OpenPage
from tests.browser.visiting import LIMIT_S, SIZES, Watch, settled

LINK = "county=450223&period=2017&compare=none&township=450223100"


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of one of the bar's lists by its words."""
    page.get_by_role("combobox", name=label).first.click()
    page.get_by_role("option", name=option, exact=True).click()
    settled(page)


def words(page: Page) -> str:
    return page.locator('[data-testid="stMain"]').inner_text()


def test_a_choice_is_in_the_address_and_a_reload_gives_the_same_view(open_page: OpenPage):
    page, watch = open_page("/mechanisms", county="450223", period="2024")
    choose(page, "县（市、区）", "交城县")
    choose(page, "对比", "不对比")
    assert asked(page) == {"county": ["141122"], "period": ["2024"], "compare": ["none"]}
    before = words(page)
    page.reload()
    settled(page)
    assert words(page) == before and asked(page)["county"] == ["141122"]
    assert watch.complaints == []


def test_back_and_forward_go_through_the_views(open_page: OpenPage):
    page, _ = open_page("/data", county="450223", period="2024")
    first = words(page)
    choose(page, "县（市、区）", "交城县")
    second = words(page)
    page.go_back()
    settled(page)
    assert asked(page)["county"] == ["450223"] and words(page) == first
    page.go_forward()
    settled(page)
    assert asked(page)["county"] == ["141122"] and words(page) == second


def test_a_view_is_taken_along_to_another_page(open_page: OpenPage):
    page, _ = open_page("/", county="450223", period="2023", compare="previous")
    page.get_by_role("link", name="改革举措").first.click()
    page.wait_for_url("**/mechanisms**")
    settled(page)
    assert asked(page) == {"county": ["450223"], "period": ["2023"], "compare": ["previous"]}


def test_a_deep_link_may_be_the_very_first_request_of_a_server(
    chromium: str, browser: Browser, serve_app: Callable[[str], str], sample_duckdb_url: str
):
    address = serve_app(sample_duckdb_url)
    context = browser.new_context(viewport=dict(zip(("width", "height"), SIZES["laptop"], strict=True)), locale="zh-CN")
    page, watch = context.new_page(), Watch(urlsplit(address).netloc)
    watch.follow(page)
    page.set_default_timeout(LIMIT_S * 1000)
    page.goto(f"{address}/coverage?{LINK}")
    settled(page)
    assert "谁还没有" in words(page)
    found = asked(page)
    assert (found["county"], found["period"], found["township"]) == (["450223"], ["2017"], ["450223100"])
    assert watch.complaints == []
    context.close()


def test_a_hostile_link_runs_nothing_and_says_what_it_could_not_read(open_page: OpenPage):
    attack = "<img src=x onerror=window.attacked=1><script>window.attacked=1</script>"
    page, watch = open_page("/", county=attack, period=attack, township=attack, compare=attack)
    assert page.evaluate("window.attacked") is None
    assert "链接有一处看不懂" in words(page) and watch.outside_requests == []
