"""Control charts against the worked examples of NHSRplotthedots."""

import timeit

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from metrics.statistics.spc import Rebase, assurance, control_limits, point_judgements, xmr

# The vignette "deviations" of NHSRplotthedots.
DEVIATIONS = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
# rnorm(20) after set.seed(123), the data of tests/testthat/test-ptd_spc_standard.R, to the digits its snapshot prints.
NORMAL = [
    *(-0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123, -0.68685285),
    *(-0.44566197, 1.22408180, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314, 0.49785048, -1.96661716),
    *(0.70135590, -0.47279141),
]


def limits(values, **options) -> list[float]:
    chart = xmr(values, **options)
    return [chart.lower[0], chart.mean[0], chart.upper[0]]


def test_screened_limits_equal_the_deviations_vignette():
    """NHSRplotthedots, vignette deviations: UPL 4.6, mean 1.94, LPL −0.72; only the fifth point is special."""
    assert limits(DEVIATIONS) == pytest.approx([-0.72, 1.94, 4.6], abs=0.005)
    assert np.flatnonzero(xmr(DEVIATIONS).special).tolist() == [4]


def test_unscreened_limits_equal_the_deviations_vignette_and_excel():
    """NHSRplotthedots, vignette deviations, screen_outliers = FALSE: UPL 6.95, mean 1.94, LPL −3.06."""
    assert limits(DEVIATIONS, screen=False) == pytest.approx([-3.06, 1.94, 6.95], abs=0.005)


def test_limits_equal_the_snapshot_of_the_package_tests():
    """NHSRplotthedots, tests/testthat/_snaps/ptd_spc.md: mean 0.142, limits −3.01 and 3.29, no special cause."""
    assert limits(NORMAL) == pytest.approx([-3.01, 0.142, 3.29], abs=0.005)
    assert not xmr(NORMAL).special.any()


def test_limits_of_two_stretches_equal_the_facets_of_the_snapshot():
    """The same snapshot by facet, the first ten values and the last ten: −2.60, 0.0746, 2.75 and −3.28, 0.209, 3.70.

    Split at a rebase, the halves of the series keep their own limits in the same way.
    """
    halves = [limits(NORMAL[:10]), limits(NORMAL[10:])]
    assert halves[0] == pytest.approx([-2.60, 0.0746, 2.75], abs=0.005)
    assert halves[1] == pytest.approx([-3.28, 0.209, 3.70], abs=0.005)
    chart = xmr(NORMAL, rebases=[Rebase(10, "新院区启用", "卫健局")])
    assert [chart.lower[-1], chart.mean[-1], chart.upper[-1]] == pytest.approx(halves[1])
    assert chart.upper[0] == pytest.approx(halves[0][2])


def test_six_points_on_one_side_are_ordinary_and_seven_are_special():
    """NHSRplotthedots, test-ptd_calculate_point_type.R: six of a kind give no flag, seven and eight do."""
    six, eight = [3, 1] * 6 + [2.2] * 6 + [1] * 3, [3, 1] * 6 + [2.2] * 8 + [1] * 3
    assert not xmr(six, freeze_after=12).one_side.any()
    assert np.flatnonzero(xmr(eight, freeze_after=12).one_side).tolist() == list(range(12, 20))


