"""Monthly series with control limits, and intervals read from months."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from sqlalchemy import Engine

from data_access.build import write_warehouse
from data_access.engine import open_engine
from metrics.ask.query import query
from metrics.catalogue import get
from metrics.judge.limits import NEW_DEFINITION
from metrics.judge.series import interval_by_months, monthly_series, months_before, with_intervals_by_months
from metrics.period import Period
from metrics.reference import Reference, load_reference
from metrics.scope import Scope
from metrics.source import Source
from tests.metrics.small_county import COUNTY, NORTH, SOUTH, frames

VISITS = get("outpatient_visits")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Reference]]:
    url = f"duckdb:///{tmp_path_factory.mktemp('series') / 'small.duckdb'}"
    write_warehouse(url, frames())
    engine = open_engine(url)
    yield engine, load_reference(engine)
    engine.dispose()


def test_the_year_before_lies_behind_the_year(small) -> None:  # type: ignore[no-untyped-def]
    series = monthly_series(Source(*small), [VISITS], Scope(COUNTY, Period(202312, 202312)), count=12)[VISITS.id]
    assert series.months[0] == 202301 and series.months[-1] == 202312
    assert np.nanmax(series.values[0]) == 181
    assert series.behind[0].tolist() == [180.0] * 12


def test_a_month_in_which_somebody_did_not_report_is_a_gap_and_no_dip(small) -> None:  # type: ignore[no-untyped-def]
    series = monthly_series(Source(*small), [VISITS], Scope(COUNTY, Period(202312, 202312)), count=12)[VISITS.id]
    assert np.isnan(series.values[0, 8])
    assert series.judgement[0, 8] == ""


def test_townships_have_rows_of_their_own_in_the_newest_boundaries(small) -> None:  # type: ignore[no-untyped-def]
    series = monthly_series(Source(*small), [VISITS], Scope(COUNTY, Period(202312, 202312)), by_township=True)[
        VISITS.id
    ]
    assert series.places == (NORTH, SOUTH)
    # South counts the old township's 10 from the start: 40 in 2022, 41 in 2023.
    assert series.values[series.place(SOUTH), 0] == 40
    assert series.values[series.place(SOUTH), -1] == 41


def test_limits_begin_anew_with_a_new_definition_and_no_year_before_is_drawn(small) -> None:  # type: ignore[no-untyped-def]
    revised = replace(VISITS, id="revised", series_breaks=(202301,))
    series = monthly_series(Source(*small), [revised], Scope(COUNTY, Period(202312, 202312)))["revised"]
    assert [(one.start, one.reason) for one in series.rebases] == [(12, NEW_DEFINITION)]
    assert series.chart.mean[0, 11] == 180 and series.chart.mean[0, 12] == 181
    assert np.isnan(series.behind[0, 12:]).all()


def test_months_do_not_begin_before_the_data() -> None:
    assert months_before(202203, 5, 202201) == [202201, 202202, 202203]


def test_without_a_denominator_that_varies_the_interval_is_students() -> None:
    # Six months of equal size: the ratio's interval is the t interval of the monthly values.
    values = np.array([10.0, 12.0, 9.0, 11.0, 13.0, 11.0])
    lower, upper = interval_by_months(values[None], np.ones((1, 6)))
    expected = stats.t.interval(0.95, 5, values.mean(), stats.sem(values))
    assert (lower[0], upper[0]) == pytest.approx(expected)


def test_fewer_than_six_months_have_no_interval() -> None:
    lower, upper = interval_by_months([[1.0, 2.0, np.nan, 3.0, 2.0, 1.0]], np.ones((1, 6)))
    assert np.isnan(lower[0]) and np.isnan(upper[0])


def test_a_share_keeps_its_own_interval_and_a_cost_gets_one_from_its_months(small) -> None:  # type: ignore[no-untyped-def]
    engine, reference = small
    year = Period(202301, 202312)
    share = get("primary_visit_share")
    rows = query(engine, reference, [share], county=COUNTY, period=year, by="township")
    same = with_intervals_by_months(Source(engine, reference), share, rows, Scope(COUNTY, year))
    assert same is rows
    cost = get("cost_per_discharge")
    rows = query(engine, reference, [cost], county=COUNTY, period=year, by="township")
    assert rows["lower"].isna().all()
