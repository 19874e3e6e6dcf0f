"""Service circles for pages: roads, ground, circles and map pieces, kept by data version and plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry import shape as shape_of
from shapely.ops import unary_union

from charts.rows import ChangeArea, MinuteBand
from metrics import what_if
from metrics.circle import Circle, CircleView, Ground, alone, checked_view, counted_facilities, make_circle, make_ground
from travel.catchment import catchment_bands
from travel.road_lines import road_lines
from travel.shortest import NodeField
from ui import cached
from ui.map_data import packed

ViewKey = tuple[str, str, str, int, str]
INNER_MIN: Final = 15
# As drawn: what OpenStreetMap adds below the administrative classes counts with its nearest neighbour.
DRAWN_AS: Final = {"高速公路": "国道", "街巷": "村道", "机耕路": "村道"}
SLIVER_DEGREES: Final = 4e-4
"""About 40 m: the width that thinning may leave between two outlines of the same ground."""


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
    before = _reached(_circle(version, county, month, view_key, ""), limit)
    after = _reached(_circle(version, county, month, view_key, steps), limit)
    pieces = {"both": before.intersection(after), "gained": after.difference(before), "lost": before.difference(after)}
    areas = []
    for kind, piece in pieces.items():
        clean = piece if kind == "both" else piece.buffer(-SLIVER_DEGREES / 2).buffer(SLIVER_DEGREES / 2)
        areas.append(ChangeArea(kind, _rings(clean)))  # type: ignore[arg-type]
    return areas


def changes_of(asked: Asked, steps: str, limit: int) -> list[ChangeArea]:
    """Return the ground within the limit before and after a what-if, only after, and only before."""
    return _changes(cached.data_version(), *asked.plain, steps, limit)


def _reached(circle: Circle, limit: int) -> Any:
    """Return the ground within the limit as one geometry."""
    if not circle.field.facilities.reached.any():
        return MultiPolygon()
    feature = catchment_bands(circle.field, (limit,))["features"][0]
    return shape_of(feature["geometry"]).buffer(0)


def _rings(geometry: Any) -> list[list[list[tuple[float, float]]]]:
    whole = unary_union(geometry)
    parts = [part for part in getattr(whole, "geoms", [whole]) if isinstance(part, Polygon) and not part.is_empty]
    return [
        [[(round(x, 5), round(y, 5)) for x, y in ring.coords] for ring in (part.exterior, *part.interiors)]
        for part in parts
    ]


@st.cache_resource(max_entries=8, show_spinner=False)
def _road_files(version: str, county: str, edition: str) -> dict[str, bytes]:
    lines = road_lines(cached.read("road_network", county, edition))
    drawn = lines["road_class"].replace(DRAWN_AS)
    return {
        road_class: packed([{"path": path} for path in lines.loc[drawn == road_class, "path"]])
        for road_class in dict.fromkeys(drawn)
        if road_class != "步道"
    }


def road_files(asked: Asked) -> dict[str, bytes]:
    """Return the roads of the edition in force as files by class."""
    return _road_files(cached.data_version(), asked.county, edition_of(asked))


def residents_of(villages: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return residents as numbers, shape (n_villages,)."""
    return villages["residents"].to_numpy(np.float64)
