"""到岗登记 against a published roster, and leave taken back; both with a reason, both on record."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from data_access import attendance
from data_access.changes import BY_HAND
from data_access.engine import warehouse_url
from metrics.ledger.reads import CountyLedger
from metrics.ledger.roster_inputs import RosterInputs
from pages.experts.cell_clicks import chosen_cell, close_cell
from pages.experts.names import day_words, expert_of, place_of
from pages.experts.roster_words import place_cell, planned_table
from ui.changes import changed
from ui.clerk import clerk
from ui.components import note, panel_title
from ui.language import say
from ui.tables import plain_table
from ui.words import names_by_code
from words.visits import ACTIVITY_NAMES


def attendance_panel(visits: pd.DataFrame, roster_id: str) -> None:
    """Draw the open cell of the roster in force, or the whole roster in a list: enter who came, or report them ill.

    visits: the roster with `mark`, `reason_zh`; those of the open cell are offered first.
    """
    names = [place_cell(row) for row in visits.to_dict("records")]
    cell = chosen_cell("place", set(names))
    own = visits[[name == cell for name in names]] if cell else visits
    if cell:
        with st.container(key="panel_place"):
            left, right = st.columns([5, 1], vertical_alignment="top")
            first = own.to_dict("records")[0]
            left.html(panel_title(f"{place_of(first)} · {day_words(first['visit_date'])}"))
            right.button(say("关闭", "Close"), key="close_place", on_click=close_cell, args=("place",), width="stretch")
            st.html(plain_table(*planned_table(own), name=say("这一格的下沉", "Visits of the cell")))
            _ask_for_repair(own)
            _entry(own, roster_id)
        return
    with st.expander(say("到岗登记（要写原因，记入日志；也可点上面的格子）", "Enter attendance (or click a cell)")):
        _entry(own, roster_id)


def _ask_for_repair(own: pd.DataFrame) -> None:
    for row in own.to_dict("records"):
        label = say(f"{row['expert_zh']}这天去不了：算改班", f"{expert_of(row)} cannot go: repair")
        who = str(row["expert_code"])
        st.button(label, key=f"repair_{who}", on_click=_sick, args=(who, row["visit_date"]))


def _sick(expert: str, day: dt.date) -> None:
    """Fill in the sick call and have it worked out at once."""
    st.session_state["sick_who"] = expert
    st.session_state[f"sick_from_{expert}"] = st.session_state[f"sick_to_{expert}"] = day
    st.session_state["sick_asked"] = True


def _entry(visits: pd.DataFrame, roster_id: str) -> None:
    known = {str(row["visit_id"]): row for row in visits[visits["mark"] == "planned"].to_dict("records")}
    if not known:
        st.html(
            note(
                say(
                    "都已登记；登记有误到“台账”里改正。",
                    "All entered; put a wrong entry right under Ledger.",
                )
            )
        )
        return
    visit_id = st.selectbox(
        say("哪一次", "Which visit"),
        list(known),
        format_func=lambda key: _label(known[key]),
        key="entry_visit",
        placeholder=say("选一次下沉", "Choose a visit"),
    )
    row = known[visit_id] if visit_id in known else next(iter(known.values()))
    _form(row, roster_id)


def _label(row: Any) -> str:
    return f"{day_words(row['visit_date'])} {expert_of(row)} → {place_of(row)}"


def _form(row: Any, roster_id: str) -> None:
    visit_id = str(row["visit_id"])
    with st.form("enter_attendance", border=False):
        came = st.checkbox(say("到岗了", "Came"), value=True, key=f"entry_came_{visit_id}")
        one, two, three, four, five = st.columns(5)
        start = one.time_input(
            say("到岗时间", "From"), row["planned_start"].time(), step=900, key=f"entry_from_{visit_id}"
        )
        end = two.time_input(say("离岗时间", "To"), row["planned_end"].time(), step=900, key=f"entry_to_{visit_id}")
        activity = three.selectbox(
            say("工作", "Work"), list(ACTIVITY_NAMES), format_func=lambda key: say(*ACTIVITY_NAMES[key]),
            key=f"entry_work_{visit_id}", placeholder=say("选工作", "Choose"),
        )  # fmt: skip
        patients = four.number_input(say("接诊（人次）", "Patients"), 0, 500, 0, key=f"entry_patients_{visit_id}")
        trainees = five.number_input(say("带教（人次）", "Trainees"), 0, 500, 0, key=f"entry_trainees_{visit_id}")
        left, right = st.columns([1, 3])
        who = clerk(left, "entry")
        reason = right.text_input(
            say("依据", "Reason"), key="entry_reason", placeholder=say("如：乡镇卫生院签到表", "E.g. sign-in sheet")
        )
        sent = st.form_submit_button(say("登记到岗", "Enter attendance"))
    if not sent:
        return
    day = row["visit_date"]
    times = (dt.datetime.combine(day, start), dt.datetime.combine(day, end)) if came else (None, None)
    changed(
        lambda: attendance.record_attendance(
            warehouse_url(), roster_id, visit_id, *times, activity=str(activity), patients=int(patients),
            trainees=int(trainees), who=who, reason=reason,
        ),
        say(f"已登记：{_label(row)}。台账按规则判定是否计入。", f"Entered: {_label(row)}. The ledger judges it."),
    )  # fmt: skip


def leave_taken_back(inputs: RosterInputs, whole: CountyLedger) -> None:
    """Draw the form that takes back a leave entered on this page, so that an older version can stand again."""
    leaves = whole.leaves
    own = leaves[leaves["load_id"] == BY_HAND]
    own = own[
        (pd.to_datetime(own["start_date"]) <= pd.Timestamp(inputs.last))
        & (pd.to_datetime(own["end_date"]) >= pd.Timestamp(inputs.first))
    ]
    if own.empty:
        return
    names = names_by_code(whole.experts, "expert_code")
    known = {str(row["leave_id"]): row for row in own.to_dict("records")}

    def said(key: str) -> str:
        row = known[key]
        first, last = (pd.Timestamp(row[name]) for name in ("start_date", "end_date"))
        return f"{names.get(row['expert_code'], row['expert_code'])} {first:%m-%d}—{last:%m-%d}"

    with st.expander(say("撤回请假（登记错了，或人已回来）", "Take a leave back")), st.form("leave_back", border=False):
        one, by, two = st.columns([2, 1, 2])
        chosen = one.selectbox(
            say("哪一条", "Which"), list(known), format_func=said, key="leave_back_id",
            placeholder=say("选请假", "Choose"),
        )  # fmt: skip
        who = clerk(by, "leave_back")
        reason = two.text_input(
            say("原因", "Reason"), key="leave_back_reason", placeholder=say("如：登记错了人", "E.g. entered by mistake")
        )
        sent = st.form_submit_button(say("撤回请假", "Take it back"))
    if sent and chosen in known:
        changed(
            lambda: attendance.withdraw_leave(warehouse_url(), inputs.county, str(chosen), who=who, reason=reason),
            say(
                "请假已撤回；班表没有变，需要的话恢复旧版。",
                "Taken back; the roster stands, go back to an older version if need be.",
            ),
        )
