"""Periods as people write them: 2024年9月, 2024年1—9月, 2024.09, 三季度, 上半年, 截至9月末."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final, Literal

from intake.layout.numbers import label
from intake.reading.book import Scalar

Shape = Literal["month", "span", "year"]
"""month: one month; span: from January or elsewhere to a month; year: the twelve."""

_DIGITS: Final = str.maketrans("〇零一二三四五六七八九", "00123456789")
_TENS: Final = {"十": 10, "十一": 11, "十二": 12}
_CHINESE_MONTH: Final = re.compile(r"(十[一二]?|[一二三四五六七八九])(?=月)")
_CHINESE_YEAR: Final = re.compile(r"[二〇零一九][〇零一二三四五六七八九]{3}(?=年)")
_YEAR: Final = r"(?P<year>(?:19|20)\d{2}|\d{2}(?=年))"
_DASH: Final = r"(?:[-—–~～至到]+|--)"
_MONTH: Final = r"(?:0?[1-9]|1[0-2])"
_PATTERNS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        # A whole date first: 2024-01-05 is no January to May.
        rf"(?<!\d){_YEAR}(?P<mark>[.\-/])(?P<month>{_MONTH})(?P=mark)(?:0?[1-9]|[12]\d|3[01])(?!\d)",
        rf"{_YEAR}年(?:第)?(?P<quarter>[一二三四1-4])季度?",
        rf"{_YEAR}年?Q(?P<quarter>[1-4])",
        rf"{_YEAR}年(?P<half>[上下])半年",
        rf"{_YEAR}年度?(?P<first>{_MONTH})月?(?:份)?{_DASH}(?P<last>{_MONTH})月(?:份)?",
        rf"{_YEAR}[.\-/](?P<first>{_MONTH}){_DASH}(?:(?P=year)[.\-/])?(?P<last>{_MONTH})月?(?!\d)",
        rf"{_YEAR}年(?P<month>{_MONTH})月",
        rf"(?<!\d){_YEAR}[.\-/](?P<month>{_MONTH})(?!\d)",
        r"(?<!\d)(?P<year>20\d{2})(?P<month>0[1-9]|1[0-2])(?:[0-3]\d)?(?!\d)",
        rf"{_YEAR}年(?:度|全年|末|底)?",
        r"(?<!\d)(?P<year>20\d{2})(?!\d)",
        r"(?P<quarter>[一二三四1-4])季度",
        r"(?P<half>[上下])半年",
        rf"(?<!\d)(?P<first>{_MONTH})月?(?:份)?{_DASH}(?P<last>{_MONTH})月(?:份)?",
        rf"(?<!\d)(?P<month>{_MONTH})月(?:份)?",
    )
)
_QUARTERS: Final = {"一": 1, "二": 2, "三": 3, "四": 4}
_CUMULATIVE: Final = re.compile(r"累计|年初至今|本年度?止|1[-—–~～至到]+\d{1,2}月")
_SINGLE: Final = re.compile(r"当月|本月|单月|月报")


@dataclass(frozen=True, order=True)
class Written:
    """A period as written. first, last: months of the year; year None where it must come from elsewhere."""

    year: int | None
    first: int
    last: int

    @property
    def shape(self) -> Shape:
        """Say whether it is a month, a run of months or a whole year."""
        if self.first == self.last:
            return "month"
        return "year" if (self.first, self.last) == (1, 12) else "span"

    def in_year(self, year: int) -> Written:
        """Return the period with its year, where it named none."""
        return self if self.year is not None else Written(year, self.first, self.last)

    @property
    def months(self) -> tuple[int, ...]:
        """Months as YYYYMM. Raises ValueError without a year."""
        if self.year is None:
            raise ValueError("a period without a year has no months")
        return tuple(self.year * 100 + month for month in range(self.first, self.last + 1))


def periods_in(cell: Scalar) -> tuple[Written, ...]:
    """Return the periods a text or a date cell names, in its order, each once."""
    if isinstance(cell, dt.datetime | dt.date):
        return (Written(cell.year, cell.month, cell.month),)
    text = _arabic(label(cell))
    found: list[tuple[int, Written]] = []
    taken: list[tuple[int, int]] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            written = _written(match)
            if written is not None:
                taken.append(match.span())
                found.append((match.start(), written))
    return tuple(dict.fromkeys(written for _, written in sorted(found, key=lambda pair: pair[0])))


def _arabic(text: str) -> str:
    text = _CHINESE_YEAR.sub(lambda match: match[0].translate(_DIGITS), text)
    return _CHINESE_MONTH.sub(lambda match: str(_TENS.get(match[1]) or match[1].translate(_DIGITS)), text)


def _written(match: re.Match[str]) -> Written | None:
    parts = match.groupdict()
    year = int(parts["year"]) if parts.get("year") else None
    if year is not None and year < 100:
        year += 2000
    if parts.get("quarter"):
        number = _QUARTERS.get(parts["quarter"]) or int(parts["quarter"])
        return Written(year, number * 3 - 2, number * 3)
    if parts.get("half"):
        return Written(year, 1, 6) if parts["half"] == "上" else Written(year, 7, 12)
    if parts.get("first"):
        first, last = int(parts["first"]), int(parts["last"])
        return Written(year, first, last) if first <= last else None
    if parts.get("month"):
        return Written(year, int(parts["month"]), int(parts["month"]))
    return Written(year, 1, 12)


def says_cumulative(text: str) -> bool:
    """Say whether words call the figures cumulative (累计, 1—9月)."""
    return bool(_CUMULATIVE.search(label(text)))


def says_single(text: str) -> bool:
    """Say whether words call the figures those of one month (当月, 本月)."""
    return bool(_SINGLE.search(label(text)))


def without_periods(text: str) -> str:
    """Return a heading without the periods that it names, and without brackets left empty."""
    left = _arabic(label(text))
    for pattern in _PATTERNS:
        left = pattern.sub("", left)
    return re.sub(r"[((]\s*[))]|^[-—、:]+|[-—、:]+$", "", left)
