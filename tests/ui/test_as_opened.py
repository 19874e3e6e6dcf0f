"""What a form was drawn from is what its writer saw, though sending it draws it anew from rows of another's making."""

from streamlit.testing.v1 import AppTest


def a_form() -> None:
    """A form over a row that somebody else may change meanwhile, and what its sender is taken to have seen."""
    import streamlit as st

    from ui.changes import as_opened

    row = st.query_params["row"]
    if st.query_params.get("open", "yes") == "yes":
        seen = as_opened("opened", "visits", row)
        with st.form("rule"):
            st.text_input("visits", row, key="visits")
            sent = st.form_submit_button("save", key="save")
        if sent:
            st.write(f"seen {seen}")
            del st.session_state["opened"]


def test_a_change_by_somebody_else_between_drawing_and_sending_is_not_taken_for_seen() -> None:
    app = AppTest.from_function(a_form)
    app.query_params["row"] = "1"
    app.run()
    app.query_params["row"] = "2"
    app.button(key="save").click().run()
    assert app.markdown[0].value == "seen 1" and app.text_input[0].value == "1"


def test_once_saved_the_form_is_of_the_row_as_it_stands() -> None:
    app = AppTest.from_function(a_form)
    app.query_params["row"] = "1"
    app.run().button(key="save").click().run()
    app.query_params["row"] = "2"
    app.run().button(key="save").click().run()
    assert app.markdown[0].value == "seen 2"


def test_a_form_that_was_closed_is_seen_anew() -> None:
    app = AppTest.from_function(a_form)
    app.query_params["row"] = "1"
    app.run()
    app.query_params["open"], app.query_params["row"] = "no", "2"
    app.run()
    app.query_params["open"] = "yes"
    app.run().button(key="save").click().run()
    assert app.markdown[0].value == "seen 2"
