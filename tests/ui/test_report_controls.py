"""The list of slides on 汇报."""

import pytest
import streamlit as st

from pages.meeting.controls import slide_number


@pytest.mark.parametrize(
    ("known", "number"),
    [(5, 5), ("4. 总览 医保基金县域内支出占比全县84.4%。", 4), ("40. 改革举措", 30), ("没有编号", 3), (None, 3)],
)
def test_a_slide_chosen_before_its_title_changed_stays_chosen(known: object, number: int):
    """Other filters reword the titles: the list then gave back the old name, and the page fell over it."""
    st.session_state["preview_slide"] = known
    assert slide_number(30) == number and st.session_state["preview_slide"] == number
