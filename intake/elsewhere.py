"""A table or query of another database as if it were a sheet: read only, bounded, and never more than asked for.

The statement comes from the operator's own command line. It is run inside a SELECT of ours, in a session that cannot
write, and its column names are the headings by which the form is recognised: `SELECT 机构 AS 机构名称, …`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from data_access.engine import open_engine
from data_access.errors import UnknownEngine, WarehouseError
from intake.faults import BadCall
from intake.reading.book import Book, Scalar, Sheet

MOST_ROWS: Final = 100_000
NAME: Final = "数据库查询"
PLAIN: Final = (str, float, int, bool, dt.datetime, dt.date, dt.time, dt.timedelta)


def book_of_query(address: str, statement: str, title: str = "") -> Book:
    """Return the rows of a query as a book of one sheet.

    address : SQLAlchemy's URL of a DuckDB file, a SQLite file or a PostgreSQL database.
    title   : stands above the headings, as over a sheet: it may name the period where no column does.
    Raises BadCall for what is no single SELECT, cannot be read, or gives more than MOST_ROWS rows.
    """
    asked = statement.strip().rstrip(";").strip()
    if asked.split(None, 1)[:1] not in (["SELECT"], ["select"], ["WITH"], ["with"]) or ";" in asked:
        raise BadCall("intake_no_select", statement=asked[:60])
    engine = _read_only(address)
    try:
        with engine.connect() as connection:
            # The driver's own text: nothing in it is taken for a value to be filled in.
            found = connection.exec_driver_sql(f"SELECT * FROM ({asked}) AS asked LIMIT {MOST_ROWS + 1}")
            headings, rows = list(found.keys()), found.fetchall()
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise BadCall("intake_query_failed", reason=reason[:200]) from error
    finally:
        engine.dispose()
    if len(rows) > MOST_ROWS:
        raise BadCall("intake_query_too_long", most=MOST_ROWS)
    return Book(NAME, "query", _digest(asked, title, headings, rows), (_sheet(title, headings, rows),), ())


def _sheet(title: str, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> Sheet:
    width = max(1, len(headings))
    above: list[tuple[Scalar, ...]] = [(title, *[None] * (width - 1))] if title else []
    body = [tuple(_plain(value) for value in row) for row in rows]
    return Sheet(NAME, (*above, tuple(headings), *body))


def _plain(value: Any) -> Scalar:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if value is None or isinstance(value, PLAIN) else str(value)


def _digest(*content: object) -> str:
    return hashlib.sha256(repr(content).encode()).hexdigest()


def _read_only(address: str) -> Engine:
    """Return an engine whose sessions cannot write. Raises BadCall for an address that is none of the three kinds."""
    try:
        url = make_url(address)
        if url.get_backend_name() == "sqlite":
            file = Path(url.database or "").absolute().as_uri() + "?mode=ro"
            return create_engine("sqlite://", creator=lambda: sqlite3.connect(file, uri=True), poolclass=NullPool)
        return open_engine(address, read_only=True)
    except (ArgumentError, UnknownEngine) as error:
        raise BadCall("intake_no_database") from error
    except WarehouseError as error:
        raise BadCall("intake_query_failed", reason=error.happened) from error
