"""A load is all or nothing, and the same rows give the same version."""

import os
import shutil
import threading
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from sqlalchemy import Connection, create_engine, func, inspect, make_url, select, text
from typer.testing import CliRunner

from data_access import schema
from data_access.__main__ import app as command_line
from data_access.build import change_warehouse, content_hash, write_warehouse
from data_access.engine import Warehouse, open_engine
from data_access.errors import DiskFull
from tests.metrics.small_county import COUNTY, frames
from words.phrases import Voice


def broken() -> dict[str, pd.DataFrame]:
    """The small county with one township listed twice: its key refuses the second."""
    tables = frames()
    return {**tables, "township": pd.concat([tables["township"], tables["township"].head(1)])}


def beside(file: Path) -> list[str]:
    """What stands in the file's folder but the writers' lock, which is empty and stays."""
    return sorted(name for name in os.listdir(file.parent) if name != f"{file.name}.lock")


def rows_in(url: str, table: str = "institution_month") -> int:
    engine = open_engine(url)
    with engine.connect() as connection:
        found = int(connection.execute(select(func.count()).select_from(schema.metadata.tables[table])).scalar() or 0)
    engine.dispose()
    return found


@pytest.fixture
def small_file(own_small_url: str) -> Path:
    return Path(own_small_url.removeprefix("duckdb:///"))


@pytest.fixture
def fresh_postgres_url(postgres_url: str, worker_id: str) -> str:
    address, name = make_url(postgres_url), f"fresh_{worker_id}"
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()
    return address.set(database=name).render_as_string(hide_password=False)


def test_a_load_that_fails_leaves_the_old_file_and_no_half_one(small_file: Path):
    before = small_file.read_bytes()
    with pytest.raises(Exception, match=r"(?i)duplicate|constraint"):
        write_warehouse(f"duckdb:///{small_file}", broken())
    assert small_file.read_bytes() == before
    assert beside(small_file) == [small_file.name]


def test_a_load_that_fails_before_there_was_a_file_leaves_none(tmp_path: Path):
    with pytest.raises(Exception, match=r"(?i)duplicate|constraint"):
        write_warehouse(f"duckdb:///{tmp_path / 'new.duckdb'}", broken())
    assert beside(tmp_path / "new.duckdb") == []


def test_what_killed_writers_left_behind_goes_with_the_next_write(small_file: Path):
    """Six killed runs left 253 MB for ever. What is not theirs stays."""
    left = [f"small.duckdb.{what}" for what in ("changing-7-1", "building-7", "building-7.wal")]
    others = ["small.duckdb.before-migrating", "other.duckdb.changing-7-1"]
    for name in left + others:
        small_file.with_name(name).write_bytes(b"half a file")
    change_warehouse(f"duckdb:///{small_file}", lambda connection: None)
    assert beside(small_file) == sorted([small_file.name, *others])
    small_file.with_name(left[0]).write_bytes(b"half a file")
    write_warehouse(f"duckdb:///{small_file}", frames())
    assert beside(small_file) == sorted([small_file.name, *others])


def test_a_load_waits_for_whoever_changes_the_file(small_file: Path):
    """A load did not ask for the writers' lock: what was changed meanwhile was lost, or the load was."""
    order: list[str] = []

    def slowly(connection: Connection) -> None:
        loading.start()
        loading.join(0.5)
        order.append("changed")

    loading = threading.Thread(
        target=lambda: (write_warehouse(f"duckdb:///{small_file}", frames()), order.append("loaded"))
    )
    change_warehouse(f"duckdb:///{small_file}", slowly)
    loading.join()
    assert order == ["changed", "loaded"]


def test_migrate_waits_for_whoever_changes_the_file_too(small_file: Path, monkeypatch: pytest.MonkeyPatch):
    """It skipped the writers' lock: what was being written under it was lost."""
    monkeypatch.setenv("WAREHOUSE_URL", f"duckdb:///{small_file}")
    order: list[str] = []

    def migrate() -> None:
        assert CliRunner().invoke(command_line, ["migrate"]).exit_code == 0
        order.append("migrated")

    def slowly(connection: Connection) -> None:
        migrating.start()
        migrating.join(0.5)
        connection.execute(schema.county.update().values(name_zh="改名县"))
        order.append("changed")

    migrating = threading.Thread(target=migrate)
    change_warehouse(f"duckdb:///{small_file}", slowly)
    migrating.join()
    with duckdb.connect(str(small_file), read_only=True) as kept:
        names = kept.sql("select name_zh from county").fetchall()
    assert order == ["changed", "migrated"] and names == [("改名县",)]


def test_a_column_that_no_table_has_is_refused_by_name(tmp_path: Path):
    tables = frames()
    tables["county"]["mayor"] = "某人"
    with pytest.raises(ValueError, match="mayor"):
        write_warehouse(f"duckdb:///{tmp_path / 'new.duckdb'}", tables)
    assert beside(tmp_path / "new.duckdb") == []


