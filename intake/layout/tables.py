"""Tables on a sheet: where each begins and ends, its headings as paths, its rows, totals and notes."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from intake.layout.numbers import label, read_number
from intake.layout.periods import periods_in
from intake.reading.book import Scalar, Sheet

Known = Callable[[str], bool]
"""Whether a heading is a word of some form: a column's name, or what a row is called by."""

LineKind = Literal["data", "total", "note", "blank"]

MOST_HEAD_ROWS: Final = 6
LEAST_KNOWN: Final = 2  # headings of a form in one row before the row is taken for a heading
TOTAL: Final = re.compile(
    r"^(?:[一二三四五六七八九十]+、)?(?:合计|总计|小计|总合计|共计|全[县区旗市]|.{0,12}(?:合计|小计|总计)|汇总)$"
)
NOTE: Final = re.compile(
    r"^(?:注|说明|备注|附注|填表人|制表人|审核人|单位负责人|统计负责人|报出日期|填报人|填报日期|联系电话|主要领导|\*)[::\d.、]?"
)
_INDEX: Final = re.compile(r"^(?:甲|乙|丙|丁|[((]?\d{1,3}[))]?)$")


@dataclass(frozen=True)
class Column:
    """A column of a table. path: its headings from the top down, each once; at: its column on the sheet, from 0."""

    at: int
    path: tuple[str, ...]

    @property
    def leaf(self) -> str:
        """The lowest heading."""
        return self.path[-1] if self.path else ""


@dataclass(frozen=True)
class Line:
    """A row of a table: where it is and what it is."""

    at: int
    kind: LineKind


