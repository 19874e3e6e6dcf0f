"""Before a register begins, and where it has no row, there is no figure: not nought, and the same by year and month."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from data_access.engine import open_engine
from metrics.ask.query import ask
from metrics.catalogue import get
from metrics.judge.comparison_places import townships_side_by_side
from metrics.period import Period
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source


@pytest.fixture(scope="module")
def sample(sample_duckdb_url: str) -> Iterator[Source]:
    engine = open_engine(sample_duckdb_url)
    yield Source(engine, load_reference(engine))
    engine.dispose()


@pytest.mark.parametrize("metric_id", ["teams_per_10000", "teams"])
def test_a_register_that_begins_in_2017_has_no_base_in_2016_by_year_or_by_month(sample: Source, metric_id: str) -> None:
    """交城 2017: no base by year; by month a base of 0 teams and a rise of 6.48 per 10,000."""
    scope = Scope("141122", Period.parse("2017"), compare="yoy")
    year = ask(sample, [get(metric_id)], scope).iloc[0]
    months = ask(sample, [get(metric_id)], scope, by="month")
    assert year["value"] > 0 and np.isnan(year["compare_value"]) and np.isnan(year["change"])
    assert (months["value"] > 0).all() and months[["compare_value", "change"]].isna().all(axis=None)
    before = ask(sample, [get(metric_id)], Scope("141122", Period.parse("2016")), by="month")
    assert before["value"].isna().all() and set(before["status"]) == {"no_data"}


@pytest.mark.parametrize("metric_id", ["mountain_ambulance_centres", "telemedicine_terminal_centres"])
def test_a_county_that_keeps_no_such_equipment_has_not_reported_and_not_none(sample: Source, metric_id: str) -> None:
    """A count of different things gives 0 over no row, where a sum gives nothing: 未报, as for every other register."""
    for county in ("140781", "141102", "150622"):
        row = ask(sample, [get(metric_id)], Scope(county, Period.parse("2023"))).iloc[0]
        assert np.isnan(row["value"]) and row["status"] == "no_data", county
    rows = [ask(sample, [get(metric_id)], Scope(code, Period.parse("2023"))).iloc[0] for code in ("141122", "450223")]
    assert any(row["value"] > 0 and row["status"] == "shown" for row in rows)


def test_a_change_is_that_of_the_figures_printed_beside_it(sample: Source) -> None:
    """交城, the year of its mergers: 6 clinics against 6, and a change of NaN."""
    found = townships_side_by_side(
        sample, get("institutions_village"), Scope("141122", Period.parse("2021"), compare="yoy")
    )
    assert {side.place for side in found} == {"141122106", "141122100", "141122105"}
    for side in found:
        figures = side.comparable
        assert figures.change == pytest.approx(100 * (figures.value - figures.compare_value) / figures.compare_value)
        if not np.isnan(side.reported.change):
            effects = sum(item.effect for item in side.items)
            assert side.reported.change - figures.change == pytest.approx(effects)
