"""A county prints its own year; nobody learns from it in which township, month or quarter the cases were."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sqlalchemy import Engine

from data_access.engine import open_engine
from findings.figures import hidden_words
from metrics.ask.query import query
from metrics.catalogue import get
from metrics.hiding.thresholds import BadThreshold, thresholds
from metrics.period import Period
from metrics.reference import Reference, load_reference
from tests.metrics.test_hidden_cells import BIRTHS, COUNTY, Attacker, codes, county

LUZHAI = "450223"


def two_years(cases: list[list[int]]) -> tuple[Engine, Reference]:
    rows: list[dict[str, object]] = [
        {"township_code": code, "month": (2022 + month // 12) * 100 + month % 12 + 1, "live_births": own[month]}
        for code, own in zip(codes(len(cases)), cases, strict=True)
        for month in range(24)
    ]
    return county("birth_month", rows, len(cases), merges=False)


def asked_of(cases: list[list[int]], engine: Engine, reference: Reference) -> Attacker:
    """Return what an attacker heard who asked for every split of every period of the two years."""
    own, places = np.array(cases), codes(len(cases))
    attacker = Attacker(own.size)
    starts = [year * 100 + month for year in (2022, 2023) for month in range(1, 13)]
    # Months, quarters, half years, years, eighteen months and both years, on and across the turn of the year.
    spans = [(0, 0), (5, 5), (13, 13), (0, 2), (6, 11), (0, 11), (12, 23), (3, 14), (0, 17), (0, 23)]
    for first, last in spans:
        period = Period(starts[first], starts[last])
        for by in ((), ("township",), ("month",), ("township", "month")):
            rows = query(engine, reference, [BIRTHS], county=COUNTY, period=period, by=by, compare="yoy")
            for row in rows.itertuples():
                towns = range(len(cases)) if row.township_code is None else [places.index(row.township_code)]
                cells = range(first, last + 1)
                if "month" in by:
                    cells = [starts.index(int(row.period.replace("-", "")))]  # type: ignore[assignment]
                attacker.hears([town * 24 + month for town in towns for month in cells], row.value)
                base = [town * 24 + month - 12 for town in towns for month in cells]
                if all(month >= 12 for month in cells):
                    attacker.hears(base, row.compare_value)
        for some in (places[:1], places[:2]):
            told = query(engine, reference, [BIRTHS], county=COUNTY, period=period, townships=some)["value"].iloc[0]
            towns = [places.index(code) for code in some]
            attacker.hears([town * 24 + month for town in towns for month in range(first, last + 1)], told)
    return attacker


@pytest.mark.parametrize("seed", [1, 2])
def test_a_small_year_is_told_as_a_whole_and_in_no_part(seed: int) -> None:
    """Of a year with 1 to 9 cases, each cell may still hold none of them and all of them."""
    cases = np.random.default_rng(seed).choice([0, 1, 2], size=(3, 24), p=[0.9, 0.08, 0.02]).tolist()
    engine, reference = two_years(cases)
    attacker = asked_of(cases, engine, reference)
    own = np.array(cases)
    for year in (0, 1):
        total = int(own[:, year * 12 : year * 12 + 12].sum())
        whole = query(engine, reference, [BIRTHS], county=COUNTY, period=Period.parse(str(2022 + year)))["value"].iloc[
            0
        ]
        assert whole == total
        if not 0 < total < 10:
            continue
        for cell in (town * 24 + year * 12 + month for town in range(len(cases)) for month in (0, 5, 11)):
            lowest, highest = attacker.range_of(cell, ())
            assert lowest <= 1e-6 and highest >= total - 1e-6, (cell, lowest, highest, total)
    engine.dispose()


def test_zeros_of_a_small_year_are_hidden_too() -> None:
    """Three cases in three months of one township: were zeros shown, each of the three would be one."""
    cases = [[0] * 24 for _ in range(3)]
    for month in (1, 5, 9):
        cases[0][month] = 1
    engine, reference = two_years(cases)
    year = Period.parse("2022")
    for by in ("township", "month", ("township", "month")):
        assert set(query(engine, reference, [BIRTHS], county=COUNTY, period=year, by=by)["status"]) == {"hidden"}
    row = query(engine, reference, [BIRTHS], county=COUNTY, period=year).iloc[0]
    assert (row["value"], row["status"]) == (3, "shown")
    # The year after had none, and says so; as the base of its townships the small year stays hidden.
    after = query(engine, reference, [BIRTHS], county=COUNTY, period=Period.parse("2023"), by="township", compare="yoy")
    assert after["value"].tolist() == [0, 0, 0] and after["compare_value"].isna().all()
    engine.dispose()


def test_a_period_that_cuts_a_small_year_is_not_told_whatever_its_size() -> None:
    """Twelve cases in eighteen months, seven in the year: the other half year would be the difference."""
    cases = [[1] * 7 + [0] * 5 + [1] * 5 + [0] * 7, [0] * 24, [0] * 24]
    engine, reference = two_years(cases)
    told = query(engine, reference, [BIRTHS], county=COUNTY, period=Period(202201, 202306)).iloc[0]
    assert math.isnan(told["value"]) and told["status"] == "hidden"
    both = query(engine, reference, [BIRTHS], county=COUNTY, period=Period(202201, 202312)).iloc[0]
    assert both["value"] == 12
    engine.dispose()


def test_luzhai_prints_its_own_infant_mortality(sample_duckdb_url: str) -> None:
    """Five infants of 2,101 died in 2023; the year was hidden, and its nine townships still are."""
    engine = open_engine(sample_duckdb_url)
    reference = load_reference(engine)
    metric, year = get("infant_mortality"), Period.parse("2023")
    row = query(engine, reference, [metric], county=LUZHAI, period=year).iloc[0]
    assert row["numerator"] == 5 and row["value"] == pytest.approx(1000 * 5 / row["denominator"])
    townships = query(engine, reference, [metric], county=LUZHAI, period=year, by="township")
    assert set(townships["status"]) == {"hidden"}
    assert hidden_words(metric, "zh") == "少于10人或可推知，不显示"
    engine.dispose()


def test_thresholds_are_settings_by_level() -> None:
    assert thresholds({}) == (10, 1)
    assert thresholds({"YILAN_SMALL_COUNT": "6", "YILAN_SMALL_COUNT_COUNTY_YEAR": "3"}) == (6, 3)


@pytest.mark.parametrize(
    ("given_settings", "said"),
    [
        ({"YILAN_SMALL_COUNT": "ten"}, "设置 YILAN_SMALL_COUNT 的值“ten”不是1到1000的整数。"),
        ({"YILAN_SMALL_COUNT_COUNTY_YEAR": "0"}, "设置 YILAN_SMALL_COUNT_COUNTY_YEAR 的值“0”不是1到1000的整数。"),
        (
            {"YILAN_SMALL_COUNT": "5", "YILAN_SMALL_COUNT_COUNTY_YEAR": "8"},
            "县级整年的门槛（8人）高于乡镇的门槛（5人）。",
        ),
    ],
)
def test_a_threshold_that_means_nothing_is_refused_in_a_sentence(given_settings: dict[str, str], said: str) -> None:
    with pytest.raises(BadThreshold) as refused:
        thresholds(given_settings)
    assert refused.value.happened == said
