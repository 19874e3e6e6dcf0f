"""query(metric ids, by, where, period, compare) → one tidy frame: the only currency between warehouse and screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from metrics.ask.answers import (
    Answers,
    FloatArray,
    Rows,
    ask_all,
    none_reported,
    nothing_left,
    sorted_out,
    values_of,
)
from metrics.ask.comparison_months import Matching
from metrics.ask.compiler import BASE, BASE_MATCHED, NOW, NOW_MATCHED
from metrics.ask.completeness import reporting
from metrics.ask.frame_columns import FRAME_COLUMNS, Columns, Labels, Limits, Parts, build_columns, is_above_all, listed
from metrics.ask.plan import Planned, checked, planned
from metrics.ask.question import DIMENSIONS, Key, Question, all_at
from metrics.ask.targets import targets_of
from metrics.circle.coverage_interval import coverage_limits
from metrics.definition import Measure, Metric
from metrics.hiding.county_years import counts_of, years_kept_whole
from metrics.hiding.hiding import may_hide, protected
from metrics.hiding.protection import PARTS, REACH
from metrics.period import Period, add_months
from metrics.reference import Reference
from metrics.scope import COMPARISONS, Scope
from metrics.source import Source, keep
from metrics.statistics.intervals import count_interval, difference_of_means, mean_interval, rate_interval, wilson

__all__ = ["COMPARISONS", "DIMENSIONS", "FRAME_COLUMNS", "answer", "ask", "query"]

CONFIDENCE = 0.95


def query(
    engine: Engine,
    reference: Reference,
    metrics: Sequence[Metric],
    *,
    county: str | Sequence[str],
    period: Period,
    by: str | Sequence[str] = (),
    townships: Sequence[str] = (),
    compare: str | None = None,
    hide: bool = True,
    with_parts: bool = False,
    months_apart: int | None = None,
) -> pd.DataFrame:
    """Answer for each metric and group one row of FRAME_COLUMNS, then the columns of any further dimension in `by`.

    A period that reaches beyond the data is answered up to the last month, and compared up to the same month.
    with_parts: add numerator and denominator of the matched and of the base period (PARTS) and REACH, for judging.
    months_apart: for a split by month, how many months lie between a month and the one it is held against; without it
    12 for 同比 and 1 for 环比.
    hide: False only for the reconciliation with figures that an account has itself made public.
    Raises QuestionError for anything unknown, WarehouseError when the warehouse does not answer.
    """
    counties = (county,) if isinstance(county, str) else tuple(county)
    split = (by,) if isinstance(by, str) else tuple(by)
    question = Question(tuple(metrics), counties, period, split, tuple(townships), compare, months_apart)
    return answer(Source(engine, reference), question, hide=hide, with_parts=with_parts)


def ask(
    source: Source,
    metrics: Sequence[Metric],
    scope: Scope,
    *,
    by: str | Sequence[str] = (),
    with_parts: bool = False,
    months_apart: int | None = None,
) -> pd.DataFrame:
    """Answer as `query` does for a scope. Raises QuestionError, WarehouseError."""
    return answer(source, Question.of(metrics, scope, by, months_apart), with_parts=with_parts)


def answer(source: Source, question: Question, *, hide: bool = True, with_parts: bool = False) -> pd.DataFrame:
    """Answer a question: the one gate through which every figure leaves the warehouse, `query` says how."""
    question, now = checked(source.reference, question)
    parts: Sequence[Columns] = _parts(source, question, now)
    if hide:
        parts = [_hidden(source, question, *own) for own in zip(question.metrics, parts, strict=True)]
    if not parts:
        # Nothing asked is nothing answered: a county's figures without townships, split by township.
        return pd.DataFrame(columns=[*FRAME_COLUMNS, *((*PARTS, REACH) if with_parts else ())])
    names = [name for name in parts[0] if with_parts or name not in (*PARTS, REACH)]
    return pd.DataFrame({name: np.concatenate([part[name] for part in parts]) for name in names}, copy=False)


def _hidden(source: Source, question: Question, metric: Metric, part: Columns) -> Columns:
    """Return a metric's columns with small counts hidden, and what would tell them."""
    if metric.suppression is None:
        return part
    if may_hide(metric, part, question):
        part = protected(source.reference, question, metric, part, partial(_everywhere, source, question, metric))
    totals = partial(_year_totals, source, question, metric)
    return years_kept_whole(source.reference, question, metric, part, totals)


