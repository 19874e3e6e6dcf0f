"""What a plan says, on a county small enough to solve by hand."""

from dataclasses import replace

import numpy as np
import pytest

from planning.siting import (
    NoFeasiblePlan,
    SitingFault,
    TimeRanOut,
    check_plan,
    first_answer,
    prove,
    siting_problem,
    solve,
)
from planning.siting.proof import Progress
from tests.planning.siting.counties import MINUTES, NAMES, RESIDENTS, random_county
from words.phrases import said


def question(**options):
    return siting_problem(MINUTES, RESIDENTS, **{"limit_min": 15.0, **NAMES, **options})


@pytest.mark.parametrize(("minutes", "covered"), [(14.999, 7.0), (15.0, 7.0), (15.001, 0.0)])
def test_a_village_exactly_at_the_limit_is_covered_and_one_just_beyond_is_not(minutes, covered):
    assert prove(siting_problem([[minutes]], [7.0], model="mclp", p=1, limit_min=15.0)).objective == covered


@pytest.mark.parametrize("model", ["lscp", "p-median", "p-center"])
def test_a_county_where_every_village_is_set_aside_still_gets_an_answer(model):
    problem = siting_problem([[90.0]], [7.0], model=model, p=1, limit_min=15.0, leave_out_unreachable=True)
    plan = prove(problem)
    assert (plan.objective, plan.left_out) == (0.0, ("1",))
    assert check_plan(problem, plan) == []


def test_sites_are_listed_in_the_order_of_the_question():
    minutes, residents = random_county(30, 20, 9)
    plan = prove(siting_problem(minutes, residents, model="mclp", p=8, limit_min=12.0))
    assert list(plan.sites) == sorted(plan.sites, key=int)


def test_two_sites_cover_the_four_villages_and_one_cannot():
    plan = prove(question(model="lscp"))
    assert (plan.objective, plan.proven, plan.gap) == (2.0, True, 0.0)
    assert "a" in plan.sites and plan.uncovered == ()


def test_one_site_covers_at_most_seventy_residents():
    plan = prove(question(model="mclp", p=1))
    assert plan.objective == 70.0
    assert plan.uncovered == ("甲村", "乙村")
    assert said(plan.certainty()) == "已证明最优"


def test_least_person_minutes_are_760_with_a_and_c():
    # 甲 10×5 + 乙 20×15 + 丙 30×3 + 丁 40×8 = 760
    plan = prove(question(model="p-median", p=2))
    assert plan.objective == pytest.approx(760.0)
    assert plan.assignment == {"甲村": "a", "乙村": "a", "丙村": "c", "丁村": "c"}


def test_the_worst_village_is_15_minutes_away_whatever_is_built():
    assert prove(question(model="p-center", p=2, limit_min=None)).objective == 15.0


def test_an_existing_site_is_kept_and_takes_none_of_the_new_sites():
    plan = prove(question(model="mclp", p=1, existing=["a"]))
    assert plan.objective == 100.0
    assert plan.new_sites in (("b",), ("c",)) and "a" in plan.sites


def test_an_existing_site_closes_only_where_that_is_allowed():
    plan = prove(question(model="mclp", p=1, existing=["a"], existing_may_close=True))
    assert plan.closed == ("a",) and plan.objective == 70.0


def test_p_sites_open_even_where_fewer_would_do_and_the_spare_one_is_named():
    plan = prove(question(model="mclp", p=3))
    assert len(plan.sites) == 3 and len(plan.spare) == 1


def test_a_clinic_for_30_residents_cannot_take_the_village_of_40():
    plan = prove(question(model="mclp", p=2, capacity=[30, 30, 30]))
    assert plan.objective == 60.0  # 甲 10 + 乙 20 at a, 丙 30 at b or c; 丁 40 fits nowhere
    assert "丁村" in plan.uncovered


def test_a_budget_of_five_buys_the_cheap_site():
    plan = prove(question(model="mclp", budget=5.0, cost=[5, 6, 6]))
    assert plan.sites == ("a",) and plan.objective == 30.0


def test_a_township_floor_moves_the_only_site_to_the_smaller_half():
    floor = {"demand_township": ["东", "东", "西", "西"], "floor_share": {"东": 0.6}}
    assert prove(question(model="mclp", p=1, **floor)).sites == ("a",)


def test_backup_cover_is_refused_where_a_village_has_one_candidate_and_names_it():
    with pytest.raises(NoFeasiblePlan) as refused:
        prove(question(model="lscp", backup="every"))
    assert refused.value.villages == ("甲村", "乙村")


def test_most_backup_keeps_the_fewest_sites():
    plan = prove(question(model="lscp", backup="most"))
    assert plan.objective == 2.0 and plan.backed_up == 0.0


