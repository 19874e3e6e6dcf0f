"""The terms of a decomposition sum to the change: equal, not close."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.statistics.decomposition import (
    Term,
    decompose_columns,
    decompose_count,
    decompose_numerator,
    decompose_ratio,
)

PLACES = ["西社镇", "会立乡", "水峪贯镇", "庞泉沟镇"]
amounts = st.one_of(st.integers(0, 10**7), st.floats(0, 1e7, allow_nan=False), st.decimals(0, 10**6, places=2))


def test_a_count_falls_apart_into_its_places():
    """100 + 50 become 130 + 40: +30 and −10, of 150 that is 20 % and −20/3 %."""
    parts = decompose_count({"西社镇": 100, "会立乡": 50}, {"西社镇": 130, "会立乡": 40})
    assert parts.terms == (Term("西社镇", "count", Fraction(30)), Term("会立乡", "count", Fraction(-10)))
    assert parts.change == 20
    shares = decompose_count({"西社镇": 100, "会立乡": 50}, {"西社镇": 130, "会立乡": 40}, percent=True)
    assert [term.value for term in shares.terms] == [20, Fraction(-20, 3)]
    assert (shares.base_value, shares.change) == (100, Fraction(40, 3))


def test_places_that_come_and_go_are_named():
    parts = decompose_count({"西社镇": 100, "会立乡": 50}, {"西社镇": 100, "水峪贯镇": 70})
    assert [(term.place, term.kind, term.value) for term in parts.terms] == [
        ("西社镇", "count", 0),
        ("会立乡", "leave", -50),
        ("水峪贯镇", "enter", 70),
    ]


def test_rate_and_mix_effect_by_hand():
    """Two places of 100 each at 20 % and 60 %; then 50 at 20 % and 150 at 70 %.

    County 40 % → (10 + 105)/200 = 57.5 %, middle 48.75 %. First: rate 0, mix (0.25 − 0.5)(20 − 48.75) = 7.1875.
    Second: rate 10 × (0.75 + 0.5)/2 = 6.25, mix 0.25 × (65 − 48.75) = 4.0625. Sum 17.5.
    """
    answer = decompose_ratio({"a": 20, "b": 60}, {"a": 100, "b": 100}, {"a": 10, "b": 105}, {"a": 50, "b": 150})
    assert (answer.base_value, answer.value, answer.change) == (40, Fraction(115, 2), Fraction(35, 2))
    assert {(term.place, term.kind): float(term.value) for term in answer.terms} == {
        ("a", "rate"): 0,
        ("a", "mix"): 7.1875,
        ("b", "rate"): 6.25,
        ("b", "mix"): 4.0625,
    }
    assert answer.by_place() == {"b": Fraction(165, 16), "a": Fraction(115, 16)}


def test_simpsons_paradox_is_all_mix():
    """Both places keep their share, the better one grows: every rate effect is 0 and the county still rises."""
    answer = decompose_ratio({"a": 10, "b": 90}, {"a": 100, "b": 100}, {"a": 10, "b": 180}, {"a": 100, "b": 200})
    assert all(term.value == 0 for term in answer.terms if term.kind == "rate")
    assert answer.change == sum(term.value for term in answer.terms if term.kind == "mix") > 0


def test_a_place_present_in_one_period_has_one_term():
    answer = decompose_ratio({"a": 1, "b": 2}, {"a": 4, "b": 4}, {"a": 1, "c": 3}, {"a": 4, "c": 4})
    assert [term.kind for term in answer.terms] == ["rate", "mix", "leave", "enter"]
    assert sum(term.value for term in answer.terms) == answer.change == Fraction(25, 2)


@given(st.dictionaries(st.sampled_from(PLACES), amounts), st.dictionaries(st.sampled_from(PLACES), amounts))
def test_the_terms_of_a_count_sum_exactly_to_its_change(base, now):
    parts = decompose_count(base, now)
    assert sum((term.value for term in parts.terms), Fraction(0)) == parts.change


periods = st.dictionaries(st.sampled_from(PLACES), st.tuples(amounts, amounts.filter(bool)), min_size=1)


@given(periods, periods, st.sampled_from([1, 100, 1000, 100_000]))
def test_the_terms_of_a_ratio_sum_exactly_to_its_change(base, now, per):
    parts = [{place: pair[side] for place, pair in period.items()} for period in (base, now) for side in (0, 1)]
    answer = decompose_ratio(*parts, per=per)
    assert sum((term.value for term in answer.terms), Fraction(0)) == answer.change
    assert sum(answer.by_place().values(), Fraction(0)) == answer.change


@given(periods, periods)
def test_exchanging_the_periods_turns_every_term_round(base, now):
    parts = [{place: pair[side] for place, pair in period.items()} for period in (base, now) for side in (0, 1)]
    forward, backward = decompose_ratio(*parts).by_place(), decompose_ratio(*parts[2:], *parts[:2]).by_place()
    assert forward == {place: -value for place, value in backward.items()}


def test_decimals_floats_and_numpy_numbers_mean_what_they_print():
    """0.1 + 0.2 is exactly 0.3 here, and whole numbers of numpy do not overflow."""
    parts = decompose_count({"a": 0}, {"a": 0.1, "b": Decimal("0.2")})
    assert parts.value == Fraction(3, 10)
    large = np.int64(2**62)
    assert decompose_count({"a": large, "b": large}, {"a": large, "b": large, "c": large}).value == 3 * 2**62


@pytest.mark.parametrize(
    ("base", "now", "why"),
    [
        (({"a": float("nan")}, {"a": 1}), ({"a": 1}, {"a": 1}), "no amount for a"),
        (({"a": 1}, {"a": -1}), ({"a": 1}, {"a": 1}), "negative"),
        (({"a": 1}, {"a": 0}), ({"a": 1}, {"a": 1}), "no denominator"),
        (({"a": 0}, {"a": 0}), ({"a": 1}, {"a": 1}), "sum to 0"),
    ],
)
def test_parts_that_would_break_the_sum_are_refused(base, now, why):
    with pytest.raises(ValueError, match=why):
        decompose_ratio(*base, *now)


def test_a_percentage_of_a_base_of_zero_is_refused():
    with pytest.raises(ValueError, match="base total is 0"):
        decompose_count({"a": 0}, {"a": 5}, percent=True)


def test_a_numerator_falls_apart_into_rate_mix_and_volume():
    """A 20 of 100 and B 30 of 100 become 60 of 200 and 30 of 100: 50 of 200 become 90 of 300, 40 more.

    Volume: 100 more cases at the mean part s of the ratio, A (0.1 + 0.2) ÷ 2, B (0.15 + 0.1) ÷ 2: 15 and 12.5.
    Rate: A alone, by 0.1, at the mean weight (1/2 + 2/3) ÷ 2 of the mean 250 cases: 250 × 0.1 × 7/12 = 175/12.
    Mix: A's weight grew by 1/6 at its mean ratio 0.25, B's fell by 1/6 at 0.3: 250/24 and −12.5.
    """
    parts = decompose_numerator({"A": 20, "B": 30}, {"A": 100, "B": 100}, {"A": 60, "B": 30}, {"A": 200, "B": 100})
    assert {(term.place, term.kind): term.value for term in parts.terms} == {
        ("A", "rate"): Fraction(175, 12),
        ("A", "mix"): Fraction(250, 24),
        ("A", "volume"): 15,
        ("B", "rate"): 0,
        ("B", "mix"): Fraction(-25, 2),
        ("B", "volume"): Fraction(25, 2),
    }
    assert (parts.base_value, parts.value, parts.change) == (50, 90, 40)
    assert parts.by_place() == {"A": 40, "B": 0}


def test_a_township_that_comes_brings_volume_and_mix_but_no_rate():
    parts = decompose_numerator({"A": 20}, {"A": 100}, {"A": 20, "B": 30}, {"A": 100, "B": 100})
    assert parts.effect("rate") == 0
    assert parts.by_place() == {"B": 30, "A": 0} and parts.effect("volume", "mix") == 30


@given(
    *(st.dictionaries(st.sampled_from(PLACES), st.integers(0, 10**6), min_size=1) for _ in range(2)),
    *(st.dictionaries(st.sampled_from(PLACES), st.integers(1, 10**6), min_size=4) for _ in range(2)),
)
def test_rate_mix_and_volume_sum_exactly_place_by_place(base, now, base_size, size):
    parts = decompose_numerator(base, base_size, now, size)
    assert parts.effect("rate", "mix", "volume") == parts.change == sum(now.values()) - sum(base.values())
    assert parts.by_place() == {place: now.get(place, 0) - base.get(place, 0) for place in parts.by_place()}


def test_the_split_of_columns_carries_that_of_its_numerator():
    found = decompose_columns(["A", "B"], [[60, 30], [200, 100], [20, 30], [100, 100]], per=100)
    assert found.numerator is not None
    assert (found.change, found.numerator.change) == (5, 40)
