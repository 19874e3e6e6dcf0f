"""Do villages lie where the roads are? Swapped lon/lat, points in the sea and shifted coordinate systems get a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from travel.coordinates import CoordinateSystem, in_china, to_wgs84
from travel.network import FloatArray, IntArray, metres_between
from travel.snap import EdgeIndex

Verdict = Literal["good", "swapped", "shifted", "far", "empty"]

MARGIN_DEGREES: Final = 0.2
"""A point more than about 20 km outside the roads' box does not belong to the county."""

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
    message        : what happened and what to do, in Chinese.
    """

    verdict: Verdict
    system: CoordinateSystem
    median_gap_m: float
    offset_m: float
    wrong: IntArray
    message: str


def check_locations(index: EdgeIndex, lon: FloatArray, lat: FloatArray) -> LocationReport:
    """Return whether points given as WGS-84 fit the roads of `index`, and if not, the likeliest reason.

    A shift is called GCJ-02 or BD-09 only when undoing that conversion moves the points clearly closer to the roads:
    both displace by some hundred metres in one direction, which no snapping cap would notice where roads are dense.
    """
    lon, lat = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
    if not len(lon) or not len(index.edges):
        return LocationReport("empty", "WGS-84", float("nan"), 0.0, np.empty(0, np.int64), "没有可核对的点或路网为空。")
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


def _rows(positions: IntArray) -> str:
    shown = "、".join(str(row + 1) for row in positions[:5].tolist())
    return f"第 {shown} 行" + (f"等 {len(positions)} 行" if len(positions) > 5 else "")


def _report_swapped(
    index: EdgeIndex, lon: FloatArray, lat: FloatArray, swapped: np.typing.NDArray[np.bool_]
) -> LocationReport:
    wrong = np.flatnonzero(swapped)
    message = f"{_rows(wrong)}的经度和纬度写反了：对调后才落在本县路网附近。请对调这两列后重新导入。"
    return LocationReport("swapped", "WGS-84", _median_gap(index, lon, lat), 0.0, wrong, message)


def _report_far(
    index: EdgeIndex, lon: FloatArray, lat: FloatArray, outside: np.typing.NDArray[np.bool_]
) -> LocationReport:
    wrong = np.flatnonzero(outside)
    abroad = int((~in_china(lon[wrong], lat[wrong])).sum())
    reason = f"其中 {abroad} 个不在中国范围内，" if abroad else ""
    message = (
        f"{_rows(wrong)}的位置离本县路网 20 公里以上或没有坐标，{reason}可能是坐标抄错或选错了县。请核对后重新导入。"
    )
    return LocationReport("far", "WGS-84", _median_gap(index, lon, lat), 0.0, wrong, message)


def _report_shift(index: EdgeIndex, lon: FloatArray, lat: FloatArray) -> LocationReport:
    before = gaps_to_road(index, lon, lat)
    gap = float(np.median(before))
    message = f"位置与路网相符：到道路距离的中位数为 {gap:.0f} 米。"
    good = LocationReport("good", "WGS-84", gap, 0.0, np.empty(0, dtype=np.int64), message)
    systems: tuple[CoordinateSystem, ...] = ("GCJ-02", "BD-09")
    after = {system: gaps_to_road(index, *to_wgs84(lon, lat, system)) for system in systems}
    best = min(systems, key=lambda system: float(np.median(after[system])))
    new_gap = float(np.median(after[best]))
    if new_gap > BETTER_BY * gap or not _mostly_closer(before, after[best]):
        return good
    offset = float(np.median(metres_between(lon, lat, *to_wgs84(lon, lat, best))))
    message = (
        f"全部 {len(lon)} 个点朝同一方向偏移约 {offset:.0f} 米，像是 {best} 坐标而不是 WGS-84：按 {best} 换算后，"
        f"到道路距离的中位数由 {gap:.0f} 米降到 {new_gap:.0f} 米。请在导入时把坐标系选为 {best}。"
    )
    return LocationReport("shifted", best, gap, offset, np.arange(len(lon)), message)


def _mostly_closer(before: FloatArray, after: FloatArray) -> bool:
    """Sign test: do so many points come closer to a road that chance is out of the question?"""
    n = len(before)
    return n >= FEWEST_POINTS and float((after < before).sum()) >= n / 2 + SIGNS * n**0.5 / 2
