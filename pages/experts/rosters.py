"""排班: make a roster for a coming month with its proof, publish it, repair it after a sick call, hand it out."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from data_access import rosters
from data_access.engine import warehouse_url
from metrics.ledger.holidays import unpublished_words
from metrics.ledger.reads import CountyLedger, month_span
from metrics.ledger.roster_inputs import RosterInputs
from metrics.period import add_months
from pages.experts import words as words
from pages.experts.cells import WANTED
from pages.experts.handouts import is_whole
from pages.experts.names import day_words
from pages.experts.reads import inputs_of
from pages.experts.repairs import show_verdict
from pages.experts.roster_jobs import RosterChoices, RosterJob, cells_and_pins, problem_of, tables_of
from pages.experts.roster_words import expert_label, proof_words, roster_names, roster_said
from pages.experts.versions import in_both_languages, own_part, roster_picture, version_in_force, versions
from planning.roster import RosterFault, RosterPlan, RosterProblem, Weights, check_roster, explain, roster_frame
from planning.roster.faults import NoConflict
from ui.changes import changed
from ui.clerk import clerk
from ui.components import note, panel_title, state_box, statement
from ui.frame import View
from ui.language import say, voice
from ui.messages import show_state
from ui.solvers import queue_words
from ui.words import names_by_code
from words.phrases import Voice, said

SOLVE_SECONDS = 20.0
LOOKS_EVERY_S = 0.15
EXPLAIN_SECONDS = 5.0
MONTHS_AHEAD = 3


@dataclass(frozen=True)
class Made:
    """A roster that was just solved, not yet kept: the question, the answer, the choices and the county and month."""

    of: tuple[str, int]
    choices: RosterChoices
    problem: RosterProblem
    plan: RosterPlan


def roster_tab(view: View, whole: CountyLedger) -> None:
    """Draw the tab."""
    ahead = [add_months(view.reference.last_month, step) for step in range(1, MONTHS_AHEAD + 1)]
    month = st.columns([1, 3])[0].selectbox(
        say("给哪个月排班", "Roster for"), ahead, format_func=words.month_words, key="roster_month",
        placeholder=say("选月份", "Choose"),
    )  # fmt: skip
    first, last = month_span(month)
    inputs = inputs_of(view.scope.county, first, last)
    if inputs.periods.empty or inputs.places.empty:
        show_state(
            "empty",
            say("本县没有按期的下沉规则，排不出班。", "The county has no rule that asks for visits."),
            say("到“规则”里新增一条（如每月不少于1次），再回来排班。派驻不在这里排。", "Add one under Rules first."),
        )
        return
    if not is_whole(view):
        own_part(view, whole, inputs)
        return
    st.html(
        note(
            say(
                f"{words.rules_words(inputs.rules)}；{len(inputs.experts)}名专家、{len(inputs.places)}个机构、"
                f"{len(inputs.workdays)}个工作日、{len(inputs.leaves)}次请假或派驻。{inputs.minutes_zh}代价相同时沿用各专家原来的坐诊日。",
                f"{len(inputs.experts)} experts, {len(inputs.places)} places, {len(inputs.workdays)} working days.",
            )
        )
    )
    unpublished = unpublished_words(inputs.first, inputs.last)
    if unpublished is not None:
        st.html(state_box("information", say("放假安排未知", "Holidays unknown"), roster_said(unpublished, inputs)))
    choices = _choices(inputs)
    made = _solve(view, inputs, choices, month)
    if made is not None:
        _show_made(view, inputs, made)
    versions(view, whole, inputs, choices, month)


def _choices(inputs: RosterInputs) -> RosterChoices:
    """Draw the county's wishes and pins; every weight is visible."""
    usual = Weights()
    wanted: str = st.session_state.get(WANTED, "")
    if wanted:
        st.html(
            note(
                say(
                    f"台账要求补派：{wanted}。专家和机构已选好，选日期后点“加入指定”，再开始排班。",
                    f"To make good: {wanted}. Expert and place are chosen; pick a day and pin it.",
                )
            )
        )
    with st.expander(say("条件、权重与指定", "Conditions, weights and pins"), expanded=bool(wanted)):
        left, right = st.columns(2)
        most = left.number_input(
            say("每名专家每周最多下沉（次）", "Visits an expert a week, at most"), 1, 5, 1, key="roster_most"
        )
        stay = right.number_input(
            say("每专科每天至少留院（人）", "Of each specialty stay each day"), 0, 10, 0, key="roster_stay"
        )
        cells = st.columns(3)
        values = {}
        for place, (field, name) in enumerate(zip(WEIGHT_FIELDS, usual.in_words(), strict=True)):
            values[field] = cells[place % 3].number_input(
                say(f"{name}（分）", f"{field} (points)"), 0, 10_000, getattr(usual, field), key=f"weight_{field}"
            )
        pins = _pins(inputs)
    return RosterChoices(int(most), int(stay), Weights(**{name: int(value) for name, value in values.items()}), pins)


