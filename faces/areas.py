"""Outlines and places → what maps draw, wherever they are drawn: rings, where a name begins, steps and their key."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from shapely.geometry import Polygon

from faces.blocks.marks import FacilityMark, FacilityTier, TownshipArea, VillageDot
from faces.look.tokens import coverage_step
from faces.screen.base import Look
from words.names import TIER_NAMES
from words.numbers import format_number

Point = tuple[float, float]
Ring = Sequence[Point]
ROOM: Final = 0.02  # degrees round places that no outline surrounds: about 2 km
# Levels as maps draw them: three tiers of symbols.
MAP_TIERS: dict[str, FacilityTier] = {
    "county_hospital": "hospital",
    "tcm_hospital": "hospital",
    "mch_hospital": "hospital",
    "township_centre": "centre",
    "community_centre": "centre",
    "central_village_clinic": "clinic",
}


def polygons_of(geometry: Mapping[str, Any] | None) -> list[list[list[tuple[float, float]]]]:
    """Return a GeoJSON geometry's polygons, each a list of rings; none for a place without an outline."""
    if geometry is None or not geometry.get("coordinates"):
        return []
    parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [[[(float(x), float(y)) for x, y in ring] for ring in rings] for rings in parts]


def middle_of(ring: Ring) -> tuple[float, float]:
    """Return the middle of an outline's box, where a label starts to look for room."""
    longitudes, latitudes = [x for x, _ in ring], [y for _, y in ring]
    return (min(longitudes) + max(longitudes)) / 2, (min(latitudes) + max(latitudes)) / 2


def outline_points(areas: Sequence[TownshipArea]) -> list[tuple[float, float]]:
    """Return every point of the townships' outlines: what a map has to fit."""
    return [point for area in areas for ring in area.rings for point in ring]


def ground_points(areas: Sequence[TownshipArea], *marks: Iterable[VillageDot | FacilityMark]) -> list[Point]:
    """Return what a map has to fit: the townships' outlines; of a county without them, its villages and facilities.

    A county's own warehouse has places long before it has outlines.
    """
    outline = outline_points(areas)
    at = [(mark.lon, mark.lat) for own in marks for mark in own]
    if outline or not at:
        return outline
    longitudes, latitudes = [lon for lon, _ in at], [lat for _, lat in at]
    corners = [(min(longitudes), min(latitudes)), (max(longitudes), max(latitudes))]
    return [*at, *((lon + sign * ROOM, lat + sign * ROOM) for sign, (lon, lat) in zip((-1, 1), corners, strict=True))]


def closed_ring(ring: Ring) -> list[list[float]]:
    """Return a ring whose last point is its first, as GeoJSON asks; a metre is kept, no more."""
    points = [[round(x, 5), round(y, 5)] for x, y in ring]
    return points if points[0] == points[-1] else [*points, points[0]]


def label_weights(areas: Sequence[TownshipArea]) -> list[float]:
    """Return who is named first where names are in each other's way: the township of the finding, then by area.

    A township in several pieces is named once, on its largest: the others get 0.
    """
    sizes = [Polygon(area.rings[0]).area for area in areas]
    largest: dict[str, int] = {}
    for at, area in enumerate(areas):
        if area.code not in largest or sizes[at] > sizes[largest[area.code]]:
            largest[area.code] = at
    return [
        0.0 if largest[area.code] != at else math.inf if area.is_point else sizes[at] for at, area in enumerate(areas)
    ]


def area_step(value: float, bounds: Sequence[float] | None) -> int:
    """Return which of the ten steps a value stands on; without bounds the steps are tens of per cent."""
    return coverage_step(value) if bounds is None else sum(value > bound for bound in bounds)


def step_words(bounds: Sequence[float] | None) -> tuple[str, ...]:
    """Return the ten words of the key: upper bounds, the last one open."""
    if bounds is None:
        return tuple(f"≤{tens}" for tens in range(10, 101, 10))
    decimals = max(len(f"{float(bound):.6f}".rstrip("0").partition(".")[2]) for bound in bounds)
    return (*(f"≤{format_number(bound, decimals)}" for bound in bounds), f">{format_number(bounds[-1], decimals)}")


def kind_and_status(one: FacilityMark, look: Look) -> tuple[str, str]:
    """Return what a facility is and why it is drawn hollow, '' where it is not, in the chart's language."""
    kind = one.kind or look.say(*TIER_NAMES[one.tier])
    if one.qualified:
        return kind, ""
    return kind, look.say("未达标", "below the standard") if one.status_text is None else one.status_text
