"""Which days are worked in China: weekends, statutory holidays and the 调休 days worked in their stead.

Source: the State Council's yearly notices, as held by the chinesecalendar package (2004 to the last notice published).
A year without a notice yet is read by its weekdays alone and says so: `known` is False, never silently a guess.
"""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd
from chinese_calendar.constants import Holiday, holidays, workdays

from words.faults import Fault
from words.phrases import Phrase

DateArray = npt.NDArray[np.datetime64]

FIRST_KNOWN_YEAR = min(holidays).year
LAST_KNOWN_YEAR = max(holidays).year
NAME_ZH = {str(day.value): str(day.chinese) for day in Holiday}
NAME_EN = {str(day.chinese): str(day.value) for day in Holiday}

# Periods with fewer working days are exempt: a week with two days of work left cannot hold a round of visits.
FEWEST_WORKDAYS = {"day": 1, "week": 3, "month": 10, "quarter": 30, "half_year": 60, "year": 120}
CADENCES = tuple(FEWEST_WORKDAYS)
LONGEST_YEAR = 366


class SpanTooLong(Fault, ValueError):
    """A year of more than 366 days, or one that ends before it starts."""

    def __init__(self, first: dt.date, last: dt.date, longest: int) -> None:
        days = (last - first).days + 1
        code = "span_too_long" if days > 0 else "span_reversed"
        super().__init__(code, first=first, last=last, days=days, most=longest)


@cache
def _known() -> tuple[DateArray, npt.NDArray[np.object_], DateArray]:
    """Return holidays in date order, their Chinese names, and the makeup days."""
    off = sorted(holidays)
    names = np.array([NAME_ZH[holidays[day]] for day in off], dtype=object)
    # The package lists a makeup day only where a weekend is worked.
    return np.array(off, dtype="datetime64[D]"), names, np.array(sorted(workdays), dtype="datetime64[D]")


@cache
def spring_festival(year: int) -> dt.date | None:
    """Return the first day of the year's Spring Festival holiday; None where its notice is not held."""
    own = [day for day, name in holidays.items() if name == Holiday.spring_festival.value and day.year == year]
    return min(own, default=None)


