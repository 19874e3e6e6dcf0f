"""What a leader asks of a figure: did it change, is that real, is it good, which township did it.

Built from the metric frame alone, so a card, a table, a slide and a file that use it cannot disagree.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from metrics.ask.query import ask
from metrics.catalogue import CATALOGUE
from metrics.definition import Metric
from metrics.editions import in_editions
from metrics.judge.contributions import contributions_of
from metrics.judge.history import History, histories
from metrics.judge.judging import BY_HISTORY, judged_by, with_verdicts
from metrics.judge.levels import with_dispersion
from metrics.named import metrics_named
from metrics.national.income import LEAD
from metrics.period import Period
from metrics.reference import Reference
from metrics.scope import Scope, base_of
from metrics.source import Source
from metrics.statistics.decomposition import Decomposition
from metrics.statistics.verdict import CLEAR

log = logging.getLogger("yilan.metrics")


@dataclass(frozen=True)
class Assessment:
    """Everything said about some metrics of one county (or chosen townships), one period and one comparison.

    county: frame rows, one a metric, with further columns `verdict`, `judgement`, `change_lower`, `change_upper`.
    townships: frame rows, metric × township, with the same further columns and `dispersion` (φ): their limits allow for
        how much townships differ (metrics/judge/levels.py).
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
        return self.county.iloc[self._headlines[metric_id]]

    def of_townships(self, metric_id: str) -> pd.DataFrame:
        """Return the townships' rows of a metric."""
        return self.townships.loc[self.townships["metric_id"] == metric_id]

    def months_of(self, metric_id: str, year: int) -> list[float]:
        """Return a metric's twelve months of a year; NaN where there is no figure."""
        own = self._shown_months.get(metric_id, {})
        return [own.get(f"{year}-{month:02d}", np.nan) for month in range(1, 13)]

    # A page of mechanisms asks for the same rows some hundred times, and searching a frame costs a millisecond.
    @cached_property
    def _headlines(self) -> dict[str, int]:
        """Metric id → position of its row in `county`."""
        return {metric_id: position for position, metric_id in enumerate(self.county["metric_id"])}

    @cached_property
    def _shown_months(self) -> dict[str, dict[str, float]]:
        """Metric id → month → value; a month in which somebody did not report is a gap in the line, not a dip."""
        shown: dict[str, dict[str, float]] = {}
        if not self.months.empty:
            own = self.months[self.months["status"] == "shown"]
            for metric_id, month, value in zip(own["metric_id"], own["period"], own["value"], strict=True):
                shown.setdefault(metric_id, {})[month] = float(value)
        return shown


def assess(source: Source, metrics: Sequence[Metric], scope: Scope) -> Assessment:
    """Ask and judge metrics, as the county reads them. Raises QuestionError, WarehouseError."""
    metrics = in_editions(source.reference, (scope.county,), metrics)
    placed = [metric for metric in metrics if metric.can_be_split_by("township_code")]
    dated = [metric for metric in metrics if metric.can_be_split_by("month")]
    whole = ask(source, metrics, scope, with_parts=True)
    parts = ask(source, placed, scope, by="township", with_parts=True)
    sides = _sides(source.reference, scope)
    months = ask(source, dated, replace(scope, period=_months_shown(source.reference, scope), compare=None), by="month")
    decided = source.reference.smallest_changes_of(scope.county)
    split = contributions_of(source, placed, whole, parts, scope)
    return Assessment(
        metrics=tuple(metrics),
        period=scope.period,
        compare=scope.compare,
        county=with_verdicts(whole, metrics, _known(source, dated, scope), sides, decided),
        townships=with_verdicts(
            with_dispersion(source, placed, parts, scope),
            placed,
            _known(source, placed, scope, by_township=True),
            sides,
            decided,
        ),
        months=months,
        # A change with one part is not explained by it: “西社镇贡献” of 西社镇's own change says nothing.
        contributions={metric_id: parts_of for metric_id, parts_of in split.items() if len(parts_of.by_place()) > 1},
    )


def assessment(source: Source, metric_ids: Sequence[str], scope: Scope) -> Assessment:
    """Return the judged figures of metrics by their ids. Raises UnknownMetric, QuestionError, WarehouseError."""
    return assess(source, metrics_named(source.reference, scope.county, metric_ids), scope)


def _sides(reference: Reference, scope: Scope) -> tuple[Period, Period] | None:
    """Return the period and its base; None where nothing is compared or the base lies before the data."""
    within = reference.check_period(scope.period)
    base = base_of(within, scope.compare)
    return None if base is None or base.last < reference.first_month else (within, base)


def _months_shown(reference: Reference, scope: Scope) -> Period:
    """Return the months of the period's year and the year before, as far as they hold data."""
    within = reference.check_period(scope.period)
    return Period(max(scope.period.last // 100 * 100 + 1 - 100, reference.first_month), within.last)


def _known(
    source: Source, metrics: Sequence[Metric], scope: Scope, *, by_township: bool = False
) -> Mapping[str, History]:
    """Return the histories that judging these metrics needs."""
    wanted = [metric for metric in metrics if judged_by(metric) in BY_HISTORY and metric.can_be_split_by("month")]
    if by_township:
        # Yearly risks of few deaths are not worth reading by township and month.
        wanted = [metric for metric in wanted if metric.computed is None or metric.suppression is None]
    return histories(source, wanted, scope, by_township=by_township)


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

    None where no township did, where the lead hospital did most of an income ratio's change, or where a single township
    has the figure at all: what the county's hospital counts is all of it, and no township's doing.
    """
    decomposition = assessment.contributions.get(metric_id)
    if decomposition is None or decomposition.change == 0 or _lies_in_one_place(assessment, metric_id):
        return None
    same_way = {
        place: value for place, value in decomposition.by_place().items() if (value > 0) == (decomposition.change > 0)
    }
    if not same_way:
        return None
    place = max(same_way, key=lambda code: abs(same_way[code]))
    return None if place == LEAD else (place, float(same_way[place]))


def did_most(assessment: Assessment, metric_id: str, part: float) -> bool:
    """Say whether a township's part is half of the county's change or more: less is a part, and not where it came from.

    Where nine townships did a ninth each, the first of them is no more the cause than the last.
    """
    return abs(part) * 2 >= abs(assessment.contributions[metric_id].change)


def _lies_in_one_place(assessment: Assessment, metric_id: str) -> bool:
    rows = assessment.of_townships(metric_id)
    held = (rows["value"].fillna(0) != 0) | (rows["compare_value"].fillna(0) != 0)
    return len(rows) > 1 and int(held.sum()) == 1


def standings(rows: pd.DataFrame, county_value: float) -> list[str]:
    """Say of each township whether it stands above or below the county: "above", "below", "same" or "unknown".

    Above or below only where the whole interval lies on that side; without an interval the standing is unknown, and so
    it is where townships say where hospitals stand (Metric.provision).
    """
    if any(CATALOGUE[metric_id].provision is not None for metric_id in set(rows["metric_id"]) & CATALOGUE.keys()):
        return ["unknown"] * len(rows)
    lower, upper = rows["lower"].to_numpy(float), rows["upper"].to_numpy(float)
    found = np.select(
        [np.isnan(lower) | np.isnan(upper) | np.isnan(county_value), lower > county_value, upper < county_value],
        ["unknown", "above", "below"],
        "same",
    )
    return [str(word) for word in found]
