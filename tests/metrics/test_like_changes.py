"""How much a figure usually changes: worked by hand, and by a plain walk through the months."""

from __future__ import annotations

from itertools import pairwise
from math import sqrt

import numpy as np
import pytest
from scipy import stats

from metrics.judge.history import month_number
from metrics.ledger.holidays import spring_festival
from metrics.statistics.like_changes import (
    FESTIVAL_KURTOSIS,
    Kind,
    Parts,
    change_limits,
    freedom_with_the_festival,
    resemblance,
    scores,
    splits_the_festival,
    sum_inflation,
    usual_spread,
)

Row = list[float]


def parts(now: Row, size: Row, base: Row, base_size: Row) -> Parts:
    return Parts(*(np.array([part], dtype=float) for part in (now, size, base, base_size)))


def counts(by_month: Row, first_year: int = 2020) -> tuple[Parts, np.ndarray]:
    """Monthly counts from January of a year → each month against the same of the year before, and its number."""
    now, base = by_month[12:], by_month[:-12]
    ones = [1.0] * len(now)
    start = month_number((first_year + 1) * 100 + 1)
    return parts(now, ones, base, ones), np.arange(start, start + len(now))


def test_a_score_is_the_change_over_its_standard_error_by_chance() -> None:
    """120 against 80: 40/√200. 60 of 100 against 50: 0.1/√(0.55 × 0.45 × 0.02). 5 against 3 yuan, 100 and 25 cases:
    2/√0.05. 10 in 1,000 against 10 in 2,000 residents: the 10 first are binomial of 20 with chance 1/3."""
    assert scores(Kind.COUNT, parts([120], [1], [80], [1]))[0, 0] == pytest.approx(40 / sqrt(200))
    assert scores(Kind.PROPORTION, parts([60], [100], [50], [100]))[0, 0] == pytest.approx(1.42134, abs=1e-5)
    assert scores(Kind.MEAN, parts([500], [100], [75], [25]))[0, 0] == pytest.approx(2 / sqrt(0.05))
    rate = scores(Kind.RATE, parts([10], [1000], [10], [2000]))[0, 0]
    assert rate == pytest.approx((10 * 2000 - 10 * 1000) / sqrt(20 * 1000 * 2000))


def test_a_month_without_an_event_has_no_score() -> None:
    assert np.isnan(scores(Kind.COUNT, parts([0], [1], [0], [1]))).all()
    assert np.isnan(scores(Kind.PROPORTION, parts([5, 0], [5, 0], [7, 3], [7, 9]))).all()


def test_three_months_that_resemble_each_other_vary_as_their_covariances_say() -> None:
    """ρ = 0.3: variances 1, covariances 0.3, 0.3 and 0.09; the nine together are 4.38, a third of it 1.46."""
    table = [[0.3 ** abs(row - column) for column in range(3)] for row in range(3)]
    assert float(sum_inflation(np.array(0.3), 3)) == pytest.approx(np.sum(table) / 3) == pytest.approx(1.46)
    assert float(sum_inflation(np.array(0.3), 1)) == 1


def test_resemblance_is_drawn_towards_three_tenths() -> None:
    """Two scores 1 and 1: their own is ½ with the weight of 2 months beside 0.3 with the weight of 24."""
    rest, known = np.array([[1.0, 1.0]]), np.array([[True, True]])
    assert resemblance(rest, known)[0] == pytest.approx((2 * 0.5 + 24 * 0.3) / 26)


