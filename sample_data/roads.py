"""Seeded synthetic roads (示例) for a sample county: a valley trunk, township roads and village tracks.

No survey is imitated stone by stone. Settlements and filler hamlets are joined by a mesh that bends with an
invented terrain; the mesh is thinned to a tree with some loops; routes between townships become 国道, 省道 and
县道, routes shared by villages 乡道, the rest 村道. The same arguments give the same bytes.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.random import Generator
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree
from scipy.spatial import Delaunay, cKDTree

from travel.network import (
    CLASS_CODE,
    BoolArray,
    FloatArray,
    IntArray,
    LocalPlane,
    RoadNetwork,
    TextArray,
    metres_between,
)

NATIONAL, PROVINCIAL, COUNTY_ROAD, TOWNSHIP_ROAD, VILLAGE_TRACK = (
    CLASS_CODE[name] for name in ("国道", "省道", "县道", "乡道", "村道")
)

LARGEST_AREA_KM2: Final = 7692.0
LARGEST_TARGET_NODES: Final = 60_000
"""准格尔旗, the largest of the sample counties, gets the node count of a real rural extract of its size."""

NODES_PER_JUNCTION: Final = 13
REMOTE_CLEARANCE_M: Final = 3600.0
"""Roads keep this far from the few villages left without one: beyond the 3 km snapping cap."""
REMOTE_SHARE: Final = 0.012
HAMLET_SPACING_M: Final = 180.0
BEND_BY_CLASS: Final = {NATIONAL: 0.035, PROVINCIAL: 0.05, COUNTY_ROAD: 0.065, TOWNSHIP_ROAD: 0.08, VILLAGE_TRACK: 0.10}
BEND_HARMONICS: Final = 7
DISCONNECTED_TRACKS: Final = 12
SHARED_BY_VILLAGES: Final = 2
"""A road that this many villages need to leave is a township road, not a village track."""


@dataclass
class _Mesh:
    """Junctions (m east and north) and the straight lines joining them, before they are bent."""

    xy: FloatArray
    edges: IntArray
    rough: FloatArray
    road_class: IntArray = field(default_factory=lambda: np.empty(0, np.int64))


def target_nodes_for(area_km2: float) -> int:
    """Return how many road nodes a sample county of this area gets; 7,692 km² get 60,000, in proportion, ≥ 6,000."""
    return max(6_000, round(LARGEST_TARGET_NODES * area_km2 / LARGEST_AREA_KM2))


def make_roads(
    county_code: str,
    township_points: FloatArray,
    village_points: FloatArray,
    seed: int,
    target_nodes: int,
) -> RoadNetwork:
    """Return a synthetic road network that joins every township and all but a handful of villages.

    county_code     : six digits; seeds the terrain and prefixes node ids and road numbers.
    township_points : WGS-84 lon, lat, shape (n_townships, 2), at least two.
    village_points  : WGS-84 lon, lat, shape (n_villages, 2).
    target_nodes    : nodes wanted; the result is within a few percent of it.

    An edge is 40 to 250 m long, more in a few sharp bends, so that places meet the road where it bends. About 1 % of
    the villages lie farther than REMOTE_CLEARANCE_M from any road. Some short tracks join nothing, as in real extracts.
    """
    townships, villages = np.asarray(township_points, float), np.asarray(village_points, float).reshape(-1, 2)
    if len(townships) < 2:
        raise ValueError("生成示例路网至少要有两个乡镇。")
    rng = np.random.default_rng([seed, zlib.crc32(county_code.encode())])
    places = np.vstack([townships, villages])
    plane = LocalPlane.around(places[:, 0], places[:, 1])
    town_xy, village_xy = (plane.to_metres(points[:, 0], points[:, 1]) for points in (townships, villages))

    remote = _remote_villages(town_xy, village_xy)
    served = _beside_the_road(village_xy[~remote], rng)
    settlements = _apart(np.vstack([town_xy, served]), 15.0)
    hamlets = _hamlets(settlements, village_xy[remote], target_nodes // NODES_PER_JUNCTION, rng)
    mesh = _mesh(np.vstack([settlements, hamlets]), village_xy[remote], rng)
    _classify(mesh, len(town_xy), len(settlements))
    return _bend(mesh, plane, county_code, target_nodes, rng)


def _remote_villages(town_xy: FloatArray, village_xy: FloatArray) -> BoolArray:
    """Mark the few villages that lie so far from all others that no road need pass them."""
    remote = np.zeros(len(village_xy), dtype=bool)
    if len(village_xy) < 20:
        return remote
    everyone = np.vstack([town_xy, village_xy])
    gap = cKDTree(everyone).query(village_xy, k=2)[0][:, 1]
    for candidate in np.argsort(-gap, kind="stable")[: max(2, round(REMOTE_SHARE * len(village_xy)))]:
        remote[candidate] = gap[candidate] > REMOTE_CLEARANCE_M + 400.0
    return remote


def _beside_the_road(village_xy: FloatArray, rng: Generator) -> FloatArray:
    """Put the road some way from each village's centre: 90 m as a rule, up to 1.5 km for scattered ones."""
    away = np.minimum(rng.exponential(90.0, len(village_xy)) * np.where(rng.random(len(village_xy)) < 0.04, 8, 1), 1500)
    bearing = rng.uniform(0, 2 * np.pi, len(village_xy))
    return np.asarray(village_xy + away[:, None] * np.column_stack([np.cos(bearing), np.sin(bearing)]))


