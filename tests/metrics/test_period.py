"""Periods: every form that is understood, every one that is not, and what they are compared with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.errors import UnknownPeriod
from metrics.period import Period, add_months, months_between

MONTHS = st.builds(lambda year, month: year * 100 + month, st.integers(1950, 2150), st.integers(1, 12))
PERIODS = st.builds(lambda first, length: Period(first, add_months(first, length)), MONTHS, st.integers(0, 40))


@pytest.mark.parametrize(
    ("text", "first", "last", "kind", "label", "english"),
    [
        ("2017", 201701, 201712, "year", "2017年", "2017"),
        ("2017H1", 201701, 201706, "half", "2017年上半年", "H1 2017"),
        ("2017h2", 201707, 201712, "half", "2017年下半年", "H2 2017"),
        ("2017Q2", 201704, 201706, "quarter", "2017年二季度", "Q2 2017"),
        ("2017q4", 201710, 201712, "quarter", "2017年四季度", "Q4 2017"),
        ("2017-06", 201706, 201706, "month", "2017年6月", "Jun 2017"),
        ("2017-01..2017-09", 201701, 201709, "range", "2017年1—9月", "Jan–Sep 2017"),
        ("2017-01..2018-12", 201701, 201812, "range", "2017—2018年", "Jan 2017 – Dec 2018"),
        ("2017-11..2018-02", 201711, 201802, "range", "2017年11月—2018年2月", "Nov 2017 – Feb 2018"),
        (" 2017 ", 201701, 201712, "year", "2017年", "2017"),
    ],
)
def test_each_form_is_read(text: str, first: int, last: int, kind: str, label: str, english: str):
    period = Period.parse(text)
    assert (period.first, period.last, period.kind) == (first, last, kind)
    assert (period.label_zh, period.label_en) == (label, english)


@pytest.mark.parametrize(
    "text",
    [
        *("", "17", "2017-13", "2017-00", "2017Q5", "2017H3", "2017-06..2017-01", "2017-6", "1066", "9999", "2017Q"),
        *("2017年", "2017-01..2017-13", "2017;DROP TABLE county", "２０１７X"),
    ],
)
def test_what_is_no_period_is_refused_with_the_forms_that_are(text: str):
    with pytest.raises(UnknownPeriod) as caught:
        Period.parse(text)
    assert "2017Q2" in caught.value.next_step


def test_six_months_that_are_a_half_year_are_called_so():
    assert Period.parse("2017-01..2017-06") == Period.parse("2017H1")
    assert Period.parse("2017-01..2017-06").key == "2017H1"


@given(PERIODS)
def test_a_key_is_read_back_as_the_same_period(period: Period):
    assert Period.parse(period.key) == period


@given(PERIODS)
def test_months_are_all_and_in_order(period: Period):
    assert len(period.months) == period.month_count == months_between(period.first, period.last)
    assert period.months == sorted(set(period.months)) and period.months[0] == period.first
    assert period.months[-1] == period.last and all(1 <= month % 100 <= 12 for month in period.months)


@given(PERIODS)
def test_the_year_before_has_the_same_months_and_the_period_before_ends_the_month_before(period: Period):
    assert [month + 100 for month in period.previous_year().months] == period.months
    assert period.previous().month_count == period.month_count
    assert add_months(period.previous().last, 1) == period.first


@given(MONTHS, st.integers(-200, 200))
def test_adding_months_can_be_taken_back(month: int, step: int):
    assert add_months(add_months(month, step), -step) == month


def test_a_period_is_cut_where_the_data_end():
    assert Period.parse("2024").until(202409) == Period(202401, 202409)
    assert Period.parse("2024").until(202512) == Period.parse("2024")
    assert Period.parse("2024").until(202312) is None
