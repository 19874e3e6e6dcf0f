"""Invented village points: strung along valleys round the township seat, never on top of each other (示意)."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from sample_data.world import FloatArray, context, rng

KM_PER_DEGREE: Final = 111.32
CANDIDATES: Final = 160
COMPACT_STREET_KM: Final = 3.0
"""Street offices closer than this to another one are one built-up town."""
RURAL_SPACING_KM: Final = 0.65
URBAN_SPACING_KM: Final = 0.22
TOWN_RADIUS_KM: Final = 1.0


def kilometres(lon: FloatArray, lat: FloatArray, origin: tuple[float, float]) -> FloatArray:
    """Return km east and north of `origin` (lon, lat), shape (n, 2); good to 1 % within a county."""
    east = (np.asarray(lon, dtype=float) - origin[0]) * KM_PER_DEGREE * np.cos(np.radians(origin[1]))
    north = (np.asarray(lat, dtype=float) - origin[1]) * KM_PER_DEGREE
    return np.column_stack([east, north])


def degrees(xy: FloatArray, origin: tuple[float, float]) -> tuple[FloatArray, FloatArray]:
    """Return lon, lat of km east and north of `origin`; five decimals, about a metre."""
    lon = origin[0] + xy[:, 0] / (KM_PER_DEGREE * np.cos(np.radians(origin[1])))
    lat = origin[1] + xy[:, 1] / KM_PER_DEGREE
    return np.round(lon, 5), np.round(lat, 5)


def place_villages(villages: pd.DataFrame, townships: pd.DataFrame) -> pd.DataFrame:
    """Return the villages with `lon` and `lat`: an invented point each, stable for a village's code and its fellows."""
    placed = villages.copy()
    placed["lon"], placed["lat"] = 0.0, 0.0
    for county_code, group in villages.groupby("county_code", sort=True):
        used = set(group["township_code"])
        seats = townships[townships["township_code"].isin(used)].reset_index(drop=True)
        origin = (float(seats["lon"].mean()), float(seats["lat"].mean()))
        points = _place_county(str(county_code), group.reset_index(drop=True), seats, origin)
        placed.loc[group.index, "lon"], placed.loc[group.index, "lat"] = degrees(points, origin)
    return placed


def _place_county(
    county_code: str, villages: pd.DataFrame, seats: pd.DataFrame, origin: tuple[float, float]
) -> FloatArray:
    """Place one county's villages, township by township, in km round the county's middle."""
    seat_xy = kilometres(seats["lon"].to_numpy(), seats["lat"].to_numpy(), origin)
    compact = _compact(seats, seat_xy)
    zone = (seats["kind"] == "功能区").to_numpy()
    open_country = ~compact & ~zone
    radius = np.sqrt(context(county_code, "area") / max(int(open_country.sum()), 1) / np.pi) * 1.12
    points = np.full((len(villages), 2), np.inf)
    order = np.argsort([_rank(name) for name in villages["kind"]], kind="stable")
    for position in order:
        row = villages.iloc[position]
        home = int(seats.index[seats["township_code"] == row["township_code"]][0])
        town = bool(compact[home]) or row["kind"] != "村"
        shape = _town_candidates(row["code"]) if town else _valley_candidates(row["code"], row["township_code"], radius)
        candidates = seat_xy[home] + shape
        allowed = (
            np.ones(len(candidates), bool) if town else _own_ground(candidates, home, seat_xy, open_country, compact)
        )
        points[position] = _first_free(candidates, allowed, points, URBAN_SPACING_KM if town else RURAL_SPACING_KM)
    return points


def _rank(kind: str) -> int:
    return 0 if kind == "社区" else 1


def _compact(seats: pd.DataFrame, seat_xy: FloatArray) -> np.ndarray:
    street = (seats["kind"] == "街道").to_numpy()
    gap = np.hypot(*(seat_xy[:, None, :] - seat_xy[None, :, :]).transpose(2, 0, 1))
    near = (gap < COMPACT_STREET_KM) & street[:, None] & street[None, :] & ~np.eye(len(seats), dtype=bool)
    return np.asarray(near.any(axis=1))


def _town_candidates(code: str) -> FloatArray:
    draw = rng("town point", code)
    reach = TOWN_RADIUS_KM * (0.25 + 1.4 * np.linspace(0.1, 1.0, CANDIDATES)) * np.sqrt(draw.random(CANDIDATES))
    bearing = draw.uniform(0, 2 * np.pi, CANDIDATES)
    return np.asarray(reach[:, None] * np.column_stack([np.cos(bearing), np.sin(bearing)]), dtype=np.float64)


def _valley_candidates(code: str, township_code: str, radius: float) -> FloatArray:
    """Draw points along the township's two to four valleys: near the stream, thinner towards the head."""
    valley = rng("valley", township_code)
    count = int(valley.integers(2, 5))
    bearings = valley.uniform(0, 2 * np.pi) + np.arange(count) * 2 * np.pi / count + valley.normal(0, 0.3, count)
    bends = valley.normal(0, 0.35, count)
    draw = rng("village point", code)
    which = draw.integers(count, size=CANDIDATES)
    along = radius * draw.beta(1.15, 1.5, CANDIDATES) * np.linspace(1.0, 1.25, CANDIDATES)
    aside = draw.normal(0, 0.09 * radius, CANDIDATES) * (1.2 - 0.5 * along / radius)
    heading = bearings[which] + bends[which] * along / radius
    ahead = np.column_stack([np.cos(heading), np.sin(heading)])
    points: FloatArray = along[:, None] * ahead + aside[:, None] * np.column_stack([-ahead[:, 1], ahead[:, 0]])
    return points


def _own_ground(
    candidates: FloatArray, home: int, seat_xy: FloatArray, open_country: np.ndarray, compact: np.ndarray
) -> np.ndarray:
    """Tell which points lie nearest to their own seat among the rural ones, and outside the built-up town."""
    away = np.hypot(*(candidates[:, None, :] - seat_xy[None, :, :]).transpose(2, 0, 1))
    own = away[:, home] <= np.where(open_country[None, :], away, np.inf).min(axis=1) + 1e-9
    if compact.any():
        own &= away[:, compact].min(axis=1) > 1.2 * TOWN_RADIUS_KM
    return np.asarray(own)


def _first_free(candidates: FloatArray, allowed: np.ndarray, points: FloatArray, spacing_km: float) -> FloatArray:
    """Return the first allowed candidate that keeps its distance, else the allowed one with most room."""
    done = points[np.isfinite(points[:, 0])]
    if not len(done):
        return np.asarray(candidates[np.argmax(allowed)])
    room = np.hypot(*(candidates[:, None, :] - done[None, :, :]).transpose(2, 0, 1)).min(axis=1)
    free = allowed & (room >= spacing_km)
    if free.any():
        return np.asarray(candidates[np.argmax(free)])
    return np.asarray(candidates[np.argmax(np.where(allowed, room, room - 1e6 if allowed.any() else room))])
