"""Where the townships' names stand on a drawn map: within their outlines, clear of every point and of each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from faces.areas import middle_of

STEP: Final = 6.0
"""Units between the places that are tried: half a line of type."""
FARTHEST: Final = 25
"""Steps from the middle, each way."""
HALF_HIGH: Final = 8.0
"""Half the height of a name, with the gap above and below it."""
Point = tuple[float, float]
Disc = tuple[float, float, float]
"""Middle and radius of a point that is drawn."""


def places_of_names(
    rings: Mapping[str, Sequence[Point]],
    halves: Mapping[str, float],
    discs: Sequence[Disc],
    width: float,
    lines: Sequence[Disc] = (),
) -> dict[str, Point]:
    """Return township → the middle of its name, the largest township first.

    rings : outlines in the drawing's units. halves: half a name's width; a township without one is left out.
    discs : what a name may not lie on. width: of the drawing, which a name does not leave.
    lines : what a name lies on only where its township has no other room.

    The place nearest to the township's middle that is clear of points and names. A small township full of points has
    none: it is left without a name, since one beside it would be taken for its neighbour's; the table names it.
    """
    found: dict[str, Point] = {}
    boxes: list[tuple[float, float, float]] = []
    for code, ring in sorted(rings.items(), key=lambda item: (-_spread(item[1]), item[0])):
        half = halves.get(code, 0.0)
        if half <= 0:
            continue
        inside = (place for place in _places(ring) if half <= place[0] <= width - half)
        place = _off_lines(_clear(inside, half, boxes, discs), half, lines)
        if place is not None:
            found[code] = place
            boxes.append((*place, half))
    return found


def places_beside(
    dots: Mapping[str, Point],
    halves: Mapping[str, float],
    taken: Sequence[tuple[float, float, float]],
    discs: Sequence[Disc],
    size: tuple[float, float],
    lines: Sequence[Disc] = (),
) -> dict[str, Point]:
    """Return township → the middle of a name that stands outside it, to be led to its dot by a line.

    dots  : those whose outline has no room. taken: middle and half width of the names that stand already.
    size  : width and height of the drawing, which a name does not leave.

    The nearest place clear of points and names, away from lines where that can be had within reach.
    """
    found: dict[str, Point] = {}
    boxes = list(taken)
    for code, (at, level) in dots.items():
        half = halves[code]
        around = (
            (x, y)
            for x, y in ((at + across * STEP, level + down * STEP) for down, across in _AROUND)
            if half <= x <= size[0] - half and HALF_HIGH <= y <= size[1] - HALF_HIGH
        )
        place = _off_lines(_clear(around, half, boxes, discs), half, lines)
        if place is not None:
            found[code] = place
            boxes.append((*place, half))
    return found


def _clear(
    places: Iterable[Point], half: float, boxes: Sequence[tuple[float, float, float]], discs: Sequence[Disc]
) -> Iterator[Point]:
    """Yield the places where a name meets no other and covers no point."""
    for x, y in places:
        if not any(_meet(x, y, half, box) for box in boxes) and not any(_covers(x, y, half, disc) for disc in discs):
            yield x, y


def _off_lines(places: Iterable[Point], half: float, lines: Sequence[Disc]) -> Point | None:
    """Return the first place that lies on no line, else the first; None without any."""
    first: Point | None = None
    for place in places:
        if not any(_covers(*place, half, line) for line in lines):
            return place
        first = place if first is None else first
    return first


_REACH: Final = 14
_AROUND: Final = sorted(
    ((down, across) for down in range(-_REACH, _REACH + 1) for across in range(-_REACH, _REACH + 1)),
    key=lambda step: (step[0] ** 2 + step[1] ** 2, step),
)
"""Steps round a dot, the nearest first."""


def _places(ring: Sequence[Point]) -> Iterator[Point]:
    """Yield the places within an outline, those nearest to its middle first."""
    middle = middle_of(list(ring))
    span = range(-FARTHEST, FARTHEST + 1)
    steps = sorted(((down, across) for down in span for across in span), key=lambda step: step[0] ** 2 + step[1] ** 2)
    for down, across in steps:
        place = middle[0] + across * STEP, middle[1] + down * STEP
        if (down, across) == (0, 0) or _is_within(place, ring):
            yield place


def _covers(x: float, y: float, half: float, disc: Disc) -> bool:
    at, level, radius = disc
    return abs(x - at) < half + radius and abs(y - level) < HALF_HIGH + radius


def _meet(x: float, y: float, half: float, box: tuple[float, float, float]) -> bool:
    return abs(x - box[0]) < half + box[2] + 2 and abs(y - box[1]) < 2 * HALF_HIGH


def _is_within(place: Point, ring: Sequence[Point]) -> bool:
    """Say whether a place lies in an outline: a line to the right of it crosses the outline an odd number of times."""
    x, y = place
    inside = False
    for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
            inside = not inside
    return inside


def _spread(ring: Sequence[Point]) -> float:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return (max(xs) - min(xs)) * (max(ys) - min(ys)) if ring else 0.0
