"""Control limits change where a named person decided so with a reason, and nowhere else; it all stays on record."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select

from data_access import read, schema
from data_access.build import write_warehouse
from data_access.changes import ChangeRefused
from data_access.control_limits import BASELINE, REBASE, decide
from data_access.engine import open_engine
from metrics.catalogue import get
from metrics.judge.indicator import indicator
from metrics.judge.limits import checked_baseline, decisions_in_force
from metrics.judge.series import MonthlySeries
from metrics.period import Period
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from tests.metrics.small_county import COUNTY, frames

VISITS = get("outpatient_visits")
REASON = "新院区启用，门诊量整体上移"


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The small county where the hospital sees 100 a month, 101 in each second one, and 60 more from July 2023 on."""
    tables = frames()
    months = tables["institution_month"]
    hospital = months["institution_code"] == "999901H001"
    months.loc[hospital, "outpatient_visits"] += months.loc[hospital, "month"] % 2
    months.loc[hospital & (months["month"] >= 202307), "outpatient_visits"] += 60
    months["reported"] = True
    address = f"duckdb:///{tmp_path / 'county.duckdb'}"
    write_warehouse(address, tables)
    return address


def series_of(url: str, period: str = "2023") -> MonthlySeries:
    engine = open_engine(url)
    found = indicator(Source(engine, load_reference(engine)), VISITS, Scope(COUNTY, Period.parse(period))).whole
    engine.dispose()
    assert found is not None
    return found


def in_force(url: str, metric_id: str = VISITS.id) -> list[tuple[str, str]]:
    engine = open_engine(url)
    found = [(one.kind, one.written) for one in decisions_in_force(engine, COUNTY, metric_id)]
    engine.dispose()
    return found


def version(url: str) -> str:
    engine = open_engine(url)
    found = load_reference(engine).version
    engine.dispose()
    return found


def decided(url: str, kind: str, before: str, after: str, **said: str) -> None:
    decide(url, COUNTY, VISITS.id, kind, before, after, **({"who": "王科长", "reason": REASON} | said))


def test_limits_begin_anew_from_the_month_that_was_decided(url: str) -> None:
    before = series_of(url)
    assert before.rebases == () and len(set(before.chart.mean[0])) == 1
    decided(url, REBASE, "", "202307")
    after = series_of(url)
    assert [(one.start, one.reason, one.approved_by) for one in after.rebases] == [(18, REASON, "王科长")]
    # What is charted is how far visits lie from the year before and its recent differences.
    away = after.values[0] - after.expected[0]
    assert after.chart.mean[0, 18] == pytest.approx(np.nanmean(away[18:]))
    assert after.chart.mean[0, 17] == pytest.approx(np.nanmean(away[:18]))


def test_a_frozen_baseline_keeps_its_limits_and_shows_the_rise_against_them(url: str) -> None:
    """Who fixes a baseline says which figures are usual: later ones are held against it as they are."""
    decided(url, BASELINE, "", checked_baseline(202201, 202212))
    found = series_of(url)
    assert (found.chart.mean[0] == np.mean(found.values[0, :12])).all()
    assert found.chart.astronomical[0, 18:].all() and not found.chart.astronomical[0, :12].any()


def test_a_baseline_that_lies_further_back_is_shown_with_the_chart(url: str) -> None:
    """June 2023 and the 24 months before would begin where the data do; a chart of 2023 begins with its baseline."""
    decided(url, BASELINE, "", checked_baseline(202207, 202212))
    found = series_of(url)
    assert [(one.start, one.reason) for one in found.rebases] == [(6, REASON)]
    assert found.chart.mean[0, -1] == pytest.approx(np.mean(found.values[0, 6:12]))


def test_the_newest_decision_is_in_force_and_the_older_ones_stay_on_record(url: str) -> None:
    decided(url, REBASE, "", "202304")
    decided(url, REBASE, "", "202307")
    decided(url, BASELINE, "", "202201..202206")
    decided(url, BASELINE, "202201..202206", "202201..202212")
    decided(url, REBASE, "202304", "", reason="四月没有变化，撤回")
    assert in_force(url) == [(BASELINE, "202201..202212"), (REBASE, "202307")]
    assert in_force(url, "primary_visit_share") == []
    engine = open_engine(url)
    rows = read.rows(engine, select(schema.limit_decision))
    assert len(rows) == 5 and {row.decided_by for row in rows} == {"王科长"}
    engine.dispose()
    decided(url, BASELINE, "202201..202212", "")
    assert in_force(url) == [(REBASE, "202307")]


@pytest.mark.parametrize("said", [{"who": "  "}, {"reason": " "}, {"who": "王" * 61}, {"reason": "因" * 201}])
def test_without_a_person_or_a_reason_nothing_changes(url: str, said: dict[str, str]) -> None:
    with pytest.raises(ChangeRefused):
        decided(url, REBASE, "", "202307", **said)
    assert in_force(url) == []


@pytest.mark.parametrize(("first", "last"), [(202201, 202205), (202212, 202201)])
def test_a_baseline_of_fewer_than_six_months_is_refused(first: int, last: int) -> None:
    with pytest.raises(ChangeRefused, match="不足6个月"):
        checked_baseline(first, last)


def test_a_decision_adds_a_data_version_so_that_charts_are_drawn_anew(url: str) -> None:
    before = version(url)
    decided(url, REBASE, "", "202307")
    assert version(url) != before


def test_a_chart_of_some_townships_keeps_its_own_limits(url: str) -> None:
    decided(url, REBASE, "", "202307")
    engine = open_engine(url)
    reference = load_reference(engine)
    found = indicator(Source(engine, reference), VISITS, Scope(COUNTY, Period.parse("2023"), townships=("999901101",)))
    assert found.decided == () and found.whole is not None and found.whole.rebases == ()
