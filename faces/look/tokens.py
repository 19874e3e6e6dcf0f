"""The colours, type and steps of the product, read once from `tokens.json`; pure, no streamlit."""

from __future__ import annotations

import json
import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

Theme = Literal["light", "dark"]
Better = Literal["higher", "lower", "neutral"]
Judgement = Literal["good", "bad", "neutral"]

TOKENS_FILE = Path(__file__).with_name("tokens.json")

# Upper bounds, included: a township at exactly 50% sits in "40—50%".
COVERAGE_BOUNDS = (10, 20, 30, 40, 50, 60, 70, 80, 90)

# One step of the diverging scale, by the unit of the change. Fixed, never stretched to the data.
CHANGE_STEP = {"百分点": 1.0, "%": 5.0}
STEPS_A_SIDE = 5


class UnknownTheme(ValueError):
    """A theme other than light or dark was asked for."""


@dataclass(frozen=True)
class Tokens:
    """One theme's colours (`#RRGGBB`), its scales of ten, and the map's RGBA styles."""

    theme: Theme
    color: Mapping[str, str]
    sequential: tuple[str, ...]
    diverging: tuple[str, ...]
    categorical: tuple[str, ...]
    text_on_sequential: tuple[str, ...]
    text_on_diverging: tuple[str, ...]
    map: Mapping[str, Any]
    sans: str
    song: str


@cache
def _file() -> dict[str, Any]:
    """`tokens.json` as written."""
    content: dict[str, Any] = json.loads(TOKENS_FILE.read_text(encoding="utf-8"))
    return content


@cache
def tokens(theme: Theme) -> Tokens:
    """The tokens of one theme; raises UnknownTheme for anything but "light" and "dark"."""
    if theme not in ("light", "dark"):
        raise UnknownTheme(f"theme is {theme!r}; expected 'light' or 'dark'")
    content = _file()
    own = content[theme]
    return Tokens(
        theme=theme,
        color=own["color"],
        sequential=tuple(own["sequential"]),
        diverging=tuple(own["diverging"]),
        categorical=tuple(own["categorical"]),
        text_on_sequential=tuple(own["text_on_sequential"]),
        text_on_diverging=tuple(own["text_on_diverging"]),
        map=content["map"][theme],
        sans=content["fonts"]["sans"],
        song=content["fonts"]["song"],
    )


def theme_of(name: str | None) -> Theme:
    """Read a browser's word for its theme (`st.context.theme.type`); what is not "dark" is light."""
    return "dark" if name == "dark" else "light"


def coverage_step(share_percent: float) -> int:
    """Index 0–9 into `sequential` for a share in per cent (more covered, stronger colour)."""
    return bisect_left(COVERAGE_BOUNDS, share_percent)


def even_bounds(values: Sequence[float], steps: int = 10) -> tuple[float, ...]:
    """`steps - 1` round upper bounds over the values, for a scale that is neither % nor minutes.

    Used for counts and averages, where no fixed steps exist. The width is 1, 2 or 5 times a power of
    ten, so that a key can print it. Raises ValueError without values.
    """
    low, high = min(values), max(values)
    raw = (high - low) / steps or abs(high) / steps or 1.0
    power = 10.0 ** math.floor(math.log10(raw))
    width = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw * (1 - 1e-9))
    start = math.floor(low / width) * width
    return tuple(start + width * count for count in range(1, steps))


def judgement(change: float, better: Better) -> Judgement:
    """Whether a change is for the better, from the metric's direction; no change judges nothing."""
    if better == "neutral" or change == 0:
        return "neutral"
    return "good" if (change > 0) == (better == "higher") else "bad"


def diverging_step(change: float, change_unit: str, better: Better) -> int | None:
    """Index 0–9 into `diverging` (0 much worse, 9 much better), or None for a neutral metric or no change.

    The scale turns for "lower is better"; the arrow beside the number does not. A change of exactly two
    percentage points still lies in the second step (upper bounds included). Raises KeyError for a unit
    other than 百分点 and %.
    """
    verdict = judgement(change, better)
    if verdict == "neutral":
        return None
    distance = min(math.ceil(abs(change) / CHANGE_STEP[change_unit] - 1e-9), STEPS_A_SIDE)
    distance = max(distance, 1)
    return STEPS_A_SIDE - 1 + distance if verdict == "good" else STEPS_A_SIDE - distance