@pytest.mark.parametrize(
    ("values", "members"),
    [
        ([1, 2, 3, 4, 5, 6], []),
        ([1, 2, 3, 3, 4, 5, 6], []),
        ([1, 2, 3, 4, 5, 6, 7], [0, 1, 2, 3, 4, 5, 6]),
        ([2, 1, 2, 3, 4, 5, 6, 7, 3], [1, 2, 3, 4, 5, 6, 7]),
        ([2, 7, 6, 5, 4, 3, 2, 1, 3], [1, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_a_trend_is_seven_points_rising_or_falling_without_a_pause(values, members):
    """The cases of ptd_seven_point_trend in test-ptd_calculate_point_type.R, with the points leading up marked."""
    assert np.flatnonzero(xmr(values).trend).tolist() == members


@pytest.mark.parametrize(
    ("near", "members"), [("0010100", [2, 4]), ("0011000", [2, 3]), ("1001", []), ("10011", [3, 4])]
)
def test_two_of_three_near_the_limit_marks_those_near_it(near, members):
    """ptd_two_in_three and ptd_part_of_two_in_three; limits 0 ± 2.66 from a frozen baseline, near = 2, else 1."""
    baseline = [0.5, -0.5] * 6
    chart = xmr([*baseline, *(2.0 if mark == "1" else 1.0 for mark in near)], freeze_after=12)
    assert chart.upper[0] == pytest.approx(2.66)
    assert (np.flatnonzero(chart.two_of_three) - 12).tolist() == members


def test_two_points_near_opposite_limits_are_ordinary():
    """NHSRplotthedots, test-ptd_spc_standard.R: ±1 alternating, then 5.5 and −5.5."""
    values = [1, -1] * 7 + [5.5, -5.5]
    assert not xmr(values).special[-2:].any()


def test_a_frozen_baseline_judges_later_months_by_earlier_ones():
    """Baseline 0 ± 2.66 × 1, so months of 3 are outside; with all months in, the mean would give way to 1.5."""
    values = [0.5, -0.5] * 6 + [3.0] * 12
    frozen = xmr(values, freeze_after=12)
    assert frozen.mean[-1] == 0 and frozen.upper[-1] == pytest.approx(2.66) and frozen.astronomical[12:].all()
    assert xmr(values).mean[-1] == 1.5


def test_new_limits_need_a_reason_and_a_person():
    for reason, person in (("", "卫健局"), ("新院区启用", " ")):
        with pytest.raises(ValueError, match="approved"):
            Rebase(10, reason, person)
    with pytest.raises(ValueError, match="outside"):
        xmr([1, 2, 3], rebases=[Rebase(3, "新院区启用", "卫健局")])


def test_runs_do_not_cross_new_limits():
    """Four above the mean before the rebase and four after are no run of eight."""
    values = [*[1, 3] * 4, 3, 3, 3, 13, 13, 13, *[11, 13] * 4]
    chart = xmr(values, rebases=[Rebase(11, "口径调整", "卫健局")])
    assert not chart.one_side.any()


def test_a_missing_month_interrupts_runs_and_is_left_out_of_the_limits():
    """Ranges 2, 2 … between neighbours only: limits of [1, 3, –, 1, 3] are 2 ± 2.66 × 2."""
    chart = xmr([1, 3, np.nan, 1, 3])
    assert [chart.lower[0], chart.mean[0], chart.upper[0]] == pytest.approx([2 - 5.32, 2, 2 + 5.32])
    assert not chart.special[2] and chart.side[2] == 0
    assert not xmr([1, 2, 3, 4, np.nan, 6, 7, 8, 9, 10]).trend.any()


def test_limits_from_fewer_than_twelve_months_are_provisional():
    assert xmr(np.arange(11.0)).provisional.all() and not xmr(np.arange(12.0)).provisional.any()


def test_a_constant_series_has_limits_and_one_point_has_none():
    assert limits([5.0] * 12) == [5, 5, 5]
    assert np.isnan(xmr([5.0]).upper).all() and not xmr([5.0]).special.any()


def test_a_special_cause_is_judged_by_its_side_of_the_mean():
    chart = xmr(DEVIATIONS)
    assert [point_judgements(chart, better)[4] for better in ("higher", "lower", "neutral")] == [
        "good",
        "bad",
        "neutral",
    ]
    assert set(point_judgements(chart, "higher").tolist()) == {"", "good"}
    with pytest.raises(ValueError, match="increase"):
        point_judgements(chart, "increase")


def test_assurance_equals_the_cases_of_the_package():
    """NHSRplotthedots, test-ptd_calculate_assurance_type.R: limits 1–3, 5–7, 1–5 against a target of 4."""
    chart = xmr(np.zeros((3, 2)))._replace(lower=np.array([[1.0], [5], [1]]), upper=np.array([[3.0], [7], [5]]))
    assert assurance(chart, 4, "higher").tolist() == ["consistent_fail", "consistent_pass", "inconsistent"]
    assert assurance(chart, 4, "lower").tolist() == ["consistent_pass", "consistent_fail", "inconsistent"]
    assert assurance(chart, 4, "neutral").tolist() == ["", "", ""]
    assert assurance(chart, np.nan, "higher").tolist() == ["", "", ""]


@given(arrays.arrays(np.float64, (3, 15), elements=st.floats(-100, 100, width=16)))
def test_many_series_at_once_equal_each_alone(matrix):
    together = xmr(matrix)
    for row in range(3):
        for all_of_them, alone in zip(together, xmr(matrix[row]), strict=True):
            np.testing.assert_array_equal(all_of_them[row], alone)


@given(arrays.arrays(np.float64, 20, elements=st.integers(-50, 50)))
def test_turning_a_series_upside_down_turns_its_limits_and_keeps_its_special_causes(values):
    chart, mirror = xmr(values), xmr(-values)
    np.testing.assert_allclose(mirror.lower, -chart.upper, atol=1e-12)
    np.testing.assert_array_equal(mirror.special, chart.special)


def test_the_charts_of_126_series_of_two_years_take_a_few_milliseconds():
    matrix = np.random.default_rng(1).normal(size=(126, 24))
    assert min(timeit.repeat(lambda: xmr(matrix), number=3, repeat=3)) / 3 < 0.01


def test_limits_of_a_screened_baseline_by_hand():
    """Values 0, 1, 0, 1, 0, 1, 0, 1, 0, 21: ranges eight 1s and 21; mean 29/9 = 3.2; 21 > 10.5 goes; then 1."""
    mean, lower, upper, months = control_limits([0, 1, 0, 1, 0, 1, 0, 1, 0, 21])
    assert (mean, lower, upper, months) == (2.5, pytest.approx(-0.16), pytest.approx(5.16), 10)
