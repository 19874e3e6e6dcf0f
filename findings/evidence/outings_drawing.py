"""The pictures of outings: the month as a calendar, who waits longest beside the longest week on the road."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import Final

from faces.blocks import Drawing, Table
from faces.blocks.drawing import Bar, Dot, Mark, Stroke, Symbol, Text
from faces.measure import text_width
from findings.evidence.fitting import fit, hidden_marks, hidden_width, month_words
from findings.figures import Words
from metrics.evidence.outings import Day, Floor, OutingMonth, Stop, Wait
from words.names import chart_name
from words.numbers import format_number

SIZE: Final = 12.5
WIDE, COLUMN, HEAD = 860.0, 122.0, 26.0
MOST_LINES, LINE = 4, 18.0
PHONE = 358.0
SIDE: Final = 430.0
MOST_WAITS, MOST_LEGS, ROW = 8, 6, 26.0
WEEKDAYS: Final = (tuple("一二三四五六日"), ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
SIGNS: Final[tuple[tuple[Symbol, str], ...]] = (
    *(("square", "ink"), ("square", "")),
    *(("circle", "ink"), ("circle", "")),
    *(("triangle", "ink"), ("triangle", "")),
)


def sign(vehicle: int, x: float, y: float) -> Dot:
    """Return a vehicle's symbol; more than six repeat."""
    symbol, fill = SIGNS[vehicle % len(SIGNS)]
    return Dot(x, y, 4, fill, "ink", symbol)


def calendar(
    found: OutingMonth, title: str, table: Table, key: Sequence[str], worst: dt.date | None, words: Words
) -> Drawing:
    """Return the month, Monday first. key: lines under it; worst: the day ringed as the finding's, None for none."""
    phone = _roster_phone(found, title, table, key, worst, words) if not found.travels else None
    if found.travels:
        phone = _listed(found, title, table, key, words)
    marks, y = _weeks(found, worst, words)
    marks += _key(found, key, y, words)
    return Drawing(title, WIDE, y + (8.0 + 22.0 * max(len(key), found.travels)), tuple(marks), table, phone)


def _heads(width: float, words: Words) -> list[Mark]:
    names = WEEKDAYS[words.language == "en"]
    return [Text(name, (at + 0.5) * width, 16, 13, "ink_2", anchor="middle") for at, name in enumerate(names)]


def _weeks(found: OutingMonth, worst: dt.date | None, words: Words) -> tuple[list[Mark], float]:
    marks, y = _heads(COLUMN, words), HEAD
    for _, days in groupby(found.days, key=lambda day: day.date.isocalendar()[:2]):
        week = list(days)
        own = {day.date: [stop for stop in found.stops if stop.date == day.date] for day in week}
        lines = max(1, *(min(len(stops), MOST_LINES) for stops in own.values()))
        height = 26 + LINE * lines
        for day in week:
            x = day.date.weekday() * COLUMN
            marks += _ground(day, x, y, COLUMN, height, words)
            if found.travels:
                marks += _stop_lines(own[day.date], found, x, y, words)
            else:
                marks += _on_duty(own[day.date], found, x + COLUMN / 2, y + height - 12, 18, words)
        y += height
    if worst is not None:
        marks.append(_ring(found, worst, marks))
    return marks, y


def _ring(found: OutingMonth, worst: dt.date, marks: Sequence[Mark]) -> Mark:
    """Return the frame round the finding's day: its ground is the bar drawn for it."""
    grounds = [mark for mark in marks if isinstance(mark, Bar) and mark.edge == "line"]
    own = grounds[[day.date for day in found.days].index(worst)]
    return Bar(own.x + 1, own.y + 1, own.w - 2, own.h - 2, "", "point")


