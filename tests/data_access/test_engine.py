"""A warehouse that cannot answer says in Chinese what happened and what to do next; reading never writes."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ColumnElement, create_engine, func, literal_column, make_url, select, text
from sqlalchemy.exc import DBAPIError

from data_access import read, schema
from data_access.build import write_warehouse
from data_access.engine import Warehouse, open_engine, opened, shown_address, warehouse_url
from data_access.errors import (
    SchemaNewer,
    SchemaOlder,
    StatementRefused,
    WarehouseDown,
    WarehouseEmpty,
    WarehouseError,
    WarehouseLocked,
    WarehouseMissing,
)
from ops.environment import ROOT
from tests.metrics.small_county import frames

NOBODY_LISTENS = "postgresql+psycopg://reader:secret@127.0.0.1:9/yilan"


@pytest.fixture
def small_file(own_small_url: str) -> Path:
    return Path(own_small_url.removeprefix("duckdb:///"))


def test_a_reader_that_stopped_at_a_fault_does_not_keep_the_old_file(small_file: Path, tmp_path: Path):
    """An import refused for its coordinates held its connection until the garbage collector came; the next import
    took force, and whoever opened the warehouse in that process was handed the file of before."""
    url, statement = f"duckdb:///{small_file}", select(schema.load.c.loaded_by)
    with pytest.raises(ValueError, match="refused") as kept_alive, opened(url) as engine:
        assert read.frame(engine, statement)["loaded_by"].tolist() == ["test"]
        raise ValueError("refused")
    other = tmp_path / "other.duckdb"
    tables = frames()
    write_warehouse(f"duckdb:///{other}", tables | {"load": tables["load"].assign(loaded_by="later")})
    other.replace(small_file)
    with opened(url) as engine:
        assert read.frame(engine, statement)["loaded_by"].tolist() == ["later"]
    assert kept_alive.value.args == ("refused",)


def as_revision(revision: str) -> Callable[[Path], None]:
    def mark(file: Path) -> None:
        engine = create_engine(f"duckdb:///{file}")
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
        engine.dispose()

    return mark


def without_version_table(file: Path) -> None:
    engine = create_engine(f"duckdb:///{file}")
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    engine.dispose()


def without_tables(file: Path) -> None:
    file.unlink()
    engine = create_engine(f"duckdb:///{file}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE something_else (a INTEGER)"))
    engine.dispose()


def without_rows(file: Path) -> None:
    file.unlink()
    write_warehouse(f"duckdb:///{file}", {})


FAULTS: dict[str, tuple[Callable[[Path], object], type[WarehouseError] | tuple[type[WarehouseError], ...]]] = {
    "missing": (Path.unlink, WarehouseMissing),
    "newer": (as_revision("9999"), SchemaNewer),
    "without a version": (without_version_table, SchemaOlder),
    "other tables": (without_tables, WarehouseEmpty),
    "no rows": (without_rows, WarehouseEmpty),
    "zero bytes": (lambda file: file.write_bytes(b""), WarehouseError),
    "garbage": (lambda file: file.write_bytes(b"this is no database" * 500), WarehouseError),
    "a folder": (lambda file: (file.unlink(), file.mkdir()), WarehouseError),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_told_in_two_chinese_sentences(small_file: Path, fault: str):
    spoil, expected = FAULTS[fault]
    spoil(small_file)
    with pytest.raises(expected) as caught:
        Warehouse(f"duckdb:///{small_file}").version()
    for sentence in (caught.value.happened, caught.value.next_step):
        assert re.search(r"[\u4e00-\u9fff].*。$", sentence), sentence
        assert "Traceback" not in sentence and str(small_file.parent) not in sentence


def test_an_older_schema_names_the_command_that_brings_it_up(small_file: Path):
    without_version_table(small_file)
    with pytest.raises(SchemaOlder) as caught:
        Warehouse(f"duckdb:///{small_file}").engine()
    assert "python -m data_access migrate" in caught.value.next_step


def test_a_file_that_another_process_writes_is_locked_and_free_again_afterwards(small_file: Path):
    writer = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import duckdb; c = duckdb.connect({str(small_file)!r}); print('open', flush=True); input()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert writer.stdout is not None and writer.stdout.readline() == b"open\n"
        warehouse = Warehouse(f"duckdb:///{small_file}")
        with pytest.raises(WarehouseLocked):
            warehouse.version()
    finally:
        writer.communicate(b"\n", timeout=20)
    assert warehouse.version() == "small"


def test_a_file_that_is_taken_away_is_missed_and_found_again(small_file: Path):
    warehouse = Warehouse(f"duckdb:///{small_file}")
    assert warehouse.version() == "small"
    away = small_file.rename(small_file.with_suffix(".away"))
    with pytest.raises(WarehouseMissing):
        warehouse.version()
    away.rename(small_file)
    assert warehouse.version() == "small"


def test_a_server_whose_socket_is_gone_has_stopped_and_is_no_missing_file(tmp_path: Path):
    with pytest.raises(WarehouseDown):
        Warehouse(f"postgresql+psycopg://reader@/yilan?host={tmp_path}").version()


def test_a_server_that_does_not_answer_is_down_and_its_password_stays_secret():
    warehouse = Warehouse(NOBODY_LISTENS)
    with pytest.raises(WarehouseDown) as caught:
        warehouse.version()
    assert "secret" not in str(caught.value) and "secret" not in warehouse.address
    assert warehouse.address == "127.0.0.1/yilan"


@pytest.mark.parametrize("refused", [func.no_such_function(1), literal_column("no_such_column"), literal_column("1 +")])
def test_a_statement_that_is_refused_is_no_server_that_is_away(warehouse_url: str, refused: ColumnElement[Any]):
    """暂时连不上数据仓库 was said of a column that the tables lacked, and the page waited for ever."""
    with pytest.raises(StatementRefused):
        read.rows(Warehouse(warehouse_url).engine(), select(refused).select_from(schema.county))


def test_a_database_that_is_not_there_is_missing(postgres_url: str):
    absent = make_url(postgres_url).set(database="no_such_database")
    with pytest.raises(WarehouseError) as caught:
        Warehouse(absent).version()
    assert not isinstance(caught.value, WarehouseEmpty)


def test_a_read_only_engine_cannot_write(warehouse_url: str):
    engine = open_engine(warehouse_url)
    for statement in ("DELETE FROM county", "CREATE TABLE more (a INTEGER)", "DROP TABLE county"):
        with pytest.raises(DBAPIError), engine.begin() as connection:
            connection.execute(text(statement))
    with engine.connect() as connection:
        assert len(connection.execute(select(schema.county)).all()) == 5
    engine.dispose()


def test_a_statement_that_takes_too_long_is_ended_by_the_server(sample_postgres_url: str):
    engine = open_engine(sample_postgres_url)
    with engine.connect() as connection:
        assert connection.execute(text("SHOW statement_timeout")).scalar() == "15s"
        assert connection.execute(text("SHOW default_transaction_read_only")).scalar() == "on"
    engine.dispose()


def test_a_connection_that_the_server_dropped_is_replaced(sample_postgres_url: str):
    engine, other = open_engine(sample_postgres_url), open_engine(sample_postgres_url, read_only=False)
    with engine.connect() as connection:
        process = connection.execute(text("SELECT pg_backend_pid()")).scalar()
    with other.begin() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:process)"), {"process": process})
    assert len(read.rows(engine, select(schema.county))) == 5
    engine.dispose()
    other.dispose()


def test_a_read_that_fails_is_a_warehouse_error(sample_duckdb_url: str):
    engine = open_engine(sample_duckdb_url)
    missing = schema.county.to_metadata(type(schema.metadata)(), name="no_such_table")
    for reading in (read.rows, read.frame):
        with pytest.raises(WarehouseError):
            reading(engine, select(missing))
    engine.dispose()


def test_a_frame_without_rows_keeps_its_columns(sample_duckdb_url: str):
    engine = open_engine(sample_duckdb_url)
    empty = read.frame(
        engine, select(schema.county.c.county_code, schema.county.c.name_zh).where(schema.county.c.name_zh == "")
    )
    assert list(empty.columns) == ["county_code", "name_zh"] and empty.empty
    engine.dispose()


@pytest.mark.parametrize(
    ("given", "backend", "shown"),
    [
        ("", "duckdb", "yilan.duckdb"),
        ("duckdb:////srv/data/own.duckdb", "duckdb", "own.duckdb"),
        ("postgres://reader:secret@db.example/yilan", "postgresql", "db.example/yilan"),
        ("postgresql://reader:secret@db.example:5433/yilan", "postgresql", "db.example/yilan"),
    ],
)
def test_the_address_comes_from_the_environment_and_is_shown_without_password(
    monkeypatch: pytest.MonkeyPatch, given: str, backend: str, shown: str
):
    monkeypatch.setenv("WAREHOUSE_URL", given)
    url = warehouse_url()
    assert url.get_backend_name() == backend and shown_address(url) == shown
    if backend == "postgresql":
        assert url.drivername == "postgresql+psycopg"
    else:
        assert given or str(ROOT) in str(url.database)
