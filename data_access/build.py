"""Frames → warehouse, all or nothing.

A DuckDB file is built beside the old one and renamed into place; PostgreSQL is filled in one transaction.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import URL, Connection, Engine, Integer, Table, make_url, text

from data_access import schema
from data_access.engine import open_engine
from data_access.errors import WarehouseMissing
from data_access.migrate import upgrade

Progress = Callable[[float, str], None]  # share done 0…1, what is being done
_SAMPLE_CREATED = datetime(2025, 1, 10, 8, 0)  # fixed: the same seed gives the same bytes
_FREE_SPACE_BYTES = 300 * 1024**2


class DiskFull(OSError):
    """Not enough room to build the warehouse; nothing was changed."""


def _quiet(share: float, what: str) -> None:
    """Report nothing."""


def content_hash(frames: Mapping[str, pd.DataFrame]) -> str:
    """Return a SHA-256 over every table's rows, in the tables' order."""
    digest = hashlib.sha256()
    for name, table_frame in frames.items():
        digest.update(name.encode())
        digest.update("|".join(table_frame.columns).encode())
        # Numbers are hashed as they are: as text a million travel times would take longer than making them.
        texts = table_frame.select_dtypes(exclude=["number", "bool"]).columns
        plain = table_frame.astype(dict.fromkeys(texts, str))
        digest.update(pd.util.hash_pandas_object(plain, index=False).to_numpy().tobytes())
    return digest.hexdigest()


def _in_storage_order(name: str, table_frame: pd.DataFrame) -> pd.DataFrame:
    """Sort facts by county and month, so that a county's page reads few blocks; columns as the table has them."""
    table = schema.metadata.tables[name]
    missing = [column.name for column in table.columns if column.name not in table_frame.columns]
    extra = [column for column in table_frame.columns if column not in table.columns]
    if extra or any(
        not table.columns[column].nullable and table.columns[column].server_default is None for column in missing
    ):
        raise ValueError(f"{name}: columns missing {missing}, not in the table {extra}")
    for column in missing:
        table_frame = table_frame.assign(**{column: 0 if not table.columns[column].nullable else None})
    by = [column for column in ("county_code", "month", "township_code", "institution_code") if column in table.columns]
    ordered = table_frame.sort_values(by, kind="stable") if "month" in by else table_frame
    return ordered[[column.name for column in table.columns]]


def _insert_duckdb(connection: Connection, table: Table, table_frame: pd.DataFrame) -> None:
    raw: Any = connection.connection.dbapi_connection
    raw.register("incoming", table_frame)
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    connection.execute(text(f'INSERT INTO "{table.name}" ({columns}) SELECT {columns} FROM incoming'))
    raw.unregister("incoming")


def _insert_postgresql(connection: Connection, table: Table, table_frame: pd.DataFrame) -> None:
    raw: Any = connection.connection.dbapi_connection
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    # A column of whole numbers with gaps is held as floats by pandas, and COPY takes no "202206.0".
    whole = {
        column.name: "Int64"
        for column in table.columns
        if isinstance(column.type, Integer) and pd.api.types.is_float_dtype(table_frame[column.name])
    }
    exact = table_frame.astype(whole)
    plain = exact.astype(object).where(exact.notna(), None)
    with raw.cursor().copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
        for row in plain.itertuples(index=False, name=None):
            copy.write_row(row)


def _fill(connection: Connection, frames: Mapping[str, pd.DataFrame], progress: Progress) -> None:
    insert = _insert_duckdb if connection.dialect.name == "duckdb" else _insert_postgresql
    done = 0
    total = max(1, sum(len(table_frame) for table_frame in frames.values()))
    for table in schema.metadata.sorted_tables:
        table_frame = frames.get(table.name)
        if table_frame is None or table_frame.empty:
            continue
        insert(connection, table, _in_storage_order(table.name, table_frame))
        done += len(table_frame)
        progress(done / total, f"写入数据表 {table.name}")


def _replace_all(engine: Engine, frames: Mapping[str, pd.DataFrame], progress: Progress) -> None:
    with engine.begin() as connection:
        schema.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
        upgrade(connection)
        _fill(connection, frames, progress)


