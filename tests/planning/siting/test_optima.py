"""The proven optimum is the optimum: compared with trying everything, on small random questions."""

import math

import pytest

from planning.siting.checker import check_plan
from planning.siting.faults import NoFeasiblePlan
from planning.siting.problem import Model
from planning.siting.proof import first_answer, prove
from tests.examples import examples
from tests.planning.siting.brute_force import MODEL_OPTIONS, best_objective, most_backed_up, random_question

INSTANCES = examples(80)
EARLY = examples(20)  # first answers looked at in each case
CASES = [(model, option) for model, options in MODEL_OPTIONS.items() for option in options]


@pytest.mark.parametrize(("model", "option"), CASES)
def test_the_proven_optimum_equals_trying_every_set_of_sites(model: Model, option: str) -> None:
    compared, seed = 0, 0
    while compared < INSTANCES:
        seed += 1
        problem = random_question(model, option, seed)
        if problem is None:
            continue
        compared += 1
        expected = best_objective(problem)
        if expected is None:
            with pytest.raises(NoFeasiblePlan) as refused:
                prove(problem)
            assert refused.value.villages or problem.floor_sites
            continue
        plan = prove(problem)
        assert plan.proven
        assert math.isclose(plan.objective, expected, rel_tol=1e-7, abs_tol=1e-9), (model, option, seed)
        assert check_plan(problem, plan) == [], (model, option, seed)
        if option == "backup most":
            assert plan.backed_up == pytest.approx(most_backed_up(problem, len(plan.sites)))
        early = first_answer(problem) if compared <= EARLY else None
        if early is not None:
            assert check_plan(problem, early) == [], (model, option, seed)
            worse = early.objective <= expected + 1e-9 if model == "mclp" else early.objective >= expected - 1e-9
            assert worse, (model, option, seed)
