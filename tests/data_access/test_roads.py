"""Named what-if scenarios are kept beside the baseline, which stays what it was."""

from pathlib import Path

import pytest
from sqlalchemy import delete, text

from data_access import schema
from data_access.build import change_warehouse
from data_access.changes import ChangeRefused, change, changes_by_hand
from data_access.engine import Warehouse
from data_access.errors import WarehouseMissing
from data_access.roads import NoRoads, delete_scenario, edition_in_force, save_scenario, saved_scenarios

COUNTY = "450223"


def keep(url: str, name: str, steps: str, *, replace: bool = False) -> str:
    return save_scenario(
        url,
        county=COUNTY,
        name_zh=name,
        month=202412,
        road_edition="示例-2024",
        steps=steps,
        view="{}",
        saved_by="测试",
        replace=replace,
    )


@pytest.fixture(params=["duckdb", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """A warehouse that may be written to: PostgreSQL's is shared, so its test cleans up."""
    return request.getfixturevalue("own_duckdb_url" if request.param == "duckdb" else "sample_postgres_url")


def test_a_scenario_is_kept_replaced_by_name_and_forgotten(url: str) -> None:
    warehouse = Warehouse(url)
    before = warehouse.version()
    keep(url, "甲方案", "add.450223100206")
    with pytest.raises(ChangeRefused, match="已有同名方案“甲方案”（测试，"):
        keep(url, "甲方案", "close.450223T009")
    second = keep(url, "甲方案", "close.450223T009", replace=True)
    kept = saved_scenarios(warehouse.engine(), COUNTY)
    assert kept[["name_zh", "steps_json"]].to_dict("records") == [
        {"name_zh": "甲方案", "steps_json": "close.450223T009"}
    ]
    assert saved_scenarios(warehouse.engine(), "141122").empty
    # No new data version: nothing that was counted has changed.
    assert warehouse.version() == before
    delete_scenario(url, second, who="测试")
    trail = changes_by_hand(warehouse.engine(), "travel_scenario")
    steps = trail[trail["column_name"] == "steps_json"][["old_value", "new_value", "reason_zh"]]
    # It was replaced without a trace. What each plan said can still be told.
    assert {tuple(row) for row in steps.to_numpy()} == {
        ("", "add.450223100206", "保存方案"), ("add.450223100206", "", "被同名方案替换"),
        ("", "close.450223T009", "保存方案"), ("close.450223T009", "", "删除方案"),
    }  # fmt: skip
    if url.startswith("postgresql"):
        change(url, lambda connection: connection.execute(delete(schema.audit)) and None)
    assert saved_scenarios(warehouse.engine(), COUNTY).empty


def test_readers_keep_their_file_while_it_is_changed_and_see_the_new_one_next(own_duckdb_url: str) -> None:
    warehouse = Warehouse(own_duckdb_url)
    with warehouse.engine().connect() as reading:
        keep(own_duckdb_url, "乙方案", "add.450223100206")
        assert reading.execute(text("SELECT count(*) FROM travel_scenario")).scalar() == 0
    with warehouse.engine().connect() as reading:
        assert reading.execute(text("SELECT count(*) FROM travel_scenario")).scalar() == 1


def test_a_change_that_fails_leaves_no_trace(own_duckdb_url: str) -> None:
    file = Path(own_duckdb_url.removeprefix("duckdb:///"))
    before = file.read_bytes()

    def fails(connection: object) -> None:
        connection.execute(text("DELETE FROM village_access"))  # type: ignore[attr-defined]
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        change_warehouse(own_duckdb_url, fails)
    assert file.read_bytes() == before
    assert [one.name for one in file.parent.iterdir() if "changing" in one.name] == []


def test_a_warehouse_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(WarehouseMissing):
        change_warehouse(f"duckdb:///{tmp_path / 'none.duckdb'}", lambda connection: None)


def test_a_county_without_roads_says_how_to_import_them(sample_duckdb_url: str) -> None:
    with pytest.raises(NoRoads, match="import-roads"):
        edition_in_force(Warehouse(sample_duckdb_url).engine(), "000000", 202412)
    assert edition_in_force(Warehouse(sample_duckdb_url).engine(), COUNTY, 202312) == "示例-2023"
