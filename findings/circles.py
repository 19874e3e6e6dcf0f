"""服务圈: how many residents reach care in time, how many do not, and where those live; for page and file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from findings.figures import Words, metric_of
from findings.rows import is_shown
from metrics.circle.circle import ANY_SPECIALTY, CircleTier, CircleView
from metrics.circle.figures import whole
from metrics.definition import within_sentence
from metrics.judge.assessment import Assessment
from words.experts import specialty_en
from words.names import WEEKDAY_NAMES
from words.numbers import format_value, is_missing, people_words
from words.speech import Says

LIMIT_MIN = 30
COVERED: Final = "coverage_30_min"

TIER_NAMES: Final[dict[CircleTier, tuple[str, str]]] = {
    "township": ("乡镇级合格机构", "qualified township centre"),
    "village": ("村级及以上机构", "any facility"),
    "county": ("县级医院", "county hospital"),
    "ambulance": ("救护车驻点", "ambulance station"),
    "telemedicine": ("远程诊疗点", "telemedicine"),
    "expert": ("专家坐诊（按星期）", "expert's clinic day"),
}
_IN_SENTENCE: Final[dict[CircleTier, tuple[str, str]]] = {
    "township": ("合格机构", "a qualified facility"),
    "village": ("医疗机构", "care"),
}


@dataclass(frozen=True)
class Reached:
    """How far a circle reaches.

    share : of the residents, in per cent, as printed. outside : residents beyond the limit, without a road included.
    places : townships counted. most : code of the one with most residents outside, most_outside : how many those are.
    """

    share: str
    outside: int
    places: int
    most: str = ""
    most_outside: int = 0


def counted_words(view: CircleView, words: Says) -> str:
    """Return what counts in a sentence: 合格机构, 县级医院, 星期三有心内科专家的机构 …"""
    if view.tier != "expert":
        return words.say(*_IN_SENTENCE.get(view.tier, TIER_NAMES[view.tier]))
    day, who = words.say(*WEEKDAY_NAMES[view.weekday]), words.say("专家", "an expert")
    if view.specialty != ANY_SPECIALTY:
        english = f"an expert in {within_sentence(specialty_en(view.specialty))}"
        who = words.say(f"{view.specialty}专家", english)
    return words.say(f"{day}有{who}的机构", f"{who} on {day}")


def scope_words(words: Words) -> str:
    """Return what is counted, as it begins a sentence: 全县, one township, or how many."""
    count = len(words.townships)
    return words.scope if count == 1 else words.say(words.scope, f"{count} townships" if count else "The county")


def reached_of_circle(by_township: pd.DataFrame) -> Reached:
    """Return how far a circle reaches from rows of `coverage_by_township`."""
    total, outside = whole(by_township), by_township["outside"]
    share = format_value(total["share"], "%")
    if by_township.empty:
        return Reached(share, 0, 0)
    most = str(by_township["township_code"].iloc[0])
    return Reached(share, int(total["outside"]), len(by_township), most, int(outside.iloc[0]))


def reached_of_judged(judged: Assessment, words: Words) -> Reached:
    """Return how far the circle of 30 minutes by car reaches from its judged figure."""
    row, rows = judged.headline(COVERED), judged.of_townships(COVERED)
    share = words.value(row, metric_of(judged, COVERED))
    shown = rows[[is_shown(own) for _, own in rows.iterrows()]]
    if shown.empty:
        return Reached(share, residents_outside(row), 0)
    most = shown.iloc[int((shown["denominator"] - shown["numerator"]).argmax())]
    return Reached(share, residents_outside(row), len(shown), str(most["township_code"]), residents_outside(most))


def residents_outside(row: pd.Series) -> int:
    """Return the residents outside a circle, those without any road among them, from a row of judged figures."""
    return round(float(row["denominator"]) - float(row["numerator"]))


def finding(reached: Reached, view: CircleView, limit: int, words: Words, *, supposed: bool = False) -> tuple[str, str]:
    """Return how many residents are inside, how many are not, and the township with most of those; and its name.

    supposed : the figures are those of a what-if, and the sentence says so first.
    """
    scope, what = scope_words(words), counted_words(view, words)
    scope = words.say("照假设方案，", "Under the what-if: ") + scope if supposed else scope
    chinese = f"{scope}{reached.share}的居民{limit}分钟内能到{what}"
    english = f"{scope}: {reached.share} within {limit} minutes of {what}"
    if view.tier == "ambulance":
        chinese = f"{scope}{reached.share}的居民{limit}分钟内能等到救护车"
        english = f"{scope}: an ambulance reaches {reached.share} in {limit} min"
    head, count = words.say(chinese, english), people_words(reached.outside, words.language)
    if not reached.outside:
        return head + words.say("；没有居民在圈外。", "; nobody is outside."), ""
    if reached.places < 2:
        return head + words.say(f"；未覆盖{count}。", f"; {count} are not."), ""
    name, own = words.township(reached.most), people_words(reached.most_outside, words.language)
    tail = words.say(f"；未覆盖的{count}中，{name}占{own}。", f"; of {count} outside, {own} live in {name}.")
    return head + tail, name


def minutes_words(minutes: float, limit: int, words: Says) -> str:
    """Return minutes: 18分钟, or 不通路; with decimals only where a whole number would stand across the limit."""
    if is_missing(minutes):
        return words.say("不通路", "no road")
    text = short_minutes(minutes, limit)
    return words.say(f"{text}分钟", f"{text} min")


def short_minutes(minutes: float, limit: int) -> str:
    """Return whole minutes; with decimals only where they would stand across the limit."""
    text = f"{minutes:.0f}"
    return text if (float(text) <= limit) == (minutes <= limit) else minutes_text(minutes, limit)


def minutes_text(minutes: float, limit: int) -> str:
    """Return minutes with one decimal, or as many more as keep them on their own side of the limit.

    30.04 minutes lie beyond a limit of 30: printed as 30.0 they would stand among those outside for no reason.
    """
    for decimals in (1, 2, 3):
        text = f"{minutes:.{decimals}f}"
        if (float(text) <= limit) == (minutes <= limit):
            return text
    return f"{minutes:g}"
