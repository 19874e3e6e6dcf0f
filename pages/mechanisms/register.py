"""The evidence register of the three qualitative national measures: read, entered, added to and closed here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from data_access.changes import LONGEST_REASON, changes_by_hand
from data_access.engine import warehouse_url
from data_access.evidence_register import CHANGEABLE, LONGEST, MISSING, STATES, add_item, change_item, close_item
from findings.evidence_register import (
    QUALITATIVE,
    changes_table,
    register_sentence,
    register_table,
    state_words,
    what_lacks_first,
)
from findings.figures import Words
from metrics.reads.evidence import EvidenceItem, evidence_of
from ui import kept
from ui.blocks import table_html
from ui.changes import as_opened, changed, show_done, trail_note
from ui.clerk import clerk
from ui.components import note, panel_title, state_box
from ui.frame import View
from ui.language import say
from ui.words import whole_words, words_of

NEW: Final = ""
EARLIEST: Final = dt.date(2000, 1, 1)
OPEN: Final = "register_open"
ROUND: Final = "register_round"
"""Counts what was saved: the fields of the next form are then fresh, those of a refused one keep what was written."""


def show_register(view: View) -> None:
    """Draw the register under its sentence, and the form that enters, changes and closes its items."""
    county, words = view.scope.county, words_of(view.scope, view.reference)
    register = kept.read(evidence_of, county)
    title = say("三项定性指标：佐证材料台账", "Three qualitative measures: the evidence register")
    st.html(panel_title(title, register_sentence(register, words)))
    with st.container():
        show_done()
    if register:
        st.html(table_html(register_table(register, words)))
        st.html(
            note(
                say(
                    f"只列材料与状态，不折算成百分比；台账是{whole_words()}的，不随乡镇和时期变化。",
                    "Documents and their state, never a percentage; of the whole county, whatever township or period.",
                )
            )
        )
    else:
        st.html(
            state_box(
                "empty",
                say("台账里还没有资料。", "The register is empty."),
                say("请在下面登记第一条。", "Enter the first item below."),
            )
        )
    # The server keeps it open: the page's first run has one element more, and a browser would close it on the second.
    panel = st.expander(say("登记 · 补材料 · 销号", "Enter · add a document · close"), key=OPEN, on_change="rerun")
    if panel.open:
        with panel:
            _form(county, what_lacks_first(register), words)
            trail = changes_table(kept.read(changes_by_hand, "evidence_register"), register, words)
            if trail.rows:
                trail_note()
                st.html(panel_title(trail.title) + table_html(trail, framed=False))


def _form(county: str, items: Sequence[EvidenceItem], words: Words) -> None:
    st.html(
        note(
            say(
                "销号要写明材料名称和日期；评估意见已过时的，请一并改写。每次改动连同经手人、原因记入日志。",
                "To close an item, give its document and date, and mend the note. Each change is on record.",
            )
        )
    )
    known = {item.register_id: item for item in items}
    turn = st.session_state.setdefault(ROUND, 0)
    chosen = st.selectbox(
        say("哪一条", "Which item"),
        [NEW, *known],
        format_func=lambda key: _option(known[key], words) if key else say("登记新的一条", "Enter a new item"),
        key=f"register_item_{turn}",
    )
    item = known.get(str(chosen))
    # Its own keys for each item: another item's text never stays behind.
    key = f"register_{turn}_{chosen or 'new'}"
    # Another turn has other keys: what was saved is seen anew.
    seen = _seen(as_opened(f"{key}_opened", f"{key}_why", item)) if item is not None else {}
    with st.form(f"{key}_form", border=False):
        asked = _asked(key, words) if item is None else {}
        values = _values(item, key, words)
        left, right = st.columns([1, 2])
        who = clerk(left, key)
        reason = right.text_input(say("原因", "Reason"), key=f"{key}_why", max_chars=LONGEST_REASON)
        with st.container(horizontal=True):
            saved = st.form_submit_button(
                say("登记", "Enter") if item is None else say("保存改动", "Save"), key=f"{key}_save"
            )
            closed = item is not None and st.form_submit_button(
                say("材料齐全，销号", "Complete: close"), key=f"{key}_close"
            )
    if not saved and not closed:
        return
    name = asked["item_zh"].strip() if item is None else words.say(item.item_zh, item.item_en)

    def save() -> None:
        if item is None:
            add_item(warehouse_url(), county, **asked, **values, who=who, reason=reason)
        elif closed:
            given = {column: value for column, value in values.items() if column != "state"}
            close_item(warehouse_url(), county, item.register_id, **given, who=who, reason=reason, seen=seen)
        else:
            change_item(warehouse_url(), county, item.register_id, values, who=who, reason=reason, seen=seen)
        st.session_state[ROUND] += 1

    done = say("已销号", "closed") if closed else say("已保存", "saved")
    changed(save, say(f"“{name}”{done}。", f"“{name}”: {done}."))


def _seen(item: EvidenceItem) -> dict[str, Any]:
    """Return what the form was drawn with: a change by somebody else is then not written over."""
    return {column: getattr(item, column) for column in CHANGEABLE}


def _option(item: EvidenceItem, words: Words) -> str:
    state = state_words(item.state, words)
    return words.say(f"{item.item_zh}（{state}）", f"{item.item_en} ({state})")


def _asked(key: str, words: Words) -> dict[str, Any]:
    """Ask which measure a new item belongs to, and what it asks for."""
    names = {measure.evidence: words.say(measure.name_zh, measure.name_en) for measure in QUALITATIVE}
    left, middle, right = st.columns(3)
    return {
        "measure": left.selectbox(
            say("指标", "Measure"), list(names), format_func=names.__getitem__, key=f"{key}_measure"
        ),
        "item_zh": middle.text_input(say("事项", "Item"), key=f"{key}_item", max_chars=LONGEST["item_zh"]),
        "item_en": right.text_input(
            say("事项英文名（可空）", "Item in English"), key=f"{key}_item_en", max_chars=LONGEST["item_en"]
        ),
    }


def _values(item: EvidenceItem | None, key: str, words: Words) -> dict[str, Any]:
    """Ask for document, its date, owner, state and note, as they stand now."""
    document, day, state = st.columns([2, 1, 1])
    owner, written = st.columns([1, 2])
    now = None if item is None else item.document_date
    return {
        "document_zh": document.text_input(
            say("佐证材料", "Document"),
            "" if item is None else item.document_zh,
            key=f"{key}_document",
            max_chars=LONGEST["document_zh"],
        ),
        "document_date": day.date_input(
            say("材料日期（没有则空）", "Its date, if any"),
            now,
            min_value=EARLIEST if now is None else min(now, EARLIEST),
            format="YYYY-MM-DD",
            key=f"{key}_date",
        ),
        "state": state.selectbox(
            say("状态", "State"),
            STATES,
            STATES.index(MISSING if item is None else item.state),
            format_func=lambda code: state_words(code, words),
            key=f"{key}_state",
        ),
        "owner": owner.text_input(
            say("责任单位", "Owner"),
            "" if item is None else item.owner,
            key=f"{key}_owner",
            max_chars=LONGEST["owner"],
        ),
        "note_zh": written.text_input(
            say("评估意见", "Assessor's note"),
            "" if item is None else item.note_zh,
            key=f"{key}_note",
            max_chars=LONGEST["note_zh"],
        ),
    }
