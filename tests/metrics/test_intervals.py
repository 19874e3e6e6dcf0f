"""Intervals against the values their authors and the public-health packages print."""

import timeit

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.statistics.intervals import (
    byar,
    clopper_pearson,
    count_interval,
    difference_of_proportions,
    exact_poisson,
    funnel_limits_of_proportion,
    funnel_limits_of_rate,
    normal_quantile,
    rate_interval,
    rate_ratio,
    standardised_rate,
    wilson,
)

# European Standard Population 2013, 19 age bands.
EUROPEAN_STANDARD = [
    *(5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000),
    *(7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000),
]
PORT_EVENTS = [50, 55, 55, 55, 60, 60, 65, 70, 70, 70, 70, 65, 60, 55, 50, 40, 25, 15, 10]
PORT_PEOPLE = [509, 559, 559, 559, 609, 609, 659, 709, 709, 709, 709, 659, 609, 559, 509, 409, 259, 159, 109]


@pytest.mark.parametrize(
    ("numerator", "denominator", "lower", "upper"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_equals_the_table_of_newcombe(numerator, denominator, lower, upper):
    """Newcombe (1998) Stat Med 17:857–872, table I, method 3."""
    limits = wilson(numerator, denominator)
    assert (limits.lower, limits.upper) == (pytest.approx(lower, abs=5e-5), pytest.approx(upper, abs=5e-5))


def test_wilson_and_the_lower_limits_of_byar_and_dobson_equal_a_python_port_of_phe_methods():
    """The unit tests of a Python port of PHEindicatormethods: wilson (in per cent), byars, phe_rate and phe_dsr.

    Its upper limits (121.6246 for 100 events) leave PHEindicatormethods::byars_upper in the sixth digit and are
    not used: the next two tests work them out.
    """
    assert np.multiply(wilson(100, 10_000), 100) == pytest.approx([0.8229336148148417, 1.2146982255114647])
    assert byar(100).lower == pytest.approx(81.36210549052788)
    assert rate_interval(100, 10_000, per=100_000).lower == pytest.approx(813.6210549052789)
    rate = standardised_rate(PORT_EVENTS, PORT_PEOPLE, EUROPEAN_STANDARD)
    assert (rate.estimate, rate.lower) == (pytest.approx(9832.763039564017), pytest.approx(9232.668299548477))


def test_byars_upper_limit_of_a_hundred_events_worked_out():
    """101 × (1 − 1/909 + 1.959964/(3 × 10.049876))³ = 101 × 1.06390779³ = 121.6279."""
    assert byar(100).upper == pytest.approx(121.6279, abs=5e-5)


def test_dobson_stretches_byars_limits_by_the_same_factor_on_both_sides():
    """Dobson et al. (1991), formula 5: rate + √(variance / events) × (limit of the count − events)."""
    rate, total = standardised_rate(PORT_EVENTS, PORT_PEOPLE, EUROPEAN_STANDARD), sum(PORT_EVENTS)
    below, above = total - byar(total).lower, byar(total).upper - total
    assert (rate.upper - rate.estimate) / above == pytest.approx((rate.estimate - rate.lower) / below)


def test_the_standardised_rate_of_fifth_births_equals_fleiss():
    """Fleiss (1981), table 14.4, p. 249; the R package dsrTest prints 75.52901 per 100 000."""
    rate = standardised_rate(
        [0, 8, 63, 112, 262, 295],
        [327, 30666, 123419, 149919, 104088, 34392],
        [319933, 931318, 786511, 488235, 237863, 61313],
    )
    assert rate.estimate == pytest.approx(75.52901, abs=5e-6)


def test_a_standardised_rate_is_not_given_below_ten_events_or_without_residents():
    """PHEindicatormethods::calculate_dsr returns NA below 10 events."""
    rates = standardised_rate([[4, 5], [5, 5], [20, 20]], [[100, 100], [100, 100], [100, 0]], [1, 1], per=100)
    assert np.isnan(rates.estimate).tolist() == [True, False, True]
    assert np.isnan(rates.upper).tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("count", "lower", "upper"), [(0, 0.0, 3.689), (1, 0.025, 5.572), (2, 0.242, 7.225), (10, 4.795, 18.390)]
)
def test_exact_poisson_equals_the_table_of_garwood(count, lower, upper):
    """Garwood (1936), as in Breslow & Day (1987), table 2.10; R's epitools documents 3.689 for no events."""
    limits = exact_poisson(count)
    assert (limits.lower, limits.upper) == (pytest.approx(lower, abs=6e-4), pytest.approx(upper, abs=6e-4))


def test_byar_is_within_a_fifth_of_a_per_cent_of_exact_from_ten_events_on():
    """Public Health England, Technical Guide: Confidence Intervals (2018), appendix 1."""
    events = np.arange(10, 2000)
    for approximate, exact in zip(byar(events), exact_poisson(events), strict=True):
        assert np.abs(approximate / exact - 1).max() < 0.002


def test_nine_events_are_exact_and_ten_are_byar():
    limits = count_interval([9, 10])
    assert limits.lower.tolist() == [exact_poisson(9).lower, byar(10).lower]
    assert limits.upper.tolist() == [exact_poisson(9).upper, byar(10).upper]


@pytest.mark.parametrize(
    ("first", "second", "lower", "upper"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_the_difference_of_proportions_equals_the_table_of_newcombe(first, second, lower, upper):
    """Newcombe (1998) Stat Med 17:873–890, table II, method 10."""
    change = difference_of_proportions(*first, *second)
    assert change.estimate == pytest.approx(first[0] / first[1] - second[0] / second[1])
    assert (change.lower, change.upper) == (pytest.approx(lower, abs=5e-5), pytest.approx(upper, abs=5e-5))


def test_the_exact_rate_ratio_equals_the_example_of_poisson_test():
    """R, ?poisson.test (Danish lung cancer, ISwR::eba1977): 1.971488, 95 % interval 0.8584264 to 4.2772659."""
    ratio = rate_ratio(11, 800, 6 + 8 + 7, 1083 + 1050 + 878, exact=True)
    assert list(ratio) == pytest.approx([1.971488, 0.8584264, 4.2772659], abs=5e-7)


def test_the_quick_rate_ratio_agrees_with_the_exact_one_where_events_are_many():
    quick, exact = rate_ratio(5200, 1, 5000, 1), rate_ratio(5200, 1, 5000, 1, exact=True)
    assert np.array(quick) == pytest.approx(np.array(exact), abs=5e-4)


def test_a_ratio_to_no_events_is_infinite_and_nothing_in_both_periods_is_unknown():
    ratio = rate_ratio([5, 0, 0], 1, [0, 5, 0], 1)
    assert ratio.estimate[0] == np.inf and ratio.upper[0] == np.inf and 0 < ratio.lower[0] < np.inf
    assert ratio.estimate[1] == 0 and ratio.lower[1] == 0 and 0 < ratio.upper[1] < np.inf
    assert np.isnan(ratio.estimate[2])
    assert np.isinf(rate_ratio(np.arange(1, 5000), 1, 0, 1).upper).all()


def test_clopper_pearson_of_none_and_of_all_is_the_rule_of_alpha_over_two():
    """With 0 of n the upper limit p solves (1 − p)^n = 0.025; with n of n the lower limit solves p^n = 0.025."""
    limits = clopper_pearson([0, 10], [10, 10])
    assert limits.upper[0] == pytest.approx(1 - 0.025**0.1) and limits.lower[0] == 0
    assert limits.lower[1] == pytest.approx(0.025**0.1) and limits.upper[1] == 1


def test_rows_without_an_answer_are_nan_and_leave_the_others_alone():
    limits = wilson([1, np.nan, 3, -1, 1], [0, 10, 2, 10, 4])
    assert np.isnan(limits.lower).tolist() == [True, True, True, True, False]
    assert np.isnan(rate_interval([3, np.nan, -1, 4], [0, 10, 10, 10]).upper).tolist() == [True, True, True, False]
    assert np.isnan(difference_of_proportions([1, 1], [2, 2], [1, 1], [0, 2]).estimate).tolist() == [True, False]


@pytest.mark.parametrize("confidence", [95, 1.0, 0.3])
def test_an_impossible_confidence_is_refused(confidence):
    with pytest.raises(ValueError, match=r"0\.95"):
        wilson(1, 2, confidence=confidence)


def test_the_998_limit_uses_three_point_zero_nine_standard_errors():
    assert normal_quantile(0.998) == pytest.approx(3.0902, abs=5e-5)


@given(st.integers(1, 10_000), st.data(), st.sampled_from([0.9, 0.95, 0.998]))
def test_wilson_contains_the_proportion_and_mirrors_its_complement(total, data, confidence):
    count = data.draw(st.integers(0, total))
    limits = wilson(count, total, confidence=confidence)
    assert 0 <= limits.lower <= count / total + 1e-12 and count / total - 1e-12 <= limits.upper <= 1
    mirrored = wilson(total - count, total, confidence=confidence)
    assert mirrored.lower == pytest.approx(1 - limits.upper, abs=1e-12)


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_swapping_the_periods_inverts_the_ratio(now, base):
    forward, backward = rate_ratio(now, 2.0, base, 3.0), rate_ratio(base, 3.0, now, 2.0)
    if now and base:
        assert forward.lower * backward.upper == pytest.approx(1)
        assert forward.upper * backward.lower == pytest.approx(1)


@pytest.mark.parametrize(
    ("population", "lower", "upper", "far_lower", "far_upper"),
    [
        (1, 3.204264, 100, 0, 100),
        (18, 62.390093, 98.894803, 51.864359, 100),
        (102, 72.974925, 88.309971, 68.553233, 92.731663),
        (1008, 78.203374, 83.081521, 76.796814, 84.488082),
        (110_000, 80.408963, 80.875933, 80.274317, 81.010578),
    ],
)
def test_the_funnel_of_a_proportion_equals_the_test_data_of_the_package(population, lower, upper, far_lower, far_upper):
    """PHEindicatormethods, tests/testthat/testdata_funnel_prop_outputs.csv; baseline 80.642448 %."""
    near = np.multiply(funnel_limits_of_proportion(0.80642448, population), 100)
    far = np.multiply(funnel_limits_of_proportion(0.80642448, population, confidence=0.998), 100)
    assert [*near, *far] == pytest.approx([lower, upper, far_lower, far_upper], abs=2e-6)


@pytest.mark.parametrize(
    ("events", "lower_limit", "upper_limit", "far_lower_limit"),
    [
        (1, 20.85059119, 4588.535848, 12.58170943),
        (10, 63.17010446, 242.2579623, 48.13632908),
        (104, 95.87787415, 142.1808715, 86.58805154),
    ],
)
def test_the_funnel_of_a_rate_equals_the_test_data_of_the_package(events, lower_limit, upper_limit, far_lower_limit):
    """PHEindicatormethods, tests/testthat/testdata_funnel_rate_outputs.csv; baseline 116.1720835 per 100 000.

    A row gives the rate at which so many events lie on a limit; the exposure there is events over that rate. The
    package finds its limits by halving, to five digits where events are few.
    """
    baseline = 116.1720835
    exposure = events / np.array([lower_limit, upper_limit, far_lower_limit])
    near, far = funnel_limits_of_rate(baseline, exposure), funnel_limits_of_rate(baseline, exposure, confidence=0.998)
    assert near.lower[0] == pytest.approx(lower_limit, rel=1e-5)
    assert near.upper[1] == pytest.approx(upper_limit, rel=1e-5)
    assert far.lower[2] == pytest.approx(far_lower_limit, rel=1e-5)


def test_where_few_events_are_expected_none_is_inside_the_funnel():
    """P(0 | 3) = 5 % is no surprise, P(0 | 5) = 0.7 % is."""
    limits = funnel_limits_of_rate(1.0, [3.0, 5.0, 0.0, np.nan])
    assert limits.lower[0] == 0 < limits.lower[1] and np.isnan(limits.upper[2:]).all()


@given(st.integers(1, 5000), st.data())
def test_a_place_is_outside_the_funnel_exactly_where_its_wilson_interval_excludes_the_average(total, data):
    count, average = data.draw(st.integers(0, total)), data.draw(st.floats(0.01, 0.99))
    funnel, own = funnel_limits_of_proportion(average, total), wilson(count, total)
    if min(abs(count / total - funnel.lower), abs(count / total - funnel.upper)) > 1e-9:
        outside = not funnel.lower <= count / total <= funnel.upper
        assert outside == (not own.lower <= average <= own.upper)


def test_a_hundred_rows_take_well_under_a_millisecond():
    totals = np.arange(100.0, 200.0)
    counts = np.floor(totals / 3)

    def every_interval() -> None:
        wilson(counts, totals)
        rate_interval(counts, totals)
        difference_of_proportions(counts, totals, counts + 2, totals)
        rate_ratio(counts, totals, counts + 2, totals)

    assert min(timeit.repeat(every_interval, number=20, repeat=5)) / 20 < 1e-3
