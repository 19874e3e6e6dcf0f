"""A wall screen's page: the one view that its token opens, whatever its browser asks for."""

from __future__ import annotations

import streamlit as st

from metrics.reference import Reference
from metrics.scope import Scope
from ui import kept, url
from ui.components import state_box
from ui.filters import read_parameters
from ui.language import say
from ui.reader import reader


def hold(page: str, scope: Scope, reference: Reference) -> None:
    """End the run where a wall screen asks for another page or filter than its token's. page: '' is the overview."""
    view = reader().wall
    if view is None:
        return
    asked = {name: list(values) for name, values in view.asked.items()}
    wanted = read_parameters(asked, reference, kept.reach().townships).scope
    if view.holds(f"/{page}", url.parameters()) and scope == wanted:
        return
    st.html(
        state_box(
            "no_permission",
            say("大屏令牌只看一个画面，没有打开别的。", "A wall screen's token opens one view and no other."),
            say("请重新打开大屏的地址；要看别的，请登录。", "Open the wall screen's address again, or sign in."),
        )
    )
    st.stop()
