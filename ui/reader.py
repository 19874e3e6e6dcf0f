"""Who reads this page: the person of the session's cookie, looked up at every run; a visitor without accounts.

A page that is left open goes on by its websocket alone: whoever was disabled or signed out is out at the next click.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Final

import streamlit as st

from accounts import sessions, tokens
from accounts.people import Person
from accounts.roles import Act, Grant, may, reach_of_grants
from accounts.setting import store_in_force
from accounts.store import Store
from accounts.tokens import Purpose
from accounts.walls import WallView, wall_view
from data_access.granted import EVERYTHING, Reach
from ui import kept
from ui.components import state_box
from ui.entrance import COOKIE, WALL_COOKIE
from ui.entrance_pages import ACCOUNT, SIGN_IN
from ui.language import language, say
from words.accounts import role_words

_READER: Final = "reader"


@dataclass(frozen=True)
class Reader:
    """Who reads. shown: the name beside a change, '' for the visitor of a demonstration, who may try everything.

    wall : the one view that a wall screen is shown. name: of the account, '' where nobody signed in.
    """

    shown: str = ""
    grants: tuple[Grant, ...] = ()
    wall: WallView | None = None
    name: str = ""

    @property
    def reach(self) -> Reach:
        """Return how far the reader sees; a visitor sees everything."""
        return EVERYTHING if self.visiting else reach_of_grants(self.grants)

    @property
    def visiting(self) -> bool:
        """Whether nobody is signed in because there are no accounts."""
        return not self.shown

    def may(self, act: Act, county: str = "", township: str = "") -> bool:
        """Tell whether the reader may do something, at a place where one is named."""
        return self.visiting or may(self.grants, act, county, township)


@st.cache_resource
def store_of_accounts() -> Store | None:
    """Return the accounts, opened once; None where nobody signs in."""
    return store_in_force()


def take_in() -> Reader:
    """Find out who reads, before anything is read for them; end the run where the session has ended."""
    store = store_of_accounts()
    if store is None:
        st.session_state[_READER] = Reader()
        kept.read_within(EVERYTHING)
        return Reader()
    session = sessions.of(store, time.time(), st.context.cookies.get(COOKIE, ""))
    found = _signed_in(session.person) if session else _wall_screen(store)
    if found is None:
        _signed_out()
        st.stop()
    st.session_state[_READER] = found
    kept.read_within(found.reach)
    if not found.may(Act.READ):
        _no_grant(found)
        st.stop()
    return found


def _signed_in(person: Person) -> Reader:
    return Reader(person.shown, person.grants, name=person.name)


def _wall_screen(store: Store) -> Reader | None:
    """Return the wall screen of the cookie, which reads as far as its account and does nothing; None for none."""
    opened = tokens.opened(store, st.context.cookies.get(WALL_COOKIE, ""), Purpose.WALL)
    if opened is None:
        return None
    person, subject, _ = opened
    reading = tuple(grant for grant in person.grants if Act.READ in grant.acts)
    return Reader(person.shown, tuple(replace(grant, role="wall") for grant in reading), wall_view(subject["view"]))


def reader() -> Reader:
    """Return who reads this page."""
    found: Reader = st.session_state.get(_READER, Reader())
    return found


def _lang() -> str:
    return f"?lang={language()}"


def _signed_out() -> None:
    st.html(
        state_box(
            "no_permission",
            say(
                "您已退出登录：离开太久，或在别处退出了。",
                "You are signed out: away for too long, or signed out elsewhere.",
            ),
            say("请重新登录，没有保存的内容不会丢失在别人手里。", "Sign in again."),
        )
    )
    st.link_button(say("重新登录", "Sign in"), SIGN_IN + _lang(), type="primary")


def _no_grant(found: Reader) -> None:
    st.html(
        state_box(
            "no_permission",
            say(f"{found.shown}还没有任何授权。", f"{found.shown} has no grant yet."),
            say("请找管理员授权。", "Ask an administrator for it."),
        )
    )
    st.link_button(say("我的账号", "My account"), ACCOUNT + _lang())


def who_words() -> tuple[str, str]:
    """Return who reads, for the foot of a page, and the address of their account, '' for a visitor."""
    found = reader()
    if found.visiting:
        return say("访客（演示：没有启用账号，谁都可以试）", "Visitor (a demonstration without accounts)"), ""
    english = language() == "en"
    roles = say("、", ", ").join(dict.fromkeys(role_words(grant.role, english=english) for grant in found.grants))
    return f"{found.shown} · {roles}", "" if found.wall else ACCOUNT + _lang()
