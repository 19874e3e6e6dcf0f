"""Some indicators in one table: value, base, change, verdict and target of each."""

from __future__ import annotations

from faces.blocks import Cell, Column, Row, Table
from findings.cells import change_cell, full_cell, verdict_cell
from findings.figures import Words
from findings.rows import has_base, is_shown
from findings.targets import target_cell
from metrics.judge.assessment import Assessment


def figures_table(judged: Assessment, words: Words, title: str) -> Table:
    """Return value, base, change, verdict and target of each indicator."""
    columns = (
        Column(words.say("指标", "Indicator"), kind="text", weight=1.9),
        Column(words.say("本期", "Value")),
        Column(words.say(words.compare(judged.compare) or "对比期", "Base")),
        Column(words.say("变化", "Change"), kind="text", weight=1.5),
        Column(words.say("判断", "Verdict"), kind="text"),
        Column(words.say("目标", "Target"), kind="text", weight=1.1),
    )
    rows = []
    for metric in judged.metrics:
        row = judged.headline(metric.id)
        cells = (
            words.name(metric),
            full_cell(row, metric, words),
            Cell(words.base(row, metric) if has_base(row, judged) and is_shown(row) else ""),
            change_cell(row, metric, judged, words),
            verdict_cell(row, judged, words),
            target_cell(row, metric, judged, words),
        )
        rows.append(Row(cells))
    return Table(title, columns, tuple(rows))
