"""Road files: what is kept of them, and what is said of bad ones."""

import json
from pathlib import Path

import numpy as np
import osmium
import pytest
import shapely

from travel.faults import (
    DuplicateIds,
    EmptyExtract,
    FaultyRows,
    NoRoadsInRegion,
    NotARoadFile,
    RoadFileFault,
    SwappedLonLat,
    TruncatedFile,
)
from travel.graph import build_graph, connectivity
from travel.importer import import_roads
from travel.road_tags import class_and_use, parse_maxspeed
from words.phrases import said

PLACES = {1: (111.10, 37.50), 2: (111.11, 37.50), 3: (111.12, 37.50), 4: (111.13, 37.51)}


def write_osm(path: Path, ways, places=PLACES) -> Path:
    """Write an OpenStreetMap file: ways are (id, nodes, tags)."""
    writer = osmium.SimpleWriter(str(path))
    for number, place in places.items():
        writer.add_node(osmium.osm.mutable.Node(id=number, location=place, version=1))
    for number, nodes, tags in ways:
        writer.add_way(osmium.osm.mutable.Way(id=number, nodes=nodes, tags=tags, version=1))
    writer.close()
    return path


def test_class_one_way_limit_surface_and_name_are_kept(tmp_path):
    tags = {"highway": "secondary", "oneway": "yes", "maxspeed": "60", "surface": "asphalt", "name": "柳林大街"}
    network = import_roads(write_osm(tmp_path / "a.osm.pbf", [(7, [1, 2, 3], tags)])).network
    assert network.class_names().tolist() == ["县道", "县道"]
    assert network.one_way.all()
    assert network.maxspeed_kmh.tolist() == [60, 60]
    assert network.surface.tolist() == ["asphalt"] * 2
    assert network.name.tolist() == ["柳林大街"] * 2
    assert network.way_id.tolist() == [7, 7]
    # 0.01° of longitude at 37.5° N on the mean sphere: 1111.95 m × cos 37.5° = 882.2 m.
    assert network.metres == pytest.approx([882.2, 882.2], abs=0.1)


def test_a_road_one_way_against_its_drawing_is_turned_round(tmp_path):
    network = import_roads(write_osm(tmp_path / "a.osm", [(7, [1, 2], {"highway": "primary", "oneway": "-1"})])).network
    assert (network.from_node[0], network.to_node[0], bool(network.one_way[0])) == (2, 1, True)


def test_roundabouts_and_motorways_are_one_way_unless_they_say_no(tmp_path):
    ways = [
        (1, [1, 2], {"highway": "tertiary", "junction": "roundabout"}),
        (2, [2, 3], {"highway": "motorway"}),
        (3, [3, 4], {"highway": "motorway", "oneway": "no"}),
        (4, [1, 4], {"highway": "tertiary"}),
    ]
    network = import_roads(write_osm(tmp_path / "a.osm.pbf", ways)).network
    assert network.one_way.tolist() == [True, True, False, False]


def test_private_roads_areas_and_building_sites_are_left_out_and_counted(tmp_path):
    ways = [
        (1, [1, 2], {"highway": "service", "access": "private"}),
        (2, [2, 3], {"highway": "pedestrian", "area": "yes"}),
        (3, [3, 4], {"highway": "construction"}),
        (4, [1, 4], {"highway": "tertiary"}),
    ]
    found = import_roads(write_osm(tmp_path / "a.osm.pbf", ways))
    assert (found.ways, found.skipped) == (1, 3)
    assert "跳过不对公众开放或非道路 3 条" in said(found.phrase())


def test_a_piece_whose_node_lies_outside_the_extract_is_dropped_and_counted(tmp_path):
    found = import_roads(write_osm(tmp_path / "a.osm.pbf", [(7, [1, 2, 99, 3, 4], {"highway": "tertiary"})]))
    assert found.dropped_edges == 2
    assert found.network.from_node.tolist() == [1, 3]


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("60", 60),
        ("60 km/h", 60),
        ("40 mph", 64.37376),
        ("60;40", 40),
        ("CN:urban", None),
        ("none", None),
        (None, None),
    ],
)
def test_a_limit_is_read_as_written(text, kmh):
    speed = parse_maxspeed(text)
    assert np.isnan(speed) if kmh is None else speed == pytest.approx(kmh)


