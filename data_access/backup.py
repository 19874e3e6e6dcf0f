"""The whole warehouse in one file, and back: whatever engine it stands on, all of one moment, all or nothing.

A backup is a DuckDB warehouse like any other: `WAREHOUSE_URL=duckdb:///FILE` opens it to look inside.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import URL, Connection, Table, select
from sqlalchemy.exc import SQLAlchemyError

from data_access import schema
from data_access.backend import backend_of, read_address
from data_access.build import Progress, write_warehouse
from data_access.checks import broken
from data_access.engine import Warehouse, describe_failure
from data_access.errors import InTheWay, WarehouseError
from data_access.standing import Standing, standing


def backup(url: URL | str, file: Path, progress: Progress) -> str:
    """Write the warehouse into a new file and return the data version that is in it.

    Raises InTheWay where the file exists, WarehouseError or OSError; no half file is then left.
    """
    if file.exists():
        raise InTheWay("backup_there", where=file.name)
    with Warehouse(url).engine().connect() as connection:
        frames = _frames(connection)
    write_warehouse(f"duckdb:///{file}", frames, progress)
    return version_of(frames)


def restore(url: URL | str, file: Path, progress: Progress, *, replace: bool = False) -> str:
    """Put a backup in the place of the warehouse and return its data version. replace: what is there may go.

    The backup is held against the schema and every rule of `check` first. Raises InTheWay where the warehouse has
    data, WarehouseError or OSError; what is there then stays.
    """
    source = Warehouse(f"duckdb:///{file}")
    source.version()
    faults = broken(source.engine())
    if faults:
        raise InTheWay("restore_damaged", where=file.name, count=len(faults))
    address = read_address(url)
    if not replace and standing(address) != Standing():
        raise InTheWay("restore_over", where=backend_of(address).shown(address), version=_version_there(address))
    with source.engine().connect() as connection:
        frames = _frames(connection)
    write_warehouse(address, frames, progress)
    return version_of(frames)


def version_of(frames: dict[str, pd.DataFrame]) -> str:
    """Return the data version in force of a warehouse's tables."""
    return str(frames["data_version"].sort_values("created_at")["version_id"].iloc[-1])


def _version_there(address: URL) -> str:
    try:
        return Warehouse(address).version()
    except WarehouseError:
        return "–"


def _frames(connection: Connection) -> dict[str, pd.DataFrame]:
    """Return every table as it stands at one moment. Raises WarehouseError."""
    try:
        backend_of(connection.engine.url).of_one_moment(connection)
        return {table.name: _frame(connection, table) for table in schema.metadata.sorted_tables}
    except SQLAlchemyError as error:
        raise describe_failure(error, connection.engine.url) from error


def _frame(connection: Connection, table: Table) -> pd.DataFrame:
    rows = [tuple(row) for row in connection.execute(select(table))]
    names = [column.name for column in table.columns]
    columns: dict[str, Any] = {
        name: pd.Series([row[place] for row in rows], dtype=object) for place, name in enumerate(names)
    }
    # Whole numbers with gaps stay whole numbers; what is text, a day or a truth stays so.
    return pd.DataFrame(columns, columns=names).convert_dtypes()
