"""Minutes of all pairs after a few roads or places have changed: only what the change can touch is searched anew.

A pair keeps its minutes unless a way over a changed stretch of road is as quick as the one it had. How quick such a
way could be at best is known from four searches (to and from the changed stretches, on the old and the new roads);
the pairs that remain in question are covered by as few villages and facilities as will do, and those are searched.
Exact: tested to equal a search from scratch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from travel.access import OD_LIMIT_MIN, PairMinutes, pair_minutes
from travel.graph import RoadGraph
from travel.network import BoolArray, FloatArray, IntArray
from travel.shortest import search_seconds
from travel.snap import SnappedPoints, seconds_from_ends, seconds_to_ends

SLACK_S: Final = 1e-3
"""Rounding must never hide a way that is exactly as quick as the old one."""


@dataclass(frozen=True)
class Redone:
    """How many villages and facilities were searched anew, of how many searches a whole table takes."""

    villages: int
    facilities: int
    whole: int

    @property
    def everything(self) -> bool:
        """Say whether nothing could be kept."""
        return self.villages + self.facilities >= self.whole


def updated_pairs(
    before: PairMinutes,
    graph: RoadGraph,
    villages: SnappedPoints,
    facilities: SnappedPoints,
    *,
    same_village: IntArray | None = None,
    same_facility: IntArray | None = None,
    limit_min: float = OD_LIMIT_MIN,
) -> tuple[PairMinutes, Redone]:
    """Return the pairs on new roads and places, and how much had to be searched.

    before        : with metres, to facilities, searched to the same limit.
    same_village  : for every new village its position among the old ones, −1 for a new one; None: the same list.
    same_facility : the same for facilities.
    """
    old_village = np.arange(len(villages.edge)) if same_village is None else same_village
    old_facility = np.arange(len(facilities.edge)) if same_facility is None else same_facility
    minutes = _taken(before.minutes, old_village, old_facility, np.inf)
    metres = _taken(before.metres, old_village, old_facility, np.nan)
    rows = _moved(before.graph, before.villages, graph, villages, old_village)
    columns = _moved(before.graph, before.facilities, graph, facilities, old_facility)
    in_question = _in_question(before, graph, villages, facilities, old_village, old_facility, minutes, limit_min)
    in_question[rows] = False
    in_question[:, columns] = False
    more_rows, more_columns = cover(in_question)
    at_village, at_facility = np.flatnonzero(rows | more_rows), np.flatnonzero(columns | more_columns)
    redone = Redone(len(at_village), len(at_facility), min(len(rows), len(columns)))
    if redone.everything:
        return pair_minutes(graph, villages, facilities, limit_min=limit_min), redone
    if at_facility.size:
        found = pair_minutes(graph, villages, facilities.take(at_facility), limit_min=limit_min)
        minutes[:, at_facility], metres[:, at_facility] = found.minutes, found.metres
    if at_village.size:
        found = pair_minutes(graph, villages.take(at_village), facilities, limit_min=limit_min)
        minutes[at_village], metres[at_village] = found.minutes, found.metres
    return PairMinutes(graph, villages, facilities, "to_facility", minutes, metres), redone


def _taken(table: FloatArray, rows: IntArray, columns: IntArray, nothing: float) -> FloatArray:
    """Return the old table in the new order, `nothing` for new rows and columns."""
    padded = np.full((table.shape[0] + 1, table.shape[1] + 1), nothing)
    padded[:-1, :-1] = table
    return padded[np.ix_(rows, columns)]


def _moved(
    old: RoadGraph, before: SnappedPoints, new: RoadGraph, now: SnappedPoints, same: IntArray
) -> npt.NDArray[np.bool_]:
    """Tell which places are new, or meet the road elsewhere or on another stretch than before."""
    was, is_now = _standing(old, before), _standing(new, now)
    known = np.flatnonzero(same >= 0)
    moved = np.ones(len(same), dtype=bool)
    pairs = ((was[name][same[known]], is_now[name][known]) for name in was)
    moved[known] = ~np.logical_and.reduce([first == second for first, second in pairs])
    return moved


def _standing(graph: RoadGraph, points: SnappedPoints) -> dict[str, npt.NDArray[Any]]:
    """Return everything that decides a place's way to and from the road; the same for all unreached places."""
    on, network = points.reached, graph.network
    ids = network.node_id
    ends = {f"to_{side}": seconds_to_ends(graph, points)[:, side] for side in (0, 1)}
    ends |= {f"from_{side}": seconds_from_ends(graph, points)[:, side] for side in (0, 1)}
    return {
        "reached": on,
        "door_lon": points.door_lon,
        "door_lat": points.door_lat,
        "tail": np.where(on, ids[graph.tail[points.edge]], -1),
        "head": np.where(on, ids[graph.head[points.edge]], -1),
        "way": np.where(on, network.way_id[points.edge], -1),
        "metres": np.where(on, network.metres[points.edge], -1.0),
        "share": np.where(on, points.share, -1.0),
        "gap": np.where(on, points.gap_s, -1.0),
        **ends,
    }