def _apart(xy: FloatArray, spacing_m: float) -> FloatArray:
    """Push points that coincide a little apart; the mesh needs distinct ones."""
    moved = xy.copy()
    for _, later in sorted(cKDTree(xy).query_pairs(spacing_m)):
        moved[later] += spacing_m * np.array([1.0, 0.5]) * (1.0 + later % 7)
    return moved


def _hamlets(settlements: FloatArray, remote_xy: FloatArray, wanted: int, rng: Generator) -> FloatArray:
    """Scatter junctions round settlements and between neighbours, away from the remote villages."""
    missing = max(wanted - len(settlements), 0)
    draws = 3 * missing + 60
    tree = cKDTree(settlements)
    home = rng.integers(len(settlements), size=draws)
    near = min(7, len(settlements))
    neighbour = tree.query(settlements, k=near)[1].reshape(len(settlements), near)[home, rng.integers(near, size=draws)]
    along = rng.beta(0.8, 0.8, draws)[:, None]
    spread = np.where(rng.random(draws) < 0.45, 500.0, 1600.0)[:, None]
    points = settlements[home] * (1 - along) + settlements[neighbour] * along + spread * rng.normal(size=(draws, 2))
    points = points[tree.query(points)[0] > HAMLET_SPACING_M]
    if len(remote_xy):
        points = points[cKDTree(remote_xy).query(points)[0] > REMOTE_CLEARANCE_M + 500.0]
    points = points[_first_of_each_cell(points, HAMLET_SPACING_M)]
    return np.asarray(points[:missing])


def _first_of_each_cell(xy: FloatArray, cell_m: float) -> IntArray:
    """Return the positions of the first point in every grid cell, in their old order."""
    cell = np.floor((xy - xy.min(axis=0)) / cell_m).astype(np.int64) if len(xy) else np.empty((0, 2), np.int64)
    key = cell[:, 0] * (cell[:, 1].max(initial=0) + 1) + cell[:, 1]
    return np.sort(np.unique(key, return_index=True)[1])


def _roughness(xy: FloatArray, rng: Generator) -> FloatArray:
    """Invented terrain: 0 on a valley floor to 1 on a ridge, waves of 8 to 40 km."""
    height = np.zeros(len(xy))
    for _ in range(6):
        bearing, wave = rng.uniform(0, np.pi), rng.uniform(8_000.0, 40_000.0)
        ahead = xy @ np.array([np.cos(bearing), np.sin(bearing)])
        height += np.sin(2 * np.pi * ahead / wave + rng.uniform(0, 2 * np.pi))
    return np.asarray(np.clip(0.5 + height / 5.0, 0.0, 1.0))


def _mesh(xy: FloatArray, remote_xy: FloatArray, rng: Generator) -> _Mesh:
    """Join junctions by the cheapest tree over the Gabriel graph, and a quarter of its other edges as loops."""
    corners = Delaunay(xy).simplices
    pairs = np.unique(np.sort(np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1), axis=0)
    middle = (xy[pairs[:, 0]] + xy[pairs[:, 1]]) / 2
    length = np.hypot(*(xy[pairs[:, 0]] - xy[pairs[:, 1]]).T)
    gabriel = cKDTree(xy).query(middle)[0] >= length / 2 * (1 - 1e-9)
    pairs, middle, length = pairs[gabriel].astype(np.int64), middle[gabriel], length[gabriel]
    rough = _roughness(middle, rng)
    crosses = _passes_near(xy[pairs[:, 0]], xy[pairs[:, 1]], remote_xy, REMOTE_CLEARANCE_M)
    cost = length * (1 + 1.5 * rough) * np.where(crosses, 1000.0, 1.0)
    keep = _spanning(pairs, cost, len(xy)) | ((rng.random(len(pairs)) < 0.25 * (1.2 - rough)) & ~crosses)
    return _Mesh(xy, pairs[keep], rough[keep])


