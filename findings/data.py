"""数据: how complete, how old, how defined, and does it agree with what was published?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from faces.blocks import Cell, Column, Row, Table
from findings.figures import Words
from findings.published import kind_words, plain_figure
from metrics.definition import Metric
from words.numbers import format_number
from words.speech import Speech
from words.units import unit_en

# The sample's own loads; a county's files keep their names.
KNOWN_SOURCES_EN: Final = {"示例数据生成程序（固定种子）": "sample generator (fixed seed)"}
_ALWAYS_SEEN: Final = 3  # newest months that a phone shows, too


def reconciliation_finding(rows: pd.DataFrame, complete: float, words: Words) -> str:
    """Return the page's finding: how many published figures come out of rows, and how complete reporting is.

    complete : the share of reports of the last twelve months that are in, 0 to 1.
    """
    if rows.empty:
        share = format_number(complete * 100, 1)
        return words.say(
            f"近12个月报告完整率{share}%；没有登记公布数，无从对照。",
            f"{share}% of reports of the last 12 months are in; no published figure is on record to hold ours against.",
        )
    held = rows["status"].value_counts()
    computed, rules, recorded = (int(held.get(status, 0)) for status in ("computed", "rule", "recorded"))
    share = format_number(complete * 100, 1)
    cited = words.say(f"，{recorded}个仅作引用", f", {recorded} cited") if recorded else ""
    return words.say(
        f"公布的{len(rows)}个数中，{computed}个由数据行算出，{rules}个作为规则或目标{cited}；近12个月报告完整率{share}%。",
        f"Of {len(rows)} published figures {computed} come out of rows, {rules} are rules or targets{cited}; "
        f"{share}% of reports of the last 12 months are in.",
    )


def reconciliation_table(rows: pd.DataFrame, figures: pd.DataFrame, words: Words) -> Table:
    """Return published figures beside ours: name, period, published, ours, difference, how it is held.

    rows    : as `metrics.reads.reconciliation.reconcile` gives them; figures: the county's, in its account's order.
    """
    columns = (
        Column(words.say("公布数", "Published figure"), kind="text"),
        Column(words.say("时期", "Period"), kind="text", phone=False),
        Column(words.say("单位", "Unit"), kind="text"),
        Column(words.say("公布", "Published")),
        Column(words.say("本系统", "Ours")),
        Column(words.say("差", "Difference"), phone=False),
        Column(words.say("依据", "Kind"), kind="text", phone=False),
        Column(words.say("指标编号", "Metric"), kind="text", phone=False),
    )
    ours, speech = {row["figure_id"]: row for row in rows.to_dict("records")}, Speech(words.language)
    signs = {">=": "≥", "<=": "≤", "~": words.say("约", "about ")}
    listed = []
    for figure in figures.to_dict("records"):
        row = ours.get(figure["figure_id"])
        if row is None:
            continue
        cells = [
            words.say(figure["indicator_zh"], figure["indicator_en"]),
            figure["period"] if isinstance(figure["period"], str) else "",
            published_unit(figure["unit"], words),
            signs.get(figure["comparator"], "") + plain_figure(row["published"], speech, figure["unit"]),
            plain_figure(row["computed"], speech, figure["unit"]),
            plain_figure(row["difference"], speech),
            kind_words(row["status"], speech),
            row["metric_id"] if isinstance(row["metric_id"], str) else "",
        ]
        listed.append(Row(cells))
    return Table(words.say("与公布数对照", "Published figures"), columns, tuple(listed))


def published_unit(unit: str, words: Words) -> str:
    """Return the unit of a published figure: 次/周, times a week."""
    if words.language == "zh":
        return unit
    if unit == "人次":
        return "person-times"  # discharges, visits, courses: whoever comes twice counts twice
    return unit_en(unit)


def definitions_table(metrics: Sequence[Metric], words: Words) -> Table:
    """Return the catalogue: name, definition, unit, source, edition, id."""
    columns = (
        Column(words.say("指标", "Indicator"), kind="text"),
        Column(words.say("口径", "Definition"), kind="text"),
        Column(words.say("单位", "Unit"), kind="text", phone=False),
        Column(words.say("来源与版本", "Source and edition"), kind="text", phone=False),
        Column(words.say("编号", "Id"), kind="text", phone=False),
    )
    rows = [
        Row(
            [
                Cell(words.name(metric), strong=True),
                words.say(metric.definition_zh, metric.definition_en),
                words.unit(metric),
                words.say(
                    f"{metric.source.name}，{metric.source.edition}",
                    f"{metric.source.name_en}, {metric.source.edition_en}",
                ),
                metric.id,
            ]
        )
        for metric in metrics
    ]
    return Table(words.say("指标口径", "Definitions"), columns, tuple(rows))


def matching(metrics: Sequence[Metric], text: str) -> list[Metric]:
    """Return the metrics whose id, names, family or definition hold the text; all of them for an empty text."""
    wanted = text.strip().lower()
    return [metric for metric in metrics if wanted in _searched(metric)]


def _searched(metric: Metric) -> str:
    said = (metric.id, metric.name_zh, metric.name_en, metric.family, metric.definition_zh, metric.definition_en)
    return " ".join(said).lower()


def reporting_table(grid: pd.DataFrame, county: str, months: Sequence[int], words: Words) -> Table:
    """Return township × month: 全 where every institution reported, else how many of how many; never only a colour.

    grid : as `metrics.reads.places.reporting_grid` gives it; a merged township is counted under its successor. Of a
           month without any row nobody was asked to report: that is no township without institutions.
    """
    columns = (
        Column(words.say("乡镇", "Township"), kind="text"),
        *(
            Column(words.say(f"{month % 100}月", f"{month % 100:02d}"), phone=month in months[-_ALWAYS_SEEN:])
            for month in months
        ),
    )
    reports = {
        (row["township_code"], row["month"]): (int(row["expected"]), int(row["reported"]))
        for row in grid.to_dict("records")
    }
    begun = {month for _, month in reports}
    edition, rows = words.reference.in_edition(county, months[-1]), []
    for place in words.reference.townships_of(county, months[-1]):
        counted = [code for code, current in edition.items() if current == place.code]
        cells = [
            _reporting_cell([reports.get((code, month), (0, 0)) for code in counted], words)
            if month in begun
            else Cell(words.say("没有报表", "no return"))
            for month in months
        ]
        rows.append(Row([words.place(place), *cells]))
    return Table(words.say("逐月报告", "Reports by month"), columns, tuple(rows))


def _reporting_cell(reports: Sequence[tuple[int, int]], words: Words) -> Cell:
    """reports : expected and reported institutions of each township that the row counts."""
    expected, reported = sum(wanted for wanted, _ in reports), sum(came for _, came in reports)
    if expected == 0:
        return Cell(words.say("无机构", "none"))
    if reported == expected:
        return Cell(words.say("全", "all"))
    if reported == 0:
        return Cell("", status="no_data", title=words.say("未报", "not reported"))
    return Cell(f"{reported}/{expected}", strong=True, judgement="bad")


def loads_table(loads: pd.DataFrame, words: Words) -> Table:
    """Return the loads, newest first."""
    columns = (
        Column(words.say("装载时间", "Loaded at"), kind="text"),
        Column(words.say("来源", "Source"), kind="text"),
        Column(words.say("装载人", "By"), kind="text", phone=False),
        Column(words.say("接收", "Accepted"), words.say("行", "rows")),
        Column(words.say("退回", "Refused"), words.say("行", "rows")),
    )
    rows = [
        Row(
            [
                f"{row['loaded_at']:%Y-%m-%d %H:%M}",
                words.say(row["source_zh"], KNOWN_SOURCES_EN.get(row["source_zh"], row["source_zh"])),
                row["loaded_by"],
                format_number(row["rows_accepted"], 0),
                format_number(row["rows_refused"], 0),
            ]
        )
        for row in loads.to_dict("records")
    ]
    return Table(words.say("装载记录", "Loads"), columns, tuple(rows))
