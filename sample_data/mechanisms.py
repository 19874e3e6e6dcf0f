"""What the five accounts print and which mechanisms they describe: figures, mechanisms, evidence, milestones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Float, Integer, String

from data_access import schema
from sample_data.world import GENERATOR_LOAD, LAST_MONTH_OF_OLD_EDITION, World, facts

FIGURES, MECHANISMS, MILESTONES = "published_figures_of_accounts", "mechanisms_of_accounts", "milestones_of_accounts"


@dataclass(frozen=True)
class Figure:
    """One published figure: value in base units, and the load its rows belong to."""

    figure_id: str
    county_code: str
    name_zh: str
    value: float
    unit: str
    comparator: str
    load_id: str


@cache
def _figures() -> dict[str, Figure]:
    return {
        row["figure_id"]: Figure(
            figure_id=row["figure_id"],
            county_code=row["county_code"],
            name_zh=row["indicator_zh"],
            value=float(row["value"]),
            unit=row["unit"],
            comparator=row["comparator"],
            load_id=f"src_{row['source_id']}",
        )
        for row in facts(FIGURES).to_dict("records")
    }


def figure(figure_id: str) -> Figure:
    """Return one published figure. Raises KeyError for an id that no account prints."""
    return _figures()[figure_id]


def printed(figure_id: str) -> int:
    """Return a published count as a whole number."""
    return round(figure(figure_id).value)


def county_of(mechanism_id: str) -> str:
    """Return the county code of a mechanism. Raises KeyError for an unknown one."""
    table = facts(MECHANISMS).set_index("mechanism_id")["county_code"]
    return str(table[mechanism_id])


def origin(load_id: str) -> dict[str, str]:
    """Return `basis` and `load_id` of a row: published where it carries a printed number, else synthetic."""
    return {"basis": "synthetic" if load_id == GENERATOR_LOAD else "published", "load_id": load_id}


SYNTHETIC = origin(GENERATOR_LOAD)


def frame_of(table_name: str, rows: list[dict[str, Any]] | pd.DataFrame) -> pd.DataFrame:
    """Return rows as a frame with exactly the table's columns, in their order and of their types; the rest is empty."""
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(rows)
    # `entered` is of files: the sample is built at once.
    columns = [column for column in schema.metadata.tables[table_name].columns if column.name != "entered"]
    frame = frame.reindex(columns=[column.name for column in columns])
    for column in columns:
        if isinstance(column.type, Integer):
            frame[column.name] = frame[column.name].astype("Int64" if column.nullable else "int64")
        elif isinstance(column.type, Float):
            frame[column.name] = frame[column.name].astype("float64")
        elif isinstance(column.type, String):
            # An empty text column must not become a column of numbers that are "not a number".
            values = frame[column.name].astype(object)
            frame[column.name] = values.where(values.notna(), None)
    return frame


def place_of_lead(world: World, county_code: str) -> dict[str, str]:
    """Return `institution_code` and `township_code` of the lead hospital, which keeps what belongs to the whole group.

    So every row has a place, and townships add to the county.
    """
    lead = world.institutions(county_code, "county_hospital").iloc[0]
    return {"institution_code": lead["institution_code"], "township_code": lead["township_code"]}


def townships_of(world: World, institution_codes: Any, months: Any) -> np.ndarray:
    """Return the township of each institution in each month, in that month's edition; shapes (n,)."""
    sites = world.sites.set_index("institution_code").loc[list(institution_codes)]
    last = sites["county_code"].map(LAST_MONTH_OF_OLD_EDITION).to_numpy()
    return np.where(np.asarray(months) <= last, sites["old_township"].to_numpy(), sites["new_township"].to_numpy())


def townships_later(world: World, codes: np.ndarray, months: np.ndarray) -> np.ndarray:
    """Return for township codes of the old edition the code in each month: their successor after a merger."""
    table = world.frames["township"].set_index("township_code")
    ended = pd.Series(codes).map(table["valid_to"]).fillna(999912).to_numpy(dtype=np.int64)
    successor = pd.Series(codes).map(table["successor_code"]).to_numpy(dtype=object)
    return np.where(months > ended, successor, codes)


def published_figures() -> pd.DataFrame:
    """Return the published figures as they stand in the warehouse, one row a figure."""
    table = facts(FIGURES)
    for column in ("value", "numerator", "denominator"):
        table[column] = pd.to_numeric(table[column].replace("", None))
    return frame_of("published_figure", table.mask(table == "", None))


def milestones() -> pd.DataFrame:
    """Return the dated events of the accounts, one row an event."""
    table = facts(MILESTONES)
    return frame_of("milestone", table.assign(month=table["month"].astype(int)))


def mechanisms() -> pd.DataFrame:
    """Return one row a mechanism: field, owner, the page that shows it and what it shows."""
    table = facts(MECHANISMS)
    for column in ("since", "limit_minutes", "most_days", "least_persons"):
        table[column] = pd.to_numeric(table[column].replace("", None))
    return frame_of("mechanism", table.mask(table == "", None))


def evidence() -> pd.DataFrame:
    """Return what shows that each mechanism works: metrics in reading order, then the published figures."""
    rows: list[dict[str, Any]] = []
    for mechanism in facts(MECHANISMS).to_dict("records"):
        shown: list[dict[str, Any]] = []
        for group in mechanism["evidence"].split(";"):
            table_name, metric_ids = group.split(":")
            shown += [{"metric_id": metric_id, "table_name": table_name} for metric_id in metric_ids.split(",")]
        cited = [name for name in mechanism["figures"].split(";") if name]
        shown += [{"figure_id": name, "table_name": "published_figure"} for name in cited]
        rows += [
            {"mechanism_id": mechanism["mechanism_id"], "position": position, "note_zh": note_of(entry), **entry}
            for position, entry in enumerate(shown, start=1)
        ]
    return frame_of("mechanism_evidence", rows)


def note_of(entry: dict[str, Any]) -> str | None:
    """Return the published figure's own wording, for evidence that is one."""
    if "figure_id" not in entry:
        return None
    cited = figure(entry["figure_id"])
    return f"{cited.name_zh}（公开报道）"
