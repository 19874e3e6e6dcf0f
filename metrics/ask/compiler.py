"""Measures of one fact table → one SQL statement. The only place where a metric becomes SQL.

A statement has a column for each measure and window. Windows are the period asked for (`now`), the period it is
compared with (`base`) and, where an institution did not report in some months, both again without the
institution-months that are missing on either side (`now_matched`, `base_matched`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    Case,
    Column,
    ColumnElement,
    Integer,
    Select,
    Table,
    and_,
    bindparam,
    case,
    column,
    distinct,
    func,
    not_,
    or_,
    select,
    true,
    tuple_,
    values,
)

from data_access.schema import institution_month
from metrics.definition import SPANS, Measure, Timing
from metrics.period import Period, add_months

PLACE = "place"  # label of the township column in the edition asked for
NOW, BASE, NOW_MATCHED, BASE_MATCHED = "now", "base", "now_matched", "base_matched"
COUNTED_AS: Final = "counted_as"  # label of what a listed row adds, where no column of its table says it


@dataclass(frozen=True)
class Shape:
    """Everything a statement's text depends on; months, counties and townships are bound when it runs.

    dimensions: columns to group by; `township_code` is read in the edition given by `renamed`.
    renamed: (old code, code in this edition) of townships that merged.
    missing: (institution, month) to leave out on the `now` side and on the `base` side.
    has_gaps: some institution did not report in the months read; without gaps nothing about them is asked.
    reads_basis: the rows of these counties have more than one basis.
    """

    dimensions: tuple[str, ...]
    compares: bool
    only_townships: bool
    renamed: tuple[tuple[str, str], ...] = ()
    missing_now: tuple[tuple[str, int], ...] = ()
    missing_base: tuple[tuple[str, int], ...] = ()
    clipped: bool = False  # the matched windows hold fewer months than `now` and `base`
    has_gaps: bool = True
    reads_basis: bool = True

    @property
    def matched_windows(self) -> tuple[str, ...]:
        """Return the windows that hold only what is compared."""
        return tuple(window for window in self.windows if window.endswith("_matched"))

    @property
    def windows(self) -> tuple[str, ...]:
        """Return the windows that a measure has a column for."""
        unequal = bool(self.missing_now or self.missing_base)
        if not self.compares:
            return (NOW,)
        if "month" in self.dimensions:
            return (NOW, NOW_MATCHED, BASE_MATCHED) if unequal else (NOW,)
        return (NOW, BASE, NOW_MATCHED, BASE_MATCHED) if unequal or self.clipped else (NOW, BASE)


@dataclass(frozen=True, eq=False)
class BoundSelect:
    """A select with its values, as it runs. measures, shape: what names the columns of one of `statement`."""

    select: Select[Any]
    values: Mapping[str, Any] = field(default_factory=dict)
    measures: tuple[Measure, ...] = ()
    shape: Shape | None = None

    @property
    def filled(self) -> Select[Any]:
        """Return the select with its values in their places."""
        return self.select.params(**self.values)


def label(position: int, window: str) -> str:
    """Return the name of the column that holds measure number `position` in a window."""
    return f"m{position}_{window}"


def _first(window: str) -> ColumnElement[int]:
    return bindparam(f"{window}_first", type_=Integer)


def _last(window: str) -> ColumnElement[int]:
    return bindparam(f"{window}_last", type_=Integer)


def _in_force(table: Table, month: ColumnElement[int]) -> ColumnElement[bool]:
    first, last = SPANS[table.name]
    begun = first <= month
    return begun if last is None else and_(begun, or_(last.is_(None), last >= month))


def _in_window(measure: Measure, window: str, shape: Shape) -> list[ColumnElement[bool]]:
    """Return the conditions that put a row into the window."""
    conditions = _in_months(measure, window, shape)
    missing = {NOW_MATCHED: shape.missing_now, BASE_MATCHED: shape.missing_base}.get(window, ())
    if missing and measure.table is institution_month:
        conditions.append(not_(tuple_(measure.table.c.institution_code, measure.table.c.month).in_(missing)))
    return conditions


def _in_months(measure: Measure, window: str, shape: Shape) -> list[ColumnElement[bool]]:
    """Return the conditions that put a row into the window's months, whether it was reported or not."""
    table = measure.table
    split_by_month = "month" in shape.dimensions
    conditions: list[ColumnElement[bool]] = []
    if measure.timing is Timing.FLOW and not split_by_month:
        conditions.append(table.c.month.between(_first(window), _last(window)))
    elif measure.timing is Timing.STOCK and not split_by_month:
        conditions.append(table.c.month == _last(window))
    elif measure.timing is Timing.SPAN and not split_by_month:
        conditions.append(_in_force(table, _last(window)))
    return conditions


