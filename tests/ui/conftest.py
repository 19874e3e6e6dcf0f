"""Nothing that one test has read or chosen is known to the next: Streamlit's caches and state belong to the process."""

from collections.abc import Iterator

import pytest
import streamlit as st

from tests.streamlit_components import look_once

look_once()


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Clear the caches and the session before and after."""

    def forget() -> None:
        st.cache_data.clear()
        st.cache_resource.clear()
        st.session_state.clear()

    forget()
    yield
    forget()
