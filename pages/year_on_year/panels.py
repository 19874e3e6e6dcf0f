"""The panels of 同比指标 that tell more of the opened indicator: its whole years, its two readings, its definition."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from findings.definitions import definition_rows
from metrics.definition import Metric
from metrics.judge.indicator import Indicator
from metrics.reference import Reference
from metrics.scope import Scope
from pages.year_on_year.change import annual_table, trend_words
from pages.year_on_year.tables import peer_words, posting_words, side_by_side_rows
from pages.year_on_year.words import is_structural
from ui.components import note, panel_title
from ui.filters import place_name
from ui.headline import definition_details
from ui.language import say
from ui.tables import plain_table
from ui.trace import trace_button
from ui.words import words_of


def trend_panel(opened: Indicator, metric: Metric) -> None:
    """Draw the whole years with their intervals and say whether they show a trend."""
    st.html(
        panel_title(say("年复一年，是不是一个方向", "Year after year, one direction?"))
        + note(trend_words(opened.annual))
    )
    columns, rows = annual_table(opened.annual, metric)
    if rows:
        st.html(plain_table(columns, rows, name=say("年度数", "Whole years"), framed=False))


def _names(opened: Indicator, reference: Reference) -> dict[str, str]:
    """Return code → name in the reader's language; institutions have a Chinese one only."""
    places = {**reference.counties, **reference.townships}
    return {code: place_name(places[code]) if code in places else name for code, name in opened.names.items()}


def comparability_panel(
    opened: Indicator, metric: Metric, total: pd.Series, filters: Scope, reference: Reference
) -> None:
    """Say what the change owes to mergers and openings, where the county stands, and how the figure is defined."""
    st.html(panel_title(say("口径与可比性", "Definition and comparability")))
    if is_structural(opened.townships):
        st.html(
            note(
                say(
                    "按机构所在乡镇统计：没有县级医院的乡镇必为0%或100%，乡镇之间不宜直接比较。",
                    "Counted where institutions stand: townships without a county hospital are at 0 or 100%.",
                )
            )
        )
    if opened.sides:
        columns, rows = side_by_side_rows(opened.sides, metric, _names(opened, reference))
        st.html(
            note(say("按报告口径与可比口径并列，差额逐项列出。", "Reported and comparable, the difference itemised."))
            + plain_table(columns, rows, name=say("两种口径", "Two readings"), framed=False)
        )
    elif filters.compare:
        st.html(
            note(
                say(
                    "两期乡镇边界和参与机构相同，报告口径即可比口径。",
                    "Same boundaries and institutions in both periods: reported is comparable.",
                )
            )
        )
    if opened.audit is not None:
        st.html(note(posting_words(opened.audit)))
    if not filters.townships:
        st.html(note(peer_words(opened.peers, metric)))
    told = definition_rows(metric, words_of(filters, reference), total)
    st.html(definition_details(told, label=say("口径与来源", "Definition")).replace("<details", "<details open", 1))
    trace_button(metric.id, key="trace_yoy")
