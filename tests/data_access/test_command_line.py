"""python -m data_access: what it prints and how it ends."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from typer.testing import CliRunner, Result

from data_access import __main__ as command_line
from data_access import schema
from data_access.migrate import HEAD
from ops.environment import ROOT


@pytest.fixture
def small_url(own_small_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("WAREHOUSE_URL", own_small_url)
    return own_small_url


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command_line.app, arguments)


def test_status_lists_every_table_with_its_rows(small_url: str):
    done = run("status", "--format", "csv")
    rows = {row["table"]: int(row["rows"]) for row in csv.DictReader(io.StringIO(done.stdout))}
    assert done.exit_code == 0 and set(rows) == set(schema.metadata.tables)
    assert rows["institution_month"] == 96 and rows["visit"] == 0


def test_status_gives_version_and_schema_to_a_program(small_url: str):
    done = run("status", "--format", "json")
    found = json.loads(done.stdout)
    assert (found["version"], found["schema"]) == ("small", HEAD)
    assert run("status").exit_code == 0


def test_check_is_content_with_a_warehouse_that_fits(small_url: str):
    done = run("check")
    assert done.exit_code == 0 and "small" in done.stdout


@pytest.mark.parametrize("command", ["status", "check"])
def test_a_missing_warehouse_ends_with_one_and_the_next_step(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("WAREHOUSE_URL", f"duckdb:///{tmp_path / 'none.duckdb'}")
    done = run(command)
    assert done.exit_code == 1 and "找不到数据仓库（none.duckdb）" in done.stderr and "make run" in done.stderr
    assert os.listdir(tmp_path) == []


def test_check_sends_an_older_warehouse_to_migrate_and_migrate_brings_it_up(small_url: str):
    engine = create_engine(small_url)
    with engine.begin() as connection:
        for table in reversed(schema.metadata.sorted_tables):
            connection.execute(text(f'DROP TABLE "{table.name}"'))
        connection.execute(text("DROP TABLE alembic_version"))
        connection.execute(text("CREATE TABLE county (county_code VARCHAR)"))
    engine.dispose()
    done = run("check")
    assert done.exit_code == 1 and "migrate" in done.stderr


def test_migrate_fills_an_empty_warehouse_with_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WAREHOUSE_URL", f"duckdb:///{tmp_path / 'new.duckdb'}")
    first, second = run("migrate"), run("migrate")
    assert first.exit_code == second.exit_code == 0
    assert f"无 → {HEAD}" in first.stdout and f"{HEAD} → {HEAD}" in second.stdout
    assert "还没有数据" in run("check").stderr


@pytest.mark.parametrize("command", ["status", "check", "migrate", "build-sample"])
def test_a_server_that_is_down_ends_with_one_line_and_no_traceback(command: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WAREHOUSE_URL", "postgresql://reader:secret@127.0.0.1:9/yilan")
    done = run(command)
    assert done.exit_code == 1 and "暂时连不上数据仓库" in done.stderr
    assert "secret" not in done.output and "Traceback" not in done.output
    # Nobody waits a minute for a sample that cannot be written.
    assert "生成" not in done.stderr


@pytest.mark.parametrize("arguments", [["no-such-command"], ["status", "--format", "xml"]])
def test_a_call_that_is_not_understood_ends_with_two(arguments: list[str], small_url: str):
    assert run(*arguments).exit_code == 2


def test_the_command_starts_as_a_module(small_url: str):
    done = subprocess.run(
        [sys.executable, "-m", "data_access", "check"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0 and "small" in done.stdout
