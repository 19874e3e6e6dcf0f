"""None this year and none the year before is 持平, not 数据不足以判断."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data_access.build import write_warehouse
from data_access.engine import open_engine
from metrics.catalogue import get_all
from metrics.judge.assessment import assess
from metrics.judge.comparison_places import change_of
from metrics.period import Period
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from metrics.statistics.verdict import Verdict, verdicts_by_months
from tests.metrics.small_county import COUNTY, NORTH, SOUTH, SOUTH_CENTRE, frames


@pytest.fixture
def judged(tmp_path: Path) -> pd.DataFrame:
    """The small county in 2023 against 2022, its south without a bed or a referral in either year."""
    tables = frames()
    rows = tables["institution_month"]
    rows.loc[rows["township_code"] != NORTH, "beds_open"] = 0
    rows.loc[rows["institution_code"] == SOUTH_CENTRE, "reported"] = True
    url = f"duckdb:///{tmp_path / 'none.duckdb'}"
    write_warehouse(url, tables)
    engine = open_engine(url)
    scope = Scope(COUNTY, Period.parse("2023"), compare="yoy")
    metrics = get_all(["beds_open", "referrals_up", "institutions_village"])
    found = assess(Source(engine, load_reference(engine)), metrics, scope).townships
    engine.dispose()
    return found.set_index(["metric_id", "township_code"])


@pytest.mark.parametrize("metric_id", ["beds_open", "referrals_up"])
def test_from_none_to_none_is_no_change(judged: pd.DataFrame, metric_id: str) -> None:
    row = judged.loc[(metric_id, SOUTH)]
    assert (row["value"], row["compare_value"]) == (0, 0) and np.isnan(row["change"])
    assert (row["verdict"], row["judgement"]) == (Verdict.NO_CLEAR_CHANGE, "neutral")


def test_from_none_to_some_has_no_percentage_and_no_verdict(judged: pd.DataFrame) -> None:
    """North referred two patients a month in 2023 and none before: nothing is a per cent of nothing."""
    row = judged.loc[("referrals_up", NORTH)]
    assert (row["value"], row["compare_value"]) == (24, 0) and np.isnan(row["change"])
    assert row["verdict"] == Verdict.TOO_LITTLE_DATA


def test_both_readings_of_a_place_say_the_same() -> None:
    (beds,) = get_all(["beds_open"])
    assert change_of(beds, 0, 0) == 0 and np.isnan(change_of(beds, 3, 0)) and np.isnan(change_of(beds, np.nan, 0))
    assert change_of(beds, 3, 4) == -25


def test_months_that_cancel_out_are_not_nothing() -> None:
    """Corrections of +5 and −5 sum to no base either, but something was booked."""
    booked = [[5.0, -5, 0, 0, 0, 0]]
    assert verdicts_by_months([[0.0] * 6], booked).codes.tolist() == [Verdict.TOO_LITTLE_DATA]
    assert verdicts_by_months([[0.0] * 6], [[0.0] * 6]).codes.tolist() == [Verdict.NO_CLEAR_CHANGE]
    assert verdicts_by_months([[0.0] * 5], [[0.0] * 5]).codes.tolist() == [Verdict.TOO_LITTLE_DATA]
