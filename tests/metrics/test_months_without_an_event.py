"""A month in which nothing happened is no observation: scores given each quarter or half-year have few of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from scipy import stats

from data_access.engine import open_engine
from metrics.catalogue import CATALOGUE, get_all
from metrics.judge.annual import annual_trend
from metrics.judge.assessment import assess
from metrics.judge.series import interval_by_months
from metrics.period import Period
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from metrics.statistics.verdict import CLEAR, Verdict, verdicts_by_months

SCORES = [metric_id for metric_id in CATALOGUE if metric_id.endswith("_score")]


@pytest.fixture(scope="module")
def sample(sample_duckdb_url: str) -> Iterator[Source]:
    engine = open_engine(sample_duckdb_url)
    yield Source(engine, load_reference(engine))
    engine.dispose()


def in_months(values: list[float], months: list[int]) -> list[float]:
    found = [0.0] * 12
    for month, value in zip(months, values, strict=True):
        found[month - 1] = value
    return found


def test_four_quarterly_scores_are_four_observations_and_too_few() -> None:
    """Eight months of 0 of 0 stood among them as pairs that agreed, and 88.0 → 89.2 was 明显上升."""
    quarters = [3, 6, 9, 12]
    now, base = in_months([89, 90, 89, 89], quarters), in_months([88, 88, 88, 88], quarters)
    of = in_months([100] * 4, quarters)
    found = verdicts_by_months([now], [base], [of], [of], relative=False, per=100)
    assert found.codes.tolist() == [Verdict.TOO_LITTLE_DATA]
    assert found.change == pytest.approx([1.25]) and np.isnan(found.lower).all()


def test_six_observed_months_are_judged_as_if_the_others_did_not_exist() -> None:
    """Every second month: the paired t interval of the six differences."""
    every_second = [1, 3, 5, 7, 9, 11]
    scores, before = [90.0, 92, 91, 95, 93, 94], [88.0, 91, 90, 91, 92, 90]
    of = in_months([100] * 6, every_second)
    found = verdicts_by_months(
        [in_months(scores, every_second)], [in_months(before, every_second)], [of], [of], relative=False, per=100
    )
    limits = stats.ttest_rel(scores, before).confidence_interval()
    assert (found.lower[0], found.upper[0]) == pytest.approx((limits.low, limits.high))


def test_a_month_with_cases_on_one_side_only_is_no_pair() -> None:
    """Appraised in March in one year and in April in the other: not one month is held against itself."""
    now, base = in_months([90] * 6, [3, 5, 7, 9, 11, 12]), in_months([88] * 6, [1, 2, 4, 6, 8, 10])
    of, of_base = [100.0 if one else 0.0 for one in now], [100.0 if one else 0.0 for one in base]
    found = verdicts_by_months([now], [base], [of], [of_base], relative=False, per=100)
    assert found.codes.tolist() == [Verdict.TOO_LITTLE_DATA]


def test_a_month_of_nothing_gives_a_yearly_figure_no_interval() -> None:
    quarters = [3, 6, 9, 12]
    lower, upper = interval_by_months([in_months([89, 90, 88, 89], quarters)], [in_months([100] * 4, quarters)])
    assert np.isnan(lower).all() and np.isnan(upper).all()


def test_appraisals_of_a_few_months_are_never_clear_in_the_sample(sample: Source) -> None:
    """Of 90 figures with 1–4 observed months 73 were 明显上升; none of them is judged now, nor tested for a trend."""
    few = 0
    for county in sample.reference.counties:
        scope = Scope(county, Period.parse("2023"), compare="yoy")
        judged = assess(sample, get_all(SCORES), scope)
        for metric in judged.metrics:
            row = judged.headline(metric.id)
            observed = int(np.isfinite(judged.months_of(metric.id, 2023)).sum())
            if 0 < observed < 6:
                few += 1
                assert row["verdict"] not in CLEAR and np.isnan(row["change_lower"])
                assert np.isnan(annual_trend(sample, metric, scope).lower).all()
    assert few >= 4
