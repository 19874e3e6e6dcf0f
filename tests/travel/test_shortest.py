"""Minutes: equal to other engines, named by direction, inclusive on the boundary minute."""

import networkx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from travel.bounded import bounded_rows
from travel.graph import build_graph
from travel.importer import import_roads
from travel.od_metres import od_metres
from travel.routes import route_line, route_metres
from travel.shortest import (
    minutes_of,
    nearest_field,
    nearest_for_points,
    seconds_by_bounded_search,
    travel_times,
    within,
)
from travel.snap import EdgeIndex, snap

LINE = [(0, 0), (6, 0), (12, 0)]
ROADS = [(0, 1, "国道", 6000.0, False), (1, 2, "国道", 6000.0, False)]


def everyone(network, n, seed):
    """Random places beside the road: lon, lat of n nodes, moved by up to 300 m."""
    rng = np.random.default_rng(seed)
    node = rng.integers(network.n_nodes, size=n)
    moved = rng.uniform(-0.003, 0.003, (2, n))
    return network.lon[node] + moved[0], network.lat[node] + moved[1]


def random_network(draw, seed):
    """A few dozen nodes joined at random, one-way and parallel roads among them, over an unbroken ring."""
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, 20, (25, 2))
    classes = ["国道", "县道", "乡道", "村道"]
    pairs = [(k, (k + 1) % 25) for k in range(25)] + [tuple(rng.choice(25, 2, replace=False)) for _ in range(40)]
    roads = [
        (int(a), int(b), classes[rng.integers(4)], float(rng.uniform(200, 9000)), bool(rng.random() < 0.3 and k >= 25))
        for k, (a, b) in enumerate(pairs)
    ]
    return draw(places, roads), roads


def as_networkx(network):
    """The same roads in networkx's own shape, weighed from the table by hand."""
    speed = {"国道": 60, "县道": 40, "乡道": 30, "村道": 20}
    roads = networkx.MultiDiGraph()
    for row in network.edges_frame().itertuples():
        minutes = row.metres / 1000 / speed[row.road_class] * 60
        roads.add_edge(row.from_node, row.to_node, minutes=minutes)
        if not row.one_way:
            roads.add_edge(row.to_node, row.from_node, minutes=minutes)
    return roads


def test_the_nearest_facility_takes_the_minutes_of_the_road_and_both_walks(draw, at_km):
    graph = build_graph(draw(LINE, ROADS))
    index = EdgeIndex(graph)
    facilities = snap(index, *at_km([(0, 0.1), (12, 0)]))
    found = nearest_for_points(nearest_field(graph, facilities), snap(index, *at_km([(4, 0.2), (7, 0)])))
    # 4 km at 60 and 100 m + 200 m on foot at 5: 4 + 3.6; 5 km at 60.
    assert found.minutes == pytest.approx([7.6, 5.0], abs=1e-3)
    assert found.road_minutes == pytest.approx([4.0, 5.0], abs=1e-3)
    assert found.walk_minutes == pytest.approx([3.6, 0.0], abs=1e-3)
    assert found.owner.tolist() == [0, 1]


def test_a_patient_and_an_ambulance_differ_on_a_one_way_ring(draw, at_km):
    ring = draw(
        [(0, 0), (6, 0), (3, 4)],
        [(0, 1, "国道", 6000.0, True), (1, 2, "国道", 5000.0, True), (2, 0, "国道", 5000.0, True)],
    )
    graph = build_graph(ring)
    index = EdgeIndex(graph)
    station, village = snap(index, *at_km([(0, 0)])), snap(index, *at_km([(6, 0)]))
    to_facility = nearest_for_points(nearest_field(graph, station, "to_facility"), village)
    from_station = nearest_for_points(nearest_field(graph, station, "from_station"), village)
    assert to_facility.minutes[0] == pytest.approx(10.0)
    assert from_station.minutes[0] == pytest.approx(6.0)


def test_a_facility_on_the_villages_own_stretch_is_reached_without_going_round_by_a_junction(draw, at_km):
    graph = build_graph(draw(LINE, ROADS))
    index = EdgeIndex(graph)
    facility, village = snap(index, *at_km([(3, 0)])), snap(index, *at_km([(2, 0)]))
    field = nearest_field(graph, facility)
    found = nearest_for_points(field, village)
    assert found.minutes[0] == pytest.approx(1.0, abs=1e-4)
    assert route_metres(field, village, found)[0] == pytest.approx(1000.0, abs=0.1)
    assert travel_times(graph, village, facility, 30).minutes == pytest.approx([1.0], abs=1e-4)


