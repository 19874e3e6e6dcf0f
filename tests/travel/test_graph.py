"""Graphs: what an arc weighs, which of two parallel roads counts, and what is not connected."""

import dataclasses

import numpy as np
import pytest

from travel.graph import FaultyNetwork, build_graph, connectivity
from travel.network import CLASS_CODE, ROAD_CLASSES, network_from_frames
from travel.road_lines import drawn_roads, half_pixel_m, road_lines
from travel.speeds import FaultySpeeds, check_speeds, load_speeds
from words.phrases import said

TRIANGLE = [(0, 0), (3, 0), (3, 4)]


def minutes_between(graph, start, end):
    return graph.forward[start, end] / 60.0


def test_six_kilometres_of_national_road_at_60_take_six_minutes(draw):
    graph = build_graph(draw([(0, 0), (6, 0)], [(0, 1, "国道", 6000.0, False)]))
    assert minutes_between(graph, 0, 1) == pytest.approx(6.0)
    assert minutes_between(graph, 1, 0) == pytest.approx(6.0)


def test_of_two_parallel_roads_the_quicker_counts_and_their_minutes_are_not_added(draw):
    roads = [(0, 1, "村道", 6000.0, False), (0, 1, "国道", 6000.0, False), (1, 0, "国道", 9000.0, False)]
    graph = build_graph(draw([(0, 0), (6, 0)], roads))
    assert minutes_between(graph, 0, 1) == pytest.approx(6.0)
    assert graph.forward.nnz == 2
    assert graph.arc_edge.tolist() == [1, 1]


def test_a_one_way_road_binds_cars_and_not_walkers(draw):
    network = draw(TRIANGLE, [(0, 1, "县道", 3000.0, True), (1, 2, "县道", 4000.0, True), (2, 0, "县道", 5000.0, True)])
    assert build_graph(network, "car").forward[1, 0] == 0
    assert build_graph(network, "walk").forward[1, 0] == pytest.approx(3000 * 3.6 / 5)


def test_a_road_of_zero_length_is_still_a_connection(draw):
    graph = build_graph(draw([(0, 0), (0, 0)], [(0, 1, "村道", 0.0, False)]))
    assert graph.forward.nnz == 2
    assert 0 < graph.forward[0, 1] <= 0.001


def test_a_posted_limit_slows_a_road_and_never_quickens_it(draw):
    network = draw([(0, 0), (6, 0)], [(0, 1, "国道", 6000.0, False)])
    slow = dataclasses.replace(network, maxspeed_kmh=np.array([30.0]))
    fast = dataclasses.replace(network, maxspeed_kmh=np.array([100.0]))
    assert minutes_between(build_graph(slow), 0, 1) == pytest.approx(12.0)
    assert minutes_between(build_graph(fast), 0, 1) == pytest.approx(6.0)
    assert minutes_between(build_graph(slow, "walk"), 0, 1) == pytest.approx(72.0)


def test_a_calibration_of_0_8_makes_every_road_a_quarter_longer_in_minutes(draw):
    network = draw([(0, 0), (6, 0)], [(0, 1, "国道", 6000.0, False)])
    assert minutes_between(build_graph(network, calibration=0.8), 0, 1) == pytest.approx(7.5)


def test_snow_and_night_are_never_quicker_than_a_normal_day():
    wide = load_speeds().pivot(index=["road_class", "mode"], columns="scenario", values="speed_kmh")
    assert (wide["snow"] <= wide["normal"]).all()
    assert (wide["night"] <= wide["normal"]).all()


def test_a_closed_road_is_not_used_and_the_network_is_untouched(draw):
    network = draw(
        TRIANGLE, [(0, 1, "县道", 3000.0, False), (1, 2, "县道", 4000.0, False), (2, 0, "县道", 5000.0, False)]
    )
    graph = build_graph(network, closed_edges=np.array([True, False, False]))
    assert graph.forward[0, 1] == 0
    assert build_graph(network).forward[0, 1] > 0


def test_what_lies_outside_the_largest_connected_part_is_counted_and_named(draw):
    places = [(0, 0), (1, 0), (2, 0), (9, 9), (10, 9)]
    roads = [(0, 1, "县道", 1000.0, False), (1, 2, "县道", 1000.0, False), (3, 4, "村道", 1400.0, False)]
    found = connectivity(build_graph(draw(places, roads)))
    assert (found.n_nodes, found.n_main, found.n_parts) == (5, 3, 2)
    assert found.nodes_outside.tolist() == [103, 104]
    assert found.kilometres_outside == pytest.approx(1.4)
    assert "2 个" in said(found.phrase())


def test_a_dead_end_one_way_road_is_outside_because_nobody_returns_from_it(draw):
    places = [(0, 0), (1, 0), (2, 0)]
    graph = build_graph(draw(places, [(0, 1, "县道", 1000.0, False), (1, 2, "县道", 1000.0, True)]))
    assert graph.in_main.tolist() == [True, True, False]


def test_footpaths_do_not_count_as_disconnected_roads_for_a_car(draw):
    places = [(0, 0), (1, 0), (2, 0)]
    network = draw(places, [(0, 1, "县道", 1000.0, False), (1, 2, "步道", 1000.0, False)])
    assert connectivity(build_graph(network, "car")).share_outside == 0
    assert build_graph(network, "walk").in_main.all()


