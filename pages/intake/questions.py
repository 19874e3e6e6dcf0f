"""One screen of questions: what only the county can say of its files, answered once and kept under a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from data_access.engine import warehouse_url
from findings import intake_answers as told
from findings.figures import Words
from intake.examined import Examined
from intake.match import Register, register_of
from intake.other_forms import OTHER_FORM
from intake.questions import OF_CELLS, Asked, answered, asked_in, choices
from intake.remembered import remember
from ui import kept
from ui.changes import changed
from ui.clerk import clerk
from ui.components import note, panel_title
from ui.frame import View
from ui.labels import plain_label
from ui.language import say
from ui.words import words_of

AT_ONCE: Final = 40
AT_A_GLANCE: Final = (
    *(kind for kind in OF_CELLS if kind != "twice"),
    "mark",
    OTHER_FORM,
)  # a few answers, side by side


def ask(view: View, found: Sequence[Examined]) -> None:
    """Draw the questions of all files, and keep what is answered; what is left open is asked again."""
    asked = asked_in(found)
    if not asked:
        return
    words = words_of(view.scope, view.reference)
    register = kept.read(register_of, view.scope.county)
    needed = sum(not each.is_optional for each in asked)
    st.html(
        panel_title(
            say(
                f"有{needed}个问题只有本县知道" if needed else "可以不答的问题",
                f"{needed} questions only you can answer" if needed else "Questions that may be left open",
            ),
            say(
                "答一次就记住，连同经手人和日期，以后不再问；可在“答复”里撤回",
                "Asked once and kept with your name and the date; take it back under “Answers”",
            ),
        )
    )
    with st.form("intake_questions"):
        said = {each: _control(each, register, words) for each in asked[:AT_ONCE]}
        if len(asked) > AT_ONCE:
            st.html(note(say(f"共{len(asked)}个，先答这{AT_ONCE}个。", f"The first {AT_ONCE} of {len(asked)}.")))
        who = clerk(st.columns([1, 2])[0], "intake_questions")
        sent = st.form_submit_button(say("记住答复", "Keep the answers"), type="primary")
    if not sent:
        return
    given = answered({each: choice for each, choice in said.items() if choice})
    if not given:
        st.html(note(say("还没有选答复。", "Nothing was answered yet.")))
        return
    county = view.scope.county
    changed(
        lambda: remember(warehouse_url(), county, given, who=who, unanswered=True),
        say("答复已记住，以后不再问。", "The answers are kept and will not be asked again."),
    )


def _control(each: Asked, register: Register, words: Words) -> str:
    """Draw one question and return the answer that was chosen; '' for none."""
    possible = choices(each, register)
    label = plain_label(told.question_words(each.question, words, each.file))
    if each.is_optional:
        label = say(f"{label}（可不答）", f"{label} (optional)")
    if each.question.kind in AT_A_GLANCE:
        choice = st.radio(
            label,
            possible,
            index=None,
            format_func=lambda code: plain_label(told.choice_words(each, code, register, words)),
            horizontal=True,
            key=f"intake_q_{each.key}",
        )
    else:
        choice = st.selectbox(
            label,
            possible,
            index=None,
            format_func=lambda code: told.choice_words(each, code, register, words),
            placeholder=say("选一个", "Choose"),
            key=f"intake_q_{each.key}",
        )
    return str(choice or "")
