"""DuckDB: a file that is replaced, never written in place (decision 0002)."""

from __future__ import annotations

import errno
import fcntl
import glob
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

import duckdb
import pandas as pd
from alembic.ddl.postgresql import PostgresqlImpl
from duckdb_sqlalchemy import ConnectionWrapper
from sqlalchemy import URL, Connection, Dialect, Engine, Table, create_engine, event, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool
from sqlalchemy.util import LRUCache

from data_access.backend import Backend, Work
from data_access.errors import (
    DiskFull,
    RightMissing,
    WarehouseError,
    WarehouseLocked,
    WarehouseMissing,
    WarehouseUnreadable,
)

FREE_SPACE_BYTES: Final = 300 * 1024**2

_ATTACHED: Final = "warehouse"

# Statements as they were compiled, for every engine of this process: a file that is replaced gets an engine of its own,
# and so does each rehearsal, and the same hundred statements would be compiled anew, 5 ms each.
STATEMENTS_KEPT: Final = 1000
_compiled: Final[Any] = LRUCache(STATEMENTS_KEPT)

# What the next file is called while it is made: these names and the process.
CHANGING: Final = "changing"
BUILDING: Final = "building"

# DuckDB's words for a file that it cannot read as a database.
NO_DATABASE_FILE: Final = (
    "not a valid duckdb database",
    "is a directory",
    "corrupt",
    "trying to read a database file",
)


class DuckDBImpl(PostgresqlImpl):
    """Alembic's view of DuckDB: its DDL is PostgreSQL's for all that the migrations use."""

    __dialect__ = "duckdb"


