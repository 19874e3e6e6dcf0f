"""The columns of a form: what a county fills in of a table of evidence, and how a cell of it is read."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

from sqlalchemy import Boolean, Column, Date, DateTime, Float, Integer

from data_access import schema
from data_access.changes import ChangeRefused
from data_access.mechanisms.record import is_month
from words.mechanism_sheets import CHOICES, HEADS, ID_HEAD, NO, YES

NOT_ASKED: Final = {"county_code", "mechanism_id", "basis", "load_id", "entered"}
# The month of a day or a time follows from it.
MONTH_OF: Final = {"response_event": "asked_at", "outing": "date"}
PARENTS: Final = {"payment": ("budget_id", "budget"), "plan_progress": ("plan_item_id", "plan_item")}
MONTHS: Final = {"month", "since", "until", "due", "begins"}
TOWNSHIPS: Final = {"township_code", "from_township", "to_township"}
TO_COME: Final = {"due", "until", "begins"}  # what may lie in the future


class CellKind(StrEnum):
    """What a cell holds."""

    ID = "id"
    CODE = "code"  # of a row of another table
    TEXT = "text"
    CHOICE = "choice"
    INSTITUTION = "institution"
    TOWNSHIP = "township"
    MONTH = "month"
    DAY = "day"
    TIME = "time"
    WHOLE = "whole"
    NUMBER = "number"
    YES_NO = "yes_no"


@dataclass(frozen=True)
class FormColumn:
    """One column of a form. longest: of a text; 0 where that does not matter."""

    name: str
    kind: CellKind
    head_zh: str
    head_en: str
    is_required: bool
    longest: int

    @property
    def heads(self) -> dict[str, Any]:
        """Return the head in both languages, as a fault names it."""
        return {"head_zh": self.head_zh, "head_en": self.head_en}


def id_column(table_name: str) -> str:
    """Return the name of a table's own id."""
    return next(column.name for column in schema.metadata.tables[table_name].primary_key.columns)


@cache
def form_columns(table_name: str) -> tuple[FormColumn, ...]:
    """Return what is asked of a table: what is needed first, then what may be empty; English and the id at the end."""
    own, not_asked = id_column(table_name), NOT_ASKED | ({"month"} if table_name in MONTH_OF else set())
    columns = [column for column in schema.metadata.tables[table_name].columns if column.name not in not_asked]
    made = [_form_column(table_name, column, own) for column in columns]
    return tuple(sorted(made, key=lambda column: (column.kind is CellKind.ID, column.name.endswith("_en"))))


def _form_column(table_name: str, column: Column[Any], own: str) -> FormColumn:
    head_zh, head_en = ID_HEAD if column.name == own else HEADS[column.name]
    needed = not column.nullable and column.name != own and column.name not in _GIVEN.get(table_name, ())
    needed = needed and not column.name.endswith("_en")
    return FormColumn(
        column.name,
        CellKind.ID if column.name == own else _kind(table_name, column),
        head_zh,
        head_en,
        needed,
        getattr(column.type, "length", None) or 0,
    )


# What follows from the rest of a row where it is left empty: see `rows.completed`.
_GIVEN: Final = {
    "checklist_item": ("subject_zh", "position"),
    "membership": ("member_zh", "member_code"),
    "flow": ("group_zh", "from_code", "from_zh", "to_code", "to_zh"),
    "response_event": ("responder_zh",),
    "outing": ("place_zh", "stop"),
    "plan_item": ("place_zh",),
    "appraisal": ("problems_open", "published"),
}


def _kind(table_name: str, column: Column[Any]) -> CellKind:
    name = column.name
    if name == PARENTS.get(table_name, ("",))[0]:
        return CellKind.CODE
    if name in CHOICES:
        return CellKind.CHOICE
    if name == "institution_code":
        return CellKind.INSTITUTION
    if name in TOWNSHIPS:
        return CellKind.TOWNSHIP
    if name in MONTHS:
        return CellKind.MONTH
    for of_column, kind in (
        (DateTime, CellKind.TIME),
        (Date, CellKind.DAY),
        (Boolean, CellKind.YES_NO),
        (Float, CellKind.NUMBER),
        (Integer, CellKind.WHOLE),
    ):
        if isinstance(column.type, of_column):
            return kind
    return CellKind.TEXT


