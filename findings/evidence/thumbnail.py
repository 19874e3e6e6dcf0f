"""The picture of a view at the size of a row: its own marks without words, so that a checklist is no matrix."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from faces.blocks import Block, Drawing, Heat, Intervals, Months, Table
from faces.blocks.drawing import Bar, Dot, Mark, Stroke, Text

WIDTH, HEIGHT = 150.0, 48.0
MOST_ROWS: Final = 8
EMPTY: Final = Table("", (), ())


def thumbnail(block: Block | None) -> Drawing:
    """Return the picture of a block, hatched where there is none."""
    match block:
        case Drawing():
            # At a sixth of its size a line of one unit would be seen by nobody.
            least = block.width / WIDTH
            marks = tuple(
                replace(mark, width=max(mark.width, least)) if isinstance(mark, Stroke) else mark
                for mark in block.marks
                if not isinstance(mark, Text)
            )
            return Drawing("", block.width, min(block.height, block.width * HEIGHT / WIDTH), marks, EMPTY)
        case Intervals():
            return _picture(_intervals(block))
        case Months():
            return _picture([*_line(block.last_year, "line_strong"), *_line(block.this_year, "ink")])
        case Table() | Heat():
            return _picture(_grid(min(len(block.rows), MOST_ROWS), len(block.columns)))
        case None:
            return _picture([Bar(0, 0, WIDTH, HEIGHT, "surface", "line", hatched=True)])
    return _picture(_grid(4, 6))


def _picture(marks: list[Mark]) -> Drawing:
    return Drawing("", WIDTH, HEIGHT, tuple(marks), EMPTY)


def _grid(rows: int, columns: int) -> list[Mark]:
    """Return a grid of bars, the first of each row darker: names beside figures."""
    if not rows or not columns:
        return []
    tall, wide = HEIGHT / rows, WIDTH / columns
    return [
        Bar(
            column * wide + 1,
            row * tall + 1.5,
            wide - 3,
            max(tall - 3, 1),
            "line_strong" if column == 0 else "neutral_soft",
        )
        for row in range(rows)
        for column in range(columns)
    ]


def _intervals(block: Intervals) -> list[Mark]:
    rows = [row for row in block.rows if row.value is not None][:MOST_ROWS]
    reach = [part for row in rows for part in (row.value, row.lower, row.upper) if part is not None]
    if not reach:
        return []
    low, span = min(reach), (max(reach) - min(reach)) or 1.0

    def across(value: float) -> float:
        return 6 + (value - low) / span * (WIDTH - 12)

    marks: list[Mark] = []
    if block.county_value is not None and low <= block.county_value <= low + span:
        x = across(block.county_value)
        marks.append(Stroke(((x, 0), (x, HEIGHT)), "line_strong", 1))
    for index, row in enumerate(rows):
        y = (index + 0.5) * HEIGHT / len(rows)
        if row.lower is not None and row.upper is not None:
            marks.append(Stroke(((across(row.lower), y), (across(row.upper), y)), "ink_2", 1))
        if row.value is not None:
            marks.append(Dot(across(row.value), y, 2.2, "ink_2", "ink_2"))
    return marks


def _line(values: tuple[float | None, ...], ink: str) -> list[Mark]:
    known = [(index, value) for index, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return []
    low, high = min(value for _, value in known), max(value for _, value in known)
    span = (high - low) or 1.0
    points = tuple(
        (4 + index / 11 * (WIDTH - 8), HEIGHT - 5 - (value - low) / span * (HEIGHT - 10)) for index, value in known
    )
    return [Stroke(points, ink, 1.5)]
