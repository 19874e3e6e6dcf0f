"""English answers after a plan: the numbers of the Chinese ones, with no Chinese left over."""

import re

import numpy as np
import pytest

from planning.siting import SitingProblem, alternatives, outside_villages, prove, siting_problem, stability, why_not
from planning.siting.faults import SitingFault
from words.phrases import Phrase, Voice, said

NAMES = {"甲村": "Jia", "乙村": "Yi", "丙村": "Bing", "情景1": "normal"}
ENGLISH = Voice("en", "page", NAMES)


@pytest.fixture
def problem() -> SitingProblem:
    """Three villages 20 minutes apart on one road, 300, 200 and 100 residents; one site, 10 minutes."""
    minutes = np.array([[0.0, 20.0, 40.0], [20.0, 0.0, 20.0], [40.0, 20.0, 0.0]])
    ids = ("甲村", "乙村", "丙村")
    return siting_problem(
        minutes, [300.0, 200.0, 100.0], model="mclp", p=1, limit_min=10.0, demand_ids=ids, candidate_ids=ids
    )


def same_numbers(phrase: Phrase) -> bool:
    """Whether the English has every number of the Chinese, and no Chinese."""
    both = [said(phrase, voice) for voice in (Voice("zh", "page"), ENGLISH)]
    zh, en = (sorted(re.findall(r"\d+(?:\.\d+)?", text.replace(",", ""))) for text in both)
    return zh == en and not re.search("[\u4e00-\u9fff]", both[1])


def test_why_not_here_says_who_makes_way_and_what_is_lost(problem: SitingProblem):
    answer = why_not(problem, prove(problem), "乙村")
    assert said(answer.words, ENGLISH) == "With Yi, Jia makes way; fewer covered: 100 people."
    assert same_numbers(answer.words)


def test_a_village_outside_hears_where_it_stands_and_what_would_bring_it_in(problem: SitingProblem):
    found = {one.village: one for one in outside_villages(problem, prove(problem))}
    assert said(found["乙村"].words, ENGLISH) == (
        "Yi (200 people) is 20 min from the nearest site, Jia: 10.0 min too far; "
        "one more site at Yi would cover it, 200 more people in all; "
        "without a further site, Yi instead of Jia: 100 fewer people covered."
    )
    assert all(same_numbers(one.words) for one in found.values())


def test_a_season_in_which_the_plan_is_the_best_says_so(problem: SitingProblem):
    (view,) = stability(problem, prove(problem)).views
    assert said(view.words, ENGLISH) == "normal: this plan is the best (300 people)."


def test_another_plan_names_what_it_opens_and_what_differs(problem: SitingProblem):
    other, *_ = alternatives(problem, prove(problem), within=0.5).found
    assert said(other.words, ENGLISH) == (
        "Opens Yi and not Jia, 1 site in all, the objective differs by 33.33%; newly left out: Jia."
    )
    assert same_numbers(other.words)


def test_several_faults_are_all_told():
    with pytest.raises(SitingFault) as raised:
        siting_problem([[1.0]], [10.0], model="mclp", p=5, limit_min=0.0)
    told = raised.value.told(ENGLISH)
    assert "0 minutes; it must be over 0" in told.happened and "only 1 candidate can be used" in told.happened


def test_a_page_sets_no_space_and_no_letter_for_an_option():
    with pytest.raises(SitingFault) as raised:
        siting_problem([[1.0]], [10.0], model="mclp", p=5, limit_min=10.0)
    assert raised.value.next_step == "请减少 p 或增加候选点。"
    told = raised.value.told(Voice("zh", "page"))
    assert (told.happened, told.next_step) == (
        "要设5个点，可用的候选点只有1个。",
        "请减少新设点数或增加候选点。",
    )
