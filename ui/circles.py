"""Service circles for pages: roads, ground, circles and map pieces, kept by what was asked."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from shapely.geometry import Polygon
from shapely.ops import unary_union

from data_access import roads
from faces.blocks.marks import ChangeArea, MinuteBand
from faces.screen.map_view import DESKTOP_SIZE
from metrics.circle import county, places
from metrics.circle.access import Side, coverage_parts
from metrics.circle.circle import (
    Circle,
    CircleQuestion,
    Ground,
    alone,
)
from metrics.circle.figures import coverage_by_township, interval, village_rows, whole
from metrics.circle.roads import road_list
from metrics.errors import QuestionError
from metrics.scope import Scope
from metrics.source import Source
from travel.catchment import MinutesGrid, catchment_bands, minute_band, minutes_grid
from travel.changed_ground import changed_ground
from travel.graph import RoadGraph, build_graph
from travel.road_lines import drawn_roads, half_pixel_m
from travel.shortest import NodeField, travel_times
from travel.speeds import Mode, Scenario, load_speeds
from travel.uncertainty import CoverageInterval
from ui import kept
from ui.language import say
from ui.map_data import packed
from ui.slow_work import late_progress

INNER_MIN: Final = 15
# Under this name the address carries what a what-if changes; a plan links to it.
WHAT_IF_PARAMETER: Final = "whatif"
MOST_INTERVALS: Final = 200
# As drawn: what OpenStreetMap adds below the administrative classes counts with its nearest neighbour.
DRAWN_AS: Final = {"高速公路": "国道", "街巷": "村道", "机耕路": "村道"}


def villages_of(question: CircleQuestion) -> pd.DataFrame:
    """Return the month's villages."""
    return kept.read(places.circle_villages, question.county, question.month)


def residents_month_of(question: CircleQuestion) -> int:
    """Return the month (YYYYMM) at whose end the circle's residents were counted."""
    return kept.read(places.month_of_residents, question.county, question.month)


def facilities_of(question: CircleQuestion) -> pd.DataFrame:
    """Return the month's facilities."""
    return kept.read(places.circle_facilities, question.county, question.month)


def edition_of(question: CircleQuestion) -> str:
    """Return the road edition in force."""
    return kept.read(roads.edition_in_force, question.county, question.month)


def ground_of(question: CircleQuestion) -> Ground:
    """Return the roads of the asked mode and season with the places on them."""
    view = question.view
    return kept.ask(county.ground_of, question.county, question.month, view.mode, view.scenario)


def circle_of(question: CircleQuestion, steps: str = "") -> Circle:
    """Return the circle, after the steps of a what-if if there are any. Raises QuestionError, WarehouseError."""
    return kept.ask(county.circle_of, question, steps)


@kept.kept(entries=120)
def bands_of(source: Source, question: CircleQuestion, steps: str, limit: int, site: str = "") -> list[MinuteBand]:
    """Return the filled minutes: within 15 and up to the limit; of one site alone if it is named."""
    circle = source.ask(county.circle_of, question, steps)
    field: NodeField | None = alone(circle, site) if site else circle.field
    if field is None or not field.facilities.reached.any():
        return []
    limits = (INNER_MIN, limit) if limit > INNER_MIN else (limit,)
    features = catchment_bands(field, limits)["features"]
    return [
        MinuteBand(feature["geometry"]["coordinates"], int(bound), inner=bound == limits[0])
        for feature, bound in zip(features, limits, strict=True)
    ]


@kept.kept(entries=60)
def changes_of(source: Source, question: CircleQuestion, steps: str, limit: int) -> list[ChangeArea]:
    """Return the ground within the limit before a what-if, only after it, and only before it."""
    return _change_areas(*_now(question, limit), source.ask(county.circle_of, question, steps), limit)


@kept.kept(entries=24)
def _now(source: Source, question: CircleQuestion, limit: int) -> tuple[MinutesGrid, ChangeArea]:
    """Return minutes and ground within the limit as things are: every what-if of a meeting is compared with them."""
    return _grid_and_ground(source.ask(county.circle_of, question), limit)


def ground_now(question: CircleQuestion, limit: int) -> ChangeArea:
    """Return the ground within the limit as things are."""
    return _now(question, limit)[1]


def change_areas(circle_before: Circle, circle_after: Circle, limit: int) -> list[ChangeArea]:
    """Return the ground within the limit of the first circle, of the second only, and of the first only."""
    return _change_areas(*_grid_and_ground(circle_before, limit), circle_after, limit)


def _change_areas(grid: MinutesGrid, ground: ChangeArea, after: Circle, limit: int) -> list[ChangeArea]:
    gained, lost = changed_ground(grid, minutes_grid(after.field, limit), limit)
    return [ground, ChangeArea("gained", _rings(gained)), ChangeArea("lost", _rings(lost))]


def _grid_and_ground(circle: Circle, limit: int) -> tuple[MinutesGrid, ChangeArea]:
    grid = minutes_grid(circle.field, limit)
    return grid, ChangeArea("before", minute_band(grid, 0.0, limit)["geometry"]["coordinates"])


