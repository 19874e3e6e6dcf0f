"""Do villages lie where the roads are? Swapped lon/lat, points in the sea and shifted coordinate systems get a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from travel.coordinates import CoordinateSystem, in_china, to_wgs84
from travel.network import FloatArray, IntArray, metres_between
from travel.snap import DEFAULT_CAP_M, EdgeIndex
from words.phrases import Phrase

Verdict = Literal["good", "swapped", "shifted", "far", "empty"]

MARGIN_DEGREES: Final = 0.2
"""A point more than about 20 km outside the roads' box does not belong to the county."""

ROWS_NAMED: Final = 5
"""Rows that a message lists before it counts the rest."""

FEWEST_POINTS: Final = 10
"""Fewer points cannot tell a shift from chance."""

BETTER_BY: Final = 0.6
"""A conversion must bring the median distance to the road below 60 % of what it was."""

SIGNS: Final = 3.09
"""And more points must come closer than coin tosses would give in one case of a thousand (normal approximation)."""


@dataclass(frozen=True)
class LocationReport:
    """What the check found.

    verdict        : "good", "swapped" (lon and lat), "shifted" (another coordinate system), "far" or "empty".
    system         : the coordinate system the points seem to be in when "shifted".
    median_gap_m   : median distance to the nearest road as given.
    offset_m       : how far that system displaces these points, m; 0 unless "shifted".
    wrong          : positions of the points that must be looked at.
    message        : what happened and what to do.
    """

    verdict: Verdict
    system: CoordinateSystem
    median_gap_m: float
    offset_m: float
    wrong: IntArray
    message: Phrase


def check_locations(index: EdgeIndex, lon: FloatArray, lat: FloatArray) -> LocationReport:
    """Return whether points given as WGS-84 fit the roads of `index`, and if not, the likeliest reason.

    A shift is called GCJ-02 or BD-09 only when undoing that conversion moves the points clearly closer to the roads:
    both displace by some hundred metres in one direction, which no snapping cap would notice where roads are dense.
    """
    lon, lat = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
    if not len(lon) or not len(index.edges):
        return LocationReport("empty", "WGS-84", float("nan"), 0.0, np.empty(0, np.int64), Phrase("places_not_checked"))
    outside = ~_near_the_roads(index, lon, lat)
    swapped = outside & _near_the_roads(index, lat, lon)
    if swapped.any():
        return _report_swapped(index, lon, lat, swapped)
    if outside.any():
        return _report_far(index, lon, lat, outside)
    return _report_shift(index, lon, lat)


def _near_the_roads(index: EdgeIndex, lon: FloatArray, lat: FloatArray) -> np.typing.NDArray[np.bool_]:
    network = index.graph.network
    return np.asarray(
        (lon >= network.lon.min() - MARGIN_DEGREES)
        & (lon <= network.lon.max() + MARGIN_DEGREES)
        & (lat >= network.lat.min() - MARGIN_DEGREES)
        & (lat <= network.lat.max() + MARGIN_DEGREES)
    )


def gaps_to_road(index: EdgeIndex, lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Return metres from each point to the nearest usable road, shape (n_points,)."""
    edge, share = index.nearest(lon, lat)
    network, graph = index.graph.network, index.graph
    tail, head = graph.tail[edge], graph.head[edge]
    foot_lon = network.lon[tail] + share * (network.lon[head] - network.lon[tail])
    foot_lat = network.lat[tail] + share * (network.lat[head] - network.lat[tail])
    return metres_between(lon, lat, foot_lon, foot_lat)


def _median_gap(index: EdgeIndex, lon: FloatArray, lat: FloatArray) -> float:
    known = np.isfinite(lon) & np.isfinite(lat)
    return float(np.median(gaps_to_road(index, lon[known], lat[known]))) if known.any() else float("nan")


def _rows(positions: IntArray) -> Phrase:
    rows = (positions[:ROWS_NAMED] + 1).tolist()
    return Phrase("rows_named_of" if len(positions) > ROWS_NAMED else "rows_named", rows=rows, count=len(positions))


def _report_swapped(
    index: EdgeIndex, lon: FloatArray, lat: FloatArray, swapped: np.typing.NDArray[np.bool_]
) -> LocationReport:
    wrong = np.flatnonzero(swapped)
    message = Phrase("places_swapped", rows=_rows(wrong))
    return LocationReport("swapped", "WGS-84", _median_gap(index, lon, lat), 0.0, wrong, message)


def _report_far(
    index: EdgeIndex, lon: FloatArray, lat: FloatArray, outside: np.typing.NDArray[np.bool_]
) -> LocationReport:
    wrong = np.flatnonzero(outside)
    abroad = int((~in_china(lon[wrong], lat[wrong])).sum())
    outside_china = Phrase("places_abroad", count=abroad) if abroad else None
    message = Phrase("places_far", rows=_rows(wrong), abroad=outside_china)
    return LocationReport("far", "WGS-84", _median_gap(index, lon, lat), 0.0, wrong, message)


def _report_shift(index: EdgeIndex, lon: FloatArray, lat: FloatArray) -> LocationReport:
    before = gaps_to_road(index, lon, lat)
    gap = float(np.median(before))
    if gap > DEFAULT_CAP_M:
        # Inside the box of the roads and yet off them: a piece of a network, or another county's.
        off = np.flatnonzero(before > DEFAULT_CAP_M)
        message = Phrase("places_off_roads", count=len(off), of=len(lon), gap=gap, cap=DEFAULT_CAP_M)
        return LocationReport("far", "WGS-84", gap, 0.0, off, message)
    message = Phrase("places_fit", gap=gap)
    good = LocationReport("good", "WGS-84", gap, 0.0, np.empty(0, dtype=np.int64), message)
    systems: tuple[CoordinateSystem, ...] = ("GCJ-02", "BD-09")
    after = {system: gaps_to_road(index, *to_wgs84(lon, lat, system)) for system in systems}
    best = min(systems, key=lambda system: float(np.median(after[system])))
    new_gap = float(np.median(after[best]))
    if new_gap > BETTER_BY * gap or not _mostly_closer(before, after[best]):
        return good
    offset = float(np.median(metres_between(lon, lat, *to_wgs84(lon, lat, best))))
    message = Phrase("places_shifted", count=len(lon), offset=offset, system=best, before=gap, after=new_gap)
    return LocationReport("shifted", best, gap, offset, np.arange(len(lon)), message)


def _mostly_closer(before: FloatArray, after: FloatArray) -> bool:
    """Sign test: do so many points come closer to a road that chance is out of the question?"""
    n = len(before)
    return n >= FEWEST_POINTS and float((after < before).sum()) >= n / 2 + SIGNS * n**0.5 / 2