def test_a_clinic_beside_the_house_is_walked_to_and_not_by_way_of_the_road(draw, at_km):
    graph = build_graph(draw(LINE, ROADS))
    index = EdgeIndex(graph)
    house, clinic = snap(index, *at_km([(3, 0.5)])), snap(index, *at_km([(3.1, 0.5)]))
    field = nearest_field(graph, clinic)
    found = nearest_for_points(field, house)
    # 100 m at 5 km/h, not 500 m to the road and 500 m back.
    assert found.minutes[0] == pytest.approx(1.2, abs=1e-3)
    assert found.on_foot.tolist() == [True]
    assert (found.walk_minutes[0], found.road_minutes[0]) == pytest.approx((1.2, 0.0), abs=1e-3)
    assert route_metres(field, house, found)[0] == 0
    assert len(route_line(field, house, found, 0)) == 2
    pairs = travel_times(graph, house, clinic, 30)
    assert pairs.minutes == pytest.approx(found.minutes)
    assert od_metres(graph, house, clinic, pairs).tolist() == [0.0]


def test_a_village_beyond_the_cap_still_has_its_own_clinic_and_nothing_else(draw, at_km):
    graph = build_graph(draw(LINE, ROADS))
    index = EdgeIndex(graph)
    village, clinics = snap(index, *at_km([(3, 4)])), snap(index, *at_km([(3, 0), (3.2, 4)]))
    assert not village.reached.any()
    assert nearest_for_points(nearest_field(graph, clinics), village).owner.tolist() == [1]
    assert travel_times(graph, village, clinics, 600).destination.tolist() == [1]
    hospital = clinics.take(np.array([0]))
    assert nearest_for_points(nearest_field(graph, hospital), village).owner.tolist() == [-1]


def test_against_a_one_way_stretch_the_way_round_is_taken(draw, at_km):
    ring = draw(
        [(0, 0), (6, 0), (3, 4)],
        [(0, 1, "国道", 6000.0, True), (1, 2, "国道", 5000.0, True), (2, 0, "国道", 5000.0, True)],
    )
    graph = build_graph(ring)
    index = EdgeIndex(graph)
    facility, village = snap(index, *at_km([(2, 0)])), snap(index, *at_km([(3, 0)]))
    # 3 km on, then 5 + 5, then 2 km: 15 minutes at 60.
    assert nearest_for_points(nearest_field(graph, facility), village).minutes[0] == pytest.approx(15.0, abs=1e-3)


@pytest.mark.parametrize(("metres", "inside"), [(14_999.0, True), (15_000.0, True), (15_001.0, False)])
def test_fifteen_minutes_are_inside_fifteen_minutes_and_one_metre_more_is_not(draw, at_km, metres, inside):
    graph = build_graph(draw([(0, 0), (15, 0)], [(0, 1, "国道", metres, False)]))
    index = EdgeIndex(graph)
    ends = snap(index, *at_km([(0, 0), (15, 0)]), cap_m=50)
    facility, village = ends.take(np.array([0])), ends.take(np.array([1]))
    minutes = nearest_for_points(nearest_field(graph, facility, limit_min=15), village, limit_min=15).minutes
    assert np.isfinite(minutes[0]) == inside
    assert len(travel_times(graph, village, facility, 15).minutes) == inside


@pytest.mark.parametrize(("minutes", "inside"), [(14.999, True), (15.0, True), (15.001, False)])
def test_the_boundary_minute_is_inside(minutes, inside):
    assert within(np.array([minutes, np.nan, np.inf]), 15).tolist() == [inside, False, False]


def test_three_hundred_arcs_of_three_seconds_are_fifteen_minutes_and_not_a_rounding_more(draw, at_km):
    places = [(0.05 * k, 0) for k in range(301)]
    graph = build_graph(draw(places, [(k, k + 1, "国道", 50.0, False) for k in range(300)]))
    ends = snap(EdgeIndex(graph), *at_km([places[0], places[300]]))
    minutes = nearest_for_points(nearest_field(graph, ends.take(np.array([0]))), ends).minutes
    assert minutes[1] <= 15.0
    assert minutes[1] == pytest.approx(15.0, abs=1e-5)


