"""Measures of one fact table → one SQL statement. The only place where a metric becomes SQL.

A statement has a column for each measure and window. Windows are the period asked for (`now`), the period it is
compared with (`base`) and, where an institution did not report in some months, both again without the
institution-months that are missing on either side (`now_matched`, `base_matched`).

What an institution has (beds, a data line) does not go away in a month in which it sends no return: a stock is read
from its last return instead (`Shape.carried`, decision 0081). What it did in that month nobody knows: flows stay out.
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
    ColumnClause,
    ColumnElement,
    Double,
    Integer,
    Select,
    String,
    Table,
    and_,
    bindparam,
    case,
    cast,
    column,
    distinct,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    tuple_,
    values,
)
from sqlalchemy.sql import visitors

from data_access.schema import institution_month
from metrics.definition import SPANS, Measure, Rows, Timing
from metrics.period import Period, add_months

PLACE = "place"  # label of the township column in the edition asked for
NOW, BASE, NOW_MATCHED, BASE_MATCHED = "now", "base", "now_matched", "base_matched"
COUNTED_AS: Final = "counted_as"  # label of what a listed row adds, where no column of its table says it


@dataclass(frozen=True)
class Shape:
    """Everything a statement's text depends on; months, counties and townships are bound when it runs.

    dimensions: columns to group by; `township_code` is read in the edition given by `renamed`.
    renamed: (old code, code in this edition) of townships that merged.
    missing: (institution, month) to leave out on the `now` side and on the `base` side; gone: the same for stocks,
    which lack only what cannot be carried.
    carried: (institution, month without a return, month of its last return) of the months read.
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
    carried: tuple[tuple[str, int, int], ...] = ()
    gone_now: tuple[tuple[str, int], ...] = ()
    gone_base: tuple[tuple[str, int], ...] = ()
    has_unknown: bool = False  # some cell of the table is empty: a form lacks it, or it was set aside

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


def _in_force(table: Rows, month: ColumnElement[int]) -> ColumnElement[bool]:
    first, last = SPANS[table.name]
    begun = first <= month
    return begun if last is None else and_(begun, or_(last.is_(None), last >= month))


def _in_window(measure: Measure, window: str, shape: Shape) -> list[ColumnElement[bool]]:
    """Return the conditions that put a row into the window."""
    conditions = _in_months(measure, window, shape)
    if measure.timing is Timing.STOCK:
        missing = {NOW_MATCHED: shape.gone_now, BASE_MATCHED: shape.gone_base}.get(window, ())
    else:
        missing = {NOW_MATCHED: shape.missing_now, BASE_MATCHED: shape.missing_base}.get(window, ())
        conditions += _not_carried(measure, shape)
    if missing and measure.table is institution_month:
        month = _month(measure.table, shape)
        conditions.append(not_(tuple_(measure.table.c.institution_code, month).in_(missing)))
    return conditions


def _carries(table: Rows, shape: Shape) -> bool:
    return bool(shape.carried) and table is institution_month


@lru_cache(maxsize=256)
def _carried_months(carried: tuple[tuple[str, int, int], ...]) -> Any:
    """Return institution, month it stands for and month it was read in: the rows to repeat, and those as they are."""
    themselves = {(institution, read_in, read_in) for institution, _, read_in in carried}
    columns = column("institution_code", String), column("stands_for", Integer), column("read_in", Integer)
    return values(*columns).data(sorted({*carried, *themselves})).cte("carried")


def _month(table: Rows, shape: Shape) -> ColumnElement[int]:
    """Return the month that a row stands for: its own, or a later one without a return."""
    if not _carries(table, shape):
        return table.c.month
    return func.coalesce(_carried_months(shape.carried).c.stands_for, table.c.month)


def _is_carried(table: Rows, shape: Shape) -> ColumnElement[bool]:
    return _month(table, shape) != table.c.month


def _not_carried(measure: Measure, shape: Shape) -> list[ColumnElement[bool]]:
    return [not_(_is_carried(measure.table, shape))] if _carries(measure.table, shape) else []


def _with_carried(table: Rows, shape: Shape) -> Any:
    """Return the table, with the rows to carry once more for every month that they stand for."""
    if not _carries(table, shape):
        return table
    carried = _carried_months(shape.carried)
    same = and_(carried.c.institution_code == table.c.institution_code, carried.c.read_in == table.c.month)
    return table.outerjoin(carried, same)


def _in_months(measure: Measure, window: str, shape: Shape) -> list[ColumnElement[bool]]:
    """Return the conditions that put a row into the window's months, whether it was reported or not."""
    table = measure.table
    split_by_month = "month" in shape.dimensions
    conditions: list[ColumnElement[bool]] = []
    if measure.timing is Timing.FLOW and not split_by_month:
        conditions.append(table.c.month.between(_first(window), _last(window)))
    elif measure.timing is Timing.STOCK and not split_by_month:
        conditions.append(_month(table, shape) == _last(window))
    elif measure.timing is Timing.SPAN and not split_by_month:
        conditions.append(_in_force(table, _last(window)))
        if measure.then is not None:
            conditions.append(measure.then(_last(window)))
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


def _known(
    measure: Measure, conditions: Sequence[ColumnElement[bool]], whole: ColumnElement[Any], shape: Shape
) -> ColumnElement[Any]:
    """Return the aggregate where each of its rows says what it needs, else nothing: a sum of some is no sum."""
    if not shape.has_unknown:
        return whole
    # What a row is chosen by may be unknown as well; the row would then be left out as if it did not count.
    needed = {column for part in (measure.value, *measure.where) for column in _measures_of(part, measure.table)}
    if not needed:
        return whole
    by_measures = [part for part in measure.where if _measures_of(part, measure.table)]
    chosen = [condition for condition in conditions if not any(condition is part for part in by_measures)]
    blank = or_(*(column.is_(None) for column in sorted(needed, key=lambda column: column.name)))
    # Not NULL: a sum over no rows is NULL as well, and events without a row did not happen.
    unknown = cast(literal("NaN", String), Double)  # as text: the bare word would be read as a column's name
    return case((func.count(case((and_(true(), *chosen, blank), 1))) == 0, whole), else_=unknown)


