"""Roads as polylines for a map: edges of one road joined again, thinned to what a screen can show."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely

from travel.network import CLASS_CODE, ROAD_CLASSES, FloatArray, LocalPlane, RoadNetwork
from travel.region import nodes_of_edges

THINNED_TO_M: Final = 25.0
"""Below one pixel when a county fills the screen."""

DEGREE_DECIMALS: Final = 5


def road_lines(
    network: RoadNetwork, classes: Collection[str] = ROAD_CLASSES, thinned_to_m: float = THINNED_TO_M
) -> pd.DataFrame:
    """Return one row per road: way_id, road_class, name, one_way, path (list of [lon, lat]), main roads last.

    classes      : of ROAD_CLASSES; others are left out. A far view needs no village tracks.
    thinned_to_m : how far the drawn line may lie from the road, m; 0 keeps every bend.

    Edges are joined where the next begins at the end of the last one and belongs to the same road. Painted in order,
    a trunk road lies over a track. Raises KeyError for an unknown class.
    """
    wanted = np.array([CLASS_CODE[one] for one in classes], dtype=np.int8)
    edge = np.flatnonzero(np.isin(network.road_class, wanted))
    columns = ["way_id", "road_class", "name", "one_way", "path"]
    if not edge.size:
        return pd.DataFrame({column: pd.Series(dtype=object) for column in columns})
    starts = _first_edges(network, edge)
    line = np.cumsum(starts) - 1
    first = edge[starts]
    rows = pd.DataFrame(
        {
            "way_id": network.way_id[first],
            "road_class": network.class_names()[first],
            "name": network.name[first],
            "one_way": network.one_way[first],
            "path": _paths(network, edge, line, thinned_to_m),
        },
    )
    # Motorways have the lowest code and are painted last.
    return rows.iloc[np.argsort(-network.road_class[first], kind="stable")].reset_index(drop=True)


def drawn_roads(
    network: RoadNetwork, drawn_as: Mapping[str, str], thinned_to_m: float = THINNED_TO_M
) -> dict[str, list[Any]]:
    """Return paths (lists of [lon, lat]) by the class they are drawn as: for a map that tells no road from the next.

    drawn_as : class → the class it is drawn as; the others are drawn as themselves.

    Roads of one class are joined wherever only two of them meet: a track of many short ways then takes a third fewer
    points, and a map without a graphics card is slow by the point.
    """
    drawn = np.array([drawn_as.get(name, name) for name in ROAD_CLASSES], dtype=object)[network.road_class]
    tail, head = nodes_of_edges(network)
    plane = LocalPlane.around(network.lon, network.lat)
    places = plane.to_metres(network.lon, network.lat)
    return {
        name: _joined(plane, places[tail[drawn == name]], places[head[drawn == name]], thinned_to_m)
        for name in dict.fromkeys(drawn.tolist())
    }


def _joined(plane: LocalPlane, starts: FloatArray, ends: FloatArray, thinned_to_m: float) -> list[Any]:
    edges = shapely.linestrings(np.stack([starts, ends], axis=1))
    lines = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(edges)))
    places, owner = shapely.get_coordinates(
        shapely.simplify(lines, thinned_to_m, preserve_topology=False), return_index=True
    )
    degrees = np.round(np.column_stack(plane.to_degrees(places)), DEGREE_DECIMALS)
    return [part.tolist() for part in np.split(degrees, np.flatnonzero(np.diff(owner)) + 1)]


def half_pixel_m(network: RoadNetwork, across_px: float) -> float:
    """Return half a pixel in metres on a map that shows the whole network `across_px` wide; THINNED_TO_M at least."""
    east, north = np.ptp(LocalPlane.around(network.lon, network.lat).to_metres(network.lon, network.lat), axis=0)
    return max(THINNED_TO_M, float(max(east, north)) / across_px / 2)


def _first_edges(network: RoadNetwork, edge: np.typing.NDArray[np.intp]) -> np.typing.NDArray[np.bool_]:
    """Mark the edges at which a new line begins."""
    starts = np.ones(len(edge), dtype=bool)
    here, before = edge[1:], edge[:-1]
    starts[1:] = (network.from_node[here] != network.to_node[before]) | (network.way_id[here] != network.way_id[before])
    return starts


def _paths(
    network: RoadNetwork, edge: np.typing.NDArray[np.intp], line: np.typing.NDArray[np.intp], thinned_to_m: float
) -> list[Any]:
    tail, head = (ends[edge] for ends in nodes_of_edges(network))
    plane = LocalPlane.around(network.lon, network.lat)
    # The places of a line: the start of its first edge, then the end of every edge.
    opening = np.flatnonzero(np.diff(line, prepend=-1))
    node = np.insert(head, opening, tail[opening])
    which = np.insert(line, opening, line[opening])
    drawn = shapely.linestrings(plane.to_metres(network.lon[node], network.lat[node]), indices=which)
    if thinned_to_m > 0:
        drawn = shapely.simplify(drawn, thinned_to_m, preserve_topology=False)
    places, owner = shapely.get_coordinates(drawn, return_index=True)
    degrees = np.round(np.column_stack(plane.to_degrees(places)), DEGREE_DECIMALS)
    return [part.tolist() for part in np.split(degrees, np.flatnonzero(np.diff(owner)) + 1)]
