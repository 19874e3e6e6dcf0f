"""One cell of a table, read with one strictness: dates, months, numbers and codes, however a spreadsheet wrote them.

A cell comes as text (CSV), as a plain value (JSON) or as a value of pandas (warehouse). Whatever has one plain meaning
is read; whatever has two, or none, is refused: nothing is guessed.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
import unicodedata
from typing import Any

import numpy as np
import pandas as pd

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""Years a plan may speak of; beyond them a number is no date."""

# Day 0 of Excel's calendar, which counts a 29 February 1900 that never was: right from March 1900 on.
EXCEL_DAY_0 = dt.date(1899, 12, 30)
LARGEST = 1e12
"""Beyond it a number is a slip of the hand, whatever it counts."""

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DAY = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号])"
)
_CLOCK = re.compile(r"[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-]\d{2}:?\d{2})?")
_MONTH = re.compile(r"(\d{4})(?:[-/.](\d{1,2})|年(\d{1,2})月)")
_YEAR = re.compile(r"(\d{4})年?")
# What a spreadsheet makes of a code that it takes for a number: 1.40781E+08, 2.0.
_SPOILT = re.compile(r"\d(?:\.\d+)?[eE]\+\d+|\d+\.0+")
_UNSEEN = "\ufeff\u200b\u200c\u200d\u2060"


class Unreadable(ValueError):
    """A cell that has no plain meaning; whoever asked knows the row and says so."""


def stripped(text: str) -> str:
    """Return a text without the blanks and the unseen marks round it."""
    return text.strip().strip(_UNSEEN).strip()


def is_blank(value: Any) -> bool:
    """Whether a cell holds nothing."""
    if value is None or value is pd.NaT or value is pd.NA:
        return True
    if isinstance(value, str):
        return not stripped(value)
    return isinstance(value, float | np.floating) and bool(np.isnan(value))


def text_of(value: Any) -> str:
    """Return a cell as text, "" for nothing. Raises Unreadable for lists and objects."""
    if is_blank(value):
        return ""
    if isinstance(value, list | tuple | dict | set):
        raise Unreadable
    return stripped(value) if isinstance(value, str) else str(value)


def code_of(value: Any) -> str:
    """Return a code, which is text. Raises Unreadable for nothing, and for what a spreadsheet has spoilt."""
    if is_blank(value) or isinstance(value, bool | np.bool_):
        raise Unreadable
    text = text_of(value)
    if isinstance(value, float | np.floating) or _SPOILT.fullmatch(text):
        raise Unreadable
    return text


def number_of(value: Any) -> float:
    """Return a finite number. Raises Unreadable for anything else, for nothing too."""
    if is_blank(value) or isinstance(value, bool | np.bool_):
        raise Unreadable
    if isinstance(value, int | float | np.number):
        try:
            return _plausible(float(value))
        except (OverflowError, TypeError) as error:
            raise Unreadable from error
    text = unicodedata.normalize("NFKC", text_of(value))
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if not _NUMBER.fullmatch(text):
        raise Unreadable
    return _plausible(float(text))


def _plausible(number: float) -> float:
    if not math.isfinite(number) or abs(number) > LARGEST:
        raise Unreadable
    return number


def looks_like_a_number(text: str) -> bool:
    """Whether a heading is rather a value: a number, or one with a unit behind it."""
    try:
        number_of(text)
    except Unreadable:
        return bool(re.fullmatch(r"[+-]?\d+(?:\.\d+)?\s*\D{1,3}", unicodedata.normalize("NFKC", stripped(text))))
    return True


def whole_of(value: Any) -> int:
    """Return a whole number. Raises Unreadable."""
    number = number_of(value)
    if not number.is_integer():
        raise Unreadable
    return int(number)


def date_of(value: Any) -> dt.date:
    """Return a day: 2026-03-02, 2026/3/2, 2026年3月2日, 20260302, 46083 (Excel), or a value of pandas.

    Raises Unreadable for nothing, for a day that is none, for 3/2/2026 (whose month is unclear), for years that cannot
    be meant, and for a time with a zone in which the day may be another one.
    """
    if is_blank(value) or isinstance(value, bool | np.bool_):
        raise Unreadable
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return _of_our_time(value)
    text = unicodedata.normalize("NFKC", text_of(value))
    if _NUMBER.fullmatch(text):
        return _of_our_time(_from_number(float(text)))
    return _of_our_time(_from_text(text))


def _from_number(number: float) -> dt.date:
    """Return the day of 20260302, or of 46083 (a fraction is the time of day)."""
    if not math.isfinite(number) or number < 0:
        raise Unreadable
    whole = int(number)
    if whole < 100_000:
        return EXCEL_DAY_0 + dt.timedelta(days=whole)
    if number != whole or whole > 99_991_231:
        raise Unreadable
    return _day(whole // 10_000, whole // 100 % 100, whole % 100)


def _from_text(text: str) -> dt.date:
    found = _DAY.match(text)
    if found is None:
        raise Unreadable
    year, month, day = (int(part) for part in found.groups() if part is not None)
    rest = text[found.end() :]
    clock = _CLOCK.fullmatch(rest)
    if rest and clock is None:
        raise Unreadable
    if clock is not None:
        hour, minute, second, _, zone = clock.groups()
        if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59:
            raise Unreadable
        if zone and (int(hour), int(minute)) != (0, 0):
            raise Unreadable
    return _day(year, month, day)


def _day(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise Unreadable from error


def _of_our_time(day: dt.date) -> dt.date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Unreadable
    return day


def month_of(value: Any, *, last: bool) -> int:
    """Return a month as YYYYMM: 202603, 2026-03, 2026年3月; of a year (2026, 2026年) its first or last month.

    last: whether it is the last month of something. A day counts where nothing is lost: the first of a month for a
    first month, the last day for a last one. Raises Unreadable.
    """
    if isinstance(value, float | np.floating) and float(value).is_integer():
        value = int(value)
    if not isinstance(value, dt.date):
        text = unicodedata.normalize("NFKC", text_of(value))
        text = text[:-2] if re.fullmatch(r"\d{4,6}\.0", text) else text
        if year := _YEAR.fullmatch(text):
            return _checked_month(int(year[1]), 12 if last else 1)
        if re.fullmatch(r"\d{6}", text):
            return _checked_month(int(text) // 100, int(text) % 100)
        if month := _MONTH.fullmatch(text):
            return _checked_month(int(month[1]), int(month[2] or month[3]))
    day = date_of(value)
    if day.day != (calendar.monthrange(day.year, day.month)[1] if last else 1):
        raise Unreadable
    return day.year * 100 + day.month


def _checked_month(year: int, month: int) -> int:
    if not (FIRST_YEAR <= year <= LAST_YEAR or year == 9999) or not 1 <= month <= 12:
        raise Unreadable
    return year * 100 + month
