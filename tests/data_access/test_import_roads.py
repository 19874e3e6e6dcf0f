"""A county's own road file through the command line: in force as a whole, or refused with the old ones kept."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Table, select, update
from typer.testing import CliRunner

from data_access import read, schema
from data_access.__main__ import app
from data_access.build import change_warehouse
from data_access.engine import opened
from data_access.import_roads import WrongPlaces, check_villages, months_between, read_villages
from data_access.roads import edition_in_force, editions, network_frames, read_network
from travel.coordinates import wgs84_to_gcj02

COUNTY = "141122"


@pytest.fixture
def roads(own_duckdb_url: str) -> pd.DataFrame:
    """The sample county's own roads as a surveyor would deliver them: a CSV of straight edges."""
    # Closed again: DuckDB hands a file that stays open in this process to whoever opens its path next.
    with opened(own_duckdb_url) as engine:
        network = read_network(engine, COUNTY, "示例-2024")
    place = pd.DataFrame({"lon": network.lon, "lat": network.lat}, index=network.node_id)
    ends = {}
    for end, nodes in (("起点", network.from_node), ("终点", network.to_node)):
        ends[f"{end}经度"] = place.loc[nodes, "lon"].to_numpy()
        ends[f"{end}纬度"] = place.loc[nodes, "lat"].to_numpy()
    return pd.DataFrame(ends | {"道路等级": network.class_names(), "长度米": network.metres})


def run(url: str, monkeypatch: pytest.MonkeyPatch, *arguments: str):
    """Run the command; what it prints on both outputs."""
    monkeypatch.setenv("WAREHOUSE_URL", url)
    ran = CliRunner().invoke(app, ["import-roads", *arguments])
    return ran.exit_code, ran.output + (ran.stderr if ran.stderr_bytes else "")


def in_force(url: str) -> str:
    with opened(url) as engine:
        return edition_in_force(engine, COUNTY, 202412)


