"""Township outlines for the eye (示意): Voronoi cells of invented village points inside a rounded hull."""

from __future__ import annotations

import json
from typing import Final

import numpy as np
import pandas as pd
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from sample_data.positions import KM_PER_DEGREE, kilometres
from sample_data.world import COUNTIES, LAST_MONTH_OF_OLD_EDITION, World

DERIVATION: Final = "由示例村点的泰森多边形合并并裁剪而成，示意，非行政区划边界"
HULL_MARGIN_KM: Final = 2.2
HULL_RATIO: Final = 0.6
TOLERANCE_KM2: Final = 0.25
"""Corners that cut off less than this are dropped, from both neighbours alike."""
DECIMALS: Final = 4
"""About ten metres."""


def add_outlines(world: World) -> None:
    """Fill township_outline: every township of 2023, and those that ended, as they lay before."""
    newest = [_outlines(world, county_code, int(world.months[-1])) for county_code in COUNTIES]
    before = [_outlines(world, county_code, LAST_MONTH_OF_OLD_EDITION[county_code]) for county_code in COUNTIES]
    table = pd.concat([*newest, *before], ignore_index=True).drop_duplicates("township_code", keep="first")
    world.frames["township_outline"] = table.sort_values("township_code", kind="stable").reset_index(drop=True)


def _outlines(world: World, county_code: str, month: int) -> pd.DataFrame:
    """Return the outlines of a county's townships in one month's edition."""
    villages = world.villages(county_code, month)
    origin = (float(villages["lon"].mean()), float(villages["lat"].mean()))
    xy = kilometres(villages["lon"].to_numpy(), villages["lat"].to_numpy(), origin)
    hull = _rounded_hull(xy)
    cells = shapely.voronoi_polygons(shapely.MultiPoint(xy), extend_to=hull.buffer(5.0), ordered=True)
    cells = shapely.intersection(np.array(cells.geoms), hull)
    codes = sorted(villages["township_code"].unique())
    merged = np.array([shapely.union_all(cells[(villages["township_code"] == code).to_numpy()]) for code in codes])
    simple = shapely.coverage_simplify(merged, np.sqrt(TOLERANCE_KM2))
    return pd.DataFrame(
        {
            "township_code": codes,
            "county_code": county_code,
            "geojson": [_geojson(shape, origin) for shape in simple],
            "derivation": DERIVATION,
        }
    )


def _rounded_hull(xy: np.ndarray) -> BaseGeometry:
    hull = shapely.concave_hull(shapely.MultiPoint(xy), ratio=HULL_RATIO)
    return hull.buffer(2 * HULL_MARGIN_KM).buffer(-HULL_MARGIN_KM).simplify(0.1)


def _geojson(shape: BaseGeometry, origin: tuple[float, float]) -> str:
    def to_degrees(points: np.ndarray) -> np.ndarray:
        lon = origin[0] + points[:, 0] / (KM_PER_DEGREE * np.cos(np.radians(origin[1])))
        lat = origin[1] + points[:, 1] / KM_PER_DEGREE
        return np.round(np.column_stack([lon, lat]), DECIMALS)

    return json.dumps(mapping(shapely.transform(shape, to_degrees)), separators=(",", ":"))
