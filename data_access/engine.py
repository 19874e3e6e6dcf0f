"""URL → Engine; the only create_engine. Pages read through a read-only connection."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, inspect, make_url, select
from sqlalchemy.exc import SQLAlchemyError

from data_access import schema
from data_access.errors import (
    SchemaNewer,
    SchemaOlder,
    WarehouseEmpty,
    WarehouseError,
    WarehouseMissing,
    describe_failure,
)
from data_access.migrate import HEAD, KNOWN_REVISIONS, current_revision

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_FILE = ROOT / "var" / "yilan.duckdb"
CONNECT_TIMEOUT_S = 5
STATEMENT_TIMEOUT_MS = 15_000


def warehouse_url() -> URL:
    """Return the address of the warehouse: WAREHOUSE_URL, or the DuckDB file in var/."""
    text = os.environ.get("WAREHOUSE_URL", "").strip()
    if text.startswith("postgres://"):
        text = "postgresql://" + text.removeprefix("postgres://")
    url = make_url(text) if text else URL.create("duckdb", database=str(DEFAULT_FILE))
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def shown_address(url: URL) -> str:
    """Return the address as a reader may see it: file name, or host and database; never a password."""
    if url.get_backend_name() == "duckdb":
        return Path(url.database or "").name
    return f"{url.host or '本机'}/{url.database}"


def open_engine(url: URL | str, *, read_only: bool = True) -> Engine:
    """Return an Engine for the warehouse.

    Read-only engines cannot write: DuckDB opens the file so, PostgreSQL sets the transactions so.
    Connections are tested before use, so a server that comes back is found again without a restart.
    """
    url = make_url(url) if isinstance(url, str) else url
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "duckdb":
        # pool_pre_ping would run a statement before each read; a file has no connection to lose.
        return create_engine(url, connect_args={"read_only": read_only})
    options = f"-c statement_timeout={STATEMENT_TIMEOUT_MS}"
    if read_only:
        options += " -c default_transaction_read_only=on"
    return create_engine(
        url,
        pool_size=5,
        max_overflow=10,
        pool_timeout=CONNECT_TIMEOUT_S,
        pool_pre_ping=True,
        pool_recycle=1800,
        connect_args={"connect_timeout": CONNECT_TIMEOUT_S, "options": options if read_only else ""},
    )


def check_schema(engine: Engine) -> None:
    """Raise WarehouseEmpty, SchemaOlder or SchemaNewer unless the tables are those this program knows."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("county"):
            raise WarehouseEmpty
        found = current_revision(connection)
    if found == HEAD:
        return
    if found is None or found in KNOWN_REVISIONS:
        raise SchemaOlder(found or "未知", HEAD)
    raise SchemaNewer(found, HEAD)


@contextmanager
def opened(url: URL | str) -> Iterator[Engine]:
    """A checked engine that is closed at the end whatever happens. Raises WarehouseError.

    DuckDB hands a file still open in this process to whoever opens its path next, also after the file was replaced:
    a reader that stops at a fault must not leave its connection to the garbage collector.
    """
    engine = Warehouse(url).engine()
    try:
        yield engine
    finally:
        engine.dispose()


class Warehouse:
    """The warehouse as pages see it: one read-only engine that follows the file when it is replaced.

    A load never writes into the file that readers have open: it builds the next one beside it and renames it
    into place. `engine()` notices the new file (PostgreSQL: nothing to notice) and reopens.
    """

    def __init__(self, url: URL | str | None = None) -> None:
        self.url = warehouse_url() if url is None else make_url(url) if isinstance(url, str) else url
        self._engine: Engine | None = None
        self._stamp: tuple[int, int] | None = None
        self._lock = threading.Lock()

    @property
    def address(self) -> str:
        """Return the address as a reader may see it."""
        return shown_address(self.url)

    def _file_stamp(self) -> tuple[int, int] | None:
        if self.url.get_backend_name() != "duckdb":
            return None
        try:
            state = Path(self.url.database or "").stat()
        except OSError as error:
            raise WarehouseMissing(self.address) from error
        return state.st_ino, state.st_mtime_ns

    def engine(self) -> Engine:
        """Return the engine, opened and checked. Raises WarehouseError."""
        with self._lock:
            stamp = self._file_stamp()
            if self._engine is not None and stamp == self._stamp:
                return self._engine
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None
            engine = open_engine(self.url)
            try:
                check_schema(engine)
            except SQLAlchemyError as error:
                engine.dispose()
                raise describe_failure(error, self.address) from error
            except WarehouseError:
                engine.dispose()
                raise
            self._engine, self._stamp = engine, stamp
            return engine

    def version(self) -> str:
        """Return the id of the data version in force: what cached reads are keyed by. Raises WarehouseError."""
        statement = select(schema.data_version.c.version_id).order_by(schema.data_version.c.created_at.desc()).limit(1)
        engine = self.engine()
        try:
            with engine.connect() as connection:
                found = connection.execute(statement).scalar()
        except SQLAlchemyError as error:
            raise describe_failure(error, self.address) from error
        if found is None:
            raise WarehouseEmpty
        return str(found)
