"""What each site adds, worked out by hand; and a study that gives the same answers as the functions it runs."""

import pytest

from planning.siting import (
    StudyJob,
    alternatives,
    marginal_curve,
    outside_villages,
    prove,
    site_gains,
    siting_problem,
    stability,
)
from tests.planning.siting.counties import MINUTES, NAMES, RESIDENTS, random_county


def test_the_site_that_adds_most_comes_first_and_nobody_is_counted_twice():
    """b takes 丙 and 丁 (70), then a takes 甲 and 乙 (30); c would add nothing to b."""
    problem = siting_problem(MINUTES, RESIDENTS, model="mclp", p=2, limit_min=15.0, required=["b"], **NAMES)
    gains = site_gains(problem, prove(problem), 15.0)
    assert [(gain.site, gain.adds) for gain in gains] == [("b", 70.0), ("a", 30.0)]


def test_a_site_serves_the_villages_that_go_to_it():
    problem = siting_problem(MINUTES, RESIDENTS, model="mclp", p=2, limit_min=15.0, required=["b"], **NAMES)
    b, a = site_gains(problem, prove(problem), 15.0)
    assert (b.serves, b.villages, b.farthest_min) == (70.0, 2, 10.0)
    assert (a.serves, a.villages, a.farthest_min) == (30.0, 2, 15.0)


def test_what_stands_already_is_the_ground_that_new_sites_add_to():
    """With c standing, b adds nobody."""
    problem = siting_problem(
        MINUTES, RESIDENTS, model="mclp", p=1, limit_min=15.0, existing=["c"], required=["b"], **NAMES
    )
    assert [(gain.site, gain.adds) for gain in site_gains(problem, prove(problem), 15.0)] == [("b", 0.0)]


def test_a_model_without_limit_reports_who_is_within_the_one_asked_for():
    """a and b: 甲 5, 丙 10, 丁 9 are within 12 minutes; 乙 at 15 is not."""
    problem = siting_problem(MINUTES, RESIDENTS, model="p-median", p=2, required=["a", "b"], **NAMES)
    gains = site_gains(problem, prove(problem), 12.0)
    assert [(gain.site, gain.adds) for gain in gains] == [("b", 70.0), ("a", 10.0)]


@pytest.mark.parametrize("model", ["mclp", "p-center"])
def test_a_study_ends_with_what_its_questions_answer_one_by_one(model: str):
    minutes, residents = random_county(30, 15, 4)
    limit = 15.0 if model == "mclp" else None
    problem = siting_problem(minutes, residents, model=model, p=3, limit_min=limit)
    plan = prove(problem)
    study, running = StudyJob(problem, plan, [1, 2, 3]).wait()
    assert not running and study.curve_done
    assert study.curve == tuple(marginal_curve(problem, [1, 2, 3]))
    assert study.outside == tuple(outside_villages(problem, plan))
    assert study.alternatives is not None and study.stability is not None
    assert [one.opens for one in study.alternatives.found] == [one.opens for one in alternatives(problem, plan).found]
    assert study.stability.views == stability(problem, plan).views


def test_a_cancelled_study_keeps_what_it_knows_and_ends():
    minutes, residents = random_county(200, 200, 1)
    problem = siting_problem(minutes, residents, model="mclp", p=5, limit_min=10.0)
    job = StudyJob(problem, prove(problem), range(1, 60))
    job.cancel()
    _, running = job.state()
    assert not running
