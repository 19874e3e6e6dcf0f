"""A link is a view: choosing writes it, reloading and going back read it, and a fresh server understands it first."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.visiting import LIMIT_S, SIZES, Watch, choose_in, settled

LINK = "county=450223&period=2017&compare=none&township=450223100"


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of one of the bar's lists by its words."""
    choose_in(page, page.get_by_role("combobox", name=label).first, option, exact=True)


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


def go_back(page: Page) -> None:
    page.go_back()
    settled(page)


def follow(page: Page, name: str, path: str) -> None:
    page.get_by_role("link", name=name).first.click()
    page.wait_for_url(f"**{path}**")
    settled(page)


def test_back_from_the_page_that_goes_deeper_is_the_mechanism_and_back_from_it_the_list(open_page: OpenPage):
    """The page behind a link wrote three steps into the history, and Back from it never left it again."""
    page, _ = open_page("/mechanisms", county="450223", period="2024", compare="yoy")
    page.locator(".st-key-mechanism_luzhai_two_systems").get_by_role("link").click()
    page.wait_for_url("**mechanism=**")
    settled(page)
    mechanism = page.url
    follow(page, "去同比指标 →", "/year_on_year")
    expect(page.locator(".yl-what")).to_have_count(0)
    go_back(page)
    expect(page.locator(".yl-what")).to_have_count(1)
    assert page.url == mechanism
    go_back(page)
    expect(page.locator(".yl-what")).to_have_count(0)
    assert "mechanism" not in asked(page)
    page.go_forward()
    settled(page)
    expect(page.locator(".yl-what")).to_have_count(1)
    assert page.url == mechanism


# What Streamlit writes when a link is followed in a browser that is too busy to draw between two messages.
PATH_LAST = """() => {
  const before = history.length;
  window.dispatchEvent(new PointerEvent('pointerdown'));
  for (const address of ['/mechanisms?a=1', '/mechanisms?a=1&b=2', '/year_on_year?a=1&b=2', '/year_on_year?a=1&c=3'])
    history.pushState({}, '', address);
  return history.length - before;
}"""


def test_a_page_whose_parameters_come_before_its_path_is_one_step(open_page: OpenPage):
    """Back from it led to the page that was left, with the parameters of the page that was followed."""
    page, _ = open_page("/mechanisms", county="450223", period="2024", compare="yoy")
    before = page.url
    assert page.evaluate(PATH_LAST) == 1
    assert urlsplit(page.url).path == "/year_on_year" and asked(page) == {"a": ["1"], "c": ["3"]}
    go_back(page)
    assert page.url == before


def test_a_page_opened_with_the_filters_just_changed_is_a_step_of_its_own(open_page: OpenPage):
    page, _ = open_page("/mechanisms", county="450223", period="2024", compare="yoy")
    choose(page, "对比", "不对比")
    changed = page.url
    follow(page, "同比指标", "/year_on_year")
    go_back(page)
    assert page.url == changed
    go_back(page)
    assert asked(page)["compare"] == ["yoy"]


def test_back_from_a_page_of_the_menu_is_the_page_before_with_its_tab(open_page: OpenPage):
    page, _ = open_page("/experts", county="450223", period="2024")
    before = page.url
    follow(page, "同比指标", "/year_on_year")
    go_back(page)
    assert page.url == before


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
