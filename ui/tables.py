"""Tables on a page, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from faces.blocks import Column, Heat, Row
from faces.screen import tables
from faces.screen.tables import UnevenRow
from ui.language import language
from words.speech import Speech


def heat_table(heat: Heat, *, name: str) -> str:
    """Return the township × indicator table (`faces/screen/tables.py`). Raises UnevenRow."""
    return tables.heat_table(heat, Speech(language()), name=name)


def plain_table(columns: Sequence[Column], rows: Sequence[Row], *, name: str, framed: bool = True) -> str:
    """Return a table of words and figures (`faces/screen/tables.py`). Raises UnevenRow."""
    return tables.plain_table(columns, rows, Speech(language()), name=name, framed=framed)


__all__ = ["UnevenRow", "heat_table", "plain_table"]