def _build_duckdb(url: URL, frames: Mapping[str, pd.DataFrame], progress: Progress) -> None:
    target = Path(url.database or "")
    target.parent.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(target.parent).free < _FREE_SPACE_BYTES:
        raise DiskFull(28, "磁盘剩余空间不足 300 MB，没有生成仓库。请清理磁盘后重试。", str(target.parent))
    beside = target.with_name(f"{target.name}.building-{os.getpid()}")
    beside.unlink(missing_ok=True)
    try:
        engine = open_engine(url.set(database=str(beside)), read_only=False)
        try:
            _replace_all(engine, frames, progress)
            with engine.connect() as connection:
                connection.execute(text("CHECKPOINT"))
        finally:
            engine.dispose()
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)
        beside.with_name(beside.name + ".wal").unlink(missing_ok=True)


def write_warehouse(url: URL | str, frames: Mapping[str, pd.DataFrame], progress: Progress = _quiet) -> None:
    """Replace the warehouse's content by `frames` (table name → rows). Readers see the old or the new, never a mixture.

    Raises ValueError when a frame's columns do not fit its table, DiskFull, or the driver's error; the old
    content then stays.
    """
    url = make_url(url) if isinstance(url, str) else url
    if url.get_backend_name() == "duckdb":
        _build_duckdb(url, frames, progress)
        return
    engine = open_engine(url, read_only=False)
    try:
        _replace_all(engine, frames, progress)
    finally:
        engine.dispose()


@contextmanager
def _only_writer(target: Path) -> Iterator[None]:
    """Let one program at a time replace the file; the others wait."""
    with target.with_name(f"{target.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def change_warehouse(url: URL | str, change: Callable[[Connection], None]) -> None:
    """Make a change all or nothing, and let readers go on undisturbed.

    A DuckDB file is copied, changed beside and renamed into place; PostgreSQL changes in one transaction. Raises
    WarehouseMissing, DiskFull, or what `change` raises; the content then stays as it was.
    """
    url = make_url(url) if isinstance(url, str) else url
    if url.get_backend_name() != "duckdb":
        engine = open_engine(url, read_only=False)
        try:
            with engine.begin() as connection:
                change(connection)
        finally:
            engine.dispose()
        return
    target = Path(url.database or "")
    if not target.exists():
        raise WarehouseMissing(target.name)
    with _only_writer(target):
        _change_beside(url, target, change)


def _change_beside(url: URL, target: Path, change: Callable[[Connection], None]) -> None:
    if shutil.disk_usage(target.parent).free < target.stat().st_size + _FREE_SPACE_BYTES:
        raise DiskFull(28, "磁盘剩余空间不足，没有改动仓库。请清理磁盘后重试。", str(target.parent))
    beside = target.with_name(f"{target.name}.changing-{os.getpid()}-{threading.get_ident()}")
    try:
        shutil.copyfile(target, beside)
        engine = open_engine(url.set(database=str(beside)), read_only=False)
        try:
            with engine.begin() as connection:
                change(connection)
            with engine.connect() as connection:
                connection.execute(text("CHECKPOINT"))
        finally:
            engine.dispose()
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)
        beside.with_name(beside.name + ".wal").unlink(missing_ok=True)


def insert_frame(connection: Connection, table: Table, table_frame: pd.DataFrame) -> None:
    """Add a frame's rows to a table within the caller's transaction; columns as the table has them."""
    insert = _insert_duckdb if connection.dialect.name == "duckdb" else _insert_postgresql
    if not table_frame.empty:
        insert(connection, table, _in_storage_order(table.name, table_frame))


def build_sample(
    url: URL | str, progress: Progress = _quiet, generated: Mapping[str, pd.DataFrame] | None = None
) -> None:
    """Generate the five counties' sample data, unless it has been `generated` already, and write it to `url`."""
    from sample_data import generate  # here and not above: a warehouse of one's own needs no generator

    frames = dict(generated or generate(lambda what, share: progress(share * 0.6, f"生成{what}")))
    months = frames["institution_month"]["month"]
    digest = content_hash(frames)
    frames["data_version"] = pd.DataFrame(
        {
            "version_id": [digest[:12]],
            "created_at": [_SAMPLE_CREATED],
            "content_sha256": [digest],
            "first_month": [int(months.min())],
            "last_month": [int(months.max())],
            "is_sample": [True],
            "note_zh": ["示例数据：五县公布数为真，其余为按种子生成"],
        }
    )
    write_warehouse(url, frames, lambda share, what: progress(0.6 + share * 0.4, what))
