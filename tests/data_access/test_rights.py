"""Permission, login, name and driver are told apart from a server that is away: waiting helps with none of them."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, insert, make_url, select, text

from data_access import read, schema
from data_access.build import write_warehouse
from data_access.changes import change, new_version
from data_access.engine import Warehouse, open_engine, warehouse_url
from data_access.errors import (
    ChangeCollides,
    DatabaseMissing,
    DriverMissing,
    LoginRefused,
    RightMissing,
    StatementRefused,
    StatementTooLong,
    UnreadableAddress,
    WarehouseDown,
    WarehouseError,
)
from data_access.warehouses import postgresql
from tests.metrics.small_county import frames
from words.phrases import Voice


@pytest.fixture
def served(postgres_url: str, worker_id: str) -> Iterator[tuple[URL, URL]]:
    """A small county on a server: its address as the owner writes it, and as a role that may only read."""
    owner, name, role = make_url(postgres_url), f"rights_{worker_id}", f"reader_{worker_id}"
    server = create_engine(owner, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"DROP ROLE IF EXISTS {role}"))
        connection.execute(text(f"CREATE DATABASE {name}"))
        connection.execute(text(f"CREATE ROLE {role} LOGIN"))
    own = owner.set(database=name)
    write_warehouse(own, frames())
    granting = create_engine(own, isolation_level="AUTOCOMMIT")
    with granting.connect() as connection:
        connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}"))
    granting.dispose()
    yield own, own.set(username=role)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        connection.execute(text(f"DROP ROLE {role}"))
    server.dispose()


def restate(url: URL) -> None:
    change(url, lambda connection: new_version(connection, "重报"))


def test_a_role_that_may_only_read_is_told_that_the_right_lacks(served: tuple[URL, URL]):
    """As README advises. Every save said 暂时连不上数据仓库 and that the page would try again."""
    _, reader = served
    assert Warehouse(reader).version() == "small"
    with pytest.raises(RightMissing) as caught:
        restate(reader)
    assert "没有权限" in caught.value.happened and "只读账号" in caught.value.next_step
    english = caught.value.told(Voice("en"))
    assert "no right" in english.happened and "read-only account" in english.next_step


def test_so_is_one_whose_transactions_are_read_only(served: tuple[URL, URL]):
    owner, reader = served
    engine = create_engine(owner, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {reader.username}"))
        connection.execute(text(f"ALTER ROLE {reader.username} SET default_transaction_read_only = on"))
    engine.dispose()
    with pytest.raises(RightMissing):
        restate(reader)


def test_and_one_that_may_not_even_read(served: tuple[URL, URL]):
    owner, reader = served
    engine = create_engine(owner, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"REVOKE SELECT ON county FROM {reader.username}"))
    engine.dispose()
    with pytest.raises(RightMissing):
        read.rows(open_engine(reader), select(schema.county))


def test_a_database_and_a_role_that_are_not_there_are_named(served: tuple[URL, URL]):
    owner, _ = served
    for address, expected in (
        (owner.set(database="no_such_database"), DatabaseMissing),
        (owner.set(username="no_such_role"), LoginRefused),
    ):
        with pytest.raises(expected):
            Warehouse(address).version()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ('FATAL:  password authentication failed for user "reader"', LoginRefused),
        ('FATAL:  no pg_hba.conf entry for host "10.0.0.7", user "reader", database "yilan"', LoginRefused),
        ('FATAL:  role "reader" is not permitted to log in', LoginRefused),
        ("Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?", WarehouseDown),
        ("FATAL:  the database system is starting up", WarehouseDown),
    ],
)  # fmt: skip
def test_what_a_server_says_at_the_door(words: str, expected: type[WarehouseError]):
    """The words are PostgreSQL's own; psycopg puts "connection to server … failed" before them."""
    from sqlalchemy.exc import OperationalError

    said = Exception(f'connection failed: connection to server at "10.0.0.5", port 5432 failed: {words}')
    fault = postgresql.BACKEND.failure(OperationalError("", None, said), "10.0.0.5/yilan")
    assert type(fault) is expected


def test_a_statement_that_the_server_ended_was_too_long(served: tuple[URL, URL]):
    engine = open_engine(served[1])
    with engine.connect() as connection:
        connection.execute(text("SET statement_timeout = 50"))
        connection.commit()
        # The same connection comes back from the pool.
        connection.close()
        with pytest.raises(StatementTooLong):
            read.rows(engine, select(text("pg_sleep(5)")))  # type: ignore[call-overload]
    engine.dispose()


@pytest.mark.parametrize("engine_of", ["duckdb", "postgres"])
def test_a_key_that_refuses_a_row_is_no_server_that_is_away(engine_of: str, request: pytest.FixtureRequest):
    if engine_of == "duckdb":
        url = make_url(request.getfixturevalue("own_small_url"))
    else:
        url = request.getfixturevalue("served")[0]
    county = frames()["county"].to_dict("records")[0]
    with pytest.raises(ChangeCollides):
        change(url, lambda connection: connection.execute(insert(schema.county), county) and None)
    # A text where a number belongs.
    with pytest.raises(StatementRefused):
        change(url, lambda connection: connection.execute(text("UPDATE data_version SET first_month = 'x'")) and None)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EROFS])
def test_a_folder_that_may_not_be_written_is_named_and_nothing_changes(
    number: int, own_small_url: str, monkeypatch: pytest.MonkeyPatch
):
    """It was a traceback."""
    file = Path(own_small_url.removeprefix("duckdb:///"))
    before = file.read_bytes()

    def refuse(self: Path, *args: object, **kwargs: object) -> None:
        raise OSError(number, os.strerror(number), str(self))

    monkeypatch.setattr(Path, "open", refuse)
    for write in (restate, lambda url: write_warehouse(url, frames())):
        with pytest.raises(RightMissing, match="没有权限"):
            write(make_url(f"duckdb:///{file}"))
    monkeypatch.undo()
    assert file.read_bytes() == before


@pytest.mark.parametrize("address", ["foo", "postgresql://db:port/yilan", "duckdb"])
def test_an_address_that_cannot_be_read_is_said_to_be_none(address: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WAREHOUSE_URL", address)
    with pytest.raises(UnreadableAddress):
        warehouse_url()


@pytest.mark.parametrize("driver", ["postgresql+psycopg2", "postgresql+nonsense", "duckdb+nonsense"])
def test_a_driver_that_is_not_installed_is_named(driver: str):
    with pytest.raises(DriverMissing) as caught:
        open_engine(f"{driver}://reader:secret@db/yilan")
    assert driver in caught.value.happened and "secret" not in str(caught.value)
