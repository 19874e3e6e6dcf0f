"""Which months of two periods may be compared: those in which a metric exists on both sides, under one definition.

A series begins with its first row in the county and ends with its last. Tables of single events (a recruitment, a
visit) begin and end with the warehouse: a month without a row is then a month in which nothing happened. A month is
never compared across a change of definition (Metric.series_breaks); where months before and after one remain, those
of the later definition are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy import and_, case, func, select, true

from data_access import read
from data_access.schema import institution_month
from metrics.ask.question import Question
from metrics.definition import Measure, Metric, Timing
from metrics.period import Period, add_months, months_between
from metrics.reference import Reference
from metrics.source import Source

# No row means nothing happened, so the first and last row say nothing about when counting began and ended.
EVENT_TABLES: Final = frozenset(
    {"appraisal", "death_month", "funding", "posting", "posting_month", "staff_event", "visit"}
)
# Rows stop when a programme has nothing to do; only their beginning is a beginning.
OPEN_ENDED_TABLES: Final = frozenset({"activity_month"})


BEGINS, ENDED, NEW_DEFINITION = "begins", "ended", "new_definition"


class Fewer(NamedTuple):
    """Why fewer months are compared than asked for, and the month, YYYYMM: of the first or last figure, of the
    definition's first."""

    why: str
    month: int


@dataclass(frozen=True)
class Matching:
    """The months of both sides that are compared; None where there are none, and why there are fewer than asked for."""

    now: Period | None
    base: Period | None
    reason: Fewer | None = None

    def if_fewer_than(self, now: Period, base: Period | None) -> tuple[Period, Period] | None:
        """Return both sides if they differ from the periods asked for."""
        if self.now is None or self.base is None or (self.now, self.base) == (now, base):
            return None
        return self.now, self.base


def matching(
    source: Source,
    question: Question,
    metrics: Sequence[Metric],
    now: Period,
    base: Period | None,
) -> dict[str, Matching]:
    """Return for each metric the months that are compared. Raises WarehouseError.

    Split by month each month is held against its own base, so months on both sides of a new definition remain.
    """
    if base is None:
        return {metric.id: Matching(None, None) for metric in metrics}
    by_month = "month" in question.by
    pairs = now.shifted(question.month_step) if by_month else base
    spans = _spans(source, [measure for metric in metrics for measure in metric.measures], question.counties)
    found = {}
    for metric in metrics:
        first, last = _span(metric, spans, question.counties, source.reference)
        found[metric.id] = match_months(now, pairs, first, last, () if by_month else metric.series_breaks)
    return found


def _span(
    metric: Metric, spans: dict[tuple[Measure, str], tuple[int, int]], counties: Sequence[str], reference: Reference
) -> tuple[int, int]:
    """Return the first and last month in which every measure of the metric exists."""
    first, last = reference.first_month, reference.last_month
    for measure in metric.measures:
        found = [spans[measure, county] for county in counties if (measure, county) in spans]
        if found:
            # Several counties are compared over the months that all of them have.
            first, last = max(first, *(span[0] for span in found)), min(last, *(span[1] for span in found))
    return first, last


def match_months(now: Period, base: Period, first: int, last: int, breaks: Sequence[int] = ()) -> Matching:
    """Return the months of `now` whose counterpart in `base` exists under the same definition, and that counterpart.

    first, last : the series' first and last month; breaks : first months of new definitions.
    """
    distance = months_between(base.first, now.first) - 1
    months = [month for month in now.months if first <= add_months(month, -distance) and month <= last]
    reason = None if len(months) == now.month_count else _outside(now, base, first, last)
    kept = [month for month in months if not any(add_months(month, -distance) < start <= month for start in breaks)]
    if len(kept) < len(months):
        start = max(one for one in breaks if any(add_months(month, -distance) < one <= month for month in months))
        reason = Fewer(NEW_DEFINITION, start)
        after = [month for month in kept if month >= start]
        kept = after or kept
    if not kept:
        return Matching(None, None, reason)
    side = Period(kept[0], kept[-1])
    return Matching(side, side.shifted(-distance), reason)


def _outside(now: Period, base: Period, first: int, last: int) -> Fewer:
    """Say why a month has no counterpart."""
    return Fewer(BEGINS, first) if base.first < first else Fewer(ENDED, last)


def _spans(
    source: Source, measures: Sequence[Measure], counties: Sequence[str]
) -> dict[tuple[Measure, str], tuple[int, int]]:
    """Return first and last month of each measure and county; what was looked up once stays in the source's memo."""
    wanted = [measure for measure in dict.fromkeys(measures) if _has_span(measure)]
    known = source.memo.spans
    tables: dict[str, list[Measure]] = {}
    for measure in wanted:
        if any((measure, county) not in known for county in counties):
            tables.setdefault(measure.table.name, []).append(measure)
    for together in tables.values():
        known.update(dict.fromkeys(((measure, county) for measure in together for county in counties), None))
        _look_up(source, together, counties)
    return {
        (measure, county): found
        for measure in wanted
        for county in counties
        if (found := known.get((measure, county))) is not None
    }


def _has_span(measure: Measure) -> bool:
    timed = measure.timing in (Timing.FLOW, Timing.STOCK) and "month" in measure.table.c
    return timed and "county_code" in measure.table.c and measure.table.name not in EVENT_TABLES


def _look_up(source: Source, measures: Sequence[Measure], counties: Sequence[str]) -> None:
    table = measures[0].table
    columns = []
    for measure in measures:
        conditions = [*measure.where, *([table.c.reported] if table is institution_month else [])]
        month = case((and_(true(), *conditions), table.c.month)) if conditions else table.c.month
        columns += [func.min(month), func.max(month)]
    statement = (
        select(table.c.county_code, *columns)
        .where(table.c.county_code.in_(list(counties)))
        .group_by(table.c.county_code)
    )
    for row in read.rows(source.engine, statement):
        for position, measure in enumerate(measures):
            first, last = row[1 + 2 * position], row[2 + 2 * position]
            if first is not None:
                end = source.reference.last_month if measure.table_names[-1] in OPEN_ENDED_TABLES else last
                source.memo.spans[measure, row[0]] = (first, end)
