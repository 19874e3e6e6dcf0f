"""Age-standardised rates: as PHEindicatormethods 2.1.0 prints them, and as the rows of the warehouse give them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data_access import read, schema
from data_access.build import write_warehouse
from data_access.engine import open_engine, opened
from metrics.ask.query import ask
from metrics.catalogue import get
from metrics.judge.assessment import assess
from metrics.period import Period
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from metrics.statistics.intervals import standardised_rate
from metrics.statistics.standard_population import AGES, CENSUS_2020
from tests.metrics.small_county import COUNTY, NORTH, OLD, SOUTH, frames
from tests.metrics.test_intervals import EUROPEAN_STANDARD

# testdata_DSR_ISR.xlsx of PHEindicatormethods 2.1.0 (tests/testthat, commit 093fd28): nineteen age bands.
PEOPLE = [636, 558, 609, 543, 384, 594, 669, 843, 660, 576, 606, 522, 426, 273, 300, 288, 153, 123, 207]
BIG = [127, 25, 18, 21, 12, 27, 48, 27, 29, 32, 32, 34, 45, 65, 38, 68, 74, 82, 91]
SMALL = [12, 4, 3, 2, 3, 4, 8, 2, 2, 3, 4, 5, 6, 8, 5, 6, 5, 5, 4]
# Persons with one, two, three and four events, sheet testdata_nonindepe.
BIG_PERSONS = (
    [75, 16, 11, 12, 8, 18, 26, 18, 18, 21, 21, 23, 23, 39, 25, 40, 46, 49, 56],
    [16, 3, 2, 3, 0, 3, 6, 3, 4, 4, 4, 4, 6, 8, 5, 9, 9, 10, 11],
    [4, 1, 1, 1, 0, 1, 2, 1, 1, 1, 1, 1, 2, 2, 1, 2, 2, 3, 3],
    [2, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 1, 1, 1, 1],
)
DUMMY_PERSONS = (
    [80, 15, 10, 17, 12, 25, 30, 20, 19, 23, 19, 30, 19, 25, 15, 20, 30, 29, 22],
    [10, 5, 1, 2, 0, 1, 9, 2, 5, 3, 5, 2, 7, 14, 10, 18, 16, 19, 21],
    [9, 0, 2, 0, 0, 0, 0, 1, 0, 1, 1, 0, 4, 4, 1, 4, 4, 5, 9],
)
SMALL_PERSONS = (
    [7, 4, 3, 0, 3, 4, 5, 2, 2, 3, 4, 5, 3, 5, 5, 3, 5, 5, 4],
    [1, *[0] * 18],
    [1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0, 0, 0],
)

JIAOCHENG = "141122"
MORTALITY, ADMISSIONS = "standardised_mortality", "standardised_admission_rate"


@pytest.mark.parametrize(
    ("events", "confidence", "printed"),
    [
        (BIG, 0.95, (10430.247991469423, 9717.709067985681, 11178.94091547925)),
        (BIG, 0.998, (10430.247991469423, 9323.287880219903, 11620.595999522058)),
        (SMALL, 0.95, (1103.212025300104, 877.455767536709, 1367.0882227251795)),
        (SMALL, 0.998, (1103.212025300104, 763.6420357939879, 1530.0328948244762)),
    ],
)
def test_standardised_rates_equal_those_of_phe_indicator_methods(events, confidence, printed):
    """Sheet testresults_DSR, per 100 000."""
    assert standardised_rate(events, PEOPLE, EUROPEAN_STANDARD, confidence=confidence) == pytest.approx(printed)


@pytest.mark.parametrize(
    ("persons", "confidence", "printed"),
    [
        (BIG_PERSONS, 0.95, (10430.24799147, 9532.94977862, 11373.07483298)),
        (BIG_PERSONS, 0.998, (10430.24799147, 9036.25631357, 11929.24980749)),
        (DUMMY_PERSONS, 0.95, (10430.24799147, 9512.29883752, 11394.77359633)),
        (DUMMY_PERSONS, 0.998, (10430.24799147, 9004.17418121, 11963.74870404)),
        (SMALL_PERSONS, 0.95, (1082.95419841, 817.68609755, 1393.55884927)),
        (SMALL_PERSONS, 0.998, (1082.95419841, 684.16751792, 1585.49645593)),
    ],
)
def test_rates_of_events_that_one_person_may_have_several_of_equal_theirs_too(persons, confidence, printed):
    """independent_events = FALSE: the same rate, and limits for persons and not for events."""
    times = np.arange(1, len(persons) + 1)[:, None]
    events, squares = (times * persons).sum(axis=0), (times**2 * persons).sum(axis=0)
    found = standardised_rate(events, PEOPLE, EUROPEAN_STANDARD, squares=squares, confidence=confidence)
    assert found == pytest.approx(printed, rel=1e-9)


def test_odd_numbers_over_a_persons_admissions_add_to_their_square():
    """What admission_age_month keeps month by month: 2k − 1 for the k-th of the year; any division into months adds."""
    for times in range(1, 12):
        assert sum(2 * k - 1 for k in range(1, times + 1)) == times**2


REPRINTED = (
    *(85255994, 72684140, 74941675, 91847332, 124145190, 99012932, 92955330, 114224887, 121164296, 101400786),
    *(73382938, 74005560, 49590036, 31238849, 20382878, 10826530 + 3652749 + 819812 + 118866),
)
"""Persons from 10–14 to 85 and over: counts of the census yearbook as yuanfan.rbind.io printed them in June 2023."""


def test_the_standard_has_the_sums_of_the_census_communique():
    """第七次全国人口普查公报（第五号）: 253,383,938 at 0–14, 264,018,766 from 60 on, 190,635,280 from 65 on."""
    by_age = dict(zip(AGES, CENSUS_2020, strict=True))
    assert sum(people for age, people in by_age.items() if age < 15) == 25338
    assert sum(people for age, people in by_age.items() if age >= 60) == 26402
    assert sum(people for age, people in by_age.items() if age >= 65) == 19064
    # 894,376,020 at 15–59 with two million soldiers on active service, who are left out here.
    assert sum(people for age, people in by_age.items() if 15 <= age < 60) == pytest.approx(89437.6 - 200, abs=1)


def test_the_standard_adds_to_the_people_of_the_thirty_one_provinces():
    """第七次全国人口普查公报（第二号、第三号）: 1,411,778,724, of whom 2,000,000 soldiers are of no province.

    The reprint with the communiqué's 0–14 adds to them to the person, the rounded weights to a ten thousand.
    """
    provinces = 1_411_778_724 - 2_000_000
    assert 253_383_938 + sum(REPRINTED[1:]) == provinces
    assert sum(CENSUS_2020) == pytest.approx(provinces / 10_000, abs=1)


def test_a_million_people_on_the_other_side_of_five_move_a_rate_by_a_part_in_fourteen_hundred():
    """Where 0–4 and 5–9 are divided is not confirmed. 30 of 1,000 die at 0–4, none at 5–9: 1 ÷ 1,409.77 of 3,000."""
    events, people = np.array([[30.0, *[0.0] * 17]]), np.full((1, 18), 1_000.0)
    moved = (CENSUS_2020[0] + 100, CENSUS_2020[1] - 100, *CENSUS_2020[2:])
    now, then = (standardised_rate(events, people, weights).estimate[0] for weights in (CENSUS_2020, moved))
    assert sum(moved) == sum(CENSUS_2020) == 140_977
    assert then - now == pytest.approx(3_000 / 1_409.77)


def test_the_standard_is_the_reprinted_table_from_ten_years_of_age_on():
    """0–4 and 5–9 are confirmed as a sum only: 253,383,938 less 85,255,994."""
    assert [round(people / 10_000) for people in REPRINTED] == list(CENSUS_2020[2:])
    assert sum(CENSUS_2020[:2]) == pytest.approx((253_383_938 - REPRINTED[0]) / 10_000, abs=1)


@pytest.fixture(scope="module")
def sample(sample_duckdb_url: str) -> Iterator[Source]:
    engine = open_engine(sample_duckdb_url)
    yield Source(engine, load_reference(engine))
    engine.dispose()


def by_hand(source: Source, table_name: str, column: str, first: int, last: int, places: list[str]) -> float:
    """Σ census share × events ÷ person-years over the age groups, from the rows of the places."""
    table, lived = schema.metadata.tables[table_name], schema.resident_age_year
    events = read.frame(source.engine, table.select().where(table.c.month.between(first, last)))
    people = read.frame(source.engine, lived.select().where(lived.c.year == first // 100))
    events = events[events["township_code"].isin(places)].groupby("age_from")[column].sum()
    people = people[people["township_code"].isin(places)].groupby("age_from")["residents"].sum()
    years = people * (last - first + 1) / 12
    standard = pd.Series(CENSUS_2020, index=list(AGES))
    return float((standard * events.reindex(AGES, fill_value=0) / years).sum() / standard.sum())


@pytest.mark.parametrize(
    ("metric_id", "table", "column", "per"),
    [(MORTALITY, "death_month", "deaths", 100_000), (ADMISSIONS, "admission_age_month", "admissions", 100)],
)
def test_a_countys_and_a_townships_rate_are_those_of_their_rows(
    sample: Source, metric_id: str, table: str, column: str, per: int
) -> None:
    """A year and a quarter; a quarter's events stand over a quarter of the person-years."""
    here = [place.code for place in sample.reference.townships_of(JIAOCHENG, 202312)]
    for period, first, last in (("2023", 202301, 202312), ("2023Q3", 202307, 202309)):
        scope = Scope(JIAOCHENG, Period.parse(period))
        whole = ask(sample, [get(metric_id)], scope).iloc[0]
        assert whole["value"] == pytest.approx(per * by_hand(sample, table, column, first, last, here))
        parts = ask(sample, [get(metric_id)], scope, by="township").set_index("township_code")
        for code in ("141122100", "141122106"):
            assert parts.loc[code, "value"] == pytest.approx(per * by_hand(sample, table, column, first, last, [code]))


