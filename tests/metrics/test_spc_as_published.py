"""Control charts held against NHSRplotthedots 0.2.2, line by line, and where it has nothing to say.

The package's two functions are written out here in exact fractions and plain loops, since R adds in long doubles.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from findings.year_on_year.control import control, control_note
from metrics.judge.series import A_LEVEL, NO_LEVEL, NO_MOVE, standing_still
from metrics.statistics.spc import assurance, point_judgements, xmr
from tests.findings.test_year_on_year import SHARE, ZH, judged_of, series_of
from words.reasons import STANDING_STILL

Numbers = Sequence[Fraction]


def sign(number: Fraction) -> int:
    return (number > 0) - (number < 0)


def limits_in_r(y: Numbers, fixed: int | None) -> tuple[Fraction, Fraction] | None:
    """ptd_spc_standard: mean and average moving range; None where screening leaves none."""
    base = y[:fixed]
    ranges = [abs(after - before) for before, after in pairwise(base)]
    usual = sum(ranges, Fraction(0)) / len(ranges)
    kept = [one for one in ranges if one < Fraction("3.267") * usual]
    return (sum(base, Fraction(0)) / len(base), sum(kept, Fraction(0)) / len(kept)) if kept else None


def special_in_r(y: Numbers, mean: Fraction, usual: Fraction) -> list[str]:
    """ptd_special_cause_type: what the package names each point, "" for common cause."""
    limit, near_limit = Fraction("2.66") * usual, 2 * Fraction("2.66") / 3 * usual
    side, size = [sign(one - mean) for one in y], len(y)
    outside = [abs(one - mean) > limit for one in y]
    close = [abs(one - mean) > near_limit and not out for one, out in zip(y, outside, strict=True)]
    steps = [sign(after - before) for before, after in pairwise(y)]
    trend, run, pair = [False] * size, [False] * size, [False] * size
    for end in range(6, size):
        if abs(sum(steps[end - 6 : end])) == 6:
            trend[end - 6 : end + 1] = [True] * 7
        if abs(sum(side[end - 6 : end + 1])) == 7:
            run[end - 6 : end + 1] = [True] * 7
    for end in range(2, size):
        if sum(close[end - 2 : end + 1]) >= 2 and abs(sum(side[end - 2 : end + 1])) == 3:
            pair[end - 2 : end + 1] = [True] * 3
    names = []
    for at in range(size):
        above = "above" if side[at] > 0 else "below"
        if outside[at]:
            names.append(above)
        elif trend[at]:
            onward = at + 1 < size and trend[at + 1]
            names.append("rising" if steps[at if onward else at - 1] == 1 else "falling")
        elif (pair[at] and close[at]) or run[at]:
            names.append(above)
        else:
            names.append("")
    return names


@given(st.lists(st.integers(-9, 9), min_size=8, max_size=30), st.sampled_from([None, 6, 12]))
def test_limits_and_special_causes_are_those_of_the_package(values: list[int], fixed: int | None) -> None:
    """Wherever its limits hold a month at all, and whatever the ties: small whole numbers have many."""
    exact = [Fraction(one) for one in values]
    found = limits_in_r(exact, fixed)
    assume(found is not None)
    assert found is not None
    assume(any(abs(one - found[0]) <= Fraction("2.66") * found[1] for one in exact[:fixed]) and found[1] > 0)
    chart = xmr(values, freeze_after=fixed)
    reach = Fraction("2.66") * found[1]
    expected = [float(found[0]), float(found[0] - reach), float(found[0] + reach)]
    assert [chart.mean[0], chart.lower[0], chart.upper[0]] == pytest.approx(expected)
    told = {"above": "good", "rising": "good", "below": "bad", "falling": "bad", "": ""}
    words = [told[name] for name in special_in_r(exact, *found)]
    assert point_judgements(chart, "higher").tolist() == words
    assert chart.special.tolist() == [bool(word) for word in words]


def test_a_rise_from_below_the_mean_is_good_news_from_its_first_month() -> None:
    """NHSRplotthedots issue 171: a trend that crosses the mean was coloured by the side on which its months lay."""
    values = [5.0, 9, 1, 8, 2, 7, 1, 2, 3, 4, 5, 6, 7, 3, 8]
    chart = xmr(values)
    assert chart.trend[6:13].all() and chart.side[6] == -1
    assert set(point_judgements(chart, "higher")[6:13].tolist()) == {"good"}
    assert set(point_judgements(chart, "lower")[6:13].tolist()) == {"bad"}


@pytest.mark.parametrize("value", [99.9, 28.6, 0.1, 1 / 3, 0.0, 100.0, 1e9 + 0.1])
def test_a_series_that_never_moves_has_no_month_out_of_the_usual(value: float) -> None:
    """Field case F1: the mean of 24 × 99.9 is 99.90000000000002, and all 24 months were 超出界限 and 在均值一侧."""
    chart = xmr([value] * 24)
    assert not chart.special.any() and not chart.side.any()
    assert (chart.lower[0], chart.mean[0], chart.upper[0]) == (value, value, value)
    # A ratio of other sums to the same figure differs in its last bits.
    noisy = np.array([value] * 24) * (1 + 1e-15 * np.arange(24))
    assert not xmr(noisy).special.any()


def test_a_series_that_never_moves_meets_the_target_it_stands_on_or_above_and_no_other() -> None:
    for value, words in (
        (99.9, {99.8: "consistent_pass", 99.9: "consistent_pass", 100.0: "consistent_fail"}),
        (100.0, {100.0: "consistent_pass"}),
    ):
        chart = xmr([value] * 24)
        assert {goal: str(assurance(chart, goal, "higher")) for goal in words} == words
    assert str(assurance(xmr([5.0] * 12), 5.0, "lower")) == "consistent_pass"


def test_one_dip_is_one_special_month() -> None:
    """Field case F2: ranges of 1.04 were screened out, limits fell onto the mean, and 24 of 24 months lay outside.

    The months stand at 20.78. All 23 ranges average 2 × 1.04 / 23, so the limits are 20.78 ± 2.66 × 0.0904 = 0.2406.
    """
    chart = xmr([20.78] * 17 + [19.74] + [20.78] * 6)
    assert np.flatnonzero(chart.special).tolist() == np.flatnonzero(chart.astronomical).tolist() == [17]
    assert [chart.lower[0], chart.mean[0], chart.upper[0]] == pytest.approx([20.5394, 20.78, 21.0206], abs=5e-5)
    assert point_judgements(chart, "higher")[17] == "bad"


def test_one_step_leaves_the_months_before_it_ordinary() -> None:
    """Coverage after a new road edition: 15 months at 97.5 %, 9 at 99.4 %; all 24 were out of the usual."""
    chart = xmr([97.5] * 15 + [99.4] * 9)
    assert np.flatnonzero(chart.special).tolist() == list(range(15, 24))
    assert set(point_judgements(chart, "higher")[15:].tolist()) == {"good"}
    # Later, when most months stand at the new level, it is the usual one.
    assert np.flatnonzero(xmr([97.5] * 5 + [99.4] * 19).special).tolist() == list(range(5))


def test_limits_that_fit_no_month_are_not_drawn_where_most_months_stand_at_one_value() -> None:
    """Coverage with new roads and, each January, new residents: 97.50 × 14, 97.51, 99.4 × 9. The step was screened out,
    the range 0.01 ÷ 22 remained, and all 24 months lay outside ±0.0012 of a mean of 98.2 that none was near."""
    chart = xmr([97.50] * 14 + [97.51] + [99.4] * 9)
    assert np.flatnonzero(chart.astronomical).tolist() == list(range(15, 24))
    assert not chart.special[:14].any() and chart.mean[0] == 97.5


def test_a_staircase_has_no_usual_level_and_so_no_limits() -> None:
    chart = xmr([10.0] * 6 + [20.0] * 6 + [30.0] * 6 + [40.0] * 6)
    assert np.isnan(chart.upper).all() and not chart.special.any()
    assert str(assurance(chart, 15.0, "higher")) == ""


def test_standing_months_round_a_gap_are_no_constant_series() -> None:
    chart = xmr([5.0] * 10 + [np.nan] + [7.0, 7.0])
    assert chart.mean[0] == 5.0 and np.flatnonzero(chart.special).tolist() == [11, 12]


def test_a_later_month_is_held_against_a_baseline_that_stood_still() -> None:
    chart = xmr([99.9] * 12 + [99.9, 50.0], freeze_after=12)
    assert np.flatnonzero(chart.special).tolist() == [13]


def test_the_page_says_why_there_is_no_usual_range() -> None:
    """It printed 下限28.6% 均值28.6% 上限28.6% and “2024年12月：超出界限” over 24 equal months."""
    cases = {
        NO_MOVE: [28.6] * 24,
        A_LEVEL: [28.6] * 23 + [25.0],
        NO_LEVEL: [10.0] * 6 + [20.0] * 6 + [30.0] * 6 + [40.0] * 6,
    }
    total = judged_of(SHARE, {}).headline(SHARE.id)
    for key, values in cases.items():
        series = series_of([values], 202412)
        assert standing_still(series.chart_of(0)) == key
        told = control_note(series, float("nan"), SHARE, ZH)
        assert STANDING_STILL[key][0] in told and ("超出界限" in told) == (key == A_LEVEL)
        block = control(series, SHARE, total, ZH)
        assert block is not None and len(block.segments) == (0 if key == NO_LEVEL else 1)
        assert all(segment.is_level for segment in block.segments)
    assert standing_still(series_of([[1.0, 2.0] * 12], 202412).chart_of(0)) == ""