def test_a_surveyed_network_takes_force_and_times_every_village_anew(
    own_duckdb_url: str, roads: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "survey.csv"
    roads.to_csv(file, index=False)
    code, said = run(
        own_duckdb_url, monkeypatch, str(file), "--county", COUNTY, "--edition", "实测", "--from", "202407"
    )
    assert code == 0, said
    assert "路网“实测”自2024年7月起生效" in said and "位置与路网相符" in said
    access, versions = schema.village_access, schema.data_version
    with opened(own_duckdb_url) as engine:
        kept = editions(engine, COUNTY).set_index("road_edition")
        assert kept.loc["示例-2024", "valid_to"] == 202406 and pd.isna(kept.loc["实测", "valid_to"])
        assert edition_in_force(engine, COUNTY, 202406) == "示例-2024"
        now = select(access.c.minutes, access.c.basis, access.c.road_edition).where(
            access.c.county_code == COUNTY, access.c.valid_to.is_(None)
        )
        rows = read.frame(engine, now)
        assert set(rows["basis"]) == {"reported"} and set(rows["road_edition"]) == {"实测"}
        assert rows["minutes"].notna().mean() > 0.9
        # Pages ask anew, and other counties keep their roads.
        assert len(read.rows(engine, select(versions.c.version_id))) == 2
        assert edition_in_force(engine, "450223", 202412) == "示例-2024"


def rows_of(url: str, table: Table) -> pd.DataFrame:
    """A table's rows of the county, in one order, without what only says when they were written."""
    with opened(url) as engine:
        found = read.frame(engine, select(table).where(table.c.county_code == COUNTY))
    kept = found.drop(columns=["load_id"], errors="ignore")
    return kept.sort_values([str(name) for name in kept.columns if name != "metres"]).reset_index(drop=True)


def test_after_one_new_road_only_what_it_touches_is_searched_and_the_tables_are_those_of_a_full_run(
    own_duckdb_url: str, roads: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    roads.to_csv(first, index=False)
    # A track at the rim of the county is rebuilt.
    rebuilt = roads.copy()
    track = roads.index[roads["道路等级"] == "村道"][-1]
    rebuilt.loc[track, "道路等级"] = "乡道"
    rebuilt.to_csv(second, index=False)
    # The sample's own roads begin in the same month: they go, and only because they are named.
    begun = (str(first), "--county", COUNTY, "--edition", "一", "--from", "202401")
    assert run(own_duckdb_url, monkeypatch, *begun)[0] == 2
    assert run(own_duckdb_url, monkeypatch, *begun, "--replace", "示例-2024")[0] == 0
    again = (str(second), "--county", COUNTY, "--edition", "二", "--from", "202407")
    code, said = run(own_duckdb_url, monkeypatch, *again)
    assert code == 0 and "只重算了变化涉及的部分" in said, said
    done, whole = (int(number) for number in re.findall(r"检索(\d+)次，全部重算需(\d+)次", said)[0])
    assert done < whole / 2
    updated = {table.name: rows_of(own_duckdb_url, table) for table in (schema.travel_time, schema.village_access)}
    # The same edition once more, with nothing kept.
    monkeypatch.setenv("YILAN_TRAVEL_STORE", str(tmp_path / "empty"))
    code, said = run(own_duckdb_url, monkeypatch, *again)
    assert code == 0 and "检索0次" not in said, said
    for table in (schema.travel_time, schema.village_access):
        full, own = rows_of(own_duckdb_url, table), updated[table.name]
        names = [name for name in full.columns if name not in ("minutes", "metres")]
        pd.testing.assert_frame_equal(own[names], full[names])
        assert np.allclose(own["minutes"], full["minutes"], atol=1e-3, equal_nan=True)
        if "metres" in full:
            assert np.allclose(own["metres"], full["metres"], atol=1.0)


def test_retiming_after_a_clinic_moved_searches_that_clinic_alone(
    own_duckdb_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAREHOUSE_URL", own_duckdb_url)

    def retime() -> str:
        ran = CliRunner().invoke(app, ["retime", "--county", COUNTY])
        assert ran.exit_code == 0, ran.output
        return ran.output

    retime()
    assert "检索0次" in retime()
    before = rows_of(own_duckdb_url, schema.village_access)
    place = schema.institution
    moved = update(place).where(place.c.institution_code == f"{COUNTY}C001").values(lon=place.c.lon + 0.01)
    change_warehouse(own_duckdb_url, lambda connection: connection.execute(moved))
    said = retime()
    searched, whole = (int(number) for number in re.findall(r"检索(\d+)次，全部重算需(\d+)次", said)[0])
    # One clinic, on two editions of the roads, by car and e-bike, in two seasons.
    assert (searched, whole > 100 * searched / 8) == (8, True)
    after = rows_of(own_duckdb_url, schema.village_access)
    assert not after.equals(before)
    # Kept or not, the answer is the same.
    monkeypatch.setenv("YILAN_TRAVEL_STORE", str(Path(own_duckdb_url.removeprefix("duckdb:///")).parent / "empty"))
    assert "检索8次" not in retime()
    pd.testing.assert_frame_equal(rows_of(own_duckdb_url, schema.village_access), after, check_exact=False, atol=1e-5)


@pytest.mark.parametrize(
    ("column", "value", "words"), [("residents", -5, "常住人口为负"), ("village_code", "double", "重复的编号")]
)
def test_negative_residents_and_double_villages_are_named_and_the_roads_stay(
    own_duckdb_url: str, roads: pd.DataFrame, column: str, value: object, words: str
) -> None:
    with opened(own_duckdb_url) as engine:
        found = read_villages(engine, COUNTY)
        found.loc[[3, 4], column] = value
        with pytest.raises(WrongPlaces) as raised:
            check_villages(found)
    assert words in raised.value.happened and str(found["name_zh"].iloc[3]) in raised.value.happened
    assert "请" in raised.value.next_step


def test_swapped_longitude_and_latitude_are_named(
    own_duckdb_url: str, roads: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "swapped.csv"
    swapped = {"起点经度": "起点纬度", "起点纬度": "起点经度", "终点经度": "终点纬度", "终点纬度": "终点经度"}
    roads.rename(columns=swapped).to_csv(file, index=False)
    code, said = run(own_duckdb_url, monkeypatch, str(file), "--county", COUNTY)
    assert (code, in_force(own_duckdb_url)) == (1, "示例-2024")
    assert "经度和纬度写反了" in said and "原路网继续有效" in said


def test_roads_in_gcj02_are_recognised_and_converted_on_request(
    own_duckdb_url: str, roads: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = roads.copy()
    for end in ("起点", "终点"):
        lon, lat = wgs84_to_gcj02(roads[f"{end}经度"].to_numpy(), roads[f"{end}纬度"].to_numpy())
        moved[f"{end}经度"], moved[f"{end}纬度"] = lon, lat
    file = tmp_path / "amap.csv"
    moved.to_csv(file, index=False)
    code, said = run(own_duckdb_url, monkeypatch, str(file), "--county", COUNTY)
    assert code == 1 and "像是GCJ-02坐标" in said and "--crs GCJ-02" in said
    code, said = run(own_duckdb_url, monkeypatch, str(file), "--county", COUNTY, "--crs", "GCJ-02", "--edition", "高德")
    assert code == 0 and in_force(own_duckdb_url) == "高德"


def test_faulty_rows_are_all_named_and_nothing_is_changed(
    own_duckdb_url: str, roads: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = roads.head(50).copy()
    wrong.loc[3, "道路等级"], wrong.loc[7, "长度米"] = "大路", -5
    file = tmp_path / "wrong.csv"
    wrong.to_csv(file, index=False)
    before = Path(own_duckdb_url.removeprefix("duckdb:///")).read_bytes()
    code, said = run(own_duckdb_url, monkeypatch, str(file), "--county", COUNTY)
    assert code == 1 and "第 5、9 行" in said and "原路网继续有效" in said
    assert Path(own_duckdb_url.removeprefix("duckdb:///")).read_bytes() == before


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("cut.osm.pbf", b"\x00\x00\x00\x0d\x0a\x09OSM", "没有导入"),
        ("table.osm.pbf", "年,人次\n2024,5\n".encode(), "没有导入"),
        ("empty.geojson", json.dumps({"type": "FeatureCollection", "features": []}).encode(), "没有线状道路"),
        ("half.geojson", b'{"type": "FeatureColl', "不是完整的 GeoJSON"),
    ],
)
def test_files_that_are_no_roads_are_refused(
    sample_duckdb_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, words: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    code, said = run(sample_duckdb_url, monkeypatch, str(file), "--county", COUNTY)
    assert code == 1 and words in said and "原路网继续有效" in said


def test_roads_of_another_county_are_none_of_this_one(
    own_duckdb_url: str, roads: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "jiaocheng.csv"
    roads.to_csv(file, index=False)
    code, said = run(own_duckdb_url, monkeypatch, str(file), "--county", "450223")
    assert code == 1 and "没有一个在所选范围内" in said


@pytest.mark.parametrize("arguments", [("--county", "999999"), ("--county", COUNTY, "--bbox", "1,2")])
def test_a_wrong_call_exits_with_two(
    sample_duckdb_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    file = tmp_path / "any.csv"
    file.write_text("起点经度\n", encoding="utf-8")
    assert run(sample_duckdb_url, monkeypatch, str(file), *arguments)[0] == 2


def test_a_network_comes_back_as_it_was_written(sample_duckdb_url: str) -> None:
    with opened(sample_duckdb_url) as engine:
        network = read_network(engine, COUNTY, "示例-2024")
    frames = network_frames(network, COUNTY, "x", basis="synthetic", load_id="y")
    assert len(frames["road_node"]) == network.n_nodes and len(frames["road_edge"]) == network.n_edges
    assert np.array_equal(frames["road_edge"]["metres"].to_numpy(), network.metres)


def test_months_run_over_the_new_year() -> None:
    assert months_between(202311, 202402) == [202311, 202312, 202401, 202402]
