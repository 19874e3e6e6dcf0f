"""The county's own forms: where their records stand, which there are, and one of the product's to begin from."""

from __future__ import annotations

from typing import Final

import streamlit as st

from findings.intake import own_forms_table
from intake.faults import IntakeFault
from intake.known import forms_state, known_forms, own_folder, own_forms, shipped_records
from ui.blocks import table_html
from ui.components import note
from ui.frame import View
from ui.language import say
from ui.messages import show_fault
from ui.words import words_of

FIRST: Final = "health_month.toml"


def forms_fault() -> IntakeFault | None:
    """Return what keeps the county's own forms from being read; None where nothing does."""
    try:
        known_forms()
    except IntakeFault as fault:
        return fault
    return None


def own_forms_section(view: View) -> None:
    """Draw the forms of the county's own folder, and the download of a record of the product."""
    with st.expander(say("本县自己的表样", "Forms of the county's own"), key="intake_own_forms"):
        st.html(
            note(
                say(
                    f"放在 {own_folder()} 里的表样（TOML，一份一个文件），页面和命令行都照认；"
                    "加一份、改一份都不用写代码，改了立刻生效。代码和版本与随产品的相同的，代替随产品的。",
                    f"Records (TOML, one a file) in {own_folder()} are read here and on the command line, as soon as "
                    "they change. One with the code and edition of the product's takes its place.",
                )
            )
        )
        fault = forms_fault()
        if fault is not None:
            show_fault("failed", fault)
        elif forms_state():
            st.html(table_html(own_forms_table(own_forms(), words_of(view.scope, view.reference))))
        else:
            st.html(note(say("还没有本县自己的表样。", "There is none yet.")))
        records = shipped_records()
        name = st.selectbox(
            say("照哪一份开始", "Begin from"),
            list(records),
            index=list(records).index(FIRST),
            key="intake_own_forms_from",
        )
        st.download_button(
            say("下载这份表样（TOML）", "This record (TOML)"),
            records[str(name)].read_bytes(),
            file_name=str(name),
            mime="application/toml",
            key="intake_own_forms_get",
        )
