"""Close or improve roads for a what-if: a changed copy of the network, the network in force untouched."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from travel.graph import RoadGraph
from travel.network import CLASS_CODE, BoolArray, IntArray, RoadNetwork
from travel.shortest import NodeField
from travel.snap import EdgeIndex, SnappedPoints


def edges_of_ways(network: RoadNetwork, way_ids: IntArray) -> BoolArray:
    """Mark the edges that were cut from the given roads, shape (n_edges,). Raises KeyError for an unknown road."""
    unknown = np.setdiff1d(way_ids, network.way_id)
    if unknown.size:
        raise KeyError(f"路网中没有编号为 {'、'.join(map(str, unknown[:5].tolist()))} 的道路。请从地图上重新选择。")
    return np.isin(network.way_id, way_ids)


def way_at(index: EdgeIndex, lon: float, lat: float) -> int:
    """Return the road nearest to a place clicked on the map; −1 without any road."""
    edge, _ = index.nearest(np.array([lon]), np.array([lat]))
    return int(index.graph.network.way_id[edge[0]]) if edge[0] >= 0 else -1


def with_class(network: RoadNetwork, edges: BoolArray, road_class: str) -> RoadNetwork:
    """Return the network with some edges of another class; a posted limit made for the old road is dropped.

    edges : True where the road is rebuilt, shape (n_edges,). Raises KeyError for an unknown class.
    """
    if road_class not in CLASS_CODE:
        raise KeyError(f"道路等级“{road_class}”不认识。请选择{'、'.join(CLASS_CODE)}之一。")
    return replace(
        network,
        road_class=np.where(edges, CLASS_CODE[road_class], network.road_class).astype(np.int8),
        maxspeed_kmh=np.where(edges, np.nan, network.maxspeed_kmh),
    )


def points_touched_by_edges(graph: RoadGraph, field: NodeField, points: SnappedPoints, edges: BoolArray) -> BoolArray:
    """Tell whose route to the nearest facility uses any of `edges`: those a CLOSURE or slowing of them can change.

    edges : True for the roads concerned, shape (n_edges,).

    Routes run along pointers to the next node; their stride is doubled until all have arrived. Improving or opening
    a road can change anybody: then search anew from all facilities (some 10 ms for a county).
    """
    on_it = edges[np.where(points.reached, points.edge, 0)] & points.reached
    ends = np.column_stack([graph.tail[points.edge], graph.head[points.edge]])
    over = _nodes_routed_over(graph, field, edges)
    return np.asarray(on_it | (points.reached & over[ends].any(axis=1)))


def _nodes_routed_over(graph: RoadGraph, field: NodeField, edges: BoolArray) -> BoolArray:
    """Mark the nodes whose way to their owner runs over a changed edge."""
    over = np.zeros(graph.n_nodes, dtype=bool)
    for start, end in ((graph.tail[edges], graph.head[edges]), (graph.head[edges], graph.tail[edges])):
        over[start[field.next_node[start] == end]] = True
    roots = np.flatnonzero((field.owner >= 0) & (field.next_node < 0))
    over[roots] |= edges[field.facilities.edge[field.owner[roots]]]
    ahead = field.next_node.copy()
    while (moving := np.flatnonzero(ahead >= 0)).size:
        over[moving], ahead[moving] = over[moving] | over[ahead[moving]], ahead[ahead[moving]]
    return over
