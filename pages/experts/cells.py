"""A cell of the ledger's grids, opened: its visits, attendance put right, a repair asked for, and the record."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from data_access import rosters
from data_access.engine import warehouse_url
from metrics.ledger.compliance import under_a_rule
from metrics.ledger.reads import CountyLedger, MonthOfVisits, grid_cells
from metrics.reference import Reference
from pages.experts import words as words
from pages.experts.cell_clicks import cell_name, chosen_cell, close_cell
from pages.experts.names import day_words, expert_of
from pages.experts.reads import changes_by_hand
from ui import kept
from ui.changes import as_opened, changed, trail_note
from ui.clerk import clerk
from ui.components import note, panel_title
from ui.language import language, say
from ui.messages import show_state
from ui.tables import plain_table
from ui.words import specialty_words, whole_words

WANTED = "roster_wanted"  # session: what the ledger asked the roster to make good


@dataclass(frozen=True)
class OpenCell:
    """A cell of a grid: its name, what it stands for in words, and the visits in it."""

    name: str
    title: str
    visits: pd.DataFrame


def day_cell(shown: MonthOfVisits, name: str) -> OpenCell:
    """Return what a cell of the month calendar holds: one expert's visits of one day. The name is a known one."""
    _, expert, day = name.split("|")
    own = shown.visits[(shown.visits["expert_code"] == expert) & (shown.visits["visit_date"] == pd.Timestamp(day))]
    date, who = dt.date.fromisoformat(day), expert_of(own.to_dict("records")[0])
    return OpenCell(name, say(f"{date.month}月{date.day}日，{who}", f"{who} on {day_words(date)}"), own)


def day_cells(shown: MonthOfVisits) -> set[str]:
    """Return the names of the cells of the month calendar."""
    pairs = zip(shown.visits["expert_code"], shown.visits["visit_date"], strict=True)
    return {cell_name("day", code, date.date()) for code, date in pairs}


def week_cell(whole: CountyLedger, reference: Reference, name: str) -> OpenCell:
    """Return what a cell of the township × period grid holds: all visits to the township in the period."""
    _, township, first, last = name.split("|")
    dates = whole.visits["visit_date"]
    own = whole.visits[(dates >= pd.Timestamp(first)) & (dates <= pd.Timestamp(last))]
    own = own[own["township_code"] == township] if township else kept.reach().listed(own)
    a, b = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    where = words.township_name(reference, township) if township else say(whole_words(), "County")
    span = say(f"{a.month}月{a.day}日—{b.month}月{b.day}日", f"{first} – {last}")
    return OpenCell(name, say(f"{where}，{span}", f"{where}, {span}"), own)


def week_cells(shown: MonthOfVisits) -> set[str]:
    """Return the names of the cells of every township × period grid of the month."""
    names: set[str] = set()
    for cadence in set(shown.cells["cadence"]) if len(shown.cells) else set():
        rows = grid_cells(shown, cadence).to_dict("records")
        names |= {cell_name("week", row["township_code"], *words.span_of(row)) for row in rows}
    return names


def open_day(shown: MonthOfVisits) -> None:
    """Draw the open cell of the month calendar, if one is."""
    name = chosen_cell("day", day_cells(shown))
    if name:
        _panel(day_cell(shown, name), "day")


def open_week(whole: CountyLedger, shown: MonthOfVisits, reference: Reference) -> None:
    """Draw the open cell of the township × period grids, if one is."""
    name = chosen_cell("week", week_cells(shown))
    if name:
        _panel(week_cell(whole, reference, name), "week")


def _panel(cell: OpenCell, grid: str) -> None:
    with st.container(key=f"panel_{grid}"):
        left, right = st.columns([5, 1], vertical_alignment="top")
        counts = cell.visits[["planned", "attended", "counted"]].sum()
        said = say(
            f"计划{counts['planned']}次，到岗{counts['attended']}次，计入{counts['counted']}次",
            f"planned {counts['planned']}, came {counts['attended']}, counted {counts['counted']}",
        )
        left.html(panel_title(cell.title, said))
        right.button(say("关闭", "Close"), key=f"close_{grid}", on_click=close_cell, args=(grid,), width="stretch")
        if cell.visits.empty:
            st.html(note(say("这一格没有下沉。要补派，到“排班”里指定日期。", "No visit here. Plan one under Roster.")))
            return
        st.html(plain_table(*words.visits_table(cell.visits), name=cell.title))
        _ask_for_repair(cell, grid)
        with st.expander(say("改正到岗记录（要写原因，记入改动日志）", "Put attendance right (with a reason)")):
            fix_form(cell.visits, f"cell_{grid}_fix")


