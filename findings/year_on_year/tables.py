"""The tables of 同比指标: townships with both years, a set of indicators, what moved, what was restated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from faces.blocks import Cell, Column, Row, Table
from faces.blocks.sheet import certainty
from findings.cells import change_cell, full_cell, verdict_cell
from findings.dispersion import interval_head
from findings.figures import Words, change_interval_words, change_places, direction_of
from findings.reporting import mark_of
from findings.rows import has_base, is_shown, number_or_none
from findings.targets import target_words
from findings.year_on_year.sets import NATIONAL, indicator_name
from metrics.catalogue.national import GROUPS_EN, official_name
from metrics.definition import Metric
from metrics.judge.assessment import Assessment, standings
from metrics.judge.restatement import Restatement
from metrics.national.indicators import growth
from metrics.period import Period
from words.names import STATUSES
from words.numbers import format_change, format_interval, format_number, is_missing

_STANDINGS: Final = {
    "above": ("高于{whole}", "above"),
    "below": ("低于{whole}", "below"),
    "same": ("无明显差别", "no difference"),
}


def township_table(judged: Assessment, metric: Metric, words: Words, *, county: float, point: str = "") -> Table:
    """Return both years, the change with its interval, the verdict, the standing and completeness by township.

    county : the whole county's figure, which a township stands above or below; NaN without one. The sum row is left
        out where it is the sum of one.
    """
    unit = words.unit(metric)
    columns = (
        Column(words.say("乡镇", "Township"), kind="text"),
        Column(words.say("本期", "Value"), unit),
        Column(interval_head(judged.of_townships(metric.id), words), unit, phone=False),
        Column(words.say("对比期", "Base"), unit),
        Column(words.say("变化", "Change")),
        Column(words.say("变化的95%区间", "its 95% interval"), phone=False),
        Column(words.say("是否真变了", "Verdict"), kind="text", phone=False),
        Column(words.say(f"与{words.whole}", "Against county"), kind="text", phone=False),
        Column(words.say("报告完整率", "Complete"), "%", phone=False),
    )
    townships, rows = judged.of_townships(metric.id), []
    for standing, (_, row) in zip(standings(townships, county), townships.iterrows(), strict=True):
        name = words.township(row["township_code"])
        cells = _township_cells(row, metric, judged, words, standing)
        rows.append(Row([name, *cells], is_point=bool(point) and name == point))
    if len(rows) != 1:
        rows.append(
            Row([words.scope, *_township_cells(judged.headline(metric.id), metric, judged, words, "")], is_sum=True)
        )
    return Table(words.name(metric), columns, tuple(rows))


def _township_cells(
    row: pd.Series, metric: Metric, judged: Assessment, words: Words, standing: str
) -> list[str | Cell]:
    if row["status"] in STATUSES:
        return [Cell(words.value(row, metric), status=row["status"], title=words.why_none(row, metric)), *[""] * 7]
    has_interval = not is_missing(row["lower"])
    return [
        Cell(format_number(row["value"], metric.decimals) + mark_of(row), strong=True),
        format_interval(row["lower"], row["upper"], "", decimals=metric.decimals) if has_interval else "",
        "" if is_missing(row["compare_value"]) else format_number(row["compare_reported"], metric.decimals),
        _moved_cell(words.change(row, metric, judged.compare), row, metric),
        change_interval_words(row, metric, judged.compare, words.language),
        words.verdict(row["verdict"]) if judged.compare else "",
        words.say(*_STANDINGS[standing]).format(whole=words.whole) if standing in _STANDINGS else "",
        format_number(row["completeness"] * 100, 1),
    ]


def set_table(judged: Assessment, set_key: str, words: Words, *, chosen: str, title: str = "") -> Table:
    """Return every indicator of a set: figure, base, change, verdict, target, completeness; the chosen one bold.

    The national list says each indicator's group, the others their edition.
    """
    is_national = set_key == NATIONAL
    columns = (
        Column(words.say("指标", "Indicator"), kind="text"),
        *((Column(words.say("类别", "Group"), kind="text", phone=False),) if is_national else ()),
        Column(words.say("本期", "Value")),
        Column(words.say("对比期", "Base"), phone=False),
        Column(words.say("变化", "Change")),
        Column(words.say("是否真变了", "Verdict"), kind="text", phone=False),
        Column(words.say("目标", "Target"), phone=False),
        Column(words.say("报告完整率", "Complete"), "%", phone=False),
        *(() if is_national else (Column(words.say("版本", "Edition"), kind="text", phone=False),)),
    )
    rows = []
    for metric in judged.metrics:
        edition = words.say(metric.source.edition, metric.source.edition_en)
        cells: list[str | Cell] = [
            indicator_name(metric.id, set_key, words),
            *([_group(metric, words)] if is_national else []),
            *_indicator_cells(metric, judged, words, strong=metric.id == chosen),
            *([] if is_national else [edition]),
        ]
        rows.append(Row(cells))
    return Table(title, columns, tuple(rows))


def _group(metric: Metric, words: Words) -> str:
    measure = official_name(metric.id)
    return "" if measure is None else words.say(measure.group, GROUPS_EN[measure.group])


def _indicator_cells(metric: Metric, judged: Assessment, words: Words, *, strong: bool) -> list[str | Cell]:
    row = judged.headline(metric.id)
    known, target = row["status"] not in STATUSES, number_or_none(row["target"])
    return [
        Cell(words.value(row, metric) + mark_of(row), strong=strong, status=row["status"]),
        words.base(row, metric) if known and not is_missing(row["compare_value"]) else "",
        _moved_cell(_change_and_growth(row, metric, judged, words), row, metric) if known else "",
        words.verdict(row["verdict"]) if judged.compare and known else "",
        "" if target is None else target_words(target, metric, words),
        format_number(row["completeness"] * 100, 1) if known else "",
    ]


def _moved_cell(text: str, row: pd.Series, metric: Metric) -> str | Cell:
    """Return a change with its arrow: filled where it is clear, hollow where it is not."""
    if not text or is_missing(row["change"]):
        return text
    return Cell(
        text,
        judgement=row["judgement"],
        direction=direction_of(float(row["change"]), change_places(metric, row["change_unit"])),
        certainty=certainty(row["verdict"]),
    )


def _change_and_growth(row: pd.Series, metric: Metric, judged: Assessment, words: Words) -> str:
    """Return the change in words; where a metric is followed by its growth, that too, in %."""
    text = words.change(row, metric, judged.compare)
    if metric.growth and not is_missing(row["compare_value"]):
        rate = growth(float(row["value"]), float(row["compare_value"]))
        return words.join([part for part in (text, format_change(rate, "%", language=words.language)) if part])
    return text


def movement_table(judged: Assessment, words: Words) -> Table:
    """Return each indicator's figures of both periods under the periods' names, its change, interval and verdict."""
    columns = (
        Column(words.say("指标", "Indicator"), kind="text", weight=1.6),
        Column(words.period(judged.period)),
        Column(words.base_period(judged.period, judged.compare)),
        Column(words.say("变化", "Change"), kind="text", weight=1.4),
        Column(words.say("变化的95%区间", "95% interval of the change"), weight=1.4),
        Column(words.say("判断", "Verdict"), kind="text", weight=1.2),
    )
    rows = []
    for metric in judged.metrics:
        row = judged.headline(metric.id)
        compared = has_base(row, judged) and is_shown(row)
        rows.append(
            Row(
                (
                    words.name(metric),
                    full_cell(row, metric, words),
                    words.base(row, metric) if compared else "",
                    change_cell(row, metric, judged, words),
                    words.change_interval(row, metric, judged.compare) if compared else "",
                    verdict_cell(row, judged, words),
                )
            )
        )
    return Table("", columns, tuple(rows))


def figure_and_change(judged: Assessment, metric: Metric, words: Words) -> Table:
    """Return one indicator's figure and change, for a slide that has no chart to show."""
    row = judged.headline(metric.id)
    columns = (Column(words.name(metric), kind="text"), Column(words.say("变化", "Change"), kind="text"))
    return Table("", columns, (Row((full_cell(row, metric, words), change_cell(row, metric, judged, words))),))


