"""The list of a county's mechanisms: a picture, a sentence and a state each, searched and filtered."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from findings.mechanisms import (
    STATE_WORDS,
    Opened,
    list_finding,
    listed,
    matching,
    rule_words,
    state_counts,
    state_sentence,
)
from metrics.reads.mechanisms import MechanismCard, milestones
from pages.mechanisms.own import own_controls
from pages.mechanisms.register import show_register
from pages.mechanisms.traces import traced
from pages.mechanisms.words import field_words, row_html, timeline
from ui import kept, url
from ui.components import note, panel_title, state_box
from ui.frame import View, page_choices, write_finding, write_source
from ui.language import language, say
from ui.trace import trace_figures
from ui.words import office_words, words_of

FIND = "mechanism_find"


def show_list(view: View, cards: Sequence[MechanismCard], county: str) -> None:
    """Draw the list under its finding."""
    words = words_of(view.scope, view.reference)
    mechanisms = kept.ask(listed, tuple(cards), view.scope, language())
    counts = state_counts(mechanisms)
    sentence, place = list_finding(mechanisms, county, words)
    meta = [state_sentence(counts, words), say("同期变化，不等于效果", "changes alongside, not effects")]
    write_finding(view, sentence, place, meta)
    shown = _filtered(mechanisms)
    if shown:
        with st.container(key="mechanism_rows"):
            for mechanism in shown:
                _row(view, mechanism)
    else:
        st.html(
            state_box(
                "empty",
                say("没有符合条件的举措。", "No mechanism matches."),
                say("请少选几个条件，或换个词找。", "Widen the choice, or search for another word."),
            )
        )
    st.html(
        note(
            say(
                "每行只算本举措自己的行。小图与举措页上的图同一数据；点“打开”进入举措页，返回时筛选不变。",
                "Each row counts the mechanism's own rows only; its picture is that of its page.",
            )
        )
    )
    st.html(note(rule_words(words)))
    own_controls(view, None, cards)
    st.html(panel_title(say("大事记", "Milestones")))
    st.html(timeline(kept.read(milestones, view.scope.county)))
    trace_figures(view, *traced(view, mechanisms))
    show_register(view)
    write_source(
        view,
        [
            say(
                "来源：公开报道与示例数据，见数据页“公布数对照”",
                "Sources: published accounts and sample data, see Data",
            )
        ],
    )


def _filtered(mechanisms: Sequence[Opened]) -> list[Opened]:
    """Draw search and filters, and return the mechanisms that they leave; the address says the same."""
    if FIND not in st.session_state:
        st.session_state[FIND] = url.said("find")
    counts = state_counts(mechanisms)
    fields = list(dict.fromkeys(mechanism.card.field for mechanism in mechanisms))
    owners = list(dict.fromkeys(mechanism.card.owner for mechanism in mechanisms))
    states = [str(state) for state in counts]
    chosen_fields, chosen_owners = page_choices("field", fields), page_choices("owner", owners)
    chosen_states = page_choices("state", states)
    with st.container(key="mechanism_filters"):
        find, field, owner = st.columns([2, 1, 1.2])
        text = find.text_input(
            say("查找", "Search"),
            key=FIND,
            max_chars=60,
            placeholder=say("举措、单位、机构或句中的字", "Mechanism, office, institution or a word"),
        )
        field.multiselect(
            say("领域", "Field"),
            fields,
            format_func=field_words,
            key="choice_field",
            placeholder=say("全部领域", "All fields"),
        )
        owner.multiselect(
            say("牵头单位", "Office"),
            owners,
            format_func=office_words,
            key="choice_owner",
            placeholder=say("全部牵头单位", "All offices"),
        )
        names = {str(state): f"{say(*STATE_WORDS[state])} {count}" for state, count in counts.items()}
        st.pills(
            say("状态", "State"), states, format_func=names.__getitem__, key="choice_state", selection_mode="multi"
        )
    url.write({"find": text.strip()})
    return [
        mechanism
        for mechanism in matching(mechanisms, text)
        if (not chosen_fields or mechanism.card.field in chosen_fields)
        and (not chosen_owners or mechanism.card.owner in chosen_owners)
        and (not chosen_states or mechanism.state in chosen_states)
    ]


def _row(view: View, mechanism: Opened) -> None:
    card = mechanism.card
    with st.container(key=f"mechanism_{card.mechanism_id}", horizontal=True, vertical_alignment="center"):
        st.html(view.drawn("row", lambda: row_html(mechanism, view.look), card.mechanism_id))
        st.page_link(
            "pages/mechanisms/page.py",
            label=say("打开 →", "Open →"),
            query_params={**url.parameters(), "mechanism": card.mechanism_id},
        )
