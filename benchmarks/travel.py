"""What the travel engine costs on a county of 60,000 road nodes: medians of five, ratios taken in the same run.

The last lines are a province of 3,000,000 nodes; they want 4 GB of free memory. Budgets stand behind the units.
"""

from __future__ import annotations

import ctypes
import dataclasses
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import networkx
import numpy as np
import osmium
import pandas as pd

from sample_data.roads import make_roads
from travel.access import pair_minutes
from travel.bounded import compiled_engine_installed
from travel.catchment import catchment_bands
from travel.graph import RoadGraph, build_graph
from travel.importer import import_roads
from travel.incremental import updated_pairs
from travel.network import METRES_PER_DEGREE, RoadNetwork
from travel.road_changes import edges_of_ways, with_class
from travel.road_tags import CLASS_OF_HIGHWAY
from travel.routes import route_metres
from travel.shortest import NodeField, nearest_field, nearest_for_points, travel_times
from travel.snap import EdgeIndex, SnappedPoints, snap
from travel.uncertainty import coverage_interval
from travel.what_if import add_facilities, close_facilities

Figure = tuple[str, float, str]

REPEATS = 5
TOWNSHIPS, VILLAGES, FACILITIES = 9, 500, 200
PROVINCE_GIGABYTES = 4
TILES = 50
"""County networks laid side by side make the province."""


