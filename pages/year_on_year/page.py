"""同比指标: which indicators moved, is it real, and where does the change come from?"""

from dataclasses import replace

import streamlit as st

from faces.screen.base import CONFIG
from faces.screen.control import control_chart
from faces.screen.funnel import funnel
from faces.screen.multiples import small_multiples
from findings.charts import among_neighbours, contributions
from findings.definitions import edition_name, source_name
from findings.figures import direction_of
from findings.overview import reporting_words
from metrics.catalogue import get
from metrics.judge.comparison import read_as
from metrics.reads.evidence import evidence_of
from metrics.reads.mechanisms import mechanism_cards, milestones
from pages.year_on_year.change import per_day_words
from pages.year_on_year.frozen import frozen_panel, restated_months, restated_of, views_of
from pages.year_on_year.limits import limits_form
from pages.year_on_year.panels import comparability_panel, trend_panel
from pages.year_on_year.tables import evidence_table, set_table, township_table
from pages.year_on_year.words import (
    NATIONAL,
    READING_WORDS,
    compared_period,
    compared_words,
    control_note,
    control_points,
    events_html,
    events_of,
    funnel_of,
    indicator_name,
    indicator_sets,
    limit_segments,
    no_township_months,
    opening_first,
    optional,
    set_name,
    target_words,
    township_panels,
    with_rows,
    year_on_year_finding,
)
from ui import kept
from ui.blocks import show_chart
from ui.changes import show_done
from ui.components import note, panel_title, state_box
from ui.filters import period_label
from ui.frame import current_view, page_choice, write_finding, write_source
from ui.keys import interval_key
from ui.language import say
from ui.tables import plain_table
from ui.words import words_of

view = current_view()
filters, reference, words = view.scope, view.reference, words_of(view.scope, view.reference)
sets = indicator_sets({code: kept.read(mechanism_cards, code) for code in reference.counties})
set_key = page_choice("set", tuple(sets))
chosen = page_choice("metric", opening_first(sets[set_key]))
reading = page_choice("reading", tuple(READING_WORDS))
metric, period = get(chosen), read_as(filters.period, reading, last_month=reference.last_month)
asked = replace(filters, period=period)
opened = kept.opened_indicator(chosen, asked)
judged = with_rows(opened)
total = judged.headline(chosen)
# Chosen townships stand among their neighbours: against the sum of themselves they would differ in nothing.
around = kept.opened_indicator(chosen, asked.whole_county) if filters.townships else opened
neighbours = with_rows(around)
county = neighbours.headline(chosen)
views = [] if filters.townships else views_of(metric, filters.county)
restated = restated_of(views, metric, reference, filters.county)

sentence, place = year_on_year_finding(judged, metric, opened.townships, filters, reference)
write_finding(
    view,
    sentence,
    place,
    [indicator_name(chosen, set_key), period_label(period), compared_words(total, period, filters),
     reporting_words(judged, words)],
)  # fmt: skip

show_done()
with st.container(key="choices"):
    first, second, third = st.columns([1.2, 2.4, 1])
    first.selectbox(
        say("指标集", "Indicators"), list(sets), format_func=lambda key: set_name(key, reference), key="choice_set"
    )
    second.selectbox(
        say("看哪一项", "Indicator"),
        sets[set_key],
        format_func=lambda metric_id: indicator_name(metric_id, set_key),
        key="choice_metric",
    )
    third.selectbox(
        say("读法", "Reading"),
        list(READING_WORDS),
        format_func=lambda key: say(*READING_WORDS[key]),
        key="choice_reading",
    )

left, right = st.columns(2)
with left, st.container(key="panel_ranked"):
    st.html(
        panel_title(
            say("各乡镇的值与把握程度", "Townships and how sure we are"),
            say("数量随乡镇大小而定，不与全县比高低", "Sums follow a township's size and are not compared")
            if metric.is_additive
            else say(
                "横线为95%区间；无抽样模型的按各月波动估计",
                "Lines: 95% intervals, from the months where no model exists",
            ),
        )
        + ("" if metric.is_additive else interval_key(metric.better))
    )
    if not show_chart(
        view,
        "ranked",
        lambda: among_neighbours(neighbours, chosen, words, point=place),
        chosen,
        reading,
    ):
        st.html(
            state_box(
                "empty",
                say("这项指标没有可列的乡镇数。", "No township figures for this indicator."),
                say("请看全县数，或改选时期和指标。", "See the county's figure, or choose another indicator."),
            )
        )
with right, st.container(key="panel_control"):
    st.html(panel_title(say("是真的变了，还是正常波动", "A real change, or the usual wobble")))
    series = opened.whole
    if series is not None and any(value is not None for value in optional(series.values[0])):
        events = events_of(kept.read(milestones, filters.county), series.months)
        squares = restated_months(restated, series.months)
        told = control_note(series, float(total["target"]), metric)
        st.html(note(told + (say("；方框为重报过的月份", "; squares: restated") if squares else "")))
        figure = view.drawn(
            "control",
            lambda: control_chart(
                control_points(series, metric),
                limit_segments(series, metric),
                target=None if total.isna()["target"] else float(total["target"]),
                target_text=target_words(total, metric),
                tick_suffix="%" if metric.unit == "%" else "",
                behind=optional(series.behind[0]),
                events=[(at, letter) for at, letter, _ in events],
                restated=squares,
                look=view.look,
                height=380,
            ),
            chosen,
            reading,
            tuple(squares),
        )
        st.plotly_chart(figure, theme=None, config=CONFIG, key="control")
        if events:
            st.html(events_html(events))
        if not filters.townships:
            limits_form(filters.county, chosen, opened.decided, reference)
    else:
        st.html(
            state_box(
                "empty",
                say("这项指标没有逐月数。", "This indicator has no monthly figures."),
                say("请看左边的时期数。", "See the period's figures on the left."),
            )
        )

