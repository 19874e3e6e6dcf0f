"""Streamlit's command line for this dashboard: `python -m ui.server run app.py …` starts what `streamlit run` would.

Streamlit 1.67 takes a folder pages/ for its old kind of multi-page app until st.navigation has been called once
(script_runner._mpa_v1): the first reader after a start who followed a link was told that there is no such page.
"""

from streamlit.runtime.pages_manager import PagesManager
from streamlit.web.cli import main

if __name__ == "__main__":
    PagesManager.uses_pages_directory = False
    main(prog_name="streamlit")