def _ask_for_repair(cell: OpenCell, grid: str) -> None:
    lost = cell.visits[(cell.visits["counted"] == 0) & (under_a_rule(cell.visits) == 1)]
    if lost.empty:
        return
    row = lost.iloc[0]
    label = say(
        f"补派：到排班里补{row['place_zh']}的{row['specialty']}",
        f"Make good under Roster: {specialty_words(row['specialty'])}, {row['place_en']}",
    )
    st.button(label, key=f"repair_{grid}", on_click=_want, args=(dict(row),))


def _want(row: dict[str, Any]) -> None:
    """Go to the roster with the lost visit's expert and place already chosen as a pin."""
    st.session_state["choice_tab"] = "roster"
    st.session_state["pin_who"], st.session_state["pin_where"] = row["expert_code"], row["institution_code"]
    st.session_state[WANTED] = words.visit_label(row)


def fix_form(visits: pd.DataFrame, prefix: str = "fix") -> None:
    """Draw the form that puts the attendance of one of some visits right, with a reason that goes on record."""
    known = {row["visit_id"]: row for row in visits.to_dict("records")}
    visit_id = st.selectbox(
        say("哪一次", "Which visit"),
        list(known),
        format_func=lambda key: words.visit_label(known[key]),
        key=f"{prefix}_visit",
        placeholder=say("选一次下沉", "Choose a visit"),
    )
    row = known[visit_id] if visit_id in known else next(iter(known.values()))
    opened = f"{prefix}_opened_{visit_id}"
    seen = as_opened(opened, f"{prefix}_came_{visit_id}", (_seen(row, "start"), _seen(row, "end")))
    with st.form(f"{prefix}_attendance", border=False):
        came = st.checkbox(say("到岗了", "Came"), value=bool(row["attended"]), key=f"{prefix}_came_{visit_id}")
        one, two, three = st.columns([1, 1, 1])
        start = one.time_input(
            say("到岗时间", "From"), value=_clock(row, "start"), step=900, key=f"{prefix}_from_{visit_id}"
        )
        end = two.time_input(say("离岗时间", "To"), value=_clock(row, "end"), step=900, key=f"{prefix}_to_{visit_id}")
        who = clerk(three, prefix)
        reason = st.text_input(
            say("原因", "Reason"),
            key=f"{prefix}_reason",
            placeholder=say("如：纸质签到表补录", "E.g. paper sheet entered late"),
        )
        sent = st.form_submit_button(say("保存改正", "Save"))
    if sent and came and (start is None or end is None):
        show_state(
            "failed",
            say("没有写到岗和离岗时间，没有改动。", "No times of coming and going; nothing was changed."),
            say(
                "请写上时间；考勤表里的记号有误，请改正原表再到“接入”页装载。",
                "Write the times; a mark of an attendance sheet is corrected in its file, then loaded again.",
            ),
        )
    elif sent:
        day = row["visit_date"].date()
        times = [dt.datetime.combine(day, at) if came and at is not None else None for at in (start, end)]

        def work() -> None:
            rosters.fix_attendance(
                warehouse_url(), str(visit_id), times[0], times[1], who=who, reason=reason, seen=seen
            )
            del st.session_state[opened]

        changed(
            work,
            say(f"已改正：{words.visit_label(row)}", f"Put right: {words.visit_label(row)}"),
        )


def _seen(row: Any, which: str) -> dt.datetime | None:
    """Return when somebody came or went, as the form was drawn with it."""
    known = row[f"actual_{which}"]
    return None if pd.isna(known) else pd.Timestamp(known).to_pydatetime()


def _clock(row: Any, which: str) -> dt.time | None:
    """Return when somebody came or went, else was to; None where the file had marks and no times."""
    known = row[f"actual_{which}"]
    told = row[f"planned_{which}"] if pd.isna(known) else known
    return None if pd.isna(told) else pd.Timestamp(told).time()


def trail(county: str) -> None:
    """Draw what was changed by hand, newest first."""
    found = changes_by_hand("visit", county)
    trail_note()
    if found.empty:
        st.html(note(say("还没有手工改动。", "Nothing has been changed by hand.")))
        return
    names = ["changed_at", "changed_by", "row_key", "column_name", "old_value", "new_value", "reason_zh"]
    heads = ["时间（UTC）", "经手人", "下沉编号", "栏目", "原值", "新值", "原因"]
    english = ["Time (UTC)", "By", "Visit", "Column", "Before", "After", "Reason"]
    shown = found[names].head(20)
    shown.columns = heads if language() == "zh" else english
    st.dataframe(shown, hide_index=True)
