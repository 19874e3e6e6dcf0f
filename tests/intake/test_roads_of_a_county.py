"""A county's own roads, villages and institutions: travel times follow each of them without a command by hand."""

from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select, update

from data_access import read, schema
from data_access.build import change_warehouse
from data_access.changes import ChangeRefused
from data_access.engine import opened
from data_access.import_roads import WrongPlaces
from data_access.road_editions import WrongCall
from intake.examined import Handed
from intake.roads import RoadCall, RoadState, road_state, take_roads
from tests.data_access.grid_county import SIDE, board, csv_of, geojson_of, osm_of, place
from tests.intake.files_of_offices import xlsx
from tests.intake.test_own_warehouse import COUNTY, LIST_HEAD, run

VILLAGE_HEAD = ["村代码", "村名", "乡镇", "常住人口", "经度", "纬度"]
AS_IT_IS = RoadCall()
MIDDLE = 5 * SIDE + 5  # the crossing where the hospital stands
HOSPITAL = ["H1", "鹿寨县人民医院", "鹿寨镇", "综合医院", *place(MIDDLE)]


def village(number: int, crossing: int) -> list[object]:
    return [f"450223100{number:03d}", f"村{number}", "鹿寨镇", 100, *place(crossing)]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A county with a hospital in the middle of the board and a village three kilometres east of it, no roads yet."""
    url = f"duckdb:///{tmp_path / 'own.duckdb'}"
    monkeypatch.setenv("WAREHOUSE_URL", url)
    assert run("start", "--county", COUNTY, "--since", 202409, "--who", "张")[0] == 0
    code, said = hand("institutions", tmp_path, LIST_HEAD, HOSPITAL)
    assert code == 0 and "还没有路网，通行时间没有算" in said, said
    assert hand("villages", tmp_path, VILLAGE_HEAD, village(201, MIDDLE + 3))[0] == 0
    return url


def hand(kind: str, folder: Path, *rows: list[object]) -> tuple[int, str]:
    file = folder / f"{kind}.xlsx"
    file.write_bytes(xlsx({"Sheet1": [list(row) for row in rows]}))
    return run(kind, file, "--county", COUNTY, "--since", 202409, "--who", "张")


def take(url: str, name: str, text: str, call: RoadCall = AS_IT_IS) -> str:
    report = take_roads(url, Handed(name, text.encode()), COUNTY, call, who="李四")
    return " ".join(str(line.code) for line in report.lines)


def minutes(url: str) -> dict[str, float]:
    """Minutes by car to the county hospital, in the dry season, by village."""
    access = schema.village_access
    with opened(url) as engine:
        found = read.frame(
            engine,
            select(access.c.village_code, access.c.minutes).where(
                access.c.tier == "county", access.c.mode == "car", access.c.scenario == "normal"
            ),
        )
    return {code[-3:]: round(value, 2) for code, value in found.itertuples(index=False) if not pd.isna(value)}


def state(url: str) -> RoadState:
    with opened(url) as engine:
        return road_state(engine, COUNTY)


@pytest.mark.parametrize("name, text", [("测.csv", csv_of), ("测.geojson", geojson_of), ("测.osm", osm_of)])
def test_roads_that_were_handed_in_are_in_force_and_timed_under_the_name_of_who_did_it(own: str, name: str, text):
    assert state(own) == RoadState((), minutes_are_older=False)
    assert "roads_in_force" in take(own, name, text(board()))
    # Three kilometres of county road, driven at 40 km/h: 4.5 minutes (an OSM secondary is a county road).
    assert minutes(own) == {"201": pytest.approx(4.5, abs=0.02)}
    assert [each.name for each in state(own).editions] == ["测"] and not state(own).minutes_are_older
    with opened(own) as engine:
        loads = read.rows(engine, select(schema.load.c.loaded_by).where(schema.load.c.source_zh.like("路网文件%")))
    assert [row.loaded_by for row in loads] == ["李四"]


def test_what_is_no_road_file_of_the_county_changes_nothing(own: str):
    file = Path(own.removeprefix("duckdb:///"))
    before = file.read_bytes()
    corner = csv_of(board(lambda east, north: east < 2 and north < 2))
    with pytest.raises(WrongPlaces):
        take(own, "角.csv", corner)
    for call in (RoadCall(box="1,2,3"), RoadCall(box="112,37,111,38"), RoadCall(valid_from=202413)):
        with pytest.raises(WrongCall):
            take(own, "测.csv", csv_of(board()), call)
    with pytest.raises(ChangeRefused):
        take_roads(own, Handed("测.csv", csv_of(board()).encode()), COUNTY, RoadCall(), who=" ")
    assert file.read_bytes() == before


def test_new_villages_and_institutions_are_timed_as_soon_as_they_are_loaded(own: str, tmp_path: Path):
    take(own, "测.csv", csv_of(board()))
    code, said = hand("villages", tmp_path, VILLAGE_HEAD, village(202, MIDDLE - 2 * SIDE))
    assert code == 0 and "通行时间" in said and "重算" in said, said
    # Two kilometres at 40 km/h.
    assert minutes(own) == {"201": pytest.approx(4.5, abs=0.02), "202": pytest.approx(3.0, abs=0.02)}
    code, said = hand(
        "institutions", tmp_path, LIST_HEAD, ["H2", "鹿寨县中医院", "鹿寨镇", "中医医院", *place(MIDDLE + 4)]
    )
    assert code == 0 and "重算" in said, said
    # The second hospital stands one kilometre beyond the first village.
    assert minutes(own) == {"201": pytest.approx(1.5, abs=0.02), "202": pytest.approx(3.0, abs=0.02)}
    code, said = hand("villages", tmp_path, VILLAGE_HEAD, village(202, MIDDLE - 2 * SIDE))
    assert code == 0 and "新增0个村" in said and "通行时间" not in said


def test_a_list_stands_though_its_times_cannot_be_made_and_they_are_made_once_they_can(own: str, tmp_path: Path):
    take(own, "测.csv", csv_of(board()))
    metres = schema.road_edge.c.metres
    change_warehouse(own, lambda connection: connection.execute(update(schema.road_edge).values(metres=-metres)))
    code, said = hand("villages", tmp_path, VILLAGE_HEAD, village(202, MIDDLE - 2 * SIDE))
    assert code == 0 and "新增1个村" in said, said
    assert "名单已装载，但通行时间没有重算成" in said and "各页的分钟数仍是装载以前的" in said
    assert minutes(own) == {"201": pytest.approx(4.5, abs=0.02)} and state(own).minutes_are_older
    change_warehouse(own, lambda connection: connection.execute(update(schema.road_edge).values(metres=-metres)))
    code, said = hand("villages", tmp_path, VILLAGE_HEAD, village(202, MIDDLE - 2 * SIDE))
    assert code == 0 and "新增0个村" in said and "重算" in said, "what went wrong before is made good"
    assert minutes(own)["202"] == pytest.approx(3.0, abs=0.02) and not state(own).minutes_are_older
