"""Where a movement of 总览 comes from; one township, whose change has no parts, stands among its neighbours instead."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from findings.charts import among_neighbours, contributions, unranked_title
from findings.definitions import provision_words
from findings.figures import Words
from findings.indicators import HEADLINE
from findings.overview import INDICATORS
from metrics.catalogue import get
from metrics.judge.assessment import Assessment
from ui import kept
from ui.blocks import show_chart
from ui.components import note, panel_title
from ui.frame import View
from ui.language import say
from ui.trace import trace_button


def explain_panel(view: View, judged: Assessment, words: Words, place: str) -> None:
    """Write the choice of an indicator and the chart that explains it."""
    alone = len(view.scope.townships) == 1
    chosen = st.selectbox(
        say("看哪一项在各乡镇的高低", "Compare townships by")
        if alone
        else say("看哪一项的来源", "Explain which indicator"),
        _of_residents_first(HEADLINE) if alone else HEADLINE,
        format_func=lambda metric_id: words.name(get(metric_id)),
        key="explained",
    )
    if alone:
        _neighbours(view, chosen, words)
    else:
        _parts(view, judged, chosen, words, place)
    trace_button(chosen, key="trace_chosen")


def _of_residents_first(metric_ids: Sequence[str]) -> list[str]:
    """Return the indicators, those last whose townships are not compared: they say where institutions stand."""
    return sorted(metric_ids, key=lambda metric_id: get(metric_id).provision is not None)


def _parts(view: View, judged: Assessment, metric_id: str, words: Words, place: str) -> None:
    """Draw each township's part of a change, or say why there is none."""
    block = contributions(judged, metric_id, words, point=place)
    if block is None:
        st.html(note(_no_parts(judged)))
        return
    row = judged.headline(metric_id)
    moved = words.signed(row["change"], row["change_unit"])
    parts = say("各乡镇对变化的贡献", "Each township's part of the change")
    st.html(panel_title(say(f"{moved}从哪里来", f"Where {moved} comes from"), parts))
    show_chart(view, "waterfall", lambda: block, metric_id, place)


def _no_parts(judged: Assessment) -> str:
    if judged.compare is None:
        return say("没有选对比期，不分解变化。", "Nothing is compared, so there is no change to split.")
    return say(
        "这项指标不能按乡镇分解，或没有对比期的数。", "This indicator cannot be split by township, or has no base."
    )


def _neighbours(view: View, metric_id: str, words: Words) -> None:
    """Draw the one township among its neighbours."""
    around = kept.assessment(INDICATORS, view.scope.whole_county)
    block = among_neighbours(around, metric_id, words)
    if block is None:
        st.html(note(say("这项指标没有分乡镇的数。", "No township figures for this indicator.")))
        return
    name, unranked = words.name(get(metric_id)), provision_words(get(metric_id), words)
    if unranked:
        st.html(panel_title(f"{name}{say('，', ', ')}{unranked_title(words)}") + note(unranked))
        show_chart(view, "neighbours", lambda: block, metric_id)
        return
    lines = say("横线为95%区间；没有区间的指标只列数值", "Lines: 95% intervals, where there are any")
    st.html(panel_title(say(f"{name}，与其他乡镇比", f"{name}, among the other townships"), lines))
    show_chart(view, "neighbours", lambda: block, metric_id)
