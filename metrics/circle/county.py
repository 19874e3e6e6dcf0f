"""One county's service circle read in one go, and the shapes of it that a page of a file can hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import shapely

from data_access import roads
from metrics.circle import places, what_if
from metrics.circle.circle import Circle, CircleQuestion, Ground, counted_facilities, make_circle, make_ground
from metrics.source import Source
from travel.catchment import catchment_bands
from travel.road_lines import road_lines
from travel.speeds import Mode, Scenario

Ring = tuple[tuple[float, float], ...]
THINNED_DEGREES: Final = 0.0012
"""About 120 m, a hundredth of an inch where a county fills half a slide; a fifth of the points remain."""

SMALLEST_DEGREES2: Final = 4e-6
"""About 4 ha: smaller specks and holes cannot be seen on a slide."""

MAIN_ROADS: Final = ("国道", "省道", "县道")
DRAWN_AS: Final = {"高速公路": "国道"}
DEGREE_DECIMALS: Final = 4


@dataclass(frozen=True, eq=False)
class CountyCircle:
    """A circle with the month's villages and facilities it was counted on, and the road edition."""

    circle: Circle
    villages: pd.DataFrame
    facilities: pd.DataFrame
    edition: str


def ground_of(source: Source, county: str, month: int, mode: Mode, scenario: Scenario) -> Ground:
    """Return the roads of a mode and season with the month's places on them. Raises NoRoads, WarehouseError."""
    network = source.read(roads.read_network, county, source.read(roads.edition_in_force, county, month))
    villages = source.read(places.circle_villages, county, month)
    return make_ground(network, mode, scenario, villages, source.read(places.circle_facilities, county, month))


def circle_of(source: Source, question: CircleQuestion, steps: str = "") -> Circle:
    """Return a circle, after the steps of a what-if if there are any. Raises QuestionError, WarehouseError."""
    county, month, view = question.county, question.month, question.view
    facilities = source.read(places.circle_facilities, county, month)
    experts = source.read(places.expert_places, county, month) if view.tier == "expert" else None
    counted = counted_facilities(facilities, view, experts)
    if not steps:
        ground = source.ask(ground_of, county, month, view.mode, view.scenario)
        return make_circle(ground, facilities, counted, view)
    villages, before = source.read(places.circle_villages, county, month), source.ask(circle_of, question)
    return what_if.apply(before, what_if.read_steps(steps), villages, facilities, counted)


def known_circle(source: Source, question: CircleQuestion) -> CountyCircle | None:
    """Return a county's circle, None where the county has no roads. Raises QuestionError, WarehouseError."""
    county, month = question.county, question.month
    try:
        edition = source.read(roads.edition_in_force, county, month)
    except roads.NoRoads:
        return None
    return CountyCircle(
        source.ask(circle_of, question),
        source.read(places.circle_villages, county, month),
        source.read(places.circle_facilities, county, month),
        edition,
    )


def drawn_bands(circle: Circle, limits_min: tuple[int, ...]) -> list[tuple[int, list[list[Ring]]]]:
    """Return (upper limit, polygons) a band, nearest first: outer rings with their holes, thinned for print.

    limits_min : ascending; each band reaches from the limit before it. Empty where no facility is on a road.
    """
    if not circle.field.facilities.reached.any():
        return []
    features = catchment_bands(circle.field, limits_min)["features"]
    return [(limit, _thinned(feature["geometry"])) for limit, feature in zip(limits_min, features, strict=True)]


def _thinned(geometry: dict[str, Any]) -> list[list[Ring]]:
    slim = shapely.simplify(shapely.geometry.shape(geometry), THINNED_DEGREES)
    found = []
    for part in getattr(slim, "geoms", [slim]):
        if part.is_empty or part.area < SMALLEST_DEGREES2:
            continue
        holes = [hole for hole in part.interiors if shapely.Polygon(hole).area >= SMALLEST_DEGREES2]
        found.append([_points(ring.coords) for ring in (part.exterior, *holes)])
    return found


def _points(places: Any) -> Ring:
    return tuple((round(float(x), DEGREE_DECIMALS), round(float(y), DEGREE_DECIMALS)) for x, y in places)


def drawn_roads(circle: Circle) -> list[tuple[str, Ring]]:
    """Return (class, line) of the county's main roads, thinned for print, smaller ones first."""
    lines = road_lines(circle.ground.network, (*DRAWN_AS, *MAIN_ROADS), thinned_to_m=THINNED_DEGREES * 111_000)
    classes = lines["road_class"].replace(DRAWN_AS)
    return [(str(one), _points(path)) for one, path in zip(classes, lines["path"], strict=True)]