def _aggregate(measure: Measure, conditions: Sequence[ColumnElement[bool]]) -> ColumnElement[Any]:
    value = case((and_(true(), *conditions), measure.value)) if conditions else measure.value
    match measure.aggregate:
        case "distinct":
            count = func.count(distinct(value))
            # A register without a row says nothing, as the sum of no rows does; events without a row did not happen.
            return func.nullif(count, 0) if measure.timing is Timing.SPAN else count
        case "max":
            return func.max(value)
        case "min":
            return func.min(value)
    return func.sum(value)


def _reported(measure: Measure, shape: Shape) -> list[ColumnElement[bool]]:
    """Return the condition that the row was reported: an unreported row holds zeros that are no figures."""
    return [institution_month.c.reported] if shape.has_gaps and measure.table is institution_month else []


def _calendar(months: int) -> Any:
    rows = [(bindparam(f"month_{position}", type_=Integer),) for position in range(months)]
    # In a WITH: engines differ in whether a VALUES may name its columns where it is joined.
    return values(column("month", Integer)).data(rows).cte("calendar")


def _place(table: Table, renamed: tuple[tuple[str, str], ...]) -> ColumnElement[str]:
    if not renamed:
        return table.c.township_code.label(PLACE)
    return case(dict(renamed), value=table.c.township_code, else_=table.c.township_code).label(PLACE)


def _time_filter(measures: Sequence[Measure], shape: Shape) -> ColumnElement[bool] | None:
    """Return the widest condition on months that all measures share, so that few rows are read."""
    table = measures[0].table
    timings = {measure.timing for measure in measures}
    if "month" not in table.c or Timing.FIXED in timings or Timing.SPAN in timings:
        return None
    if "month" not in shape.dimensions and timings == {Timing.STOCK}:
        return or_(*(table.c.month == _last(window) for window in shape.windows))
    now = table.c.month.between(_first(NOW), _last(NOW))
    return or_(now, table.c.month.between(_first(BASE), _last(BASE))) if shape.compares else now


@lru_cache(maxsize=2048)
def statement(measures: tuple[Measure, ...], shape: Shape, month_count: int = 0) -> Select[Any]:
    """Return the one statement for measures of one table.

    Columns: the dimensions (`place` for townships), then m0_now, m0_base …, one for each measure and window, then
    for tables with gaps expected_0, reported_0 and due_0_now_matched … (institution-months), and for mixed rows
    basis_low and basis_high.
    """
    table = measures[0].table
    source: Any = table
    keys: list[ColumnElement[Any]] = []
    span_by_month = "month" in shape.dimensions and measures[0].timing is Timing.SPAN
    if span_by_month:
        calendar = _calendar(month_count)
        source = table.join(calendar, _in_force(table, calendar.c.month))
    for dimension in shape.dimensions:
        if dimension == "township_code":
            keys.append(_place(table, shape.renamed))
        elif dimension == "month" and span_by_month:
            keys.append(calendar.c.month.label("month"))
        else:
            keys.append(table.c[dimension])
    columns: list[ColumnElement[Any]] = list(keys)
    for position, measure in enumerate(measures):
        for window in shape.windows:
            conditions = [*_in_window(measure, window, shape), *measure.where, *_reported(measure, shape)]
            columns.append(_aggregate(measure, conditions).label(label(position, window)))
    if shape.has_gaps and table is institution_month:
        for position, measure in enumerate(measures):
            expected = [*_in_window(measure, NOW, shape), *measure.where]
            columns.append(func.count(case((and_(true(), *expected), 1))).label(f"expected_{position}"))
            reported = [*expected, *_reported(measure, shape)]
            columns.append(func.count(case((and_(true(), *reported), 1))).label(f"reported_{position}"))
            for window in shape.matched_windows:
                due = [*_in_months(measure, window, shape), *measure.where]
                columns.append(func.count(case((and_(true(), *due), 1))).label(f"due_{position}_{window}"))
    if shape.reads_basis and "basis" in table.c:
        columns += [func.min(table.c.basis).label("basis_low"), func.max(table.c.basis).label("basis_high")]
    query = _in_places(select(*columns).select_from(source), table, shape)
    time_filter = _time_filter(measures, shape)
    if time_filter is not None:
        query = query.where(time_filter)
    common = _common_conditions(measures)
    if common:
        query = query.where(*common)
    return query.group_by(*keys) if keys else query