def test_a_township_with_more_old_people_no_longer_stands_out_for_its_age(sample: Source) -> None:
    """交城 2023: the mountain townships' crude mortality is a third above the plain's; at the same ages it is not."""
    metrics = [get("crude_mortality"), get(MORTALITY)]
    found = ask(sample, metrics, Scope(JIAOCHENG, Period.parse("2023")), by="township")
    value = found.pivot(index="township_code", columns="metric_id", values="value")
    mountain, plain = value.loc["141122103"], value.loc["141122100"]
    assert mountain["crude_mortality"] > 1.3 * plain["crude_mortality"]
    assert mountain[MORTALITY] < 1.1 * plain[MORTALITY]


def test_repeated_admissions_widen_the_interval(sample: Source) -> None:
    row = ask(sample, [get(ADMISSIONS)], Scope(JIAOCHENG, Period.parse("2023"))).iloc[0]
    independent = row["value"] / np.sqrt(row["numerator"]) * 1.96
    assert (row["upper"] - row["lower"]) / 2 > 1.1 * independent
    assert row["method"] == "Dobson, adjusted for repeated events"


def test_a_change_of_the_rate_is_judged_and_never_split_by_township(sample: Source) -> None:
    """Each row has a verdict; the crude rate may rise while the standardised falls."""
    scope = Scope(JIAOCHENG, Period.parse("2023"), compare="yoy")
    judged = assess(sample, [get("crude_mortality"), get(MORTALITY)], scope)
    crude, standardised = (judged.headline(name) for name in ("crude_mortality", MORTALITY))
    assert crude["change"] > 0 > standardised["change"]
    for row in (crude, standardised):
        assert row["change"] == pytest.approx(row["value"] - row["compare_value"])
        assert row["change_lower"] < row["change"] < row["change_upper"]
    assert MORTALITY not in judged.contributions


