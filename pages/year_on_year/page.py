"""同比指标: which indicators moved, is it real, and where does the change come from?"""

import streamlit as st

from findings.charts import contributions
from findings.definitions import edition_name, source_name
from findings.overview import reporting_words
from findings.pooled import pooled_words
from findings.reporting import reporting_note
from findings.year_on_year.finding import compared_words, year_on_year_finding
from findings.year_on_year.sets import indicator_name, indicator_sets
from findings.year_on_year.townships import by_size
from metrics.judge.pooled import pooled_years
from metrics.reads.mechanisms import mechanism_cards
from pages.year_on_year.charts import change_panel, control_panel, funnel_panel, multiples_panel, ranked_panel
from pages.year_on_year.frozen import frozen_panel, restated_of, views_of
from pages.year_on_year.panels import comparability_panel, set_panel, townships_panel, trend_panel
from pages.year_on_year.shown import Shown, as_read, choice_widgets, chosen_from, opened_for
from ui import kept
from ui.changes import show_done
from ui.components import note
from ui.doubt import doubts, show_doubts
from ui.frame import current_view, write_finding, write_source
from ui.language import say
from ui.words import words_of
from words.quality import IN_DOUBT

view = current_view()
words = words_of(view.scope, view.reference)
sets = indicator_sets(
    {code: kept.read(mechanism_cards, code) for code in view.reference.counties},
    view.reference.own.get(view.scope.county, ()),
)
choice = chosen_from(sets)
scope = as_read(view.scope, choice.reading, view.reference.last_month)
opened, around = opened_for(choice.metric_id, scope)
judged, metric = opened.judged, opened.metric
sentence, place = year_on_year_finding(judged, metric, words)
shown = Shown(view, words, choice, scope, opened, around, place)
views = [] if scope.townships else views_of(metric, scope.county)
restated = restated_of(views, metric, scope.county)
failing = doubts([metric.id], scope)
write_finding(
    view,
    sentence,
    place,
    [
        indicator_name(metric.id, choice.set_key, words),
        words.period(scope.period),
        compared_words(shown.total, judged, words),
        reporting_words(judged, words),
        *([words.say(*IN_DOUBT)] if failing else []),
    ],
)
show_done()
if lacks := reporting_note(judged, [metric.id], words):
    st.html(note(lacks))
if few := pooled_words(kept.ask(pooled_years, metric, scope), metric, words):
    st.html(note(few))
show_doubts(failing, scope, words)
choice_widgets(sets, choice.set_key, words)

left, right = st.columns(2)
with left, st.container(key="panel_ranked"):
    ranked_panel(shown)
with right, st.container(key="panel_control"):
    control_panel(shown, restated)

funnel = by_size(around.judged, metric, words, point=place)
parts_of_change = contributions(judged, metric.id, words, point=place)
left, right = st.columns(2)
with left, st.container(key="panel_multiples"):
    multiples_panel(shown)
with right, st.container(key="panel_right"):
    if funnel is None:
        change_panel(shown, parts_of_change)
    else:
        funnel_panel(shown, funnel)

left, right = st.columns(2)
if funnel is not None:
    with left, st.container(key="panel_change"):
        change_panel(shown, parts_of_change)
with left, st.container(key="panel_trend"):
    trend_panel(shown)
with right, st.container(key="panel_rest"):
    comparability_panel(shown)
if not scope.townships:
    with right, st.container(key="panel_frozen"):
        frozen_panel(shown, views, restated)

townships_panel(shown)
set_panel(shown, sets[choice.set_key])
write_source(
    view,
    [
        say("来源：", "Source: ") + source_name(metric, words),
        edition_name(metric, words),
        say("可比口径：两期都报全的月份", "months complete on both sides"),
    ],
)
