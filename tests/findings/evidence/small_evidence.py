"""The small county with rows of evidence: what a kind shows of a mechanism, asked without a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from data_access.engine import open_engine
from faces.blocks import Block, Drawing, Table
from faces.blocks.drawing import Text
from findings.evidence.shown import Asked, Shown
from findings.figures import Words
from metrics.period import Period
from metrics.reads.mechanisms import MechanismCard
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from tests.metrics.small_county import COUNTY
from tests.small_warehouse import small_with
from words.numbers import Language

MECHANISM = "small_mechanism"
KEPT = {"county_code": COUNTY, "mechanism_id": MECHANISM, "basis": "synthetic", "load_id": "test"}


def source_with(folder: Path, table: str, rows: list[dict[str, Any]]) -> Source:
    """A warehouse of the small county with these rows in one table."""
    own = {table: pd.DataFrame([{**row, **KEPT} for row in rows])} if rows else {}
    engine = open_engine(small_with(folder / "small.duckdb", own))
    return Source(engine, load_reference(engine))


def asked_of(
    source: Source,
    period: str = "2023",
    townships: tuple[str, ...] = (),
    language: Language = "zh",
    limit: float | None = None,
) -> Asked:
    """The mechanism asked of a period and townships."""
    card = MechanismCard(
        MECHANISM, "小举措", "Small mechanism", "急救", "县医院", "改革举措", "", (), COUNTY, limit_minutes=limit
    )
    scope = Scope(COUNTY, Period.parse(period), townships)
    return Asked(card, scope, source, Words(language, source.reference, townships))


def everything_said(shown: Shown) -> str:
    """Every word and number that anybody could read: sentence, note, drawings for both widths, tables, frames."""
    parts = [shown.finding, shown.note]
    for block in shown.blocks:
        parts += _words_of(block)
    for named in shown.frames:
        parts += [str(value) for value in named.frame.to_numpy().ravel().tolist()]
    return " | ".join(parts)


def everything_drawn(shown: Shown) -> str:
    """Every word of the blocks: titles, marks, heads and cells of tables."""
    parts = []
    for block in shown.blocks:
        table = block.table if isinstance(block, Drawing) else block
        parts += [column.name for column in table.columns] if isinstance(table, Table) else []
        parts += _words_of(block)
    return " | ".join(parts)


def _words_of(block: Block) -> list[str]:
    match block:
        case Drawing():
            own = [mark.words for mark in block.marks if isinstance(mark, Text)]
            phone = [] if block.phone is None else _words_of(block.phone)
            return [block.title, *own, *_words_of(block.table), *phone]
        case Table():
            return [block.title, *(cell.text for row in block.rows for cell in row.cells)]
    return [str(block)]
