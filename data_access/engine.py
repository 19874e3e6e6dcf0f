"""URL → Engine: the warehouse as pages read it, through a read-only connection."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Engine, inspect, select
from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError

from data_access import schema
from data_access.backend import backend_of, read_address
from data_access.errors import DriverMissing, SchemaNewer, SchemaOlder, WarehouseEmpty, WarehouseError
from data_access.migrate import HEAD, KNOWN_REVISIONS, current_revision
from data_access.own import address_in_force

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_FILE = ROOT / "var" / "yilan.duckdb"


def warehouse_url() -> URL:
    """Return the address of the warehouse: WAREHOUSE_URL, else the own one that was opened, else var/yilan.duckdb.

    Raises UnreadableAddress, UnknownEngine.
    """
    return read_address(address_in_force())


def shown_address(url: URL | str) -> str:
    """Return the address as a reader may see it: file name, or host and database; never a password."""
    address = read_address(url)
    return backend_of(address).shown(address)


def describe_failure(error: SQLAlchemyError, url: URL | str) -> WarehouseError:
    """Return the WarehouseError that a driver's error stands for.

    error: raised while connecting to, reading from or writing to the warehouse at `url`.
    """
    address = read_address(url)
    backend = backend_of(address)
    return backend.failure(error, backend.shown(address))


def open_engine(url: URL | str, *, read_only: bool = True) -> Engine:
    """Return an Engine for the warehouse; a read-only one cannot write.

    Raises UnreadableAddress, UnknownEngine, DriverMissing.
    """
    address = read_address(url)
    backend = backend_of(address)
    try:
        return backend.opened(address, read_only=read_only)
    except (ImportError, NoSuchModuleError) as error:
        raise DriverMissing(address.drivername) from error


def check_schema(engine: Engine) -> None:
    """Raise WarehouseEmpty, SchemaOlder or SchemaNewer unless the tables are those this program knows."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("county"):
            raise WarehouseEmpty
        found = current_revision(connection)
    if found == HEAD:
        return
    if found is None or found in KNOWN_REVISIONS:
        raise SchemaOlder(found or "", HEAD)
    raise SchemaNewer(found, HEAD)


@contextmanager
def opened(url: URL | str) -> Iterator[Engine]:
    """A checked engine that is closed at the end whatever happens. Raises WarehouseError."""
    engine = Warehouse(url).engine()
    try:
        yield engine
    finally:
        engine.dispose()


class Warehouse:
    """The warehouse as pages see it: one read-only engine that follows the file when it is replaced.

    A load never writes into the file that readers have open: it builds the next one beside it and renames it
    into place. `engine()` notices the new file (on a server there is nothing to notice) and reopens.
    """

    def __init__(self, url: URL | str | None = None) -> None:
        self.url = warehouse_url() if url is None else read_address(url)
        self._backend = backend_of(self.url)
        self._engine: Engine | None = None
        self._stamp: object = None
        self._version = ""
        self._before: tuple[str, Engine] | None = None
        self._lock = threading.Lock()

    @property
    def address(self) -> str:
        """Return the address as a reader may see it."""
        return self._backend.shown(self.url)

    def engine(self) -> Engine:
        """Return the engine, opened and checked. Raises WarehouseError."""
        with self._lock:
            stamp = self._backend.stamp(self.url)
            if self._engine is None or stamp != self._stamp:
                return self._reopen(stamp)
            return self._engine

    def close(self) -> None:
        """Close what is open; whoever asks afterwards opens it anew."""
        with self._lock:
            for engine in (self._engine, *([self._before[1]] if self._before else ())):
                if engine is not None:
                    engine.dispose()
            self._engine, self._before = None, None

    def engine_of(self, version: str) -> Engine:
        """Return the engine that reads a data version: of a file also the one before the last replacement.

        A page that began with one version ends with it, and what it keeps under that version's name is that version's.
        For any other version it is the engine in force. Raises WarehouseError.
        """
        engine = self.engine()
        with self._lock:
            if self._before is not None and self._before[0] == version != self._version:
                return self._before[1]
        return engine

    def _reopen(self, stamp: object) -> Engine:
        """Open what lies at the address now; what was open stays open for whoever still reads that version."""
        while True:
            opened = self._checked()
            # Replaced between the look and the opening: the stamp would be that of the other file.
            now = self._backend.stamp(self.url)
            if now == stamp:
                break
            opened.dispose()
            stamp = now
        if self._before is not None:
            self._before[1].dispose()
        self._before = None if self._engine is None else (self._version, self._engine)
        self._engine, self._stamp, self._version = opened, stamp, ""
        return opened

    def _checked(self) -> Engine:
        engine = open_engine(self.url)
        try:
            check_schema(engine)
        except SQLAlchemyError as error:
            engine.dispose()
            raise describe_failure(error, self.url) from error
        except WarehouseError:
            engine.dispose()
            raise
        return engine

    def version(self) -> str:
        """Return the id of the data version in force: what cached reads are keyed by. Raises WarehouseError."""
        statement = select(schema.data_version.c.version_id).order_by(schema.data_version.c.created_at.desc()).limit(1)
        engine = self.engine()
        try:
            with engine.connect() as connection:
                found = connection.execute(statement).scalar()
        except SQLAlchemyError as error:
            raise describe_failure(error, self.url) from error
        if found is None:
            raise WarehouseEmpty
        with self._lock:
            if engine is self._engine:
                self._version = str(found)
        return str(found)
