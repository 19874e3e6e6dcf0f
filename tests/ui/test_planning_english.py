"""English answers after a plan: composed from the engine's figures, with no Chinese left over."""

import re

import numpy as np
import pytest

from pages.planning.english import _FAULTS, alternative_words, fault_words, outside_words, season_words, why_words
from planning.siting import SitingProblem, alternatives, outside_villages, prove, siting_problem, stability, why_not
from planning.siting.faults import DuplicateId, SitingFault, UnknownId, WrongShape
from planning.siting.files import UnreadableFile

NAMES = {"甲村": "Jia", "乙村": "Yi", "丙村": "Bing"}


@pytest.fixture
def problem() -> SitingProblem:
    """Three villages 20 minutes apart on one road, 300, 200 and 100 residents; one site, 10 minutes."""
    minutes = np.array([[0.0, 20.0, 40.0], [20.0, 0.0, 20.0], [40.0, 20.0, 0.0]])
    ids = tuple(NAMES)
    return siting_problem(
        minutes, [300.0, 200.0, 100.0], model="mclp", p=1, limit_min=10.0, demand_ids=ids, candidate_ids=ids
    )


def test_why_not_here_says_who_makes_way_and_what_is_lost(problem: SitingProblem):
    plan = prove(problem)
    answer = why_not(problem, plan, "乙村")
    words = why_words(answer, plan.sites, plan.model, NAMES)
    assert words == "With Yi, Jia makes way: 100.0 fewer residents covered."


def test_a_village_outside_hears_what_would_bring_it_in(problem: SitingProblem):
    plan = prove(problem)
    found = {one.village: outside_words(one, NAMES) for one in outside_villages(problem, plan)}
    assert found["乙村"] == (
        "one more site at Yi: 200 more residents covered; "
        "without a further site, Yi instead of Jia: 100 residents fewer"
    )


def test_a_season_in_which_the_plan_is_the_best_says_so(problem: SitingProblem):
    plan = prove(problem)
    (view,) = stability(problem, plan).views
    assert season_words(view, "normal", plan.model) == "normal: this plan is the best (300 residents)."


def test_another_plan_names_what_it_opens_and_what_differs(problem: SitingProblem):
    plan = prove(problem)
    other, *_ = alternatives(problem, plan, within=0.5).found
    words = alternative_words(other, plan.uncovered, NAMES)
    assert words == (
        "This plan opens Yi instead of Jia; 1 sites in all, the objective differs by 33.33%; newly left out: Jia."
    )


def test_every_kind_of_fault_has_an_english_half_for_each_question():
    """A kind added later would fall back on words that say nothing."""
    kinds = {kind for kind in SitingFault.__subclasses__() if kind.__name__ != "SeveralFaults"}
    of_files = {DuplicateId, UnknownId, UnreadableFile, WrongShape}  # of the command line alone
    assert kinds - _FAULTS.keys() == of_files
    for what, then in _FAULTS.values():
        assert not re.search("[\u4e00-\u9fff]", what + then) and what.endswith(".") and then.endswith(".")


def test_several_faults_are_all_told():
    with pytest.raises(SitingFault) as raised:
        siting_problem([[1.0]], [10.0], model="mclp", p=5, limit_min=0.0)
    words, _ = fault_words(raised.value)
    assert "time limit must be above zero" in words and "number of new sites" in words
