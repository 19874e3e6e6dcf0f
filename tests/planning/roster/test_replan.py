"""After a sick call: the fewest changes there are, counted against every roster there is."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.roster import Leave, changes_between, replan, solve_roster
from planning.roster.faults import TwoPlacesAtOnce
from planning.roster.problem import RosterProblem
from planning.roster.sheets import change_sheet
from tests.planning.roster.brute_force import all_rosters, changes, lacking
from tests.planning.roster.small_roster import MONDAY, PLAIN, Question, rule
from tests.planning.roster.test_optima import questions
from words.phrases import said


def sick(problem: RosterProblem, expert: int, first: int, last: int) -> RosterProblem:
    """The same question with one more leave, from day to day of the calendar counted from the first Monday."""
    start, end = (problem.days[0] + dt.timedelta(days=number) for number in (first, last))
    return replace(problem, leaves=(*problem.leaves, Leave("sick", expert, start, end)))


@given(questions(), st.integers(0, 2), st.integers(0, 2))
@settings(max_examples=20)
def test_no_roster_loses_as_little_with_fewer_changes(question: Question, expert: int, day: int) -> None:
    published = solve_roster(question.problem(), time_limit_s=20).cells
    problem = sick(question.problem(), expert, day, day + 1)
    before = lacking(problem, published)

    def points(cells: tuple[tuple[int, int, int], ...]) -> tuple[int, int]:
        needs = zip(problem.requirements, lacking(problem, cells), before, strict=True)
        lost = sum(max(0, now - had) * problem.price(need.rule) for need, now, had in needs)
        return lost, changes(published, cells)

    repaired = replan(problem, published, time_limit_s=20)
    assert repaired.proven
    assert points(repaired.cells) == min(points(cells) for cells in all_rosters(problem))
    assert repaired.fewest == len(repaired.changes) == changes(published, repaired.cells)


TWO = Question([("副高", "儿科"), ("副高", "儿科")], [[30], [30]], options={"weights": PLAIN})


def test_a_colleague_takes_over_in_two_changes() -> None:
    published = [(0, 0, 1)]
    repaired = replan(sick(TWO.problem(), 0, 0, 4), published)
    assert said(repaired.words()) == "共改动 2 处，已证明不能更少；各项规定保持原有水平。"
    assert {change.kind for change in repaired.changes} == {"cancelled", "added"}


def test_someone_who_is_back_in_time_goes_later_the_same_week() -> None:
    """Ill on Tuesday only: cancelling Tuesday and going on another day are two changes, and so would be a colleague."""
    repaired = replan(sick(TWO.problem(), 0, 1, 1), [(0, 0, 1)])
    assert len(repaired.changes) == 2 and not repaired.lost


def test_a_roster_that_still_stands_is_left_alone() -> None:
    repaired = replan(sick(TWO.problem(), 1, 0, 4), [(0, 0, 1)])
    assert (repaired.cells, repaired.changes, repaired.proven) == (((0, 0, 1),), (), True)


def test_other_weeks_are_not_touched() -> None:
    question = Question([("副高", "儿科"), ("副高", "儿科")], [[30], [30]], days=12, options={"weights": PLAIN})
    repaired = replan(sick(question.problem(), 0, 0, 4), [(0, 0, 1), (0, 0, 6)])
    assert (0, 0, 6) in repaired.cells
    assert all(change.day < 5 for change in repaired.changes)


def test_nobody_new_is_sent_on_a_frozen_day() -> None:
    """Ill all week, frozen to Thursday: only Friday is left for the colleague."""
    problem = sick(TWO.problem(), 0, 0, 4)
    repaired = replan(problem, [(0, 0, 1)], frozen_until=MONDAY + dt.timedelta(days=3))
    assert repaired.cells == ((1, 0, 4),)


def test_what_cannot_be_made_good_is_named_and_its_visit_called_off() -> None:
    alone = Question([("副高", "儿科")], [[30]], options={"weights": PLAIN}).problem()
    repaired = replan(sick(alone, 0, 0, 4), [(0, 0, 1)])
    assert (repaired.cells, len(repaired.lost), len(repaired.changes)) == ((), 1, 1)


def test_a_month_rule_joins_its_weeks() -> None:
    """Once in March: the colleague may make it good in any week of the month; still two changes."""
    rules = [rule("month", cadence="month", unit="次/月")]
    experts = [("副高", "儿科"), ("中级", "骨科")]
    monthly = Question(experts, [[30], [30]], rules, days=30, options={"weights": PLAIN})
    repaired = replan(sick(monthly.problem(), 0, 0, 4), [(0, 0, 1)])
    assert (len(repaired.changes), repaired.proven, repaired.lost) == (2, True, ())


def test_two_places_on_one_day_in_the_published_roster_are_refused_by_name() -> None:
    question = Question([("副高", "儿科")], [[30, 30]])
    with pytest.raises(TwoPlacesAtOnce, match="E0 2026-03-03"):
        replan(question.problem(), [(0, 0, 1), (0, 1, 1)])


def test_the_change_sheet_says_what_to_tell_each_expert() -> None:
    problem = Question([("副高", "儿科")], [[30, 30]]).problem()
    changed = changes_between([(0, 0, 0), (0, 0, 1)], [(0, 1, 0), (0, 1, 2)])
    assert change_sheet(problem, changed)["message_zh"].tolist() == [
        "E0 3月2日由第0卫生院改到第1卫生院。",
        "E0 3月3日不再去第0卫生院。",
        "E0 3月4日新增到第1卫生院。",
    ]
