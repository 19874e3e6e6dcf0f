"""Every metric, in reading order. An id is permanent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from metrics.catalogue import circles, contract, division, national, outcomes, people, programmes, resources, volume
from metrics.catalogue.short_names import SHORT_NAMES
from metrics.definition import Metric
from metrics.errors import UnknownMetric

_THEMES = (division, resources, circles, volume, contract, outcomes, national, people, programmes)


def _collect() -> dict[str, Metric]:
    found: dict[str, Metric] = {}
    for theme in _THEMES:
        for metric in theme.METRICS:
            if metric.id in found:
                raise ValueError(f"two metrics are called {metric.id}")
            short_zh, short_en = SHORT_NAMES.get(metric.id, ("", ""))
            found[metric.id] = replace(metric, short_zh=short_zh, short_en=short_en)
    return found


CATALOGUE: dict[str, Metric] = _collect()
FAMILIES: tuple[str, ...] = tuple(dict.fromkeys(metric.family for metric in CATALOGUE.values()))


def get(metric_id: str) -> Metric:
    """Return a metric by its id. Raises UnknownMetric with the nearest match by id or Chinese name."""
    if metric_id not in CATALOGUE:
        raise UnknownMetric(metric_id, {metric.id: metric.name_zh for metric in CATALOGUE.values()})
    return CATALOGUE[metric_id]


def get_all(metric_ids: Iterable[str]) -> list[Metric]:
    """Return metrics by their ids, in the order asked for. Raises UnknownMetric."""
    return [get(metric_id) for metric_id in metric_ids]


def of_family(family: str) -> list[Metric]:
    """Return the metrics of a family, in reading order."""
    return [metric for metric in CATALOGUE.values() if metric.family == family]
