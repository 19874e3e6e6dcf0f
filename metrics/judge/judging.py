"""Which interval judges a metric's change, and the verdict that follows: rows of the metric frame in, verdicts out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.ask.query import month_key
from metrics.definition import Metric, Timing
from metrics.hiding.protection import PARTS, REACH
from metrics.period import Period, add_months, months_between
from metrics.statistics.intervals import FloatArray
from metrics.statistics.verdict import (
    Sampling,
    Verdict,
    Verdicts,
    centred_on,
    judgements,
    verdicts,
    verdicts_by_months,
    verdicts_of_means,
)

Columns = Mapping[str, npt.NDArray[Any]]


def needs_months(metric: Metric) -> bool:
    """Say whether the change is judged on its months: sums over a period whose events are not independent.

    Never where small counts are hidden: how much the months vary would tell of the hidden ones.
    """
    adds = all(measure.is_additive_over_months for measure in metric.measures)
    return adds and metric.suppression is None and metric.model in ("proportion", "count", "mean", "amount")


class Judged(StrEnum):
    """By what a metric's change is judged."""

    MONTHS = "months"
    MEANS = "means"
    PROPORTION = "proportion"
    RATE = "rate"
    COUNT = "count"
    IN_FULL = "in_full"
    NOBODY = "nobody"


def judged_by(metric: Metric) -> Judged:
    """Say by what a metric's change is judged; docs/metrics.md says the same of it."""
    if needs_months(metric):
        return Judged.MONTHS
    if metric.squares is not None:
        return Judged.MEANS
    if metric.model in ("proportion", "rate"):
        return Judged(metric.model)
    if metric.model == "count" and metric.numerator.is_additive_over_months:
        return Judged.COUNT
    # A mean over events of the period is not counted in full: without limits of its own nobody can say it changed.
    flows = any(measure.timing is Timing.FLOW for measure in metric.measures)
    return Judged.NOBODY if metric.denominator is not None and flows else Judged.IN_FULL


def with_verdicts(
    rows: pd.DataFrame,
    metrics: Sequence[Metric],
    spread: pd.DataFrame | None,
    pairs: tuple[Period, Period] | None,
) -> pd.DataFrame:
    """Return the rows with `verdict`, `judgement` and the limits of the change (change_lower, change_upper).

    Works on arrays: a page judges dozens of metrics, and cutting a DataFrame for each costs more than judging it.
    """
    ids = rows["metric_id"].to_numpy(object)
    numbers = {name: rows[name].to_numpy(float) for name in ("change", "compare_value", *PARTS, REACH)}
    places, bases = (rows[name].to_numpy(object) for name in ("township_code", "compare_period"))
    hidden = rows["status"].to_numpy(object) == "hidden"
    monthly = {} if spread is None else _by_metric(spread)
    codes = np.full(len(rows), Verdict.TOO_LITTLE_DATA.value, dtype=object)
    judged = np.full(len(rows), "neutral", dtype=object)
    lower, upper = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    for metric in metrics:
        own = np.flatnonzero(ids == metric.id)
        if not own.size:
            continue
        columns = {name: values[own] for name, values in numbers.items()} | {
            "township_code": places[own],
            "compare_period": bases[own],
        }
        found = _judge(metric, columns, monthly.get(metric.id), pairs)
        # A figure that is hidden or missing, or has no base, is not judged, whatever its months say.
        known = ~np.isnan(columns["change"]) & ~hidden[own]
        codes[own] = np.where(known, found.codes, Verdict.TOO_LITTLE_DATA)
        # None from none has no percentage, but it is no change all the same.
        counted = metric.denominator is None and judged_by(metric) in (Judged.IN_FULL, Judged.MONTHS)
        none = (columns["matched_numerator"] == 0) & (columns["compare_numerator"] == 0) & ~hidden[own] & counted
        if judged_by(metric) is Judged.MONTHS:
            none &= found.codes == Verdict.NO_CLEAR_CHANGE
        codes[own] = np.where(none, Verdict.NO_CLEAR_CHANGE, codes[own])
        judged[own] = judgements(codes[own].astype(str), metric.better)
        lower[own], upper[own] = np.where(known, found.lower, np.nan), np.where(known, found.upper, np.nan)
    return rows.assign(verdict=codes, judgement=judged, change_lower=lower, change_upper=upper)


def _by_metric(spread: pd.DataFrame) -> dict[str, Columns]:
    """Return the monthly parts of each metric as arrays."""
    names = ("township_code", "period", *PARTS)
    columns = {name: spread[name].to_numpy(object if name in names[:2] else float) for name in names}
    ids = spread["metric_id"].to_numpy(object)
    return {
        metric_id: {name: values[ids == metric_id] for name, values in columns.items()}
        for metric_id in dict.fromkeys(ids)
    }


