"""服务圈: who reaches care in time, who does not, and what would change that?"""

from dataclasses import replace

import streamlit as st

from findings.circle_curve import coverage_curve, curve_minutes
from findings.circle_marks import facility_key
from findings.circles import TIER_NAMES, finding, reached_of_circle, scope_words
from metrics.catalogue.circles import ids_of_circle
from metrics.circle.circle import ANY_SPECIALTY, CIRCLE_TIERS, CircleQuestion, checked_view
from metrics.circle.figures import (
    coverage_by_township,
    curve,
    gain,
    outside_interval,
    outside_intervals,
    village_rows,
    whole,
)
from pages.circle.map import base_map, draw_map, set_site, set_village, site_in_url, village_in_url
from pages.circle.panels import PANEL_NAMES, PANELS, Shown, show_panel
from pages.circle.what_if import gain_panel, scenario_shelf, usable_steps, what_if_controls
from pages.circle.words import (
    catchment_meta,
    population_words,
    site_words,
    township_rows,
    village_words,
)
from travel.speeds import MODES, SCENARIOS
from ui import kept, url
from ui.blocks import show_chart
from ui.circles import (
    busy_roads,
    circle_of,
    covered_share_of,
    edition_of,
    interval_of,
    residents_month_of,
    residents_of,
    specialties_of,
    villages_of,
)
from ui.components import panel_title, statement
from ui.frame import current_view, page_choice, write_finding, write_source
from ui.keys import change_key, map_key
from ui.language import say
from ui.tables import plain_table
from ui.trace import trace_figures, villages_behind
from ui.words import specialty_words, words_of
from words.names import MODE_NAMES, SEASON_NAMES, WEEKDAY_NAMES

LIMITS = ("30", *(str(minutes) for minutes in range(5, 61) if minutes != 30))
WEEKDAYS = ("2", "0", "1", "3", "4", "5", "6")

view = current_view()
scope, reference = view.scope, view.reference
tier, travel, season = page_choice("tier", CIRCLE_TIERS), page_choice("travel", MODES), page_choice("season", SCENARIOS)
limit, panel = int(page_choice("limit", LIMITS)), page_choice("panel", PANELS)
by_expert = tier == "expert"
specialties = (ANY_SPECIALTY, *specialties_of(scope.county, view.month)) if by_expert else (ANY_SPECIALTY,)
weekday = int(page_choice("weekday", WEEKDAYS)) if by_expert else 0
specialty = page_choice("specialty", specialties) if by_expert else ANY_SPECIALTY
asked = CircleQuestion(scope.county, view.month, checked_view(tier, travel, season, weekday, specialty))
words = words_of(scope, reference)

with st.container(key="circle_controls"):
    columns = st.columns([1.3, 0.9, 0.9, 2.0, *([0.9, 1.1] if by_expert else [])])
    columns[0].selectbox(
        say("机构范围", "Facilities"), CIRCLE_TIERS, format_func=lambda key: say(*TIER_NAMES[key]), key="choice_tier"
    )
    columns[1].selectbox(
        say("出行方式", "Travel"), MODES, format_func=lambda key: say(*MODE_NAMES[key]), key="choice_travel"
    )
    columns[2].selectbox(
        say("季节", "Season"), SCENARIOS, format_func=lambda key: say(*SEASON_NAMES[key]), key="choice_season"
    )
    columns[3].select_slider(say("时限（分钟）", "Limit (minutes)"), sorted(LIMITS, key=int), key="choice_limit")
    if by_expert:
        columns[4].selectbox(
            say("星期", "Weekday"),
            sorted(WEEKDAYS),
            format_func=lambda key: say(*WEEKDAY_NAMES[int(key)]),
            key="choice_weekday",
        )
        columns[5].selectbox(
            say("专科", "Specialty"),
            specialties,
            format_func=lambda key: say("不限", "any") if key == ANY_SPECIALTY else specialty_words(key),
            key="choice_specialty",
        )

steps = usable_steps(asked)
villages = villages_of(asked)
before, circle = circle_of(asked), circle_of(asked, steps)
rows = scope.within(every := village_rows(circle, villages, limit))
by_township = coverage_by_township(rows)
total = whole(by_township)
found = interval_of(asked, steps, limit, scope.townships, slot=st.empty())
reached = reached_of_circle(by_township)
sentence, place = finding(reached, asked.view, limit, words, supposed=bool(steps))
people = kept.metric_frame(("residents",), replace(scope, compare=None))
now_living = float(people["value"].iloc[0]) if len(people) else float("nan")
counted = population_words(float(total["residents"]), residents_month_of(asked), now_living, view.month)
write_finding(
    view, sentence, place, [*catchment_meta(asked.view, edition_of(asked), found, sample=reference.is_sample), counted]
)

