"""Coverage as metrics over the sample warehouse: to the person, by township, comparable, and the same as the map's."""

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import func, select

from data_access import read, schema
from data_access.engine import open_engine
from data_access.roads import edition_in_force, read_network
from metrics.ask.query import FRAME_COLUMNS, query
from metrics.catalogue import CATALOGUE, get, get_all
from metrics.catalogue.circles import CATCHMENT_MINUTES, COVERAGE, FAMILY
from metrics.circle.circle import CircleView, counted_facilities, make_circle, make_ground
from metrics.circle.figures import coverage_by_township, interval, outside_intervals, village_rows, whole
from metrics.circle.places import circle_facilities, circle_villages, expert_places
from metrics.period import Period
from metrics.reference import load_reference

COUNTIES = ("140781", "141102", "141122", "150622", "450223")
YEAR = Period.parse("2024")


@pytest.fixture(scope="module")
def engine(sample_duckdb_url):
    made = open_engine(sample_duckdb_url)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def reference(engine):
    return load_reference(engine)


def ask(engine, reference, county, *ids, **how) -> pd.DataFrame:
    return query(engine, reference, get_all(ids), county=county, period=YEAR, **how)


@pytest.mark.parametrize("county", COUNTIES)
def test_covered_beyond_and_unreachable_are_all_residents_to_the_person(engine, reference, county):
    rows = ask(
        engine, reference, county, "coverage_30_min", "residents_beyond_30_min", "residents_unreachable"
    ).set_index("metric_id")
    inside, everyone = rows.loc["coverage_30_min", ["numerator", "denominator"]]
    assert (
        inside + rows.loc["residents_beyond_30_min", "value"] + rows.loc["residents_unreachable", "value"] == everyone
    )


def circle_of(engine, county):
    network = read_network(engine, county, edition_in_force(engine, county, 202412))
    villages, facilities = circle_villages(engine, county, 202412), circle_facilities(engine, county, 202412)
    ground, view = make_ground(network, "car", "normal", villages, facilities), CircleView()
    return make_circle(ground, facilities, counted_facilities(facilities, view), view), villages


@pytest.mark.parametrize("county", ("141122", "450223"))
def test_the_interval_of_card_and_download_is_that_of_the_map(engine, reference, county):
    rows = ask(engine, reference, county, "coverage_15_min", "coverage_30_min").set_index("metric_id")
    circle, villages = circle_of(engine, county)
    for minutes in CATCHMENT_MINUTES:
        drawn = interval(circle, villages["residents"].to_numpy(float), minutes)
        row = rows.loc[f"coverage_{minutes}_min"]
        assert row["lower"] == pytest.approx(100 * drawn.lower, abs=1e-6)
        assert row["upper"] == pytest.approx(100 * drawn.upper, abs=1e-6)
        assert row["confidence"] == 0.95 and "±15%车速" in row["method"] and "200次" in row["method"]


def test_every_townships_coverage_has_its_interval_and_chosen_townships_have_their_own(engine, reference):
    rows = ask(engine, reference, "450223", "coverage_30_min", by="township")
    assert (rows["lower"] <= rows["upper"]).all() and rows["lower"].between(0, 100).all()
    codes = rows["township_code"].tolist()[:3]
    chosen = ask(engine, reference, "450223", "coverage_30_min", townships=codes).iloc[0]
    circle, villages = circle_of(engine, "450223")
    people = np.where(villages["township_code"].isin(codes), villages["residents"], 0).astype(float)
    drawn = interval(circle, people, 30)
    assert (chosen["lower"], chosen["upper"]) == pytest.approx((100 * drawn.lower, 100 * drawn.upper), abs=1e-6)


def test_the_township_table_of_the_map_has_the_intervals_of_the_metric_turned_to_those_outside(engine, reference):
    rows = ask(engine, reference, "450223", "coverage_30_min", by="township").set_index("township_code")
    circle, villages = circle_of(engine, "450223")
    outside = outside_intervals(circle, villages, 30)
    assert set(outside) == set(rows.index)
    for code, (low, high) in outside.items():
        assert (100 - high, 100 - low) == pytest.approx((rows.loc[code, "lower"], rows.loc[code, "upper"]), abs=1e-6)
    assert any(low < high for low, high in outside.values())


def test_a_split_by_month_carries_no_interval_and_says_so_by_leaving_it_empty(engine, reference):
    rows = ask(engine, reference, "450223", "coverage_30_min", by="month")
    assert rows["lower"].isna().all() and rows["method"].isna().all()


