"""Scores per resident: equal to PySAL access, and every doctor handed out once."""

import warnings

import numpy as np
import pandas as pd
import pytest

from travel.accessibility import (
    E2SFCA_WEIGHTS,
    balanced_fca,
    enhanced_two_step_fca,
    step_weights,
    two_step_fca,
)
from travel.shortest import OdTable

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from access import Access, weights

# access 1.1 calls pandas in a way pandas 3 warns about.
pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword")


def pairs_of(origin, destination, minutes):
    return OdTable(origin, destination, minutes, np.zeros(len(minutes), dtype=bool))


def random_case(seed, n=60, m=9):
    rng = np.random.default_rng(seed)
    demand, supply = rng.integers(50, 3000, n).astype(float), rng.integers(1, 30, m).astype(float)
    minutes = np.round(rng.uniform(0, 60, (n, m)), 1)
    minutes[0, 0], minutes[1, 1], minutes[2, 2] = 10.0, 30.0, 30.1
    origin, destination = np.nonzero(minutes <= 45)
    return demand, supply, pairs_of(origin, destination, minutes[origin, destination])


def pysal(demand, supply, od):
    return Access(
        demand_df=pd.DataFrame({"id": np.arange(len(demand)), "people": demand}),
        demand_index="id",
        demand_value="people",
        supply_df=pd.DataFrame({"id": np.arange(len(supply)), "doctors": supply}),
        supply_index="id",
        supply_value="doctors",
        cost_df=pd.DataFrame({"o": od.origin, "d": od.destination, "minutes": od.minutes}),
        cost_origin="o",
        cost_dest="d",
        cost_name="minutes",
        neighbor_cost_df=pd.DataFrame({"o": od.origin, "d": od.origin, "minutes": 0.0}).drop_duplicates(),
        neighbor_cost_origin="o",
        neighbor_cost_dest="d",
        neighbor_cost_name="minutes",
    )


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("limit", [15, 30])
def test_2sfca_equals_pysal_access(seed, limit):
    demand, supply, od = random_case(seed)
    theirs = pysal(demand, supply, od).two_stage_fca(name="score", max_cost=limit)["score_doctors"].fillna(0)
    np.testing.assert_allclose(two_step_fca(demand, supply, od, limit_min=limit), theirs, rtol=0, atol=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_e2sfca_equals_pysal_access(seed):
    demand, supply, od = random_case(seed)
    decay = weights.step_fn({int(bound): weight for bound, weight in E2SFCA_WEIGHTS.items()})
    table = pysal(demand, supply, od).enhanced_two_stage_fca(name="score", weight_fn=decay, max_cost=30)
    theirs = table["score_doctors"].fillna(0)
    np.testing.assert_allclose(enhanced_two_step_fca(demand, supply, od), theirs, rtol=0, atol=1e-9)


def test_one_doctor_for_a_thousand_residents_is_one_per_thousand():
    score = two_step_fca(
        np.array([400.0, 600.0]),
        np.array([1.0]),
        pairs_of(np.array([0, 1]), np.array([0, 0]), np.array([5.0, 15.0])),
        limit_min=15,
    )
    assert score * 1000 == pytest.approx([1.0, 1.0])


def test_the_weight_of_a_pair_exactly_on_a_bound_is_that_of_the_nearer_step():
    assert step_weights(np.array([0.0, 10.0, 10.001, 20.0, 30.0, 30.001]), E2SFCA_WEIGHTS).tolist() == [
        1,
        1,
        0.68,
        0.68,
        0.22,
        0,
    ]


@pytest.mark.parametrize("score", [lambda *a: two_step_fca(*a, limit_min=30), enhanced_two_step_fca])
def test_every_doctor_in_reach_is_handed_out_exactly_once(score):
    demand, supply, od = random_case(7)
    assert (score(demand, supply, od) * demand).sum() == pytest.approx(supply.sum())


def test_the_balanced_score_counts_a_resident_once_where_2sfca_counts_him_twice():
    """Two clinics with one doctor each, both in reach of both villages of 500: one doctor per 500 at each clinic."""
    demand, supply = np.array([500.0, 500.0]), np.array([1.0, 1.0])
    od = pairs_of(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.full(4, 5.0))
    # 2SFCA: each clinic is asked by 1,000 and each village adds two clinics of 1/1000.
    assert two_step_fca(demand, supply, od, limit_min=15) == pytest.approx([0.002, 0.002])
    # Balanced: each clinic is asked by 250 + 250; its 1/500 is split over two villages; two clinics add up to 1/500.
    assert balanced_fca(demand, supply, od) == pytest.approx([0.002, 0.002])
    # One clinic more inflates the demand of 2SFCA and not of the balanced score.
    wide = pairs_of(np.array([0, 0, 1]), np.array([0, 1, 1]), np.full(3, 5.0))
    # Clinic 0: 250 people ask, all for village 0: 1/250. Clinic 1: 750 ask, 1/750, half to each village.
    assert balanced_fca(demand, supply, wide) == pytest.approx([1 / 250 + 0.5 / 750, 0.5 / 750])


def test_the_balanced_scores_sum_to_the_clinics_levels_of_service():
    demand, supply, od = random_case(3)
    weight = step_weights(od.minutes, E2SFCA_WEIGHTS)
    laid = np.zeros((len(demand), len(supply)))
    laid[od.origin, od.destination] = weight
    # A village out of reach of every clinic has no weights to share out.
    shares = laid / np.maximum(laid.sum(axis=1, keepdims=True), 1e-12)
    service = supply / (shares * demand[:, None]).sum(axis=0)
    assert balanced_fca(demand, supply, od).sum() == pytest.approx(service.sum())


def test_where_nothing_is_in_reach_the_score_is_0_and_never_missing():
    od = pairs_of(np.array([0]), np.array([0]), np.array([12.0]))
    for score in (enhanced_two_step_fca, balanced_fca):
        found = score(np.array([100.0, 100.0]), np.array([2.0, 5.0]), od)
        assert found[1] == 0
        assert np.isfinite(found).all()


def test_negative_residents_are_refused():
    od = pairs_of(np.array([0]), np.array([0]), np.array([12.0]))
    with pytest.raises(ValueError, match="residents: 1 negative"):
        two_step_fca(np.array([-1.0]), np.array([1.0]), od, limit_min=15)
    with pytest.raises(ValueError, match="doctors: "):
        two_step_fca(np.array([1.0]), np.array([np.nan]), od, limit_min=15)


def test_a_pair_that_names_a_clinic_nobody_knows_is_refused():
    with pytest.raises(IndexError, match="destination positions outside"):
        two_step_fca(np.ones(2), np.ones(1), pairs_of(np.array([0]), np.array([1]), np.array([5.0])), limit_min=15)