@pytest.mark.parametrize("seed", range(6))
def test_minutes_equal_networkx_on_small_random_networks(draw, seed):
    network, _ = random_network(draw, seed)
    graph = build_graph(network)
    roads = as_networkx(network)
    sources = network.node_id[[0, 7, 19]].tolist()
    expected_to, _ = networkx.multi_source_dijkstra(roads.reverse(), set(sources), weight="minutes")
    expected_from, _ = networkx.multi_source_dijkstra(roads, set(sources), weight="minutes")
    places = snap(EdgeIndex(graph), network.lon[[0, 7, 19]], network.lat[[0, 7, 19]])
    for direction, expected in (("to_facility", expected_to), ("from_station", expected_from)):
        field = nearest_field(graph, places, direction)
        ours = field.seconds / 60
        assert ours == pytest.approx([expected[node] for node in network.node_id.tolist()], abs=1e-4)


@pytest.mark.parametrize("seed", range(3))
def test_all_pairs_equal_the_nearest_search_and_change_sides_with_the_direction(draw, seed):
    network, _ = random_network(draw, seed)
    graph = build_graph(network)
    index = EdgeIndex(graph)
    villages, facilities = (snap(index, *everyone(network, n, seed + 50)) for n in (40, 7))
    for direction in ("to_facility", "from_station"):
        pairs = travel_times(graph, villages, facilities, 500, direction)
        nearest = nearest_for_points(nearest_field(graph, facilities, direction), villages)
        best = pd.Series(pairs.minutes).groupby(pairs.origin).min()
        assert best.to_numpy() == pytest.approx(nearest.minutes[best.index], abs=2e-6)
        mirrored = travel_times(
            graph, facilities, villages, 500, "from_station" if direction == "to_facility" else "to_facility"
        )
        again = pd.Series(mirrored.minutes, [mirrored.destination, mirrored.origin]).sort_index()
        assert again.to_numpy() == pytest.approx(pairs.minutes, abs=2e-6)


def transposed_minutes(graph, villages, facilities):
    """The oracle: search FROM every village on the unreversed graph, villages and facilities as extra nodes."""
    n, size = graph.n_nodes, graph.n_nodes + len(villages.edge) + len(facilities.edge)
    rows, columns, seconds = [], [], []
    for k, (edge, share, gap) in enumerate(zip(villages.edge, villages.share, villages.gap_s, strict=True)):
        for node, time in (
            (graph.tail[edge], share * graph.against[edge] if share else 0),
            (graph.head[edge], (1 - share) * graph.along[edge] if share < 1 else 0),
        ):
            rows.append(n + k), columns.append(node), seconds.append(time + gap)
    for k, (edge, share, gap) in enumerate(zip(facilities.edge, facilities.share, facilities.gap_s, strict=True)):
        at = n + len(villages.edge) + k
        for node, time in (
            (graph.tail[edge], share * graph.along[edge] if share else 0),
            (graph.head[edge], (1 - share) * graph.against[edge] if share < 1 else 0),
        ):
            rows.append(node), columns.append(at), seconds.append(time + gap)
    arcs = graph.forward.tocoo()
    rows, columns = np.concatenate([arcs.row, rows]), np.concatenate([arcs.col, columns])
    seconds = np.maximum(np.concatenate([arcs.data, seconds]), 1e-9)
    keep = np.isfinite(seconds)
    whole = csr_array((seconds[keep], (rows[keep], columns[keep])), shape=(size, size))
    starts = np.arange(n, n + len(villages.edge))
    return dijkstra(whole, indices=starts)[:, n + len(villages.edge) :] / 60


def test_minutes_on_real_roads_equal_a_search_from_every_village_to_a_twentieth_of_a_second(extract):
    network = import_roads(extract).network
    graph = build_graph(network)
    index = EdgeIndex(graph)
    villages, facilities = snap(index, *everyone(network, 60, 1)), snap(index, *everyone(network, 12, 2))
    villages, facilities = (one.take(np.flatnonzero(one.reached)) for one in (villages, facilities))
    expected = transposed_minutes(graph, villages, facilities)
    pairs = travel_times(graph, villages, facilities, 1000)
    # Neighbours who share a stretch or walk straight there never use the graph; other tests hold them.
    shares_edge = (villages.edge[pairs.origin] == facilities.edge[pairs.destination]) | pairs.on_foot
    assert len(pairs.minutes) == expected.size
    difference = np.abs(pairs.minutes - expected[pairs.origin, pairs.destination])[~shares_edge]
    assert difference.max() * 60 <= 0.05
    nearest = nearest_for_points(nearest_field(graph, facilities), villages)
    alone = ~np.isin(villages.edge, facilities.edge) & ~nearest.on_foot
    assert alone.sum() > 20
    assert np.abs(nearest.minutes - expected.min(axis=1))[alone].max() * 60 <= 0.05


