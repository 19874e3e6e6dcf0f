"""What stands round every page: style, mark, finding and meta line above the filter bar, the footer, the view."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from html import escape
from typing import Any, Final, TypeVar

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from faces.look.tokens import Theme, theme_of
from faces.screen.base import Look
from metrics.reference import Reference
from metrics.scope import Scope
from metrics.versions import code_version, settings_version
from ui import kept, url
from ui.components import finding, meta_line, skeleton, source_line
from ui.filters import Filters
from ui.language import language, say
from ui.messages import show_state, stale_note
from ui.page_style import PAGE_STYLE
from ui.reader import who_words
from ui.screen import is_phone, measure_screen
from ui.style import stylesheet

R = TypeVar("R")
_VIEW = "view"
_BEGAN_ANEW = "began_anew"
_FOUND = "finding_written"
# A page's address before version 0.4 → the page.
PERSONS: Final = frozenset({"experts"})
"""Pages that list who goes where, day by day."""
FORMER: Final = {"catchment": "pages/circle/page.py", "reports": "pages/meeting/page.py"}


@dataclass(frozen=True)
class View:
    """What a page needs to know of its frame: the slot for its finding, its name, scope, reference, look."""

    head: Any
    page: str
    scope: Scope
    reference: Reference
    look: Look

    @property
    def theme(self) -> Theme:
        """Return light or dark."""
        return self.look.theme

    @property
    def month(self) -> int:
        """Return the last month of the period that holds data: the one at which stocks are read."""
        return min(self.scope.period.last, self.reference.last_month)

    def drawn(self, block: str, make: Callable[[], R], *depends: object) -> R:
        """Return what `make` draws for a block of this page: made once a scope, a look and what else it depends on."""
        return kept.drawn(self.page, block, make, self.scope, self.look, *depends)


def reader_theme() -> Theme:
    """Return the theme that the reader's browser shows."""
    return theme_of(getattr(st.context.theme, "type", None))


def begin() -> None:
    """Send the stylesheet of the reader's theme, and ask how wide the screen is."""
    st.html(stylesheet(reader_theme()) + PAGE_STYLE)
    measure_screen()


def former_addresses() -> list[Any]:
    """Return the pages' former addresses as pages that stand in no menu: old links go on opening."""
    return [st.Page(_nothing, title=path, url_path=path, visibility="hidden") for path in FORMER]


def _nothing() -> None:
    """Stand for a page that `follow_former` leaves before it is drawn."""


def follow_former(page: Any) -> None:
    """Go on to the page that a former address now is, with everything the address says."""
    if page.url_path in FORMER:
        st.switch_page(FORMER[page.url_path], query_params=url.parameters())


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


def set_view(head: Any, page: str, filters: Filters, reference: Reference) -> None:
    """Hand a page its view. page: the name that its drawings are kept under."""
    look = Look(theme=reader_theme(), phone=is_phone(), english=language() == "en")
    scope = _seen(page, filters.scope)
    st.session_state[_VIEW] = View(head, page, scope, reference, look)
    for fault in filters.faults:
        show_state(
            "information",
            say(f"链接有一处看不懂：{fault}", f"The link could not be read in full: {fault}"),
            say("已改用默认值，其余照链接显示。", "The default is shown instead."),
        )
    if scope != filters.scope:
        show_state(
            "information",
            say("这一页列的是人员，只列您所在乡镇的。", "This page lists persons: those of your own townships only."),
            say("别的乡镇的汇总数在其余各页。", "The other pages show the figures of other townships."),
        )
    stale_note()


def _seen(page: str, scope: Scope) -> Scope:
    """Return the scope that a page which lists persons is shown: of the reader's own townships where only these are."""
    return replace(scope, townships=listed_townships(scope)) if page in PERSONS else scope


def listed_townships(scope: Scope) -> tuple[str, ...]:
    """Return the chosen townships whose rows the reader may list, () for all; end the run where there is none."""
    own = kept.reach().townships_in(scope.county)
    if own is None:
        return scope.townships
    if not own:
        show_state(
            "no_permission",
            say("您没有逐行看这个县数据的权限。", "You may not list this county's rows one by one."),
            say("汇总数在其余各页；需要时请找管理员授权。", "Its figures are on the other pages."),
        )
        st.stop()
    return tuple(code for code in scope.townships if code in own) or own


