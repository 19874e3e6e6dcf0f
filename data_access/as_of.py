"""The warehouse as it was after a load: every statement reads the rows then in force, whoever wrote it.

What was in force after load n is one condition on a table and its history (loads.py). It is put into a statement where
it runs, on an engine of its own: a page that reads through that engine cannot forget it. Tables without a history
(registers, targets, rules, roads, what people write by hand) are read as they are now.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    Engine,
    Integer,
    Select,
    Subquery,
    Table,
    bindparam,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql import visitors

from data_access import schema
from data_access.rewriting import reading_through
from data_access.schema import histories

SEQUENCE: Final = "as_of_load"  # the engine's option, and the name of the value that its statements bind
_NOW: Final = "as_of_now"  # the option that holds the engine on what is in force now
ENGINES_KEPT: Final = 16
STATEMENTS_KEPT: Final = 256


def moment_of(engine: Engine) -> int | None:
    """Return the load after which an engine reads; None for one that reads what is in force now."""
    found: int | None = engine.get_execution_options().get(SEQUENCE)
    return found


@lru_cache(maxsize=ENGINES_KEPT)
def as_of(engine: Engine, sequence: int) -> Engine:
    """Return an engine on the same warehouse that reads facts as they were after load `sequence`; 0: before any."""
    now: Engine = engine.get_execution_options().get(_NOW, engine)
    if now is not engine:
        return as_of(now, sequence)
    options = {SEQUENCE: sequence, _NOW: engine}
    return reading_through(engine, options, lambda statement: at_load(statement, sequence), "as of a load")


@lru_cache(maxsize=STATEMENTS_KEPT)
def at_load(statement: Any, sequence: int) -> Any:
    """Return a select that reads, of every table with a history, the rows in force after load `sequence`."""
    in_force: dict[str, Subquery] = {}

    def replaced(element: Any, **_: Any) -> Any:
        if isinstance(element, Table) and element.name in histories and element.metadata is schema.metadata:
            if element.name not in in_force:
                in_force[element.name] = rows_after(element, sequence)
            return in_force[element.name]
        return None

    return visitors.replacement_traverse(statement, {}, replaced)


def rows_after(table: Table, sequence: int) -> Subquery:
    """Return the rows of a table that were in force after a load, under the table's own name and columns."""
    past, load = histories[table.name], bindparam(SEQUENCE, sequence, type_=Integer)
    stands: Select[Any] = select(*table.c).where(or_(table.c.entered.is_(None), table.c.entered <= load))
    gone = select(*(past.c[column.name] for column in table.c)).where(
        or_(past.c.entered.is_(None), past.c.entered <= load), past.c.superseded > load
    )
    return union_all(stands, gone).subquery(table.name)
