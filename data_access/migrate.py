"""Versions of the schema and the way from one to the next (Alembic, on DuckDB and PostgreSQL)."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.ddl.postgresql import PostgresqlImpl
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

SCRIPTS = Path(__file__).resolve().parent / "migrations"


class DuckDBImpl(PostgresqlImpl):
    """Alembic's view of DuckDB: its DDL is PostgreSQL's for all that the migrations use."""

    __dialect__ = "duckdb"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


def _revisions() -> tuple[str, ...]:
    """Return every known revision, newest first."""
    return tuple(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


KNOWN_REVISIONS = _revisions()
HEAD = KNOWN_REVISIONS[0] if KNOWN_REVISIONS else ""


def current_revision(connection: Connection) -> str | None:
    """Return the schema version of the warehouse, or None when it carries none."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(connection: Connection) -> None:
    """Bring the warehouse's tables to the newest version. Runs in the caller's transaction."""
    command.upgrade(_config(connection), "head")