def _judge(metric: Metric, rows: Columns, spread: Columns | None, pairs: tuple[Period, Period] | None) -> Verdicts:
    by = judged_by(metric)
    if by is Judged.MONTHS:
        return _judge_by_months(metric, rows, spread, pairs)
    if by is Judged.NOBODY:
        return _verdicts(np.full(len(rows["change"]), Verdict.TOO_LITTLE_DATA), rows["change"])
    if by is Judged.IN_FULL:
        return _judge_in_full(rows, smallest_visible(metric))
    if by is Judged.MEANS:
        cases = (rows["matched_denominator"], rows["compare_denominator"])
        return verdicts_of_means(rows["change"], rows[REACH], *cases, visible=smallest_visible(metric))
    sampling = Sampling(by.value)
    parts, visible = [rows[part] for part in PARTS], smallest_visible(metric)
    if metric.model != "rate" or metric.change_unit == "%":
        return verdicts(sampling, *parts, per=metric.per, visible=visible)
    # The ratio's limits are in per cent of the base; the change is in the metric's own unit.
    scale = rows["compare_value"] / 100
    with np.errstate(divide="ignore", invalid="ignore"):  # an unbounded limit on a base of zero has no size
        found = verdicts(sampling, *parts, per=metric.per, visible=visible / scale)
        return found._replace(lower=found.lower * scale, upper=found.upper * scale)


def smallest_visible(metric: Metric) -> float:
    """Return the smallest change that does not print as 持平, in the metric's change unit."""
    return 0.5 / 10.0**metric.change_decimals


def _judge_in_full(rows: Columns, smallest: float) -> Verdicts:
    """Judge figures that are counted in full and at one moment (beds, clinics): any visible change is a change."""
    change = rows["change"]
    visible = np.abs(change) >= smallest
    codes = np.select(
        [np.isnan(change), visible & (change > 0), visible & (change < 0)],
        [Verdict.TOO_LITTLE_DATA, Verdict.CLEAR_RISE, Verdict.CLEAR_FALL],
        Verdict.NO_CLEAR_CHANGE,
    )
    return _verdicts(codes, change)


def _verdicts(codes: npt.NDArray[np.str_], change: FloatArray) -> Verdicts:
    nothing = np.full(len(change), np.nan)
    return Verdicts(codes, change, nothing, nothing, "")


def _judge_by_months(
    metric: Metric, rows: Columns, spread: Columns | None, pairs: tuple[Period, Period] | None
) -> Verdicts:
    if spread is None or pairs is None:
        return _verdicts(np.full(len(rows["change"]), Verdict.TOO_LITTLE_DATA), rows["change"])
    places = [place if isinstance(place, str) else "" for place in rows["township_code"]]
    months = _compared_months(pairs, rows["compare_period"])
    sides = _by_place(spread, places, [month_key(month) for month in months])
    has_whole = metric.denominator is not None
    found = verdicts_by_months(
        sides["matched_numerator"],
        sides["compare_numerator"],
        sides["matched_denominator"] if has_whole else None,
        sides["compare_denominator"] if has_whole else None,
        relative=metric.change_unit == "%",
        per=metric.per,
        visible=smallest_visible(metric),
    )
    return found if metric.computed is None else centred_on(found, rows["change"], visible=smallest_visible(metric))


def _compared_months(pairs: tuple[Period, Period], compare_periods: npt.NDArray[Any]) -> list[int]:
    """Return the months of the period whose counterparts stand in the base of the change itself."""
    now, base = pairs
    compared = next((Period.parse(key) for key in compare_periods if isinstance(key, str)), base)
    step = months_between(base.first, now.first) - 1
    return [month for month in now.months if compared.first <= add_months(month, -step) <= compared.last]


def _by_place(spread: Columns, places: Sequence[str], months: Sequence[str]) -> dict[str, FloatArray]:
    """Return PARTS as arrays, places × months; NaN where a month is missing."""
    rows = {place: position for position, place in enumerate(places)}
    columns = {month: position for position, month in enumerate(months)}
    found = {part: np.full((len(places), len(months)), np.nan) for part in PARTS}
    keys = zip(spread["township_code"], spread["period"], strict=True)
    cells = [(rows.get(place if isinstance(place, str) else ""), columns.get(month)) for place, month in keys]
    wanted = [index for index, (row, column) in enumerate(cells) if row is not None and column is not None]
    down, across = (np.array([cells[index][axis] for index in wanted], dtype=np.intp) for axis in (0, 1))
    for part in PARTS:
        found[part][down, across] = spread[part][wanted]
    return found
