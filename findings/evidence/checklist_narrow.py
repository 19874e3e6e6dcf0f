"""A checklist on a phone: what lacks, and the complete ones in one line."""

from __future__ import annotations

from typing import Final

from faces.blocks.drawing import Bar, Drawing, Mark, Stroke, Text
from faces.blocks.tables import Table
from findings.evidence.checklist_sheet import Sheet, sign_of, state_words
from findings.evidence.lettering import (
    SMALL,
    TABLE,
    fitted,
    month_in_two,
    right,
    splits_a_word,
    underline,
    width_of,
    wrapped,
)
from findings.figures import Words
from metrics.evidence.checklist import Entry

PHONE: Final = 358.0
NAMES: Final = 104.0
SUM: Final = 34.0
PHONE_ITEMS: Final = 6
"""More items than these have no room on a phone: what lacks is then listed."""


def narrow(sheet: Sheet, title: str, table: Table) -> Drawing:
    """Return the grid where its items have room, else the list of what lacks."""
    step = (PHONE - NAMES - SUM) / max(len(sheet.checklist.items), 1)
    splits = any(splits_a_word(sheet.item(item), step - 4, SMALL) for item in sheet.checklist.items)
    is_grid = sheet.checklist.is_grid and len(sheet.checklist.items) <= PHONE_ITEMS and not splits
    marks, height = _narrow_grid(sheet) if is_grid else _narrow_list(sheet)
    return Drawing(title, PHONE, height, tuple(marks), table)


def _narrow_grid(sheet: Sheet) -> tuple[list[Mark], float]:
    """Return what lacks as a grid of two-line cells, the complete ones folded, and the sum row."""
    checklist, words = sheet.checklist, sheet.words
    lacking = [subject for subject in checklist.subjects if subject.lacking] or list(checklist.subjects[:1])
    first, last, high = NAMES, SUM, 40.0
    step = (PHONE - first - last) / len(checklist.items)
    marks: list[Mark] = []
    for position, item in enumerate(checklist.items):
        end = first + step * (position + 1) - 3
        for number, line in enumerate(wrapped(sheet.item(item), step - 4, SMALL, 3)):
            marks.append(right(line, end, 14 + 15 * number, "ink_2", size=SMALL))
    y = 56.0
    marks.append(Stroke(((0, y), (PHONE, y)), "line_strong"))
    for subject in lacking:
        lines = wrapped(sheet.name(subject), first - 4, TABLE)
        for number, line in enumerate(lines):
            marks.append(Text(line, 0, y + (25 if len(lines) == 1 else 17 + 16 * number), TABLE))
        if subject.name_zh == sheet.subject:
            marks.append(underline(lines[-1], "", 0, y + (25 if len(lines) == 1 else 33)))
        for position, entry in enumerate(subject.entries):
            end = first + step * (position + 1) - 3
            marks += _narrow_cell(words, entry, end, y, step, high)
        marks.append(right(str(subject.done), PHONE, y + 25, bold=True))
        y += high
        marks.append(Stroke(((0, y), (PHONE, y)), "line"))
    folded = len(checklist.subjects) - len(lacking)
    if folded:
        marks.append(Text(sheet.complete(folded, others=True), 0, y + 19, TABLE, "ink_2"))
        y += 28
    marks.append(Bar(0, y, PHONE, 28, "sunken"))
    marks.append(Text(words.say("已落实", "In place"), 0, y + 19, TABLE, bold=True))
    for position in range(len(checklist.items)):
        marks.append(right(str(checklist.done_of(position)), first + step * (position + 1) - 3, y + 19, bold=True))
    marks.append(right(str(checklist.done), PHONE, y + 19, bold=True))
    return marks, y + 28


def _narrow_cell(words: Words, entry: Entry | None, end: float, y: float, wide: float, high: float) -> list[Mark]:
    if entry is None:
        return [Bar(end - wide + 4, y + 1, wide - 2, high - 2, hatched=True)]
    month = entry.due if entry.since is None else entry.since
    late = entry.late > 0
    marks: list[Mark] = [Bar(end - wide + 4, y + 1, wide - 2, high - 2, "bad_soft")] if late else []
    if month is None:
        return [*marks, sign_of(late, end - 8, y + high / 2)]
    ink = "bad" if late else "ink"
    for number, line in enumerate(month_in_two(month, words.language)):
        marks.append(right(line, end, y + 17 + 15 * number, ink, size=SMALL, bold=entry.is_new or late))
    if entry.since is None:
        marks.append(sign_of(late, end - wide + 10, y + 28))
    return marks


def _narrow_list(sheet: Sheet) -> tuple[list[Mark], float]:
    """Return each subject that lacks something with a line for each matter that it lacks, the others folded."""
    checklist, words = sheet.checklist, sheet.words
    lacking = [subject for subject in checklist.subjects if subject.lacking]
    marks: list[Mark] = []
    y = 0.0
    for subject in lacking:
        count = f"{subject.done} / {len(subject.reported)}"
        name = fitted(sheet.name(subject), PHONE - width_of(count) - 12)
        marks += [Text(name, 0, y + 18, TABLE, bold=True), right(count, PHONE, y + 18, bold=True)]
        if subject.name_zh == sheet.subject:
            marks.append(underline(name, sheet.place, 0, y + 18))
        y += 26
        for entry in (entry for entry in subject.reported if entry.since is None):
            marks += _narrow_line(sheet, entry, y)
            y += 24
        marks.append(Stroke(((0, y + 2), (PHONE, y + 2)), "line"))
        y += 4
    folded = len(checklist.subjects) - len(lacking)
    if folded:
        marks.append(Text(sheet.complete(folded, others=bool(lacking)), 0, y + 19, TABLE, "ink_2"))
        y += 28
    marks += [
        Bar(0, y, PHONE, 28, "sunken"),
        Text(words.say("已落实", "In place"), 0, y + 19, TABLE, bold=True),
        right(f"{checklist.done} / {checklist.total}", PHONE, y + 19, bold=True),
    ]
    return marks, y + 28


def _narrow_line(sheet: Sheet, entry: Entry, y: float) -> list[Mark]:
    late = entry.late > 0
    state, due = state_words(entry, sheet.words, short=True)
    text = f"{state} {due}".strip()
    ink = "bad" if late else "ink_2"
    room = PHONE - 20 - width_of(text, SMALL) - 8
    name = fitted(sheet.words.say(entry.item.name_zh, entry.item.name_en), room)
    return [sign_of(late, 7, y + 12), Text(name, 20, y + 17, TABLE), right(text, PHONE, y + 17, ink, size=SMALL)]
