"""What a leader asks of a figure: did it change, is that real, is it good, which township did it.

Built from the metric frame alone, so a card, a table, a slide and a file that use it cannot disagree.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Engine

from metrics.decomposition import Decomposition, decompose_count, decompose_ratio
from metrics.definition import Metric, Timing
from metrics.period import Period
from metrics.protection import PARTS
from metrics.query import month_key, query
from metrics.reference import Reference
from metrics.verdict import (
    CLEAR_FALL,
    CLEAR_RISE,
    FEWEST_MONTHS,
    NO_CLEAR_CHANGE,
    SMALLEST_VISIBLE_CHANGE,
    TOO_LITTLE_DATA,
    Sampling,
    Verdicts,
    judgements,
    verdicts,
    verdicts_by_months,
)

FloatArray = npt.NDArray[np.float64]
log = logging.getLogger("yilan.metrics")


@dataclass(frozen=True)
class Assessment:
    """Everything said about some metrics of one county (or chosen townships), one period and one comparison.

    county: frame rows, one a metric, with further columns `verdict`, `judgement`, `change_lower`, `change_upper`.
    townships: frame rows, metric × township, with the same further columns.
    months: frame rows, metric × month of the period's year and the year before.
    contributions: metric id → each township's part of the county's change, in the metric's change unit.
    """

    metrics: tuple[Metric, ...]
    period: Period
    compare: str | None
    county: pd.DataFrame
    townships: pd.DataFrame
    months: pd.DataFrame
    contributions: Mapping[str, Decomposition]

    def only(self, metric_ids: Sequence[str]) -> Assessment:
        """Return the same assessment of fewer metrics, in the order given."""
        by_id = {metric.id: metric for metric in self.metrics}
        kept = [metric_id for metric_id in metric_ids if metric_id in by_id]
        order = {metric_id: position for position, metric_id in enumerate(kept)}
        county = self.county[self.county["metric_id"].isin(kept)]
        return Assessment(
            metrics=tuple(by_id[metric_id] for metric_id in kept),
            period=self.period,
            compare=self.compare,
            county=county.sort_values("metric_id", key=lambda ids: ids.map(order)),
            townships=self.townships[self.townships["metric_id"].isin(kept)],
            months=self.months[self.months["metric_id"].isin(kept)],
            contributions={key: value for key, value in self.contributions.items() if key in order},
        )

    def headline(self, metric_id: str) -> pd.Series:
        """Return the county's row of a metric."""
        return self.county.loc[self.county["metric_id"] == metric_id].iloc[0]

    def of_townships(self, metric_id: str) -> pd.DataFrame:
        """Return the townships' rows of a metric."""
        return self.townships.loc[self.townships["metric_id"] == metric_id]

    def months_of(self, metric_id: str, year: int) -> list[float]:
        """Return a metric's twelve months of a year; NaN where there is no figure."""
        rows = self.months.loc[self.months["metric_id"] == metric_id].set_index("period")
        # A month in which somebody did not report is a gap in the line, not a dip.
        own = rows["value"].where(rows["status"] == "shown")
        return [float(own.get(f"{year}-{month:02d}", np.nan)) for month in range(1, 13)]


def assess(
    engine: Engine,
    reference: Reference,
    metrics: Sequence[Metric],
    *,
    county: str,
    period: Period,
    townships: Sequence[str] = (),
    compare: str | None = "yoy",
) -> Assessment:
    """Query and judge metrics. Raises QuestionError, WarehouseError."""
    placed = [metric for metric in metrics if metric.can_be_split_by("township_code")]
    dated = [metric for metric in metrics if metric.can_be_split_by("month")]
    whole = query(
        engine,
        reference,
        metrics,
        county=county,
        period=period,
        townships=townships,
        compare=compare,
        with_parts=True,
    )
    parts = query(
        engine,
        reference,
        placed,
        county=county,
        period=period,
        by="township",
        townships=townships,
        compare=compare,
        with_parts=True,
    )
    pairs = _pairs(reference, period, compare)
    months, spread = _months(engine, reference, dated, county, period, townships, pairs)
    part_spread = _part_spread(engine, reference, placed, county, townships, pairs)
    return Assessment(
        metrics=tuple(metrics),
        period=period,
        compare=compare,
        county=_judged(whole, metrics, spread, pairs),
        townships=_judged(parts, placed, part_spread, pairs),
        months=months,
        contributions={} if compare is None else _contributions(placed, parts),
    )


