"""How many patients the grids of each township hold, against the size that the county set."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Engine, func, or_, select

from data_access import read, schema
from metrics.evidence.programme import Places
from metrics.hiding.suppression import USUAL_THRESHOLD
from metrics.hiding.suppression_units import hide_in_units
from metrics.scope import within

METRIC = "patients_per_grid"
"""The metric that a mechanism of grids names."""
GRID, UNIT = "grid", "人/网格"


@dataclass(frozen=True)
class GridSize:
    """A township's grids and patients at a month's end; patients and size None where they are hidden."""

    township: str
    grids: int
    patients: int | None
    size: float | None


def read_grids(engine: Engine, county: str, month: int) -> pd.DataFrame:
    """Return township_code, grids and patients of all diseases at a month's end. Raises WarehouseError."""
    table = schema.chronic_month
    sums = (func.sum(table.c.grids).label("grids"), func.sum(table.c.grid_patients).label("patients"))
    own = (table.c.county_code == county) & (table.c.month == month)
    return read.frame(engine, select(table.c.township_code, *sums).where(own).group_by(table.c.township_code))


def read_limit(engine: Engine, county: str, mechanism_id: str, month: int) -> float | None:
    """Return the patients that a grid is to hold by the mechanism's rules in force; None without such a rule.

    A grid has rules for its workers too, in the same unit: the larger number is that of its patients.
    """
    table = schema.rule
    statement = select(func.max(table.c.value)).where(
        table.c.county_code == county,
        table.c.mechanism_id == mechanism_id,
        table.c.place_kind == GRID,
        table.c.unit == UNIT,
        table.c.valid_from <= month,
        or_(table.c.valid_to.is_(None), table.c.valid_to >= month),
    )
    value = read.rows(engine, statement)[0][0]
    return None if value is None else float(value)


def grid_sizes(rows: pd.DataFrame, places: Places) -> tuple[GridSize, ...]:
    """Return the grids of each township that has any, by code: sizes without intervals rank nobody.

    rows: as read_grids.
    """
    rows = rows.assign(township_code=rows["township_code"].map(lambda code: places.edition.get(code, code)))
    sums = rows.groupby("township_code", as_index=False)[["grids", "patients"]].sum()
    sums = sums[sums["grids"] > 0]
    if sums.empty:
        return ()
    units = sums["township_code"].map(lambda code: places.newest.get(code, code)).to_numpy(dtype=str)
    counted = list(places.newest.values())
    members = {code: counted.count(code) for code in set(counted)}
    people = sums["patients"].to_numpy(dtype=float)
    sums = sums.assign(hidden=hide_in_units(people, units, members, below=USUAL_THRESHOLD))
    found = [
        GridSize(
            str(row["township_code"]),
            int(row["grids"]),
            None if row["hidden"] else int(row["patients"]),
            None if row["hidden"] else float(row["patients"]) / float(row["grids"]),
        )
        for row in within(sums, places.chosen).to_dict("records")
    ]
    return tuple(sorted(found, key=lambda grid: grid.township))
