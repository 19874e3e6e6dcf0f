"""One click to a township: the filter bar follows, and a second click shows all of them again."""

from __future__ import annotations

import streamlit as st

from ui.filters import choose_township, place_name
from ui.frame import View
from ui.labels import plain_label
from ui.language import say


def township_pills(view: View) -> None:
    """Draw a pill for each township of the county."""
    reference, filters = view.reference, view.scope
    here = [place.code for place in reference.townships_of(filters.county, view.month)]
    only = filters.townships[0] if len(filters.townships) == 1 else None
    st.session_state["township_pill"] = only

    def take() -> None:
        picked = st.session_state["township_pill"]
        if picked is not None or only is not None:
            choose_township(picked or str(only), reference)

    st.pills(
        say("只看一个乡镇", "One township only"),
        here,
        format_func=lambda code: plain_label(place_name(reference.townships[code])),
        key="township_pill",
        on_change=take,
        # In a column Streamlit would put them in one line and hide the last ones behind its edge.
        wrap=True,
    )