def test_a_real_extract_gives_a_network_most_of_which_is_connected(extract):
    told = []
    found = import_roads(extract, progress=lambda stage, done, total: told.append((stage, done, total)))
    assert found.network.n_edges > 1000
    assert connectivity(build_graph(found.network)).share_outside < 0.2
    assert told[-1][1] == told[-1][2] > 0


def test_a_box_and_a_polygon_keep_the_roads_inside_and_whole_pieces_on_the_edge(extract):
    whole = import_roads(extract).network
    west, east = np.quantile(whole.lon, [0.3, 0.7])
    south, north = np.quantile(whole.lat, [0.3, 0.7])
    box = import_roads(extract, region=(west, south, east, north)).network
    assert 0 < box.n_edges < whole.n_edges
    same = import_roads(extract, region=shapely.box(west, south, east, north)).network
    np.testing.assert_array_equal(box.way_id, same.way_id)
    inside = dict(
        zip(
            whole.node_id,
            (whole.lon >= west) & (whole.lon <= east) & (whole.lat >= south) & (whole.lat <= north),
            strict=True,
        )
    )
    expected = [a or b for a, b in zip(map(inside.get, whole.from_node), map(inside.get, whole.to_node), strict=True)]
    assert box.n_edges == sum(expected)


def test_no_roads_in_the_box_is_said_with_what_to_do(extract):
    with pytest.raises(NoRoadsInRegion, match=r"没有一个在所选范围内.*请核对县界"):
        import_roads(extract, region=(110.0, 37.0, 110.1, 37.1))


@pytest.mark.parametrize("share", [0.05, 0.4, 0.9, 0.999])
def test_a_file_cut_anywhere_is_called_incomplete(extract, tmp_path, share):
    content = extract.read_bytes()
    cut = tmp_path / "cut.osm.pbf"
    cut.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(TruncatedFile, match=r"不完整.*重新下载"):
        import_roads(cut)


@pytest.mark.parametrize("content", [b"<!DOCTYPE html><html>login</html>", b"PK\x03\x04" + bytes(400), b"hello"])
def test_a_web_page_or_an_archive_named_pbf_is_not_taken_for_a_map(tmp_path, content):
    path = tmp_path / "roads.osm.pbf"
    path.write_bytes(content)
    with pytest.raises(NotARoadFile, match="不是 OpenStreetMap"):
        import_roads(path)


def test_damage_inside_a_block_is_not_read_as_roads(extract, tmp_path):
    content = bytearray(extract.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 4000] = bytes(4000)
    path = tmp_path / "damaged.osm.pbf"
    path.write_bytes(bytes(content))
    with pytest.raises(RoadFileFault, match="请"):
        import_roads(path)


def test_an_empty_file_and_a_map_without_roads_are_empty_extracts(tmp_path):
    nothing = tmp_path / "none.osm.pbf"
    nothing.write_bytes(b"")
    with pytest.raises(EmptyExtract, match="空文件"):
        import_roads(nothing)
    with pytest.raises(EmptyExtract, match="没有道路"):
        import_roads(write_osm(tmp_path / "b.osm.pbf", [(1, [1, 2], {"waterway": "river"})]))


def test_double_way_numbers_are_refused_by_number(tmp_path):
    ways = [(7, [1, 2], {"highway": "tertiary"}), (7, [2, 3], {"highway": "tertiary"})]
    with pytest.raises(DuplicateIds, match="例如 7"):
        import_roads(write_osm(tmp_path / "a.osm", ways))


