"""A filled form uploaded: what it would load and every fault in it, then the word to load it."""

from __future__ import annotations

import streamlit as st

from data_access.changes import ChangeRefused
from data_access.engine import warehouse_url
from data_access.mechanisms import OwnLoad, own_loads, withdraw
from data_access.mechanisms.files import read_file
from data_access.mechanisms.parcel import Examined, Parcel, load
from faces.blocks import Column, Row
from metrics.entries import known_metrics
from metrics.own_mechanisms import examined
from metrics.reads.mechanisms import MechanismCard
from ui import kept
from ui.changes import changed
from ui.clerk import clerk
from ui.components import note
from ui.language import say, voice
from ui.messages import show_fault, show_state
from ui.tables import plain_table
from words.faults import Fault
from words.mechanism_sheets import SHEETS

FAULTS_SHOWN = 200


def upload(key: str, card: MechanismCard | None) -> None:
    """Draw the upload of a form. card: whose it must be; None for a mechanism that is to be added."""
    file = st.file_uploader(
        say("填好的表（.xlsx 或 .toml）", "The filled form (.xlsx or .toml)"),
        type=["xlsx", "toml"],
        key=f"upload_{key}",
    )
    if file is None:
        st.html(
            note(
                say(
                    "上传后先核对，列出要装载的行和每一处错误；确认后才装载。有一处错误就什么也不装载。",
                    "It is checked first and loaded when you say so; nothing is loaded if a row is at fault.",
                )
            )
        )
        return
    try:
        parcel = read_file(file.name, file.getvalue())
        found = kept.read_now(examined, parcel)
        _check_whose(found, card)
    except ChangeRefused as refused:
        show_fault("failed", refused)
        return
    _show(found)
    if found.faults or found.changes_nothing or found.record is None:
        return
    _confirm(key, parcel, found.record.name_zh)


def _check_whose(found: Examined, card: MechanismCard | None) -> None:
    if card is not None and found.record is not None and found.record.mechanism_id != card.mechanism_id:
        raise ChangeRefused("mechanism_file_of_another", name=found.record.name_zh)


def _show(found: Examined) -> None:
    """Draw what would be loaded, or what is wrong."""
    if found.faults:
        count = len(found.faults)
        show_state(
            "failed",
            say(f"文件有{count}处错误，什么也不装载。", f"Faults in the file: {count}. Nothing is loaded."),
            say("请照下表改正后重新上传。", "Correct them and upload the file again."),
        )
        st.html(plain_table(*_faults_table(found.faults[:FAULTS_SHOWN]), name=say("错误", "Faults")))
    elif found.changes_nothing or found.record is None:
        show_state(
            "information",
            say("文件内容与仓库相同。", "The warehouse holds all of it already."),
            say("没有要装载的。", "There is nothing to load."),
        )
    else:
        name = found.record.name_zh
        kind = say("新增", "new") if found.is_new else say("修改", "changed")
        same = say("不变", "unchanged")
        st.html(note(say(f"举措“{name}”：", f"Mechanism “{name}”: ") + (kind if found.is_changed else same)))
        if found.tables:
            st.html(plain_table(*_rows_table(found), name=say("要装载的行", "Rows to load")))


def _faults_table(faults: tuple[Fault, ...]) -> tuple[list[Column], list[Row]]:
    columns = [
        Column(say(*names), kind="text") for names in (("在哪里", "Where"), ("错在哪", "What"), ("怎么改", "Do"))
    ]
    told = [fault.told(voice("page")) for fault in faults]
    return columns, [Row([fault.row, fault.happened, fault.next_step]) for fault in told]


def _rows_table(found: Examined) -> tuple[list[Column], list[Row]]:
    heads = (("新增", "new"), ("改动", "changed"), ("相同", "the same"))
    columns = [Column(say("数据表", "Table"), kind="text"), *(Column(say(*names)) for names in heads)]
    rows = [
        Row([say(*SHEETS[name]), str(len(table.new)), str(len(table.changed)), str(table.same)])
        for name, table in found.tables.items()
    ]
    return columns, rows


def _confirm(key: str, parcel: Parcel, name: str) -> None:
    with st.form(f"load_{key}", border=False):
        who, reason = who_and_why(f"load_{key}")
        sent = st.form_submit_button(say("确认装载", "Load it"), type="primary")
    if sent:
        changed(
            lambda: load(warehouse_url(), parcel, metrics=known_metrics(), who=who, reason=reason),
            say(f"举措“{name}”已装载。", f"“{name}” is loaded."),
        )


def withdraw_load(card: MechanismCard) -> None:
    """Draw the loads whose rows a mechanism holds, and the form that takes one of them back."""
    loads = {load_of.load_id: load_of for load_of in kept.read(own_loads, card.mechanism_id)}
    if not loads:
        st.html(note(say("本举措没有按文件装载的行。", "No rows of it were loaded from a file.")))
        return
    with st.form(f"withdraw_{card.mechanism_id}", border=False):
        chosen = st.selectbox(
            say("撤回哪一次", "Which load"), list(loads), format_func=lambda key: _load_words(loads[key]),
            key=f"withdraw_load_{card.mechanism_id}",
        )  # fmt: skip
        st.html(
            note(
                say(
                    "它新增的行取消，它改动的行恢复原样；撤回连同经手人、依据记入日志。",
                    "Rows that it added go, rows that it changed are as they were; it is on record.",
                )
            )
        )
        who, reason = who_and_why(f"withdraw_{card.mechanism_id}")
        sent = st.form_submit_button(say("撤回", "Take back"))
    if sent and chosen in loads:
        changed(
            lambda: withdraw(warehouse_url(), card.mechanism_id, str(chosen), who=who, reason=reason),
            say(f"已撤回“{loads[chosen].source_zh}”。", f"“{loads[chosen].source_zh}” is taken back."),
        )


def _load_words(load_of: OwnLoad) -> str:
    when = f"{load_of.loaded_at:%Y-%m-%d %H:%M}"
    return say(
        f"{when}　{load_of.source_zh}　{load_of.rows}行　{load_of.loaded_by}",
        f"{when}, {load_of.source_zh}, {load_of.rows} rows, {load_of.loaded_by}",
    )


def who_and_why(key: str) -> tuple[str, str]:
    """Draw who makes a change and why, and return both."""
    left, right = st.columns([1, 3])
    who = clerk(left, key)
    reason = right.text_input(
        say("依据", "Reason"), key=f"{key}_reason", max_chars=200,
        placeholder=say("如：2025年第3号文", "E.g. document no. 3 of 2025"),
    )  # fmt: skip
    return who, reason
