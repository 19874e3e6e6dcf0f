"""What holds for every metric of the catalogue over the whole sample, on DuckDB and on PostgreSQL."""

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine

from data_access.engine import open_engine
from metrics.ask.query import DIMENSIONS, FRAME_COLUMNS, query
from metrics.catalogue import CATALOGUE
from metrics.definition import Metric, Timing
from metrics.period import Period
from metrics.reference import Reference, load_reference

METRICS = [metric for metric in CATALOGUE.values() if metric.computed is None]
# 2021: two townships of 交城 merge; 2023: the newest account; the last months of 2024 are the newest of all.
PERIODS = [Period.parse("2021"), Period.parse("2024-07..2024-12")]
STATUSES = {"shown", "incomplete", "hidden", "no_data", "not_applicable", "mismatched"}
NUMBERS = [
    *("numerator", "denominator", "value", "compare_value", "change", "lower", "upper"),
    *("confidence", "target", "target_gap", "completeness", "compare_reported", "missing"),
]
WORDS = [name for name in FRAME_COLUMNS if name not in NUMBERS]
PLACES_AND_KINDS = (
    "township",
    "institution",
    "community",
    "level",
    "group",
    "disease",
    "activity",
    "specialty",
    "title",
    "kind",
)


@pytest.fixture(scope="module")
def engine(sample_duckdb_url: str) -> Engine:
    return open_engine(sample_duckdb_url)


@pytest.fixture(scope="module")
def reference(engine: Engine) -> Reference:
    return load_reference(engine)


@pytest.fixture(scope="module")
def postgres(sample_postgres_url: str) -> Engine:
    return open_engine(sample_postgres_url)


def asked(
    engine: Engine,
    reference: Reference,
    metrics: list[Metric],
    period: Period,
    by: tuple[str, ...] = (),
    **options: object,
) -> pd.DataFrame:
    counties = tuple(reference.counties)
    return query(engine, reference, metrics, county=counties, period=period, by=by, hide=False, **options)


def sums_of(frame: pd.DataFrame, part: str) -> pd.Series:
    """Sum over the parts, by metric and county; a metric without any figure has none."""
    return frame.groupby(["metric_id", "county_code"])[part].sum(min_count=1)


def disagreements(whole: pd.DataFrame, parts: pd.DataFrame, part: str, metrics: list[Metric]) -> list[str]:
    wanted = {metric.id for metric in metrics}
    both = pd.concat([sums_of(whole, part).rename("whole"), sums_of(parts, part).rename("parts")], axis=1)
    own = both[both.index.get_level_values("metric_id").isin(wanted)].fillna(0.0)
    differs = ~np.isclose(own["whole"], own["parts"], rtol=1e-9, atol=1e-6)
    return [f"{metric_id} {county}: {row.whole} != {row.parts}" for (metric_id, county), row in own[differs].iterrows()]


def additive(metrics: list[Metric], part: str, *, over_months: bool = False) -> list[Metric]:
    chosen = []
    for metric in metrics:
        measure = metric.numerator if part == "numerator" else metric.denominator
        if measure is not None:
            adds = measure.is_additive_over_months if over_months else measure.is_additive_over_places
            chosen += [metric] if adds else []
    return chosen


