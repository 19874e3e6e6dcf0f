"""服务覆盖: which care exists where, for whom, and who is left out?"""

from dataclasses import replace

import streamlit as st

from faces.screen.base import CONFIG
from faces.screen.map_view import map_size
from faces.screen.ranked import ranked_intervals
from faces.screen.township_map import township_map, unlabelled
from faces.screen.township_map_plotly import township_map_plotly
from findings.indicators import COVERAGE, GROUP_RATES
from findings.page_findings import coverage_finding, gaps_in
from metrics.catalogue import get, get_all
from metrics.reads import places
from pages.circle.marks import outline_points
from pages.coverage.words import (
    contract_bases,
    coverage_table,
    facility_marks,
    gap_institutions_table,
    gap_villages_table,
    group_table,
    ranked_rows,
    township_areas,
    village_dots,
    village_key,
)
from ui import kept
from ui.components import note, panel_title, state_box
from ui.figures import edition_name, headline_figures, metric_name, metric_unit, named_with_unit, source_name, words_of
from ui.frame import current_view, page_choice, write_finding, write_source
from ui.headline import headline_sheet
from ui.keys import interval_key, map_key, scale_key
from ui.language import say
from ui.tables import plain_table
from ui.township_pills import township_pills
from ui.trace import trace_button

# Of the left column on a laptop: a wide county would otherwise lose its ends behind the column's edges.
MAP_WIDTH = 750
SHEET = ("contract_rate", "standardised_share", "doctors_per_1000", "beds_per_1000")

view = current_view()
filters, reference = view.scope, view.reference
chosen = page_choice("metric", COVERAGE)
metric = get(chosen)
judged = kept.assessment(COVERAGE, view.scope)
# Chosen townships stand among their neighbours: against the sum of themselves they would differ in nothing.
around = kept.assessment(COVERAGE, filters.whole_county)
gaps = gaps_in(kept.read(places.care_gaps, filters.county, view.month), filters.townships)
sentence, place = coverage_finding(judged, metric, gaps, words_of(filters, reference))
write_finding(view, sentence, place, [say("村点位、边界为示意", "village points and outlines are schematic")])

st.html(
    view.drawn("sheet", lambda: headline_sheet(headline_figures(judged.only(SHEET), filters, reference), view.theme))
)

st.pills(
    say("看哪一项", "Indicator"),
    COVERAGE,
    format_func=lambda metric_id: metric_name(get(metric_id)),
    key="choice_metric",
)

if chosen == "contract_rate":
    people = kept.metric_frame(("residents",), replace(filters, compare=None))
    both = contract_bases(judged.headline(chosen), people["value"].iloc[0] if len(people) else float("nan"))
    if both:
        st.html(note(both))

left, right = st.columns([56, 44])
areas, words = view.drawn(
    "areas",
    lambda: township_areas(
        around, metric, kept.read(places.outlines, filters.county), reference, place, filters.townships
    ),
    chosen,
    place,
)
villages, facilities = view.drawn(
    "places",
    lambda: (
        village_dots(filters.within(kept.read(places.villages, filters.county, view.month)), gaps),
        facility_marks(kept.read(places.institutions, filters.county, view.month)),
    ),
)
with left:
    st.html(
        panel_title(
            say(f"{metric_name(metric)}，各乡镇", f"{metric_name(metric)}, by township"),
            say(
                "色块为示意边界；空心圈为没有卫生室覆盖的村",
                "Outlines are schematic; hollow rings are villages without a clinic",
            ),
        )
    )
    if areas:
        size = map_size(outline_points(areas), phone=view.look.phone, width=MAP_WIDTH)
        st.html(
            scale_key(words, title=metric_unit(metric))
            + map_key(view.theme, bands=False, roads=False, villages=village_key())
        )
        if st.session_state.get("plain_map"):
            flat = view.drawn(
                "flat map",
                lambda: township_map_plotly(areas, villages=villages, facilities=facilities, look=view.look),
                chosen,
                place,
            )
            st.plotly_chart(flat, theme=None, config=CONFIG, key="flat_map")
        else:
            deck = view.drawn(
                "map",
                lambda: kept.DrawnMap(
                    township_map(areas, villages=villages, facilities=facilities, look=view.look, size=size)
                ),
                chosen,
                place,
            )
            st.pydeck_chart(deck, height=size[1], key="map")
            if left_out := unlabelled(deck, areas):
                names = say("、", ", ").join(dict.fromkeys(left_out))
                st.html(note(say("图上未标名：", "Not named on the map: ") + names))
        st.toggle(say("地图不显示时改用简图", "Plain map, if the map stays empty"), key="plain_map")
    else:
        st.html(
            state_box(
                "empty",
                say("这个时期没有可画的乡镇。", "No township to draw."),
                say("请改选时期或乡镇。", "Choose another period or township."),
            )
        )