@dataclass(frozen=True)
class Table:
    """A table found on a sheet. titles: the texts above it, top down; is_turned: its columns are the sheet's rows."""

    sheet: Sheet
    is_turned: bool
    titles: tuple[str, ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    head: tuple[int, int]

    def value(self, line: Line, column: Column) -> Scalar:
        """Return what stands where a row and a column meet."""
        return self.sheet.values[line.at][column.at]

    def place(self, row: int, column: int) -> str:
        """Return the address on the sheet as the file shows it."""
        return Sheet.place(column, row) if self.is_turned else Sheet.place(row, column)


def tables_of(sheet: Sheet, known: Known) -> tuple[Table, ...]:
    """Return the tables of a sheet, read in the direction in which more of its headings are known."""
    if not sheet.values:
        return ()
    upright = tuple(_tables(sheet, known, (), is_turned=False))
    titles, below = _without_titles(sheet)
    sideways = tuple(_tables(below.turned(), known, titles, is_turned=True))
    return max((upright, sideways), key=lambda tables: _known_columns(tables, known))


def _known_columns(tables: tuple[Table, ...], known: Known) -> int:
    return sum(any(known(step) for step in column.path) for table in tables for column in table.columns)


def _without_titles(sheet: Sheet) -> tuple[tuple[str, ...], Sheet]:
    """Return the texts of the rows above the first that says three things, and the sheet with those rows empty."""
    first = next((row for row, words in enumerate(_filled(sheet)) if not _is_title(words)), 0)
    titles = tuple(dict.fromkeys(label(value) for row in sheet.values[:first] for value in row if value is not None))
    empty = ((None,) * sheet.width,) * first
    merged = tuple(area for area in sheet.merged if area[0] >= first)
    return titles, dataclasses.replace(sheet, values=empty + sheet.values[first:], merged=merged)


def _tables(sheet: Sheet, known: Known, above: tuple[str, ...], *, is_turned: bool) -> Iterator[Table]:
    filled = _filled(sheet)
    start = 0
    while (top := _heading(filled, start, known)) is not None:
        first, last = _head_block(sheet, filled, top, known, start)
        end = _end(filled, last + 1, known)
        own = tuple(_titles(filled, start, first))
        # A table below another stands under the sheet's title, unless it says another period itself.
        titles = own if any(periods_in(title) for title in own) else (*above, *own)
        above = titles
        for columns in _side_by_side(_columns(sheet, filled, first, last), known):
            lines = tuple(_lines(filled, last + 1, end, columns))
            yield Table(sheet, is_turned, titles, columns, lines, (first, last))
        start = end


def _filled(sheet: Sheet) -> list[list[str]]:
    """Return the sheet's cells as headings; each cell of a merged range says what its first one says."""
    filled = [[label(value) for value in row] for row in sheet.values]
    for top, left, bottom, right in sheet.merged:
        if top >= sheet.height or left >= sheet.width:
            continue
        for row in range(top, min(bottom + 1, sheet.height)):
            for column in range(left, min(right + 1, sheet.width)):
                filled[row][column] = filled[top][left]
    return filled


def _heading(filled: list[list[str]], start: int, known: Known) -> int | None:
    """Return the first row from `start` on that holds headings of a form."""
    for row in range(start, len(filled)):
        words = set(filled[row]) - {""}
        if sum(1 for word in words if known(word)) >= LEAST_KNOWN:
            return row
    return None


def _is_title(words: list[str]) -> bool:
    """Whether a row says one or two things only, as titles, dates and corners with a unit do."""
    return len({word for word in words if word}) <= 2


def _is_heading(words: list[str]) -> bool:
    """Whether a row holds words and no figures (years and months are words of a heading)."""
    said = [word for word in words if word]
    return bool(said) and all(_is_word(word) for word in said)


def _is_word(text: str) -> bool:
    return read_number(text).meaning == "text" or bool(re.fullmatch(r"(?:19|20)\d{2}", text))


def _head_block(sheet: Sheet, filled: list[list[str]], found: int, known: Known, start: int) -> tuple[int, int]:
    """Return the first and last row of the heading that holds row `found`."""
    first = last = found
    spans = [(top, bottom) for top, _, bottom, _ in sheet.merged]
    while first > start and found - first < MOST_HEAD_ROWS - 1 and _belongs(sheet, filled, first - 1):
        first -= 1
    reach = max(
        (bottom for top, bottom in spans if first <= top <= found and bottom < found + MOST_HEAD_ROWS), default=found
    )
    last = max(last, reach)
    # A sheet that was turned begins with columns of titles, all empty: the table's own first column tells.
    lead = min(place for row in filled[first : found + 1] for place, word in enumerate(row) if word)
    while last + 1 < len(filled) and last - first < MOST_HEAD_ROWS - 1:
        below = filled[last + 1]
        gap = not below[lead] or below[lead] == filled[last][lead]
        if _is_index(below):
            last += 1
            break
        if _is_heading(below) and (sum(known(word) for word in set(below) - {""}) >= LEAST_KNOWN or gap):
            last += 1
            continue
        break
    return first, last


def _belongs(sheet: Sheet, filled: list[list[str]], row: int) -> bool:
    """Whether a row above a heading is part of it: it names groups of columns, and is no title over all of them."""
    words = filled[row]
    if not _is_heading(words) or (_is_title(words) and not _groups(sheet, row)):
        return False
    widest = max((right - left + 1 for top, left, bottom, right in sheet.merged if top <= row <= bottom), default=1)
    return widest < max(sheet.width - 1, 2)


def _groups(sheet: Sheet, row: int) -> bool:
    """Whether merged cells of the row cover some columns only, and not from the first one on."""
    spans = [(left, right) for top, left, bottom, right in sheet.merged if top <= row <= bottom and right > left]
    return bool(spans) and all(left > 0 and right - left + 1 < sheet.width for left, right in spans)


def _is_index(words: list[str]) -> bool:
    """Whether a row only numbers the columns (甲 乙 1 2 3), as statistical forms do."""
    said = [word for word in words if word]
    numbers = [int(word.strip("()")) for word in said if word.strip("()").isdigit()]
    return (
        len(numbers) >= 3
        and all(_INDEX.match(word) for word in said)
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] in (0, 1, 2)
    )


