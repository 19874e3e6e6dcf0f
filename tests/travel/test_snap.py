"""Snapping: the road where it is nearest, the walk on the gap, and who is out of reach."""

import numpy as np
import pytest

from travel.coordinates import bd09_to_gcj02, gcj02_to_bd09, gcj02_to_wgs84, to_wgs84, wgs84_to_gcj02
from travel.graph import build_graph
from travel.location_check import check_locations
from travel.network import metres_between
from travel.snap import EdgeIndex, seconds_from_ends, seconds_to_ends, snap
from words.phrases import Voice, said

STRAIGHT = [(0, 0), (6, 0)]


def test_a_village_meets_the_middle_of_a_road_and_not_its_far_junction(draw, at_km):
    index = EdgeIndex(build_graph(draw(STRAIGHT, [(0, 1, "国道", 6000.0, False)])))
    point = snap(index, *at_km([(2.0, 0.5)]))
    assert point.edge.tolist() == [0]
    assert point.share[0] == pytest.approx(1 / 3, abs=1e-6)
    assert point.gap_m[0] == pytest.approx(500.0, rel=1e-4)
    # 500 m at 5 km/h are 6 minutes.
    assert point.gap_s[0] == pytest.approx(360.0, rel=1e-4)


def test_both_ends_of_a_two_way_road_are_offered_and_one_end_of_a_one_way_road(draw, at_km):
    both = build_graph(draw(STRAIGHT, [(0, 1, "国道", 6000.0, False)]))
    place = snap(EdgeIndex(both), *at_km([(2.0, 0.0)]))
    assert seconds_to_ends(both, place)[0] == pytest.approx([120.0, 240.0])
    loop = draw(
        [(0, 0), (6, 0), (3, 3)],
        [(0, 1, "国道", 6000.0, True), (1, 2, "国道", 4243.0, True), (2, 0, "国道", 4243.0, True)],
    )
    ring = build_graph(loop)
    place = snap(EdgeIndex(ring), *at_km([(2.0, 0.0)]))
    assert seconds_to_ends(ring, place)[0] == pytest.approx([np.inf, 240.0])
    assert seconds_from_ends(ring, place)[0] == pytest.approx([120.0, np.inf])


def test_a_place_exactly_at_a_junction_is_not_bound_by_the_one_way_road_it_was_put_on(draw, at_km):
    ring = build_graph(
        draw(
            [(0, 0), (6, 0), (3, 3)],
            [(0, 1, "国道", 6000.0, True), (1, 2, "国道", 4243.0, True), (2, 0, "国道", 4243.0, True)],
        )
    )
    place = snap(EdgeIndex(ring), *at_km([(0.0, 0.0)]))
    assert place.share[0] in (0.0, 1.0)
    assert seconds_to_ends(ring, place).min() == 0.0
    assert seconds_from_ends(ring, place).min() == 0.0


def test_a_village_beyond_the_cap_is_unreached_and_listed_and_one_on_it_is_reached(draw, at_km):
    index = EdgeIndex(build_graph(draw(STRAIGHT, [(0, 1, "国道", 6000.0, False)])))
    points = snap(index, *at_km([(1.0, 0.0), (2.0, 4.0), (3.0, 2.9)]))
    assert points.reached.tolist() == [True, False, True]
    assert points.unreached.tolist() == [1]
    assert points.gap_m[1] == pytest.approx(4000.0, rel=1e-3)
    exactly = snap(index, *at_km([(2.0, 4.0)]), cap_m=float(points.gap_m[1]))
    assert exactly.reached.all()


def test_a_village_without_coordinates_is_unreached_and_keeps_its_place_in_the_list(draw, at_km):
    index = EdgeIndex(build_graph(draw(STRAIGHT, [(0, 1, "国道", 6000.0, False)])))
    lon, lat = at_km([(1.0, 0.0), (2.0, 0.0)])
    points = snap(index, np.array([np.nan, lon[1]]), lat)
    assert points.reached.tolist() == [False, True]


def test_a_fragment_nearby_is_passed_over_for_the_connected_road(draw, at_km):
    places = [(0, 0), (3, 0), (6, 0), (2, 0.4), (3, 0.4)]
    roads = [(0, 1, "县道", 3000.0, False), (1, 2, "县道", 3000.0, False), (3, 4, "村道", 1000.0, False)]
    point = snap(EdgeIndex(build_graph(draw(places, roads))), *at_km([(2.5, 0.4)]))
    assert point.edge.tolist() == [0]
    assert point.gap_m[0] == pytest.approx(400.0, rel=1e-3)