def test_minutes_on_real_roads_equal_pandana(extract):
    pandana = pytest.importorskip("pandana")
    network = import_roads(extract).network
    graph = build_graph(network)
    # pandana cuts every arc to a thousandth of the unit it is given: hundredths of a second keep 10 µs.
    arcs = graph.forward.tocoo()
    nodes = pd.Series(network.lon), pd.Series(network.lat)
    other = pandana.Network(
        *nodes, pd.Series(arcs.row), pd.Series(arcs.col), pd.DataFrame({"s": arcs.data * 100}), twoway=False
    )
    main = np.flatnonzero(graph.in_main)
    starts, ends = main[::37], main[5::211]
    start, end = np.repeat(starts, len(ends)), np.tile(ends, len(starts))
    expected = np.array(other.shortest_path_lengths(start, end, "s")).reshape(len(starts), len(ends)) / 100
    places = snap(EdgeIndex(graph), network.lon[ends], network.lat[ends])
    ours = np.column_stack([nearest_field(graph, places.take(np.array([k]))).seconds[starts] for k in range(len(ends))])
    # A start on one of the facility's own edge ends is at most that edge away: compare to a twentieth of a second.
    assert np.abs(ours - expected).max() <= 0.05


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_no_detour_is_quicker_than_the_quickest_way(county, seed):
    graph = build_graph(county[0])
    rng = np.random.default_rng(seed)
    a, b, c = rng.choice(np.flatnonzero(graph.in_main), 3)
    seconds = dijkstra(graph.backward, indices=[b, c])
    assert seconds[1, a] <= seconds[0, a] + seconds[1, b] + 1e-6


@settings(max_examples=15, deadline=None)
@given(st.floats(0.5, 1.0), st.integers(0, 1000))
def test_slower_roads_never_shorten_a_way(county, factor, seed):
    network = county[0]
    quick, slow = build_graph(network), build_graph(network, calibration=factor)
    places = snap(EdgeIndex(quick), *everyone(network, 5, seed))
    assert (nearest_field(slow, places).seconds >= nearest_field(quick, places).seconds - 1e-6).all()


def test_minutes_of_all_modes_hold_what_the_table_says(county):
    network, townships, villages = county
    minutes = {}
    for mode in ("car", "ebike", "walk"):
        graph = build_graph(network, mode)
        index = EdgeIndex(graph)
        field = nearest_field(graph, snap(index, *townships.T))
        minutes[mode] = nearest_for_points(field, snap(index, *villages.T)).minutes
    reached = np.isfinite(minutes["car"])
    assert (minutes["car"][reached] <= minutes["ebike"][reached] + 1e-6).all()
    assert (minutes["ebike"][reached] <= minutes["walk"][reached] + 1e-6).all()


def test_a_route_is_as_long_as_its_line_and_ends_at_its_owner(county):
    network, townships, villages = county
    graph = build_graph(network)
    index = EdgeIndex(graph)
    facilities, places = snap(index, *townships.T), snap(index, *villages.T)
    for direction in ("to_facility", "from_station"):
        field = nearest_field(graph, facilities, direction)
        found = nearest_for_points(field, places)
        metres = route_metres(field, places, found)
        for village in np.flatnonzero(found.owner >= 0)[:25]:
            line = route_line(field, places, found, int(village))
            east = np.diff(line[:, 0]) * 111_195.08 * np.cos(np.radians(line[:-1, 1]))
            drawn = np.hypot(east, np.diff(line[:, 1]) * 111_195.08).sum()
            assert drawn == pytest.approx(metres[village], rel=2e-3, abs=2.0)
            assert line[-1].tolist() == [facilities.lon[found.owner[village]], facilities.lat[found.owner[village]]]


def test_without_a_facility_in_reach_nobody_is_served_and_nothing_fails(draw, at_km):
    graph = build_graph(draw(LINE, ROADS))
    index = EdgeIndex(graph)
    nobody, village = snap(index, *at_km([(0, 50)])), snap(index, *at_km([(1, 0)]))
    found = nearest_for_points(nearest_field(graph, nobody), village)
    assert np.isinf(found.minutes).all()
    assert found.owner.tolist() == [-1]
    assert len(travel_times(graph, village, nobody, 30).minutes) == 0


