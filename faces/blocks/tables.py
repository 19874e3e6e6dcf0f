"""Tables: one cell, one row, one table, drawn by every face; and the heat table, township × indicator.

Words are finished. The raw number stands beside them where a workbook should hold a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from faces.blocks.marks import Certainty, Direction, Status
from faces.look.tokens import Judgement


@dataclass(frozen=True)
class Column:
    """A column: name, unit under it, and whether its cells are words or numbers.

    phone  : False hides it on narrow screens.
    slide  : False leaves it out on a slide.
    weight : its share of a slide's width.
    """

    name: str
    unit: str = ""
    kind: Literal["text", "number"] = "number"
    phone: bool = True
    slide: bool = True
    weight: float = 1.0


@dataclass(frozen=True)
class Cell:
    """A cell: its words, how they are set, and the raw number with its decimals for a workbook.

    judgement : colours the words.
    step      : 0–9, the diverging scale's ground, only for a clear change.
    direction : an arrow before the words, filled where `certainty` is clear.
    status    : a figure that cannot be shown is hatched or set in words.
    title     : the whole sentence, for a pointer or a screen reader.
    """

    text: str
    number: float | None = None
    decimals: int = 0
    strong: bool = False
    judgement: Judgement | None = None
    step: int | None = None
    direction: Direction | None = None
    certainty: Certainty = "clear"
    status: Status = "shown"
    title: str = ""


@dataclass(frozen=True, init=False)
class Row:
    """A row of cells, in the order of the columns; the sum row stands last, the point is the finding's township."""

    cells: tuple[Cell, ...]
    is_point: bool
    is_sum: bool

    def __init__(self, cells: Sequence[str | Cell], is_point: bool = False, is_sum: bool = False) -> None:
        """Take words or cells; words become cells."""
        own = tuple(Cell(cell) if isinstance(cell, str) else cell for cell in cells)
        for name, value in (("cells", own), ("is_point", is_point), ("is_sum", is_sum)):
            object.__setattr__(self, name, value)


@dataclass(frozen=True)
class Table:
    """Rows under columns; the first column names the row."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class HeatCell:
    """One township × indicator; `step` 0–9 colours the cell only when the change is clear."""

    value: str
    change: str = ""  # size without sign: the arrow carries the direction
    direction: Direction = "flat"
    certainty: Certainty = "unknown"
    step: int | None = None
    status: Status = "shown"
    status_words: str = ""  # 8、9月未报
    title: str = ""  # the whole sentence, for a pointer or a screen reader
    number: float | None = None
    decimals: int = 0


@dataclass(frozen=True)
class HeatRow:
    """A township's cells, in the order of the columns."""

    name: str
    cells: Sequence[HeatCell]
    is_point: bool = False
    is_sum: bool = False
