"""After which load the pages show the figures: from the address, said plainly on every page, with the way back."""

from __future__ import annotations

from typing import Final

import streamlit as st

from data_access.changes import CHINA
from data_access.moments import Moment, UnknownMoment
from ui import kept, url
from ui.language import say
from ui.messages import show_fault, show_state

PARAMETER: Final = "as_of"
_FAULT: Final = "as_of_fault"


def take() -> None:
    """Take over what a new address asks for, before anything is read. Raises WarehouseError."""
    url.begin()
    st.session_state[_FAULT] = None
    if not url.is_new():
        return
    text = url.said(PARAMETER)
    if not text:
        kept.read_as_of(None)
        return
    try:
        kept.read_as_of(kept.moment_named(text[:40]))
    except UnknownMoment as fault:
        kept.read_as_of(None)
        st.session_state[_FAULT] = fault


def note() -> None:
    """Say on top of a page that it shows the figures as they were, and offer the way back to now."""
    fault = st.session_state.get(_FAULT)
    if fault is not None:
        show_fault("information", fault)
    moment = kept.moment()
    if moment is None:
        return
    show_state(
        "stale",
        say(f"这里是{told(moment)}的数，不是现在的。", f"The figures as of {told(moment)}, not those of now."),
        say(
            "装载来的数按当时；名册、目标、规则、道路和手工录入按现在。",
            "Loaded figures are those of then; registers, targets, rules, roads and entries by hand are those of now.",
        ),
    )
    st.button(say("回到现在", "Back to now"), key="back_to_now", on_click=kept.read_as_of, args=(None,))


def told(moment: Moment) -> str:
    """Return a moment in words: 第5次装载之后（2024-12-31，工作量.xlsx）."""
    if not moment.sequence or moment.at is None:
        return say("第一次装载之前", "before the first load")
    day = f"{moment.at + CHINA:%Y-%m-%d}"
    return say(
        f"第{moment.sequence}次装载之后（{day}，{moment.name}）", f"load {moment.sequence} ({day}, {moment.name})"
    )