def _passes_near(start: FloatArray, end: FloatArray, points: FloatArray, clearance_m: float) -> BoolArray:
    """Tell which straight lines come within `clearance_m` of any of a few points."""
    hit = np.zeros(len(start), dtype=bool)
    along = end - start
    square = np.maximum((along**2).sum(axis=1), 1e-9)
    for point in points:
        share = np.clip(((point - start) * along).sum(axis=1) / square, 0, 1)
        # 15 % more, because lines are bent sideways by up to that share of their length afterwards.
        room = clearance_m + 0.15 * np.sqrt(square)
        hit |= np.hypot(*(start + share[:, None] * along - point).T) < room
    return hit


def _spanning(pairs: IntArray, cost: FloatArray, n: int) -> BoolArray:
    tree = minimum_spanning_tree(csr_matrix((cost, (pairs[:, 0], pairs[:, 1])), shape=(n, n))).tocoo()
    return np.isin(pairs[:, 0] * n + pairs[:, 1], tree.row.astype(np.int64) * n + tree.col)


def _classify(mesh: _Mesh, n_towns: int, n_settlements: int) -> None:
    """Give every line its class, from the trunk down to the tracks nobody else needs."""
    n = len(mesh.xy)
    length = np.hypot(*(mesh.xy[mesh.edges[:, 0]] - mesh.xy[mesh.edges[:, 1]]).T)
    mesh.road_class = np.full(len(mesh.edges), VILLAGE_TRACK)
    position = {(int(a), int(b)): k for k, (a, b) in enumerate(mesh.edges)}
    cost = length * (1 + 1.5 * mesh.rough)

    for road_class, pairs in _township_routes(mesh, cost, n_towns):
        for pair in pairs:
            # Cheaper where a road of rank already runs, so that routes join instead of running side by side.
            weight = cost * np.where(mesh.road_class < TOWNSHIP_ROAD, 0.7, 1.0)
            route = _route(_symmetric(mesh.edges, weight, n), position, *pair)
            mesh.road_class[route] = np.minimum(mesh.road_class[route], road_class)
    ranked = np.unique(mesh.edges[mesh.road_class < TOWNSHIP_ROAD])
    flow = _villages_on(mesh, cost, position, ranked, range(n_towns, n_settlements))
    mesh.road_class[(flow >= SHARED_BY_VILLAGES) & (mesh.road_class == VILLAGE_TRACK)] = TOWNSHIP_ROAD


def _symmetric(edges: IntArray, weight: FloatArray, n: int) -> csr_matrix:
    half = coo_matrix((weight, (edges[:, 0], edges[:, 1])), shape=(n, n))
    return csr_matrix(half + half.T)


def _township_routes(mesh: _Mesh, cost: FloatArray, n_towns: int) -> list[tuple[int, list[tuple[int, int]]]]:
    """Pair townships: the longest chain of their tree is the valley trunk, the other branches 省道, ties 县道."""
    between = dijkstra(_symmetric(mesh.edges, cost, len(mesh.xy)), directed=False, indices=np.arange(n_towns))
    between = between[:, :n_towns]
    tree = minimum_spanning_tree(csr_matrix(np.triu(between, 1)))
    hops = dijkstra(tree, directed=False)
    first, last = np.unravel_index(int(np.argmax(hops)), hops.shape)
    branches = list(zip(*(side.tolist() for side in tree.nonzero()), strict=True))
    on_trunk = [
        pair
        for pair in branches
        if abs(hops[first, pair[0]] + hops[pair[0], last] - hops[first, last]) < 1e-6
        and abs(hops[first, pair[1]] + hops[pair[1], last] - hops[first, last]) < 1e-6
    ]
    others = [pair for pair in branches if pair not in on_trunk]
    nearest = np.argsort(between, axis=1, kind="stable")[:, 1 : min(6, n_towns)]
    ties = sorted({(min(a, int(b)), max(a, int(b))) for a in range(n_towns) for b in nearest[a]} - set(branches))
    trunk = on_trunk + _ways_out(mesh, int(first), int(last))
    return [(NATIONAL, trunk), (PROVINCIAL, others), (COUNTY_ROAD, ties)]


def _ways_out(mesh: _Mesh, first: int, last: int) -> list[tuple[int, int]]:
    """Lead the trunk on to the county's edge at both ends."""
    axis = mesh.xy[last] - mesh.xy[first]
    ahead = mesh.xy @ axis
    return [(first, int(np.argmin(ahead))), (last, int(np.argmax(ahead)))]


