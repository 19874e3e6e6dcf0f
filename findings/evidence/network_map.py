"""网络 on the map: a line from each member to the one above it, over the outlines of the townships (示意)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from faces.areas import polygons_of
from faces.blocks.drawing import Area, Bar, Dot, Drawing, Mark, Stroke, Symbol, Text
from faces.blocks.tables import Cell, Column, Row, Table
from findings.evidence.lettering import SMALL, fitted, width_of
from findings.evidence.map_names import places_of_names
from findings.evidence.network_words import RELATIONS, name_of, relation_of
from findings.figures import Words
from metrics.evidence.network import Network, Node
from words.numbers import format_number

WIDE: Final = 430.0
HIGHEST: Final = 430.0
EDGE: Final = 8.0
KEY_ROW: Final = 20.0
KM_PER_DEGREE: Final = 111.32
SIGNS: Final[tuple[tuple[Symbol, str], ...]] = (
    ("circle", "ink"),
    ("square", "ink"),
    ("circle", "surface"),
    ("square", "surface"),
)
"""One sign a tree; more trees than these share the first."""
OUTSIDE: Final = ("province", "city")
"""Tiers that the county's map does not show."""
Point = tuple[float, float]


@dataclass(frozen=True)
class Placed:
    """A member and where it and the one above it stand (lon, lat); sign: number of its tree."""

    node: Node
    parent: Node
    at: Point
    above: Point
    sign: int

    @property
    def km(self) -> float:
        """Return the straight-line distance."""
        (x0, y0), (x1, y1) = self.at, self.above
        east = (x1 - x0) * math.cos(math.radians((y0 + y1) / 2))
        return math.hypot(east, y1 - y0) * KM_PER_DEGREE


def placed(network: Network, points: Mapping[str, Point], inside: tuple[Point, Point] | None) -> tuple[Placed, ...]:
    """Return the members of the chosen townships whose place is known, as is that of the one above.

    inside: corners of the county's box; a tie that leaves it is not drawn, nor one to a hospital of the city.
    """
    found: list[Placed] = []
    tops: dict[str, int] = {}

    def under(parent: Node, top: Node) -> None:
        for child in parent.children:
            at, above = points.get(child.code), points.get(parent.code)
            known = at is not None and above is not None and _is_in(at, inside) and _is_in(above, inside)
            if known and child.kept and child.tier != "village" and at is not None and above is not None:
                found.append(Placed(child, parent, at, above, tops.setdefault(top.code, len(tops))))
            under(child, top)

    for root in network.roots:
        for top in (root,) if root.tier not in OUTSIDE else root.children:
            under(top, top)
    return tuple(found) if len(tops) <= len(SIGNS) else tuple(replace(tie, sign=0) for tie in found)


def _is_in(point: Point, inside: tuple[Point, Point] | None) -> bool:
    if inside is None:
        return True
    (left, low), (right, high) = inside
    return left <= point[0] <= right and low <= point[1] <= high


def box_of(outlines: Mapping[str, Any]) -> tuple[Point, Point] | None:
    """Return the corners of the box round some outlines, None without any."""
    known = [point for shape in outlines.values() for rings in polygons_of(shape) for point in rings[0]]
    if not known:
        return None
    return (min(x for x, _ in known), min(y for _, y in known)), (max(x for x, _ in known), max(y for _, y in known))


def network_map(
    ties: Sequence[Placed], outlines: Mapping[str, Any], names: Mapping[str, str], words: Words, named: str
) -> Drawing | None:
    """Return the lines on the map; None without outlines or with fewer than two ties.

    outlines, names: of the townships as they stand in the month, by code; named: code of the finding's member.
    """
    box = box_of(outlines)
    if box is None or len(ties) < 2:
        return None
    (left, low), (east, high) = box
    squeeze = math.cos(math.radians((low + high) / 2))
    scale = min((WIDE - 2 * EDGE) / ((east - left) * squeeze), (HIGHEST - 2 * EDGE) / (high - low))
    trees = dict.fromkeys((tie.sign, name_of(_top(tie, ties), words)) for tie in ties)
    top = EDGE + (KEY_ROW * len(trees) if len(trees) > 1 else 0)

    def on(point: Point) -> Point:
        return EDGE + (point[0] - left) * squeeze * scale, top + (high - point[1]) * scale

    marks: list[Mark] = [
        Area(tuple(on(point) for point in rings[0]), "sunken", "line_strong")
        for shape in outlines.values()
        for rings in polygons_of(shape)
    ]
    marks += [_line(tie, on) for tie in ties]
    marks += township_names(outlines, names, on, [on(point) for tie in ties for point in (tie.at, tie.above)])
    marks += _signs(ties, on, named)
    if len(trees) > 1:
        marks += _key(list(trees), words)
    farthest = max(ties, key=lambda tie: tie.km)
    distance = format_number(farthest.km, 0)
    title = words.say(
        f"{farthest.node.name_zh}离{farthest.parent.name_zh}最远，直线{distance}公里",
        f"{farthest.node.name_en} is farthest from {farthest.parent.name_en}: {distance} km in a straight line",
    )
    return Drawing(title, WIDE, top + (high - low) * scale + EDGE, tuple(marks), _table(ties, title, words))


