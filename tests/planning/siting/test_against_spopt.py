"""The same questions through PySAL spopt with CBC give the same optimum."""

from types import ModuleType

import pytest

from planning.siting import prove, siting_problem
from tests.planning.siting.counties import random_county

# PuLP 3 announces PuLP 4 with every variable.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def peers() -> ModuleType:
    """spopt's models. Imported for these tests alone: it brings libpysal and matplotlib, seconds for every worker."""
    from spopt import locate

    return locate


@pytest.fixture(scope="module")
def cbc():
    """The solver that spopt's models are solved with."""
    import pulp

    return pulp.PULP_CBC_CMD(msg=False)


@pytest.mark.parametrize("seed", range(5))
def test_lscp_opens_as_many_sites_as_spopt(seed, peers, cbc):
    minutes, residents = random_county(40, 30, seed)
    peer = peers.LSCP.from_cost_matrix(minutes, 25.0).solve(cbc)
    assert (
        prove(siting_problem(minutes, residents, model="lscp", limit_min=25.0)).objective
        == peer.problem.objective.value()
    )


@pytest.mark.parametrize("seed", range(5))
def test_backup_cover_backs_up_as_many_villages_as_spopt(seed, peers, cbc):
    minutes, residents = random_county(30, 25, seed)
    peer = peers.LSCPB.from_cost_matrix(minutes, 40.0, cbc).solve()
    plan = prove(siting_problem(minutes, residents * 0 + 1, model="lscp", limit_min=40.0, backup="most"))
    assert plan.backed_up == pytest.approx(peer.problem.objective.value())


@pytest.mark.parametrize("seed", range(5))
def test_mclp_covers_as_many_residents_as_spopt(seed, peers, cbc):
    minutes, residents = random_county(50, 40, seed)
    peer = peers.MCLP.from_cost_matrix(minutes, residents, 12.0, 6).solve(cbc)
    plan = prove(siting_problem(minutes, residents, model="mclp", limit_min=12.0, p=6))
    assert plan.objective == pytest.approx(peer.problem.objective.value())


@pytest.mark.parametrize("seed", range(5))
def test_p_median_takes_as_many_person_minutes_as_spopt(seed, peers, cbc):
    minutes, residents = random_county(30, 20, seed)
    peer = peers.PMedian.from_cost_matrix(minutes, residents, 5).solve(cbc)
    plan = prove(siting_problem(minutes, residents, model="p-median", p=5))
    assert plan.objective == pytest.approx(peer.problem.objective.value())


@pytest.mark.parametrize("seed", range(3))
def test_p_center_leaves_the_worst_village_as_far_as_spopt(seed, peers, cbc):
    minutes, residents = random_county(20, 12, seed)
    peer = peers.PCenter.from_cost_matrix(minutes, 4).solve(cbc)
    plan = prove(siting_problem(minutes, residents, model="p-center", p=4))
    assert plan.objective == pytest.approx(peer.problem.objective.value(), abs=1e-4)
