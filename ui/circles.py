"""Service circles for pages: roads, ground, circles and map pieces, kept by data version and plain values."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st
from shapely.geometry import Polygon
from shapely.ops import unary_union

from faces.blocks.marks import ChangeArea, MinuteBand
from faces.screen.map_view import DESKTOP_SIZE
from metrics.circle import what_if
from metrics.circle.access import Side, coverage_parts
from metrics.circle.circle import (
    Circle,
    CircleView,
    Ground,
    alone,
    checked_view,
    counted_facilities,
    make_circle,
    make_ground,
)
from metrics.circle.figures import coverage_by_township, interval, village_rows, whole
from metrics.circle.roads import road_list
from metrics.errors import QuestionError
from travel.catchment import MinutesGrid, catchment_bands, minute_band, minutes_grid
from travel.changed_ground import changed_ground
from travel.graph import build_graph
from travel.road_lines import drawn_roads, half_pixel_m
from travel.shortest import NodeField, travel_times
from travel.speeds import load_speeds
from travel.uncertainty import CoverageInterval
from ui import cached
from ui.language import say
from ui.map_data import packed
from ui.slow_work import late_progress

ViewKey = tuple[str, str, str, int, str]
MOST_INTERVALS: Final = 200
INNER_MIN: Final = 15
# As drawn: what OpenStreetMap adds below the administrative classes counts with its nearest neighbour.
DRAWN_AS: Final = {"高速公路": "国道", "街巷": "村道", "机耕路": "村道"}


@dataclass(frozen=True)
class Asked:
    """Which county, month and circle."""

    county: str
    month: int
    view: CircleView

    @property
    def plain(self) -> tuple[str, int, ViewKey]:
        """Return it as caches take it."""
        return self.county, self.month, self.view.key


def villages_of(asked: Asked) -> pd.DataFrame:
    """Return the month's villages."""
    frame: pd.DataFrame = cached.read("circle_villages", asked.county, asked.month)
    return frame


def facilities_of(asked: Asked) -> pd.DataFrame:
    """Return the month's facilities."""
    frame: pd.DataFrame = cached.read("circle_facilities", asked.county, asked.month)
    return frame


def edition_of(asked: Asked) -> str:
    """Return the road edition in force."""
    return str(cached.read("road_edition", asked.county, asked.month))


@st.cache_resource(max_entries=16, show_spinner=False)
def _ground(version: str, county: str, month: int, mode: str, scenario: str) -> Ground:
    edition = cached.read("road_edition", county, month)
    network = cached.read("road_network", county, edition)
    villages, facilities = (
        cached.read("circle_villages", county, month),
        cached.read("circle_facilities", county, month),
    )
    view = checked_view("township", mode, scenario)
    return make_ground(network, view.mode, view.scenario, villages, facilities)


def ground_of(asked: Asked) -> Ground:
    """Return the roads of the asked mode and season with the places on them."""
    return _ground(cached.data_version(), asked.county, asked.month, asked.view.mode, asked.view.scenario)


@st.cache_resource(max_entries=120, show_spinner=False)
def _circle(version: str, county: str, month: int, view_key: ViewKey, steps: str) -> Circle:
    view = checked_view(*view_key)
    asked = Asked(county, month, view)
    facilities = facilities_of(asked)
    experts = cached.read("expert_places", county, month) if view.tier == "expert" else None
    counted = counted_facilities(facilities, view, experts)
    if not steps:
        return make_circle(ground_of(asked), facilities, counted, view)
    base = _circle(version, county, month, view_key, "")
    return what_if.apply(base, what_if.read_steps(steps), villages_of(asked), facilities, counted)


def circle_of(asked: Asked, steps: str = "") -> Circle:
    """Return the circle, after the steps of a what-if if there are any. Raises QuestionError, WarehouseError."""
    return _circle(cached.data_version(), *asked.plain, steps)


@st.cache_resource(max_entries=120, show_spinner=False)
def _bands(
    version: str, county: str, month: int, view_key: ViewKey, steps: str, limit: int, site: str
) -> list[MinuteBand]:
    circle = _circle(version, county, month, view_key, steps)
    field: NodeField | None = alone(circle, site) if site else circle.field
    if field is None or not field.facilities.reached.any():
        return []
    limits = (INNER_MIN, limit) if limit > INNER_MIN else (limit,)
    features = catchment_bands(field, limits)["features"]
    return [
        MinuteBand(feature["geometry"]["coordinates"], int(bound), inner=bound == limits[0])
        for feature, bound in zip(features, limits, strict=True)
    ]


