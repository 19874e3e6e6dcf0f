"""Cells that are written as what they are."""

from __future__ import annotations

from typing import Any


def put_text(cell: Any, text: str) -> None:
    """Write a text that stays one: what begins with =, +, - or @ is no formula, and no code becomes a number.

    cell : of openpyxl.
    """
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = text[:1] in ("=", "+", "-", "@", "'", "\t")
