"""Select → rows or DataFrame. Driver errors become WarehouseError, so no page ever meets one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
from sqlalchemy import URL, Engine, Row, Select
from sqlalchemy.engine import IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import SQLAlchemyError

from data_access.as_of import at_load, moment_of
from data_access.backend import backend_of
from data_access.engine import describe_failure, warehouse_url
from data_access.granted import reach_of, within_reach
from words.printable import printable

CODES: Final = ("_code", "_id", "basis", "level")


def rows(
    engine: Engine, statement: Select[Any], parameters: Mapping[str, Any] | None = None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the rows of a select. Raises WarehouseError."""
    try:
        with engine.connect() as connection:
            result = connection.execute(statement, dict(parameters or {}))
            found = result.all()
            if not any(isinstance(value, str) and printable(value) != value for row in found for value in row):
                return found
            clean = ([printable(value) if isinstance(value, str) else value for value in row] for row in found)
            return IteratorResult(SimpleResultMetaData(list(result.keys())), map(tuple, clean)).all()
    except SQLAlchemyError as error:
        raise describe_failure(error, engine.url) from error


def frame(engine: Engine, statement: Select[Any], parameters: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Return a select as a DataFrame; its columns are there also when it has no rows. Raises WarehouseError."""
    try:
        with engine.connect() as connection:
            result = connection.execute(statement, dict(parameters or {}))
            columns = list(result.keys())
            return _readable(pd.DataFrame.from_records([tuple(row) for row in result], columns=columns))
    except SQLAlchemyError as error:
        raise describe_failure(error, engine.url) from error


def _readable(found: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose names no document refuses: text pasted from a PDF brings characters that XML forbids.

    Codes are left as they are: they were checked when they came in, and a million of them are read at once.
    """
    for column in found.select_dtypes(include=["object", "string"]).columns:
        if str(column).endswith(CODES):
            continue
        texts = {value for value in found[column].unique() if isinstance(value, str) and printable(value) != value}
        if texts:
            found[column] = found[column].replace({text: printable(text) for text in texts})
    return found


def as_text(statement: Select[Any], where: Engine | URL | str | None = None) -> str:
    """Return a select as a person would run it, its values filled in.

    where : the warehouse by its address, None for the one in use; or the engine that runs it, which may read the
            facts as they were after a load, or what a grant reaches.
    """
    if isinstance(where, Engine):
        sequence = moment_of(where)
        then = statement if sequence is None else at_load(statement, sequence)
        return as_text(within_reach(then, reach_of(where)), where.url)
    dialect = backend_of(warehouse_url() if where is None else where).dialect()
    return str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
