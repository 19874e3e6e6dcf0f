"""What entered a county before: which files, what of them was set aside, how many institutions there are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Engine, func, select

from data_access import read, schema
from data_access.loads import loads_of
from intake.rows import SetAside


def set_aside_of(engine: Engine, load_id: str) -> tuple[SetAside, ...]:
    """Return the cells and rows of a load that did not enter, in the file's order. Raises WarehouseError."""
    table = schema.set_aside
    rows = read.frame(engine, select(table).where(table.c.load_id == load_id).order_by(table.c.position))
    return tuple(
        SetAside(row["code"], row["sheet"], row["cell"], row["read"], _fields(row["fields"]))
        for row in rows.to_dict("records")
    )


def _fields(text: str) -> Mapping[str, Any]:
    try:
        fields = json.loads(text)
    except ValueError:  # cut at the column's width: a list of many months, which no sentence names
        return {}
    return fields if isinstance(fields, dict) else {}


def loads_in(engine: Engine, county: str) -> pd.DataFrame:
    """Return the files that entered a county and the undoings, newest first, as `loads_of`. Raises WarehouseError."""
    return loads_of(engine, county)


def institutions_in(engine: Engine, county: str) -> int:
    """Return how many institutions a county's register holds. Raises WarehouseError."""
    table = schema.institution
    statement = select(func.count().label("count")).select_from(table).where(table.c.county_code == county)
    return int(read.frame(engine, statement)["count"].iloc[0])