unit = words.unit(metric)
unit_words = "" if metric.unit == "%" or not unit else say("，单位", ", in ") + unit
left, right = st.columns(2)
with left, st.container(key="panel_multiples"):
    st.html(
        panel_title(
            say("各乡镇逐月", "Townships by month"),
            say(
                f"实线{period.last // 100}年，竖线为当月95%区间，点线为上年；纵轴相同{unit_words}",
                f"Solid {period.last // 100} with 95% intervals, dotted the year before; one scale{unit_words}",
            ),
        )
    )
    parts = around.parts
    panels, names = ([], []) if parts is None else township_panels(parts, metric, reference, place, view.month)
    if any(value is not None for panel in panels for value in (*panel.this_year, *panel.last_year)):
        figure = view.drawn(
            "multiples",
            lambda: small_multiples(panels, names, tick_suffix="%" if metric.unit == "%" else "", look=view.look),
            chosen,
            reading,
        )
        st.plotly_chart(figure, theme=None, config=CONFIG, key="multiples")
    else:
        st.html(
            state_box(
                "empty",
                say("没有可画的乡镇逐月数。", "No monthly township figures to draw."),
                say(*no_township_months(metric)),
            )
        )
shape = funnel_of(around.townships, metric, float(county["value"]), reference, place)
scope = words.scope
parts_of_change = contributions(judged, chosen, words, point=place)
per_day = per_day_words(total, metric, period, filters.compare)


def draw_funnel() -> None:
    """Draw townships by size."""
    st.html(
        panel_title(
            say("人少的乡镇波动本来就大", "Small townships vary more by chance"),
            say("漏斗内与全县无明显差别；只标出99.8%界限以外的", "Inside the funnel: no clear difference"),
        )
    )
    points, limits = shape
    figure = view.drawn(
        "funnel",
        lambda: funnel(
            points,
            limits,
            county_value=float(county["value"]),
            county_text=say("全县", "County"),
            axis_title=say(metric.denominator_zh, metric.denominator_en),
            tick_suffix="%" if metric.unit == "%" else "",
            better=metric.better,
            look=view.look,
        ),
        chosen,
        reading,
    )
    st.plotly_chart(figure, theme=None, config=CONFIG, key="funnel")


def draw_change() -> None:
    """Draw each township's part of the change."""
    if parts_of_change is None:
        st.html(panel_title(say("变化从哪里来", "Where the change comes from")) + note(say(*opened.unsplit)))
        return
    moved = words.signed(total["change"], total["change_unit"])
    st.html(
        panel_title(
            say(f"{moved}从哪里来", f"Where {moved} comes from")
            if direction_of(float(total["change"]), metric.change_decimals) != "flat"
            else say("合计持平，各部分相抵", "Unchanged in all, the parts cancel out"),
            say(f"各部分对变化的贡献，合计等于{scope}的变化", f"The parts; they sum to the change of {scope}"),
        )
        + (note(per_day) if per_day else "")
    )
    # The months compared need not be those a year earlier: a reading may leave some out.
    base = period_label(compared_period(total, period))
    show_chart(view, "change", lambda: replace(parts_of_change, start_name=base), chosen, reading)


with right, st.container(key="panel_right"):
    draw_change() if shape is None else draw_funnel()
left, right = st.columns(2)
if shape is not None:
    with left, st.container(key="panel_change"):
        draw_change()
with left, st.container(key="panel_trend"):
    trend_panel(opened, metric)
with right, st.container(key="panel_rest"):
    comparability_panel(opened, metric, total, filters, reference)
if not filters.townships:
    with right, st.container(key="panel_frozen"):
        frozen_panel(opened, views, restated, reference, filters.county)

columns, table_rows = township_table(
    judged, metric, opened.townships, filters, reference, place, float(county["value"])
)
st.html(panel_title(say("逐乡镇，两期对照", "Township by township, both periods")))
st.html(plain_table(columns, table_rows, name=words.name(metric)))
st.html(panel_title(f"{set_name(set_key, reference)}{say('，', ', ')}{scope}"))
whole_set = kept.assessment(sets[set_key], asked)
columns, table_rows = set_table(whole_set, set_key, sets[set_key], filters, chosen)
st.html(plain_table(columns, table_rows, name=set_name(set_key, reference)))
if set_key == NATIONAL:
    st.html(
        panel_title(
            say("三项定性指标：佐证材料台账", "Three qualitative measures: the evidence register"),
            say("只列材料与状态，不折算成百分比", "Documents and their state, never a percentage"),
        )
    )
    columns, table_rows = evidence_table(kept.read(evidence_of, filters.county))
    st.html(plain_table(columns, table_rows, name=say("佐证材料台账", "Evidence register")))
write_source(
    view,
    [
        say("来源：", "Source: ") + source_name(metric, words),
        edition_name(metric, words),
        say("可比口径：两期都报全的月份", "months complete on both sides"),
    ],
)
