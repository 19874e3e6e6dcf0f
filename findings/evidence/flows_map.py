"""Flows on the map: a curved line from township to township, as wide as many went, its arrow at the receiver."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from faces.areas import middle_of, polygons_of
from faces.blocks import Cell, Column, Drawing, Row, Table
from faces.blocks.drawing import Area, Bar, Dot, Mark, Stroke, Text
from faces.measure import text_width
from findings.evidence.map_names import places_beside, places_of_names
from findings.figures import Words
from metrics.evidence.flows import FlowTable
from metrics.reference import Place
from words.names import chart_name
from words.numbers import format_number

HALF, PHONE, TALLEST = 430.0, 358.0, 330.0
SIZE: Final = 12.0
FEWEST: Final = 15
"""Lines of fewer are not drawn: the key says so."""
WIDEST_LINE, BEND, STEPS = 8.0, 0.18, 12
Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """How many shown ones went from one township to another."""

    start: str
    end: str
    count: int


def lines_between(table: FlowTable, townships: Sequence[str] = ()) -> tuple[Line, ...]:
    """Return the lines to draw, largest first: sums of shown cells between different townships, not below `FEWEST`.

    townships : only lines that begin or end there; () is all.
    """
    sums: dict[tuple[str, str], int] = {}
    for sender, cells in zip(table.senders, table.cells, strict=True):
        for receiver, cell in zip(table.receivers, cells, strict=True):
            pair = (sender.township, receiver.township)
            if cell.number and all(pair) and pair[0] != pair[1] and (not townships or set(pair) & set(townships)):
                sums[pair] = sums.get(pair, 0) + cell.number
    found = [Line(start, end, count) for (start, end), count in sums.items() if count >= FEWEST]
    return tuple(sorted(found, key=lambda line: (-line.count, line.start, line.end)))


def flow_map(
    lines: Sequence[Line], places: Sequence[Place], shapes: Mapping[str, Any], words: Words, unit: str, point: str
) -> Drawing | None:
    """Return the lines over the townships' outlines; None without lines or outlines. point: the township ringed."""
    known = {place.code: polygons_of(shapes.get(place.code)) for place in places}
    drawn = [line for line in lines if known.get(line.start) and known.get(line.end)]
    if not drawn:
        return None
    first = drawn[0]
    title = words.say(
        f"{words.township(first.start)}到{words.township(first.end)}的线最粗，{format_number(first.count, 0)}{unit}",
        f"The widest line: {words.township(first.start)} to {words.township(first.end)}, "
        f"{format_number(first.count, 0)} {unit}",
    )
    table = _table(title, drawn, words, unit)
    wide, phone = (_drawn(title, drawn, known, words, point, table, width) for width in (HALF, PHONE))
    return Drawing(title, wide.width, wide.height, wide.marks, table, phone)


def _table(title: str, lines: Sequence[Line], words: Words, unit: str) -> Table:
    columns = (
        Column(words.say("从", "From"), kind="text"),
        Column(words.say("到", "To"), kind="text"),
        Column(words.say("数量", "Count"), unit),
    )
    rows = [
        Row(
            [
                words.township(line.start),
                words.township(line.end),
                Cell(format_number(line.count, 0), float(line.count)),
            ]
        )
        for line in lines
    ]
    return Table(title, columns, tuple(rows))


@dataclass(frozen=True)
class _Ground:
    """What lies under the names, in the drawing's units: outlines, dots, points along the lines."""

    rings: Mapping[str, Sequence[Point]]
    middles: Mapping[str, Point]
    lines: Sequence[tuple[float, float, float]]
    width: float
    height: float


def _largest(polygons: Sequence[Sequence[Sequence[Point]]]) -> Sequence[Point]:
    """Return the outer ring with the most points: the township's main part."""
    return max(polygons, key=lambda rings: len(rings[0]))[0]