def bands_of(asked: Asked, steps: str, limit: int, site: str = "") -> list[MinuteBand]:
    """Return the filled minutes: within 15 and up to the limit; of one site alone if it is named."""
    return _bands(cached.data_version(), *asked.plain, steps, limit, site)


@st.cache_resource(max_entries=60, show_spinner=False)
def _changes(version: str, county: str, month: int, view_key: ViewKey, steps: str, limit: int) -> list[ChangeArea]:
    grid_now, ground_now = _now(version, county, month, view_key, limit)
    return _change_areas(grid_now, ground_now, _circle(version, county, month, view_key, steps), limit)


@st.cache_resource(max_entries=24, show_spinner=False)
def _now(version: str, county: str, month: int, view_key: ViewKey, limit: int) -> tuple[MinutesGrid, ChangeArea]:
    """Return minutes and ground within the limit as things are: every what-if of a meeting is compared with them."""
    return _grid_and_ground(_circle(version, county, month, view_key, ""), limit)


def ground_now(asked: Asked, limit: int) -> ChangeArea:
    """Return the ground within the limit as things are."""
    return _now(cached.data_version(), *asked.plain, limit)[1]


def change_areas(circle_before: Circle, circle_after: Circle, limit: int) -> list[ChangeArea]:
    """Return the ground within the limit of the first circle, of the second only, and of the first only."""
    return _change_areas(*_grid_and_ground(circle_before, limit), circle_after, limit)


def _change_areas(grid: MinutesGrid, ground: ChangeArea, after: Circle, limit: int) -> list[ChangeArea]:
    gained, lost = changed_ground(grid, minutes_grid(after.field, limit), limit)
    return [ground, ChangeArea("gained", _rings(gained)), ChangeArea("lost", _rings(lost))]


def _grid_and_ground(circle: Circle, limit: int) -> tuple[MinutesGrid, ChangeArea]:
    grid = minutes_grid(circle.field, limit)
    return grid, ChangeArea("before", minute_band(grid, 0.0, limit)["geometry"]["coordinates"])


def changes_of(asked: Asked, steps: str, limit: int) -> list[ChangeArea]:
    """Return the ground within the limit before a what-if, only after it, and only before it."""
    return _changes(cached.data_version(), *asked.plain, steps, limit)


def _rings(geometry: Any) -> list[list[list[tuple[float, float]]]]:
    whole = unary_union(geometry)
    parts = [part for part in getattr(whole, "geoms", [whole]) if isinstance(part, Polygon) and not part.is_empty]
    return [
        [[(round(x, 5), round(y, 5)) for x, y in ring.coords] for ring in (part.exterior, *part.interiors)]
        for part in parts
    ]


@st.cache_resource(max_entries=8, show_spinner=False)
def _road_files(version: str, county: str, edition: str) -> dict[str, bytes]:
    network = cached.read("road_network", county, edition)
    roads = drawn_roads(network, DRAWN_AS, half_pixel_m(network, DESKTOP_SIZE[0]))
    return {
        road_class: packed([{"path": path} for path in paths])
        for road_class, paths in roads.items()
        if road_class != "步道"
    }


def road_files(asked: Asked) -> dict[str, bytes]:
    """Return the roads of the edition in force as files by class."""
    return _road_files(cached.data_version(), asked.county, edition_of(asked))


