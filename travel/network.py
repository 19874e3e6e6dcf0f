"""The road network as plain arrays: what importers and generators give, and what graphs are built from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
TextArray = npt.NDArray[Any]
"""Object array of text or None."""

ROAD_CLASSES: Final = ("高速公路", "国道", "省道", "县道", "乡道", "村道", "街巷", "机耕路", "步道")
"""Administrative classes of JTG B01 and GB/T 917, then what OpenStreetMap adds below them."""

CLASS_CODE: Final = {name: code for code, name in enumerate(ROAD_CLASSES)}

METRES_PER_DEGREE: Final = 111_195.08
"""One degree of a great circle on the sphere of radius 6,371,008.8 m (mean radius, IUGG)."""


@dataclass(frozen=True)
class RoadNetwork:
    """Nodes and edges of one county's roads, WGS-84.

    node_id, lon, lat          : shape (n_nodes,); ids are unique.
    from_node, to_node         : node ids, shape (n_edges,). An edge is straight; a curved road is many edges.
    way_id                     : the road an edge was cut from (OpenStreetMap way, or our own number).
    road_class                 : int8 index into ROAD_CLASSES.
    metres                     : length along the road, m.
    one_way                    : True where only from -> to may be driven.
    surface, name              : text or None, as the source wrote it.
    maxspeed_kmh               : km/h, NaN where the source is silent.
    """

    node_id: IntArray
    lon: FloatArray
    lat: FloatArray
    from_node: IntArray
    to_node: IntArray
    way_id: IntArray
    road_class: npt.NDArray[np.int8]
    metres: FloatArray
    one_way: BoolArray
    surface: TextArray
    maxspeed_kmh: FloatArray
    name: TextArray

    @property
    def n_nodes(self) -> int:
        """How many nodes there are."""
        return int(self.node_id.size)

    @property
    def n_edges(self) -> int:
        """How many edges there are; a two-way road counts once."""
        return int(self.from_node.size)

    @property
    def kilometres(self) -> float:
        """Length of all edges, km; dual carriageways count twice."""
        return float(self.metres.sum() / 1000.0)

    def class_names(self) -> TextArray:
        """Return the road class of every edge in Chinese, shape (n_edges,)."""
        return np.array(ROAD_CLASSES, dtype=object)[self.road_class]

    def nodes_frame(self) -> pd.DataFrame:
        """Return the nodes as a frame: node_id, lon, lat."""
        return pd.DataFrame({"node_id": self.node_id, "lon": self.lon, "lat": self.lat})

    def edges_frame(self) -> pd.DataFrame:
        """Return the edges as a frame, columns as the fields of this class; `road_class` in Chinese."""
        return pd.DataFrame(
            {
                "from_node": self.from_node,
                "to_node": self.to_node,
                "way_id": self.way_id,
                "road_class": self.class_names(),
                "metres": self.metres,
                "one_way": self.one_way,
                "surface": self.surface,
                "maxspeed_kmh": self.maxspeed_kmh,
                "name": self.name,
            },
        )


def network_from_frames(nodes: pd.DataFrame, edges: pd.DataFrame) -> RoadNetwork:
    """Return the network whose frames are `nodes` and `edges`, as written by `nodes_frame` and `edges_frame`.

    `way_id` and `name` may be absent: then edges that follow one another in the frame, each beginning where the last
    one ended and of the same class, are taken for one road.

    Raises KeyError for a missing column or a road class that is not one of ROAD_CLASSES.
    """
    codes = edges["road_class"].map(CLASS_CODE)
    if codes.isna().any():
        unknown = sorted(set(edges.loc[codes.isna(), "road_class"].astype(str)))
        raise KeyError(f"unknown classes of road {', '.join(unknown)}; known: {', '.join(ROAD_CLASSES)}")
    from_node, to_node = edges["from_node"].to_numpy(np.int64), edges["to_node"].to_numpy(np.int64)
    unnamed = pd.Series(None, index=edges.index, dtype=object)
    return RoadNetwork(
        node_id=nodes["node_id"].to_numpy(np.int64),
        lon=nodes["lon"].to_numpy(np.float64),
        lat=nodes["lat"].to_numpy(np.float64),
        from_node=from_node,
        to_node=to_node,
        way_id=_way_ids(edges, from_node, to_node, codes.to_numpy()),
        road_class=codes.to_numpy().astype(np.int8),
        metres=edges["metres"].to_numpy(np.float64),
        one_way=edges["one_way"].to_numpy(np.bool_),
        surface=_text_or_none(edges["surface"]),
        maxspeed_kmh=edges["maxspeed_kmh"].to_numpy(np.float64, na_value=np.nan),
        name=_text_or_none(edges.get("name", unnamed)),
    )


def _way_ids(edges: pd.DataFrame, from_node: IntArray, to_node: IntArray, codes: npt.NDArray[Any]) -> IntArray:
    if "way_id" in edges.columns:
        return edges["way_id"].to_numpy(np.int64)
    one_way = edges["one_way"].to_numpy(np.bool_)
    new = np.ones(len(edges), dtype=bool)
    new[1:] = (from_node[1:] != to_node[:-1]) | (codes[1:] != codes[:-1]) | (one_way[1:] != one_way[:-1])
    return np.cumsum(new)


def _text_or_none(column: pd.Series) -> TextArray:
    values = column.astype(object).to_numpy(copy=True)
    values[column.isna().to_numpy()] = None
    return values


def metres_between(lon_a: FloatArray, lat_a: FloatArray, lon_b: FloatArray, lat_b: FloatArray) -> FloatArray:
    """Return great-circle metres between points given in degrees, by the haversine formula.

    Shapes broadcast. Differs from the ellipsoid by at most 0.56 %, which is far inside the error of any speed table.
    """
    half_lat = np.radians(lat_b - lat_a) / 2.0
    half_lon = np.radians(lon_b - lon_a) / 2.0
    chord = np.sin(half_lat) ** 2 + np.cos(np.radians(lat_a)) * np.cos(np.radians(lat_b)) * np.sin(half_lon) ** 2
    angle = 2.0 * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))
    return np.asarray(np.degrees(angle) * METRES_PER_DEGREE)


@dataclass(frozen=True)
class LocalPlane:
    """A flat map round one point, metres east and north; within 0.1 % over a county 150 km across."""

    lon0: float
    lat0: float

    @classmethod
    def around(cls, lon: FloatArray, lat: FloatArray) -> LocalPlane:
        """Return the plane centred in the box of the given points."""
        return cls(float((lon.min() + lon.max()) / 2.0), float((lat.min() + lat.max()) / 2.0))

    def to_metres(self, lon: FloatArray, lat: FloatArray) -> FloatArray:
        """Return (n, 2) metres east and north of the centre."""
        east = (np.asarray(lon) - self.lon0) * METRES_PER_DEGREE * np.cos(np.radians(self.lat0))
        return np.column_stack([east, (np.asarray(lat) - self.lat0) * METRES_PER_DEGREE])

    def to_degrees(self, xy: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return longitudes and latitudes of (n, 2) metres east and north."""
        lon = self.lon0 + xy[:, 0] / (METRES_PER_DEGREE * np.cos(np.radians(self.lat0)))
        return lon, self.lat0 + xy[:, 1] / METRES_PER_DEGREE