def test_a_motorway_is_not_offered_to_a_walker(draw, at_km):
    places = [(0, 0), (6, 0), (0, 1), (6, 1)]
    roads = [(0, 1, "高速公路", 6000.0, False), (2, 3, "村道", 6000.0, False), (0, 2, "村道", 1000.0, False)]
    network = draw(places, roads)
    assert snap(EdgeIndex(build_graph(network, "car")), *at_km([(3, 0.1)])).edge.tolist() == [0]
    assert snap(EdgeIndex(build_graph(network, "walk")), *at_km([(3, 0.1)])).edge.tolist() == [1]


def test_without_any_road_everybody_is_unreached(draw, at_km):
    graph = build_graph(draw(STRAIGHT, [(0, 1, "国道", 6000.0, False)]), closed_edges=np.array([True]))
    points = snap(EdgeIndex(graph), *at_km([(1.0, 0.0)]))
    assert not points.reached.any()
    assert np.isinf(points.gap_m).all()


def test_converting_to_gcj02_and_bd09_and_back_returns_to_within_a_centimetre():
    lon, lat = np.array([111.14, 110.05, 109.75, 112.17]), np.array([37.52, 39.87, 24.48, 37.03])
    gcj = wgs84_to_gcj02(lon, lat)
    assert metres_between(lon, lat, *gcj02_to_wgs84(*gcj)).max() < 0.01
    bd = gcj02_to_bd09(*gcj)
    assert metres_between(*gcj, *bd09_to_gcj02(*bd)).max() < 0.01
    assert metres_between(lon, lat, *to_wgs84(*bd, "BD-09")).max() < 0.01


def test_gcj02_moves_a_place_in_china_by_some_hundred_metres_and_none_abroad():
    lon, lat = np.array([111.14, 2.35]), np.array([37.52, 48.86])
    moved = metres_between(lon, lat, *wgs84_to_gcj02(lon, lat))
    assert 300 < moved[0] < 900
    assert moved[1] == 0


def test_gcj02_and_bd09_agree_with_the_examples_printed_by_coordtransform():
    # README of github.com/wandergis/coordtransform: wgs84togcj02 and gcj02tobd09 of 116.404, 39.915.
    lon, lat = wgs84_to_gcj02(np.array([116.404]), np.array([39.915]))
    assert (lon[0], lat[0]) == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-9)
    lon, lat = gcj02_to_bd09(np.array([116.404]), np.array([39.915]))
    assert (lon[0], lat[0]) == pytest.approx((116.41036949371029, 39.92133699351021), abs=1e-9)


def test_an_undeclared_coordinate_system_is_refused():
    with pytest.raises(ValueError, match="CGCS"):
        to_wgs84(np.array([111.0]), np.array([37.0]), "CGCS-1")


@pytest.fixture(scope="module")
def county_index(county):
    return EdgeIndex(build_graph(county[0]))


def test_villages_where_they_belong_pass_the_check(county, county_index):
    report = check_locations(county_index, *county[2].T)
    assert report.verdict == "good"


def test_swapped_longitude_and_latitude_are_called_that(county, county_index):
    report = check_locations(county_index, county[2][:, 1], county[2][:, 0])
    assert report.verdict == "swapped"
    assert len(report.wrong) == 90
    assert "写反" in said(report.message)


def test_one_swapped_row_among_good_ones_is_named_by_its_number(county, county_index):
    places = county[2].copy()
    places[4] = places[4][::-1]
    report = check_locations(county_index, *places.T)
    assert (report.verdict, report.wrong.tolist()) == ("swapped", [4])
    assert "第 5 行" in said(report.message)


@pytest.mark.parametrize("system", ["GCJ-02", "BD-09"])
def test_a_systematic_offset_of_some_hundred_metres_is_named_with_its_coordinate_system(county, county_index, system):
    shifted = wgs84_to_gcj02(*county[2].T)
    if system == "BD-09":
        shifted = gcj02_to_bd09(*shifted)
    report = check_locations(county_index, *shifted)
    assert (report.verdict, report.system) == ("shifted", system)
    assert 300 < report.offset_m < 2000
    assert system in said(report.message) and system in said(report.message, Voice("en"))


def test_a_village_in_the_sea_is_far_and_not_silently_snapped(county, county_index):
    places = county[2].copy()
    places[0] = (122.5, 31.0)
    report = check_locations(county_index, *places.T)
    assert (report.verdict, report.wrong.tolist()) == ("far", [0])