def _columns(sheet: Sheet, filled: list[list[str]], first: int, last: int) -> tuple[Column, ...]:
    rows = [filled[row] for row in range(first, last + 1) if not _is_index(filled[row])]
    merged_at = {
        (row, column)
        for top, left, bottom, right in sheet.merged
        for row in range(max(top, first), min(bottom, last) + 1)
        for column in range(left, right + 1)
    }
    carried = [list(row) for row in rows]
    for depth, row in enumerate(carried[:-1]):
        for column in range(1, len(row)):
            below = any(lower[column] for lower in rows[depth + 1 :])
            own = (first + depth, column) in merged_at
            if not row[column] and below and not own:
                row[column] = row[column - 1]
    columns = []
    for column in range(sheet.width):
        path: list[str] = []
        for row in carried:
            if row[column] and (not path or path[-1] != row[column]):
                path.append(row[column])
        if path:
            columns.append(Column(column, tuple(path)))
    return nested(tuple(columns))


_NUMBERING: Final = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){1,5})\.?(?=\D)")
_PART: Final = re.compile(r"^[一二三四五六七八九十]+、")


def nested(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return the columns with what they are part of: by numbering (2.1.1 stands under 2.1), else by 其中."""
    by_number: dict[str, str] = {}
    whole = ""
    result = []
    for column in columns:
        leaf = column.leaf
        numbered = _NUMBERING.match(leaf)
        plain = _NUMBERING.sub("", leaf)
        parents: tuple[str, ...] = ()
        if numbered:
            by_number[numbered[1]] = plain
            steps = numbered[1].split(".")
            parents = tuple(
                by_number[number] for depth in range(1, len(steps)) if (number := ".".join(steps[:depth])) in by_number
            )
        elif plain.startswith("其中"):
            parents = (whole,) if whole else ()
        if not plain.startswith("其中"):
            whole = plain
        above = tuple(step for step in column.path[:-1] if step not in parents)
        result.append(Column(column.at, (*above, *parents, leaf)))
    return tuple(result)


def _side_by_side(columns: tuple[Column, ...], known: Known) -> Iterator[tuple[Column, ...]]:
    """Yield the columns of each table that stands beside another: the first heading comes again, further right."""
    if not columns:
        return
    key = next((column.path for column in columns if known(column.leaf)), None)
    starts = [place for place, column in enumerate(columns) if column.path == key]
    distance = {later - earlier for earlier, later in itertools.pairwise(starts)}
    if len(starts) > 1 and min(distance) >= 2:
        edges = [0, *starts[1:], len(columns)]
        for left, right in itertools.pairwise(edges):
            yield columns[left:right]
    else:
        yield columns


def _end(filled: list[list[str]], start: int, known: Known) -> int:
    """Return the row after the table: where another heading begins, or the sheet ends."""
    for row in range(start + 1, len(filled)):
        words = set(filled[row]) - {""}
        if sum(1 for word in words if known(word)) >= max(LEAST_KNOWN, len(words) // 2) and _is_heading(filled[row]):
            above = row
            while above - 1 > start and _is_title(filled[above - 1]) and any(filled[above - 1]):
                above -= 1
            return above
    return len(filled)


def _titles(filled: list[list[str]], start: int, first: int) -> Iterator[str]:
    for row in range(start, first):
        yield from dict.fromkeys(word for word in filled[row] if word)


def _lines(filled: list[list[str]], start: int, end: int, columns: tuple[Column, ...]) -> Iterator[Line]:
    noted = False
    for row in range(start, end):
        words = [filled[row][column.at] for column in columns]
        said = [word for word in words if word]
        if not said:
            yield Line(row, "blank")
            continue
        texts = [word for word in said if _is_word(word)]
        if NOTE.match(said[0]) or (noted and len(said) == 1):
            noted = True
            yield Line(row, "note")
        elif any(TOTAL.match(word) for word in texts[:3]):
            yield Line(row, "total")
        elif len(set(said)) == 1 and len(columns) > 3 and len(said[0]) > 14:
            yield Line(row, "note")
        else:
            yield Line(row, "data")
