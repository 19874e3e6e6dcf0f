"""Which face draws which kind of block: the one place that decides it.

A screen draws every kind, as a chart or as HTML. A deck's chart must stay editable, so slides hold the kinds that
PowerPoint has a native chart, table or shape for; the deck, its preview and its PDF show the same slides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal, get_args

from faces.blocks.drawing import Drawing
from faces.blocks.kinds import (
    Block,
    Contributions,
    Control,
    Curve,
    Figures,
    Funnel,
    Heat,
    Intervals,
    Lines,
    Map,
    Months,
    Multiples,
)
from faces.blocks.tables import Table

Face = Literal["chart", "page", "deck", "picture", "document", "workbook"]

CHART: Final = (Intervals, Contributions, Months, Control, Curve, Funnel, Multiples, Map)
"""What a browser draws as a chart."""

PAGE: Final = (Figures, Heat, Table, Drawing, Lines)
"""What a browser shows as HTML."""

SLIDE: Final = (Intervals, Contributions, Months, Heat, Table, Map, Drawing, Lines)
DOCUMENT: Final = (Table, Heat, Drawing)
"""What a brief attaches; its sentences are paragraphs."""

WORKBOOK: Final = (Table, Heat, Drawing, Lines)
HELD: Final[Mapping[Face, tuple[type[Block], ...]]] = {
    "chart": CHART,
    "page": PAGE,
    "deck": SLIDE,
    "picture": SLIDE,
    "document": DOCUMENT,
    "workbook": WORKBOOK,
}
KINDS: Final[tuple[type[Block], ...]] = get_args(Block)


class NotHeld(TypeError):
    """A block stands where its kind cannot be drawn; it would be missing there without a word."""

    def __init__(self, block: object, kinds: Iterable[type[Block]]) -> None:
        names = ", ".join(kind.__name__ for kind in kinds)
        super().__init__(f"{type(block).__name__} cannot be drawn here; what can is {names}")
