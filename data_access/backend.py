"""What the product asks of a warehouse's engine, and which file of `warehouses/` answers for a URL.

An engine is one file of that folder with one `BACKEND`; nothing else in the house knows which engine it stands on.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import ClassVar

import pandas as pd
from sqlalchemy import URL, Connection, Dialect, Engine, Table, create_engine, make_url, text
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
    SQLAlchemyError,
)
from sqlalchemy.pool import StaticPool

from data_access import warehouses
from data_access.errors import (
    ChangeCollides,
    StatementRefused,
    UnknownEngine,
    UnreadableAddress,
    WarehouseDown,
    WarehouseEmpty,
    WarehouseError,
)

Work = Callable[[Connection], None]


class Backend(ABC):
    """One engine: how it opens, is filled, changes, and how its faults read."""

    schemes: ClassVar[tuple[str, ...]]
    """What its URLs begin with; the first is the name SQLAlchemy gives the engine."""

    driver: ClassVar[str]
    """SQLAlchemy's name of the dialect and driver that is used whichever way the URL is written."""

    @abstractmethod
    def shown(self, url: URL) -> str:
        """Return the address as a reader may see it; never a password."""

    @abstractmethod
    def opened(self, url: URL, *, read_only: bool) -> Engine:
        """Return an Engine; a read-only one cannot write."""

    @abstractmethod
    def insert(self, connection: Connection, table: Table, table_frame: pd.DataFrame) -> None:
        """Add rows to a table in bulk, within the caller's transaction. Columns: all of the table's, in its order."""

    def refuse_if_away(self, url: URL) -> None:  # noqa: B027
        """Find out whether content could be replaced, before anyone works for a minute to make it.

        Raises DiskFull or the driver's error. An engine that cannot be away has nothing to find out.
        """

    @abstractmethod
    def replace(self, url: URL, fill: Work) -> None:
        """Put what `fill` writes in the place of all content. Readers see the old or the new, never a mixture.

        Raises DiskFull, or what `fill` raises; the old content then stays.
        """

    @abstractmethod
    def change(self, url: URL, work: Work) -> None:
        """Let `work` change the content, all or nothing, one writer after the other, while readers go on undisturbed.

        Raises WarehouseMissing, DiskFull, or what `work` raises; the content then stays as it was.
        """

    @contextmanager
    def rehearsed(self, url: URL, work: Work) -> Iterator[Engine]:
        """Give an engine on the warehouse as it would be after `work`; at the end nothing has happened.

        A transaction that all of the engine's readers share, and that is never committed. Raises WarehouseMissing,
        DiskFull, or what `work` raises.
        """
        engine = create_engine(
            url,
            poolclass=StaticPool,
            pool_reset_on_return=None,
            isolation_level="AUTOCOMMIT",  # the transaction is begun here and ended below, not by each reader
            skip_autocommit_rollback=True,
        )
        try:
            with engine.connect() as connection:
                connection.execute(text("BEGIN"))
                work(connection)
            yield engine
        finally:
            # The connection closes with what it has not committed.
            engine.dispose()

    def of_one_moment(self, connection: Connection) -> None:  # noqa: B027
        """Let all that the connection reads from now on be of one moment, however long that takes."""

    def stamp(self, url: URL) -> object:
        """Return what differs once the content was replaced under open readers: they must then open it anew.

        Raises WarehouseMissing. None, if readers need not look.
        """
        return None

    def folder(self, url: URL) -> Path | None:
        """Return the folder the warehouse itself stands in, or None for one that is no file here."""
        return None

    def failure(self, error: SQLAlchemyError, where: str) -> WarehouseError:
        """Return the fault that a driver's error stands for. where: the address as a reader may see it."""
        words = str(error).lower()
        if "does not exist" in words and isinstance(error, DBAPIError) and "table" in words:
            return WarehouseEmpty()
        # A value that lacks (NOT NULL) collides with nobody's.
        if isinstance(error, IntegrityError) and not re.search("not[- ]null", words):
            return ChangeCollides()
        # Waiting would not help: the warehouse has answered.
        answered = isinstance(error, ProgrammingError | DataError | NotSupportedError | IntegrityError)
        return StatementRefused() if answered else WarehouseDown()

    @abstractmethod
    def dialect(self) -> Dialect:
        """Return the SQL in which statements are shown to people; as they stand they run on the warehouse."""


@cache
def backends() -> dict[str, Backend]:
    """Return every engine the product knows, by the schemes its URLs may begin with."""
    names = sorted(module.name for module in pkgutil.iter_modules(warehouses.__path__))
    known: list[Backend] = [importlib.import_module(f"{warehouses.__name__}.{name}").BACKEND for name in names]
    return {scheme: backend for backend in known for scheme in backend.schemes}


def read_address(url: URL | str) -> URL:
    """Return the address with its engine's driver. Raises UnreadableAddress, UnknownEngine."""
    try:
        made = make_url(url) if isinstance(url, str) else url
    except (ArgumentError, ValueError) as error:  # ValueError: a port that is no number
        raise UnreadableAddress from error
    # A driver that is named in the address stays; a bare scheme is given ours.
    return made if "+" in made.drivername else made.set(drivername=backend_of(made).driver)


def backend_of(url: URL | str) -> Backend:
    """Return the engine that an address names. Raises UnreadableAddress, UnknownEngine."""
    scheme = (read_address(url) if isinstance(url, str) else url).drivername.split("+")[0]
    try:
        return backends()[scheme]
    except KeyError as error:
        raise UnknownEngine(scheme, sorted({backend.schemes[0] for backend in backends().values()})) from error
