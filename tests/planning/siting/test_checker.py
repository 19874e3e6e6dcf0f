"""The independent checker agrees with sound plans and catches each kind of false one."""

from dataclasses import replace

import pytest

from planning.siting import check_plan, prove, siting_problem
from tests.planning.siting.counties import MINUTES, NAMES, RESIDENTS


def solved(**options):
    problem = siting_problem(MINUTES, RESIDENTS, **{"limit_min": 15.0, "model": "mclp", "p": 1, **NAMES, **options})
    return problem, prove(problem)


def test_a_sound_plan_has_nothing_against_it():
    assert check_plan(*solved()) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"objective": 71.0}, "目标值应为 70.0，方案写的是 71.0"),
        ({"sites": ("a", "b")}, "方案占用 2 个名额，p 是 1"),
        ({"sites": ("z",)}, "z 不是候选点"),
        ({"uncovered": ()}, "甲村 是否覆盖与方案所说不符"),
        ({"bound": 60.0}, "好过界限 60.0"),
        ({"bound": 80.0}, "与界限 80.0 却不相等"),
    ],
)
def test_a_false_plan_is_caught(change, words):
    problem, plan = solved()
    assert any(words in fault for fault in check_plan(problem, replace(plan, **change)))


def test_a_plan_that_leaves_a_village_out_is_caught():
    problem, plan = solved(model="p-median", p=2)
    faults = check_plan(problem, replace(plan, sites=("b", "c"), assignment={}))
    assert any("甲村 没有被覆盖" in fault for fault in faults)


def test_an_overfull_clinic_is_caught():
    problem, plan = solved(model="p-median", p=2, capacity=[35, 30, 75])
    full = replace(plan, assignment={**plan.assignment, "丙村": "a", "丁村": "a"})
    assert any("a 要服务 100.0 人，只能接 35.0 人" in fault for fault in check_plan(problem, full))


def test_a_dropped_existing_site_is_caught():
    problem, plan = solved(existing=["a"])
    assert any("a 应当保留" in fault for fault in check_plan(problem, replace(plan, sites=("b",))))


def test_money_beyond_the_budget_is_caught():
    problem, plan = solved(p=None, budget=5.0, cost=[5, 6, 6])
    assert any("方案花费 6.0，预算是 5.0" in fault for fault in check_plan(problem, replace(plan, sites=("b",))))