class DuckDB(Backend):
    """A warehouse in one file."""

    schemes = ("duckdb",)
    driver = "duckdb"

    def shown(self, url: URL) -> str:
        """Return the file's name."""
        return Path(url.database or "").name

    def opened(self, url: URL, *, read_only: bool) -> Engine:
        """Return an Engine on the file. A read-only one goes on reading the file it opened after that was replaced."""
        if not read_only or not url.database:
            return _sharing(create_engine(url, connect_args={"read_only": read_only}))
        return _on(_Opened(url.database), url)

    def insert(self, connection: Connection, table: Table, table_frame: pd.DataFrame) -> None:
        """Let DuckDB read the frame where it lies."""
        raw: Any = connection.connection.dbapi_connection
        raw.register("incoming", table_frame)
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        connection.execute(text(f'INSERT INTO "{table.name}" ({columns}) SELECT {columns} FROM incoming'))
        raw.unregister("incoming")

    def refuse_if_away(self, url: URL) -> None:
        """Look for room in the file's folder, which is made where it is missing."""
        folder = Path(url.database or "").parent
        with _rights_named(folder):
            folder.mkdir(parents=True, exist_ok=True)
            if shutil.disk_usage(folder).free < FREE_SPACE_BYTES:
                raise DiskFull("no_room_to_build", needed=FREE_SPACE_BYTES // 1024**2)

    def replace(self, url: URL, fill: Work) -> None:
        """Build the file beside the old one and rename it into place."""
        self.refuse_if_away(url)
        target = Path(url.database or "")
        with _only_writer(target), _moved_into_place(target, _beside(target, BUILDING)) as beside:
            self._write(url.set(database=str(beside)), fill)

    def change(self, url: URL, work: Work) -> None:
        """Copy the file, change the copy and rename it into place."""
        target = Path(url.database or "")
        if not target.exists():
            raise WarehouseMissing(target.name)
        with _only_writer(target):
            if shutil.disk_usage(target.parent).free < target.stat().st_size + FREE_SPACE_BYTES:
                raise DiskFull("no_room_to_change")
            with _moved_into_place(target, _beside(target, CHANGING)) as beside:
                shutil.copyfile(target, beside)
                self._write(url.set(database=str(beside)), work)

    @contextmanager
    def rehearsed(self, url: URL, work: Work) -> Iterator[Engine]:
        """Copy the file, change the copy, read it where it was changed, and remove it."""
        target = Path(url.database or "")
        if not target.exists():
            raise WarehouseMissing(target.name)
        with _rights_named(target), tempfile.TemporaryDirectory(prefix="rehearsal-", dir=target.parent) as folder:
            if shutil.disk_usage(folder).free < target.stat().st_size + FREE_SPACE_BYTES:
                raise DiskFull("no_room_to_change")
            copy = url.set(database=str(Path(folder) / target.name))
            shutil.copyfile(target, copy.database or "")
            engine = _on(_Opened(copy.database or "", is_written=True), copy)
            try:
                with engine.begin() as connection:
                    work(connection)
                yield engine
            finally:
                engine.dispose()

    def _write(self, url: URL, work: Work) -> None:
        engine = self.opened(url, read_only=False)
        try:
            with engine.begin() as connection:
                work(connection)
            with engine.connect() as connection:
                connection.execute(text("CHECKPOINT"))
        finally:
            engine.dispose()

    def stamp(self, url: URL) -> object:
        """Return which file lies at the path, and when it was written."""
        try:
            state = Path(url.database or "").stat()
        except OSError as error:
            raise WarehouseMissing(self.shown(url)) from error
        # A backup may be copied over the file with the time it had: its inode and time of writing are then no news.
        return state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns

    def folder(self, url: URL) -> Path | None:
        """Return the file's folder; None for a warehouse in memory."""
        return Path(url.database).parent if url.database else None

    def dialect(self) -> Dialect:
        """Return PostgreSQL's SQL, which DuckDB reads; it says of a quotient that it is none of whole numbers."""
        return postgresql.dialect()  # type: ignore[no-untyped-call]

    def failure(self, error: SQLAlchemyError, where: str) -> WarehouseError:
        """Return the fault: no file, no database in it, or one that another program writes."""
        words = str(error).lower()
        if "permission denied" in words:
            return RightMissing(where)
        if "database does not exist" in words or "no such file" in words:
            return WarehouseMissing(where)
        if any(said in words for said in NO_DATABASE_FILE):
            return WarehouseUnreadable(where)
        if "could not set lock" in words or "conflicting lock" in words:
            return WarehouseLocked()
        return super().failure(error, where)


@cache
def _dialect() -> Dialect:
    """Return the dialect of every engine here, made ready once: compiled statements are kept by it."""
    engine = create_engine("duckdb://", poolclass=NullPool)
    with engine.connect():
        return engine.dialect


def _sharing(engine: Engine) -> Engine:
    """Return an engine that shares what was compiled with all others."""
    engine.dialect = _dialect()
    engine.update_execution_options(compiled_cache=_compiled)
    return engine


def _on(own: _Opened, url: URL) -> Engine:
    """Return an engine on an opened file."""
    # A connection costs nothing once the file is open, and none that is kept holds a file that was replaced.
    engine = create_engine(url, creator=own.connection, poolclass=NullPool)
    event.listen(engine, "engine_disposed", own.let_go)
    return _sharing(engine)


class _Opened:
    """A file as one engine reads it, opened when it is first asked for and shared by the engine's connections.

    duckdb.connect(path) hands out the file that this process opened last under that path, for as long as any
    connection to it lives, also after another file took its place: whoever opens then would read the old one for ever.
    A database of its own, to which the file is attached, has nothing to do with what others have open.
    """

    def __init__(self, file: str, *, is_written: bool = False) -> None:
        self._file, self._is_written = file, is_written
        self._database: duckdb.DuckDBPyConnection | None = None
        self._lock = threading.Lock()

    def connection(self) -> ConnectionWrapper:
        """Return a connection of its own to the file. Raises duckdb.Error."""
        with self._lock:
            if self._database is None:
                self._database = self._attached()
            own = self._database.cursor()
        own.execute(f"USE {_ATTACHED}")
        return ConnectionWrapper(own)

    def let_go(self, _: Engine) -> None:
        """Forget the file; it is closed when the last connection that still reads it is given back."""
        with self._lock:
            # Not closed: that would end the statements of those who read now.
            self._database = None

    def _attached(self) -> duckdb.DuckDBPyConnection:
        config: dict[str, str | bool | int | float | list[str]] = {"temp_directory": f"{self._file}.tmp"}
        if self._is_written:
            # One file's rows, and then some hundred short questions: sharing each out costs more than answering it.
            config["threads"] = 1
        database = duckdb.connect(":memory:", config=config)
        quoted = self._file.replace("'", "''")
        try:
            only = "" if self._is_written else "READ_ONLY, "
            database.execute(f"ATTACH '{quoted}' AS {_ATTACHED} ({only}TYPE duckdb)")
        except duckdb.Error:
            database.close()
            raise
        return database


@contextmanager
def _moved_into_place(target: Path, beside: Path) -> Iterator[Path]:
    """Rename `beside` to `target` at the end; after a fault neither it nor its log is left."""
    try:
        yield beside
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)
        beside.with_name(beside.name + ".wal").unlink(missing_ok=True)


def _beside(target: Path, what: str) -> Path:
    """Return where the next file is made. What a writer that was killed left there stands in nobody's way."""
    return target.with_name(f"{target.name}.{what}-{os.getpid()}-{threading.get_ident()}")


@contextmanager
def _only_writer(target: Path) -> Iterator[None]:
    """Let one program at a time replace the file; the others wait. Raises RightMissing where nobody may write."""
    with _rights_named(target), target.with_name(f"{target.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _remove_leftovers(target)
        yield


def _remove_leftovers(target: Path) -> None:
    """Remove what writers that were killed left beside the file: whoever holds the lock is the only one alive."""
    for what in (CHANGING, BUILDING):
        for left in target.parent.glob(f"{glob.escape(target.name)}.{what}-*"):
            left.unlink(missing_ok=True)


@contextmanager
def _rights_named(path: Path) -> Iterator[None]:
    """Tell a folder or file that may not be written from a warehouse that is away."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise RightMissing(path.name) from error
        raise


BACKEND = DuckDB()
