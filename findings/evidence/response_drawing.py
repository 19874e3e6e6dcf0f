"""Response times laid out: shares within the limit by township, the distribution, real minutes against the road's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from faces.blocks import Cell, Column, Drawing, Row, Table
from faces.blocks.drawing import Anchor, Bar, Dot, Mark, Stroke, Symbol, Text
from faces.measure import round_step, text_width
from findings.evidence.fitting import hidden_sign
from metrics.evidence.response import Group, MinuteClass, class_width
from words.numbers import format_number
from words.speech import Says

WIDE, HALF, PHONE = 860.0, 430.0, 358.0
ROW, SIZE, SMALL = 28.0, 13.0, 12.0
HOURS_FROM: Final = 240.0
"""Limits from here on are spoken of in hours."""
Scale = Callable[[float], float]
"""Minutes → x of a chart."""
MARKS: Final = {"above": "good_mark", "below": "bad_mark"}


@dataclass(frozen=True)
class Units:
    """Minutes in words, or hours where the limit is one of hours."""

    limit: float
    words: Says

    @property
    def in_hours(self) -> bool:
        """Say whether hours are printed."""
        return self.limit >= HOURS_FROM

    @property
    def name(self) -> str:
        """Return the unit's name."""
        return self.words.say("小时", "h") if self.in_hours else self.words.say("分钟", "min")

    def amount(self, minutes: float) -> float:
        """Return the number in the unit that is printed."""
        return minutes / 60 if self.in_hours else minutes

    def number(self, minutes: float) -> str:
        """Return the digits."""
        return format_number(minutes / 60, 1) if self.in_hours else format_number(minutes, 0)

    def time(self, minutes: float) -> str:
        """Return digits and unit; whole hours have no decimals."""
        digits = format_number(minutes / 60, 0) if self.in_hours and minutes % 60 == 0 else self.number(minutes)
        return f"{digits}{self.words.say('', ' ')}{self.name}"


def _text(words: str, x: float, y: float, anchor: Anchor = "start", *, ink: str = "ink", bold: bool = False,
          size: float = SIZE) -> Text:  # fmt: skip
    return Text(words, x, y, size, ink, bold, anchor)


@dataclass(frozen=True)
class _Columns:
    """Where the ranked list's parts stand: the chart from `left` to `right`, then columns that end at `ends`."""

    left: float
    right: float
    ends: tuple[float, ...]
    width: float

    def at(self, share: float) -> float:
        """Return the x of a share, 0–1."""
        return self.left + (self.right - self.left) * share


def ranked(
    title: str, groups: Sequence[tuple[str, Group]], county: tuple[str, Group], units: Units, point: str
) -> Drawing:
    """Return the townships by share within the limit, each with its interval, median, P90 and count."""
    road = any(group.road is not None for _, group in groups)
    table = ranked_table(title, groups, county, units, point, road)
    phone = _ranked(title, groups, county, units, point, table, _phone_columns(), road=False)
    return _with_phone(_ranked(title, groups, county, units, point, table, _wide_columns(groups, road), road), phone)


def _with_phone(drawing: Drawing, phone: Drawing) -> Drawing:
    return Drawing(drawing.title, drawing.width, drawing.height, drawing.marks, drawing.table, phone)


def _wide_columns(groups: Sequence[tuple[str, Group]], road: bool) -> _Columns:
    name = min(max((text_width(name) * SIZE for name, _ in groups), default=80) + 24, 240)
    count = 5 if road else 4
    return _Columns(name, WIDE - count * 64 - 24, tuple(WIDE - 64.0 * step for step in reversed(range(count))), WIDE)


def _phone_columns() -> _Columns:
    return _Columns(78, PHONE - 4 * 43 - 8, tuple(PHONE - 43.0 * step for step in reversed(range(4))), PHONE)


def _heads(units: Units, road: bool, short: bool = False) -> tuple[tuple[str, str], ...]:
    say = units.words.say
    middle = ((say("路程", "Road"), units.name),) if road else ()
    return (
        (say("占比", "Share"), "%"),
        *middle,
        (say("中位", "Med." if short else "Median"), units.name),
        ("P90", units.name),
        (say("次数", "n" if short else "Events"), say("次", "")),
    )


def _figures(group: Group, units: Units, road: bool) -> tuple[str, ...]:
    """Return a group's figures in the order of the heads, "" where there is none or it is hidden."""
    numbers = [None if group.share is None else format_number(group.share * 100, 1)]
    if road:
        numbers.append(None if group.road is None else units.number(group.road))
    numbers += [None if value is None else units.number(value) for value in (group.median, group.p90)]
    numbers.append(None if group.count is None else format_number(group.count, 0))
    return tuple(number or "" for number in numbers)