def _needs_months(metric: Metric) -> bool:
    """Say whether the change is judged on its months: sums over a period whose events are not independent."""
    return metric.numerator.timing is Timing.FLOW and metric.model in ("proportion", "count", "mean", "amount")


def _pairs(reference: Reference, period: Period, compare: str | None) -> tuple[Period, Period] | None:
    """Return the period and its base when there are enough months in them to judge a change by; else None."""
    if compare is None:
        return None
    within = reference.check_period(period)
    base = within.previous_year() if compare == "yoy" else within.previous()
    enough = within.month_count >= FEWEST_MONTHS and base.last >= reference.first_month
    return (within, base) if enough else None


def _months(
    engine: Engine,
    reference: Reference,
    metrics: Sequence[Metric],
    county: str,
    period: Period,
    townships: Sequence[str],
    pairs: tuple[Period, Period] | None,
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Return the months of the period's year and the year before, as shown; and those of both periods, for judging.

    Both come from the same rows, so they are read together unless small counts must be hidden from the first.
    """
    within = reference.check_period(period)
    shown = Period(max(period.last // 100 * 100 + 1 - 100, reference.first_month), within.last)

    def read(months: Period, asked: Sequence[Metric], hide: bool) -> pd.DataFrame:
        return query(engine, reference, asked, county=county, period=months, by="month", townships=townships, hide=hide)

    if pairs is None:
        return read(shown, metrics, True), None
    together = Period(min(shown.first, max(pairs[1].first, reference.first_month)), within.last)
    if any(metric.suppression is not None for metric in metrics):
        judged = [metric for metric in metrics if _needs_months(metric)]
        return read(shown, metrics, True), _complete_months(read(together, judged, False)) if judged else None
    everything = read(together, metrics, True)
    first = month_key(shown.first)
    return everything[everything["period"] >= first], _complete_months(everything)


def _part_spread(
    engine: Engine,
    reference: Reference,
    metrics: Sequence[Metric],
    county: str,
    townships: Sequence[str],
    pairs: tuple[Period, Period] | None,
) -> pd.DataFrame | None:
    """Return numerators and denominators by township and month, for the metrics that are judged on their months.

    One question for both periods: the base's rows are read in the township boundaries of the period itself.
    """
    wanted = [metric for metric in metrics if _needs_months(metric)]
    if pairs is None or not wanted:
        return None
    months = Period(max(pairs[1].first, reference.first_month), pairs[0].last)
    rows = query(
        engine,
        reference,
        wanted,
        county=county,
        period=months,
        by=("township", "month"),
        townships=townships,
        hide=False,
    )
    return _complete_months(rows)


def _complete_months(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the parts of each month; a month in which somebody did not report is no sample of the change."""
    complete = rows["completeness"].to_numpy(float) >= 1
    parts = {name: np.where(complete, rows[name].to_numpy(float), np.nan) for name in ("numerator", "denominator")}
    return rows[["metric_id", "township_code", "period"]].assign(**parts)


Columns = Mapping[str, npt.NDArray[Any]]


def _judged(
    rows: pd.DataFrame,
    metrics: Sequence[Metric],
    spread: pd.DataFrame | None,
    pairs: tuple[Period, Period] | None,
) -> pd.DataFrame:
    """Return the rows with `verdict`, `judgement` and the limits of the change (change_lower, change_upper).

    Works on arrays: a page judges dozens of metrics, and cutting a DataFrame for each costs more than judging it.
    """
    ids = rows["metric_id"].to_numpy(object)
    numbers = {name: rows[name].to_numpy(float) for name in ("change", "compare_value", *PARTS)}
    places = rows["township_code"].to_numpy(object)
    hidden = rows["status"].to_numpy(object) == "hidden"
    monthly = {} if spread is None else _by_metric(spread)
    words, judged = np.full(len(rows), TOO_LITTLE_DATA, dtype=object), np.full(len(rows), "neutral", dtype=object)
    lower, upper = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    for metric in metrics:
        own = np.flatnonzero(ids == metric.id)
        if not own.size:
            continue
        columns = {name: values[own] for name, values in numbers.items()} | {"township_code": places[own]}
        found = _judge(metric, columns, monthly.get(metric.id), pairs)
        # A figure that is hidden or missing, or has no base, is not judged, whatever its months say.
        known = ~np.isnan(columns["change"]) & ~hidden[own]
        words[own] = np.where(known, found.words, TOO_LITTLE_DATA)
        judged[own] = judgements(words[own].astype(str), metric.better)
        lower[own], upper[own] = np.where(known, found.lower, np.nan), np.where(known, found.upper, np.nan)
    return rows.assign(verdict=words, judgement=judged, change_lower=lower, change_upper=upper)


def _by_metric(spread: pd.DataFrame) -> dict[str, Columns]:
    """Return the monthly parts of each metric as arrays."""
    names = ("township_code", "period", "numerator", "denominator")
    columns = {name: spread[name].to_numpy(object if name in names[:2] else float) for name in names}
    ids = spread["metric_id"].to_numpy(object)
    return {
        metric_id: {name: values[ids == metric_id] for name, values in columns.items()}
        for metric_id in dict.fromkeys(ids)
    }


def _judge(metric: Metric, rows: Columns, spread: Columns | None, pairs: tuple[Period, Period] | None) -> Verdicts:
    if _needs_months(metric):
        return _judge_by_months(metric, rows, spread, pairs)
    if metric.model not in ("proportion", "rate"):
        return _judge_exact(rows)
    sampling = Sampling.PROPORTION if metric.model == "proportion" else Sampling.RATE
    found = verdicts(sampling, *(rows[part] for part in PARTS), per=metric.per)
    if metric.model == "rate" and metric.change_unit != "%":
        # The ratio's limits are in per cent of the base; the change is in the metric's own unit.
        scale = rows["compare_value"] / 100
        with np.errstate(invalid="ignore"):  # an unbounded limit on a base of zero has no size
            return found._replace(lower=found.lower * scale, upper=found.upper * scale)
    return found


def _judge_exact(rows: Columns) -> Verdicts:
    """Judge figures that are counted in full and at one moment (beds, clinics): any visible change is a change."""
    change = rows["change"]
    visible = np.abs(change) >= SMALLEST_VISIBLE_CHANGE
    words = np.select(
        [np.isnan(change), visible & (change > 0), visible & (change < 0)],
        [TOO_LITTLE_DATA, CLEAR_RISE, CLEAR_FALL],
        NO_CLEAR_CHANGE,
    )
    return _verdicts(words, change)


def _verdicts(words: npt.NDArray[np.str_], change: FloatArray) -> Verdicts:
    nothing = np.full(len(change), np.nan)
    return Verdicts(words, change, nothing, nothing, "")


def _judge_by_months(
    metric: Metric, rows: Columns, spread: Columns | None, pairs: tuple[Period, Period] | None
) -> Verdicts:
    if spread is None or pairs is None:
        return _verdicts(np.full(len(rows["change"]), TOO_LITTLE_DATA), rows["change"])
    places = [place if isinstance(place, str) else "" for place in rows["township_code"]]
    now, base = (_by_place(spread, places, [month_key(month) for month in side.months]) for side in pairs)
    has_whole = metric.denominator is not None
    return verdicts_by_months(
        now["numerator"],
        base["numerator"],
        now["denominator"] if has_whole else None,
        base["denominator"] if has_whole else None,
        relative=metric.change_unit == "%",
        per=metric.per,
    )


def _by_place(spread: Columns, places: Sequence[str], months: Sequence[str]) -> dict[str, FloatArray]:
    """Return numerators and denominators as arrays, places × months; NaN where a month is missing."""
    rows = {place: position for position, place in enumerate(places)}
    columns = {month: position for position, month in enumerate(months)}
    found = {part: np.full((len(places), len(months)), np.nan) for part in ("numerator", "denominator")}
    for place, month, numerator, denominator in zip(
        spread["township_code"], spread["period"], spread["numerator"], spread["denominator"], strict=True
    ):
        row, column = rows.get(place if isinstance(place, str) else ""), columns.get(month)
        if row is not None and column is not None:
            found["numerator"][row, column], found["denominator"][row, column] = numerator, denominator
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
    sides = {
        part: {
            place: float(amount) * (metric.per if metric.denominator is None else 1)
            for place, amount in zip(places, values, strict=True)
            if not np.isnan(amount)
        }
        for part, values in sums.items()
    }
    now, base = sides["matched_numerator"], sides["compare_numerator"]
    if metric.denominator is None:
        return decompose_count(base, now, percent=metric.change_unit == "%" and sum(base.values()) != 0)
    return decompose_ratio(base, sides["compare_denominator"], now, sides["matched_denominator"], per=metric.per)


# One step of a change's size: a percentage point, five per cent, a tenth of the base for everything else.
_STEP = {"百分点": 1.0, "千分点": 1.0, "%": 5.0}


def largest_movements(assessment: Assessment, count: int = 3) -> list[str]:
    """Return the ids of the metrics that moved most, clear changes before unclear ones, largest first.

    Changes of different units are compared by steps: 1 百分点, 5 %, or a tenth of the base.
    """

    def size(row: pd.Series) -> float:
        step = _STEP.get(row["change_unit"]) or abs(row["compare_value"]) / 10 or 1.0
        return float(abs(row["change"])) / step

    moved = assessment.county[assessment.county["change"].notna()]
    clear = moved["verdict"].isin([CLEAR_RISE, CLEAR_FALL])
    ranked = sorted(
        (
            (not is_clear, -size(row), row["metric_id"])
            for is_clear, (_, row) in zip(clear, moved.iterrows(), strict=True)
        ),
    )
    return [metric_id for _, _, metric_id in ranked[:count]]


def named_township(assessment: Assessment, metric_id: str) -> pd.Series | None:
    """Return the township a finding must name: that with the largest clear change for the worse, else for the better.

    The worse fact is never left out of a good finding; None where no township changed clearly.
    """
    rows = assessment.of_townships(metric_id)
    clear = rows[rows["verdict"].isin([CLEAR_RISE, CLEAR_FALL]) & rows["change"].notna()]
    for wanted in ("bad", "good", "neutral"):
        own = clear[clear["judgement"] == wanted]
        if not own.empty:
            largest = int(own["change"].abs().to_numpy().argmax())
            return own.iloc[largest]
    return None


def main_contributor(assessment: Assessment, metric_id: str) -> tuple[str, float] | None:
    """Return the township that did most of the county's change in the change's own direction, and its part."""
    decomposition = assessment.contributions.get(metric_id)
    if decomposition is None or decomposition.change == 0:
        return None
    same_way = {
        place: value for place, value in decomposition.by_place().items() if (value > 0) == (decomposition.change > 0)
    }
    if not same_way:
        return None
    place = max(same_way, key=lambda code: abs(same_way[code]))
    return place, float(same_way[place])


def standings(rows: pd.DataFrame, county_value: float) -> list[str]:
    """Say of each township whether it stands above or below the county: "above", "below", "same" or "unknown".

    Above or below only where the whole interval lies on that side; without an interval the standing is unknown.
    """
    lower, upper = rows["lower"].to_numpy(float), rows["upper"].to_numpy(float)
    found = np.select(
        [np.isnan(lower) | np.isnan(upper) | np.isnan(county_value), lower > county_value, upper < county_value],
        ["unknown", "above", "below"],
        "same",
    )
    return [str(word) for word in found]
