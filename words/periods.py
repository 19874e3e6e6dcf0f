"""Days, weeks, months and longer periods as phrases."""

from __future__ import annotations

from collections.abc import Sequence

from words.phrases import Phrase


def period_phrase(key: int, cadence: str) -> Phrase:
    """Return a period: 20230131 by day, 202305 by ISO week, 202301 by month, 20231 by quarter or half year, 2023."""
    if cadence == "day":
        return Phrase("period_day", year=key // 10000, month=key // 100 % 100, day=key % 100)
    if cadence == "year":
        return Phrase("period_year", year=key)
    if cadence == "quarter":
        return Phrase("period_quarter", year=key // 10, quarter=key % 10)
    if cadence == "half_year":
        return Phrase(f"period_half_{key % 10}", year=key // 10)
    if cadence == "week":
        return Phrase("period_week", year=key // 100, week=key % 100)
    return Phrase("period_month", year=key // 100, month=key % 100)


def exempt_phrase(holidays: Sequence[str], workdays: int) -> Phrase:
    """Return why nothing is due in a period: its holidays and how few days are worked."""
    if not holidays:
        return Phrase("exempt_weekend", workdays=workdays)
    return Phrase("exempt_holidays", holidays=holidays, workdays=workdays)
