"""Pictures of catchments: minutes on a 200 m grid, contoured into filled bands that keep their holes.

Pictures are for the eye; coverage is counted on the travel-time table. The field of ALL facilities of a tier is
contoured once: merging one polygon per facility costs more and draws seams.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, cast

import numpy as np
import shapely
from contourpy import FillType, contour_generator
from scipy.ndimage import distance_transform_edt

from travel.network import FloatArray, IntArray, LocalPlane
from travel.shortest import NodeField
from travel.speeds import WALKING_KMH

CELL_M: Final = 200.0
SAMPLE_EVERY_M: Final = 125.0
WALK_FROM_ROAD_M: Final = 3_000.0
"""As far as a doorstep may lie from the road and still count (travel.snap.DEFAULT_CAP_M)."""

SIMPLIFY_M: Final = 40.0
"""A fifth of a cell: outlines keep their shape and lose two thirds of their points."""

SPECK_CELLS: Final = 0.5
OUTSIDE_MIN: Final = 4.0
"""How far beyond a limit minutes are told apart: outlines are straight between two cells."""

DEGREE_DECIMALS: Final = 5
"""About 1 m: finer than the grid, and half the bytes of full precision."""


@dataclass(frozen=True)
class MinutesGrid:
    """Minutes at grid points, shape (rows, columns); `inf` where nobody gets in time. x, y are metres on `plane`."""

    plane: LocalPlane
    x: FloatArray
    y: FloatArray
    minutes: FloatArray


def sample_along_edges(field: NodeField, every_m: float = SAMPLE_EVERY_M) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return lon, lat and minutes of samples at most `every_m` apart along every usable edge, both ends included.

    Sampling nodes only would leave gaps in the middle of long roads, where a picture would show a hole.
    """
    graph, network = field.graph, field.graph.network
    edge = np.flatnonzero(graph.usable_edges)
    pieces = np.maximum(np.ceil(network.metres[edge] / every_m).astype(np.int64), 1)
    which = np.repeat(np.arange(len(edge)), pieces + 1)
    step = np.arange(len(which)) - np.repeat(np.cumsum(pieces + 1) - (pieces + 1), pieces + 1)
    share, edge = step / pieces[which], edge[which]
    tail, head = graph.tail[edge], graph.head[edge]
    seconds = _seconds_at(field, edge, share)
    lon = network.lon[tail] + share * (network.lon[head] - network.lon[tail])
    lat = network.lat[tail] + share * (network.lat[head] - network.lat[tail])
    return lon, lat, seconds / 60.0


def _seconds_at(field: NodeField, edge: IntArray, share: FloatArray) -> FloatArray:
    """Return seconds between the nearest facility and places along edges, in the field's direction."""
    graph = field.graph
    towards_head, towards_tail = graph.along[edge], graph.against[edge]
    if field.direction == "from_station":
        towards_head, towards_tail = towards_tail, towards_head
    # At a node of a one-way road no travel on the edge is needed: 0, and not 0 × inf.
    on_tail_side = np.where(share == 0, 0.0, np.maximum(share, 1e-300) * towards_tail)
    on_head_side = np.where(share == 1, 0.0, np.maximum(1 - share, 1e-300) * towards_head)
    by_tail = on_tail_side + field.seconds[graph.tail[edge]]
    by_head = on_head_side + field.seconds[graph.head[edge]]
    return np.minimum(by_tail, by_head)


def minutes_grid(field: NodeField, longest_min: float, cell_m: float = CELL_M) -> MinutesGrid:
    """Return minutes on a grid over everything within `longest_min`, walking from the nearest road at 5 km/h.

    A cell takes the quickest sample inside it; a cell without road takes its nearest road cell plus the walk, up to
    WALK_FROM_ROAD_M. Two cells of margin keep outlines closed.
    """
    lon, lat, minutes = sample_along_edges(field)
    plane = LocalPlane.around(field.graph.network.lon, field.graph.network.lat)
    inside = minutes <= longest_min + 2.0
    if not inside.any():
        return MinutesGrid(plane, np.arange(3.0), np.arange(3.0), np.full((3, 3), np.inf))
    xy = plane.to_metres(lon[inside], lat[inside])
    reach_m = min(WALK_FROM_ROAD_M, longest_min * WALKING_KMH * 1000 / 60) + 2 * cell_m
    low = np.floor((xy.min(axis=0) - reach_m) / cell_m).astype(np.int64)
    size = np.ceil((xy.max(axis=0) + reach_m) / cell_m).astype(np.int64) - low + 1
    # Roads out of time keep their own cells: ground beside them must not borrow minutes from a farther, quicker road.
    everywhere = np.rint(plane.to_metres(lon, lat) / cell_m).astype(np.int64) - low
    shown = ((everywhere >= 0) & (everywhere < size)).all(axis=1)
    grid = np.full((int(size[1]), int(size[0])), np.nan)
    np.fmin.at(grid, (everywhere[shown, 1], everywhere[shown, 0]), minutes[shown])
    x = (low[0] + np.arange(size[0])) * cell_m
    y = (low[1] + np.arange(size[1])) * cell_m
    return MinutesGrid(plane, x, y, _walk_from_roads(grid, cell_m))


