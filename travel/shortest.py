"""Minutes to the nearest facility, between all pairs, and along a route: multi-source Dijkstra on seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from travel.bounded import LARGE_GRAPH_NODES, Search, compiled_engine_installed, compiled_search
from travel.doorstep import doorstep_pairs
from travel.graph import RoadGraph
from travel.network import BoolArray, FloatArray, IntArray, TextArray
from travel.snap import SnappedPoints, seconds_along_shared_edge, seconds_from_ends, seconds_to_ends

Direction = Literal["to_facility", "from_station"]
"""A patient travels TO the facility, an ambulance FROM the station: 2–3 % of pairs change sides of a limit."""

MINUTE_DECIMALS: Final = 6
"""Minutes are rounded to 0.06 ms, so that `minutes <= 15` keeps a place that is exactly 15 minutes away."""

ROWS_AT_ONCE_BYTES: Final = 128 * 2**20
"""Dense rows of a many-source search are taken in blocks of about this size."""

NOBODY: Final = -1


@dataclass(frozen=True)
class NodeField:
    """The search tree over all nodes from a set of facilities.

    seconds     : to (or from) the nearest facility, inf out of reach, shape (n_nodes,); facility gap included.
    owner       : position of that facility, -1 out of reach.
    next_node   : the next node on the way to it (or from it), -1 at the facility's own edge and out of reach.
    limit_min   : how far was searched.
    """

    graph: RoadGraph
    facilities: SnappedPoints
    direction: Direction
    seconds: FloatArray
    owner: IntArray
    next_node: IntArray
    limit_min: float

    @property
    def search_graph(self) -> csr_array:
        """The graph searched from the facilities: reversed roads for "to_facility"."""
        return self.graph.backward if self.direction == "to_facility" else self.graph.forward

    @cached_property
    def slack(self) -> csr_array:
        """How much slower than the quickest way each arc of the search graph is, s; 0 (a nanosecond) on the tree.

        Kept with the field: many what-ifs are asked of one baseline.
        """
        graph = self.search_graph
        start = np.repeat(np.arange(self.graph.n_nodes), np.diff(graph.indptr))
        known = np.isfinite(self.seconds[start]) & np.isfinite(self.seconds[graph.indices])
        now = np.where(np.isfinite(self.seconds), self.seconds, 0.0)
        slack = np.where(known, np.maximum(now[start] + graph.data - now[graph.indices], 1e-9), np.inf)
        return csr_array((slack, graph.indices, graph.indptr), shape=graph.shape)


@dataclass(frozen=True)
class Nearest:
    """The nearest facility of each point; arrays have shape (n_points,).

    minutes      : door to door, gaps walked; inf where none is in reach.
    owner        : position of the facility, -1 where none is in reach.
    walk_minutes : of these, on foot from the door and to the facility; the rest is on the road.
    via_node     : the node at which the route meets the search tree, -1 for a facility on the same edge or on foot.
    on_foot      : True where the facility is nearer to the door than the road, and people walk straight there.
    """

    minutes: FloatArray
    owner: IntArray
    walk_minutes: FloatArray
    via_node: IntArray
    on_foot: BoolArray

    @property
    def road_minutes(self) -> FloatArray:
        """Minutes on the road, inf where none is in reach, shape (n_points,)."""
        return np.asarray(np.maximum(self.minutes - np.where(np.isfinite(self.minutes), self.walk_minutes, 0.0), 0.0))


@dataclass(frozen=True)
class OdTable:
    """Pairs within reach: positions of origin and destination, and minutes; an absent pair is out of reach.

    on_foot : pairs of doors nearer to each other than to the road, walked straight.
    """

    origin: IntArray
    destination: IntArray
    minutes: FloatArray
    on_foot: BoolArray

    def frame(
        self, origin_ids: Sequence[object] | TextArray, destination_ids: Sequence[object] | TextArray
    ) -> pd.DataFrame:
        """Return rows of origin_id, destination_id, travel_time_min."""
        return pd.DataFrame(
            {
                "origin_id": np.asarray(origin_ids, dtype=object)[self.origin],
                "destination_id": np.asarray(destination_ids, dtype=object)[self.destination],
                "travel_time_min": self.minutes,
            },
        )


def minutes_of(seconds: FloatArray) -> FloatArray:
    """Return seconds as minutes, rounded so that a limit in whole minutes is inclusive."""
    return np.asarray(np.round(seconds / 60.0, MINUTE_DECIMALS))


def within(minutes: FloatArray, limit_min: float) -> BoolArray:
    """Tell which minutes lie inside a limit; exactly on it is inside, unknown (NaN) and unreached (inf) are not."""
    limit = round(limit_min, MINUTE_DECIMALS)
    return np.asarray((np.round(minutes, MINUTE_DECIMALS) <= limit) & np.isfinite(minutes))


def search_seconds(limit_min: float) -> float:
    """A search limit that loses nothing on the boundary minute to rounding."""
    return float(limit_min * 60.0 + 1e-3)


def graph_with_facilities(graph: RoadGraph, facilities: SnappedPoints, direction: Direction) -> csr_array:
    """Return the search graph with one extra node per facility, leading to both ends of its edge."""
    base = graph.backward if direction == "to_facility" else graph.forward
    return with_extra_nodes(graph, base, facilities, seconds_at_ends(graph, facilities, direction))


def seconds_at_ends(graph: RoadGraph, facilities: SnappedPoints, direction: Direction) -> FloatArray:
    """Return seconds between each facility's door and both ends of its edge, shape (n_facilities, 2)."""
    ends = seconds_from_ends(graph, facilities) if direction == "to_facility" else seconds_to_ends(graph, facilities)
    return np.asarray(ends + facilities.gap_s[:, None])


