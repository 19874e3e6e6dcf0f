"""query(metric ids, by, where, period, compare) → one tidy frame: the only currency between warehouse and screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Engine, Table
from sqlalchemy.exc import SQLAlchemyError

from data_access.engine import shown_address
from data_access.errors import describe_failure
from metrics import compiler
from metrics.compiler import BASE_MATCHED, NOW, NOW_MATCHED, Shape
from metrics.definition import Measure, Metric, Timing
from metrics.errors import UnknownComparison, UnsupportedSplit
from metrics.intervals import count_interval, rate_interval, wilson
from metrics.period import Period, add_months
from metrics.protection import COMPARE_NUMERATOR, betrays, protect
from metrics.reference import Reference

FloatArray = npt.NDArray[np.float64]

COMPARISONS = {"yoy": "上年同期", "previous": "上一时期（环比）"}
DIMENSIONS = {
    "township": "township_code",
    "month": "month",
    "institution": "institution_code",
    "community": "community_code",
    "level": "level",
    "group": "population_group",
    "disease": "disease",
    "activity": "activity_code",
    "specialty": "specialty",
    "title": "title",
    "kind": "kind",
}
FRAME_COLUMNS = (
    "metric_id",
    "county_code",
    "township_code",
    "period",
    "numerator",
    "denominator",
    "value",
    "unit",
    "compare_period",
    "compare_value",
    "change",
    "change_unit",
    "lower",
    "upper",
    "confidence",
    "method",
    "target",
    "target_gap",
    "status",
    "completeness",
    "basis",
)
CONFIDENCE = 0.95
# Below this share of expected institution-months a figure is called incomplete.
COMPLETE_ENOUGH = 0.95
# Rows exist only where something happened: no row in a place means none, as long as the county has any.
SPARSE = frozenset(
    {
        "activity_month",
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
        "institution_month",
        "programme_item",
        "rule",
        "staff_month",
        "team",
        "village",
    }
)


@dataclass(frozen=True)
class Question:
    """What is asked: metrics of one county (or several), a period, a split, chosen townships, a comparison.

    by: any of township, month, institution, community, level, group, disease …; () is the county as a whole.
    townships: codes; () is all of them. compare: None, "yoy" or "previous".
    """

    metrics: tuple[Metric, ...]
    counties: tuple[str, ...]
    period: Period
    by: tuple[str, ...] = ()
    townships: tuple[str, ...] = ()
    compare: str | None = None

    def base_of(self, now: Period) -> Period | None:
        """Return the period that `now` is compared with."""
        if self.compare is None:
            return None
        return now.previous_year() if self.compare == "yoy" else now.previous()


Key = tuple[Any, ...]


@dataclass(frozen=True)
class _Answers:
    """What one statement gave, by group: the measure's windows, how many reported, and the rows' basis."""

    windows: Mapping[tuple[Measure, str], Mapping[Key, float]]
    expected: Mapping[Measure, Mapping[Key, tuple[int, int]]]
    basis: Mapping[Key, str]


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
) -> pd.DataFrame:
    """Answer for each metric and group one row of FRAME_COLUMNS, then the columns of any further dimension in `by`.

    A period that reaches beyond the data is answered up to the last month, and compared up to the same month.
    hide: False only for the reconciliation with figures that an account has itself made public.
    Raises QuestionError for anything unknown, WarehouseError when the warehouse does not answer.
    """
    counties = (county,) if isinstance(county, str) else tuple(county)
    split = (by,) if isinstance(by, str) else tuple(by)
    question = Question(tuple(metrics), counties, period, split, tuple(townships), compare)
    _check(question, reference)
    now = reference.check_period(period)
    base = question.base_of(now)
    answers = _ask_all(engine, reference, question, now, base)
    parts = [_frame(metric, question, reference, answers, now, base) for metric in question.metrics]
    if not (hide and any(metric.suppression for metric in question.metrics)):
        return _joined(parts)
    return pd.concat(
        [
            _protected(engine, reference, question, metric, part)
            for metric, part in zip(question.metrics, parts, strict=True)
        ],
        ignore_index=True,
    )


def _joined(parts: Sequence[dict[str, npt.NDArray[Any]]]) -> pd.DataFrame:
    names = [name for name in parts[0] if name != COMPARE_NUMERATOR]
    return pd.DataFrame({name: np.concatenate([part[name] for part in parts]) for name in names}, copy=False)


def _protected(
    engine: Engine, reference: Reference, question: Question, metric: Metric, part: dict[str, npt.NDArray[Any]]
) -> pd.DataFrame:
    """Return one metric's rows with small counts hidden; which ones does not depend on the townships chosen."""
    if metric.suppression is None:
        return _joined([part])
    below = metric.suppression.below
    frame = pd.DataFrame(part)
    if not question.townships:
        return protect(frame, below=below, lines=_lines(question, metric))
    by_township = question.by if "township" in question.by else ("township", *question.by)
    everywhere = query(
        engine,
        reference,
        [metric],
        county=question.counties,
        period=question.period,
        by=by_township,
        compare=question.compare,
    )
    if "township" in question.by:
        return everywhere[everywhere["township_code"].isin(question.townships)]
    own = protect(frame, below=below, lines="none")
    hidden = set(everywhere.loc[everywhere["status"] == "hidden", "township_code"])
    if betrays(set(question.townships), hidden):
        own[["numerator", "value", "change", "target_gap", "lower", "upper", "compare_value", "denominator"]] = np.nan
        own["status"] = "hidden"
    return own


