"""Places, editions, targets and gaps of the small county."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from metrics.errors import UnknownCounty, UnknownPeriod, UnknownTownship
from metrics.period import Period
from metrics.reference import Reference, count_rows
from tests.metrics.small_county import COUNTY, NORTH, OLD, SOUTH, SOUTH_CENTRE


def test_a_merged_township_exists_until_its_last_month(small_reference: Reference):
    assert [place.code for place in small_reference.townships_of(COUNTY, 202206)] == [NORTH, SOUTH, OLD]
    assert [place.code for place in small_reference.townships_of(COUNTY, 202207)] == [NORTH, SOUTH]


def test_codes_are_read_in_the_edition_of_a_month(small_reference: Reference):
    assert small_reference.in_edition(COUNTY, 202206) == {NORTH: NORTH, SOUTH: SOUTH, OLD: OLD}
    assert small_reference.in_edition(COUNTY, 202207) == {NORTH: NORTH, SOUTH: SOUTH, OLD: SOUTH}


def test_places_that_succeed_one_another_in_a_circle_each_stand_for_themselves(small_reference: Reference):
    """A township that was its own successor ran for ever at 100 % CPU in every query by township."""
    places = small_reference.townships
    alone = replace(small_reference, townships={**places, OLD: replace(places[OLD], successor_code=OLD)}, _mappings={})
    assert alone.in_edition(COUNTY, 202207) == {NORTH: NORTH, SOUTH: SOUTH, OLD: OLD}
    pair = {
        SOUTH: replace(places[SOUTH], successor_code=OLD, valid_to=202206),
        OLD: replace(places[OLD], successor_code=SOUTH, valid_to=202206),
    }
    both = replace(small_reference, townships={**places, **pair}, _mappings={})
    assert both.in_edition(COUNTY, 202207) == {NORTH: NORTH, SOUTH: SOUTH, OLD: OLD}
    # A third that leads into the circle has no successor that exists either.
    led = {NORTH: replace(places[NORTH], successor_code=SOUTH, valid_to=202206)}
    three = replace(small_reference, townships={**places, **pair, **led}, _mappings={})
    assert three.in_edition(COUNTY, 202207) == {NORTH: NORTH, SOUTH: SOUTH, OLD: OLD}


def test_a_township_brings_those_that_merged_into_it(small_reference: Reference):
    assert small_reference.merged_into(COUNTY, [SOUTH], 202312) == [SOUTH, OLD]
    assert small_reference.merged_into(COUNTY, [SOUTH], 202206) == [SOUTH]
    assert small_reference.merged_into(COUNTY, [NORTH], 202312) == [NORTH]


def test_gaps_in_reporting_are_known(small_reference: Reference):
    assert list(small_reference.unreported) == [(COUNTY, SOUTH_CENTRE, 202309)]


def test_the_target_in_force_is_the_townships_own_before_the_countys(small_reference: Reference):
    def value(township: str | None, month: int) -> float | None:
        target = small_reference.target("contract_rate", COUNTY, township, month)
        return None if target is None else target.value

    assert (value(None, 202206), value(None, 202301), value(SOUTH, 202301), value(NORTH, 202301)) == (55, 60, 40, 60)
    assert value(SOUTH, 202206) == 55 and value(None, 202112) is None
    assert small_reference.target("residents", COUNTY, None, 202301) is None


def test_unknown_places_are_answered_with_the_nearest(small_reference: Reference):
    with pytest.raises(UnknownCounty, match="999901 小县"):
        small_reference.county("99990")
    with pytest.raises(UnknownTownship, match="南镇"):
        small_reference.township(COUNTY, "南乡镇")


def test_a_period_is_cut_to_the_months_that_hold_data(small_reference: Reference):
    assert small_reference.check_period(Period(202306, 202412)) == Period(202306, 202312)
    assert small_reference.check_period(Period(202101, 202203)) == Period(202201, 202203)
    with pytest.raises(UnknownPeriod, match="2022—2023年"):
        small_reference.check_period(Period(202401, 202412))


def test_rows_are_counted_for_a_county(small_engine: Engine):
    assert count_rows(small_engine, "institution_month", COUNTY) == 4 * 24
    assert count_rows(small_engine, "institution_month", "000000") == 0
    with pytest.raises(KeyError):
        count_rows(small_engine, "no_such_table", COUNTY)
