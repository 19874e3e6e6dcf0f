"""订阅日历: an address that a phone asks by itself, bound to the reader, told once and ended here."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

import streamlit as st

from accounts import tokens
from accounts.faults import AccountFault
from accounts.roles import may_read_calendar
from accounts.store import Store
from accounts.tokens import FEEDS, Purpose, Token
from ui.components import note, panel_title
from ui.frame import View
from ui.language import say
from ui.messages import show_fault
from ui.reader import Reader, reader, store_of_accounts


def subscriptions(view: View, chosen: str, names: Mapping[str, str]) -> None:
    """Draw the way to subscribe to a calendar and the reader's own subscriptions.

    chosen : code of an expert or township, '' for the whole county; names: of all that can be chosen.
    """
    store, own = store_of_accounts(), reader()
    st.html(panel_title(say("订阅日历（手机自动更新）", "Subscribe to a calendar")))
    if store is None or own.visiting:
        st.html(
            note(
                say(
                    "订阅要先有账号：请管理员运行 python -m accounts set-up。现在可以下载日历文件。",
                    "Subscriptions need accounts: python -m accounts set-up begins them. A file can be downloaded now.",
                )
            )
        )
        return
    county = view.scope.county
    if not may_read_calendar(own.grants, county, chosen):
        st.html(
            note(
                say(
                    "这份日历超出您的授权；请在上面选您所在的乡镇。",
                    "This calendar is beyond your grant; choose your own township above.",
                )
            )
        )
    elif st.button(say(f"订阅“{names[chosen]}”的日历", f"Subscribe to {names[chosen]}"), key="feed_make"):
        _make(store, own, county, chosen)
    _own(store, own, county, names)


def _make(store: Store, own: Reader, county: str, only: str) -> None:
    try:
        text = tokens.make(store, time.time(), own.shown, own.name, Purpose.CALENDAR, {"county": county, "only": only})
    except AccountFault as fault:
        show_fault("failed", fault)
        return
    st.html(
        note(
            say(
                "在手机日历里选“添加订阅”，粘贴这个地址。地址只显示这一次；谁有它谁就能看，丢了请在下面停用。",
                "Add it to the phone's calendar as a subscription. It is shown this once; whoever has it reads the "
                "calendar, so end it below if it is lost.",
            )
        )
    )
    host = urlsplit(str(st.context.url or "")).netloc or "localhost"
    # Its copy button works on a phone, too.
    st.code(f"webcal://{host}{FEEDS}{text}.ics", language=None, wrap_lines=True)


def _own(store: Store, own: Reader, county: str, names: Mapping[str, str]) -> None:
    mine = [
        token
        for token in tokens.listed(store)
        if token.account == own.name and token.purpose is Purpose.CALENDAR and not token.ended
    ]
    for token in mine:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(note(_said(token, county, names)))
            if st.button(say("停用", "End"), key=f"feed_end_{token.id}"):
                try:
                    tokens.end(store, time.time(), own.shown, token.id, account=own.name)
                except AccountFault as fault:
                    show_fault("failed", fault)
                    return
                st.rerun()


def _said(token: Token, county: str, names: Mapping[str, str]) -> str:
    made = dt.datetime.fromtimestamp(token.made_at).astimezone()
    only, of = token.subject["only"], token.subject["county"]
    name = names.get(only, only) if of == county else f"{of} {only}".strip()
    return say(
        f"{token.id}号订阅：{name}，{made:%Y-%m-%d}起", f"Subscription {token.id}: {name}, since {made:%Y-%m-%d}"
    )
