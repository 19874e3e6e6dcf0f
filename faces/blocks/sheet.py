"""What the screen needs beside the metric frame: small frozen records of finished strings and positions.

Numbers arrive here already formatted (`words/numbers.py`); nothing below this line rounds, adds or
decides what a number is called. Raw values appear only where something is drawn to scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from faces.blocks.marks import Certainty, Direction, Status
from faces.look.tokens import Judgement
from metrics.statistics.verdict import Verdict

CERTAINTY: dict[str, Certainty] = {
    Verdict.CLEAR_RISE: "clear",
    Verdict.CLEAR_FALL: "clear",
    Verdict.NO_CLEAR_CHANGE: "unclear",
    Verdict.TOO_LITTLE_DATA: "unknown",
}


def certainty(verdict: str | None) -> Certainty:
    """How sure a verdict is; no verdict counts as unknown."""
    return CERTAINTY.get(verdict or "", "unknown")


@dataclass(frozen=True)
class TargetBar:
    """A figure against its target; `value_at` and `target_at` are positions 0–1 along the bar."""

    value_at: float
    target_at: float
    text: str  # 目标≥55% · 未达标，差2.4个百分点
    met: bool


@dataclass(frozen=True)
class HeadlineFigure:
    """One of at most eight figures of the sheet."""

    name: str
    value: str  # 52.6
    unit: str = ""
    verdict: Verdict | None = None
    judgement: Judgement = "neutral"
    direction: Direction = "flat"
    change: str = ""  # 上升1.8个百分点
    base: str = ""  # 上年同期50.8%
    target: TargetBar | None = None
    no_target: str = "没有设定目标值"
    this_year: Sequence[float | None] = ()  # months of this year, January first
    last_year: Sequence[float | None] = ()
    explanation: str = ""  # 主要来自鹿寨镇+1.1个百分点
    place: str = ""  # the township named in `explanation`, set in the accent colour
    definition: Sequence[tuple[str, str]] = ()  # (定义, …), (分子, …), … behind ⓘ
    status: Status = "shown"
    status_words: str = ""  # replaces the value when the status is not `shown`
