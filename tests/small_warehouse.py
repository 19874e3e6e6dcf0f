"""Warehouses of the small county with rows of a test's own: tables are made once a folder of a run, then copied.

Making every table takes ten times as long as adding rows to a copy.
"""

import functools
import shutil
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection, delete

from data_access.build import change_warehouse, insert_frame, write_warehouse
from data_access.schema import metadata
from tests.metrics.small_county import frames


@functools.cache
def _made_once(folder: Path, names: tuple[str, ...]) -> Path:
    """The file of these tables of the small county: copy it, never open it."""
    made = folder / f"small_{'_'.join(names) or 'whole'}.duckdb"
    write_warehouse(f"duckdb:///{made}", {name: rows for name, rows in frames().items() if not names or name in names})
    return made


def small_with(file: Path, own: Mapping[str, pd.DataFrame], names: tuple[str, ...] = ()) -> str:
    """URL of a new warehouse in `file`: the small county, with the tables of `own` in the place of its own.

    names : so many of its tables; by default all. `file` lies in the test's own folder.
    """
    shutil.copy(_made_once(file.parent.parent, names), file)
    url = f"duckdb:///{file}"

    def fill(connection: Connection) -> None:
        for table in metadata.sorted_tables:
            if table.name in own:
                connection.execute(delete(table))
                insert_frame(connection, table, own[table.name])

    if own:
        change_warehouse(url, fill)
    return url