def test_double_node_ids_unknown_ends_and_negative_lengths_are_refused_by_name(draw):
    good = draw([(0, 0), (6, 0)], [(0, 1, "国道", 6000.0, False)])
    with pytest.raises(FaultyNetwork, match="重复 1 个，例如 100"):
        build_graph(dataclasses.replace(good, node_id=np.array([100, 100])))
    with pytest.raises(FaultyNetwork, match="不在节点表中，例如节点 999"):
        build_graph(dataclasses.replace(good, to_node=np.array([999])))
    with pytest.raises(FaultyNetwork, match="长度为负或缺失，例如第 1 条"):
        build_graph(dataclasses.replace(good, metres=np.array([-5.0])))
    with pytest.raises(ValueError, match="speed multiplier"):
        build_graph(good, calibration=0.0)


def test_the_default_speed_table_is_whole_and_every_row_names_its_source():
    table = load_speeds()
    assert len(table) == len(ROAD_CLASSES) * 3 * 3
    assert table["source"].str.len().min() > 4


def test_every_fault_of_a_speed_table_is_reported_at_once():
    table = load_speeds()
    table["speed_kmh"] = table["speed_kmh"].astype(object)
    table.loc[0, "speed_kmh"] = -3
    table.loc[1, "source"] = ""
    with pytest.raises(FaultySpeeds) as caught:
        check_speeds(table.iloc[:-1])
    for words in ("第 2 行速度“-3”", "第 3 行没有写来源", "缺少“步道·walk·night”"):
        assert words in str(caught.value)


def test_a_network_survives_the_way_through_its_frames(county):
    network = county[0]
    again = network_from_frames(network.nodes_frame(), network.edges_frame())
    for field in dataclasses.fields(network):
        before, after = getattr(network, field.name), getattr(again, field.name)
        assert before.dtype == after.dtype
        np.testing.assert_array_equal(before, after)


def test_edges_stored_without_road_numbers_are_joined_where_they_follow_one_another(draw):
    places = [(0, 0), (1, 0), (2, 0), (2, 1)]
    roads = [(0, 1, "县道", 1000.0, False), (1, 2, "县道", 1000.0, False), (2, 3, "村道", 1000.0, False)]
    network = draw(places, roads)
    stored = network.edges_frame().drop(columns=["way_id", "name"])
    again = network_from_frames(network.nodes_frame(), stored)
    assert again.way_id.tolist() == [1, 1, 2]
    assert again.name.tolist() == [None, None, None]


def test_roads_are_drawn_whole_with_main_roads_last_and_thinned_on_demand(draw):
    places = [(0, 0), (1, 0.01), (2, 0), (2, 1)]
    roads = [(0, 1, "县道", 1000.0, False), (1, 2, "县道", 1000.0, False), (2, 3, "村道", 1000.0, False)]
    network = dataclasses.replace(draw(places, roads), way_id=np.array([7, 7, 8]))
    whole = road_lines(network, thinned_to_m=0)
    assert whole["road_class"].tolist() == ["村道", "县道"]
    assert [len(path) for path in whole["path"]] == [2, 3]
    # The bend of 10 m is below 25 m.
    assert [len(path) for path in road_lines(network)["path"]] == [2, 2]
    assert road_lines(network, ["县道"])["way_id"].tolist() == [7]
    assert road_lines(network, ["国道"]).empty


def test_a_thinned_county_keeps_both_ends_of_every_road(county):
    network = county[0]
    whole, thin = road_lines(network, thinned_to_m=0), road_lines(network)
    assert [path[0] + path[-1] for path in whole["path"]] == [path[0] + path[-1] for path in thin["path"]]
    assert sum(map(len, whole["path"])) == network.n_edges + len(whole)
    assert sum(map(len, thin["path"])) < 0.7 * sum(map(len, whole["path"]))


def test_an_unknown_road_class_is_refused_with_the_classes_there_are(county):
    edges = county[0].edges_frame().replace({"road_class": {"村道": "小路"}})
    with pytest.raises(KeyError, match="小路"):
        network_from_frames(county[0].nodes_frame(), edges)
    assert "小路" not in CLASS_CODE


def test_roads_drawn_without_names_are_joined_where_only_two_meet_and_none_is_lost(draw):
    """A track of three ways is one line; a junction of three ends all of them; a class of its own stays apart."""
    places = [(0, 0), (1, 0.3), (2, 0), (3, 0), (2, 1), (3, 1)]
    ways = [(0, 1, "村道"), (1, 2, "村道"), (2, 3, "机耕路"), (2, 4, "村道"), (4, 5, "县道")]
    network = draw(places, [(start, end, name, 1000.0, False) for start, end, name in ways])
    roads = drawn_roads(network, {"机耕路": "村道"}, thinned_to_m=0)
    assert sorted(map(len, roads["村道"])) == [2, 2, 3] and [len(path) for path in roads["县道"]] == [2]
    corners = {tuple(point) for paths in roads.values() for path in paths for point in path}
    assert len(corners) == len(places)


def test_a_large_county_is_thinned_to_half_a_pixel_and_a_small_one_never_below_25_metres(draw):
    wide = draw([(0, 0), (100, 0)], [(0, 1, "国道", 100_000.0, False)])
    small = draw([(0, 0), (10, 0)], [(0, 1, "国道", 10_000.0, False)])
    assert half_pixel_m(wide, across_px=1000) == pytest.approx(50, rel=1e-3)
    assert half_pixel_m(small, across_px=1000) == 25
