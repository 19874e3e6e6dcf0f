"""A year of few cases, told with the three years that end with it."""

from __future__ import annotations

from dataclasses import astuple

from faces.blocks import Column, Row, Table
from findings.cells import full_cell, verdict_cell
from findings.figures import Words
from findings.rows import has_base, is_shown
from metrics.definition import Metric
from metrics.judge.assessment import Assessment
from metrics.judge.pooled import Pooled
from words.few_cases import few_cases_words


def pooled_words(found: Pooled | None, metric: Metric, words: Words) -> str:
    """Return one sentence: how few cases the year had, and the rate of the three years with its limits; '' for None."""
    if found is None:
        return ""
    return words.say(
        *few_cases_words(*astuple(found), unit=metric.unit, decimals=metric.decimals, unit_en=metric.unit_en)
    )


def named_pooled(found: Pooled | None, metric: Metric, words: Words) -> str:
    """Return the sentence with the metric's name before it, where several stand together; '' for None."""
    told = pooled_words(found, metric, words)
    return told and words.name(metric) + words.say("：", ": ") + told


def few_cases_table(judged: Assessment, words: Words) -> Table:
    """Return the year, the year before and the verdict of each rate, for a slide that says beside it how few cases."""
    columns = (
        Column(words.say("指标", "Indicator"), kind="text", weight=1.4),
        Column(words.period(judged.period)),
        Column(words.base_period(judged.period, judged.compare)),
        Column(words.say("判断", "Verdict"), kind="text", weight=1.4),
    )
    rows = []
    for metric in judged.metrics:
        row = judged.headline(metric.id)
        base = words.base(row, metric) if has_base(row, judged) and is_shown(row) else ""
        rows.append(Row((words.name(metric), full_cell(row, metric, words), base, verdict_cell(row, judged, words))))
    return Table("", columns, tuple(rows))
