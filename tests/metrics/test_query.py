"""The small county, added up by hand, on DuckDB and on PostgreSQL.

Outpatient visits a month: hospital 100, north centre 40, south centre 30 (31 in 2023, not reported in 2023-09), old
centre 10, in 旧乡 until 2022-06 and in 南镇 from 2022-07, when 旧乡 merged into it.
"""

from collections.abc import Callable

import pandas as pd
import pytest
from sqlalchemy import Engine, event

from metrics.ask.query import FRAME_COLUMNS, query
from metrics.catalogue import get_all
from metrics.errors import UnknownComparison, UnknownCounty, UnknownPeriod, UnknownTownship, UnsupportedSplit
from metrics.period import Period
from metrics.reference import Reference, load_reference
from tests.metrics.small_county import (
    COUNTY,
    HOSPITAL,
    NORTH,
    NORTH_CENTRE,
    OLD,
    OLD_CENTRE,
    SOUTH,
    SOUTH_CENTRE,
)

Ask = Callable[..., pd.DataFrame]


@pytest.fixture
def ask(small_engine: Engine, small_reference: Reference) -> Ask:
    """ask("metric ids", "2023", by=…, townships=…, compare=…): the frame of the small county."""

    def asked(metric_ids: str, period: str, **options: object) -> pd.DataFrame:
        options = {"county": COUNTY, **options}
        return query(small_engine, small_reference, get_all(metric_ids.split()), period=Period.parse(period), **options)

    return asked


def only(frame: pd.DataFrame) -> pd.Series:
    assert len(frame) == 1
    return frame.iloc[0]


def by_place(frame: pd.DataFrame, column: str = "value") -> dict[str, float]:
    return dict(zip(frame["township_code"], frame[column], strict=True))


def test_the_frame_has_exactly_its_columns_and_a_further_one_for_a_further_split(ask: Ask):
    assert tuple(ask("primary_visit_share contract_rate", "2023", compare="yoy").columns) == FRAME_COLUMNS
    assert tuple(ask("primary_visit_share", "2023", by="township").columns) == FRAME_COLUMNS
    assert tuple(ask("outpatient_visits", "2023", by="institution").columns) == (*FRAME_COLUMNS, "institution_code")


def test_a_question_about_no_metric_has_an_empty_answer_and_is_no_fault(ask: Ask):
    """query([]) raised IndexError."""
    for by in ((), ("township",), ("township", "month")):
        found = ask("", "2023", by=by, compare="yoy")
        assert found.empty and tuple(found.columns) == FRAME_COLUMNS


def test_the_countys_ratio_is_the_ratio_of_its_sums(ask: Ask):
    """2022: (40 + 30 + 10) × 12 = 960 of (100 + 40 + 30 + 10) × 12 = 2160. North alone has 28.57 %, south 100 %."""
    row = only(ask("primary_visit_share", "2022"))
    assert (row["numerator"], row["denominator"]) == (960, 2160)
    assert row["value"] == pytest.approx(100 * 960 / 2160)
    shares = by_place(ask("primary_visit_share", "2022", by="township"))
    assert shares == pytest.approx({NORTH: 100 * 40 / 140, SOUTH: 100})


def test_a_merged_township_is_counted_by_its_old_name_before_and_under_its_successor_after(ask: Ask):
    """Old 10 × 6 until June; in any period that ends later its months belong to south: (30 + 10) × 7 = 280."""
    assert by_place(ask("outpatient_visits", "2022H1", by="township")) == {NORTH: 840, SOUTH: 180, OLD: 60}
    assert by_place(ask("outpatient_visits", "2022-01..2022-07", by="township")) == {NORTH: 980, SOUTH: 280}
    assert by_place(ask("outpatient_visits", "2022", by="township")) == {NORTH: 1680, SOUTH: 480}


def test_a_base_before_the_merger_is_counted_in_the_townships_of_today(ask: Ask):
    """First half: north 140 × 6 both years; south (31 + 10) × 6 = 246 against (30 + 10) × 6 = 240, + 2.5 %."""
    rows = ask("outpatient_visits contract_rate", "2023H1", by="township", compare="yoy")
    visits = rows[rows["metric_id"] == "outpatient_visits"]
    assert by_place(visits, "compare_value") == {NORTH: 840, SOUTH: 240}
    assert by_place(visits, "change") == pytest.approx({NORTH: 0, SOUTH: 2.5})
    # Contracts in June 2022: south 90 of 200 and old 4 of 50 are 94 of 250, as in June 2023.
    contracts = rows[rows["metric_id"] == "contract_rate"]
    assert contracts.set_index("township_code").loc[SOUTH, "value"] == pytest.approx(37.6)


