"""改革举措: what the county set up, who answers for it, and what its figures say."""

import streamlit as st

from findings.mechanisms import mechanism_finding, state_counts
from metrics.catalogue import CATALOGUE
from metrics.reads.mechanisms import figure_names, mechanism_cards, milestones, state_of
from pages.mechanisms.words import counts_html, field_words, mechanism_list, published_by_id, state_words, timeline
from ui import kept
from ui.components import note, panel_title, state_box
from ui.filters import place_name
from ui.frame import current_view, page_choices, write_finding, write_source
from ui.language import say
from ui.trace import trace_figures
from ui.words import words_of

view = current_view()
filters, reference = view.scope, view.reference
county = place_name(reference.county(filters.county))
cards = kept.read(mechanism_cards, filters.county)
if not cards:
    write_finding(view, say(f"{county}还没有登记改革举措。", f"{county} has no reform mechanisms on record."))
    st.html(
        state_box(
            "empty",
            say("没有可列的举措。", "Nothing to list."),
            say("请管理员装载举措表，或改选县（市、区）。", "Load the mechanisms, or choose another county."),
        )
    )
    st.stop()

evidence = tuple(dict.fromkeys(metric_id for card in cards for metric_id in card.metric_ids if metric_id in CATALOGUE))
judged = kept.assessment(evidence, filters.whole_county)
counts = state_counts(cards, judged)
write_finding(
    view,
    mechanism_finding(cards, counts, county, words_of(filters, reference)),
    "",
    [say("同期变化，不等于效果", "changes alongside, not effects")],
)
if filters.townships:
    st.html(note(say("举措按全县计，不随乡镇筛选。", "Mechanisms are shown for the whole county.")))

st.html(counts_html(counts))
fields = list(dict.fromkeys(card.field for card in cards))
states = list(counts)
chosen_fields, chosen_states = page_choices("field", fields), page_choices("state", states)
left, right = st.columns(2)
left.multiselect(
    say("领域", "Field"),
    fields,
    format_func=field_words,
    key="choice_field",
    placeholder=say("全部领域", "All fields"),
)
right.multiselect(
    say("指标状态", "State"),
    states,
    format_func=state_words,
    key="choice_state",
    placeholder=say("全部状态", "All states"),
)
shown = [
    card
    for card in cards
    if (not chosen_fields or card.field in chosen_fields)
    and (not chosen_states or state_of(card, judged.county) in chosen_states)
]
st.html(
    panel_title(
        say("逐项举措", "Mechanism by mechanism"),
        say("点开看佐证指标，与公布数对照", "Open a row for its figures beside the published ones"),
    )
)
if shown:
    names = kept.read(figure_names, filters.county)
    ids = tuple(card.mechanism_id for card in shown)
    st.html(
        view.drawn(
            "mechanisms",
            lambda: mechanism_list(
                shown, judged, published_by_id(kept.reconciled()), names, filters, reference, view.theme
            ),
            ids,
        )
    )
else:
    st.html(
        state_box(
            "empty",
            say("没有符合条件的举措。", "No mechanism matches."),
            say("请放宽领域或状态。", "Widen the choice."),
        )
    )

trace_figures(view, evidence, whole_county=True)
st.html(panel_title(say("大事记", "Milestones")))
st.html(timeline(kept.read(milestones, filters.county)))
write_source(
    view,
    [say("来源：公开报道与示例数据，见数据页“公布数对照”", "Sources: published accounts and sample data, see Data")],
)
