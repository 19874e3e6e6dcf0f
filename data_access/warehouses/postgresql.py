"""PostgreSQL: a server; whatever is written stands in one transaction."""

from __future__ import annotations

import re
from typing import Any, Final

import pandas as pd
from sqlalchemy import URL, Connection, Dialect, Engine, Integer, Table, create_engine, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import SQLAlchemyError

from data_access.backend import Backend, Work
from data_access.errors import (
    DatabaseMissing,
    LoginRefused,
    RightMissing,
    StatementTooLong,
    WarehouseDown,
    WarehouseError,
)

CONNECT_TIMEOUT_S: Final = 5
STATEMENT_TIMEOUT_MS: Final = 15_000

# insufficient_privilege, read_only_sql_transaction; query_canceled.
RIGHT_MISSING: Final = ("42501", "25006")
STATEMENT_ENDED: Final = "57014"

# A login that fails bears no code, only the server's words.
LOGIN_REFUSED: Final = re.compile(
    r'authentication failed|no pg_hba\.conf entry|role "[^"]*" (does not exist|is not permitted)|no password supplied'
)
NO_DATABASE: Final = re.compile(r'database "[^"]*" does not exist')

# Of PostgreSQL's advisory locks, one that no other program takes: U+533B, which is 医, and the bytes of YL.
WRITERS_LOCK: Final = 0x533B594C


class PostgreSQL(Backend):
    """A warehouse on a server."""

    schemes = ("postgresql", "postgres")
    driver = "postgresql+psycopg"

    def shown(self, url: URL) -> str:
        """Return host and database."""
        return f"{url.host or '本机'}/{url.database}"

    def opened(self, url: URL, *, read_only: bool) -> Engine:
        """Return an Engine whose connections are tested before use: a server that comes back is found again.

        A read-only one sets its transactions so and ends statements that take longer than STATEMENT_TIMEOUT_MS.
        """
        options = f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c default_transaction_read_only=on"
        return create_engine(
            url,
            pool_size=5,
            max_overflow=10,
            pool_timeout=CONNECT_TIMEOUT_S,
            pool_pre_ping=True,
            pool_recycle=1800,
            connect_args={"connect_timeout": CONNECT_TIMEOUT_S, "options": options if read_only else ""},
        )

    def insert(self, connection: Connection, table: Table, table_frame: pd.DataFrame) -> None:
        """Send the rows with COPY."""
        raw: Any = connection.connection.dbapi_connection
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        # A column of whole numbers with gaps is held as floats by pandas, and COPY takes no "202206.0".
        whole = {
            column.name: "Int64"
            for column in table.columns
            if isinstance(column.type, Integer) and pd.api.types.is_float_dtype(table_frame[column.name])
        }
        exact = table_frame.astype(whole)
        plain = exact.astype(object).where(exact.notna(), None)
        with raw.cursor().copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
            for row in plain.itertuples(index=False, name=None):
                copy.write_row(row)

    def refuse_if_away(self, url: URL) -> None:
        """Connect once."""
        engine = self.opened(url, read_only=False)
        try:
            engine.connect().close()
        finally:
            engine.dispose()

    def replace(self, url: URL, fill: Work) -> None:
        """Fill the tables anew in one transaction."""
        self._write(url, fill)

    def change(self, url: URL, work: Work) -> None:
        """Change in one transaction."""
        self._write(url, work)

    def _write(self, url: URL, work: Work) -> None:
        engine = self.opened(url, read_only=False)
        try:
            with engine.begin() as connection:
                # One writer after the other, as with a file: each data version follows from the one before it.
                connection.execute(text("SELECT pg_advisory_xact_lock(:writers)"), {"writers": WRITERS_LOCK})
                work(connection)
        finally:
            engine.dispose()

    def of_one_moment(self, connection: Connection) -> None:
        """Read from one snapshot, without the pages' limit on a statement's time."""
        connection.execution_options(isolation_level="REPEATABLE READ")
        connection.execute(text("SET LOCAL statement_timeout = 0"))

    def dialect(self) -> Dialect:
        """Return PostgreSQL's SQL."""
        return postgresql.dialect()  # type: ignore[no-untyped-call]

    def failure(self, error: SQLAlchemyError, where: str) -> WarehouseError:
        """Return the fault. A server that has stopped leaves no socket: that file is not the warehouse."""
        state = getattr(getattr(error, "orig", None), "sqlstate", None)
        if state in RIGHT_MISSING:
            return RightMissing(where)
        if state == STATEMENT_ENDED:
            return StatementTooLong()
        words = str(error).lower()
        if "connection to server" not in words:
            return super().failure(error, where)
        if NO_DATABASE.search(words):
            return DatabaseMissing(where)
        return LoginRefused(where) if LOGIN_REFUSED.search(words) else WarehouseDown()


BACKEND = PostgreSQL()
