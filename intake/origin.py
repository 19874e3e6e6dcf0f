"""From which form a figure of the warehouse stands: of the loads that left it as it is, the first brought it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
from sqlalchemy import Engine, select

from data_access import read, schema
from data_access.schema import LOAD_KEYS, histories
from intake.rows import Value

Key = tuple[object, ...]
EVENTS: Final = frozenset({schema.visit.name})
"""Tables whose rows are single things that happened: one form brings them."""


def forms_in_force(engine: Engine, county: str, values: Sequence[Value]) -> Mapping[Key, str]:
    """Return the form of the figure that stands in the place of each of these: key of the value → code of the form.

    What no form brought (a sample, a beginning) has none. Raises WarehouseError.
    """
    by_table: dict[str, list[Value]] = defaultdict(list)
    for value in values:
        if value.table in LOAD_KEYS and value.table not in EVENTS:
            by_table[value.table].append(value)
    found: dict[Key, str] = {}
    for table, own in by_table.items():
        found.update(_of_table(engine, county, table, own))
    return found


def _of_table(engine: Engine, county: str, name: str, values: Sequence[Value]) -> dict[Key, str]:
    keys = LOAD_KEYS[name]
    versions = _versions(engine, county, name, values)
    loads = {str(load_id) for own in versions.values() for load_id in (row["load_id"] for row in own)}
    load = schema.load.c
    forms = {
        str(row.load_id): str(row.form or "")
        for row in read.rows(engine, select(load.load_id, load.form).where(load.load_id.in_(sorted(loads))))
    }
    found = {}
    for value in values:
        named = _named(value)
        first = ""
        for row in versions.get(tuple(named[key] for key in keys), ()):
            if row[value.column] != versions[tuple(named[key] for key in keys)][0][value.column]:
                break
            first = forms.get(str(row["load_id"]), "") or first
        if first:
            found[value.key] = first
    return found


def _versions(engine: Engine, county: str, name: str, values: Sequence[Value]) -> dict[Key, list[Mapping[str, Any]]]:
    """Return the rows that stand and those that gave way to them, by key, the newest first."""
    keys, months = LOAD_KEYS[name], sorted({value.month for value in values})
    columns = [*keys, *sorted({value.column for value in values}), "load_id", "entered"]
    frames = []
    for table in (schema.metadata.tables[name], histories[name]):
        statement = select(*(table.c[column] for column in columns)).where(
            table.c.county_code == county, table.c.month.in_(months)
        )
        frames.append(read.frame(engine, statement))
    rows = pd.concat(frames, ignore_index=True)
    order = rows["entered"].astype("Float64").fillna(0).sort_values(ascending=False, kind="stable").index
    found: dict[Key, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows.loc[order].to_dict("records"):
        found[tuple(row[key] for key in keys)].append({str(column): said for column, said in row.items()})
    return found


def _named(value: Value) -> dict[str, object]:
    return {
        "county_code": value.county,
        "township_code": value.township,
        "institution_code": value.institution,
        "month": value.month,
        **dict(value.where),
    }
