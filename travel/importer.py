"""Roads from OpenStreetMap files (.osm.pbf, .osm) and from a county's own edge lists (.csv, .geojson).

OpenStreetMap data is © OpenStreetMap contributors, ODbL; whoever shows it credits it. Turn restrictions, ferries and
conditional rules are left out. Every node of a way is kept, so that places meet the road where it really bends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import osmium

from travel.coordinates import CoordinateSystem
from travel.edge_lists import read_edge_list
from travel.faults import (
    DuplicateIds,
    EmptyExtract,
    FaultyRows,
    NoRoadsInRegion,
    NotARoadFile,
    RoadFileFault,
    TruncatedFile,
)
from travel.geojson_lines import read_geojson
from travel.josm import deleted_ways
from travel.lengths import FARTHEST_ENDS_M, straight_metres
from travel.network import FloatArray, IntArray, RoadNetwork, metres_between
from travel.pbf_frame import check_pbf_frame
from travel.region import Region, cut_to_region
from travel.road_tags import class_and_use, direction, name_of, parse_maxspeed
from words.phrases import Phrase

Progress = Callable[[str, int, int], None]
"""Called with the stage in Chinese, how much is done and how much there is."""

REPORT_EVERY: Final = 2_000
SIGNS_OF_AN_EARLY_END: Final = ("EOF", "unclosed token", "no element found")
"""What libosmium and expat say of a file that breaks off."""

XML_ENDINGS: Final = (".osm", ".osm.gz", ".osm.bz2")


@dataclass(frozen=True)
class ImportedRoads:
    """A network and what was left out on the way.

    ways          : roads read. dropped_edges : pieces whose nodes the extract lacks. skipped : ways closed to the
    public or not roads (areas, building sites). walked : roads closed to cars, kept as footpaths. deleted : ways that
    an editor marked as deleted. no_lines : features that are points or areas.
    """

    network: RoadNetwork
    ways: int
    dropped_edges: int = 0
    skipped: int = 0
    walked: int = 0
    deleted: int = 0
    no_lines: int = 0

    def phrase(self) -> Phrase:
        """Say it in one sentence."""
        counts = {"walked": self.walked, "deleted": self.deleted, "no_lines": self.no_lines}
        return Phrase(
            "roads_read",
            ways=self.ways,
            nodes=self.network.n_nodes,
            edges=self.network.n_edges,
            kilometres=self.network.kilometres,
            skipped=self.skipped,
            dropped=self.dropped_edges,
            also=[Phrase(f"roads_{what}", count=count) for what, count in counts.items() if count],
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
    if name.endswith((".osm.pbf", ".pbf", *XML_ENDINGS)):
        imported = _import_osm(path, report)
    elif name.endswith(".csv"):
        imported = ImportedRoads(*read_edge_list(path, coordinate_system))
    elif name.endswith((".geojson", ".json")):
        network, lines, no_lines = read_geojson(path, coordinate_system)
        imported = ImportedRoads(network, lines, no_lines=no_lines)
    else:
        raise NotARoadFile("road_format_unknown", file=path.name)
    if region is not None:
        report("裁剪到县域", 0, 1)
        network = cut_to_region(imported.network, region)
        report("裁剪到县域", 1, 1)
        if not network.n_edges:
            raise NoRoadsInRegion("no_roads_in_region", edges=imported.network.n_edges)
        imported = replace(imported, network=network)
    _check_pieces(imported.network, path.name)
    return imported


def _check_pieces(network: RoadNetwork, name: str) -> None:
    """Raise FaultyRows for roads drawn over impossible distances: a node at (0, 0), a digit lost."""
    straight = straight_metres(network)
    far = np.flatnonzero(straight > FARTHEST_ENDS_M)
    if far.size:
        some = [
            Phrase("road_way_far", way=way, kilometres=straight[network.way_id == way].max() / 1000.0)
            for way in np.unique(network.way_id[far])[:8].tolist()
        ]
        raise FaultyRows("road_ways_far", file=name, count=len(np.unique(network.way_id[far])), ways=some)


def _import_osm(path: Path, report: Progress) -> ImportedRoads:
    written_as_xml = path.name.lower().endswith(XML_ENDINGS)
    if not written_as_xml:
        check_pbf_frame(path)
    deleted = deleted_ways(path) if written_as_xml else set()
    try:
        total = sum(1 for _ in _highways(path, located=False))
        return _collect(path, total, deleted, report)
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


def _collect(path: Path, total: int, deleted: set[int], report: Progress) -> ImportedRoads:
    """Read all roads into flat lists, one entry per way and one per node of a way."""
    refs: list[int] = []
    lon: list[float] = []
    lat: list[float] = []
    ways: list[tuple[int, int, int, bool, float, str | None, str | None]] = []
    skipped = walked = gone = 0
    for done, way in enumerate(_highways(path, located=True)):
        if done % REPORT_EVERY == 0:
            report("读取道路", done, total)
        if way.deleted or way.id in deleted:
            gone += 1
            continue
        tags = dict(way.tags)
        code, use = class_and_use(tags)
        if use == "closed":
            skipped += 1
            continue
        walked += use == "walked"
        nodes = list(way.nodes)
        turn = direction(tags)
        if turn < 0:
            nodes.reverse()
        limit = parse_maxspeed(tags.get("maxspeed"))
        ways.append((way.id, len(nodes), code, turn != 0, limit, tags.get("surface"), name_of(tags)))
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
    imported = _network_of_ways(
        np.array(refs, dtype=np.int64),
        *_with_new_nodes(path, np.array(refs, dtype=np.int64), np.array(lon), np.array(lat)),
        flat,
        {
            "way_id": np.array(way_id, dtype=np.int64),
            "road_class": np.array(road_class, dtype=np.int8),
            "one_way": np.array(one_way, dtype=bool),
            "maxspeed_kmh": np.array(maxspeed, dtype=np.float64),
            "surface": np.array(surface, dtype=object),
            "name": np.array(name, dtype=object),
        },
    )
    if not imported.network.n_edges:
        raise EmptyExtract("osm_without_places", file=path.name, ways=len(ways), dropped=imported.dropped_edges)
    return replace(imported, skipped=skipped, walked=walked, deleted=gone)


def _with_new_nodes(path: Path, refs: IntArray, lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the places with those of new nodes filled in.

    Editors number what they draw −1, −2, …; libosmium's table of places takes positive ids only.
    """
    wanted = np.unique(refs[~np.isfinite(lon) & (refs < 0)])
    if not wanted.size:
        return lon, lat
    place = np.full((len(wanted), 2), np.nan)
    nodes: Iterator[Any] = iter(osmium.FileProcessor(str(path), osmium.osm.NODE))
    for node in nodes:
        if node.id < 0 and not node.deleted and node.location.valid():
            at = int(np.searchsorted(wanted, node.id))
            if at < len(wanted) and wanted[at] == node.id:
                place[at] = node.lon, node.lat
    new = np.isin(refs, wanted)
    lon[new], lat[new] = place[np.searchsorted(wanted, refs[new])].T
    return lon, lat


def _network_of_ways(
    refs: IntArray, lon: FloatArray, lat: FloatArray, way: IntArray, attributes: dict[str, Any]
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
    return ImportedRoads(network, len(attributes["way_id"]), int(joined.sum() - known.sum()))


def _check_way_ids(way_id: IntArray) -> None:
    ids, times = np.unique(way_id, return_counts=True)
    double = ids[times > 1]
    if double.size:
        raise DuplicateIds("way_ids_repeated", count=int(double.size), ids=tuple(map(str, double[:5].tolist())))
