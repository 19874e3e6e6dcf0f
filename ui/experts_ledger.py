"""台账: the month's grid, what was lost where, the townships by week, visit by visit, and attendance put right."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from data_access import rosters
from data_access.engine import warehouse_url
from metrics.ledger import monthly_assessment, yearly_bands
from metrics.ledger_reads import CountyLedger, MonthOfVisits, compliance_of, within
from ui import cached
from ui import experts_words as words
from ui.components import note, panel_title, state_box, statement
from ui.expert_reads import changed, changes_by_hand
from ui.frame import View
from ui.keys import legend, roster_key
from ui.language import language, say
from ui.roster_grid import roster_grid, three_boxes, week_grid
from ui.tables import plain_table

WEEK_CADENCES = ("week", "day", "month", "quarter", "half_year", "year")


def ledger_tab(view: View, whole: CountyLedger, one: MonthOfVisits, point: str, specialty: str) -> None:
    """Draw the tab."""
    st.html(roster_key(view.theme))
    key = ("experts", one.month, specialty, point, *view.drawn_for)
    everyone = st.session_state.get("experts_everyone", False)
    rows, total = words.expert_rows(one, view.reference, point, everyone=everyone)
    first, last = words.span_words(one.month, one.month)
    st.html(
        cached.drawn(
            ("grid", everyone, *key),
            lambda: roster_grid(
                words.days_of(first, last),
                rows,
                name=say("下沉月历：专家与日期", "Visits: experts by day"),
                corner=say("专家 · 派往", "Expert · to"),
            ),
        )
    )
    if total > words.FEW_ROWS:
        st.toggle(
            say(f"显示全部{total}名专家（先列有缺失的）", f"Show all {total} experts (those with losses first)"),
            key="experts_everyone",
        )
    st.html(
        note(
            say(
                "灰底：周末与放假日；“班”：调休上班日。未达规则的到岗记为半圆，指到符号上看逐次明细。",
                "Grey: days off. A half circle: came, below the rule. Point at a symbol for the visit.",
            )
        )
    )
    st.html(three_boxes(words.boxes(one, view.reference)))
    _weeks(view, one, point)
    _visits(view, one, point)
    _assessment(view, whole, one, point)


def _weeks(view: View, one: MonthOfVisits, point: str) -> None:
    st.html(
        panel_title(
            say("各乡镇每期达标了吗", "Did each township get what the rule promises?"),
            words.compliance_words(one),
        )
    )
    st.html(
        legend(
            [("circle-good", say("达标", "met")), ("diamond-bad", say("未达标", "missed")),
             ("band", say("节假日免考核", "exempt")), ("ring", say("未满一期", "partial"))],
            name=say("达标图例", "Key"),
        )
    )  # fmt: skip
    present = [cadence for cadence in WEEK_CADENCES if len(one.cells) and (one.cells["cadence"] == cadence).any()]
    if not present:
        st.html(
            state_box(
                "empty",
                say("本县没有按期考核的下沉规则。", "The county has no rule that asks for visits in each period."),
                say("到“规则”里新增一条。", "Add one under Rules."),
            )
        )
    for cadence in present:
        columns, rows = words.week_rows(one, cadence, view.reference, point)
        st.html(
            week_grid(
                [column[1:] for column in columns],
                rows,
                name=say("乡镇与时段：计划、到岗、计入", "Townships by period: planned, came, counted"),
                corner=say("乡镇 · 计划/到岗/计入", "Township · planned/came/counted"),
            )
        )


def _visits(view: View, one: MonthOfVisits, point: str) -> None:
    st.html(
        panel_title(
            say("逐次明细", "Visit by visit"),
            say(
                "选乡镇和周看每一次；登记有误的在下面改正",
                "Choose a township and week; put right what was recorded wrongly",
            ),
        )
    )
    places = sorted(set(one.visits["township_code"]))
    weeks = sorted(set(one.visits["week"]))
    left, middle, right = st.columns([2, 2, 2])
    place = left.selectbox(
        say("乡镇", "Township"),
        places,
        format_func=lambda code: words.township_name(view.reference, code),
        key="experts_place",
        index=next((at for at, code in enumerate(places) if words.township_name(view.reference, code) == point), 0),
        placeholder=say("选乡镇", "Choose"),
    )
    week = middle.selectbox(
        say("周", "Week"),
        [0, *weeks],
        format_func=lambda key: say("全月", "Whole month") if not key else say(f"第{key % 100}周", f"Week {key % 100}"),
        key="experts_week",
        placeholder=say("选周", "Choose"),
    )
    only = right.selectbox(
        say("结果", "Result"),
        ["all", "lost"],
        format_func=lambda key: say("全部", "All") if key == "all" else say("只看未计入", "Not counted only"),
        key="experts_result",
        placeholder=say("选结果", "Choose"),
    )
    chosen = one.visits[one.visits["township_code"] == place]
    if week:
        chosen = chosen[chosen["week"] == week]
    if only == "lost":
        chosen = chosen[chosen["counted"] == 0]
    if chosen.empty:
        st.html(note(say("没有这样的下沉。", "No such visit.")))
    else:
        st.html(plain_table(*words.visits_table(chosen), name=say("逐次明细", "Visit by visit")))
    with st.expander(say("改正到岗记录（记入改动日志）", "Put attendance right (kept on record)")):
        _fix_form(chosen if len(chosen) else one.visits)
        _trail()


def _fix_form(visits: pd.DataFrame) -> None:
    known = {row["visit_id"]: row for row in visits.to_dict("records")}
    visit_id = st.selectbox(
        say("哪一次", "Which visit"),
        list(known),
        format_func=lambda key: words.visit_label(known[key]),
        key="fix_visit",
        placeholder=say("选一次下沉", "Choose a visit"),
    )
    row = known[visit_id] if visit_id in known else next(iter(known.values()))
    with st.form("fix_attendance", border=False):
        came = st.checkbox(say("到岗了", "Came"), value=bool(row["attended"]), key=f"fix_came_{visit_id}")
        one, two, three = st.columns([1, 1, 1])
        start = one.time_input(
            say("到岗时间", "From"), value=_clock(row, "start"), step=900, key=f"fix_from_{visit_id}"
        )
        end = two.time_input(say("离岗时间", "To"), value=_clock(row, "end"), step=900, key=f"fix_to_{visit_id}")
        who = three.text_input(say("经手人", "By"), key="fix_who", placeholder=say("工号或科室", "Staff number"))
        reason = st.text_input(
            say("原因", "Reason"),
            key="fix_reason",
            placeholder=say("如：纸质签到表补录", "E.g. paper sheet entered late"),
        )
        sent = st.form_submit_button(say("保存改正", "Save"))
    if sent:
        day = row["visit_date"].date()
        times = (dt.datetime.combine(day, start), dt.datetime.combine(day, end)) if came else (None, None)
        changed(
            lambda: rosters.fix_attendance(
                warehouse_url(), str(visit_id), *times, who=who.strip() or say("未填", "not given"), reason=reason
            ),
            say(f"已改正：{words.visit_label(row)}", f"Put right: {words.visit_label(row)}"),
        )


def _clock(row: Any, which: str) -> dt.time:
    known = row[f"actual_{which}"]
    return pd.Timestamp(row[f"planned_{which}"] if pd.isna(known) else known).time()


def _trail() -> None:
    trail = changes_by_hand("visit")
    if trail.empty:
        st.html(note(say("还没有手工改动。", "Nothing has been changed by hand.")))
        return
    names = ["changed_at", "changed_by", "row_key", "column_name", "old_value", "new_value", "reason_zh"]
    heads = ["时间（UTC）", "经手人", "下沉编号", "栏目", "原值", "新值", "原因"]
    english = ["Time (UTC)", "By", "Visit", "Column", "Before", "After", "Reason"]
    shown = trail[names].head(20)
    shown.columns = heads if language() == "zh" else english
    st.dataframe(shown, hide_index=True)


def _assessment(view: View, whole: CountyLedger, one: MonthOfVisits, point: str) -> None:
    if not len(one.cells) or (one.cells["township_code"] == "").all():
        return
    st.html(panel_title(say("月考核与通报", "Monthly assessment and bulletin")))
    monthly = within(whole, one.month, one.month, view.filters.townships)
    table = monthly_assessment(monthly, one.cells)
    st.html(plain_table(*words.by_township_table(table, view.reference, point), name=say("月考核", "Assessment")))
    with st.expander(say("年评比（区间与分档，不排名次）", "The year in bands, without ranks")):
        year = one.month // 100
        bands = cached.drawn(
            ("bands", year, view.filters.county, view.filters.townships),
            lambda: yearly_bands(compliance_of(whole, year * 100 + 1, year * 100 + 12, view.filters.townships)),
        )
        st.html(
            statement(
                say(
                    f"{year}年各乡镇达标率：区间整个高于或低于全县才分档，其余“与全县无明显差别”。",
                    f"{year}: a band only where the whole interval lies on one side of the county.",
                )
            )
        )
        st.html(plain_table(*words.yearly_rows(bands, view.reference), name=say("年评比", "The year")))
