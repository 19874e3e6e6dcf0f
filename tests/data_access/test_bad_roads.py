"""Road files that would have put wrong minutes in force: each is refused by name, and the old roads stay."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from data_access import read, schema
from data_access.__main__ import app
from data_access.build import write_warehouse
from data_access.engine import opened
from data_access.roads import editions
from tests.data_access.grid_county import (
    COUNTY,
    NOW,
    OLD,
    SIDE,
    board,
    county_frames,
    csv_of,
    geojson_of,
    line,
    osm_of,
    place,
    written,
)
from tests.travel.mutations import mutated

Import = Callable[..., tuple[int, str]]


@pytest.fixture(scope="session")
def grid_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The chequered county's warehouse; copy it."""
    file = tmp_path_factory.mktemp("grid") / "grid.duckdb"
    write_warehouse(f"duckdb:///{file}", county_frames())
    return file


@pytest.fixture
def url(grid_file: Path, tmp_path: Path) -> str:
    """URL of a copy of the chequered county's warehouse that this one test may change."""
    shutil.copy(grid_file, tmp_path / "own.duckdb")
    return f"duckdb:///{tmp_path / 'own.duckdb'}"


@pytest.fixture
def take(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Import:
    """Import a file by its name and text; what the command exits with and says."""
    monkeypatch.setenv("WAREHOUSE_URL", url)

    def imported(name: str, text: str, *arguments: str) -> tuple[int, str]:
        file = written(tmp_path, name, text)
        ran = CliRunner().invoke(app, ["import-roads", str(file), "--county", COUNTY, *arguments])
        assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
        return ran.exit_code, ran.output

    return imported


@pytest.fixture
def refused(url: str, take: Import) -> Import:
    """Import a file that must be refused: exit code 1 (or as said), and not a byte of the warehouse changed."""
    file = Path(url.removeprefix("duckdb:///"))

    def tried(name: str, text: str, *arguments: str, code: int = 1) -> str:
        before = file.read_bytes()
        found, said = take(name, text, *arguments)
        assert found == code, said
        assert "原路网继续有效" in said and file.read_bytes() == before
        return said

    return tried


def in_force(url: str) -> dict[str, tuple[int, int | None]]:
    """The county's editions: name → first and last month."""
    with opened(url) as engine:
        rows = editions(engine, COUNTY)
    return {
        row.road_edition: (int(row.valid_from), None if pd.isna(row.valid_to) else int(row.valid_to))
        for row in rows.itertuples()
    }


def minutes_in(url: str, month: int) -> pd.DataFrame:
    """Minutes by car to any facility, by village, in a month."""
    access = schema.village_access
    with opened(url) as engine:
        found = read.frame(
            engine,
            select(access).where(
                access.c.county_code == COUNTY,
                access.c.tier == "village",
                access.c.mode == "car",
                access.c.scenario == "normal",
            ),
        )
    now = (found["valid_from"] <= month) & (found["valid_to"].astype("Int64").fillna(999912) >= month)
    return found[now].set_index("village_code")[["minutes", "road_edition"]].sort_index()


ANEW = ("--edition", "新网", "--from", "202407")


def test_a_whole_board_is_taken_and_the_village_in_the_middle_is_a_drive_away(url: str, take: Import) -> None:
    code, said = take("survey.csv", csv_of(board(), lambda _: "1000"), *ANEW)
    assert code == 0, said
    assert "路网“新网”自2024年7月起生效" in said and "“现网”用到2024年6月" in said
    assert in_force(url) == {OLD: (202301, 202312), NOW: (202401, 202406), "新网": (202407, None)}
    assert set(minutes_in(url, 202406)["road_edition"]) == {NOW}


# ---- F9: lengths ----


def test_lengths_in_kilometres_are_called_so_and_not_read_as_metres(refused: Import) -> None:
    # A kilometre written 1.0: read as a metre, every village would be two seconds from its clinic.
    said = refused("survey.csv", csv_of(board(), lambda _: "1.0"), *ANEW)
    assert "千米" in said and "换算成米" in said


def test_lengths_in_feet_are_called_so(refused: Import) -> None:
    assert "英尺" in refused("survey.csv", csv_of(board(), lambda _: "3281"), *ANEW)


def test_a_road_shorter_than_the_crow_flies_is_named_with_both_figures(refused: Import) -> None:
    said = refused("survey.csv", csv_of(board(), lambda number: "800" if number == 3 else "1000"), *ANEW)
    # Piece 3 stands in row 5, after the heading.
    assert "第 5 行长度 800 米短于两端的直线距离 1,000 米" in said


def test_a_length_a_little_short_of_the_straight_line_is_a_rounding(take: Import) -> None:
    assert take("survey.csv", csv_of(board(), lambda number: "990" if number % 2 else "1012.5"), *ANEW)[0] == 0


@pytest.mark.parametrize(
    ("length", "words"),
    [
        ("1e15", "第 4 行长度 1,000,000,000,000,000 米，而两端直线距离只有 1,000 米"),
        ("30000", "第 4 行长度 30,000 米，而两端直线距离只有 1,000 米"),
        ("inf", "第 4 行长度不是正数：“inf”"),
        ("-inf", "第 4 行长度不是正数：“-inf”"),
        ("约900", "第 4 行长度不是正数：“约900”"),
        ("0", "第 4 行长度不是正数：“0”"),
    ],
)
def test_an_absurd_length_is_named_and_never_replaced_unsaid(refused: Import, length: str, words: str) -> None:
    assert words in refused("survey.csv", csv_of(board(), lambda number: length if number == 2 else "1000"), *ANEW)


def test_a_road_to_the_gulf_of_guinea_is_named(refused: Import) -> None:
    lon, lat = place(0)
    said = refused("survey.csv", csv_of(board(), extra=[f"{lon},{lat},0,0,县道"]), *ANEW)
    # 220 pieces and the heading: the added row is the 222nd.
    assert "第 222 行坐标（0.0000，0.0000）不在中国境内" in said


def test_a_digit_lost_in_a_longitude_is_a_road_over_half_of_china(refused: Import) -> None:
    lon, lat = place(0)
    said = refused("survey.csv", csv_of(board(), extra=[f"{lon},{lat},{lon - 10:.6f},{lat},县道"]), *ANEW)
    # Ten degrees of a parallel at 37.5° N: 10 × 111.195 km × cos 37.5° = 882 km.
    assert "第 222 行两端相距 88" in said


def test_an_openstreetmap_node_at_zero_is_named_by_its_way(refused: Import) -> None:
    text = osm_of(board())
    lon, lat = place(0)
    moved = text.replace(f"lat='{lat}' lon='{lon}'", "lat='0' lon='0'", 1)
    assert "道路 1（相距" in refused("a.osm", moved, *ANEW)


def test_empty_rows_do_not_shift_the_number_that_is_named(refused: Import) -> None:
    text = csv_of(board(), lambda number: "800" if number == 3 else "1000").replace("\n", "\n\n", 1)
    assert "第 6 行长度 800 米" in refused("survey.csv", text, *ANEW)


# ---- F10, V3: networks that cannot be driven, do not fit, or lose what the old one carried ----


def test_a_network_of_roads_without_length_is_refused(refused: Import) -> None:
    loops = csv_of([(start, start) for start in range(SIDE * SIDE)])
    assert "第 2 行起点与终点相同，又没有写长度" in refused("loops.csv", loops, *ANEW)


def test_a_single_ring_is_no_network(refused: Import) -> None:
    said = refused("ring.csv", csv_of([(60, 60)], lambda _: "900"), *ANEW)
    assert "1 个路段里没有一段能开车通行" in said


def test_footpaths_alone_are_no_network(refused: Import) -> None:
    assert "没有一段能开车通行" in refused("paths.csv", csv_of(board()).replace("县道", "步道"), *ANEW, "--accept-loss")


def test_half_a_network_is_refused_with_what_it_loses(refused: Import) -> None:
    # Roads west of line 5 only. Of 25 villages the five on line 7 lie 2 km from a road, 24 minutes on foot, and the
    # five on line 9 lie 4 km from it, beyond the 3 km at which a place counts as unreached: 15 of 25 and 20 of 25.
    said = refused("half.csv", csv_of(board(lambda east, _north: east <= 5)), *ANEW)
    assert "与现行路网“现网”相比，新路网丢失了大片覆盖" in said and "--accept-loss" in said
    assert "15分钟内能到最近医疗卫生机构的居民由 100.0% 变为 60.0%" in said
    assert "有路可到机构的居民由 100.0% 变为 80.0%" in said


def test_a_loss_may_be_accepted_knowingly_and_is_then_on_record(url: str, take: Import) -> None:
    half = csv_of(board(lambda east, _north: east <= 5))
    code, said = take("half.csv", half, *ANEW, "--accept-loss")
    assert code == 0 and "按 --accept-loss 接受" in said
    # 220 km before; six lines of 10 km north and eleven of 5 km east after: 60 + 55 = 115 km.
    assert "道路由 220 公里变为 115 公里" in said
    assert "新网" in in_force(url)


def test_a_fragment_far_from_the_villages_fits_nobody(refused: Import) -> None:
    # The block of crossings (0..1, 0..1): 24 of 25 villages lie outside it.
    corner = csv_of(board(lambda east, north: east <= 1 and north <= 1))
    said = refused("corner.csv", corner, *ANEW, "--accept-loss")
    assert "25 个村点中有" in said and "这不是本县完整的路网" in said
    assert "位置与路网相符" not in said


def test_two_halves_that_do_not_meet_lose_the_hospital(refused: Import) -> None:
    # Without the roads between lines 5 and 6 the east has roads and no way to the hospital. The west (66 crossings)
    # is the larger part; of the east's villages those on line 7 walk 2 km to it, those on line 9 have no road.
    apart = [(a, b) for a, b in board() if not (a % SIDE == 5 and b % SIDE == 6)]
    said = refused("apart.csv", csv_of(apart), *ANEW)
    assert "能到县级医院的由 100.0% 变为 80.0%" in said


# ---- F11, F12: files out of JOSM ----


def test_roads_deleted_in_an_editor_do_not_come_back(refused: Import, take: Import) -> None:
    pieces = board()
    for mark in ("action='delete' visible='true'", "visible='false'"):
        assert "没有道路" in refused("a.osm", osm_of(pieces, attributes=lambda _number, mark=mark: mark), *ANEW)
    code, said = take(
        "b.osm", osm_of(pieces, attributes=lambda number: "action='delete'" if number == 7 else ""), *ANEW
    )
    assert code == 0 and "读入道路 219 条" in said and "标记删除、没有读入的道路 1 条" in said


@pytest.mark.parametrize("every", [1, 2])
def test_what_was_drawn_in_an_editor_has_negative_ids_and_is_there(url: str, take: Import, every: int) -> None:
    def new(number: int) -> int:
        return -number - 1 if number % every == 0 else number + 1

    code, said = take("a.osm", osm_of(board(), node_id=new, way_id=new), *ANEW)
    assert code == 0, said
    assert "读入道路 220 条" in said and "缺少端点坐标的路段 0 个" in said
    # As far as on the old roads: lengths differ by centimetres, a drive by less than a second.
    assert minutes_in(url, 202412)["minutes"].max() == pytest.approx(minutes_in(url, 202406)["minutes"].max(), abs=0.02)


def test_ways_without_their_nodes_are_called_so_and_the_county_is_not_blamed(refused: Import) -> None:
    text = "\n".join(row for row in osm_of(board()).splitlines() if not row.startswith("<node"))
    said = refused("a.osm", text, *ANEW)
    assert "220 个路段都缺少端点坐标" in said and "县界" not in said


# ---- F14: months ----


@pytest.mark.parametrize("month", ["2025", "202513", "202400", "999999", "-5", "0", "20250101", "209912"])
def test_a_month_that_is_none_is_refused_and_no_edition_is_touched(refused: Import, month: str) -> None:
    said = refused("survey.csv", csv_of(board()), "--edition", "新网", f"--from={month}", code=2)
    assert month in said and ("不是一个月份" in said or "超过一年" in said)


def test_roads_may_be_entered_for_next_year(url: str, take: Import) -> None:
    assert take("survey.csv", csv_of(board()), "--edition", "明年", "--from", "202501")[0] == 0
    assert in_force(url)[NOW] == (202401, 202412) and in_force(url)["明年"] == (202501, None)


# ---- F15: earlier editions ----


def test_a_second_load_of_the_same_name_does_not_rewrite_the_first_ones_past(
    url: str, take: Import, refused: Import
) -> None:
    assert take("survey.csv", csv_of(board()), "--from", "202404")[0] == 0
    said = refused("survey.csv", csv_of(board()), "--from", "202407", code=2)
    assert "“survey”的路网已经有了，自 202404 起生效" in said and "--edition" in said
    assert in_force(url)["survey"] == (202404, None)
    # Under a name of its own both stay, the earlier one with the months it had.
    assert take("survey.csv", csv_of(board()), "--edition", "二测", "--from", "202407")[0] == 0
    assert in_force(url) == {
        OLD: (202301, 202312),
        NOW: (202401, 202403),
        "survey": (202404, 202406),
        "二测": (202407, None),
    }


def test_taking_an_old_ones_name_does_not_delete_its_years(refused: Import) -> None:
    said = refused("survey.csv", csv_of(board()), "--edition", OLD, code=2)
    assert f"“{OLD}”的路网已经有了，自 202301 起生效" in said


def test_a_month_before_others_names_those_that_would_go(url: str, take: Import, refused: Import) -> None:
    said = refused("survey.csv", csv_of(board()), "--edition", "新网", "--from", "202306", code=2)
    assert f"会删去已有的路网：{NOW}" in said and "--replace" in said
    arguments = ("--edition", "新网", "--from", "202306", "--replace", NOW)
    code, said = take("survey.csv", csv_of(board()), *arguments)
    assert code == 0 and f"已按要求替换路网{NOW}" in said
    assert in_force(url) == {OLD: (202301, 202305), "新网": (202306, None)}


def test_the_same_edition_from_the_same_month_is_exchanged_and_its_months_stay(url: str, take: Import) -> None:
    assert take("survey.csv", csv_of(board()), "--edition", NOW, "--from", "202401")[0] == 0
    assert in_force(url) == {OLD: (202301, 202312), NOW: (202401, None)}


def test_the_first_roads_of_a_county_time_all_its_months(url: str, take: Import) -> None:
    # Every edition is named, so that none is left: as in a county that never had roads.
    code, said = take("survey.csv", csv_of(board()), *ANEW, "--replace", OLD, "--replace", NOW)
    assert code == 0, said
    # The data begin in January 2023.
    assert in_force(url) == {"新网": (202301, None)} and "自2023年1月起生效" in said


def test_a_name_to_replace_that_is_none_and_a_name_too_long_are_refused(refused: Import) -> None:
    assert "没有名为甲的路网" in refused("survey.csv", csv_of(board()), *ANEW, "--replace", "甲", code=2)
    assert "超过 20 个字" in refused("survey.csv", csv_of(board()), "--edition", "路" * 21, code=2)


# ---- F16, V3: features ----


@pytest.mark.parametrize(
    ("feature", "words"),
    [
        ({"type": "Feature", "properties": {}, "geometry": None}, "第 221 个要素没有几何坐标"),
        (line(None), "第 221 个要素没有几何坐标"),
        (line([]), "第 221 个要素没有几何坐标"),
        (line([list(place(0))]), "第 221 个要素只有一个点"),
        (line([place(0), None]), "第 221 个要素第 2 个顶点不是一对经纬度"),
        (line([place(0), [111.1]]), "第 221 个要素第 2 个顶点不是一对经纬度"),
        (line([place(0), [111.1, "37.5"]]), "第 221 个要素第 2 个顶点不是一对经纬度"),
        (line([111.1, 37.5, 111.2, 37.5]), "第 221 个要素第 1 个顶点不是一对经纬度"),
        (line([place(0), place(0)]), "第 221 个要素只有一个点"),
        (line([place(0), place(1)]) | {"properties": ["县道"]}, "第 221 个要素的属性不是文字或数字"),
        ("Feature", "第 221 个要素不是能读的要素"),
        (line([place(0), [0, 0]]), "第 221 个要素坐标（0.0000，0.0000）不在中国境内"),
    ],
)
def test_a_feature_without_usable_geometry_is_named_by_its_number(refused: Import, feature: object, words: str) -> None:
    said = refused("roads.geojson", geojson_of(board(), [feature]), *ANEW)
    assert words in said and "涉及第 221 个要素" in said


def test_a_line_without_coordinates_is_named(refused: Import) -> None:
    bare = {"type": "Feature", "properties": {}, "geometry": {"type": "LineString"}}
    assert "第 221 个要素没有几何坐标" in refused("roads.geojson", geojson_of(board(), [bare]), *ANEW)


def test_points_and_areas_are_counted_in_the_report(take: Import) -> None:
    points = [
        {"type": "Feature", "properties": {}, "geometry": {"type": kind, "coordinates": []}}
        for kind in ("Point", "Polygon", "Point")
    ]
    code, said = take("roads.geojson", geojson_of(board(), points), *ANEW)
    assert code == 0 and "读入道路 220 条" in said and "不是线的要素（点、面）3 个" in said


def test_a_survey_with_the_same_column_in_two_languages_is_asked_for_one(refused: Import) -> None:
    text = csv_of(board(), lambda _: "1000").replace("道路等级", "道路等级").replace("长度米", "from_lon")
    assert "有重复的列：起点经度" in refused("survey.csv", text, *ANEW)


@pytest.mark.parametrize("kind", ["csv", "geojson", "osm"])
def test_a_broken_file_is_taken_whole_or_leaves_the_warehouse_as_it_was(
    kind: str, url: str, grid_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAREHOUSE_URL", url)
    warehouse, file = tmp_path / "own.duckdb", tmp_path / f"roads.{kind}"
    whole = {"csv": csv_of(board(), lambda _: "1000"), "geojson": geojson_of(board()), "osm": osm_of(board())}[kind]
    before = warehouse.read_bytes()
    for seed in range(25):
        file.write_bytes(mutated(whole.encode(), kind, 10_000 + seed))
        ran = CliRunner().invoke(app, ["import-roads", str(file), "--county", COUNTY, *ANEW])
        assert ran.exception is None or isinstance(ran.exception, SystemExit), (seed, ran.exception)
        assert ran.exit_code in (0, 1), (seed, ran.output)
        if ran.exit_code:
            assert warehouse.read_bytes() == before and "原路网继续有效" in ran.output, seed
        else:
            assert in_force(url)["新网"] == (202407, None), seed
            shutil.copy(grid_file, warehouse)
