"""WGS-84 inside; GCJ-02 (高德、腾讯) and BD-09 (百度) are converted at the door.

The offset of GCJ-02 is the widely published polynomial on the Krasovsky 1940 ellipsoid; BD-09 turns and stretches
GCJ-02 a little more. Neither has an official formula in print; these reproduce the map services to about a metre.
"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np

from travel.network import FloatArray

CoordinateSystem = Literal["WGS-84", "GCJ-02", "BD-09"]

SEMI_MAJOR_M: Final = 6_378_245.0
ECCENTRICITY_SQUARED: Final = 0.00669342162296594323
"""Krasovsky 1940, as used by GCJ-02."""

BD_TURN: Final = np.pi * 3000.0 / 180.0
CONVERGED_DEGREES: Final = 1e-9
"""About 0.1 mm."""


def to_wgs84(lon: FloatArray, lat: FloatArray, system: CoordinateSystem) -> tuple[FloatArray, FloatArray]:
    """Return WGS-84 longitudes and latitudes of points given in `system`.

    Points outside China are unchanged, as the services do. Raises ValueError for another system's name.
    """
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    if system == "WGS-84":
        return lon.copy(), lat.copy()
    if system == "GCJ-02":
        return gcj02_to_wgs84(lon, lat)
    if system == "BD-09":
        return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))
    raise ValueError(f"unknown coordinate system {system!r}; known: WGS-84, GCJ-02, BD-09")


def wgs84_to_gcj02(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return GCJ-02 coordinates of WGS-84 points, degrees."""
    east, north = _gcj02_offset(lon, lat)
    inside = in_china(lon, lat)
    return np.where(inside, lon + east, lon), np.where(inside, lat + north, lat)


def gcj02_to_wgs84(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return WGS-84 coordinates of GCJ-02 points by fixed-point iteration, to 0.1 mm.

    The one-step inverse in common use is wrong by up to 2 m; the offset changes slowly, so five rounds suffice.
    """
    guess_lon, guess_lat = lon.copy(), lat.copy()
    for _ in range(20):
        again_lon, again_lat = wgs84_to_gcj02(guess_lon, guess_lat)
        guess_lon, guess_lat = guess_lon + lon - again_lon, guess_lat + lat - again_lat
        missed = max(np.abs(lon - again_lon).max(initial=0), np.abs(lat - again_lat).max(initial=0))
        if missed < CONVERGED_DEGREES:
            break
    return guess_lon, guess_lat


def gcj02_to_bd09(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return BD-09 coordinates of GCJ-02 points, degrees."""
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * BD_TURN)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * BD_TURN)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def bd09_to_gcj02(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return GCJ-02 coordinates of BD-09 points by iteration, to 0.1 mm."""
    guess_lon, guess_lat = lon - 0.0065, lat - 0.006
    for _ in range(20):
        again_lon, again_lat = gcj02_to_bd09(guess_lon, guess_lat)
        guess_lon, guess_lat = guess_lon + lon - again_lon, guess_lat + lat - again_lat
        missed = max(np.abs(lon - again_lon).max(initial=0), np.abs(lat - again_lat).max(initial=0))
        if missed < CONVERGED_DEGREES:
            break
    return guess_lon, guess_lat


def in_china(lon: FloatArray, lat: FloatArray) -> np.typing.NDArray[np.bool_]:
    """Tell which points lie in the box outside which the services apply no offset."""
    return np.asarray((lon > 72.004) & (lon < 137.8347) & (lat > 0.8293) & (lat < 55.8271))


def _gcj02_offset(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return degrees east and north by which GCJ-02 moves a WGS-84 point."""
    x, y = lon - 105.0, lat - 35.0
    waves = 20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y**2 + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x)) + waves * 2 / 3
    north += (20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2 / 3
    north += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2 / 3
    east = 300.0 + x + 2.0 * y + 0.1 * x**2 + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x)) + waves * 2 / 3
    east += (20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2 / 3
    east += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2 / 3
    phi = np.radians(lat)
    magic = 1.0 - ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    meridian = SEMI_MAJOR_M * (1 - ECCENTRICITY_SQUARED) / magic**1.5
    parallel = SEMI_MAJOR_M / np.sqrt(magic) * np.cos(phi)
    return np.degrees(east / parallel), np.degrees(north / meridian)
