"""Periods that were reviewed and closed: listed, closed, opened again with a reason."""

from __future__ import annotations

import streamlit as st

from data_access.engine import warehouse_url
from findings import intake_locks as told
from findings.figures import Words
from intake.known import known_forms
from intake.locks import Lock, lock_period, locked_periods, unlock_period
from metrics.errors import UnknownPeriod
from metrics.period import Period
from ui import kept
from ui.blocks import table_html
from ui.changes import changed
from ui.clerk import clerk
from ui.components import note, panel_title
from ui.frame import View
from ui.language import say
from ui.messages import show_state
from ui.words import words_of


def locks_section(view: View) -> None:
    """Draw a county's closed periods, the form that closes one and the form that opens one."""
    words, county = words_of(view.scope, view.reference), view.scope.county
    locks = kept.read_now(locked_periods, county, standing=False)
    st.html(
        panel_title(
            say("锁定已审的时期", "Closed periods"),
            say("会改动它的装载和撤销都不执行", "No file and no undoing that would change it is carried out"),
        )
    )
    if locks:
        st.html(table_html(told.locks_table(locks, words)))
    else:
        st.html(note(say("没有锁定的时期。", "No period is closed.")))
    _lock(county, words)
    standing = {each.lock_id: each for each in locks if each.unlocked_at is None}
    if standing:
        _unlock(standing, words)


def _lock(county: str, words: Words) -> None:
    with st.form("intake_lock", border=False):
        when, which, why, by = st.columns([1, 1, 1, 1])
        text = when.text_input(
            say("时期", "Period"),
            key="intake_lock_period",
            max_chars=20,
            placeholder="2024-09",
            help=say("写 2024、2024Q3、2024-09 或 2024-01..2024-09。", "2024, 2024Q3, 2024-09 or 2024-01..2024-09."),
        )
        form = which.selectbox(
            say("哪种表", "Form"),
            ["", *known_forms().codes()],
            format_func=lambda code: told.form_said(code, words),
            key="intake_lock_form",
        )
        reason = why.text_input(say("说明", "Note"), say("审核", "reviewed"), key="intake_lock_note", max_chars=200)
        who = clerk(by, "intake_lock")
        sent = st.form_submit_button(say("锁定", "Close it"))
    if not sent:
        return
    try:
        period = Period.parse(str(text or "").strip())
    except UnknownPeriod:
        show_state(
            "failed",
            say("时期读不出来，没有锁定。", "That is no period; nothing was closed."),
            say("请写 2024、2024Q3、2024-09 或 2024-01..2024-09。", "Write 2024, 2024Q3, 2024-09 or 2024-01..2024-09."),
        )
        return
    changed(
        lambda: lock_period(warehouse_url(), county, period, who=who, note=reason, form=str(form or "")),
        say(f"已锁定{words.period(period)}。", f"{words.period(period)} is closed."),
    )


def _unlock(standing: dict[str, Lock], words: Words) -> None:
    with st.form("intake_unlock", border=False):
        which, why, by = st.columns([2, 1, 1])
        chosen = which.selectbox(
            say("解锁哪一个", "Open which"),
            list(standing),
            index=None,
            format_func=lambda lock_id: told.lock_said(standing[lock_id], words),
            placeholder=say("选一个", "Choose"),
            key="intake_unlock_which",
        )
        reason = why.text_input(say("解锁的原因", "Reason"), key="intake_unlock_reason", max_chars=200)
        who = clerk(by, "intake_unlock")
        sent = st.form_submit_button(say("解锁", "Open it"))
    if sent and chosen in standing:
        changed(
            lambda: unlock_period(warehouse_url(), str(chosen), who=who, reason=reason),
            say(
                f"{told.lock_said(standing[str(chosen)], words)}已解锁。",
                f"{told.lock_said(standing[str(chosen)], words)} is open.",
            ),
        )
