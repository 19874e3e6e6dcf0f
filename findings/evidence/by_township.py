"""What a mechanism counts in each township, side by side: who signed, at what rate, how many residents a team has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pandas as pd

from faces.blocks import Cell, Column, Row, Table
from findings.cells import value_cell
from findings.evidence.figures import with_figure
from findings.figures import Words
from findings.rows import is_shown, mark_words
from metrics.definition import Metric
from metrics.judge.assessment import Assessment
from words.names import chart_name

MOST: Final = 5
ON_A_PHONE: Final = 3
"""So many figures have a column each; a phone holds the first of them."""


def by_township(around: Assessment, words: Words, *, chosen: Sequence[str] = ()) -> Table | None:
    """Return the figures that have townships, a row a township and the county's last; None for fewer than two figures.

    around: of all townships; chosen: the ones to list, () is all.
    """
    metrics = [metric for metric in with_figure(around) if _has_townships(around, metric)][:MOST]
    if len(metrics) < 2:
        return None
    rows = {metric.id: _by_code(around, metric) for metric in metrics}
    codes = [code for code in rows[metrics[0].id] if not chosen or code in chosen]
    if not codes:
        return None
    columns = (
        Column(words.say("乡镇", "Township"), kind="text", weight=1.3),
        *(
            Column(words.say(metric.name_zh, metric.name_en), words.unit(metric), phone=number < ON_A_PHONE)
            for number, metric in enumerate(metrics)
        ),
    )
    listed = [
        Row(
            [chart_name(words.township(code)), *(_cell(rows[metric.id].get(code), metric, words) for metric in metrics)]
        )
        for code in codes
    ]
    whole = [_cell(around.headline(metric.id), metric, words) for metric in metrics]
    listed.append(Row([words.say(words.whole, "County"), *whole], is_sum=True))
    first, number = metrics[0], len(metrics)
    title = words.say(f"各乡镇的{first.name_zh}等{number}项", f"{first.name_en} and {number - 1} more, by township")
    return Table(title, columns, tuple(listed))


def _has_townships(around: Assessment, metric: Metric) -> bool:
    """Say whether a figure of the people or places of a township stands in two of them at least.

    One that lies wholly where the hospital stands says nothing; what institutions do is not their township's share.
    """
    if not metric.can_be_split_by("township_code") or metric.provision is not None:
        return False
    rows = [row for _, row in around.of_townships(metric.id).iterrows()]
    return len([row for row in rows if is_shown(row) and float(row["value"]) != 0]) > 1


def _by_code(around: Assessment, metric: Metric) -> dict[str, pd.Series]:
    return {str(row["township_code"]): row for _, row in around.of_townships(metric.id).iterrows()}


def _cell(row: pd.Series | None, metric: Metric, words: Words) -> Cell:
    if row is None:
        return Cell(words.status("no_data"), status="no_data")
    cell = value_cell(row, metric, words)
    return cell if is_shown(row) else replace(cell, text=mark_words(row, metric, words))
