"""Figures that others published, beside ours: how they are printed and how each is held."""

from __future__ import annotations

from words.names import PUBLISHED_KINDS
from words.numbers import format_value, is_missing
from words.speech import Says, Speech


def plain_figure(value: float, words: Speech, unit: str = "") -> str:
    """Return a published figure or ours, without its unit; 不适用 where there is none."""
    if is_missing(value):
        return words.say("不适用", "n/a")
    # What is nothing but the error of binary fractions is no difference.
    value = 0.0 if abs(value) < 0.005 else float(value)
    if unit == "年" and value >= 1000:
        return f"{value:.0f}"  # a year, not a count of years
    decimals = 0 if value.is_integer() else 2
    return format_value(value, "", decimals=decimals, language=words.language, unit_en="")


def kind_words(status: str, words: Says) -> str:
    """Return how a published figure is held: computed from rows, held as a rule or target, or recorded."""
    return words.say(*PUBLISHED_KINDS[status])
