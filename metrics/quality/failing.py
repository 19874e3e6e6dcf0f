"""Which figures stand on inputs that fail: open problems of the rows that a metric counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Column
from sqlalchemy.sql import visitors

from metrics.definition import Metric
from metrics.named import metrics_named
from metrics.quality.ledger import Entry, has_loads, ledger
from metrics.scope import Scope
from metrics.source import Source


def failing_inputs(source: Source, metric_ids: tuple[str, ...], scope: Scope) -> dict[str, tuple[Entry, ...]]:
    """Return the open problems of each metric's own columns in the scope's period and townships; no entry where none.

    A note is none: it points at what may be true. A computed metric is judged by the columns of its measures. Only
    of a county into which files were loaded: rows that were built otherwise (the sample) stand in the ledger alone.
    Raises WarehouseError.
    """
    if not source.read(has_loads, scope.county):
        return {}
    entries = [entry for entry in source.read(ledger, scope.county) if _fails(entry, scope)]
    if not entries:
        return {}
    found: dict[str, tuple[Entry, ...]] = {}
    for metric_id, metric in zip(metric_ids, metrics_named(source.reference, scope.county, metric_ids), strict=True):
        columns = columns_of(metric)
        own = tuple(entry for entry in entries if _concerns(entry, columns))
        if own:
            found[metric_id] = own
    return found


def _fails(entry: Entry, scope: Scope) -> bool:
    problem = entry.problem
    return (
        entry.state == "open"
        and problem.severity != "note"
        and scope.period.first <= problem.month <= scope.period.last
        and (not scope.townships or entry.township in scope.townships)
    )


def _concerns(entry: Entry, columns: frozenset[tuple[str, str]]) -> bool:
    problem = entry.problem
    names: Sequence[str] = (problem.column, str(problem.fields.get("whole", "")))
    return any((problem.table, name) in columns for name in names)


def columns_of(metric: Metric) -> frozenset[tuple[str, str]]:
    """Return the columns that a metric counts: table, column."""
    return frozenset(
        (part.table.name, part.name)
        for measure in metric.measures
        for part in visitors.iterate(measure.value)
        if isinstance(part, Column) and part.table is not None
    )


def worst(failing: Mapping[str, Sequence[Entry]]) -> Entry | None:
    """Return the problem to name first: the largest slip, else the newest; None for none."""
    entries = [entry for own in failing.values() for entry in own]
    return max(
        entries, key=lambda entry: (abs(int(entry.problem.fields.get("digits", 0))), entry.problem.month), default=None
    )
