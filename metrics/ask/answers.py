"""Questions → statements → answers by group: one statement for each fact table."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy.exc import SQLAlchemyError

from data_access.engine import describe_failure
from metrics.ask import compiler
from metrics.ask.compiler import BoundSelect, Shape
from metrics.ask.question import DIMENSIONS, Key, Question
from metrics.definition import Measure, Timing
from metrics.definition import Rows as Selected
from metrics.period import Period
from metrics.reference import Reference
from metrics.source import Source

FloatArray = npt.NDArray[np.float64]
Rows = Sequence[Any]  # of one statement, as the driver gives them
# Rows exist only where something happened: no row in a place means none, as long as the county has any.
SPARSE = frozenset(
    {
        "activity_month",
        "admission_age_month",
        "appraisal",
        "death_month",
        "funding",
        "posting",
        "posting_month",
        "staff_event",
        "visit",
        "clinic_cover",
        "community",
        "equipment",
        "expert",
        "institution",
        "institution_history",
        "institution_month",
        "programme_item",
        "rule",
        "staff_month",
        "team",
        "village",
    }
)


# Of these, the ones that every institution fills every month.
MONTHLY = frozenset({"institution_month", "staff_month"})


class Carried(NamedTuple):
    """Institution-months without a return: how many had one before, what that held or did, and the earliest of them."""

    returns: int
    volume: float
    since: int


@dataclass(frozen=True)
class Answers:
    """What one statement gave, by group: the measure's windows, how many reported, and the rows' basis.

    due: institution-months that a matched window would hold if all had been reported.
    carried: what stands in for returns that did not come.
    """

    windows: Mapping[tuple[Measure, str], Mapping[Key, float]]
    expected: Mapping[Measure, Mapping[Key, tuple[int, int]]]
    due: Mapping[tuple[Measure, str], Mapping[Key, int]]
    basis: Mapping[Key, str]
    carried: Mapping[Measure, Mapping[Key, Carried]]


def selects_of(
    reference: Reference,
    question: Question,
    now: Period,
    base: Period | None,
    matched: tuple[Period, Period] | None = None,
) -> tuple[BoundSelect, ...]:
    """Return the statement for each fact table (and timing, where a table is read in two ways) that answers a question.

    matched: the months of both sides that are compared, where they are fewer than those of `now` and `base`.
    """
    groups: dict[tuple[str, bool], list[Measure]] = {}
    for metric in question.metrics:
        for measure in metric.read_measures:
            together = groups.setdefault((measure.table.name, measure.timing is Timing.SPAN), [])
            if measure not in together:
                together.append(measure)
    townships = _with_predecessors(question, reference, now)
    found = []
    for measures in groups.values():
        shape = _shape(question, reference, measures[0].table, now, base, matched is not None)
        months = compiler.listed_months(now, base) if _lists_months(shape, measures) else {}
        bound = compiler.parameters(question.counties, townships, now, base, shape, matched)
        statement = compiler.statement(tuple(measures), shape, len(months))
        found.append(BoundSelect(statement, {**bound, **months}, tuple(measures), shape))
    return tuple(found)


def ask_all(source: Source, selects: Sequence[BoundSelect]) -> list[Rows]:
    """Return the rows of each statement, read over one connection. Raises WarehouseError."""
    try:
        with source.engine.connect() as connection:
            return [connection.execute(one.select, one.values).fetchall() for one in selects]
    except SQLAlchemyError as error:
        raise describe_failure(error, source.engine.url) from error


def sorted_out(selects: Sequence[BoundSelect], found: Sequence[Rows]) -> dict[Measure, Answers]:
    """Return the answers of the measures of `selects`, from the rows of each."""
    answers: dict[Measure, Answers] = {}
    for bound, rows in zip(selects, found, strict=True):
        assert bound.shape is not None
        answers.update(dict.fromkeys(bound.measures, _read(rows, bound.measures, bound.shape)))
    return answers


def _lists_months(shape: Shape, measures: Sequence[Measure]) -> bool:
    return "month" in shape.dimensions and measures[0].timing is Timing.SPAN


def _shape(
    question: Question, reference: Reference, table: Selected, now: Period, base: Period | None, clipped: bool
) -> Shape:
    """Return the statement's shape; the county is always a dimension, so that counties never mix."""
    dimensions = tuple(DIMENSIONS[dimension] for dimension in question.by)
    with_county = ("county_code", *dimensions) if "county_code" in table.c else dimensions
    renamed: tuple[tuple[str, str], ...] = ()
    if "township_code" in dimensions:
        renamed = tuple(
            (old, new)
            for code in question.counties
            for old, new in reference.in_edition(code, now.last).items()
            if old != new
        )
    # Split by month, 环比 holds each month against the one before it, not against the whole period before.
    pairs = now.shifted(question.month_step) if base is not None and "month" in dimensions else base
    missing_now, missing_base = compiler.gaps(reference.unreported, question.counties, now, pairs)
    lost = [gap for gap in reference.unreported if gap[1:] not in reference.last_returns]
    gone_now, gone_base = compiler.gaps(lost, question.counties, now, pairs) if missing_now else ((), ())
    only_townships = bool(question.townships) and "township_code" in table.c
    has_gaps = table.name == "institution_month" and reference.has_gaps(question.counties, now, base)
    reads_basis = reference.basis_of(table.name, question.counties) is None
    return Shape(
        with_county,
        base is not None,
        only_townships,
        renamed,
        missing_now,
        missing_base,
        clipped,
        has_gaps=has_gaps,
        reads_basis=reads_basis,
        carried=_carried(reference, question.counties, now, base) if has_gaps else (),
        gone_now=gone_now,
        gone_base=gone_base,
        has_unknown=table.name in reference.unknown,
    )


