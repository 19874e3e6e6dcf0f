"""The door: every faulty row is named with its reason, all of them at once, and what rules ask is read as meant."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from planning.roster import RosterFault, SeveralRosterFaults, roster_problem
from planning.roster.faults import (
    BadNumber,
    EndBeforeStart,
    HorizonTooLong,
    MissingColumns,
    NotAWorkday,
    OutOfReach,
    RepeatedId,
    TwoPlacesAtOnce,
    UnknownExpert,
    UnknownPlace,
    UnknownTitle,
    UnsatisfiableRule,
    VisitOnLeave,
)
from tests.planning.roster.small_roster import MONDAY, Question, rule
from words.phrases import said

QUESTION = Question([("副高", "儿科"), ("中级", "骨科")], [[30, 40], [40, None]])


def ask(**changes: Any) -> None:
    frames = QUESTION.frames()
    roster_problem(**{**frames, **QUESTION.calendar(), **changes})


def pin(expert: str, place: str, day: int) -> dict[str, object]:
    return {"expert_code": expert, "institution_code": place, "visit_date": MONDAY + dt.timedelta(days=day)}


def leave(expert: str, first: int, last: int) -> pd.DataFrame:
    return pd.DataFrame(
        [{"leave_id": "L1", "expert_code": expert, "start_date": QUESTION.day(first), "end_date": QUESTION.day(last)}]
    )


def minutes(value: object) -> pd.DataFrame:
    return pd.DataFrame([{"expert_code": "E0", "institution_code": "P0", "travel_time_min": value}])


def table(**row: object) -> pd.DataFrame:
    return pd.DataFrame([row])


FAULTS: list[tuple[Callable[[], None], type[RosterFault], str]] = [
    (lambda: ask(leaves=leave("E0", 3, 2)), EndBeforeStart, "请假 L1"),
    (lambda: ask(leaves=leave("E9", 1, 2)), UnknownExpert, "请假 L1"),
    (lambda: ask(leaves=leave("E0", 1, 1), pins=table(**pin("E0", "P0", 1))), VisitOnLeave, "指定 E0 2026-03-03 到 P0"),
    (lambda: ask(pins=pd.DataFrame([pin("E0", "P0", 1), pin("E0", "P1", 1)])), TwoPlacesAtOnce, "2026-03-03"),
    (lambda: ask(pins=table(**pin("E9", "P0", 1))), UnknownExpert, "指定 E9"),
    (lambda: ask(pins=table(**pin("E0", "P9", 1))), UnknownPlace, "指定 E0"),
    (lambda: ask(pins=table(**pin("E0", "P0", 5))), NotAWorkday, "2026-03-07"),
    (lambda: ask(pins=table(**pin("E1", "P1", 1))), OutOfReach, "指定 E1"),
    (lambda: ask(minutes=minutes(-1)), BadNumber, "通行时间 E0 到 P0"),
    (lambda: ask(minutes=minutes(None)), BadNumber, "通行时间 E0 到 P0"),
    (lambda: ask(rules=pd.DataFrame([rule(title_floor="正高")])), UnsatisfiableRule, "规定 weekly"),
    (lambda: ask(rules=pd.DataFrame([rule(minimum_persons=3)])), UnsatisfiableRule, "合格的专家只有 2 名"),
    (lambda: ask(rules=pd.DataFrame([rule(title_floor="教授")])), UnknownTitle, "规定 weekly"),
    (lambda: ask(rules=pd.DataFrame([rule(places="P7")])), UnknownPlace, "规定 weekly"),
    (lambda: ask(rules=pd.DataFrame([rule(valid_from=202603, valid_to=202602)])), EndBeforeStart, "规定 weekly"),
    (lambda: ask(rules=pd.DataFrame([rule(), rule()])), RepeatedId, "规定 weekly"),
    (lambda: ask(experts=QUESTION.frames()["experts"].assign(title="主任")), SeveralRosterFaults, "专家 E1"),
    (lambda: ask(experts=QUESTION.frames()["experts"].assign(expert_code="E0")), RosterFault, "专家 E0"),
    (lambda: ask(experts=QUESTION.frames()["experts"].drop(columns="specialty")), MissingColumns, "specialty"),
    (lambda: ask(home_floor={"眼科": 1}), BadNumber, "留院下限 眼科"),
    (lambda: ask(home_floor={"儿科": -1}), BadNumber, "留院下限 儿科"),
    (lambda: ask(most_per_week=0), BadNumber, "每人每周次数"),
    (lambda: ask(workdays=[]), NotAWorkday, "没有一个工作日"),
    (lambda: ask(workdays=[MONDAY, MONDAY + dt.timedelta(days=399)]), HorizonTooLong, "共 400 天"),
    (lambda: ask(demand=table(institution_code="P0", specialty="儿科", visits=-1)), BadNumber, "专科需求 P0 儿科"),
    (lambda: ask(preferences=table(expert_code="E0", points=3)), BadNumber, "偏好 第 1 行"),
    (lambda: ask(history=table(expert_code="E0", institution_code="P9")), UnknownPlace, "往来 E0 到 P9"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "fault", "row"), FAULTS)
def test_a_faulty_row_is_named(question: Callable[[], None], fault: type[RosterFault], row: str) -> None:
    with pytest.raises(fault, match=row):
        question()


def test_all_faults_are_reported_together() -> None:
    with pytest.raises(SeveralRosterFaults) as caught:
        ask(leaves=leave("E9", 3, 2), minutes=minutes(-1))
    assert [type(fault) for fault in caught.value.faults] == [UnknownExpert, EndBeforeStart, BadNumber]


def asks(*rules: dict[str, Any], days: int = 5, first: dt.date = MONDAY) -> list[tuple[str, int, int, int]]:
    """(period, working days in it, visits, persons) of each requirement of township 0."""
    problem = replace(QUESTION, rules=list(rules), days=days, first=first).problem()
    return [
        (said(need.period), len(need.days), need.visits, need.persons)
        for need in problem.requirements
        if 0 in need.places
    ]


def test_a_weekly_rule_asks_once_each_week() -> None:
    assert asks(rule(), days=12) == [("2026 年第 10 周", 5, 1, 0), ("2026 年第 11 周", 5, 1, 0)]


def test_hours_of_a_period_become_whole_visits() -> None:
    """20 hours a week in visits of 8 hours are three visits."""
    hours = rule(unit="小时/周", minimum_hours=20.0, minimum_visits=None)
    assert asks(hours) == [("2026 年第 10 周", 5, 3, 0)]


def test_a_week_mostly_outside_the_roster_is_another_rosters() -> None:
    """From Friday: one of five days of week 10, then all of week 11. From Wednesday: three of five."""
    assert asks(rule(), first=MONDAY + dt.timedelta(days=4), days=9) == [("2026 年第 11 周", 5, 1, 0)]
    assert [period for period, *_ in asks(rule(), first=MONDAY + dt.timedelta(days=2), days=11)] == [
        "2026 年第 10 周",
        "2026 年第 11 周",
    ]


def test_a_rule_asks_nothing_before_and_after_its_months() -> None:
    assert asks(rule(valid_from=202604)) == []
    assert asks(rule(valid_to=202603)) == [("2026 年第 10 周", 5, 1, 0)]


def test_a_floor_of_the_same_mechanism_raises_the_title_and_the_hours() -> None:
    floor = rule("floor", cadence=None, minimum_visits=None, minimum_hours=9.0, title_floor="副高", unit="小时/次")
    problem = replace(QUESTION, rules=[rule(), floor]).problem()
    assert problem.accepts.tolist() == [[True, False]]
    assert problem.visit_minutes.tolist() == [540.0, 540.0]


def test_a_visit_that_ends_the_day_to_the_minute_is_in_reach_and_a_minute_more_is_not() -> None:
    """90 + 480 + 90 = 660 minutes."""
    question = Question([("副高", "儿科")], [[90.0, 90.5]])
    assert question.problem().in_reach.tolist() == [[True, False]]


def test_a_fair_share_is_a_quarter_above_the_average_and_less_for_those_on_leave() -> None:
    """Two weeks, one township, two visits due; ten and five days at hand: 2 × 10/15 × 1.25 = 1.67 and 0.83."""
    question = Question([("副高", "儿科"), ("副高", "儿科")], [[30], [30]], days=12, leaves=[(1, 0, 6)])
    assert question.problem().fair_share == (2, 1)