def restated_table(found: Sequence[Restatement], metric: Metric, words: Words) -> Table:
    """Return every restated figure as it was frozen and as it is."""
    unit, places = words.unit(metric), metric.decimals
    columns = (
        Column(words.say("时期", "Period"), kind="text"),
        Column(words.say("范围", "Place"), kind="text"),
        Column(words.say("冻结时", "Frozen"), unit),
        Column(words.say("现在", "Now"), unit),
        Column(words.say("差", "Difference"), unit),
        Column(words.say("冻结", "Frozen on"), kind="text", phone=False),
    )
    rows = [
        Row(
            [
                words.period(Period.parse(figure.period)),
                words.township(figure.township) if figure.township else words.say(words.whole, "County"),
                format_number(figure.before, places),
                format_number(figure.after, places),
                format_number(figure.after - figure.before, places, signed=True),
                f"{figure.frozen_at:%Y-%m-%d} {figure.frozen_by}",
            ]
        )
        for figure in found
    ]
    return Table(words.say("重报", "Restated"), columns, tuple(rows))


def restated_months(found: Sequence[Restatement], months: Sequence[int]) -> tuple[int, ...]:
    """Return the positions of the months, YYYYMM, in which the county's figure was restated."""
    changed = {figure.period for figure in found if not figure.township}
    return tuple(at for at, month in enumerate(months) if Period(month, month).key in changed)
