"""清单 laid out: the grid of dates and the list of responsibilities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from faces.blocks.drawing import Bar, Dot, Drawing, Mark, Stroke, Text
from faces.blocks.tables import Table
from findings.evidence.checklist_narrow import narrow
from findings.evidence.checklist_sheet import Sheet, sign_of, state_words
from findings.evidence.lettering import (
    SMALL,
    TABLE,
    fitted,
    month_words,
    right,
    short_month,
    splits_a_word,
    underline,
    width_of,
    wrapped,
)
from findings.figures import Words
from metrics.evidence.checklist import Checklist, Entry, Item, Subject

WIDE: Final = 860.0
MOST_ROWS: Final = 13
KEY_HEIGHT: Final = 28.0
LOW: Final = 26.0
HIGH: Final = 38.0
"""Heights of a row in which all is in place, and of one with words on two lines."""
PAD: Final = 8.0
TIGHT: Final = 3.0
"""Beside the words of a cell: usual, and in a narrow one."""
SUM_WIDTH: Final = 62.0
NAME_WIDTH: Final = 250.0
FULL_DATE: Final = 88.0
"""From this width on a cell prints months and lateness in full."""


def key_marks(sheet: Sheet, width: float) -> list[Mark]:
    """Return the line above the picture that says what its signs mean."""
    words, x = sheet.words, 0.0
    marks: list[Mark] = []
    entries = [entry for subject in sheet.checklist.subjects for entry in subject.entries]
    parts: list[tuple[str, Mark | None, bool]] = []
    if any(entry is not None and entry.is_new for entry in entries):
        parts.append((words.say("近12个月新落实", "put in place within 12 months"), None, True))
    if any(entry is not None and entry.since is None and not entry.late for entry in entries):
        parts.append((words.say("办理中，下为期限", "under way, with its due month"), Dot(0, 0, 4), False))
    if any(entry is not None and entry.late for entry in entries):
        late = Dot(0, 0, 5, "bad_mark", "bad_mark", "diamond")
        parts.append((words.say("已逾期，下为期限", "past its due month"), late, False))
    if sheet.checklist.is_grid and any(entry is None for entry in entries):
        parts.append((words.say("未报", "not reported"), Bar(0, 0, 14, 12, edge="line", hatched=True), False))
    parts.insert(0, (words.say("格中为落实年月", "cells: month put in place"), None, False))
    for text, sign, bold in parts:
        room = 20 if sign else 0
        if x and x + room + width_of(text, SMALL) > width:
            break
        if isinstance(sign, Dot):
            marks.append(Dot(x + 7, 10, sign.r, sign.fill, sign.edge, sign.symbol))
        elif isinstance(sign, Bar):
            marks.append(Bar(x, 4, 14, 12, edge="line", hatched=True))
        marks.append(Text(text, x + room, 14, SMALL, "ink_2", bold))
        x += room + width_of(text, SMALL) + 18
    return marks


def grid(sheet: Sheet, title: str, table: Table) -> Drawing:
    """Return subjects down and items across, the most lacking first, and the sum row; with its form for a phone."""
    marks, height = _grid_marks(sheet)
    return Drawing(title, WIDE, height, tuple(marks), table, narrow(sheet, title, table))


def _grid_marks(sheet: Sheet) -> tuple[list[Mark], float]:
    checklist, words = sheet.checklist, sheet.words
    shown = checklist.subjects[:MOST_ROWS] if len(checklist.subjects) > MOST_ROWS + 1 else checklist.subjects
    names = max(width_of(sheet.name(subject)) for subject in shown) + 2 * PAD
    first = min(max(names, width_of(sheet.corner) + 2 * PAD, 110), NAME_WIDTH)
    step = (WIDE - first - SUM_WIDTH) / len(checklist.items)
    ends = [first + step * (number + 1) for number in range(len(checklist.items))]
    marks = key_marks(sheet, WIDE)
    head, y = _heads(sheet, first, step, ends)
    marks += head
    for number, subject in enumerate(shown):
        high = HIGH if subject.lacking else LOW
        marks += _row(sheet, subject, y, high, first, step, ends)
        y += high
        following = shown[number + 1] if number + 1 < len(shown) else None
        edge = "line_strong" if following is not None and subject.lacking and not following.lacking else "line"
        marks.append(Stroke(((0, y), (WIDE, y)), edge))
    rest = checklist.subjects[len(shown) :]
    if rest:
        done = sum(subject.lacking == 0 for subject in rest)
        counter = sheet.counter
        some = words.say(f"其余{len(rest)}{counter}，{done}{counter}全部落实", f"{len(rest)} others, {done} complete")
        text = sheet.complete(done, others=True) if done == len(rest) else some
        marks.append(Text(text, PAD, y + 17, SMALL, "ink_2"))
        marks.append(right(str(sum(subject.done for subject in rest)), WIDE - PAD, y + 17, bold=True))
        y += LOW
    marks.append(Bar(0, y, WIDE, LOW + 2, "sunken"))
    marks.append(Stroke(((0, y), (WIDE, y)), "line_strong"))
    marks.append(Text(words.say("已落实", "In place"), PAD, y + 18, TABLE, bold=True))
    for position, end in enumerate(ends):
        marks.append(right(str(checklist.done_of(position)), end - _air(step), y + 18, bold=True))
    marks.append(right(str(checklist.done), WIDE - PAD, y + 18, bold=True))
    if not _numbered(sheet, step):
        return marks, y + LOW + 2
    legend, bottom = _legend(sheet, y + LOW)
    return marks + legend, bottom


def _air(wide: float) -> float:
    return PAD if wide >= FULL_DATE else TIGHT


def _heads(sheet: Sheet, first: float, step: float, ends: Sequence[float]) -> tuple[list[Mark], float]:
    """Return the heads of the columns and where the rows begin; numbers where a word would have to be broken."""
    items, air = sheet.checklist.items, _air(step)
    room = step - air
    names, owners = (
        [wrapped(sheet.item(item), room, TABLE) for item in items],
        [_owner(sheet, item, room) for item in items],
    )
    if _numbered(sheet, step):
        names, owners = [(str(number),) for number in range(1, len(items) + 1)], [() for _ in items]
    elif any("…" in line for lines in owners for line in lines):
        owners = [() for _ in items]
    top, lines = KEY_HEIGHT, max(map(len, names))
    bottom = top + 17 * lines + 16 * max(map(len, owners)) + 8
    marks: list[Mark] = [Text(fitted(sheet.corner, first - 2 * PAD, SMALL), PAD, bottom - 8, SMALL, "ink_2", True)]
    for name, owner, end in zip(names, owners, ends, strict=True):
        for number, line in enumerate(name):
            marks.append(right(line, end - air, top + 13 + 17 * (number + lines - len(name)), bold=True))
        for number, line in enumerate(owner):
            marks.append(right(line, end - air, top + 13 + 17 * lines + 16 * number, "ink_2", size=SMALL))
    marks.append(right(sheet.words.say("已落实", "In place"), WIDE - PAD, bottom - 8, "ink_2", size=SMALL, bold=True))
    marks.append(Stroke(((0, bottom), (WIDE, bottom)), "line_strong"))
    return marks, bottom


def _owner(sheet: Sheet, item: Item, room: float) -> tuple[str, ...]:
    return wrapped(sheet.owner(item.owner), room, SMALL) if item.owner else ()


def _numbered(sheet: Sheet, step: float) -> bool:
    """Say whether a head would break a word: columns then bear numbers, explained under the grid."""
    return any(splits_a_word(sheet.item(item), step - _air(step)) for item in sheet.checklist.items)


def _legend(sheet: Sheet, y: float) -> tuple[list[Mark], float]:
    """Return what the numbers of the columns stand for, in lines, and where they end."""
    marks: list[Mark] = []
    x, y = 0.0, y + 20
    for number, item in enumerate(sheet.checklist.items, start=1):
        text = f"{number} {sheet.item(item)}"
        if x and x + width_of(text, SMALL) > WIDE:
            x, y = 0.0, y + 18
        marks.append(Text(text, x, y, SMALL, "ink_2"))
        x += width_of(text, SMALL) + 16
    return marks, y + 6


def _row(
    sheet: Sheet, subject: Subject, y: float, high: float, first: float, step: float, ends: Sequence[float]
) -> list[Mark]:
    middle = y + high / 2 + 5
    name = fitted(sheet.name(subject), first - 2 * PAD)
    marks: list[Mark] = [Text(name, PAD, middle, TABLE, title=sheet.name(subject))]
    if subject.name_zh == sheet.subject:
        marks.append(underline(name, sheet.place, PAD, middle))
    for entry, end in zip(subject.entries, ends, strict=True):
        marks += _cell(sheet.words, entry, end - step, y, step, high)
    return [*marks, right(str(subject.done), WIDE - PAD, middle, bold=True)]


def _cell(words: Words, entry: Entry | None, x: float, y: float, wide: float, high: float) -> list[Mark]:
    end, middle = x + wide - _air(wide), y + high / 2 + 5
    short = wide < FULL_DATE
    if entry is not None and entry.since is not None:
        month = (short_month if short else month_words)(entry.since, words.language)
        size = TABLE if not short else SMALL
        return [right(month, end, middle, size=size, bold=entry.is_new, title=entry.document)]
    line, due = state_words(entry, words, short=short)
    if entry is None:
        return [Bar(x + 1, y + 1, wide - 2, high - 2, hatched=True), right(line, end, middle, "ink_2", size=SMALL)]
    late = entry.late > 0
    ink = "bad" if late else "ink"
    marks: list[Mark] = [Bar(x + 1, y + 1, wide - 2, high - 2, "bad_soft")] if late else []
    line, due = fitted(line, wide - _air(wide) - 13, SMALL), fitted(due, wide - TIGHT, SMALL)
    at = end - width_of(line, SMALL) - 10
    marks.append(sign_of(late, at, y + high / 2 - 9))
    marks.append(right(line, end, y + high / 2 - 4, ink, size=SMALL, bold=late, title=entry.document))
    marks.append(right(due, end, y + high / 2 + 12, ink if late else "ink_2", size=SMALL))
    return marks


def listing(sheet: Sheet, title: str, table: Table) -> Drawing:
    """Return matters downwards where each list has its own: what is late first, then what is open, then the newest."""
    marks, height = _listing_marks(sheet)
    return Drawing(title, WIDE, height, tuple(marks), table, narrow(sheet, title, table))


def listed(checklist: Checklist) -> list[tuple[Subject, Entry]]:
    """Return every entry with its subject: late by how long, then open by due month, then done, the latest first."""
    pairs = [(subject, entry) for subject in checklist.subjects for entry in subject.reported]
    return sorted(pairs, key=lambda pair: _urgency(pair[1]))


def _urgency(entry: Entry) -> tuple[int, int]:
    if entry.late:
        return 0, -entry.late
    return (1, entry.due or 0) if entry.since is None else (2, -entry.since)


def _listing_marks(sheet: Sheet) -> tuple[list[Mark], float]:
    words, pairs = sheet.words, listed(sheet.checklist)
    shown = pairs[:MOST_ROWS] if len(pairs) > MOST_ROWS + 1 else pairs
    at = (PAD, 270.0, 430.0, WIDE - PAD)
    marks = key_marks(sheet, WIDE)
    y = KEY_HEIGHT + 24
    heads = (
        words.say("事项", "Matter"),
        sheet.corner,
        words.say("责任单位", "Answers for it"),
        words.say("落实", "In place"),
    )
    for head, x in zip(heads[:3], at[:3], strict=True):
        marks.append(Text(head, x, y - 8, SMALL, "ink_2", True))
    marks.append(right(heads[3], at[3], y - 8, "ink_2", size=SMALL, bold=True))
    marks.append(Stroke(((0, y), (WIDE, y)), "line_strong"))
    for number, (subject, entry) in enumerate(shown):
        is_open = entry.since is None
        high = HIGH if is_open else LOW
        middle = y + high / 2 + 5
        marks.append(Text(fitted(words.say(entry.item.name_zh, entry.item.name_en), 250), at[0], middle, TABLE))
        name = fitted(sheet.name(subject), 150)
        marks.append(Text(name, at[1], middle, TABLE))
        if number == 0 and is_open and subject.name_zh == sheet.subject:
            marks.append(underline(name, "", at[1], middle))
        marks.append(Text(fitted(sheet.owner(entry.item.owner), 290), at[2], middle, TABLE, "ink_2"))
        marks += _cell(words, entry, WIDE - 130, y, 130, high)
        y += high
        marks.append(Stroke(((0, y), (WIDE, y)), "line"))
    rest = len(pairs) - len(shown)
    if rest:
        done = sum(entry.since is not None for _, entry in pairs[len(shown) :])
        text = words.say(f"其余{rest}项，已落实{done}项", f"{rest} others, {done} in place")
        marks.append(Text(text, PAD, y + 18, TABLE, "ink_2"))
        y += LOW
    marks += [
        Bar(0, y, WIDE, LOW + 2, "sunken"),
        Stroke(((0, y), (WIDE, y)), "line_strong"),
        Text(words.say("已落实", "In place"), PAD, y + 18, TABLE, bold=True),
        right(f"{sheet.checklist.done} / {sheet.checklist.total}", WIDE - PAD, y + 18, bold=True),
    ]
    return marks, y + LOW + 2
