"""Whole years and their trend: which years count, where the limits come from, what the reader is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine

from data_access.build import write_warehouse
from data_access.engine import open_engine
from metrics.ask.query import query
from metrics.catalogue import get
from metrics.judge.annual import CHI_SQUARED, REGRESSION, annual_trend, whole_years
from metrics.period import Period
from metrics.reference import Reference, load_reference
from metrics.scope import Scope
from metrics.source import Source
from metrics.statistics.trend import Reason, chi_squared_for_trend
from metrics.statistics.verdict import Verdict
from tests.metrics.small_county import COUNTY, HOSPITAL, frames

Warehouse = tuple[Engine, Reference]
VISITS, SHARE, CONTRACTS = get("outpatient_visits"), get("primary_visit_share"), get("contract_rate")
SIGNED = (500, 520, 540, 570, 600, 640)  # of 1,000 people at the end of 2018 … 2023


def six_years() -> dict[str, pd.DataFrame]:
    """The small county from 2018 to 2023: 2022's months repeated before, contracts of one township as in SIGNED."""
    tables = frames()
    months = tables["institution_month"]
    months.loc[months["township_code"] == "999901103", "township_code"] = "999901102"
    first = months[months["month"] < 202301]
    tables["institution_month"] = pd.concat(
        [*(first.assign(month=first["month"] - 100 * back) for back in range(4, 0, -1)), months], ignore_index=True
    )
    contracts = tables["contract_month"].iloc[:1]
    tables["contract_month"] = pd.concat(
        [
            contracts.assign(month=year * 100 + month, eligible=1000, contracted=signed, served=1)
            for year, signed in zip(range(2018, 2024), SIGNED, strict=True)
            for month in range(1, 13)
        ],
        ignore_index=True,
    )
    tables["data_version"] = tables["data_version"].assign(first_month=201801)
    return tables


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    url = f"duckdb:///{tmp_path_factory.mktemp('years') / 'years.duckdb'}"
    write_warehouse(url, six_years())
    engine = open_engine(url)
    return engine, load_reference(engine)


def test_only_whole_years_within_the_data_and_under_the_newest_definition_count(small: Warehouse) -> None:
    reference = small[1]
    assert whole_years(reference, CONTRACTS, 202312) == [2019, 2020, 2021, 2022, 2023]
    assert whole_years(reference, CONTRACTS, 202309) == [2018, 2019, 2020, 2021, 2022]
    assert whole_years(reference, CONTRACTS, 201911) == [2018]
    assert whole_years(reference, CONTRACTS, 201806) == []
    revised = replace(CONTRACTS, series_breaks=(202104,))
    assert whole_years(reference, revised, 202312) == [2022, 2023]
    assert whole_years(reference, replace(CONTRACTS, series_breaks=(202101,)), 202312) == [2021, 2022, 2023]
    # A definition that is still to come changes nothing yet.
    assert whole_years(reference, revised, 202012) == [2018, 2019, 2020]


def test_people_counted_once_are_tested_by_chi_squared_on_the_years_last_months(small: Warehouse) -> None:
    found = annual_trend(Source(*small), CONTRACTS, Scope(COUNTY, Period(202312, 202312)))
    by_hand = chi_squared_for_trend(range(5), SIGNED[1:], [1000] * 5)
    assert (found.method, found.trend.verdict) == (CHI_SQUARED, Verdict.CLEAR_RISE)
    assert found.trend.chi_squared == pytest.approx(by_hand)
    assert found.values == pytest.approx([52.0, 54.0, 57.0, 60.0, 64.0])
    # √χ² is a normal deviate: its two tails are P.
    assert found.p_value < 0.001


def test_visits_of_a_share_are_tested_on_limits_that_their_months_give(small: Warehouse) -> None:
    """Every month alike: the months leave no doubt, so there is no width to weigh by and nothing is declared."""
    found = annual_trend(Source(*small), SHARE, Scope(COUNTY, Period(202212, 202212)))
    year = query(*small, [SHARE], county=COUNTY, period=Period.parse("2020")).iloc[0]
    assert found.values[2] == pytest.approx(year["value"])
    assert found.trend.verdict == Verdict.TOO_LITTLE_DATA and found.method == ""


def test_a_sum_without_a_sampling_model_is_listed_and_not_tested(small: Warehouse) -> None:
    found = annual_trend(Source(*small), VISITS, Scope(COUNTY, Period(202212, 202212)))
    assert (found.trend.reason, found.method) == (Reason.NO_INTERVAL, "")
    assert np.isfinite(found.values).all() and np.isnan(found.lower).all() and np.isnan(found.p_value)


def test_four_years_are_too_few(small: Warehouse) -> None:
    found = annual_trend(Source(*small), CONTRACTS, Scope(COUNTY, Period(202112, 202112)))
    assert found.years == (2018, 2019, 2020, 2021) and found.trend.reason == Reason.FEW_YEARS


def test_a_year_that_was_not_reported_in_full_is_not_tested(tmp_path: Path) -> None:
    tables = six_years()
    months = tables["institution_month"]
    gone = (months["institution_code"] == HOSPITAL) & (months["month"] // 100 == 2021)
    months.loc[gone, "reported"] = False
    write_warehouse(f"duckdb:///{tmp_path / 'gap.duckdb'}", tables)
    engine = open_engine(f"duckdb:///{tmp_path / 'gap.duckdb'}")
    found = annual_trend(Source(engine, load_reference(engine)), SHARE, Scope(COUNTY, Period(202212, 202212)))
    assert np.isnan(found.values[3]) and np.isfinite(found.values[[0, 1, 2, 4]]).all()
    assert found.trend.reason == Reason.MISSING


def test_a_rate_without_people_counted_once_is_tested_by_regression(sample_duckdb_url: str) -> None:
    engine = open_engine(sample_duckdb_url)
    found = annual_trend(
        Source(engine, load_reference(engine)),
        get("insured_cost_per_admission"),
        Scope("450223", Period(202412, 202412)),
    )
    assert found.method == REGRESSION and len(found.years) == 5
    assert (found.lower < found.values).all() and (found.values < found.upper).all()
