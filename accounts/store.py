"""The accounts' own database: a small SQLite file beside the warehouse, never in it.

A warehouse is copied, replaced, handed to others; whoever holds a copy of it must not hold the passwords' hashes.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Engine,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
)

SETTING: Final = "YILAN_ACCOUNTS"
DEFAULT: Final = Path("var") / "accounts.db"
BUSY_S: Final = 10.0
KEY_BYTES: Final = 32

_METADATA: Final = MetaData()

account: Final = Table(
    "account",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False, unique=True, comment="what is typed: folded, without blanks"),
    Column("shown", String, nullable=False, comment="what stands beside a change"),
    Column("secret", String, nullable=False, comment="Argon2id, with its parameters and salt"),
    Column("disabled", Boolean, nullable=False, default=False),
    Column("must_change", Boolean, nullable=False, default=True, comment="the password was set by someone else"),
    Column("changed_at", Float, nullable=False, comment="when the password was set, seconds since 1970 UTC"),
    Column("made_at", Float, nullable=False),
    Column("made_by", String, nullable=False),
    Column("totp", String, comment="secret of one-time codes, base 32; NULL: not in use"),
    Column("totp_step", Integer, comment="the last step used: a code serves once"),
)
former_secret: Final = Table(
    "former_secret",
    _METADATA,
    Column("id", Integer, primary_key=True, comment="in the order in which they were given up"),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("secret", String, nullable=False),
    Column("set_at", Float, nullable=False),
)
recovery: Final = Table(
    "recovery",
    _METADATA,
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("digest", String, nullable=False),
    Column("used_at", Float),
)
account_grant: Final = Table(
    "account_grant",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("role", String, nullable=False),
    Column("counties", String, nullable=False, comment="codes with blanks between; '' is every county"),
    Column("townships", String, nullable=False, comment="codes with blanks between; '' is every township"),
    Column("given_at", Float, nullable=False),
    Column("given_by", String, nullable=False),
    Column("ended_at", Float),
    Column("ended_by", String),
)
visit: Final = Table(
    "visit",
    _METADATA,
    Column("digest", String, primary_key=True, comment="SHA-256 of the cookie: a copy of this file opens nothing"),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("begun_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False),
    Column("address", String, nullable=False),
)
failure: Final = Table(
    "failure",
    _METADATA,
    Column("kind", String, nullable=False, comment="name or address"),
    Column("subject", String, nullable=False),
    Column("at", Float, nullable=False),
    Index("failure_of", "kind", "subject", "at"),
)
setup: Final = Table(
    "setup",
    _METADATA,
    Column("digest", String, primary_key=True),
    Column("made_at", Float, nullable=False),
)
token: Final = Table(
    "token",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("digest", String, nullable=False, unique=True, comment="SHA-256 of the text, which is told once"),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("purpose", String, nullable=False, comment="query, calendar or wall"),
    Column("subject", String, nullable=False, comment="JSON: what a calendar is of, a wall screen's view"),
    Column("made_at", Float, nullable=False),
    Column("made_by", String, nullable=False),
    Column("ended_at", Float),
    Column("ended_by", String),
)
trail: Final = Table(
    "trail",
    _METADATA,
    Column("number", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("who", String, nullable=False),
    Column("address", String, nullable=False),
    Column("act", String, nullable=False),
    Column("detail", String, nullable=False, comment="JSON"),
    Column("seal", String, nullable=False, comment="HMAC-SHA-256 of this line and the seal before it"),
)
trail_head: Final = Table(
    "trail_head",
    _METADATA,
    Column("only", Integer, primary_key=True),
    Column("lines", Integer, nullable=False),
    Column("seal", String, nullable=False, comment="HMAC of the number of lines and the last seal"),
)

# The trail is written, read, and nothing else; a hand that opens the file otherwise breaks the seals.
_APPEND_ONLY: Final = tuple(
    f"CREATE TRIGGER IF NOT EXISTS trail_no_{verb.lower()} BEFORE {verb} ON trail "
    "BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END"
    for verb in ("UPDATE", "DELETE")
)


def place() -> Path:
    """Return where the accounts' file stands: YILAN_ACCOUNTS, else var/accounts.db."""
    return Path(os.environ.get(SETTING, "").strip() or DEFAULT)


@dataclass(frozen=True)
class Store:
    """An open accounts' database and the key of its seals. key: 32 bytes, in a file of its own beside it."""

    engine: Engine
    key: bytes

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose statements are all kept, or none; writers come one after the other."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that only reads and waits for nobody."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection


def _key_beside(path: Path) -> bytes:
    """Return the key in its own file, made on first use, readable by the service's user only."""
    beside = path.with_suffix(".key")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return beside.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(made := secrets.token_bytes(KEY_BYTES))
    return made


def _begins_immediately(engine: Engine) -> None:
    """Let SQLAlchemy, not the driver, begin transactions, and let writers queue at their start, not at their end."""

    @event.listens_for(engine, "connect")
    def connected(driver: Any, _: Any) -> None:
        driver.isolation_level = None
        driver.execute("PRAGMA journal_mode=WAL")
        driver.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def open_store(path: Path | None = None) -> Store:
    """Open the accounts' database, made where there is none. Raises OSError where the folder cannot be written."""
    file = path or place()
    file.parent.mkdir(parents=True, exist_ok=True)
    key = _key_beside(file)
    if not file.exists():
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600))
    engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": BUSY_S, "check_same_thread": False})
    _begins_immediately(engine)
    with engine.begin() as connection:
        _METADATA.create_all(connection)
        for statement in _APPEND_ONLY:
            connection.exec_driver_sql(statement)
    return Store(engine, key)