def _drawn(
    title: str,
    lines: Sequence[Line],
    known: Mapping[str, list[list[list[Point]]]],
    words: Words,
    point: str,
    table: Table,
    width: float,
) -> Drawing:
    place, height = _fitted([spot for polygons in known.values() for rings in polygons for spot in rings[0]], width)
    marks: list[Mark] = [
        Area(tuple(place(spot) for spot in rings[0]), "surface", "line_strong")
        for polygons in known.values()
        for rings in polygons
    ]
    middles = {code: place(middle_of(_largest(polygons))) for code, polygons in known.items() if polygons}
    most = lines[0].count
    for line in reversed(lines):
        across = max(WIDEST_LINE * line.count / most, 1.2)
        marks.append(
            Stroke(_curve(middles[line.start], middles[line.end]), "neutral_mark", round(across, 1), arrow=True)
        )
    ends = dict.fromkeys(code for line in lines for code in (line.start, line.end))
    rings = {code: [place(spot) for spot in _largest(polygons)] for code, polygons in known.items() if polygons}
    course = [(*spot, 2.0) for mark in marks if isinstance(mark, Stroke) for spot in _along(mark.points)]
    marks += _names(known, list(ends), _Ground(rings, middles, course, width, height), words, point)
    for code in ends:
        marks.append(Dot(*middles[code], 4.5, "ink", "ink", "square" if _is_hub(code, lines) else "circle"))
    if point in middles:
        marks.append(Dot(*middles[point], 10, "", "point"))
        # A ring without its filling: what lies in it stays to be seen.
        marks.append(Dot(*middles[point], 4.5, "ink", "ink", "square" if _is_hub(point, lines) else "circle"))
    said = words.say(
        f"线越粗去得越多，只画{FEWEST}及以上的；边界为示意", f"lines of {FEWEST} and more; schematic outlines"
    )
    marks.append(Text(said, 0, height + 18, SIZE, "ink_2"))
    return Drawing(title, width, height + 26, tuple(marks), table)


def _is_hub(code: str, lines: Sequence[Line]) -> bool:
    """Say whether most lines end or begin there: a place of hospitals."""
    return sum(code in (line.start, line.end) for line in lines) > len(lines) / 2 and len(lines) > 1


def _fitted(points: Sequence[Point], width: float) -> tuple[Callable[[Point], Point], float]:
    """Return how degrees become units, as large as the width and the tallest map allow, and the map's height."""
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    narrower = math.cos(math.radians((south + north) / 2))
    scale = min((width - 24) / ((east - west) * narrower), (TALLEST - 24) / (north - south))
    left = (width - (east - west) * narrower * scale) / 2

    def place(spot: Point) -> Point:
        return left + (spot[0] - west) * narrower * scale, 12 + (north - spot[1]) * scale

    return place, (north - south) * scale + 24


def _curve(start: Point, end: Point) -> tuple[Point, ...]:
    """Return a line bent to its right, so that there and back are two; it ends clear of the receiver's dot."""
    across = (end[1] - start[1], start[0] - end[0])
    bent = ((start[0] + end[0]) / 2 + across[0] * BEND, (start[1] + end[1]) / 2 + across[1] * BEND)
    length = max(math.hypot(end[0] - bent[0], end[1] - bent[1]), 1.0)
    short = min(7.0 / length, 0.5)
    tip = (end[0] - (end[0] - bent[0]) * short, end[1] - (end[1] - bent[1]) * short)
    steps = [number / STEPS for number in range(STEPS + 1)]
    return tuple(
        (
            (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * bent[0] + t * t * tip[0],
            (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * bent[1] + t * t * tip[1],
        )
        for t in steps
    )


def _along(points: Sequence[Point]) -> list[Point]:
    """Return points along a line, closer to each other than a name is high."""
    return [
        (x0 + (x1 - x0) * part / 4, y0 + (y1 - y0) * part / 4)
        for (x0, y0), (x1, y1) in pairwise(points)
        for part in range(5)
    ]


def _names(
    known: Mapping[str, list[list[list[Point]]]],
    ends: Sequence[str],
    ground: _Ground,
    words: Words,
    point: str,
) -> list[Mark]:
    """Name the townships within their outlines, on no dot and no other name, and on no line where there is room.

    Where a line ends and the outline has no room, the name stands outside, led to its dot by a dashed line.
    """
    names = {code: chart_name(words.township(code)) for code in known}
    halves = {code: text_width(name) * SIZE / 2 for code, name in names.items()}
    discs = [(*ground.middles[code], 5.0) for code in ends]
    discs += [(*ground.middles[point], 11.0)] if point in ground.middles else []
    within = places_of_names(ground.rings, halves, discs, ground.width, ground.lines)
    left = {code: ground.middles[code] for code in sorted(ends, key=lambda code: code != point) if code not in within}
    taken = [(x, y, halves[code]) for code, (x, y) in within.items()]
    beside = places_beside(left, halves, taken, discs, (ground.width, ground.height), ground.lines)
    marks: list[Mark] = [
        Stroke((ground.middles[code], (x, y)), "ink_3", 0.8, dashed=True) for code, (x, y) in beside.items()
    ]
    for code, (x, y) in (within | beside).items():
        half = halves[code]
        marks.append(Bar(x - half - 1, y - 8, 2 * half + 2, 16, "surface"))
        marks.append(Text(names[code], x, y + 4, SIZE, "ink" if code in ends else "ink_3", code == point, "middle"))
    return marks
