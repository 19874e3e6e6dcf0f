"""The independent checker: clean rosters pass, and each kind of breach is found where it was put."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings

from planning.roster import Tables, check_roster, replan, roster_frame, solve_roster
from planning.roster.checker import LACKING
from tests.planning.roster.small_roster import MONDAY, Question, rule
from tests.planning.roster.test_optima import questions
from tests.planning.roster.test_replan import sick
from words.rosters import BREACH_NAMES

# E0 副高 儿科, E1 中级 儿科, E2 unknown title 骨科; township 0 near, township 1 asks for a 副高 once a week.
QUESTION = Question(
    [("副高", "儿科"), ("中级", "儿科"), (None, "骨科")],
    [[30, 40], [30, 40], [30, None]],
    [rule("first", places="P0", specialties="儿科"), rule("senior", places="P1", title_floor="副高")],
    days=12,
    options={"home_floor": {"儿科": 0}},
)
NEXT_MONDAY = MONDAY + dt.timedelta(days=7)


def row(expert: str, place: str, day: dt.date, **more: object) -> dict[str, object]:
    start = pd.Timestamp(dt.datetime.combine(day, dt.time(8, 30)))
    return {
        "visit_id": f"{expert}-{day}", "expert_code": expert, "institution_code": place, "visit_date": day,
        "township_code": f"14110210{place[1:]}", "planned_start": start, "planned_end": start + pd.Timedelta(hours=8),
    } | more  # fmt: skip


CLEAN = [row("E0", "P1", MONDAY), row("E1", "P0", MONDAY), row("E0", "P1", NEXT_MONDAY), row("E1", "P0", NEXT_MONDAY)]
TABLES = QUESTION.tables()
TUESDAY, SATURDAY = MONDAY + dt.timedelta(days=1), MONDAY + dt.timedelta(days=5)


def found(rows: list[dict[str, object]], tables: Tables = TABLES) -> set[str]:
    return set(check_roster(pd.DataFrame(rows), tables)["kind"])


def one_expert(**changes: object) -> pd.DataFrame:
    table = TABLES.experts.copy()
    for column, value in changes.items():
        table[column] = [value, *table.get(column, pd.Series([None] * 3)).tolist()[1:]]
    return table


def test_a_clean_roster_passes() -> None:
    assert check_roster(pd.DataFrame(CLEAN), TABLES).empty


def changed(number: int, **more: object) -> list[dict[str, object]]:
    return [one | more if place == number else one for place, one in enumerate(CLEAN)]


def at(day: dt.date, hour: int) -> pd.Timestamp:
    return pd.Timestamp(dt.datetime.combine(day, dt.time(hour)))


POSTING = pd.DataFrame(
    [{"posting_id": "P", "expert_code": "E0", "to_institution_code": "X", "start_date": MONDAY, "end_date": MONDAY}]
)
LEAVE = pd.DataFrame([{"leave_id": "L", "expert_code": "E1", "start_date": MONDAY, "end_date": MONDAY}])
PIN = pd.DataFrame([{"expert_code": "E1", "institution_code": "P0", "visit_date": TUESDAY}])
FAR = TABLES.minutes.assign(travel_time_min=91.0)
HOURS = pd.DataFrame(
    [*QUESTION.rules, rule("hours", places="P0", unit="小时/周", minimum_hours=9.0, minimum_visits=None)]
)
PERSONS = pd.DataFrame([*QUESTION.rules, rule("persons", places="P0", minimum_persons=2)])
HOLIDAY = replace(TABLES, workdays=[day for day in TABLES.workdays if day != MONDAY])

# Kind of breach -> how it is put into the clean roster or its tables.
SEEDED: dict[str, Callable[[], set[str]]] = {
    "bad_row": lambda: found([*CLEAN, row("E2", "P0", TUESDAY, expert_code=None)]),
    "unreadable": lambda: found(changed(0, visit_date="三月二日")),
    "repeated_id": lambda: found(changed(0, visit_id="E1-2026-03-02")),
    "unknown_expert": lambda: found([*CLEAN, row("E9", "P0", TUESDAY)]),
    "unknown_place": lambda: found([*CLEAN, row("E1", "P9", TUESDAY)]),
    "wrong_township": lambda: found(changed(0, township_code="141102109")),
    "outside_horizon": lambda: found([*CLEAN, row("E0", "P1", MONDAY - dt.timedelta(days=3))]),
    "weekend": lambda: found([*CLEAN, row("E1", "P0", SATURDAY)]),
    "holiday": lambda: found(CLEAN, HOLIDAY),
    "repeated_visit": lambda: found([*CLEAN, row("E1", "P0", MONDAY, visit_id="again")]),
    "two_places": lambda: found([*CLEAN, row("E0", "P0", MONDAY, visit_id="again")]),
    "overlap": lambda: found([*CLEAN, row("E0", "P0", MONDAY, visit_id="again")]),
    "end_before_start": lambda: found(changed(0, planned_end=at(MONDAY, 8))),
    "other_day": lambda: found(changed(0, planned_start=at(TUESDAY, 8), planned_end=at(TUESDAY, 16))),
    "too_short": lambda: found(changed(0, planned_end=at(MONDAY, 16))),
    "on_leave": lambda: found(CLEAN, replace(TABLES, leaves=LEAVE)),
    "on_posting": lambda: found(CLEAN, replace(TABLES, postings=POSTING)),
    "not_in_service": lambda: found(CLEAN, replace(TABLES, experts=one_expert(since=202604))),
    "no_road": lambda: found([*CLEAN, row("E2", "P1", TUESDAY)]),
    "too_far": lambda: found(CLEAN, replace(TABLES, minutes=FAR)),
    "title_unknown": lambda: found(CLEAN, replace(TABLES, experts=one_expert(title=None))),
    "title_too_low": lambda: found(changed(0, expert_code="E1", visit_date=TUESDAY, planned_start=at(TUESDAY, 8),
                                           planned_end=at(TUESDAY, 16))),
    "wrong_specialty": lambda: found([*CLEAN, row("E2", "P0", TUESDAY)]),
    "too_often": lambda: found([*CLEAN, row("E1", "P0", TUESDAY)]),
    "home_floor": lambda: found(CLEAN, replace(TABLES, home_floor={"儿科": 1})),
    "missing_visits": lambda: found(CLEAN[1:]),
    "missing_persons": lambda: found(CLEAN, replace(TABLES, rules=PERSONS)),
    "missing_hours": lambda: found(CLEAN, replace(TABLES, rules=HOURS)),
    "pin_missing": lambda: found(CLEAN, replace(TABLES, pins=PIN)),
    "frozen_changed": lambda: found(CLEAN, replace(TABLES, published=pd.DataFrame(CLEAN[1:]), frozen_until=MONDAY)),
}  # fmt: skip


def test_every_kind_of_breach_is_seeded_below() -> None:
    assert set(SEEDED) == set(BREACH_NAMES)
    assert len(SEEDED) >= 20


@pytest.mark.parametrize("kind", SEEDED)
def test_a_seeded_breach_is_found(kind: str) -> None:
    assert kind in SEEDED[kind]()


@pytest.mark.parametrize(
    ("clean", "tables"),
    [
        (changed(0, planned_end=at(MONDAY, 17)), TABLES),
        (CLEAN, replace(TABLES, minutes=TABLES.minutes.assign(travel_time_min=90.0))),
        (CLEAN, replace(TABLES, leaves=LEAVE.assign(start_date=TUESDAY, end_date=TUESDAY))),
        (CLEAN, replace(TABLES, postings=POSTING.assign(start_date=TUESDAY, end_date=TUESDAY))),
        (CLEAN, replace(TABLES, experts=one_expert(since=202603))),
        (CLEAN, replace(TABLES, pins=pd.DataFrame(CLEAN[:1]))),
        (CLEAN, replace(TABLES, published=pd.DataFrame(CLEAN), frozen_until=MONDAY)),
    ],
)
def test_the_other_side_of_each_line_passes(clean: list[dict[str, object]], tables: Tables) -> None:
    assert check_roster(pd.DataFrame(clean), tables).empty


def test_what_is_only_lacking_does_not_block_and_everything_else_does() -> None:
    table = check_roster(pd.DataFrame([*CLEAN[1:], row("E9", "P0", TUESDAY)]), TABLES)
    assert dict(zip(table["kind"], table["blocks"], strict=True)) == {"unknown_expert": True, "missing_visits": False}


@given(questions())
@settings(max_examples=25)
def test_every_solved_and_repaired_roster_passes_but_for_what_it_says_it_lacks(question: Question) -> None:
    problem = question.problem()
    plan = solve_roster(problem, time_limit_s=20)
    own = {name: value for name, value in question.options.items() if name in ("home_floor", "most_per_week")}
    tables = Tables(**question.frames(), **question.calendar(), first=question.first, last=question.last, **own)
    report = check_roster(roster_frame(problem, plan.cells), tables)
    assert set(report["kind"]) <= set(LACKING)
    assert bool(len(report)) == bool(plan.score.missing)
    repaired = replan(sick(problem, 0, 0, 1), plan.cells)
    leave = {"leave_id": "sick", "expert_code": "E0", "start_date": problem.days[0]}
    end = problem.days[0] + dt.timedelta(days=1)
    leaves = pd.concat([tables.leaves, pd.DataFrame([leave | {"end_date": end}])], ignore_index=True)
    report = check_roster(roster_frame(problem, repaired.cells), replace(tables, leaves=leaves))
    assert set(report["kind"]) <= set(LACKING)