def _year_totals(source: Source, question: Question, metric: Metric, year: int) -> dict[str, tuple[float, ...]]:
    """Return the counts of each county's whole year; read once a data version."""
    key = ("year", metric, question.counties, year)
    found: dict[str, tuple[float, ...]] | None = source.memo.everywhere.get(key)
    if found is None:
        whole = Question((metric,), question.counties, Period(year * 100 + 1, year * 100 + 12))
        rows = answer(source, whole, hide=False, with_parts=True)
        found = counts_of({str(name): rows[name].to_numpy() for name in rows})
        keep(source.memo.everywhere, {key: found})
    return found


def columns_of(reference: Reference, plan: Planned, rows: Sequence[Rows]) -> dict[str, Columns]:
    """Return the frame's columns of each metric of a plan, from the rows of its selects."""
    answers = sorted_out(plan.selects, rows)
    return {
        metric.id: _frame(metric, plan.question, reference, answers, plan.now, plan.base, plan.months)
        for metric in plan.question.metrics
    }


def _parts(source: Source, question: Question, now: Period) -> list[Columns]:
    """Return each metric's columns."""
    found: dict[str, Columns] = {}
    for plan in planned(source, question, now):
        found |= columns_of(source.reference, plan, ask_all(source, plan.selects))
    for metric in question.metrics:
        if metric.circle is not None:
            found[metric.id] |= coverage_limits(source, metric.circle, question, now.last, found[metric.id])
        if metric.computed is not None:
            found[metric.id] = metric.computed.answer(source, metric, question)
    return [found[metric.id] for metric in question.metrics]


def _everywhere(source: Source, question: Question, metric: Metric) -> pd.DataFrame:
    """Return the metric in every township of its counties, protected; read once a data version, a question each."""
    by = question.by if "township" in question.by else ("township", *question.by)
    key = (metric, question.counties, question.period, by, question.compare, question.months_apart)
    found: pd.DataFrame | None = source.memo.everywhere.get(key)
    if found is None:
        found = answer(source, replace(question, metrics=(metric,), by=by, townships=()), with_parts=True)
        keep(source.memo.everywhere, {key: found})
    return found


def _groups(
    metric: Metric, question: Question, reference: Reference, answers: Mapping[Measure, Answers], now: Period
) -> list[Key]:
    """Return the groups that must have a row: every township and month asked for; of other dimensions, those found."""
    keys: list[Key] = []
    further = [dimension for dimension in question.by if dimension not in ("township", "month")]
    # Numerator and denominator may come from different tables, each with groups that the other lacks.
    held = {key for measure in metric.measures for key in _all_keys(answers[measure])}
    for county in question.counties:
        if question.townships:
            townships = [code for code in question.townships]
        else:
            townships = [place.code for place in reference.townships_of(county, now.last)]
        axes: list[list[Any]] = []
        for dimension in question.by:
            if dimension == "township":
                axes.append(townships)
            elif dimension == "month":
                axes.append(now.months)
            else:
                place = 1 + question.by.index(dimension)
                axes.append(_found(held, place, county))
        combined = [(county, *key) for key in product(*axes)]
        if further:
            combined = [key for key in combined if key in held]
        keys += combined
    return keys


def _all_keys(answer: Answers) -> set[Key]:
    return {key for by_key in answer.windows.values() for key in by_key} | set(answer.basis)


def _found(held: set[Key], position: int, county: str) -> list[Any]:
    """Return the values of a dimension; rows that carry none come last, so that the parts add to the whole."""
    found = {key[position] for key in held if key[0] == county}
    return sorted(found, key=lambda value: (value is None, value))


def _ratio(metric: Metric, numerator: FloatArray, denominator: FloatArray | None) -> FloatArray:
    """Return the value of each group; NaN without a denominator, and for a share of more than all there is.

    Nine of eight institutions is no share: its two sides do not belong together, or a row is wrong.
    """
    if denominator is None:
        return numerator * metric.per
    possible = denominator > 0
    possible &= ~is_above_all(metric, numerator, denominator)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(possible, metric.per * numerator / denominator, np.nan)


@dataclass(frozen=True)
class _Window:
    """A metric's numerator, denominator and value in one window, a row a group; of some means their cases' squares."""

    numerator: FloatArray
    denominator: FloatArray | None
    value: FloatArray
    squares: FloatArray | None = None