def _ranked(
    title: str,
    groups: Sequence[tuple[str, Group]],
    county: tuple[str, Group],
    units: Units,
    point: str,
    table: Table,
    columns: _Columns,
    road: bool,
) -> Drawing:
    top, marks = 52.0, list[Mark]()
    bottom = top + ROW * len(groups)
    for tick in (0, 25, 50, 75, 100):
        x = columns.at(tick / 100)
        marks.append(Stroke(((x, top), (x, bottom)), "line"))
        if columns.width == WIDE or tick % 50 == 0:
            marks.append(_text(str(tick), x, bottom + 16, "middle", ink="ink_2", size=SMALL))
    for (head, unit), end in zip(_heads(units, road, columns.width == PHONE), columns.ends, strict=True):
        marks += [
            _text(head, end, 18, "end", ink="ink_2", size=SMALL),
            _text(unit, end, 34, "end", ink="ink_2", size=SMALL),
        ]
    marks += _county_line(county, columns, top, bottom)
    for number, (name, group) in enumerate(groups):
        marks += _ranked_row(name, group, units, columns, top + number * ROW, road, name == point)
    limit = units.time(units.limit)
    said = units.words.say(f"{limit}内占比（%），横线为95%区间", f"share within {limit} (%), bars: 95% interval")
    marks.append(_text(said, columns.left if columns.width == WIDE else 0, bottom + 34, ink="ink_2", size=SMALL))
    return Drawing(title, columns.width, bottom + 42, tuple(marks), table)


def _county_line(county: tuple[str, Group], columns: _Columns, top: float, bottom: float) -> list[Mark]:
    name, group = county
    if group.share is None:
        return []
    x = columns.at(group.share)
    words = f"{name}{format_number(group.share * 100, 1)}%"
    half = text_width(words) * SMALL / 2
    middle = (
        min(max(x, half), columns.right + 10 - half) if columns.width == WIDE else min(x, columns.right - half + 16)
    )
    return [
        Stroke(((x, top - 6), (x, bottom)), "ink_2", 1.8),
        _text(words, middle, top - 10, "middle", ink="ink_2", size=SMALL),
    ]


def _ranked_row(
    name: str, group: Group, units: Units, columns: _Columns, y: float, road: bool, is_point: bool
) -> list[Mark]:
    base, middle = y + 18, y + ROW / 2
    fitted = name
    while text_width(fitted) * SIZE > columns.left - 8:
        fitted = fitted[:-2] + "…" if len(fitted) > 2 else fitted[:1]
    marks: list[Mark] = [Text(fitted, 0, base, SIZE, "ink", is_point, "start", name)]
    if is_point:
        marks.append(Stroke(((0, y + 23), (text_width(fitted) * SIZE, y + 23)), "point", 2))
    if group.share is None or group.lower is None or group.upper is None:
        words = hidden_sign(units.words)
        marks.append(Bar(columns.left + 2, y + 5, columns.right - columns.left - 4, ROW - 10, hatched=True))
        marks.append(_text(words, (columns.left + columns.right) / 2, base, "middle", ink="ink_2", size=SMALL))
    else:
        ink = MARKS.get(group.standing, "neutral_mark")
        marks.append(Stroke(((columns.at(group.lower), middle), (columns.at(group.upper), middle)), ink, 2))
        filled = group.standing in MARKS
        symbol: Symbol = "diamond" if group.standing == "below" else "circle"
        x = columns.at(group.share)
        if is_point:
            marks.append(Dot(x, middle, 10, "", "point"))
        marks.append(Dot(x, middle, 6 if symbol == "diamond" else 5, ink if filled else "", ink, symbol))
    for number, (words, end) in enumerate(zip(_figures(group, units, road), columns.ends, strict=True)):
        if words:
            marks.append(_text(words, end, base, "end", bold=number == 0 and group.standing in MARKS))
    marks.append(Stroke(((0, y + ROW), (columns.width, y + ROW)), "line"))
    return marks


def ranked_table(
    title: str, groups: Sequence[tuple[str, Group]], county: tuple[str, Group], units: Units, point: str, road: bool
) -> Table:
    """Return what the ranked list shows: place, share, interval, minutes, count."""
    say = units.words.say
    heads = _heads(units, road)
    columns = (
        Column(say("乡镇", "Township"), kind="text", weight=1.5),
        *(Column(head, unit) for head, unit in heads),
        Column(say("95%区间", "95% interval"), "%", phone=False),
    )

    def row(name: str, group: Group, is_sum: bool = False) -> Row:
        hidden = say("已隐藏", "hidden")
        cells = [Cell(words or hidden, status="shown" if words else "hidden") for words in _figures(group, units, road)]
        if road and group.road is None and group.count is not None:
            cells[1] = Cell("")
        span = ""
        if group.lower is not None and group.upper is not None:
            span = f"{format_number(group.lower * 100, 1)}—{format_number(group.upper * 100, 1)}"
        return Row([name, *cells, Cell(span)], is_point=name == point and not is_sum, is_sum=is_sum)

    return Table(title, columns, (*(row(name, group) for name, group in groups), row(*county, is_sum=True)))


