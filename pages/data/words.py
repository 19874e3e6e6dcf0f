"""Loads, reporting, definitions and reconciliation → the tables of 数据."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from faces.blocks import Cell, Column, Row
from findings.published import kind_words, plain_figure
from metrics.definition import Metric
from metrics.period import Period
from metrics.reference import Reference
from ui.filters import place_name
from ui.language import language, say
from words.numbers import format_number
from words.speech import Speech
from words.units import unit_en

# The sample's own loads; a county's files keep their names.
KNOWN_SOURCES_EN = {"示例数据生成程序（固定种子）": "sample generator (fixed seed)"}


def published_unit(unit: str) -> str:
    """Return the unit of a published figure in the reader's language: 次/周, times a week."""
    if language() == "zh":
        return unit
    if unit == "人次":
        return "person-times"  # discharges, visits, courses: whoever comes twice counts twice
    return unit_en(unit)


def loads_table(loads: pd.DataFrame) -> tuple[list[Column], list[Row]]:
    """Return the loads, newest first."""
    columns = [
        Column(say("装载时间", "Loaded at"), kind="text"),
        Column(say("来源", "Source"), kind="text"),
        Column(say("装载人", "By"), kind="text", phone=False),
        Column(say("接收", "Accepted"), say("行", "rows")),
        Column(say("退回", "Refused"), say("行", "rows")),
    ]
    rows = [
        Row(
            [
                f"{row.loaded_at:%Y-%m-%d %H:%M}",
                say(row.source_zh, KNOWN_SOURCES_EN.get(row.source_zh, row.source_zh)),
                row.loaded_by,
                format_number(row.rows_accepted, 0),
                format_number(row.rows_refused, 0),
            ]
        )
        for row in loads.itertuples()
    ]
    return columns, rows


def reporting_table(
    grid: pd.DataFrame, reference: Reference, county: str, months: Sequence[int]
) -> tuple[list[Column], list[Row]]:
    """Return township × month: 全 where every institution reported, else how many of how many; never only a colour."""
    columns = [Column(say("乡镇", "Township"), kind="text")] + [
        Column(say(f"{month % 100}月", f"{month % 100:02d}"), phone=month in months[-3:]) for month in months
    ]
    by_cell = {(row.township_code, row.month): row for row in grid.itertuples()}
    edition = reference.in_edition(county, months[-1])
    rows = []
    for place in reference.townships_of(county, months[-1]):
        cells: list[str | Cell] = [place_name(place)]
        raw = [code for code, current in edition.items() if current == place.code]
        for month in months:
            found = [by_cell[code, month] for code in raw if (code, month) in by_cell]
            cells.append(_reporting_cell(sum(row.expected for row in found), sum(row.reported for row in found)))
        rows.append(Row(cells))
    return columns, rows


def _reporting_cell(expected: int, reported: int) -> Cell:
    if expected == 0:
        return Cell(say("无机构", "none"))
    if reported == expected:
        return Cell(say("全", "all"))
    if reported == 0:
        return Cell("", status="no_data", title=say("未报", "not reported"))
    return Cell(f"{reported}/{expected}", strong=True, judgement="bad")


def definitions_table(metrics: Sequence[Metric]) -> tuple[list[Column], list[Row]]:
    """Return the catalogue: name, definition, unit, source, edition, id."""
    columns = [
        Column(say("指标", "Indicator"), kind="text"),
        Column(say("口径", "Definition"), kind="text"),
        Column(say("单位", "Unit"), kind="text", phone=False),
        Column(say("来源与版本", "Source and edition"), kind="text", phone=False),
        Column(say("编号", "Id"), kind="text", phone=False),
    ]
    rows = [
        Row(
            [
                Cell(say(metric.name_zh, metric.name_en), strong=True),
                say(metric.definition_zh, metric.definition_en),
                say(metric.unit, metric.unit_en),
                say(
                    f"{metric.source.name}，{metric.source.edition}",
                    f"{metric.source.name_en}, {metric.source.edition_en}",
                ),
                metric.id,
            ]
        )
        for metric in metrics
    ]
    return columns, rows


def matching(metrics: Sequence[Metric], text: str) -> list[Metric]:
    """Return the metrics whose id, names, family or definition hold the text; all of them for an empty text."""
    wanted = text.strip().lower()
    if not wanted:
        return list(metrics)
    return [metric for metric in metrics if wanted in _searched(metric)]


def _searched(metric: Metric) -> str:
    words = (metric.id, metric.name_zh, metric.name_en, metric.family, metric.definition_zh, metric.definition_en)
    return " ".join(words).lower()


def reconciliation_table(rows: pd.DataFrame, figures: pd.DataFrame) -> tuple[list[Column], list[Row]]:
    """Return published figures beside ours: name, period, published, ours, difference, how it is held."""
    columns = [
        Column(say("公布数", "Published figure"), kind="text"),
        Column(say("时期", "Period"), kind="text", phone=False),
        Column(say("单位", "Unit"), kind="text"),
        Column(say("公布", "Published")),
        Column(say("本系统", "Ours")),
        Column(say("差", "Difference"), phone=False),
        Column(say("依据", "Kind"), kind="text", phone=False),
        Column(say("指标编号", "Metric"), kind="text", phone=False),
    ]
    by_id = rows.set_index("figure_id")
    listed, speech = [], Speech(language())
    for figure in figures.itertuples():
        if figure.figure_id not in by_id.index:
            continue
        row = by_id.loc[figure.figure_id]
        sign = {">=": "≥", "<=": "≤", "~": say("约", "about ")}.get(figure.comparator, "")
        listed.append(
            Row(
                [
                    say(figure.indicator_zh, figure.indicator_en),
                    figure.period if isinstance(figure.period, str) else "",
                    published_unit(figure.unit),
                    sign + plain_figure(row["published"], speech, figure.unit),
                    plain_figure(row["computed"], speech, figure.unit),
                    plain_figure(row["difference"], speech),
                    kind_words(row["status"], speech),
                    row["metric_id"] if isinstance(row["metric_id"], str) else "",
                ]
            )
        )
    return columns, listed


def reconciliation_finding(rows: pd.DataFrame, complete: float) -> str:
    """Return the page's finding: how many published figures come out of rows, and how complete reporting is."""
    words = rows["status"].value_counts()
    computed, rules = int(words.get("computed", 0)), int(words.get("rule", 0))
    recorded = int(words.get("recorded", 0))
    share = format_number(complete * 100, 1)
    cited = say(f"，{recorded}个仅作引用", f", {recorded} cited") if recorded else ""
    return say(
        f"公布的{len(rows)}个数中，{computed}个由数据行算出，{rules}个作为规则或目标{cited}；近12个月报告完整率{share}%。",
        f"Of {len(rows)} published figures {computed} come out of rows, {rules} are rules or targets{cited}; "
        f"{share}% of reports of the last 12 months are in.",
    )


def completeness_of(grid: pd.DataFrame) -> float:
    """Return reported ÷ expected institution-months."""
    expected = int(grid["expected"].sum())
    return float(grid["reported"].sum()) / expected if expected else 0.0


def last_twelve_months(last_month: int) -> list[int]:
    """Return the twelve months up to and including `last_month`."""
    end = Period(last_month, last_month)
    return Period(end.shifted(-11).first, last_month).months
