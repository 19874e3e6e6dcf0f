"""Files handed in: what each was found to be, what it asks, what loading it changes, and the word to load it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final, cast

import pandas as pd
import streamlit as st

from data_access.changes import ChangeRefused, checked_name
from data_access.engine import warehouse_url
from data_access.parcels import Mode, Parcel
from faces.csv import MIME, About, csv_file
from findings import intake as told
from findings.figures import Words
from findings.intake_changes import changes_frame, changes_table, foreseen_words
from intake.examined import LARGEST_MB, Examined, Handed, examined, foreseen, load_all, parcels_of, problems_of
from intake.faults import IntakeFault
from intake.figures_changed import Changed
from intake.known import forms_state
from intake.remembered import rules_of
from intake.rows import SetAside
from metrics.period import Period
from pages.intake.questions import ask
from ui import kept
from ui.blocks import table_html
from ui.changes import changed
from ui.clerk import clerk
from ui.components import note, panel_title, state_box, statement
from ui.filters import turn_to
from ui.frame import View
from ui.labels import plain_label
from ui.language import say
from ui.messages import show_fault, show_state
from ui.slow_work import late_progress
from ui.words import words_of
from words.intake import MODE_NOTES, MODES
from words.speech import Speech

KINDS: Final = ("xlsx", "xlsm", "xls", "xlsb", "ods", "et", "csv", "txt", "dbf")
SHOWN: Final = 60
KEPT: Final = 8  # batches of files read, for all sessions
WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BATCH: Final = "intake_batch"


def files_tab(view: View, loads: pd.DataFrame, institutions: int) -> None:
    """Draw the upload, and below it whatever the files handed in need next."""
    if not institutions:
        show_state(
            "information",
            say("还没有机构名册。", "There is no list of institutions yet."),
            say(
                "请先到“本县的仓库”交机构名册：报表按名册认机构。人口等按乡镇的表可以先装。",
                "Hand it in under “Warehouse” first: files are matched with it. Tables by township can enter before.",
            ),
        )
    batch = st.session_state.setdefault(_BATCH, 0)
    uploads = st.file_uploader(
        say("报表，可以一次交多个", "Files, any number at once"),
        type=list(KINDS),
        accept_multiple_files=True,
        key=f"intake_files_{batch}",
        max_upload_size=LARGEST_MB,
        help=say(
            f"每个最多{LARGEST_MB} MB。先只看，不装载：认出了什么、有什么要问、哪些公布的数会变。",
            f"Up to {LARGEST_MB} MB each. They are looked at first: nothing is loaded before you say so.",
        ),
    )
    if not uploads:
        st.html(
            note(
                say(
                    "卫健统月报、年报，家庭医生签约，公卫季报，机构工作量，人口：按办公室送来的样子交，不必改格式。"
                    "先看认出了什么、要问什么、哪些公布的数会变，再决定装不装。",
                    "Monthly and yearly returns, family doctors, public health, work, residents: as offices send them. "
                    "You see first what was recognised, what is asked and which published figures would change.",
                )
            )
        )
        return
    mode = _mode()
    files = tuple(Handed(file.name, file.getvalue()) for file in uploads)
    try:
        found = _examined(view, files, mode)
    except IntakeFault as fault:
        show_fault("failed", fault)
        return
    words = words_of(view.scope, view.reference)
    st.html(panel_title(say("认出了什么", "What was recognised"), _sum_words(found)))
    st.html(table_html(told.files_table(found, told.loaded_before(loads), words)))
    _details(view, found, files, words)
    ask(view, found)
    _ahead(view, found, mode, words)


def _mode() -> Mode:
    mode = st.radio(
        say("与已有的数怎样合", "How figures meet those that are there"),
        list(MODES),
        format_func=lambda code: say(*MODES[code]),
        captions=[say(*MODE_NOTES[code]) for code in MODES],
        horizontal=True,
        key="intake_mode",
    )
    return cast("Mode", mode)


def _examined(view: View, files: tuple[Handed, ...], mode: Mode) -> tuple[Examined, ...]:
    """Return what the files are: read once for their content, the answers and the warehouse as it is."""
    county = view.scope.county
    answers = tuple((rule.answer_id, rule.is_in_force) for rule in kept.read_now(rules_of, county))
    contents = tuple((file.name, hashlib.sha256(file.content).hexdigest()) for file in files)

    def make() -> tuple[Examined, ...]:
        with late_progress(
            lambda done, total: say(f"在读第{done + 1}个，共{total}个", f"Reading {done + 1} of {total}")
        ) as tell:
            return kept.read_now(examined, county, files, mode=mode, progress=tell)

    return kept.made("intake examined", KEPT, make, county, mode, contents, answers, forms_state())


def _sum_words(found: Sequence[Examined]) -> str:
    ready, asking, faulty = told.counts_of(found)
    return say(
        f"{len(found)}个文件：{ready}个可以装载，{asking}个有问题要答，{faulty}个读不了",
        f"{len(found)} files: {ready} may enter, {asking} have questions, {faulty} cannot be read",
    )


def _details(view: View, found: Sequence[Examined], files: Sequence[Handed], words: Words) -> None:
    """Draw for each file what was set aside, which sums differ, what else to know, and the sender's own marked."""
    handed = {hashlib.sha256(file.content).hexdigest(): file for file in files}
    for number, each in enumerate(found):
        read = each.read
        proofs = read.proofs if read is not None and not told.asks_places(read) else ()
        aside = read.set_aside if read is not None else ()
        table, notes = told.sums_table(proofs, words), told.notes_of(each, words)
        asks = each.fault is not None or (read is not None and bool(read.questions or read.problems))
        if not (aside or table.rows or notes or asks):
            continue
        with st.expander(plain_label(told.details_title(each, words)), key=f"intake_details_{number}"):
            for line in notes:
                st.html(note(line))
            if table.rows:
                st.html(panel_title(table.title) + table_html(table))
            show_set_aside(aside, each.file, f"intake_aside_{number}", words)
            if each.sha256 in handed:
                _send_back(view, handed[each.sha256], each.sha256)