WEIGHT_FIELDS = ("unmet", "demand", "continuity", "fairness", "visit", "distance")


def _pins(inputs: RosterInputs) -> tuple[tuple[str, str, dt.date], ...]:
    key = f"roster_pins_{inputs.county}_{inputs.first}"
    pins: list[tuple[str, str, dt.date]] = st.session_state.setdefault(key, [])
    names = names_by_code(inputs.places, "institution_code")
    labels = {row["expert_code"]: expert_label(row) for row in inputs.experts.to_dict("records")}
    for widget, options in (("pin_who", labels), ("pin_where", names)):
        # What the ledger asked for may be of someone who has left, or of a place the rules no longer name.
        if st.session_state.get(widget) not in options:
            st.session_state.pop(widget, None)
    one, two, three, four = st.columns([2, 2, 1.5, 1], vertical_alignment="bottom")
    who = one.selectbox(
        say("指定专家", "Pin an expert"), list(labels), format_func=lambda code: labels[code], key="pin_who",
        placeholder=say("选专家", "Choose"),
    )  # fmt: skip
    where = two.selectbox(
        say("到哪里", "To"), list(names), format_func=lambda code: names[code], key="pin_where",
        placeholder=say("选机构", "Choose"),
    )  # fmt: skip
    day = three.selectbox(
        say("哪一天", "On"), inputs.workdays, format_func=day_words, key="pin_day",
        placeholder=say("选日期", "Choose"),
    )  # fmt: skip
    if four.button(say("加入指定", "Pin"), key="pin_add"):
        st.session_state.pop(WANTED, None)
        if (who, where, day) not in pins:
            pins.append((who, where, day))
    if pins:
        said = say("；", "; ").join(f"{labels[a]} {day_words(c)} → {names[b]}" for a, b, c in pins)
        st.html(note(say(f"已指定：{said}。", f"Pinned: {said}.")))
        if st.button(say("清除指定", "Clear pins"), key="pin_clear"):
            pins.clear()
            st.rerun()
    return tuple(pins)


def _solve(view: View, inputs: RosterInputs, choices: RosterChoices, month: int) -> Made | None:
    """Start a search, or show the one that runs, or hand back what it found."""
    of = (view.scope.county, month)
    if st.button(say("开始排班", "Make the roster"), key="roster_go", type="primary"):
        try:
            problem = problem_of(inputs, choices)
        except RosterFault as fault:
            told = fault.told(voice(names=roster_names(inputs)))
            show_state(
                "failed",
                told.whole if told.row else told.happened,
                told.next_step or say("请改正后重排。", "Put it right."),
            )
            st.session_state.pop("roster_made", None)
            return None
        st.session_state["roster_job"] = (of, choices, problem, RosterJob(problem, SOLVE_SECONDS, inputs.usual_days))
    waiting = st.session_state.get("roster_job")
    if waiting is not None:
        _follow(*waiting)
    made: Made | None = st.session_state.get("roster_made")
    return made if made is not None and made.of == of else None