def _carried(
    reference: Reference, counties: Sequence[str], now: Period, base: Period | None
) -> tuple[tuple[str, int, int], ...]:
    """Return institution, month without a return and month of the last return before it, of both periods."""
    windows = (now,) if base is None else (now, base)
    return tuple(
        (institution, month, reference.last_returns[institution, month])
        for county, institution, month in reference.unreported
        if county in counties
        and (institution, month) in reference.last_returns
        and any(window.first <= month <= window.last for window in windows)
    )


def _with_predecessors(question: Question, reference: Reference, now: Period) -> list[str]:
    if not question.townships:
        return []
    return reference.merged_into(question.counties[0], question.townships, now.last)


def _read(found: Sequence[Any], measures: tuple[Measure, ...], shape: Shape) -> Answers:
    """Sort a statement's rows by group. Keys are the dimensions' values, the county first."""
    size = len(shape.dimensions)
    windows: dict[tuple[Measure, str], dict[Key, float]] = {
        (measure, window): {} for measure in measures for window in shape.windows
    }
    expected: dict[Measure, dict[Key, tuple[int, int]]] = {measure: {} for measure in measures}
    matched = shape.matched_windows
    due: dict[tuple[Measure, str], dict[Key, int]] = {
        (measure, window): {} for measure in measures for window in matched
    }
    basis: dict[Key, str] = {}
    carried: dict[Measure, dict[Key, Carried]] = {measure: {} for measure in measures}
    slots = [(measure, window) for measure in measures for window in shape.windows]
    counts_gaps = shape.has_gaps and measures[0].table.name == "institution_month"
    has_basis = shape.reads_basis and "basis" in measures[0].table.c
    for row in found:
        key = tuple(row[:size])
        position = size
        for slot in slots:
            value = row[position]
            if value is not None:
                windows[slot][key] = float(value)
            position += 1
        if counts_gaps:
            for measure in measures:
                expected[measure][key] = (row[position], row[position + 1])
                position += 2
                if shape.carried:
                    if row[position]:
                        volume = row[position + 1]
                        known = math.nan if volume is None else float(volume)
                        carried[measure][key] = Carried(row[position], known, row[position + 2])
                    position += 3
                for window in matched:
                    due[measure, window][key] = row[position]
                    position += 1
        if has_basis:
            low, high = row[position], row[position + 1]
            if low is not None:
                basis[key] = low if low == high else "mixed"
    return Answers(windows, expected, due, basis, carried)


def values_of(
    measure: Measure, window: str, answer: Answers, keys: Sequence[Key], month_at: int | None = None
) -> FloatArray:
    """Return the measure in a window for each group; NaN where there is no row that could say.

    month_at: where the month stands in a key, for a split by month. A month of which a monthly table has no row at
    all was not loaded: it has no figure, and not a zero. Nor has a month before a register begins, as a year has none.
    """
    by_key = answer.windows.get((measure, window), {})
    if month_at is not None and (measure.table.name in MONTHLY or measure.timing is Timing.SPAN):
        loaded = {(key[0], key[month_at]) for key in by_key}
        keys = [key if (key[0], key[month_at]) in loaded else () for key in keys]
        return np.array([by_key.get(key, 0.0) if key else np.nan for key in keys], dtype=float)
    missing = float("nan")
    if measure.table_names[-1] in SPARSE and measure.aggregate in ("sum", "distinct") and by_key:
        missing = 0.0
    found = np.array([by_key.get(key, missing) for key in keys], dtype=float)
    return found


def none_reported(measure: Measure, answer: Answers, keys: Sequence[Key]) -> npt.NDArray[np.bool_]:
    """Say for each group whether institutions were expected and none reported: then there is no figure, not a zero."""
    by_key = answer.expected.get(measure)
    if not by_key:
        return np.zeros(len(keys), dtype=bool)
    kept = answer.carried.get(measure, {}) if measure.timing is Timing.STOCK else {}
    pairs = [(*by_key.get(key, (0, 0)), key in kept) for key in keys]
    return np.array([expected > 0 and reported == 0 and not known for expected, reported, known in pairs], dtype=bool)


def nothing_left(measure: Measure, window: str, answer: Answers, keys: Sequence[Key]) -> npt.NDArray[np.bool_]:
    """Say for each group whether institution-months were due in a matched window and not one of them is left.

    None of them was reported on both sides: there is nothing to compare, not a zero.
    """
    by_key, due = answer.windows.get((measure, window), {}), answer.due.get((measure, window), {})
    return np.array([due.get(key, 0) > 0 and key not in by_key for key in keys], dtype=bool)