def _route(graph: csr_matrix, position: dict[tuple[int, int], int], start: int, end: int) -> list[int]:
    previous = dijkstra(graph, directed=False, indices=start, return_predecessors=True)[1]
    route, here = [], end
    while here != start and previous[here] >= 0:
        before = int(previous[here])
        route.append(position[min(before, here), max(before, here)])
        here = before
    return route


def _villages_on(
    mesh: _Mesh, cost: FloatArray, position: dict[tuple[int, int], int], ranked: IntArray, villages: range
) -> IntArray:
    """Count, for every line, the villages whose way to the nearest ranked road uses it."""
    graph = _symmetric(mesh.edges, cost, len(mesh.xy))
    previous = dijkstra(graph, directed=False, indices=ranked, min_only=True, return_predecessors=True)[1]
    flow = np.zeros(len(mesh.edges), dtype=np.int64)
    for village in villages:
        here = village
        while previous[here] >= 0:
            before = int(previous[here])
            flow[position[min(before, here), max(before, here)]] += 1
            here = before
    return flow


def _bend(mesh: _Mesh, plane: LocalPlane, county_code: str, target_nodes: int, rng: Generator) -> RoadNetwork:
    """Turn every line into a curved polyline and write the network out."""
    start, end, road_class, rough, sideways = _lines_with_carriageways(mesh)
    one_way = sideways != 0
    length = np.hypot(*(mesh.xy[start] - mesh.xy[end]).T)
    loose = DISCONNECTED_TRACKS * 8
    inner = _inner_counts(length, target_nodes - len(mesh.xy) - loose)
    line, share = _positions_along(inner)
    amplitude = np.vectorize(BEND_BY_CLASS.__getitem__)(road_class) * (0.4 + 1.2 * rough)
    offset = _bends(line, share, inner, amplitude * length, rng) + (sideways[line] * np.sin(np.pi * share) ** 0.25)
    forward = (mesh.xy[end] - mesh.xy[start]) / length[:, None]
    normal = np.column_stack([-forward[:, 1], forward[:, 0]])
    curve = (
        mesh.xy[start[line]] + share[:, None] * (mesh.xy[end] - mesh.xy[start])[line] + offset[:, None] * normal[line]
    )

    tail, head, way = _chain(start, end, inner, len(mesh.xy))
    loose_xy, loose_tail, loose_head, loose_way = _loose_tracks(mesh.xy, len(mesh.xy) + len(curve), len(start), rng)
    xy = np.vstack([mesh.xy, curve, loose_xy])
    way_class = np.append(road_class, np.full(DISCONNECTED_TRACKS, VILLAGE_TRACK))
    way_one_way = np.append(one_way, np.zeros(DISCONNECTED_TRACKS, bool))
    tail, head, way = np.append(tail, loose_tail), np.append(head, loose_head), np.append(way, loose_way)
    return _write(plane.to_degrees(xy), tail, head, way, way_class, way_one_way, county_code, rng)