def _follow(of: tuple[str, int], choices: RosterChoices, problem: RosterProblem, job: RosterJob) -> None:
    """Show how far a search is until it ends; any other click on the page leaves it running and comes back here."""
    slot = st.empty()
    with slot.container():
        bar = st.progress(0.0, text=say("正在排班", "Working"))
        st.button(say("停止，用现有结果", "Stop and take what there is"), key="roster_stop", on_click=job.stop)
        began = time.monotonic()
        while not job.has_ended(LOOKS_EVERY_S):
            job.asked_after()
            share = min(1.0, (time.monotonic() - began) / job.time_limit_s)
            bar.progress(share, text=proof_words(job.steps) if job.ahead == 0 else queue_words(job.ahead))
    slot.empty()
    st.session_state.pop("roster_job", None)
    if job.plan is not None:
        st.session_state["roster_made"] = Made(of, choices, problem, job.plan)
    if job.fault is not None:
        show_state("failed", job.fault.told(voice()).whole, say("已发布的班表不受影响。", "Published rosters stand."))


def _show_made(view: View, inputs: RosterInputs, made: Made) -> None:
    plan = made.plan
    st.html(panel_title(say("排出来的班表", "The roster"), roster_said(plan.words(), inputs)))
    frame = roster_frame(made.problem, plan.cells)
    roster_picture(inputs, in_both_languages(frame, inputs))
    missing = missing_words(plan, inputs)
    if missing:
        st.html(
            state_box(
                "information",
                say(f"有{len(missing)}项规定排不满，已按缺口计价：", f"{len(missing)} demands cannot be met:"),
                say("", " ").join(missing[:8])
                + (say(f"……等{len(missing)}项", f" … {len(missing)} in all") if len(missing) > 8 else ""),
            )
        )
        if st.button(say("为什么排不满，怎样调整", "Why, and what to do"), key="roster_explain"):
            try:
                conflict = explain(made.problem, plan, time_limit_s=EXPLAIN_SECONDS)
                st.html(statement(roster_said(conflict.words(), inputs)))
            except NoConflict as nothing:
                told = nothing.told(voice())
                st.html(statement(told.happened + say("", " ") + told.next_step))
    breaches = check_roster(frame, tables_of(inputs, made.choices))
    show_verdict(inputs, breaches)
    _keep(view, inputs, made.choices, plan, frame, breaches, "新排")


def _proof_zh(inputs: RosterInputs, plan: RosterPlan) -> str:
    """Return what is kept with the roster: its proof, and that its holidays are a guess where they are."""
    unpublished = unpublished_words(inputs.first, inputs.last)
    phrases = [plan.words()] + ([] if unpublished is None else [unpublished])
    return "".join(said(phrase, Voice("zh", "page")) for phrase in phrases)


def missing_words(plan: RosterPlan, inputs: RosterInputs) -> list[str]:
    """Return a sentence for each demand that is not met, in the reader's language."""
    return [roster_said(phrase, inputs) for phrase in plan.lacking()]


def _keep(
    view: View,
    inputs: RosterInputs,
    choices: RosterChoices,
    plan: RosterPlan,
    frame: pd.DataFrame,
    breaches: pd.DataFrame,
    note_zh: str,
) -> None:
    hard = int(breaches["blocks"].sum()) if len(breaches) else 0
    in_force = version_in_force(inputs)
    one, two, three = st.columns([1, 1, 3], vertical_alignment="bottom")
    who = clerk(three, "roster")
    kept = one.button(say("存为草稿", "Keep as draft"), key="roster_keep")
    published = two.button(say("发布", "Publish"), key="roster_publish", type="primary", disabled=hard > 0)
    if not (kept or published):
        return

    def work() -> None:
        draft = rosters.Draft(
            inputs.county, inputs.first, inputs.last, cells_and_pins(frame, choices),
            objective=float(plan.objective), bound=float(plan.bound), proof_zh=_proof_zh(inputs, plan),
            missing_zh="\n".join(map(said, plan.lacking())), note_zh=note_zh, who=who,
        )  # fmt: skip
        if published:
            rosters.publish_new(warehouse_url(), draft, breaches=hard, over=in_force)
        else:
            rosters.save_draft(warehouse_url(), draft)
        st.session_state.pop("roster_made", None)

    changed(work, say("班表已发布。", "Published.") if published else say("草稿已保存。", "Draft kept."))