def distribution(title: str, parts: Sequence[MinuteClass], whole: Group, units: Units) -> Drawing:
    """Return events by class of minutes, drawn by area, with the limit, the median and the P90."""
    wide = _distribution(title, parts, whole, units, HALF)
    return _with_phone(wide, _distribution(title, parts, whole, units, PHONE))


def _ends(parts: Sequence[MinuteClass], limit: float) -> float:
    """Return where the axis ends: the open class is drawn a sixth of the limit wide."""
    last = parts[-1]
    return last.start + limit / 6 if last.end is None else last.end


def _distribution(title: str, parts: Sequence[MinuteClass], whole: Group, units: Units, width: float) -> Drawing:
    left, right, top, bottom = 44.0, width - 16, 66.0, 252.0
    most = _ends(parts, units.limit)
    narrow = min((part.end or most) - part.start for part in parts)
    heights = [part.count * narrow / ((part.end or most) - part.start) for part in parts]
    step = max(round_step(max(heights), 4), 1)
    ceiling = max(heights) * 1.04

    def x(minutes: float) -> float:
        return left + (right - left) * min(minutes / most, 1)

    def y(height: float) -> float:
        return bottom - (bottom - top) * height / ceiling

    marks: list[Mark] = []
    for number in range(int(ceiling // step) + 1):
        level = y(number * step)
        marks.append(Stroke(((left, level), (right, level)), "line"))
        marks.append(_text(format_number(number * step, 0), left - 6, level + 4, "end", ink="ink_2", size=SMALL))
    for part, height in zip(parts, heights, strict=True):
        if not part.count:
            continue
        beyond = part.beyond
        start, end = x(part.start), x(part.end or most)
        marks.append(
            Bar(start + 0.5, y(height), end - start - 1, bottom - y(height), "bad_mark" if beyond else "neutral_mark",
                hatched=beyond)
        )  # fmt: skip
    marks += _lines_over(whole, units, x, bottom, width)
    marks += _minute_axis(parts, most, units, x, bottom)
    usual = units.time(class_width(units.limit))
    said = units.words.say(
        f"每{usual}一档，不足10次的并入邻档，按面积画", f"classes of {usual}, joined where below 10, drawn by area"
    )
    marks.append(_text(said, 0, bottom + 56, ink="ink_2", size=SMALL))
    unit = f"{_axis_words(units)}{units.words.say('（', ' (')}{units.name}{units.words.say('）', ')')}"
    marks.append(_text(unit, 0, bottom + 38, ink="ink_2", size=SMALL))
    return Drawing(title, width, bottom + 64, tuple(marks), class_table(title, parts, units))


def _axis_words(units: Units) -> str:
    return units.words.say("从呼叫、申请或发病起", "from the call, request or onset")


def _minute_axis(parts: Sequence[MinuteClass], most: float, units: Units, x: Scale, bottom: float) -> list[Mark]:
    step = next(size for size in (5, 10, 15, 20, 30, 60, 120, 240, 360, 480, 720, 1440, 2880) if most / size <= 7)
    marks: list[Mark] = []
    for number in range(int(most // step) + 1):
        at = number * step
        words = format_number(at / 60, 0) if units.in_hours else str(at)
        words = f"≥{words}" if parts[-1].end is None and at == parts[-1].start else words
        marks.append(Stroke(((x(at), bottom), (x(at), bottom + 4)), "line_strong"))
        marks.append(_text(words, x(at), bottom + 18, "middle", ink="ink_2", size=SMALL))
    return marks


def _lines_over(whole: Group, units: Units, x: Scale, bottom: float, width: float) -> list[Mark]:
    """Return the limit solid, median and P90 dashed, each named on a level of its own."""
    say = units.words.say
    named = [(units.limit, say("规定", "limit ") + units.time(units.limit), 30.0, False)]
    if whole.median is not None and whole.p90 is not None:
        named.append((whole.median, say("中位", "median ") + units.time(whole.median), 13.0, True))
        named.append((whole.p90, say("P90为", "P90 ") + units.time(whole.p90), 47.0, True))
    marks: list[Mark] = []
    for minutes, words, level, dashed in named:
        at = x(minutes)
        long = text_width(words) * SMALL
        marks.append(Stroke(((at, level + 4), (at, bottom)), "ink", 1.2 if dashed else 2, dashed))
        # A line that begins higher up would run through the words: they stand to its left then.
        higher = [x(other) for other, _, top, _ in named if top < level]
        rooms = [min(at, width - long), *(line - long - 4 for line in (at, *higher))]
        clear = [room for room in rooms if room >= 0 and not any(room < line < room + long for line in higher)]
        start = clear[0] if clear else rooms[0]
        marks.append(Text(words, start, level, SMALL, "ink", not dashed))
    return marks


def class_table(title: str, parts: Sequence[MinuteClass], units: Units) -> Table:
    """Return the classes and their counts."""
    say = units.words.say
    columns = (Column(say("用时", "Time"), units.name, kind="text"), Column(say("次数", "Events")))
    rows = []
    for part in parts:
        start = units.number(part.start)
        span = f"{start}—{units.number(part.end)}" if part.end is not None else say(f"{start}以上", f"over {start}")
        rows.append(Row([span, Cell(format_number(part.count, 0), float(part.count))]))
    return Table(title, columns, tuple(rows))


def against_road(
    title: str, groups: Sequence[tuple[str, Group]], tens: Sequence[tuple[float, float]], units: Units, point: str
) -> Drawing | None:
    """Return real medians against the road's on equal axes; None where fewer than two townships have a road."""
    known = [(name, group.road, group.median, group) for name, group in groups if group.road and group.median]
    if len(known) < 2:
        return None
    wide = _against(title, known, tens, units, point, HALF)
    return _with_phone(wide, _against(title, known, tens, units, point, PHONE))


Known = tuple[str, float, float, Group]


def _against(
    title: str, known: Sequence[Known], tens: Sequence[tuple[float, float]], units: Units, point: str, width: float
) -> Drawing:
    left, top, side = 36.0, 20.0, width - 36 - 70
    most = max(max(road, real) for _, road, real, _ in known) * 1.15
    inside = [(road, real) for road, real in tens if road <= most and real <= most]
    step = max(round_step(most, 4), 1)

    def at(road: float, real: float) -> tuple[float, float]:
        return left + side * road / most, top + side * 0.75 * (1 - real / most)

    marks: list[Mark] = []
    for number in range(int(most // step) + 1):
        tick = number * step
        (x, _), (_, y) = at(tick, 0), at(0, tick)
        marks.append(Stroke(((left, y), (left + side, y)), "line"))
        marks.append(_text(format_number(tick, 0), left - 6, y + 4, "end", ink="ink_2", size=SMALL))
        marks.append(_text(format_number(tick, 0), x, top + side * 0.75 + 18, "middle", ink="ink_2", size=SMALL))
    end = at(most, most)
    marks.append(Stroke((at(0, 0), end), "ink", 1.5))
    marks.append(_text(units.words.say("等于路程", "= road"), end[0] + 4, end[1] + 4, ink="ink_2", size=SMALL))
    more = at(most - 5, most)
    marks.append(Stroke((at(0, 5), more), "ink_2", 1, dashed=True))
    marks.append(_text(units.words.say("多5分钟", "+5 min"), more[0] + 2, more[1] - 4, "end", ink="ink_2", size=SMALL))
    marks += [Dot(*at(*pair), 3, "", "neutral_mark") for pair in inside]
    ordered = sorted(known, key=lambda item: item[0] == point)
    for name, road, real, _ in ordered:
        x, y = at(road, real)
        if name == point:
            marks.append(Dot(x, y, 11, "", "point"))
            marks.append(Dot(x, y, 6, "bad_mark", "bad_mark", "diamond"))
            told = units.words.say(f"{name} 路程{units.number(road)}、实际{units.number(real)}",
                                   f"{name}: road {units.number(road)}, real {units.number(real)}")  # fmt: skip
            start = min(x + 16, width - text_width(told) * SMALL - 2)
            marks.append(Bar(start - 2, y - 9, text_width(told) * SMALL + 4, 18, "surface"))
            marks.append(_text(told, start, y + 4, bold=True, size=SMALL))
        else:
            marks.append(Dot(x, y, 4.5, "ink", "ink"))
    bottom = top + side * 0.75 + 36
    for said in (
        units.words.say("横为路网分钟，竖为实际分钟", "across: minutes by road; up: real minutes"),
        units.words.say("实心为乡镇中位，空心为每10次的中位", "filled: township medians; hollow: every ten events"),
    ):
        marks.append(_text(said, 0, bottom, ink="ink_2", size=SMALL))
        bottom += 18
    columns = (
        Column(units.words.say("乡镇", "Township"), kind="text"),
        Column(units.words.say("路程", "Road"), units.name),
        Column(units.words.say("实际", "Real"), units.name),
    )
    rows = [
        Row([name, Cell(units.number(road), road), Cell(units.number(real), real)], is_point=name == point)
        for name, road, real, _ in known
    ]
    return Drawing(title, width, bottom - 8, tuple(marks), Table(title, columns, tuple(rows)))
