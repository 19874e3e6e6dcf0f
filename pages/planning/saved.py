"""存为方案，事后对照: a plan kept as a named scenario of 服务圈, and what was built since beside an older one."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from data_access.changes import ChangeRefused
from data_access.engine import warehouse_url
from data_access.errors import WarehouseError
from data_access.roads import save_scenario, saved_scenarios
from faces.csv import MIME
from findings.origin import is_invented
from findings.plan_words import built_words
from findings.plans import review_table
from metrics.circle.circle import CircleQuestion, checked_view
from metrics.circle.figures import covered_share
from metrics.circle.what_if import MOST_STEPS, read_steps, write_steps
from metrics.errors import QuestionError
from metrics.plans.review import plan_review
from metrics.plans.saved_plan import PROOF
from pages.planning.inputs import PlanQuestion, as_parameters
from pages.planning.reads import ground_of
from pages.planning.words import Planned, plan_csv
from ui import kept
from ui.blocks import table_html
from ui.circles import WHAT_IF_PARAMETER, circle_of, edition_of, residents_of, villages_of
from ui.clerk import clerk
from ui.components import note, panel_title, statement
from ui.filters import parameters_of
from ui.language import language, say, voice
from ui.messages import show_state
from ui.permission import note_change, refusal
from words.speech import Speech

LOOK_AGAIN_S: Final = 5
_LOOKED_AT, _SAID, _TAKEN = "plans_looked_at", "plan_said", "plan_name_taken"


def saved_panel(planned: Planned) -> None:
    """Draw the ways to keep a plan, and the comparison of a kept one with what was built."""
    st.html(
        panel_title(
            say("存为方案，在服务圈里打开", "Keep the plan as a scenario"),
            say("只存方案的步骤，现状数据不改动", "Only the steps are kept; the baseline is unchanged"),
        )
    )
    _keep(planned)
    _compare(planned)


def _keep(planned: Planned) -> None:
    steps = planned.found.steps
    slots = st.container(horizontal=True, vertical_alignment="bottom")
    name = slots.text_input(
        say("方案名称", "Name"),
        key="plan_name",
        max_chars=20,
        placeholder=say("例如：三个新点", "e.g. three sites"),
        width=360,
    )
    who = clerk(slots, "plan")
    # Asked for only once a name was refused: a plan is replaced by those who mean to.
    replaces = _TAKEN in st.session_state and slots.checkbox(
        say("替换同名方案", "Replace the plan of this name"), key="plan_replace"
    )
    fits = 0 < len(steps) <= MOST_STEPS
    slots.button(
        say("保存方案", "Save"),
        key="plan_save",
        disabled=not fits or not (name or "").strip(),
        on_click=_save,
        args=(planned, (name or "").strip(), who, replaces),
    )
    if slots.button(say("在服务圈打开", "Open on the map"), key="plan_open", disabled=not fits):
        st.switch_page("pages/circle/page.py", query_params=_link(planned))
    slots.download_button(
        say("下载方案（CSV）", "Download (CSV)"),
        plan_csv(
            planned.found,
            planned.question,
            planned.plan,
            planned.view.reference,
            is_invented(planned.view.reference, ("village", "institution"), planned.found.asked.county),
        ),
        file_name=f"plan_{planned.found.asked.county}_{planned.found.asked.month}.csv",
        mime=MIME,
        key="plan_csv",
    )
    said = st.session_state.pop(_SAID, None)
    if said is not None:
        show_state(*said)
    if len(steps) > MOST_STEPS:
        show_state(
            "information",
            say(
                f"方案有{len(steps)}步，服务圈的方案最多{MOST_STEPS}步，不能存为方案。",
                f"The plan has {len(steps)} steps, a scenario at most {MOST_STEPS}.",
            ),
            say("可以下载CSV，或减少新设点数后再存。", "Download the CSV, or plan fewer sites."),
        )


def _circle_words(planned: Planned) -> dict[str, str]:
    """Return what 服务圈 calls this view."""
    shown = planned.found.asked.view
    return {
        "tier": shown.tier,
        "travel": shown.mode,
        "season": shown.scenario,
        "limit": str(planned.question.limit),
    }


def _link(planned: Planned) -> dict[str, Any]:
    return {
        **parameters_of(planned.view.scope),
        **_circle_words(planned),
        WHAT_IF_PARAMETER: write_steps(planned.found.steps),
    }


def _kept_view(planned: Planned) -> dict[str, Any]:
    """Return the question, in the words of both pages, and how sure its plan is."""
    return {**_circle_words(planned), **as_parameters(planned.question), PROOF: _proof(planned)}


def _proof(planned: Planned) -> dict[str, Any]:
    """Return how sure the plan is now: a report made later cannot find that out by counting."""
    plan = planned.plan
    return {
        "model": plan.model,
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "proven": plan.proven,
    }


def _save(planned: Planned, name: str, who: str, replaces: bool) -> None:
    """Keep the plan; what came of it is shown in the run that follows."""
    asked = planned.found.asked
    no = refusal()
    if no is not None:
        st.session_state[_SAID] = no
        return
    try:
        save_scenario(
            warehouse_url(),
            county=asked.county,
            name_zh=name,
            month=asked.month,
            road_edition=edition_of(asked),
            steps=write_steps(planned.found.steps),
            view=json.dumps(_kept_view(planned), ensure_ascii=False),
            saved_by=who,
            replace=replaces,
        )
    except ChangeRefused as refused:
        if refused.code == "plan_name_taken":
            st.session_state[_TAKEN] = True
        told = refused.told(voice())
        st.session_state[_SAID] = ("failed", told.happened, told.next_step)
        return
    except (WarehouseError, OSError) as error:
        happened = (
            error.told(voice()).happened if isinstance(error, WarehouseError) else say("方案没有存下来。", "Not saved.")
        )
        next_step = say("请稍后再试，或复制地址栏里的链接：条件都在链接里。", "Try again later, or copy the link.")
        st.session_state[_SAID] = ("failed", happened, next_step)
        return
    note_change(name)
    st.session_state.pop(_TAKEN, None)
    # A key no bucket of time has had yet, so that the list is read anew at once.
    st.session_state[_LOOKED_AT] = int(time.time() // LOOK_AGAIN_S) + 1
    st.session_state[_SAID] = (
        "information",
        say(f"已保存方案“{name}”，现状数据没有改动。", f"Saved “{name}”; the baseline is unchanged."),
        say("可以在服务圈的“假设调整”里打开它。", "Open it on the catchment page under What if."),
    )


def _kept(county: str) -> pd.DataFrame:
    now = max(int(time.time() // LOOK_AGAIN_S), int(st.session_state.get(_LOOKED_AT, 0)))
    found: pd.DataFrame = kept.read(saved_scenarios, county, now)
    return found


def _compare(planned: Planned) -> None:
    kept = _kept(planned.view.scope.county)
    st.html(
        panel_title(
            say("事后对照：方案与后来建成的", "Later: the plan and what was built"),
            say(
                "按页面上方所选时期的机构，与方案保存时所依据月份的机构比",
                "Institutions of the period chosen above against those of the month the plan started from",
            ),
        )
    )
    if kept.empty:
        st.html(note(say("还没有保存过方案。", "No plan has been kept yet.")))
        return
    names = {
        row["scenario_id"]: f"{row['name_zh']}（{row['month'] // 100}年{row['month'] % 100}月起算）"
        for row in kept.to_dict("records")
    }
    chosen = st.selectbox(
        say("对照哪个方案", "Which plan"),
        list(names),
        index=None,
        format_func=lambda plan: names.get(plan, plan),
        key="plan_compare",
        placeholder=say("请选择", "Choose"),
    )
    if chosen is not None:
        row = kept[kept["scenario_id"] == chosen].iloc[0]
        _review(planned, json.loads(row["view_json"]), str(row["steps_json"]), int(row["month"]))


def _review(planned: Planned, words: Mapping[str, str], text: str, month: int) -> None:
    county, today = planned.view.scope.county, planned.view.month
    try:
        shown = checked_view(words.get("tier", ""), words.get("travel", ""), words.get("season", ""))
        steps = read_steps(text)
        question = PlanQuestion(tier=shown.tier, mode=shown.mode, season=shown.scenario)
        then, now = CircleQuestion(county, month, shown), CircleQuestion(county, today, shown)
        counted_then = circle_of(then).sites["code"].tolist()
        found = plan_review(ground_of(question, county, today), steps, counted_then)
        shares = _shares(then, now, text, int(words.get("limit", 30)))
    except (QuestionError, ValueError) as error:
        show_state(
            "information",
            getattr(error, "happened", say("这个方案现在无法对照。", "This plan cannot be compared.")),
            say("请换一个方案或时期。", "Choose another plan or period."),
        )
        return
    speech = Speech(language())
    st.html(statement(built_words(found, shares, month, today, speech)))
    if not found.empty:
        st.html(table_html(review_table(found, speech)))


def _shares(then: CircleQuestion, now: CircleQuestion, steps: str, limit: int) -> tuple[float, float, float]:
    """Return coverage in the plan's month, with the plan, and in the month of the review, in per cent."""
    people = residents_of(villages_of(then))
    return (
        covered_share(circle_of(then).minutes, people, limit),
        covered_share(circle_of(then, steps).minutes, people, limit),
        covered_share(circle_of(now).minutes, residents_of(villages_of(now)), limit),
    )
