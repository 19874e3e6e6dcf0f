"""How wide words stand and how far an axis reaches: what every face measures before it draws."""

from __future__ import annotations

import math
from collections.abc import Iterable

# Signs below the Chinese block that the Chinese faces of an office PC set as wide as a character.
OFFICE_WIDE = "—“”‘’…·×÷≥≤▲▼△▽○●"
OFFICE_LATIN = 0.6
SCREEN_LATIN = 0.56
"""Of a Chinese character: a Latin letter or digit in the widest face of an office PC, and in the product's own."""


def text_width(text: str, *, latin: float = OFFICE_LATIN, wide: str = OFFICE_WIDE) -> float:
    """Return the width of words in ems: a Chinese character is one, a Latin letter or digit a bit over half.

    latin : of the face the words are set in; wide: the signs that it sets as wide as a character.
    """
    return sum(1.0 if ord(letter) > 0x2E7F or letter in wide else latin for letter in text)


def padded(values: Iterable[float], share: float = 0.06) -> tuple[float, float]:
    """Return a range with air on both sides; a single value gets a range round it."""
    known = list(values)
    low, high = min(known), max(known)
    air = (high - low) * share or abs(high) * share or 1.0
    return low - air, high + air


def round_step(span: float, steps: int = 5) -> float:
    """Return a tick distance of 1, 2 or 5 times a power of ten that gives about `steps` ticks."""
    raw = max(span, 1e-12) / steps
    power = 10.0 ** math.floor(math.log10(raw))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw * (1 - 1e-9))


def axis_range(values: Iterable[float], unit: str = "") -> tuple[float, float, float]:
    """Return lower end, upper end and tick distance of an axis that holds all values with air.

    An axis of shares ends at 100 %, one of nothing below zero begins there.
    """
    known = list(values)
    low, high = padded(known, 0.08)
    step = round_step(high - low)
    bottom, top = math.floor(low / step) * step, math.ceil(high / step) * step
    if min(known) >= 0:
        bottom = max(bottom, 0.0)
    if unit == "%" and max(known) <= 100 and top > 100:
        top = 100.0
    return bottom, top, step
