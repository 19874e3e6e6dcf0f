"""The fact rows behind many figures at once: what a workbook may carry, table by table, and what it may not.

A figure whose small counts are hidden lists no rows, and neither does any other figure that reads the same columns:
a row of one township and month is itself a small count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import pandas as pd
from sqlalchemy import ColumnClause, ColumnElement, Engine
from sqlalchemy.sql import visitors

from data_access import read
from data_access.granted import reach_of
from metrics.ask import compiler
from metrics.ask.compiler import Shape
from metrics.catalogue import CATALOGUE
from metrics.definition import SPANS, Measure, Metric, Rows
from metrics.named import metrics_named
from metrics.period import Period
from metrics.scope import Scope
from metrics.source import Source

FACT_LIMIT: Final = 3_000
"""Rows of one table in one workbook: enough for a county's year of institutions, and a sheet that opens at once."""

KEPT: Final = ("county_code", "township_code", "institution_code", "village_code", "month", "basis")


@dataclass(frozen=True, eq=False)
class FactRows:
    """Rows of one fact table: its keys and the columns that figures read. is_cut: there are more than asked for."""

    table: str
    metric_ids: tuple[str, ...]
    frame: pd.DataFrame
    is_cut: bool


@dataclass(frozen=True, eq=False)
class FactBook:
    """What a workbook may show of the rows behind its figures.

    protected: metrics that list none. rows_in: the townships whose rows alone are listed, None for all.
    """

    sheets: tuple[FactRows, ...] = ()
    protected: tuple[str, ...] = ()
    rows_in: tuple[str, ...] | None = None


def fact_rows(
    source: Source,
    metric_ids: Sequence[str],
    scope: Scope,
    most: int = FACT_LIMIT,
    rows_in: tuple[str, ...] | None = None,
) -> FactBook:
    """Return the rows that the metrics read in a period, at most `most` a table. Raises QuestionError.

    rows_in : list the rows of these townships only; what the source's reader may not list is left out in any case.
    """
    reach = reach_of(source.engine)
    county, within = scope.county, source.reference.check_period(scope.period)
    places = source.reference.merged_into(county, scope.townships, within.last)
    metrics = metrics_named(source.reference, county, metric_ids)
    protected = tuple(metric.id for metric in metrics if is_protected(metric))
    groups: dict[str, dict[tuple[str, ...], list[tuple[Metric, Measure]]]] = {}
    for metric in metrics:
        if metric.id in protected:
            continue
        for measure in metric.measures:
            same = groups.setdefault(measure.table.name, {})
            same.setdefault(_condition(measure), []).append((metric, measure))
    sheets = [
        _sheet(source.engine, list(same.values()), county, within, places, most) for _, same in sorted(groups.items())
    ]
    if reach.townships_in(county) is not None:
        sheets = [replace(sheet, frame=reach.listed(sheet.frame)) for sheet in sheets]
    if rows_in is not None:
        sheets = [replace(sheet, frame=_of_townships(sheet.frame, rows_in)) for sheet in sheets]
    return FactBook(tuple(sheets), protected, rows_in)


def _of_townships(frame: pd.DataFrame, townships: tuple[str, ...]) -> pd.DataFrame:
    """Return the rows of some townships; none of a table that does not say where its rows are."""
    return frame[frame["township_code"].isin(townships)] if "township_code" in frame else frame.iloc[:0]


def is_protected(metric: Metric) -> bool:
    """Say whether a metric may list no rows: its own small counts are hidden, or it reads what a hidden one reads."""
    return metric.suppression is not None or any(used & _hidden_columns() for used in map(_used, metric.measures))


@lru_cache(maxsize=1)
def _hidden_columns() -> frozenset[str]:
    return frozenset(
        name
        for metric in CATALOGUE.values()
        if metric.suppression is not None
        for measure in metric.measures
        for name in _used(measure)
    )


def _used(measure: Measure) -> frozenset[str]:
    """Return table.column of everything that a measure adds up; a count of rows uses the table itself."""
    columns = {column.name for column in _columns(measure.value, measure.table)}
    return frozenset(f"{measure.table_names[-1]}.{name}" for name in columns or {"*"})


def _columns(expression: ColumnElement[Any], table: Rows) -> list[ColumnClause[Any]]:
    found = [part for part in visitors.iterate(expression) if isinstance(part, ColumnClause)]
    return [column for column in found if column.table is table]


def _condition(measure: Measure) -> tuple[str, ...]:
    """Return what tells apart measures that read different rows of a table."""
    literal = {"literal_binds": True}
    return (measure.timing.name, *sorted(str(one.compile(compile_kwargs=literal)) for one in measure.where))


def _sheet(
    engine: Engine,
    groups: list[list[tuple[Metric, Measure]]],
    county: str,
    period: Period,
    townships: list[str],
    most: int,
) -> FactRows:
    table = groups[0][0][1].table
    frames, metric_ids = [], []
    for group in groups:
        metric_ids += [metric.id for metric, _ in group]
        # Rows that add nothing to one figure may add to another of the sheet: all that are read are listed.
        shape = Shape((), compares=False, only_townships=bool(townships), has_gaps=False)
        statement = compiler.rows(group[0][1], shape, every=True)
        rows = statement.with_only_columns(*_shown(table, [measure for _, measure in group])).limit(most + 1)
        frames.append(read.frame(engine, rows, compiler.parameters([county], townships, period, None, shape)))
    whole = pd.concat(frames, ignore_index=True)
    keys = [name for name in compiler.key_names(table) if name in whole]
    # The same row read under two conditions stands once, with the columns of both.
    merged = whole.groupby(keys, as_index=False, dropna=False, sort=True).first() if keys else whole.drop_duplicates()
    return FactRows(table.name, tuple(dict.fromkeys(metric_ids)), merged.head(most), len(merged) > most)


def _shown(table: Rows, measures: Sequence[Measure]) -> list[ColumnElement[Any]]:
    """Return keys, places, time, and the columns that the measures read or choose by."""
    names = compiler.key_names(table)
    names += [name for name in KEPT if name in table.c]
    names += [column.name for column in SPANS.get(table.name, ()) if column is not None]
    for measure in measures:
        for expression in (measure.value, *measure.where):
            names += [column.name for column in _columns(expression, table)]
    return [table.c[name] for name in dict.fromkeys(names)]
