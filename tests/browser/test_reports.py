"""汇报 in a real browser: phone width, download and verify, Streamlit's own words in Chinese."""

import os
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import expect

from ops.environment import ROOT
from tests.browser.conftest import OpenPage
from tests.browser.visiting import settled

WHERE = {"county": "450223", "period": "2024-01..2024-09"}
STREAMLITS_WORDS = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement, text = walker.currentNode.nodeValue.trim();
    const apart = 'script,style,svg,noscript,.yl,[data-testid=stIconMaterial]';
    if (/[A-Za-z]{3,}/.test(text) && !/[一-龥]/.test(text) && !element.closest(apart)) found.push(text);
  }
  return found;
}"""


def test_a_phone_shows_the_slide_without_sideways_scrolling(open_page: OpenPage) -> None:
    page, watch = open_page("/meeting", size="phone", **WHERE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    assert watch.complaints == []


def test_a_presentation_reads_on_a_phone(open_page: OpenPage) -> None:
    page, _ = open_page("/meeting", size="phone", present="1", slide="3", **WHERE)
    expect(page.locator(".yl-find h1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


def test_a_downloaded_file_is_confirmed_by_the_command_line(
    open_page: OpenPage, tmp_path: Path, sample_duckdb_url: str
) -> None:
    page, _ = open_page("/meeting", sections="overview", **WHERE)
    page.get_by_role("button", name="生成全部文件").click()
    button = page.locator(".st-key-download_deck button")
    expect(button).to_be_visible()
    with page.expect_download() as download:
        button.click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name == "鹿寨县_2024-01..2024-09_演示稿.pptx"
    command = [sys.executable, "-m", "reports", "verify", str(file)]
    environment = {**os.environ, "WAREHOUSE_URL": sample_duckdb_url}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_streamlits_own_words_are_chinese(open_page: OpenPage) -> None:
    page, _ = open_page("/meeting", **WHERE)
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.evaluate(STREAMLITS_WORDS) == ["• PPTX"]
    box = page.locator("[data-testid=stSelectbox] input").first
    box.click()
    box.fill("没有这样的县")
    expect(page.get_by_text("没有符合的项")).to_be_visible()


def test_an_english_reader_keeps_english(open_page: OpenPage) -> None:
    page, _ = open_page("/meeting", lang="en", **WHERE)
    settled(page)
    assert page.evaluate("document.documentElement.lang") == "en"
    expect(page.locator("[data-testid=stFileUploader] button").first).to_contain_text("Upload")
