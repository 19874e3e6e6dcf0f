"""汇报: the review meeting – choose and order the parts, edit the sentences, present, download."""

import streamlit as st

from pages.meeting.controls import chosen_mechanisms, chosen_plan, chosen_sections, sentences, taken_remark
from pages.meeting.desk import draw_downloads, draw_phone, draw_preview, draw_sections
from pages.meeting.presentation import is_presenting, present
from pages.meeting.reads import choice_of, pack_of
from ui.frame import current_view, write_finding, write_source
from ui.language import say
from ui.trace import trace_figures

view = current_view()
sections = chosen_sections()
county = view.scope.county
choice = choice_of(view, sections, taken_remark(), sentences(), chosen_plan(county), chosen_mechanisms(county))
pack = pack_of(choice)

if is_presenting():
    present(view, pack)
else:
    absent = sum(slide.is_absent for slide in pack.slides)
    write_finding(
        view,
        say(
            f"{pack.county_name}{pack.period_name}汇报材料共{len(pack.slides)}页，{len(sections)}个部分。",
            f"Pack of {pack.county_name}, {pack.period_name}: {len(pack.slides)} slides, {len(sections)} parts.",
        ),
        "",
        [say(f"{absent}个部分没有做出来，原因写在该页", f"{absent} parts missing, each says why")] if absent else [],
    )
    if view.look.phone:
        draw_phone(pack)
    else:
        left, right = st.columns([30, 70], gap="large")
        with left, st.container(key="panel_sections"):
            draw_sections(choice)
        with right:
            draw_preview(pack)
            with st.container(key="panel_downloads"):
                draw_downloads(view, choice)
    trace_figures(view, [metric.id for metric in pack.metrics])
    write_source(view, [say(f"口径版本{pack.edition}", f"definitions {pack.edition}")])