@pytest.mark.parametrize("period", PERIODS, ids=str)
@pytest.mark.parametrize("split", PLACES_AND_KINDS)
def test_parts_add_to_the_whole_for_every_additive_measure(
    engine: Engine, reference: Reference, split: str, period: Period
):
    metrics = [metric for metric in METRICS if metric.can_be_split_by(DIMENSIONS[split])]
    assert metrics
    whole, parts = (asked(engine, reference, metrics, period, by) for by in ((), (split,)))
    for part in ("numerator", "denominator"):
        assert disagreements(whole, parts, part, additive(metrics, part)) == []


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_months_add_to_the_period_for_every_flow(engine: Engine, reference: Reference, period: Period):
    metrics = [metric for metric in METRICS if metric.can_be_split_by("month")]
    whole, months = (asked(engine, reference, metrics, period, by) for by in ((), ("month",)))
    for part in ("numerator", "denominator"):
        assert disagreements(whole, months, part, additive(metrics, part, over_months=True)) == []


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_townships_by_months_add_to_the_period_for_every_flow(engine: Engine, reference: Reference, period: Period):
    metrics = [
        metric for metric in METRICS if metric.can_be_split_by("township_code") and metric.can_be_split_by("month")
    ]
    whole, cells = (asked(engine, reference, metrics, period, by) for by in ((), ("township", "month")))
    for part in ("numerator", "denominator"):
        assert disagreements(whole, cells, part, additive(metrics, part, over_months=True)) == []


def test_all_townships_chosen_are_the_county(engine: Engine, reference: Reference):
    county, period = "141122", Period.parse("2021")
    metrics = [metric for metric in METRICS if metric.can_be_split_by("township_code")]
    townships = [place.code for place in reference.townships_of(county, period.last)]
    options = {"county": county, "period": period, "compare": "yoy", "hide": False}
    whole = query(engine, reference, metrics, **options)
    chosen = query(engine, reference, metrics, townships=townships, **options)
    for column in ("numerator", "denominator", "value", "compare_value", "change"):
        pd.testing.assert_series_equal(whole[column], chosen[column], rtol=1e-9)


@pytest.mark.parametrize("by", [(), ("township",), ("month",)], ids=str)
def test_every_value_is_the_ratio_of_its_sums(engine: Engine, reference: Reference, by: tuple[str, ...]):
    metrics = [metric for metric in METRICS if all(metric.can_be_split_by(DIMENSIONS[name]) for name in by)]
    rows = asked(engine, reference, metrics, PERIODS[0], by)
    per = rows["metric_id"].map(lambda metric_id: CATALOGUE[metric_id].per)
    has_denominator = rows["metric_id"].map(lambda metric_id: CATALOGUE[metric_id].denominator is not None)
    ratio = rows["numerator"] / rows["denominator"].where(rows["denominator"] > 0)
    expected = (per * rows["numerator"].where(~has_denominator, ratio)).to_numpy(float)
    assert np.allclose(rows["value"].to_numpy(float), expected, rtol=1e-9, equal_nan=True)
    assert rows.loc[~has_denominator, "denominator"].isna().all()
    # The county's ratio is of the townships' sums, not a mean of their ratios.
    if by == ("township",):
        whole = asked(engine, reference, metrics, PERIODS[0]).set_index(["metric_id", "county_code"])["value"]
        placed = [
            metric
            for metric in metrics
            if metric.denominator and all(m.is_additive_over_places for m in metric.measures)
        ]
        sums = rows.groupby(["metric_id", "county_code"])[["numerator", "denominator"]].sum(min_count=1)
        for metric in placed:
            own = sums.loc[metric.id]
            of_sums = metric.per * own["numerator"] / own["denominator"].where(own["denominator"] > 0)
            assert np.allclose(of_sums, whole.loc[metric.id], rtol=1e-9, equal_nan=True), metric.id


