"""The warehouse as far as a reader's grants reach: every statement reads the rows of the counties granted.

The condition is put into a statement where it runs, on an engine of its own: a page, an export or a command that reads
through that engine cannot forget it. What is no county's (names of activities, versions of the data) is read whole.
Who may not see persons reads experts by their codes: what is counted stays the same, whom it counts is not said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import pandas as pd
from sqlalchemy import (
    Column,
    ColumnElement,
    Engine,
    String,
    Subquery,
    Table,
    and_,
    case,
    exists,
    false,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.sql import visitors

from data_access import schema
from data_access.rewriting import reading_through

_OPTION: Final = "reach"
COUNTY, TOWNSHIP, EXPERT = "county_code", "township_code", "expert_code"
ENGINES_KEPT: Final = 64
STATEMENTS_KEPT: Final = 1024


@dataclass(frozen=True)
class Within:
    """Places of one grant, by code. (): every one."""

    counties: tuple[str, ...] = ()
    townships: tuple[str, ...] = ()

    def holds(self, county: str, township: str) -> bool:
        """Tell whether a place is among them."""
        return (not self.counties or county in self.counties) and (not self.townships or township in self.townships)


@dataclass(frozen=True)
class Reach:
    """How far a reader sees. rows: where figures and their rows; persons: where the names of experts too."""

    rows: tuple[Within, ...] = (Within(),)
    persons: tuple[Within, ...] = (Within(),)

    @property
    def counties(self) -> tuple[str, ...]:
        """Return the counties whose figures are seen; () for every one."""
        if any(not within.counties for within in self.rows):
            return ()
        return tuple(sorted({county for within in self.rows for county in within.counties}))

    @property
    def is_everything(self) -> bool:
        """Tell whether nothing is kept back by a statement: figures of every county, names of every expert."""
        return Within() in self.rows and Within() in self.persons

    def listed(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the rows that may be listed one by one: of another township its published figures are seen only."""
        if not any(within.townships for within in self.rows):
            return frame
        if TOWNSHIP not in frame:
            return frame.iloc[:0]
        own = [self.lists(str(code)) for code in frame[TOWNSHIP]]
        return frame[pd.Series(own, index=frame.index, dtype=bool)]

    def lists(self, township: str) -> bool:
        """Tell whether rows of a township may be listed one by one; '' is a row that does not say where it is."""
        # A township's code begins with its county's (GB/T 10114-2003).
        return any(within.holds(township[:6], township) for within in self.rows)

    @property
    def townships(self) -> tuple[str, ...]:
        """Return the townships whose rows alone are seen; () where a whole county's are."""
        if any(not within.townships for within in self.rows):
            return ()
        return tuple(sorted({code for within in self.rows for code in within.townships}))

    def townships_in(self, county: str) -> tuple[str, ...] | None:
        """Return the townships of a county whose rows alone are seen; () for none of them, None for all."""
        here = [within for within in self.rows if not within.counties or county in within.counties]
        if any(not within.townships for within in here):
            return None
        return tuple(sorted({code for within in here for code in within.townships if code.startswith(county)}))


EVERYTHING: Final = Reach()


def _of_counties(table: Table, counties: tuple[str, ...]) -> ColumnElement[bool]:
    if not counties:
        return true()
    code = table.c[COUNTY]
    return or_(code.is_(None), code.in_(counties)) if code.nullable else code.in_(counties)


def _under(column: str, above: Table) -> Callable[[Table, tuple[str, ...]], ColumnElement[bool]]:
    """Return the condition of rows that stand under a row of another table, which names the county."""

    def condition(own: Table, counties: tuple[str, ...]) -> ColumnElement[bool]:
        return own.c[column].in_(select(above.c[column]).where(_of_counties(above, counties)))

    return condition


def _experts(own: Table, counties: tuple[str, ...]) -> ColumnElement[bool]:
    """Return the condition of the counties' own experts and of those who came there from elsewhere."""
    came = (
        exists().where(table.c[EXPERT] == own.c[EXPERT], _of_counties(table, counties)).correlate(own)
        for table in (schema.visit, schema.posting, schema.roster_visit)
    )
    return or_(_of_counties(own, counties), *came)


def _changes(own: Table, counties: tuple[str, ...]) -> ColumnElement[bool]:
    """Return the condition of changes by hand to rows that are there and are the counties'.

    A change names its row by table and key. A row that is gone names no county any more, and what was changed of an
    expert or a leave tells of persons: neither is read.
    """
    placed = [
        and_(own.c.table_name == name, own.c.row_key.in_(select(key).where(_of_counties(table, counties))))
        for name, table, key in _keyed()
    ]
    # The key of a decision begins with its county's code (data_access.control_limits).
    decided = [own.c.row_key.startswith(f"{county} ") for county in counties]
    return or_(and_(own.c.table_name == schema.limit_decision.name, or_(false(), *decided)), *placed)