def test_a_column_that_is_needed_and_missing_is_refused_by_name(tmp_path: Path):
    tables = frames()
    tables["county"] = tables["county"].drop(columns="name_zh")
    with pytest.raises(ValueError, match="name_zh"):
        write_warehouse(f"duckdb:///{tmp_path / 'new.duckdb'}", tables)


def test_without_room_nothing_is_written(small_file: Path, monkeypatch: pytest.MonkeyPatch):
    before = small_file.read_bytes()
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: type("Usage", (), {"free": 1000}))
    with pytest.raises(DiskFull) as caught:
        write_warehouse(f"duckdb:///{small_file}", frames())
    assert str(caught.value) == "磁盘剩余空间不足 300 MB，没有生成仓库。请清理磁盘后重试。"
    assert caught.value.told(Voice("en")).happened == "Less than 300 MB are free on the disk; no warehouse was built."
    assert small_file.read_bytes() == before


def test_a_reader_keeps_the_old_rows_until_it_asks_again_and_then_has_the_new(small_file: Path):
    warehouse = Warehouse(f"duckdb:///{small_file}")
    assert warehouse.version() == "small"
    old = warehouse.engine()
    tables = frames()
    tables["data_version"]["version_id"] = "next"
    tables["institution_month"] = tables["institution_month"].head(10)
    with old.connect() as reading:
        write_warehouse(f"duckdb:///{small_file}", tables)
        count = select(func.count()).select_from(schema.institution_month)
        assert reading.execute(count).scalar() == 96
    assert warehouse.version() == "next" and warehouse.engine() is not old
    with warehouse.engine().connect() as reading:
        assert reading.execute(count).scalar() == 10


def test_a_postgresql_load_that_fails_changes_nothing(fresh_postgres_url: str):
    write_warehouse(fresh_postgres_url, frames())
    with pytest.raises(Exception, match=r"(?i)duplicate"):
        write_warehouse(fresh_postgres_url, broken())
    assert rows_in(fresh_postgres_url) == 96 and rows_in(fresh_postgres_url, "township") == 3
    write_warehouse(fresh_postgres_url, frames())
    assert rows_in(fresh_postgres_url) == 96


def test_numbers_with_gaps_are_stored_as_whole_numbers_on_both_engines(small_file: Path, fresh_postgres_url: str):
    write_warehouse(fresh_postgres_url, frames())
    statement = select(schema.township.c.valid_to).where(schema.township.c.county_code == COUNTY).order_by("valid_to")
    for url in (f"duckdb:///{small_file}", fresh_postgres_url):
        engine = open_engine(url)
        with engine.connect() as connection:
            found = connection.execute(statement).scalars().all()
        engine.dispose()
        assert sorted(found, key=str) == [202206, None, None]
        assert all(isinstance(value, int) for value in found if value is not None)


def test_the_same_rows_have_the_same_hash_and_one_changed_cell_another():
    first, second = frames(), frames()
    assert content_hash(first) == content_hash(second)
    second["institution_month"].loc[5, "outpatient_visits"] += 1
    assert content_hash(first) != content_hash(second)


def test_progress_goes_from_table_to_table_up_to_one(tmp_path: Path):
    seen: list[tuple[float, str]] = []
    write_warehouse(f"duckdb:///{tmp_path / 'new.duckdb'}", frames(), lambda share, what: seen.append((share, what)))
    shares = [share for share, _ in seen]
    assert shares == sorted(shares) and shares[-1] == 1 and all("写入数据表" in what for _, what in seen)


def test_the_sample_has_one_version_whose_id_is_that_of_its_content(sample_duckdb_url: str, sample_postgres_url: str):
    versions = []
    for url in (sample_duckdb_url, sample_postgres_url):
        engine = open_engine(url)
        with engine.connect() as connection:
            row = connection.execute(select(schema.data_version)).one()
        engine.dispose()
        assert row.is_sample and row.content_sha256.startswith(row.version_id) and len(row.version_id) == 12
        versions.append(tuple(row))
    assert versions[0] == versions[1]


def test_facts_are_stored_by_county_and_month_so_that_a_page_reads_few_blocks(own_light_url: str):
    # A copy of its own: DuckDB refuses a second kind of connection to a file that this process has open.
    file = make_url(own_light_url).database
    with duckdb.connect(file, read_only=True) as connection:
        unsorted = connection.execute(
            "SELECT count(*) FROM (SELECT county_code, month, lag((county_code, month)) OVER (ORDER BY rowid) AS before"
            " FROM institution_month) WHERE before > (county_code, month)"
        ).fetchone()
    assert unsorted == (0,)


def test_every_table_of_the_program_is_in_a_new_warehouse(small_file: Path):
    engine = open_engine(f"duckdb:///{small_file}")
    with engine.connect() as connection:
        assert set(schema.metadata.tables) <= set(inspect(connection).get_table_names())
    engine.dispose()
