"""The whole years of an indicator, and whether the last five of them go one way."""

from __future__ import annotations

from typing import Final

from faces.blocks import Column, Row, Table
from findings.figures import Words
from metrics.definition import Metric
from metrics.judge.annual import AnnualTrend
from metrics.statistics.verdict import Verdict
from words.numbers import format_interval, format_number, is_missing
from words.reasons import TREND_METHODS, TRENDS

_DIRECTIONS: Final = {
    Verdict.CLEAR_RISE: ("五年间上升", "rising"),
    Verdict.CLEAR_FALL: ("五年间下降", "falling"),
}


def trend_words(found: AnnualTrend, words: Words) -> str:
    """Return the recent trend in one sentence: verdict, years, method, χ² and P."""
    ends = dict.fromkeys(str(year) for year in (*found.years[:1], *found.years[-1:]))
    span = "—".join(ends)
    head = words.say(
        f"近五年趋势（{span}年）：" if span else "近五年趋势：",
        f"Recent trend ({span}): " if span else "Recent trend: ",
    )
    reason, reason_en = TRENDS[found.trend.reason]
    if not found.method:
        return head + words.say(f"不作检验，{reason}。", f"not tested, {reason_en}.")
    chance = "P<0.001" if found.p_value < 0.001 else f"P={format_number(found.p_value, 3)}"
    test = words.say(*TREND_METHODS[found.method])
    numbers = words.join([f"χ²={format_number(found.trend.chi_squared, 1)}", chance])
    how = words.say(f"（{test}，{numbers}，按99.8%判断）", f" ({test}, {numbers}, judged at 99.8%)")
    direction = _DIRECTIONS.get(found.trend.verdict)
    if direction is not None:
        held = words.say("，逐一去掉一年方向不变。", ", whichever year is left out.")
        return head + words.say(*direction) + how + held
    unmoved = words.say(f"没有明显趋势，{reason}", f"no clear trend, {reason_en}")
    return head + unmoved + how + words.say("。", ".")


def annual_table(found: AnnualTrend, metric: Metric, words: Words) -> Table:
    """Return the whole years with their limits; no rows where there is no whole year."""
    unit, has_limits = words.unit(metric), any(not is_missing(lower) for lower in found.lower)
    columns = (
        Column(words.say("年份", "Year"), kind="text"),
        Column(words.say("全年", "Whole year"), unit),
        *((Column(words.say("95%区间", "95% interval"), unit),) if has_limits else ()),
    )
    rows = []
    for year, value, lower, upper in zip(found.years, found.values, found.lower, found.upper, strict=True):
        shown = words.say("未列", "not shown") if is_missing(value) else format_number(value, metric.decimals)
        limits = "" if is_missing(lower) else format_interval(lower, upper, "", decimals=metric.decimals)
        rows.append(Row([words.say(f"{year}年", f"{year}"), shown, *([limits] if has_limits else [])]))
    return Table(words.say("年度数", "Whole years"), columns, tuple(rows))