def test_xml_that_breaks_off_and_a_missing_file_are_refused(tmp_path):
    whole = write_osm(tmp_path / "a.osm", [(7, [1, 2], {"highway": "tertiary"})]).read_bytes()
    (tmp_path / "b.osm").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(TruncatedFile):
        import_roads(tmp_path / "b.osm")
    with pytest.raises(NotARoadFile, match="找不到"):
        import_roads(tmp_path / "none.osm.pbf")
    (tmp_path / "c.dwg").write_bytes(b"x")
    with pytest.raises(NotARoadFile, match="格式"):
        import_roads(tmp_path / "c.dwg")


HEADING = "起点经度,起点纬度,终点经度,终点纬度,道路等级,单向,长度米,限速,路名\n"


def write_csv(path, rows, encoding="utf-8"):
    path.write_text(HEADING + "".join(row + "\n" for row in rows), encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_survey_in_chinese_headings_is_read_in_either_encoding(tmp_path, encoding):
    rows = ["111.10,37.50,111.11,37.50,县道,否,900,40,东沟路", "111.11,37.50,111.12,37.50,村道,是,,,"]
    network = import_roads(write_csv(tmp_path / "a.csv", rows, encoding)).network
    assert network.n_nodes == 3
    assert network.metres == pytest.approx([900.0, 882.2], abs=0.1)
    assert network.one_way.tolist() == [False, True]
    assert network.maxspeed_kmh[0] == 40 and np.isnan(network.maxspeed_kmh[1])
    assert network.name.tolist() == ["东沟路", None]
    assert build_graph(network).forward.nnz == 3


def test_every_faulty_row_is_named_and_not_only_the_first(tmp_path):
    rows = [
        "111.10,37.50,111.11,37.50,县道,否,900,40,",
        "abc,37.50,111.11,37.50,县道,否,900,40,",
        "111.10,37.50,111.11,37.50,小路,否,900,40,",
        "111.10,37.50,111.11,37.50,县道,也许,-5,0,",
    ]
    with pytest.raises(FaultyRows) as caught:
        import_roads(write_csv(tmp_path / "a.csv", rows))
    assert caught.value.rows == (3, 4, 5)
    for words in ("第 3 行坐标缺失", "第 4 行道路等级", "第 5 行长度不是正数", "第 5 行限速“0”", "第 5 行“单向”"):
        assert words in str(caught.value)


def test_swapped_columns_are_named_as_such(tmp_path):
    with pytest.raises(SwappedLonLat, match="写反"):
        import_roads(write_csv(tmp_path / "a.csv", ["37.50,111.10,37.50,111.11,县道,否,,,"] * 3))


def test_missing_columns_an_empty_table_and_double_numbers_are_refused(tmp_path):
    (tmp_path / "a.csv").write_text("起点经度,起点纬度\n1,2\n", encoding="utf-8")
    with pytest.raises(NotARoadFile, match="缺少列：终点经度、终点纬度、道路等级"):
        import_roads(tmp_path / "a.csv")
    with pytest.raises(EmptyExtract, match="只有表头"):
        import_roads(write_csv(tmp_path / "b.csv", []))
    text = "路段编号,起点经度,起点纬度,终点经度,终点纬度,道路等级\n" + "5,111.1,37.5,111.2,37.5,县道\n" * 2
    (tmp_path / "c.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DuplicateIds, match="第 2、3 行"):
        import_roads(tmp_path / "c.csv")


def test_a_survey_declared_as_gcj02_is_moved_to_wgs84(tmp_path):
    path = write_csv(tmp_path / "a.csv", ["111.10,37.50,111.11,37.50,县道,否,900,40,"])
    there, here = (import_roads(path, coordinate_system=system).network for system in ("GCJ-02", "WGS-84"))
    moved = np.hypot((there.lon - here.lon) * 88_200, (there.lat - here.lat) * 111_195)
    assert ((moved > 300) & (moved < 900)).all()


def test_lines_of_a_geojson_become_one_edge_per_piece(tmp_path):
    document = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"道路等级": "乡道", "单向": "否"},
                "geometry": {"type": "LineString", "coordinates": [[111.1, 37.5], [111.11, 37.5], [111.11, 37.51]]},
            },
            {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [111.1, 37.5]}},
        ],
    }
    (tmp_path / "a.geojson").write_text(json.dumps(document), encoding="utf-8")
    found = import_roads(tmp_path / "a.geojson")
    assert (found.ways, found.network.n_edges, found.network.n_nodes) == (1, 2, 3)
    (tmp_path / "b.geojson").write_text(json.dumps(document)[:-30], encoding="utf-8")
    with pytest.raises(TruncatedFile):
        import_roads(tmp_path / "b.geojson")
    document["features"] = document["features"][1:]
    (tmp_path / "c.geojson").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(EmptyExtract, match="没有线状道路"):
        import_roads(tmp_path / "c.geojson")


