"""服务覆盖: which care exists where, for whom, and who is left out?"""

from dataclasses import replace

import streamlit as st

from findings import coverage
from findings.charts import intervals, unranked_title
from findings.circle_parts import no_map
from findings.definitions import edition_name, provision_words, source_name
from findings.dispersion import dispersion_of
from findings.headline import headline_figures
from findings.indicators import COVERAGE, GROUP_RATES
from findings.quality import marked
from findings.reporting import reporting_note
from metrics.catalogue import get
from metrics.reads import places
from pages.coverage.gaps import left_out
from pages.coverage.map import show_map
from ui import kept
from ui.blocks import show_chart, table_html
from ui.components import note, panel_title, state_box
from ui.doubt import doubts, show_doubts
from ui.frame import current_view, page_choice, write_finding, write_source
from ui.headline import headline_sheet
from ui.keys import interval_key
from ui.language import say
from ui.township_pills import township_pills
from ui.trace import trace_button
from ui.words import whole_words, words_of

SHEET = ("contract_rate", "standardised_share", "doctors_per_1000", "beds_per_1000")

view = current_view()
scope, words = view.scope, words_of(view.scope, view.reference)
chosen = page_choice("metric", COVERAGE)
metric = get(chosen)
judged = kept.assessment(COVERAGE, scope)
# Chosen townships stand among their neighbours: against the sum of themselves they would differ in nothing.
around = kept.assessment(COVERAGE, scope.whole_county)
gaps = coverage.gaps_in(kept.read(places.care_gaps, scope.county, view.month), scope.townships)
sentence, place = coverage.coverage_finding(judged, metric, gaps, words)
schematic = say("村点位、边界为示意", "village points and outlines are schematic")
write_finding(view, sentence, place, [schematic] if view.reference.is_sample else [])

failing = doubts(SHEET, scope)


def sheet_html() -> str:
    """Return the sheet of headline figures, those in doubt marked."""
    figures = headline_figures(judged.only(SHEET), words)
    return headline_sheet(marked(figures, SHEET, failing, words).figures, view.theme)


st.html(view.drawn("sheet", sheet_html))

show_doubts(failing, scope, words)

if lacks := reporting_note(judged, COVERAGE, words):
    st.html(note(lacks))

st.pills(say("看哪一项", "Indicator"), COVERAGE, format_func=lambda code: words.name(get(code)), key="choice_metric")

if chosen == "contract_rate":
    people = kept.metric_frame(("residents",), replace(scope, compare=None))
    residents = people["value"].iloc[0] if len(people) else float("nan")
    if both := coverage.contract_bases(judged.headline(chosen), residents, words):
        st.html(note(both))

left, right = st.columns([56, 44])
with left:
    outlined = say(
        "色块为示意边界；空心圈为没有卫生室覆盖的村",
        "Outlines are schematic; hollow rings are villages without a clinic",
    )
    name = words.name(metric)
    st.html(panel_title(say(f"{name}，各乡镇", f"{name}, by township"), outlined))
    ground = coverage.CountyPlaces(
        kept.read(places.outlines, scope.county),
        kept.read(places.villages, scope.county, view.month),
        kept.read(places.institutions, scope.county, view.month),
    )
    county_map = view.drawn(
        "areas",
        lambda: coverage.coverage_map(around, metric, ground, gaps, words, point=place, chosen=scope.townships),
        chosen,
        place,
    )
    if county_map is not None:
        show_map(view, county_map, words, chosen, place)
    else:
        missing = no_map(words)
        st.html(state_box("empty", missing.title, " ".join(missing.lines)))
with right, st.container(key="panel_ranked"):
    lines = say(
        "横线为95%区间；没有区间的按乡镇代码列，不排高低",
        "Lines are 95% intervals; without them unranked, by code",
    )
    if widened := dispersion_of(around, chosen, words):
        lines = say("横线为95%区间，", "Lines are 95% intervals, ") + widened
    if unranked := provision_words(metric, words):
        st.html(panel_title(unranked_title(words)) + note(unranked))
    else:
        st.html(panel_title(say(f"高于还是低于{whole_words()}", "Above or below the county"), lines))
        st.html(interval_key(metric.better, county=whole_words()))
    show_chart(
        view,
        "ranked",
        lambda: intervals(
            around, chosen, words, point=place, chosen=scope.townships, county_text=say(whole_words(), "County")
        ),
        chosen,
        place,
    )
    trace_button(chosen, key="trace_coverage")

st.html(panel_title(say("逐乡镇", "Township by township")))
table = coverage.township_table(judged, metric, words, point=place, with_sum_of_one=False)
st.html(table_html(table))

st.html(
    panel_title(say("谁还没有", "Who is left out"), say("按期末台账点名", "Named from the ledgers at the period's end"))
)
groups = kept.metric_frame(GROUP_RATES, replace(scope, compare=None), ("group",))
left_out(gaps, groups, words)
township_pills(view)
write_source(view, [say("来源：", "Source: ") + source_name(metric, words), edition_name(metric, words)])
