"""What a control chart judges of a month: hand-made months, simulated ones in control, and the package's own chart."""

from __future__ import annotations

import numpy as np
import pytest

from metrics.catalogue import get
from metrics.definition import Metric
from metrics.judge.charted import Chart, Charted, as_printed, chart_of_months, charted_as, expected_months
from metrics.statistics.intervals import FloatArray
from metrics.statistics.spc import xmr

VISITS, BEDS, DOCTORS = get("outpatient_visits"), get("beds_open"), get("doctors_per_1000")
SHOWN = 24
# The four rules together name 3.7 % of independent months with limits from the same 24 (20 000 simulated series).
THEORETICAL = 0.037


def year_before(values: FloatArray) -> FloatArray:
    behind = np.full(values.shape, np.nan)
    behind[..., 12:] = values[..., :-12]
    return behind


def charted(metric: Metric, values: FloatArray) -> Chart:
    """The chart of the last 24 of all months given, a row a series."""
    return chart_of_months(metric, values, year_before(values), SHOWN)


def test_a_flow_is_held_against_the_year_before_and_the_mean_of_three_differences() -> None:
    """100 a year before; the three months before stood 4, 7 and 10 above theirs: 100 + 7."""
    values = np.array([[104.0, 107.0, 110.0, 111.0]])
    expected = expected_months(values, np.array([[100.0, 100.0, 100.0, 100.0]]), 3)
    assert np.isnan(expected[0, 0])
    assert expected[0, 1:].tolist() == [104.0, 105.5, 107.0]


def test_a_stock_is_held_against_the_year_before_and_last_months_difference() -> None:
    """Beds 510, 512 against 500, 505 a year earlier: last month they were 10 more, so 505 + 10 were to be expected."""
    assert expected_months(np.array([[510.0, 512.0]]), np.array([[500.0, 505.0]]), 1)[0, 1] == 515.0


def test_a_missing_month_carries_no_difference_on() -> None:
    expected = expected_months(np.array([[104.0, np.nan, 108.0, 111.0]]), np.full((1, 4), 100.0), 3)
    assert expected[0, 2:].tolist() == [104.0, 106.0]
    assert np.isnan(expected_months(np.array([[np.nan, 1.0]]), np.zeros((1, 2)), 1)).all()


@pytest.mark.parametrize(
    ("metric_id", "kind"),
    [
        ("outpatient_visits", Charted.SEASON),
        ("cost_per_discharge", Charted.SEASON),
        ("beds_open", Charted.YEAR_DIFFERENCE),
        ("doctors_per_1000", Charted.YEAR_DIFFERENCE),
        ("contract_rate", Charted.YEAR_DIFFERENCE),
    ],
)
def test_stocks_are_read_by_their_difference_and_flows_without_their_season(metric_id: str, kind: Charted) -> None:
    assert charted_as(get(metric_id)) is kind


def test_what_is_charted_is_nhsrplotthedots_own_chart_of_the_deviations() -> None:
    """By hand from the first seven months on; the chart is `xmr`, held against the package in test_spc_as_published."""
    rng = np.random.default_rng(3)
    values = np.round(1000 + 100 * np.sin(np.arange(39) * np.pi / 6) + 20 * rng.normal(size=(1, 39)))
    found = charted(VISITS, values)
    by_hand = [
        values[0, month]
        - values[0, month - 12]
        - np.mean([values[0, month - step] - values[0, month - step - 12] for step in (1, 2, 3)])
        for month in range(15, 39)
    ]
    assert found.chart.values[0] == pytest.approx(by_hand)
    alone = xmr(np.round(by_hand, 6))
    assert found.chart.upper[0, 0] == pytest.approx(alone.upper[0])
    assert found.chart.special[0].tolist() == alone.special.tolist()


def simulated(metric: Metric, values: FloatArray) -> tuple[float, float]:
    """The share of months named special before (the months themselves) and now, of series in control."""
    return float(xmr(values[:, -SHOWN:]).special.mean()), float(charted(metric, values).chart.special.mean())


@pytest.mark.parametrize("noise", ["normal", "poisson"])
def test_flows_with_a_season_and_a_trend_are_seldom_out_of_the_usual(noise: str) -> None:
    rng, months = np.random.default_rng(15), np.arange(39)
    mean = 400 * (1 + 0.2 * np.sin(months * np.pi / 6)) + 2 * months
    drawn = rng.normal(mean, 20, (1000, 39)) if noise == "normal" else rng.poisson(mean, (1000, 39)).astype(float)
    before, now = simulated(VISITS, np.round(drawn))
    assert before > 0.5
    assert now < THEORETICAL


@pytest.mark.parametrize("january", [0, 40])
def test_stocks_that_drift_are_named_about_as_often_as_the_rules_promise(january: int) -> None:
    rng, months = np.random.default_rng(15), np.arange(39)
    steps = 5 * rng.normal(size=(1000, 39)) + np.where(months % 12 == 0, january, 0)
    before, now = simulated(BEDS, np.round(2000 + steps.cumsum(axis=1)))
    assert before > 0.6
    assert THEORETICAL - 0.015 < now < THEORETICAL + 0.015


def test_a_month_far_from_what_season_and_trend_expect_is_found() -> None:
    """Nine standard deviations of the noise; a deviation holds two years' noise, so of six half would be found."""
    rng, months = np.random.default_rng(4), np.arange(39)
    values = 1000 + 200 * np.sin(months * np.pi / 6) + 10 * rng.normal(size=(200, 39))
    values[:, -1] -= 90
    special = charted(VISITS, np.round(values)).chart
    assert special.special[:, -1].mean() > 0.9
    assert (special.direction[:, -1][special.special[:, -1]] == -1).all()


def test_a_ratio_that_creeps_by_less_than_is_printed_stands_still() -> None:
    """Field case: doctors per 1,000 crept as residents were interpolated; 120 of 120 months were special."""
    creeping = 1.352 - 0.0001 * np.arange(39)[None]
    found = charted(DOCTORS, creeping)
    assert found.charted == (Charted.AS_COUNTED,) and not found.chart.special.any()


def test_a_stock_that_took_one_step_has_no_usual_range_and_no_month_out_of_it() -> None:
    found = charted(BEDS, np.array([[500.0] * 30 + [520.0] * 9]))
    assert found.charted == (Charted.AS_COUNTED,)
    assert np.isnan(found.chart.mean).all() and not found.chart.special.any()
    # One that left its level for a month and came back still has that one month named.
    dip = charted(BEDS, np.array([[500.0] * 30 + [480.0] + [500.0] * 8]))
    assert np.flatnonzero(dip.chart.special[0]).tolist() == [15]


def test_halves_are_rounded_as_pages_print_them() -> None:
    assert as_printed(np.array([0.125, -0.125, 2.675, np.nan]), 2).tolist()[:3] == [0.13, -0.13, 2.68]
