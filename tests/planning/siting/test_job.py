"""A proof in its own process: progress can be read, the answer arrives whole, a stop is a stop."""

import pytest

from planning.siting import NoFeasiblePlan, prove, siting_problem
from planning.siting.faults import Cancelled
from planning.siting.job import SitingJob
from tests.planning.siting.counties import MINUTES, NAMES, RESIDENTS, random_county


def test_a_job_ends_with_the_plan_that_prove_gives():
    problem = siting_problem(MINUTES, RESIDENTS, model="mclp", p=1, limit_min=15.0, **NAMES)
    with SitingJob(problem) as job:
        end = job.wait()
    assert end.best is not None and not end.running
    assert (end.best.sites, end.best.proven) == (prove(problem).sites, True)
    assert [step.stage for step in end.progress][-1] == "stage_done"


def test_a_cancelled_job_keeps_its_first_answer_and_claims_no_proof():
    minutes, residents = random_county(400, 400, 1)
    job = SitingJob(siting_problem(minutes, residents, model="p-center", p=30))
    early = job.state()
    assert early.running and early.best is not None
    end = job.cancel()
    assert not end.running and isinstance(end.fault, Cancelled)
    assert end.best is not None and not end.best.proven


def test_a_job_that_finds_no_plan_says_why():
    problem = siting_problem(MINUTES, RESIDENTS, model="p-median", p=1, limit_min=15.0, **NAMES)
    with SitingJob(problem) as job:
        end = job.wait()
    assert end.best is None and isinstance(end.fault, NoFeasiblePlan)


def test_a_job_with_villages_out_of_reach_is_refused_at_once():
    with pytest.raises(NoFeasiblePlan):
        SitingJob(siting_problem(MINUTES, RESIDENTS, model="lscp", limit_min=4.0, **NAMES))
