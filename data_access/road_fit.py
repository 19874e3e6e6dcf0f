"""Do a new network and a county's places fit, and does it carry what the old one carried? Asked before all timing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from travel.access import facility_months, qualifies
from travel.access_frames import Places
from travel.coordinates import CoordinateSystem, to_wgs84
from travel.faults import RoadFileFault
from travel.graph import build_graph, connectivity
from travel.location_check import BETTER_BY, FEWEST_POINTS, SIGNS, check_locations, gaps_to_road
from travel.network import FloatArray, RoadNetwork
from travel.shortest import nearest_field, nearest_for_points
from travel.snap import DEFAULT_CAP_M, EdgeIndex, snap
from travel.tiers import TIERS, TierName
from words.phrases import Phrase

NAMED: Final = 8

NEAR_MIN: Final = 15.0
"""The county's own 15-minute circle, by car."""

LOST_AT_MOST: Final = 0.05
"""A new survey moves these shares by a point or two; five points are roads that lack."""

FEWEST_NEAR_ROADS: Final = 0.5
"""Where fewer residents live near a road, the file is no network of this county."""


class WrongPlaces(RoadFileFault):
    """Roads and villages do not fit each other."""


class CoverageLost(RoadFileFault):
    """The new network carries much less than the one in force."""


@dataclass(frozen=True)
class Reach:
    """What a network carries, as shares of residents, 0 to 1.

    within : within NEAR_MIN by car of a facility. reached : with a road to one. county : with one to a hospital.
    """

    within: float
    reached: float
    county: float
    kilometres: float

    def loss_from(self, before: Reach) -> Phrase:
        """Say what becomes of the old network's shares."""
        return Phrase(
            "road_loss",
            within_before=before.within,
            within=self.within,
            reached_before=before.reached,
            reached=self.reached,
            county_before=before.county,
            county=self.county,
            kilometres_before=before.kilometres,
            kilometres=self.kilometres,
        )

    def most_lost(self, before: Reach) -> float:
        """Return the largest fall of a share."""
        return max(before.within - self.within, before.reached - self.reached, before.county - self.county)


def reach(network: RoadNetwork, places: Places, month: int) -> Reach:
    """Return what a network carries with the villages of today and the facilities of a month."""
    graph = build_graph(network)
    index = EdgeIndex(graph)
    villages = places.villages[places.villages["valid_to"].isna()]
    residents = villages["residents"].to_numpy(np.float64)
    points = snap(index, *villages[["lon", "lat"]].to_numpy(np.float64).T)
    levels = sorted({level for tier in TIERS.values() for level in tier.levels})
    counted = places.institutions[places.institutions["level"].isin(levels)].reset_index(drop=True)
    state = facility_months(counted, places.monthly, [month])
    facilities = snap(index, *counted[["lon", "lat"]].to_numpy(np.float64).T)

    def minutes(tier: TierName) -> FloatArray:
        chosen = np.flatnonzero(qualifies(TIERS[tier], state.level, state.states, state.open_now)[:, 0])
        if not chosen.size or not len(index.edges):
            return np.full(len(residents), np.inf)
        return nearest_for_points(nearest_field(graph, facilities.take(chosen), "to_facility"), points).minutes

    def share(inside: np.typing.NDArray[np.bool_]) -> float:
        return float(residents[inside].sum() / residents.sum()) if residents.sum() > 0 else 0.0

    near, hospital = minutes("village"), minutes("county")
    return Reach(share(near <= NEAR_MIN), share(np.isfinite(near)), share(np.isfinite(hospital)), network.kilometres)


def check_coverage(
    network: RoadNetwork, old: RoadNetwork, old_name: str, places: Places, month: int, *, accept_loss: bool
) -> list[Phrase]:
    """Return what to say where a loss was accepted; raise CoverageLost where the new roads lose much and it was not."""
    before, after = reach(old, places, month), reach(network, places, month)
    if after.most_lost(before) <= LOST_AT_MOST:
        return []
    loss = after.loss_from(before)
    if not accept_loss:
        raise CoverageLost("roads_lose_coverage", before=old_name, loss=loss)
    return [Phrase("roads_loss_accepted", loss=loss)]