def with_extra_nodes(graph: RoadGraph, base: csr_array, facilities: SnappedPoints, cost: FloatArray) -> csr_array:
    """Return `base` with one extra node per facility; `cost` to the two ends of its edge, inf for none, (n, 2).

    No arc leads INTO an extra node, so no route runs through a facility's doorstep.
    """
    node = np.column_stack([graph.tail[facilities.edge], graph.head[facilities.edge]])
    usable = np.isfinite(cost) & facilities.reached[:, None]
    rows = np.concatenate([base.indptr, base.indptr[-1] + np.cumsum(usable.sum(axis=1))]).astype(np.int32)
    size = graph.n_nodes + len(facilities.edge)
    data = np.concatenate([base.data, np.maximum(cost[usable], 1e-9)])
    return csr_array((data, np.concatenate([base.indices, node[usable].astype(np.int32)]), rows), shape=(size, size))


def nearest_field(
    graph: RoadGraph,
    facilities: SnappedPoints,
    direction: Direction = "to_facility",
    limit_min: float = np.inf,
) -> NodeField:
    """Return seconds and owning facility for every node, by one multi-source search.

    facilities : snapped to the same graph; unreached ones own nothing.
    limit_min  : nodes beyond it count as out of reach; inclusive.
    """
    n, count = graph.n_nodes, len(facilities.edge)
    if not facilities.reached.any():
        nothing = np.full(n, NOBODY, dtype=np.int64)
        return NodeField(graph, facilities, direction, np.full(n, np.inf), nothing, nothing.copy(), limit_min)
    seconds, previous, source = dijkstra(
        graph_with_facilities(graph, facilities, direction),
        indices=np.arange(n, n + count),
        min_only=True,
        return_predecessors=True,
        limit=search_seconds(limit_min),
    )
    reached = np.isfinite(seconds[:n])
    owner = np.where(reached, source[:n].astype(np.int64) - n, NOBODY)
    inner = reached & (previous[:n] >= 0) & (previous[:n] < n)
    next_node = np.where(inner, previous[:n], NOBODY)
    return NodeField(graph, facilities, direction, seconds[:n], owner, next_node, limit_min)