def _ground(day: Day, x: float, y: float, width: float, height: float, words: Words) -> list[Mark]:
    rests = day.kind in ("weekend", "holiday")
    marks: list[Mark] = [Bar(x, y, width, height, "sunken" if rests else "", "line")]
    marks.append(Text(str(day.date.day), x + 6, y + 16, 12, "ink_2"))
    name = {"holiday": ("休", "off"), "makeup": ("班", "on")}.get(day.kind)
    if name is not None and width > 80:
        marks.append(Text(words.say(*name), x + width - 6, y + 16, 12, "ink_2", anchor="end"))
    return marks


def _stop_lines(stops: Sequence[Stop], found: OutingMonth, x: float, y: float, words: Words) -> list[Mark]:
    marks: list[Mark] = []
    rest = len(stops) - MOST_LINES
    shown = stops[: MOST_LINES - 1] if rest > 0 else stops
    for number, stop in enumerate(shown, start=1):
        line = y + 19 + LINE * number
        marks += [sign(stop.vehicle, x + 11, line - 4.5), *_people(stop, found, x + COLUMN - 6, line, words)]
        room = COLUMN - 32 - _people_width(stop, words)
        name = fit(chart_name(words.township_or_code(stop.township)), room, SIZE)
        marks.append(Text(name, x + 20, line, SIZE, title=words.say(stop.place_zh, stop.place_en)))
    if rest > 0:
        more = words.say(f"另{rest + 1}处", f"{rest + 1} more")
        marks.append(Text(more, x + 20, y + 19 + LINE * MOST_LINES, SIZE, "ink_2"))
    return marks


def _people_width(stop: Stop, words: Words) -> float:
    if stop.persons is None:
        return hidden_width(words)
    return text_width(format_number(stop.persons, 0)) * SIZE


def _people(stop: Stop, found: OutingMonth, x: float, y: float, words: Words) -> tuple[Mark, ...]:
    if stop.persons is None:
        return hidden_marks(x, y, words)
    few = (stop.date, stop.vehicle) in found.below
    return (Text(format_number(stop.persons, 0), x, y, SIZE, "bad" if few else "ink", bold=few, anchor="end"),)


def _on_duty(stops: Sequence[Stop], found: OutingMonth, x: float, y: float, size: float, words: Words) -> list[Mark]:
    if not stops:
        return []
    known = [stop.persons for stop in stops if stop.persons is not None]
    if len(known) < len(stops):
        return list(hidden_marks(x + hidden_width(words) / 2, y, words))
    few = any((stop.date, stop.vehicle) in found.below for stop in stops)
    return [Text(format_number(sum(known), 0), x, y, size, "bad" if few else "ink", bold=few, anchor="middle")]


def _key(found: OutingMonth, key: Sequence[str], y: float, words: Words) -> list[Mark]:
    marks: list[Mark] = []
    x, line = 4.0, y + 20
    for number, (zh, en) in enumerate(found.vehicles[:6]):
        if not found.travels:
            break
        name = words.say(zh, en)
        marks += [sign(number, x + 4, line - 4.5), Text(name, x + 13, line, 12, "ink_2")]
        x += 13 + text_width(name) * 12 + 18
    for number, text in enumerate(key):
        at = line + 22 * number
        marks.append(Text(text, x if number == 0 else 4, at, 12, "ink_2"))
    return marks


def _listed(found: OutingMonth, title: str, table: Table, key: Sequence[str], words: Words) -> Drawing:
    """Return the month as a list of its stops, day by day, for a phone."""
    marks: list[Mark] = []
    y = 0.0
    for date, stops in groupby(found.stops, key=lambda stop: stop.date):
        day = words.say(f"{date.day}日 周{WEEKDAYS[0][date.weekday()]}", f"{date.day} {WEEKDAYS[1][date.weekday()]}")
        marks.append(Stroke(((0, y), (PHONE, y))))
        marks.append(Text(day, 0, y + 17, 13, "ink_2"))
        for stop in stops:
            marks += [sign(stop.vehicle, 88, y + 12.5), *_people(stop, found, PHONE - 2, y + 17, words)]
            place = chart_name(words.township_or_code(stop.township)) + words.say("·", ", ")
            marks.append(Text(fit(place + words.say(stop.place_zh, stop.place_en), 210, 13), 98, y + 17, 13))
            y += 24
    return Drawing(title, PHONE, *_under(marks, y, key, found, words), table)