def residents_of(villages: pd.DataFrame, townships: tuple[str, ...] = ()) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return residents as numbers, shape (n_villages,); 0 outside the chosen townships."""
    people = villages["residents"].to_numpy(np.float64)
    return np.where(villages["township_code"].isin(townships), people, 0.0) if townships else people


def specialties_of(county: str, month: int) -> tuple[str, ...]:
    """Return the specialties whose experts are to be found somewhere in the county."""
    return tuple(sorted(set(cached.read("expert_places", county, month)["specialty"])))


@st.cache_resource(max_entries=24, show_spinner=False)
def _road_list(version: str, county: str, month: int, view_key: ViewKey) -> pd.DataFrame:
    circle = _circle(version, county, month, view_key, "")
    return road_list(circle, cached.read("circle_villages", county, month))


def busy_roads(asked: Asked) -> pd.DataFrame:
    """Return the roads that carry most residents to care today."""
    return _road_list(cached.data_version(), *asked.plain)


@st.cache_resource(max_entries=2, show_spinner=False)
def _intervals(version: str) -> OrderedDict[tuple[Any, ...], CoverageInterval]:
    """Return the intervals drawn so far. Kept by hand: a cached function may not write a progress bar on the page."""
    return OrderedDict()


def interval_of(asked: Asked, steps: str, limit: int, townships: tuple[str, ...], slot: Any = None) -> CoverageInterval:
    """Return the coverage of the chosen townships (none: all) with its interval, and how often each village flips.

    slot : where draws that take long show how far they are. A page makes it in every run: were it there only while
           drawing, everything below would move by one place and the browser would build the map anew.
    """
    kept, key = _intervals(cached.data_version()), (*asked.plain, steps, limit, townships)
    found = kept.get(key)
    if found is None:
        circle, people = circle_of(asked, steps), residents_of(villages_of(asked), townships)
        with late_progress(_draw_words, slot=slot) as report:
            found = kept[key] = interval(circle, people, limit, progress=report)
        while len(kept) > MOST_INTERVALS:
            kept.popitem(last=False)
    return found


def _draw_words(done: int, total: int) -> str:
    return say(f"正在估计区间：抽样{total}次，已完成{done}次", f"Drawing the interval: {done} of {total} samples")


def covered_share_of(asked: Asked, steps: str, limit: int, townships: tuple[str, ...]) -> float | None:
    """Return the coverage in per cent after a what-if; None where it does not fit this county and month."""
    try:
        rows = village_rows(circle_of(asked, steps), villages_of(asked), limit)
    except QuestionError:
        return None
    return float(whole(coverage_by_township(of_townships(rows, townships)))["share"])


def of_townships(rows: pd.DataFrame, townships: tuple[str, ...]) -> pd.DataFrame:
    """Return the rows of the chosen townships; all of them where none is chosen."""
    return rows[rows["township_code"].isin(townships)] if townships else rows


COVER_SEARCH_MIN: Final = 180.0


@st.cache_resource(max_entries=8, show_spinner=False)
def _cover_minutes(version: str, county: str, month: int, mode: str, scenario: str) -> dict[tuple[str, str], float]:
    ground = _ground(version, county, month, mode, scenario)
    facilities, villages = (
        cached.read("circle_facilities", county, month),
        cached.read("circle_villages", county, month),
    )
    central = np.flatnonzero((facilities["level"] == "central_village_clinic").to_numpy())
    od = travel_times(ground.graph, ground.villages, ground.facilities.take(central), COVER_SEARCH_MIN)
    clinic = facilities["institution_code"].to_numpy(object)[central][od.destination]
    village = villages["village_code"].to_numpy(object)[od.origin]
    return dict(zip(zip(clinic.tolist(), village.tolist(), strict=True), od.minutes.tolist(), strict=True))


def cover_minutes(asked: Asked) -> dict[tuple[str, str], float]:
    """Return minutes between central village clinics and villages, by (institution, village)."""
    return _cover_minutes(cached.data_version(), asked.county, asked.month, asked.view.mode, asked.view.scenario)


@st.cache_resource(max_entries=24, show_spinner=False)
def _parts(
    version: str, county: str, month: int, base_month: int, view_key: ViewKey, limit: int
) -> tuple[float, float, dict[str, float]]:
    view = checked_view(*view_key)
    months = {"before": base_month, "now": month}
    networks = {
        side: cached.read("road_network", county, cached.read("road_edition", county, own))
        for side, own in months.items()
    }
    sides = {}
    for side, own in months.items():
        villages, facilities = (
            cached.read("circle_villages", county, own),
            cached.read("circle_facilities", county, own),
        )
        experts = cached.read("expert_places", county, own) if view.tier == "expert" else None
        sides[side] = Side(villages, facilities, experts)
    graphs = {side: build_graph(one, view.mode, view.scenario, load_speeds()) for side, one in networks.items()}
    return coverage_parts(sides["before"], sides["now"], graphs, view, limit)


def parts_of(asked: Asked, base_month: int, limit: int) -> tuple[float, float, dict[str, float]]:
    """Return coverage of the whole county then and now, and what roads, facilities and people did to it."""
    return _parts(cached.data_version(), asked.county, asked.month, base_month, asked.view.key, limit)
