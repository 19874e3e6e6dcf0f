"""What was loaded: listed, with what was set aside of each file, and taken back with what that changes."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data_access.changes import ChangeRefused
from data_access.engine import warehouse_url
from data_access.loads import take_back
from findings import intake as told
from findings.figures import Words
from intake.examined import foreseen_undo
from intake.figures_changed import Changed
from intake.looking_back import set_aside_of
from pages.intake.files import show_changes, show_set_aside
from pages.intake.locks import locks_section
from ui import kept
from ui.blocks import table_html
from ui.changes import changed
from ui.clerk import clerk
from ui.components import note, panel_title, state_box
from ui.frame import View
from ui.language import say
from ui.messages import show_fault
from ui.words import words_of

KEPT = 8


def history_tab(view: View, loads: pd.DataFrame, *, with_locks: bool = True) -> None:
    """Draw the loads of a county, of the chosen one what was set aside and its undoing, and the closed periods.

    with_locks : False while the forms that a lock may name cannot be read.
    """
    _loads(view, loads)
    if with_locks:
        locks_section(view)


def _loads(view: View, loads: pd.DataFrame) -> None:
    words = words_of(view.scope, view.reference)
    if loads.empty:
        st.html(
            state_box(
                "empty",
                say("还没有装载过文件。", "No file was loaded yet."),
                say("到“装载”交报表。", "Hand files in under “Load”."),
            )
        )
        return
    st.html(panel_title(say("装载过什么", "What was loaded")))
    st.html(table_html(told.loads_table(loads, words)))
    files = told.files_of(loads)
    chosen = st.selectbox(
        say("看哪一次", "Look at"),
        list(files),
        index=None,
        format_func=lambda load_id: files[load_id].words,
        placeholder=say("选一次装载", "Choose a load"),
        key="intake_load_chosen",
    )
    if chosen is None or chosen not in files:
        return
    own = files[chosen]
    notes = kept.read_now(set_aside_of, chosen)
    st.html(panel_title(say(f"“{own.file}”里搁置的", f"Set aside of “{own.file}”")))
    if notes:
        show_set_aside(notes, own.file, "intake_history_aside", words)
    else:
        st.html(note(say("没有搁置的格子，都进入了。", "Nothing was set aside.")))
    if own.may_be_undone:
        _undo(view, chosen, own.file, words)


def _undo(view: View, load_id: str, file: str, words: Words) -> None:
    """Draw what taking a load back changes, and the form that does it."""
    if not st.toggle(say("撤销这次装载", "Take this load back"), key=f"intake_undo_{load_id}"):
        return
    county = view.scope.county

    def make() -> tuple[Changed, ...]:
        return kept.read_now(
            lambda engine: foreseen_undo(warehouse_url(), engine, view.reference, load_id, county=county, who="—")
        )

    try:
        with st.spinner(say("在试撤，看哪些公布的数会变……", "Trying it out on a copy…")):
            changes = kept.made("intake undo", KEPT, make, county, load_id)
    except ChangeRefused as refused:
        show_fault("information", refused)
        return
    st.html(panel_title(say("撤销后，哪些公布的数会变", "Which published figures change back")))
    show_changes(changes, "intake_undo_changes", words)
    with st.form("intake_undo_form", border=False):
        left, right = st.columns([1, 2])
        who = clerk(left, "intake_undo")
        reason = right.text_input(
            say("原因", "Reason"),
            key="intake_undo_reason",
            max_chars=200,
            placeholder=say("如：传错了月份", "E.g. the wrong month"),
        )
        sent = st.form_submit_button(say("确认撤销", "Take it back"), type="primary")
    if sent:
        changed(
            lambda: take_back(warehouse_url(), load_id, who=who, reason=reason),
            say(f"“{file}”的装载已撤销，数回到装载之前。", f"“{file}” is taken back; the figures are as before."),
        )