def iso_weeks(days: DateArray) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return ISO year and ISO week (1–53) of each day: 2021-01-03 is in week 53 of 2020."""
    number = days.astype("datetime64[D]").astype(np.int64)
    monday = number - (number + 3) % 7  # 1970-01-01 was a Thursday
    thursday = (monday + 3).astype("datetime64[D]")
    year = thursday.astype("datetime64[Y]")
    week = (thursday - year.astype("datetime64[D]")).astype(np.int64) // 7 + 1
    return year.astype(np.int64) + 1970, week


def day_kinds(days: DateArray) -> npt.NDArray[np.object_]:
    """Return workday | weekend | holiday | makeup of each day."""
    days = days.astype("datetime64[D]")
    off, _, makeup = _known()
    weekend = (days.astype(np.int64) + 3) % 7 >= 5
    kinds = np.where(weekend, "weekend", "workday").astype(object)
    kinds[np.isin(days, off)] = "holiday"
    kinds[np.isin(days, makeup)] = "makeup"
    return kinds


def is_workday(days: DateArray) -> npt.NDArray[np.bool_]:
    """Return which days are worked."""
    return np.isin(day_kinds(days), ("workday", "makeup"))


def day_range(first: dt.date, last: dt.date, *, longest: int = LONGEST_YEAR) -> DateArray:
    """Return every day from first to last, both included. Raises SpanTooLong beyond `longest` days or below one."""
    if not 1 <= (last - first).days + 1 <= longest:
        raise SpanTooLong(first, last, longest)
    return np.arange(np.datetime64(first, "D"), np.datetime64(last, "D") + 1)


def calendar_days(first: dt.date, last: dt.date, *, longest: int = LONGEST_YEAR) -> pd.DataFrame:
    """Return one row a day: date, kind, holiday_zh, worked, iso_year, iso_week, month, known.

    known: whether the State Council's notice of that year is held. Raises SpanTooLong.
    """
    days = day_range(first, last, longest=longest)
    off, names, _ = _known()
    kinds = day_kinds(days)
    iso_year, iso_week = iso_weeks(days)
    place = np.clip(np.searchsorted(off, days), 0, len(off) - 1)
    year = days.astype("datetime64[Y]").astype(np.int64) + 1970
    return pd.DataFrame(
        {
            "date": days.astype("datetime64[s]"),
            "kind": kinds,
            "holiday_zh": np.where(off[place] == days, names[place], ""),
            "worked": np.isin(kinds, ("workday", "makeup")),
            "iso_year": iso_year,
            "iso_week": iso_week,
            "month": year * 100 + days.astype("datetime64[M]").astype(np.int64) % 12 + 1,
            "known": (year >= FIRST_KNOWN_YEAR) & (year <= LAST_KNOWN_YEAR),
        }
    )


def period_keys(days: DateArray, cadence: str) -> npt.NDArray[np.int64]:
    """Return the period each day falls in: 20230131 | 202305 (ISO week) | 202301 | 20231 (quarter, half) | 2023.

    cadence: day | week | month | quarter | half_year | year. Raises KeyError for another one.
    """
    days = days.astype("datetime64[D]")
    if cadence == "week":
        year, week = iso_weeks(days)
        return year * 100 + week
    year = days.astype("datetime64[Y]").astype(np.int64) + 1970
    month = days.astype("datetime64[M]").astype(np.int64) % 12 + 1
    day = (days - days.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64) + 1
    keys: dict[str, npt.NDArray[np.int64]] = {
        "day": year * 10000 + month * 100 + day,
        "month": year * 100 + month,
        "quarter": year * 10 + (month + 2) // 3,
        "half_year": year * 10 + (month + 5) // 6,
        "year": year,
    }
    return keys[cadence]


def periods(first: dt.date, last: dt.date, cadence: str, *, longest: int = LONGEST_YEAR) -> pd.DataFrame:
    """Return one row a period: period, start, end, days, workdays, exempt, whole, known, holidays.

    exempt: fewer working days than FEWEST_WORKDAYS. holidays: Chinese names of those in it, a tuple.
    whole: the span holds all the period's days; a period cut off by the span cannot be judged missed.
    Raises SpanTooLong.
    """
    days = calendar_days(first, last, longest=longest)
    dates = days["date"].to_numpy()
    days = days.assign(period=period_keys(dates, cadence))
    by = days.groupby("period", sort=True)
    table = by.agg(
        start=("date", "min"),
        end=("date", "max"),
        days=("date", "size"),
        workdays=("worked", "sum"),
        known=("known", "all"),
    ).reset_index()
    keys = table["period"].to_numpy()
    before = (table["start"].to_numpy().astype("datetime64[D]").astype(np.int64) - 1).astype("datetime64[D]")
    after = (table["end"].to_numpy().astype("datetime64[D]").astype(np.int64) + 1).astype("datetime64[D]")
    table["whole"] = (period_keys(before, cadence) != keys) & (period_keys(after, cadence) != keys)
    table["exempt"] = table["whole"] & (table["workdays"] < FEWEST_WORKDAYS[cadence])
    named = days[days["holiday_zh"] != ""].groupby("period")["holiday_zh"].unique()
    table["holidays"] = [tuple(named.get(key, ())) for key in keys]
    columns = ["period", "start", "end", "days", "workdays", "exempt", "whole", "known", "holidays"]
    return table[columns]


def planned_periods(first: dt.date, last: dt.date, cadence: str, *, longest: int = LONGEST_YEAR) -> pd.DataFrame:
    """Return the periods a roster from first to last touches: those of `periods`, and `duty`.

    duty: due | exempt (节假日) | elsewhere. A period cut off by the span is due in the roster that holds at least half
    of its working days, and elsewhere otherwise; start, end and workdays are those inside. Raises SpanTooLong.
    """
    table = periods(first, last, cadence, longest=longest)
    margin = dt.timedelta(days=LONGEST_YEAR)
    around = periods(first - margin, last + margin, cadence, longest=longest + 2 * LONGEST_YEAR)
    whole = around.set_index("period").loc[table["period"]]
    mostly = 2 * table["workdays"].to_numpy() >= whole["workdays"].to_numpy()
    exempt = whole["exempt"].to_numpy()
    table["exempt"] = exempt
    return table.assign(cadence=cadence, duty=np.select([exempt, ~mostly], ["exempt", "elsewhere"], "due"))


def working_days(first: dt.date, last: dt.date, *, longest: int = LONGEST_YEAR) -> list[dt.date]:
    """Return the days that are worked from first to last. Raises SpanTooLong."""
    days = day_range(first, last, longest=longest)
    return [dt.date.fromisoformat(str(day)) for day in days[is_workday(days)]]


def unpublished_years(first: dt.date, last: dt.date) -> tuple[int, ...]:
    """Return the years between two days whose notice is not held: their holidays are unknown, all weekdays count."""
    return tuple(year for year in range(first.year, last.year + 1) if not FIRST_KNOWN_YEAR <= year <= LAST_KNOWN_YEAR)


def unpublished_words(first: dt.date, last: dt.date) -> Phrase | None:
    """Return what to say of days whose holidays are not published, None where all are."""
    years = unpublished_years(first, last)
    return Phrase("holidays_unpublished", years=tuple(map(str, years)), known=LAST_KNOWN_YEAR) if years else None
