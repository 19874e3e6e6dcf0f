"""Close or improve roads for a what-if: a changed copy of the network, the network in force untouched."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from travel.network import CLASS_CODE, BoolArray, IntArray, RoadNetwork


def edges_of_ways(network: RoadNetwork, way_ids: IntArray) -> BoolArray:
    """Mark the edges that were cut from the given roads, shape (n_edges,). Raises KeyError for an unknown road."""
    unknown = np.setdiff1d(way_ids, network.way_id)
    if unknown.size:
        raise KeyError(f"the network has no roads {unknown[:5].tolist()}")
    return np.isin(network.way_id, way_ids)


def with_class(network: RoadNetwork, edges: BoolArray, road_class: str) -> RoadNetwork:
    """Return the network with some edges of another class; a posted limit made for the old road is dropped.

    edges : True where the road is rebuilt, shape (n_edges,). Raises KeyError for an unknown class.
    """
    if road_class not in CLASS_CODE:
        raise KeyError(f"unknown class of road {road_class!r}; known: {', '.join(CLASS_CODE)}")
    return replace(
        network,
        road_class=np.where(edges, CLASS_CODE[road_class], network.road_class).astype(np.int8),
        maxspeed_kmh=np.where(edges, np.nan, network.maxspeed_kmh),
    )
