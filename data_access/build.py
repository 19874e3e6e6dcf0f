"""Frames → warehouse, all or nothing: how an engine does it stands in its file of `warehouses/`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

import pandas as pd
from sqlalchemy import URL, Connection, Engine, Table, text

from data_access import schema
from data_access.backend import Work, backend_of, read_address
from data_access.histories import with_histories
from data_access.migrate import upgrade
from data_access.standing import refuse_to_erase

Progress = Callable[[float, str], None]  # share done 0…1, what is being done
_SAMPLE_CREATED = datetime(2025, 1, 10, 8, 0)  # fixed: the same seed gives the same bytes


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


def insert_frame(connection: Connection, table: Table, table_frame: pd.DataFrame) -> None:
    """Add a frame's rows to a table within the caller's transaction; columns as the table has them."""
    if not table_frame.empty:
        ordered = _in_storage_order(table.name, table_frame)
        backend_of(connection.engine.url).insert(connection, table, ordered)


def write_warehouse(url: URL | str, frames: Mapping[str, pd.DataFrame], progress: Progress = _quiet) -> None:
    """Replace the warehouse's content by `frames` (table name → rows). Readers see the old or the new, never a mixture.

    An institution without a history gets one that says it has always stood where it stands.

    Raises ValueError when a frame's columns do not fit its table, DiskFull, or the driver's error; the old
    content then stays.
    """

    frames = with_histories(frames)

    def fill(connection: Connection) -> None:
        schema.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
        upgrade(connection)
        total, done = max(1, sum(map(len, frames.values()))), 0
        for table in schema.metadata.sorted_tables:
            table_frame = frames.get(table.name)
            if table_frame is None or table_frame.empty:
                continue
            insert_frame(connection, table, table_frame)
            done += len(table_frame)
            progress(done / total, f"写入数据表 {table.name}")

    address = read_address(url)
    backend_of(address).replace(address, fill)


def change_warehouse(url: URL | str, change: Work) -> None:
    """Make a change all or nothing, and let readers go on undisturbed.

    Raises WarehouseMissing, DiskFull, or what `change` raises; the content then stays as it was.
    """
    address = read_address(url)
    backend_of(address).change(address, change)


@contextmanager
def rehearsed(url: URL | str, change: Work) -> Iterator[Engine]:
    """Give an engine on the warehouse as it would be after a change; at the end nothing has happened.

    Raises WarehouseMissing, DiskFull, or what `change` raises.
    """
    address = read_address(url)
    with backend_of(address).rehearsed(address, change) as engine:
        yield engine


def build_sample(
    url: URL | str,
    progress: Progress = _quiet,
    generated: Mapping[str, pd.DataFrame] | None = None,
    *,
    discard_changes: bool = False,
) -> None:
    """Generate the five counties' sample data, unless it has been `generated` already, and write it to `url`.

    discard_changes : a sample that was changed by hand is replaced as well; real data never are.
    Raises InTheWay, DiskFull or the driver's error, at once where the warehouse cannot be written.
    """
    from sample_data import generate  # here and not above: a warehouse of one's own needs no generator

    address = read_address(url)
    backend_of(address).refuse_if_away(address)
    refuse_to_erase(address, discard_changes=discard_changes)
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
    # Once more: making the sample took a minute.
    refuse_to_erase(address, discard_changes=discard_changes)
    write_warehouse(address, frames, lambda share, what: progress(0.6 + share * 0.4, what))