def current_view() -> View:
    """Return the view of the page that runs now.

    The very first request after a start may be a link to a page. Streamlit 1.67 then takes the folder pages/ for its
    old kind of multi-page app and runs the page without app.py (script_runner._mpa_v1), because nothing has called
    st.navigation yet. Such a run is ended here and started again the right way; so are those of other tabs that began
    with it, and then find the setting right and no view.
    """
    if PagesManager.uses_pages_directory or (_VIEW not in st.session_state and _BEGAN_ANEW not in st.session_state):
        PagesManager.uses_pages_directory = False
        # Once: a page that never gets a view must not run for ever.
        st.session_state[_BEGAN_ANEW] = True
        st.rerun()
    view: View = st.session_state[_VIEW]
    st.session_state.pop(_BEGAN_ANEW, None)
    return view


@contextmanager
def titled(page_title: str) -> Iterator[None]:
    """Head a page that fails before its finding with its name: its place above the filters would stand empty."""
    st.session_state[_FOUND] = False
    try:
        yield
    except Exception:
        if not st.session_state[_FOUND] and _VIEW in st.session_state:
            write_finding(st.session_state[_VIEW], page_title)
        raise


def write_finding(view: View, sentence: str, place: str = "", meta: Sequence[str] = ()) -> None:
    """Write the page's finding and its meta line into the slot above the filter bar."""
    st.session_state[_FOUND] = True
    last = view.reference.available.last
    until = say(f"数据截至{last // 100}年{last % 100}月", f"data until {last // 100}-{last % 100:02d}")
    with view.head:
        st.html(finding(sentence, place) + meta_line([*meta, until], sample=view.reference.is_sample))


def write_source(view: View, items: Sequence[str]) -> None:
    """Write the source line under a panel, with the versions of data, settings and code and the 示例 mark.

    With the same three, the same figures: each follows from what it names.
    """
    data, settings, code = kept.data_version(), settings_version(), code_version()
    versions = [
        say(f"数据版本{data}", f"data version {data}"),
        say(f"设置{settings}", f"settings {settings}"),
        say(f"程序{code}", f"code {code}"),
    ]
    st.html(source_line([*items, *versions], sample=view.reference.is_sample))


def write_reader() -> None:
    """Write at the foot of a page who reads it, with the way to their account."""
    words, address = who_words()
    way = f' · <a href="{escape(address)}" target="_self">{say("我的账号", "My account")}</a>' if address else ""
    st.html(f'<p class="yl yl-source">{escape(words)}{way}</p>')


def page_choice(name: str, options: Sequence[str]) -> str:
    """Return a page's own choice: the widget's, else the URL's, else the first option; the URL then says the same.

    The page draws the widget with key `choice_<name>`. A value that is not among the options counts as none.
    """
    key = f"choice_{name}"
    if st.session_state.get(key) not in options:
        asked = url.said(name)
        st.session_state[key] = asked if asked in options else options[0]
    # Set in every run: a control that the browser did not draw in the run that set it would stand on its first option.
    chosen = st.session_state[key] = str(st.session_state[key])
    url.write({name: chosen})
    return chosen


def open_tab(name: str, key: str) -> None:
    """Let a page open on one of its tabs in the next run."""
    st.session_state[f"choice_{name}"] = key


def page_tabs(name: str, titles: Mapping[str, str]) -> Sequence[Any]:
    """Draw a page's tabs, the one that the URL names open, and return them; the URL then says which is open.

    titles : key in the URL → title in the reader's language.
    """
    key, open_tab = f"tabs_{name}", page_choice(name, list(titles))
    # Streamlit 1.67 keeps the open tab by its title, which changes with the language.
    st.session_state[key] = titles[open_tab]
    return st.tabs(list(titles.values()), key=key, on_change=_tab_opened, args=(name, dict(titles)))


def _tab_opened(name: str, titles: Mapping[str, str]) -> None:
    """Take over the tab that was opened."""
    opened = st.session_state[f"tabs_{name}"]
    st.session_state[f"choice_{name}"] = next(code for code, title in titles.items() if title == opened)


def page_choices(name: str, options: Sequence[str]) -> list[str]:
    """Return a page's choice of several: the widget's, else the URL's, else none; the URL then says the same.

    The page draws the widget with key `choice_<name>`. Values that are not among the options are left out.
    """
    key = f"choice_{name}"
    chosen = st.session_state[key] if key in st.session_state else url.listed(name)
    st.session_state[key] = [one for one in chosen if one in options]
    url.write({name: st.session_state[key]})
    return list(st.session_state[key])
