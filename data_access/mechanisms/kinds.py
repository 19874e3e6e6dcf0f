"""Kinds of evidence and the tables of their rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from words.mechanism_sheets import SHEETS

VIEW_TABLES: Final[dict[str, tuple[str, ...]]] = {
    "checklist": ("checklist_item",),
    "network": ("membership",),
    "appraisal": ("appraisal",),
    "flows": ("flow",),
    "response": ("response_event",),
    "outings": ("outing",),
    "money": ("budget", "payment", "pay"),
    "plan": ("plan_item", "plan_progress"),
    "programme": ("programme_month",),
    "series": (),
    "map": (),
    "ledger": ("visit", "posting_month"),
}
"""Kind of evidence → the tables of its rows; () where the metrics' own tables are read."""


def form_tables(views: Iterable[str]) -> list[str]:
    """Return the tables that a county fills in for these kinds, in the kinds' order.

    Visits and postings are entered where the ledger is.
    """
    return [name for name in dict.fromkeys(name for view in views for name in VIEW_TABLES[view]) if name in SHEETS]
