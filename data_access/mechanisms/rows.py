"""Rows of evidence as a county writes them: completed from what it knows of its places, and judged one by one."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from data_access import schema
from data_access.changes import ChangeRefused
from data_access.mechanisms.columns import (
    MONTH_OF,
    TO_COME,
    CellKind,
    FormColumn,
    form_columns,
    plain,
    read_cell,
)
from data_access.mechanisms.record import month_of
from words.mechanism_sheets import HEADS
from words.phrases import Phrase

Values = dict[str, Any]
LONGEST_CODE: Final = 40  # of a member or of a flow's end


@dataclass(frozen=True)
class WrittenRow:
    """A row of a file: the table it is for, where it stands (sheet and number), its cells by the column's name."""

    table_name: str
    sheet: str
    number: int
    cells: Mapping[str, object]

    @property
    def where(self) -> Phrase:
        """Return where it stands, as a fault says it."""
        return Phrase("row_sheet", sheet=self.sheet, number=self.number)


@dataclass(frozen=True)
class Places:
    """A county's institutions and townships in every edition: code → Chinese name, English name, township."""

    institutions: Mapping[str, tuple[str, str, str]]
    townships: Mapping[str, tuple[str, str, str]]

    def named(self, code: str | None) -> tuple[str, str, str] | None:
        """Return the names of a place and the township that it is or lies in; None for a code of none."""
        return None if code is None else self.institutions.get(code) or self.townships.get(code)


def places_of(connection: Connection, county: str) -> Places:
    """Return the county's places."""
    institution, township = schema.institution, schema.township
    own = connection.execute(select(institution).where(institution.c.county_code == county)).all()
    parts = connection.execute(select(township).where(township.c.county_code == county)).all()
    return Places(
        {row.institution_code: (row.name_zh, row.name_en, row.township_code) for row in own},
        {row.township_code: (row.name_zh, row.name_en, row.township_code) for row in parts},
    )


def read_row(row: WrittenRow, places: Places, today: dt.date) -> tuple[Values, list[ChangeRefused]]:
    """Return the values of a row as the table holds them, without its ids, and everything that is wrong with it."""
    values: Values = {}
    faults: list[ChangeRefused] = []
    columns = form_columns(row.table_name)
    for column in columns:
        try:
            values[column.name] = _known_place(column, read_cell(column, row.cells.get(column.name)), places)
        except ChangeRefused as fault:
            faults.append(fault)
            values[column.name] = None
    if not faults:
        completed(row.table_name, values, places)
        faults += [
            ChangeRefused("evidence_empty", **column.heads)
            for column in columns
            if column.is_required and values[column.name] is None
        ]
    faults += [] if faults else list(judged(row.table_name, values, columns, today))
    for found in faults:
        found.row_phrase = row.where
    return values, faults


def _known_place(column: FormColumn, value: Any, places: Places) -> Any:
    if value is not None and column.kind is CellKind.INSTITUTION and value not in places.institutions:
        raise ChangeRefused("evidence_no_institution", code=value)
    if value is not None and column.kind is CellKind.TOWNSHIP and value not in places.townships:
        raise ChangeRefused("evidence_no_township", code=value)
    return value


# Table → the words that name the row's institution, where they are left empty.
_NAMED: Final = {
    "checklist_item": "subject",
    "response_event": "responder",
    "plan_item": "place",
    "outing": "place",
}
# Table → code and the words it stands for; either may be left empty.
_CODED: Final = {
    "membership": (("member_code", "member", "township_code"), ("parent_code", "parent", "")),
    "flow": (("from_code", "from", "from_township"), ("to_code", "to", "to_township")),
}


def completed(table_name: str, values: Values, places: Places) -> None:
    """Fill in what follows from the rest of a row: names and townships, months of days, English."""
    institution = places.named(values.get("institution_code"))
    if institution is not None and "township_code" in values and values["township_code"] is None:
        values["township_code"] = institution[2]
    name = _NAMED.get(table_name, "")
    # An item of a checklist is due from somebody: a township alone is nobody.
    place = institution or (None if name == "subject" else places.named(values.get("township_code")))
    if name and values[f"{name}_zh"] is None and place is not None:
        values[f"{name}_zh"], values[f"{name}_en"] = place[0], values[f"{name}_en"] or place[1]
    for code, name, township in _CODED.get(table_name, ()):
        found = places.named(values[code])
        if found is not None:
            values[f"{name}_zh"] = values[f"{name}_zh"] or found[0]
            values[f"{name}_en"] = values[f"{name}_en"] or found[1]
            if township and values[township] is None:
                values[township] = found[2]
        values[code] = values[code] or (values[f"{name}_zh"] or "")[:LONGEST_CODE] or None
        values[f"{name}_zh"] = values[f"{name}_zh"] or values[code]
    if table_name in MONTH_OF and values[MONTH_OF[table_name]] is not None:
        values["month"] = month_of(values[MONTH_OF[table_name]])
    for column, given in _DEFAULTS.get(table_name, {}).items():
        values[column] = given if values[column] is None else values[column]
    for english in [column for column in values if column.endswith("_en")]:
        values[english] = values[english] or values[f"{english.removesuffix('_en')}_zh"]


