"""Each township's part of a county's change, for every metric whose townships add to it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.definition import Metric
from metrics.hiding.protection import PARTS
from metrics.judge.judging import Columns
from metrics.scope import Scope
from metrics.source import Source
from metrics.statistics.decomposition import Decomposition, decompose_columns, decompose_count

log = logging.getLogger("yilan.metrics")


def contributions_of(
    source: Source,
    metrics: Sequence[Metric],
    whole: pd.DataFrame,
    parts: pd.DataFrame,
    scope: Scope,
) -> dict[str, Decomposition]:
    """Return metric id → exact decomposition by township; metrics without one are not in it (`why_not_split`).

    whole, parts : the county's and the townships' rows with PARTS. Raises WarehouseError.
    """
    if scope.compare is None:
        return {}
    found = _contributions(metrics, parts)
    for metric in metrics:
        if metric.computed is None or metric.computed.split is None:
            continue
        row, own = (rows[rows["metric_id"] == metric.id] for rows in (whole, parts))
        decomposition = metric.computed.split(source, metric, scope, row.iloc[0], own)
        if decomposition is not None:
            found[metric.id] = decomposition
    return found


def _contributions(metrics: Sequence[Metric], parts: pd.DataFrame) -> dict[str, Decomposition]:
    """Return each metric's exact decomposition by township.

    Left out: metrics whose townships do not add to the county, and those with a hidden township, whose part would
    be the difference of what is shown.
    """
    ids, hidden = parts["metric_id"].to_numpy(object), parts["status"].to_numpy(object) == "hidden"
    change, places = parts["change"].to_numpy(float), parts["township_code"].to_numpy(object)
    sums = {part: parts[part].to_numpy(float) for part in PARTS}
    found: dict[str, Decomposition] = {}
    for metric in metrics:
        own = np.flatnonzero(ids == metric.id)
        adds = metric.numerator.is_additive_over_places and metric.computed is None
        # A township whose base is hidden shows this period only; its part would be the difference of what is shown.
        half = ~np.isnan(sums["matched_numerator"][own]) & np.isnan(sums["compare_numerator"][own])
        concealed = hidden[own].any() or (metric.suppression is not None and half.any())
        if not adds or np.isnan(change[own]).all() or concealed:
            continue
        try:
            found[metric.id] = _by_parts(metric, places[own], {part: values[own] for part, values in sums.items()})
        except ValueError as error:
            # A place with a numerator and no denominator has no ratio; leaving it out would break the sum.
            log.info("no decomposition of %s: %s", metric.id, error)
    return found


def _by_parts(metric: Metric, places: npt.NDArray[Any], sums: Columns) -> Decomposition:
    """Decompose the change of a metric from its townships' sums; a township without figures takes no part."""
    if metric.denominator is not None:
        return decompose_columns(places.tolist(), [sums[part] for part in PARTS], per=metric.per)
    now, base = (
        {
            place: float(amount) * metric.per
            for place, amount in zip(places, sums[part], strict=True)
            if not np.isnan(amount)
        }
        for part in ("matched_numerator", "compare_numerator")
    )
    return decompose_count(base, now, percent=metric.change_unit == "%" and sum(base.values()) != 0)