def _window(
    metric: Metric, question: Question, window: str, answers: Mapping[Measure, Answers], keys: Sequence[Key]
) -> _Window:
    # Split by month, every window reads the same months and only leaves out other institutions.
    month_at = 1 + question.by.index("month") if "month" in question.by else None
    plain = window.removesuffix("_matched") if month_at is None else NOW

    def read_measure(measure: Measure) -> FloatArray:
        answer = answers[measure]
        name = window if (measure, window) in answer.windows else plain
        found = values_of(measure, name, answer, keys, month_at)
        unknown = nothing_left(measure, name, answer, keys)
        if plain == NOW:
            unknown |= none_reported(measure, answer, keys)
        return np.where(unknown, np.nan, found)

    numerator = read_measure(metric.numerator)
    denominator = None if metric.denominator is None else read_measure(metric.denominator)
    if question.townships and not metric.can_be_split_by("township_code"):
        # The rows know only the county; its figure must not be shown as that of the townships chosen.
        numerator = np.full(len(keys), np.nan)
    squares = None if metric.squares is None else read_measure(metric.squares)
    return _Window(numerator, denominator, _ratio(metric, numerator, denominator), squares)


def _base_keys(question: Question, keys: Sequence[Key], now: Period, base: Period) -> list[Key]:
    """Return for each group its key in the base period: the same, but for a split by month the month compared with."""
    if "month" not in question.by:
        return list(keys)
    place = 1 + question.by.index("month")
    step = question.month_step
    return [(*key[:place], add_months(key[place], step), *key[place + 1 :]) for key in keys]


def _comparable_months(
    metric: Metric,
    question: Question,
    months: Matching,
    before: _Window,
    keys: Sequence[Key],
    base_keys: Sequence[Key],
) -> _Window:
    """Return the base months without those before the series begins and those beyond a change of definition."""
    place = 1 + question.by.index("month")
    first, last = (0, 0) if months.now is None else (months.now.first, months.now.last)
    beyond = np.array(
        [
            not first <= key[place] <= last
            or any(base_key[place] < start <= key[place] for start in metric.series_breaks)
            for key, base_key in zip(keys, base_keys, strict=True)
        ],
        dtype=bool,
    )
    denominator = None if before.denominator is None else np.where(beyond, np.nan, before.denominator)
    squares = None if before.squares is None else np.where(beyond, np.nan, before.squares)
    numerator, value = np.where(beyond, np.nan, before.numerator), np.where(beyond, np.nan, before.value)
    return _Window(numerator, denominator, value, squares)


def interval_method(metric: Metric) -> str | None:
    """Return the interval that a figure has of its own; None for what is counted in full or judged on its months."""
    if metric.computed is not None:
        return metric.computed.interval
    if metric.census:
        return None
    match metric.model:
        case "proportion":
            return "Wilson"
        case "rate":
            return "Byar"
        case "count":
            return None if metric.suppression is None else "Byar"
    return None if metric.squares is None else "Student t"


def _interval(metric: Metric, window: _Window) -> tuple[FloatArray, FloatArray, str | None]:
    """Return lower, upper and the method's name; NaN where the metric has no sampling model."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if metric.model == "proportion" and window.denominator is not None and not metric.census:
            usable = (window.denominator > 0) & (window.numerator <= window.denominator)
            found = wilson(
                np.where(usable, window.numerator, np.nan),
                np.where(usable, window.denominator, np.nan),
                confidence=CONFIDENCE,
            )
            return found.lower * metric.per, found.upper * metric.per, "Wilson"
        if metric.model == "rate" and window.denominator is not None:
            exposure = np.where(window.denominator > 0, window.denominator, np.nan)
            found = rate_interval(window.numerator, exposure, per=metric.per, confidence=CONFIDENCE)
            return found.lower, found.upper, "Byar"
        if window.squares is not None and window.denominator is not None:
            mean = mean_interval(window.numerator, window.denominator, window.squares, confidence=CONFIDENCE)
            return mean.lower * metric.per, mean.upper * metric.per, "Student t"
        if metric.model == "count" and metric.suppression is not None:
            found = count_interval(window.numerator, confidence=CONFIDENCE)
            return found.lower, found.upper, "Byar"
    nothing = np.full(len(window.value), np.nan)
    return nothing, nothing, None


def _reach(metric: Metric, now: _Window, base: _Window) -> FloatArray | None:
    """Return how far the limits of a mean's change lie from it; None where its cases have no variance kept."""
    if now.squares is None or base.squares is None or now.denominator is None or base.denominator is None:
        return None
    cases = (now.numerator, now.denominator, now.squares, base.numerator, base.denominator, base.squares)
    found = difference_of_means(*cases, confidence=CONFIDENCE)
    return (found.upper - found.estimate) * metric.per


