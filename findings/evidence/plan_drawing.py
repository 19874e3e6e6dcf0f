"""The pictures of a plan: bullets against their targets, and one item's places on the county's outlines."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from faces.areas import polygons_of
from faces.blocks import Drawing, Table
from faces.blocks.drawing import Area, Bar, Dot, Mark, Stroke, Text
from faces.measure import text_width
from findings.evidence.fitting import fit, lines_of_words, month_words
from findings.evidence.map_names import places_of_names
from findings.figures import Words
from metrics.evidence.plan import ItemProgress, PlanProgress, Standing
from words.names import chart_name
from words.numbers import format_number

WIDE, PHONE, SIDE = 860.0, 358.0, 430.0
NAME, TRACK, AMOUNT = 250.0, 290.0, 730.0  # width of the name, of the bar; right end of the amount
ROW, PHONE_ROW = 30.0, 56.0
MOST_ROWS: Final = 10
MAP_HEIGHT = 330.0
STANDING_WORDS: Final = {
    Standing.DONE: ("完成", "done"),
    Standing.UNDER_WAY: ("进行中", "under way"),
    Standing.NOT_BEGUN: ("未开始", "not begun"),
}


def amount(value: float) -> str:
    """Return an amount: whole ones without a decimal."""
    return format_number(value, 0 if abs(value - round(value)) < 0.05 else 1)


def amounts(item: ItemProgress, words: Words) -> str:
    """Return actual / target with the unit: 118 / 166所."""
    unit = words.say(item.unit_zh, f" {item.unit_en}")
    return f"{amount(item.done)} / {amount(item.target)}{unit}"


def ending(item: ItemProgress, words: Words) -> str:
    """Return when the item ends, or why that cannot be said."""
    if item.is_done:
        return words.say("已完成", "done")
    if item.pace is None:
        return words.say("定不了速度", "no pace yet")
    if item.pace.ends is None:
        return words.say("十年以后", "in over ten years")
    return month_words(item.pace.ends, words)


def bullets(plan: PlanProgress, title: str, table: Table, point: str, key: str, words: Words) -> Drawing:
    """Return a bullet an item, late ones first; what is done and finds no room is one line. point: the item named."""
    shown, rest = plan.items[:MOST_ROWS], plan.items[MOST_ROWS:]
    marks = _heads(words)
    y = 28.0
    for item in shown:
        marks += [Stroke(((0, y), (WIDE, y))), *_row(item, y, point, words)]
        y += ROW
    phone, end = _phone_rows(shown, point, words)
    if rest:
        text = _rest(rest, words)
        marks += [Stroke(((0, y), (WIDE, y))), Text(text, 14, y + 20, 13, "ink_2")]
        phone.append(Text(text, 0, end + 16, 13, "ink_2"))
        y, end = y + ROW, end + 24
    marks.append(Text(key, 0, y + 22, 12, "ink_2"))
    for line in lines_of_words(key, PHONE, 12):
        phone.append(Text(line, 0, end + 18, 12, "ink_2"))
        end += 18
    small = Drawing(title, PHONE, end + 8, tuple(phone), table)
    return Drawing(title, WIDE, y + 30, tuple(marks), table, small)


def _heads(words: Words) -> list[Mark]:
    return [
        Text(words.say("项目", "Item"), 14, 18, 13, "ink_2"),
        Text(words.say("实际 / 目标", "actual / target"), AMOUNT, 18, 13, "ink_2", anchor="end"),
        Text(words.say("按现速完成", "ends at this pace"), WIDE, 18, 13, "ink_2", anchor="end"),
    ]


def _row(item: ItemProgress, y: float, point: str, words: Words) -> list[Mark]:
    name = words.say(item.zh, item.en)
    marks: list[Mark] = [Dot(5, y + 15, 4, "point", "point")] if item.zh == point else []
    marks.append(Text(fit(name, NAME - 20, 13), 14, y + 20, 13, bold=item.zh == point, title=name))
    marks += _bullet(item, NAME + 4, y + 10, TRACK)
    told = amounts(item, words)
    marks.append(Text(fit(told, AMOUNT - NAME - TRACK - 12, 13), AMOUNT, y + 20, 13, bold=True, anchor="end"))
    marks.append(Text(ending(item, words), WIDE, y + 20, 13, _ending_ink(item), bold=item.is_late, anchor="end"))
    return marks


def _ending_ink(item: ItemProgress) -> str:
    return "bad" if item.is_late else "ink_2" if item.pace is None else "ink"


def _bullet(item: ItemProgress, x: float, y: float, width: float) -> list[Mark]:
    """Return the track, the bar, the target's tick and the triangle at what was due by now."""
    scale = width / max(item.target, item.done, 1e-9)
    bar = Bar(x, y, max(item.done * scale, 0.5), 9, "good_mark" if item.is_done else "neutral_mark")
    tick = x + item.target * scale
    marks: list[Mark] = [
        Bar(x, y, width, 9, "neutral_soft"),
        bar,
        Stroke(((tick, y - 4), (tick, y + 13)), "ink", 2.5),
    ]
    if not item.is_done:
        marks.append(Dot(x + min(item.due_by_now, item.target) * scale, y + 14, 4, "", "ink", "triangle"))
    return marks


