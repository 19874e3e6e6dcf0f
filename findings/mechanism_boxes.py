"""What stands under a mechanism's pictures: its figures, what the account published beside what rows give, dates."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from faces.blocks import Cell, Column, Row, Table
from findings.cells import change_cell, full_cell
from findings.figures import Words
from findings.mechanisms import Opened, month_words
from findings.published import figure_with_unit, kind_words
from findings.rows import has_base
from metrics.definition import Metric
from words.speech import Speech


def figures_table(opened: Opened, words: Words) -> Table | None:
    """Return the mechanism's figures with their change; None without a metric."""
    judged = opened.judged
    if judged is None:
        return None
    columns = (
        Column(words.say("指标", "Indicator"), kind="text", weight=1.8),
        Column(words.say("本期", "Value"), kind="text"),
        Column(words.say("对比期", "Base"), kind="text", phone=False),
        Column(words.say("变化", "Change"), kind="text", weight=1.4),
    )
    rows = []
    for metric in judged.metrics:
        row = judged.headline(metric.id)
        base = words.base(row, metric) if has_base(row, judged) else ""
        cells: list[str | Cell] = [
            words.name(metric),
            _value(row, metric, words),
            base,
            change_cell(row, metric, judged, words),
        ]
        rows.append(Row(cells))
    return Table(words.say("本举措的指标与同比", "Its figures and their change"), columns, tuple(rows))


def _value(row: pd.Series, metric: Metric, words: Words) -> Cell:
    """Return a figure; without rows in the period, that: a purchase of another year is no report that is due."""
    if row["status"] == "no_data":
        return Cell(words.say("本期无记录", "none this period"), status="no_data")
    return full_cell(row, metric, words)


def published_table(
    opened: Opened,
    reconciled: pd.DataFrame,
    names: Mapping[str, tuple[str, str]],
    units: Mapping[str, str],
    words: Words,
) -> Table | None:
    """Return what the account published beside what rows give; None where it published nothing of this mechanism.

    Only a figure worked out from rows stands beside a published one. A rule or target was once shown against itself as
    公布10 本系统10.
    """
    own = reconciled[reconciled["figure_id"].isin(opened.card.figure_ids)]
    if own.empty:
        return None
    speech = Speech(words.language)
    columns = (
        Column(words.say("公布的事", "Published"), kind="text", weight=2),
        Column(words.say("公布", "Published")),
        Column(words.say("由行算出", "From rows")),
        Column(words.say("依据", "Kind"), kind="text", phone=False),
    )
    rows = []
    for row in own.to_dict("records"):
        unit = units.get(row["figure_id"], "")
        counted = row["status"] == "computed"
        computed = figure_with_unit(row["computed"], speech, unit) if counted else words.say("不适用", "n/a")
        name = words.say(*names.get(row["figure_id"], (row["figure_id"], row["figure_id"])))
        published = figure_with_unit(row["published"], speech, unit)
        rows.append(Row([name, published, computed, kind_words(row["status"], speech)]))
    return Table(words.say("公布的数与由行算出的数", "Published figures beside those from rows"), columns, tuple(rows))


def date_words(date: str, words: Speech | Words) -> str:
    """Return a date as exact as its source: 2017, 2017-10 or 2017-10-08 as 2017年, 2017年10月, 2017年10月8日."""
    if words.language == "en":
        return date
    return "".join(f"{int(part)}{unit}" for part, unit in zip(date.split("-"), ("年", "月", "日"), strict=False))


def dates_table(opened: Opened, milestones: pd.DataFrame, month: int, words: Words) -> Table:
    """Return the mechanism's dates and the county's milestones: what has passed filled, what is to come hollow.

    month : the last one that holds data; what lies after it is still to come.
    """
    columns = (
        Column(words.say("时间", "Date"), kind="text"),
        Column(words.say("大事", "Event"), kind="text", weight=3),
    )
    rows = []
    if opened.card.since is not None:
        rows.append(
            Row(["● " + month_words(opened.card.since, words), words.say("本举措开始", "This mechanism begins")])
        )
    for row in milestones.to_dict("records"):
        mark = "● " if int(row["month"]) <= month else "○ "
        rows.append(
            Row([mark + date_words(str(row["date"]), words), Cell(words.say(row["event_zh"], row["event_en"]))])
        )
    if opened.card.until is not None:
        mark = "● " if opened.card.until <= month else "○ "
        ended = mark + month_words(opened.card.until, words)
        rows.append(Row([ended, words.say("本举措结束", "This mechanism ends")]))
    return Table(words.say("大事记", "Milestones"), columns, tuple(rows))
