"""The ground a change gains and loses: all of it, nothing else, the same as two whole pictures laid on each other."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from travel.catchment import catchment_bands, minutes_grid
from travel.changed_ground import changed_ground
from travel.graph import build_graph
from travel.shortest import nearest_field
from travel.snap import EdgeIndex, snap

LIMIT = 15


@pytest.fixture(scope="session")
def fields(county):
    """Return a function: which of a county's townships have a centre -> the field of minutes to the nearest."""
    network, townships, _ = county
    graph = build_graph(network)
    index = EdgeIndex(graph)
    return lambda chosen: nearest_field(graph, snap(index, *townships[list(chosen)].T))


def picture(field):
    return shape(catchment_bands(field, [LIMIT])["features"][0]["geometry"]).buffer(0)


def change(before, after):
    return changed_ground(minutes_grid(before, LIMIT), minutes_grid(after, LIMIT), LIMIT)


@settings(max_examples=12, deadline=None)
@given(kept=st.sets(st.integers(0, 6), min_size=1), then=st.sets(st.integers(0, 6), min_size=1))
def test_before_and_gained_without_lost_is_the_ground_of_after(fields, kept, then):
    before, after = fields(sorted(kept)), fields(sorted(then))
    gained, lost = change(before, after)
    was, now = picture(before), picture(after)
    together = was.union(gained).difference(lost)
    # What is left over is as wide as thinning leaves it: a hair along the outline, not an area.
    assert together.symmetric_difference(now).area < 0.02 * max(now.area, was.area)
    assert gained.intersection(was).area < 0.02 * max(gained.area, 1e-9) + 0.002 * was.area
    assert gained.intersection(lost).area == pytest.approx(0, abs=1e-9)


def test_more_centres_lose_nothing_and_fewer_gain_nothing(fields):
    few, many = fields([0, 1]), fields([0, 1, 2, 3])
    gained, lost = change(few, many)
    assert gained.area > 0 and lost.is_empty
    back_gained, back_lost = change(many, few)
    assert back_gained.is_empty and back_lost.area == pytest.approx(gained.area, rel=1e-6)


def test_nothing_changes_where_nothing_changed(fields):
    assert all(piece.is_empty for piece in change(fields([0, 1]), fields([0, 1])))


def test_the_first_centre_of_all_gains_everything_it_reaches(fields, draw, at_km):
    network = draw([(0, 0), (6, 0)], [(0, 1, "国道", 6000.0, False)])
    graph = build_graph(network)
    index = EdgeIndex(graph)
    nowhere, here = (nearest_field(graph, snap(index, *at_km([(0, north)]))) for north in (90, 0))
    gained, lost = change(nowhere, here)
    assert lost.is_empty and gained.area == pytest.approx(picture(here).area, rel=0.01)


def test_an_outline_of_a_change_has_no_more_points_than_the_grid_gave_it(fields):
    """Rounded corners once made sixteen kilobytes of a change into sixty: it was then fetched, one picture later."""
    gained, _ = change(fields([0, 1]), fields([0, 1, 2, 3]))
    points = int(shapely.get_num_coordinates(gained))
    perimeter_cells = gained.length / (200 / 111_320)
    assert 0 < points < perimeter_cells
    assert np.isfinite(gained.bounds).all()