def nearest_for_points(field: NodeField, points: SnappedPoints, limit_min: float = np.inf) -> Nearest:
    """Return minutes and owner for every snapped point, from the ends of its edge or straight along it."""
    graph = field.graph
    to_facility = field.direction == "to_facility"
    ends = seconds_to_ends(graph, points) if to_facility else seconds_from_ends(graph, points)
    node = np.column_stack([graph.tail[points.edge], graph.head[points.edge]])
    total = ends + field.seconds[node]
    row, better = np.arange(len(points.edge)), np.argmin(total, axis=1)
    seconds, via = total[row, better], node[row, better]
    owner = np.where(np.isfinite(seconds), field.owner[via], NOBODY)
    seconds, owner, via = _or_on_the_same_edge(field, points, seconds, owner, via)
    facility_gap = np.where(owner >= 0, field.facilities.gap_s[owner], 0.0) if len(field.facilities.edge) else 0.0
    walk = points.gap_s + facility_gap
    door = np.where(points.reached, seconds + points.gap_s, np.inf)
    door, owner, walk, on_foot = _or_straight_on_foot(field, points, door, owner, walk)
    minutes = minutes_of(door)
    known = within(minutes, limit_min)
    return Nearest(
        minutes=np.where(known, minutes, np.inf),
        owner=np.where(known, owner, NOBODY),
        walk_minutes=np.where(known, minutes_of(walk), np.inf),
        via_node=np.where(known & ~on_foot, via, NOBODY),
        on_foot=known & on_foot,
    )


def _or_straight_on_foot(
    field: NodeField, points: SnappedPoints, door: FloatArray, owner: IntArray, walk: FloatArray
) -> tuple[FloatArray, IntArray, FloatArray, BoolArray]:
    """Prefer a facility beside the door where walking there is quicker than by way of the road."""
    on_foot = np.zeros(len(door), dtype=bool)
    point, facility, seconds = doorstep_pairs(points, field.facilities)
    order = np.lexsort((seconds, point))
    point, first = np.unique(point[order], return_index=True)
    facility, seconds = facility[order][first], seconds[order][first]
    better = seconds < door[point]
    point, facility, seconds = point[better], facility[better], seconds[better]
    door, owner, walk = door.copy(), owner.copy(), walk.copy()
    door[point], owner[point], walk[point], on_foot[point] = seconds, facility, seconds, True
    return door, owner, walk, on_foot


def pairs_on_the_same_edge(points: SnappedPoints, facilities: SnappedPoints) -> tuple[IntArray, IntArray]:
    """Return positions (point, facility) of those that share an edge."""
    candidates = np.flatnonzero(facilities.reached)
    candidates = candidates[np.argsort(facilities.edge[candidates], kind="stable")]
    sorted_edges = facilities.edge[candidates]
    first = np.searchsorted(sorted_edges, points.edge, side="left")
    count = np.searchsorted(sorted_edges, points.edge, side="right") - first
    point = np.repeat(np.arange(len(points.edge)), count)
    within_run = np.arange(len(point)) - np.repeat(np.cumsum(count) - count, count)
    return point, candidates[np.repeat(first, count) + within_run]


def along_same_edge(
    field_graph: RoadGraph,
    points: SnappedPoints,
    facilities: SnappedPoints,
    direction: Direction,
    point: IntArray,
    facility: IntArray,
) -> FloatArray:
    """Return seconds between points and facilities that share an edge, facility gap included."""
    start, end = points.share[point], facilities.share[facility]
    if direction == "from_station":
        start, end = end, start
    road = seconds_along_shared_edge(field_graph, points.edge[point], start, end)
    return np.asarray(road + facilities.gap_s[facility])


def _or_on_the_same_edge(
    field: NodeField, points: SnappedPoints, seconds: FloatArray, owner: IntArray, via: IntArray
) -> tuple[FloatArray, IntArray, IntArray]:
    """Prefer a facility on the point's own edge where going there directly is quicker than round by its ends."""
    point, facility = pairs_on_the_same_edge(points, field.facilities)
    if not point.size:
        return seconds, owner, via
    direct = along_same_edge(field.graph, points, field.facilities, field.direction, point, facility)
    order = np.lexsort((direct, point))
    point, first = np.unique(point[order], return_index=True)
    facility, direct = facility[order][first], direct[order][first]
    better = direct < seconds[point]
    seconds, owner, via = seconds.copy(), owner.copy(), via.copy()
    seconds[point[better]], owner[point[better]] = direct[better], facility[better]
    via[point[better]] = NOBODY
    return seconds, owner, via


