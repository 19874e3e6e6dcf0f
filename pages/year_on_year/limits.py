"""Control limits by decision: what is in force, who approved it and why, and the form for a new decision."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data_access.control_limits import BASELINE, REBASE, decide
from data_access.engine import warehouse_url
from findings.figures import Words
from findings.year_on_year.control import decision_words, month_name
from metrics.judge.limits import LimitDecision, checked_baseline
from ui.changes import changed
from ui.clerk import clerk
from ui.components import note
from ui.language import say

KIND_WORDS = {
    REBASE: ("从某月起重定界限", "Begin limits anew from a month"),
    BASELINE: ("固定基线", "Fix the baseline"),
}


def limits_form(county: str, metric_id: str, decided: Sequence[LimitDecision], words: Words) -> None:
    """Draw what is in force and the form that changes it; a decision needs a person and a reason."""
    for decision in decided:
        st.html(note(decision_words(decision, words)))
    with st.expander(say("界限由谁定：固定基线、重定界限", "Who sets the limits: baseline, new limits")):
        st.html(
            note(
                say(
                    "界限平时由所示各月自动算出。只有批准人写明原因，才重定界限或固定基线；决定记入日志，可以撤回。",
                    "Limits follow from the months shown. A named person may change them with a reason, on record.",
                )
            )
        )
        options = [*KIND_WORDS, *(decision.written for decision in decided)]
        kind = st.selectbox(
            say("决定", "Decision"),
            options,
            format_func=lambda key: _option_words(key, decided, words),
            key="limit_kind",
        )
        first, last = _months_asked(kind, words)
        who, why = st.columns([1, 2])
        name = clerk(who, "limit", say("批准人", "Approved by"))
        reason = why.text_input(say("原因", "Reason"), key="limit_why", max_chars=200)
        if st.button(say("记录这项决定", "Record the decision"), key="limit_save"):
            changed(
                lambda: _save(county, metric_id, kind, first, last, decided, name, reason),
                say("界限的决定已记录。", "The decision is on record."),
            )


def _option_words(key: str, decided: Sequence[LimitDecision], words: Words) -> str:
    if key in KIND_WORDS:
        return say(*KIND_WORDS[key])
    taken = next(decision for decision in decided if decision.written == key)
    return say("撤回：", "Take back: ") + decision_words(taken, words)


def _months_asked(kind: str, words: Words) -> tuple[int, int]:
    """Return the month of new limits, or the baseline's first and last month."""
    months = words.reference.available.months

    def label(month: int) -> str:
        return month_name(month, words)

    if kind == REBASE:
        start = st.selectbox(say("从哪个月起", "From"), months[:0:-1], format_func=label, key="limit_month")
        return start, start
    if kind == BASELINE:
        left, right = st.columns(2)
        first = left.selectbox(
            say("基线从", "Baseline from"), months, index=max(0, len(months) - 24), format_func=label,
            key="limit_first",
        )  # fmt: skip
        last = right.selectbox(
            say("基线到（含）", "to"), months, index=max(0, len(months) - 13), format_func=label, key="limit_last"
        )
        return first, last
    return 0, 0


def _save(
    county: str,
    metric_id: str,
    kind: str,
    first: int,
    last: int,
    decided: Sequence[LimitDecision],
    who: str,
    reason: str,
) -> None:
    fixed = (decision.written for decision in decided if decision.kind == BASELINE)
    before = next(fixed, "") if kind == BASELINE else ""
    after = checked_baseline(first, last) if kind == BASELINE else str(first)
    if kind not in KIND_WORDS:
        taken = next(decision for decision in decided if decision.written == kind)
        kind, before, after = taken.kind, taken.written, ""
    decide(warehouse_url(), county, metric_id, kind, before, after, who=who, reason=reason)
