"""The small county on DuckDB and on PostgreSQL, for figures worked out by hand."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from data_access.build import write_warehouse
from data_access.engine import open_engine
from metrics.reference import Reference, load_reference
from tests.metrics.small_county import frames


@pytest.fixture(scope="session")
def small_duckdb_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """URL of a DuckDB file that holds the small county."""
    url = f"duckdb:///{tmp_path_factory.mktemp('small') / 'small.duckdb'}"
    write_warehouse(url, frames())
    return url


@pytest.fixture(scope="session")
def small_postgres_url(postgres_url: str, worker_id: str) -> str:
    """URL of a PostgreSQL database of this worker that holds the small county."""
    address, name = make_url(postgres_url), f"small_{worker_id}"
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()
    url = address.set(database=name).render_as_string(hide_password=False)
    write_warehouse(url, frames())
    return url


@pytest.fixture(scope="session", params=["duckdb", "postgres"])
def small_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A read-only engine over the small county, once on DuckDB and once on PostgreSQL."""
    engine = open_engine(request.getfixturevalue(f"small_{request.param}_url"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def small_reference(small_engine: Engine) -> Reference:
    """Places, targets and reporting gaps of the small county."""
    return load_reference(small_engine)