@lru_cache(maxsize=1)
def _keyed() -> tuple[tuple[str, Table, Column[Any]], ...]:
    """Return the tables that name a county, and no person, and whose rows one column of words names."""
    tables = schema.metadata.tables.values()
    keys = {table: list(table.primary_key.columns) for table in tables if COUNTY in table.c and table.name not in NAMES}
    return tuple(
        (table.name, table, own[0])
        for table, own in keys.items()
        if len(own) == 1 and isinstance(own[0].type, String) and table is not schema.limit_decision
    )


INDIRECT: Final[Mapping[str, Callable[[Table, tuple[str, ...]], ColumnElement[bool]]]] = {
    "mechanism_evidence": _under("mechanism_id", schema.mechanism),
    "set_aside": _under("load_id", schema.load),
    "expert": _experts,
    "expert_history": _experts,
    "expert_leave": _experts,
    "audit": _changes,
}
"""Tables whose rows are not a county's by the code that stands in them → which of them a grant reaches."""

OF_ALL: Final = frozenset({"activity", "data_version"})
"""Tables of no county, read whole by everybody."""

NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "expert": {"name_zh": EXPERT},
    "expert_history": {"name_zh": EXPERT},
    "expert_leave": {"reason": ""},
}
"""Columns that say who an expert is or what is the matter with them → the column read in their place, '' for none."""


def reach_of(engine: Engine) -> Reach:
    """Return how far an engine reads."""
    found: Reach = engine.get_execution_options().get(_OPTION, EVERYTHING)
    return found


def granted(engine: Engine, reach: Reach) -> Engine:
    """Return an engine on the same warehouse that reads what a grant reaches and nothing else.

    A grant comes before a moment: `as_of(granted(engine, …), …)`. Raises ValueError where an engine is granted anew.
    """
    if reach.is_everything:
        return engine
    if not reach_of(engine).is_everything:
        raise ValueError("an engine that is granted is not granted anew")
    return _granted(engine, reach)


@lru_cache(maxsize=ENGINES_KEPT)
def _granted(engine: Engine, reach: Reach) -> Engine:
    return reading_through(engine, {_OPTION: reach}, lambda statement: within_reach(statement, reach), "under a grant")


@lru_cache(maxsize=STATEMENTS_KEPT)
def within_reach(statement: Any, reach: Reach) -> Any:
    """Return a select that reads, of every table, the rows and names that a grant reaches."""
    if reach.is_everything:
        return statement
    reached: dict[str, Subquery] = {}

    def within(table: Table) -> Subquery:
        if table.name not in reached:
            reached[table.name] = rows_within(table, reach)
        return reached[table.name]

    def replaced(element: Any, **_: Any) -> Any:
        if isinstance(element, Table) and element.metadata is schema.metadata and element.name not in OF_ALL:
            return within(element)
        # SQLAlchemy follows a column into the subquery by itself, but not one that another stands in for.
        table = element.table if isinstance(element, Column) else None
        if isinstance(table, Table) and element.name in NAMES.get(table.name, {}):
            return within(table).c[element.name]
        return None

    return visitors.replacement_traverse(statement, {}, replaced)


def rows_within(table: Table, reach: Reach) -> Subquery:
    """Return the rows of a table that a grant reaches, under the table's own name and columns.

    Raises KeyError for a table of which nobody has said whose its rows are.
    """
    counties, shown = reach.counties, NAMES.get(table.name, {})
    columns = [_shown(table, name, reach) if name in shown else table.c[name] for name in table.columns.keys()]  # noqa: SIM118
    whose = INDIRECT.get(table.name)
    if whose is None:
        if COUNTY not in table.c:
            raise KeyError(table.name)
        whose = _of_counties
    # Nothing granted is no county, not every county.
    condition = false() if not reach.rows else whose(table, counties) if counties else true()
    return select(*columns).where(condition).subquery(table.name)


def _shown(table: Table, name: str, reach: Reach) -> ColumnElement[Any]:
    """Return a column that tells of a person, with its stand-in wherever the reader may not see persons."""
    instead = NAMES[table.name][name]
    stand_in = table.c[instead] if instead else literal("")
    return case(
        (or_(false(), *(_seen(table, within) for within in reach.persons)), table.c[name]), else_=stand_in
    ).label(name)


def _seen(table: Table, within: Within) -> ColumnElement[bool]:
    """Return the condition of an expert whom a grant lets its holder know: the county's, or who comes to a township."""
    if not within.townships:
        return _experts(table, within.counties) if within.counties else true()
    came = (
        exists()
        .where(
            other.c[EXPERT] == table.c[EXPERT],
            and_(_of_counties(other, within.counties), other.c[TOWNSHIP].in_(within.townships)),
        )
        .correlate(table)
        for other in (schema.visit, schema.posting, schema.roster_visit)
    )
    return or_(*came)
