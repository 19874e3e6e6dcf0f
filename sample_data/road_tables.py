"""The sample's roads (示例): two editions a county, the minutes they give, and who reaches whom in every month."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Final

import numpy as np
import pandas as pd

from data_access import schema
from sample_data.roads import make_roads, target_nodes_for
from sample_data.world import GENERATOR_LOAD, SEED, World, provenance
from travel.access_frames import Edition, Places, access_frames
from travel.network import CLASS_CODE, RoadNetwork
from travel.road_changes import edges_of_ways, with_class

OLD_EDITION: Final = "示例-2023"
NEW_EDITION: Final = "示例-2024"
NEW_FROM: Final = 202401
"""From this month the newer roads count: some county roads were village and township roads before."""

IMPROVED_ROADS: Final = 14
SOURCE_ZH: Final = "示例路网（按种子生成，不是真实道路）"
DRAWN_CLASSES: Final = ("县道",)

Progress = Callable[[float, str], None]


def add_roads(world: World, progress: Progress | None = None) -> None:
    """Fill road_edition, road_node, road_edge, travel_time and village_access of all five counties.

    Needs places, residents, institutions and their months.
    """
    tell: Progress = progress or (lambda _share, _what: None)
    found: dict[str, list[pd.DataFrame]] = {}
    counties = world.frames["county"]
    named = zip(counties["county_code"], counties["name_zh"], counties["area_km2"], strict=True)
    for number, (code, name_zh, area_km2) in enumerate(named):
        tell(number / len(counties), f"{name_zh}路网与通行时间")
        for name, frame in county_roads(world, code, float(area_km2)).items():
            found.setdefault(name, []).append(frame)
    world.frames.update({name: pd.concat(frames, ignore_index=True) for name, frames in found.items()})


def county_roads(world: World, county_code: str, area_km2: float) -> dict[str, pd.DataFrame]:
    """Return one county's rows of the five tables."""
    network = county_network(world, county_code, area_km2)
    older = before_the_works(network, county_code)
    first = int(world.months[0])
    # 202401 − 89 = 202312, the month before.
    editions = (Edition(OLD_EDITION, older, first, NEW_FROM - 89), Edition(NEW_EDITION, network, NEW_FROM))
    travel_time, access = access_frames(county_code, editions, places_of(world, county_code), world.months.tolist())
    frames: dict[str, pd.DataFrame] = {"travel_time": travel_time, "village_access": provenance(access)}
    for edition in editions:
        for name, frame in _network_frames(edition, county_code).items():
            frames[name] = pd.concat([frames[name], frame], ignore_index=True) if name in frames else frame
    return frames


def county_network(world: World, county_code: str, area_km2: float) -> RoadNetwork:
    """Return the county's newest sample roads, that of the benchmark included."""
    townships = world.townships(county_code, int(world.months[-1]))
    villages = world.villages(county_code, int(world.months[-1]))
    seats, homes = (frame[["lon", "lat"]].to_numpy(np.float64) for frame in (townships, villages))
    return make_roads(county_code, seats, homes, SEED, target_nodes_for(area_km2))


def before_the_works(network: RoadNetwork, county_code: str) -> RoadNetwork:
    """Return the roads of the year before: some 县道 were still 村道 then."""
    rng = np.random.default_rng([SEED, zlib.crc32(f"works {county_code}".encode())])
    ways = np.unique(network.way_id[network.road_class == CLASS_CODE["县道"]])
    chosen = np.sort(rng.choice(ways, size=min(IMPROVED_ROADS, len(ways)), replace=False))
    return with_class(network, edges_of_ways(network, chosen), "村道")


def places_of(world: World, county_code: str) -> Places:
    """Return the county's villages, institutions and their months."""

    def own(name: str) -> pd.DataFrame:
        frame = world.frames[name]
        return frame[frame["county_code"] == county_code].reset_index(drop=True)

    return Places(own("village"), own("institution"), own("institution_month"), own("resident_month"))


def _network_frames(edition: Edition, county_code: str) -> dict[str, pd.DataFrame]:
    network = edition.network
    nodes = network.nodes_frame().assign(county_code=county_code, road_edition=edition.name)
    nodes = nodes[[column.name for column in schema.road_node.columns]]
    edges = network.edges_frame().rename(columns={"one_way": "oneway", "maxspeed_kmh": "max_speed_kmh"})
    edges = provenance(
        edges.assign(county_code=county_code, road_edition=edition.name, edge_id=np.arange(1, network.n_edges + 1))
    )
    edges = edges[[column.name for column in schema.road_edge.columns]]
    row = pd.DataFrame(
        {
            "county_code": [county_code],
            "road_edition": [edition.name],
            "valid_from": [edition.first_month],
            "valid_to": pd.array([edition.last_month], dtype="Int64"),
            "source_zh": [SOURCE_ZH],
            "nodes": [network.n_nodes],
            "edges": [network.n_edges],
            "kilometres": [round(network.kilometres, 3)],
        }
    )
    return {"road_edition": provenance(row, load_id=GENERATOR_LOAD), "road_node": nodes, "road_edge": edges}