def _send_back(view: View, file: Handed, sha256: str) -> None:
    """Draw the making of the sender's own workbook with its problems marked: made when it is asked for."""
    if not st.toggle(
        say("做一份标好问题的表退回", "Mark the problems in the sender's file"), key=f"intake_back_{sha256}"
    ):
        return
    county = view.scope.county
    answers = tuple((rule.answer_id, rule.is_in_force) for rule in kept.read_now(rules_of, county))
    content = kept.made(
        "intake problems",
        KEPT,
        lambda: kept.read_now(problems_of, county, file),
        county,
        sha256,
        file.name,
        answers,
        forms_state(),
    )
    st.download_button(
        say("下载标好问题的表（.xlsx）", "The file with its problems marked (.xlsx)"),
        content,
        say(f"退回_{file.name}.xlsx", f"problems_{file.name}.xlsx"),
        WORKBOOK,
        key=f"intake_back_get_{sha256}",
    )


def show_set_aside(notes: Sequence[SetAside], file: str, key: str, words: Words) -> None:
    """Draw what did not enter of a file, and its download."""
    if not notes:
        return
    st.html(table_html(told.set_aside_table(notes[:SHOWN], words)))
    if len(notes) > SHOWN:
        st.html(note(say(f"共{len(notes)}处，先列{SHOWN}处；其余在下载里。", f"The first {SHOWN} of {len(notes)}.")))
    st.download_button(
        say("下载搁置清单（CSV）", "What was set aside (CSV)"),
        csv_file(told.set_aside_frame(notes, words), About(is_sample=False, source=file), Speech(words.language)),
        file_name=say(f"搁置_{file}.csv", f"set_aside_{file}.csv"),
        mime=MIME,
        key=key,
    )