def _lines(question: Question, metric: Metric) -> str:
    """Return how an answer's rows are tied by sums: townships to their county, months of a flow to their year."""
    by_month = "month" in question.by and metric.numerator.timing is Timing.FLOW
    if "township" in question.by:
        return "table" if by_month else "line"
    return "line" if set(question.by) - {"month"} else "none"


def _check(question: Question, reference: Reference) -> None:
    for code in question.counties:
        reference.county(code)
    for code in question.townships:
        reference.township(question.counties[0], code)
    if question.compare is not None and question.compare not in COMPARISONS:
        raise UnknownComparison(question.compare, COMPARISONS)
    for metric in question.metrics:
        for dimension in question.by:
            column = DIMENSIONS.get(dimension)
            if column is None or not metric.can_be_split_by(column):
                possible = [name for name, column in DIMENSIONS.items() if metric.can_be_split_by(column)]
                raise UnsupportedSplit(metric.name_zh, dimension, possible)


def _ask_all(
    engine: Engine, reference: Reference, question: Question, now: Period, base: Period | None
) -> dict[Measure, _Answers]:
    """Run one statement for each fact table (and timing, where a table is read in two ways)."""
    groups: dict[tuple[str, bool], list[Measure]] = {}
    for metric in question.metrics:
        for measure in metric.measures:
            together = groups.setdefault((measure.table.name, measure.timing is Timing.SPAN), [])
            if measure not in together:
                together.append(measure)
    answers: dict[Measure, _Answers] = {}
    try:
        with engine.connect() as connection:
            for measures in groups.values():
                table = measures[0].table
                shape = _shape(question, reference, table, now, base)
                months = compiler.listed_months(now, base) if _lists_months(shape, measures) else {}
                statement = compiler.statement(tuple(measures), shape, len(months))
                townships = _with_predecessors(question, reference, now)
                bound = compiler.parameters(question.counties, townships, now, base, shape)
                found = connection.execute(statement, {**bound, **months}).fetchall()
                answer = _read(found, tuple(measures), shape)
                answers.update(dict.fromkeys(measures, answer))
    except SQLAlchemyError as error:
        raise describe_failure(error, shown_address(engine.url)) from error
    return answers


def _lists_months(shape: Shape, measures: Sequence[Measure]) -> bool:
    return "month" in shape.dimensions and measures[0].timing is Timing.SPAN


def _shape(question: Question, reference: Reference, table: Table, now: Period, base: Period | None) -> Shape:
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
    missing_now, missing_base = compiler.gaps(reference.unreported, question.counties, now, base)
    only_townships = bool(question.townships) and "township_code" in table.c
    return Shape(with_county, base is not None, only_townships, renamed, missing_now, missing_base)


def _with_predecessors(question: Question, reference: Reference, now: Period) -> list[str]:
    if not question.townships:
        return []
    return reference.merged_into(question.counties[0], question.townships, now.last)


def _read(found: Sequence[Any], measures: tuple[Measure, ...], shape: Shape) -> _Answers:
    """Sort a statement's rows by group. Keys are the dimensions' values, the county first."""
    size = len(shape.dimensions)
    windows: dict[tuple[Measure, str], dict[Key, float]] = {
        (measure, window): {} for measure in measures for window in shape.windows
    }
    expected: dict[Measure, dict[Key, tuple[int, int]]] = {measure: {} for measure in measures}
    basis: dict[Key, str] = {}
    slots = [(measure, window) for measure in measures for window in shape.windows]
    counts_gaps = measures[0].table.name == "institution_month"
    has_basis = "basis" in measures[0].table.c
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
        if has_basis:
            low, high = row[position], row[position + 1]
            if low is not None:
                basis[key] = low if low == high else "mixed"
    return _Answers(windows, expected, basis)


