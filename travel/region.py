"""Cut a road network to a box or a county outline."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

import numpy as np
import shapely

from travel.network import BoolArray, FloatArray, IntArray, RoadNetwork

Box = tuple[float, float, float, float]
"""West, south, east, north; degrees, WGS-84."""

Region: TypeAlias = Box | shapely.Polygon | shapely.MultiPolygon


def in_region(lon: FloatArray, lat: FloatArray, region: Region) -> BoolArray:
    """Tell which points lie in the region, its edge included, shape (n_points,)."""
    if isinstance(region, tuple):
        west, south, east, north = region
        return np.asarray((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
    shapely.prepare(region)
    return np.asarray(shapely.intersects_xy(region, lon, lat))


def nodes_of_edges(network: RoadNetwork) -> tuple[IntArray, IntArray]:
    """Return the positions of both ends of every edge in the node arrays; ids must be known (see `build_graph`)."""
    order = np.argsort(network.node_id, kind="stable")
    ids = network.node_id[order]
    return order[np.searchsorted(ids, network.from_node)], order[np.searchsorted(ids, network.to_node)]


def cut_to_region(network: RoadNetwork, region: Region) -> RoadNetwork:
    """Return the edges with at least one end in the region, and only the nodes they need.

    An edge that leaves the region stays whole, so that no road ends short of the boundary.
    """
    inside = in_region(network.lon, network.lat, region)
    tail, head = nodes_of_edges(network)
    edges = inside[tail] | inside[head]
    needed = np.zeros(network.n_nodes, dtype=bool)
    needed[tail[edges]] = needed[head[edges]] = True
    return replace(
        network,
        node_id=network.node_id[needed],
        lon=network.lon[needed],
        lat=network.lat[needed],
        from_node=network.from_node[edges],
        to_node=network.to_node[edges],
        way_id=network.way_id[edges],
        road_class=network.road_class[edges],
        metres=network.metres[edges],
        one_way=network.one_way[edges],
        surface=network.surface[edges],
        maxspeed_kmh=network.maxspeed_kmh[edges],
        name=network.name[edges],
    )
