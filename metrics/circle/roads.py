"""Which roads carry the way to care: residents on every road, and how far each village travels on it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from metrics.circle.circle import Circle
from travel.network import FloatArray, metres_between
from travel.routes import route_line, route_metres


def people_by_way(circle: Circle, residents: FloatArray) -> pd.Series:
    """Return the residents whose way to their nearest site runs over each road, by way_id, most first.

    All villages walk their search tree at once, one node a step.
    """
    field, graph = circle.field, circle.ground.graph
    n = graph.n_nodes
    stored = np.repeat(np.arange(n), np.diff(graph.forward.indptr)) * n + graph.forward.indices
    carried = np.zeros(graph.network.n_edges)
    points = circle.ground.villages
    own = points.reached & (circle.nearest.owner >= 0) & ~circle.nearest.on_foot
    np.add.at(carried, points.edge[own], residents[own])
    moving = np.flatnonzero(circle.nearest.via_node >= 0)
    here = circle.nearest.via_node[moving]
    while moving.size:
        ahead = field.next_node[here]
        goes_on = ahead >= 0
        moving, here, ahead = moving[goes_on], here[goes_on], ahead[goes_on]
        start, end = (here, ahead) if field.direction == "to_facility" else (ahead, here)
        np.add.at(carried, graph.arc_edge[np.searchsorted(stored, start * n + end)], residents[moving])
        here = ahead
    most = pd.Series(carried).groupby(graph.network.way_id).max()
    return most[most > 0].sort_values(ascending=False, kind="stable")


def road_list(circle: Circle, villages: pd.DataFrame, most: int = 60) -> pd.DataFrame:
    """Return the roads that most residents use: way_id, road_class, name, kilometres, people, village (nearest one)."""
    network = circle.ground.network
    people = people_by_way(circle, villages["residents"].to_numpy(np.float64)).head(most)
    edges = pd.DataFrame(
        {
            "way_id": network.way_id,
            "road_class": network.class_names(),
            "name": network.name,
            "metres": network.metres,
            "node": circle.ground.graph.tail,
        }
    )
    own = edges[edges["way_id"].isin(people.index)].groupby("way_id", as_index=False)
    roads = own.agg(
        road_class=("road_class", "first"), name=("name", "first"), metres=("metres", "sum"), node=("node", "first")
    )
    lon, lat = villages["lon"].to_numpy(np.float64), villages["lat"].to_numpy(np.float64)
    at = roads["node"].to_numpy(np.int64)
    away = metres_between(network.lon[at][:, None], network.lat[at][:, None], lon, lat)
    nearest = villages.iloc[np.argmin(away, axis=1)] if len(roads) else villages.iloc[:0]
    return (
        roads.assign(
            kilometres=roads["metres"] / 1000,
            people=roads["way_id"].map(people),
            village_zh=nearest["name_zh"].to_numpy(object),
            village_en=nearest["name_en"].to_numpy(object),
        )
        .sort_values(["people", "way_id"], ascending=[False, True], kind="stable")
        .reset_index(drop=True)
    )


def village_metres(circle: Circle) -> FloatArray:
    """Return road metres from every village to its nearest site, inf where unreachable, shape (n_villages,)."""
    return route_metres(circle.field, circle.ground.villages, circle.nearest)


def village_route(circle: Circle, village: int) -> list[tuple[float, float]]:
    """Return lon, lat along one village's way to its nearest site; empty where unreachable."""
    line = route_line(circle.field, circle.ground.villages, circle.nearest, village)
    return [(round(float(lon), 5), round(float(lat), 5)) for lon, lat in line]
