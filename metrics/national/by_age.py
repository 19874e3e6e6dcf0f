"""Events and residents by age group, for any place and period: what rates that mind people's ages are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy import Select, Table, func, select

from data_access.schema import resident_age_year
from metrics.ask.answers import Rows
from metrics.ask.compiler import BoundSelect
from metrics.ask.question import Key, Question
from metrics.national.frame import keys_of, windows_of
from metrics.period import Period
from metrics.reference import Reference
from metrics.statistics.intervals import FloatArray

_LATE = 999912


class Counts(NamedTuple):
    """Counts by age group, shape (rows, n_ages), with each row's county, place and time (month or year)."""

    county: npt.NDArray[np.object_]
    place: npt.NDArray[np.object_]
    time: npt.NDArray[np.int64]
    by_age: FloatArray

    def here(self, county: str, wanted: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Mark the rows of a county, or of the places wanted in it."""
        own = self.county == county
        return np.asarray(own & np.isin(self.place, list(wanted)) if wanted else own, dtype=bool)


def months_read(reference: Reference, question: Question) -> Period:
    """Return the months from the first that is compared to the last that is asked for."""
    now = reference.check_period(question.period)
    if question.compare is None:
        return now
    _, base = windows_of(question, now, keys_of(reference, question, now))
    firsts = [window.first for window in base if window is not None] or [_LATE]
    return Period(min(now.first, *firsts), now.last)


def selects_by_age(
    question: Question, whole: Period, table: Table, columns: Sequence[str], ages: Sequence[int]
) -> tuple[BoundSelect, ...]:
    """Return the selects of each of the columns by county, place, month and age, and of the residents by year."""
    keys = (table.c.county_code, table.c.township_code, table.c.month, table.c.age_from)

    def events(column: str) -> Select[Any]:
        return (
            select(*keys, func.sum(table.c[column]).label(column))
            .where(
                table.c.county_code.in_(list(question.counties)),
                table.c.month.between(whole.first, whole.last),
                table.c.age_from.in_(ages),
            )
            .group_by(*keys)
        )

    lived = resident_age_year.c
    people = select(lived.county_code, lived.township_code, lived.year, lived.age_from, lived.residents).where(
        lived.county_code.in_(list(question.counties)),
        lived.year.between(whole.first // 100, whole.last // 100),
        lived.age_from.in_(ages),
    )
    return (*(BoundSelect(events(column)) for column in columns), BoundSelect(people))


def sorted_by_age(rows: Rows, reference: Reference, now: Period, ages: Sequence[int]) -> Counts:
    """Sort rows of (county, township, time, age, count) by place, in the boundaries of the period's end."""
    position = {age: index for index, age in enumerate(ages)}
    found: dict[tuple[str, str, int], list[float]] = {}
    for county, township, time, age, count in rows:
        place = reference.in_edition(county, now.last).get(township, township)
        # Townships that merged later stand for one: their counts add.
        found.setdefault((county, place, time), [0.0] * len(ages))[position[age]] += float(count)
    keys = list(found)
    return Counts(
        np.array([key[0] for key in keys], dtype=object),
        np.array([key[1] for key in keys], dtype=object),
        np.array([key[2] for key in keys], dtype=np.int64),
        np.array(list(found.values()), dtype=np.float64).reshape(-1, len(ages)),
    )


def in_windows(question: Question, events: Counts, keys: Sequence[Key], windows: Sequence[Period | None]) -> FloatArray:
    """Return the events of each group in its window, shape (n_keys, n_ages); NaN without a window."""
    found = np.full((len(keys), events.by_age.shape[1]), np.nan)
    for row, ((county, place, _), window) in enumerate(zip(keys, windows, strict=True)):
        if window is not None:
            inside = (events.time >= window.first) & (events.time <= window.last)
            wanted = [place] if place is not None else list(question.townships)
            found[row] = events.by_age[inside & events.here(county, wanted)].sum(axis=0)
    return found


def person_years(
    question: Question, residents: Counts, keys: Sequence[Key], windows: Sequence[Period | None]
) -> FloatArray:
    """Return the person-years of each group in its window, shape (n_keys, n_ages): mid-year residents × months ÷ 12.

    NaN without a window.
    """
    found = np.full((len(keys), residents.by_age.shape[1]), np.nan)
    years = residents.time.tolist()
    for row, ((county, place, _), window) in enumerate(zip(keys, windows, strict=True)):
        if window is None:
            continue
        share_of_year = {year: sum(month // 100 == year for month in window.months) / 12 for year in set(years)}
        weights = np.array([share_of_year[year] for year in years], dtype=np.float64)
        wanted = [place] if place is not None else list(question.townships)
        found[row] = (residents.by_age * (weights * residents.here(county, wanted))[:, None]).sum(axis=0)
    return found