def _in_places(query: Select[Any], table: Table, shape: Shape) -> Select[Any]:
    if "county_code" in table.c:
        query = query.where(table.c.county_code.in_(bindparam("counties", expanding=True)))
    if shape.only_townships and "township_code" in table.c:
        query = query.where(table.c.township_code.in_(bindparam("townships", expanding=True)))
    return query


def rows(measure: Measure, shape: Shape, *, every: bool = False) -> Select[Any]:
    """Return the select of the fact rows that a measure counts in the period asked for, by their keys.

    It binds what `statement` binds. A row that adds nothing is left out, unless `every` row that is read is wanted.
    COUNTED_AS holds what a row adds, where that is neither one nor a column of the table.
    """
    table = measure.table
    conditions = [*_in_window(measure, NOW, shape), *measure.where, *_reported(measure, shape)]
    amount, adds = amount_of(measure.value)
    if not every:
        conditions += adds
    worked_out = [] if isinstance(amount, Column | BindParameter) else [amount.label(COUNTED_AS)]
    query = _in_places(select(table, *worked_out), table, shape).where(true(), *conditions)
    return query.order_by(*table.primary_key.columns or list(table.c)[:4])


def amount_of(value: ColumnElement[Any]) -> tuple[ColumnElement[Any], list[ColumnElement[bool]]]:
    """Return what a row adds and the conditions under which it adds anything: those of a CASE … ELSE 0 among them."""
    if isinstance(value, BindParameter):
        return value, []
    if isinstance(value, Case) and len(value.whens) == 1 and _is_zero(value.else_):
        (condition, inside), *_ = value.whens
        amount, adds = amount_of(inside)
        return amount, [condition, *adds]
    return value, [value.is_not(None), value != 0] if _is_number(value) else [value.is_not(None)]


def _is_zero(value: ColumnElement[Any] | None) -> bool:
    return isinstance(value, BindParameter) and value.value == 0


def _is_number(value: ColumnElement[Any]) -> bool:
    return value.type.python_type in (int, float, Decimal)


def _common_conditions(measures: Sequence[Measure]) -> tuple[ColumnElement[bool], ...]:
    """Return the row conditions when all measures share the very same ones."""
    first = measures[0].where
    return first if first and all(measure.where == first for measure in measures) else ()


def parameters(
    counties: Sequence[str],
    townships: Sequence[str],
    now: Period,
    base: Period | None,
    shape: Shape,
    matched: tuple[Period, Period] | None = None,
) -> Mapping[str, Any]:
    """Return what a statement binds. matched: the months of both sides that are compared; all of them without it."""
    bound: dict[str, Any] = {"counties": list(counties), "now_first": now.first, "now_last": now.last}
    if shape.only_townships:
        bound["townships"] = list(townships)
    if base is not None:
        bound |= {"base_first": base.first, "base_last": base.last}
        if NOW_MATCHED in shape.windows and "month" not in shape.dimensions:
            for window, period in zip((NOW_MATCHED, BASE_MATCHED), matched or (now, base), strict=True):
                bound |= {f"{window}_first": period.first, f"{window}_last": period.last}
    return bound


def listed_months(now: Period, base: Period | None) -> dict[str, int]:
    """Return the months that a split by month lists for tables without a month column: month_0, month_1 …"""
    months = sorted({*now.months, *(base.months if base is not None else ())})
    return {f"month_{position}": month for position, month in enumerate(months)}


def gaps(
    unreported: Sequence[tuple[str, str, int]], counties: Sequence[str], now: Period, base: Period | None
) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]:
    """Return (institution, month) to leave out of the matched windows: missing there or in the month compared with.

    Both windows lose the same months of the same institution, so that a month counts only where it is complete
    on both sides.
    """
    if base is None:
        return (), ()
    wanted = set(counties)
    distance = (now.first // 100 - base.first // 100) * 12 + now.first % 100 - base.first % 100
    on_now: set[tuple[str, int]] = set()
    for county, institution, month in unreported:
        if county not in wanted:
            continue
        if now.first <= month <= now.last:
            on_now.add((institution, month))
        if base.first <= month <= base.last:
            on_now.add((institution, add_months(month, distance)))
    on_base = {(institution, add_months(month, -distance)) for institution, month in on_now}
    return tuple(sorted(on_now)), tuple(sorted(on_base))
