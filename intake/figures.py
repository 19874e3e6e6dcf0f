"""A cell → a figure in the warehouse's own unit, or the reason why it does not count."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from intake.layout.numbers import MOST, MOST_PERSONS, Read, label, read_number
from intake.layout.tables import Line
from intake.layout.units import factor, is_money
from intake.recognise import Measure, Recognised, money_unit

WHOLE: Final = 1e-6  # how far a count may lie from a whole number: 0.1 + 0.2 of ten thousand persons


@dataclass(frozen=True)
class Figure:
    """What a cell gives. value None: nothing counts; code: why, '' where the cell is simply empty."""

    value: float | None
    code: str = ""
    read: str = ""
    place: str = ""


def figure_of(
    recognised: Recognised,
    line: Line,
    measure: Measure,
    *,
    estimates_count: bool = False,
    negatives_count: bool = False,
) -> Figure:
    """Return the figure in a cell: money in 元, persons and events one by one."""
    table = recognised.table
    at = (line.at, measure.column.at)
    cell, place = table.value(line, measure.column), table.place(*at)
    if at in table.sheet.struck:
        return Figure(None, "struck_out", label(cell), place)
    if at in table.sheet.uncached:
        return Figure(None, "formula_without_result", "", place)
    read = read_number(cell)
    if read.meaning == "absent":
        return Figure(None, place=place)
    code = _trouble(read, measure, estimates_count=estimates_count)
    if code or read.value is None:
        return Figure(None, code or "is_text", label(cell), place)
    value = read.value * scale_of(recognised, measure)
    if abs(value) > (MOST_PERSONS if _counts_heads(measure) else MOST):
        return Figure(None, "not_finite", label(cell), place)
    if value < 0 and not negatives_count:
        return Figure(None, "negative", label(cell), place)
    if _counts_heads(measure) and not math.isclose(value, round(value), abs_tol=WHOLE):
        return Figure(None, "no_whole_number", label(cell), place)
    return Figure(round(value) if _counts_heads(measure) else value, "", label(cell), place)


def scale_of(recognised: Recognised, measure: Measure) -> float:
    """Return what a printed number is multiplied by to be in 元, persons or events."""
    if measure.field.kind == "check":
        return 1.0
    if measure.field.unit == "money":
        return factor(money_unit(recognised, measure))
    return factor(measure.unit) if measure.unit and not is_money(measure.unit) else 1.0


def _counts_heads(measure: Measure) -> bool:
    return measure.field.kind != "check" and measure.field.unit != "money"


def _trouble(read: Read, measure: Measure, *, estimates_count: bool) -> str:
    if read.meaning == "fault":
        return read.problem
    if read.meaning == "estimate":
        return "" if estimates_count else "is_estimate"
    if read.meaning == "text":
        return "is_text"
    if read.meaning == "percent" and measure.field.kind != "check":
        return "is_percent"
    return ""
