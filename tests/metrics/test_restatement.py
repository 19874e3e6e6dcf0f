"""What a later load changed is listed with both values; what did not change, or was hidden, is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Engine, update

from data_access import schema
from data_access.build import write_warehouse
from data_access.changes import ChangeRefused, change, new_version
from data_access.engine import open_engine
from data_access.frozen import freeze, frozen_views
from metrics.catalogue import get
from metrics.definition import Metric
from metrics.judge.indicator import indicator
from metrics.judge.restatement import Restatement, figures_to_freeze, restatements
from metrics.period import Period
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from tests.metrics.small_county import COUNTY, NORTH, NORTH_CENTRE, SOUTH, frames

T = TypeVar("T")
VISITS, CONTRACTS = get("outpatient_visits"), get("contract_rate")


@pytest.fixture
def url(own_small_url: str) -> str:
    return own_small_url


def with_engine(url: str, work: Callable[[Engine], T]) -> T:
    engine = open_engine(url)
    try:
        return work(engine)
    finally:
        engine.dispose()


def frozen(url: str, metric: Metric, period: str = "2023", who: str = "王科长") -> int:
    def rows(engine: Engine) -> list[dict[str, object]]:
        opened = indicator(Source(engine, load_reference(engine)), metric, Scope(COUNTY, Period.parse(period)))
        return figures_to_freeze(opened, COUNTY)

    kept = with_engine(url, rows)
    freeze(url, COUNTY, metric.id, kept, who=who)
    return len(kept)


def found(url: str, metric: Metric) -> list[Restatement]:
    return with_engine(url, lambda engine: restatements(Source(engine, load_reference(engine)), metric, county=COUNTY))


def north_reports(url: str, month: int, visits: int) -> None:
    """A later load: north's centre had other visits in a month."""
    table = schema.institution_month

    def work(connection) -> None:  # type: ignore[no-untyped-def]
        own = (table.c.institution_code == NORTH_CENTRE) & (table.c.month == month)
        connection.execute(update(table).where(own).values(outpatient_visits=visits))
        new_version(connection, "重报")

    change(url, work)


def test_a_restated_month_changes_its_month_its_year_and_its_township(url: str) -> None:
    """North's centre saw 40 in March 2023 and reports 65 later: county 181 → 206, year and township 25 more."""
    frozen(url, VISITS)
    assert found(url, VISITS) == []  # the version in force is compared with nothing
    north_reports(url, 202303, 65)
    both = {(one.township, one.period): (one.before, one.after) for one in found(url, VISITS)}
    assert set(both) == {("", "2023-03"), ("", "2023"), (NORTH, "2023")}
    assert both["", "2023-03"] == (181, 206)
    assert all(after - before == 25 for before, after in both.values())
    assert {one.frozen_by for one in found(url, VISITS)} == {"王科长"}


def test_a_load_that_changes_nothing_restates_nothing(url: str) -> None:
    frozen(url, VISITS)
    north_reports(url, 202303, 40)
    assert found(url, VISITS) == []


def test_the_newest_view_that_holds_a_figure_is_what_it_is_compared_with(url: str) -> None:
    frozen(url, VISITS)
    north_reports(url, 202303, 65)
    frozen(url, VISITS, who="李主任")
    assert found(url, VISITS) == []
    north_reports(url, 202303, 70)
    march = next(one for one in found(url, VISITS) if one.period == "2023-03")
    assert (march.before, march.after, march.frozen_by) == (206, 211, "李主任")


def test_a_month_that_was_not_reported_is_neither_frozen_nor_restated(url: str) -> None:
    """South reports nothing in September 2023: the county's September and year are incomplete and stay out."""
    frozen(url, VISITS)
    rows = with_engine(url, lambda engine: frozen_views(engine, COUNTY, VISITS.id))[0].rows
    assert "2023-09" not in {row["period"] for row in rows}


def test_hidden_townships_are_not_frozen(tmp_path: Path) -> None:
    tables = frames()
    contracts = tables["contract_month"]
    contracts.loc[(contracts["township_code"] == SOUTH) & (contracts["month"] > 202212), ["contracted", "served"]] = 5
    address = f"duckdb:///{tmp_path / 'few.duckdb'}"
    write_warehouse(address, tables)
    frozen(address, CONTRACTS)
    rows = with_engine(address, lambda engine: frozen_views(engine, COUNTY, CONTRACTS.id))[0].rows
    assert {row["township_code"] for row in rows} == {""}


def test_without_a_name_nothing_is_frozen(url: str) -> None:
    with pytest.raises(ChangeRefused, match="经办人"):
        frozen(url, VISITS, who=" ")
    assert with_engine(url, lambda engine: frozen_views(engine, COUNTY, VISITS.id)) == []
