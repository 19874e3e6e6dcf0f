"""总览: is it going well, where not, is that real?"""

import streamlit as st

from charts.base import CONFIG
from charts.waterfall import waterfall
from metrics.assessment import largest_movements
from metrics.catalogue import get, get_all
from metrics.page_indicators import HEADLINE, HEAT
from ui import cached
from ui.components import note, panel_title, statement
from ui.figures import (
    base_words,
    compare_label,
    contributions,
    headline_figures,
    heat_columns,
    heat_rows,
    metric_name,
    movement_sentence,
    overview_finding,
    reporting_words,
    signed_words,
    source_name,
    value_words,
    verdict_counts,
)
from ui.filters import period_label
from ui.frame import current_view, write_finding, write_source
from ui.headline import headline_sheet
from ui.keys import heat_key
from ui.language import say
from ui.tables import heat_table
from ui.township_pills import township_pills
from ui.trace import trace_button, trace_pills


def explain(metric_id: str) -> None:
    """Show where a movement comes from: the waterfall takes it up."""
    st.session_state["explained"] = metric_id


view = current_view()
filters, reference = view.filters, view.reference
judged = cached.assessment(tuple(dict.fromkeys((*HEADLINE, *HEAT))), *view.asked)
shown = judged.only(HEADLINE)

sentence, place = overview_finding(judged, HEADLINE[0], filters, reference)
write_finding(view, sentence, place, [verdict_counts(shown, filters, reference), reporting_words(judged)])

st.html(
    cached.drawn(
        ("overview sheet", *view.drawn_for),
        lambda: headline_sheet(headline_figures(shown, filters, reference), view.theme),
    )
)

trace_pills(HEADLINE, key="trace_sheet")

if filters.compare:
    with st.container(key="panel_movements"):
        st.html(panel_title(say("变化最大的三项", "The three largest movements")))
        for metric_id in largest_movements(shown):
            words, source, rows = st.columns([6, 1, 1.4], vertical_alignment="center")
            words.html(statement(movement_sentence(judged, metric_id, filters, reference)))
            source.button(
                say("看来源", "Explain"),
                key=f"explain_{metric_id}",
                type="tertiary",
                on_click=explain,
                args=(metric_id,),
            )
            with rows:
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
    metrics = get_all(HEAT)
    st.html(
        heat_table(
            heat_columns(metrics),
            heat_rows(judged, metrics, filters, reference, place),
            name=say("乡镇指标表", "Townships by indicator"),
        )
    )
    st.html(heat_key("百分点"))
    township_pills(view)

with right, st.container(key="panel_waterfall"):
    chosen = st.selectbox(
        say("看哪一项的来源", "Explain which indicator"),
        HEADLINE,
        format_func=lambda metric_id: metric_name(get(metric_id)),
        key="explained",
    )
    row, parts = judged.headline(chosen), contributions(judged, chosen, reference, place)
    if parts:
        title = signed_words(row["change"], row["change_unit"])
        st.html(
            panel_title(
                say(f"{title}从哪里来", f"Where {title} comes from"),
                say("各乡镇对变化的贡献", "Each township's part of the change"),
            )
        )
        figure = cached.drawn(
            ("waterfall", chosen, place, *view.drawn_for),
            lambda: waterfall(
                parts,
                start=row["compare_value"],
                start_name=compare_label(filters, judged.period),
                start_text=base_words(row, get(chosen)),
                end_name=period_label(judged.period),
                end_text=value_words(row, get(chosen)),
                better=get(chosen).better,
                look=view.look,
            ),
        )
        st.plotly_chart(figure, theme=None, config=CONFIG, key="waterfall")
    else:
        st.html(
            note(
                say(
                    "这项指标不能按乡镇分解，或没有对比期。",
                    "This indicator cannot be split by township, or has no base.",
                )
            )
        )
    trace_button(chosen, key="trace_chosen")
write_source(
    view,
    [
        say("来源：", "Source: ") + source_name(get(HEADLINE[0])),
        say("可比口径：两期都报全的月份", "months complete on both sides"),
    ],
)