@pytest.mark.parametrize("county", COUNTIES)
def test_residents_are_those_of_the_township_register_at_the_start_of_the_year(engine, reference, county):
    residents = schema.resident_month
    registered = read.rows(
        engine,
        select(func.sum(residents.c.residents)).where(residents.c.county_code == county, residents.c.month == 202401),
    )[0][0]
    assert ask(engine, reference, county, "coverage_30_min")["denominator"].iloc[0] == registered


@pytest.mark.parametrize("county", COUNTIES)
def test_a_county_is_the_ratio_of_its_townships_sums(engine, reference, county):
    parts = ask(engine, reference, county, "coverage_15_min", by="township")
    total = ask(engine, reference, county, "coverage_15_min").iloc[0]
    assert parts["numerator"].sum() == total["numerator"] and parts["denominator"].sum() == total["denominator"]
    assert total["value"] == pytest.approx(100 * parts["numerator"].sum() / parts["denominator"].sum())


def test_a_township_with_nobody_inside_has_zero_and_not_no_data(engine, reference):
    rows = ask(engine, reference, "450223", "coverage_30_min_county", by="township")
    nobody = rows[rows["numerator"] == 0]
    assert len(nobody) and (nobody["value"] == 0).all() and (nobody["status"] == "shown").all()


def test_coverage_carries_the_frame_and_changes_in_percentage_points(engine, reference):
    row = ask(engine, reference, "450223", "coverage_30_min", compare="yoy")
    assert list(row.columns) == list(FRAME_COLUMNS)
    assert (
        row["change_unit"].iloc[0] == "百分点" and row["change"].notna().all() and row["basis"].iloc[0] == "synthetic"
    )


@pytest.mark.parametrize("county", COUNTIES)
def test_wider_circles_and_lower_tiers_never_cover_fewer(engine, reference, county):
    rows = ask(engine, reference, county, *(metric.id for metric in CATALOGUE.values() if metric.family == FAMILY))
    value = rows.set_index("metric_id")["value"]
    assert value["coverage_15_min"] <= value["coverage_30_min"] <= value["coverage_30_min_village"]
    assert value["coverage_30_min_county"] <= min(value["coverage_60_min_county"], value["coverage_30_min"])
    assert value["coverage_30_min_snow"] <= value["coverage_30_min"]
    assert value["coverage_30_min_ebike"] <= value["coverage_30_min"]


@pytest.mark.parametrize("county", COUNTIES)
def test_the_metric_and_the_map_count_the_same_people(engine, reference, county):
    """The metric reads a table made with the sample; the map searches the roads anew."""
    villages, facilities = circle_villages(engine, county, 202412), circle_facilities(engine, county, 202412)
    network = read_network(engine, county, edition_in_force(engine, county, 202412))
    view = CircleView()
    ground = make_ground(network, view.mode, view.scenario, villages, facilities)
    circle = make_circle(ground, facilities, counted_facilities(facilities, view), view)
    for minutes in CATCHMENT_MINUTES:
        row = ask(engine, reference, county, f"coverage_{minutes}_min").iloc[0]
        shown = whole(coverage_by_township(village_rows(circle, villages, minutes)))
        assert (row["numerator"], row["denominator"]) == (shown["covered"], shown["residents"])


def test_the_travel_time_table_agrees_with_the_nearest(engine):
    pairs, access = schema.travel_time, schema.village_access
    same = (pairs.c.mode == access.c.mode) & (pairs.c.scenario == access.c.scenario)
    found = read.frame(
        engine,
        select(pairs.c.minutes.label("pair"), access.c.minutes.label("nearest"))
        .select_from(
            access.join(
                pairs,
                same
                & (pairs.c.village_code == access.c.village_code)
                & (pairs.c.institution_code == access.c.institution_code),
            )
        )
        .where(access.c.tier == "county", access.c.valid_to.is_(None), access.c.county_code == "450223"),
    )
    assert len(found) > 200
    # The table keeps a thousandth of a minute.
    assert np.allclose(found["pair"], found["nearest"], atol=6e-4)


def test_experts_are_found_at_home_on_working_days_and_elsewhere_on_their_clinic_days(engine):
    places = expert_places(engine, "150622", 202412)
    at_home = places[places["clinics"] == 0]
    assert set(at_home["weekday"]) == set(range(5))
    assert (places["clinics"] > 0).any()
    assert expert_places(engine, "450223", 202412)["clinics"].max() == 0


def test_the_two_headline_metrics_say_whose_definition_they_are():
    for minutes, metric in COVERAGE.items():
        assert get(f"coverage_{minutes}_min").numerator is metric.numerator
        assert metric.source.edition == "本系统口径" and "不通达的村计入分母" in metric.note_zh