def _lines_with_carriageways(mesh: _Mesh) -> tuple[IntArray, IntArray, IntArray, FloatArray, FloatArray]:
    """Split the trunk near the county's busiest township into two one-way carriageways 16 m apart."""
    start, end = mesh.edges[:, 0], mesh.edges[:, 1]
    middle = (mesh.xy[start] + mesh.xy[end]) / 2
    trunk = np.flatnonzero(mesh.road_class == NATIONAL)
    dual = trunk[np.argsort(np.hypot(*(middle[trunk] - mesh.xy[0]).T), kind="stable")[: max(1, len(trunk) // 6)]]
    sideways = np.zeros(len(start))
    sideways[dual] = -8.0
    return (
        np.append(start, end[dual]),
        np.append(end, start[dual]),
        np.append(mesh.road_class, mesh.road_class[dual]),
        np.append(mesh.rough, mesh.rough[dual]),
        np.append(sideways, np.full(len(dual), -8.0)),
    )


def _inner_counts(length: FloatArray, wanted: int) -> IntArray:
    """Share the wanted nodes out over the lines by length."""
    spacing = length.sum() / max(wanted, 1)
    return np.asarray(np.maximum(np.round(length / spacing), 0), dtype=np.int64)


def _positions_along(inner: IntArray) -> tuple[IntArray, FloatArray]:
    """Return, for every inner node, its line and its share of the way."""
    line = np.repeat(np.arange(len(inner)), inner)
    number = np.arange(len(line)) - np.repeat(np.cumsum(inner) - inner, inner) + 1
    return line, number / (inner[line] + 1)


def _bends(line: IntArray, share: FloatArray, inner: IntArray, scale_m: FloatArray, rng: Generator) -> FloatArray:
    """Return sideways metres: a few sine waves, none finer than the nodes can follow, zero at both ends."""
    offset = np.zeros(len(line))
    for harmonic in range(1, BEND_HARMONICS + 1):
        wave = rng.normal(size=len(inner)) * scale_m / harmonic * (inner + 1 >= 2 * harmonic)
        offset += wave[line] * np.sin(harmonic * np.pi * share)
    return offset


def _chain(start: IntArray, end: IntArray, inner: IntArray, first_inner: int) -> tuple[IntArray, IntArray, IntArray]:
    """Return tail, head and way of the edges start - inner nodes - end of every line."""
    way = np.repeat(np.arange(len(inner)), inner + 1)
    first = np.cumsum(inner + 1) - (inner + 1)
    step = np.arange(len(way)) - first[way]
    node = first_inner + (np.cumsum(inner) - inner)[way] + step
    tail = np.where(step == 0, start[way], node - 1)
    head = np.where(step == inner[way], end[way], node)
    return tail, head, way


def _loose_tracks(
    xy: FloatArray, first_node: int, first_way: int, rng: Generator
) -> tuple[FloatArray, IntArray, IntArray, IntArray]:
    """Draw short tracks that touch nothing, so that the sample shows what is outside the connected network."""
    count, nodes = DISCONNECTED_TRACKS, 8
    origin = xy[rng.integers(len(xy), size=count)] + rng.normal(scale=400.0, size=(count, 2))
    bearing = rng.uniform(0, 2 * np.pi, (count, 1)) + np.cumsum(rng.normal(scale=0.25, size=(count, nodes)), axis=1)
    steps = 70.0 * np.stack([np.cos(bearing), np.sin(bearing)], axis=2)
    points = (origin[:, None, :] + np.cumsum(steps, axis=1)).reshape(-1, 2)
    number = np.arange(count * nodes).reshape(count, nodes) + first_node
    way = np.repeat(np.arange(count) + first_way, nodes - 1)
    return points, number[:, :-1].ravel(), number[:, 1:].ravel(), way


def _write(
    degrees: tuple[FloatArray, FloatArray],
    tail: IntArray,
    head: IntArray,
    way: IntArray,
    way_class: IntArray,
    way_one_way: BoolArray,
    county_code: str,
    rng: Generator,
) -> RoadNetwork:
    # Seven decimals (about 1 cm), as OpenStreetMap keeps them; lengths are measured on what is written.
    lon, lat = np.round(degrees[0], 7), np.round(degrees[1], 7)
    node_id = int(county_code) * 1_000_000 + np.arange(1, len(lon) + 1)
    surface, maxspeed, name = _attributes(way_class, rng)
    return RoadNetwork(
        node_id=node_id,
        lon=lon,
        lat=lat,
        from_node=node_id[tail],
        to_node=node_id[head],
        way_id=int(county_code) * 1_000_000 + way + 1,
        road_class=way_class[way].astype(np.int8),
        metres=np.asarray(np.round(np.maximum(metres_between(lon[tail], lat[tail], lon[head], lat[head]), 0.1), 2)),
        one_way=way_one_way[way],
        surface=surface[way],
        maxspeed_kmh=maxspeed[way],
        name=name[way],
    )


def _attributes(way_class: IntArray, rng: Generator) -> tuple[TextArray, FloatArray, TextArray]:
    """Draw surface, posted limit and name of every road; names say that they are 示例."""
    draw = rng.random(len(way_class))
    surface = np.full(len(way_class), "水泥", dtype=object)
    surface[way_class <= COUNTY_ROAD] = "沥青"
    surface[(way_class == VILLAGE_TRACK) & (draw < 0.30)] = "砂石"
    surface[(way_class == VILLAGE_TRACK) & (draw < 0.10)] = "土路"
    posted = {NATIONAL: 80.0, PROVINCIAL: 70.0, COUNTY_ROAD: 60.0}
    maxspeed = np.array([posted.get(int(one), np.nan) for one in way_class])
    maxspeed[rng.random(len(way_class)) < 0.5] = np.nan
    label = {NATIONAL: "示例国道", PROVINCIAL: "示例省道", COUNTY_ROAD: "示例县道"}
    name = np.array([label.get(int(one)) for one in way_class], dtype=object)
    return surface, maxspeed, name