def _walk_from_roads(on_road: FloatArray, cell_m: float) -> FloatArray:
    """Fill cells without road (NaN) from the nearest one with road."""
    away, nearest = distance_transform_edt(np.isnan(on_road), sampling=cell_m, return_indices=True)
    minutes = on_road[nearest[0], nearest[1]] + away * 0.06 / WALKING_KMH
    return np.where(away <= WALK_FROM_ROAD_M, minutes, np.inf)


def catchment_bands(
    field: NodeField, limits_min: Sequence[float], cell_m: float = CELL_M, cumulative: bool = False
) -> dict[str, Any]:
    """Return a GeoJSON FeatureCollection, one MultiPolygon per band between successive limits.

    limits_min : minutes, any number, any order; (15, 30) gives 0–15 and 15–30.
    cumulative : every band starts at 0, so 30 contains 15.

    Outer rings run counter-clockwise and holes clockwise (RFC 7946). Properties: lower_min, upper_min, label.
    Raises ValueError for a limit that is not positive.
    """
    limits = sorted(set(map(float, limits_min)))
    if not limits or not all(0 < limit < np.inf for limit in limits):
        raise ValueError(f"limits of a circle are minutes above 0, such as 15 and 30; got {limits}")
    grid = minutes_grid(field, limits[-1], cell_m)
    lowers = [0.0] * len(limits) if cumulative else [0.0, *limits[:-1]]
    bands = [minute_band(grid, lower, upper) for lower, upper in zip(lowers, limits, strict=True)]
    return {"type": "FeatureCollection", "features": bands}


def minute_band(grid: MinutesGrid, lower: float, upper: float) -> dict[str, Any]:
    """Return the ground between two limits as a GeoJSON feature."""
    # Contours are straight between grid points: a huge value outside would pull every outline onto its last inner cell.
    surface = np.minimum(grid.minutes, upper + OUTSIDE_MIN)
    generator = contour_generator(grid.x, grid.y, surface, fill_type=FillType.OuterOffset)
    # Minutes are never negative: from −1 on, a facility's own cell belongs to the first band.
    rings, offsets = cast(
        "tuple[list[FloatArray], list[IntArray]]", generator.filled(lower if lower > 0 else -1.0, upper)
    )
    cell_m2 = float((grid.x[1] - grid.x[0]) * (grid.y[1] - grid.y[0]))
    polygons = [
        _polygon(grid.plane, kept)
        for ring, offset in zip(rings, offsets, strict=True)
        if (kept := _rings_worth_drawing(np.asarray(ring), np.asarray(offset), cell_m2))
    ]
    return {
        "type": "Feature",
        "properties": {"lower_min": lower, "upper_min": upper, "label": f"{lower:g}–{upper:g} 分钟"},
        "geometry": {"type": "MultiPolygon", "coordinates": polygons},
    }


def _rings_worth_drawing(points: FloatArray, offsets: IntArray, cell_m2: float) -> list[FloatArray]:
    """Return the outer ring and its holes, simplified to SIMPLIFY_M; nothing for a speck under half a cell."""
    whole = shapely.Polygon(points[: offsets[1]], [points[a:b] for a, b in pairwise(offsets[1:].tolist())])
    if whole.area < SPECK_CELLS * cell_m2:
        return []
    slim = shapely.simplify(whole, SIMPLIFY_M)
    holes = [hole for hole in slim.interiors if shapely.Polygon(hole).area >= SPECK_CELLS * cell_m2]
    return [np.asarray(ring.coords) for ring in (slim.exterior, *holes)]


def _polygon(plane: LocalPlane, rings: list[FloatArray]) -> list[list[list[float]]]:
    """Return rings of lon, lat: the outer one first, then its holes."""
    degrees = [np.column_stack(plane.to_degrees(ring)) for ring in rings]
    return [np.round(ring, DEGREE_DECIMALS).tolist() for ring in degrees]