def _change(metric: Metric, now: FloatArray, base: FloatArray) -> FloatArray:
    """Return the change in the metric's change_unit: a difference, or % of the base; NaN on a base of zero."""
    if metric.change_unit != "%":
        return now - base
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(base != 0, 100 * (now - base) / np.abs(base), np.nan)


def _frame(
    metric: Metric,
    question: Question,
    reference: Reference,
    answers: Mapping[Measure, Answers],
    now: Period,
    base: Period | None,
    months: Matching,
) -> Columns:
    """Return the frame's columns for one metric. months: those of either side that are compared."""
    keys = _groups(metric, question, reference, answers, now)
    size = len(keys)
    current = _window(metric, question, NOW, answers, keys)
    lower, upper, method = _interval(metric, current)
    nothing = np.full(size, np.nan)
    compare_value, change, own_base = nothing, nothing, nothing
    before = matched = _Window(nothing, nothing, nothing)
    if base is not None and months.now is not None:
        base_keys = _base_keys(question, keys, now, base)
        before = _window(metric, question, BASE_MATCHED, answers, base_keys)
        matched = _window(metric, question, NOW_MATCHED, answers, keys)
        if "month" in question.by:
            before = _comparable_months(metric, question, months, before, keys, base_keys)
        compare_value = before.value
        change = _change(metric, matched.value, before.value)
        own_base = _own_base(metric, question, answers, base_keys, before, clipped=months.base != base)
    reported = reporting(metric, answers, keys).shortened(now.month_count / question.period.month_count)
    targets = targets_of(metric, question, reference, keys, now)
    basis = answers[metric.numerator].basis
    found_basis = reference.basis_of(metric.numerator.table.name, question.counties) or next(
        iter(basis.values()), "synthetic"
    )
    columns = build_columns(
        metric,
        Labels(
            [key[0] for key in keys],
            all_at(question, "township", keys),
            _period_keys(question, keys, question.period, 0),
            _compare_keys(question, keys, months.base or base),
        ),
        numerator=current.numerator,
        denominator=nothing if current.denominator is None else current.denominator,
        value=current.value,
        compare_value=compare_value,
        change=change,
        limits=Limits(lower, upper, CONFIDENCE, method),
        target=targets,
        own_base=own_base,
        reported=reported,
        basis=[basis.get(key, found_basis) for key in keys],
        parts=Parts(
            matched.numerator,
            nothing if matched.denominator is None else matched.denominator,
            before.numerator,
            nothing if before.denominator is None else before.denominator,
            _reach(metric, matched, before),
        ),
    )
    for dimension in question.by:
        if dimension not in ("township", "month"):
            columns[DIMENSIONS[dimension]] = listed(all_at(question, dimension, keys))
    return columns


def _own_base(
    metric: Metric,
    question: Question,
    answers: Mapping[Measure, Answers],
    base_keys: Sequence[Key],
    matched: _Window,
    *,
    clipped: bool,
) -> FloatArray:
    """Return the base period's own figure, with the institutions that the change leaves out.

    Where small counts are hidden it is that of the change: the difference of the two would be an institution's count.
    clipped : fewer months are compared than the base has; then only theirs is a base.
    """
    if metric.suppression is not None or (clipped and "month" not in question.by):
        return matched.value
    own = _window(metric, question, NOW if "month" in question.by else BASE, answers, base_keys).value
    return np.where(np.isnan(matched.value), np.nan, own)


def _period_keys(question: Question, keys: Sequence[Key], period: Period, step: int) -> list[str]:
    if "month" not in question.by:
        return [period.key] * len(keys)
    return [month_key(month, step) for month in all_at(question, "month", keys)]


@lru_cache(maxsize=4096)
def month_key(month: int, step: int = 0) -> str:
    """Return a month, or the one `step` months later, as frames write it: 2017-06."""
    shown = add_months(month, step)
    return Period(shown, shown).key


def _compare_keys(question: Question, keys: Sequence[Key], base: Period | None) -> Sequence[str | None]:
    if base is None:
        return [None] * len(keys)
    return _period_keys(question, keys, base, question.month_step)
