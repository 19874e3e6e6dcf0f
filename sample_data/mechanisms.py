"""What the five accounts print and which mechanisms they describe: figures, mechanisms, evidence, milestones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from data_access import schema
from sample_data.world import GENERATOR_LOAD, World, facts

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
    """Return rows as a frame with exactly the table's columns, in their order; absent columns are empty."""
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(rows)
    return frame.reindex(columns=[column.name for column in schema.metadata.tables[table_name].columns])


def township_in_month(world: World, county_code: str, codes: np.ndarray, months: np.ndarray) -> np.ndarray:
    """Return the township code that stood for each code in each month (townships merged in 2021).

    codes, months : shape (n,). A code is followed to its successor, or back to its largest predecessor.
    """
    table = world.frames["township"]
    table = table[table["county_code"] == county_code]
    begins = dict(zip(table["township_code"], table["valid_from"].astype(int), strict=True))
    ends = dict(zip(table["township_code"], table["valid_to"].fillna(999912).astype(int), strict=True))
    successor = dict(zip(table["township_code"], table["successor_code"], strict=True))
    units = world.units[world.units["county_code"] == county_code].sort_values("residents", kind="stable")
    # Later rows overwrite earlier ones, so that the predecessor with most residents stays.
    predecessor = dict(zip(units["new_township"], units["old_township"], strict=True))
    pairs = pd.DataFrame({"code": codes, "month": months})
    known = {
        pair: _follow(*pair, begins, ends, successor, predecessor)
        for pair in pairs.drop_duplicates().itertuples(index=False, name=None)
    }
    return np.array([known[pair] for pair in zip(codes, months, strict=True)], dtype=object)


def _follow(
    code: str, month: int, begins: dict[str, int], ends: dict[str, int], successor: dict[str, Any], before: dict[str, str]
) -> str:
    if month > ends[code] and isinstance(successor[code], str):
        return str(successor[code])
    return before.get(code, code) if month < begins[code] else code


def published_figures() -> pd.DataFrame:
    """Return the published figures as they stand in the warehouse, one row a figure."""
    table = facts(FIGURES)
    for column in ("value", "numerator", "denominator"):
        table[column] = pd.to_numeric(table[column].replace("", None))
    table = table.replace({"": None})
    return frame_of("published_figure", table)


def milestones() -> pd.DataFrame:
    """Return the dated events of the accounts, one row an event."""
    table = facts(MILESTONES)
    return frame_of("milestone", table.assign(month=table["month"].astype(int)))


def mechanisms() -> pd.DataFrame:
    """Return one row a mechanism: field, owner, the page that shows it and what it shows."""
    return frame_of("mechanism", facts(MECHANISMS))


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
    return frame_of("mechanism_evidence", rows).astype(object).where(lambda frame: frame.notna(), None)


def note_of(entry: dict[str, Any]) -> str | None:
    """Return the published figure's own wording, for evidence that is one."""
    if "figure_id" not in entry:
        return None
    cited = figure(entry["figure_id"])
    return f"{cited.name_zh}（公开报道）"