def _under(
    marks: list[Mark], y: float, key: Sequence[str], found: OutingMonth, words: Words
) -> tuple[float, tuple[Mark, ...]]:
    x = 0.0
    for number, (zh, en) in enumerate(found.vehicles[:6] if found.travels else ()):
        marks += [sign(number, x + 4, y + 13.5), Text(words.say(zh, en), x + 13, y + 18, 12, "ink_2")]
        x += 13 + text_width(words.say(zh, en)) * 12 + 16
    y += 24 if found.travels else 0
    for text in key:
        marks.append(Text(fit(text, PHONE, 12), 0, y + 18, 12, "ink_2"))
        y += 20
    return y + 6, tuple(marks)


def _roster_phone(
    found: OutingMonth, title: str, table: Table, key: Sequence[str], worst: dt.date | None, words: Words
) -> Drawing:
    width, height = PHONE / 7, 44.0
    marks, y, week = _heads(width, words), HEAD, None
    for day in found.days:
        number = day.date.isocalendar()[:2]
        y += height if week not in (None, number) else 0
        week = number
        x = day.date.weekday() * width
        marks += _ground(day, x, y, width, height, words)
        stops = [stop for stop in found.stops if stop.date == day.date]
        marks += _on_duty(stops, found, x + width / 2, y + 36, 16, words)
    if worst is not None:
        marks.append(_ring(found, worst, marks))
    return Drawing(title, PHONE, *_under(marks, y + height, key, found, words), table)


def waiting(found: OutingMonth, title: str, table: Table, most_days: int | None, point: str, words: Words) -> Drawing:
    """Return the days since the last visit, the longest first, and under them the longest week on the road."""
    marks, y = _waits(found.waits, most_days, point, words)
    road, y = _road(found, y + 14, words)
    phone = Drawing(title, SIDE, y, (*marks, *road), table)
    return Drawing(title, SIDE, y, phone.marks, table)


def _waits(waits: Sequence[Wait], most_days: int | None, point: str, words: Words) -> tuple[list[Mark], float]:
    shown, rest = waits[:MOST_WAITS], waits[MOST_WAITS:]
    known = [wait.days for wait in waits if wait.days is not None]
    left, room = 128.0, SIDE - 128.0 - 62.0
    scale = room / max([*known, (most_days or 0) * 1.2, 1])
    marks: list[Mark] = [Text(words.say("未到天数", "Days since the last visit"), 0, 16, 13, bold=True)]
    y = 30.0
    for wait in shown:
        name = words.township(wait.township)
        if name == point:
            marks.append(Dot(5, y + 12, 4, "point", "point"))
        marks.append(Text(fit(chart_name(name), left - 22, 13), 14, y + 17, 13, bold=name == point))
        if wait.days is None:
            marks.append(Bar(left, y + 5, room, 15, "neutral_soft", hatched=True))
            marks.append(Text(words.say("从未到过", "never"), left + 8, y + 17, 13, "bad" if wait.over else "ink_2"))
        else:
            fill = "bad_mark" if wait.over else "neutral_mark"
            marks.append(Bar(left, y + 5, max(wait.days * scale, 1), 15, fill, hatched=wait.over))
            ink = "bad" if wait.over else "ink"
            at = left + wait.days * scale + 8
            if most_days and not wait.over and abs(left + most_days * scale - at) < 26:
                at = left + most_days * scale + 8  # beside the rule's line, never on it
            marks.append(Text(format_number(wait.days, 0), at, y + 17, 13, ink, bold=wait.over))
        y += ROW
    if rest:
        marks.append(Text(_rest(rest, words), 14, y + 17, 12, "ink_2"))
        y += ROW
    if most_days and shown:
        x, end = left + most_days * scale, 30 + ROW * len(shown)
        marks.append(Stroke(((x, 26), (x, end)), "ink", 1.5))
        marks.append(
            Text(words.say(f"规定{most_days}天", f"rule {most_days} days"), x, 16, 12, "ink_2", anchor="middle")
        )
    return marks, y


