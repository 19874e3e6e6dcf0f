"""Tables and options of a roster question from a folder of CSV files or one JSON file, and published rosters.

Frames come back as the files wrote them, text or plain values: the planner and the independent checker each read their
dates and numbers for themselves.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from planning.cells import Unreadable, is_blank, number_of, whole_of
from planning.faults import PlanningFault, TableFault, nearest_to, raise_table_faults
from planning.roster.faults import MissingColumns
from planning.roster.problem import Weights
from planning.roster.reading import COLUMNS
from planning.roster.rows import LISTS, MOST_POINTS, MOST_VISITS, shown
from planning.tables import json_frame, read_json, read_table
from words.phrases import Phrase

NEEDED = ("experts", "places", "leaves", "rules", "minutes")
OPTIONAL = ("demand", "history", "preferences", "pins", "earlier")
VISIT_COLUMNS = ("expert_code", "institution_code", "visit_date")

# What a table may say beside its necessary columns (`reading.COLUMNS`).
OPTIONAL_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "experts": ("name_zh",),
    "places": ("name_zh", "place_kind"),
    "leaves": ("leave_id",),
    "rules": ("name_zh", "minimum_visits", "minimum_persons", "minimum_hours", "title_floor", "specialties", "places",
              "price", "place_kind", "mechanism_id"),
    "preferences": ("institution_code", "weekday"),
}  # fmt: skip
LIKENESS = 0.8
"""How alike two names are, of 1: a letter lost, doubled or exchanged in a name of eight or more."""

# Name of an option -> least, most, whether whole.
BOUNDS: Mapping[str, tuple[float, float, bool]] = {
    "most_per_week": (1, 7, True),
    "visit_hours": (0.1, 24, False),
    "day_minutes": (1, 1440, False),
}
FLOORS, WEIGHTS = "home_floor", "weights"
OPTIONS = (FLOORS, *BOUNDS, WEIGHTS)

Frames = dict[str, pd.DataFrame]


def read_question(source: Path) -> tuple[Frames, dict[str, Any]]:
    """Return tables and checked options of a JSON file or a folder. Raises PlanningFault."""
    if source.is_dir():
        own = [name for name in OPTIONAL if (source / f"{name}.csv").is_file()]
        tables = {name: _csv_frame(source / f"{name}.csv", COLUMNS[name]) for name in (*NEEDED, *own)}
        settings = source / "options.json"
        return tables, checked_options(read_json(settings), settings.name) if settings.is_file() else {}
    content = read_json(source)
    _refuse_unless_object(content, Phrase("row_file", name=source.name))
    _refuse_unknown(content, (*NEEDED, *OPTIONAL, "options"), Phrase("row_file", name=source.name))
    missing = [name for name in NEEDED if name not in content]
    if missing:
        raise MissingColumns("tables_missing", Phrase("row_file", name=source.name), tables=missing)
    tables = {name: _json_table(name, content[name]) for name in (*NEEDED, *OPTIONAL) if name in content}
    return tables, checked_options(content.get("options", {}), source.name)


def read_roster(path: Path) -> pd.DataFrame:
    """Return the rows of a roster, CSV or JSON. Raises PlanningFault."""
    if path.suffix.lower() != ".json":
        return _csv_frame(path, VISIT_COLUMNS)
    frame = json_frame(Phrase("row_file", name=path.name), read_json(path))
    return _checked(_with_columns(frame, VISIT_COLUMNS), VISIT_COLUMNS, Phrase("row_file", name=path.name))


def _csv_frame(path: Path, needed: Collection[str]) -> pd.DataFrame:
    table = read_table(path)
    if not set(needed) & set(table.heads):
        raise TableFault("no_heading", Phrase("row_file", name=path.name), columns=tuple(needed))
    if not table.heads[0]:
        raise TableFault("head_missing", Phrase("row_line", name=path.name, number=1), columns=[1])
    return _checked(table.frame(), needed, Phrase("row_file", name=path.name))


def _json_table(name: str, rows: Any) -> pd.DataFrame:
    told = Phrase("row_table", table=name)
    frame = json_frame(told, rows, lists=LISTS if name == "rules" else ())
    return _checked(_with_columns(frame, COLUMNS[name]), COLUMNS[name], told)


def _with_columns(frame: pd.DataFrame, needed: Collection[str]) -> pd.DataFrame:
    """Return a frame without rows with the columns it would have: an empty list names none."""
    return frame if len(frame) else pd.DataFrame({column: [] for column in (*frame.columns, *needed)}, dtype=object)


def _checked(frame: pd.DataFrame, needed: Collection[str], name: Phrase) -> pd.DataFrame:
    missing = [column for column in needed if column not in frame.columns]
    if missing:
        raise MissingColumns("columns_missing", name, columns=missing)
    _refuse_misspelt(frame, needed, name)
    return frame


def _refuse_misspelt(frame: pd.DataFrame, needed: Collection[str], name: Phrase) -> None:
    """A column that is nearly an optional one was meant for it: it is asked about, not passed over.

    Columns of other names are the office's own and stay.
    """
    own = next((table for table, columns in COLUMNS.items() if columns == tuple(needed)), "")
    possible = [column for column in OPTIONAL_COLUMNS.get(own, ()) if column not in frame.columns]
    known = {*needed, *OPTIONAL_COLUMNS.get(own, ())}
    faults: list[PlanningFault] = []
    for column in map(str, frame.columns):
        near = difflib.get_close_matches(column.strip().lower().replace(" ", "_"), possible, n=1, cutoff=LIKENESS)
        if column not in known and near:
            faults.append(TableFault("column_misspelt", name, column=column[:40], meant=near[0]))
    raise_table_faults(faults)


# ---- options ----


def checked_options(content: Any, name: str) -> dict[str, Any]:
    """Return options as numbers; weights as `Weights`. Raises PlanningFault for each unknown name and bad value."""
    file = Phrase("row_file", name=name)
    _refuse_unless_object(content, file)
    _refuse_unknown(content, OPTIONS, file)
    faults: list[PlanningFault] = []
    found: dict[str, Any] = {}
    for key, (least, most, whole) in BOUNDS.items():
        if not is_blank(content.get(key)):
            found[key] = _number(key, content[key], least, most, whole, faults)
    if FLOORS in content:
        found[FLOORS] = _numbers(FLOORS, content[FLOORS], MOST_VISITS, faults)
    if WEIGHTS in content:
        _refuse_unless_object(content[WEIGHTS], Phrase("row_option", name=WEIGHTS))
        _refuse_unknown(content[WEIGHTS], tuple(Weights.__dataclass_fields__), Phrase("row_option", name=WEIGHTS))
        points = _numbers(WEIGHTS, content[WEIGHTS], MOST_POINTS, faults)
        found[WEIGHTS] = Weights(**points)
    raise_table_faults(faults)
    return found


def _numbers(key: str, content: Any, most: float, faults: list[PlanningFault]) -> dict[str, int]:
    _refuse_unless_object(content, Phrase("row_option", name=key))
    numbers = {part: _number(f"{key}.{part}", value, 0, most, True, faults) for part, value in content.items()}
    return {part: int(value) for part, value in numbers.items()}


def _number(key: str, value: Any, least: float, most: float, whole: bool, faults: list[PlanningFault]) -> float:
    """Return a number within bounds; anything else becomes a fault, and the least."""
    try:
        number: float = whole_of(value) if whole else number_of(value)
    except (Unreadable, TypeError):
        number = float("nan")
    if least <= number <= most:
        return number
    kind = "whole_number" if whole else "a_number"
    told: dict[str, Any] = {"value": shown(value), "least": least, "most": most, "kind": kind}
    faults.append(TableFault("option_wrong", Phrase("row_option", name=key), **told))
    return least


def _refuse_unless_object(content: Any, name: Phrase) -> None:
    if not isinstance(content, dict):
        raise TableFault("not_an_object", name)


def _refuse_unknown(content: Mapping[str, Any], known: Collection[str], name: Phrase) -> None:
    """A name that nobody knows was meant for one that somebody knows: it is refused, not passed over."""
    raise_table_faults(
        [
            TableFault("unknown_key", name, key=key[:40], hint=nearest_to(key, list(known)), possible=tuple(known))
            for key in content
            if key not in known
        ]
    )
