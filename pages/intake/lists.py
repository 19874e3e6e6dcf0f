"""The lists that a county hands in once: institutions, codes, villages, experts, targets – checked, all or nothing."""

from __future__ import annotations

from typing import Final

import streamlit as st

from data_access.engine import warehouse_url
from findings import intake as told
from intake.examined import LARGEST_MB
from intake.faults import IntakeFault
from intake.lists import LISTS, ListRead, enter_rows, read_list
from intake.match import register_of
from intake.reading.open import book_of
from pages.intake.roads import time_anew
from ui import kept
from ui.blocks import table_html
from ui.changes import changed
from ui.clerk import clerk
from ui.components import note, panel_title
from ui.frame import View
from ui.language import say
from ui.messages import show_fault, show_state
from ui.words import words_of
from words.intake import LIST_COLUMNS, LIST_NAMES, LIST_SINCE, LIST_UNITS, RESIDENT_GROUPS

FIRST_MONTH: Final = 199001
LAST_MONTH: Final = 299912
SHOWN: Final = 60
_BATCH: Final = "intake_lists_batch"


def lists_section(view: View) -> None:
    """Draw the choice of a list, its upload, and what is wrong with it or the word to load it."""
    st.html(
        panel_title(
            say("名册和名单", "Lists"),
            say("一行有错就都不装；已有的不变", "Nothing is loaded if a row is at fault; those on record stay"),
        )
    )
    code = str(
        st.radio(
            say("哪一种", "Which"),
            list(LISTS),
            format_func=lambda each: say(*LIST_NAMES[each]),
            horizontal=True,
            key="intake_list_kind",
        )
    )
    st.html(note(say(*LIST_COLUMNS[code])))
    left, right = st.columns([3, 1])
    file = left.file_uploader(
        say(*LIST_NAMES[code]),
        type=["xlsx", "xls", "et", "ods", "csv"],
        key=f"intake_{code}_{st.session_state.setdefault(_BATCH, 0)}",
        max_upload_size=LARGEST_MB,
    )
    month = view.reference.last_month
    if LISTS[code].dated:
        since = right.number_input(
            say(*LIST_SINCE), FIRST_MONTH, LAST_MONTH, view.reference.first_month, key=f"intake_{code}_since"
        )
        month = int(since)
    if file is None:
        return
    try:
        register = kept.read(register_of, view.scope.county)
        found = read_list(code, book_of(file.getvalue(), file.name), register, month)
    except IntakeFault as fault:
        show_fault("failed", fault)
        return
    if found.faults:
        _show_faults(view, found)
    else:
        _enter(view, found)


def _show_faults(view: View, found: ListRead) -> None:
    count = len(found.faults)
    name = say(*LIST_NAMES[found.own.code])
    show_state(
        "failed",
        say(f"{name}有{count}行有错，什么也没有装载。", f"{name}: {count} rows are at fault; nothing was loaded."),
        say("请照下表改正后再交。", "Correct them and hand the list in again."),
    )
    words = words_of(view.scope, view.reference)
    st.html(table_html(told.faults_table(found.faults[:SHOWN], found.own.faults, words)))


def _enter(view: View, found: ListRead) -> None:
    """Draw what to know of a list before it enters, and the form that enters it."""
    code = found.own.code
    unit_zh, unit_en = LIST_UNITS[code]
    if found.unplaced:
        st.html(
            note(
                say(
                    f"{found.unplaced}个村没有经纬度，暂按乡镇驻地计，服务圈会偏好；有了坐标请重新建。",
                    f"{found.unplaced} villages have no position and stand at the township's seat for now.",
                )
            )
        )
    if found.missing:
        zh, en = ([RESIDENT_GROUPS[group][place] for group in found.missing] for place in (0, 1))
        st.html(
            note(
                say(
                    f"文件里没有{'、'.join(zh)}，这些人群的服务圈写未报。",
                    f"Without {', '.join(en)}: circles of these groups stay unreported.",
                )
            )
        )
    with st.form(f"intake_{code}_load", border=False):
        who = clerk(st.columns([1, 2])[0], f"intake_{code}_load")
        sent = st.form_submit_button(
            say(f"装载{found.rows}{unit_zh}", f"Load {found.rows} {unit_en}"), type="primary", disabled=not found.rows
        )
    if not sent:
        return
    done: list[str] = []

    def work() -> None:
        added = enter_rows(warehouse_url(), found, view.scope.county, who=who)
        st.session_state[_BATCH] += 1
        done.append(say(f"新增{added}{unit_zh}，已有的不变。", f"{added} {unit_en} are new; the others stay."))
        if found.own.timed and added:
            done.append(time_anew(view.scope.county))

    changed(work, lambda: say("", " ").join(done))