def _groups(
    metric: Metric, question: Question, reference: Reference, answers: Mapping[Measure, _Answers], now: Period
) -> list[Key]:
    """Return the groups that must have a row: every township and month asked for; of other dimensions, those found."""
    keys: list[Key] = []
    further = [dimension for dimension in question.by if dimension not in ("township", "month")]
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
                axes.append(_found(answers[metric.numerator], place, county))
        combined = [(county, *key) for key in product(*axes)]
        if further:
            held = _all_keys(answers[metric.numerator])
            combined = [key for key in combined if key in held]
        keys += combined
    return keys


def _all_keys(answer: _Answers) -> set[Key]:
    return {key for by_key in answer.windows.values() for key in by_key} | set(answer.basis)


def _found(answer: _Answers, position: int, county: str) -> list[Any]:
    return sorted({key[position] for key in _all_keys(answer) if key[0] == county and key[position] is not None})


def _values(measure: Measure, window: str, answer: _Answers, keys: Sequence[Key]) -> FloatArray:
    """Return the measure in a window for each group; NaN where there is no row that could say."""
    by_key = answer.windows.get((measure, window), {})
    missing = float("nan")
    if measure.table.name in SPARSE and measure.aggregate in ("sum", "distinct") and by_key:
        missing = 0.0
    found = np.array([by_key.get(key, missing) for key in keys], dtype=float)
    return found


def _unreported(measure: Measure, answer: _Answers, keys: Sequence[Key]) -> npt.NDArray[np.bool_]:
    """Say for each group whether institutions were expected and none reported: then there is no figure, not a zero."""
    by_key = answer.expected.get(measure)
    if not by_key:
        return np.zeros(len(keys), dtype=bool)
    pairs = [by_key.get(key, (0, 0)) for key in keys]
    return np.array([expected > 0 and reported == 0 for expected, reported in pairs], dtype=bool)


def _ratio(metric: Metric, numerator: FloatArray, denominator: FloatArray | None) -> FloatArray:
    if denominator is None:
        return numerator * metric.per
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator > 0, metric.per * numerator / denominator, np.nan)


@dataclass(frozen=True)
class _Window:
    """A metric's numerator, denominator and value in one window, a row a group."""

    numerator: FloatArray
    denominator: FloatArray | None
    value: FloatArray


def _window(
    metric: Metric, question: Question, window: str, answers: Mapping[Measure, _Answers], keys: Sequence[Key]
) -> _Window:
    plain = window.removesuffix("_matched")

    def read_measure(measure: Measure) -> FloatArray:
        answer = answers[measure]
        name = window if (measure, window) in answer.windows else plain
        found = _values(measure, name, answer, keys)
        return np.where(_unreported(measure, answer, keys), np.nan, found) if plain == NOW else found

    numerator = read_measure(metric.numerator)
    denominator = None if metric.denominator is None else read_measure(metric.denominator)
    if question.townships and not metric.can_be_split_by("township_code"):
        # The rows know only the county; its figure must not be shown as that of the townships chosen.
        numerator = np.full(len(keys), np.nan)
    return _Window(numerator, denominator, _ratio(metric, numerator, denominator))


def _base_keys(question: Question, keys: Sequence[Key], now: Period, base: Period) -> list[Key]:
    """Return for each group its key in the base period: the same, but for a split by month the month compared with."""
    if "month" not in question.by:
        return list(keys)
    place = 1 + question.by.index("month")
    # Months are compared with the same month a year earlier, or with the adjacent month.
    step = -12 if question.compare == "yoy" else -1
    return [(*key[:place], add_months(key[place], step), *key[place + 1 :]) for key in keys]


def _interval(metric: Metric, window: _Window) -> tuple[FloatArray, FloatArray, str | None]:
    """Return lower, upper and the method's name; NaN where the metric has no sampling model."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if metric.model == "proportion" and window.denominator is not None:
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
        if metric.model == "count" and metric.suppression is not None:
            found = count_interval(window.numerator, confidence=CONFIDENCE)
            return found.lower, found.upper, "Byar"
    nothing = np.full(len(window.value), np.nan)
    return nothing, nothing, None


def _change(metric: Metric, now: FloatArray, base: FloatArray) -> FloatArray:
    """Return the change in the metric's change_unit: a difference, or % of the base; NaN on a base of zero."""
    if metric.change_unit != "%":
        return now - base
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(base != 0, 100 * (now - base) / np.abs(base), np.nan)


