"""Where things stand on a slide, in inches; the deck, the preview and the PDF share it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from faces.blocks import Block, Contributions, Heat, Intervals, Map, Months, Table
from faces.measure import round_step

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
        case Heat():
            return 1.1
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