def _phone_rows(items: Sequence[ItemProgress], point: str, words: Words) -> tuple[list[Mark], float]:
    marks: list[Mark] = []
    y = 0.0
    for item in items:
        told = ending(item, words)
        at = 14.0 if item.zh == point else 0.0
        if item.zh == point:
            marks.append(Dot(5, y + 12, 4, "point", "point"))
        name = fit(words.say(item.zh, item.en), PHONE - at - text_width(told) * 13 - 10, 13)
        marks.append(Text(name, at, y + 17, 13, bold=True))
        marks.append(Text(told, PHONE, y + 17, 13, _ending_ink(item), bold=item.is_late, anchor="end"))
        marks += _bullet(item, 0, y + 28, 200)
        marks.append(Text(fit(amounts(item, words), 146, 13), PHONE, y + 38, 13, anchor="end"))
        y += PHONE_ROW
    return marks, y


def _rest(items: Sequence[ItemProgress], words: Words) -> str:
    done = sum(item.is_done for item in items)
    if done == len(items):
        return words.say(f"其余{len(items)}项都已完成", f"the other {len(items)} items are done")
    return words.say(f"其余{len(items)}项中{done}项已完成", f"of the other {len(items)} items, {done} are done")


def places_map(
    item: ItemProgress,
    title: str,
    table: Table,
    *,
    outlines: Mapping[str, Any],
    positions: Mapping[str, tuple[float, float]],
    words: Words,
) -> Drawing:
    """Return the item's places as dots on the outlines: full where done, half under way, an ochre ring not begun.

    outlines: township code → geometry, of the townships of the month.
    """
    rings = {code: [rings[0] for rings in polygons_of(geometry)] for code, geometry in outlines.items()}
    project, height = _projection([point for parts in rings.values() for ring in parts for point in ring])
    marks: list[Mark] = [
        Area(tuple(project(point) for point in ring), "surface", "line_strong")
        for parts in rings.values()
        for ring in parts
    ]
    order = (Standing.DONE, Standing.UNDER_WAY, Standing.NOT_BEGUN)
    dots = [
        _sign(standing, *project(positions[place.institution]))
        for standing in order
        for place in item.places
        if place.standing == standing and place.institution in positions
    ]
    marks += [*_township_names(rings, project, dots, words), *dots]
    x = 2.0
    for standing in order:
        said = words.say(*STANDING_WORDS[standing])
        told = f"{said}{words.say('', ' ')}{item.places_in(standing)}{words.say('处', '')}"
        marks += [_sign(standing, x + 4, height + 15), Text(told, x + 13, height + 20, 13, "ink_2")]
        x += 13 + text_width(told) * 13 + 20
    return Drawing(title, SIDE, height + 30, tuple(marks), table)


def _projection(points: Sequence[tuple[float, float]]) -> tuple[Any, float]:
    """Return lon, lat → the drawing's units, and the height that the county takes."""
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    narrow = math.cos(math.radians((south + north) / 2))
    scale = min((SIDE - 8) / max((east - west) * narrow, 1e-9), MAP_HEIGHT / max(north - south, 1e-9))
    left = (SIDE - (east - west) * narrow * scale) / 2

    def project(point: tuple[float, float]) -> tuple[float, float]:
        return left + (point[0] - west) * narrow * scale, 4 + (north - point[1]) * scale

    return project, (north - south) * scale + 8


def _township_names(rings: Mapping[str, Sequence[Any]], project: Any, dots: Sequence[Dot], words: Words) -> list[Mark]:
    """Return the townships' names where they lie on none of the dots."""
    names = {code: chart_name(words.township(code)) for code in rings}
    halves = {code: text_width(name) * 6 for code, name in names.items()}
    drawn = {code: [project(point) for point in parts[0]] for code, parts in rings.items() if parts}
    places = places_of_names(drawn, halves, [(dot.x, dot.y, 4.0) for dot in dots], SIDE)
    return [Text(names[code], x, y + 4, 12, "ink_2", anchor="middle") for code, (x, y) in places.items()]


def _sign(standing: Standing, x: float, y: float) -> Dot:
    match standing:
        case Standing.DONE:
            return Dot(x, y, 3.4, "ink", "ink")
        case Standing.UNDER_WAY:
            return Dot(x, y, 3.6, "ink", "ink", half=True)
        case Standing.NOT_BEGUN:
            return Dot(x, y, 3.6, "", "bad_mark")
