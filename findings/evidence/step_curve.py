"""A count that only grows, drawn in steps: how many by then, how many are due, how many a year ago."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from faces.blocks.drawing import Dot, Drawing, Mark, Stroke, Text
from faces.blocks.tables import Cell, Column, Row, Table
from faces.measure import round_step
from findings.evidence.lettering import SMALL, TABLE, month_words, width_of
from words.numbers import Language, format_number
from words.speech import Says

WIDE: Final = 430.0
HIGH: Final = 300.0
PHONE: Final = 358.0
PHONE_HIGH: Final = 214.0
LEFT: Final = 34.0
TOP: Final = 34.0
BOTTOM: Final = 26.0
CLOSE: Final = 16.0
"""Two labels nearer than this would touch."""


@dataclass(frozen=True)
class Steps:
    """What is drawn. path: (month, count from then on), in order; month, count: the last that is known.

    total, total_text   : the line above it, None for none.
    before, before_text : (month, count) of the period compared with.
    until               : month in which the rest is due, dashed.
    """

    path: Sequence[tuple[int, int]]
    month: int
    count: int
    count_text: str
    total: int | None = None
    total_text: str = ""
    before: tuple[int, int] | None = None
    before_text: str = ""
    until: int | None = None


def step_drawing(steps: Steps, title: str, words: Says, language: Language) -> Drawing:
    """Return the curve, with its form for a phone and the counts at each year's end as its table."""
    table = _table(steps, title, words, language)
    phone = Drawing(title, PHONE, PHONE_HIGH, tuple(_marks(steps, PHONE, PHONE_HIGH)), table)
    return Drawing(title, WIDE, HIGH, tuple(_marks(steps, WIDE, HIGH)), table, phone)


def _table(steps: Steps, title: str, words: Says, language: Language) -> Table:
    years = range(steps.path[0][0] // 100, steps.month // 100 + 1) if steps.path else range(0)
    known = {steps.before[0]} if steps.before else set()
    ends = sorted(known | {min(year * 100 + 12, steps.month) for year in years})
    rows = [Row([month_words(end, language), _number(count_at(steps.path, end))]) for end in ends]
    if steps.total is not None:
        rows.append(Row([words.say("应落实", "Asked for"), _number(steps.total)], is_sum=True))
    columns = (Column(words.say("月末", "End of"), kind="text"), Column(words.say("累计", "So far")))
    return Table(title, columns, tuple(rows))


def _number(count: int) -> Cell:
    return Cell(format_number(count, 0), float(count))


def count_at(path: Sequence[tuple[int, int]], month: int) -> int:
    """Return the count in force at a month's end."""
    return max((count for when, count in path if when <= month), default=0)


def _index(month: int) -> int:
    return month // 100 * 12 + month % 100 - 1


def _marks(steps: Steps, width: float, height: float) -> list[Mark]:
    labels = [steps.count_text, steps.total_text if steps.total is not None else ""]
    end_x, floor = width - max(width_of(label) for label in labels) - 12, height - BOTTOM
    first = _index(steps.path[0][0]) // 12 * 12
    last = max(_index(steps.month), _index(steps.until or 0))
    top = max(steps.total or 0, steps.count, 1)

    def at(month_index: float, count: float) -> tuple[float, float]:
        return (
            LEFT + (month_index - first) / max(last - first, 1) * (end_x - LEFT),
            floor - count / top * (floor - TOP),
        )

    marks = _axes(at, first, last, top, end_x)
    points = [at(_index(steps.path[0][0]), 0)]
    for when, count in steps.path:
        x, y = at(_index(when), count)
        points += [(x, points[-1][1]), (x, y)]
    now = at(_index(steps.month), steps.count)
    points.append(now)
    if steps.total is not None:
        marks.append(Stroke((at(first, steps.total), (end_x, at(last, steps.total)[1])), "neutral_mark", 1.5))
    marks.append(Stroke(tuple(points), "ink", 2))
    if steps.until is not None and steps.total is not None:
        marks.append(Stroke((now, at(_index(steps.until), steps.total)), "ink_2", 1.5, dashed=True))
    if steps.before is not None and steps.before[0] >= steps.path[0][0]:
        x, y = at(_index(steps.before[0]), steps.before[1])
        marks.append(Dot(x, y, 4.5))
        marks.append(_before_label(steps.before_text, x, y, end_x))
    marks.append(Dot(*now, 5, "ink"))
    return [*marks, *_end_labels(steps, now[1], TOP if steps.total is not None else None, end_x)]


def _before_label(text: str, x: float, y: float, end_x: float) -> Text:
    """Return the base's words above its dot, where the curve leaves room, else below it, clear of the end's words."""
    if y >= TOP + 30:
        return Text(text, x - 8, y - 9, SMALL, "ink_2", anchor="end")
    return Text(text, min(x + width_of(text, SMALL), end_x), y + 22, SMALL, "ink_2", anchor="end")


def _axes(
    place: Callable[[float, float], tuple[float, float]], first: int, last: int, top: int, end_x: float
) -> list[Mark]:
    marks: list[Mark] = []
    step = max(round(round_step(top, 4)), 1)
    for count in range(0, top + 1, step):
        y = place(first, count)[1]
        marks.append(Stroke(((LEFT, y), (end_x, y)), "line_strong" if count == 0 else "line"))
        marks.append(Text(format_number(count, 0), LEFT - 6, y + 4, SMALL, "ink_2", anchor="end"))
    years = list(range(first // 12, last // 12 + 1))
    every = math.ceil(len(years) / max(int((end_x - LEFT) / 62), 1))
    for year in years[::every]:
        x, y = place(year * 12, 0)
        marks.append(Stroke(((x, y), (x, y + 4)), "line_strong"))
        marks.append(Text(str(year), x, y + 18, SMALL, "ink_2", anchor="middle"))
    return marks


def _end_labels(steps: Steps, y: float, total_y: float | None, x: float) -> list[Mark]:
    """Return the last count and the line's own number at the right, apart from each other."""
    own = y + 5
    if total_y is None:
        return [Text(steps.count_text, x + 10, own, TABLE, bold=True)]
    high = total_y + 4
    if own - high < CLOSE:
        high, own = total_y - 6, max(own, total_y + 12)
    return [
        Text(steps.total_text, x + 10, high, SMALL, "ink_2"),
        Text(steps.count_text, x + 10, own, TABLE, bold=True),
    ]
