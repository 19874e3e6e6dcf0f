"""Engines that read a warehouse with a condition of their own: each select is rewritten where it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ClauseElement, Connection, Engine, Executable, event


def reading_through(engine: Engine, options: Mapping[str, Any], rewrite: Callable[[Any], Any], what: str) -> Engine:
    """Return an engine on the same warehouse whose every select is `rewrite`'s; it runs nothing but selects.

    options : execution options that say what the engine reads. what: named where something else than a select is run.
    Raises TypeError, at execution, for what is no select of SQLAlchemy's.
    """
    reader = engine.execution_options(**options)

    def here(_: Connection, statement: Any, many: Any, parameters: Any, __: Any) -> tuple[ClauseElement, Any, Any]:
        if not isinstance(statement, Executable) or not statement.is_select:
            raise TypeError(f"only a select can be read {what}")
        return rewrite(statement), many, parameters

    event.listen(reader, "before_execute", here, retval=True)
    return reader
