"""Branching on sites proves the same p-median optimum as trying everything, and as HiGHS."""

import numpy as np
import pytest

from planning.siting import check_plan, prove, siting_problem
from planning.siting.branching import branch_p_median, suits
from planning.siting.faults import SitingFault
from planning.siting.lagrangian import bound_p_median
from planning.siting.plan import measure
from planning.siting.program import Deadline
from planning.siting.proof import first_answer
from tests.planning.siting.brute_force import best_objective, random_question
from tests.planning.siting.counties import random_county


@pytest.mark.parametrize("option", ["plain", "keep", "may close", "forbid", "require", "set aside", "no limit"])
def test_branching_finds_the_optimum_of_small_questions(option):
    compared = 0
    for seed in range(1, 400):
        problem = random_question("p-median", option, seed)
        try:
            early = None if problem is None else first_answer(problem)
        except SitingFault:
            continue
        if early is None or not suits(problem):
            continue
        opened = np.isin(problem.candidate_ids, early.sites)
        done = branch_p_median(problem, bound_p_median(problem, opened), Deadline(20.0))
        assert done.proven
        assert measure(problem, done.opened).objective == pytest.approx(best_objective(problem)), (option, seed)
        compared += 1
        if compared == 60:
            break
    assert compared == 60


@pytest.mark.parametrize(("p", "whole"), [(3, True), (3, False), (6, True), (12, False)])
def test_branching_and_highs_agree_on_a_county_of_seventy_villages(p, whole):
    minutes, residents = random_county(70, 70, p)
    problem = siting_problem(minutes.round() if whole else minutes, residents, model="p-median", p=p)
    branched = prove(problem, most_for_highs=-1)
    by_highs = prove(problem, most_for_highs=10**9)
    assert branched.proven and by_highs.proven
    assert branched.objective == pytest.approx(by_highs.objective, rel=1e-6)
    assert check_plan(problem, branched) == []


def test_branching_out_of_time_keeps_a_true_bound():
    minutes, residents = random_county(70, 70, 5)
    problem = siting_problem(minutes, residents, model="p-median", p=5)
    early = first_answer(problem)
    reduced = bound_p_median(problem, np.isin(problem.candidate_ids, early.sites))
    stopped = branch_p_median(problem, reduced, Deadline(0.0))
    assert not stopped.proven
    assert stopped.bound <= prove(problem).objective
