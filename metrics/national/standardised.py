"""Crude and directly age-standardised rates of the residents, for any place and period of the warehouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from sqlalchemy import Table

from data_access.schema import admission_age_month, death_month
from metrics.ask.answers import Rows
from metrics.ask.computed import Computed, Reads, answered_from_rows
from metrics.ask.frame_columns import Columns, Parts
from metrics.ask.question import Key, Question
from metrics.definition import Metric
from metrics.national.by_age import (
    Counts,
    in_windows,
    months_read,
    person_years,
    selects_by_age,
    sorted_by_age,
)
from metrics.national.frame import Side, basis_of, frame_columns, keys_of, windows_of
from metrics.period import Period
from metrics.reference import Reference
from metrics.source import Source
from metrics.statistics.intervals import (
    EXACT_BELOW,
    FloatArray,
    rate_interval,
    standardised_rate,
    standardised_variance,
)
from metrics.statistics.standard_population import AGES, CENSUS_2020

METHOD: Final = "Dobson"  # the interval of the values
AGAIN: Final = "Dobson, adjusted for repeated events"
Found = tuple[Counts, Counts, Counts]  # events, their squares by person, residents


def by_residents(table: Table, events: str, squares: str | None = None, *, standardised: bool) -> Computed:
    """Return how a rate of events per person-year is answered.

    table, events : events of the residents by month and age group.
    squares       : the column of each person's events squared and summed; without it nobody has two.
    standardised  : by the census of 2020; else the residents' own ages weigh, and the rate is the crude one.
    """
    columns = [events] if squares is None else [events, squares]

    def reads(source: Source, metric: Metric, question: Question) -> Reads:
        whole = months_read(source.reference, question)
        return Reads(selects_by_age(question, whole, table, columns, AGES))

    def from_rows(
        reference: Reference, metric: Metric, question: Question, reads: Reads, rows: Sequence[Rows]
    ) -> Columns:
        now = reference.check_period(question.period)
        keys = keys_of(reference, question, now)
        own, base = windows_of(question, now, keys)
        read = [sorted_by_age(each, reference, now, AGES) for each in rows]
        found = (read[0], read[-2], read[-1])
        current, parts = _side(metric, question, found, keys, own, standardised)
        before, base_parts = _side(metric, question, found, keys, base, standardised)
        return frame_columns(
            reference,
            metric,
            question,
            keys,
            current,
            before,
            method=METHOD if squares is None else AGAIN,
            parts=Parts(*parts, *base_parts),
            basis=basis_of(reference, table.name, question),
        )

    return Computed(
        answer=answered_from_rows(reads, from_rows),
        reads=reads,
        from_rows=from_rows,
        interval=METHOD if squares is None else AGAIN,
        made=_MADE if standardised else _MADE_CRUDE,
        why_not_split="weighed_by_ages",
    )


def _side(
    metric: Metric,
    question: Question,
    found: Found,
    keys: Sequence[Key],
    windows: Sequence[Period | None],
    standardised: bool,
) -> tuple[Side, tuple[FloatArray, FloatArray]]:
    """Return the rate of each group in its window, and the events and exposure whose rate is as uncertain as it.

    No event at all is a rate of 0 without limits; from one event to nine there is no standardised rate.
    """
    count, squares = (in_windows(question, each, keys, windows) for each in found[:2])
    lived = person_years(question, found[2], keys, windows)
    total, people = count.sum(axis=1), lived.sum(axis=1)
    people = np.where(people > 0, people, np.nan)
    weight = np.broadcast_to(np.array(CENSUS_2020, dtype=np.float64), lived.shape) if standardised else lived
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = standardised_rate(count, lived, weight, squares=squares, per=metric.per)
        share = weight / weight.sum(axis=1, keepdims=True)
        variance = standardised_variance(squares, lived, share)
        value = np.where(total == 0, 0.0 * people, rate.estimate)
        lower, upper = rate.lower, rate.upper
        if not standardised:
            few = total < EXACT_BELOW
            exact = rate_interval(total, people, per=metric.per)
            value = metric.per * total / people
            lower, upper = np.where(few, exact.lower, lower), np.where(few, exact.upper, upper)
        # As many independent events as would give this rate this variance.
        alike = np.where(total == 0, total, (value / metric.per) ** 2 / variance)
        exposure = np.where(total == 0, people, alike / (value / metric.per))
    known = people > 0
    side = Side(np.where(known, total, np.nan), people, np.where(known, value, np.nan), lower, upper)
    return side, (alike, exposure)


_MADE: Final = (
    "18个五岁组各以期内例数除以人年数（年中人口×期内月数÷12），按2020年人口普查的全国年龄构成加权；区间按Dobson法，"
    "一人多次的按各人次数的平方计方差；不足10例不算",
    "in each of 18 five-year age groups events over person-years (mid-year residents × months ÷ 12), weighed by the "
    "ages of the country at the census of 2020; Dobson's limits, with the squares of each person's events as variance "
    "where one person may have several; not given below ten events",
)
_MADE_CRUDE: Final = (
    "期内例数除以人年数（年中人口×期内月数÷12）；一人多次的按各人次数的平方计方差",
    "events over person-years (mid-year residents × months ÷ 12); where one person may have several, the squares of "
    "each person's events are the variance",
)

MORTALITY: Final = by_residents(death_month, "deaths", standardised=True)
CRUDE_MORTALITY: Final = by_residents(death_month, "deaths", standardised=False)
ADMISSIONS: Final = by_residents(admission_age_month, "admissions", "admissions_squared", standardised=True)
CRUDE_ADMISSIONS: Final = by_residents(admission_age_month, "admissions", "admissions_squared", standardised=False)
