"""The evidence behind the qualitative national measures: documents and their state, never a percentage."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Engine, select

from data_access import read
from data_access.schema import evidence_register

STATE_WORDS: Final = {
    "complete": ("材料齐全", "complete"),
    "partial": ("部分材料", "partial"),
    "missing": ("缺材料", "missing"),
}


@dataclass(frozen=True)
class EvidenceItem:
    """One item of a measure: its document with its date, the office that answers for it, the assessor's note, state."""

    register_id: str
    measure: str
    item_zh: str
    item_en: str
    document_zh: str
    document_date: datetime.date | None
    owner: str
    note_zh: str
    state: str


def evidence_of(engine: Engine, county: str) -> dict[str, list[EvidenceItem]]:
    """Return measure → its items in the register's order. Raises WarehouseError."""
    table = evidence_register
    found: dict[str, list[EvidenceItem]] = {}
    statement = select(table).where(table.c.county_code == county).order_by(table.c.register_id)
    for row in read.rows(engine, statement):
        item = EvidenceItem(
            row.register_id,
            row.measure,
            row.item_zh,
            row.item_en,
            row.document_zh,
            row.document_date,
            row.owner,
            row.note_zh or "",
            row.state,
        )
        found.setdefault(row.measure, []).append(item)
    return found
