"""The national mortality measure: 40q30 from death rates by age, for any place and period of the warehouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy import Row, func, select

from data_access import read
from data_access.schema import death_month, resident_age_year
from metrics.ask.question import Key, Question
from metrics.definition import Metric
from metrics.national.frame import Columns, Side, basis_of, frame_columns, keys_of, windows_of
from metrics.period import Period
from metrics.reference import Reference
from metrics.source import Source
from metrics.statistics.intervals import FloatArray
from metrics.statistics.mortality import AGE_GROUPS, premature_mortality

_DEATHS: Final = func.sum(death_month.c.four_ncd_deaths)
AGES: Final = tuple(int(group.split("-")[0]) for group in AGE_GROUPS)


def premature_mortality_of_places(source: Source, metric: Metric, question: Question) -> Columns:
    """Return 40q30 with its interval: deaths of the period over person-years, by eight age groups."""
    now = source.reference.check_period(question.period)
    keys = keys_of(source.reference, question, now)
    own_windows, base_windows = windows_of(question, now, keys)
    whole = now if question.compare is None else Period(min(now.first, *(_firsts(base_windows))), now.last)
    deaths, residents = (
        _deaths(source, question, now, whole),
        _people(source, question, now, whole),
    )
    current, exposure = _mortality_side(metric, question, deaths, residents, keys, own_windows)
    before, base_exposure = _mortality_side(metric, question, deaths, residents, keys, base_windows)
    return frame_columns(
        source.reference,
        metric,
        question,
        keys,
        current,
        before,
        method="Chiang",
        # Verdicts compare the two cumulated hazards: deaths over the exposure that gives this hazard.
        parts=(current.numerator, exposure, before.numerator, base_exposure),
        basis=basis_of(source.reference, "death_month", question),
    )


def _firsts(windows: Sequence[Period | None]) -> list[int]:
    return [window.first for window in windows if window is not None] or [999912]


class _Counts(NamedTuple):
    """Persons by age group, shape (rows, 8), with each row's county, place and time (month or year)."""

    county: npt.NDArray[np.object_]
    place: npt.NDArray[np.object_]
    time: npt.NDArray[np.int64]
    by_age: FloatArray


def _deaths(source: Source, question: Question, now: Period, whole: Period) -> _Counts:
    """Return deaths by county, place and month."""
    table = death_month
    statement = (
        select(table.c.county_code, table.c.township_code, table.c.month, table.c.age_from, _DEATHS)
        .where(
            table.c.county_code.in_(list(question.counties)),
            table.c.month.between(whole.first, whole.last),
            table.c.age_from.in_(AGES),
        )
        .group_by(table.c.county_code, table.c.township_code, table.c.month, table.c.age_from)
    )
    return _by_age(read.rows(source.engine, statement), source.reference, now)


def _people(source: Source, question: Question, now: Period, whole: Period) -> _Counts:
    """Return mid-year residents by county, place and year."""
    table = resident_age_year
    statement = select(
        table.c.county_code, table.c.township_code, table.c.year, table.c.age_from, table.c.residents
    ).where(
        table.c.county_code.in_(list(question.counties)),
        table.c.year.between(whole.first // 100, whole.last // 100),
        table.c.age_from.in_(AGES),
    )
    return _by_age(read.rows(source.engine, statement), source.reference, now)


def _by_age(rows: Sequence[Row[Any]], reference: Reference, now: Period) -> _Counts:
    """Sort rows of (county, township, time, age, persons) by place, in the boundaries of the period's end."""
    position = {age: index for index, age in enumerate(AGES)}
    found: dict[tuple[str, str, int], list[float]] = {}
    for row in rows:
        county, township, time, age, persons = tuple(row)
        place = reference.in_edition(county, now.last).get(township, township)
        found.setdefault((county, place, time), [0.0] * len(AGES))[position[age]] += float(persons)
    keys = list(found)
    return _Counts(
        np.array([key[0] for key in keys], dtype=object),
        np.array([key[1] for key in keys], dtype=object),
        np.array([key[2] for key in keys], dtype=np.int64),
        np.array(list(found.values()), dtype=np.float64).reshape(-1, len(AGES)),
    )


def _mortality_side(
    metric: Metric,
    question: Question,
    deaths: _Counts,
    residents: _Counts,
    keys: Sequence[Key],
    windows: Sequence[Period | None],
) -> tuple[Side, FloatArray]:
    """Return 40q30 of each group in its window, and the exposure at which its deaths give its cumulated hazard."""
    died, lived = (np.full((len(keys), len(AGES)), np.nan) for _ in range(2))
    for position, ((county, place, _), window) in enumerate(zip(keys, windows, strict=True)):
        if window is None:
            continue
        wanted = [place] if place is not None else list(question.townships)
        share_of_year = {
            year: sum(month // 100 == year for month in window.months) / 12 for year in set(residents.time)
        }
        weights = np.array([share_of_year[year] for year in residents.time.tolist()], dtype=np.float64)
        lived[position] = (residents.by_age * (weights * _here(residents, county, wanted))[:, None]).sum(axis=0)
        inside = _here(deaths, county, wanted) & (deaths.time >= window.first) & (deaths.time <= window.last)
        died[position] = deaths.by_age[inside].sum(axis=0)
    found = premature_mortality(died, lived)
    total, people = died.sum(axis=1), lived.sum(axis=1)
    known = people > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        exposure = np.where(total > 0, total / -np.log1p(-found.estimate), people)
    side = Side(
        np.where(known, total, np.nan),
        np.where(known, people, np.nan),
        np.where(known, metric.per * found.estimate, np.nan),
        metric.per * found.lower,
        metric.per * found.upper,
    )
    return side, np.where(known, exposure, np.nan)


def _here(counts: _Counts, county: str, wanted: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Mark the rows of a county, or of the places wanted in it."""
    own = counts.county == county
    return np.asarray(own & np.isin(counts.place, list(wanted)) if wanted else own, dtype=bool)
