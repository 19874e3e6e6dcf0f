"""演示 from every page: a button beside the finding, and ?present=1 on any address, lead to that page's own slide."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from metrics.scope import Scope
from reports.sections import SECTIONS
from ui import url
from ui.filters import parameters_of
from ui.language import say

REPORTS: Final = "pages/meeting/page.py"
CAME_FROM: Final = "present_came_from"
CAME_WITH: Final = "present_came_with"
HOME: Final = "meeting"
NOTHING_TO_PRESENT: Final = (HOME, "intake")
# Address of a page → the part of the pack that says the same; a page without one begins at the cover.
PARTS: Final = {section.page: section.key for section in SECTIONS.values() if section.page is not None}
_STYLE: Final = """<style>
.st-key-head{position:relative}
.st-key-present_entry{position:absolute;right:0;bottom:0;width:auto!important;z-index:5}
.st-key-present_entry button{min-height:2rem;padding:.1rem .75rem}
@media(max-width:640px){.st-key-present_entry{position:static} .st-key-present_entry button{min-height:2.5rem}
 .st-key-head>:nth-child(n+2){order:-1}}
</style>"""


def offer(page: Any, head: Any, scope: Scope) -> None:
    """Draw the button into the head of a page, and follow an address that asks for the presentation."""
    path = str(page.url_path)
    if path in NOTHING_TO_PRESENT:
        return
    if url.said("present") == "1":
        own = {name: url.said(name) for name in ("slide", "auto", "theme") if url.said(name)}
        _go(path, scope, own)
    with head:
        st.html(_STYLE)
        with st.container(key="present_entry"):
            if st.button(say("演示本页", "Present"), key="present_this_page", type="secondary"):
                _go(path, scope, {})


def _go(path: str, scope: Scope, own: dict[str, str]) -> None:
    """Open the presentation at the page's first slide, or where the address says; Esc comes back here."""
    st.session_state.pop("present_slide", None)
    mechanism = url.said("mechanism") if path == "mechanisms" else ""
    if mechanism:
        own = {"mechanisms": mechanism, "slide": f"mechanisms.{mechanism}.1", **own}
    st.session_state[CAME_WITH] = {"mechanism": mechanism} if mechanism else {}
    st.session_state[CAME_FROM] = f"pages/{path or 'overview'}/page.py"
    asked = {"present": "1", "slide": PARTS.get(path, "cover"), **own}
    st.switch_page(REPORTS, query_params={**parameters_of(scope), **asked})
