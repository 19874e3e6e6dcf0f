"""A figure against its target: the target as it was set, whether it is met, and how far away it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from faces.blocks import Cell, TargetBar
from findings.figures import Words, change_unit_en
from findings.rows import is_shown
from metrics.definition import Metric
from metrics.judge.assessment import Assessment
from words.numbers import exact_decimal, format_value, is_missing, round_half_up

MOST_DECIMALS: Final = 4
FULL: Final = 1.25
"""A bar leaves a quarter of air behind the larger of figure and target."""


@dataclass(frozen=True)
class Target:
    """A target held against a figure.

    words : ≥62.93%, as it was set. gap: 0.02个百分点, "" where it is met.
    prints_as_none : with the decimals of the figure the gap would be 0.
    """

    value: float
    wanted: float
    words: str
    met: bool
    gap: str
    prints_as_none: bool


def target_of(row: pd.Series, metric: Metric, judged: Assessment, words: Words) -> Target | None:
    """Return the target of a county's (or one township's) row; None without a target or a figure."""
    if is_missing(row["target"]) or not is_shown(row):
        return None
    township = words.townships[0] if len(words.townships) == 1 else None
    kept = words.reference.target(metric.id, row["county_code"], township, judged.period.last)
    comparator = kept.comparator if kept else ">="
    value, wanted = float(row["value"]), float(row["target"])
    met = value >= wanted if comparator in (">=", "=") else value <= wanted
    sign = {">=": "≥", "<=": "≤", "=": "", "~": words.say("约", "about ")}.get(comparator, "")
    gap = "" if met else _gap(abs(wanted - value), metric, words)
    near = round_half_up(abs(wanted - value), metric.decimals) == 0
    return Target(value, wanted, sign + target_words(wanted, metric, words), met, gap, near)


def target_words(target: float, metric: Metric, words: Words) -> str:
    """Return a target as it was set, with its unit and without its sign: 62.93%."""
    decimals = decimals_as_set(target)
    return format_value(target, metric.unit, decimals=decimals, language=words.language, unit_en=metric.unit_en)


def decimals_as_set(target: float) -> int:
    """Return the decimals that a target was set with: 62.93 % is not 62.9 %, and 60 % not 60.0 %."""
    return next(
        (places for places in range(MOST_DECIMALS) if round_half_up(target, places) == exact_decimal(target)),
        MOST_DECIMALS,
    )


def _gap(gap: float, metric: Metric, words: Words) -> str:
    """Return how far a figure is from its target, with as many decimals as tell it from nothing."""
    unit = metric.change_unit if metric.unit in ("%", "‰") else metric.unit
    decimals = next((places for places in range(metric.decimals, 6) if round_half_up(gap, places)), metric.decimals)
    return format_value(gap, unit, decimals=decimals, language=words.language, unit_en=change_unit_en(metric, unit))


def target_bar(row: pd.Series, metric: Metric, judged: Assessment, words: Words) -> TargetBar | None:
    """Return the bar of a card: 目标≥62.93% · 未达标，差0.02个百分点."""
    target = target_of(row, metric, judged, words)
    if target is None:
        return None
    larger = max(target.value, target.wanted, 1e-9)
    full = min(larger * FULL, 100.0) if metric.unit == "%" and larger <= 100 else larger * FULL
    head = words.say(f"目标{target.words} · ", f"target {target.words} · ")
    away = words.say("未达标，差", "short by " if target.value < target.wanted else "over by ")
    text = head + (words.say("已达标", "met") if target.met else away + target.gap)
    return TargetBar(min(1.0, target.value / full), min(1.0, target.wanted / full), text, target.met)


def target_cell(row: pd.Series, metric: Metric, judged: Assessment, words: Words) -> Cell:
    """Return ≥62.93% 未达标; a gap that would print as none is said, lest the figure beside it look like the target."""
    target = target_of(row, metric, judged, words)
    if target is None:
        return Cell("")
    state = words.say("已达标" if target.met else "未达标", "met" if target.met else "not met")
    near = words.say(f"，差{target.gap}", f" by {target.gap}") if target.prints_as_none and not target.met else ""
    return Cell(f"{target.words} {state}{near}")
