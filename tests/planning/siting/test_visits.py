"""Specialist-days go where and when they reach most residents."""

import itertools
import math

import numpy as np
import pytest

from planning.siting import plan_visits
from planning.siting.faults import SeveralFaults, SitingFault

# Three villages, two townships: 东 reaches 一 and 二, 西 reaches 三.
ASKED = {
    "minutes": [[10.0, 90.0], [15.0, 90.0], [90.0, 5.0]],
    "weights": [10.0, 20.0, 25.0],
    "limit_min": 15.0,
    "days": ("周一", "周二", "下周一"),
    "periods": ("第1周", "第1周", "第2周"),
    "villages": ("一", "二", "三"),
    "townships": ("东", "西"),
}


def test_one_day_goes_to_the_township_with_most_residents_in_reach():
    plan = plan_visits(**ASKED, specialist_days=1)
    assert (plan.objective, plan.visits[0].township, plan.proven) == (30.0, "东", True)
    assert plan.never_reached == ("三",)


def test_three_days_reach_30_and_25_in_week_one_and_30_in_week_two():
    plan = plan_visits(**ASKED, specialist_days=3)
    assert plan.objective == 85.0
    assert plan.reached_by_period == {"第1周": 55.0, "第2周": 30.0}
    assert [visit.adds for visit in plan.visits] == [30.0, 30.0, 25.0]


def test_a_second_visit_in_the_same_week_adds_nothing_and_is_not_made():
    plan = plan_visits(
        **{**ASKED, "days": ("周一", "周二"), "periods": ("周", "周")}, specialist_days=2, open_days=[[1, 1], [0, 0]]
    )
    assert len(plan.visits) == 1


def test_no_day_has_more_visits_than_specialists():
    plan = plan_visits(**{**ASKED, "days": ("周一",), "periods": ("周",)}, specialist_days=2)
    assert [visit.township for visit in plan.visits] == ["东"]


def test_a_visit_already_agreed_counts_and_is_not_repeated():
    planned = np.array([[True, False, False], [False, False, False]])
    plan = plan_visits(**ASKED, specialist_days=1, planned=planned)
    assert plan.objective == 60.0  # 30 agreed in week 1, 30 by 东 in week 2
    assert (plan.visits[0].township, plan.visits[0].period) == ("东", "第2周")


def test_visits_keep_to_the_days_a_place_is_open():
    plan = plan_visits(**ASKED, specialist_days=1, open_days=[[False, True, False], [True, True, True]])
    assert plan.visits[0].day == "周二"


@pytest.mark.parametrize("seed", range(40))
def test_the_proven_visit_plan_equals_trying_every_set_of_visits(seed):
    rng = np.random.default_rng(seed)
    minutes, weights = rng.integers(1, 40, (6, 3)).astype(float), rng.integers(1, 50, 6).astype(float)
    open_days, periods = rng.random((3, 3)) < 0.7, np.array([0, 0, 1])
    budget = int(rng.integers(1, 4))
    best = 0.0
    for days in itertools.product((0, 1), repeat=9):
        visits = np.array(days, dtype=bool).reshape(3, 3)
        if visits.sum() <= budget and not (visits & ~open_days).any() and visits.sum(axis=0).max() <= 1:
            reached = sum(
                weights[village]
                for period in (0, 1)
                for village in range(6)
                if any(minutes[village, t] <= 20 and visits[t, periods == period].any() for t in range(3))
            )
            best = max(best, float(reached))
    plan = plan_visits(
        minutes,
        weights,
        limit_min=20.0,
        specialist_days=budget,
        days=("1", "2", "3"),
        periods=("a", "a", "b"),
        villages=tuple("uvwxyz"),
        townships=("p", "q", "r"),
        open_days=open_days,
    )
    assert plan.objective == best
    assert sum(visit.adds for visit in plan.visits) == best


def test_no_specialist_days_and_a_limit_of_zero_are_both_reported():
    with pytest.raises(SeveralFaults, match="上限是 0"):
        plan_visits(**{**ASKED, "limit_min": 0}, specialist_days=0)


@pytest.mark.parametrize(
    "changes",
    [
        {"minutes": [[5.0, 50.0], [50.0]]},
        {"minutes": [["near", "far"], ["far", "near"]]},
        {"weights": [100.0, math.inf]},
        {"weights": [100.0, None]},
        {"limit_min": math.nan},
        {"limit_min": math.inf},
        {"specialist_days": 1.5},
        {"specialist_days": math.nan},
        {"specialists": [1]},
        {"specialists": [1, -1]},
        {"specialists": [1, math.nan]},
        {"specialists": [1, 0.5]},
        {"open_days": [[True, True]]},
        {"planned": [[True], [True]]},
        {"most_per_township": 0},
        {"time_limit_s": math.nan},
        {"time_limit_s": -1.0},
        {"days": []},
        {"periods": ["w"]},
    ],
)
def test_a_question_of_visits_that_means_nothing_is_a_fault_and_no_traceback(changes):
    sound = {
        "minutes": [[5.0, 50.0], [50.0, 5.0]], "weights": [100.0, 50.0], "limit_min": 15.0, "specialist_days": 1,
        "days": ["d1", "d2"], "periods": ["w", "w"], "villages": ["V1", "V2"], "townships": ["T1", "T2"],
    }  # fmt: skip
    assert plan_visits(**sound).objective == 100.0
    with pytest.raises(SitingFault):
        plan_visits(**{**sound, **changes})
