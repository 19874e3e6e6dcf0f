"""What stands beside a change: per day where periods differ in length, the five-year trend, plain reasons."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from metrics.catalogue import get
from metrics.judge.annual import CHI_SQUARED, AnnualTrend
from metrics.period import Period
from metrics.statistics.trend import RecentTrend, recent_trend_of_proportion
from metrics.statistics.verdict import Verdict
from pages.year_on_year.change import annual_table, per_day_words, trend_words
from ui.language import set_language

VISITS = get("outpatient_visits")


def row(now: float, base: float, compared: str | None) -> pd.Series:
    return pd.Series(
        {
            "matched_numerator": now,
            "compare_numerator": base,
            "compare_period": compared,
            "change": 100 * (now - base) / base,
        }
    )


@pytest.mark.parametrize(
    ("period", "compare", "now", "base", "compared", "said"),
    [
        # 29 February: 290 visits in 29 days against 280 in 28 are ten a day in both.
        ("2024-02", "yoy", 290, 280, "2023-02", "本期29天，对比期28天；按日均计，持平。"),
        ("2024", "yoy", 732, 365, "2023", "本期366天，对比期365天；按日均计，为对比期的2.0倍。"),
        ("2024-03", "previous", 620, 290, "2024-02", "本期31天，对比期29天；按日均计，为对比期的2.0倍。"),
        ("2024-03", "previous", 279, 290, "2024-02", "本期31天，对比期29天；按日均计，下降10.0%。"),
        # Only January and February are compared, because the data end there.
        ("2024Q1", "yoy", 600, 590, "2023-01..2023-02", "本期60天，对比期59天；按日均计，持平。"),
        # Of equal length, without a base, or no sum: nothing to say.
        ("2023", "yoy", 730, 365, "2022", ""),
        ("2024", "yoy", 732, 365, None, ""),
    ],
)
def test_a_change_of_a_sum_is_given_per_day_where_the_periods_differ_in_length(
    period: str, compare: str, now: float, base: float, compared: str | None, said: str
) -> None:
    assert per_day_words(row(now, base, compared), VISITS, Period.parse(period), compare) == said


@pytest.mark.parametrize("metric_id", ["primary_visit_share", "beds_open", "contract_rate"])
def test_shares_and_stocks_have_no_change_per_day(metric_id: str) -> None:
    assert per_day_words(row(600, 500, "2023"), get(metric_id), Period.parse("2024"), "yoy") == ""


def trend(word: str, reason: str, chi_squared: float, method: str = CHI_SQUARED) -> AnnualTrend:
    values = np.array([50.0, 51.0, np.nan, 53.0, 54.0])
    years = (2020, 2021, 2022, 2023, 2024)
    return AnnualTrend(years, values, values - 1, values + 1, RecentTrend(word, reason, chi_squared, 0.1), method)


def test_a_trend_names_its_years_its_method_and_its_chance() -> None:
    """χ² of 9.5495 with one degree of freedom is P = 0.002, any table."""
    clear = trend_words(trend(Verdict.CLEAR_RISE, "5年趋势显著", 9.5495))
    assert clear == (
        "近五年趋势（2020—2024年）：五年间上升（χ²趋势检验，χ²=9.5，P=0.002，按99.8%判断），逐一去掉一年方向不变。"
    )
    none = trend_words(trend(Verdict.NO_CLEAR_CHANGE, "方向只由个别年份决定", 11.5))
    assert none == (
        "近五年趋势（2020—2024年）：没有明显趋势，方向只由个别年份决定（χ²趋势检验，χ²=11.5，P<0.001，按99.8%判断）。"
    )


def test_what_is_not_tested_says_why_in_either_language() -> None:
    few = recent_trend_of_proportion([2023, 2024], [1, 2], [10, 10])
    found = AnnualTrend((2023, 2024), *[np.array([10.0, 20.0])] * 3, few, "")
    assert trend_words(found) == "近五年趋势（2023—2024年）：不作检验，不足5个年份。"
    set_language("en")
    assert trend_words(found) == "Recent trend (2023—2024): not tested, fewer than 5 whole years under one definition."


def test_a_hidden_or_incomplete_year_shows_no_number() -> None:
    _, rows = annual_table(trend(Verdict.NO_CLEAR_CHANGE, "5年趋势不显著", 1.0), get("contract_rate"))
    assert [cell.text for cell in rows[2].cells] == ["2022年", "未列", ""]
    assert [cell.text for cell in rows[4].cells] == ["2024年", "54.0", "53.0—55.0"]