# access, vehicle, motor_vehicle, motorcar -> may a car drive there? The table of OSRM's features/car/access.feature.
HIERARCHY = [
    ("", "", "", "", True),
    ("yes", "", "", "", True),
    ("no", "", "", "", False),
    ("", "yes", "", "", True),
    ("", "no", "", "", False),
    ("no", "yes", "", "", True),
    ("yes", "no", "", "", False),
    ("", "", "yes", "", True),
    ("", "", "no", "", False),
    ("no", "", "yes", "", True),
    ("yes", "", "no", "", False),
    ("", "no", "yes", "", True),
    ("", "yes", "no", "", False),
    ("", "", "", "yes", True),
    ("", "", "", "no", False),
    ("no", "", "", "yes", True),
    ("yes", "", "", "no", False),
    ("", "no", "", "yes", True),
    ("", "yes", "", "no", False),
    ("", "", "no", "yes", True),
    ("", "", "yes", "no", False),
]


@pytest.mark.parametrize(("access", "vehicle", "motor_vehicle", "motorcar", "driven"), HIERARCHY)
def test_the_most_particular_access_tag_decides_whether_a_car_may_drive(
    access, vehicle, motor_vehicle, motorcar, driven
):
    given = {"access": access, "vehicle": vehicle, "motor_vehicle": motor_vehicle, "motorcar": motorcar}
    tags = {"highway": "primary"} | {key: value for key, value in given.items() if value}
    assert (class_and_use(tags)[1] == "driven") is driven


@pytest.mark.parametrize(
    ("tags", "use"),
    [
        ({"motor_vehicle": "no"}, "walked"),
        ({"vehicle": "private"}, "walked"),
        ({"access": "no"}, "closed"),
        ({"access": "no", "foot": "yes"}, "walked"),
        ({"motor_vehicle": "no", "foot": "no"}, "closed"),
        ({"motor_vehicle": "agricultural;destination"}, "driven"),
        ({"oneway": "reversible"}, "walked"),
        ({"oneway": "alternating"}, "driven"),
    ],
)
def test_a_road_closed_to_cars_and_open_on_foot_becomes_a_footpath(tags, use):
    assert class_and_use({"highway": "primary"} | tags)[1] == use


def test_nobody_drives_a_road_closed_to_cars_and_it_is_counted(tmp_path):
    ways = [
        (1, [1, 2], {"highway": "tertiary", "motor_vehicle": "no"}),
        (2, [2, 3], {"highway": "tertiary", "access": "no", "motor_vehicle": "yes"}),
        (3, [3, 4], {"highway": "tertiary", "oneway": "reversible"}),
    ]
    found = import_roads(write_osm(tmp_path / "a.osm.pbf", ways))
    assert found.network.class_names().tolist() == ["步道", "乡道", "步道"]
    assert np.isfinite(build_graph(found.network).along).tolist() == [False, True, False]
    assert np.isfinite(build_graph(found.network, "walk").along).all()
    assert "不许汽车通行、记为步道的道路 2 条" in said(found.phrase())
