"""The price and the make-up of drugs institution by institution: what a township's figure does not say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from faces.blocks import Cell, Column, Drawing, Row, Table
from faces.blocks.drawing import Dot, Mark, Stroke, Text
from faces.measure import axis_range
from findings.cells import value_cell
from findings.evidence.fitting import fit
from findings.evidence.shown import Asked
from findings.figures import Words, cell_decimals
from findings.rows import is_shown
from metrics.ask.query import ask
from metrics.definition import Metric
from metrics.evidence.network import institution_points
from metrics.own import own_metrics
from metrics.scope import Scope
from metrics.source import Source
from words.numbers import format_number

METRICS: Final = ("essential_drug_share", "drug_price_cut")
"""Metrics that are shown of each institution where a mechanism names them all."""
WIDE, NAME, TOLD, ROW, HEAD, MOST = 860.0, 190.0, 66.0, 24.0, 46.0, 24
PHONE, PHONE_NAME = 358.0, 128.0


@dataclass(frozen=True)
class Institutions:
    """Metrics of institutions. names: code → both names; of: (metric id, code) → the row; whole: metric id → row."""

    metrics: tuple[Metric, ...]
    codes: tuple[str, ...]
    names: Mapping[str, tuple[str, str]]
    of: Mapping[tuple[str, str], pd.Series]
    whole: Mapping[str, pd.Series]

    def values(self, metric: Metric) -> list[float]:
        """Return what is known of a metric."""
        rows = [self.of.get((metric.id, code)) for code in self.codes]
        return [float(row["value"]) for row in rows if row is not None and is_shown(row)]


def institutions_of(asked: Asked) -> Institutions | None:
    """Return the mechanism's drug metrics by institution; None where it does not name them, or fewer than two have any.

    Raises QuestionError, WarehouseError.
    """
    named = [metric_id for metric_id in METRICS if metric_id in asked.card.metric_ids]
    if len(named) < len(METRICS):
        return None
    metrics = own_metrics(asked.source, asked.scope.county, asked.card.mechanism_id, named)
    split = asked.source.ask(_split, tuple(metrics), asked.scope, ("institution",))
    whole = asked.source.ask(_split, tuple(metrics), asked.scope.whole_county, ())
    rows = {(row["metric_id"], str(row["institution_code"])): row for _, row in split.iterrows() if is_shown(row)}
    places = asked.source.read(institution_points, asked.scope.county, asked.month)
    names = {
        str(row["institution_code"]): (str(row["name_zh"]), str(row["name_en"])) for row in places.to_dict("records")
    }
    codes = [code for code in dict.fromkeys(code for _, code in rows) if code in names]
    if len(codes) < 2:
        return None
    # In the register's order: without intervals nobody is ranked.
    whole_of = {row["metric_id"]: row for _, row in whole.iterrows()}
    return Institutions(tuple(metrics), tuple(sorted(codes)), names, rows, whole_of)


def _split(source: Source, metrics: Sequence[Metric], scope: Scope, by: tuple[str, ...]) -> pd.DataFrame:
    return ask(source, metrics, scope, by=by)


def institutions_drawing(found: Institutions, words: Words) -> Drawing:
    """Return a panel a metric: a dot an institution, the whole county's figure as a dashed line."""
    table = institutions_table(found, words)
    title = institutions_title(found, words)
    marks, height = _panels(found, WIDE, NAME, words)
    phone_marks: list[Mark] = []
    top = 0.0
    for metric in found.metrics:
        own, bottom = _panels(found, PHONE, PHONE_NAME, words, (metric,), top)
        phone_marks += own
        top = bottom + 12
    phone = Drawing(title, PHONE, top, tuple(phone_marks), table)
    return Drawing(title, WIDE, height, tuple(marks), table, phone)


