"""Columns of text → what they mean, each different text once: a million rows of forty hospitals are forty questions."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from intake.answers import IGNORED
from intake.forms.record import plain_heading
from intake.layout.numbers import MOST, label, read_number, tidy
from intake.layout.periods import periods_in
from intake.ledgers.record import OTHER, OWN, LedgerColumn

Array = npt.NDArray[Any]

NO_TROUBLE: Final = ""
ELSEWHERE: Final = "elsewhere"
"""What an ICD-10 code outside every range of its column is read as."""
OLDEST: Final = 120
EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2100, 1, 1)
_DAY: Final = r"(\d{4})(?:年|([-/.]))(\d{1,2})(?(2)\2|月)(\d{1,2})日?"  # one mark twice: 2024.3-20 is no day
_DAYS: Final = re.compile(rf"{_DAY}(?!\d)")
_ISO: Final = re.compile(rf"{_DAY}(?:[ T]\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:\.\d+)?)?)?")
_PLAIN: Final = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:\d{6})?")
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?")
_SERIAL_ZERO: Final = dt.date(1899, 12, 30)  # day 0 of a spreadsheet
_AGE: Final = re.compile(r"(\d{1,3})(?:\.\d+)?(?:岁|周岁|Y)?(?:\d{1,2}(?:个?月|月龄))?(?:\d{1,2}天)?", re.IGNORECASE)
_YOUNG: Final = re.compile(r"(?:不满|未满|<)1岁?|\d{1,2}(?:个?月龄?|天|日龄|小时|周)|新生儿|(\d{1,2})个?月(\d{1,2})天")
_OPEN: Final = re.compile(r"(?:[-—–~～至到]+(?:今|现在)?|起(?:至今)?|以来|[(]?在岗[)]?)$")
_ICD: Final = re.compile(r"[A-Z]\d{2}(?:\.?[0-9X]{0,4})?.*")


@dataclass(frozen=True)
class Decoded:
    """A column as it is meant. values: an item a row.

    trouble : a code of words.intake.SET_ASIDE a row, '' where there is none; None where no row has any.
    """

    values: Array
    trouble: Array | None


Reader = Callable[[str], tuple[Any, str]]
"""A text → what it means, and what is wrong with it."""


def decoded(texts: pd.Series[Any], column: LedgerColumn, read: Reader) -> Decoded:
    """Return a column by reading each different text once. An empty cell is what the column says it is."""
    codes, unique = pd.factorize(texts)
    pairs = [read(str(text)) for text in unique]
    absent: tuple[Any, str] = (
        (column.otherwise, NO_TROUBLE)
        if column.otherwise is not None
        else (None, "cell_absent" if column.needed else NO_TROUBLE)
    )
    pairs.append(absent)  # of code -1, which stands for an empty cell
    values, trouble = np.empty(len(pairs), dtype=object), np.empty(len(pairs), dtype=object)
    values[:] = [value for value, _ in pairs]
    trouble[:] = [code for _, code in pairs]
    said = pairs if (codes < 0).any() else pairs[:-1]
    return Decoded(values[codes], trouble[codes] if any(code for _, code in said) else None)


def word_reader(column: LedgerColumn, answered: Mapping[str, str]) -> Reader:
    """Read one of a column's words; what it does not know is unknown, never the nearest.

    answered : word as written → code, as the county has said before.
    """

    def read(text: str) -> tuple[Any, str]:
        code = answered.get(label(text)) or column.code_of_word.get(plain_heading(text))
        if code == IGNORED:
            return None, "word_left_out"
        return (code, NO_TROUBLE) if code is not None else (None, "word_unknown")

    return read


def pattern_reader(column: LedgerColumn) -> Reader:
    """Read the first expression that fits."""

    def read(text: str) -> tuple[Any, str]:
        plain = label(text)
        found = next((code for expression, code in column.expressions if expression.search(plain)), column.otherwise)
        return found, NO_TROUBLE

    return read


def division_reader(county: str, county_name: str) -> Reader:
    """Read whether a code, or a name, is of this county: the 6 digits of a division, or those after a letter."""

    def read(text: str) -> tuple[Any, str]:
        written = label(text).upper()
        digits = re.fullmatch(r"[A-Z]?(\d{6})[0-9A-Z]*", written)
        if digits:
            return (OWN if digits[1] == county else OTHER), NO_TROUBLE
        if re.fullmatch(r"\d(?:\.\d+)?E\+?\d+", written):
            return None, "place_float_code"
        short = county_name.rstrip("县区旗市")
        return (OWN if written in {county_name, short} or written.endswith(county_name) else OTHER), NO_TROUBLE

    return read


def day_reader(year: int | None) -> Reader:
    """Read a day as YYYYMMDD, a month as its day 00. year: of days that name none."""

    def read(text: str) -> tuple[Any, str]:
        day = day_of(text, year)
        return (day, NO_TROUBLE) if day else (None, "no_day")

    return read


def day_of(text: str, year: int | None = None) -> int:
    """Return a day as YYYYMMDD; where only the month is named, with 00 for the day; 0 where it is no day."""
    plain = label(text) if not text[:1].isdigit() else tidy(text)
    written = _ISO.fullmatch(plain)
    if written:
        return _checked(int(written[1]), int(written[3]), int(written[4]))
    run = _PLAIN.fullmatch(plain)
    if run:
        return _checked(int(run[1]), int(run[2]), int(run[3]))
    if _SERIAL.fullmatch(plain):
        serial = _SERIAL_ZERO + dt.timedelta(days=int(float(plain)))
        return _checked(serial.year, serial.month, serial.day) if serial.year >= 2000 else 0
    short = re.fullmatch(r"(\d{1,2})[月./-](\d{1,2})日?", plain)
    if short and year is not None:
        return _checked(year, int(short[1]), int(short[2]))
    found = periods_in(plain)
    if len(found) != 1 or found[0].shape != "month":
        return 0
    month = found[0].in_year(year) if year is not None else found[0]
    return 0 if month.year is None else month.months[0] * 100


def span_reader(year: int | None) -> Reader:
    """Read two days in one cell as (first, last) YYYYMMDD; last 0 where it has not ended: 2024.3—, 3月至今."""

    def read(text: str) -> tuple[Any, str]:
        span = span_of(text, year)
        return (span, NO_TROUBLE) if span is not None else (None, "no_span")

    return read


def span_of(text: str, year: int | None = None) -> tuple[int, int] | None:
    """Return the first and last day that a cell names; a month is all of its days. None where it names no span."""
    plain = label(text)
    is_open = bool(_OPEN.search(plain))
    plain = _OPEN.sub("", plain)
    days = [match for match in _DAYS.finditer(plain)]
    if days:
        first = day_of(days[0][0])
        rest = plain[days[0].end() :].lstrip("-—–~～至到")
        last = 0 if is_open and not rest else day_of(rest, int(days[0][1]))
        last = _last_day(last) if last and last % 100 == 0 else last
        return (first, last) if first and (last >= first or (is_open and not rest)) else None
    found = [month.in_year(year) if year is not None else month for month in periods_in(plain)]
    if not 1 <= len(found) <= 2 or found[0].year is None:
        return None
    first = found[0].months[0] * 100 + 1
    if is_open:
        return (first, 0) if len(found) == 1 else None
    ended = found[-1].in_year(found[0].year)
    last = _last_day(ended.months[-1] * 100)
    return (first, last) if last >= first else None


def _last_day(month: int) -> int:
    """Return the last day of a month that is given as YYYYMM00."""
    year, number = divmod(month // 100, 100)
    return month + calendar.monthrange(year, number)[1]


def _checked(year: int, month: int, day: int) -> int:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return 0
    return year * 10_000 + month * 100 + day if EARLIEST <= found < LATEST else 0


def read_age(text: str) -> tuple[Any, str]:
    """Read an age in whole years: 45, 45岁, 3月龄, 5天. A group of ages is no age."""
    plain = label(text)
    if _YOUNG.fullmatch(plain):
        return 0, NO_TROUBLE
    single = _AGE.fullmatch(plain)
    if single and int(single[1]) <= OLDEST:
        return int(single[1]), NO_TROUBLE
    return None, "no_age"


def age_group(heading: str) -> int | None:
    """Return the five-year group (its lower end: 0, 5, …, 85) that a heading names; None where it names none.

    0, 0-, 0岁, 1-4 and 1~4岁 are of the group 0; 85+, 85岁及以上 and 85- of the group 85.
    """
    plain = label(heading).removeprefix("≥")
    if re.fullmatch(r"(?:不满|未满|<)1岁?|[01]岁?(?:组)?", plain):
        return 0
    found = re.fullmatch(r"(\d{1,2})岁?(?:[-—–~～至]+(\d{1,3})?岁?|\+|岁?及?以上)组?", plain)
    if not found:
        return None
    first, last = int(found[1]), int(found[2]) if found[2] else None
    fits = first in (0, 1) or (first % 5 == 0 and first <= 85)
    return first // 5 * 5 if fits and (last is None or last // 5 == first // 5) else None


def icd_reader(column: LedgerColumn) -> Reader:
    """Read a code of ICD-10 as the code of the range that holds its first three characters."""
    ranges = [
        (*(bounds.split("-") if "-" in bounds else (bounds, bounds)), code)
        for code, held in column.words.items()
        for bounds in held
    ]

    def read(text: str) -> tuple[Any, str]:
        plain = label(text).upper()
        if not _ICD.fullmatch(plain):
            return None, "no_icd"
        return next((code for low, high, code in ranges if low <= plain[:3] <= high), ELSEWHERE), NO_TROUBLE

    return read


def read_name(text: str) -> tuple[Any, str]:
    """Keep a text as it is."""
    return tidy(text), NO_TROUBLE


def numbers(texts: pd.Series[Any], column: LedgerColumn, scale: float) -> Decoded:
    """Return amounts or numbers times a scale; NaN where a cell is empty. Plain ones are read all at once."""
    values = pd.to_numeric(texts, errors="coerce").to_numpy(dtype=float, na_value=np.nan, copy=True)
    trouble: Array | None = None
    odd = np.flatnonzero(np.isnan(values) & texts.notna().to_numpy() | (np.abs(values) > MOST))
    if len(odd):

        def read(text: str) -> tuple[Any, str]:
            found = read_number(text)
            if found.meaning == "number" and found.value is not None:
                return found.value, NO_TROUBLE
            if found.meaning == "absent":
                return np.nan, "cell_absent" if column.needed else NO_TROUBLE
            return np.nan, found.problem or ("is_percent" if found.meaning == "percent" else "is_text")

        own = decoded(texts.iloc[odd], column, read)
        values[odd] = own.values.astype(float)
        if own.trouble is not None:
            trouble = np.full(len(texts), NO_TROUBLE, dtype=object)
            trouble[odd] = own.trouble
    blank = texts.isna().to_numpy()
    if column.needed and blank.any():
        trouble = np.full(len(texts), NO_TROUBLE, dtype=object) if trouble is None else trouble
        trouble[blank] = "cell_absent"
    return Decoded(values * scale, trouble)