left, right = st.columns([56, 44])
with left:
    key = change_key(limit) if steps else ""
    symbols = facility_key(asked.view.tier, words, spokes=panel == "spokes")
    limits = (min(15, limit), limit)
    st.html(key + map_key(view.theme, bands=not steps, roads=True, limits=limits, facilities=symbols))
    site, village = site_in_url(), village_in_url()
    if site:
        said, button = st.columns([5, 1], vertical_alignment="center")
        said.html(statement(site_words(site, circle, every, limit)))
        button.button(say("看全部", "Show all"), key="site_clear", on_click=set_site, args=("",))
    if village:
        said, button = st.columns([5, 1], vertical_alignment="center")
        said.html(statement(village_words(village, circle, every, limit)))
        button.button(say("收起路线", "Hide way"), key="village_clear", on_click=set_village, args=("",))
    asking = st.session_state.get("circle_side") == "what_if"
    draw_map(view, asked, steps, limit, place, spokes=panel == "spokes", ready=asking)
    st.toggle(say("地图不显示时改用简图", "Plain map, if the map stays empty"), key="plain_circle_map")

with right:
    shown_as = st.segmented_control(
        say("右栏", "Right"),
        ["now", "what_if"],
        format_func=lambda one: say("覆盖情况", "Coverage") if one == "now" else say("假设调整", "What if"),
        default="what_if" if steps else "now",
        label_visibility="collapsed",
        key="circle_side",
    )
    if shown_as == "what_if":
        with st.container(key="panel_what_if"):
            what_if_controls(asked, circle, rows, busy_roads(asked), reference)
            if steps:
                was = scope.within(village_rows(before, villages, limit))
                gain_panel(gain(was, rows), whole(coverage_by_township(was)), total, reference)
            scenario_shelf(
                asked,
                url.single(),
                lambda text: covered_share_of(asked, text, limit, scope),
            )
    else:
        with st.container(key="panel_curve"):
            shape = curve(circle, residents_of(villages, scope.townships))
            intervals = {minute: interval_of(asked, steps, minute, scope.townships) for minute in curve_minutes(limit)}
            st.html(
                panel_title(
                    say("每多几分钟，多覆盖多少人", "How many more each minute covers"),
                    say("居民累计占比；浅色带为车速±15%", "Cumulative share of residents; band: speed ±15 %"),
                )
            )
            show_chart(
                view,
                "curve",
                lambda: coverage_curve(shape, intervals, asked.view.tier, words),
                asked,
                steps,
                limit,
            )
        heads, table_rows = township_rows(
            by_township,
            total,
            outside_intervals(circle, villages, limit),
            outside_interval(found),
            scope_words(words),
            place,
            reference,
        )
        st.html(
            panel_title(
                say("未覆盖的人在哪里", "Where those outside live"),
                say("未覆盖居民多的乡镇在前，附区间", "Townships with most residents outside first, with intervals"),
            )
            + plain_table(heads, table_rows, name=say("未覆盖的人", "People outside"))
        )

st.pills(say("再看一项", "Look closer"), PANELS, format_func=lambda one: say(*PANEL_NAMES[one]), key="choice_panel")
show_panel(panel, Shown(view, asked, circle, rows, found, limit))
trace_figures(
    view,
    () if steps else ids_of_circle(tier, travel, season, limit),
    {say("各村的分钟和人数", "Villages: minutes and residents"): villages_behind(scope.county, view.month, rows)},
)
write_source(
    view,
    [
        say("来源：路网通行时间表", "Source: road travel times"),
        say(
            "本系统口径：居民按村计到最近机构的路网时间，色块仅供看图",
            "residents counted by village; coloured ground is for the eye",
        ),
        *([say(f"底图：{tiles.credit}", f"base map: {tiles.credit}")] if (tiles := base_map()) else []),
        say("道路为示例", "roads are samples")
        if reference.is_sample
        else say(
            "道路©OpenStreetMap贡献者（ODbL）或本县测绘", "roads © OpenStreetMap contributors (ODbL) or own survey"
        ),
    ],
)
