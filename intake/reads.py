"""What a metric reads of the warehouse: tables and their columns, made out from its own expressions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Alias, Column, Engine, Table, func, literal, select
from sqlalchemy.sql import visitors

from data_access import read, schema
from metrics.ask.answers import SPARSE
from metrics.ask.question import Question
from metrics.definition import Measure, Metric
from metrics.source import Source

Reads = Mapping[str, frozenset[str]]
"""Table → the columns that are read of it; none where rows are counted whatever they hold."""

_known: Final[dict[Metric, tuple[Reads, ...]]] = {}


def reads_of(source: Source, metric: Metric, county: str) -> tuple[Reads, ...]:
    """Return what each measure of a metric reads; of a computed one, what all of it does. Looked up once a metric."""
    if metric not in _known:
        if metric.computed is None:
            _known[metric] = tuple(_named(_parts(measure)) for measure in metric.measures)
        else:
            question = Question((metric,), (county,), source.reference.available)
            selects = metric.computed.reads(source, metric, question).selects
            _known[metric] = (_named(bound.select for bound in selects),)
    return _known[metric]


def _parts(measure: Measure) -> list[Any]:
    further = [] if measure.then is None else [measure.then(literal(0))]
    return [measure.table, measure.value, *measure.where, *further]


def _named(parts: Iterable[Any]) -> Reads:
    found: dict[str, set[str]] = {}
    for part in parts:
        for element in visitors.iterate(part):
            if isinstance(element, Table):
                found.setdefault(element.name, set())
            elif isinstance(element, Column):
                table = element.table.element if isinstance(element.table, Alias) else element.table
                if isinstance(table, Table):
                    found.setdefault(table.name, set()).add(element.name)
    return {table: frozenset(columns) for table, columns in found.items()}


def summed(metric: Metric) -> Reads:
    """Return the columns that each figure of a metric is a sum of: a table's rows that leave one open have no sum.

    Of tables with a row only where something happened, and of counts of things, nothing is said.
    """
    if metric not in _summed:
        found: dict[str, frozenset[str]] = {}
        for measure in () if metric.computed is not None else metric.measures:
            table = measure.table
            if isinstance(table, Table) and table.name not in SPARSE and measure.aggregate == "sum":
                columns = _named([measure.value]).get(table.name, frozenset())
                open_ones = {
                    name for name in columns if table.c[name].nullable and table.c[name].type.python_type is not str
                }
                found[table.name] = found.get(table.name, frozenset()) | open_ones
        _summed[metric] = found
    return _summed[metric]


_summed: Final[dict[Metric, Reads]] = {}


def filled(engine: Engine, table_name: str, county: str) -> frozenset[str]:
    """Return the columns of a table of which any row of the county says something. Raises WarehouseError."""
    table = schema.metadata.tables[table_name]
    counts: list[Any] = [func.count(column).label(column.name) for column in table.c]
    row = read.rows(engine, select(*counts).where(table.c.county_code == county))[0]
    return frozenset(column.name for column in table.c if getattr(row, column.name))