def run() -> Iterator[Figure]:
    """Yield (name, value, unit) of every figure."""
    network, villages = county(60_000)
    graph = build_graph(network)
    yield "路网节点", float(network.n_nodes), "个"
    yield "路网弧段", float(graph.forward.nnz), "个"
    yield "生成示例路网", seconds_of(lambda: county(60_000)), "秒"
    yield from import_figures()
    yield "建图", 1000 * seconds_of(lambda: build_graph(network)), "毫秒"
    index = EdgeIndex(graph)
    places = snap(index, *villages.T)
    facilities = places.take(np.arange(0, VILLAGES, VILLAGES // FACILITIES)[:FACILITIES])
    yield "贴路 500 村", 1000 * seconds_of(lambda: snap(index, *villages.T)), "毫秒"
    yield from nearest_figures(graph, facilities)
    yield from answer_figures(graph, places, facilities)
    yield from change_figures(network, graph, villages, places, facilities)
    yield from province_figures()


def county(target_nodes: int) -> tuple[RoadNetwork, np.ndarray]:
    """Return a synthetic county the size of the largest sample county, and its villages (lon, lat)."""
    rng = np.random.default_rng(118)
    townships = np.column_stack([rng.uniform(110.7, 111.5, TOWNSHIPS), rng.uniform(39.3, 40.1, TOWNSHIPS)])
    villages = townships[rng.integers(TOWNSHIPS, size=VILLAGES)] + rng.normal(scale=0.08, size=(VILLAGES, 2))
    return make_roads("150622", townships, villages, seed=118, target_nodes=target_nodes), villages


def seconds_of(job: Callable[[], Any], repeats: int = REPEATS) -> float:
    """Return the median seconds of `repeats` runs."""
    took = []
    for _ in range(repeats):
        start = time.perf_counter()
        job()
        took.append(time.perf_counter() - start)
    return float(np.median(took))


def peak_megabytes(job: Callable[[], Any]) -> float:
    """Return by how much a job raises the resident memory at its peak, MB; Linux only, NaN elsewhere."""
    status, reset = Path("/proc/self/status"), Path("/proc/self/clear_refs")
    if not (status.exists() and reset.exists()):
        return float("nan")
    # Freed memory goes back to the system first; else a job would seem to need nothing.
    ctypes.CDLL(None).malloc_trim(0)
    # Writing 5 sets the high-water mark back to the present size (man 5 proc).
    reset.write_text("5", encoding="ascii")
    before = _status_kilobytes(status, "VmRSS")
    kept = job()
    peak = _status_kilobytes(status, "VmHWM") - before
    del kept
    return max(peak, 0) / 1024


def available_gigabytes() -> float:
    """Return the memory that is free for use, GB; without /proc as if there were enough."""
    meminfo = Path("/proc/meminfo")
    return _status_kilobytes(meminfo, "MemAvailable") / 1024**2 if meminfo.exists() else float("inf")


def _status_kilobytes(status: Path, key: str) -> int:
    line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith(key))
    return int(line.split()[1])


def import_figures() -> Iterator[Figure]:
    """Import of an extract of about 150,000 arcs, written from the synthetic county."""
    network, _ = county(75_000)
    with tempfile.TemporaryDirectory() as folder:
        path = write_extract(network, Path(folder) / "county.osm.pbf")
        yield f"导入 {2 * network.n_edges:,} 弧段 .osm.pbf", seconds_of(lambda: import_roads(path), 3), "秒"
        yield "导入峰值内存", peak_megabytes(lambda: import_roads(path)), "MB"


def write_extract(network: RoadNetwork, path: Path) -> Path:
    """Write a network as an OpenStreetMap file, one way per road."""
    highway = {chinese: tag for tag, chinese in reversed(CLASS_OF_HIGHWAY.items())}
    writer = osmium.SimpleWriter(str(path))
    for number, lon, lat in zip(network.node_id.tolist(), network.lon.tolist(), network.lat.tolist(), strict=True):
        writer.add_node(osmium.osm.mutable.Node(id=number, location=(lon, lat), version=1))
    edges = network.edges_frame()
    for _, road in edges.groupby("way_id", sort=True):
        tags = {"highway": highway[road["road_class"].iloc[0]]}
        if road["one_way"].iloc[0]:
            tags["oneway"] = "yes"
        nodes = [int(road["from_node"].iloc[0]), *road["to_node"].tolist()]
        writer.add_way(osmium.osm.mutable.Way(id=int(road["way_id"].iloc[0]), nodes=nodes, tags=tags, version=1))
    writer.close()
    return path


def nearest_figures(graph: RoadGraph, facilities: SnappedPoints) -> Iterator[Figure]:
    """Nearest of 200 facilities for every node, and the same with other engines."""
    ours = seconds_of(lambda: nearest_field(graph, facilities))
    yield f"最近设施（{FACILITIES} 个）全部节点", 1000 * ours, "毫秒（预算 40）"
    yield "最近设施峰值内存", peak_megabytes(lambda: nearest_field(graph, facilities)), "MB"
    node = np.unique(graph.tail[facilities.edge])
    yield "networkx 同一问题", networkx_seconds(graph, node) / ours, "倍"
    for name, measure in (("igraph", igraph_seconds), ("pandana", pandana_seconds)):
        if find_spec(name) is None:
            yield f"{name} 未安装，未比较", float("nan"), "倍"
        else:
            yield f"{name} 同一问题", measure(graph, node) / ours, "倍"


def networkx_seconds(graph: RoadGraph, node: np.ndarray) -> float:
    """Multi-source Dijkstra on the same arcs."""
    arcs = graph.backward.tocoo()
    roads = networkx.DiGraph()
    roads.add_weighted_edges_from(zip(arcs.row.tolist(), arcs.col.tolist(), arcs.data.tolist(), strict=True))
    sources = set(node.tolist()) & set(roads)
    return seconds_of(lambda: networkx.multi_source_dijkstra_path_length(roads, sources), 3)


def igraph_seconds(graph: RoadGraph, node: np.ndarray) -> float:
    """One source joined to all facilities: igraph has no multi-source search."""
    import igraph

    arcs = graph.backward.tocoo()
    rows = np.concatenate([arcs.row, np.full(len(node), graph.n_nodes)])
    pairs = np.column_stack([rows, np.concatenate([arcs.col, node])])
    seconds = np.concatenate([arcs.data, np.full(len(node), 1e-6)])
    roads = igraph.Graph(n=graph.n_nodes + 1, edges=pairs, directed=True)
    roads.es["s"] = seconds
    return seconds_of(lambda: roads.distances(source=graph.n_nodes, weights="s"), 3)


def pandana_seconds(graph: RoadGraph, node: np.ndarray) -> float:
    """Nearest point of interest within an hour; building its hierarchy is not counted."""
    import pandana

    arcs, network = graph.forward.tocoo(), graph.network
    roads = pandana.Network(
        pd.Series(network.lon),
        pd.Series(network.lat),
        pd.Series(arcs.row),
        pd.Series(arcs.col),
        pd.DataFrame({"s": arcs.data}),
        twoway=False,
    )
    roads.set_pois("facility", 3600, 1, pd.Series(network.lon[node]), pd.Series(network.lat[node]))
    return seconds_of(lambda: roads.nearest_pois(3600, "facility", num_pois=1), 1)


def answer_figures(graph: RoadGraph, places: SnappedPoints, facilities: SnappedPoints) -> Iterator[Figure]:
    """Tables, what-ifs, pictures and intervals."""
    field = nearest_field(graph, facilities)
    found = nearest_for_points(field, places)
    yield "500 村读出最近设施", 1000 * seconds_of(lambda: nearest_for_points(field, places)), "毫秒"
    yield "路线长度", 1000 * seconds_of(lambda: route_metres(field, places, found)), "毫秒"
    table = travel_times(graph, places, facilities, 30)
    yield "OD 500×200，30 分钟内", 1000 * seconds_of(lambda: travel_times(graph, places, facilities, 30)), "毫秒"
    yield "OD 30 分钟内的对数", float(len(table.minutes)), "对"
    yield "OD 峰值内存", peak_megabytes(lambda: travel_times(graph, places, facilities, 30)), "MB"
    # Half as many facilities stand, so that a new one wins ground.
    sparse = nearest_field(graph, facilities.take(np.arange(0, FACILITIES, 10)))
    new = [places.take(np.array([village])) for village in (7, 133, 251)]
    yield (
        "假设新增一处",
        max(1000 * seconds_of(partial(add_facilities, sparse, one)) for one in new),
        "毫秒（预算 10）",
    )
    yield "假设新增一处峰值内存", peak_megabytes(lambda: add_facilities(sparse, new[0])), "MB"
    shut = np.arange(len(sparse.facilities.edge)) == 4
    yield "假设关闭一处", 1000 * seconds_of(lambda: close_facilities(sparse, shut)), "毫秒"
    yield from picture_figures(sparse)
    people = np.random.default_rng(1).integers(80, 2500, len(places.edge)).astype(float)
    road, walk = found.road_minutes, found.walk_minutes
    yield "不确定区间 200 次抽样", seconds_of(lambda: coverage_interval(road, walk, people, 15)), "秒（预算 6）"
    yield "不确定区间峰值内存", peak_megabytes(lambda: coverage_interval(road, walk, people, 15)), "MB"


def change_figures(
    network: RoadNetwork, graph: RoadGraph, villages: np.ndarray, places: SnappedPoints, facilities: SnappedPoints
) -> Iterator[Figure]:
    """The table of all pairs after one road is rebuilt: only what it touches, and everything."""
    before = pair_minutes(graph, places, facilities)
    way = network.way_id[places.edge[np.flatnonzero(places.reached)[-1]]]
    changed = build_graph(with_class(network, edges_of_ways(network, np.array([way])), "县道"))
    index = EdgeIndex(changed)
    now = snap(index, *villages.T)
    clinics = now.take(np.arange(0, VILLAGES, VILLAGES // FACILITIES)[:FACILITIES])
    whole = seconds_of(lambda: pair_minutes(changed, now, clinics), 3)
    part = seconds_of(lambda: updated_pairs(before, changed, now, clinics), 3)
    _, redone = updated_pairs(before, changed, now, clinics)
    yield "改一条路后全部重算（时间与里程）", 1000 * whole, "毫秒"
    yield "改一条路后只算变化", 1000 * part, "毫秒"
    yield "其中检索的村和机构", float(redone.villages + redone.facilities), f"个（全部为 {redone.whole}）"


def picture_figures(field: NodeField) -> Iterator[Figure]:
    """The 15 and 30 minute bands of a tier."""
    yield "服务圈图形 15、30 分钟", 1000 * seconds_of(lambda: catchment_bands(field, (15, 30))), "毫秒（预算 200）"
    yield "服务圈图形峰值内存", peak_megabytes(lambda: catchment_bands(field, (15, 30))), "MB"
    yield "服务圈图形 GeoJSON", len(json.dumps(catchment_bands(field, (15, 30)))) / 1024, "KB"


def province() -> tuple[RoadNetwork, np.ndarray]:
    """Return fifty counties in rows of ten, joined by trunk roads, and 500 villages spread over them."""
    network, villages = county(60_000)
    across, up = np.arange(TILES) % 10, np.arange(TILES) // 10
    shift_lon, shift_lat = across * 1.3, up * 1.2
    n = network.n_nodes
    first = np.searchsorted(network.node_id, network.from_node)
    second = np.searchsorted(network.node_id, network.to_node)
    offset = np.repeat(np.arange(TILES) * n, network.n_edges)
    neighbour = [(one, one + 1) for one in range(TILES) if one % 10 != 9] + [
        (one, one + 10) for one in range(TILES - 10)
    ]
    link = np.array(neighbour) * n
    repeated = {
        name: np.concatenate([np.tile(getattr(network, name), TILES), np.repeat(getattr(network, name)[:1], len(link))])
        for name in ("way_id", "road_class", "one_way", "surface", "maxspeed_kmh", "name")
    }
    whole = dataclasses.replace(
        network,
        node_id=np.arange(n * TILES),
        lon=np.tile(network.lon, TILES) + np.repeat(shift_lon, n),
        lat=np.tile(network.lat, TILES) + np.repeat(shift_lat, n),
        from_node=np.concatenate([np.tile(first, TILES) + offset, link[:, 0]]),
        to_node=np.concatenate([np.tile(second, TILES) + offset, link[:, 1]]),
        metres=np.concatenate([np.tile(network.metres, TILES), np.full(len(link), 1.2 * METRES_PER_DEGREE)]),
        **repeated,
    )
    tile = np.arange(VILLAGES) % TILES
    return whole, villages + np.column_stack([shift_lon[tile], shift_lat[tile]])


def province_figures() -> Iterator[Figure]:
    """Three million nodes."""
    if available_gigabytes() < PROVINCE_GIGABYTES:
        yield f"可用内存不足 {PROVINCE_GIGABYTES} GB，省级未测", float("nan"), ""
        return
    network, villages = province()
    yield "省级路网节点", float(network.n_nodes), "个"
    yield "省级建图", seconds_of(lambda: build_graph(network), 1), "秒"
    graph = build_graph(network)
    places = snap(EdgeIndex(graph), *villages.T)
    facilities = places.take(np.arange(FACILITIES))
    yield "省级最近设施", seconds_of(lambda: nearest_field(graph, facilities), 3), "秒（预算 5）"
    yield "省级最近设施峰值内存", peak_megabytes(lambda: nearest_field(graph, facilities)), "MB"
    if not compiled_engine_installed():
        yield "可选引擎 numba 未安装，省级 OD 未测", float("nan"), "秒"
        return
    # The first call compiles.
    travel_times(graph, places, facilities, 1)
    yield (
        "省级 OD 500×200，30 分钟内",
        seconds_of(lambda: travel_times(graph, places, facilities, 30)),
        "秒（预算 0.5）",
    )
    yield "省级 OD 峰值内存", peak_megabytes(lambda: travel_times(graph, places, facilities, 30)), "MB"
