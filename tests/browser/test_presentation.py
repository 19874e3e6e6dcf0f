"""The presentation in a real browser: keys, black screen, QR code, filter, theme, the way out."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Profiles, visits
from tests.browser.visiting import choose_in, settled

WHERE = {"county": "450223", "period": "2024-01..2024-09", "present": "1"}
FOOT = ".yl-foot>span:last-child"


@pytest.fixture
def slide(open_page: OpenPage) -> Page:
    """The presentation at slide 3, on a projector."""
    page, watch = open_page("/meeting", size="projector", slide="3", **WHERE)
    assert watch.complaints == []
    return page


@pytest.fixture(scope="module")
def shown(profiles: Profiles, app_url: str) -> Iterator[Page]:
    """One presentation for all tests that leave it as they found it: opening one costs seconds."""
    with visits(profiles, app_url) as visit:
        page, watch = visit("/meeting", size="projector", slide="3", **WHERE)
        assert watch.complaints == []
        yield page


@pytest.fixture
def shared_slide(shown: Page, app_url: str) -> Page:
    """The shared presentation, opened again at slide 3 where the test before left it elsewhere."""
    if not re.match(r"3 / \d+$", shown.locator(FOOT).inner_text()):
        shown.goto(f"{app_url}/meeting?{urlencode({**WHERE, 'slide': '3'})}")
        settled(shown)
    return shown


def test_arrows_and_a_slide_clicker_move_and_the_url_says_where(shared_slide: Page) -> None:
    keys = (("ArrowRight", 4), ("PageDown", 5), ("ArrowLeft", 4), ("PageUp", 3), ("Home", 1))
    for key, number in keys:
        shared_slide.keyboard.press(key)
        expect(shared_slide.locator(FOOT)).to_have_text(re.compile(rf"^{number} / \d+$"))
    expect(shared_slide).to_have_url(re.compile(r"[?&]slide=1(&|$)"))
    for number in (2, 3):
        shared_slide.keyboard.press("ArrowRight")
        expect(shared_slide.locator(FOOT)).to_have_text(re.compile(rf"^{number} / \d+$"))


def test_nothing_stands_on_the_screen_but_the_slide(shared_slide: Page) -> None:
    expect(shared_slide.locator("[data-testid=stHeader]")).to_be_hidden()
    expect(shared_slide.locator(".st-key-filters")).to_be_hidden()
    expect(shared_slide.locator(".yl-find h1")).to_be_visible()
    assert shared_slide.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight <= innerHeight + 1")


def test_type_is_large_enough_for_the_back_row(shared_slide: Page) -> None:
    assert shared_slide.evaluate("getComputedStyle(document.documentElement).fontSize") == "22px"
    size = shared_slide.evaluate("parseFloat(getComputedStyle(document.querySelector('.yl-find h1')).fontSize)")
    assert size >= 41


def test_b_blanks_the_screen_and_any_key_brings_it_back(shared_slide: Page) -> None:
    """After the first move to another slide two listened, and B turned the screen black and light again."""
    for key, number in (("ArrowRight", 4), ("ArrowLeft", 3)):
        shared_slide.keyboard.press(key)
        expect(shared_slide.locator(FOOT)).to_have_text(re.compile(rf"^{number} / \d+$"))
    settled(shared_slide)
    black = "document.documentElement.classList.contains('yl-black')"
    shared_slide.keyboard.press("b")
    assert shared_slide.evaluate(black)
    shared_slide.keyboard.press("ArrowRight")
    assert not shared_slide.evaluate(black)
    expect(shared_slide.locator(FOOT)).to_have_text(re.compile(r"^3 / "))


def test_f_brings_the_filter_bar_and_a_township_is_chosen_without_leaving(slide: Page) -> None:
    slide.keyboard.press("f")
    bar = slide.locator(".st-key-filters")
    expect(bar).to_be_visible()
    choose_in(slide, bar.locator("[data-testid=stMultiSelect] input"), "寨沙镇")
    expect(slide).to_have_url(re.compile(r"township=450223103"))
    expect(slide).to_have_url(re.compile(r"present=1"))


def test_d_turns_the_slide_dark_and_the_url_remembers(slide: Page) -> None:
    slide.keyboard.press("d")
    expect(slide).to_have_url(re.compile(r"theme=dark"))
    expect(slide.locator("[data-testid=stApp]")).to_have_css("background-color", "rgb(14, 25, 30)")


def test_a_starts_and_stops_the_wall_screens_own_advance(shared_slide: Page) -> None:
    shared_slide.keyboard.press("a")
    expect(shared_slide).to_have_url(re.compile(r"auto=20"))
    shared_slide.keyboard.press("a")
    expect(shared_slide).not_to_have_url(re.compile(r"auto="))


def test_a_wall_screen_advances_by_itself(open_page: OpenPage) -> None:
    page, _ = open_page("/meeting", size="projector", slide="1", auto="2", **WHERE)
    expect(page.locator(FOOT)).to_have_text(re.compile(r"^(?!1 / )\d+ / "))


def test_q_shows_the_code_or_why_phones_cannot_come_in(slide: Page) -> None:
    slide.keyboard.press("q")
    expect(slide.locator(".yl-qr")).to_be_visible()
    expect(slide.locator(".yl-qr")).to_contain_text("局域网地址")


def test_escape_leaves_and_gives_the_page_back(slide: Page) -> None:
    slide.keyboard.press("Escape")
    expect(slide.locator("[data-testid=stHeader]")).to_be_visible()
    expect(slide).not_to_have_url(re.compile(r"present="))
    settled(slide)
    assert slide.evaluate("document.documentElement.style.fontSize") == ""


def test_an_older_projector_shows_the_whole_slide(open_page: OpenPage) -> None:
    page, _ = open_page("/meeting", size="projector", slide="4", **WHERE)
    page.set_viewport_size({"width": 1024, "height": 768})
    page.reload()
    settled(page)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight <= innerHeight + 1")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


def test_a_page_is_presented_at_its_own_slide_and_escape_comes_back_to_it(open_page: OpenPage) -> None:
    """The slide says the sentence that stood on the page."""
    page, watch = open_page("/coverage", size="projector", county="450223", period="2024-01..2024-09")
    finding = page.locator(".yl-find h1").inner_text()
    page.locator(".st-key-present_this_page button").click()
    expect(page.locator(FOOT)).to_have_text(re.compile(r"^\d+ / \d+$"))
    expect(page).to_have_url(re.compile(r"/meeting\?.*present=1"))
    settled(page)
    assert page.locator(".yl-find h1").inner_text().split() == finding.split()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"/coverage\?"))
    assert watch.complaints == []


def test_a_mechanism_is_put_on_the_wall_from_its_own_page(open_page: OpenPage) -> None:
    page, watch = open_page(
        "/mechanisms", size="projector", county="450223", period="2024", mechanism="luzhai_quality_inspection"
    )
    finding = page.locator(".yl-find h1").inner_text()
    page.locator(".st-key-present_this_page button").click()
    expect(page).to_have_url(re.compile(r"/meeting\?.*present=1"))
    expect(page.locator(FOOT)).to_have_text(re.compile(r"^\d+ / \d+$"))
    settled(page)
    # On the wall nothing else says what it is: the slide puts the name before the sentence.
    told = "".join(page.locator(".yl-find h1").inner_text().split())
    assert told == "季度医护质量督导：" + "".join(finding.split())
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"/mechanisms\?.*mechanism=luzhai_quality_inspection"))
    assert watch.complaints == []


def test_present_1_on_any_address_opens_that_pages_slide(open_page: OpenPage) -> None:
    page, _ = open_page("/circle", size="projector", **WHERE)
    expect(page.locator(FOOT)).to_have_text(re.compile(r"^\d+ / \d+$"))
    expect(page.locator(".yl-find h1")).to_contain_text("30分钟内能到合格机构")