def _ahead(view: View, found: Sequence[Examined], mode: Mode, words: Words) -> None:
    """Draw which published figures the files that may enter would change, and the word to load them."""
    ready = [each for each in found if each.may_enter]
    waits = any(each.read is not None and each.read.questions for each in found)
    # Each answer changes what would change: it is worked out once nothing is left to ask, or when told so.
    if (
        ready
        and waits
        and not st.toggle(
            say(
                f"有问题的先放着，只装其余{len(ready)}个", f"Leave those with questions and load the other {len(ready)}"
            ),
            key="intake_leave_asking",
        )
    ):
        return
    st.html(panel_title(say("装载后，哪些公布的数会变", "Which published figures loading them changes")))
    if not ready:
        st.html(
            state_box(
                "empty",
                say("现在没有可以装载的文件。", "No file may enter yet."),
                say("请答完上面的问题，或改正文件后再交。", "Answer the questions above, or correct the files."),
            )
        )
        return
    county = view.scope.county
    parcels = parcels_of(ready, county, mode)
    key = tuple(parcel.sha256 for parcel in parcels)
    answers = tuple((rule.answer_id, rule.is_in_force) for rule in kept.read_now(rules_of, county))

    def make() -> tuple[Changed, ...]:
        return kept.read_now(lambda engine: foreseen(warehouse_url(), engine, view.reference, parcels, who="—"))

    # Around what is kept, not within: a click meanwhile ends the spinner, and what was worked out stays.
    try:
        with st.spinner(say("在试装，看哪些公布的数会变……", "Trying it out on a copy…")):
            changes = kept.made("intake foreseen", KEPT, make, county, mode, key, answers)
    except ChangeRefused as refused:
        show_fault("failed", refused)
        return
    show_changes(changes, "intake_changes", words)
    _load(view, ready, parcels, words)


def show_changes(changes: Sequence[Changed], key: str, words: Words) -> None:
    """Draw what would change: the count, the first in words, the table, the download."""
    head, *lines = foreseen_words(changes, words)
    st.html(statement(head) + "".join(note(line) for line in lines))
    if not changes:
        return
    with st.expander(say("逐个看", "One by one"), key=f"{key}_all"):
        st.html(table_html(changes_table(changes, words, most=SHOWN)))
        if len(changes) > SHOWN:
            st.html(note(say(f"共{len(changes)}个，先列{SHOWN}个。", f"The first {SHOWN} of {len(changes)}.")))
        st.download_button(
            say("下载全部变动（CSV）", "All changes (CSV)"),
            csv_file(changes_frame(changes, words), About(is_sample=False), Speech(words.language)),
            file_name="figures_changed.csv",
            mime=MIME,
            key=f"{key}_csv",
        )


def _load(view: View, ready: Sequence[Examined], parcels: Sequence[Parcel], words: Words) -> None:
    with st.form("intake_load", border=False):
        who = clerk(st.columns([1, 2])[0], "intake_load")
        sent = st.form_submit_button(say(f"装载{len(ready)}个文件", f"Load {len(ready)} files"), type="primary")
    if not sent:
        return
    try:
        checked_name(who)
    except ChangeRefused as refused:
        show_fault("failed", refused)
        return
    done: list[str] = []

    def work() -> None:
        with late_progress(
            lambda number, total: say(f"在装第{number + 1}个，共{total}个", f"Loading {number + 1} of {total}")
        ) as tell:
            entered = load_all(warehouse_url(), parcels, who=who, progress=tell)
        done.extend(told.entered_words(each, words) for each in entered)
        st.session_state[_BATCH] += 1
        _turn(view, ready, done)

    changed(work, lambda: "".join(done))


def _turn(view: View, loaded: Sequence[Examined], done: list[str]) -> None:
    """Turn the filters to a month that was loaded, where they stand at a period that holds none of them."""
    period, month = view.scope.period, told.fullest_month(loaded)
    if month is None or any(period.first <= own <= period.last for each in loaded for own in each.months):
        return
    turned = Period(month, month)
    turn_to(turned)
    done.append(say(f"各页现在看{turned.label_zh}。", f"All pages now show {turned.label_en}."))