def _panels(
    found: Institutions,
    width: float,
    left: float,
    words: Words,
    metrics: Sequence[Metric] = (),
    top: float = 0.0,
) -> tuple[list[Mark], float]:
    shown = metrics or found.metrics
    room = (width - left) / len(shown)
    codes = [code for code in found.codes if any((metric.id, code) in found.of for metric in shown)][:MOST]
    marks: list[Mark] = []
    for number, code in enumerate(codes):
        y = top + HEAD + ROW * number
        marks.append(Text(fit(words.say(*found.names[code]), left - 10, 13), 0, y + 17, 13))
    for place, metric in enumerate(shown):
        marks += _panel(found, metric, codes, left + room * place, room, top, words)
    return marks, top + HEAD + ROW * len(codes) + 22


def _panel(
    found: Institutions, metric: Metric, codes: Sequence[str], x: float, room: float, top: float, words: Words
) -> list[Mark]:
    whole = found.whole.get(metric.id)
    known = found.values(metric)
    county = float(whole["value"]) if whole is not None and is_shown(whole) else None
    low, high, step = axis_range([*known, *([] if county is None else [county])] or [0.0, 1.0])
    scale = (room - TOLD - 24) / (high - low)
    left, decimals = x + 12, cell_decimals(metric)
    bottom = top + HEAD + ROW * len(codes)
    marks: list[Mark] = [Text(fit(words.name(metric), room - 14, 13), left, top + 15, 13, bold=True)]
    if county is not None:
        at = left + (county - low) * scale
        marks.append(Stroke(((at, top + HEAD - 4), (at, bottom)), "ink", 1.5, dashed=True))
        told = words.say(
            f"{words.whole}{format_number(county, decimals)}%", f"county {format_number(county, decimals)}%"
        )
        marks.append(Text(told, at, top + HEAD - 9, 12, "ink_2", anchor="middle"))
    for number, code in enumerate(codes):
        y, row = top + HEAD + ROW * number, found.of.get((metric.id, code))
        marks.append(Stroke(((left, y + 12), (left + (high - low) * scale, y + 12))))
        if row is None:
            marks.append(Text("—", x + room - 2, y + 17, 13, "ink_3", anchor="end"))
            continue
        value = float(row["value"])
        marks.append(Dot(left + (value - low) * scale, y + 12, 4.5, "neutral_mark", "neutral_mark"))
        marks.append(Text(f"{format_number(value, decimals)}%", x + room - 2, y + 17, 13, anchor="end"))
    value = low
    while value <= high + 1e-9:
        at = left + (value - low) * scale
        marks.append(Text(format_number(value, 0 if step >= 1 else 1), at, bottom + 15, 12, "ink_3", anchor="middle"))
        value += step
    return marks


def institutions_title(found: Institutions, words: Words) -> str:
    """Return what is shown of how many institutions; without intervals nobody is called the lowest."""
    names = words.say("、", ", ").join(words.name(each) for each in found.metrics)
    count = len(found.codes)
    return words.say(f"{count}家机构各自的{names}（没有区间，不排高低）", f"{names}, {count} institutions (not ranked)")


def institutions_table(found: Institutions, words: Words) -> Table:
    """Return an institution a row, a metric a column, the whole county last."""
    columns = [Column(words.say("机构", "Institution"), kind="text", weight=1.8)]
    columns += [Column(words.name(metric), "%") for metric in found.metrics]
    rows = [
        Row(
            [
                words.say(*found.names[code]),
                *(_cell(found.of.get((metric.id, code)), metric, words) for metric in found.metrics),
            ]
        )
        for code in found.codes
    ]
    whole = [_cell(found.whole.get(metric.id), metric, words) for metric in found.metrics]
    rows.append(Row([words.say(words.whole, "County"), *whole], is_sum=True))
    return Table(institutions_title(found, words), tuple(columns), tuple(rows))


def _cell(row: pd.Series | None, metric: Metric, words: Words) -> Cell:
    return Cell("—") if row is None else value_cell(row, metric, words)