def travel_times(
    graph: RoadGraph,
    origins: SnappedPoints,
    destinations: SnappedPoints,
    limit_min: float,
    direction: Direction = "to_facility",
) -> OdTable:
    """Return minutes for all pairs within `limit_min`, inclusive, gaps at both ends walked.

    origins      : villages. destinations : facilities or stations.
    direction    : "to_facility" times origin -> destination, "from_station" destination -> origin.

    One search per member of the smaller side. At province size the compiled search of `travel.bounded` is used if
    its optional package is installed; else blocks of ROWS_AT_ONCE_BYTES make it slow, not fatal.
    """
    swapped = len(origins.edge) < len(destinations.edge)
    if swapped:
        back: Direction = "from_station" if direction == "to_facility" else "to_facility"
        found = _pairs(graph, destinations, origins, limit_min, back)
        return _ordered(OdTable(found.destination, found.origin, found.minutes, found.on_foot))
    found = _pairs(graph, origins, destinations, limit_min, direction)
    return _ordered(found)


def _ordered(od: OdTable) -> OdTable:
    order = np.lexsort((od.destination, od.origin))
    return OdTable(od.origin[order], od.destination[order], od.minutes[order], od.on_foot[order])


def _pairs(
    graph: RoadGraph, points: SnappedPoints, facilities: SnappedPoints, limit_min: float, direction: Direction
) -> OdTable:
    """Search from every facility; read the minutes off at both ends of every point's edge."""
    if graph.n_nodes >= LARGE_GRAPH_NODES and compiled_engine_installed():
        seconds = seconds_by_bounded_search(graph, points, facilities, limit_min, direction, compiled_search())
    else:
        seconds = _seconds_by_dense_rows(graph, points, facilities, limit_min, direction)
    point, facility = pairs_on_the_same_edge(points, facilities)
    direct = along_same_edge(graph, points, facilities, direction, point, facility)
    np.minimum.at(seconds, (facility, point), direct)
    door = np.where(points.reached, seconds + points.gap_s, np.inf)
    point, facility, on_foot = doorstep_pairs(points, facilities)
    walked = np.zeros(door.shape, dtype=bool)
    walked[facility, point] = on_foot < door[facility, point]
    door[facility, point] = np.minimum(on_foot, door[facility, point])
    minutes = minutes_of(door)
    destination, origin = np.nonzero(within(minutes, limit_min))
    return OdTable(
        origin.astype(np.int64),
        destination.astype(np.int64),
        minutes[destination, origin],
        walked[destination, origin],
    )


def _seconds_by_dense_rows(
    graph: RoadGraph, points: SnappedPoints, facilities: SnappedPoints, limit_min: float, direction: Direction
) -> FloatArray:
    """Return seconds without the points' gaps, shape (n_facilities, n_points), by scipy."""
    n, sources = graph.n_nodes, np.flatnonzero(facilities.reached)
    extended = graph_with_facilities(graph, facilities, direction)
    ends = seconds_to_ends(graph, points) if direction == "to_facility" else seconds_from_ends(graph, points)
    tail, head = graph.tail[points.edge], graph.head[points.edge]
    seconds = np.full((len(facilities.edge), len(points.edge)), np.inf)
    block = max(1, ROWS_AT_ONCE_BYTES // (8 * extended.shape[0]))
    for start in range(0, len(sources), block):
        rows = sources[start : start + block]
        on_nodes = dijkstra(extended, indices=n + rows, limit=search_seconds(limit_min))
        seconds[rows] = np.minimum(on_nodes[:, tail] + ends[:, 0], on_nodes[:, head] + ends[:, 1])
    return seconds


def seconds_by_bounded_search(
    graph: RoadGraph,
    points: SnappedPoints,
    facilities: SnappedPoints,
    limit_min: float,
    direction: Direction,
    search: Search,
) -> FloatArray:
    """Return the same as the dense rows, by a search that touches only what lies within the limit."""
    to_facility = direction == "to_facility"
    base = graph.backward if to_facility else graph.forward
    ends = seconds_to_ends(graph, points) if to_facility else seconds_from_ends(graph, points)
    return search(
        base.indptr,
        base.indices,
        base.data,
        np.column_stack([graph.tail[facilities.edge], graph.head[facilities.edge]]),
        seconds_at_ends(graph, facilities, direction),
        search_seconds(limit_min),
        np.column_stack([graph.tail[points.edge], graph.head[points.edge]]),
        ends,
    )
