"""How small a change no longer matters: what the county decided, who and why, and the form for another size."""

from __future__ import annotations

import streamlit as st

from data_access.engine import open_engine, warehouse_url
from findings.figures import Words
from findings.ground import size_words
from metrics.definition import Metric
from metrics.judge.matters import decide_smallest_change, smallest_change_decisions, usual_size
from ui import kept
from ui.changes import changed
from ui.clerk import clerk
from ui.components import note
from ui.language import say


def smallest_change_form(county: str, metric: Metric, words: Words) -> None:
    """Draw the county's decisions on one metric and the form that adds one; it needs a person and a reason."""
    size, unit = usual_size(metric)
    with st.expander(
        say("多大的变化才称明显：本县可以另定", "How large a clear change must be: the county may set it")
    ):
        st.html(
            note(
                say(
                    f"指标目录规定{size_words(size, unit, words)}；本县另定的只用于本县这项指标，"
                    "连同批准人和原因记入日志。",
                    f"The catalogue says {size_words(size, unit, words)}. The county may set another for this "
                    "indicator, on record with name and reason.",
                )
            )
        )
        for decision in kept.read(smallest_change_decisions, county, metric.id):
            what = (
                size_words(float(decision.size), metric.change_unit, words)
                if decision.size
                else say("恢复目录规定", "the catalogue's own again")
            )
            when = f"{decision.decided_at:%Y-%m-%d}"
            st.html(note(f"{when} {decision.decided_by}{say('：', ': ')}{what}{say('，', ', ')}{decision.reason}"))
        back = st.checkbox(say("恢复目录规定", "Back to the catalogue's own"), key="matters_back")
        left, right = st.columns([1, 2])
        entered = left.number_input(
            say(f"不小于（{metric.change_unit or '比值'}）", "At least, in the change's unit"),
            min_value=0.0,
            value=size,
            key="matters_size",
            disabled=back,
        )
        name = clerk(left, "matters", say("批准人", "Approved by"))
        reason = right.text_input(say("原因", "Reason"), key="matters_why", max_chars=200)
        if st.button(say("记录这项规定", "Record the rule"), key="matters_save"):
            changed(
                lambda: _save(county, metric, None if back else float(entered), name, reason),
                say("规定已记录，结论已按它重下。", "The rule is on record and the words follow it."),
            )


def _save(county: str, metric: Metric, size: float | None, who: str, reason: str) -> None:
    url = warehouse_url()
    engine = open_engine(url)
    try:
        decide_smallest_change(url, engine, county, metric, size, who=who, reason=reason)
    finally:
        engine.dispose()
