"""规划: where should the next sites go, what do they buy, and how sure is that?"""

from dataclasses import replace

import streamlit as st
from plotly.graph_objects import Figure

from faces.screen.bars import bars
from faces.screen.base import CONFIG
from findings.circles import counted_words
from findings.plans import finding
from metrics.catalogue.circles import ids_of_circle
from pages.planning.inputs import current_question, further_controls, main_controls, problem_of, without_strangers
from pages.planning.map import map_size, plan_figures, plan_key, plan_sheets
from pages.planning.panels import PANEL_NAMES, PANELS, show_panel
from pages.planning.reads import ahead, asked_circle, cancel_plan, ground_of, plan_again, plan_state
from pages.planning.words import (
    Planned,
    caveats,
    certainty_words,
    objective_words,
    outcome,
    progress_words,
    refusal,
    result_of,
    site_bars,
    sites_of_plan,
)
from planning.siting import JobState, SitingFault
from planning.siting.faults import Cancelled
from ui import kept, url
from ui.blocks import table_html
from ui.components import note, panel_title, statement
from ui.filters import place_name
from ui.frame import current_view, page_choice, write_finding, write_source
from ui.keys import map_key
from ui.language import language, say
from ui.map_data import MapSheet
from ui.messages import guarded, show_state
from ui.solvers import queue_words
from ui.trace import trace_figures, villages_behind
from ui.words import words_of

POLL_SECONDS = 0.7

view = current_view()
scope, reference = view.scope, view.reference
speech = words_of(scope, reference)
question, faults = current_question()
panel = page_choice("plan_panel", PANELS)
ground = ground_of(question, scope.county, view.month)
question, strangers = without_strangers(question, ground)
main_controls()
further_controls(ground, lambda code: place_name(reference.townships[code]))
for fault in (*faults, *strangers):
    show_state("information", fault, say("其余条件照链接计算。", "All else is as the link says."))

names = {code: place.name_zh for code, place in reference.townships.items()}
key = (scope.county, view.month, scope.townships, question)
schematic = say("村点位、边界、道路为示意", "villages, outlines and roads are schematic")
meta = [schematic] if reference.is_sample else []


@st.fragment(run_every=POLL_SECONDS)
@guarded
def watch() -> None:
    """Say where the proof stands until it ends; then draw the page with the proven plan."""
    now = plan_state(key, problem, question.seconds)
    if not now.running:
        url.draw_again()
    words, button = st.columns([5, 1], vertical_alignment="center")
    words.html(statement(progress_words(question, now.best, now.progress) if now.best else queue_words(ahead())))
    button.button(say("停止计算", "Stop"), key="plan_cancel", on_click=cancel_plan)


def certainty_line(state: JobState) -> None:
    """Say how sure the plan on screen is; while it is being proven, with progress and a way to stop."""
    if state.running:
        watch()
        return
    if state.best is None:
        return
    if isinstance(state.fault, Cancelled):
        words, button = st.columns([5, 1], vertical_alignment="center")
        words.html(statement(objective_words(question, state.best) + say("；", "; ") + refusal(state.fault, ground)[0]))
        button.button(say("重新计算", "Start again"), key="plan_again", on_click=plan_again)
        return
    took = say(f"，用时{state.best.seconds:.1f}秒", f", {state.best.seconds:.1f} s")
    st.html(statement(objective_words(question, state.best) + say("；", "; ") + certainty_words(state.best) + took))


try:
    problem = problem_of(question, ground, scope.townships, names)
    state = plan_state(key, problem, question.seconds)
except SitingFault as fault_found:
    # Refused before any work: a job that has ended.
    state = JobState(running=False, best=None, progress=(), fault=fault_found)
refused = None if state.best is not None or state.running else state.fault

if refused is not None:
    write_finding(view, say("按现在的条件排不出方案。", "No plan meets these conditions."), "", meta)
    happened, next_step = refusal(refused, ground)
    show_state("empty", happened, next_step or say("请逐条更正后再算。", "Correct them one by one."))
elif state.best is None:
    write_finding(view, say("正在求方案。", "Looking for a plan."), "", meta)
    certainty_line(state)
