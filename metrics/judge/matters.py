"""The smallest change that matters: a smaller one is 无明显变化, however exactly it is known.

6,430 contracts that become 6,426 are counted to the last one, and nobody would call that 明显下降. The catalogue sets
a size for each unit of a change and for some metrics their own; a county may set another, on record with name and
reason (`data_access/control_limits.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from sqlalchemy import URL, Engine

from data_access.changes import ChangeRefused
from data_access.control_limits import SMALLEST_CHANGE, decide, decisions
from metrics.definition import Metric
from metrics.statistics.intervals import FloatArray

# By the unit of a change. Changes in any other unit are held against their base.
USUAL: Final[Mapping[str, float]] = {"%": 1.0, "百分点": 0.5, "千分点": 0.2}
SHARE_OF_BASE: Final = 0.01


def smallest_visible(metric: Metric) -> float:
    """Return the smallest change that does not print as 持平, in the metric's change unit."""
    return 0.5 / 10.0**metric.change_decimals


def smallest_that_matters(metric: Metric, base: FloatArray, decided: float | None = None) -> FloatArray:
    """Return for each base value the smallest change that may be called clear, in the metric's change unit.

    decided : what the county has set instead of the catalogue's own. Never less than what prints as a change.
    """
    own = metric.matters if decided is None else decided
    if own is None:
        own = USUAL.get(metric.change_unit)
    size = np.abs(base) * SHARE_OF_BASE if own is None else np.full(np.shape(base), own)
    return np.asarray(np.fmax(size, smallest_visible(metric)), dtype=np.float64)


def usual_size(metric: Metric) -> tuple[float, str]:
    """Return the catalogue's smallest change that matters and its unit; a share of the base is in %."""
    own = USUAL.get(metric.change_unit) if metric.matters is None else metric.matters
    return (SHARE_OF_BASE * 100, "%") if own is None else (own, metric.change_unit)


@dataclass(frozen=True)
class SmallestChange:
    """A county's decision on one metric: the size in its change unit, '' where it went back to the catalogue's own."""

    size: str
    decided_by: str
    decided_at: datetime
    reason: str


def smallest_change_decisions(engine: Engine, county: str, metric_id: str) -> list[SmallestChange]:
    """Return what a county has decided on a metric's smallest change, newest first. Raises WarehouseError."""
    rows = decisions(engine, county, metric_id)
    own = rows[rows["kind"] == SMALLEST_CHANGE].iloc[::-1]
    return [
        SmallestChange(str(row["after"]), str(row["who"]), row["at"], str(row["why"])) for row in own.to_dict("records")
    ]


def decide_smallest_change(
    url: URL | str, engine: Engine, county: str, metric: Metric, size: float | None, *, who: str, reason: str
) -> None:
    """Set a county's smallest change that matters, or go back to the catalogue's own with None.

    size : in the metric's change unit, above 0. Raises ChangeRefused, WarehouseError; nothing is then changed.
    """
    if size is not None and not (np.isfinite(size) and size > 0):
        raise ChangeRefused("smallest_change_not_positive")
    found = smallest_change_decisions(engine, county, metric.id)
    before, after = found[0].size if found else "", "" if size is None else f"{size:g}"
    if before == after:
        raise ChangeRefused("smallest_change_as_before")
    decide(url, county, metric.id, SMALLEST_CHANGE, before, after, who=who, reason=reason)
