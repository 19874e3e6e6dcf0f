"""The synthetic county: the same bytes from the same seed, connected, and close to its villages."""

import dataclasses

import numpy as np
import pytest

from sample_data.roads import make_roads, target_nodes_for
from travel.graph import build_graph, connectivity
from travel.network import metres_between
from travel.snap import EdgeIndex, snap


def test_the_same_seed_gives_the_same_bytes_and_another_county_another_map(county):
    network, townships, villages = county
    again = make_roads("141122", townships, villages, seed=20, target_nodes=6_000)
    for field in dataclasses.fields(network):
        before, after = getattr(network, field.name), getattr(again, field.name)
        assert before.dtype == after.dtype
        np.testing.assert_array_equal(before, after)
    other = make_roads("141102", townships, villages, seed=20, target_nodes=6_000)
    assert other.lon.shape != network.lon.shape or not np.array_equal(other.lon, network.lon)


def test_the_number_of_nodes_is_what_was_asked_for(county):
    assert county[0].n_nodes == pytest.approx(6_000, rel=0.03)
    assert target_nodes_for(7692) == 60_000
    assert target_nodes_for(1) == 6_000


def test_nearly_everything_is_connected_and_some_tracks_are_not(county):
    found = connectivity(build_graph(county[0]))
    assert 0 < found.share_outside < 0.03


def test_every_township_and_nearly_every_village_is_near_a_road(county):
    network, townships, villages = county
    index = EdgeIndex(build_graph(network))
    assert snap(index, *townships.T, cap_m=100).reached.all()
    gaps = snap(index, *villages.T).gap_m
    assert np.median(gaps) < 200
    assert (gaps > 3000).mean() <= 0.04


def test_roads_of_every_class_exist_and_bend(county):
    network = county[0]
    assert set(network.class_names()) == {"国道", "省道", "县道", "乡道", "村道"}
    assert network.one_way.any() and not network.one_way.all()
    assert np.quantile(network.metres, 0.99) < 250
    assert np.isnan(network.maxspeed_kmh).any() and np.isfinite(network.maxspeed_kmh).any()


def test_lengths_are_those_of_the_coordinates_written(county):
    network = county[0]
    tail, head = (np.searchsorted(network.node_id, side) for side in (network.from_node, network.to_node))
    measured = metres_between(network.lon[tail], network.lat[tail], network.lon[head], network.lat[head])
    np.testing.assert_allclose(network.metres, measured, atol=0.11)


def test_node_numbers_of_two_counties_never_meet(county):
    other = make_roads("150622", county[1], county[2], seed=20, target_nodes=6_000)
    assert not np.intersect1d(other.node_id, county[0].node_id).size


def test_a_county_with_one_township_is_refused():
    with pytest.raises(ValueError, match="至少要有两个乡镇"):
        make_roads("141122", np.array([[111.1, 37.5]]), np.empty((0, 2)), seed=1, target_nodes=6_000)