with right, st.container(key="panel_ranked"):
    st.html(
        panel_title(
            say("高于还是低于全县", "Above or below the county"),
            say(
                "横线为95%区间；没有区间的指标只列数值",
                "Lines are 95% intervals; indicators without one list values only",
            ),
        )
    )
    st.html(interval_key(metric.better))
    total = around.headline(chosen)
    rows = ranked_rows(around, metric, reference, place, filters.townships)
    if rows:
        figure = view.drawn(
            "ranked",
            lambda: ranked_intervals(
                rows,
                county_value=None if total.isna()["value"] else float(total["value"]),
                county_text=say("全县", "County"),
                axis_title=named_with_unit(metric),
                better=metric.better,
                look=view.look,
            ),
            chosen,
            place,
        )
        st.plotly_chart(figure, theme=None, config=CONFIG, key="ranked")
    trace_button(chosen, key="trace_coverage")

st.html(panel_title(say("逐乡镇", "Township by township")))
st.html(
    view.drawn(
        "township table",
        lambda: plain_table(*coverage_table(judged, metric, filters, reference, place), name=metric_name(metric)),
        chosen,
        place,
    )
)

st.html(
    panel_title(say("谁还没有", "Who is left out"), say("按期末台账点名", "Named from the ledgers at the period's end"))
)
first, second, third = st.columns(3)
with first:
    st.html(
        panel_title(
            say(f"没有卫生室覆盖的村：{len(gaps.villages)}个", f"Villages without a clinic: {len(gaps.villages)}")
        )
    )
    if gaps.villages.empty:
        st.html(note(say("每个村都有卫生室或中心卫生室覆盖。", "Every village has a clinic or is covered by one.")))
    else:
        columns, table_rows = gap_villages_table(gaps, reference)
        st.html(plain_table(columns, table_rows, name=say("没有卫生室覆盖的村", "Villages without a clinic")))
with second:
    st.html(
        panel_title(
            say(
                f"未达标的基层机构：{len(gaps.below_standard)}个",
                f"Institutions below standard: {len(gaps.below_standard)}",
            )
        )
    )
    if gaps.below_standard.empty:
        st.html(note(say("基层机构全部达标。", "All primary institutions meet the standard.")))
    else:
        columns, table_rows = gap_institutions_table(gaps.below_standard, reference, drugs=False)
        st.html(plain_table(columns, table_rows, name=say("未达标的基层机构", "Institutions below standard")))
with third:
    st.html(
        panel_title(
            say("重点人群签约与履约", "Key groups: contracts and delivery"), say("不足100%的加粗", "Below 100% in bold")
        )
    )
    groups = kept.metric_frame(GROUP_RATES, replace(filters, compare=None), ("group",))
    st.html(
        view.drawn(
            "group table",
            lambda: plain_table(*group_table(groups, get_all(GROUP_RATES)), name=say("重点人群", "Key groups")),
        )
    )
township_pills(view)
write_source(view, [say("来源：", "Source: ") + source_name(metric), edition_name(metric)])
