"""Words about a county as a whole: 全县, 全区, 全旗, 全市, by what the place itself is called."""

from __future__ import annotations

from typing import Final

KINDS_OF_COUNTY: Final = ("县", "区", "旗", "市")


def whole_of(county_zh: str = "") -> str:
    """Return how the whole of a county-level place is said, by the end of its name; 全县 for one that is not known."""
    kind = county_zh[-1:]
    return f"全{kind if kind in KINDS_OF_COUNTY else KINDS_OF_COUNTY[0]}"
