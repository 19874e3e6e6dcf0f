"""Where names stand on a printed map: inside their township, off its symbols and off each other."""

from __future__ import annotations

from collections.abc import Sequence

import shapely

from faces.blocks import Map
from faces.blocks.marks import TownshipArea
from faces.geometry import Projection

HEIGHT_IN, LETTER_IN, LATIN_IN = 0.36, 0.15, 0.085
STEPS = 9
ROOM_ROUND_A_MARK = 0.07
Box = tuple[float, float, float, float]


def label_places(block: Map, place: Projection) -> dict[str, tuple[float, float]]:
    """Return township code → middle of its two lines of words, in inches; the largest part of a township is named.

    A name that would stand on another is left out: the table beside the map lists every township.
    """
    marks = _marks(block, place)
    largest: dict[str, TownshipArea] = {}
    for area in block.areas:
        known = largest.get(area.code)
        if known is None or _polygon(area, place).area > _polygon(known, place).area:
            largest[area.code] = area
    found: dict[str, tuple[float, float]] = {}
    taken: list[Box] = []
    # Small townships choose first: they have the least room.
    for area in sorted(largest.values(), key=lambda one: _polygon(one, place).area):
        at = _best(area, place, marks, taken)
        left, top, right, bottom = _box(at, area)
        if any(left < b[2] and b[0] < right and top < b[3] and b[1] < bottom for b in taken):
            continue
        found[area.code] = at
        taken.append((left, top, right, bottom))
    return found


def _marks(block: Map, place: Projection) -> list[tuple[float, float]]:
    marks = [(one.lon, one.lat) for one in block.facilities if one.tier != "clinic"]
    marks += [(one.lon, one.lat) for one in block.sites]
    marks += [(one.lon, one.lat) for one in block.villages if one.state != "inside"]
    return [place(one) for one in marks]


def _polygon(area: TownshipArea, place: Projection) -> shapely.Polygon:
    return shapely.Polygon([place(point) for point in area.rings[0]]).buffer(0)


def _width(area: TownshipArea) -> float:
    lines = (area.name, area.value_text)
    return max(sum(LETTER_IN if ord(letter) > 0x2E7F else LATIN_IN for letter in line) for line in lines)


def _box(at: tuple[float, float], area: TownshipArea) -> Box:
    half = _width(area) / 2
    return at[0] - half, at[1] - HEIGHT_IN / 2, at[0] + half, at[1] + HEIGHT_IN / 2


def _best(
    area: TownshipArea, place: Projection, marks: Sequence[tuple[float, float]], taken: Sequence[Box]
) -> tuple[float, float]:
    """Return the place with the fewest symbols and names under the words; among equals the most central."""
    shape = _polygon(area, place)
    west, north, east, south = shape.bounds
    middle = place(area.label_at)
    grid = [
        (west + (east - west) * x / (STEPS - 1), north + (south - north) * y / (STEPS - 1))
        for x in range(STEPS)
        for y in range(STEPS)
    ]
    inside = [at for at in grid if shape.contains(shapely.Point(at))] or [middle]

    def cost(at: tuple[float, float]) -> tuple[float, float]:
        left, top, right, bottom = _box(at, area)
        hit = sum(
            left - ROOM_ROUND_A_MARK < x < right + ROOM_ROUND_A_MARK
            and top - ROOM_ROUND_A_MARK < y < bottom + ROOM_ROUND_A_MARK
            for x, y in marks
        )
        over = sum(left < b[2] and b[0] < right and top < b[3] and b[1] < bottom for b in taken)
        outside = 1 - shape.intersection(shapely.box(left, top, right, bottom)).area / ((right - left) * HEIGHT_IN)
        away = (at[0] - middle[0]) ** 2 + (at[1] - middle[1]) ** 2
        return round(2 * over + hit + 1.5 * outside, 1), away

    return min(inside, key=cost)