@pytest.mark.parametrize("by", [(), ("township",), ("month",)], ids=str)
@pytest.mark.parametrize("compare", ["yoy", "previous"])
def test_the_frame_keeps_its_contract_for_every_metric(
    engine: Engine, reference: Reference, by: tuple[str, ...], compare: str
):
    metrics = [m for m in CATALOGUE.values() if all(m.can_be_split_by(DIMENSIONS[name]) for name in by)]
    rows = query(engine, reference, metrics, county="141122", period=Period.parse("2024"), by=by, compare=compare)
    assert tuple(rows.columns) == FRAME_COLUMNS
    assert set(rows["metric_id"]) == {metric.id for metric in metrics}
    assert {str(rows[name].dtype) for name in NUMBERS} == {"float64"}
    assert all(rows[name].dropna().map(lambda word: isinstance(word, str)).all() for name in WORDS)
    assert set(rows["status"]) <= STATUSES and set(rows["basis"]) <= {"reported", "published", "synthetic", "mixed"}
    assert rows["completeness"].between(0, 1).all()
    faults = {
        "a hidden or missing row with a number": rows["status"].isin(["hidden", "no_data"])
        & rows[["numerator", "value", "change", "lower", "upper", "target_gap"]].notna().any(axis=1)
        & ~((rows["status"] == "no_data") & rows["value"].isna()),
        "two counts that do not fit with a value": (rows["status"] == "mismatched") & rows["value"].notna(),
        "a shown row without a value": rows["status"].isin(["shown", "incomplete"]) & rows["value"].isna(),
        "a value outside its interval": (rows["lower"] > rows["value"] + 1e-9) | (rows["upper"] < rows["value"] - 1e-9),
        "half an interval": rows["lower"].isna() != rows["upper"].isna(),
        "an interval without its method": rows["lower"].notna() & (rows["method"].isna() | rows["confidence"].isna()),
        "a gap without a target": rows["target_gap"].notna() & rows["target"].isna(),
        "a change without a base": rows["change"].notna() & rows["compare_value"].isna(),
        "a base without its period": rows["compare_value"].notna() & rows["compare_period"].isna(),
        "a number that is not finite": np.isinf(rows[NUMBERS]).any(axis=1),
        "a percentage point that is not a difference": (rows["change_unit"] == "百分点") & (rows["unit"] != "%"),
    }
    assert {name: list(rows.loc[wrong, "metric_id"].unique()) for name, wrong in faults.items() if wrong.any()} == {}
    for metric in metrics:
        own = rows[rows["metric_id"] == metric.id]
        assert set(own["unit"]) == {metric.unit} and set(own["change_unit"]) == {metric.change_unit}
        if metric.suppression is not None:
            shown = own.loc[own["status"] != "hidden", "numerator"]
            # A county's own year has a threshold of its own (decision 0083).
            below = metric.suppression.below if by else metric.suppression.below_county_year
            assert not ((shown > 0) & (shown < below)).any(), metric.id


@pytest.mark.parametrize("by", [(), ("township",), ("month",)], ids=str)
def test_every_metric_gives_the_same_on_duckdb_and_postgresql(
    engine: Engine, reference: Reference, postgres: Engine, by: tuple[str, ...]
):
    metrics = [m for m in CATALOGUE.values() if all(m.can_be_split_by(DIMENSIONS[name]) for name in by)]
    other = load_reference(postgres)
    period = Period.parse("2024-01..2024-09")
    on_duckdb, on_postgres = (
        query(one, known, metrics, county="141122", period=period, by=by, compare="yoy")
        for one, known in ((engine, reference), (postgres, other))
    )
    pd.testing.assert_frame_equal(on_duckdb, on_postgres, rtol=1e-9, atol=1e-9)


def test_every_metric_has_a_figure_somewhere_in_the_sample(engine: Engine, reference: Reference):
    """A metric that is empty everywhere would be compiled but never seen."""
    found: set[str] = set()
    for year in range(2024, 2015, -1):
        left = [metric for metric in CATALOGUE.values() if metric.id not in found]
        if not left:
            break
        rows = asked(engine, reference, left, Period(year * 100 + 1, year * 100 + 12))
        found |= set(rows.loc[rows["value"].notna(), "metric_id"])
    assert sorted(set(CATALOGUE) - found) == []


def test_stocks_and_things_in_force_do_not_add_over_months():
    for metric in METRICS:
        for measure in metric.measures:
            if measure.timing in (Timing.STOCK, Timing.SPAN):
                assert not measure.is_additive_over_months
