"""总览: is it going well, where not, is that real?"""

import streamlit as st

from faces.screen.base import CONFIG
from faces.screen.ranked import ranked_intervals
from faces.screen.waterfall import waterfall
from findings.indicators import HEADLINE, HEAT
from findings.page_findings import worth_saying
from metrics.catalogue import get, get_all
from metrics.judge.assessment import largest_movements
from pages.coverage.words import ranked_rows
from ui import kept
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
    named_with_unit,
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
from words.numbers import is_missing

EVERYTHING = tuple(dict.fromkeys((*HEADLINE, *HEAT)))


def explain(metric_id: str) -> None:
    """Show where a movement comes from: the waterfall takes it up."""
    st.session_state["explained"] = metric_id


def draw_parts(metric_id: str) -> None:
    """Draw each township's part of a change."""
    row, parts = judged.headline(metric_id), contributions(judged, metric_id, reference, place)
    if not parts:
        st.html(note(no_parts()))
        return
    title = signed_words(row["change"], row["change_unit"])
    st.html(
        panel_title(
            say(f"{title}从哪里来", f"Where {title} comes from"),
            say("各乡镇对变化的贡献", "Each township's part of the change"),
        )
    )
    figure = view.drawn(
        "waterfall",
        lambda: waterfall(
            parts,
            start=row["compare_value"],
            start_name=compare_label(filters, judged.period),
            start_text=base_words(row, get(metric_id)),
            end_name=period_label(judged.period),
            end_text=value_words(row, get(metric_id)),
            better=get(metric_id).better,
            look=view.look,
        ),
        metric_id,
        place,
    )
    st.plotly_chart(figure, theme=None, config=CONFIG, key="waterfall")


def no_parts() -> str:
    """Say why there is no waterfall."""
    if filters.compare is None:
        return say("没有选对比期，不分解变化。", "Nothing is compared, so there is no change to split.")
    return say(
        "这项指标不能按乡镇分解，或没有对比期的数。", "This indicator cannot be split by township, or has no base."
    )


def draw_neighbours(metric_id: str) -> None:
    """Draw the one township among its neighbours: its own change has no parts."""
    metric = get(metric_id)
    around = kept.assessment(EVERYTHING, filters.whole_county)
    rows, county = ranked_rows(around, metric, reference, "", filters.townships), around.headline(metric_id)
    if not any(row.value is not None for row in rows):
        st.html(note(say("这项指标没有分乡镇的数。", "No township figures for this indicator.")))
        return
    st.html(
        panel_title(
            say(f"{metric_name(metric)}，与其他乡镇比", f"{metric_name(metric)}, among the other townships"),
            say("横线为95%区间；没有区间的指标只列数值", "Lines: 95% intervals, where there are any"),
        )
    )
    figure = view.drawn(
        "neighbours",
        lambda: ranked_intervals(
            rows,
            county_value=None if metric.is_additive or is_missing(county["value"]) else float(county["value"]),
            county_text=say("全县", "County ") + value_words(county, metric),
            axis_title=named_with_unit(metric),
            better=metric.better,
            look=view.look,
        ),
        metric_id,
    )
    st.plotly_chart(figure, theme=None, config=CONFIG, key="neighbours")


view = current_view()
filters, reference = view.scope, view.reference
judged = kept.assessment(EVERYTHING, view.scope)
shown = judged.only(HEADLINE)

sentence, place = overview_finding(judged, worth_saying(shown, HEADLINE), filters, reference)
write_finding(view, sentence, place, [verdict_counts(shown, filters, reference), reporting_words(judged)])

st.html(view.drawn("sheet", lambda: headline_sheet(headline_figures(shown, filters, reference), view.theme)))

trace_pills(HEADLINE, key="trace_sheet")

if filters.compare:
    with st.container(key="panel_movements"):
        st.html(panel_title(say("变化最大的三项", "The three largest movements")))
        for metric_id in largest_movements(shown):
            with st.container(horizontal=True, vertical_alignment="center", key=f"movement_row_{metric_id}"):
                st.html(statement(movement_sentence(judged, metric_id, filters, reference)))
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
    alone = len(filters.townships) == 1
    chosen = st.selectbox(
        say("看哪一项在各乡镇的高低", "Compare townships by")
        if alone
        else say("看哪一项的来源", "Explain which indicator"),
        HEADLINE,
        format_func=lambda metric_id: metric_name(get(metric_id)),
        key="explained",
    )
    draw_neighbours(chosen) if alone else draw_parts(chosen)
    trace_button(chosen, key="trace_chosen")
write_source(
    view,
    [
        say("来源：", "Source: ") + source_name(get(HEADLINE[0])),
        say("可比口径：两期都报全的月份", "months complete on both sides"),
    ],
)
