"""The charts of 同比指标, each under the question that it answers."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from faces.blocks import Contributions, Funnel
from findings.charts import among_neighbours, unranked_title
from findings.definitions import provision_words
from findings.dispersion import dispersion_of
from findings.figures import direction_of
from findings.ground import ground_words
from findings.year_on_year.control import Event, control, control_note, events_of
from findings.year_on_year.effects import effects_table
from findings.year_on_year.finding import per_day_words
from findings.year_on_year.tables import restated_months
from findings.year_on_year.townships import township_months, why_no_months
from metrics.judge.restatement import Restatement
from metrics.reads.mechanisms import milestones
from pages.year_on_year.limits import limits_form
from pages.year_on_year.matters import smallest_change_form
from pages.year_on_year.shown import Shown
from ui import kept
from ui.blocks import show_chart, table_html
from ui.components import note, panel_title, state_box
from ui.keys import interval_key
from ui.language import say
from ui.words import whole_words
from words.reasons import NOT_SPLIT

CONTROL_HEIGHT = 380


def ranked_panel(shown: Shown) -> None:
    """Draw the townships with their intervals."""
    metric = shown.metric
    lines = say(
        "横线为95%区间；无抽样模型的按各月波动估计", "Lines: 95% intervals, from the months where no model exists"
    )
    widened = dispersion_of(shown.around.judged, metric.id, shown.words)
    lines += say("；", "; ") + widened if widened else ""
    if metric.is_additive:
        lines = say(
            f"数量随乡镇大小而定，不与{whole_words()}比高低", "Sums follow a township's size and are not compared"
        )
    unranked = provision_words(metric, shown.words)
    if unranked:
        st.html(panel_title(unranked_title(shown.words)) + note(unranked))
    else:
        title = panel_title(say("各乡镇的值与把握程度", "Townships and how sure we are"), lines)
        st.html(title + ("" if metric.is_additive else interval_key(metric.better, county=whole_words())))
    drawn = show_chart(
        shown.view,
        "ranked",
        lambda: among_neighbours(shown.around.judged, metric.id, shown.words, point=shown.place),
        *shown.drawn_for,
    )
    if not drawn:
        nothing = say("这项指标没有可列的乡镇数。", "No township figures for this indicator.")
        other = say(
            f"请看{whole_words()}数，或改选时期和指标。", "See the county's figure, or choose another indicator."
        )
        st.html(state_box("empty", nothing, other))


def control_panel(shown: Shown, restated: Sequence[Restatement]) -> None:
    """Draw the months in their usual range, with milestones, and the form for the limits of the whole county."""
    st.html(panel_title(say("是真的变了，还是正常波动", "A real change, or the usual wobble")))
    series, metric, total, words = shown.opened.whole, shown.metric, shown.total, shown.words
    months = () if series is None else series.months
    events = events_of(kept.read(milestones, shown.scope.county), months, words)
    squares = restated_months(restated, months)
    block = control(series, metric, total, words, events=events, restated=squares)
    if series is None or block is None:
        nothing = say("这项指标没有逐月数。", "This indicator has no monthly figures.")
        st.html(state_box("empty", nothing, say("请看左边的时期数。", "See the period's figures on the left.")))
        return
    told = control_note(series, float(total["target"]), metric, words)
    st.html(note(told + (say("；方框为重报过的月份", "; squares: restated") if squares else "")))
    show_chart(shown.view, "control", lambda: block, *shown.drawn_for, squares, height=CONTROL_HEIGHT)
    if events:
        st.html(_events_html(events))
    if not shown.scope.townships:
        limits_form(shown.scope.county, metric.id, shown.opened.decided, words)


def _events_html(events: Sequence[Event]) -> str:
    """Return the milestones drawn on the chart, letter by letter."""
    inside = say("；", "; ").join(f"<b>{escape(event.letter)}</b> {escape(event.words)}" for event in events)
    return f'<p class="yl yl-note yl-events">{inside}</p>'


def multiples_panel(shown: Shown) -> None:
    """Draw every township's months."""
    metric, words, year = shown.metric, shown.words, shown.scope.period.last // 100
    unit = words.unit(metric)
    in_unit = "" if metric.unit == "%" or not unit else say("，单位", ", in ") + unit
    how = say(
        f"实线{year}年，竖线为当月95%区间，点线为上年；纵轴相同{in_unit}",
        f"Solid {year} with 95% intervals, dotted the year before; one scale{in_unit}",
    )
    st.html(panel_title(say("各乡镇逐月", "Townships by month"), how))
    drawn = show_chart(
        shown.view,
        "multiples",
        lambda: township_months(shown.around.parts, metric, words, point=shown.place),
        *shown.drawn_for,
    )
    if not drawn:
        nothing = say("没有可画的乡镇逐月数。", "No monthly township figures to draw.")
        st.html(state_box("empty", nothing, why_no_months(metric, words)))


def funnel_panel(shown: Shown, funnel: Funnel) -> None:
    """Draw townships by size."""
    how = say(f"漏斗内与{whole_words()}无明显差别；只标出99.8%界限以外的", "Inside the funnel: no clear difference")
    widened = dispersion_of(shown.around.judged, shown.metric.id, shown.words)
    how += say("；界限", "; limits ") + widened if widened else ""
    st.html(panel_title(say("人少的乡镇波动本来就大", "Small townships vary more by chance"), how))
    show_chart(shown.view, "funnel", lambda: funnel, *shown.drawn_for)


def change_panel(shown: Shown, parts: Contributions | None) -> None:
    """Draw each township's part of the change, or say why it has none; and what its verdict rests on."""
    metric, total, words = shown.metric, shown.total, shown.words
    ground = ground_words(total, metric, shown.opened.judged, words)
    rests_on = note(ground) if ground else ""
    if parts is None:
        why = note(say(*NOT_SPLIT[shown.opened.unsplit]))
        st.html(panel_title(say("变化从哪里来", "Where the change comes from")) + why + rests_on)
        smallest_change_form(shown.scope.county, metric, words)
        return
    moved = words.signed(total["change"], total["change_unit"])
    title = say(f"{moved}从哪里来", f"Where {moved} comes from")
    if direction_of(float(total["change"]), metric.change_decimals) == "flat":
        title = say("合计持平，各部分相抵", "Unchanged in all, the parts cancel out")
    whole = words.scope
    how = say(f"各部分对变化的贡献，合计等于{whole}的变化", f"The parts; they sum to the change of {whole}")
    per_day = per_day_words(total, metric, shown.opened.judged, words)
    st.html(panel_title(title, how) + (note(per_day) if per_day else ""))
    show_chart(shown.view, "change", lambda: parts, *shown.drawn_for)
    st.html(rests_on)
    effects = effects_table(shown.opened.judged, metric.id, words, point=shown.place)
    if effects is not None:
        how = say(
            "率：本乡镇自己的率变了；结构：分母在乡镇间的分布变了；总量：合计的分母变了。各项精确相加等于合计，表中四舍五入。",
            "Rate: the township's own; mix: where the cases are; volume: how many in all. Exact sums, printed rounded.",
        )
        st.html(note(f"{effects.title}。{how}" if words.language == "zh" else f"{effects.title}. {how}"))
        st.html(table_html(effects, framed=False, name=say("率、结构、总量", "Rate, mix, volume")))
    elif metric.denominator is None:
        st.html(note(say("合计数只随各乡镇的量变，没有率和结构之分。", "A sum has volume alone: no rate, no mix.")))
    smallest_change_form(shown.scope.county, metric, words)
