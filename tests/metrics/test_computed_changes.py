"""The change of a computed figure falls apart exactly, or the reader is told why not."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from data_access.engine import open_engine
from metrics.catalogue import get
from metrics.hiding.protection import PARTS
from metrics.judge.assessment import Assessment, assess, main_contributor
from metrics.judge.computed_changes import why_not_split
from metrics.national.income import LEAD, income_decomposition
from metrics.national.postings import persons_add_up
from metrics.period import Period
from metrics.reference import Reference, load_reference
from metrics.scope import Scope
from metrics.source import Source
from metrics.statistics.verdict import Verdict
from words.reasons import NOT_SPLIT

sums_of_pay = st.integers(1, 10**9)


@pytest.fixture(scope="module")
def sample(sample_duckdb_url: str) -> tuple[Engine, Reference]:
    engine = open_engine(sample_duckdb_url)
    return engine, load_reference(engine)


def judged(sample: tuple[Engine, Reference], metric_id: str, county: str, period: str, **options: str) -> Assessment:
    return assess(Source(*sample), [get(metric_id)], Scope(county, Period.parse(period), **options))  # type: ignore[arg-type]


def test_the_income_ratio_falls_into_townships_and_the_lead_hospital_by_hand() -> None:
    """Pay 60 and 40 a head in two townships of one person each, then 80 and 40; the lead hospital's 100, then 120.

    R: 50 ÷ 100 = ½ → 60 ÷ 120 = ½. The first township: +20 ÷ 2 = 10 × (1/120 + 1/100)/2 = 11/120. The lead hospital:
    (1/120 − 1/100) × (60 + 50)/2 = −11/120.
    """
    found = income_decomposition(
        {
            "matched_numerator": {"a": 80, "b": 40},
            "matched_denominator": {"a": 1, "b": 1},
            "compare_numerator": {"a": 60, "b": 40},
            "compare_denominator": {"a": 1, "b": 1},
        },
        {"matched_numerator": 120, "matched_denominator": 1, "compare_numerator": 100, "compare_denominator": 1},
    )
    assert found.by_place() == {"a": Fraction(11, 120), LEAD: Fraction(-11, 120), "b": 0}
    assert (found.base_value, found.value, found.change) == (Fraction(1, 2), Fraction(1, 2), 0)


@given(st.lists(st.tuples(*[sums_of_pay] * 4), min_size=1, max_size=5), st.tuples(*[sums_of_pay] * 4))
def test_the_terms_of_an_income_ratio_sum_to_its_change_to_the_last_digit(
    townships: list[tuple[int, ...]], lead: tuple[int, ...]
) -> None:
    sides = {name: {str(place): row[at] for place, row in enumerate(townships)} for at, name in enumerate(PARTS)}
    found = income_decomposition(sides, dict(zip(PARTS, lead, strict=True)))
    now, base = (
        Fraction(sum(sides[f"{side}_numerator"].values()), sum(sides[f"{side}_denominator"].values()))
        / Fraction(lead[PARTS.index(f"{side}_numerator")], lead[PARTS.index(f"{side}_denominator")])
        for side in ("matched", "compare")
    )
    assert (found.value, found.base_value) == (now, base)
    assert sum((term.value for term in found.terms), Fraction(0)) == now - base


@pytest.mark.parametrize("compare", ["yoy", "previous"])
@pytest.mark.parametrize(
    ("metric_id", "county", "period"),
    [
        ("income_ratio", "450223", "2024"),
        ("income_ratio", "141102", "2021H1"),
        ("postings_per_10000", "141122", "2020"),
    ],
)
def test_the_parts_of_a_computed_measure_sum_to_the_change_that_is_shown(
    sample: tuple[Engine, Reference], metric_id: str, county: str, period: str, compare: str
) -> None:
    found = judged(sample, metric_id, county, period, compare=compare)
    parts, row = found.contributions[metric_id], found.headline(metric_id)
    assert sum(term.value for term in parts.terms) == parts.change
    assert float(parts.change) == pytest.approx(row["change"], abs=1e-12)
    assert float(parts.base_value) == pytest.approx(row["compare_value"])


def test_a_township_is_not_named_for_what_the_lead_hospital_did(sample: tuple[Engine, Reference]) -> None:
    found = judged(sample, "income_ratio", "450223", "2024")
    assert next(iter(found.contributions["income_ratio"].by_place())) == LEAD
    assert main_contributor(found, "income_ratio") is None


def test_the_limits_of_a_ratio_of_ratios_lie_round_its_own_change(sample: tuple[Engine, Reference]) -> None:
    rows = judged(sample, "income_ratio", "450223", "2024").townships
    middle = (rows["change_lower"] + rows["change_upper"]) / 2
    assert middle.notna().all() and middle.to_numpy() == pytest.approx(rows["change"].to_numpy(), abs=1e-12)


def test_a_doctor_in_two_townships_keeps_postings_from_adding_up() -> None:
    townships = pd.DataFrame({"matched_numerator": [2.0, 3.0], "compare_numerator": [1.0, 0.0]})
    assert persons_add_up(townships, pd.Series({"matched_numerator": 5.0, "compare_numerator": 1.0}))
    assert not persons_add_up(townships, pd.Series({"matched_numerator": 4.0, "compare_numerator": 1.0}))


@pytest.mark.parametrize(
    ("metric_id", "county", "period", "compare", "words"),
    [
        ("premature_mortality", "450223", "2024", "yoy", "40q30由八个年龄组"),
        ("premature_mortality", "450223", "2024", None, "没有选对比期"),
        ("primary_visit_share", "450223", "2016", "yoy", "没有可比的基期数"),
        ("infant_mortality", "450223", "2024", "yoy", "已隐藏"),
        ("posted_experts", "141122", "2020", "yoy", "去重"),
    ],
)
def test_without_parts_the_reader_is_told_why(
    sample: tuple[Engine, Reference], metric_id: str, county: str, period: str, compare: str | None, words: str
) -> None:
    found = judged(sample, metric_id, county, period, compare=compare)  # type: ignore[arg-type]
    assert metric_id not in found.contributions
    why = why_not_split(get(metric_id), found.of_townships(metric_id), found.headline(metric_id), compare)
    chinese, english = NOT_SPLIT[why]
    assert words in chinese and chinese.endswith("。") and english.endswith(".")


def test_premature_mortality_is_given_by_township_with_its_interval(sample: tuple[Engine, Reference]) -> None:
    """Eighteen deaths a year leave an interval half as wide as the figure; the change is not called clear."""
    rows = judged(sample, "premature_mortality", "450223", "2024").townships
    assert (rows["status"] == "shown").all()
    assert (rows["lower"] < rows["value"]).all() and (rows["value"] < rows["upper"]).all()
    fewest = rows.loc[rows["numerator"].idxmin()]
    assert fewest["numerator"] < 20 and fewest["upper"] - fewest["lower"] > fewest["value"] / 2
    assert fewest["verdict"] in (Verdict.NO_CLEAR_CHANGE, Verdict.TOO_LITTLE_DATA)