def walked(by_month: Row, first: int, length: int) -> tuple[float, float]:
    """Dispersion and freedom of a period of the third year, by the words of the module's docstring.

    by_month : 36 counts. first : the period's first month within its year, 0 for January.
    """
    pairs = [(by_month[month + 12], by_month[month]) for month in range(12 + first)]
    joined, two_months = [], []
    for month, (now, base) in enumerate(pairs):
        if month % 12 == 1:
            joined[-1] = (joined[-1][0] + now, joined[-1][1] + base)
            two_months[-1] = True
        else:
            joined.append((now, base))
            two_months.append(False)
    count = len(joined)
    found = [(now - base) / sqrt(now + base) for now, base in joined]
    middle = float(np.median(found))
    reach = 3 * 1.4826 * float(np.median([abs(one - middle) for one in found]))
    found = [min(max(one, middle - reach), middle + reach) for one in found]
    square = sum(one**2 for one in found)
    own = sum(a * b for a, b in pairwise(found)) / square
    alike = min(max((count * own + 24 * 0.3) / (count + 24), 0), 0.7)
    # Two months together: 1 + 2 × ½ρ.
    month = sum(one**2 / (1 + alike if two else 1) for one, two in zip(found, two_months, strict=True)) / count
    month = max(month, 1)
    whole = month * (1 + 2 * sum((1 - lag / length) * alike**lag for lag in range(1, length)))
    # Changes a year apart share a month: what lies beyond the first 11 counts up to a third less.
    freedom = max(count * (1 - alike**2) / (1 + alike**2) / (1 + 0.5 * (1 - 11 / count)), 1)
    period = pairs[first : first + length]
    now, base = sum(one[0] for one in period), sum(one[1] for one in period)
    like = abs(now - base) / sqrt(now + base)
    like = min(like, 3 * max(sqrt(whole), 1.4826 * like))
    weight = min(freedom, 10)
    return max((weight * whole + like**2) / (weight + 1), 1), weight + 1


@pytest.mark.parametrize(("first", "length"), [(4, 1), (3, 3), (0, 3), (6, 6), (0, 12)])
def test_the_spread_of_a_period_in_the_third_year_is_that_of_a_plain_walk(first: int, length: int) -> None:
    random = np.random.default_rng(7)
    by_month = random.integers(900, 1100, 36).astype(float).tolist()
    monthly, calendar = counts(by_month, 2022)
    start = month_number(202401) + first
    spread = usual_spread(Kind.COUNT, monthly, calendar, (start, start + length))
    dispersion, freedom = walked(by_month, first, length)
    assert (spread.dispersion[0], spread.freedom[0]) == pytest.approx((dispersion, freedom))
    assert (spread.like_changes[0], spread.month_changes[0]) == (1, 11 + max(first - 1, 0))


def test_limits_of_a_mean_are_students_with_the_spreads_freedom() -> None:
    """Monthly means that differ from the year before by ±2 in turn, one case a month."""
    values = [10.0 + (month % 2) for month in range(12)] * 2 + [10.0] * 12
    values[12:24] = [value + (1 if month % 3 else -1) for month, value in enumerate(values[12:24])]
    now, base = values[12:], values[:-12]
    ones = [1.0] * 24
    monthly = parts(now, ones, base, ones)
    calendar = np.arange(month_number(202301), month_number(202501))
    spread = usual_spread(Kind.MEAN, monthly, calendar, (month_number(202405), month_number(202406)))
    found = change_limits(Kind.MEAN, Parts(*(np.array([x]) for x in (12.0, 1.0, 11.0, 1.0))), spread)
    reach = stats.t.ppf(0.975, spread.freedom[0]) * sqrt(2 * spread.dispersion[0])
    assert (found.lower[0], found.upper[0]) == pytest.approx((1 - reach, 1 + reach))


def test_two_years_of_data_know_no_earlier_change() -> None:
    monthly, calendar = counts([1000.0] * 24, 2023)
    spread = usual_spread(Kind.COUNT, monthly, calendar, (month_number(202405), month_number(202406)))
    # January with February, March, April.
    assert np.isnan(spread.dispersion[0]) and spread.month_changes[0] == 3


def test_only_periods_that_part_january_from_february_are_moved_by_the_festival() -> None:
    def months(first: int, last: int) -> tuple[int, int]:
        return month_number(first), month_number(last) + 1

    assert splits_the_festival(months(202401, 202401)) and splits_the_festival(months(202402, 202402))
    assert splits_the_festival(months(202402, 202412)) and splits_the_festival(months(202311, 202401))
    for first, last in ((202401, 202402), (202401, 202412), (202403, 202403), (202304, 202403)):
        assert not splits_the_festival(months(first, last))


def test_a_festival_that_moves_is_no_change_of_february() -> None:
    """Visits lose 300 of 1,000 in the festival's month, January in even years and February in odd ones."""
    by_month = []
    for year in range(2016, 2025):
        own = [1000.0] * 12
        own[year % 2] = 700
        by_month += [value + (month * 7 + year * 5) % 11 for month, value in enumerate(own)]
    monthly, calendar = counts(by_month, 2016)
    february = (month_number(202402), month_number(202403))
    alone = usual_spread(Kind.COUNT, monthly, calendar, february)
    both = usual_spread(Kind.COUNT, monthly, calendar, (month_number(202401), month_number(202403)))
    inside = (calendar >= february[0]) & (calendar < february[1])
    limits = change_limits(Kind.COUNT, monthly.at((slice(None), inside)).total(), alone)
    assert limits.estimate[0] > 1.3 and limits.lower[0] < 1 < limits.upper[0]
    # Seven years at 2.94 degrees of freedom each, and what the months add.
    assert 7 * 2.94 < alone.freedom[0] < 22 and both.dispersion[0] < 2 < alone.dispersion[0]


