"""The national mortality measure: 40q30 from death rates by age, for any place and period of the warehouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from data_access.schema import death_month
from metrics.ask.answers import Rows
from metrics.ask.computed import Computed, Reads, answered_from_rows
from metrics.ask.frame_columns import Columns, Parts
from metrics.ask.question import Key, Question
from metrics.definition import Metric
from metrics.national.by_age import Counts, in_windows, months_read, person_years, selects_by_age, sorted_by_age
from metrics.national.frame import Side, basis_of, frame_columns, keys_of, windows_of
from metrics.period import Period
from metrics.reference import Reference
from metrics.source import Source
from metrics.statistics.intervals import FloatArray
from metrics.statistics.mortality import AGE_GROUPS, premature_mortality

METHOD: Final = "Chiang"  # the interval of its values
AGES: Final = tuple(int(group.split("-")[0]) for group in AGE_GROUPS)


def _reads(source: Source, metric: Metric, question: Question) -> Reads:
    """Return deaths by age, place and month, and residents by age, place and year, of both periods."""
    whole = months_read(source.reference, question)
    return Reads(selects_by_age(question, whole, death_month, ["four_ncd_deaths"], AGES))


def _from_rows(
    reference: Reference, metric: Metric, question: Question, reads: Reads, found: Sequence[Rows]
) -> Columns:
    """Return 40q30 with its interval: deaths of the period over person-years, by eight age groups."""
    now = reference.check_period(question.period)
    keys = keys_of(reference, question, now)
    own_windows, base_windows = windows_of(question, now, keys)
    deaths, residents = (sorted_by_age(rows, reference, now, AGES) for rows in found)
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


def _mortality_side(
    metric: Metric,
    question: Question,
    deaths: Counts,
    residents: Counts,
    keys: Sequence[Key],
    windows: Sequence[Period | None],
) -> tuple[Side, FloatArray]:
    """Return 40q30 of each group in its window, and the exposure at which its deaths give its cumulated hazard."""
    died = in_windows(question, deaths, keys, windows)
    lived = person_years(question, residents, keys, windows)
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
    why_not_split="product_over_ages",
)