def _completeness(metric: Metric, answers: Mapping[Measure, _Answers], keys: Sequence[Key], share: float) -> FloatArray:
    """Return reported ÷ expected institution-months, times the share of the period's months that have passed."""
    lowest = np.ones(len(keys))
    for measure in metric.measures:
        by_key = answers[measure].expected.get(measure)
        if not by_key:
            continue
        pairs = np.array([by_key.get(key, (0, 0)) for key in keys], dtype=float).reshape(-1, 2)
        with np.errstate(divide="ignore", invalid="ignore"):
            lowest = np.minimum(lowest, np.where(pairs[:, 0] > 0, pairs[:, 1] / pairs[:, 0], 1.0))
    return lowest * share


def _frame(
    metric: Metric,
    question: Question,
    reference: Reference,
    answers: Mapping[Measure, _Answers],
    now: Period,
    base: Period | None,
) -> dict[str, npt.NDArray[Any]]:
    """Return the frame's columns for one metric."""
    keys = _groups(metric, question, reference, answers, now)
    size = len(keys)
    current = _window(metric, question, NOW, answers, keys)
    lower, upper, method = _interval(metric, current)
    compare_value, change, compare_numerator = np.full(size, np.nan), np.full(size, np.nan), np.full(size, np.nan)
    if base is not None:
        by_month = "month" in question.by
        base_keys = _base_keys(question, keys, now, base)
        before = _window(metric, question, NOW if by_month else BASE_MATCHED, answers, base_keys)
        matched = current if by_month else _window(metric, question, NOW_MATCHED, answers, keys)
        compare_value, compare_numerator = before.value, before.numerator
        change = _change(metric, matched.value, before.value)
    completeness = _completeness(metric, answers, keys, now.month_count / question.period.month_count)
    targets = _targets(metric, question, reference, keys, now)
    status = np.where(
        np.isnan(current.value), "no_data", np.where(completeness < COMPLETE_ENOUGH, "incomplete", "shown")
    ).astype(object)
    basis = answers[metric.numerator].basis
    found_basis = next(iter(set(basis.values())), "synthetic") if basis else "synthetic"

    def repeated(value: Any) -> npt.NDArray[Any]:
        filled = np.empty(size, dtype=object)
        filled[:] = value
        return filled

    def listed(items: Sequence[Any]) -> npt.NDArray[Any]:
        filled = np.empty(size, dtype=object)
        filled[:] = items
        return filled

    columns: dict[str, npt.NDArray[Any]] = {
        "metric_id": repeated(metric.id),
        "county_code": listed([key[0] for key in keys]),
        "township_code": listed([_at(question, "township", key) for key in keys]),
        "period": listed([_period_key(question, key, question.period, 0) for key in keys]),
        "numerator": current.numerator,
        "denominator": np.full(size, np.nan) if current.denominator is None else current.denominator,
        "value": current.value,
        "unit": repeated(metric.unit),
        "compare_period": listed([_compare_key(question, key, base) for key in keys]),
        "compare_value": compare_value,
        "change": change,
        "change_unit": repeated(metric.change_unit),
        "lower": lower,
        "upper": upper,
        "confidence": np.full(size, CONFIDENCE if method else np.nan),
        "method": repeated(method),
        "target": targets,
        "target_gap": current.value - targets,
        "status": status,
        "completeness": completeness,
        "basis": listed([basis.get(key, found_basis) for key in keys]),
        COMPARE_NUMERATOR: compare_numerator,
    }
    for dimension in question.by:
        if dimension not in ("township", "month"):
            columns[DIMENSIONS[dimension]] = listed([_at(question, dimension, key) for key in keys])
    return columns


def _at(question: Question, dimension: str, key: Key) -> Any:
    return key[1 + question.by.index(dimension)] if dimension in question.by else None


def _period_key(question: Question, key: Key, period: Period, step: int) -> str:
    if "month" not in question.by:
        return period.key
    month = add_months(_at(question, "month", key), step)
    return Period(month, month).key


def _compare_key(question: Question, key: Key, base: Period | None) -> str | None:
    if base is None:
        return None
    return _period_key(question, key, base, -12 if question.compare == "yoy" else -1)


def _targets(metric: Metric, question: Question, reference: Reference, keys: Sequence[Key], now: Period) -> FloatArray:
    """Return the target in force at the period's end for each group; NaN without one, or for further dimensions."""
    if any(dimension not in ("township", "month") for dimension in question.by):
        return np.full(len(keys), np.nan)
    additive = metric.is_additive
    found = []
    for key in keys:
        township = _at(question, "township", key)
        target = reference.target(metric.id, key[0], township, now.last)
        # A county's target for a count is no target for one of its townships.
        in_part = township is not None or bool(question.townships)
        own = target is not None and not (additive and in_part and target.township_code is None)
        found.append(target.value if target is not None and own else np.nan)
    return np.array(found, dtype=float)
