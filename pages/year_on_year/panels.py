"""What 同比指标 says of an indicator beside its charts: its years, its two readings, its definition, its set."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from findings.definitions import definition_rows
from findings.evidence_register import register_table
from findings.quality import marked_table
from findings.year_on_year.comparability import peer_words, posting_words, sides_table
from findings.year_on_year.finding import is_structural
from findings.year_on_year.sets import NATIONAL, set_name
from findings.year_on_year.tables import set_table, township_table
from findings.year_on_year.trend import annual_table, trend_words
from metrics.reads.evidence import evidence_of
from pages.year_on_year.shown import Shown
from ui import kept
from ui.blocks import table_html
from ui.components import note, panel_title
from ui.doubt import doubts, show_doubts
from ui.headline import definition_details
from ui.language import say
from ui.trace import trace_button


def trend_panel(shown: Shown) -> None:
    """Draw the whole years with their intervals and say whether they show a trend."""
    title = panel_title(say("年复一年，是不是一个方向", "Year after year, one direction?"))
    st.html(title + note(trend_words(shown.opened.annual, shown.words)))
    years = annual_table(shown.opened.annual, shown.metric, shown.words)
    if years.rows:
        st.html(table_html(years, framed=False))


def comparability_panel(shown: Shown) -> None:
    """Say what the change owes to mergers and openings, where the county stands, and how the figure is defined."""
    opened, metric, words = shown.opened, shown.metric, shown.words
    st.html(panel_title(say("口径与可比性", "Definition and comparability")))
    if is_structural(opened.judged.of_townships(metric.id)):
        st.html(
            note(
                say(
                    "按机构所在乡镇统计：没有县级医院的乡镇必为0%或100%，乡镇之间不宜直接比较。",
                    "Counted where institutions stand: townships without a county hospital are at 0 or 100%.",
                )
            )
        )
    if opened.sides:
        how = say("按报告口径与可比口径并列，差额逐项列出。", "Reported and comparable, the difference itemised.")
        st.html(note(how) + table_html(sides_table(opened.sides, opened.names, metric, words), framed=False))
    elif shown.scope.compare:
        st.html(
            note(
                say(
                    "两期乡镇边界和参与机构相同，报告口径即可比口径。",
                    "Same boundaries and institutions in both periods: reported is comparable.",
                )
            )
        )
    if opened.audit is not None:
        st.html(note(posting_words(opened.audit, words)))
    if not shown.scope.townships:
        st.html(note(peer_words(opened.peers, metric, words)))
    told = definition_rows(metric, words, shown.total)
    st.html(definition_details(told, label=say("口径与来源", "Definition")).replace("<details", "<details open", 1))
    trace_button(metric.id, key="trace_yoy")


def townships_panel(shown: Shown) -> None:
    """Write the townships with both periods."""
    county = float(shown.around.judged.headline(shown.metric.id)["value"])
    table = township_table(shown.opened.judged, shown.metric, shown.words, county=county, point=shown.place)
    st.html(panel_title(say("逐乡镇，两期对照", "Township by township, both periods")))
    st.html(table_html(table))


def set_panel(shown: Shown, metric_ids: Sequence[str]) -> None:
    """Write the set that the indicator was chosen from; under the national list, the evidence of its three others."""
    set_key, words = shown.choice.set_key, shown.words
    name = set_name(set_key, words)
    st.html(panel_title(f"{name}{say('，', ', ')}{words.scope}"))
    judged = kept.assessment(tuple(metric_ids), shown.scope)
    table = set_table(judged, set_key, words, chosen=shown.metric.id, title=name)
    failing = doubts(metric_ids, shown.scope)
    st.html(table_html(marked_table(table, [metric.id for metric in judged.metrics], failing, words)))
    show_doubts(failing, shown.scope, words)
    if set_key == NATIONAL:
        title = say("三项定性指标：佐证材料台账", "Three qualitative measures: the evidence register")
        how = say("只列材料与状态，不折算成百分比", "Documents and their state, never a percentage")
        st.html(panel_title(title, how))
        register = kept.read(evidence_of, shown.scope.county)
        nothing = say("台账里还没有资料：到“改革举措”登记。", "Nothing is registered yet: enter it under Reform.")
        st.html(table_html(register_table(register, words)) if register else note(nothing))
