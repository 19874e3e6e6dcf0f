"""How much places differ beyond chance: by hand, in plain loops, and on places that differ by nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import NormalDist, mean

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine

from data_access.engine import open_engine
from metrics.ask.query import ask
from metrics.catalogue import CATALOGUE, get, get_all
from metrics.judge.assessment import assess, standings
from metrics.judge.levels import allows_for_dispersion, with_dispersion
from metrics.period import Period
from metrics.reference import Reference, load_reference
from metrics.scope import Scope
from metrics.source import Source
from metrics.statistics.dispersion import (
    dispersion,
    dispersion_of_proportions,
    dispersion_of_rates,
    winsorised,
)
from metrics.statistics.intervals import funnel_limits_of_proportion, wilson

# ∫ min(|z|, 1.2816)² φ(z) dz by the midpoint rule over quantiles: what drawing in leaves of a normal score's variance.
LEFT = mean(
    min(abs(NormalDist().inv_cdf((step + 0.5) / 20_000)), NormalDist().inv_cdf(0.9)) ** 2 for step in range(20_000)
)
COUNTY = "150622"
YEAR = Period(202401, 202412)


def test_the_mean_square_of_scores_is_taken_after_the_extreme_tenths_are_drawn_in() -> None:
    """Eleven scores −5 … 5: the tenth and the ninetieth percentile are −4 and 4.

    2 × (4² + 4² + 3² + 2² + 1²) ÷ 11 = 92 ÷ 11.
    """
    scores = np.arange(-5.0, 6.0)
    assert winsorised(scores).tolist() == [-4, -4, -3, -2, -1, 0, 1, 2, 3, 4, 4]
    assert dispersion(scores) == pytest.approx(92 / 11 / LEFT, rel=1e-6)


def test_places_that_differ_by_less_than_chance_are_not_drawn_together() -> None:
    assert dispersion([0.1, -0.1, 0.2, 0.0, 0.1]) == 1.0


def test_fewer_than_five_places_widen_nothing_unless_their_events_are_known_to_hang_together() -> None:
    assert dispersion([9.0, -9.0, 9.0, -9.0]) == 1.0 and dispersion([]) == 1.0
    assert dispersion([9.0, -9.0], fewest=2) == pytest.approx(7.2**2 / LEFT, rel=1e-6)


def test_shares_and_rates_are_scored_round_that_of_all_places_together() -> None:
    """By hand: 80, 20 and three times 50 of 100, standard error 5 points: scores ±6 and 0, drawn in to ±3.6.

    Rates: 40, 0 and three times 20 events of one exposure, 20 expected: scores ±20/√20, drawn in to ±12/√20.
    """
    assert dispersion_of_proportions([80, 20, 50, 50, 50], [100] * 5) == pytest.approx(
        2 * (0.6 * 6) ** 2 / 5 / LEFT, rel=1e-6
    )
    assert dispersion_of_rates([40, 0, 20, 20, 20], [7] * 5) == pytest.approx(2 * 144 / 20 / 5 / LEFT, rel=1e-6)


def test_nothing_to_compare_leaves_limits_as_they_are() -> None:
    assert dispersion_of_proportions([0, 0], [10, 10]) == 1.0
    assert dispersion_of_proportions([10, 10, np.nan], [10, 10, 5]) == 1.0
    assert dispersion_of_rates([0, 0], [10, 10]) == 1.0


def in_plain_loops(counts: list[int], totals: list[int]) -> float:
    """Spiegelhalter's φ with R's quantile (type 7), one place after the other, over its mean by chance."""
    share = sum(counts) / sum(totals)
    scores = sorted((c / t - share) / math.sqrt(share * (1 - share) / t) for c, t in zip(counts, totals, strict=True))

    def quantile(p: float) -> float:
        at = (len(scores) - 1) * p
        below = math.floor(at)
        above = min(below + 1, len(scores) - 1)
        return scores[below] + (at - below) * (scores[above] - scores[below])

    low, high = quantile(0.1), quantile(0.9)
    return max(1.0, mean(min(max(score, low), high) ** 2 for score in scores) / LEFT)


def test_phi_equals_a_plain_computation_on_many_random_counties() -> None:
    rng = np.random.default_rng(8)
    for _ in range(200):
        places = int(rng.integers(5, 15))
        totals = rng.integers(50, 50_000, places)
        counts = rng.binomial(totals, np.clip(rng.normal(0.4, 0.05, places), 0.01, 0.99))
        assert dispersion_of_proportions(counts, totals) == pytest.approx(
            in_plain_loops(counts.tolist(), totals.tolist()), rel=1e-6
        )


def test_a_place_lies_outside_the_widened_funnel_exactly_where_its_widened_interval_excludes_the_county() -> None:
    rng = np.random.default_rng(9)
    totals = rng.integers(100, 20_000, (500, 12)).astype(float)
    counts = rng.binomial(totals.astype(int), np.clip(rng.normal(0.5, 0.04, (500, 12)), 0, 1)).astype(float)
    for count, total in zip(counts, totals, strict=True):
        average, phi = count.sum() / total.sum(), dispersion_of_proportions(count, total)
        own, funnel = wilson(count / phi, total / phi), funnel_limits_of_proportion(average, total / phi)
        apart = (own.lower > average) | (own.upper < average)
        outside = (count / total > funnel.upper) | (count / total < funnel.lower)
        assert apart.tolist() == outside.tolist()


@pytest.mark.parametrize("visits_of_one_person", [1, 25])
def test_places_that_do_not_differ_are_called_apart_about_as_often_as_promised(visits_of_one_person: int) -> None:
    """2,000 counties of 12 townships alike in everything; each patient makes 25 visits, all at one level of care.

    Binomial limits on visits call 69 % of such townships apart, 2 Φ(−1.96 ÷ √25); with φ about the 5 % that 95 % limits
    promise. The published φ, without what drawing in leaves of chance, would call 9 %.
    """
    rng = np.random.default_rng(10)
    people = rng.integers(200, 3000, (2000, 12))
    count, total = rng.binomial(people, 0.4) * visits_of_one_person, people * visits_of_one_person
    naive, apart = [], []
    for own, whole in zip(count.astype(float), total.astype(float), strict=True):
        average, phi = own.sum() / whole.sum(), dispersion_of_proportions(own, whole)
        for found, size in ((naive, 1.0), (apart, phi)):
            limits = wilson(own / size, whole / size)
            found.append(((limits.lower > average) | (limits.upper < average)).mean())
    if visits_of_one_person > 1:
        assert mean(naive) == pytest.approx(2 * NormalDist().cdf(-1.96 / 5), abs=0.03)
    assert 0.005 < mean(apart) < 0.06


def test_one_township_far_from_eleven_alike_still_stands_apart() -> None:
    """Winsorised, the one outlier does not hide itself by raising φ."""
    rng = np.random.default_rng(11)
    total = np.full(12, 40_000.0)
    count = total * np.r_[0.5 + rng.normal(0, 0.01, 11), 0.62]
    average, phi = count.sum() / total.sum(), dispersion_of_proportions(count, total)
    limits = wilson(count / phi, total / phi)
    assert phi > 5
    assert limits.lower[-1] > average


@pytest.fixture(scope="module")
def sample(sample_duckdb_url: str) -> Iterator[tuple[Engine, Reference]]:
    engine = open_engine(sample_duckdb_url)
    yield engine, load_reference(engine)
    engine.dispose()


def test_on_the_sample_few_townships_stand_apart_where_nearly_all_did(sample: tuple[Engine, Reference]) -> None:
    """Field case: binomial limits on visits put 9 to 14 of 14 townships outside. Over every share and rate of a county
    whose townships were drawn round the county, the share that stands apart is now near what 95 % limits promise."""
    source, scope = Source(*sample), Scope(COUNTY, YEAR)
    metrics = [m for m in CATALOGUE.values() if m.can_be_split_by("township_code") and allows_for_dispersion(m)]
    rows, whole = ask(source, metrics, scope, by="township"), ask(source, metrics, scope)
    before, after = (apart_in(frame, whole) for frame in (rows, with_dispersion(source, metrics, rows, scope)))
    assert before > 0.3 and after < 0.08


def apart_in(rows: pd.DataFrame, whole: pd.DataFrame) -> float:
    """The share of townships with limits that stand above or below their county."""
    found = []
    for metric_id, own in rows.groupby("metric_id"):
        county = float(whole.loc[whole["metric_id"] == metric_id, "value"].iloc[0])
        found += [word for word in standings(own, county) if word != "unknown"]
    return sum(word != "same" for word in found) / len(found)


def test_chosen_townships_keep_the_limits_they_have_among_all(sample: tuple[Engine, Reference]) -> None:
    """φ of the two chosen alone would be another one, and the same township another interval."""
    source, metric = Source(*sample), get("in_county_visit_share")
    everywhere = assess(source, [metric], Scope(COUNTY, YEAR)).of_townships(metric.id)
    two = tuple(everywhere["township_code"].iloc[:2])
    chosen = assess(source, [metric], Scope(COUNTY, YEAR, two)).of_townships(metric.id)
    columns = ["township_code", "lower", "upper", "method", "dispersion"]
    expected = everywhere[everywhere["township_code"].isin(two)][columns].reset_index(drop=True)
    pd.testing.assert_frame_equal(chosen[columns].reset_index(drop=True), expected)
    assert "φ=" in chosen["method"].iloc[0]


def test_what_is_not_counted_events_keeps_its_own_limits(sample: tuple[Engine, Reference]) -> None:
    source = Source(*sample)
    metrics = get_all(["cost_per_discharge", "coverage_30_min", "outpatient_visits"])
    assert not any(allows_for_dispersion(metric) for metric in metrics)
    rows = ask(source, metrics, Scope(COUNTY, YEAR), by="township")
    same = with_dispersion(source, metrics, rows, Scope(COUNTY, YEAR))
    pd.testing.assert_frame_equal(same.drop(columns="dispersion"), rows)
    assert same["dispersion"].isna().all()
