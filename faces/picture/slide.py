"""Slide → SVG: the same blocks in the same places as in the deck, for the preview on screen and for the PDF."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape, unescape

from faces.blocks import Block, Cell, Contributions, Drawing, Heat, Intervals, Lines, Map, Months, Table
from faces.blocks.held import SLIDE, NotHeld
from faces.blocks.pack import Pack, Slide
from faces.colophon import sample_words, versions
from faces.deck.deck import words_size
from faces.deck.tables import CELL_MARGIN, STAND_OFF, row_heights, stands_off, type_size
from faces.geometry import FOOT_ABOUT, FOOT_TOP, HEIGHT, TITLE, WIDTH, Rect, rectangles
from faces.look.dress import LIGHT, change_mark, color, diverging, standing_mark, words_color
from faces.look.signs import is_diamond
from faces.measure import axis_range, text_width
from faces.picture.drawing import drawing_svg, hatch
from faces.picture.map import map_svg
from faces.picture.parts import PX, heading_size, line, text, title_layout, wrapped
from faces.rows import as_table
from words.names import STATUSES
from words.numbers import MINUS, Language, format_number
from words.speech import Speech

FOOT_PT = 10


def slide_svg(pack: Pack, slide: Slide, number: int) -> str:
    """Return a slide as one SVG of 1280 × 720, on paper colour; all words escaped."""
    is_cover = slide.section == "cover"
    rule = 1.75 if is_cover else 0.4
    parts = [line(TITLE.x, rule, TITLE.x + 0.55, rule, "ink", 2.5), _title(slide, is_cover=is_cover)]
    content = Rect(TITLE.x, 3.7, TITLE.w, 2.9) if is_cover else None
    places = rectangles(slide.blocks) if content is None else [content] * len(slide.blocks)
    language = pack.choice.language
    parts += [_block(block, rect, language) for block, rect in zip(slide.blocks, places, strict=True)]
    if not is_cover:
        parts.append(_foot(pack, slide, number))
    size = f"{WIDTH * PX:.0f} {HEIGHT * PX:.0f}"
    sans = LIGHT.sans.replace('"', "'")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" font-family="{sans}" role="img" '
        f'aria-label="{escape(slide.title)}"><rect width="100%" height="100%" fill="#{color("paper")}"/>'
        f"{hatch(_paint)}{''.join(parts)}</svg>"
    )


def slide_words(pack: Pack, slide: Slide, number: int) -> str:
    """Return the words of a slide in the order they are drawn, without spaces."""
    drawn = re.findall(r"<text[^>]*>(.*?)</text>", slide_svg(pack, slide, number))
    return "".join("".join(unescape(words) for words in drawn).split())


def _title(slide: Slide, *, is_cover: bool) -> str:
    size, rows = title_layout(slide.title, is_cover=is_cover)
    top = 2.0 if is_cover else TITLE.y
    song = LIGHT.song.replace('"', "'")
    parts = []
    for index, row in enumerate(rows):
        y = top + (index + 0.85) * size * 1.3 / 72
        parts.append(text(row, TITLE.x, y, size, "ink", bold=True, family=song))
        if slide.place and slide.place in row:
            before = _drawn_width(row[: row.index(slide.place)]) * size / 72
            width = _drawn_width(slide.place) * size / 72
            parts.append(line(TITLE.x + before, y + 0.07, TITLE.x + before + width, y + 0.07, "point", 2))
    return "".join(parts)


def _drawn_width(words: str) -> float:
    """Return in ems how wide a title's words come out; `text_width` allows for the widest face and is no ruler."""
    widths = {" ": 0.25, **dict.fromkeys("iljt.,;:'|!()", 0.32), **dict.fromkeys("mwMW%", 0.85)}
    return sum(
        1.0 if ord(letter) > 0x2E7F else widths.get(letter, 0.66 if letter.isupper() else 0.55) for letter in words
    )


