"""How long the way is and where it runs: metres and polylines read off a search tree."""

from __future__ import annotations

import numpy as np

from travel.network import FloatArray, IntArray
from travel.shortest import NOBODY, Nearest, NodeField
from travel.snap import SnappedPoints


def tree_metres(field: NodeField) -> FloatArray:
    """Return road metres from every node to its owner (or from it), inf out of reach, shape (n_nodes,).

    Pointers to the next node are doubled until all stand at a root, about 12 rounds for a county.
    """
    graph, reached = field.graph, field.owner >= 0
    metres = np.full(graph.n_nodes, np.inf)
    metres[reached] = 0.0
    inner = np.flatnonzero(field.next_node >= 0)
    metres[inner] = graph.network.metres[_tree_edges(field, inner)]
    roots = np.flatnonzero(reached & (field.next_node < 0))
    metres[roots] = _metres_on_facility_edge(field, roots)
    ahead = field.next_node.copy()
    while (moving := np.flatnonzero(ahead >= 0)).size:
        # All right-hand sides are read before anything is written, so one round never mixes two states.
        metres[moving], ahead[moving] = metres[moving] + metres[ahead[moving]], ahead[ahead[moving]]
    return metres


def _tree_edges(field: NodeField, node: IntArray) -> IntArray:
    """Return the edge between each node and the next one on its way."""
    graph = field.graph
    ahead = field.next_node[node]
    start, end = (node, ahead) if field.direction == "to_facility" else (ahead, node)
    n = graph.n_nodes
    row = np.repeat(np.arange(n), np.diff(graph.forward.indptr))
    stored = row * n + graph.forward.indices
    return np.asarray(graph.arc_edge[np.searchsorted(stored, start * n + end)])


def _metres_on_facility_edge(field: NodeField, node: IntArray) -> FloatArray:
    facility = field.owner[node]
    edge, share = field.facilities.edge[facility], field.facilities.share[facility]
    return np.where(field.graph.tail[edge] == node, share, 1.0 - share) * field.graph.network.metres[edge]


def route_metres(field: NodeField, points: SnappedPoints, nearest: Nearest) -> FloatArray:
    """Return metres along the road from each point's foot to its owner's, inf where unreached.

    Walks are not included; those who walk straight there have 0."""
    graph = field.graph
    metres = np.full(len(points.edge), np.inf)
    through = np.flatnonzero(nearest.via_node >= 0)
    edge, via = points.edge[through], nearest.via_node[through]
    own = np.where(graph.tail[edge] == via, points.share[through], 1.0 - points.share[through])
    metres[through] = own * graph.network.metres[edge] + tree_metres(field)[via]
    metres[nearest.on_foot] = 0.0
    direct = np.flatnonzero((nearest.via_node == NOBODY) & (nearest.owner >= 0) & ~nearest.on_foot)
    between = points.share[direct] - field.facilities.share[nearest.owner[direct]]
    metres[direct] = np.abs(between) * graph.network.metres[points.edge[direct]]
    return metres


def route_line(field: NodeField, points: SnappedPoints, nearest: Nearest, point: int) -> FloatArray:
    """Return lon, lat along the route between one point and its owner, shape (n, 2); empty where unreached.

    Always listed from the point to the facility, also for an ambulance that drives it the other way.
    """
    owner, network = int(nearest.owner[point]), field.graph.network
    if owner < 0:
        return np.empty((0, 2))
    here, nodes = int(nearest.via_node[point]), []
    while here >= 0:
        nodes.append(here)
        here = int(field.next_node[here])
    facilities = field.facilities
    if nearest.on_foot[point]:
        ends = (
            (points.door_lon[point], points.door_lat[point]),
            (facilities.door_lon[owner], facilities.door_lat[owner]),
        )
        return np.array(ends)
    first = [[points.lon[point], points.lat[point]]]
    last = [[facilities.lon[owner], facilities.lat[owner]]]
    middle = np.column_stack([network.lon[nodes], network.lat[nodes]]) if nodes else np.empty((0, 2))
    return np.vstack([first, middle, last])
