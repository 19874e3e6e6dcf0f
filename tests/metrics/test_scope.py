"""A scope is the whole of what is asked: what it is compared with, which rows are its own, which townships it means."""

import pandas as pd
import pytest

from metrics.errors import UnknownComparison, UnknownCounty, UnknownTownship
from metrics.period import Period
from metrics.scope import Scope, comparison
from tests.ui.small_places import COUNTY, FAR, NORTH, OLD, SOUTH, places

YEAR, EARLY = Period(202301, 202312), Period(202201, 202203)
ROWS = pd.DataFrame({"township_code": [NORTH, SOUTH, NORTH, FAR], "value": [1, 2, 3, 4]})


def test_rows_are_those_of_the_chosen_townships_and_all_where_none_is_chosen():
    assert Scope(COUNTY, YEAR, (NORTH,)).within(ROWS)["value"].tolist() == [1, 3]
    assert Scope(COUNTY, YEAR).within(ROWS)["value"].tolist() == [1, 2, 3, 4]
    assert Scope(COUNTY, YEAR, (OLD,)).within(ROWS).empty


def test_a_township_that_was_merged_by_the_end_of_the_period_is_its_successor_once():
    assert Scope(COUNTY, YEAR, (OLD, SOUTH)).in_edition(places()).townships == (SOUTH,)
    assert Scope(COUNTY, EARLY, (OLD, SOUTH)).in_edition(places()).townships == (OLD, SOUTH)


def test_a_period_that_reaches_beyond_the_data_takes_the_townships_of_the_last_month_with_data():
    assert Scope(COUNTY, Period(202201, 202212), (OLD,)).in_edition(places(202205)).townships == (OLD,)


def test_the_base_is_a_year_before_or_the_period_before_or_none():
    half = Period(202307, 202312)
    assert Scope(COUNTY, half).base == Period(202207, 202212)
    assert Scope(COUNTY, half, compare="previous").base == Period(202301, 202306)
    assert Scope(COUNTY, half, compare=None).base is None


def test_a_comparison_is_one_of_two_or_none():
    assert [comparison(text) for text in ("yoy", "previous", "none", None)] == ["yoy", "previous", None, None]
    with pytest.raises(UnknownComparison):
        comparison("sideways")


def test_names_and_codes_and_former_townships_lead_to_the_same_code():
    known = places()
    assert known.county_named("小县") == known.county_named(COUNTY) == COUNTY
    assert known.townships_named(COUNTY, ("旧乡", "南镇", OLD, SOUTH), 202312) == (SOUTH,)
    assert known.townships_named(COUNTY, ("旧乡",), 202203) == (OLD,)


def test_a_name_of_another_county_is_refused_with_the_nearest_one():
    with pytest.raises(UnknownTownship):
        places().township_named(COUNTY, "远镇", 202312)
    with pytest.raises(UnknownCounty) as refused:
        places().county_named("999902x")
    assert refused.value.nearest == "999902 邻县"
