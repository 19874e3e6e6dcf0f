"""The ledger as metrics: counted visits and periods met, judged visit by visit, for whoever asks the catalogue.

Planned and attended visits are plain counts of the same rows; whether one counts depends on leave, times, titles and
rules, which no sum over a table can say. So these metrics ask the ledger, the one that the page 专家下沉 shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Engine

from metrics.ask.question import Key, Question
from metrics.definition import Metric
from metrics.ledger.reads import compliance_of, county_ledger
from metrics.national.frame import Columns, Computed, Side, basis_of, frame_columns, keys_of, windows_of
from metrics.period import Period
from metrics.reference import Reference
from metrics.source import Source
from metrics.statistics.intervals import FloatArray, wilson


@dataclass(frozen=True)
class LedgerMonths:
    """A county's ledger added up by township and month of its visits (periods: the month they are judged in).

    Columns: township_code, month, planned, attended, counted, met, assessed. Empty for a county without visits.
    """

    rows: pd.DataFrame


def ledger_months(source: Source, county: str) -> LedgerMonths:
    """Return the months of a county's ledger, worked out once a data version. Raises WarehouseError, LedgerFault."""
    memo = source.memo
    with memo.lock:
        if county not in memo.ledger_months:
            memo.ledger_months[county] = _months(source.engine, county)
        months: LedgerMonths = memo.ledger_months[county]
    return months


def _months(engine: Engine, county: str) -> LedgerMonths:
    whole = county_ledger(engine, county)
    keys = ["township_code", "month"]
    counts = whole.visits.groupby(keys, as_index=False)[["planned", "attended", "counted"]].sum()
    if not len(whole.visits):
        return LedgerMonths(counts.assign(met=0, assessed=0))
    cells = compliance_of(whole, int(whole.visits["month"].min()), int(whole.visits["month"].max()))
    judged = pd.DataFrame(
        {
            "township_code": cells["township_code"].astype(object),
            "month": cells["month"].astype(np.int64),
            "met": (cells["status"] == "met").astype(np.int64),
            "assessed": cells["status"].isin(["met", "missed"]).astype(np.int64),
        }
    )
    periods = judged.groupby(keys, as_index=False)[["met", "assessed"]].sum()
    both = counts.merge(periods, on=keys, how="outer")
    names = ["planned", "attended", "counted", "met", "assessed"]
    return LedgerMonths(both.assign(**{name: both[name].fillna(0).astype(np.int64) for name in names}))


def from_ledger(top: str, bottom: str | None = None) -> Computed:
    """Return the function that answers a metric with the sum of one ledger column, or the ratio of two such sums."""

    def answer(source: Source, metric: Metric, question: Question) -> Columns:
        now = source.reference.check_period(question.period)
        keys = keys_of(source.reference, question, now)
        months = {county: _in_edition(source, county, now) for county in question.counties}
        own, base = windows_of(question, now, keys)
        current = _side(metric, question, source.reference, months, keys, own, (top, bottom))
        before = _side(metric, question, source.reference, months, keys, base, (top, bottom))
        method = "" if bottom is None else "Wilson"
        basis = basis_of(source.reference, "visit", question)
        columns = frame_columns(source.reference, metric, question, keys, current, before, method=method, basis=basis)
        if metric.change_unit == "%":
            with np.errstate(divide="ignore", invalid="ignore"):
                change = 100 * (current.value - before.value) / before.value
            columns["change"] = np.where(before.value > 0, change, np.nan)
        return columns

    return answer


def _in_edition(source: Source, county: str, now: Period) -> pd.DataFrame:
    """Return the months under the townships of the period's end: visits to a merged one are its successor's."""
    rows = ledger_months(source, county).rows
    edition = source.reference.in_edition(county, now.last)
    return rows.assign(township_code=[edition.get(code, code) for code in rows["township_code"]])


def _side(
    metric: Metric,
    question: Question,
    reference: Reference,
    months: dict[str, pd.DataFrame],
    keys: Sequence[Key],
    windows: Sequence[Period | None],
    names: tuple[str, str | None],
) -> Side:
    """Return both sums of each group in its window; NaN where the county has no visits or the window no data."""
    top, bottom = np.full(len(keys), np.nan), np.full(len(keys), np.nan)
    for position, ((county, place, _), window) in enumerate(zip(keys, windows, strict=True)):
        rows = months[county]
        if window is None or rows.empty or window.first < reference.first_month:
            continue
        inside = rows["month"].between(window.first, window.last).to_numpy(copy=True)
        chosen = (place,) if place is not None else question.townships
        if chosen:
            inside &= rows["township_code"].isin(list(chosen)).to_numpy()
        top[position] = rows[names[0]].to_numpy()[inside].sum()
        if names[1] is not None:
            bottom[position] = rows[names[1]].to_numpy()[inside].sum()
    return _with_interval(metric, top, bottom, is_ratio=names[1] is not None)


def _with_interval(metric: Metric, top: FloatArray, bottom: FloatArray, *, is_ratio: bool) -> Side:
    nothing: npt.NDArray[np.float64] = np.full(len(top), np.nan)
    if not is_ratio:
        return Side(top, nothing, top, nothing, nothing)
    due = bottom > 0
    value = np.divide(metric.per * top, bottom, out=nothing.copy(), where=due)
    limits = wilson(np.where(due, top, np.nan), np.where(due, bottom, np.nan))
    return Side(top, bottom, value, limits.lower * metric.per, limits.upper * metric.per)
