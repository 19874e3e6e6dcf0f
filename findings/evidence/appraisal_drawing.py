"""Rounds of appraisal as a drawing: classes as groups, rounds left to right, points lost by item on one scale."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from faces.blocks import Cell, Column, Row, Table
from faces.blocks.drawing import Bar, Dot, Drawing, Mark, Stroke, Text
from faces.measure import text_width
from findings.evidence.appraisal_lines import (
    BAND_SHORT,
    fitted,
    item_name,
    name_of,
    round_head,
    round_name,
    short_names,
    two_lines,
)
from findings.figures import Words
from metrics.evidence.appraisal import Appraised, Subject
from words.numbers import format_number

WIDTH, PHONE_WIDTH = 860.0, 358.0
ROW, HEAD, PHONE_ROW, PHONE_HEAD = 26.0, 56.0, 28.0, 40.0
SIZE, SMALL = 13.0, 12.0
MOST_LINES: Final = 14
ROUND_WIDTH, BAND_WIDTH, PUBLISHED_WIDTH, BAR_HEIGHT = 56.0, 72.0, 44.0, 8.0
LEAST_FOR_BARS: Final = 58.0


@dataclass(frozen=True)
class Line:
    """A row of the drawing: one subject, or the rest of its class as one sum row. is_own: of a chosen township."""

    class_name: str
    name: str
    subjects: tuple[Subject, ...]
    is_own: bool

    @property
    def alone(self) -> Subject | None:
        """Return the subject of a row of its own."""
        return self.subjects[0] if len(self.subjects) == 1 else None

    def result(self, position: int) -> float | None:
        """Return the result of a round; of several subjects their mean."""
        return _mean(subject.results[position] for subject in self.subjects)

    def lost(self, position: int) -> float | None:
        """Return the points lost by an item; of several subjects their mean."""
        return _mean(subject.lost[position] for subject in self.subjects)


def rounds_drawing(rounds: Appraised, own: Sequence[Subject], point: Subject | None, words: Words) -> Drawing:
    """Return the rounds by class, and the points lost by item in the last one.

    own : the subjects of the chosen townships; point: the one that the finding names.
    """
    lines = lines_of(rounds, own, point, words)
    title, table = _title(rounds, words), table_of(rounds, lines, words)
    wide = _Wide(rounds, lines, point, words)
    phone = Drawing(title, PHONE_WIDTH, _phone_height(lines), tuple(_phone(rounds, lines, point, words)), table)
    return Drawing(title, WIDTH, HEAD + ROW * len(lines) + 4, tuple(wide.marks()), table, phone)


def _title(rounds: Appraised, words: Words) -> str:
    last = [subject.latest for subject in rounds.subjects if subject.latest is not None]
    when = round_name(rounds.months[-1], rounds.cadence, words)
    mean = format_number(sum(last) / len(last), 1)
    head = words.say(f"{when}{len(last)}家平均{mean}分", f"{when}: {len(last)} appraised, mean {mean}")
    if rounds.change is None:
        return head
    value, lower, upper = rounds.change
    between = f"{format_number(lower, 1)}—{format_number(upper, 1)}"
    if lower <= 0 <= upper:
        return head + words.say("，与上年同一轮没有明显差别", ", no clear change since the same round last year")
    size = format_number(abs(value), 1)
    moved = words.say("高" if value > 0 else "低", "up" if value > 0 else "down")
    return head + words.say(
        f"，比上年同一轮{moved}{size}分（95%区间{between}）", f", {moved} {size} on last year (95% interval {between})"
    )


def lines_of(rounds: Appraised, own: Sequence[Subject], point: Subject | None, words: Words) -> list[Line]:
    """Return at most MOST_LINES rows by class: what stands low, what was asked for; the rest of a class in one row."""
    classes = rounds.classes or ("",)
    kept = _kept(rounds, own if len(own) < len(rounds.subjects) else (), point, len(classes))
    chosen = {subject.code for subject in own} if len(own) < len(rounds.subjects) else set()
    lines: list[Line] = []
    for name in classes:
        members = rounds.of_class(name)
        full = [name_of(subject, words) for subject in members]
        short = dict(zip((subject.code for subject in members), short_names(full, words.language == "en"), strict=True))
        label = words.say(name, members[0].class_en)
        lines += [
            Line(label, short[subject.code], (subject,), subject.code in chosen)
            for subject in members
            if subject.code in kept
        ]
        rest = tuple(subject for subject in members if subject.code not in kept)
        if rest:
            said = words.say(f"其余{len(rest)}家平均", f"mean of {len(rest)} others")
            lines.append(Line(label, said, rest, False))
    return lines


def _kept(rounds: Appraised, asked: Sequence[Subject], point: Subject | None, classes: int) -> set[str]:
    """Return the codes that get a row: all if there is room, else the asked, the low and then the lowest of each."""
    subjects = rounds.subjects
    if len(subjects) <= MOST_LINES:
        return {subject.code for subject in subjects}
    first = {subject.code for subject in (*asked, *([point] if point else []))}
    bands = {"lower": 0, "": 1, "middle": 2, "upper": 3}

    def urgency(subject: Subject) -> tuple[bool, int, float, str]:
        result = -1.0 if subject.latest is None else subject.latest
        return subject.code not in first, bands[subject.band], result, subject.code

    return {subject.code for subject in sorted(subjects, key=urgency)[: max(MOST_LINES - classes, 1)]}


@dataclass(frozen=True)
class _Wide:
    """The layout for 860 units: where the columns begin."""

    rounds: Appraised
    lines: Sequence[Line]
    point: Subject | None
    words: Words

    @property
    def name_at(self) -> float:
        widest = max((text_width(line.class_name) for line in self.lines), default=0.0)
        return min(widest * SIZE + 14, 96.0) if widest else 0.0

    @property
    def name_width(self) -> float:
        return min(max(text_width(line.name) for line in self.lines) * SIZE + 10, 160.0)

    def round_end(self, position: int) -> float:
        return self.name_at + self.name_width + ROUND_WIDTH * (position + 1)

    @property
    def band_at(self) -> float:
        return self.round_end(len(self.rounds.months) - 1) + 14

    @property
    def items_at(self) -> float:
        return self.band_at + BAND_WIDTH

    @property
    def item_width(self) -> float:
        room = WIDTH - PUBLISHED_WIDTH - self.items_at
        return min(room / len(self.rounds.items), 130.0)

    @property
    def scale(self) -> float:
        """Return units a point lost: one scale for all items; 0 where the columns have room for numbers only."""
        if self.item_width < LEAST_FOR_BARS:
            return 0.0
        longest = max((lost for line in self.lines for lost in _known(line, self.rounds)), default=0.0)
        return (self.item_width - 48) / longest if longest > 0 else 0.0

    def marks(self) -> Iterable[Mark]:
        yield from self._head()
        before = None
        for position, line in enumerate(self.lines):
            top = HEAD + ROW * position
            begins = line.class_name != before
            ink = "line_strong" if begins else "line"
            start = 0.0 if begins else self.name_at
            yield Stroke(((start, top), (WIDTH, top)), ink)
            if begins and line.class_name:
                shown = fitted(line.class_name, self.name_at - 6, SIZE)
                yield Text(shown, 0, top + 18, SIZE, bold=True, title=line.class_name)
            before = line.class_name
            yield from self._line(line, top)
        end = HEAD + ROW * len(self.lines)
        yield Stroke(((0, end), (WIDTH, end)), "line_strong")

    def _head(self) -> Iterable[Mark]:
        say = self.words.say
        yield Text(say("单位", "Subject"), self.name_at, HEAD - 8, SMALL, "ink_2")
        last = len(self.rounds.months) - 1
        for position, month in enumerate(self.rounds.months):
            year, part = round_head(month, self.rounds.cadence, self.words)
            end, bold = self.round_end(position), position == last
            yield Text(year, end, HEAD - 24, SMALL, "ink_2", bold, "end")
            yield Text(part, end, HEAD - 8, SMALL, "ink_2", bold, "end")
        inside = say("本类中", "In class") if self.rounds.classes else say("同类中", "Band")
        yield Text(inside, self.band_at, HEAD - 8, SMALL, "ink_2")
        for position, item in enumerate(self.rounds.items):
            end = self.items_at + self.item_width * (position + 1) - 6
            name = item_name(item, self.words)
            above, below = two_lines(name, self.item_width - 8, SMALL)
            yield Text(above, end, HEAD - 40, SMALL, "ink_2", anchor="end", title=name)
            yield Text(below, end, HEAD - 24, SMALL, "ink_2", anchor="end", title=name)
            yield Text(_full(item.full, self.words), end, HEAD - 8, SMALL, "ink_3", anchor="end")
        yield Text(say("通报", "Public"), WIDTH, HEAD - 8, SMALL, "ink_2", anchor="end")

    def _line(self, line: Line, top: float) -> Iterable[Mark]:
        base = top + 18
        ink = "ink" if line.alone else "ink_2"
        shown = fitted(line.name, self.name_width - 6, SIZE)
        yield Text(shown, self.name_at, base, SIZE, ink, line.is_own, title=line.name)
        if self.point is not None and line.alone is self.point:
            under = self.name_at + text_width(shown) * SIZE
            yield Stroke(((self.name_at, top + 22), (under, top + 22)), "point", 2)
        last = len(self.rounds.months) - 1
        for position in range(len(self.rounds.months)):
            yield from _result(line, position, self.round_end(position), top, position == last, self.words)
        if line.alone is not None:
            yield from _band(line.alone, self.band_at, base, self.words)
            yield _published(line.alone, WIDTH - 12, top + 13)
        worst = line.alone.worst if line.alone else None
        for position in range(len(self.rounds.items)):
            yield from self._lost(line, position, top, position == worst)

    def _lost(self, line: Line, position: int, top: float, bold: bool) -> Iterable[Mark]:
        lost = line.lost(position)
        end = self.items_at + self.item_width * (position + 1) - 6
        if lost is None:
            yield Text("—", end, top + 18, SMALL, "ink_3", anchor="end")
            return
        number = format_number(lost, 1)
        start = end - 34 - lost * self.scale
        fill = "neutral_mark" if line.alone else "neutral_soft"
        if self.scale:
            yield Bar(start, top + 9, lost * self.scale, BAR_HEIGHT, fill)
        yield Text(number, end, top + 18, SIZE, "ink" if line.alone else "ink_2", bold, "end")


def _phone_height(lines: Sequence[Line]) -> float:
    return PHONE_HEAD + PHONE_ROW * (len(lines) + len({line.class_name for line in lines if line.class_name})) + 4


def _phone(rounds: Appraised, lines: Sequence[Line], point: Subject | None, words: Words) -> Iterable[Mark]:
    """Return the marks for 358 units: the latest round, the band, the largest loss."""
    year, part = round_head(rounds.months[-1], rounds.cadence, words)
    yield Text(year, 168, 14, SMALL, "ink_2", anchor="end")
    yield Text(part, 168, 30, SMALL, "ink_2", anchor="end")
    yield Text(words.say("本类中", "Band"), 180, 30, SMALL, "ink_2")
    yield Text(words.say("失分最多", "Most lost"), PHONE_WIDTH, 30, SMALL, "ink_2", anchor="end")
    top, before = PHONE_HEAD, ""
    for line in lines:
        if line.class_name != before:
            yield Stroke(((0, top), (PHONE_WIDTH, top)), "line_strong")
            yield Text(line.class_name, 0, top + 19, SIZE, bold=True)
            before, top = line.class_name, top + PHONE_ROW
        yield Stroke(((0, top), (PHONE_WIDTH, top)))
        shown = fitted(line.name, 126, SIZE)
        yield Text(shown, 0, top + 19, SIZE, "ink" if line.alone else "ink_2", line.is_own, title=line.name)
        if point is not None and line.alone is point:
            yield Stroke(((0, top + 23), (text_width(shown) * SIZE, top + 23)), "point", 2)
        yield from _result(line, len(rounds.months) - 1, 168, top + 1, True, words)
        if line.alone is not None:
            yield from _band(line.alone, 180, top + 19, words)
            yield from _most_lost(line.alone, rounds, top, words)
        top += PHONE_ROW
    yield Stroke(((0, top), (PHONE_WIDTH, top)), "line_strong")


def _most_lost(subject: Subject, rounds: Appraised, top: float, words: Words) -> Iterable[Mark]:
    worst = subject.worst
    if worst is None or (lost := subject.lost[worst]) is None:
        return
    name = item_name(rounds.items[worst], words)
    item = fitted(name, 88, SMALL) if len(rounds.items) > 1 else words.say("共", "all")
    yield Text(item, PHONE_WIDTH - 34, top + 19, SMALL, "ink_2", anchor="end", title=name)
    yield Text(format_number(lost, 1), PHONE_WIDTH, top + 19, SIZE, anchor="end")


def _result(line: Line, position: int, end: float, top: float, is_last: bool, words: Words) -> Iterable[Mark]:
    result = line.result(position)
    if result is None:
        wide = ROUND_WIDTH - 10
        yield Bar(end - wide, top + 4, wide, ROW - 8, "sunken", hatched=True)
        yield Text(words.say("未评", "none"), end - wide / 2, top + 18, SMALL, "ink_2", anchor="middle")
        return
    ink = "ink" if is_last and line.alone else "ink_2"
    yield Text(format_number(result, 1), end, top + 18, SIZE, ink, is_last and line.alone is not None, "end")


def _band(subject: Subject, x: float, base: float, words: Words) -> Iterable[Mark]:
    if not subject.band:
        yield Text("—", x, base, SMALL, "ink_3")
        return
    y, said = base - 4.5, words.say(*BAND_SHORT[subject.band])
    match subject.band:
        case "upper":
            yield Dot(x + 5, y, 4.5, "good_mark", "good_mark")
        case "lower":
            yield Dot(x + 5, y, 5.5, "bad_mark", "bad_mark", "diamond")
        case _:
            yield Dot(x + 5, y, 4.5)
    inks = {"upper": "good", "lower": "bad", "middle": "ink_2"}
    yield Text(said, x + 16, base, SMALL, inks[subject.band])


def _published(subject: Subject, x: float, y: float) -> Mark:
    """Return the mark of what was published: filled for all of it, half for a part, hollow for nothing."""
    done, total = subject.published
    return Dot(x, y, 4.5, "ink" if done else "", half=0 < done < total)


def _full(full: float, words: Words) -> str:
    return "" if math.isnan(full) else words.say(f"满分{format_number(full, 0)}", f"of {format_number(full, 0)}")


def table_of(rounds: Appraised, lines: Sequence[Line], words: Words) -> Table:
    """Return what the drawing shows as a table."""
    columns = [Column(words.say("类", "Class"), kind="text")] if rounds.classes else []
    columns.append(Column(words.say("单位", "Subject"), kind="text", weight=1.6))
    columns += [Column(round_name(month, rounds.cadence, words), words.say("分", "")) for month in rounds.months]
    columns.append(Column(words.say("本类中", "In class"), kind="text"))
    for item in rounds.items:
        columns.append(
            Column(words.say(f"{item.name}失分", f"{item_name(item, words)}, lost"), _full(item.full, words))
        )
    columns.append(Column(words.say("已通报", "Published"), kind="text"))
    return Table("", tuple(columns), tuple(_table_row(rounds, line, words) for line in lines))


def _table_row(rounds: Appraised, line: Line, words: Words) -> Row:
    cells = [Cell(line.class_name)] if rounds.classes else []
    cells.append(Cell(line.name))
    for position in range(len(rounds.months)):
        cells.append(_cell(line.result(position), words.say("未评", "none")))
    subject = line.alone
    cells.append(Cell(words.say(*BAND_SHORT[subject.band]) if subject is not None and subject.band else ""))
    worst = subject.worst if subject is not None else None
    cells += [_cell(line.lost(position), "—", position == worst) for position in range(len(rounds.items))]
    cells.append(Cell(words.say("{}/{}项", "{} of {}").format(*subject.published) if subject is not None else ""))
    return Row(cells, is_sum=subject is None)


def _cell(value: float | None, otherwise: str, strong: bool = False) -> Cell:
    return Cell(otherwise) if value is None else Cell(format_number(value, 1), value, 1, strong)


def _known(line: Line, rounds: Appraised) -> list[float]:
    return [lost for position in range(len(rounds.items)) if (lost := line.lost(position)) is not None]


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
