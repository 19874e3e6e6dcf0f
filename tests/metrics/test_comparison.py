"""Same-period comparison: each awkward case and its stated answer, by hand on a county of three townships."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine

from data_access.build import write_warehouse
from data_access.engine import open_engine
from metrics.ask.comparison_months import BEGINS, ENDED, NEW_DEFINITION, Fewer, Matching, match_months
from metrics.ask.query import query
from metrics.catalogue import get
from metrics.definition import Metric, flow
from metrics.errors import UnknownComparison, UnknownPeriod
from metrics.judge.comparison import (
    change_per_day,
    days_in,
    read_as,
    restated,
)
from metrics.judge.comparison_places import institutions_side_by_side, townships_side_by_side
from metrics.period import Period
from metrics.reference import Reference, load_reference
from metrics.scope import Scope
from metrics.source import Source
from tests.metrics.small_county import (
    COUNTY,
    HOSPITAL,
    NORTH,
    NORTH_CENTRE,
    OLD,
    OLD_CENTRE,
    SOUTH,
    SOUTH_CENTRE,
    frames,
)
from words.numbers import format_change

VISITS = get("outpatient_visits")
PRIMARY = get("primary_visits")
SHARE = get("primary_visit_share")
CONTRACTED = get("contracted_residents")


def warehouse(folder: Path, tables: dict[str, pd.DataFrame]) -> tuple[Engine, Reference]:
    """Return a warehouse with these tables."""
    url = f"duckdb:///{folder / 'small.duckdb'}"
    write_warehouse(url, tables)
    engine = open_engine(url)
    return engine, load_reference(engine)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Reference]]:
    engine, reference = warehouse(tmp_path_factory.mktemp("small"), frames())
    yield engine, reference
    engine.dispose()


def ask(small: tuple[Engine, Reference], metric: Metric, period: str, **more: object) -> pd.Series:
    """Return the one row of the county."""
    asked = {"compare": "yoy"} | more
    return query(*small, [metric], county=COUNTY, period=Period.parse(period), **asked).iloc[0]  # type: ignore[arg-type]


# --- the months of a comparison


def test_a_year_is_compared_over_the_months_that_every_institution_reported(small) -> None:  # type: ignore[no-untyped-def]
    # South kept silent in 2023-09. 2023: hospital 1200, north 480, south 31 × 11 = 341, old 120: 2141.
    # Base without south's 2022-09: 1200 + 480 + 30 × 11 + 120 = 2130.
    row = ask(small, VISITS, "2023")
    assert (row["value"], row["compare_value"]) == (2141, 2130)
    assert row["change"] == pytest.approx(100 * 11 / 2130)


def test_completeness_is_a_figure_of_its_own(small) -> None:  # type: ignore[no-untyped-def]
    # 2,141 of 2,172 visits: south would have had 31 in September, as in August.
    assert ask(small, VISITS, "2023")["completeness"] == pytest.approx(2141 / 2172)


def test_a_month_in_which_one_institution_is_silent_compares_the_others(small) -> None:  # type: ignore[no-untyped-def]
    rows = query(*small, [VISITS], county=COUNTY, period=Period(202309, 202309), by="month", compare="yoy")
    # Hospital 100, north 40, old 10 on both sides; south's 30 of 2022-09 is not held against nothing.
    assert (rows["value"].iloc[0], rows["compare_value"].iloc[0], rows["change"].iloc[0]) == (150, 150, 0)


def test_a_partial_current_period_is_held_against_the_same_months_only(small) -> None:  # type: ignore[no-untyped-def]
    tables = frames()
    engine, reference = small
    until_may = replace(reference, last_month=202305)
    row = query(engine, until_may, [VISITS], county=COUNTY, period=Period.parse("2023"), compare="yoy").iloc[0]
    # January to May: 181 a month against 180 a month; nothing is extrapolated to a year.
    assert (row["value"], row["compare_value"]) == (905, 900)
    assert row["completeness"] == pytest.approx(5 / 12)
    assert row["status"] == "incomplete"
    assert len(tables) > 0


def test_a_period_that_reaches_before_the_data_compares_only_what_both_sides_hold(small) -> None:  # type: ignore[no-untyped-def]
    # 2022-07 … 2023-06 against 2021-07 … 2022-06, of which only 2022-01 … 2022-06 exist.
    row = ask(small, VISITS, "2022-07..2023-06")
    assert row["value"] == 6 * 180 + 6 * 181
    assert row["compare_value"] == 6 * 180
    assert row["change"] == pytest.approx(100 * 6 / 1080)
    assert row["compare_period"] == "2022H1"


def test_a_year_without_a_base_has_no_change(small) -> None:  # type: ignore[no-untyped-def]
    row = ask(small, VISITS, "2022")
    assert row["value"] == 2160
    assert math.isnan(row["compare_value"]) and math.isnan(row["change"])


def test_the_first_year_split_by_month_has_no_base_and_not_a_base_of_zero(small) -> None:  # type: ignore[no-untyped-def]
    rows = query(*small, [VISITS], county=COUNTY, period=Period.parse("2022"), by="month", compare="yoy")
    assert rows["compare_value"].isna().all()


def test_the_period_before_is_the_adjacent_one_of_the_same_length(small) -> None:  # type: ignore[no-untyped-def]
    row = ask(small, VISITS, "2023Q1", compare="previous")
    assert (row["value"], row["compare_value"], row["compare_period"]) == (543, 540, "2022Q4")


def test_an_unknown_comparison_is_named() -> None:
    engine_and_reference = (None, _empty_reference())
    with pytest.raises(UnknownComparison, match="去年"):
        query(*engine_and_reference, [VISITS], county=COUNTY, period=Period(202301, 202312), compare="去年")  # type: ignore[arg-type]


def test_a_period_without_data_is_refused_with_the_months_there_are(small) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UnknownPeriod):
        ask(small, VISITS, "2019")


def _empty_reference() -> Reference:
    from metrics.reference import Place

    return Reference("v", True, 202201, 202312, {COUNTY: Place(COUNTY, COUNTY, "小县", "Small")}, {}, [], [])


# --- a series that begins, ends or changes its definition


def test_a_series_that_begins_in_july_is_compared_from_july_on() -> None:
    found = match_months(Period(202301, 202312), Period(202201, 202212), 202207, 202312)
    assert found == Matching(Period(202307, 202312), Period(202207, 202212), Fewer(BEGINS, 202207))


def test_a_series_that_ended_is_compared_up_to_its_end() -> None:
    found = match_months(Period(202301, 202312), Period(202201, 202212), 202201, 202304)
    assert (found.now, found.base) == (Period(202301, 202304), Period(202201, 202204))
    assert found.reason == Fewer(ENDED, 202304)


def test_no_month_is_compared_across_a_new_definition() -> None:
    # New from 2023-07: of 2023 January–June lie before it on both sides, July–December across it.
    found = match_months(Period(202301, 202312), Period(202201, 202212), 202201, 202312, (202307,))
    assert (found.now, found.base) == (Period(202301, 202306), Period(202201, 202206))
    # One year on both sides hold the new definition from July on, and across it nothing is compared.
    later = match_months(Period(202401, 202412), Period(202301, 202312), 202201, 202412, (202307,))
    assert (later.now, later.base) == (Period(202407, 202412), Period(202307, 202312))
    assert later.reason == Fewer(NEW_DEFINITION, 202307)


def test_a_stock_is_not_compared_across_a_new_definition() -> None:
    assert match_months(Period(202312, 202312), Period(202212, 202212), 202201, 202312, (202307,)).now is None


def test_the_engine_draws_no_line_across_a_new_definition(small) -> None:  # type: ignore[no-untyped-def]
    revised = replace(VISITS, id="revised", series_breaks=(202301,))
    assert math.isnan(ask(small, revised, "2023")["change"])
    months = query(*small, [revised], county=COUNTY, period=Period.parse("2023"), by="month", compare="yoy")
    assert months["change"].isna().all() and months["value"].notna().all()


def test_a_metric_whose_institutions_begin_later_is_compared_from_then_on(tmp_path: Path) -> None:
    tables = frames()
    monthly = tables["institution_month"]
    # Township centres report from 2022-04 on only; the hospital all the time.
    keep = (monthly["level"] == "county_hospital") | (monthly["month"] >= 202204)
    tables["institution_month"] = monthly[keep]
    found = warehouse(tmp_path, tables)
    row = ask(found, PRIMARY, "2023")
    # April to December, south's September left out on both sides: 40 + 31 + 10 and 40 + 30 + 10 a month.
    assert row["compare_value"] == 9 * 80 - 30
    assert row["change"] == pytest.approx(100 * (9 * 81 - 31 - (9 * 80 - 30)) / (9 * 80 - 30))
    assert row["compare_period"] == "2022-04..2022-12"


# --- bases that are zero, negative or missing


def test_a_base_of_zero_gives_both_numbers_and_no_percentage(tmp_path: Path) -> None:
    tables = frames()
    monthly = tables["institution_month"]
    monthly.loc[monthly["month"] < 202301, "outpatient_visits"] = 0
    row = ask(warehouse(tmp_path, tables), VISITS, "2023H1")
    assert row["compare_value"] == 0 and math.isnan(row["change"])
    words = format_change(row["change"], "%", value=row["value"], compare_value=row["compare_value"], unit="人次")
    assert words == "由上年同期0人次增至1,086人次"


def test_a_negative_base_never_turns_a_rise_into_a_fall() -> None:
    # A loss of 200 that became a loss of 100 is a rise; the percentage is taken of the size of the base.
    assert format_change(50, "%", value=-100, compare_value=-200, unit="元") == "由上年同期−200元增至−100元"


def test_amounts_with_a_negative_base_rise_when_they_rise(tmp_path: Path) -> None:
    tables = frames()
    monthly = tables["institution_month"]
    monthly["drug_revenue_yuan"] = np.where(monthly["month"] < 202301, 80.0, 95.0)
    monthly["drug_cost_yuan"] = 100.0
    margin = replace(
        get("medical_revenue"),
        id="drug_margin",
        numerator=flow(
            get("medical_revenue").numerator.table,
            get("medical_revenue").numerator.table.c.drug_revenue_yuan
            - get("medical_revenue").numerator.table.c.drug_cost_yuan,
        ),
    )
    row = ask(warehouse(tmp_path, tables), margin, "2023H1")
    # Four institutions, six months: −480 became −120.
    assert (row["compare_value"], row["value"], row["change"]) == (-480, -120, 75)


# --- calendars


def test_february_of_a_leap_year_is_held_against_february_and_not_366_days_earlier() -> None:
    assert Period(202402, 202402).previous_year() == Period(202302, 202302)
    assert (days_in(Period(202402, 202402)), days_in(Period(202302, 202302))) == (29, 28)


def test_a_leap_day_moves_the_count_and_not_the_change_per_day() -> None:
    now, base = Period(202402, 202402), Period(202302, 202302)
    assert change_per_day(2900, 2800, now, base) == pytest.approx(0.0)
    assert math.isnan(change_per_day(10, 0, now, base))


@pytest.mark.parametrize(
    ("reading", "months"),
    [
        ("as_asked", Period(202407, 202408)),
        ("to_date", Period(202401, 202408)),
        ("rolling", Period(202309, 202408)),
        ("spring", Period(202401, 202402)),
    ],
)
def test_a_reading_covers_its_months_up_to_the_last_with_data(reading: str, months: Period) -> None:
    assert read_as(Period(202407, 202409), reading, last_month=202408) == months


def test_january_and_february_read_together_do_not_move_with_the_spring_festival() -> None:
    # The festival fell into January 2023 and February 2024: month by month −20 % and +25 %, together nothing.
    base, now = {1: 80.0, 2: 100.0}, {1: 100.0, 2: 80.0}
    assert now[1] / base[1] - 1 == 0.25 and now[2] / base[2] - 1 == pytest.approx(-0.2)
    spring = read_as(Period(202402, 202402), "spring", last_month=202412)
    assert spring.previous_year() == Period(202301, 202302)
    assert sum(now.values()) - sum(base.values()) == 0


def test_a_cumulated_ratio_is_divided_again_and_not_averaged(small) -> None:  # type: ignore[no-untyped-def]
    row = ask(small, SHARE, "2023-01..2023-06")
    # (40 + 31 + 10) × 6 of 181 × 6.
    assert row["value"] == pytest.approx(100 * 81 / 181)


# --- townships that merge


def test_a_successor_is_shown_in_old_and_in_new_boundaries_and_the_difference_is_its_predecessor(small) -> None:  # type: ignore[no-untyped-def]
    # January–July 2023 against January–July 2022: the old township stood by itself until 2022-06.
    sides = townships_side_by_side(Source(*small), PRIMARY, Scope(COUNTY, Period.parse("2023-01..2023-06")))
    (south,) = sides
    assert south.place == SOUTH
    assert (south.reported.value, south.reported.compare_value) == (246, 180)
    assert (south.comparable.value, south.comparable.compare_value) == (246, 240)
    assert south.comparable.change == pytest.approx(100 * 6 / 240)
    assert [(item.kind, item.code) for item in south.items] == [("merged", OLD)]
    assert sum(item.effect for item in south.items) == pytest.approx(south.reported.change - south.comparable.change)


def test_a_hidden_predecessor_is_not_told_by_the_two_readings(small) -> None:  # type: ignore[no-untyped-def]
    # The old township had 4 contracts: the two readings side by side would be the 4.
    assert townships_side_by_side(Source(*small), CONTRACTED, Scope(COUNTY, Period(202306, 202306))) == []


def test_townships_that_did_not_merge_have_one_reading_only(small) -> None:  # type: ignore[no-untyped-def]
    assert townships_side_by_side(Source(*small), PRIMARY, Scope(COUNTY, Period.parse("2023H2"))) == []


# --- institutions that open, close and move level


def changed_institutions() -> dict[str, pd.DataFrame]:
    """The small county without gaps: old's centre closes after 2022-12, a clinic opens in 2023-07, north's moves up."""
    tables = frames()
    monthly = tables["institution_month"].copy()
    monthly["reported"] = True
    monthly.loc[(monthly["institution_code"] == SOUTH_CENTRE) & (monthly["month"] == 202309), "outpatient_visits"] = 31
    closed = (monthly["institution_code"] == OLD_CENTRE) & (monthly["month"] > 202212)
    moved = (monthly["institution_code"] == NORTH_CENTRE) & (monthly["month"] > 202303)
    monthly.loc[moved, "level"] = "county_hospital"
    clinic = monthly[(monthly["institution_code"] == OLD_CENTRE) & (monthly["month"] >= 202307)].copy()
    clinic["institution_code"], clinic["outpatient_visits"] = "999901V009", 7
    tables["institution_month"] = pd.concat([monthly[~closed], clinic], ignore_index=True)
    register = tables["institution"].copy()
    register["closed"] = register["closed"].astype("Int64") if "closed" in register else None
    register.loc[register["institution_code"] == OLD_CENTRE, "closed"] = 202212
    new = register.iloc[[0]].assign(institution_code="999901V009", opened=202307, level="township_centre", closed=None)
    tables["institution"] = pd.concat([register, new], ignore_index=True)
    return tables


def test_openings_closings_and_moves_are_itemised_and_sum_to_the_difference(tmp_path: Path) -> None:
    found = warehouse(tmp_path, changed_institutions())
    side = institutions_side_by_side(Source(*found), PRIMARY, Scope(COUNTY, Period.parse("2023")))
    assert side is not None
    # 2022: north 480, south 360, old 120. 2023: north 120 (three months), south 372, clinic 42.
    assert (side.reported.value, side.reported.compare_value) == (534, 960)
    # The same institutions at the same level: south all year, north January–March.
    assert (side.comparable.value, side.comparable.compare_value) == (372 + 120, 360 + 120)
    assert side.comparable.change == pytest.approx(2.5)
    assert {(item.kind, item.code) for item in side.items} == {
        ("opened", "999901V009"),
        ("closed", OLD_CENTRE),
        ("moved", NORTH_CENTRE),
    }
    effects = sum(item.effect for item in side.items)
    assert effects == pytest.approx(side.reported.change - side.comparable.change, abs=1e-12)


def test_a_share_is_itemised_in_percentage_points(tmp_path: Path) -> None:
    found = warehouse(tmp_path, changed_institutions())
    side = institutions_side_by_side(Source(*found), SHARE, Scope(COUNTY, Period.parse("2023")))
    assert side is not None
    assert side.reported.value == pytest.approx(100 * 534 / (1200 + 480 + 372 + 42))
    assert sum(item.effect for item in side.items) == pytest.approx(side.reported.change - side.comparable.change)


def test_the_same_institutions_have_one_reading_only(small) -> None:  # type: ignore[no-untyped-def]
    side = institutions_side_by_side(Source(*small), PRIMARY, Scope(COUNTY, Period.parse("2023H1")))
    assert side is not None and side.items == ()
    assert side.reported == side.comparable
    assert HOSPITAL not in {item.code for item in side.items}


# --- restated data, target, county


def test_restated_figures_are_listed_with_what_they_were(small) -> None:  # type: ignore[no-untyped-def]
    newer = query(*small, [VISITS], county=COUNTY, period=Period.parse("2022"), by="township")
    earlier = newer.copy()
    earlier.loc[earlier["township_code"] == NORTH, "value"] -= 20
    (row,) = restated(earlier, newer).to_dict("records")
    assert (row["township_code"], row["difference"]) == (NORTH, 20)


def test_the_newest_load_counts_on_both_sides(tmp_path: Path) -> None:
    tables = frames()
    monthly = tables["institution_month"]
    restated_rows = (monthly["institution_code"] == HOSPITAL) & (monthly["month"] == 202203)
    monthly.loc[restated_rows, "outpatient_visits"] = 160
    row = ask(warehouse(tmp_path, tables), VISITS, "2023Q1")
    assert row["compare_value"] == 540 + 60


def test_the_gap_to_the_target_stands_beside_the_figure(small) -> None:  # type: ignore[no-untyped-def]
    row = ask(small, SHARE, "2022-01..2022-06")
    assert row["target"] == 50
    assert row["target_gap"] == pytest.approx(100 * 80 / 180 - 50)
