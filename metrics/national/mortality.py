"""The national mortality measure: 40q30 from death rates by age, for any place and period of the warehouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy import Select, func, select

from data_access.schema import death_month, resident_age_year
from metrics.ask.answers import Rows
from metrics.ask.compiler import BoundSelect
from metrics.ask.computed import Computed, Reads, answered_from_rows
from metrics.ask.frame_columns import Columns, Parts
from metrics.ask.question import Key, Question
from metrics.definition import Metric
from metrics.national.frame import Side, basis_of, frame_columns, keys_of, windows_of
from metrics.period import Period
from metrics.reference import Reference
from metrics.source import Source
from metrics.statistics.intervals import FloatArray
from metrics.statistics.mortality import AGE_GROUPS, premature_mortality

METHOD: Final = "Chiang"  # the interval of its values
_DEATHS: Final = func.sum(death_month.c.four_ncd_deaths)
AGES: Final = tuple(int(group.split("-")[0]) for group in AGE_GROUPS)


def _reads(source: Source, metric: Metric, question: Question) -> Reads:
    """Return deaths by age, place and month, and residents by age, place and year, of both periods."""
    now = source.reference.check_period(question.period)
    _, base_windows = windows_of(question, now, keys_of(source.reference, question, now))
    whole = now if question.compare is None else Period(min(now.first, *(_firsts(base_windows))), now.last)
    return Reads((BoundSelect(_deaths_select(question, whole)), BoundSelect(_people_select(question, whole))))


def _from_rows(
    reference: Reference, metric: Metric, question: Question, reads: Reads, found: Sequence[Rows]
) -> Columns:
    """Return 40q30 with its interval: deaths of the period over person-years, by eight age groups."""
    now = reference.check_period(question.period)
    keys = keys_of(reference, question, now)
    own_windows, base_windows = windows_of(question, now, keys)
    deaths, residents = (_by_age(rows, reference, now) for rows in found)
    current, exposure = _mortality_side(metric, question, deaths, residents, keys, own_windows)
    before, base_exposure = _mortality_side(metric, question, deaths, residents, keys, base_windows)
    return frame_columns(
        reference,
        metric,
        question,
        keys,
        current,
        before,
        method=METHOD,
        # Verdicts compare the two cumulated hazards: deaths over the exposure that gives this hazard.
        parts=Parts(current.numerator, exposure, before.numerator, base_exposure),
        basis=basis_of(reference, "death_month", question),
    )


def _firsts(windows: Sequence[Period | None]) -> list[int]:
    return [window.first for window in windows if window is not None] or [999912]


class _Counts(NamedTuple):
    """Persons by age group, shape (rows, 8), with each row's county, place and time (month or year)."""

    county: npt.NDArray[np.object_]
    place: npt.NDArray[np.object_]
    time: npt.NDArray[np.int64]
    by_age: FloatArray


def _deaths_select(question: Question, whole: Period) -> Select[Any]:
    """Return the select of deaths by county, place, month and age."""
    table = death_month
    return (
        select(table.c.county_code, table.c.township_code, table.c.month, table.c.age_from, _DEATHS.label("deaths"))
        .where(
            table.c.county_code.in_(list(question.counties)),
            table.c.month.between(whole.first, whole.last),
            table.c.age_from.in_(AGES),
        )
        .group_by(table.c.county_code, table.c.township_code, table.c.month, table.c.age_from)
    )


def _people_select(question: Question, whole: Period) -> Select[Any]:
    """Return the select of mid-year residents by county, place, year and age."""
    table = resident_age_year
    return select(table.c.county_code, table.c.township_code, table.c.year, table.c.age_from, table.c.residents).where(
        table.c.county_code.in_(list(question.counties)),
        table.c.year.between(whole.first // 100, whole.last // 100),
        table.c.age_from.in_(AGES),
    )


def _by_age(rows: Rows, reference: Reference, now: Period) -> _Counts:
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


PREMATURE_MORTALITY: Final = Computed(
    answer=answered_from_rows(_reads, _from_rows),
    reads=_reads,
    from_rows=_from_rows,
    interval=METHOD,
    made=(
        "八个五岁组各以期内死亡数除以人年数（年中人口×期内月数÷12）得死亡率M，死亡概率＝5M÷(1＋2.5M)，"
        "40q30＝1－各组生存概率之积",
        "in each of eight five-year age groups, deaths over person-years (mid-year residents × months ÷ 12) are the "
        "rate M, the probability of dying is 5M ÷ (1 + 2.5M); 40q30 is 1 less the product of surviving them all",
    ),
    why_not_split=(
        "40q30由八个年龄组的死亡率连乘得出；按乡镇分解要用到每个乡镇每个年龄组的死亡人数，多数不足10人，因此不列。",
        "40q30 is a product over eight ages; splitting it needs deaths by age and township, mostly under ten.",
    ),
)
