"""总览: is it going well, where not, is that real?"""

import streamlit as st

from findings.definitions import source_name
from findings.headline import headline_figures
from findings.indicators import HEADLINE
from findings.overview import INDICATORS, heat_sentence, moved_most, overview_finding, reporting_words, townships_heat
from findings.quality import marked
from findings.reporting import reporting_note
from metrics.catalogue import get
from pages.overview.panels import explain_panel
from ui import kept
from ui.components import note, panel_title, statement
from ui.doubt import doubts, show_doubts
from ui.frame import current_view, write_finding, write_source
from ui.headline import headline_sheet
from ui.keys import heat_key
from ui.language import say
from ui.tables import heat_table
from ui.township_pills import township_pills
from ui.trace import trace_button, trace_pills
from ui.words import words_of


def explain(metric_id: str) -> None:
    """Show where a movement comes from: the waterfall takes it up."""
    st.session_state["explained"] = metric_id


view = current_view()
scope, words = view.scope, words_of(view.scope, view.reference)
judged = kept.assessment(INDICATORS, scope)
shown = judged.only(HEADLINE)

sentence, place = overview_finding(judged, words)
write_finding(view, sentence, place, [words.verdict_counts(shown), reporting_words(judged, words)])

failing = doubts(HEADLINE, scope)


def sheet_html() -> str:
    """Return the sheet of headline figures, those in doubt marked."""
    return headline_sheet(marked(headline_figures(shown, words), HEADLINE, failing, words).figures, view.theme)


st.html(view.drawn("sheet", sheet_html))

show_doubts(failing, scope, words)

if lacks := reporting_note(judged, INDICATORS, words):
    st.html(note(lacks))

trace_pills(HEADLINE, key="trace_sheet")

if scope.compare:
    with st.container(key="panel_movements"):
        st.html(panel_title(say("变化最大的三项", "The three largest movements")))
        for metric_id in moved_most(judged):
            with st.container(horizontal=True, vertical_alignment="center", key=f"movement_row_{metric_id}"):
                st.html(statement(words.movement(judged, metric_id)[0]))
                if metric_id in judged.contributions:
                    st.button(
                        say("看来源", "Explain"),
                        key=f"explain_{metric_id}",
                        type="tertiary",
                        on_click=explain,
                        args=(metric_id,),
                    )
                trace_button(metric_id, key=f"movement_{metric_id}")

left, right = st.columns([58, 42])
with left:
    st.html(
        panel_title(
            say("哪些乡镇、哪些指标在变", "Which townships, which indicators"),
            say(
                "大数为本期值，小数为变化大小；只有明显变化才着色",
                "Large: this period; small: size of change; only clear changes are coloured",
            ),
        )
    )
    if scope.compare:
        st.html(note(heat_sentence(judged, words)))
    heat = townships_heat(judged, words, point=place, with_sum_of_one=False)
    st.html(heat_table(heat, name=say("乡镇指标表", "Townships by indicator")))
    st.html(heat_key("百分点"))
    township_pills(view)

with right, st.container(key="panel_waterfall"):
    explain_panel(view, judged, words, place)
write_source(
    view,
    [
        say("来源：", "Source: ") + source_name(get(HEADLINE[0]), words),
        say("可比口径：两期都报全的月份", "months complete on both sides"),
    ],
)
