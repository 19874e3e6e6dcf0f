"""A county's travel-time rows and its table of nearest facilities, built from roads, places and months."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from travel.access import (
    GROUPS,
    FacilityMonths,
    PairMinutes,
    facility_months,
    nearest_among,
    pair_minutes,
    qualifies,
    residents_by_month,
    spans,
)
from travel.graph import build_graph
from travel.network import BoolArray, FloatArray, IntArray, RoadNetwork
from travel.pair_store import PairStore
from travel.shortest import NOBODY
from travel.snap import EdgeIndex, snap
from travel.speeds import Mode, Scenario, load_speeds
from travel.tiers import TIERS, Tier
from words.names import MODE_NAMES, SEASON_NAMES

COMBINATIONS: Final[tuple[tuple[Mode, Scenario], ...]] = (
    ("car", "normal"),
    ("car", "snow"),
    ("ebike", "normal"),
    ("ebike", "snow"),
)
"""What is tabled; everything else is searched when asked for."""

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Edition:
    """A road network and the months in which it is in force (last None: still)."""

    name: str
    network: RoadNetwork
    first_month: int
    last_month: int | None = None


@dataclass(frozen=True)
class Places:
    """A county's places as frames.

    villages       : village_code, township_code, lon, lat, residents, GROUPS, valid_from, valid_to.
    institutions   : institution_code, level, lon, lat, opened, closed.
    monthly        : institution_code, month, level, reported, standardised, telemedicine, ambulances.
    township_month : township_code, month, residents.
    """

    villages: pd.DataFrame
    institutions: pd.DataFrame
    monthly: pd.DataFrame
    township_month: pd.DataFrame


def access_frames(
    county: str,
    editions: Sequence[Edition],
    places: Places,
    months: Sequence[int],
    *,
    combinations: Sequence[tuple[Mode, Scenario]] = COMBINATIONS,
    progress: Progress | None = None,
    store: PairStore | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the county's rows of travel_time (newest edition, pairs within OD_LIMIT_MIN) and of village_access.

    editions : oldest first; their months must cover `months`.
    store    : pairs kept from earlier; only what roads or places changed is then searched. Without one, everything.
    """
    columns = np.asarray(months, np.int64)
    counted = places.institutions[places.institutions["level"].isin(_levels())].reset_index(drop=True)
    state = facility_months(counted, places.monthly, months)
    residents = residents_by_month(places.villages, places.township_month, months)
    edition_at = _edition_at(editions, columns)
    exists = _exists(places.villages, columns)
    tell: Progress = progress or (lambda _share, _what: None)
    speeds, pieces, tables = load_speeds(), [], []
    for number, (mode, scenario) in enumerate(combinations):
        tell(number / len(combinations), f"{MODE_NAMES[mode][0]}·{SEASON_NAMES[scenario][0]}通行时间")
        pairs: list[dict[str, PairMinutes]] = []
        for position, edition in enumerate(editions):
            graph = build_graph(edition.network, mode, scenario, speeds)
            index = EdgeIndex(graph)
            newest = position == len(editions) - 1
            if store is None:
                villages = snap(index, *places.villages[["lon", "lat"]].to_numpy(np.float64).T)
                facilities = snap(index, *counted[["lon", "lat"]].to_numpy(np.float64).T)
                there = pair_minutes(graph, villages, facilities, with_metres=newest)
            else:
                name = f"{county}_{_file_name(edition.name)}_{mode}_{scenario}"
                previous = pairs[-1]["to_facility"] if pairs else None
                there = store.pairs(name, index, places.villages, counted, previous)
            stations = np.isin(counted["level"], TIERS["ambulance"].levels)
            back = _among_stations(there, stations)
            pairs.append({"to_facility": there, "from_station": back})
            if newest:
                tables.append(_travel_time(county, edition, mode, scenario, there, places.villages, counted, columns))
        for tier in TIERS.values():
            minutes, owner = _by_month(tier, state, pairs, edition_at)
            pieces.append(
                _access(
                    county,
                    tier,
                    mode,
                    scenario,
                    editions,
                    edition_at,
                    columns,
                    minutes,
                    owner,
                    residents,
                    exists,
                    places.villages,
                    counted,
                )
            )
    tell(1.0, "通行时间完成")
    return pd.concat(tables, ignore_index=True), pd.concat(pieces, ignore_index=True)


def _file_name(edition: str) -> str:
    """Return a name that any file system takes: an edition may be called 2024/01."""
    return hashlib.sha256(edition.encode()).hexdigest()[:16]


def _levels() -> list[str]:
    return sorted({level for tier in TIERS.values() for level in tier.levels})


