"""A page that runs before app.py has handed it a view is begun anew, once."""

from streamlit.testing.v1 import AppTest


def page_that_gets_its_view_the_second_time() -> None:
    import streamlit as st

    from ui import frame

    # app.py sets the view of a run that was begun anew.
    if "began_anew" in st.session_state:
        st.session_state["view"] = "the view"
    st.write(frame.current_view())


def page_that_never_gets_one() -> None:
    from ui import frame

    frame.current_view()


def test_tabs_reopened_together_after_a_restart_show_the_page():
    """The first tab put the setting right; 11 of the 12 others showed Streamlit's own error: no `view`."""
    app = AppTest.from_function(page_that_gets_its_view_the_second_time).run()
    assert not app.exception and app.markdown[0].value == "the view"
    assert "began_anew" not in app.session_state


def test_a_page_without_a_view_does_not_begin_for_ever():
    app = AppTest.from_function(page_that_never_gets_one).run(timeout=20)
    assert app.exception
