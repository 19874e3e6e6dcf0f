"""Township × indicator: the value, the size of its change, and a ground only where the change is clear."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from faces.blocks import Column, Heat, HeatCell, HeatRow
from faces.blocks.sheet import certainty
from faces.look.tokens import CHANGE_STEP, Better, diverging_step
from findings.figures import Words, cell_decimals, change_places, direction_of
from findings.reporting import mark_of
from findings.rows import is_shown, why_wordless
from metrics.definition import Metric
from metrics.judge.assessment import Assessment
from words.names import chart_name
from words.numbers import format_number


def heat(
    judged: Assessment,
    metrics: Sequence[Metric],
    words: Words,
    *,
    point: str = "",
    title: str = "",
    with_sum_of_one: bool = True,
) -> Heat:
    """Return a row a township and the sum row last, which is never coloured: colour tells townships apart.

    point           : the township that is underlined.
    with_sum_of_one : False leaves the sum of a single township out, which would say the same twice.
    """
    by_place = {(row["metric_id"], row["township_code"]): row for _, row in judged.townships.iterrows()}
    rows = []
    for code in dict.fromkeys(judged.townships["township_code"]):
        name = words.township(code)
        cells = [_cell(by_place.get((metric.id, code)), metric, name, words) for metric in metrics]
        rows.append(HeatRow(chart_name(name), tuple(cells), is_point=bool(point) and name == point))
    if with_sum_of_one or len(rows) != 1:
        sums = [replace(_cell(judged.headline(metric.id), metric, words.scope, words), step=None) for metric in metrics]
        rows.append(HeatRow(words.say(words.scope, words.scope.capitalize()), tuple(sums), is_sum=True))
    columns = tuple(Column(words.short_name(metric), words.unit(metric)) for metric in metrics)
    return Heat(title, words.say("乡镇", "Township"), columns, tuple(rows))


def _cell(row: pd.Series | None, metric: Metric, name: str, words: Words) -> HeatCell:
    if row is None or not is_shown(row):
        told = words.status("no_data") if row is None else words.value(row, metric)
        status = why_wordless(row)
        why = "" if row is None or status != "mismatched" else words.say("：", ": ") + words.why_none(row, metric)
        return HeatCell("", status=status, status_words=told, title=f"{name} {words.name(metric)} {told}{why}")
    change, places = float(row["change"]), change_places(metric, row["change_unit"])
    value, decimals = float(row["value"]), cell_decimals(metric)
    return HeatCell(
        format_number(value, decimals) + mark_of(row),
        format_number(abs(change), places) if math.isfinite(change) else "",
        direction_of(change, places),
        certainty(row["verdict"]),
        step_of(change, row["change_unit"], metric.better) if certainty(row["verdict"]) == "clear" else None,
        title=f"{name} {words.name(metric)} {words.value(row, metric)} {words.verdict(row['verdict'])}",
        number=value,
        decimals=decimals,
    )


def step_of(change: float, change_unit: str, better: Better) -> int | None:
    """Return the step of a clear change; None where its unit has no scale (元, 天): the arrow still tells it."""
    return diverging_step(change, change_unit, better) if change_unit in CHANGE_STEP else None
