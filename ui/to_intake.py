"""The link to 接入 that stands under a page's “no data”: there a county's own files become its figures."""

from __future__ import annotations

from typing import Final

import streamlit as st

from ui.filters import parameters_of
from ui.frame import current_view
from ui.language import say

INTAKE: Final = "pages/intake/page.py"


def to_intake(tab: str = "files") -> None:
    """Draw the link, with the filters that stand here. tab: which one opens."""
    view = current_view()
    st.page_link(
        INTAKE,
        label=say("去“接入”交文件 →", "To Intake, to hand in files →"),
        query_params={**parameters_of(view.scope), "tab": tab},
    )
