"""What each month of a metric is held against, over all years kept: the material of a change's usual spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.ask.query import ask
from metrics.definition import Metric
from metrics.hiding.protection import PARTS
from metrics.period import Period, months_between
from metrics.reference import Reference
from metrics.scope import Scope
from metrics.source import Source, keep
from metrics.statistics.intervals import FloatArray


@dataclass(frozen=True, eq=False)
class History:
    """Both sides of each month of one metric, as far as they are shown.

    places   : township codes, '' for the county (or the townships chosen together).
    calendar : the months counted from year 0 (year × 12 + month − 1), rising.
    parts    : PARTS, each of shape (places, months): what of a month is compared and what with; NaN where nobody
               knows, where it is hidden, and beyond a new definition.
    values   : the month's figure and the one it is compared with, for figures that no sum over months says.
    """

    places: tuple[str, ...]
    calendar: npt.NDArray[np.intp]
    parts: Mapping[str, FloatArray]
    values: Mapping[str, FloatArray]

    def of_places(self, places: Sequence[str]) -> History:
        """Return the history of some places in this order; one without a history knows no month."""
        if tuple(places) == self.places:
            return self
        row_of = {place: row for row, place in enumerate(self.places)}
        rows = np.array([row_of.get(place, -1) for place in places], dtype=np.intp)

        def chosen(table: FloatArray) -> FloatArray:
            return np.where(rows[:, None] >= 0, table[rows], np.nan)

        return History(
            tuple(places),
            self.calendar,
            {name: chosen(table) for name, table in self.parts.items()},
            {name: chosen(table) for name, table in self.values.items()},
        )


def month_number(month: int) -> int:
    """Return a month YYYYMM counted from year 0, so that neighbours differ by one."""
    return month // 100 * 12 + month % 100 - 1


def histories(
    source: Source, metrics: Sequence[Metric], scope: Scope, *, by_township: bool = False
) -> dict[str, History]:
    """Return the history of each metric for the scope's county or townships; read once a data version.

    Every month is held against the one as far before it as the scope's base lies: 12 months for 同比. What is hidden
    from a reader is not in it, so that nothing of a hidden count can be read from a spread. Raises WarehouseError.
    """
    base = scope.base
    if base is None or not metrics:
        return {}
    reference = source.reference
    apart = months_between(base.first, scope.period.first) - 1
    last = _last_month_alike(reference, scope) if by_township else reference.last_month
    asked = replace(scope, period=Period(reference.first_month, last))
    kept, marks = source.memo.histories, (scope.county, scope.townships, by_township, scope.compare, apart, last)
    found = {metric.id: kept[metric, *marks] for metric in metrics if (metric, *marks) in kept}
    missing = [metric for metric in metrics if metric.id not in found]
    if missing:
        by = ("township", "month") if by_township else ("month",)
        frame = ask(source, missing, asked, by=by, with_parts=True, months_apart=apart)
        fresh = _by_metric(frame)
        keep(kept, {(metric, *marks): fresh[metric.id] for metric in missing if metric.id in fresh})
        found |= fresh
    return found


def _last_month_alike(reference: Reference, scope: Scope) -> int:
    """Return the last month with the same townships as the scope's period: their histories are then the same."""
    end = min(scope.period.last, reference.last_month)
    own = reference.in_edition(scope.county, end)
    here = [place.code for place in reference.townships_of(scope.county, end)]
    changes = sorted({place.valid_from for place in reference.townships.values()} | {reference.last_month + 1})
    for change in changes:
        if change > end:
            month = min(change, reference.last_month)
            later = [place.code for place in reference.townships_of(scope.county, month)]
            if later != here or reference.in_edition(scope.county, month) != own:
                return end
    return reference.last_month


def _by_metric(frame: pd.DataFrame) -> dict[str, History]:
    """Sort the rows of an answer by metric, place and month."""
    ids = frame["metric_id"].to_numpy(object)
    codes = [code if isinstance(code, str) else "" for code in frame["township_code"].tolist()]
    keys = frame["period"].tolist()
    number = {key: month_number(int(key.replace("-", ""))) for key in dict.fromkeys(keys)}
    shown = frame["status"].to_numpy(object) != "hidden"
    columns = {name: frame[name].to_numpy(float) for name in (*PARTS, "value", "compare_value")}
    found = {}
    for metric_id in dict.fromkeys(ids):
        own = np.flatnonzero(ids == metric_id)
        places = tuple(dict.fromkeys(codes[at] for at in own))
        calendar = np.array(sorted({number[keys[at]] for at in own}), dtype=np.intp)
        row_of = {place: row for row, place in enumerate(places)}
        down = np.array([row_of[codes[at]] for at in own], dtype=np.intp)
        across = np.searchsorted(calendar, [number[keys[at]] for at in own])

        def table(
            name: str, own: npt.NDArray[Any] = own, cells: tuple[Any, ...] = (down, across),
            shape: tuple[int, int] = (len(places), calendar.size),
        ) -> FloatArray:  # fmt: skip
            filled = np.full(shape, np.nan)
            filled[cells] = np.where(shown[own], columns[name][own], np.nan)
            return filled

        found[str(metric_id)] = History(
            places, calendar, {name: table(name) for name in PARTS},
            {name: table(name) for name in ("value", "compare_value")},
        )  # fmt: skip
    return found
