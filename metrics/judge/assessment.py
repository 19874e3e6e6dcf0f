"""What a leader asks of a figure: did it change, is that real, is it good, which township did it.

Built from the metric frame alone, so a card, a table, a slide and a file that use it cannot disagree.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from metrics.ask.query import ask, month_key
from metrics.catalogue import get_all
from metrics.definition import Metric
from metrics.judge.contributions import contributions_of
from metrics.judge.judging import needs_months, with_verdicts
from metrics.national.income import LEAD
from metrics.period import Period, months_between
from metrics.reference import Reference
from metrics.scope import Scope, base_of
from metrics.source import Source
from metrics.statistics.decomposition import Decomposition
from metrics.statistics.verdict import CLEAR, FEWEST_MONTHS

log = logging.getLogger("yilan.metrics")


@dataclass(frozen=True)
class Assessment:
    """Everything said about some metrics of one county (or chosen townships), one period and one comparison.

    county: frame rows, one a metric, with further columns `verdict`, `judgement`, `change_lower`, `change_upper`.
    townships: frame rows, metric × township, with the same further columns.
    months: frame rows, metric × month of the period's year and the year before.
    contributions: metric id → each township's part of the county's change, in the metric's change unit; only where
        there are two parts or more.
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


def assess(source: Source, metrics: Sequence[Metric], scope: Scope) -> Assessment:
    """Ask and judge metrics. Raises QuestionError, WarehouseError."""
    placed = [metric for metric in metrics if metric.can_be_split_by("township_code")]
    dated = [metric for metric in metrics if metric.can_be_split_by("month")]
    whole = ask(source, metrics, scope, with_parts=True)
    parts = ask(source, placed, scope, by="township", with_parts=True)
    sides = _sides(source.reference, scope)
    months, spread = _months(source, dated, scope, sides)
    part_spread = _both_sides(source, _judged_by_months(placed), scope, sides, ("township", "month"))
    split = contributions_of(source, placed, whole, parts, scope)
    return Assessment(
        metrics=tuple(metrics),
        period=scope.period,
        compare=scope.compare,
        county=with_verdicts(whole, metrics, spread, sides),
        townships=with_verdicts(parts, placed, part_spread, sides),
        months=months,
        # A change with one part is not explained by it: “西社镇贡献” of 西社镇's own change says nothing.
        contributions={metric_id: parts_of for metric_id, parts_of in split.items() if len(parts_of.by_place()) > 1},
    )


def assessment(source: Source, metric_ids: Sequence[str], scope: Scope) -> Assessment:
    """Return the judged figures of metrics by their ids. Raises UnknownMetric, QuestionError, WarehouseError."""
    return assess(source, get_all(metric_ids), scope)


def _sides(reference: Reference, scope: Scope) -> tuple[Period, Period] | None:
    """Return the period and its base when there are enough months in them to judge a change by; else None."""
    within = reference.check_period(scope.period)
    base = base_of(within, scope.compare)
    if base is None or within.month_count < FEWEST_MONTHS or base.last < reference.first_month:
        return None
    return within, base


def _judged_by_months(metrics: Sequence[Metric]) -> list[Metric]:
    return [metric for metric in metrics if needs_months(metric)]


def _months(
    source: Source, metrics: Sequence[Metric], scope: Scope, sides: tuple[Period, Period] | None
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Return the months of the period's year and the year before, as shown; and both sides of each, for judging.

    同比 reads both from the same rows, unless small counts must be hidden from the first.
    """
    within = source.reference.check_period(scope.period)
    shown = Period(max(scope.period.last // 100 * 100 + 1 - 100, source.reference.first_month), within.last)
    hides = any(metric.suppression is not None for metric in metrics)
    if sides is None or hides or scope.compare != "yoy":
        months = ask(source, metrics, replace(scope, period=shown, compare=None), by="month")
        return months, _both_sides(source, _judged_by_months(metrics), scope, sides, ("month",))
    together = Period(min(shown.first, sides[0].first), within.last)
    everything = ask(source, metrics, replace(scope, period=together), by="month", with_parts=True)
    return everything[everything["period"] >= month_key(shown.first)], everything


def _both_sides(
    source: Source,
    metrics: Sequence[Metric],
    scope: Scope,
    sides: tuple[Period, Period] | None,
    by: tuple[str, ...],
) -> pd.DataFrame | None:
    """Return PARTS of each month of the period: what of it is compared, and the same of the month it is held against.

    What an institution did not report is left out of both, as it is of the change itself.
    """
    if sides is None or not metrics:
        return None
    now, base = sides
    apart = months_between(base.first, now.first) - 1
    return ask(source, metrics, replace(scope, period=now), by=by, with_parts=True, months_apart=apart)


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
    clear = moved["verdict"].isin(CLEAR)
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
    clear = rows[rows["verdict"].isin(CLEAR) & rows["change"].notna()]
    for wanted in ("bad", "good", "neutral"):
        own = clear[clear["judgement"] == wanted]
        if not own.empty:
            largest = int(own["change"].abs().to_numpy().argmax())
            return own.iloc[largest]
    return None


def main_contributor(assessment: Assessment, metric_id: str) -> tuple[str, float] | None:
    """Return the township that did most of the county's change in the change's own direction, and its part.

    None where no township did, or where the lead hospital did most of an income ratio's change.
    """
    decomposition = assessment.contributions.get(metric_id)
    if decomposition is None or decomposition.change == 0:
        return None
    same_way = {
        place: value for place, value in decomposition.by_place().items() if (value > 0) == (decomposition.change > 0)
    }
    if not same_way:
        return None
    place = max(same_way, key=lambda code: abs(same_way[code]))
    return None if place == LEAD else (place, float(same_way[place]))


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
