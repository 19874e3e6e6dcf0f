"""Road metres of many pairs at once, from the same kind of search that gives their minutes.

Predecessors of 200 searches over 60,000 nodes would have to be walked one by one. Instead every arc carries seconds
AND metres in one number – tenths of a millisecond times 2²², plus decimetres – whose sums stay exact in a double.
The quickest way is found, the shorter one of equally quick ones, and its length is read off the low digits.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from travel.graph import RoadGraph
from travel.network import FloatArray
from travel.shortest import (
    ROWS_AT_ONCE_BYTES,
    Direction,
    OdTable,
    along_same_edge,
    search_seconds,
    seconds_at_ends,
    with_extra_nodes,
)
from travel.snap import SnappedPoints, seconds_from_ends, seconds_to_ends

METRES_ROOM: Final = float(2**22)
"""Decimetres of a route: up to 419 km."""

TICKS_PER_SECOND: Final = 10_000.0
"""2³¹ ticks are 59 hours; with METRES_ROOM that fills the 53 exact bits of a double."""


def od_metres(
    graph: RoadGraph,
    origins: SnappedPoints,
    destinations: SnappedPoints,
    od: OdTable,
    direction: Direction = "to_facility",
) -> FloatArray:
    """Return road metres of every pair of `od` (from `travel_times` with the same places), to 0.1 m per arc.

    The walks from door to road are not in it: origins.gap_m and destinations.gap_m tell them; a pair that walks
    straight has 0. Memory as `travel_times` with dense rows.
    """
    metres = np.empty(len(od.minutes))
    if not len(od.minutes):
        return metres
    search = _packed_graph(graph, destinations, direction)
    # A minute beyond the longest pair: rounding of arcs to ticks must not lose it.
    limit = search_seconds(float(od.minutes.max()) + 1.0) * TICKS_PER_SECOND * METRES_ROOM
    block = max(1, ROWS_AT_ONCE_BYTES // (8 * search.shape[0]))
    wanted = np.unique(od.destination)
    for start in range(0, len(wanted), block):
        rows = wanted[start : start + block]
        packed = dijkstra(search, indices=graph.n_nodes + rows, limit=limit)
        here = np.flatnonzero(np.isin(od.destination, rows))
        metres[here] = _read_off(
            graph, origins, packed, np.searchsorted(rows, od.destination[here]), od, here, direction
        )
    return _shorter_on_the_same_edge(graph, origins, destinations, od, metres, direction)


def _pack(seconds: FloatArray, metres: FloatArray) -> FloatArray:
    ticks = np.rint(np.where(np.isfinite(seconds), seconds, 0.0) * TICKS_PER_SECOND)
    return np.where(np.isfinite(seconds), ticks * METRES_ROOM + np.rint(metres * 10.0), np.inf)


def _unpack(packed: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return seconds and metres; inf and 0 where nothing was reached."""
    known = np.isfinite(packed)
    whole = np.where(known, packed, 0.0)
    ticks = np.floor(whole / METRES_ROOM)
    return np.where(known, ticks / TICKS_PER_SECOND, np.inf), (whole - ticks * METRES_ROOM) / 10.0


def _packed_graph(graph: RoadGraph, facilities: SnappedPoints, direction: Direction) -> csr_array:
    """Return the search graph with packed weights and an extra node per facility."""
    forward = graph.forward
    weight = _pack(forward.data, graph.network.metres[graph.arc_edge])
    packed = csr_array((weight, forward.indices, forward.indptr), shape=forward.shape)
    base = packed.T.tocsr() if direction == "to_facility" else packed
    cost = _pack(seconds_at_ends(graph, facilities, direction), _own_metres(graph, facilities))
    return with_extra_nodes(graph, base, facilities, cost)


def _own_metres(graph: RoadGraph, points: SnappedPoints) -> FloatArray:
    """Return metres between each foot and the two ends of its edge, shape (n_points, 2)."""
    share = np.column_stack([points.share, 1.0 - points.share])
    return np.asarray(share * graph.network.metres[points.edge][:, None])


def _read_off(
    graph: RoadGraph,
    origins: SnappedPoints,
    packed: FloatArray,
    row: np.typing.NDArray[np.intp],
    od: OdTable,
    here: np.typing.NDArray[np.intp],
    direction: Direction,
) -> FloatArray:
    """Return metres of the pairs `here`, by the end of the origin's edge that is quicker."""
    ends = seconds_to_ends(graph, origins) if direction == "to_facility" else seconds_from_ends(graph, origins)
    own, origin = _own_metres(graph, origins), od.origin[here]
    node = np.column_stack([graph.tail[origins.edge[origin]], graph.head[origins.edge[origin]]])
    seconds, metres = _unpack(packed[row[:, None], node])
    side = np.argmin(seconds + ends[origin], axis=1)
    each = np.arange(len(here))
    return np.asarray(metres[each, side] + own[origin, side])


def _shorter_on_the_same_edge(
    graph: RoadGraph,
    origins: SnappedPoints,
    destinations: SnappedPoints,
    od: OdTable,
    metres: FloatArray,
    direction: Direction,
) -> FloatArray:
    """Put the direct stretch where origin and destination share an edge and going straight is what `od` timed."""
    same = np.flatnonzero((origins.edge[od.origin] == destinations.edge[od.destination]) & ~od.on_foot)
    origin, destination = od.origin[same], od.destination[same]
    direct = along_same_edge(graph, origins, destinations, direction, origin, destination) + origins.gap_s[origin]
    straight = direct / 60.0 <= od.minutes[same] + 1e-5
    stretch = np.abs(origins.share[origin] - destinations.share[destination])
    metres[same[straight]] = (stretch * graph.network.metres[origins.edge[origin]])[straight]
    metres[od.on_foot] = 0.0
    return metres
