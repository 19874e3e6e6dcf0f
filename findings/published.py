"""Figures that others published, beside ours: how they are printed and how each is held."""

from __future__ import annotations

from words.names import PUBLISHED_KINDS
from words.numbers import format_value, is_missing
from words.speech import Says, Speech
from words.units import PER_EN, UNITS, unit_en

FIRST_YEAR = 1000
"""A number in 年 from here on is a year, below it a count of years."""


def plain_figure(value: float, words: Speech, unit: str = "") -> str:
    """Return a published figure or ours, without its unit; 不适用 where there is none."""
    if is_missing(value):
        return words.say("不适用", "n/a")
    # What is nothing but the error of binary fractions is no difference.
    value = 0.0 if abs(value) < 0.005 else float(value)
    if unit == "年" and value >= FIRST_YEAR:
        return f"{value:.0f}"  # a year, not a count of years
    decimals = 0 if value.is_integer() else 2
    return format_value(value, "", decimals=decimals, language=words.language, unit_en="")


def figure_with_unit(value: float, words: Speech, unit: str) -> str:
    """Return a published figure or ours with its unit: 6.87亿元, 65%, 10个; 不适用 where there is none."""
    if is_missing(value) or unit == "" or (unit == "年" and value >= FIRST_YEAR):
        return plain_figure(value, words, unit)
    if unit.startswith("元/"):
        # 元/年: as money is written elsewhere, with the span that it is for.
        span = unit.partition("/")[2]
        return format_value(float(value), "元", language=words.language) + words.say(
            f"/{span}", f" per {PER_EN.get(span, span)}"
        )
    if unit not in UNITS:
        # 次/周, 元/年: a rule's own unit, which no figure of ours is counted in.
        number = plain_figure(value, words)
        return words.say(number + unit, f"{number} {unit_en(unit)}")
    value = 0.0 if abs(value) < 0.005 else float(value)
    decimals = None if unit == "元" else 0 if value.is_integer() else 2
    return format_value(value, unit, decimals=decimals, language=words.language)


def kind_words(status: str, words: Says) -> str:
    """Return how a published figure is held: computed from rows, held as a rule or target, or recorded."""
    return words.say(*PUBLISHED_KINDS[status])