@dataclass(frozen=True)
class _Arcs:
    """Arcs of a graph by the ids of their ends, sorted."""

    key: npt.NDArray[Any]
    start: IntArray
    end: IntArray


def _arcs(graph: RoadGraph) -> _Arcs:
    """Return the arcs; two arcs are the same if ends, seconds and metres are."""
    ids, forward = graph.network.node_id, graph.forward
    start = np.repeat(np.arange(graph.n_nodes), np.diff(forward.indptr)).astype(np.int64)
    end = forward.indices.astype(np.int64)
    fields = [("tail", np.int64), ("head", np.int64), ("seconds", np.float64), ("metres", np.float64)]
    key = np.empty(len(start), dtype=fields)
    key["tail"], key["head"], key["seconds"] = ids[start], ids[end], forward.data
    key["metres"] = graph.network.metres[graph.arc_edge]
    return _Arcs(key, start, end)


def _only_in(one: _Arcs, other: _Arcs) -> tuple[IntArray, IntArray]:
    """Return start and end of the arcs that the other graph lacks or times otherwise."""
    own = np.flatnonzero(~np.isin(one.key.view("V32").ravel(), other.key.view("V32").ravel()))
    return np.unique(one.start[own]), np.unique(one.end[own])


def _in_question(
    before: PairMinutes,
    graph: RoadGraph,
    villages: SnappedPoints,
    facilities: SnappedPoints,
    old_village: IntArray,
    old_facility: IntArray,
    minutes: FloatArray,
    limit_min: float,
) -> BoolArray:
    """Tell which pairs a way over a changed stretch could serve as quickly as before, shape (n_villages, n_facilities).

    A stretch that got worse matters to the pairs whose old way ran over it, one that got better to those whose new
    way does; both are found by the same bound, on the old and on the new roads.
    """
    at_most = search_seconds(limit_min)
    seconds = np.where(np.isfinite(minutes), np.minimum(minutes * 60.0, at_most), at_most) + SLACK_S
    old_arcs, new_arcs = _arcs(before.graph), _arcs(graph)
    found = np.zeros(minutes.shape, dtype=bool)
    here, there = np.arange(len(villages.edge)), np.arange(len(facilities.edge))
    for own, other, roads, origins, destinations, row, column in (
        (old_arcs, new_arcs, before.graph, before.villages, before.facilities, old_village, old_facility),
        (new_arcs, old_arcs, graph, villages, facilities, here, there),
    ):
        starts, ends = _only_in(own, other)
        if not starts.size:
            continue
        towards = _seconds_of_places(roads, roads.backward, starts, origins, seconds_to_ends(roads, origins), at_most)
        onwards = _seconds_of_places(
            roads, roads.forward, ends, destinations, seconds_from_ends(roads, destinations), at_most
        )
        best = np.append(towards, np.inf)[row][:, None] + np.append(onwards, np.inf)[column][None, :]
        found |= best <= seconds
    return found


def _seconds_of_places(
    roads: RoadGraph, search: csr_array, sources: IntArray, points: SnappedPoints, ends: FloatArray, limit_s: float
) -> FloatArray:
    """Return the fewest seconds between each place's door and any of the source nodes, inf beyond the limit."""
    on_nodes = dijkstra(search, indices=sources, min_only=True, limit=limit_s)
    nodes = np.column_stack([roads.tail[points.edge], roads.head[points.edge]])
    return np.asarray((on_nodes[nodes] + ends).min(axis=1) + np.where(points.reached, points.gap_s, 0.0))


def cover(flagged: BoolArray) -> tuple[BoolArray, BoolArray]:
    """Return rows and columns that together hold every flagged pair: always the one with most pairs still open."""
    left = flagged.copy()
    rows, columns = np.zeros(left.shape[0], dtype=bool), np.zeros(left.shape[1], dtype=bool)
    by_row, by_column = left.sum(axis=1), left.sum(axis=0)
    while by_row.any():
        row, column = int(np.argmax(by_row)), int(np.argmax(by_column))
        if by_row[row] >= by_column[column]:
            rows[row], left[row] = True, False
        else:
            columns[column], left[:, column] = True, False
        by_row, by_column = left.sum(axis=1), left.sum(axis=0)
    return rows, columns
