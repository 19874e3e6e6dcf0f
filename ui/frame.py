"""What stands round every page: style, mark, finding and meta line above the filter bar, the footer, the view."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from faces.look.tokens import Theme, theme_of
from faces.screen.base import Look
from metrics.reference import Reference
from ui import cached
from ui.components import finding, meta_line, skeleton, source_line
from ui.filters import Filters, remember_url
from ui.language import language, say
from ui.messages import show_state, stale_note
from ui.page_style import PAGE_STYLE
from ui.screen import is_phone, measure_screen
from ui.style import stylesheet

_VIEW = "view"


@dataclass(frozen=True)
class View:
    """What a page needs to know of its frame: the slot for its finding, the filters, the reference, the look."""

    head: Any
    filters: Filters
    reference: Reference
    look: Look

    @property
    def theme(self) -> Theme:
        """Return light or dark."""
        return self.look.theme

    @property
    def month(self) -> int:
        """Return the last month of the period that holds data: the one at which stocks are read."""
        return min(self.filters.period.last, self.reference.last_month)

    @property
    def asked(self) -> tuple[str, str, tuple[str, ...], str | None]:
        """Return county, period, townships and comparison as cached reads take them."""
        return self.filters.county, self.filters.period.key, self.filters.townships, self.filters.compare

    @property
    def drawn_for(self) -> tuple[object, ...]:
        """Return what any drawing on the page depends on: the filters, the theme and the width."""
        return (*self.asked, self.theme, self.look.phone)


def reader_theme() -> Theme:
    """Return the theme that the reader's browser shows."""
    return theme_of(getattr(st.context.theme, "type", None))


def begin() -> None:
    """Send the stylesheet of the reader's theme, and ask how wide the screen is."""
    st.html(stylesheet(reader_theme()) + PAGE_STYLE)
    measure_screen()


@contextmanager
def loading(page_title: str) -> Iterator[None]:
    """Show sunken blocks in the shape of what comes, on a page's first run of a session; never over old numbers."""
    seen: set[str] = st.session_state.setdefault("pages_seen", set())
    if page_title in seen:
        yield
        return
    slot = st.empty()
    slot.html(skeleton("figures") + skeleton("table"))
    try:
        yield
        seen.add(page_title)
    finally:
        slot.empty()


def set_view(head: Any, filters: Filters, reference: Reference) -> None:
    """Hand the page its view."""
    look = Look(theme=reader_theme(), phone=is_phone(), english=language() == "en")
    st.session_state[_VIEW] = View(head, filters, reference, look)
    for fault in filters.faults:
        show_state(
            "information",
            say(f"链接有一处看不懂：{fault}", f"The link could not be read in full: {fault}"),
            say("已改用默认值，其余照链接显示。", "The default is shown instead."),
        )
    stale_note()


def current_view() -> View:
    """Return the view of the page that runs now.

    The very first request after a start may be a link to a page. Streamlit 1.67 then takes the folder pages/ for its
    old kind of multi-page app and runs the page without app.py (script_runner._mpa_v1), because nothing has called
    st.navigation yet. Such a run is ended here and started again the right way.
    """
    if PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        st.rerun()
    view: View = st.session_state[_VIEW]
    return view


def write_finding(view: View, sentence: str, place: str = "", meta: Sequence[str] = ()) -> None:
    """Write the page's finding and its meta line into the slot above the filter bar."""
    last = view.reference.available.last
    until = say(f"数据截至{last // 100}年{last % 100}月", f"data until {last // 100}-{last % 100:02d}")
    with view.head:
        st.html(finding(sentence, place) + meta_line([*meta, until], sample=view.reference.is_sample))


def write_source(view: View, items: Sequence[str]) -> None:
    """Write the source line under a panel, with the data version and the 示例 mark."""
    version = say(f"数据版本{cached.data_version()}", f"data version {cached.data_version()}")
    st.html(source_line([*items, version], sample=view.reference.is_sample))


def page_choice(name: str, options: Sequence[str]) -> str:
    """Return a page's own choice: the widget's, else the URL's, else the first option; the URL then says the same.

    The page draws the widget with key `choice_<name>`. A value that is not among the options counts as none.
    """
    key = f"choice_{name}"
    if st.session_state.get(key) not in options:
        asked = st.query_params.get(name)
        st.session_state[key] = asked if asked in options else options[0]
    chosen: str = st.session_state[key]
    if st.query_params.get(name) != chosen:
        st.query_params[name] = chosen
        remember_url()
    return chosen
