"""Coverage of programmes by township: counted once a year, hidden where small, clear of the county or not."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.evidence.programme import Places, ProgrammeCoverage, coverage_of
from metrics.period import Period

NORTH, SOUTH, EAST, OLD = "999901101", "999901102", "999901104", "999901103"
FIVE = tuple(f"99990120{number}" for number in range(1, 6))
EDITION = {OLD: SOUTH, NORTH: NORTH, SOUTH: SOUTH, EAST: EAST}
HERE = Places(EDITION, EDITION)
YEAR = Period(202301, 202312)


def row(
    township: str, month: int, eligible: int, reached: int, found: int | None = None, followed: int | None = None
) -> dict[str, Any]:
    names = {"programme_zh": "体检", "programme_en": "Check-up", "group_zh": "35岁以上", "group_en": "35 and over"}
    counts = {"eligible": eligible, "reached": reached, "found": found, "followed": followed}
    return {**names, "township_code": township, "month": month, **counts}


def only(
    *rows: dict[str, Any], period: Period = YEAR, places: Places = HERE, base: Period | None = None
) -> ProgrammeCoverage:
    return coverage_of(pd.DataFrame(list(rows)), places, period=period, base=base)[0]


def test_no_rows_in_the_period_are_nothing_to_show() -> None:
    assert coverage_of(pd.DataFrame([row(NORTH, 202201, 100, 50)]), HERE, period=YEAR) == ()


def test_those_eligible_in_a_year_count_once_for_all_its_months() -> None:
    """30 + 20 of 100, not of 200."""
    assert only(row(NORTH, 202301, 100, 30), row(NORTH, 202302, 100, 20)).county.rate == 50.0


def test_two_years_are_a_ratio_of_sums() -> None:
    """50 of 100 and 210 of 300: 260 of 400 is 65 %, the mean of 50 % and 70 % is not."""
    found = only(row(NORTH, 202212, 100, 50), row(NORTH, 202312, 300, 210), period=Period(202201, 202312))
    assert found.county.rate == 65.0


def test_a_township_that_is_silent_in_the_years_last_month_is_counted_with_those_it_is_for() -> None:
    """500 of 1,000 and 100 of 400: 600 of 1,400, and not 600 of 1,000."""
    found = only(row(NORTH, 202310, 1000, 300), row(NORTH, 202312, 1000, 200), row(SOUTH, 202310, 400, 100))
    assert found.county.rate == pytest.approx(42.857, abs=0.001)
    assert found.townships[SOUTH].rate == 25.0


def test_a_change_is_judged_by_how_much_townships_differ_anyway() -> None:
    """70 % and 30 % of 1,000 each, a year ago 73 % and 33 %: three points are nothing where townships are 40 apart."""
    now = [row(code, 202312, 1000, reached) for code, reached in zip(FIVE, (700, 300, 700, 300, 500), strict=True)]
    before = [row(code, 202212, 1000, reached) for code, reached in zip(FIVE, (730, 330, 730, 330, 530), strict=True)]
    places = Places({code: code for code in FIVE}, {code: code for code in FIVE})
    change = only(*now, *before, places=places, base=Period(202201, 202212)).change
    assert change is not None and change[0] == pytest.approx(-3.0)
    assert change[1] < 0 < change[2]


def test_a_county_rate_is_not_the_mean_of_its_townships() -> None:
    """900 of 1,000 and 20 of 100: 920 of 1,100."""
    found = only(row(NORTH, 202312, 1000, 900), row(SOUTH, 202312, 100, 20))
    assert found.county.rate == pytest.approx(83.636, abs=0.001)


def test_a_township_that_merged_in_the_year_is_counted_with_its_successor_and_only_once() -> None:
    """South 200 and old 50 until June, together 250 from July; 40 + 10 + 75 reached of 250 is 50 %."""
    found = only(
        row(SOUTH, 202206, 200, 40),
        row(OLD, 202206, 50, 10),
        row(SOUTH, 202207, 250, 75),
        period=Period(202201, 202212),
    )
    assert set(found.townships) == {SOUTH} and found.townships[SOUTH].eligible == 250
    assert found.townships[SOUTH].rate == 50.0


def test_a_township_is_below_the_county_only_where_its_interval_is_clear_of_it() -> None:
    """24.1 % of 1,000 lies between 21.6 and 26.8, 43 of 100 between 33.7 and 52.8; the county is at 42.9 %."""
    found = only(row(NORTH, 202312, 1000, 241), row(SOUTH, 202312, 9000, 4050), row(EAST, 202312, 100, 43))
    assert found.townships[NORTH].standing == "below" and found.townships[EAST].standing == "same"
    assert found.distance(NORTH) == pytest.approx(24.1 - 4334 / 10100 * 100)


def test_a_reached_count_of_five_is_hidden_with_a_second_township_and_the_county_stays() -> None:
    found = only(row(NORTH, 202312, 100, 5), row(SOUTH, 202312, 100, 40), row(EAST, 202312, 100, 60))
    hidden = [code for code, at in found.townships.items() if at.rate is None]
    assert sorted(hidden) == [NORTH, SOUTH] and found.county.reached == 105
    assert found.townships[NORTH].reached is None and found.townships[EAST].reached == 60


def test_five_who_were_not_reached_are_hidden_as_well() -> None:
    found = only(row(NORTH, 202312, 100, 95), row(SOUTH, 202312, 100, 40), row(EAST, 202312, 100, 60))
    assert found.townships[NORTH].rate is None and found.townships[NORTH].reached is None
    assert sum(at.rate is None for at in found.townships.values()) == 2


def test_a_small_count_of_findings_hides_what_follows_it_and_not_what_went_before() -> None:
    found = only(
        row(NORTH, 202312, 400, 200, 4, 2), row(SOUTH, 202312, 400, 200, 60, 40), row(EAST, 202312, 400, 200, 80, 50)
    )
    at = found.townships[NORTH]
    assert (at.reached, at.found, at.followed) == (200, None, None) and at.hidden == {"found", "followed"}
    assert found.county.found == 144


def test_a_sum_of_chosen_townships_with_only_one_of_the_hidden_ones_in_it_is_hidden() -> None:
    rows = (row(NORTH, 202312, 100, 5), row(SOUTH, 202312, 100, 40), row(EAST, 202312, 100, 60))
    assert only(*rows, places=Places(EDITION, EDITION, (NORTH, EAST))).chosen.reached is None
    assert only(*rows, places=Places(EDITION, EDITION, (NORTH, SOUTH))).chosen.reached == 45
    assert only(*rows, places=Places(EDITION, EDITION, (EAST,))).chosen.reached == 60


def test_a_programme_without_findings_has_two_steps() -> None:
    assert only(row(NORTH, 202312, 100, 50)).stages == ("eligible", "reached")


def test_part_of_a_year_is_compared_with_the_same_part_of_the_last() -> None:
    """To September 300 of 1,000 against 200 of 1,000: 10 points, whatever the rest of 2022 held."""
    found = only(
        row(NORTH, 202209, 1000, 200),
        row(NORTH, 202212, 1000, 500),
        row(NORTH, 202309, 1000, 300),
        period=Period(202301, 202309),
        base=Period(202201, 202209),
    )
    assert found.change is not None and found.change[0] == pytest.approx(10.0)


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=1, max_size=3))
def test_townships_add_to_the_county_and_a_hidden_one_is_never_alone(drawn: list[tuple[int, int]]) -> None:
    rows = [
        row(code, 202312, reached + left, reached)
        for code, (reached, left) in zip((NORTH, SOUTH, EAST), drawn, strict=False)
    ]
    found = only(*rows)
    shown = [at.reached for at in found.townships.values()]
    if None not in shown and found.county.reached is not None:
        assert sum(count or 0 for count in shown) == found.county.reached
    if found.county.reached is not None and None in shown and len(rows) > 1:
        assert shown.count(None) >= 2
    assert not any(0 < count < 10 for count in shown if count is not None)
