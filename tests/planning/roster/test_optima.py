"""Proven rosters against every roster there is, and the stages against the exact model."""

import datetime as dt

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.roster import solve_roster
from planning.roster.aggregate import Aggregate
from planning.roster.score import score
from tests.planning.roster.brute_force import all_rosters, cost
from tests.planning.roster.small_roster import MONDAY, PLAIN, Question, rule
from words.phrases import said

FIELDS = ("儿科", "骨科")


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Three experts, two townships, three days of one week or over a weekend: at most some ten thousand rosters."""
    people = 3
    experts = [(draw(st.sampled_from(["中级", "副高"])), draw(st.sampled_from(FIELDS))) for _ in range(people)]
    minutes = [[draw(st.sampled_from([20.0, 60.0, 95.0])) for _ in range(2)] for _ in range(people)]
    rules = [rule("weekly", minimum_visits=draw(st.integers(1, 2)))]
    if draw(st.booleans()):
        # Three experts can be asked for at most three at once; the door refuses more.
        rules.append(
            rule("persons", minimum_persons=2, cadence=draw(st.sampled_from(["week", "day"])), minimum_visits=None)
        )
    if draw(st.booleans()) and any(title == "副高" for title, _ in experts):
        rules.append(rule("senior", title_floor="副高", price=draw(st.sampled_from([None, 30]))))
    if draw(st.booleans()):
        rules.append(rule("county", place_kind="county", minimum_visits=draw(st.integers(1, 3)),
                          cadence=draw(st.sampled_from(["week", "day"]))))  # fmt: skip
    leaves = [
        (draw(st.integers(0, 2)), first, first + draw(st.integers(0, 1)))
        for first in draw(st.lists(st.integers(0, 2), max_size=2))
    ]
    demand = pd.DataFrame(
        [{"institution_code": "P0", "specialty": draw(st.sampled_from(FIELDS)), "visits": draw(st.integers(0, 2))}]
    )
    wishes = pd.DataFrame(
        [{"expert_code": "E0", "institution_code": "P1", "weekday": None, "points": draw(st.integers(-4, 4))},
         {"expert_code": "E1", "institution_code": None, "weekday": draw(st.integers(0, 4)),
          "points": draw(st.integers(-4, 4))}]
    )  # fmt: skip
    options = {
        "home_floor": {"儿科": draw(st.integers(0, 1))} if any(field == "儿科" for _, field in experts) else {},
        "most_per_week": draw(st.integers(1, 2)),
        "demand": demand,
        "preferences": wishes,
        "weights": PLAIN,
    }
    first = draw(st.sampled_from([MONDAY, MONDAY + dt.timedelta(days=4)]))
    return Question(experts, minutes, rules, leaves, first, 3 if first == MONDAY else 5, options)


@given(questions())
@settings(max_examples=25)
def test_the_proven_optimum_is_the_least_cost_of_all_rosters(question: Question) -> None:
    problem = question.problem()
    plan = solve_roster(problem, time_limit_s=20)
    assert plan.proven
    assert plan.objective == cost(problem, plan.cells) == min(cost(problem, cells) for cells in all_rosters(problem))
    assert plan.cells in {tuple(sorted(cells)) for cells in all_rosters(problem)}
    # The relaxation that bounds large rosters must never promise less cost than the best roster has.
    assert Aggregate(problem).bound(time_limit_s=5) <= plan.objective


def test_the_stages_for_large_rosters_reach_the_same_optimum() -> None:
    """Four experts, two townships, four weeks: the exact model alone, then the stages it is usually too small for."""
    question = Question(
        [("副高", "儿科"), ("副高", "儿科"), ("中级", "骨科"), ("中级", "骨科")],
        [[30, 60], [30, 60], [60, 30], [60, 30]],
        [rule("weekly"), rule("senior", title_floor="副高")], [(0, 7, 11)], days=26,
        options={"home_floor": {"儿科": 1}, "weights": PLAIN},
    )  # fmt: skip
    problem = question.problem()
    exact = solve_roster(problem, time_limit_s=20)
    staged = solve_roster(problem, time_limit_s=20, most_at_once=0)
    assert exact.proven and staged.proven
    assert exact.objective == staged.objective


def one_expert_two_places(**options: object) -> Question:
    return Question([("副高", "儿科")], [[30, 30]], options={"weights": PLAIN, **options})


def test_what_cannot_be_met_is_priced_and_named() -> None:
    """One expert, once a week, two townships: one lacks its visit (100), the other costs 1 + 5 for a new face."""
    plan = solve_roster(one_expert_two_places().problem())
    assert (plan.objective, plan.bound, plan.proven) == (106, 106, True)
    assert said(plan.lacking()[0]).endswith("2026 年第 10 周“每周一次”缺 1 次（100 分）。")


def test_a_rule_with_a_price_of_its_own_is_the_one_given_up() -> None:
    rules = [rule("cheap", places="P0", price=50), rule("dear", places="P1", price=500)]
    plan = solve_roster(Question([("副高", "儿科")], [[30, 30]], rules, options={"weights": PLAIN}).problem())
    assert [cell[1] for cell in plan.cells] == [1]


def test_the_same_question_gives_the_same_roster_twice() -> None:
    question = Question([("副高", "儿科"), ("副高", "骨科")], [[30, 40], [40, 30]], days=12, options={"weights": PLAIN})
    assert solve_roster(question.problem()).cells == solve_roster(question.problem()).cells


def test_a_pinned_visit_stands_though_another_day_and_expert_would_cost_less() -> None:
    pins = pd.DataFrame([{"expert_code": "E1", "institution_code": "P0", "visit_date": MONDAY + dt.timedelta(days=3)}])
    question = Question([("副高", "儿科"), ("副高", "儿科")], [[30], [30]], options={"pins": pins, "weights": PLAIN})
    assert (1, 0, 3) in solve_roster(question.problem()).cells


def test_an_expert_who_is_known_is_sent_again() -> None:
    history = pd.DataFrame([{"expert_code": "E1", "institution_code": "P0"}])
    question = Question(
        [("副高", "儿科"), ("副高", "儿科")], [[30], [30]], options={"history": history, "weights": PLAIN}
    )
    assert [cell[0] for cell in solve_roster(question.problem()).cells] == [1]


def test_nobody_is_sent_in_a_holiday_week_and_nothing_is_missing() -> None:
    """The Spring Festival of 2026: 15 to 23 February off."""
    question = Question([("副高", "儿科")], [[30]], first=dt.date(2026, 2, 16), days=7)
    assert question.calendar()["workdays"] == []
    longer = Question([("副高", "儿科")], [[30]], first=dt.date(2026, 2, 16), days=12)
    plan = solve_roster(longer.problem())
    assert not plan.score.missing
    assert {problem_day >= dt.date(2026, 2, 24) for problem_day in longer.problem().days} == {True}


def test_progress_is_told_and_answering_false_keeps_the_first_roster() -> None:
    told: list[tuple[float, float, float]] = []

    def stop(seconds: float, objective: float, bound: float) -> bool:
        told.append((seconds, objective, bound))
        return False

    question = Question([("副高", "儿科"), ("副高", "骨科")], [[30, 40], [40, 30]], days=12)
    plan = solve_roster(question.problem(), progress=stop)
    assert len(told) == 1 and plan.objective == told[0][1]


def test_a_first_roster_costs_what_its_visits_say() -> None:
    question = Question([("副高", "儿科"), ("中级", "骨科")], [[30, 40], [40, 30]], days=12, options={"weights": PLAIN})
    plan = solve_roster(question.problem())
    assert score(plan.problem, plan.cells).total == cost(plan.problem, plan.cells)