def _foot(pack: Pack, slide: Slide, number: int) -> str:
    zh, until = pack.choice.language == "zh", pack.made_at
    about = " · ".join(part for part in (pack.county_name, pack.period_name, sample_words(pack)) if part)
    as_of = f"数据截至{until.year}年{until.month}月" if zh else f"data until {until:%Y-%m}"
    made = versions(pack, Speech(pack.choice.language))
    source = " · ".join(part for part in (slide.source, as_of, *made) if part)
    right = TITLE.x + TITLE.w
    y = FOOT_TOP + 0.17
    return (
        line(TITLE.x, FOOT_TOP - 0.06, right, FOOT_TOP - 0.06, "line", 0.75)
        + text(about, TITLE.x, y, FOOT_PT, "ink_2")
        + text(source, TITLE.x + TITLE.w * FOOT_ABOUT, y, FOOT_PT, "ink_3")
        + text(f"{number} / {len(pack.slides)}", right, y, FOOT_PT, "ink_2", anchor="end")
    )


def _block(block: Block, rect: Rect, language: Language) -> str:
    if not isinstance(block, SLIDE):
        raise NotHeld(block, SLIDE)
    head = ""
    if block.title:
        head = text(block.title, rect.x, rect.y + 0.2, heading_size(block.title, rect.w), "ink", bold=True)
    rect = rect.below_heading(block.title)
    match block:
        case Intervals():
            return head + _intervals(block, rect)
        case Contributions():
            return head + _contributions(block, rect)
        case Months():
            return head + _months(block, rect)
        case Table() | Heat():
            return head + _table(as_table(block), rect)
        case Map():
            return head + map_svg(block, rect, language)
        case Drawing():
            return head + _drawing(block, rect)
        case Lines():
            return head + _words(block, rect)


def _intervals(block: Intervals, rect: Rect) -> str:
    """Draw rows, as on the screen: name, interval, dot, value at the right, the county's line."""
    known = [part for row in block.rows for part in (row.value, row.lower, row.upper) if part is not None]
    low, high, step = axis_range([*known, *([] if block.county_value is None else [block.county_value])], block.unit)
    left, right = rect.x + max(1.0, _names_width([row.name for row in block.rows]) + 0.2), rect.x + rect.w - 0.75
    top, bottom = rect.y + 0.3, rect.y + rect.h - 0.55

    def across(value: float) -> float:
        return left + (value - low) / (high - low) * (right - left)

    parts = []
    for index in range(round((high - low) / step) + 1):
        value = low + index * step
        parts.append(line(across(value), top, across(value), bottom, "line", 0.75))
        parts.append(text(_tick(value, step), across(value), bottom + 0.2, 11, "ink_2", anchor="middle"))
    if block.county_value is not None:
        parts.append(line(across(block.county_value), top, across(block.county_value), bottom, "ink_2", 1.5))
        parts.append(text(block.county_text, across(block.county_value), top - 0.08, 11, "ink_2", anchor="middle"))
    gap = (bottom - top) / max(len(block.rows), 1)
    for index, row in enumerate(block.rows):
        y = top + (index + 0.5) * gap
        ink, filled = standing_mark(row.standing, block.better)
        parts.append(text(row.name, left - 0.12, y + 0.06, 12, "ink", anchor="end"))
        parts.append(text(row.value_text, rect.x + rect.w, y + 0.06, 12, "ink", anchor="end", bold=filled))
        if row.value is None:
            continue
        if row.lower is not None and row.upper is not None:
            parts.append(
                f'<line x1="{across(row.lower) * PX:.1f}" x2="{across(row.upper) * PX:.1f}" y1="{y * PX:.1f}" '
                f'y2="{y * PX:.1f}" stroke="#{ink}" stroke-width="2.5"/>'
            )
        parts.append(
            _dot(
                across(row.value) * PX,
                y * PX,
                ink if filled else color("paper"),
                ink,
                diamond=is_diamond(row.standing, block.better),
            )
        )
        if row.is_point:
            parts.append(
                f'<circle cx="{across(row.value) * PX:.1f}" cy="{y * PX:.1f}" r="11" fill="none" '
                f'stroke="#{color("point")}" stroke-width="2"/>'
            )
    parts.append(text(block.axis_title, (left + right) / 2, bottom + 0.45, 11, "ink_2", anchor="middle"))
    return "".join(parts)


def _names_width(names: Sequence[str]) -> float:
    """Return the room in inches that the longest name of a chart needs."""
    return max((text_width(name) for name in names), default=0.0) * 12 / 72


