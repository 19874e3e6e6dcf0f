"""Versions of the schema and the way from one to the next (Alembic)."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from data_access.backend import backends

SCRIPTS = Path(__file__).resolve().parent / "migrations"


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
    backends()  # an engine's file may hold Alembic's view of it
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the warehouse's tables to the newest version, or to an older one. Runs in the caller's transaction."""
    backends()
    command.upgrade(_config(connection), revision)
