"""A backup holds every row of one moment; restored on either engine it is the same warehouse, or changes nothing."""

from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import delete, select, text
from typer.testing import CliRunner, Result

from data_access import rosters, schema
from data_access.__main__ import app
from data_access.build import change_warehouse
from data_access.engine import opened
from tests.data_access.test_changes import FIRST, LAST, county, county_on_a_server  # noqa: F401
from tests.metrics.small_county import COUNTY


@pytest.fixture(params=["duckdb", "postgres"])
def url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "duckdb":
        address = str(request.getfixturevalue("county")("own"))
    else:
        address = str(request.getfixturevalue("county_on_a_server"))
    monkeypatch.setenv("WAREHOUSE_URL", address)
    return address


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def content(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, in an order of its own."""
    with opened(url) as engine, engine.connect() as connection:
        return {
            table.name: sorted(
                (
                    tuple(None if pd.isna(value) else value for value in row)
                    for row in connection.execute(select(table))
                ),
                key=str,
            )
            for table in schema.metadata.sorted_tables
        }


def test_what_was_backed_up_comes_back_row_for_row(url: str, tmp_path: Path) -> None:
    rosters.add_leave(url, COUNTY, "E1", FIRST, LAST, who="人事股", reason="进修")
    before, file = content(url), tmp_path / "kept.duckdb"
    done = run("backup", file)
    assert done.exit_code == 0 and "已备份：kept.duckdb" in done.stdout
    assert content(f"duckdb:///{file}") == before
    change_warehouse(url, lambda connection: connection.execute(delete(schema.institution_month)) and None)
    refused = run("restore", file)
    assert refused.exit_code == 1 and "没有恢复，一行未动" in refused.stderr and "--replace" in refused.stderr
    assert content(url)["institution_month"] == []
    assert run("restore", file, "--replace").exit_code == 0 and content(url) == before


def test_no_backup_is_written_over_another(url: str, tmp_path: Path) -> None:
    file = tmp_path / "kept.duckdb"
    file.write_bytes(b"an older backup")
    assert run("backup", file).exit_code == 1 and file.read_bytes() == b"an older backup"


def test_a_backup_that_is_damaged_or_holds_what_check_forbids_replaces_nothing(url: str, tmp_path: Path) -> None:
    before, file = content(url), tmp_path / "kept.duckdb"
    run("backup", file)
    twice = text("INSERT INTO institution_month SELECT * FROM institution_month LIMIT 1")
    change_warehouse(f"duckdb:///{file}", lambda connection: connection.execute(twice) and None)
    refused = run("restore", file, "--replace")
    assert refused.exit_code == 1 and "1处数据不能用" in refused.stderr and content(url) == before
    file.write_bytes(file.read_bytes()[:5000])
    assert run("restore", file, "--replace").exit_code == 1 and content(url) == before
    assert run("restore", tmp_path / "nothing.duckdb", "--replace").exit_code == 1 and content(url) == before
