"""A link is read against the warehouse: what it may ask for is kept, anything else is named and replaced."""

from itertools import product

import pytest
from streamlit.testing.v1 import AppTest

from metrics.period import Period
from metrics.scope import Scope
from tests.ui.small_places import COUNTY, FAR, NEIGHBOUR, NORTH, OLD, SOUTH, places
from ui.filters import Filters, default_period, kind_of, parameters_of, periods_of, read_parameters
from ui.language import set_language

YEAR = Period(202301, 202312)


def read(**parameters: str | list[str]) -> Filters:
    """Read a link as the browser sends it: every parameter is a list."""
    asked = {name: value if isinstance(value, list) else [value] for name, value in parameters.items()}
    return read_parameters(asked, places())


def test_an_empty_link_is_the_first_county_and_the_newest_full_year():
    assert read() == Filters(Scope(COUNTY, YEAR, (), "yoy")) and read().faults == ()


def test_a_year_under_way_is_shown_only_where_there_is_no_full_one():
    assert default_period(places(202305)) == Period(202201, 202212)
    assert default_period(places(202205)) == Period(202201, 202205)


def test_every_parameter_is_taken_over():
    found = read(county=NEIGHBOUR, township=FAR, period="2022H2", compare="previous")
    assert found == Filters(Scope(NEIGHBOUR, Period(202207, 202212), (FAR,), "previous")) and found.faults == ()


def test_names_stand_for_codes():
    found = read(county="邻县", township="远镇")
    assert (found.scope.county, found.scope.townships, found.faults) == (NEIGHBOUR, (FAR,), ())


def test_townships_in_one_parameter_are_the_same_as_in_several_and_each_counts_once():
    one, several = read(township=f"{SOUTH},{NORTH},{SOUTH}"), read(township=[SOUTH, NORTH])
    assert one.scope.townships == several.scope.townships == (SOUTH, NORTH)


def test_a_merged_township_is_its_successor_afterwards_and_itself_before():
    assert read(township=OLD).scope.townships == (SOUTH,) and read(township=OLD).faults == ()
    assert read(township=[OLD, SOUTH]).scope.townships == (SOUTH,)
    assert read(township=OLD, period="2022-03").scope.townships == (OLD,)


@pytest.mark.parametrize(
    ("parameters", "fault"),
    [
        ({"county": "999903"}, "没有这个县（市、区）：“999903”。"),
        ({"township": "999901199"}, "没有这个乡镇：“999901199”。"),
        ({"township": "北鎮"}, "最接近的是“999901101 北镇”。"),
        ({"township": FAR}, "没有这个乡镇"),
        ({"township": "空区"}, "没有这个乡镇：“空区”。"),
        ({"period": "2023Q5"}, "看不懂这个时期：“2023Q5”。"),
        ({"period": "2023-09..2023-01"}, "看不懂这个时期"),
        ({"period": "1999"}, "时期“1999”没有数据。"),
        ({"period": "2031"}, "没有数据"),
        ({"compare": "sideways"}, "没有这种对比：“sideways”。"),
    ],
)
def test_what_cannot_be_read_is_named_and_replaced(parameters: dict[str, str], fault: str):
    found = read(**parameters)
    assert len(found.faults) == 1 and fault in found.faults[0]
    assert (found.scope.townships, found.scope.period, found.scope.compare_key) == ((), YEAR, "yoy")


def test_an_unknown_county_becomes_the_nearest_one():
    assert read(county="999902x").scope.county == NEIGHBOUR
    assert read(county="完全不同").scope.county == COUNTY


def test_one_fault_leaves_the_rest_of_the_link_as_it_was():
    found = read(county=NEIGHBOUR, township=["nowhere", FAR], period="2022", compare="none")
    assert found == Filters(Scope(NEIGHBOUR, Period(202201, 202212), (FAR,), None)) and len(found.faults) == 1


ATTACKS = (
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "9" * 20_000,
    "乡" * 20_000,
    "../../etc/passwd",
    "%00\x00\n",
    "２０２３",
    "nan",
    "",
)


@pytest.mark.parametrize(("name", "attack"), list(product(("county", "township", "period", "compare"), ATTACKS)))
def test_a_hostile_value_never_gets_into_the_filters_and_its_fault_stays_short(name: str, attack: str):
    found = read(**{name: attack})
    assert found.scope.county in (COUNTY, NEIGHBOUR) and found.scope.townships == ()
    assert found.scope.compare_key == "yoy" and found.scope.period == YEAR
    assert all(len(fault) < 150 for fault in found.faults)


