"""The map of 服务圈 as layers: order, roads by address, what a what-if adds, a base map only where one is set."""

import json

import pytest

from faces.blocks.marks import ChangeArea, ChangeMark, FacilityMark, MinuteBand, Spoke, TownshipArea, VillageDot
from faces.screen.base import Look
from faces.screen.circle_map import BaseMap, catchment_map
from faces.screen.circle_map_plotly import catchment_map_plotly

SQUARE = [(110.0, 24.0), (110.2, 24.0), (110.2, 24.2), (110.0, 24.2)]
AREAS = [TownshipArea("450223100", "鹿寨镇", [SQUARE], (110.1, 24.1), is_point=True)]
POLYGON = [[[(110.05, 24.05), (110.1, 24.05), (110.1, 24.1)]]]
CLINIC = FacilityMark("中心卫生院", 110.1, 24.1, "centre", code="T1")
WHOLE = {
    "bands": [MinuteBand(POLYGON, 15, inner=True), MinuteBand(POLYGON, 30, inner=False)],
    "villages": [VillageDot("甲村", 110.06, 24.06, 900, "inside", "12分钟", code="v1")],
    "facilities": [CLINIC],
}


def drawn(deck) -> dict[str, dict]:
    return {layer["id"]: layer for layer in json.loads(deck.to_json())["layers"]}


def test_roads_lie_over_the_minutes_and_under_villages_and_facilities():
    order = list(drawn(catchment_map(AREAS, **WHOLE, roads={"国道": "/media/a.json"})))
    wanted = ["townships", "band-30", "band-15", "casing-国道", "road-国道", "county", "point", "villages-in"]
    assert [name for name in order if name in wanted] == wanted
    assert order.index("villages-in") < order.index("facilities-centre")


def test_roads_are_fetched_by_address():
    layer = drawn(catchment_map(AREAS, **WHOLE, roads={"国道": "/media/a.json"}))["road-国道"]
    assert layer["data"] == "/media/a.json" and layer["pickable"] is False


def test_a_phone_gets_no_village_tracks():
    roads = {"国道": "/media/a.json", "村道": "/media/b.json"}
    assert "road-村道" not in drawn(catchment_map(AREAS, **WHOLE, roads=roads, look=Look(phone=True)))


def test_a_what_if_shows_both_gained_and_lost_ground_and_the_villages_that_change_sides():
    layers = drawn(
        catchment_map(
            AREAS,
            changes=[ChangeArea("before", POLYGON), ChangeArea("gained", POLYGON), ChangeArea("lost", [])],
            facilities=[CLINIC],
            marks=[ChangeMark("甲村", 110.06, 24.06, True), ChangeMark("乙村", 110.07, 24.06, False)],
            changed_sites=("T1",),
        )
    )
    assert {"change-before", "change-gained", "villages-gained", "villages-lost", "changed-sites"} <= set(layers)
    assert layers["villages-gained"]["getFillColor"] != layers["villages-lost"]["getFillColor"]


def test_spokes_beyond_the_limit_stand_apart():
    layers = drawn(
        catchment_map(
            AREAS, **WHOLE, spokes=[Spoke((110.1, 24.1), (110.06, 24.06)), Spoke((110.1, 24.1), (110.2, 24.2), True)]
        )
    )
    assert len(layers["spokes"]["data"]) == len(layers["spokes-beyond"]["data"]) == 1
    assert layers["spokes-beyond"]["getWidth"] > layers["spokes"]["getWidth"]


def test_a_click_returns_the_code_of_township_facility_and_village():
    layers = drawn(catchment_map(AREAS, **WHOLE))
    assert layers["townships"]["data"][0]["properties"]["code"] == "450223100"
    assert layers["facilities-centre"]["data"][0]["code"] == "T1"
    assert layers["villages-in"]["data"][0]["code"] == "v1"


def test_the_way_of_a_village_is_drawn_over_the_roads_and_under_the_villages():
    way = [(110.06, 24.06), (110.08, 24.09), (110.1, 24.1)]
    layers = drawn(catchment_map(AREAS, **WHOLE, roads={"国道": "/media/a.json"}, route=way))
    order = list(layers)
    assert order.index("road-国道") < order.index("route") < order.index("villages-in")
    assert layers["route"]["data"] == [{"path": [list(point) for point in way]}]
    # The ring stands round the village, where the way begins.
    assert layers["route-start"]["data"] == [{"at": [110.06, 24.06]}]
    assert "route" not in drawn(catchment_map(AREAS, **WHOLE))


def test_the_plain_map_draws_the_way_as_well():
    way = [(110.06, 24.06), (110.08, 24.09), (110.1, 24.1)]
    without, with_way = (catchment_map_plotly(AREAS, **WHOLE, route=route) for route in ((), way))
    added = [trace for trace in with_way.data if tuple(trace.x)[:2] == (110.06, 110.08)]
    assert len(with_way.data) == len(without.data) + 2 and len(added) == 2


def test_a_hollow_facility_says_its_own_reason_and_kind():
    """An ordinary village clinic shares the symbol of a central one; on hover it is what it is."""
    clinic = FacilityMark("甲村卫生室", 110.1, 24.1, "clinic", kind="村卫生室", code="V1")
    hollow = FacilityMark(
        "乙卫生院", 110.1, 24.1, "centre", qualified=False, status_text="", detail="不计入", code="T2"
    )
    layers = drawn(catchment_map(AREAS, facilities=[clinic, hollow]))
    assert layers["facilities-clinic"]["data"][0]["more"] == "村卫生室"
    assert "未达标" not in layers["facilities-centre"]["data"][0]["more"]


def test_no_host_is_named_unless_a_base_map_is_configured():
    bare = json.loads(catchment_map(AREAS, **WHOLE).to_json())
    assert bare.get("mapStyle", "__MAP_STYLE__") == "__MAP_STYLE__" and "http" not in json.dumps(bare)
    tiles = BaseMap(["http://tiles.county/{z}/{x}/{y}.png"], "天地图")
    style = json.loads(catchment_map(AREAS, **WHOLE, base=tiles).to_json())["mapStyle"]
    # A list: the front end would take a bare dict for an address and fail.
    assert isinstance(style, list) and style[0]["sources"]["base0"]["attribution"] == "天地图"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_map_without_webgl_draws_the_same_things(theme):
    roads = {"国道": json.dumps([{"path": [[110.0, 24.1], [110.2, 24.1]]}]).encode()}
    plain = catchment_map_plotly(AREAS, **WHOLE, roads=roads, look=Look(theme=theme))
    assert len(plain.data) >= 6
    supposed = catchment_map_plotly(
        AREAS,
        changes=[ChangeArea("gained", POLYGON)],
        facilities=[CLINIC],
        marks=[ChangeMark("甲村", 110.06, 24.06, True)],
        spokes=[Spoke((110.1, 24.1), (110.06, 24.06), True)],
        changed_sites=("T1",),
        look=Look(theme=theme),
    )
    assert any("甲村" in str(trace.text) for trace in supposed.data)
