"""The tables people read: each visit is on each of them, and nobody is told of a visit that is not."""

import datetime as dt

import pandas as pd

from planning.roster.sheets import (
    by_expert,
    by_township,
    cells_of_frame,
    residents_notice,
    roster_frame,
    wall_roster,
)
from tests.planning.roster.small_roster import MONDAY, Question

PROBLEM = Question([("副高", "儿科"), ("中级", "骨科")], [[30, 40], [40, 45]], leaves=[(1, 1, 1)], days=12).problem()
CELLS = [(0, 0, 0), (1, 1, 0), (0, 1, 5)]
ROSTER = roster_frame(PROBLEM, CELLS)


def test_a_visit_lasts_eight_hours_from_half_past_eight() -> None:
    first = ROSTER.iloc[0]
    assert (first["planned_start"], first["planned_end"]) == (
        pd.Timestamp("2026-03-02 08:30"),
        pd.Timestamp("2026-03-02 16:30"),
    )


def test_the_frame_read_back_is_the_same_roster() -> None:
    assert sorted(cells_of_frame(PROBLEM, ROSTER)) == sorted(CELLS)


def test_each_experts_visits_are_numbered_in_order() -> None:
    table = by_expert(ROSTER)
    assert table[["expert_code", "number", "place_zh"]].to_numpy().tolist() == [
        ["E0", 1, "第0卫生院"],
        ["E0", 2, "第1卫生院"],
        ["E1", 1, "第1卫生院"],
    ]


def test_each_townships_visits_stand_together() -> None:
    assert by_township(ROSTER)["place_zh"].tolist() == ["第0卫生院", "第1卫生院", "第1卫生院"]


def test_the_wall_shows_places_leave_and_staying_at_home() -> None:
    wall = wall_roster(PROBLEM, CELLS).set_index("expert_zh")
    assert wall.loc["E1", ["2026-03-02", "2026-03-03", "2026-03-04"]].tolist() == ["第1卫生院", "休", "—"]


def test_the_notice_holds_the_visits_of_its_week_only() -> None:
    notice = residents_notice(ROSTER, MONDAY + dt.timedelta(days=3))
    assert notice[["地点", "日期", "专家", "时间"]].to_numpy().tolist() == [
        ["第0卫生院", "3月2日（周一）", "E0", "08:30至16:30"],
        ["第1卫生院", "3月2日（周一）", "E1", "08:30至16:30"],
    ]
    assert residents_notice(ROSTER, dt.date(2026, 3, 9))["日期"].tolist() == ["3月9日（周一）"]


def test_an_empty_roster_gives_empty_tables_with_their_columns() -> None:
    empty = roster_frame(PROBLEM, [])
    assert [len(table) for table in (empty, by_expert(empty), by_township(empty), residents_notice(empty, MONDAY))] == [
        0
    ] * 4
    assert "地点" in residents_notice(empty, MONDAY).columns