def test_the_robust_plan_holds_in_snow():
    snow = MINUTES + np.array([0.0, 0.0, 20.0])  # candidate c is cut off from 丙 and 丁 in snow
    plan = prove(siting_problem(np.stack([MINUTES, snow]), RESIDENTS, model="mclp", p=1, limit_min=15.0, **NAMES))
    assert plan.sites == ("b",)
    assert set(plan.by_scenario.values()) == {70.0}


def test_a_village_nobody_reaches_makes_full_cover_impossible_and_is_named_with_its_minutes():
    with pytest.raises(NoFeasiblePlan, match=r"乙村（最近 15 分钟）") as refused:
        prove(question(model="lscp", limit_min=12.0))
    assert refused.value.villages == ("乙村",)


def test_a_village_nobody_reaches_may_be_set_aside_and_is_then_named_in_the_plan():
    plan = prove(question(model="lscp", limit_min=12.0, leave_out_unreachable=True))
    assert plan.left_out == ("乙村",) == plan.uncovered and plan.objective == 2.0


def test_too_few_sites_are_refused_with_both_numbers():
    with pytest.raises(NoFeasiblePlan, match=r"至少要设 2 个点，现在是 1 个"):
        prove(question(model="p-median", p=1))


def test_a_budget_too_small_is_refused_with_both_sums():
    with pytest.raises(NoFeasiblePlan, match=r"至少要花 11，预算是 7"):
        prove(question(model="lscp", budget=7.0, cost=[5, 6, 6]))


def test_a_floor_out_of_reach_is_refused_with_both_shares():
    floor = {"demand_township": ["东", "东", "西", "西"], "floor_share": {"西": 0.5}, "forbidden": ["b", "c"]}
    with pytest.raises(NoFeasiblePlan, match=r"西最多覆盖 0.0%，底线是 50.0%") as refused:
        prove(question(model="mclp", p=1, **floor))
    assert refused.value.villages == ("丙村", "丁村")


def test_a_search_out_of_time_is_never_called_infeasible():
    minutes, residents = random_county(120, 120, 5)
    tight = siting_problem(minutes, residents, model="lscp", limit_min=9.0, cost=np.ones(120), budget=30.0)
    try:
        plan = prove(tight, time_limit_s=0.0)
    except TimeRanOut as stopped:
        assert "没有证明不存在方案" in stopped.happened
    else:
        assert not plan.proven


def test_time_running_out_gives_the_first_answer_without_a_claim():
    minutes, residents = random_county(150, 150, 3)
    plan = prove(siting_problem(minutes, residents, model="mclp", p=10, limit_min=10.0), time_limit_s=0.0)
    assert not plan.proven and said(plan.certainty()) == "初步方案，正在求证"


def test_the_gap_in_words_is_rounded_up():
    plan = prove(question(model="mclp", p=1))
    assert said(replace(plan, proven=False, gap=0.0071).certainty()) == "与最优相差不超过 0.8%"


def test_a_reader_who_stops_gets_the_best_plan_so_far():
    plan = prove(question(model="mclp", p=1), should_stop=lambda: True)
    assert plan.sites and not plan.proven


def test_progress_ends_with_a_bound_that_meets_the_plan():
    heard: list[Progress] = []
    plan = prove(question(model="p-center", p=2), on_progress=heard.append)
    assert heard[-1].bound == heard[-1].objective == plan.objective


def test_the_first_answer_comes_before_the_proof():
    early, proven = solve(question(model="mclp", p=2))
    assert not early.proven and proven.proven
    assert early.objective <= proven.objective


@pytest.mark.parametrize("model", ["lscp", "mclp", "p-median", "p-center"])
def test_relabelling_and_reordering_sites_changes_nothing(model):
    minutes, residents = random_county(40, 25, 11)
    options = {"model": model, "limit_min": 25.0, "p": 6}
    plan = prove(siting_problem(minutes, residents, **options))
    order = np.random.default_rng(4).permutation(25)
    labels = [f"site-{place + 1}" for place in order]
    again = prove(siting_problem(minutes[:, order], residents, candidate_ids=labels, **options))
    assert again.objective == plan.objective
    assert {name.removeprefix("site-") for name in again.sites} == set(plan.sites)


@pytest.mark.parametrize("model", ["mclp", "p-median", "p-center"])
def test_the_first_answer_is_within_a_tenth_of_the_optimum(model):
    minutes, residents = random_county(80, 80, 2)
    problem = siting_problem(minutes, residents, model=model, p=8, limit_min=15.0 if model == "mclp" else None)
    early, best = first_answer(problem), prove(problem)
    assert early is not None and check_plan(problem, best) == []
    assert abs(early.objective - best.objective) <= 0.1 * best.objective


def test_every_fault_is_a_siting_fault_in_chinese():
    with pytest.raises(SitingFault) as refused:
        question(model="mclp", p=9, limit_min=0.0)
    assert "上限是 0 分钟" in str(refused.value) and "要设 9 个点，可用的候选点只有 3 个" in str(refused.value)