else:
    plan = state.best
    found = kept.drawn(
        "planning", "plan", lambda: outcome(key, question, ground, problem, plan, scope.townships), key, plan.sites
    )
    sentence, point = finding(result_of(question, found, plan), speech)
    write_finding(view, sentence, point, [certainty_words(plan), *meta])
    certainty_line(state)
    for caveat in caveats(question, plan):
        st.html(note(caveat))
    flat = bool(st.session_state.get("plain_plan_map"))
    now_map, planned_map = (plan_figures if flat else plan_sheets)(view, found, point)
    limit, height = question.limit, map_size(view, scope.county)[1]

    def draw_bars() -> None:
        """Draw what each new site adds."""
        with st.container(key="panel_bars"):
            st.html(
                panel_title(
                    say("每个新点新增覆盖多少人", "What each new site adds"),
                    say(f"{limit}分钟内，按先后累计，不重复计人", f"Within {limit} minutes; nobody counted twice"),
                )
            )
            rows = site_bars(found, speech)
            if rows:
                # A third of the page is as narrow as a phone: the words need the same room.
                st.plotly_chart(
                    bars(rows, look=replace(view.look, phone=True), sort=False),
                    theme=None,
                    config=CONFIG,
                    key="plan_bars",
                )
            else:
                show_state(
                    "empty",
                    say("这个方案没有新点。", "This plan has no new site."),
                    say("现有机构已经够用，或请调高新设点数。", "Today's sites suffice, or ask for more."),
                )

    def draw_map(picture: MapSheet | Figure, title: str, name: str) -> None:
        """Draw one of the two maps."""
        st.html(panel_title(title))
        if isinstance(picture, MapSheet):
            st.pydeck_chart(picture.publish(), height=height, key=name)
        else:
            st.plotly_chart(picture, theme=None, config=CONFIG, key=f"flat_{name}")

    what = counted_words(asked_circle(ground, len(ground.seasons) - 1).view, speech)
    now_title = say(f"现在：{limit}分钟内能到{what}", f"Now: within {limit} minutes of {what}")
    planned_title = say(f"方案：新设{len(plan.new_sites)}个点", f"Planned: {len(plan.new_sites)} new sites")
    if view.look.phone:
        draw_bars()
        side = page_choice("plan_side", ("planned", "now"))
        st.segmented_control(
            say("看哪张图", "Map"),
            ["planned", "now"],
            format_func=lambda one: say("方案", "Planned") if one == "planned" else say("现在", "Now"),
            key="choice_plan_side",
            label_visibility="collapsed",
        )
        if side == "now":
            draw_map(now_map, now_title, "plan_map_now")
        else:
            draw_map(planned_map, planned_title, "plan_map_planned")
        st.html(
            plan_key(limit, closes=bool(plan.closed))
            + map_key(view.theme, bands=False, roads=True, limits=(limit, limit))
        )
    else:
        st.html(
            plan_key(limit, closes=bool(plan.closed))
            + map_key(view.theme, bands=False, roads=True, limits=(limit, limit))
        )
        left, middle, right = st.columns([36, 36, 28])
        with left:
            draw_map(now_map, now_title, "plan_map_now")
        with middle:
            draw_map(planned_map, planned_title, "plan_map_planned")
        with right:
            draw_bars()
    st.toggle(say("地图不显示时改用简图", "Plain maps, if these stay empty"), key="plain_plan_map")
    st.html(
        panel_title(say(f"方案的点：{certainty_words(plan)}", f"The sites: {certainty_words(plan)}"))
        + table_html(sites_of_plan(found, question, plan, ground, speech))
    )
    st.pills(
        say("再问一句", "Ask further"), PANELS, format_func=lambda one: say(*PANEL_NAMES[one]), key="choice_plan_panel"
    )
    show_panel(panel, Planned(view, (*key, language()), question, ground, problem, plan, found, not state.running))
    shown = found.asked.view
    trace_figures(
        view,
        ids_of_circle(shown.tier, shown.mode, shown.scenario, limit),
        {
            say("现在各村的分钟和人数", "Villages now"): villages_behind(scope.county, view.month, found.before),
            say("方案下各村的分钟和人数", "Villages, planned"): villages_behind(scope.county, view.month, found.after),
        },
    )
write_source(
    view,
    [
        say("来源：路网通行时间、村人口、机构名册", "Source: road travel times, village residents, institutions"),
        say(
            "方法：HiGHS整数规划，候选点为各村和现有机构；覆盖按村整体计",
            "method: integer programming by HiGHS; candidates are villages and institutions",
        ),
    ],
)