def _measures_of(expression: ColumnElement[Any], table: Rows) -> list[Column[Any]]:
    """Return the columns of a table that an expression reads and that may be unknown: numbers, not codes."""
    found = [part for part in visitors.iterate(expression) if isinstance(part, Column)]
    return [column for column in found if column.table is table and column.nullable and _is_number(column)]


def _reported(measure: Measure, shape: Shape) -> list[ColumnElement[bool]]:
    """Return the condition that the row was reported: an unreported row holds zeros that are no figures."""
    return [institution_month.c.reported] if shape.has_gaps and measure.table is institution_month else []


def _calendar(months: int) -> Any:
    rows = [(bindparam(f"month_{position}", type_=Integer),) for position in range(months)]
    # In a WITH: engines differ in whether a VALUES may name its columns where it is joined.
    return values(column("month", Integer)).data(rows).cte("calendar")


def _place(table: Rows, renamed: tuple[tuple[str, str], ...]) -> ColumnElement[str]:
    if not renamed:
        return table.c.township_code.label(PLACE)
    return case(dict(renamed), value=table.c.township_code, else_=table.c.township_code).label(PLACE)


def _time_filter(measures: Sequence[Measure], shape: Shape) -> ColumnElement[bool] | None:
    """Return the widest condition on months that all measures share, so that few rows are read."""
    table = measures[0].table
    timings = {measure.timing for measure in measures}
    if "month" not in table.c or Timing.FIXED in timings or Timing.SPAN in timings:
        return None
    month = _month(table, shape)
    if "month" not in shape.dimensions and timings == {Timing.STOCK}:
        return or_(*(month == _last(window) for window in shape.windows))
    now = month.between(_first(NOW), _last(NOW))
    return or_(now, month.between(_first(BASE), _last(BASE))) if shape.compares else now


@lru_cache(maxsize=2048)
def statement(measures: tuple[Measure, ...], shape: Shape, month_count: int = 0) -> Select[Any]:
    """Return the one statement for measures of one table.

    Columns: the dimensions (`place` for townships), then m0_now, m0_base …, one for each measure and window, then
    for tables with gaps expected_0, reported_0, carried_0 (institution-months), volume_0 (what those carried held or
    did in their last return), since_0 (the earliest of those returns) and due_0_now_matched …, and for mixed rows
    basis_low and basis_high.
    """
    table = measures[0].table
    source: Any = _with_carried(table, shape)
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
        elif dimension == "month":
            keys.append(_month(table, shape).label("month"))
        else:
            keys.append(table.c[dimension])
    columns: list[ColumnElement[Any]] = list(keys)
    for position, measure in enumerate(measures):
        for window in shape.windows:
            conditions = [*_in_window(measure, window, shape), *measure.where, *_reported(measure, shape)]
            if span_by_month and measure.then is not None:
                conditions.append(measure.then(calendar.c.month))
            whole = _aggregate(measure, conditions)
            columns.append(_known(measure, conditions, whole, shape).label(label(position, window)))
    if shape.has_gaps and table is institution_month:
        for position, measure in enumerate(measures):
            columns += _reporting(measure, shape, position)
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


def _reporting(measure: Measure, shape: Shape, position: int) -> list[ColumnElement[Any]]:
    """Return the columns that say who reported, and how much those did who did not."""
    own = [*_in_months(measure, NOW, shape), *measure.where, *_not_carried(measure, shape)]
    columns: list[ColumnElement[Any]] = [
        func.count(case((and_(true(), *own), 1))).label(f"expected_{position}"),
        func.count(case((and_(true(), *own, *_reported(measure, shape)), 1))).label(f"reported_{position}"),
    ]
    if shape.carried:
        table = measure.table
        carried = and_(_stands_in_period(measure, shape), _is_carried(table, shape), *measure.where)
        columns += [
            func.count(case((carried, 1))).label(f"carried_{position}"),
            (func.sum(case((carried, measure.value))) if measure.aggregate == "sum" else literal(0)).label(
                f"volume_{position}"
            ),
            func.min(case((carried, table.c.month))).label(f"since_{position}"),
        ]
    for window in shape.matched_windows:
        due = [*_in_months(measure, window, shape), *measure.where, *_not_carried(measure, shape)]
        columns.append(func.count(case((and_(true(), *due), 1))).label(f"due_{position}_{window}"))
    return columns


def _stands_in_period(measure: Measure, shape: Shape) -> ColumnElement[bool]:
    """Return the condition that the month a row stands for is one of the period asked for."""
    if "month" in shape.dimensions:
        return true()
    month = _month(measure.table, shape)
    return month == _last(NOW) if measure.timing is Timing.STOCK else month.between(_first(NOW), _last(NOW))


def _in_places(query: Select[Any], table: Rows, shape: Shape) -> Select[Any]:
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
    worked_out = [] if isinstance(amount, ColumnClause | BindParameter) else [amount.label(COUNTED_AS)]
    listed = select(table, *worked_out).select_from(_with_carried(table, shape))
    query = _in_places(listed, table, shape).where(true(), *conditions)
    return query.order_by(*(table.c[name] for name in key_names(table) or list(table.c.keys())[:4]))


def key_names(table: Rows) -> list[str]:
    """Return the columns of a table's primary key; a selection has none."""
    return [column.name for column in table.primary_key.columns] if isinstance(table, Table) else []


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