def _rings(geometry: Any) -> list[list[list[tuple[float, float]]]]:
    whole = unary_union(geometry)
    parts = [part for part in getattr(whole, "geoms", [whole]) if isinstance(part, Polygon) and not part.is_empty]
    return [
        [[(round(x, 5), round(y, 5)) for x, y in ring.coords] for ring in (part.exterior, *part.interiors)]
        for part in parts
    ]


@kept.kept(entries=8)
def _road_files(source: Source, county_code: str, edition: str) -> dict[str, bytes]:
    network = source.read(roads.read_network, county_code, edition)
    lines = drawn_roads(network, DRAWN_AS, half_pixel_m(network, DESKTOP_SIZE[0]))
    return {
        road_class: packed([{"path": path} for path in paths])
        for road_class, paths in lines.items()
        if road_class != "步道"
    }


def road_files(question: CircleQuestion) -> dict[str, bytes]:
    """Return the roads of the edition in force as files by class."""
    return _road_files(question.county, edition_of(question))


def residents_of(villages: pd.DataFrame, townships: tuple[str, ...] = ()) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return residents as numbers, shape (n_villages,); 0 outside the chosen townships."""
    people = villages["residents"].to_numpy(np.float64)
    return np.where(villages["township_code"].isin(townships), people, 0.0) if townships else people


def specialties_of(county_code: str, month: int) -> tuple[str, ...]:
    """Return the specialties whose experts are to be found somewhere in the county."""
    return tuple(sorted(set(kept.read(places.expert_places, county_code, month)["specialty"])))


@kept.kept(entries=24)
def busy_roads(source: Source, question: CircleQuestion) -> pd.DataFrame:
    """Return the roads that carry most residents to care today."""
    return road_list(source.ask(county.circle_of, question), villages_of(question))


def interval_of(
    question: CircleQuestion, steps: str, limit: int, townships: tuple[str, ...], slot: Any = None
) -> CoverageInterval:
    """Return the coverage of the chosen townships (none: all) with its interval, and how often each village flips.

    slot : where draws that take long show how far they are. A page makes it in every run: were it there only while
           drawing, everything below would move by one place and the browser would build the map anew.
    """

    def draw() -> CoverageInterval:
        circle, people = circle_of(question, steps), residents_of(villages_of(question), townships)
        with late_progress(_draw_words, slot=slot) as report:
            return interval(circle, people, limit, progress=report)

    return kept.made("circle interval", MOST_INTERVALS, draw, question, steps, limit, townships)


def _draw_words(done: int, total: int) -> str:
    return say(f"正在估计区间：抽样{total}次，已完成{done}次", f"Drawing the interval: {done} of {total} samples")


def covered_share_of(question: CircleQuestion, steps: str, limit: int, scope: Scope) -> float | None:
    """Return the coverage in per cent after a what-if; None where it does not fit this county and month."""
    try:
        rows = village_rows(circle_of(question, steps), villages_of(question), limit)
    except QuestionError:
        return None
    return float(whole(coverage_by_township(scope.within(rows)))["share"])


COVER_SEARCH_MIN: Final = 180.0


@kept.kept(entries=8)
def _cover_minutes(
    source: Source, county_code: str, month: int, mode: Mode, scenario: Scenario
) -> dict[tuple[str, str], float]:
    ground = source.ask(county.ground_of, county_code, month, mode, scenario)
    facilities = source.read(places.circle_facilities, county_code, month)
    villages = source.read(places.circle_villages, county_code, month)
    central = np.flatnonzero((facilities["level"] == "central_village_clinic").to_numpy())
    od = travel_times(ground.graph, ground.villages, ground.facilities.take(central), COVER_SEARCH_MIN)
    clinic = facilities["institution_code"].to_numpy(object)[central][od.destination]
    village = villages["village_code"].to_numpy(object)[od.origin]
    return dict(zip(zip(clinic.tolist(), village.tolist(), strict=True), od.minutes.tolist(), strict=True))


def cover_minutes(question: CircleQuestion) -> dict[tuple[str, str], float]:
    """Return minutes between central village clinics and villages, by (institution, village)."""
    return _cover_minutes(question.county, question.month, question.view.mode, question.view.scenario)


@kept.kept(entries=24)
def parts_of(
    source: Source, question: CircleQuestion, base_month: int, limit: int
) -> tuple[float, float, dict[str, float]]:
    """Return coverage of the whole county then and now, and what roads, facilities and people did to it."""
    county_code, view = question.county, question.view

    def side(month: int) -> tuple[Side, RoadGraph]:
        villages = source.read(places.circle_villages, county_code, month)
        facilities = source.read(places.circle_facilities, county_code, month)
        experts = source.read(places.expert_places, county_code, month) if view.tier == "expert" else None
        network = source.read(roads.read_network, county_code, source.read(roads.edition_in_force, county_code, month))
        return Side(villages, facilities, experts), build_graph(network, view.mode, view.scenario, load_speeds())

    (before, roads_before), (now, roads_now) = side(base_month), side(question.month)
    return coverage_parts(before, now, {"before": roads_before, "now": roads_now}, view, limit)