def _among_stations(there: PairMinutes, stations: BoolArray) -> PairMinutes:
    """Return the minutes from the stations, the other facilities out of reach."""
    positions = np.flatnonzero(stations)
    some = pair_minutes(
        there.graph, there.villages, there.facilities.take(positions), "from_station", with_metres=False
    )
    minutes = np.full(there.minutes.shape, np.inf)
    minutes[:, positions] = some.minutes
    return PairMinutes(there.graph, there.villages, there.facilities, "from_station", minutes, there.metres)


def _edition_at(editions: Sequence[Edition], months: IntArray) -> IntArray:
    """Return the position of the edition in force in every month; the first one also before it began."""
    starts = np.array([edition.first_month for edition in editions])
    return np.maximum(np.searchsorted(starts, months, side="right") - 1, 0).astype(np.int64)


def _exists(villages: pd.DataFrame, months: IntArray) -> BoolArray:
    begins = villages["valid_from"].to_numpy(np.int64)[:, None]
    ends = villages["valid_to"].astype("Int64").fillna(999912).to_numpy(np.int64)[:, None]
    return np.asarray((begins <= months) & (months <= ends))


def _by_month(
    tier: Tier, state: FacilityMonths, pairs: Sequence[dict[str, PairMinutes]], edition_at: IntArray
) -> tuple[FloatArray, IntArray]:
    """Return minutes and owner of every village in every month; equal months are searched once."""
    chosen = qualifies(tier, state.level, state.states, state.open_now)
    n_villages = len(pairs[0]["to_facility"].villages.edge)
    minutes = np.full((n_villages, len(edition_at)), np.inf)
    owner = np.full((n_villages, len(edition_at)), NOBODY, dtype=np.int64)
    done: dict[tuple[int, bytes], int] = {}
    for month, edition in enumerate(edition_at.tolist()):
        key = (edition, chosen[:, month].tobytes())
        if key in done:
            minutes[:, month], owner[:, month] = minutes[:, done[key]], owner[:, done[key]]
            continue
        minutes[:, month], owner[:, month] = nearest_among(pairs[edition][tier.direction], chosen[:, month])
        done[key] = month
    return minutes, owner


def _travel_time(
    county: str,
    edition: Edition,
    mode: Mode,
    scenario: Scenario,
    pairs: PairMinutes,
    villages: pd.DataFrame,
    facilities: pd.DataFrame,
    months: IntArray,
) -> pd.DataFrame:
    """Return the pairs that exist today as rows of travel_time."""
    now = villages["valid_to"].isna().to_numpy()[:, None] & facilities["closed"].isna().to_numpy()[None, :]
    village, facility = np.nonzero(np.isfinite(pairs.minutes) & now)
    return pd.DataFrame(
        {
            "county_code": county,
            "road_edition": edition.name,
            "mode": mode,
            "scenario": scenario,
            "direction": pairs.direction,
            "village_code": villages["village_code"].to_numpy(object)[village],
            "institution_code": facilities["institution_code"].to_numpy(object)[facility],
            "minutes": np.round(pairs.minutes[village, facility], 3),
            "metres": np.round(pairs.metres[village, facility]),
            "data_month": int(months[-1]),
        }
    )


def _access(
    county: str,
    tier: Tier,
    mode: Mode,
    scenario: Scenario,
    editions: Sequence[Edition],
    edition_at: IntArray,
    months: IntArray,
    minutes: FloatArray,
    owner: IntArray,
    residents: IntArray,
    exists: BoolArray,
    villages: pd.DataFrame,
    facilities: pd.DataFrame,
) -> pd.DataFrame:
    """Return the rows of village_access for one tier, mode and scenario."""
    village, first, last = spans(minutes, owner, edition_at, residents, exists)
    people = residents[village, first]
    census = villages["residents"].to_numpy(np.float64)[village]
    share = np.divide(people, census, out=np.zeros(len(village)), where=census > 0)
    nearest, whose = minutes[village, first], owner[village, first]
    codes = np.array([*facilities["institution_code"], None], dtype=object)
    groups = {
        name: np.minimum(np.floor(villages[name].to_numpy(np.float64)[village] * share + 0.5).astype(np.int64), people)
        for name in GROUPS
    }
    still = last == len(months) - 1
    gone = villages["valid_to"].notna().to_numpy()[village]
    ends = pd.array(months[last], dtype="Int64")
    ends[still & ~gone] = pd.NA
    return pd.DataFrame(
        {
            "county_code": county,
            "township_code": villages["township_code"].to_numpy(object)[village],
            "village_code": villages["village_code"].to_numpy(object)[village],
            "tier": tier.name,
            "mode": mode,
            "scenario": scenario,
            "road_edition": np.array([edition.name for edition in editions], dtype=object)[edition_at[first]],
            "minutes": np.where(np.isfinite(nearest), nearest, np.nan),
            "institution_code": codes[whose],
            "residents": people,
            **groups,
            "valid_from": months[first],
            "valid_to": ends,
        }
    )
