"""What-ifs: adding never lengthens, closing never shortens, and both equal a search from scratch."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from travel.change_parts import change_parts
from travel.graph import build_graph
from travel.road_changes import edges_of_ways, with_class
from travel.shortest import nearest_field, nearest_for_points
from travel.snap import EdgeIndex, snap
from travel.what_if import (
    add_facilities,
    close_facilities,
    join_points,
    move_facility,
)


@pytest.fixture(scope="module")
def baseline(county):
    """Graph, villages, facilities and their field; five townships have a centre."""
    network, townships, villages = county
    graph = build_graph(network)
    index = EdgeIndex(graph)
    places, facilities = snap(index, *villages.T), snap(index, *townships[:5].T)
    return graph, places, facilities, nearest_field(graph, facilities)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.integers(0, 89), min_size=1, max_size=3, unique=True), st.sampled_from(["to_facility", "from_station"])
)
def test_an_added_site_gives_what_a_search_from_scratch_gives_and_lengthens_nobodys_way(baseline, sites, direction):
    graph, places, facilities, _ = baseline
    field = nearest_field(graph, facilities, direction)
    added = places.take(np.array(sites))
    quick = add_facilities(field, added)
    slow = nearest_field(graph, join_points(facilities, added), direction)
    np.testing.assert_allclose(quick.seconds, slow.seconds, atol=1e-5)
    before, after = nearest_for_points(field, places), nearest_for_points(quick, places)
    assert (after.minutes <= before.minutes).all()
    assert after.minutes == pytest.approx(nearest_for_points(slow, places).minutes, abs=2e-6)


def test_an_added_site_that_wins_the_whole_county_is_searched_to_its_end(baseline):
    graph, places, facilities, _ = baseline
    far = nearest_field(graph, places.take(np.array([11])))
    quick = add_facilities(far, facilities)
    np.testing.assert_allclose(quick.seconds, nearest_field(graph, join_points(far.facilities, facilities)).seconds)


def test_adding_twice_from_one_baseline_and_adding_to_an_addition_agree(baseline):
    graph, places, facilities, field = baseline
    first, second = places.take(np.array([8])), places.take(np.array([70]))
    chained = add_facilities(add_facilities(field, first), second)
    slow = nearest_field(graph, join_points(join_points(facilities, first), second))
    np.testing.assert_allclose(chained.seconds, slow.seconds, atol=1e-5)


def test_an_addition_to_a_field_searched_to_15_minutes_stays_within_15_minutes(baseline):
    graph, places, facilities, _ = baseline
    short = nearest_field(graph, facilities, limit_min=15)
    quick = add_facilities(short, places.take(np.array([8])))
    slow = nearest_field(graph, join_points(facilities, places.take(np.array([8]))), limit_min=15)
    np.testing.assert_array_equal(quick.seconds, slow.seconds)


def test_the_first_facility_of_a_tier_can_be_added_to_none(baseline):
    graph, _, facilities, field = baseline
    nobody = nearest_field(graph, facilities.take(np.empty(0, np.int64)))
    np.testing.assert_allclose(add_facilities(nobody, facilities).seconds, field.seconds)
    assert (add_facilities(nobody, facilities).owner == field.owner).all()


def test_a_what_if_leaves_the_baseline_as_it_was(baseline):
    _, places, _, field = baseline
    seconds, owner = field.seconds.copy(), field.owner.copy()
    add_facilities(field, places.take(np.array([3, 60])))
    close_facilities(field, np.array([True, False, False, False, False]))
    np.testing.assert_array_equal(field.seconds, seconds)
    np.testing.assert_array_equal(field.owner, owner)


@pytest.mark.parametrize("shut", range(5))
def test_a_closed_clinic_serves_nobody_and_shortens_nobodys_way(baseline, shut):
    _, places, _, field = baseline
    without = nearest_for_points(close_facilities(field, np.arange(5) == shut), places)
    before = nearest_for_points(field, places)
    assert (without.minutes >= before.minutes).all()
    assert shut not in without.owner
    others = before.owner != shut
    np.testing.assert_allclose(without.minutes[others], before.minutes[others])


def test_those_who_lose_by_a_closure_are_exactly_those_it_served(baseline):
    _, places, _, field = baseline
    before = nearest_for_points(field, places)
    without = nearest_for_points(close_facilities(field, np.arange(5) == 2), places)
    served = before.owner == 2
    lost = without.minutes[served] - before.minutes[served]
    assert (lost >= 0).all() and (lost > 0).any()
    np.testing.assert_array_equal(without.minutes[~served], before.minutes[~served])


def test_a_moved_clinic_keeps_its_number_and_serves_from_its_new_place(baseline):
    _, places, _, field = baseline
    moved = move_facility(field, 1, places.take(np.array([40])))
    found = nearest_for_points(moved, places)
    assert found.owner[40] == 1
    assert len(moved.facilities.edge) == 5


def test_nobody_walks_to_a_closed_clinic_next_door(baseline):
    graph, places, _, _ = baseline
    own = places.take(np.array([10, 20]))
    field = nearest_field(graph, own)
    assert nearest_for_points(field, places).owner[10] == 0
    assert 0 not in nearest_for_points(close_facilities(field, np.array([True, False])), places).owner


def test_a_rebuilt_road_is_quicker_and_loses_the_limit_posted_for_the_old_one(draw):
    network = draw([(0, 0), (6, 0)], [(0, 1, "村道", 6000.0, False)])
    network = dataclasses.replace(network, maxspeed_kmh=np.array([10.0]), way_id=np.array([55]))
    better = with_class(network, edges_of_ways(network, np.array([55])), "国道")
    assert build_graph(network).along[0] / 60 == pytest.approx(36.0)
    assert build_graph(better).along[0] / 60 == pytest.approx(6.0)
    with pytest.raises(KeyError, match="99"):
        edges_of_ways(network, np.array([99]))
    with pytest.raises(KeyError, match="高铁"):
        with_class(network, np.array([True]), "高铁")


def test_parts_of_a_change_sum_to_it_and_share_what_only_comes_together():
    """A clinic alone adds 10 people, a road alone 2, both together 20: the 8 that need both are halved."""
    figures = {frozenset(): 0.0, frozenset({"机构"}): 10.0, frozenset({"道路"}): 2.0, frozenset({"机构", "道路"}): 20.0}
    parts = change_parts(figures.__getitem__, ["道路", "机构"])
    assert parts == pytest.approx({"道路": 6.0, "机构": 14.0})


@given(st.lists(st.floats(-1, 1), min_size=8, max_size=8))
def test_parts_of_any_change_leave_nothing_over(values):
    factors = ["道路", "机构", "人口"]
    names = [frozenset(one for bit, one in enumerate(factors) if number >> bit & 1) for number in range(8)]
    figures = dict(zip(names, values, strict=True))
    parts = change_parts(figures.__getitem__, factors)
    assert sum(parts.values()) == pytest.approx(values[7] - values[0], abs=1e-9)


def test_a_factor_named_twice_is_refused():
    with pytest.raises(ValueError, match="different factors"):
        change_parts(lambda _: 0.0, ["道路", "道路"])
