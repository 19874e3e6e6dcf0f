"""What a change gains and loses on the ground: two grids of minutes, contoured only where they differ.

For the eye, like every picture of minutes: people are counted on the travel-time table.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely
import shapely.geometry

from travel.catchment import OUTSIDE_MIN, MinutesGrid, minute_band
from travel.network import METRES_PER_DEGREE, FloatArray

SLIVER_M: Final = 44.0
MARGIN_CELLS: Final = 2


def changed_ground(before: MinutesGrid, after: MinutesGrid, limit_min: float) -> tuple[Any, Any]:
    """Return the ground within the limit only after a change, and only before it: geometries in degrees.

    before, after : grids over the same roads' plane, as `minutes_grid` makes them for one limit.

    Only the part of the grid in which minutes differ is contoured: a new site changes one corner of a county. What is
    narrower than SLIVER_M is left out: thinning leaves as much between two outlines of the same ground.
    """
    windows = _where_they_differ(before, after, limit_min + OUTSIDE_MIN)
    if windows is None:
        return shapely.MultiPolygon(), shapely.MultiPolygon()
    was, now = (_within(window, limit_min) for window in windows)
    return _without_slivers(now.difference(was)), _without_slivers(was.difference(now))


def _where_they_differ(
    before: MinutesGrid, after: MinutesGrid, longest_min: float
) -> tuple[MinutesGrid, MinutesGrid] | None:
    """Return both grids over the box in which they differ, MARGIN_CELLS wider; None where they agree everywhere."""
    filled = [grid for grid in (before, after) if np.isfinite(grid.minutes).any()]
    if not filled:
        return None
    cell = float(filled[0].x[1] - filled[0].x[0])
    left, low = (min(_cell_of(axis, cell) for axis in axes) for axes in _axes(filled))
    wide, tall = (max(_cell_of(axis, cell) + len(axis) for axis in axes) for axes in _axes(filled))
    was, now = (_on_lattice(grid, cell, (left, low), (tall - low, wide - left)) for grid in (before, after))
    # Beyond the limit one late cell is as good as another.
    differ = np.minimum(was, longest_min) != np.minimum(now, longest_min)
    if not differ.any():
        return None
    rows, columns = _span(differ.any(axis=1)), _span(differ.any(axis=0))
    x, y = (
        (start + np.arange(size, dtype=np.float64)) * cell
        for start, size in ((left, was.shape[1]), (low, was.shape[0]))
    )
    plane = filled[0].plane
    return (
        MinutesGrid(plane, x[columns], y[rows], was[rows, columns]),
        MinutesGrid(plane, x[columns], y[rows], now[rows, columns]),
    )


def _axes(grids: list[MinutesGrid]) -> tuple[list[FloatArray], list[FloatArray]]:
    return [grid.x for grid in grids], [grid.y for grid in grids]


def _cell_of(axis: FloatArray, cell: float) -> int:
    """Return which cell an axis starts in: grids lie on one lattice, whatever part of it they cover."""
    return round(float(axis[0]) / cell)


def _on_lattice(grid: MinutesGrid, cell: float, corner: tuple[int, int], shape: tuple[int, int]) -> FloatArray:
    """Return the grid's minutes on the lattice cells from the corner on; inf where the grid has none."""
    minutes = np.full(shape, np.inf)
    if np.isfinite(grid.minutes).any():
        column, row = _cell_of(grid.x, cell) - corner[0], _cell_of(grid.y, cell) - corner[1]
        tall, wide = grid.minutes.shape
        minutes[row : row + tall, column : column + wide] = grid.minutes
    return minutes


def _span(any_differ: np.typing.NDArray[np.bool_]) -> slice:
    """Return from the first to the last place that differs, MARGIN_CELLS wider."""
    places = np.flatnonzero(any_differ)
    return slice(max(int(places[0]) - MARGIN_CELLS, 0), int(places[-1]) + MARGIN_CELLS + 1)


def _within(grid: MinutesGrid, limit_min: float) -> Any:
    """Return the ground within the limit as one geometry in degrees."""
    return shapely.make_valid(shapely.geometry.shape(minute_band(grid, 0.0, limit_min)["geometry"]))


def _without_slivers(piece: Any) -> Any:
    # Mitred: rounded corners would be nine points in the place of one.
    half = SLIVER_M / METRES_PER_DEGREE / 2
    kept = piece.buffer(-half, join_style="mitre").buffer(half, join_style="mitre")
    return shapely.simplify(kept, half / 4)