_DEFAULTS: Final[dict[str, Values]] = {
    "flow": {"group_zh": "合计", "group_en": "all"},
    "outing": {"stop": 1},
    "appraisal": {"problems_open": 0, "published": False},
}
# Table → its first column may not be above its second.
_ABOVE: Final = {
    "programme_month": (("reached", "eligible"), ("found", "reached")),
}
# Table → its first month may not be before its second.
_BEFORE: Final = {"membership": (("until", "since"),), "plan_item": (("due", "begins"),)}


def judged(table_name: str, values: Values, columns: Sequence[FormColumn], today: dt.date) -> Iterator[ChangeRefused]:
    """Yield what is wrong with a completed row, apart from what other rows say."""
    for column in columns:
        value = values[column.name]
        if value is not None and column.name not in TO_COME and _is_to_come(column.kind, value, today):
            yield ChangeRefused("evidence_to_come", **column.heads, value=str(value))
    if table_name in _NAMED and values[f"{_NAMED[table_name]}_zh"] is None:
        yield ChangeRefused("evidence_without_institution")
    if table_name == "appraisal" and values["institution_code"] is None and values["township_code"] is None:
        yield ChangeRefused("evidence_without_institution")
    if table_name == "checklist_item" and values["since"] is not None and values["state"] != "done":
        yield ChangeRefused("evidence_not_done")
    if table_name == "response_event":
        asked = values["asked_at"]
        if values["answered_at"] is not None and values["answered_at"] < asked:
            yield ChangeRefused("evidence_answered_before")
        if values["treated_at"] is not None and values["treated_at"] < asked:
            yield ChangeRefused("evidence_treated_before")
    if table_name == "appraisal" and values["score"] > values["full_score"]:
        yield ChangeRefused("evidence_score_too_high", score=values["score"], full=values["full_score"])
    for name in _unfilled(table_name, values):
        head_zh, head_en = HEADS[name]
        yield ChangeRefused("evidence_empty", head_zh=head_zh, head_en=head_en)
    for code, above in (("evidence_above", _ABOVE), ("evidence_ends_before", _BEFORE)):
        for first, second in above.get(table_name, ()):
            low, high = (first, second) if code == "evidence_ends_before" else (second, first)
            if values[low] is not None and values[high] is not None and values[low] < values[high]:
                (head_zh, head_en), (other_zh, other_en) = HEADS[first], HEADS[second]
                yield ChangeRefused(code, head_zh=head_zh, head_en=head_en, other_zh=other_zh, other_en=other_en)


def _unfilled(table_name: str, values: Values) -> Iterator[str]:
    """Yield what the table needs and nothing in the row told: both ends of a flow and of a relation, by their names."""
    for code, name, _ in _CODED.get(table_name, ()):
        needed = not schema.metadata.tables[table_name].columns[code].nullable
        if needed and values[code] is None:
            yield f"{name}_zh"


def _is_to_come(kind: CellKind, value: Any, today: dt.date) -> bool:
    match kind:
        case CellKind.MONTH:
            return bool(value > month_of(today))
        case CellKind.DAY:
            return bool(value > today)
        case CellKind.TIME:
            return bool(value.date() > today)
    return False


# Table → what a row is about: a second row of the same replaces the first. The rest have rows that may be alike.
KEYS: Final[dict[str, tuple[str, ...]]] = {
    "checklist_item": ("institution_code", "subject_zh", "item_zh"),
    "membership": ("member_code", "parent_code", "relation", "specialty_zh", "since"),
    "appraisal": ("institution_code", "township_code", "class_zh", "month", "cadence", "item_zh"),
    "flow": ("month", "kind_zh", "group_zh", "from_code", "to_code", "unit"),
    "budget": ("year", "project_zh", "use_zh", "source_zh"),
    "payment": ("budget_id", "month"),
    "plan_item": ("institution_code", "township_code", "place_zh", "item_zh"),
    "plan_progress": ("plan_item_id", "month"),
    "programme_month": ("programme_zh", "group_zh", "township_code", "month"),
}


def own_id(mechanism_id: str, table_name: str, values: Values, alike: int) -> str:
    """Return the id of a row that names none: it follows from what the row is about.

    alike : how many rows of the file before it are the same, in tables where rows may be alike.
    """
    columns = KEYS.get(table_name) or sorted(values)
    said = [table_name, alike, *(plain(values[name]) for name in columns)]
    digest = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:16]
    return f"{mechanism_id[:40]}_{digest}"


def given_id(mechanism_id: str, code: str, known: Mapping[str, object]) -> str:
    """Return the id that a code of the file means: that of a row in the warehouse, else one of the mechanism's own."""
    lead = f"{mechanism_id[:40]}_"
    return code if code in known or code.startswith(lead) else f"{lead}{code}"[:60]
