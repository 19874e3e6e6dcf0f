"""How the independent checker reads a cell: by means of its own, sharing nothing with `planning.cells`.

Were a date read wrongly here and there alike, a roster that breaks a leave would pass: so the planner matches patterns
and counts from Excel's day 0, and this takes digits apart and counts as Python's calendar does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

ORDER = {"初级": 1, "中级": 2, "副高": 3, "正高": 4}


class Illegible(ValueError):
    """A cell that holds no date or number; it is written down as a breach, never taken for something else."""


def blank(value: Any) -> bool:
    """Whether a cell holds nothing."""
    if isinstance(value, str):
        return value.strip() == ""
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))


def day_in(value: Any) -> dt.date:
    """Read a day from its digits. 46083 is Excel's, which counts days as Python's calendar does, 693594 apart."""
    if hasattr(value, "year") and hasattr(value, "month") and hasattr(value, "day"):
        return dt.date(value.year, value.month, value.day)
    if isinstance(value, bool):
        raise Illegible(value)
    text = str(value).strip().split("T")[0].split(" ")[0].translate(_HALF_WIDTH)
    digits = "".join(letter if letter in "0123456789" else " " for letter in text.removesuffix(".0")).split()
    try:
        if len(digits) == 1 and len(digits[0]) == 8:
            return dt.datetime.strptime(digits[0], "%Y%m%d").date()
        if len(digits) == 1 and len(digits[0]) == 5:
            return dt.date.fromordinal(int(digits[0]) + _EXCEL_ORDINAL)
        if len(digits) == 2 and len(digits[0]) == 5 and "." in text:
            return dt.date.fromordinal(int(digits[0]) + _EXCEL_ORDINAL)
        if len(digits) == 3 and len(digits[0]) == 4:
            return dt.date(*map(int, digits))
    except ValueError as error:
        raise Illegible(value) from error
    raise Illegible(value)


_EXCEL_ORDINAL = 693_594
_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def figure(value: Any) -> float:
    """Read a number from its text; thousands may be set apart."""
    try:
        number = float(str(value).strip().translate(_HALF_WIDTH).replace(",", ""))
    except ValueError as error:
        raise Illegible(value) from error
    if not -1e12 < number < 1e12:
        raise Illegible(value)
    return number


def months(value: Any) -> tuple[int, int]:
    """Read a first or last month as year and month, month 0 for a whole year."""
    if hasattr(value, "month"):
        return int(value.year), int(value.month)
    text = str(value).strip().translate(_HALF_WIDTH).removesuffix(".0")
    digits = "".join(letter if letter in "0123456789" else " " for letter in text).split()
    if len(digits) == 1 and len(digits[0]) == 6:
        digits = [digits[0][:4], digits[0][4:]]
    if digits and len(digits[0]) in (5, 8):
        day = day_in(value)
        return day.year, day.month
    if not digits or len(digits[0]) != 4 or len(digits) > 3 or not 0 < int([*digits, "1"][1]) < 13:
        raise Illegible(value)
    return int(digits[0]), int(digits[1]) if len(digits) > 1 else 0


def time_in(value: Any) -> pd.Timestamp | None:
    """Read a day with its time, None for nothing."""
    if blank(value):
        return None
    if not isinstance(value, str | dt.datetime):
        raise Illegible(value)
    try:
        read = pd.Timestamp(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise Illegible(value) from error
    if pd.isna(read) or read.tzinfo is not None:
        raise Illegible(value)
    return read


def words_in(value: Any) -> list[str]:
    """Read the names in a cell that may hold several."""
    if isinstance(value, list | tuple):
        return [str(name) for name in value]
    if blank(value):
        return []
    for mark in "，,;； ":
        value = str(value).replace(mark, "、")
    return [word for word in str(value).split("、") if word]


def code_in(value: Any) -> str:
    """Read a code, which is text."""
    return str(value).strip()


def amount_in(value: Any) -> float:
    """Read a number that cannot be negative."""
    if figure(value) < 0:
        raise Illegible(value)
    return figure(value)


def count_in(value: Any) -> float:
    """Read a whole number that asks for something."""
    number = figure(value)
    if number < 1 or number % 1:
        raise Illegible(value)
    return number


def title_in(value: Any) -> str:
    """Read one of the four titles."""
    if value not in ORDER:
        raise Illegible(value)
    return str(value)


def cadence_in(value: Any) -> str:
    """Read how often a rule asks."""
    if value not in ("day", "week", "month", "quarter", "half_year", "year", "term"):
        raise Illegible(value)
    return str(value)


def legible(
    frame: pd.DataFrame | None, reads: Mapping[str, Callable[[Any], Any]], needed: Sequence[str] = ()
) -> tuple[list[dict[Any, Any]], list[tuple[int, str, Any]]]:
    """Return the rows whose cells can be read, read, and (row, column, cell) of what cannot.

    reads: column -> how to read it; an empty cell stays empty unless its column is needed.
    """
    rows: list[dict[Any, Any]] = []
    wrong: list[tuple[int, str, Any]] = []
    for number, row in enumerate([] if frame is None else frame.to_dict("records"), start=1):
        faults = len(wrong)
        for column, read in reads.items():
            value = row.get(column)
            try:
                if blank(value):
                    row[column] = None
                    if column in needed:
                        raise Illegible(value)
                else:
                    row[column] = read(value)
            except Illegible:
                wrong.append((number, column, value))
        if len(wrong) == faults:
            rows.append(row)
    return rows, wrong