def _top(tie: Placed, ties: Sequence[Placed]) -> Node:
    """Return the highest institution of a tie's tree that is on the map."""
    above = {other.node.code: other.parent for other in ties}
    node = tie.parent
    for _ in ties:
        node = above.get(node.code, node)
    return node


def _line(tie: Placed, on: Callable[[Point], Point]) -> Stroke:
    relation = RELATIONS[relation_of(tie.node)]
    return Stroke((on(tie.above), on(tie.at)), "neutral_mark", min(relation.width, 1.6), relation.dashed)


def _signs(ties: Sequence[Placed], on: Callable[[Point], Point], named: str) -> list[Mark]:
    marks: list[Mark] = []
    for tie in ties:
        x, y = on(tie.at)
        symbol, fill = SIGNS[tie.sign]
        if tie.node.code == named:
            marks.append(Dot(x, y, 9, edge="point"))
        marks.append(Dot(x, y, 4, fill, "ink", symbol))
    for sign, point in dict.fromkeys((tie.sign, tie.above) for tie in ties):
        symbol, fill = SIGNS[sign]
        x, y = on(point)
        marks.append(Dot(x, y, 6.5, fill, "ink", symbol))
    return marks


def township_names(
    outlines: Mapping[str, Any],
    names: Mapping[str, str],
    on: Callable[[Point], Point],
    dots: Sequence[Point],
    smaller: Sequence[Point] = (),
) -> list[Mark]:
    """Return the townships' names where they lie on none of the points. dots: institutions; smaller: villages."""
    rings = {
        code: [on(point) for point in polygons_of(shape)[0][0]]
        for code, shape in outlines.items()
        if polygons_of(shape)
    }
    halves = {code: width_of(name, SMALL) / 2 for code, name in names.items()}
    discs = [(x, y, 7.0) for x, y in dots] + [(x, y, 3.5) for x, y in smaller]
    marks: list[Mark] = []
    for code, (x, y) in places_of_names(rings, halves, discs, WIDE).items():
        half = halves[code]
        marks.append(Bar(x - half - 1, y - 8, 2 * half + 2, 16, "sunken"))
        marks.append(Text(names[code], x, y + 4, SMALL, "ink_3", anchor="middle"))
    return marks


def _key(trees: Sequence[tuple[int, str]], words: Words) -> list[Mark]:
    marks: list[Mark] = []
    for number, (sign, name) in enumerate(trees):
        symbol, fill = SIGNS[sign]
        y = 10 + KEY_ROW * number
        marks.append(Dot(EDGE + 6, y, 5, fill, "ink", symbol))
        marks.append(
            Text(fitted(words.say(f"{name}所联", f"with {name}"), WIDE - 40, SMALL), EDGE + 18, y + 4, SMALL, "ink_2")
        )
    return marks


def _table(ties: Sequence[Placed], title: str, words: Words) -> Table:
    columns = (
        Column(words.say("机构", "Institution"), kind="text", weight=1.6),
        Column(words.say("上级", "Belongs to"), kind="text", weight=1.6),
        Column(words.say("直线距离", "Straight line"), words.say("公里", "km")),
    )
    ranked = sorted(ties, key=lambda tie: -tie.km)
    rows = [
        Row([name_of(tie.node, words), name_of(tie.parent, words), Cell(format_number(tie.km, 1), tie.km, 1)])
        for tie in ranked
    ]
    return Table(title, columns, tuple(rows))
