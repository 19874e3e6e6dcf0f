"""Metrics by their ids as one county has them: its own indicators, and the catalogue's in the edition it has chosen."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from metrics.catalogue import CATALOGUE, get
from metrics.definition import Metric
from metrics.editions import in_edition
from metrics.reference import Reference


def metric_named(reference: Reference, county: str, metric_id: str) -> Metric:
    """Return a metric by its id: the county's own, else the catalogue's. Raises UnknownMetric."""
    own = next((metric for metric in reference.own.get(county, ()) if metric.id == metric_id), None)
    return in_edition(reference, county, get(metric_id)) if own is None else own


def metrics_named(reference: Reference, county: str, metric_ids: Iterable[str]) -> list[Metric]:
    """Return metrics by their ids, in the order asked for. Raises UnknownMetric."""
    return [metric_named(reference, county, metric_id) for metric_id in metric_ids]


def catalogue_rows(own: Iterable[Metric] = ()) -> pd.DataFrame:
    """Return what every metric of the catalogue is, a row each, and after them what some of a county's own are."""
    rows = [
        {
            "metric_id": metric.id,
            "name_zh": metric.name_zh,
            "name_en": metric.name_en,
            "family": metric.family,
            "unit": metric.unit,
            "better": metric.better,
            "definition_zh": metric.definition_zh,
            "definition_en": metric.definition_en,
            "source": metric.source.name,
            "edition": metric.source.edition,
        }
        for metric in (*CATALOGUE.values(), *own)
    ]
    return pd.DataFrame(rows)