def _with_deaths(by_place: dict[str, int]) -> dict[str, pd.DataFrame]:
    """The small county: so many deaths at 70 of each township in 2023-01, 100 residents an age group."""
    tables = frames()
    kept = {"county_code": COUNTY, "basis": "synthetic", "load_id": "test"}
    sums = {"age_years_sum": 0.0, "chronic_deaths": 0, "chronic_age_years_sum": 0.0, "four_ncd_deaths": 0}
    tables["death_month"] = pd.DataFrame(
        [
            {**kept, **sums, "township_code": code, "month": 202301, "age_from": 70, "deaths": deaths}
            for code, deaths in by_place.items()
        ]
    )
    tables["resident_age_year"] = pd.DataFrame(
        [
            {**kept, "township_code": code, "year": 2023, "age_from": age, "residents": 100}
            for code in (NORTH, SOUTH)
            for age in AGES
        ]
    )
    return tables


@pytest.mark.parametrize(
    ("deaths", "status", "value"),
    [
        # 20 deaths of 100 at 70–74, who are 4,959 of the census's 140,977.
        ({NORTH: 20, SOUTH: 15}, "shown", 1e5 * 0.20 * 4959 / 140977),
        ({NORTH: 4, SOUTH: 15}, "hidden", np.nan),
        ({SOUTH: 15}, "shown", 0),
    ],
)
def test_few_deaths_of_a_township_are_hidden_and_none_is_a_rate_of_nought(
    tmp_path: Path, deaths: dict[str, int], status: str, value: float
) -> None:
    url = f"duckdb:///{tmp_path / 'deaths.duckdb'}"
    write_warehouse(url, _with_deaths(deaths))
    with opened(url) as engine:
        source = Source(engine, load_reference(engine))
        found = ask(source, [get(MORTALITY)], Scope(COUNTY, Period.parse("2023")), by="township")
    row = found.set_index("township_code").loc[NORTH]
    assert row["status"] == status and row["value"] == pytest.approx(value, nan_ok=True)


def test_a_township_that_merged_lends_its_people_and_its_deaths(tmp_path: Path) -> None:
    """OLD merged into SOUTH in 2022-07: 12 deaths of OLD in 2022-01 and 100 residents an age group are SOUTH's."""
    tables = _with_deaths({})
    kept = {"county_code": COUNTY, "basis": "synthetic", "load_id": "test"}
    tables["resident_age_year"] = pd.DataFrame(
        [
            {**kept, "township_code": code, "year": 2022, "age_from": age, "residents": 100}
            for code in (NORTH, SOUTH, OLD)
            for age in AGES
        ]
    )
    sums = {"age_years_sum": 0.0, "chronic_deaths": 0, "chronic_age_years_sum": 0.0, "four_ncd_deaths": 0}
    tables["death_month"] = pd.DataFrame(
        [{**kept, **sums, "township_code": OLD, "month": 202201, "age_from": 70, "deaths": 12}]
    )
    url = f"duckdb:///{tmp_path / 'merged.duckdb'}"
    write_warehouse(url, tables)
    with opened(url) as engine:
        source = Source(engine, load_reference(engine))
        found = ask(source, [get(MORTALITY)], Scope(COUNTY, Period.parse("2022")), by="township")
    row = found.set_index("township_code").loc[SOUTH]
    assert row["value"] == pytest.approx(1e5 * 12 / 200 * 4959 / 140977)
