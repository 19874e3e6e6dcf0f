"""The picture of a programme: from those it is for to those it followed, step by step."""

from __future__ import annotations

from typing import Final

from faces.blocks import Drawing, Table
from faces.blocks.drawing import Bar, Mark, Text
from findings.evidence.fitting import fit, hidden_sign
from findings.figures import Words
from metrics.evidence.programme import Coverage, ProgrammeCoverage
from words.numbers import format_number

SIDE: Final = 430.0
STEP: Final = 66.0
STAGE_WORDS: Final = {
    "eligible": ("应覆盖", "eligible"),
    "reached": ("已覆盖", "reached"),
    "found": ("发现问题", "found"),
    "followed": ("已随访", "followed"),
}


def count_words(count: int | None, stage: str, at: Coverage, words: Words) -> str:
    """Return a count as it is written: the sign of a hidden one where it is hidden."""
    if count is not None:
        return format_number(count, 0)
    return hidden_sign(words) if stage in at.hidden else ""


def funnel(programme: ProgrammeCoverage, at: Coverage, title: str, table: Table, words: Words) -> Drawing:
    """Return a bar a stage on one scale, each with its share of the one before."""
    whole = max(at.eligible or 0, at.reached or 0, 1)
    marks: list[Mark] = []
    y = 0.0
    before: int | None = None
    for stage in programme.stages:
        count = at.stage(stage)
        marks.append(Text(words.say(*STAGE_WORDS[stage]), 0, y + 18, 14))
        marks.append(Text(count_words(count, stage, at, words), SIDE, y + 18, 14, bold=True, anchor="end"))
        marks.append(Bar(0, y + 26, SIDE, 14, "neutral_soft", hatched=count is None))
        if count is not None:
            marks.append(Bar(0, y + 26, max(SIDE * min(count / whole, 1), 1), 14, "neutral_mark"))
        share = _share(before, count, stage, words)
        if share:
            marks.append(Text(fit(share, SIDE, 12), 0, y + 56, 12, "ink_2"))
        before, y = count, y + STEP
    return Drawing(title, SIDE, y, tuple(marks), table)


def _share(before: int | None, count: int | None, stage: str, words: Words) -> str:
    if stage == "eligible":
        return ""
    if count is None:
        return words.say("不足10人或可推知", "fewer than 10 or deducible")
    if not before:
        return ""
    share = format_number(count / before * 100, 1)
    return words.say(f"占上一步{share}%", f"{share}% of the step before")
