"""On a wall screen the page itself holds to the token's view, whatever its browser sends over the websocket."""

import time
from pathlib import Path

import pytest
from streamlit.runtime.context import ContextProxy

from accounts import people, tokens
from accounts.roles import Grant
from accounts.store import SETTING, Store, open_store
from tests.pages.conftest import OpenApp
from tests.pages.reading import words_of
from ui.entrance import WALL_COOKIE
from ui.reader import store_of_accounts

COUNTY, OTHER = "450223", "141122"
VIEW = f"/coverage?county={COUNTY}&period=2024"
REFUSED = "大屏令牌只看一个画面"


@pytest.fixture
def accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A wall's account that may read every county; its screen has the cookie of its token."""
    monkeypatch.setenv(SETTING, str(tmp_path / "accounts.db"))
    store = open_store()
    first = people.add(store, time.time(), "guanli", "daping", "大厅大屏", Grant("wall"))
    people.change_password(store, time.time(), people.everyone(store)[0], first, "Zhongdu-8-kilometres")
    text = tokens.make(store, time.time(), "guanli", "daping", tokens.Purpose.WALL, {"view": VIEW})
    monkeypatch.setattr(ContextProxy, "cookies", {WALL_COOKIE: text})
    return store


def test_the_view_is_shown_and_no_other_county_period_or_page(accounts: Store, open_app: OpenApp) -> None:
    store_of_accounts.clear()
    try:
        shown = words_of(open_app("coverage", county=COUNTY, period="2024"))
        assert REFUSED not in shown and "黄冕镇" in shown and "大厅大屏 · 大屏" in shown and "我的账号" not in shown
        for page, asked in (
            ("coverage", {"county": OTHER, "period": "2024"}),
            ("coverage", {"county": COUNTY, "period": "2023"}),
            ("data", {"county": COUNTY, "period": "2024"}),
        ):
            told = words_of(open_app(page, **asked))
            assert REFUSED in told and "镇" not in told.split(REFUSED)[1]
        tokens.end(accounts, time.time(), "guanli", tokens.listed(accounts)[0].id)
        assert "您已退出登录" in words_of(open_app("coverage", county=COUNTY, period="2024"))
    finally:
        store_of_accounts.clear()
