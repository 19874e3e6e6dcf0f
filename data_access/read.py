"""Select → rows or DataFrame. Driver errors become WarehouseError, so no page ever meets one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import URL, Engine, Row, Select
from sqlalchemy.exc import SQLAlchemyError

from data_access.backend import backend_of
from data_access.engine import describe_failure, warehouse_url


def rows(
    engine: Engine, statement: Select[Any], parameters: Mapping[str, Any] | None = None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the rows of a select. Raises WarehouseError."""
    try:
        with engine.connect() as connection:
            return connection.execute(statement, dict(parameters or {})).all()
    except SQLAlchemyError as error:
        raise describe_failure(error, engine.url) from error


def frame(engine: Engine, statement: Select[Any], parameters: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Return a select as a DataFrame; its columns are there also when it has no rows. Raises WarehouseError."""
    try:
        with engine.connect() as connection:
            result = connection.execute(statement, dict(parameters or {}))
            columns = list(result.keys())
            return pd.DataFrame.from_records([tuple(row) for row in result], columns=columns)
    except SQLAlchemyError as error:
        raise describe_failure(error, engine.url) from error


def as_text(statement: Select[Any], url: URL | str | None = None) -> str:
    """Return a select as a person would run it, its values filled in. url: the warehouse; None is the one in use."""
    dialect = backend_of(warehouse_url() if url is None else url).dialect()
    return str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
