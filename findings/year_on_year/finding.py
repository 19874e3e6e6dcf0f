"""The sentence of an opened indicator, what it is compared with, and its change per day where periods differ."""

from __future__ import annotations

import math

import pandas as pd

from findings.figures import Words, cell_decimals
from metrics.definition import Metric
from metrics.judge.assessment import Assessment, standings
from metrics.judge.comparison import change_per_day, days_in
from metrics.period import Period
from words.numbers import format_change, format_interval, is_missing


def year_on_year_finding(judged: Assessment, metric: Metric, words: Words) -> tuple[str, str]:
    """Return how many townships differ clearly from the county and which lies worst, else how the figure moved."""
    rows, county = judged.of_townships(metric.id), judged.headline(metric.id)["value"]
    found = standings(rows, float(county)) if len(rows) > 1 and not is_missing(county) else []
    above, below = found.count("above"), found.count("below")
    if words.townships or not above + below or "unknown" in found or is_structural(rows):
        return words.movement(judged, metric.id)
    rest = len(found) - above - below
    parts = [
        words.say(f"{above}个高于{words.whole}", f"{above} above the county") if above else "",
        words.say(f"{below}个低于{words.whole}", f"{below} below{'' if above else ' the county'}") if below else "",
    ]
    tail = words.say(f"，其余{rest}个没有明显差别", f", no clear difference for the other {rest}") if rest else ""
    listed = words.say("、", ", ").join(part for part in parts if part)
    head = words.say(f"{len(found)}个乡镇中{listed}{tail}", f"Of {len(found)} townships {listed}{tail}")
    lower_is_better = metric.better == "lower"
    if not (above if lower_is_better else below):
        return head + words.say("。", "."), ""
    apart = [row for standing, (_, row) in zip(found, rows.iterrows(), strict=True) if standing in ("above", "below")]
    worst = (max if lower_is_better else min)(apart, key=lambda row: float(row["value"]))
    name, value = words.township(worst["township_code"]), words.value(worst, metric)
    # Not “the lowest”: who comes last among neighbours whose intervals overlap is chance.
    places = cell_decimals(metric)
    limits = format_interval(worst["lower"], worst["upper"], "", decimals=places, language=words.language)
    side = words.say(f"高于{words.whole}", "above") if lower_is_better else words.say(f"低于{words.whole}", "below")
    zh, en = f"；{name}{side}，为{value}（95%区间{limits}）。", f"; {name} is {side} at {value} (95%: {limits})."
    return head + words.say(zh, en), name


def is_structural(rows: pd.DataFrame) -> bool:
    """Say whether most townships stand at exactly 0 or 100 %: they lack the institutions that could make it differ."""
    values = rows.loc[rows["unit"] == "%", "value"].dropna()
    return len(values) > 1 and float(values.isin([0.0, 100.0]).mean()) > 0.5


def compared_words(row: pd.Series, judged: Assessment, words: Words) -> str:
    """Return which months are held against which; "" without a comparison."""
    if judged.compare is None or row["compare_period"] is None:
        return ""
    if is_missing(row["compare_value"]):
        return words.say("没有可比的基期数", "no base to compare with")
    base = Period.parse(row["compare_period"])
    text = words.say(f"与{base.label_zh}相比", f"against {base.label_en}")
    fewer = base.month_count < judged.period.month_count
    return text + (words.say("（只比两期都有的月份）", " (months that both hold)") if fewer else "")


def per_day_words(row: pd.Series, metric: Metric, judged: Assessment, words: Words) -> str:
    """Return the change per day of a sum over periods of unequal length (leap years, 环比); '' where both are alike."""
    adds = metric.denominator is None and metric.numerator.is_additive_over_months and metric.change_unit == "%"
    if not adds or not isinstance(row["compare_period"], str) or is_missing(row["change"]):
        return ""
    base = Period.parse(row["compare_period"])
    # Fewer months than the period's may be compared; they stand as far from the base's as the periods do.
    now = base.shifted(12 if judged.compare == "yoy" else judged.period.month_count)
    if days_in(now) == days_in(base):
        return ""
    change = float(change_per_day(row["matched_numerator"], row["compare_numerator"], now, base))
    if math.isnan(change):
        return ""
    moved = format_change(change, "%", base_name=words.say("对比期", "the base"), language=words.language)
    return words.say(
        f"本期{days_in(now)}天，对比期{days_in(base)}天；按日均计，{moved}。",
        f"{days_in(now)} days against {days_in(base)}; per day {moved}.",
    )
