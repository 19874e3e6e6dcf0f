"""Entry point: the frame round every page, and the list of pages."""

import streamlit as st

from pages.meeting import entry as presentation_entry
from ui import frame, kept
from ui.filters import begin_language, filter_bar
from ui.language import say
from ui.localisation import localise
from ui.logo import FAVICON, logo_path
from ui.messages import reader_errors
from ui.start import settle
from words.names import PAGES

# Before st.navigation: otherwise the first page's icon becomes the favicon, which Streamlit fetches from the internet.
st.set_page_config(page_title="医览", page_icon=str(FAVICON), layout="wide", initial_sidebar_state="collapsed")
frame.begin()
begin_language()
localise()

page = st.navigation(
    [
        st.Page("pages/overview/page.py", title=say(*PAGES["overview"]), default=True),
        st.Page("pages/coverage/page.py", title=say(*PAGES["coverage"]), url_path="coverage"),
        st.Page("pages/circle/page.py", title=say(*PAGES["circle"]), url_path="circle"),
        st.Page("pages/experts/page.py", title=say(*PAGES["experts"]), url_path="experts"),
        st.Page("pages/year_on_year/page.py", title=say(*PAGES["year_on_year"]), url_path="year_on_year"),
        st.Page("pages/mechanisms/page.py", title=say(*PAGES["mechanisms"]), url_path="mechanisms"),
        st.Page("pages/planning/page.py", title=say(*PAGES["planning"]), url_path="planning"),
        st.Page("pages/data/page.py", title=say(*PAGES["data"]), url_path="data"),
        st.Page("pages/meeting/page.py", title=say(*PAGES["meeting"]), url_path="meeting"),
        *frame.former_addresses(),
    ],
    position="top",
)
frame.follow_former(page)
st.logo(logo_path(frame.reader_theme()), size="large")

with reader_errors():
    head = st.container(key="head")
    reference = kept.reference()
    filters = filter_bar(reference)
    frame.set_view(head, page.url_path or "overview", filters, reference)
    presentation_entry.offer(page, head, filters.scope)
    with frame.loading(page.title):
        page.run()
settle()
