"""Entry point: the frame round every page, and the list of pages."""

from typing import Any

import streamlit as st

from accounts.roles import Act
from pages.meeting import entry as presentation_entry
from ui import frame, kept, moment, wall
from ui.filters import begin_language, filter_bar
from ui.language import say
from ui.localisation import localise
from ui.logo import FAVICON, logo_path
from ui.messages import reader_errors
from ui.reader import reader, take_in
from ui.start import settle, tidying
from ui.steps_back import mend_steps_back
from ui.way_back import show_way_back
from words.names import PAGES

# Before st.navigation: otherwise the first page's icon becomes the favicon, which Streamlit fetches from the internet.
st.set_page_config(page_title="医览", page_icon=str(FAVICON), layout="wide", initial_sidebar_state="collapsed")
frame.begin()
begin_language()
localise()
mend_steps_back()
take_in()


def accounts_page() -> list[Any]:
    """Return the page of accounts for those who administer or audit; nobody else has such an address."""
    if reader().visiting or not (reader().may(Act.ADMINISTER) or reader().may(Act.AUDIT)):
        return []
    return [st.Page("pages/accounts/page.py", title=say("账号", "Accounts"), url_path="accounts")]


page = st.navigation(
    [
        st.Page("pages/overview/page.py", title=say(*PAGES["overview"]), default=True),
        st.Page("pages/coverage/page.py", title=say(*PAGES["coverage"]), url_path="coverage"),
        st.Page("pages/circle/page.py", title=say(*PAGES["circle"]), url_path="circle"),
        st.Page("pages/experts/page.py", title=say(*PAGES["experts"]), url_path="experts"),
        st.Page("pages/year_on_year/page.py", title=say(*PAGES["year_on_year"]), url_path="year_on_year"),
        st.Page("pages/mechanisms/page.py", title=say(*PAGES["mechanisms"]), url_path="mechanisms"),
        st.Page("pages/planning/page.py", title=say(*PAGES["planning"]), url_path="planning"),
        st.Page("pages/intake/page.py", title=say(*PAGES["intake"]), url_path="intake"),
        st.Page("pages/data/page.py", title=say(*PAGES["data"]), url_path="data"),
        st.Page("pages/meeting/page.py", title=say(*PAGES["meeting"]), url_path="meeting"),
        *accounts_page(),
        *frame.former_addresses(),
    ],
    position="top",
)
frame.follow_former(page)
st.logo(logo_path(frame.reader_theme()), size="large")

with reader_errors():
    head = st.container(key="head")
    moment.take()
    reference = kept.reference()
    filters = filter_bar(reference)
    wall.hold(page.url_path, filters.scope, reference)
    frame.set_view(head, page.url_path or "overview", filters, reference)
    moment.note()
    show_way_back(frame.current_view())
    presentation_entry.offer(page, head, filters.scope)
    with frame.titled(page.title), frame.loading(page.title):
        page.run()
    frame.write_reader()
settle()
tidying.when_due()
