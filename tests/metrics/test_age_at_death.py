"""The mean age at death is judged by the ages of those who died: it is no count in full."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sqlalchemy import Engine

from data_access.build import write_warehouse
from data_access.engine import open_engine
from metrics.ask.query import ask
from metrics.catalogue import get, get_all
from metrics.judge.assessment import assess
from metrics.period import Period
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from metrics.statistics.intervals import difference_of_means, mean_interval
from metrics.statistics.verdict import CLEAR, Verdict
from tests.metrics.small_county import COUNTY, MONTHS, NORTH, SOUTH, frames

AGE, CHRONIC = "mean_age_at_death", "chronic_mean_age_at_death"
SAMPLE_COUNTIES = ("141102", "140781", "150622", "141122", "450223")


def people(shift: float) -> pd.DataFrame:
    """240 deaths a year in the small county with ages round 72; in the second year `shift` years later."""
    draw = np.random.default_rng(7)
    rows = []
    for month in MONTHS:
        for place, number in ((NORTH, 15), (SOUTH, 5)):
            ages = np.clip(draw.normal(72 + (shift if month > 202212 else 0), 14, number).round(), 0, 103)
            rows += [{"township_code": place, "month": month, "age": int(age)} for age in ages]
    return pd.DataFrame(rows)


def deaths(ages: pd.DataFrame) -> pd.DataFrame:
    """What the warehouse keeps of them: deaths and the sum of their ages by township, month and five-year group."""
    kept = ages.assign(age_from=np.minimum(ages["age"] // 5 * 5, 85))
    sums = kept.groupby(["township_code", "month", "age_from"])["age"].agg(["size", "sum"]).reset_index()
    return pd.DataFrame(
        {
            "county_code": COUNTY,
            "township_code": sums["township_code"],
            "month": sums["month"],
            "age_from": sums["age_from"],
            "deaths": sums["size"],
            "age_years_sum": sums["sum"].astype(float),
            "chronic_deaths": 0,
            "chronic_age_years_sum": 0.0,
            "four_ncd_deaths": 0,
            "basis": "synthetic",
            "load_id": "test",
        }
    )


def county(folder: Path, shift: float) -> Engine:
    url = f"duckdb:///{folder / f'{shift}.duckdb'}"
    write_warehouse(url, {**frames(), "death_month": deaths(people(shift))})
    return open_engine(url)


@pytest.fixture(scope="module")
def sample(sample_duckdb_url: str) -> Iterator[Source]:
    engine = open_engine(sample_duckdb_url)
    yield Source(engine, load_reference(engine))
    engine.dispose()


def test_limits_of_a_mean_and_of_its_change_are_students_and_welchs() -> None:
    now, base = np.array([61.0, 70, 75, 82, 90]), np.array([55.0, 58, 74, 80, 88, 93, 40])
    parts = [(part.sum(), len(part), (part**2).sum()) for part in (now, base)]
    found = mean_interval(*parts[0])
    assert (found.lower, found.upper) == pytest.approx(stats.t.interval(0.95, 4, now.mean(), stats.sem(now)))
    welch = stats.ttest_ind(now, base, equal_var=False).confidence_interval()
    change = difference_of_means(*parts[0], *parts[1])
    assert (change.lower, change.upper) == pytest.approx((welch.low, welch.high))
    assert np.isnan(mean_interval(80.0, 1, 6400.0).lower)
    alike = difference_of_means(150.0, 2, 11250.0, 160.0, 2, 12800.0)
    assert (alike.estimate, alike.lower, alike.upper) == (-5, -5, -5)
    # Squares that are too few for these ages belong to other people.
    assert np.isnan(mean_interval(150.0, 2, 11000.0).lower)


@pytest.mark.parametrize("shift", [0.0, 5.0])
def test_age_groups_give_the_interval_that_the_ages_themselves_give(tmp_path: Path, shift: float) -> None:
    """Ages are kept by five-year group only; the limits differ from those of the single ages by a few hundredths."""
    engine, ages = county(tmp_path, shift), people(shift)
    now, base = ages.loc[ages["month"] > 202212, "age"], ages.loc[ages["month"] <= 202212, "age"]
    scope = Scope(COUNTY, Period.parse("2023"), compare="yoy")
    judged = assess(Source(engine, load_reference(engine)), [get(AGE)], scope).headline(AGE)
    welch = stats.ttest_ind(now, base, equal_var=False).confidence_interval()
    assert judged["value"] == pytest.approx(now.mean()) and judged["compare_value"] == pytest.approx(base.mean())
    assert (judged["change_lower"], judged["change_upper"]) == pytest.approx((welch.low, welch.high), abs=0.06)
    limits = stats.t.interval(0.95, len(now) - 1, now.mean(), stats.sem(now))
    assert (judged["lower"], judged["upper"]) == pytest.approx(limits, abs=0.04)
    assert judged["method"] == "Student t"
    assert judged["verdict"] == (Verdict.CLEAR_RISE if shift else Verdict.NO_CLEAR_CHANGE)
    engine.dispose()


def test_a_township_with_a_few_dozen_deaths_is_judged_and_one_with_fewer_is_not(tmp_path: Path) -> None:
    engine = county(tmp_path, 0.0)
    scope = Scope(COUNTY, Period.parse("2023Q1"), compare="yoy")
    rows = assess(Source(engine, load_reference(engine)), [get(AGE)], scope).townships.set_index("township_code")
    assert rows.loc[NORTH, "denominator"] == 45 and rows.loc[NORTH, "verdict"] == Verdict.NO_CLEAR_CHANGE
    assert rows.loc[SOUTH, "denominator"] == 15 and rows.loc[SOUTH, "verdict"] == Verdict.TOO_LITTLE_DATA
    engine.dispose()


def test_mean_ages_at_death_are_seldom_clear_changes_in_the_sample(sample: Source) -> None:
    """Issue 15: counted in full, 240 of 240 county-periods were 明显; a test on the ages calls a few clear."""
    clear = judged = 0
    for code in SAMPLE_COUNTIES:
        for period in ("2022", "2023", "2024", "2024H1", "2023Q2"):
            scope = Scope(code, Period.parse(period), compare="yoy")
            rows = assess(sample, get_all([AGE, CHRONIC]), scope).county
            assert rows["change_lower"].notna().all() and (rows["change_lower"] < rows["change"]).all()
            judged, clear = judged + len(rows), clear + int(rows["verdict"].isin(CLEAR).sum())
    assert judged == 50 and clear <= 5


def test_what_is_hidden_keeps_no_width_of_its_change_either(sample: Source) -> None:
    scope = Scope("140781", Period.parse("2024-02"), compare="yoy")
    rows = ask(sample, [get(CHRONIC)], scope, by="township", with_parts=True)
    hidden = rows["status"] == "hidden"
    assert hidden.any() and rows.loc[hidden, ["lower", "upper", "change_reach"]].isna().all(axis=None)
    assert rows.loc[rows["change"].isna(), "change_reach"].isna().all()