_MONTH: Final = re.compile(r"(\d{4})[-/.年]?(\d{1,2})月?")
_DAY: Final = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")
_TIME: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]+(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?")


def plain(value: object) -> str:
    """Return a cell as text: a whole number without its point, nothing as ''."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def read_cell(column: FormColumn, value: object) -> Any:
    """Return what a cell holds; None for an empty one. Raises ChangeRefused for what it cannot hold."""
    text = plain(value)
    if not text:
        return None
    match column.kind:
        case CellKind.MONTH:
            return _month(column, value, text)
        case CellKind.DAY:
            return _day(column, value, text)
        case CellKind.TIME:
            return _time(column, value, text)
        case CellKind.WHOLE | CellKind.NUMBER:
            return _number(column, text)
        case CellKind.YES_NO:
            return _yes_or_no(column, value, text)
        case CellKind.CHOICE:
            return _choice(column, text)
        case _:
            if column.longest and len(text) > column.longest:
                raise ChangeRefused("evidence_too_long", **column.heads, most=column.longest)
            return text


def _month(column: FormColumn, value: object, text: str) -> int:
    if isinstance(value, dt.date):
        return value.year * 100 + value.month
    found = _MONTH.fullmatch(text)
    month = int(found[1]) * 100 + int(found[2]) if found else 0
    if not is_month(month):
        raise ChangeRefused("evidence_no_month", **column.heads, value=text[:40])
    return month


def _day(column: FormColumn, value: object, text: str) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    found = _DAY.fullmatch(text.removesuffix(" 00:00:00"))
    try:
        if found:
            return dt.date(*map(int, found.groups()))
    except ValueError as error:
        raise ChangeRefused("evidence_no_day", **column.heads, value=text[:40]) from error
    raise ChangeRefused("evidence_no_day", **column.heads, value=text[:40])


def _time(column: FormColumn, value: object, text: str) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None, microsecond=0)
    found = _TIME.fullmatch(text)
    try:
        if found:
            year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
            return dt.datetime(year, month, day, hour, minute, second)
    except ValueError as error:
        raise ChangeRefused("evidence_no_time", **column.heads, value=text[:40]) from error
    raise ChangeRefused("evidence_no_time", **column.heads, value=text[:40])


def _number(column: FormColumn, text: str) -> float | int:
    try:
        number = float(text.replace(",", "").replace("，", ""))
    except ValueError as error:
        raise ChangeRefused("evidence_no_number", **column.heads, value=text[:40]) from error
    if not math.isfinite(number):
        raise ChangeRefused("evidence_no_number", **column.heads, value=text[:40])
    if number < 0:
        raise ChangeRefused("evidence_negative", **column.heads, value=text[:40])
    if column.kind is CellKind.NUMBER:
        return number
    if not number.is_integer() or number > MOST:
        raise ChangeRefused("evidence_not_whole", **column.heads, value=text[:40])
    return int(number)


MOST: Final = 2_000_000_000  # an integer column holds no more


def _yes_or_no(column: FormColumn, value: object, text: str) -> bool:
    if isinstance(value, bool):
        return value
    if text.casefold() in (*YES, "true", "1"):
        return True
    if text.casefold() in (*NO, "false", "0"):
        return False
    raise ChangeRefused("evidence_yes_or_no", **column.heads, value=text[:40])


def _choice(column: FormColumn, text: str) -> str:
    choices = CHOICES[column.name]
    for code, names in choices.items():
        if text == code or text in names:
            return code
    known_zh, known_en = [zh for zh, _ in choices.values()], list(choices)
    raise ChangeRefused("evidence_code_unknown", **column.heads, value=text[:40], known_zh=known_zh, known_en=known_en)


def written_cell(column: FormColumn, value: Any) -> Any:
    """Return a value of the warehouse as a form says it: choices and yes or no in Chinese."""
    if value is None:
        return None
    if column.kind is CellKind.CHOICE:
        return CHOICES[column.name].get(value, (value,))[0]
    if column.kind is CellKind.YES_NO:
        return YES[0] if value else NO[0]
    return value
