"""Conflicts are real and minimal: together they cannot hold, and without any one of them the others can."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings

from planning.roster import explain, solve_roster
from planning.roster.explain import elements_within, joined_days
from planning.roster.faults import NoConflict
from planning.roster.problem import RosterProblem
from tests.planning.roster.brute_force import all_rosters, lacking
from tests.planning.roster.small_roster import PLAIN, Question, rule
from tests.planning.roster.test_optima import questions
from words.phrases import said


def can_hold(problem: RosterProblem, elements: tuple[tuple[str, int], ...]) -> bool:
    """Whether some roster keeps the named elements and nothing else, by trying all of them.

    What is not named is taken out of the question itself: the leave is struck, the rule accepts anyone, and so on.
    """
    held = set(elements)
    needs = tuple(need for number, need in enumerate(problem.requirements) if ("requirement", number) in held)
    rules = tuple(
        one if ("accept", number) in held else replace(one, title_rank=0, specialties=())
        for number, one in enumerate(problem.rules)
    )
    minutes = problem.minutes.copy()
    for place in range(len(problem.places)):
        if ("reach", place) not in held:
            minutes[:, place] = 0.0
    floors = {
        name: floor for number, (name, floor) in enumerate(problem.home_floor.items()) if ("floor", number) in held
    }
    leaves = tuple(leave for number, leave in enumerate(problem.leaves) if ("leave", number) in held)
    freed = replace(
        problem, requirements=needs, minutes=minutes, home_floor=floors, leaves=leaves,
        rules=tuple(replace(one, places=()) if _unnamed(number, needs) else one for number, one in enumerate(rules)),
        most_per_week=problem.most_per_week if ("week", 0) in held else 7,
    )  # fmt: skip
    return any(not any(lacking(freed, cells)) for cells in all_rosters(freed))


def _unnamed(number: int, needs: tuple[object, ...]) -> bool:
    return all(need.rule != number for need in needs)  # type: ignore[attr-defined]


@given(questions())
@settings(max_examples=25)
def test_every_conflict_contradicts_itself_and_is_minimal(question: Question) -> None:
    problem = question.problem()
    plan = solve_roster(problem, time_limit_s=20)
    if not plan.score.missing:
        with pytest.raises(NoConflict):
            explain(problem, plan)
        return
    conflict = explain(problem, plan, time_limit_s=20)
    assert conflict.minimal
    assert not can_hold(problem, conflict.elements)
    for one in conflict.elements:
        assert can_hold(problem, tuple(other for other in conflict.elements if other != one)), one


def test_a_leave_and_a_rule_exclude_each_other_and_both_repairs_are_priced() -> None:
    """The only paediatrician is away all week: the leave, the rule, and whom the rule accepts."""
    question = Question([("副高", "儿科"), ("副高", "骨科")], [[30], [30]], [rule(specialties="儿科")], [(0, 0, 6)],
                        options={"weights": PLAIN})  # fmt: skip
    plan = solve_roster(question.problem())
    conflict = explain(question.problem(), plan)
    assert {kind for kind, _ in conflict.elements} == {"leave", "requirement", "accept"}
    assert (conflict.minimal, conflict.lacking, conflict.points) == (True, 1, 100)
    assert sorted(said(repair.words) for repair in conflict.repairs) == [
        "“每周一次”容许职称或专科不足的专家 1 次",
        "第0卫生院 2026 年第 10 周“每周一次”少 1（计 100 分）",
        "请E0调整请假，腾出 1 天",
    ]


def test_a_place_too_far_for_everyone_is_named_with_its_road() -> None:
    """100 minutes out, 8 hours, 100 minutes back: 680 of at most 660 minutes."""
    question = Question([("副高", "儿科")], [[100]], options={"weights": PLAIN})
    conflict = explain(question.problem(), solve_roster(question.problem()))
    assert [said(element) for element in conflict.elements_told()] == [
        "第0卫生院 2026 年第 10 周按“每周一次”至少1 次",
        "第0卫生院路远，1 名专家当天不能在11 小时内往返",
    ]


def test_the_hospital_floor_is_named_with_its_specialty() -> None:
    question = Question([("副高", "儿科")], [[30]], options={"home_floor": {"儿科": 1}, "weights": PLAIN})
    conflict = explain(question.problem(), solve_roster(question.problem()))
    assert "儿科每天至少留院 1 人" in [said(element) for element in conflict.elements_told()]
    assert "调 儿科医师下沉 1 人天，当天留院人数相应减少" in said(conflict.words())


def test_two_townships_that_share_one_expert_are_told_in_one_sentence() -> None:
    question = Question([("副高", "儿科")], [[30, 30]], options={"weights": PLAIN})
    conflict = explain(question.problem(), solve_roster(question.problem()))
    assert [said(element) for element in conflict.elements_told()] == [
        "第0卫生院、第1卫生院各 2026 年第 10 周按“每周一次”至少1 次",
        "每名专家每周最多下沉 1 次",
    ]


def test_nothing_to_explain_is_said() -> None:
    question = Question([("副高", "儿科")], [[30]])
    with pytest.raises(NoConflict, match="各项规定都能满足"):
        explain(question.problem(), solve_roster(question.problem()))


def test_a_month_rule_draws_in_all_weeks_of_its_month() -> None:
    monthly = Question([("副高", "儿科")], [[30]], [rule("month", cadence="month", unit="次/月")], days=30)
    problem = monthly.problem()
    assert len(joined_days(problem, 0)) == len(problem.days)
    assert ("requirement", 0) in elements_within(problem, joined_days(problem, 0))


def test_a_pin_that_takes_the_only_expert_away_is_part_of_the_conflict() -> None:
    pins = pd.DataFrame([{"expert_code": "E0", "institution_code": "P1", "visit_date": "2026-03-03"}])
    question = Question([("副高", "儿科")], [[30, 30]], [rule(places="P0")], options={"pins": pins, "weights": PLAIN})
    conflict = explain(question.problem(), solve_roster(question.problem()))
    assert {kind for kind, _ in conflict.elements} == {"requirement", "week", "pin"}