def _dot(x: float, y: float, fill: str, ink: str, *, diamond: bool) -> str:
    """Return a township's mark in px."""
    dress = f'fill="#{fill}" stroke="#{ink}" stroke-width="2"'
    if not diamond:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" {dress}/>'
    corners = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in ((0, -7), (7, 0), (0, 7), (-7, 0)))
    return f'<polygon points="{corners}" {dress}/>'


def _tick(value: float, step: float) -> str:
    return format_number(value, 0 if step >= 1 else 1 if step >= 0.1 else 2)


def _contributions(block: Contributions, rect: Rect) -> str:
    ends = f"{block.start_name} {block.start_text} → {block.end_name} {block.end_text}"
    parts = [text(ends, rect.x, rect.y + 0.18, 12, "ink_2")]
    names = rect.x + max(0.95, _names_width([part.name for part in block.parts]))
    left, right = names + 0.65, rect.x + rect.w - 0.55
    top, bottom = rect.y + 0.4, rect.y + rect.h - 0.1
    low = min(0.0, *(part.value for part in block.parts))
    high = max(0.0, *(part.value for part in block.parts))
    span = (high - low) or 1.0

    def across(value: float) -> float:
        return left + (value - low) / span * (right - left)

    gap = (bottom - top) / max(len(block.parts), 1)
    for index, part in enumerate(block.parts):
        y = top + index * gap
        x0, x1 = sorted((across(0.0), across(part.value)))
        parts.append(
            f'<rect x="{x0 * PX:.1f}" y="{(y + gap * 0.17) * PX:.1f}" width="{(x1 - x0) * PX:.1f}" '
            f'height="{gap * 0.66 * PX:.1f}" fill="#{change_mark(part.value, block.better)}"/>'
        )
        middle = y + gap / 2 + 0.06
        parts.append(text(part.name, names, middle, 12, "ink", anchor="end"))
        # What prints as 0.0 stands on one side, whatever its last decimals say.
        side = ("end", x0 - 0.06) if part.text.startswith(MINUS) else ("start", x1 + 0.06)
        parts.append(text(part.text, side[1], middle, 12, "ink", anchor=side[0]))
    parts.append(line(across(0.0), top, across(0.0), bottom, "line_strong", 1))
    return "".join(parts)


def _months(block: Months, rect: Rect) -> str:
    known = [value for value in (*block.this_year, *block.last_year) if value is not None]
    low, high, step = axis_range(known)
    left, right = rect.x + 0.75, rect.x + rect.w - 0.2
    top, bottom = rect.y + 0.4, rect.y + rect.h - 0.35

    def place(index: int, value: float) -> tuple[float, float]:
        x = left + (index + 0.5) / len(block.labels) * (right - left)
        return x * PX, (bottom - (value - low) / (high - low) * (bottom - top)) * PX

    parts = []
    for index in range(round((high - low) / step) + 1):
        value = low + index * step
        y = place(0, value)[1] / PX
        parts.append(line(left, y, right, y, "line", 0.75))
        parts.append(text(_tick(value, step), left - 0.1, y + 0.05, 11, "ink_2", anchor="end"))
    for index, name in enumerate(block.labels):
        parts.append(text(name, place(index, low)[0] / PX, bottom + 0.22, 11, "ink_2", anchor="middle"))
    parts.append(_series(block.last_year, place, "line_strong", 'stroke-dasharray="5 4"'))
    parts.append(_series(block.this_year, place, "ink", ""))
    before = f"{block.last_name} - - -　" if block.last_name else ""
    key = f"{block.this_name} ——　{before}（{block.axis_title}）"
    return "".join([*parts, text(key, left, rect.y + 0.18, 11, "ink_2")])


