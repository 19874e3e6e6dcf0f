"""The sheet of headline figures, and definitions that open in place, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from faces.blocks import HeadlineFigure
from faces.look.tokens import Theme
from faces.screen import sheet
from ui.language import language
from words.speech import Speech


def headline_sheet(figures: Sequence[HeadlineFigure], theme: Theme, *, columns: int = 4, name: str = "") -> str:
    """Return the sheet (`faces/screen/sheet.py`). Raises ValueError for more than eight figures."""
    return sheet.headline_sheet(figures, theme, Speech(language()), columns=columns, name=name)


def definition_details(rows: Sequence[tuple[str, str]], *, label: str = "") -> str:
    """Return ⓘ 口径与来源 that opens in place; nothing for no rows."""
    return sheet.definition_details(rows, Speech(language()), label=label)
