"""Roads from OpenStreetMap files (.osm.pbf, .osm) and from a county's own edge lists (.csv, .geojson).

OpenStreetMap data is © OpenStreetMap contributors, ODbL; whoever shows it credits it. Turn restrictions, ferries and
conditional rules are left out. Every node of a way is kept, so that places meet the road where it really bends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import osmium

from travel.coordinates import CoordinateSystem
from travel.edge_lists import read_edge_list, read_geojson
from travel.faults import DuplicateIds, EmptyExtract, NoRoadsInRegion, NotARoadFile, RoadFileFault, TruncatedFile
from travel.network import CLASS_CODE, IntArray, RoadNetwork, metres_between
from travel.pbf_frame import check_pbf_frame
from travel.region import Region, cut_to_region
from words.phrases import Phrase

Progress = Callable[[str, int, int], None]
"""Called with the stage in Chinese, how much is done and how much there is."""

CLASS_OF_HIGHWAY: Final = {
    "motorway": "高速公路",
    "motorway_link": "高速公路",
    "trunk": "国道",
    "trunk_link": "国道",
    "primary": "省道",
    "primary_link": "省道",
    "secondary": "县道",
    "secondary_link": "县道",
    "tertiary": "乡道",
    "tertiary_link": "乡道",
    "unclassified": "村道",
    "road": "村道",
    "residential": "街巷",
    "living_street": "街巷",
    "service": "街巷",
    "track": "机耕路",
    "path": "步道",
    "footway": "步道",
    "pedestrian": "步道",
    "cycleway": "步道",
    "bridleway": "步道",
    "steps": "步道",
}
"""By administrative rank, from trunk (G) to unclassified (C), as the guideline for China asks:
wiki.openstreetmap.org/wiki/Chinese_tagging_guidelines."""

REPORT_EVERY: Final = 2_000
SIGNS_OF_AN_EARLY_END: Final = ("EOF", "unclosed token", "no element found")
"""What libosmium and expat say of a file that breaks off."""

MILE_KM: Final = 1.609344


@dataclass(frozen=True)
class ImportedRoads:
    """A network and what was left out on the way.

    ways          : roads read. dropped_edges : pieces whose nodes the extract lacks. skipped : ways closed to the
    public or not roads (areas, building sites).
    """

    network: RoadNetwork
    ways: int
    dropped_edges: int
    skipped: int

    def phrase(self) -> Phrase:
        """Say it in one sentence."""
        return Phrase(
            "roads_read",
            ways=self.ways,
            nodes=self.network.n_nodes,
            edges=self.network.n_edges,
            kilometres=self.network.kilometres,
            skipped=self.skipped,
            dropped=self.dropped_edges,
        )


def import_roads(
    path: Path,
    region: Region | None = None,
    coordinate_system: CoordinateSystem = "WGS-84",
    progress: Progress | None = None,
) -> ImportedRoads:
    """Return the roads of a file, cut to `region` (box or polygon, WGS-84) if one is given.

    coordinate_system : of an edge list; OpenStreetMap files are always WGS-84.

    Raises NotARoadFile, TruncatedFile, EmptyExtract, NoRoadsInRegion, DuplicateIds, FaultyRows or SwappedLonLat, all
    of them RoadFileFault.
    """
    name = path.name.lower()
    if not path.is_file():
        raise NotARoadFile("road_file_missing", file=path.name)
    report: Progress = progress or (lambda _stage, _done, _total: None)
    if name.endswith((".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2")):
        imported = _import_osm(path, report)
    elif name.endswith(".csv"):
        imported = ImportedRoads(*read_edge_list(path, coordinate_system), 0, 0)
    elif name.endswith((".geojson", ".json")):
        imported = ImportedRoads(*read_geojson(path, coordinate_system), 0, 0)
    else:
        raise NotARoadFile("road_format_unknown", file=path.name)
    if region is None:
        return imported
    report("裁剪到县域", 0, 1)
    network = cut_to_region(imported.network, region)
    report("裁剪到县域", 1, 1)
    if not network.n_edges:
        raise NoRoadsInRegion("no_roads_in_region", edges=imported.network.n_edges)
    return ImportedRoads(network, imported.ways, imported.dropped_edges, imported.skipped)


def _import_osm(path: Path, report: Progress) -> ImportedRoads:
    if path.name.lower().endswith(".pbf"):
        check_pbf_frame(path)
    try:
        total = sum(1 for _ in _highways(path, located=False))
        return _collect(path, total, report)
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        if isinstance(error, RoadFileFault):
            raise
        if any(sign in str(error) for sign in SIGNS_OF_AN_EARLY_END):
            raise TruncatedFile("road_file_truncated", file=path.name) from error
        raise NotARoadFile("not_openstreetmap", file=path.name) from error


def _highways(path: Path, located: bool) -> Iterator[Any]:
    """Yield the ways that carry a `highway` tag, with node positions if asked."""
    if not located:
        yield from osmium.FileProcessor(str(path), osmium.osm.WAY).with_filter(osmium.filter.KeyFilter("highway"))
        return
    yield from (
        osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY)
        .with_locations()
        .with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
        .with_filter(osmium.filter.KeyFilter("highway"))
    )


def _collect(path: Path, total: int, report: Progress) -> ImportedRoads:
    """Read all roads into flat lists, one entry per way and one per node of a way."""
    refs: list[int] = []
    lon: list[float] = []
    lat: list[float] = []
    ways: list[tuple[int, int, int, bool, float, str | None, str | None]] = []
    skipped = 0
    for done, way in enumerate(_highways(path, located=True)):
        if done % REPORT_EVERY == 0:
            report("读取道路", done, total)
        tags = dict(way.tags)
        if not _is_public_road(tags):
            skipped += 1
            continue
        nodes = list(way.nodes)
        direction = _one_way(tags)
        if direction < 0:
            nodes.reverse()
        code = CLASS_CODE[CLASS_OF_HIGHWAY[tags["highway"]]]
        ways.append(
            (
                way.id,
                len(nodes),
                code,
                direction != 0,
                parse_maxspeed(tags.get("maxspeed")),
                tags.get("surface"),
                _name(tags),
            )
        )
        for node in nodes:
            refs.append(node.ref)
            known = node.location.valid()
            lon.append(node.lon if known else np.nan)
            lat.append(node.lat if known else np.nan)
    report("读取道路", total, total)
    if not ways:
        raise EmptyExtract("osm_without_roads", file=path.name)
    way_id, count, road_class, one_way, maxspeed, surface, name = zip(*ways, strict=True)
    _check_way_ids(np.array(way_id, dtype=np.int64))
    flat = np.repeat(np.arange(len(count)), count)
    return _network_of_ways(
        np.array(refs, dtype=np.int64),
        np.array(lon),
        np.array(lat),
        flat,
        {
            "way_id": np.array(way_id, dtype=np.int64),
            "road_class": np.array(road_class, dtype=np.int8),
            "one_way": np.array(one_way, dtype=bool),
            "maxspeed_kmh": np.array(maxspeed, dtype=np.float64),
            "surface": np.array(surface, dtype=object),
            "name": np.array(name, dtype=object),
        },
        skipped,
    )


def _network_of_ways(
    refs: IntArray, lon: Any, lat: Any, way: IntArray, attributes: dict[str, Any], skipped: int
) -> ImportedRoads:
    """Cut ways into straight edges between successive nodes whose positions are known."""
    node_id, first = np.unique(refs[np.isfinite(lon)], return_index=True)
    node_lon, node_lat = lon[np.isfinite(lon)][first], lat[np.isfinite(lon)][first]
    joined = (way[1:] == way[:-1]) & (refs[1:] != refs[:-1])
    known = joined & np.isfinite(lon[1:]) & np.isfinite(lon[:-1])
    start = np.flatnonzero(known)
    piece = way[start]
    metres = metres_between(lon[start], lat[start], lon[start + 1], lat[start + 1])
    network = RoadNetwork(
        node_id=node_id,
        lon=node_lon,
        lat=node_lat,
        from_node=refs[start],
        to_node=refs[start + 1],
        metres=np.round(metres, 2),
        **{key: values[piece] for key, values in attributes.items()},
    )
    return ImportedRoads(network, len(attributes["way_id"]), int(joined.sum() - known.sum()), skipped)


def _check_way_ids(way_id: IntArray) -> None:
    ids, times = np.unique(way_id, return_counts=True)
    double = ids[times > 1]
    if double.size:
        raise DuplicateIds("way_ids_repeated", count=int(double.size), ids=tuple(map(str, double[:5].tolist())))


def _is_public_road(tags: dict[str, str]) -> bool:
    """Leave out areas, building sites, and roads closed to the public."""
    return (
        tags["highway"] in CLASS_OF_HIGHWAY
        and tags.get("area") != "yes"
        and tags.get("access") not in ("no", "private")
    )


def _one_way(tags: dict[str, str]) -> int:
    """Return 1 along the way, −1 against it, 0 both. Roundabouts and motorways are one-way unless tagged "no"."""
    value = tags.get("oneway")
    if value in ("-1", "reverse"):
        return -1
    if value in ("yes", "true", "1"):
        return 1
    implied = tags.get("junction") in ("roundabout", "circular") or tags["highway"] == "motorway"
    return 1 if implied and value != "no" else 0


def _name(tags: dict[str, str]) -> str | None:
    return tags.get("name:zh") or tags.get("name") or tags.get("ref")


def parse_maxspeed(text: str | None) -> float:
    """Return km/h of an OpenStreetMap `maxspeed` value; NaN for none, and for words such as "CN:urban" or "walk".

    "60", "60 km/h", "40 mph"; of several values ("60;80") the lowest.
    """
    if text is None:
        return float("nan")
    speeds = []
    for part in text.split(";"):
        match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph)?\s*", part)
        if match and float(match[1]) > 0:
            speeds.append(float(match[1]) * (MILE_KM if match[2] == "mph" else 1.0))
    return min(speeds) if speeds else float("nan")
