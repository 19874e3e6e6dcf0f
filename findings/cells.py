"""Cells that tables share: a figure, its change, its verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from faces.blocks import Cell
from findings.figures import Words, cell_decimals
from findings.reporting import mark_of
from findings.rows import has_base, is_shown, number_or_none
from metrics.definition import Metric
from metrics.judge.assessment import Assessment
from metrics.statistics.verdict import CLEAR
from words.numbers import format_number


def number_cell(value: Any, decimals: int, *, strong: bool = False) -> Cell:
    """Return a cell with a number; empty where there is none."""
    number = number_or_none(value)
    return Cell("" if number is None else format_number(number, decimals), number, decimals, strong=strong)


def value_cell(row: pd.Series, metric: Metric, words: Words, *, strong: bool = False) -> Cell:
    """Return a figure without its unit, or the word that stands for it."""
    if not is_shown(row):
        return Cell(words.value(row, metric), status=row["status"], title=words.why_none(row, metric))
    cell = number_cell(row["value"], cell_decimals(metric), strong=strong)
    return replace(cell, text=cell.text + mark_of(row))


def full_cell(row: pd.Series, metric: Metric, words: Words) -> Cell:
    """Return a figure with its unit, shortened as a reader is used to; the raw number beside it."""
    text = words.value(row, metric) + mark_of(row)
    return Cell(text, number_or_none(row["value"]), cell_decimals(metric), strong=True)


def change_cell(row: pd.Series, metric: Metric, judged: Assessment, words: Words) -> Cell:
    """Return a change in words, coloured by judgement only where it is clear."""
    if not is_shown(row) or not has_base(row, judged):
        return Cell("")
    clear = row["verdict"] in CLEAR
    return Cell(
        words.change(row, metric, judged.compare),
        number_or_none(row["change"]),
        2,
        judgement=row["judgement"] if clear else None,
        strong=clear,
    )


def verdict_cell(row: pd.Series, judged: Assessment, words: Words) -> Cell:
    """Return the verdict's words; empty without a comparison."""
    return Cell(words.verdict(row["verdict"]) if is_shown(row) and has_base(row, judged) else "")
