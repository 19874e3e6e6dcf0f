"""A metric limited to the rows of one mechanism: what shows that it works counts nothing of another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from sqlalchemy import Engine, select

from data_access import read, schema
from metrics.catalogue import CATALOGUE
from metrics.definition import Measure, Metric
from metrics.source import Source

OWNED: Final = (
    "appraisal", "equipment", "funding", "posting_month", "programme_item", "rule", "staff_event", "visit",
)  # fmt: skip
"""Tables in which rows of several mechanisms stand under one kind; a kind of activity belongs to one already."""


def mechanisms_with_rows(engine: Engine, county: str) -> Mapping[str, frozenset[str]]:
    """Return table → the county's mechanisms that have rows there. Raises WarehouseError."""
    found = {}
    for name in OWNED:
        table = schema.metadata.tables[name]
        statement = select(table.c.mechanism_id).where(table.c.county_code == county).distinct()
        found[name] = frozenset(row.mechanism_id for row in read.rows(engine, statement) if row.mechanism_id)
    return found


def own_metrics(source: Source, county: str, mechanism_id: str, metric_ids: Sequence[str]) -> list[Metric]:
    """Return the metrics of a mechanism, each limited to its own rows where it has rows in the metric's table.

    820 planned visits of the whole county were once shown as those of a mechanism with 316. A metric over a table in
    which the mechanism has no rows of its own is the county's, as is one that no sum over rows says.
    """
    held = source.read(mechanisms_with_rows, county)
    tables = frozenset(name for name, owners in held.items() if mechanism_id in owners)
    own = [metric_id for metric_id in metric_ids if metric_id in CATALOGUE]
    if "rule" not in tables:
        # A mechanism without a rule has none: the county's nine are other mechanisms'.
        own = [metric_id for metric_id in own if CATALOGUE[metric_id].numerator.table.name != "rule"]
    return [_limited(metric_id, mechanism_id, tables) for metric_id in own]


@lru_cache(maxsize=2000)
def _limited(metric_id: str, mechanism_id: str, tables: frozenset[str]) -> Metric:
    """Return the same object for the same question: what is known of a metric is kept under it."""
    metric = CATALOGUE[metric_id]
    if metric.computed is not None:
        return metric
    numerator = _of(metric.numerator, mechanism_id, tables)
    denominator = None if metric.denominator is None else _of(metric.denominator, mechanism_id, tables)
    if numerator is metric.numerator and denominator is metric.denominator:
        return metric
    return replace(metric, numerator=numerator, denominator=denominator)


def _of(measure: Measure, mechanism_id: str, tables: frozenset[str]) -> Measure:
    if measure.table.name not in tables:
        return measure
    return replace(measure, where=(*measure.where, measure.table.c.mechanism_id == mechanism_id))
