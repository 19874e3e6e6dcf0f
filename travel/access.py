"""From pairs and months to the table of nearest facilities: which village reaches whom, in how long, from when to when.

Facilities open, close, change level, reach the standard; roads come in editions; residents move. Each village keeps
one row for as long as none of that changes anything for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from travel.graph import RoadGraph
from travel.network import BoolArray, FloatArray, IntArray
from travel.od_metres import od_metres
from travel.shortest import NOBODY, Direction, OdTable, nearest_field, nearest_for_points, travel_times
from travel.snap import SnappedPoints
from travel.tiers import STATES, Tier

OD_LIMIT_MIN = 90.0
"""Pairs farther apart are not kept in the travel-time table."""

GROUPS = ("residents_65_up", "chronic_patients", "key_group_residents")


@dataclass(frozen=True)
class PairMinutes:
    """Minutes and road metres of all pairs within a limit, as dense tables.

    minutes : shape (n_villages, n_facilities), inf beyond the limit. metres : same shape, NaN there.
    """

    graph: RoadGraph
    villages: SnappedPoints
    facilities: SnappedPoints
    direction: Direction
    minutes: FloatArray
    metres: FloatArray


def pair_minutes(
    graph: RoadGraph,
    villages: SnappedPoints,
    facilities: SnappedPoints,
    direction: Direction = "to_facility",
    limit_min: float = OD_LIMIT_MIN,
    *,
    with_metres: bool = True,
) -> PairMinutes:
    """Return the minutes of all pairs within `limit_min`, and if asked for their metres."""
    od = travel_times(graph, villages, facilities, limit_min, direction)
    shape = (len(villages.edge), len(facilities.edge))
    minutes, metres = np.full(shape, np.inf), np.full(shape, np.nan)
    minutes[od.origin, od.destination] = od.minutes
    if with_metres:
        metres[od.origin, od.destination] = _metres(graph, villages, facilities, od, direction)
    return PairMinutes(graph, villages, facilities, direction, minutes, metres)


def _metres(
    graph: RoadGraph, villages: SnappedPoints, facilities: SnappedPoints, od: OdTable, direction: Direction
) -> FloatArray:
    """Return road metres of the pairs, by one search per member of the smaller side."""
    if len(facilities.edge) <= len(villages.edge):
        return od_metres(graph, villages, facilities, od, direction)
    back: Direction = "from_station" if direction == "to_facility" else "to_facility"
    swapped = OdTable(od.destination, od.origin, od.minutes, od.on_foot)
    return od_metres(graph, facilities, villages, swapped, back)


def nearest_among(pairs: PairMinutes, chosen: BoolArray) -> tuple[FloatArray, IntArray]:
    """Return minutes to and position of the nearest of the chosen facilities, shape (n_villages,); inf and −1 for none.

    chosen : shape (n_facilities,). Villages with none inside the pairs' limit are searched without one.
    """
    positions = np.flatnonzero(chosen)
    count = len(pairs.villages.edge)
    if not positions.size:
        return np.full(count, np.inf), np.full(count, NOBODY, dtype=np.int64)
    own = pairs.minutes[:, positions]
    best = np.argmin(own, axis=1)
    minutes, owner = own[np.arange(count), best], positions[best].astype(np.int64)
    far = np.flatnonzero(~np.isfinite(minutes))
    if far.size:
        field = nearest_field(pairs.graph, pairs.facilities.take(positions), pairs.direction)
        found = nearest_for_points(field, pairs.villages.take(far))
        minutes[far] = found.minutes
        owner[far] = np.where(found.owner >= 0, positions[found.owner], NOBODY)
    return minutes, owner


def qualifies(tier: Tier, level: npt.NDArray[Any], states: Mapping[str, BoolArray], open_now: BoolArray) -> BoolArray:
    """Tell which facilities count for a tier; all arrays have one shape (facilities, or facilities × months)."""
    counted = np.isin(level, tier.levels) & open_now
    if tier.requires:
        counted &= states[tier.requires] | np.isin(level, tier.exempt)
    return np.asarray(counted)


@dataclass(frozen=True)
class FacilityMonths:
    """What facilities were in each month; arrays of shape (n_facilities, n_months).

    A month without a report keeps the state last reported: nobody loses the standard by being late.
    """

    months: IntArray
    level: npt.NDArray[Any]
    open_now: BoolArray
    states: Mapping[str, BoolArray]


def facility_months(institutions: pd.DataFrame, monthly: pd.DataFrame, months: Sequence[int]) -> FacilityMonths:
    """Return the facilities' months.

    institutions : institution_code, level, opened, closed; one row a facility.
    monthly      : institution_code, month, level, reported and the STATES as 0 or more.

    Whether a facility is open follows from `opened` and `closed`, not from its reports.
    """
    columns = np.asarray(months, np.int64)
    row = {code: position for position, code in enumerate(institutions["institution_code"])}
    shape = (len(row), len(columns))
    opened = institutions["opened"].to_numpy(np.int64)[:, None]
    closed = institutions["closed"].astype("Int64").fillna(999912).to_numpy(np.int64)[:, None]
    open_now = np.asarray((opened <= columns) & (columns <= closed))
    known = np.zeros(shape, dtype=bool)
    level = np.repeat(institutions["level"].to_numpy(object)[:, None], len(columns), axis=1)
    values = {name: np.zeros(shape, dtype=bool) for name in STATES}
    own = monthly[monthly["institution_code"].isin(list(row)) & monthly["month"].isin(columns.tolist())]
    at = own["institution_code"].map(row).to_numpy(np.int64), np.searchsorted(columns, own["month"].to_numpy(np.int64))
    level[at] = own["level"].to_numpy(object)
    known[at] = own["reported"].to_numpy(bool)
    for name in STATES:
        values[name][at] = own[name].to_numpy(np.float64) > 0
    last = np.maximum.accumulate(np.where(known, np.arange(len(columns)), -1), axis=1)
    source = np.maximum(last, 0)
    carried = {name: np.take_along_axis(value, source, axis=1) & (last >= 0) for name, value in values.items()}
    return FacilityMonths(columns, level, open_now, carried)


def shared_out(total: int, weights: IntArray) -> IntArray:
    """Share a whole number out by weights, exactly (largest remainder); nothing where all weights are zero."""
    if total <= 0 or weights.sum() <= 0:
        return np.zeros(len(weights), dtype=np.int64)
    exact = total * weights / weights.sum()
    shares: IntArray = np.floor(exact).astype(np.int64)
    rank = np.argsort(-np.where(weights > 0, exact - shares, -1.0), kind="stable")
    shares[rank[: total - int(shares.sum())]] += 1
    return shares


def residents_by_month(villages: pd.DataFrame, township_month: pd.DataFrame, months: Sequence[int]) -> IntArray:
    """Return residents of every village in every month, shape (n_villages, n_months); 0 while it does not exist.

    villages       : village_code, township_code, residents (census), valid_from, valid_to.
    township_month : township_code, month, residents (stock).

    A township's residents at the end of January, or of the month in which villages last began, are shared out over
    its villages by the census, to the person. Without such a figure the census itself counts.
    """
    columns = np.asarray(months, np.int64)
    begins = villages["valid_from"].to_numpy(np.int64)
    ends = villages["valid_to"].astype("Int64").fillna(999912).to_numpy(np.int64)
    known = {
        (code, int(month)): int(people)
        for code, month, people in township_month[["township_code", "month", "residents"]].itertuples(index=False)
    }
    census, township = villages["residents"].to_numpy(np.int64), villages["township_code"].to_numpy(object)
    found = np.zeros((len(villages), len(columns)), dtype=np.int64)
    starts = [month for month in columns.tolist() if month % 100 == 1 or month == columns[0] or month in begins]
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else 999913
        span = (columns >= start) & (columns < end)
        here = (begins <= start) & (ends >= start)
        people = np.zeros(len(villages), dtype=np.int64)
        for code in dict.fromkeys(township[here]):
            own = np.flatnonzero(here & (township == code))
            total = known.get((code, start))
            people[own] = census[own] if total is None else shared_out(total, census[own])
        found[:, span] = people[:, None]
    return found


def spans(
    minutes: FloatArray, owner: IntArray, edition: IntArray, residents: IntArray, exists: BoolArray
) -> tuple[IntArray, IntArray, IntArray]:
    """Return village, first and last month position of every run in which nothing changes for the village.

    minutes, owner, residents, exists : shape (n_villages, n_months). edition : shape (n_months,).
    """
    before = np.zeros(exists.shape, dtype=bool)
    same_minutes = (minutes[:, 1:] == minutes[:, :-1]) & (owner[:, 1:] == owner[:, :-1])
    before[:, 1:] = (
        same_minutes
        & (residents[:, 1:] == residents[:, :-1])
        & (edition[1:] == edition[:-1])[None, :]
        & exists[:, 1:]
        & exists[:, :-1]
    )
    starts = exists & ~before
    ends = exists.copy()
    ends[:, :-1] &= ~before[:, 1:]
    village, first = np.nonzero(starts)
    _, last = np.nonzero(ends)
    return village.astype(np.int64), first.astype(np.int64), last.astype(np.int64)
