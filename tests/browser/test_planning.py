"""规划 in a browser: the plan and its proof appear, a long proof can be stopped, the link holds the question."""

import os
import re
import signal
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.visiting import settled

WITHOUT_DATA = """() => [...document.querySelectorAll('[data-testid=stDeckGlJsonChart] canvas')]
  .filter(canvas => canvas.width > 0 && canvas.height > 0).length"""
HARD = {"county": "150622", "plan_model": "p-median", "plan_p": "12", "plan_season": "both", "plan_seconds": "300"}


def hold_the_proof() -> None:
    """Suspend the server's proving process: whether a click comes in time must not hang on how fast this machine is."""
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            command = (folder / "cmdline").read_bytes().split(b"\0")
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            above = Path("/proc", parent, "cmdline").read_bytes()
        except OSError:  # it ended while we looked
            continue
        if b"planning.siting" in command and b"ui.server" in above:
            os.kill(int(folder.name), signal.SIGSTOP)
            return
    raise AssertionError("no proof is running that could be stopped")


def words(page: Page) -> str:
    """The words of the page."""
    return page.locator("body").inner_text()


def test_a_proven_plan_stands_beside_the_map_of_today(open_page: OpenPage):
    page, watch = open_page("/planning", county="450223", period="2024-01..2024-09", plan_p="5")
    expect(page.get_by_text("已证明最优").first).to_be_visible()
    said = words(page)
    assert "新设5个点" in said and "现在：15分钟内" in said and "方案：新设5个点" in said
    assert page.evaluate(WITHOUT_DATA) == 2
    assert watch.complaints == []


def test_a_condition_changed_changes_the_plan_and_the_link(open_page: OpenPage):
    page, watch = open_page("/planning", county="450223", period="2024-01..2024-09", plan_p="3")
    count = page.get_by_label("新设几个点")
    count.fill("4")
    count.press("Enter")
    expect(page.get_by_text("方案：新设4个点")).to_be_visible()
    settled(page)
    assert "plan_p=4" in page.url and "plan_model=mclp" in page.url
    page.reload()
    settled(page)
    expect(page.get_by_text("方案：新设4个点")).to_be_visible()
    assert watch.outside_requests == []


def test_a_long_proof_shows_its_first_plan_and_can_be_stopped(open_page: OpenPage):
    page, watch = open_page("/coverage", county="150622")
    page.goto(
        re.sub(r"/coverage.*", "/planning?", page.url) + "&".join(f"{name}={text}" for name, text in HARD.items())
    )
    stop = page.get_by_role("button", name="停止计算")
    expect(stop).to_be_visible()
    assert "初步方案" in words(page) and "新设12个点" in words(page)
    hold_the_proof()
    stop.click()
    expect(page.get_by_text("已取消，方案未证明最优")).to_be_visible()
    expect(page.get_by_role("button", name="重新计算")).to_be_visible()
    assert watch.outside_requests == []