def test_a_month_that_was_not_reported_is_left_out_on_both_sides(ask: Ask):
    """2023: 181 × 12 − 31 = 2141. Its base is 2022 without south's September: 2160 − 30 = 2130. + 11 of 2130."""
    visits = only(ask("outpatient_visits", "2023", compare="yoy"))
    assert (visits["value"], visits["compare_value"]) == (2141, 2130)
    assert visits["change"] == pytest.approx(100 * 11 / 2130)
    assert visits["completeness"] == pytest.approx(2141 / 2172) and visits["status"] == "shown"
    share = only(ask("primary_visit_share", "2023", compare="yoy"))
    assert (share["numerator"], share["denominator"]) == (941, 2141)
    assert share["change"] == pytest.approx(100 * (941 / 2141 - 930 / 2130))
    assert share["change_unit"] == "百分点"


def test_a_gap_in_the_base_is_left_out_of_this_period_only_for_the_comparison(ask: Ask):
    """October 2023 against September 2023 (环比): 181 is shown, but 150 is compared with 150."""
    row = only(ask("outpatient_visits", "2023-10", compare="previous"))
    assert (row["value"], row["compare_value"], row["change"]) == (181, 150, 0)
    assert row["compare_period"] == "2023-09"


def test_an_incomplete_month_says_so_and_is_compared_without_the_institution_that_is_missing(ask: Ask):
    months = ask("outpatient_visits", "2023", by="month", compare="yoy").set_index("period")
    assert months["value"].to_list() == [181] * 8 + [150] + [181] * 3
    assert months["compare_value"].to_list() == [180] * 8 + [150] + [180] * 3
    assert months.loc["2023-09", ["status", "change"]].to_list() == ["incomplete", 0]
    assert months.loc["2023-09", "completeness"] == pytest.approx(150 / 181)
    assert (months.drop("2023-09")["status"] == "shown").all()
    assert months.loc["2023-01", "compare_period"] == "2022-01"


def test_an_institution_that_did_not_report_has_no_figure_and_not_zero(ask: Ask):
    rows = ask("outpatient_visits", "2023-09", by="institution").set_index("institution_code")
    assert rows["value"].drop(SOUTH_CENTRE).to_dict() == {HOSPITAL: 100, NORTH_CENTRE: 40, OLD_CENTRE: 10}
    assert pd.isna(rows.loc[SOUTH_CENTRE, "value"]) and rows.loc[SOUTH_CENTRE, "status"] == "no_data"


def test_a_period_that_is_not_over_is_compared_with_the_same_months(ask: Ask):
    """July 2023 to June 2024, data until December: 181 × 6 − 31 = 1055 against 180 × 6 − 30 = 1050."""
    row = only(ask("outpatient_visits", "2023-07..2024-06", compare="yoy"))
    assert (row["value"], row["compare_value"]) == (1055, 1050)
    assert row["change"] == pytest.approx(100 * 5 / 1050)
    assert row["status"] == "incomplete" and row["completeness"] == pytest.approx(1055 / 1086 * 6 / 12)
    assert (row["period"], row["compare_period"]) == ("2023-07..2024-06", "2022H2")


def test_a_base_that_lies_before_the_data_gives_no_change(ask: Ask):
    row = only(ask("outpatient_visits", "2022", compare="yoy"))
    assert row["value"] == 2160 and pd.isna(row["compare_value"]) and pd.isna(row["change"])


def test_a_base_that_begins_within_the_data_is_compared_over_the_months_of_both_sides(ask: Ask):
    """July 2022 to June 2023 has a base only for January to June: 181 × 6 = 1086 against 180 × 6 = 1080."""
    row = only(ask("outpatient_visits", "2022-07..2023-06", compare="yoy"))
    assert (row["value"], row["compare_value"]) == (180 * 6 + 181 * 6, 1080)
    assert row["change"] == pytest.approx(100 * 6 / 1080)
    assert row["compare_period"] == "2022H1"


