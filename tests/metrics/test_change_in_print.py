"""A change reads right for every sign and size: words, arrow, interval and verdict never contradict each other."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from findings.figures import Words, change_interval_words, change_places, change_words, direction_of
from findings.sentence import Finding, finding_sentence
from metrics.catalogue import CATALOGUE, get
from metrics.definition import Metric
from metrics.judge.matters import smallest_visible
from metrics.reference import Reference
from metrics.statistics.verdict import Verdict, verdicts_by_months
from words.numbers import format_change, interval_decimals, is_missing, round_half_up

# One metric of each way to print a change: 百分点, 千分点, %, yuan, a ratio, per 10,000, days, beds.
PRINTED = [
    get(metric_id)
    for metric_id in (
        "primary_visit_share",
        "infant_mortality",
        "outpatient_visits",
        "insured_cost_per_admission",
        "income_ratio",
        "postings_per_10000",
        "lead_average_stay",
        "beds_open",
    )
]
sizes = st.one_of(
    st.floats(-300, 300, allow_nan=False),
    st.floats(-0.2, 0.2, allow_nan=False),
    st.sampled_from([0.0, -0.0, 0.04, -0.04, 0.05, -0.05, 0.049999, 0.5, -0.5, 0.005, -0.005, 99.95, 99.94, 100.0]),
)
NOTHING = re.compile(r"(上升|下降|增长|增加|减少|up |down )0(\.0+)?(?!\d|\.\d)")
GROWS = ("上升", "增长", "增加", "为上年同期的")


def row(metric: Metric, change: float, base: float = 1000.0, reach: float = 1.0) -> pd.Series:
    unit = metric.change_unit
    value = base * (1 + change / 100) if unit == "%" else base + change
    return pd.Series(
        {
            "change": change,
            "change_unit": unit,
            "value": value,
            "compare_value": base,
            "change_lower": change - reach,
            "change_upper": change + reach,
        }
    )


@pytest.mark.parametrize("metric", PRINTED, ids=lambda metric: metric.id)
@given(change=sizes)
def test_words_never_say_that_something_rose_by_nothing(metric: Metric, change: float) -> None:
    for language in ("zh", "en"):
        words = change_words(row(metric, change), metric, "yoy", language)  # type: ignore[arg-type]
        assert not NOTHING.search(words), words
        assert not re.search(r"nan|inf|−0(\.0+)?(?!\d|\.\d)|\d-\d", words.lower()), words
    chinese = change_words(row(metric, change), metric, "yoy", "zh")
    printed = round_half_up(change, change_places(metric, metric.change_unit))
    assert (chinese == "持平") == (printed == 0)
    if printed:
        assert chinese.startswith(GROWS) == (printed > 0), chinese
        assert "分点" not in chinese or re.search(r"\d个(百|千)分点$", chinese), chinese


@pytest.mark.parametrize("metric", PRINTED, ids=lambda metric: metric.id)
@given(change=sizes)
def test_the_arrow_points_where_the_words_go(metric: Metric, change: float) -> None:
    words = change_words(row(metric, change), metric, "yoy", "zh")
    arrow = direction_of(change, metric.change_decimals)
    assert (arrow == "flat") == (words == "持平")
    assert arrow == "flat" or (arrow == "up") == words.startswith(GROWS)


@pytest.mark.parametrize("metric", PRINTED, ids=lambda metric: metric.id)
@given(level=st.floats(10, 5000), change=sizes)
def test_a_change_that_prints_as_unchanged_is_never_called_clear(metric: Metric, level: float, change: float) -> None:
    """Twelve months that all changed by exactly the same have an interval without width: as clear as can be."""
    base = np.full((1, 12), level)
    relative = metric.change_unit == "%"
    now = base * (1 + change / 100) if relative else base + change
    found = verdicts_by_months(now, base, relative=relative, per=1 / 12, visible=smallest_visible(metric))
    if relative and is_missing(found.change[0]):
        return
    words = format_change(found.change[0], metric.change_unit, decimals=metric.change_decimals)
    clear = str(found.codes[0]) in (Verdict.CLEAR_RISE, Verdict.CLEAR_FALL)
    assert not (clear and words == "持平"), (found, words)


@given(lower=sizes, width=st.floats(0, 50), decimals=st.integers(0, 2))
def test_an_interval_that_excludes_no_change_does_so_in_print(lower: float, width: float, decimals: int) -> None:
    upper = lower + width
    places = interval_decimals(lower, upper, decimals)
    assert decimals <= places <= decimals + 2
    if (lower > 0 or upper < 0) and min(abs(lower), abs(upper)) >= 0.5 / 10 ** (decimals + 2):
        assert round_half_up(lower, places) != 0 and round_half_up(upper, places) != 0
    elif lower <= 0 <= upper:
        assert places == decimals


@pytest.mark.parametrize(
    ("change", "base", "reach", "said"),
    [
        (0.7, 1000, 0.67, "0.03—1.37"),
        (-0.7, 1000, 0.67, "−1.37至−0.03"),
        (0.7, 1000, 1.0, "−0.3至1.7"),
        # What doubled is said in 倍, so its interval is: 2.3倍, 2.2—2.4倍.
        (130, 1000, 10, "2.2—2.4倍"),
        # Twelve visits a year earlier: the words give both numbers, and no percentage.
        (50, 12, 10, ""),
        (math.nan, 0, 1, ""),
    ],
)
def test_the_interval_of_a_change_speaks_as_its_words_do(change: float, base: float, reach: float, said: str) -> None:
    visits = get("outpatient_visits")
    assert change_interval_words(row(visits, change, base, reach), visits, "yoy", "zh") == said


def test_a_column_of_several_units_says_the_interval_as_the_screen_does_and_its_unit(
    small_reference: Reference,
) -> None:
    """Files worded the interval of a change on their own: −0.6至0.0个百分点 beside 明显下降, −20至155元 where the page
    had −20.2至155.4, and a % of what doubled where the words beside it said 倍."""
    words = Words("zh", small_reference)
    share, cost, visits = get("primary_visit_share"), get("cost_per_discharge"), get("outpatient_visits")
    assert words.change_interval(row(share, -0.31, 96.0, 0.27), share, "yoy") == "−0.58至−0.04个百分点"
    assert words.change_interval(row(cost, 67.6, 4868.9, 87.8), cost, "yoy") == "−20.2至155.4元"
    assert words.change_interval(row(visits, 130, 1000, 10), visits, "yoy") == "2.2—2.4倍"
    assert words.change_interval(row(visits, 1.7, 1000, 6.4), visits, "yoy") == "−4.7至8.1%"


def test_yuan_have_an_interval_without_decimals_as_their_change() -> None:
    cost = get("insured_cost_per_admission")
    assert change_words(row(cost, 92.4, 4519), cost, "yoy", "zh") == "增加92元"
    assert change_interval_words(row(cost, 92.4, 4519, 31.4), cost, "yoy", "zh") == "61—124"


@pytest.mark.parametrize("metric", CATALOGUE.values(), ids=lambda metric: metric.id)
def test_every_metric_of_the_catalogue_says_its_changes_right(metric: Metric) -> None:
    step = 10.0**-metric.change_decimals
    for change in (-step, -0.4 * step, 0.0, 0.4 * step, step, 3 * step):
        words = change_words(row(metric, change), metric, "yoy", "zh")
        assert (words == "持平") == (abs(change) < step / 2), (change, words)
        assert not NOTHING.search(words)
        assert words == "持平" or words.startswith(GROWS) == (change > 0)


@given(change=sizes, reach=st.floats(0, 20), value=st.floats(0, 100))
def test_the_sentence_keeps_its_grammar_for_every_sign_and_size(change: float, reach: float, value: float) -> None:
    lower, upper = change - reach, change + reach
    clear = abs(change) >= 0.05 and (lower > 0 or upper < 0)
    verdict = (Verdict.CLEAR_RISE if change > 0 else Verdict.CLEAR_FALL) if clear else Verdict.NO_CLEAR_CHANGE
    finding = Finding("2024年", "全县甲率", value, "%", change=change, lower=lower, upper=upper, verdict=verdict)
    text = finding_sentence(finding)
    assert text.startswith("2024年，全县甲率") and text.endswith("。") and text.count("。") == 1
    assert not NOTHING.search(text) and not re.search(r"nan|inf|[一-龥][,;:(]", text)
    assert ("持平" in text) == (round_half_up(change, 1) == 0)
    assert ("无明显变化" in text) == (verdict == Verdict.NO_CLEAR_CHANGE)
    if "下降" in text and verdict == Verdict.CLEAR_FALL:
        assert "−" not in text.split("区间")[1], text