def check_fit(network: RoadNetwork, places: Places, system: CoordinateSystem) -> list[Phrase]:
    """Return what to say about roads and villages that fit; raise WrongPlaces if they do not.

    Found and named: roads that no car can use, longitude and latitude swapped, villages far from all roads, another
    coordinate system.
    """
    graph = build_graph(network)
    index = EdgeIndex(graph)
    if not len(index.edges):
        raise WrongPlaces("network_not_drivable", edges=network.n_edges)
    now = places.villages[places.villages["valid_to"].isna()].reset_index(drop=True)
    lon, lat = (now[axis].to_numpy(np.float64) for axis in ("lon", "lat"))
    found = check_locations(index, lon, lat)
    if found.verdict not in ("good", "empty"):
        raise WrongPlaces(
            "villages_off_roads",
            tuple((found.wrong + 1).tolist()[:50]),
            found=found.message,
        )
    other = _roads_in_another_system(network, lon, lat) if system == "WGS-84" else None
    if other is not None:
        raise WrongPlaces("roads_shifted", system=other[0], before=other[1], after=other[2])
    away = snap(index, lon, lat).unreached
    _check_most_live_near(now["residents"].to_numpy(np.float64), away)
    lines = [connectivity(graph).phrase(), found.message]
    if away.size:
        names = now["name_zh"].iloc[away].tolist()
        lines.append(Phrase("villages_unreached", count=int(away.size), villages=names))
    return lines


def _check_most_live_near(residents: FloatArray, away: np.typing.NDArray[np.int64]) -> None:
    everybody = float(residents.sum())
    share = 1.0 - float(residents[away].sum()) / everybody if everybody > 0 else 1.0
    if share < FEWEST_NEAR_ROADS:
        raise WrongPlaces("residents_off_roads", share=share, cap=DEFAULT_CAP_M)


def _roads_in_another_system(
    network: RoadNetwork, lon: FloatArray, lat: FloatArray
) -> tuple[CoordinateSystem, float, float] | None:
    """Return the system the roads seem to be in, and the median gap before and after converting; None if they fit."""
    if len(lon) < FEWEST_POINTS:
        return None
    before = gaps_to_road(EdgeIndex(build_graph(network)), lon, lat)
    best: tuple[CoordinateSystem, float, float] | None = None
    systems: tuple[CoordinateSystem, ...] = ("GCJ-02", "BD-09")
    for system in systems:
        moved_lon, moved_lat = to_wgs84(network.lon, network.lat, system)
        after = gaps_to_road(EdgeIndex(build_graph(replace(network, lon=moved_lon, lat=moved_lat))), lon, lat)
        closer = float((after < before).sum()) >= len(lon) / 2 + SIGNS * len(lon) ** 0.5 / 2
        gap, new_gap = float(np.median(before)), float(np.median(after))
        if closer and new_gap <= BETTER_BY * gap and (best is None or new_gap < best[2]):
            best = (system, gap, new_gap)
    return best


def check_villages(villages: pd.DataFrame) -> None:
    """Raise WrongPlaces for negative residents or double codes, naming the villages."""
    negative = np.flatnonzero((villages["residents"] < 0).to_numpy())
    if negative.size:
        raise WrongPlaces(
            "village_residents_negative",
            tuple((negative + 1).tolist()),
            count=int(negative.size),
            villages=_named(villages, negative),
        )
    double = villages["village_code"].duplicated(keep=False).to_numpy()
    if double.any():
        raise WrongPlaces("village_codes_repeated", villages=_named(villages, np.flatnonzero(double)))


def _named(villages: pd.DataFrame, positions: np.ndarray[tuple[int], np.dtype[np.int64]]) -> str:
    names = villages["name_zh"].to_numpy(object)[positions[:NAMED]]
    return "、".join(map(str, names)) + (f"等 {len(positions)} 个" if len(positions) > NAMED else "")