def test_a_base_of_zero_gives_a_base_but_no_percentage(ask: Ask):
    """North refers two patients a month in 2023, none in 2022."""
    row = only(ask("referrals_up", "2023", compare="yoy"))
    assert (row["value"], row["compare_value"]) == (24, 0) and pd.isna(row["change"])


def test_a_stock_is_read_at_the_end_of_the_period_and_never_summed(ask: Ask):
    """Contracts: 600 + 90 + 4 of 1250 in June 2022 and 2023, 650 + 94 in December 2023."""
    half, year = only(ask("contract_rate", "2023H1", compare="yoy")), only(ask("contract_rate", "2023", compare="yoy"))
    assert (half["numerator"], half["denominator"], half["change"]) == (694, 1250, 0)
    assert (year["numerator"], year["value"]) == (744, pytest.approx(59.52))
    assert year["change"] == pytest.approx(4.0)
    months = ask("contract_rate", "2023Q3", by="month")
    assert months["numerator"].to_list() == [744, 744, 744]


def test_a_stock_asked_by_month_begins_where_it_changes(ask: Ask):
    months = ask("contract_rate", "2023-05..2023-08", by="month", compare="previous")
    assert months["numerator"].to_list() == [694, 694, 744, 744]
    assert months["change"].to_list() == pytest.approx([0, 0, 4, 0])


@pytest.mark.parametrize(
    ("period", "clinics"), [("2022H1", 1), ("2022-07", 2), ("2023Q1", 2), ("2023-04", 1), ("2023", 1)]
)
def test_things_in_force_are_counted_at_the_end_of_the_last_month(ask: Ask, period: str, clinics: int):
    """One clinic until 2023-03, that month included; another from 2022-07, that month included."""
    assert only(ask("institutions_village", period))["value"] == clinics


def test_things_in_force_can_be_listed_by_month(ask: Ask):
    months = ask("institutions_village", "2023H1", by="month", compare="yoy")
    assert months["value"].to_list() == [2, 2, 2, 1, 1, 1]
    assert months["compare_value"].to_list() == [1] * 6


def test_a_township_takes_its_predecessors_with_it(ask: Ask):
    """South in 2022: 30 × 12 of its own and 10 × 12 of the old centre; in the first half year only its own."""
    assert only(ask("outpatient_visits", "2022", townships=[SOUTH]))["value"] == 480
    assert only(ask("outpatient_visits", "2022H1", townships=[SOUTH]))["value"] == 180
    assert only(ask("outpatient_visits", "2022H1", townships=[SOUTH, OLD]))["value"] == 240


def test_a_township_that_has_merged_stands_for_its_successor(ask: Ask):
    """旧乡 in 2022 is 南镇: 480, and neither its own six months nor zero."""
    assert only(ask("outpatient_visits", "2022", townships=[OLD]))["value"] == 480
    assert by_place(ask("outpatient_visits", "2022", by="township", townships=[OLD])) == {SOUTH: 480}
    assert only(ask("outpatient_visits", "2022", townships=[OLD, SOUTH]))["value"] == 480


def test_two_townships_are_one_sum(ask: Ask):
    """North and south are all of 2023."""
    both, all_of_them = ask("primary_visit_share", "2023", townships=[SOUTH, NORTH]), ask("primary_visit_share", "2023")
    assert only(both)["value"] == only(all_of_them)["value"]


def test_what_is_known_only_for_the_county_is_not_shown_for_a_township(ask: Ask):
    assert only(ask("communities", "2023"))["value"] == 1
    row = only(ask("communities", "2023", townships=[SOUTH]))
    assert pd.isna(row["value"]) and pd.isna(row["numerator"]) and row["status"] == "no_data"


def test_every_township_has_a_row_and_where_nothing_happened_it_says_zero(ask: Ask):
    assert by_place(ask("referrals_up", "2023", by="township")) == {NORTH: 24, SOUTH: 0}


def test_a_table_without_any_row_gives_no_data_and_not_zero(ask: Ask):
    row = only(ask("in_county_visit_share", "2023", compare="yoy"))
    assert row["status"] == "no_data" and pd.isna(row["value"])


