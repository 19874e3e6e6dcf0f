"""Villages and facilities meet the road where they are nearest to it, not at the next junction."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import shapely

from travel.graph import RoadGraph
from travel.network import BoolArray, FloatArray, IntArray, LocalPlane, metres_between
from travel.speeds import WALKING_KMH

DEFAULT_CAP_M: Final = 3_000.0
"""Beyond 3 km (36 minutes on foot) a place is unreached rather than served by a guess; counties may set 2 to 5 km."""

AT_NODE: Final = 1e-9
"""Share of an edge within which a projected point IS the node, so that one-way does not bind it."""


@dataclass(frozen=True)
class SnappedPoints:
    """Where points meet the road; all arrays have shape (n_points,).

    edge         : position of the edge in the network, -1 where the point is unreached.
    share        : how far along the edge from -> to, 0 to 1.
    gap_m        : straight-line metres from the point to the road (also for unreached points; inf without any road).
    gap_s        : seconds to walk it.
    lon, lat     : the foot of the perpendicular, NaN where unreached.
    door_lon, door_lat : the point itself.
    """

    edge: IntArray
    share: FloatArray
    gap_m: FloatArray
    gap_s: FloatArray
    lon: FloatArray
    lat: FloatArray
    door_lon: FloatArray
    door_lat: FloatArray

    @property
    def reached(self) -> BoolArray:
        """True where a usable road lies within the cap."""
        return self.edge >= 0

    @property
    def unreached(self) -> IntArray:
        """Positions of the points no usable road comes near; they are shown and counted, never dropped."""
        return np.flatnonzero(self.edge < 0)

    def take(self, positions: IntArray) -> SnappedPoints:
        """Return the points at `positions`, in that order."""
        return SnappedPoints(**{field.name: getattr(self, field.name)[positions] for field in fields(self)})


class EdgeIndex:
    """Finds the nearest usable edge of a graph; built once, asked often."""

    def __init__(self, graph: RoadGraph) -> None:
        self.graph = graph
        network = graph.network
        self.edges: IntArray = np.flatnonzero(graph.usable_edges)
        self.plane = LocalPlane.around(network.lon, network.lat) if network.n_nodes else LocalPlane(lon0=0.0, lat0=0.0)
        xy = self.plane.to_metres(network.lon, network.lat)
        self.start, self.end = xy[graph.tail[self.edges]], xy[graph.head[self.edges]]
        self.tree = shapely.STRtree(shapely.linestrings(np.stack([self.start, self.end], axis=1)))

    def nearest(self, lon: FloatArray, lat: FloatArray) -> tuple[IntArray, FloatArray]:
        """Return position in the network and share along it of the nearest usable edge; -1 without any.

        Where several edges are equally near (two roads between the same junctions), the lowest position wins.
        """
        found = np.full(len(lon), -1, dtype=np.int64)
        share = np.zeros(len(lon))
        if not len(self.edges) or not len(lon):
            return found, share
        xy = self.plane.to_metres(lon, lat)
        asked, hit = self.tree.query_nearest(shapely.points(xy), all_matches=True)
        order = np.lexsort((hit, asked))
        asked, first = np.unique(asked[order], return_index=True)
        hit = hit[order][first]
        along = self.end[hit] - self.start[hit]
        square = (along**2).sum(axis=1)
        ahead = ((xy[asked] - self.start[hit]) * along).sum(axis=1)
        share[asked] = np.clip(np.divide(ahead, square, out=np.zeros_like(ahead), where=square > 0), 0.0, 1.0)
        found[asked] = self.edges[hit]
        return found, share


def snap(
    index: EdgeIndex,
    lon: FloatArray,
    lat: FloatArray,
    cap_m: float = DEFAULT_CAP_M,
    walking_kmh: float = WALKING_KMH,
) -> SnappedPoints:
    """Return where each WGS-84 point meets the road, and what walking there costs.

    cap_m : metres, inclusive; a point farther from every usable road is unreached, and so is one without coordinates.

    Only edges in the largest strongly connected part are offered: a fragment would strand the point.
    """
    lon, lat = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
    known = np.isfinite(lon) & np.isfinite(lat)
    edge, share = np.full(len(lon), -1, dtype=np.int64), np.zeros(len(lon))
    edge[known], share[known] = index.nearest(lon[known], lat[known])
    share = np.where(share <= AT_NODE, 0.0, np.where(share >= 1.0 - AT_NODE, 1.0, share))
    network, graph = index.graph.network, index.graph
    tail, head = graph.tail[edge], graph.head[edge]
    foot_lon = np.where(edge >= 0, network.lon[tail] + share * (network.lon[head] - network.lon[tail]), np.nan)
    foot_lat = np.where(edge >= 0, network.lat[tail] + share * (network.lat[head] - network.lat[tail]), np.nan)
    gap_m = np.where(edge >= 0, metres_between(lon, lat, foot_lon, foot_lat), np.inf)
    near = gap_m <= cap_m
    return SnappedPoints(
        edge=np.where(near, edge, -1),
        share=share,
        gap_m=gap_m,
        gap_s=gap_m * 3.6 / walking_kmh,
        lon=np.where(near, foot_lon, np.nan),
        lat=np.where(near, foot_lat, np.nan),
        door_lon=lon,
        door_lat=lat,
    )


def seconds_to_ends(graph: RoadGraph, points: SnappedPoints) -> FloatArray:
    """Return seconds from each foot to the `from` and `to` end of its edge, shape (n_points, 2); gap not included."""
    return _ends(points, graph.against[points.edge], graph.along[points.edge])


def seconds_from_ends(graph: RoadGraph, points: SnappedPoints) -> FloatArray:
    """Return seconds from the `from` and `to` end of its edge to each foot, shape (n_points, 2); gap not included."""
    return _ends(points, graph.along[points.edge], graph.against[points.edge])


def _ends(points: SnappedPoints, beside_tail: FloatArray, beside_head: FloatArray) -> FloatArray:
    """Return seconds between foot and ends, given seconds over the whole edge in the two directions."""
    # A foot that IS the node needs no travel, whatever the direction of the road: 0, and not 0 × inf.
    at_tail = np.where(points.share == 0.0, 0.0, np.maximum(points.share, 1e-300) * beside_tail)
    at_head = np.where(points.share == 1.0, 0.0, np.maximum(1.0 - points.share, 1e-300) * beside_head)
    return np.where(points.reached[:, None], np.column_stack([at_tail, at_head]), np.inf)


def seconds_along_shared_edge(
    graph: RoadGraph, edge: IntArray, share_from: FloatArray, share_to: FloatArray
) -> FloatArray:
    """Return seconds from one foot to another on the same edge, without leaving it; inf against a one-way road."""
    ahead = share_to - share_from
    seconds = np.where(ahead >= 0, graph.along[edge], graph.against[edge])
    return np.where(ahead == 0.0, 0.0, np.abs(ahead) * np.where(ahead == 0.0, 0.0, seconds))
