"""What was done on visits, who of which specialty came, and the daily floor: the further tables of 专家下沉."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from faces.blocks import Column, Row
from metrics.ledger import tally, visit_outputs
from metrics.ledger.reads import CountyLedger, MonthOfVisits
from metrics.ledger.visits import Ledger
from metrics.reference import Reference
from pages.experts.words import month_words, township_name
from ui.components import panel_title, statement
from ui.frame import View
from ui.language import say
from ui.tables import plain_table
from ui.words import specialty_words
from words.numbers import format_interval, format_number

DONE = ("visits", "clinic", "rounds", "lecture", "teaching_surgery", "patients", "trainees")


def outputs_panel(view: View, whole: CountyLedger) -> None:
    """Draw what was done on the visits of the period, by township; nothing for a county without any."""
    period = view.scope.period
    visits = whole.visits[whole.visits["month"].between(period.first, period.last)]
    if view.scope.townships:
        visits = visits[visits["township_code"].isin(list(view.scope.townships))]
    if visits.empty:
        return
    st.html(
        panel_title(
            say("下沉做了什么", "What was done on visits"),
            say(
                f"{month_words(period.first)}—{month_words(period.last)}，只算到岗的；派驻的产出在“派驻”里，不相加",
                "Attended visits only; the work of postings stands apart",
            ),
        )
    )
    table = visit_outputs(visits, ["township_code"])
    st.html(plain_table(*outputs_table(table, view.reference), name=say("下沉产出", "Work of visits")))


def outputs_table(table: pd.DataFrame, reference: Reference) -> tuple[list[Column], list[Row]]:
    """Return visits by kind of work, patients and trainees of each township, the sum last."""
    columns = [
        Column(say("乡镇", "Township"), kind="text"),
        Column(say("到岗", "Visits"), say("次", "")),
        Column(say("坐诊", "Clinics"), say("次", "")),
        Column(say("查房", "Rounds"), say("次", "")),
        Column(say("讲座", "Lectures"), say("次", ""), phone=False),
        Column(say("带教手术", "Teaching surgery"), say("次", ""), phone=False),
        Column(say("接诊", "Patients"), say("人次", "")),
        Column(say("带教", "Trainees"), say("人次", ""), phone=False),
    ]
    rows = [
        Row([township_name(reference, row["township_code"]), *(f"{int(row[name]):,}" for name in DONE)])
        for row in table.to_dict("records")
    ]
    sums = Row([say("合计", "All"), *(f"{int(table[name].sum()):,}" for name in DONE)], is_sum=True)
    return columns, [*rows, sums]


def specialties_panel(own: Ledger) -> None:
    """Draw planned, attended and counted visits of each specialty, with the share that counts and its interval."""
    st.html(
        panel_title(
            say("各专科到岗和计入", "Specialties: came and counted"),
            say(
                "计入率为计入÷有规定可依的计划，附95%区间；按专科名排列，不排名次",
                "Counted ÷ planned under a rule, 95% interval",
            ),
        )
    )
    columns = [
        Column(say("专科", "Specialty"), kind="text"),
        Column(say("计划", "Planned"), say("次", "")),
        Column(say("到岗", "Came"), say("次", "")),
        Column(say("计入", "Counted"), say("次", "")),
        Column(say("计入率", "Share counted"), "%"),
        Column(say("95%区间", "95% interval"), "%", phone=False),
    ]
    rows = [
        Row(
            [
                specialty_words(row["specialty"]),
                *(f"{int(row[name]):,}" for name in ("planned", "attended", "counted")),
                format_number(100 * row["rate"], 1) if row["ruled"] else say("没有规定", "no rule"),
                format_interval(100 * row["lower"], 100 * row["upper"], "", decimals=1) if row["ruled"] else "",
            ]
        )
        for row in tally(own, ["specialty"]).to_dict("records")
    ]
    st.html(plain_table(columns, rows, name=say("各专科", "Specialties")))


def daily_floor(shown: MonthOfVisits) -> None:
    """Say how many experts counted on the due day with fewest of a month, where a rule asks for a number each day."""
    cells = shown.cells
    due = cells[(cells["cadence"] == "day") & cells["status"].isin(["met", "missed"])] if len(cells) else cells
    due = due[due["needed_persons"] > 0] if len(due) else due
    if due.empty:
        return
    row = due.sort_values(["persons", "start"]).iloc[0]
    day, fewest, asked = pd.Timestamp(row["start"]), int(row["persons"]), int(row["needed_persons"])
    verdict = say("达到", "reaching") if fewest >= asked else say("低于", "below")
    st.html(
        statement(
            say(
                f"应考核的{len(due)}天里，计入专家最少的一天是{day.month}月{day.day}日，{fewest}名，"
                f"{verdict}规定的每天不少于{asked}名。",
                f"Of {len(due)} due days the fewest experts, {fewest}, counted on {day:%Y-%m-%d}, "
                f"{verdict} the rule of at least {asked} a day.",
            )
        )
    )
