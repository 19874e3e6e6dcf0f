"""名录: the named things of a mechanism, each with its department and the month in which it was put in place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd
from sqlalchemy import Engine, select

from data_access import read, schema

YEARS: Final = 5
"""So many years have a column of their own; what is older stands in one sum."""


@dataclass(frozen=True)
class Thing:
    """One named thing. department: "" where none is on record."""

    zh: str
    en: str
    department_zh: str
    department_en: str
    since: int


@dataclass(frozen=True)
class Inventory:
    """The things of a mechanism at a month, the newest first.

    years   : the last years, oldest first; what began before them is counted under None.
    counted : (department, year or None) → how many things, departments in Chinese.
    """

    things: tuple[Thing, ...]
    departments: tuple[tuple[str, str], ...]
    years: tuple[int, ...]
    counted: dict[tuple[str, int | None], int]

    def of(self, department: str, year: int | None) -> int:
        """Return how many things a department put in place in a year."""
        return self.counted.get((department, year), 0)

    def total(self, department: str) -> int:
        """Return how many things a department has."""
        return sum(count for (name, _), count in self.counted.items() if name == department)

    def in_year(self, year: int | None) -> int:
        """Return how many things were put in place in a year."""
        return sum(count for (_, own), count in self.counted.items() if own == year)


def read_things(engine: Engine, county: str, mechanism_id: str) -> pd.DataFrame:
    """Return the mechanism's things that are listed one by one with a department. Raises WarehouseError."""
    table = schema.programme_item
    own = (table.c.county_code == county) & (table.c.mechanism_id == mechanism_id) & (table.c.quantity == 1)
    columns = [table.c[name] for name in ("name_zh", "name_en", "department_zh", "department_en", "since", "until")]
    statement = select(*columns).where(own, table.c.department_zh.is_not(None))
    return read.frame(engine, statement.order_by(table.c.since.desc(), table.c.item_id.desc()))


def inventory(rows: pd.DataFrame, month: int) -> Inventory | None:
    """Return the things in place at a month's end; None where no row stands for one."""
    ended = rows["until"].notna() & (rows["until"].fillna(0).astype(int) < month)
    own = rows[(rows["since"] <= month) & ~ended]
    if own.empty:
        return None
    things = tuple(
        Thing(
            row["name_zh"],
            row["name_en"] if isinstance(row["name_en"], str) else row["name_zh"],
            row["department_zh"],
            row["department_en"] if isinstance(row["department_en"], str) else row["department_zh"],
            int(row["since"]),
        )
        for row in own.to_dict("records")
    )
    first = max(month // 100 - YEARS + 1, min(thing.since for thing in things) // 100)
    years = tuple(range(first, month // 100 + 1))
    counted: dict[tuple[str, int | None], int] = {}
    for thing in things:
        year = thing.since // 100
        key = (thing.department_zh, year if year >= first else None)
        counted[key] = counted.get(key, 0) + 1
    names = dict((thing.department_zh, thing.department_en) for thing in things)
    order = sorted(names, key=lambda name: (-sum(n for (own, _), n in counted.items() if own == name), name))
    return Inventory(things, tuple((name, names[name]) for name in order), years, counted)
