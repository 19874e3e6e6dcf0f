"""The accounts: a table, a form for a new one, and what can be done with one."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

import streamlit as st

from accounts import people
from accounts.faults import AccountFault
from accounts.people import Person
from accounts.roles import ROLES, Grant
from accounts.store import Store
from faces.blocks import Column, Row
from metrics.reference import Reference
from ui.components import note, panel_title
from ui.filters import place_name
from ui.language import language, say
from ui.messages import show_fault, show_state
from ui.reader import reader
from ui.tables import plain_table
from words.accounts import role_words

_TOLD: Final = "accounts_told"
_ROUND: Final = "accounts_round"


def _role(code: str) -> str:
    return role_words(code, english=language() == "en")


def _grant_words(grant: Grant, reference: Reference) -> str:
    counties = [place_name(reference.counties[code]) if code in reference.counties else code for code in grant.counties]
    places = say("、", ", ").join([*counties, *grant.townships])
    return f"{_role(grant.role)}（{places}）" if places else _role(grant.role)


def people_panel(store: Store, reference: Reference) -> None:
    """Draw the accounts and the forms that change them."""
    st.html(panel_title(say("账号", "Accounts")))
    told = st.session_state.pop(_TOLD, None)
    if told:
        show_state("information", *told)
    everyone = people.everyone(store)
    columns = [Column(say(*words), kind="text") for words in HEADS]
    rows = [
        Row(
            [
                person.name,
                person.shown,
                say("停用", "disabled") if person.disabled else say("在用", "in use"),
                say("用", "yes") if person.with_codes else say("未用", "no"),
                say("；", "; ").join(_grant_words(grant, reference) for grant in person.grants) or say("没有", "none"),
            ]
        )
        for person in everyone
    ]
    st.html(plain_table(columns, rows, name=say("账号", "Accounts")))
    turn = st.session_state.setdefault(_ROUND, 0)
    new, known = st.tabs([say("新增账号", "New account"), say("改一个账号", "Change an account")])
    with new:
        _new(store, reference, turn)
    with known:
        _known(store, reference, everyone, turn)


HEADS: Final = (
    ("账号", "Account"),
    ("显示的名字", "Name shown"),
    ("状态", "State"),
    ("验证码", "Codes"),
    ("角色", "Roles"),
)


def _asked_grant(reference: Reference, key: str) -> Grant:
    one, two, three = st.columns(3)
    role = one.selectbox(say("角色", "Role"), list(ROLES), format_func=_role, key=f"{key}_role")
    counties = two.multiselect(
        say("县（不选是全部）", "Counties (none: all)"),
        list(reference.counties),
        format_func=lambda code: place_name(reference.counties[code]),
        key=f"{key}_counties",
        placeholder=say("全部", "All"),
    )
    here = [place for code in counties for place in reference.townships_of(code, reference.last_month)]
    names = {place.code: place_name(place) for place in here}
    townships = three.multiselect(
        say("乡镇（不选是全部）", "Townships (none: all)"),
        list(names),
        format_func=lambda code: names.get(code, code),
        key=f"{key}_townships",
        placeholder=say("先选县", "Choose a county first") if not counties else say("全部", "All"),
        disabled=not counties,
    )
    return Grant(str(role), tuple(counties), tuple(townships))


def _new(store: Store, reference: Reference, turn: int) -> None:
    key = f"account_new_{turn}"
    one, two = st.columns(2)
    longest = people.LONGEST_NAME
    name = one.text_input(say("账号（登录用）", "Account (to sign in)"), key=f"{key}_name", max_chars=longest)
    label = say("显示的名字（写在改动记录里）", "Name shown beside changes")
    shown = two.text_input(label, key=f"{key}_shown", max_chars=longest)
    grant = _asked_grant(reference, key)
    if st.button(say("新增", "Add"), key=f"{key}_add", type="primary", disabled=not name.strip()):
        _do(
            lambda: people.add(store, time.time(), reader().shown, name, shown, grant),
            say(f"账号{name}已建立。", f"Account {name} was made."),
        )


def _known(store: Store, reference: Reference, everyone: list[Person], turn: int) -> None:
    key = f"account_known_{turn}"
    chosen = st.selectbox(
        say("账号", "Account"),
        [person.name for person in everyone],
        index=None,
        placeholder=say("选一个", "Choose"),
        key=f"{key}_which",
    )
    person = next((person for person in everyone if person.name == chosen), None)
    if person is None:
        st.html(note(say("选一个账号，再停用、重设密码或改授权。", "Choose an account to change it.")))
        return
    by, name = reader().shown, person.name
    one, two, three = st.columns(3)
    flip = say("启用", "Enable") if person.disabled else say("停用", "Disable")
    if one.button(flip, key=f"{key}_flip"):
        _do(
            lambda: people.disable(store, time.time(), by, name, disabled=not person.disabled),
            say(f"{name}：{flip}。", f"{name}: {flip.lower()}d."),
        )
    if two.button(say("重设密码", "Reset the password"), key=f"{key}_reset"):
        _do(
            lambda: people.reset(store, time.time(), by, name),
            say(f"{name}的密码已重设，已登录的都已退出。", f"{name}: reset; all sessions have ended."),
        )
    if three.button(say("收回全部角色", "Take all roles away"), key=f"{key}_end", disabled=not person.grants):
        _do(lambda: people.end_grants(store, time.time(), by, name), say(f"{name}的角色已收回。", f"{name}: no roles."))
    grant = _asked_grant(reference, key)
    instead = st.checkbox(say("代替原有的角色", "Instead of the present ones"), key=f"{key}_instead", value=True)
    if st.button(say("给这个角色", "Give the role"), key=f"{key}_give", type="primary"):
        _do(
            lambda: people.give(store, time.time(), by, name, grant, instead=instead),
            say(f"{name}的角色已改。", f"{name}: roles changed."),
        )


def _do(work: Callable[[], object], done: str) -> None:
    """Change an account; a password that was made is shown once, a refusal in words."""
    try:
        made = work()
    except AccountFault as fault:
        show_fault("failed", fault)
        return
    password = made if isinstance(made, str) else ""
    first = say(f"首次登录的密码（只显示这一次）：{password}", f"First password, shown only now: {password}")
    on_record = say("改动已记入审计记录。", "The change is in the trail.")
    st.session_state[_TOLD] = (done, first if password else on_record)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.rerun()
