"""订阅日历 on the page: an address bound to the reader, told once, listed and ended by its owner, within the grant."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from accounts import people, tokens, trail
from accounts.faults import AccountFault
from accounts.roles import Grant
from accounts.store import SETTING, Store, open_store
from accounts.tokens import Purpose
from tests.pages.reading import words_of
from ui.reader import store_of_accounts

COUNTY, TOWN, OTHER_TOWN = "450223", "450223101", "450223102"


def the_panel() -> None:
    """The panel for the reader and the choice that the address names."""
    from types import SimpleNamespace

    import streamlit as st

    from accounts.people import everyone
    from pages.experts.subscriptions import subscriptions
    from ui.reader import Reader, store_of_accounts

    store = store_of_accounts()
    who = st.query_params.get("who", "")
    for person in [] if store is None else everyone(store):
        if person.name == who:
            st.session_state["reader"] = Reader(person.shown, person.grants, name=person.name)
    names = {"": "全县", "450223101": "甲镇", "450223102": "乙镇"}
    subscriptions(SimpleNamespace(scope=SimpleNamespace(county="450223")), st.query_params.get("of", ""), names)


def panel(who: str = "", of: str = "") -> AppTest:
    """The panel as somebody sees it."""
    app = AppTest.from_function(the_panel, default_timeout=60)
    app.query_params["who"], app.query_params["of"] = who, of
    return app.run()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """An office of rosters and a township's director, who have chosen their passwords."""
    monkeypatch.setenv(SETTING, str(tmp_path / "accounts.db"))
    opened = open_store()
    for name, grant in (
        ("paiban", Grant("roster_office", (COUNTY,))),
        ("yuanzhang", Grant("township_director", (COUNTY,), (TOWN,))),
    ):
        first = people.add(opened, time.time(), "guanli", name, f"{name}（示例）", grant)
        person = next(each for each in people.everyone(opened) if each.name == name)
        people.change_password(opened, time.time(), person, first, "Zhongdu-8-kilometres")
    store_of_accounts.clear()
    yield opened
    store_of_accounts.clear()


def test_the_address_is_told_once_opens_the_calendar_and_is_ended_by_its_owner(store: Store) -> None:
    app = panel("paiban", TOWN)
    app.button(key="feed_make").click().run()
    address = app.code[0].value
    assert address.startswith("webcal://") and address.endswith(".ics")
    text = address.split("/feeds/")[1].removesuffix(".ics")
    person, subject, number = tokens.opened(store, text, Purpose.CALENDAR) or pytest.fail("opens nothing")
    assert (person.name, subject) == ("paiban", {"county": COUNTY, "only": TOWN})
    assert trail.lines(store, text="token_made")[0].who == "paiban（示例）"
    app.run()
    assert not app.code and "甲镇" in words_of(app), "told once; the list says of what it is"
    app.button(key=f"feed_end_{number}").click().run()
    assert tokens.opened(store, text, Purpose.CALENDAR) is None
    assert not [button for button in app.button if button.key and button.key.startswith("feed_end")]


def test_a_director_subscribes_to_his_township_and_to_nothing_else(store: Store) -> None:
    assert panel("yuanzhang", TOWN).button(key="feed_make")
    for beyond in ("", OTHER_TOWN):
        app = panel("yuanzhang", beyond)
        assert not app.button and "超出您的授权" in words_of(app)


def test_nobody_sees_or_ends_another_s(store: Store) -> None:
    tokens.make(store, time.time(), "paiban", "paiban", Purpose.CALENDAR, {"county": COUNTY, "only": ""})
    number = tokens.listed(store)[0].id
    assert [button.key for button in panel("yuanzhang", TOWN).button] == ["feed_make"]
    with pytest.raises(AccountFault):
        tokens.end(store, time.time(), "yuanzhang", number, account="yuanzhang")
    assert not tokens.listed(store)[0].ended


def test_without_accounts_one_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "off")
    store_of_accounts.clear()
    app = panel()
    assert "python -m accounts set-up" in words_of(app) and not app.button
