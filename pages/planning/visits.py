"""不建点，派专家: which township on which days, so that most residents are reached."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from faces.blocks import Cell, Column, Row
from findings.plan_words import whom_words
from metrics.circle import places as circle_places
from metrics.plans.siting_inputs import CLINIC_WEEKDAYS, VisitGround, specialties
from pages.planning.inputs import WEIGHTS, PlanQuestion
from pages.planning.reads import ground_of, visits_of
from pages.planning.words import refusal
from planning.siting import VisitPlan, plan_visits
from planning.siting.faults import SitingFault
from ui import kept
from ui.components import note, panel_title, statement
from ui.filters import place_name
from ui.frame import View
from ui.language import language, say
from ui.messages import show_state
from ui.tables import plain_table
from ui.to_intake import to_intake
from ui.words import names_by_code, people_words, specialty_words
from words.names import WEEKDAY_NAMES
from words.numbers import format_number
from words.speech import Speech

WEEKS: Final = 4
SECONDS: Final = 10.0
VILLAGES_NAMED: Final = 12
_DAYS, _EACH, _SPECIALTY = "visit_days", "visit_each", "visit_specialty"


def day_words(week: int, weekday: int) -> str:
    """Return a day's label: 第2周星期三."""
    return say(f"第{week + 1}周", f"week {week + 1} ") + say(*WEEKDAY_NAMES[weekday])


@st.cache_resource(max_entries=100, show_spinner=False)
def _solved(
    version: str, key: tuple[Any, ...], _places: VisitGround, _weights: Any, _villages: list[str], _inside: Any
) -> VisitPlan:
    limit, days, each, _ = key[-4:]
    calendar = [(week, weekday) for week in range(WEEKS) for weekday in range(CLINIC_WEEKDAYS)]
    return plan_visits(
        _places.minutes[_inside],
        _weights,
        limit_min=limit,
        specialist_days=days,
        days=[f"{week}-{weekday}" for week, weekday in calendar],
        periods=[f"{week}" for week, _ in calendar],
        villages=_villages,
        townships=_places.places["institution_code"].tolist(),
        specialists=np.full(len(calendar), each),
        planned=np.tile(_places.planned, (1, WEEKS)),
        time_limit_s=SECONDS,
    )


def visits_panel(view: View, question: PlanQuestion) -> None:
    """Draw the controls of specialist-days, the days chosen and what each adds."""
    county, month = view.scope.county, view.month
    st.html(
        panel_title(
            say("不建点，派专家：哪天去哪里，覆盖的人最多", "Specialist-days instead of buildings"),
            say(
                "四周，每周内同一居民只计一次；已固定的坐诊日先算作到过",
                "Four weeks; a resident counts once a week; regular clinic days count as held",
            ),
        )
    )
    known = specialties(kept.read(circle_places.expert_places, county, month))
    if not known:
        show_state(
            "empty",
            say("这个时期没有专家名册。", "No experts are known in this period."),
            say(
                "请改选时期，或到“接入”页交专家名册。",
                "Choose another period, or hand in the list of experts under Intake.",
            ),
        )
        to_intake(tab="own")
        return
    columns = st.columns([1.4, 1, 1, 2])
    specialty = columns[0].selectbox(say("专科", "Specialty"), known, format_func=specialty_words, key=_SPECIALTY)
    days = columns[1].number_input(say("可派专家日", "Specialist-days"), min_value=0, value=8, key=_DAYS)
    each = columns[2].number_input(say("每天最多几处", "Places a day"), min_value=1, value=1, key=_EACH)
    ground = ground_of(question, county, month)
    places = visits_of(question, county, month, specialty)
    villages = villages_of_scope(view)
    inside = ground.villages["village_code"].isin(villages["village_code"]).to_numpy()
    key = (county, month, question.mode, question.people, view.scope.townships, specialty)
    try:
        plan = _solved(
            kept.data_version(),
            (*key, float(question.limit), int(days or 0), int(each or 1), specialty),
            places,
            villages[WEIGHTS[question.people]].to_numpy(np.float64),
            villages["village_code"].tolist(),
            inside,
        )
    except SitingFault as fault:
        show_state("empty", *refusal(fault))
        return
    _draw(view, question, places, plan, int(days or 0), specialty)
    _never_reached(plan, villages)


def _never_reached(plan: VisitPlan, villages: pd.DataFrame) -> None:
    """Name the villages that no day of the plan reaches."""
    if not plan.visits or not plan.never_reached:
        return
    names = names_by_code(villages, "village_code")
    listed = say("、", ", ").join(names[code] for code in plan.never_reached[:VILLAGES_NAMED])
    more = say("等", " and more") if len(plan.never_reached) > VILLAGES_NAMED else ""
    st.html(note(say(f"一次也到不了的村：{listed}{more}", f"Villages never reached: {listed}{more}")))


def villages_of_scope(view: View) -> Any:
    """Return the villages with residents that the filter bar asks for."""
    villages = kept.read(circle_places.circle_villages, view.scope.county, view.month)
    if view.scope.townships:
        villages = villages[villages["township_code"].isin(view.scope.townships)]
    return villages[villages["residents"] > 0]


def _draw(view: View, question: PlanQuestion, places: VisitGround, plan: VisitPlan, days: int, specialty: str) -> None:
    who = whom_words(WEIGHTS[question.people], Speech(language()))
    weekly = float(np.mean(list(plan.reached_by_period.values()))) if plan.reached_by_period else 0.0
    sure = say("已证明最优", "proven optimal") if plan.proven else say("未证明最优", "not proven")
    st.html(
        statement(
            say(
                f"{specialty}用{len(plan.visits)}个专家日（可派{days}个），平均每周{question.limit}分钟内能见到专家的"
                f"{who}{people_words(weekly)}；{sure}。",
                f"{specialty_words(specialty)}: {len(plan.visits)} of {days} specialist-days reach "
                f"{people_words(weekly)} {who} a week; {sure}.",
            )
        )
    )
    if not plan.visits:
        st.html(note(say("已固定的坐诊日已覆盖能覆盖的人，再派不增加。", "Regular clinic days reach all there are.")))
        return
    by_code = {row["institution_code"]: row for row in places.places.to_dict("records")}
    columns = [
        Column(say("日子", "Day"), kind="text"),
        Column(say("去哪里", "Where"), kind="text"),
        Column(say("乡镇", "Township"), kind="text", phone=False),
        Column(say("新增覆盖", "Adds"), say("人", "")),
    ]
    rows = []
    for visit in plan.visits:
        week, weekday = (int(part) for part in visit.day.split("-"))
        place = by_code[visit.township]
        rows.append(
            Row(
                [
                    day_words(week, weekday),
                    say(place["name_zh"], place["name_en"]),
                    place_name(view.reference.townships[place["township_code"]]),
                    Cell(format_number(visit.adds, 0), strong=True),
                ]
            )
        )
    st.html(plain_table(columns, rows, name=say("专家日", "Specialist-days")))
