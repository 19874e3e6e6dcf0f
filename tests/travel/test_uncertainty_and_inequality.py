"""Intervals that hold the figure they are for, villages that flip, and shares worked out by hand."""

import numpy as np
import pytest

from travel.inequality import coverage_curve, gini, theil, weighted_quantile, worst_off_share_mean
from travel.uncertainty import coverage_interval, group_intervals

PEOPLE = np.array([1000.0, 500.0, 300.0, 200.0])
ROAD = np.array([5.0, 14.0, 16.0, 60.0])
NONE = np.zeros(4)


def test_the_share_is_that_of_the_figures_given_and_the_interval_holds_it():
    found = coverage_interval(ROAD, NONE, PEOPLE, 15)
    assert found.share == pytest.approx(0.75)
    assert found.covered == 1500
    assert found.lower < found.share < found.upper
    assert len(found.draws) == 200


def test_only_villages_within_15_percent_of_the_limit_can_flip():
    found = coverage_interval(ROAD, NONE, PEOPLE, 15, draws=2000)
    assert found.flip_probability[0] == found.flip_probability[3] == 0
    # 14 min passes 15 when speed < 14/15: (0.9333 − 0.85) / 0.30 = 27.8 %. 16 min drops to 15 at ≥ 16/15: 27.8 %.
    assert found.flip_probability[1:3] == pytest.approx([0.278, 0.278], abs=0.03)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another():
    first, again, other = (coverage_interval(ROAD, NONE, PEOPLE, 15, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.draws, again.draws)
    assert not np.array_equal(first.draws, other.draws)


def test_without_any_error_the_interval_closes_on_the_figure():
    found = coverage_interval(ROAD, NONE, PEOPLE, 15, speed_error=0.0, population_error=0.0)
    assert (found.lower, found.upper) == pytest.approx((0.75, 0.75))
    assert not found.flip_probability.any()


def test_unreached_villages_stay_in_the_denominator():
    found = coverage_interval(np.array([5.0, np.inf]), np.zeros(2), np.array([600.0, 400.0]), 15)
    assert found.share == pytest.approx(0.6)
    assert found.flip_probability[1] == 0


def test_too_few_draws_and_negative_residents_are_refused_and_progress_is_told():
    with pytest.raises(ValueError, match="at least 200 draws"):
        coverage_interval(ROAD, NONE, PEOPLE, 15, draws=50)
    with pytest.raises(ValueError, match=r"rows \[2\]"):
        coverage_interval(ROAD, NONE, np.array([1.0, -1.0, 1.0, 1.0]), 15)
    told = []
    coverage_interval(ROAD, NONE, PEOPLE, 15, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (200, 200)


def test_groups_have_the_interval_each_would_have_alone_and_all_together_that_of_the_whole():
    group = np.array([0, 1, 0, 1])
    lower, upper = group_intervals(ROAD, PEOPLE, 15, group, 3)
    for one in (0, 1):
        alone = coverage_interval(ROAD, NONE, np.where(group == one, PEOPLE, 0.0), 15)
        assert (lower[one], upper[one]) == pytest.approx((alone.lower, alone.upper))
    # Nobody lives in the third.
    assert np.isnan(lower[2]) and np.isnan(upper[2])
    whole = coverage_interval(ROAD, NONE, PEOPLE, 15)
    low, high = group_intervals(ROAD, PEOPLE, 15, np.zeros(4, dtype=int), 1)
    assert (low[0], high[0]) == pytest.approx((whole.lower, whole.upper))


def test_gini_is_0_for_equals_and_a_half_when_one_of_two_has_everything():
    assert gini(np.array([3.0, 3.0]), np.array([10.0, 90.0])) == pytest.approx(0.0)
    assert gini(np.array([0.0, 8.0]), np.array([1.0, 1.0])) == pytest.approx(0.5)


def test_a_village_of_three_counts_as_three_people():
    assert gini(np.array([1.0, 5.0]), np.array([3.0, 1.0])) == pytest.approx(gini(np.array([1.0, 1, 1, 5]), np.ones(4)))
    # Mean absolute difference over twice the mean: (2·3·4) / 16 / (2·2) = 0.375.
    assert gini(np.array([1.0, 5.0]), np.array([3.0, 1.0])) == pytest.approx(0.375)


def test_theil_splits_without_rest_into_townships():
    value, weight = np.array([1.0, 3.0, 2.0, 6.0]), np.array([1.0, 1.0, 1.0, 1.0])
    parts = theil(value, weight, np.array([0, 0, 1, 1]))
    # Shares 1/12 … 6/12 times ln(x/3).
    by_hand = sum(x / 12 * np.log(x / 3) for x in (1, 3, 2, 6))
    assert parts.total == pytest.approx(by_hand)
    assert parts.contribution.sum() == pytest.approx(parts.total)
    assert parts.between.sum() == pytest.approx(4 / 12 * np.log(2 / 3) + 8 / 12 * np.log(4 / 3))
    # Both townships hold values 1 : 3, so inside they are equally uneven and differ by their share alone.
    assert parts.within[1] / parts.within[0] == pytest.approx(2.0)


def test_zero_adds_nothing_to_theil_and_nobody_makes_it_undefined():
    assert theil(np.array([0.0, 2.0]), np.ones(2), np.zeros(2, int)).total == pytest.approx(np.log(2))
    assert np.isnan(theil(np.zeros(2), np.ones(2), np.zeros(2, int)).total)
    assert np.isnan(gini(np.zeros(2), np.ones(2)))
    with pytest.raises(ValueError, match="0 or more"):
        gini(np.array([np.inf]), np.ones(1))


def test_half_the_people_live_within_the_weighted_median():
    minutes, people = np.array([5.0, 10.0, 20.0, np.inf]), np.array([40.0, 10.0, 35.0, 15.0])
    assert weighted_quantile(minutes, people, 0.5) == 10
    assert weighted_quantile(minutes, people, 0.51) == 20
    assert np.isinf(weighted_quantile(minutes, people, 0.9))


def test_the_worst_off_tenth_cuts_through_a_village():
    # 100 people: the worst 10 are the 4 at 60 minutes and 6 of those at 30.
    minutes, people = np.array([5.0, 30.0, 60.0]), np.array([76.0, 20.0, 4.0])
    assert worst_off_share_mean(minutes, people) == pytest.approx((4 * 60 + 6 * 30) / 10)


def test_the_curve_rises_at_the_minute_itself_and_ends_below_1_where_people_are_unreached():
    curve = coverage_curve(
        np.array([15.0, 30.0, np.inf]), np.array([50.0, 30.0, 20.0]), np.array([14.999, 15.0, 30.0, 60.0])
    )
    assert curve.tolist() == pytest.approx([0.0, 0.5, 0.8, 0.8])
