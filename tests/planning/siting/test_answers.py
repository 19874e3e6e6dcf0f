"""The answers around a plan: marginal curve, alternatives, "why not", villages outside, scenarios."""

import numpy as np
import pytest

from planning.siting import (
    alternatives,
    check_plan,
    knee,
    marginal_curve,
    outside_villages,
    prove,
    siting_problem,
    stability,
    why_not,
)
from planning.siting.answers import CurvePoint
from planning.siting.faults import UnknownId
from tests.planning.siting.counties import MINUTES, NAMES, RESIDENTS, random_county
from words.phrases import said


def question(**options):
    return siting_problem(MINUTES, RESIDENTS, **{"limit_min": 15.0, "model": "mclp", "p": 1, **NAMES, **options})


def test_the_second_site_adds_30_residents_and_the_third_adds_none():
    points = list(marginal_curve(question(), [1, 2, 3]))
    assert [point.objective for point in points] == [70.0, 100.0, 100.0]
    assert [point.gain for point in points] == [None, 30.0, 0.0]


def test_the_knee_is_where_the_curve_flattens():
    curve = [CurvePoint(p, value, value, True, None) for p, value in enumerate([50, 90, 95, 98, 100], start=1)]
    assert knee(curve) == 2


def test_a_straight_curve_has_no_knee():
    assert knee([CurvePoint(p, 10.0 * p, None, True, None) for p in (1, 2, 3)]) is None


def test_forcing_a_in_costs_40_residents():
    problem = question()
    answer = why_not(problem, prove(problem), "a")
    assert answer.loss == 40.0
    assert "少覆盖 40 人" in said(answer.words)


def test_b_and_c_are_equally_good_so_the_other_costs_nothing():
    problem = question()
    plan = prove(problem)
    other = "c" if plan.sites == ("b",) else "b"
    assert why_not(problem, plan, other).loss == 0.0


def test_a_forbidden_site_is_told_apart_from_a_poor_one():
    problem = question(forbidden=["a"])
    assert "被设为禁止设点" in said(why_not(problem, prove(problem), "a").words)


def test_why_not_a_site_that_does_not_exist_is_refused():
    problem = question()
    with pytest.raises(UnknownId, match="d 不是候选点"):
        why_not(problem, prove(problem), "d")


def test_the_only_alternative_to_b_is_c_and_the_list_is_complete():
    problem = question()
    plan = prove(problem)
    listed = alternatives(problem, plan)
    assert listed.complete
    assert [set(other.opens) | set(other.drops) for other in listed.found] == [{"b", "c"}]
    assert listed.found[0].given_up == 0.0


@pytest.mark.parametrize("model", ["lscp", "mclp", "p-median", "p-center"])
def test_three_alternatives_are_feasible_distinct_and_within_one_per_cent(model):
    minutes, residents = random_county(60, 60, 8)
    problem = siting_problem(minutes, residents, model=model, p=12, limit_min=14.0 if model[0] in "lm" else None)
    plan = prove(problem)
    listed = alternatives(problem, plan)
    assert len(listed.found) == 3
    assert len({frozenset(other.plan.sites) for other in listed.found} | {frozenset(plan.sites)}) == 4
    for other in listed.found:
        assert check_plan(problem, other.plan) == []
        assert other.given_up <= 0.01 + 1e-9


def test_alternatives_of_a_county_with_room_respect_the_room():
    minutes, residents = random_county(14, 8, 6)
    room = np.full(8, residents.sum() / 3)
    problem = siting_problem(minutes, residents, model="p-median", p=4, capacity=room)
    plan = prove(problem)
    for other in alternatives(problem, plan, within=0.2).found:
        assert check_plan(problem, other.plan) == []


def test_a_village_outside_is_told_how_many_minutes_it_is_short_and_what_would_bring_it_in():
    problem = question()
    outside = {village.village: village for village in outside_villages(problem, prove(problem))}
    assert list(outside) == ["乙村", "甲村"]  # most residents first
    first = outside["乙村"]
    assert (first.extra_site, first.extra_gain) == ("a", 30.0)  # 甲 10 + 乙 20
    assert first.swap is not None and first.swap[1] == "a" and first.swap_loss == 40.0


def test_a_village_beyond_every_candidate_is_told_so():
    problem = question(limit_min=12.0)
    village = next(v for v in outside_villages(problem, prove(problem)) if v.village == "乙村")
    assert village.extra_site is None and "候选点中最近的 a 也要 15 分钟" in said(village.words)


def test_the_plan_for_both_seasons_loses_nothing_in_snow_and_nothing_in_summer():
    snow = MINUTES + np.array([0.0, 0.0, 20.0])
    problem = siting_problem(
        np.stack([MINUTES, snow]),
        RESIDENTS,
        model="mclp",
        p=1,
        limit_min=15.0,
        scenario_names=["平日", "雪天"],
        **NAMES,
    )
    answer = stability(problem, prove(problem))
    assert [view.regret for view in answer.views] == [0.0, 0.0]
    assert answer.chosen_in["b"] >= 1