def test_targets_in_force_and_the_distance_to_them(ask: Ask):
    """≥ 50 % of visits; contracts 55 % in 2022, 60 % from 2023 and 40 % in south."""
    share = only(ask("primary_visit_share", "2022"))
    assert share["target"] == 50 and share["target_gap"] == pytest.approx(100 * 960 / 2160 - 50)
    assert only(ask("contract_rate", "2022"))["target"] == 55
    assert by_place(ask("contract_rate", "2023", by="township"), "target") == {NORTH: 60, SOUTH: 40}


def test_a_countys_target_for_a_count_is_no_target_for_a_part_of_it(ask: Ask):
    assert only(ask("outpatient_visits", "2023"))["target"] == 2000
    assert ask("outpatient_visits", "2023", by="township")["target"].isna().all()
    assert ask("outpatient_visits", "2023", by="institution")["target"].isna().all()
    assert ask("outpatient_visits", "2023", townships=[NORTH])["target"].isna().all()


def test_a_years_target_for_a_count_is_no_target_for_a_month_or_quarter(ask: Ask):
    assert ask("outpatient_visits", "2023", by="month")["target"].isna().all()
    assert ask("outpatient_visits", "2023Q1")["target"].isna().all()
    assert only(ask("primary_visit_share", "2023Q1"))["target"] == 50


def test_basis_is_that_of_the_rows_and_mixed_where_they_differ(ask: Ask):
    rows = ask("outpatient_visits", "2023", by="institution").set_index("institution_code")
    assert rows["basis"].to_dict() == {
        HOSPITAL: "published",
        NORTH_CENTRE: "synthetic",
        SOUTH_CENTRE: "synthetic",
        OLD_CENTRE: "synthetic",
    }
    assert by_place(ask("outpatient_visits", "2023", by="township"), "basis") == {NORTH: "mixed", SOUTH: "synthetic"}


def test_townships_by_months_add_to_the_county(ask: Ask):
    cells = ask("outpatient_visits", "2022", by=("township", "month"))
    # 2022 in the townships of December: two, each with twelve months.
    assert len(cells) == 24 and cells["value"].sum() == 2160
    assert set(cells["township_code"]) == {NORTH, SOUTH}


def test_an_interval_holds_the_value_and_names_its_method(ask: Ask):
    """Wilson for 960 of 2160: centre (0.4444 + 1.9208/2160) / (1 + 3.8415/2160) = 44.454 %, half width 2.094."""
    row = only(ask("primary_visit_share", "2022"))
    assert (row["lower"], row["upper"]) == pytest.approx((42.361, 46.548), abs=0.002)
    assert (row["method"], row["confidence"]) == ("Wilson", 0.95)
    assert pd.isna(only(ask("outpatient_visits", "2022"))["method"])


@pytest.mark.parametrize(
    ("fault", "options"),
    [
        (UnknownCounty, {"county": "999902"}),
        (UnknownTownship, {"townships": ["999901104"]}),
        (UnknownComparison, {"compare": "同比"}),
        (UnsupportedSplit, {"by": "disease"}),
        (UnsupportedSplit, {"by": "no such thing"}),
    ],
)
def test_what_is_not_known_is_refused(ask: Ask, fault: type[Exception], options: dict[str, object]):
    with pytest.raises(fault):
        ask("outpatient_visits", "2023", **options)


@pytest.mark.parametrize("period", ["2021", "2024", "2024-01..2025-12"])
def test_a_period_without_any_data_is_refused_and_the_months_that_hold_data_are_named(ask: Ask, period: str):
    with pytest.raises(UnknownPeriod, match="2022—2023年"):
        ask("outpatient_visits", period)


def test_what_chosen_townships_are_protected_against_is_read_once_a_data_version(small_engine: Engine):
    """Whether a sum of townships tells a small count depends on all the others: that answer stays the same."""
    reference, sent = load_reference(small_engine), []

    def note(*arguments: object) -> None:
        sent.append(arguments[2])

    def asked(township: str) -> pd.DataFrame:
        metrics = get_all(["contract_rate"])
        return query(
            small_engine,
            reference,
            metrics,
            county=COUNTY,
            period=Period.parse("2023"),
            townships=[township],
            compare="yoy",
        )

    event.listen(small_engine, "before_cursor_execute", note)
    try:
        first, before = asked(SOUTH), len(sent)
        again, second = asked(SOUTH), len(sent) - before
        asked(NORTH)
    finally:
        event.remove(small_engine, "before_cursor_execute", note)
    assert len(sent) == before + 2 * second and second < before
    pd.testing.assert_frame_equal(first, again)
