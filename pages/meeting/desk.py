"""The desk of the page 汇报: the list of parts, the preview, the downloads; on a phone the preview alone."""

from __future__ import annotations

import streamlit as st

from faces.blocks.pack import Choice, Pack
from pages.meeting.controls import (
    download_row,
    make_all,
    mechanism_names,
    move_section,
    picture_html,
    remember_mechanisms,
    remember_plan,
    remember_sections,
    set_sentence,
    slide_names,
    slide_number,
    turn_to,
)
from pages.meeting.presentation import start
from pages.meeting.reads import kept_plans
from reports.pack import LONGEST_REMARK
from reports.sections import SECTIONS
from ui.components import note, panel_title, state_box
from ui.frame import View
from ui.language import say


def draw_phone(pack: Pack) -> None:
    """Draw what a phone gets: the button and a picture of the slide."""
    number = slide_number(len(pack.slides))
    st.html(note(say("编辑和下载请用电脑；手机上可以看和演示。", "Edit and download on a computer; present here.")))
    if st.button(say("演示", "Present"), type="primary", key="present_button", width="stretch"):
        start(number)
        st.rerun()
    st.html(picture_html(pack, number))


def draw_sections(choice: Choice) -> None:
    """Draw the list of parts: tick, order, remark."""
    sections = choice.sections
    st.html(panel_title(say("放哪些部分，按什么顺序", "Which parts, in which order")))
    for key in (*sections, *(key for key in SECTIONS if key not in sections)):
        name = SECTIONS[key].name(choice.language)
        tick, up, down = st.columns([6, 1.4, 1.4], vertical_alignment="center")
        tick.checkbox(name, value=key in sections, key=f"part_{key}", on_change=remember_sections)
        up.button(
            "↑",
            key=f"up_{key}",
            help=say(f"{name}上移", f"{name} up"),
            disabled=key not in sections or key == sections[0],
            on_click=move_section,
            args=(key, -1),
            type="tertiary",
        )
        down.button(
            "↓",
            key=f"down_{key}",
            help=say(f"{name}下移", f"{name} down"),
            disabled=key not in sections or key == sections[-1],
            on_click=move_section,
            args=(key, 1),
            type="tertiary",
        )
    _draw_plans(choice)
    _draw_mechanisms(choice)
    st.text_area(
        say("加一页说明", "A remark on a page of its own"),
        key="pack_remark",
        height=96,
        max_chars=LONGEST_REMARK,
        placeholder=say(
            "例如：请各乡镇会前核对本单位数据。", "For example: please check your figures before the meeting."
        ),
    )


def _draw_plans(choice: Choice) -> None:
    """Draw the choice of a kept plan, or say how to keep one."""
    if "planning" not in choice.sections:
        return
    kept = {plan: (name, month) for plan, name, month in kept_plans(choice.county)}
    if not kept:
        words = say(
            "还没有保存过方案：在“规划”页算出后按“保存方案”。", "No plan kept yet: make and save one on Planning."
        )
        st.html(note(words))
        return
    names = {plan: f"{name}（{month // 100}年{month % 100}月）" for plan, (name, month) in kept.items()}
    st.selectbox(
        say("规划用哪个方案", "Which plan"),
        list(kept),
        index=list(kept).index(choice.plan) if choice.plan in kept else 0,
        format_func=lambda one: say(names[one], f"{kept[one][0]} ({kept[one][1]})"),
        key="pack_plan",
        on_change=remember_plan,
    )


def _draw_mechanisms(choice: Choice) -> None:
    """Draw the choice of mechanisms to be drawn."""
    names = mechanism_names(choice.county)
    if "mechanisms" not in choice.sections or not names:
        return
    st.multiselect(
        say("画出哪些举措", "Which mechanisms to draw"),
        list(names),
        default=[mechanism_id for mechanism_id in choice.mechanisms if mechanism_id in names],
        format_func=names.__getitem__,
        key="pack_mechanisms",
        on_change=remember_mechanisms,
        placeholder=say("要紧的三项", "The three that matter"),
    )


def draw_preview(pack: Pack) -> None:
    """Draw the chosen slide, its sentence, and the way into the presentation."""
    number = slide_number(len(pack.slides))
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
    row.selectbox(
        say("预览哪一页", "Preview"),
        range(1, len(pack.slides) + 1),
        format_func=slide_names(pack).__getitem__,
        key="preview_slide",
    )
    row.button("‹", key="preview_back", help=say("上一页", "Back"), on_click=turn_to, args=(len(pack.slides), -1))
    row.button("›", key="preview_next", help=say("下一页", "Next"), on_click=turn_to, args=(len(pack.slides), 1))
    if row.button(say("演示", "Present"), type="primary", key="present_button", width=140):
        start(number)
        st.rerun()
    st.html(picture_html(pack, number))
    slide = pack.slides[number - 1]
    st.text_input(
        say("这一页的标题（可改，改过的会注明）", "This slide's title (changes are marked)"),
        value=slide.title,
        key=f"sentence_{slide.key}",
        on_change=set_sentence,
        args=(slide.key,),
    )


def draw_downloads(view: View, choice: Choice) -> None:
    """Draw template, button, progress and downloads."""
    st.html(
        panel_title(
            say("下载", "Download"),
            say(
                "每个文件带数据版本、筛选、口径版本和校验码，可用 python -m reports verify 核对",
                "Each file carries data version, filters, edition and a digest for python -m reports verify",
            ),
        )
    )
    template = st.file_uploader(
        say("用本县的PPT模板（可不选）", "The county's own template (optional)"), type=["pptx"], key="template"
    )
    with_pdf = st.checkbox(say("同时做PDF", "PDF as well"), key="with_pdf")
    if st.button(say("生成全部文件", "Make all files"), key="make_files"):
        make_all(view, choice, template, with_pdf=with_pdf)
    if not download_row(choice):
        st.html(
            state_box(
                "information",
                say("还没有生成文件。", "No files yet."),
                say("按“生成全部文件”，约几秒钟。", "Press “Make all files”; it takes seconds."),
            )
        )
