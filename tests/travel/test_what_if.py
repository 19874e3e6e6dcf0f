"""What-ifs: adding never lengthens, closing never shortens, and both equal a search from scratch."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from travel.graph import build_graph
from travel.shortest import nearest_field, nearest_for_points
from travel.snap import EdgeIndex, snap
from travel.what_if import (
    add_facilities,
    close_facilities,
    coverage_change,
    join_points,
    move_facility,
    points_touched_by_edges,
    who_loses,
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
    np.testing.assert_allclose(quick.seconds, slow.seconds, atol=1e-6)
    before, after = nearest_for_points(field, places), nearest_for_points(quick, places)
    assert (after.minutes <= before.minutes).all()
    assert after.minutes == pytest.approx(nearest_for_points(slow, places).minutes, abs=2e-6)


def test_an_added_site_that_wins_the_whole_county_is_searched_to_its_end(baseline):
    graph, places, facilities, _ = baseline
    far = nearest_field(graph, places.take(np.array([11])))
    quick = add_facilities(far, facilities)
    np.testing.assert_allclose(quick.seconds, nearest_field(graph, join_points(far.facilities, facilities)).seconds)


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
    losers, lost = who_loses(before, without, 2)
    assert losers.tolist() == np.flatnonzero(before.owner == 2).tolist()
    assert (lost >= 0).all() and (lost > 0).any()


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


def test_people_are_sorted_into_only_before_only_after_both_and_neither():
    before, after = np.array([10.0, 15.0, 16.0, np.inf]), np.array([16.0, 14.0, 15.0, np.inf])
    change = coverage_change(before, after, 15)
    assert change.only_before.tolist() == [0]
    assert change.both.tolist() == [1]
    assert change.only_after.tolist() == [2]
    assert change.neither.tolist() == [3]


@pytest.mark.parametrize("seed", range(4))
def test_a_road_closure_changes_only_villages_whose_route_used_it(baseline, county, seed):
    graph, places, facilities, field = baseline
    rng = np.random.default_rng(seed)
    # Roads near a facility carry most routes, so that the closure is felt.
    busy = np.flatnonzero((field.seconds[graph.tail] < 600) & (county[0].road_class <= 4))
    shut = rng.choice(busy, 3, replace=False)
    touched = points_touched_by_edges(graph, field, places, shut)
    closed = np.zeros(county[0].n_edges, dtype=bool)
    closed[shut] = True
    after = nearest_field(build_graph(county[0], closed_edges=closed), facilities)
    # Villages keep their snapping; only those standing on a closed road would have to be snapped again.
    before_minutes = nearest_for_points(field, places).minutes
    after_minutes = nearest_for_points(after, places).minutes
    changed = ~np.isclose(before_minutes, after_minutes, atol=1e-6) & ~(
        np.isinf(before_minutes) & np.isinf(after_minutes)
    )
    assert not (changed & ~touched).any()
