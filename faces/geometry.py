"""Where things stand on a slide, in inches; the deck, the preview and the PDF share it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from faces.blocks import Block, Contributions, Intervals, Map, Months, Table

WIDTH, HEIGHT = 13.333, 7.5
MARGIN = 0.6
GAP = 0.45
TITLE_TOP, TITLE_HEIGHT = 0.55, 1.05
CONTENT_TOP, CONTENT_BOTTOM = 1.75, 6.85
FOOT_TOP = 6.98
FOOT_ABOUT, FOOT_SOURCE = 0.25, 0.66  # shares of the width: county, period and mark; the source
HEADING = 0.36


@dataclass(frozen=True)
class Rect:
    """A rectangle in inches."""

    x: float
    y: float
    w: float
    h: float

    def below_heading(self, heading: str) -> Rect:
        """Return what is left under a block's heading."""
        return self if not heading else Rect(self.x, self.y + HEADING, self.w, self.h - HEADING)


CONTENT = Rect(MARGIN, CONTENT_TOP, WIDTH - 2 * MARGIN, CONTENT_BOTTOM - CONTENT_TOP)
TITLE = Rect(MARGIN, TITLE_TOP, WIDTH - 2 * MARGIN, TITLE_HEIGHT)


def share_of(block: Block) -> float:
    """Return how much width a block asks for beside another one."""
    match block:
        case Map():
            return 1.25
        case Table(columns=columns):
            return 1.1 if len(columns) > 3 else 1.0
        case Intervals() | Months():
            return 1.2
        case Contributions():
            return 0.95
    return 1.0


def rectangles(blocks: Sequence[Block], content: Rect = CONTENT) -> list[Rect]:
    """Return a rectangle a block, side by side."""
    shares = [share_of(block) for block in blocks]
    room = content.w - GAP * (len(blocks) - 1)
    found, x = [], content.x
    for share in shares:
        width = room * share / sum(shares)
        found.append(Rect(x, content.y, width, content.h))
        x += width + GAP
    return found


def padded(values: Iterable[float], share: float = 0.08) -> tuple[float, float]:
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
    low, high = padded(known)
    step = round_step(high - low)
    bottom, top = math.floor(low / step) * step, math.ceil(high / step) * step
    if min(known) >= 0:
        bottom = max(bottom, 0.0)
    if unit == "%" and max(known) <= 100 and top > 100:
        top = 100.0
    return bottom, top, step


@dataclass(frozen=True)
class Projection:
    """Longitude and latitude → inches in a rectangle; east-west shortened by the cosine of the latitude."""

    west: float
    north: float
    narrow: float
    scale: float  # inches a degree of latitude
    left: float
    top: float

    def __call__(self, point: tuple[float, float]) -> tuple[float, float]:
        """Return a point's place in inches."""
        return (
            self.left + (point[0] - self.west) * self.narrow * self.scale,
            self.top + (self.north - point[1]) * self.scale,
        )

    def inches_of_km(self, kilometres: float) -> float:
        """Return the length of a distance on the map."""
        return kilometres / 111.32 * self.scale


def projection(points: Iterable[tuple[float, float]], rect: Rect) -> Projection:
    """Fit points into a rectangle, centred, without distortion. Raises ValueError without points."""
    known = list(points)
    if not known:
        raise ValueError("a map without coordinates cannot be fitted")
    west, east = min(x for x, _ in known), max(x for x, _ in known)
    south, north = min(y for _, y in known), max(y for _, y in known)
    narrow = math.cos(math.radians((south + north) / 2))
    across, up = max((east - west) * narrow, 1e-6), max(north - south, 1e-6)
    scale = min(rect.w / across, rect.h / up)
    left = rect.x + (rect.w - across * scale) / 2
    top = rect.y + (rect.h - up * scale) / 2
    return Projection(west, north, narrow, scale, left, top)


@dataclass(frozen=True)
class ScaleBar:
    """A bar of round kilometres: its left end and length in inches."""

    x: float
    y: float
    length: float
    kilometres: float


def scale_bar(place: Projection, drawn: Rect, points: Iterable[tuple[float, float]]) -> ScaleBar:
    """Return a bar of about an eighth of the map's width, in the lower corner that is farther from the county."""
    kilometres = round_step(drawn.w / max(place.inches_of_km(1.0), 1e-9), 8)
    length, y = place.inches_of_km(kilometres), drawn.y + drawn.h - 0.08
    outline = [place(point) for point in points]

    def clear(x: float) -> float:
        return min(math.hypot(max(x - a, a - x - length, 0.0), b - y) for a, b in outline)

    return ScaleBar(max((drawn.x + drawn.w - length - 0.1, drawn.x + 0.1), key=clear), y, length, kilometres)
