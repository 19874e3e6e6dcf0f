"""Periods: what a reader may ask for, the months it holds, and the period it is compared with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from metrics.errors import UnknownPeriod

Kind = Literal["year", "half", "quarter", "month", "range"]

_CHINESE_QUARTER = "一二三四"
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


def add_months(month: int, months: int) -> int:
    """Return YYYYMM `months` later (earlier when negative)."""
    index = month // 100 * 12 + month % 100 - 1 + months
    return index // 12 * 100 + index % 12 + 1


def months_between(first: int, last: int) -> int:
    """Return how many months lie from `first` to `last`, both included."""
    return (last // 100 - first // 100) * 12 + last % 100 - first % 100 + 1


@dataclass(frozen=True, order=True)
class Period:
    """A run of whole months, both ends included, e.g. Period(201701, 201712)."""

    first: int
    last: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `2017`, `2017-06`, `2017Q2`, `2017H1` or `2017-01..2017-06`.

        Raises UnknownPeriod with the forms that are understood.
        """
        cleaned = text.strip().upper()
        if match := re.fullmatch(r"(\d{4})", cleaned):
            year = int(match[1])
            return cls._checked(text, year * 100 + 1, year * 100 + 12)
        if match := re.fullmatch(r"(\d{4})H([12])", cleaned):
            first = int(match[1]) * 100 + (int(match[2]) - 1) * 6 + 1
            return cls._checked(text, first, first + 5)
        if match := re.fullmatch(r"(\d{4})Q([1-4])", cleaned):
            first = int(match[1]) * 100 + (int(match[2]) - 1) * 3 + 1
            return cls._checked(text, first, first + 2)
        if match := re.fullmatch(r"(\d{4})-(\d{2})(?:\.\.(\d{4})-(\d{2}))?", cleaned):
            first = int(match[1]) * 100 + int(match[2])
            last = int(match[3]) * 100 + int(match[4]) if match[3] else first
            return cls._checked(text, first, last)
        raise UnknownPeriod(text)

    @classmethod
    def _checked(cls, text: str, first: int, last: int) -> Period:
        in_range = all(_FIRST_YEAR <= month // 100 <= _LAST_YEAR and 1 <= month % 100 <= 12 for month in (first, last))
        if not in_range or first > last:
            raise UnknownPeriod(text)
        return cls(first, last)

    @property
    def kind(self) -> Kind:
        """Return year, half, quarter, month or range."""
        start, length = self.first % 100, self.month_count
        if length == 1:
            return "month"
        if length == 12 and start == 1:
            return "year"
        if length == 6 and start in (1, 7):
            return "half"
        if length == 3 and start in (1, 4, 7, 10):
            return "quarter"
        return "range"

    @property
    def month_count(self) -> int:
        """Return the number of months."""
        return months_between(self.first, self.last)

    @property
    def months(self) -> list[int]:
        """Return every month, YYYYMM."""
        return [add_months(self.first, step) for step in range(self.month_count)]

    @property
    def key(self) -> str:
        """Return the text that `parse` reads back: 2017, 2017H1, 2017Q2, 2017-06, 2017-01..2017-09."""
        year, start = divmod(self.first, 100)
        match self.kind:
            case "year":
                return f"{year}"
            case "half":
                return f"{year}H{(start + 5) // 6}"
            case "quarter":
                return f"{year}Q{(start + 2) // 3}"
            case "month":
                return f"{year}-{start:02d}"
        return f"{year}-{start:02d}..{self.last // 100}-{self.last % 100:02d}"

    @property
    def label_zh(self) -> str:
        """Return the period as Chinese statistics print it: 2024年1—9月, 2024年三季度, 2024年上半年."""
        year, start = divmod(self.first, 100)
        last_year, end = divmod(self.last, 100)
        match self.kind:
            case "year":
                return f"{year}年"
            case "half":
                return f"{year}年{'上' if start == 1 else '下'}半年"
            case "quarter":
                return f"{year}年{_CHINESE_QUARTER[(start - 1) // 3]}季度"
            case "month":
                return f"{year}年{start}月"
        if year == last_year:
            return f"{year}年{start}—{end}月"
        if start == 1 and end == 12:
            return f"{year}—{last_year}年"
        return f"{year}年{start}月—{last_year}年{end}月"

    @property
    def label_en(self) -> str:
        """Return the period in English: 2024, Jan–Sep 2024, Q3 2024, H1 2024."""
        year, start = divmod(self.first, 100)
        last_year, end = divmod(self.last, 100)
        match self.kind:
            case "year":
                return f"{year}"
            case "half" | "quarter":
                return f"{self.key[4:]} {year}"
            case "month":
                return f"{_ENGLISH_MONTH[start - 1]} {year}"
        if year == last_year:
            return f"{_ENGLISH_MONTH[start - 1]}–{_ENGLISH_MONTH[end - 1]} {year}"
        return f"{_ENGLISH_MONTH[start - 1]} {year} – {_ENGLISH_MONTH[end - 1]} {last_year}"

    def shifted(self, months: int) -> Period:
        """Return the period `months` later (earlier when negative)."""
        return Period(add_months(self.first, months), add_months(self.last, months))

    def previous_year(self) -> Period:
        """Return the same months a year earlier (上年同期)."""
        return self.shifted(-12)

    def previous(self) -> Period:
        """Return the adjacent period of the same length (环比)."""
        return self.shifted(-self.month_count)

    def until(self, last: int) -> Period | None:
        """Return the part up to and including `last`, or None when nothing is left."""
        return None if last < self.first else Period(self.first, min(self.last, last))


_ENGLISH_MONTH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