def test_a_period_that_begins_before_the_data_begins_with_the_data():
    assert read(period="2021-07..2022-03").scope.period == Period(202201, 202203)


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("2023", "year"),
        ("2023H2", "half"),
        ("2023-01..2023-06", "half"),
        ("2023Q3", "quarter"),
        ("2023-01", "month"),
        ("2023-01..2023-09", "to_date"),
        ("2023-04..2023-08", "range"),
        ("2022-01..2023-12", "range"),
    ],
)
def test_a_period_is_listed_under_the_kind_that_a_reader_would_look_for(key: str, kind: str):
    assert kind_of(Period.parse(key)) == kind


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("year", ["2022"]),
        ("half", ["2023H1", "2022H2", "2022H1"]),
        ("quarter", ["2023Q2", "2023Q1", "2022Q4", "2022Q3", "2022Q2", "2022Q1"]),
        ("range", ["2022-01..2023-08"]),
    ],
)
def test_only_whole_periods_within_the_data_are_offered_newest_first(kind: str, keys: list[str]):
    assert [period.key for period in periods_of(kind, places(202308))] == keys


def test_months_and_year_to_date_are_offered_up_to_the_last_month():
    months, to_date = (periods_of(kind, places(202308)) for kind in ("month", "to_date"))
    assert (months[0].key, months[-1].key, len(months)) == ("2023-08", "2022-01", 20)
    # January to February … to August of 2023, and to November of 2022; a whole year is listed as a year.
    assert (to_date[0].key, to_date[6].key, to_date[7].key) == (
        "2023-01..2023-08",
        "2023-01..2023-02",
        "2022-01..2022-11",
    )
    assert len(to_date) == 7 + 10


def test_a_chosen_range_is_the_only_one_of_its_kind():
    chosen = Period(202204, 202208)
    assert periods_of("range", places(), chosen) == [chosen]


@pytest.mark.parametrize(
    "scope",
    [
        Scope(COUNTY, YEAR, (), "yoy"),
        Scope(COUNTY, Period(202201, 202206), (NORTH, SOUTH), "previous"),
        Scope(COUNTY, Period(202203, 202203), (OLD,), None),
        Scope(NEIGHBOUR, Period(202204, 202308), (FAR,), "yoy"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_link_of_a_view_is_read_back_as_the_same_view(scope: Scope, language: str):
    set_language(language)
    parameters = parameters_of(scope)
    assert parameters.pop("lang", "zh") == language
    again = read(**parameters)
    assert again.scope == scope and again.faults == ()


def test_no_comparison_is_asked_of_a_query_as_nothing():
    assert read(compare="none").scope.compare is None and read(compare="yoy").scope.compare == "yoy"
    assert Scope(COUNTY, YEAR, compare=None).compare_key == "none"


def page_of_the_bar() -> None:
    import streamlit as st

    from tests.ui.small_places import places
    from ui.filters import filter_bar

    filter_bar(places(int(st.query_params.get("last", "202312"))))


@pytest.mark.parametrize(
    ("last", "before", "kind", "after"),
    [
        ("202312", "2023-01..2023-05", "month", "2023-05"),
        ("202312", "2023-01..2023-05", "quarter", "2023Q2"),
        ("202312", "2023-01..2023-05", "half", "2023H1"),
        ("202312", "2023-01..2023-05", "year", "2023"),
        ("202312", "2022", "month", "2022-12"),
        ("202312", "2022Q3", "to_date", "2022-01..2022-11"),
        # No full year holds August 2023 yet: the newest there is.
        ("202308", "2023-08", "year", "2022"),
    ],
)
def test_another_kind_of_period_holds_the_same_last_month(last: str, before: str, kind: str, after: str):
    app = AppTest.from_function(page_of_the_bar, default_timeout=60)
    app.query_params["last"], app.query_params["period"] = last, before
    app.run()
    app.selectbox(key="f_kind").set_value(kind).run()
    assert not app.exception and app.selectbox(key="f_period").value.key == after
    assert app.query_params["period"] in (after, [after])


def test_every_run_hands_the_browser_the_bars_values_again():
    """A run broken off before the browser drew the bar left it on its first county, and the next click sent that."""
    app = AppTest.from_function(page_of_the_bar, default_timeout=60)
    app.query_params["period"] = "2022-03"
    for _ in range(2):
        app.run()
        assert all(app.selectbox(key=key).proto.set_value for key in ("f_county", "f_kind", "f_period", "f_compare"))


def test_the_bar_offers_only_townships_of_the_month_that_somebody_lives_in():
    app = AppTest.from_function(page_of_the_bar, default_timeout=60).run()
    assert app.multiselect(key="f_townships").options == ["北镇", "南镇"]
    app.query_params["period"] = "2022-03"
    app.run()
    assert app.multiselect(key="f_townships").options == ["北镇", "南镇", "旧乡"]
