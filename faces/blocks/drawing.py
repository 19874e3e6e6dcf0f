"""A drawing: a figure that no chart library knows (a grid of dates, a tree, a matrix), laid out once for every face.

Units are those of the drawing itself, x to the right and y downwards; a face scales the whole to the room it has. Type
is in the same units, so words and marks keep their proportions. Colours are names of tokens. Every drawing carries the
table of what it shows: for the workbook, the document and a screen reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from faces.blocks.tables import Table

Anchor = Literal["start", "middle", "end"]
Symbol = Literal["circle", "square", "triangle", "diamond"]


@dataclass(frozen=True)
class Bar:
    """A rectangle. fill, edge: tokens, "" for none; hatched: nothing is known here, or a rule was missed."""

    x: float
    y: float
    w: float
    h: float
    fill: str = ""
    edge: str = ""
    hatched: bool = False


@dataclass(frozen=True)
class Stroke:
    """A line through points; with an arrow head at its end, or dashed."""

    points: tuple[tuple[float, float], ...]
    ink: str = "line"
    width: float = 1.0
    dashed: bool = False
    arrow: bool = False


@dataclass(frozen=True)
class Area:
    """A closed ring of points, filled."""

    points: tuple[tuple[float, float], ...]
    fill: str = ""
    edge: str = ""


@dataclass(frozen=True)
class Dot:
    """A symbol round its middle; no fill is a hollow one, half: its left half filled."""

    x: float
    y: float
    r: float
    fill: str = ""
    edge: str = "ink"
    symbol: Symbol = "circle"
    half: bool = False


@dataclass(frozen=True)
class Text:
    """Words on a baseline; size in the drawing's units. One line: a layout decides where lines end."""

    words: str
    x: float
    y: float
    size: float = 13
    ink: str = "ink"
    bold: bool = False
    anchor: Anchor = "start"
    title: str = ""  # the whole sentence, for a pointer or a screen reader


Mark = Bar | Stroke | Area | Dot | Text


@dataclass(frozen=True)
class Drawing:
    """Marks in the order they are drawn, on a ground of width × height units.

    phone : the same content laid out for 358 px, None where the drawing itself is narrow enough.
    """

    title: str
    width: float
    height: float
    marks: tuple[Mark, ...]
    table: Table
    phone: Drawing | None = None

    @property
    def words(self) -> str:
        """Everything that is written on it, in the order drawn."""
        return "".join(mark.words for mark in self.marks if isinstance(mark, Text))


def lines_of(points: Sequence[tuple[float, float]]) -> tuple[tuple[tuple[float, float], tuple[float, float]], ...]:
    """Return the straight pieces between points that follow each other."""
    return tuple(pairwise(points))
