"""Pictures: closed rings, holes kept, and inside the outline what the roads say is inside."""

import json

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from travel.catchment import catchment_bands, minutes_grid, sample_along_edges
from travel.graph import build_graph
from travel.shortest import nearest_field, nearest_for_points
from travel.snap import EdgeIndex, snap


def field_of(network, places):
    graph = build_graph(network)
    return nearest_field(graph, snap(EdgeIndex(graph), *places))


def shapes(collection):
    return [shape(feature["geometry"]) for feature in collection["features"]]


@pytest.fixture
def ring_road(draw, at_km):
    """A square ring of trunk road, 12 km a side: its middle lies 6 km from any road."""
    corners = [(0, 0), (12, 0), (12, 12), (0, 12)]
    network = draw(corners, [(k, (k + 1) % 4, "国道", 12_000.0, False) for k in range(4)])
    return field_of(network, at_km([(0, 0)]))


def test_a_ring_road_leaves_a_hole_where_nobody_gets_in_time(ring_road, at_km):
    band = shapes(catchment_bands(ring_road, [30]))[0]
    middle, on_road = at_km([(6, 6)]), at_km([(6, 0)])
    assert sum(len(part.interiors) for part in band.geoms) == 1
    assert not band.contains(shapely.Point(middle[0][0], middle[1][0]))
    assert band.contains(shapely.Point(on_road[0][0], on_road[1][0]))


def test_bands_are_valid_closed_and_turn_the_way_geojson_wants(ring_road):
    collection = catchment_bands(ring_road, [30, 15])
    assert [(f["properties"]["lower_min"], f["properties"]["upper_min"]) for f in collection["features"]] == [
        (0, 15),
        (15, 30),
    ]
    for band in shapes(collection):
        assert band.is_valid
        for part in band.geoms:
            assert part.exterior.is_ccw
            assert not any(hole.is_ccw for hole in part.interiors)
    for feature in json.loads(json.dumps(collection))["features"]:
        for polygon in feature["geometry"]["coordinates"]:
            assert all(ring[0] == ring[-1] for ring in polygon)


def test_bands_do_not_overlap_and_together_make_the_cumulative_picture(ring_road):
    inner, outer = shapes(catchment_bands(ring_road, [15, 30]))
    whole = shapes(catchment_bands(ring_road, [30], cumulative=True))[0]
    assert inner.intersection(outer).area < 0.02 * whole.area
    assert inner.area + outer.area == pytest.approx(whole.area, rel=0.02)


def test_minutes_beside_a_straight_road_are_the_drive_plus_the_walk(draw, at_km):
    network = draw([(0, 0), (20, 0)], [(0, 1, "国道", 20_000.0, False)])
    grid = minutes_grid(field_of(network, at_km([(0, 0)])), 40)
    # 10 km at 60, then 1 km on foot at 5: 22 minutes; a cell is 200 m wide.
    place = grid.plane.to_metres(*at_km([(10, 1)]))[0]
    column, row = np.argmin(np.abs(grid.x - place[0])), np.argmin(np.abs(grid.y - place[1]))
    assert grid.minutes[row, column] == pytest.approx(22.0, abs=2.0)


def test_the_middle_of_a_long_road_is_sampled_although_no_node_lies_there(draw, at_km):
    network = draw([(0, 0), (6, 0)], [(0, 1, "国道", 6000.0, False)])
    lon, _, minutes = sample_along_edges(field_of(network, at_km([(0, 0)])))
    assert len(lon) == 49
    assert np.interp(3.0, np.linspace(0, 6, 49), minutes) == pytest.approx(3.0, abs=1e-6)


def test_the_picture_agrees_with_the_minutes_of_nine_villages_in_ten(county):
    network, townships, villages = county
    graph = build_graph(network)
    index = EdgeIndex(graph)
    field = nearest_field(graph, snap(index, *townships.T))
    places = snap(index, *villages.T)
    minutes = nearest_for_points(field, places).minutes
    band = shapes(catchment_bands(field, [15], cumulative=True))[0]
    shown = shapely.contains_xy(band, villages[:, 0], villages[:, 1])
    assert (shown == (minutes <= 15)).mean() >= 0.9


def test_without_a_facility_the_picture_is_empty_and_a_limit_of_zero_is_refused(draw, at_km):
    network = draw([(0, 0), (6, 0)], [(0, 1, "国道", 6000.0, False)])
    field = field_of(network, at_km([(0, 90)]))
    assert all(band.is_empty for band in shapes(catchment_bands(field, [15])))
    with pytest.raises(ValueError, match="above 0"):
        catchment_bands(field, [0, 15])
