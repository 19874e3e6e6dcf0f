"""Units of amounts: 元, 千元, 万元, 亿元, from a heading, a corner of the sheet, or the form's own record."""

from __future__ import annotations

import re
from typing import Final

from intake.layout.numbers import label

YUAN: Final = {"元": 1.0, "千元": 1e3, "万元": 1e4, "百万元": 1e6, "亿元": 1e8}
PERSONS: Final = {"人次": 1.0, "万人次": 1e4, "人": 1.0, "万人": 1e4, "千人": 1e3}
_UNIT: Final = re.compile(
    r"(?:计量单位|金额单位|单位)[::]?(?:人民币)?(亿元|百万元|万元|千元|元|万人次|人次|万人|千人|人)(?![一-龥])"
)
_BRACKETED: Final = re.compile(r"[((](?:单位[::]?)?(亿元|百万元|万元|千元|元|万人次|万人|千人)[))]")


def unit_in(text: str) -> str:
    """Return the unit that a text names (单位:万元, 收入(千元)); '' for none."""
    plain = label(text)
    found = _UNIT.search(plain) or _BRACKETED.search(plain)
    return found[1] if found else ""


def factor(unit: str) -> float:
    """Return what a number in a unit is multiplied by to be in 元, 人 or 人次. Raises KeyError for an unknown unit."""
    return YUAN[unit] if unit in YUAN else PERSONS[unit]


def is_money(unit: str) -> bool:
    """Say whether a unit is one of amounts."""
    return unit in YUAN