def test_no_facilities_and_no_villages_give_empty_answers_and_not_errors(draw, at_km):
    graph = build_graph(draw(LINE, ROADS))
    some = snap(EdgeIndex(graph), *at_km([(1, 0), (2, 0)]))
    nothing = some.take(np.empty(0, dtype=np.int64))
    assert nearest_for_points(nearest_field(graph, nothing), some).owner.tolist() == [-1, -1]
    assert nearest_for_points(nearest_field(graph, some), nothing).minutes.size == 0
    for origins, destinations in ((some, nothing), (nothing, some)):
        pairs = travel_times(graph, origins, destinations, 30)
        assert pairs.minutes.size == 0
        assert od_metres(graph, origins, destinations, pairs).size == 0


def test_a_truncated_table_has_no_pair_beyond_its_limit_and_loses_none_within(county):
    network, townships, villages = county
    graph = build_graph(network)
    index = EdgeIndex(graph)
    places, facilities = snap(index, *villages.T), snap(index, *townships.T)
    short, long = (travel_times(graph, places, facilities, limit) for limit in (15, 600))
    keep = within(long.minutes, 15)
    assert short.origin.tolist() == long.origin[keep].tolist()
    assert short.minutes == pytest.approx(long.minutes[keep], abs=1e-6)


@pytest.mark.parametrize("direction", ["to_facility", "from_station"])
def test_the_bounded_search_for_provinces_equals_the_dense_one(draw, direction):
    network, _ = random_network(draw, 4)
    graph = build_graph(network)
    index = EdgeIndex(graph)
    villages, facilities = (snap(index, *everyone(network, n, n)) for n in (30, 6))
    villages, facilities = (one.take(np.flatnonzero(one.reached)) for one in (villages, facilities))
    seconds = seconds_by_bounded_search(graph, villages, facilities, 25, direction, bounded_rows)
    minutes = minutes_of(seconds + villages.gap_s)
    pairs = travel_times(graph, villages, facilities, 25, direction)
    apart = (villages.edge[pairs.origin] != facilities.edge[pairs.destination]) & ~pairs.on_foot
    origin, destination, expected = pairs.origin[apart], pairs.destination[apart], pairs.minutes[apart]
    assert 20 < len(expected) < len(villages.edge) * len(facilities.edge)
    assert minutes[destination, origin] == pytest.approx(expected, abs=2e-6)
    assert within(minutes, 25).sum() <= len(pairs.minutes)


def test_pairs_name_their_ids(draw, at_km):
    graph = build_graph(draw(LINE, ROADS))
    index = EdgeIndex(graph)
    pairs = travel_times(graph, snap(index, *at_km([(0, 0)])), snap(index, *at_km([(6, 0)])), 30)
    assert pairs.frame(["v1"], ["h1"]).to_dict("records") == [
        {"origin_id": "v1", "destination_id": "h1", "travel_time_min": 6.0}
    ]


def test_minutes_are_rounded_finely_enough_to_tell_a_millisecond():
    assert minutes_of(np.array([900.0, 900.001])).tolist() == [15.0, 15.000017]


@pytest.mark.parametrize("direction", ["to_facility", "from_station"])
def test_the_metres_of_a_pair_are_those_of_its_own_route(county, direction):
    network, townships, villages = county
    graph = build_graph(network)
    index = EdgeIndex(graph)
    # A village of its own among the facilities: its pair lies on one stretch of road.
    facilities = snap(index, *np.vstack([townships, villages[:2] + 1e-5]).T)
    places = snap(index, *villages.T)
    pairs = travel_times(graph, places, facilities, 60, direction)
    metres = od_metres(graph, places, facilities, pairs, direction)
    for facility in range(len(facilities.edge)):
        field = nearest_field(graph, facilities.take(np.array([facility])), direction)
        expected = route_metres(field, places, nearest_for_points(field, places))
        mine = pairs.destination == facility
        assert metres[mine] == pytest.approx(expected[pairs.origin[mine]], abs=15)
        assert np.median(np.abs(metres[mine] - expected[pairs.origin[mine]])) < 2


def test_six_kilometres_are_six_thousand_metres_without_the_walk(draw, at_km):
    graph = build_graph(draw(LINE, ROADS))
    index = EdgeIndex(graph)
    village, hospitals = snap(index, *at_km([(1, 0.3)])), snap(index, *at_km([(7, 0), (2, 0.1)]))
    pairs = travel_times(graph, village, hospitals, 60)
    assert od_metres(graph, village, hospitals, pairs) == pytest.approx([6000.0, 1000.0], abs=0.2)
