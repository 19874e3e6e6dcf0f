"""Recent trends against R's prop.trend.test and the formulas of Fingertips."""

import numpy as np
import pytest

from metrics.statistics.trend import (
    Reason,
    chi_squared_for_trend,
    recent_trend_of_proportion,
    recent_trend_of_values,
    weighted_slope,
)
from metrics.statistics.verdict import Verdict

YEARS = [2020, 2021, 2022, 2023, 2024]


def test_chi_squared_for_trend_equals_the_example_of_prop_trend_test():
    """R, ?prop.trend.test (Fleiss 1981, p. 139, smokers in four groups of patients): X-squared = 8.2249."""
    assert chi_squared_for_trend([1, 2, 3, 4], [83, 90, 129, 70], [86, 93, 136, 82]) == pytest.approx(8.2249, abs=5e-5)


def test_where_counting_starts_does_not_matter():
    smokers, patients = [83, 90, 129, 70], [86, 93, 136, 82]
    assert chi_squared_for_trend(range(2021, 2025), smokers, patients) == pytest.approx(
        chi_squared_for_trend([1, 2, 3, 4], smokers, patients)
    )


def test_the_documented_example_of_assign_trend_markers_is_a_fall():
    """PHEindicatormethods, ?assign_trend_markers, value_type "other", limits of 95 %.

    Every value but the last lies below the one before, and the five limits are about ±1.55: with equal weights
    slope = (−2 × 30.6 − 30.2 + 24.6 + 2 × 24.67) / 10 = −1.746, information 10 / 0.79² = 16, χ² about 49.
    """
    trend = recent_trend_of_values(
        [1, 2, 3, 4, 5],
        [30.6, 30.2, 28, 24.6, 24.67],
        [28.98, 28.63, 26.44, 23.15, 23.16],
        [32.25, 31.9, 29.64, 26.19, 26.25],
    )
    assert trend.verdict == Verdict.CLEAR_FALL
    assert trend.slope == pytest.approx(-1.746, abs=0.05) and trend.chi_squared == pytest.approx(49, rel=0.05)


def test_the_same_example_as_a_proportion_is_a_fall():
    """Its counts and denominators: 1367 of 44 701 down to 994 of 40 299."""
    trend = recent_trend_of_proportion(YEARS, [1367, 1332, 1199, 1023, 994], [44701, 44064, 42811, 41527, 40299])
    assert trend.verdict == Verdict.CLEAR_FALL and trend.slope < 0


def test_a_weighted_slope_by_hand():
    """Points (0, 0), (1, 2), (2, 2), weights 1, 1, 2: centre 1.25, Sxy = −0.25·2 + 2·0.75·2 = 2.5, Sxx = 2.75."""
    slope, information = weighted_slope(np.array([0.0, 1, 2]), np.array([0.0, 2, 2]), np.array([1.0, 1, 2]))
    assert (slope, information) == (pytest.approx(2.5 / 2.75), pytest.approx(2.75))


def test_the_critical_value_is_that_of_998_per_cent():
    """With information 10 / 0.1 = 100, slopes of 0.309 and 0.3091 give χ² 9.548 and 9.554 around 9.5495."""
    error = 1.959963985 * np.sqrt(0.1)
    for slope, word in ((0.309, Verdict.NO_CLEAR_CHANGE), (0.3091, Verdict.CLEAR_RISE)):
        values = slope * np.arange(5)
        assert recent_trend_of_values(YEARS, values, values - error, values + error).verdict == word


def test_a_trend_that_hangs_on_one_year_is_not_declared():
    """Flat for four years, then a leap: without 2024 the slope is negative."""
    values = np.array([50.0, 49.9, 49.8, 49.7, 60])
    trend = recent_trend_of_values(YEARS, values, values - 1, values + 1)
    assert trend.chi_squared > 9.5495 and trend.verdict == Verdict.NO_CLEAR_CHANGE and trend.reason is Reason.ONE_YEAR


def test_only_the_last_five_years_count_and_their_order_does_not():
    """A long fall before 2020 does not hide the rise since; rows may come unsorted."""
    years, values = np.array([2018, 2024, 2019, 2020, 2021, 2022, 2023]), np.array([99, 58.0, 80, 50, 52, 54, 56])
    assert recent_trend_of_values(years, values, values - 0.5, values + 0.5).verdict == Verdict.CLEAR_RISE


@pytest.mark.parametrize(
    ("years", "counts", "why"),
    [
        ([2021, 2022, 2023, 2024], [1, 2, 3, 4], Reason.FEW_YEARS),
        ([2019, 2021, 2022, 2023, 2024], [1, 2, 3, 4, 5], Reason.GAP),
        (YEARS, [1, 2, np.nan, 4, 5], Reason.MISSING),
    ],
)
def test_a_short_broken_or_incomplete_series_is_not_tested(years, counts, why):
    trend = recent_trend_of_proportion(years, counts, [1000] * len(years))
    assert trend.verdict == Verdict.TOO_LITTLE_DATA and trend.reason is why and np.isnan(trend.chi_squared)


def test_a_year_without_denominator_or_with_empty_interval_is_not_tested():
    assert recent_trend_of_proportion(YEARS, [1, 2, 0, 4, 5], [9, 9, 0, 9, 9]).verdict == Verdict.TOO_LITTLE_DATA
    assert recent_trend_of_values(YEARS, [1, 2, 3, 4, 5], [1] * 5, [1, 3, 4, 5, 6]).verdict == Verdict.TOO_LITTLE_DATA


def test_a_year_given_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        recent_trend_of_proportion([2020, 2020, 2021, 2022, 2023], [1] * 5, [9] * 5)


def test_shares_of_none_and_of_all_still_have_a_direction():
    trend = recent_trend_of_proportion(YEARS, [0, 100, 250, 400, 500], [500] * 5)
    assert trend.verdict == Verdict.CLEAR_RISE and np.isfinite(trend.slope)
    assert recent_trend_of_proportion(YEARS, [0] * 5, [500] * 5).verdict == Verdict.NO_CLEAR_CHANGE
