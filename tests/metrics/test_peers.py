"""A county among others: a percentile that says what its interval leaves open."""

import math

import pytest

from data_access.engine import open_engine
from metrics.catalogue import get
from metrics.judge.peers import joint_confidence, peer_standing, percentile_interval
from metrics.period import Period
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source


def test_a_county_whose_interval_lies_apart_from_all_others_has_an_exact_percentile() -> None:
    assert percentile_interval(50, 49, 51, [10, 20, 60, 70], [9, 19, 59, 69], [11, 21, 61, 71]) == (50, 50, 50)


def test_overlapping_intervals_leave_the_place_open() -> None:
    # Below one peer for certain, the other three overlap: anywhere from 0 to 75 per cent.
    middle, lower, upper = percentile_interval(50, 40, 60, [45, 52, 55, 90], [35, 42, 45, 85], [55, 62, 65, 95])
    assert (middle, lower, upper) == (25, 0, 75)


def test_an_equal_figure_counts_half() -> None:
    assert percentile_interval(5, 5, 5, [5, 1], [5, 1], [5, 1])[0] == 75


def test_five_intervals_hold_together_only_if_each_is_wider() -> None:
    assert joint_confidence(5) == pytest.approx(0.98979, abs=1e-5)
    assert joint_confidence(1) == 0.95


def test_the_sample_counties_are_compared_with_four_others(sample_duckdb_url: str) -> None:
    engine = open_engine(sample_duckdb_url)
    reference = load_reference(engine)
    year = Period(202401, 202412)
    found = peer_standing(Source(engine, reference), get("fund_in_county_share"), Scope("450223", year))
    assert found is not None and found.peers == 4 and found.method == "按月波动"
    assert 0 <= found.lower <= found.percentile <= found.upper <= 100
    nobody = peer_standing(Source(engine, reference), get("postings_per_10000"), Scope("141102", year))
    assert nobody is None
    assert not math.isnan(found.percentile)
    engine.dispose()