def _rest(waits: Sequence[Wait], words: Words) -> str:
    longest = max((wait.days or 0) for wait in waits)
    return words.say(f"其余{len(waits)}个乡镇都在{longest}天以内", f"the other {len(waits)}: {longest} days or fewer")


def _road(found: OutingMonth, y: float, words: Words) -> tuple[list[Mark], float]:
    """Return the vehicle's week with most kilometres, stop by stop."""
    weeks: dict[tuple[int, tuple[int, int]], list[Stop]] = {}
    for stop in found.stops:
        if stop.km is not None:
            weeks.setdefault((stop.vehicle, stop.date.isocalendar()[:2]), []).append(stop)
    if not weeks:
        return [], y
    (vehicle, _), legs = max(weeks.items(), key=lambda week: sum(stop.km or 0 for stop in week[1]))
    first, last, name = legs[0].date, legs[-1].date, words.say(*found.vehicles[vehicle])
    days = f"{first.day}—{last.day}" if first != last else f"{first.day}"
    head = words.say(
        f"{name}最远的一周：{first.month}月{days}日",
        f"{name}, its longest week: {days} {month_words(found.month, words)}",
    )
    marks: list[Mark] = [Text(fit(head, SIDE, 13), 0, y + 16, 13, bold=True)]
    y += 28
    shown = legs[:MOST_LEGS]
    marks.append(Stroke(((6, y + 12), (6, y + 12 + ROW * len(shown))), "line_strong", 1.5))
    marks += [Dot(6, y + 12, 4, "ink", symbol="square"), Text(words.say("驻地", "base"), 18, y + 17, 13, "ink_2")]
    for stop in shown:
        y += ROW
        road = words.say(
            f"{format_number(stop.km or 0, 1)}公里 {format_number(stop.minutes or 0, 0)}分钟",
            f"{format_number(stop.km or 0, 1)} km, {format_number(stop.minutes or 0, 0)} min",
        )
        place = chart_name(words.township_or_code(stop.township)) + words.say("·", ", ")
        place = words.say(f"{stop.date.day}日 ", f"{stop.date.day} ") + place + words.say(stop.place_zh, stop.place_en)
        room = SIDE - 24 - text_width(road) * 13
        marks += [Dot(6, y + 12, 4), Text(fit(place, room, 13), 18, y + 17, 13)]
        marks.append(Text(road, SIDE, y + 17, 13, anchor="end"))
    return marks, y + ROW


def floors(found: OutingMonth, title: str, table: Table, words: Words) -> Drawing:
    """Return the days below the floor of the last twelve months, month by month."""
    left, right = 84.0, 100.0
    scale = (SIDE - left - right) / max([floor.below for floor in found.floors] + [5])
    marks: list[Mark] = [Text(words.say("不足的天数", "Days below the floor"), 0, 16, 13, bold=True)]
    y = 28.0
    for floor in found.floors:
        marks.append(Text(month_words(floor.month, words), 0, y + 17, 13))
        marks += _floor_bar(floor, left, y, scale, words)
        y += 24
    return Drawing(title, SIDE, y + 4, tuple(marks), table)


def _floor_bar(floor: Floor, left: float, y: float, scale: float, words: Words) -> list[Mark]:
    text = words.say(f"{floor.below}天／{floor.days}天", f"{floor.below} of {floor.days}")
    return [
        Bar(
            left,
            y + 5,
            max(floor.below * scale, 1),
            14,
            "bad_mark" if floor.below else "neutral_mark",
            hatched=floor.below > 0,
        ),
        Text(text, left + max(floor.below * scale, 1) + 8, y + 17, 13, "bad" if floor.below else "ink"),
    ]
