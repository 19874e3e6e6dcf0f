"""Answers that are kept: listed, taken back, handed on to a neighbouring county, taken over from one."""

from __future__ import annotations

import streamlit as st

from data_access.engine import warehouse_url
from findings import intake_answers as told
from intake.answers import answers_of, as_toml
from intake.faults import IntakeFault
from intake.match import register_of
from intake.remembered import answers_in, remember, revoke, rules_of, that_fit
from ui import kept
from ui.blocks import table_html
from ui.changes import changed
from ui.clerk import clerk
from ui.components import note, panel_title, state_box
from ui.frame import View
from ui.language import say
from ui.messages import show_fault
from ui.words import words_of

LARGEST_MB = 1


def answers_tab(view: View) -> None:
    """Draw the answers that a county has given, and what may be done with them."""
    words, county = words_of(view.scope, view.reference), view.scope.county
    rules = kept.read_now(rules_of, county)
    register = kept.read(register_of, county)
    st.html(
        panel_title(
            say("记住的答复", "Answers kept"),
            say(
                "装载时照此认，不再问；页面和命令行都用",
                "Files are read by them, here and on the command line",
            ),
        )
    )
    if rules:
        st.html(table_html(told.rules_table(rules, register, words)))
        in_force = {rule.answer_id: rule for rule in rules if rule.is_in_force}
        if in_force:
            with st.form("intake_revoke", border=False):
                chosen = st.selectbox(
                    say("撤回哪一条", "Take which back"),
                    list(in_force),
                    index=None,
                    format_func=lambda key: told.rule_written(in_force[key], register, words),
                    placeholder=say("选一条", "Choose"),
                    key="intake_revoke_which",
                )
                who = clerk(st.columns([1, 2])[0], "intake_revoke")
                sent = st.form_submit_button(say("撤回，以后再问", "Take back; ask again"))
            if sent and chosen in in_force:
                changed(
                    lambda: revoke(warehouse_url(), county, str(chosen), who=who),
                    say("答复已撤回，以后再问。", "The answer is taken back and will be asked again."),
                )
        st.download_button(
            say("导出答复（TOML）", "Export the answers (TOML)"),
            as_toml(answers_in(rules)),
            file_name=say(f"答复_{county}.toml", f"answers_{county}.toml"),
            mime="application/toml",
            key="intake_answers_export",
        )
    else:
        st.html(
            state_box(
                "empty",
                say("还没有记住的答复。", "No answer is kept yet."),
                say(
                    "装载时答过的问题会列在这里；也可以收邻县导出的。", "What you answer while loading is listed here."
                ),
            )
        )
    _take_over(county)


def _take_over(county: str) -> None:
    """Draw the upload of another county's answers, or of the county's own kept elsewhere."""
    file = st.file_uploader(
        say("收下一份答复（TOML）", "Take over answers (TOML)"),
        type=["toml"],
        key="intake_answers_file",
        max_upload_size=LARGEST_MB,
    )
    if file is None:
        return
    try:
        given = answers_of(file.getvalue().decode("utf-8"), file.name)
    except UnicodeError:
        show_fault("failed", IntakeFault("intake_no_text", name=file.name))
        return
    except IntakeFault as fault:
        show_fault("failed", fault)
        return
    fitting, strange = that_fit(given, kept.read(register_of, county))
    if strange:
        names = say("、", ", ").join(strange[:8])
        st.html(
            note(
                say(
                    f"本县没有这些名称的代码，不收：{names}。",
                    f"Left out, their codes are not of this county: {names}.",
                )
            )
        )
    with st.form("intake_take_over", border=False):
        who = clerk(st.columns([1, 2])[0], "intake_take_over")
        sent = st.form_submit_button(say("记住这些答复", "Keep these answers"), type="primary")
    if sent:
        changed(
            lambda: remember(warehouse_url(), county, fitting, who=who),
            say("答复已收下。", "The answers are kept."),
        )