def _series(values: Sequence[float | None], place: object, ink: str, dash: str) -> str:
    """Draw runs of known months; a gap stays a gap."""
    runs: list[list[tuple[float, float]]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(place(index, value))  # type: ignore[operator]
    return "".join(
        f'<polyline fill="none" stroke="#{color(ink)}" stroke-width="2" {dash} points="'
        + " ".join(f"{x:.1f},{y:.1f}" for x, y in run)
        + '"/>'
        + (f'<circle cx="{run[0][0]:.1f}" cy="{run[0][1]:.1f}" r="3" fill="#{color(ink)}"/>' if len(run) == 1 else "")
        for run in runs
        if run
    )


def _table(block: Table, rect: Rect) -> str:
    size = type_size(block, rect)
    total = sum(column.weight for column in block.columns)
    edges = [rect.x]
    for column in block.columns:
        edges.append(edges[-1] + rect.w * column.weight / total)
    heights = row_heights(block, rect, size)
    y = rect.y + heights[0]
    parts = []
    for index, column in enumerate(block.columns):
        x, anchor = _edge(block, edges, index)
        parts.append(
            text(column.name, x, y - (0.22 if column.unit else 0.1), size - 1, "ink_2", anchor=anchor, bold=True)
        )
        if column.unit:
            parts.append(text(column.unit, x, y - 0.06, size - 3, "ink_3", anchor=anchor))
    parts.append(line(rect.x, y, rect.x + rect.w, y, "line_strong", 1))
    for row, tall in zip(block.rows, heights[1:], strict=True):
        words = [_lines_of(block, edges, index, cell, size) for index, cell in enumerate(row.cells)]
        if row.is_sum:
            parts.append(_box(rect.x, y, rect.w, tall, color("sunken")))
        for index, (cell, rows) in enumerate(zip(row.cells, words, strict=True)):
            ink = words_color(cell.judgement)
            if cell.step is not None:
                ground, ink = diverging(cell.step)
                parts.append(_box(edges[index], y + 0.01, edges[index + 1] - edges[index] - 0.02, tall - 0.02, ground))
            x, anchor = _edge(block, edges, index)
            for number, one in enumerate(rows):
                middle = y + tall / 2 + (number - (len(rows) - 1) / 2) * size * 1.25 / 72 + size * 0.36 / 72
                strong = cell.strong or row.is_sum
                parts.append(text(one, x, middle, size, ink, anchor=anchor, bold=strong, raw=True))
                if row.is_point and index == 0:
                    end = x + text_width(one) * size / 72
                    parts.append(line(x, middle + 0.04, end, middle + 0.04, "point", 1.5))
        y += tall
        parts.append(line(rect.x, y, rect.x + rect.w, y, "line", 0.75))
    return "".join(parts)


def _lines_of(block: Table, edges: Sequence[float], index: int, cell: Cell, size: float) -> list[str]:
    """Return a cell's words in lines; a figure keeps to one, what stands in the place of one does not."""
    left, _ = _edge(block, edges, index)
    if block.columns[index].kind != "text":
        if cell.status not in STATUSES:
            return [cell.text]
        left = edges[index] + CELL_MARGIN
    return wrapped(cell.text, (edges[index + 1] - left - CELL_MARGIN) * 72 / size)


def _edge(block: Table, edges: Sequence[float], index: int) -> tuple[float, str]:
    """Return where a column's words begin, or its figures end."""
    if block.columns[index].kind == "number":
        return edges[index + 1] - CELL_MARGIN, "end"
    return edges[index] + CELL_MARGIN + (STAND_OFF if stands_off(block, index) else 0), "start"


def _box(x: float, y: float, w: float, h: float, fill: str) -> str:
    return f'<rect x="{x * PX:.1f}" y="{y * PX:.1f}" width="{w * PX:.1f}" height="{h * PX:.1f}" fill="#{fill}"/>'


def _drawing(block: Drawing, rect: Rect) -> str:
    scale = min(rect.w / block.width, rect.h / block.height) * PX
    place = f"translate({rect.x * PX:.1f} {rect.y * PX:.1f}) scale({scale:.4f})"
    return f'<g transform="{place}">{drawing_svg(block, _paint)}</g>'


def _paint(token: str) -> str:
    return f"#{color(token)}"


def _words(block: Lines, rect: Rect) -> str:
    size = words_size(block.lines, rect)
    y, parts = rect.y, []
    for words in block.lines:
        for row in wrapped(words, rect.w * 72 / size):
            y += size * 1.45 / 72
            parts.append(text(row, rect.x, y, size, "ink"))
        y += size * 0.5 / 72
    return "".join(parts)
