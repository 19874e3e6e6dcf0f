"""What is said of a change on 同比指标 beside its size: per day, over the last five years, and why it has no parts."""

from __future__ import annotations

import pandas as pd

from faces.blocks import Column, Row
from metrics.definition import Metric
from metrics.judge.annual import METHOD_WORDS, NO_INTERVAL, AnnualTrend
from metrics.judge.comparison import change_per_day, days_in
from metrics.period import Period
from metrics.statistics.trend import POINTS
from metrics.statistics.verdict import Verdict
from ui.language import language, say
from words.numbers import format_change, format_interval, format_number, is_missing

_TREND_WORDS = {Verdict.CLEAR_RISE: ("五年间上升", "rising"), Verdict.CLEAR_FALL: ("五年间下降", "falling")}
_METHOD_EN = {"chi_squared": "χ² test for trend", "regression": "regression weighted by the intervals"}
_REASONS_EN = {
    f"不足{POINTS}个年份": f"fewer than {POINTS} whole years under one definition",
    "最近5个年份不连续": "the last five years are not consecutive",
    "最近5个年份有缺数": "a year is hidden or not reported in full",
    "有年份分母为0": "a year has a denominator of 0",
    "有年份区间宽度为0": "a year's interval has no width",
    "5年趋势不显著": "the five-year trend is within chance",
    "方向只由个别年份决定": "its direction hangs on a single year",
    NO_INTERVAL: "the yearly figures have no interval",
}


def per_day_words(row: pd.Series, metric: Metric, period: Period, compare: str | None) -> str:
    """Return the change per day of a sum over periods of unequal length (leap years, 环比); '' where both are alike."""
    adds = metric.denominator is None and metric.numerator.is_additive_over_months and metric.change_unit == "%"
    if not adds or not isinstance(row["compare_period"], str) or is_missing(row["change"]):
        return ""
    base = Period.parse(row["compare_period"])
    # Fewer months than the period's may be compared; they stand as far from the base's as the periods do.
    now = base.shifted(12 if compare == "yoy" else period.month_count)
    if days_in(now) == days_in(base):
        return ""
    change = float(change_per_day(row["matched_numerator"], row["compare_numerator"], now, base))
    if is_missing(change):
        return ""
    words = format_change(change, "%", base_name=say("对比期", "the base"), language=language())
    return say(
        f"本期{days_in(now)}天，对比期{days_in(base)}天；按日均计，{words}。",
        f"{days_in(now)} days against {days_in(base)}; per day {words}.",
    )


def trend_words(found: AnnualTrend) -> str:
    """Return the recent trend in one sentence: verdict, years, method, χ² and P."""
    ends = dict.fromkeys(str(year) for year in (*found.years[:1], *found.years[-1:]))
    span = "—".join(ends)
    head = say(
        f"近五年趋势（{span}年）：" if span else "近五年趋势：",
        f"Recent trend ({span}): " if span else "Recent trend: ",
    )
    reason = found.trend.reason
    if not found.method:
        return head + say(f"不作检验，{reason}。", f"not tested, {_REASONS_EN[reason]}.")
    chance = "P<0.001" if found.p_value < 0.001 else f"P={format_number(found.p_value, 3)}"
    test = say(METHOD_WORDS[found.method], _METHOD_EN[found.method])
    numbers = f"χ²={format_number(found.trend.chi_squared, 1)}{say('，', ', ')}{chance}"
    how = say(f"（{test}，{numbers}，按99.8%判断）", f" ({test}, {numbers}, judged at 99.8%)")
    if found.trend.verdict in _TREND_WORDS:
        return (
            head
            + say(*_TREND_WORDS[found.trend.verdict])
            + how
            + say("，逐一去掉一年方向不变。", ", whichever year is left out.")
        )
    return head + say(f"没有明显趋势，{reason}", f"no clear trend, {_REASONS_EN[reason]}") + how + say("。", ".")


def annual_table(found: AnnualTrend, metric: Metric) -> tuple[list[Column], list[Row]]:
    """Return the whole years with their limits."""
    unit = say(metric.unit, metric.unit_en)
    has_limits = any(not is_missing(lower) for lower in found.lower)
    columns = [
        Column(say("年份", "Year"), kind="text"),
        Column(say("全年", "Whole year"), unit),
        *([Column(say("95%区间", "95% interval"), unit)] if has_limits else []),
    ]
    rows = []
    for year, value, lower, upper in zip(found.years, found.values, found.lower, found.upper, strict=True):
        shown = say("未列", "not shown") if is_missing(value) else format_number(value, metric.decimals)
        limits = "" if is_missing(lower) else format_interval(lower, upper, "", decimals=metric.decimals)
        rows.append(Row([say(f"{year}年", f"{year}"), shown, *([limits] if has_limits else [])]))
    return columns, rows
