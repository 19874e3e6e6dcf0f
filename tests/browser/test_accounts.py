"""Accounts in a browser: the first set-up, a wrong password, the lock, two roles, the end of a session."""

import re
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts import people, trail
from accounts.roles import Grant
from accounts.store import Store, open_store
from tests.browser.conftest import start_server
from tests.browser.visiting import LIMIT_S, settled

CODE = re.compile(r"[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}")
COUNTY, TOWN, OTHER_TOWN, OTHER_COUNTY = "140781", "140781102", "140781101", "141122"
FIRST, OWN = "Luzhai-2024-xian", "Zhongdu-8-kilometres"


class Served:
    """A dashboard with accounts: its address, its accounts, the code on its console."""

    def __init__(self, address: str, file: Path, log: Path) -> None:
        self.address, self.file = address, file
        found = CODE.search(log.read_text(encoding="utf-8"))
        assert found is not None, log.read_text(encoding="utf-8")
        self.code = found.group()

    @property
    def store(self) -> Store:
        """The accounts, as an administrator at the console opens them."""
        return open_store(self.file)


@pytest.fixture(scope="module")
def served(chromium: str, sample_duckdb_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A dashboard that was just started with accounts and has none yet."""
    folder = tmp_path_factory.mktemp("accounts")
    servers: list[subprocess.Popen[bytes]] = []
    log, file = folder / "log", folder / "accounts.db"
    warehouse = shutil.copy(sample_duckdb_file, folder / "warehouse.duckdb")
    address = start_server(f"duckdb:///{warehouse}", log, servers, YILAN_ACCOUNTS=str(file))
    yield Served(address, file, log)
    for server in servers:
        server.terminate()
        server.wait(timeout=LIMIT_S)


@pytest.fixture
def new_reader(browser: Browser) -> Iterator[Callable[[], Page]]:
    """A function that gives a page in a profile of its own: nobody is signed in there."""
    profiles = []

    def page() -> Page:
        profiles.append(browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN"))
        return profiles[-1].new_page()

    yield page
    for profile in profiles:
        profile.close()


def fill_in(page: Page, **fields: str) -> None:
    """Fill the form of one of the pages before the dashboard and send it."""
    for name, value in fields.items():
        page.fill(f"#{name}", value)
    page.locator("button[type=submit]").first.click()


def test_the_first_administrator_is_made_with_the_code_on_the_console(
    served: Served, new_reader: Callable[[], Page]
) -> None:
    page = new_reader()
    page.goto(urljoin(served.address, "/coverage?county=450223"))
    expect(page.get_by_role("heading", name="首次设置")).to_be_visible()
    fill_in(page, setup="000000-000000-000000", name="guanli", new=FIRST, again=FIRST)
    expect(page.get_by_role("alert")).to_contain_text("初始化码不对")
    fill_in(page, setup=served.code, name="guanli", new=FIRST, again=FIRST)
    settled(page)
    expect(page.get_by_text("guanli · 管理员")).to_be_visible()
    page.goto(urljoin(served.address, "/set-up"))
    expect(page).not_to_have_url(re.compile("set-up"))


def signed_in(served: Served, page: Page, name: str, role: str | Grant, shown: str, then: str = "/") -> None:
    """Add an account, sign in with its first password, choose one's own, and open a page."""
    given = people.add(
        served.store, time.time(), "guanli", name, shown, role if isinstance(role, Grant) else Grant(role)
    )
    page.goto(urljoin(served.address, "/sign-in"))
    fill_in(page, name=name, password=given)
    expect(page.get_by_role("alert")).to_contain_text("请先改成自己的")
    fill_in(page, old=given, new=OWN, again=OWN)
    expect(page.get_by_role("status")).to_contain_text("密码已修改")
    page.goto(urljoin(served.address, then))
    settled(page)


def test_a_director_sees_his_county_his_township_and_no_other_township_s_visits(
    served: Served, new_reader: Callable[[], Page]
) -> None:
    page = new_reader()
    here = Grant("township_director", (COUNTY,), (TOWN,))
    signed_in(served, page, "he", here, "何院长")
    expect(page).to_have_url(re.compile(f"county={COUNTY}.*township={TOWN}"))
    page.goto(urljoin(served.address, f"/coverage?county={OTHER_COUNTY}"))
    settled(page)
    expect(page.get_by_text("没有这个县（市、区）").first).to_be_visible()
    expect(page).to_have_url(re.compile(f"county={COUNTY}"))
    page.goto(urljoin(served.address, f"/experts?county={COUNTY}&township={OTHER_TOWN}"))
    settled(page)
    expect(page.get_by_text("只列您所在乡镇的").first).to_be_visible()


def test_half_an_hour_away_ends_the_session(served: Served, new_reader: Callable[[], Page]) -> None:
    page = new_reader()
    signed_in(served, page, "chen", "analyst", "陈分析", "/coverage?county=450223")
    with sqlite3.connect(served.file) as hand:
        hand.execute("UPDATE visit SET seen_at = seen_at - 1801")
    page.reload()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()


def test_signing_out_ends_the_session(served: Served, new_reader: Callable[[], Page]) -> None:
    page = new_reader()
    signed_in(served, page, "sun", "analyst", "孙分析", "/coverage?county=450223")
    page.get_by_role("link", name="我的账号").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()


def test_wrong_passwords_lock_the_account(served: Served, new_reader: Callable[[], Page]) -> None:
    """The last of this file: the lock is on this machine's address, too."""
    page = new_reader()
    page.goto(urljoin(served.address, "/sign-in?lang=en"))
    for _ in range(5):
        fill_in(page, name="guanli", password="guess")
        expect(page.get_by_role("alert")).to_contain_text("wrong")
    fill_in(page, name="guanli", password=FIRST)
    expect(page.get_by_role("alert")).to_contain_text("Locked for 15 minutes")
    assert trail.verify(served.store).broken is None
    assert {"sign_in_failed", "sign_in_locked", "signed_out"} <= {line.act for line in trail.lines(served.store)}
