"""Who makes a change: whoever is signed in; else asked where it is made, remembered for the session, never made up."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from data_access.changes import LONGEST_NAME
from ui.components import note
from ui.language import say
from ui.permission import allowed
from ui.reader import reader

_NAME: Final = "clerk_name"


def clerk(slot: Any, where: str, label: str = "") -> str:
    """Draw the field for the name and return what stands in it, "" for nothing: the change is then refused.

    where : the form, unique on its page. A name written in one form stands in the next.
    label : what the name is called, 经手人 if nothing else.
    """
    signed = reader().shown
    if signed:
        named = label or say("经手人", "By")
        slot.html(note(say(f"{named}：{signed}", f"{named}: {signed}")))
        if not allowed():
            slot.html(note(say("您没有权限做这项改动。", "You may not make this change.")))
        return signed
    key = f"{where}_who"
    if not st.session_state.get(key):
        st.session_state[key] = st.session_state.get(_NAME, "")
    name = str(
        slot.text_input(
            label or say("经手人", "By"),
            key=key,
            max_chars=LONGEST_NAME,
            placeholder=say("工号或科室", "Staff number or section"),
        )
        or ""
    ).strip()
    if name:
        st.session_state[_NAME] = name
    return name
