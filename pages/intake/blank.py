"""Blank forms to download: the county's own rows, codes locked, last period's figures beside them."""

from __future__ import annotations

from typing import Final

import streamlit as st

from findings import intake_locks as told
from intake.faults import IntakeFault
from intake.known import forms_state, known_forms
from intake.papers.blank import blank_content, newest
from ui import kept
from ui.components import note
from ui.frame import View
from ui.language import say
from ui.messages import show_fault
from ui.words import words_of

KEPT: Final = 8
FIRST_MONTH: Final = 199001
LAST_MONTH: Final = 210012
WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def blank_forms(view: View) -> None:
    """Draw the choice of form and month, and the download that is made when it is pressed for."""
    forms, words = newest(known_forms().forms), words_of(view.scope, view.reference)
    with st.expander(say("下载空表", "Blank forms"), key="intake_blank"):
        st.html(
            note(
                say(
                    "行是本县要报的机构或乡镇，代码锁定，上期数另附一页；填好交上来就认得。",
                    "Rows are the places that report, codes are locked; filled in, they are read here again.",
                )
            )
        )
        left, right = st.columns([2, 1])
        code = left.selectbox(
            say("哪种表", "Form"),
            list(forms),
            index=None,
            format_func=lambda each: told.form_said(each, words),
            placeholder=say("选一种", "Choose"),
            key="intake_blank_form",
        )
        month = right.number_input(
            say("报表的最后一个月（如202410）", "The return's last month (e.g. 202410)"),
            FIRST_MONTH,
            LAST_MONTH,
            view.reference.last_month,
            key="intake_blank_month",
        )
        if code is None:
            return
        county, sample = view.scope.county, view.reference.is_sample
        try:
            content = kept.made(
                "intake blank",
                KEPT,
                lambda: kept.read_now(blank_content, str(code), county, int(month), sample=sample),
                county,
                str(code),
                int(month),
                sample,
                forms_state(),
            )
        except IntakeFault as fault:
            show_fault("failed", fault)
            return
        name = forms[str(code)].name_zh if words.language != "en" else str(code)
        st.download_button(
            say("下载空表（.xlsx）", "Blank form (.xlsx)"),
            content,
            f"{name}_{month}.xlsx",
            WORKBOOK,
            key="intake_blank_get",
        )
