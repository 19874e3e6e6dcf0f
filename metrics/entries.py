"""The catalogue as lower floors may be handed it: id, table of its rows, names."""

from __future__ import annotations

from functools import cache

from data_access.mechanisms import KnownMetric
from metrics.catalogue import CATALOGUE


@cache
def known_metrics() -> dict[str, KnownMetric]:
    """Return every metric by its id, in reading order; shared, so never changed."""
    return {
        metric.id: KnownMetric(metric.numerator.table_names[-1], metric.name_zh, metric.name_en)
        for metric in CATALOGUE.values()
    }
