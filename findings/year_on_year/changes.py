"""Each township's own change with its interval, round the county's."""

from __future__ import annotations

from typing import Final

import pandas as pd

from faces.blocks import Intervals
from faces.blocks.marks import IntervalRow, Standing
from findings.charts import told_apart
from findings.figures import Words, change_places, change_unit_en, metric_of
from findings.rows import is_shown, number_or_none
from metrics.definition import Metric
from metrics.judge.assessment import Assessment
from metrics.statistics.verdict import Verdict
from words.names import chart_name
from words.numbers import format_number

_STANDINGS: Final[dict[str, Standing]] = {
    Verdict.CLEAR_RISE: "above",
    Verdict.CLEAR_FALL: "below",
    Verdict.NO_CLEAR_CHANGE: "same",
}
FEWEST_MOVED: Final = 2


def changes(judged: Assessment, metric_id: str, words: Words, *, point: str = "") -> Intervals | None:
    """Return the townships' changes with their intervals round the county's change; None without any."""
    metric, total = metric_of(judged, metric_id), judged.headline(metric_id)
    places, change_unit = change_places(metric, total["change_unit"]), str(total["change_unit"])
    rows = [_row(row, metric, places, judged, words, point) for _, row in judged.of_townships(metric_id).iterrows()]
    if not any(row.value is not None for row in rows):
        return None
    unit = words.say(change_unit, change_unit_en(metric, change_unit))
    name = words.say(words.scope, words.scope.capitalize())
    return Intervals(
        title=words.say("各乡镇的变化与95%区间", "Change of each township with 95% interval"),
        rows=told_apart(rows),
        county_value=number_or_none(total["change"]),
        county_text=f"{name} {words.change(total, metric, judged.compare)}",
        axis_title=words.say(f"变化（{unit}）", f"change ({unit})"),
        unit=change_unit,
        better=metric.better,
        decimals=places,
    )


def _row(row: pd.Series, metric: Metric, places: int, judged: Assessment, words: Words, point: str) -> IntervalRow:
    change = number_or_none(row["change"]) if is_shown(row) else None
    lower, upper = number_or_none(row["change_lower"]), number_or_none(row["change_upper"])
    sure = lower is not None and upper is not None and change is not None
    name, no_base = words.township(row["township_code"]), words.say("无可比数", "no base")
    return IntervalRow(
        name=chart_name(name),
        value=change,
        lower=lower if sure else None,
        upper=upper if sure else None,
        value_text=no_base if change is None else format_number(change, places, signed=True),
        interval_text=words.change_interval(row, metric, judged.compare) if sure else "",
        standing=_STANDINGS.get(row["verdict"], "unknown"),
        is_point=bool(point) and name == point,
    )


def says_little(chart: Intervals) -> bool:
    """Say whether hardly a township's own figure moved: the county's then moved by their weights."""
    return sum(bool(row.value) for row in chart.rows) < FEWEST_MOVED