def test_one_epidemic_does_not_hide_every_later_change() -> None:
    """March 2020 halves: it and March 2021 move the dispersion of 77 months by no more than three standard deviations.

    Twice nine more than one, in 77, are a fifth; unclipped, their scores of 13 would make the dispersion five times
    as large.
    """
    random = np.random.default_rng(3)
    by_month = np.round(random.normal(1000, 60, 108))
    calm, calendar = counts(by_month.tolist(), 2016)
    by_month[50] = 500
    struck, _ = counts(by_month.tolist(), 2016)
    period = (month_number(202405), month_number(202406))
    before = usual_spread(Kind.COUNT, calm, calendar, period).dispersion[0]
    after = usual_spread(Kind.COUNT, struck, calendar, period).dispersion[0]
    assert before < after < 1.5 * before


def test_months_hidden_because_they_are_small_leave_no_spread() -> None:
    """Of 24 months half are hidden: what is shown are the larger ones, and they say too little."""
    by_month = [float(12 + month % 3) for month in range(48)]
    monthly, calendar = counts(by_month, 2021)
    gaps = np.arange(calendar.size) % 2 == 1
    hidden = Parts(*(np.where(gaps, np.nan, part) for part in monthly))
    period = (month_number(202410), month_number(202411))
    assert np.isnan(usual_spread(Kind.COUNT, hidden, calendar, period, hides=True).dispersion[0])
    chance = usual_spread(Kind.COUNT, hidden, calendar, period, hides=True, independent=True)
    assert chance.freedom[0] < 20 and chance.dispersion[0] >= 1


def test_against_the_month_before_the_season_is_no_noise() -> None:
    """Every October has 500 more than September: the spread is that of Octobers about their own mean."""
    random = np.random.default_rng(5)
    by_month = np.array([1500.0 if month % 12 == 9 else 1000.0 for month in range(96)]) + random.integers(-5, 6, 96)
    now, base = by_month[1:], by_month[:-1]
    ones = np.ones_like(now)
    monthly = parts(now.tolist(), ones.tolist(), base.tolist(), ones.tolist())
    calendar = np.arange(month_number(201702), month_number(201702) + now.size)
    spread = usual_spread(Kind.COUNT, monthly, calendar, (month_number(202410), month_number(202411)), months_apart=1)
    assert spread.dispersion[0] == 1


def test_a_february_alone_is_known_by_more_than_its_few_years() -> None:
    """What the festival adds is known by years, the rest by months: of 4 with 1 usual, 5 years, 40 months.

    4² ÷ (3² ÷ (5 × 2 ÷ 0.68) + 1² ÷ 40) = 16 ÷ (9 ÷ 14.706 + 0.025) = 25.1. Taken as known by 5 alone, with Student's
    t of 2.57 in the place of 2.06, a February was called clear in 0.7 of 100 counties without change, and of planted
    ones half were found.
    """
    own, usual, years, freedom = (np.array([value]) for value in (4.0, 1.0, 5.0, 40.0))
    assert freedom_with_the_festival(own, usual, years, freedom)[0] == pytest.approx(25.12, abs=0.01)
    # Without the festival it is the months' own; where the festival is all, 2.94 a year.
    assert freedom_with_the_festival(usual, usual, years, freedom)[0] == pytest.approx(40.0)
    assert freedom_with_the_festival(own, 0 * usual, years, freedom)[0] == pytest.approx(5 * 2 / 0.68)


def test_the_festivals_own_changes_have_the_kurtosis_that_is_said() -> None:
    """Days of the seven-day holiday in January by the first day on record, year on year, about zero."""
    first = [start for year in range(2001, 2031) if (start := spring_festival(year)) is not None]
    days = np.array([min(7, 32 - start.day) if start.month == 1 else 0 for start in first], dtype=float)
    changes = np.diff(days)
    assert len(changes) >= 15
    assert (changes**4).mean() / (changes**2).mean() ** 2 == pytest.approx(FESTIVAL_KURTOSIS, abs=0.25)
