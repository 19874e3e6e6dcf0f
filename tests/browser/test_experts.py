"""专家下沉 in a browser: plan → publish → sick call → re-plan → calendar feed; the grid on a laptop and on a phone."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.visiting import LIMIT_S, SIZES, Watch, settled

LISHI = "141102"
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def press(page: Page, name: str) -> None:
    """Press a button by its words and wait until the page has settled."""
    page.get_by_role("button", name=name, exact=True).click()
    settled(page)


def write(page: Page, field: str, text: str) -> None:
    """Write into the field of a key, and wait until the page has taken it."""
    place = page.locator(f".st-key-{field} input")
    place.fill(text)
    place.press("Enter")
    settled(page)


def words(page: Page) -> str:
    return page.locator('[data-testid="stMain"]').inner_text()


def feed(page: Page, folder: Path, name: str) -> dict[str, tuple[int, str]]:
    """Download the calendar of the whole county: UID -> (SEQUENCE, STATUS), read by the library's own parser."""
    with page.expect_download() as download:
        page.get_by_role("button", name="下载日历（.ics，手机可导入）").click()
    path = folder / name
    download.value.save_as(path)
    events = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    return {str(one["UID"]): (int(one["SEQUENCE"]), str(one["STATUS"])) for one in events}


def test_plan_publish_sick_call_replan_and_feed(
    chromium: str, browser: Browser, serve_app: Callable[[str], str], own_duckdb_url: str, tmp_path: Path
):
    address = serve_app(own_duckdb_url)
    width, height = SIZES["laptop"]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", accept_downloads=True)
    page, watch = context.new_page(), Watch(urlsplit(address).netloc)
    watch.follow(page)
    page.set_default_timeout(LIMIT_S * 1000)
    page.goto(f"{address}/experts?county={LISHI}&period=2024&tab=roster")
    settled(page)
    press(page, "开始排班")
    assert "已证明没有更好的排法" in words(page) and "独立检查通过" in words(page)
    write(page, "roster_who", "07号")
    press(page, "发布")
    assert "第1版（在用）" in words(page)
    first = feed(page, tmp_path, "first.ics")
    assert first and {state for state in first.values()} == {(0, "CONFIRMED")}
    press(page, "算改班方案")
    assert "已证明不能更少" in words(page)
    # The name was asked for once; the next form has it.
    expect(page.locator(".st-key-repair_who input")).to_have_value("07号")
    press(page, "登记请假并发布改班")
    assert "第2版（在用）" in words(page) and "改班已发布" in words(page)
    second = feed(page, tmp_path, "second.ics")
    # Nothing disappears from a phone unsaid: every event is still there, what changed is counted up.
    assert set(first) <= set(second)
    changed = {uid for uid in first if second[uid] != first[uid]}
    assert changed and {second[uid][0] for uid in changed} == {1}
    # What is new begins at 0.
    assert all(second[uid] == (0, "CONFIRMED") for uid in set(second) - set(first))
    # The download itself is not a request that failed.
    assert watch.console_errors == [] and watch.outside_requests == []
    context.close()


def test_the_grid_on_a_phone_scrolls_by_itself_and_the_page_does_not(open_page: OpenPage):
    page, watch = open_page("/experts", size="phone", county=LISHI, period="2024-01..2024-09")
    assert watch.complaints == [] and page.evaluate(TOO_WIDE) <= 0
    grid = page.locator("table.yl-roster").first
    assert grid.evaluate("table => table.parentElement.scrollWidth > table.parentElement.clientWidth")
    assert grid.locator("tbody th").first.bounding_box()["width"] <= 96


def test_symbols_have_words_for_those_who_do_not_see_them(open_page: OpenPage):
    page, _ = open_page("/experts", county=LISHI, period="2024-01..2024-09")
    symbols = page.locator("table.yl-roster i[role=img]")
    assert symbols.count() > 50
    labels = symbols.evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    assert all(labels)


def test_a_cell_opens_with_a_click_and_with_the_enter_key(open_page: OpenPage):
    page, watch = open_page("/experts", county=LISHI, period="2024-01..2024-09")
    page.locator('[data-cell^="day|"]').first.click()
    settled(page)
    opened = page.locator(".st-key-panel_day")
    assert "计划1次" in opened.inner_text() and "改正到岗记录" in opened.inner_text()
    page.locator('[data-cell^="week|"]').first.focus()
    page.keyboard.press("Enter")
    settled(page)
    assert "到岗" in page.locator(".st-key-panel_week").inner_text()
    # The same cell once more closes it; the other grid's stays.
    page.locator('[data-cell^="day|"]').first.click()
    settled(page)
    assert opened.count() == 0 and page.locator(".st-key-panel_week").count() == 1 and watch.complaints == []
