"""The few marks that pictures of slides are made of; inches in, SVG out."""

from __future__ import annotations

import re
from html import escape

from faces.geometry import TITLE
from faces.look.dress import color
from faces.measure import text_width

PX = 96.0  # pixels an inch
# A line may not begin with these.
_NO_START = "，。；：、！？）】》”’%％"
_CLAUSES = re.compile(r"[^，；：。、;:]*(?:[，；：。、]|[;:] ?|$)")
_PIECES = re.compile(r"[A-Za-z0-9.,%\u2212+—–·/]+ ?|.")


def line(x0: float, y0: float, x1: float, y1: float, ink: str, width: float) -> str:
    """Draw a straight line in the colour of a token."""
    return (
        f'<line x1="{x0 * PX:.1f}" y1="{y0 * PX:.1f}" x2="{x1 * PX:.1f}" y2="{y1 * PX:.1f}" '
        f'stroke="#{color(ink)}" stroke-width="{width * 1.33:.2f}"/>'
    )


def text(
    words: str,
    x: float,
    y: float,
    size: float,
    ink: str,
    *,
    anchor: str = "start",
    bold: bool = False,
    family: str = "",
    raw: bool = False,
) -> str:
    """Write words on a baseline; size in points; ink a token, or RRGGBB where `raw`."""
    face = f' font-family="{family}"' if family else ""
    weight = ' font-weight="700"' if bold else ""
    fill = ink if raw else color(ink)
    return (
        f'<text x="{x * PX:.1f}" y="{y * PX:.1f}" font-size="{size * PX / 72:.1f}" fill="#{fill}" '
        f'text-anchor="{anchor}"{weight}{face}>{escape(words)}</text>'
    )


def wrapped(words: str, room: float) -> list[str]:
    """Break words into lines of at most `room` ems; numbers stay whole, punctuation starts no line."""
    rows, row = [], ""
    for piece in _PIECES.findall(words):
        if row and text_width(row + piece.rstrip()) > room and piece not in _NO_START:
            rows.append(row.rstrip())
            row = ""
        row += piece
    return [*rows, row.rstrip()] if row or not rows else rows


TITLE_SIZES, COVER_PT = (26, 24, 22, 20, 18), 34
HEADING_PT, LEAST_HEADING_PT = 14.0, 9.0
SMALLER_TITLES = (16, 15, 14, 13, 12)
"""For sentences of a hundred characters: a third line would stand on the heading of what is below."""
LATIN_IN_TITLE = 1.15  # bold Latin letters and digits of a face that stands in for the title's own


def title_layout(title: str, *, is_cover: bool = False) -> tuple[int, list[str]]:
    """Return type in points and lines of a slide's title: at most two, broken after punctuation where that is possible.

    A place's name is then never cut in two, as headlines are set in print.
    """
    if is_cover:
        return COVER_PT, [title]
    for size in TITLE_SIZES:
        room = TITLE.w * 72 / size
        lines = _clause_lines(title, room)
        if len(lines) <= 2 and all(_title_width(line.rstrip()) <= room for line in lines):
            return size, lines
    # No pause where one is needed, as in a long English title: lines end between words, in type that keeps to two.
    for size in TITLE_SIZES[2:]:
        lines = wrapped(title, TITLE.w * 72 / size / LATIN_IN_TITLE)
        if len(lines) <= 2:
            return size, lines
    for size in SMALLER_TITLES:
        room = TITLE.w * 72 / size
        for lines in (_clause_lines(title, room), wrapped(title, room / LATIN_IN_TITLE)):
            if len(lines) <= 2 and all(_title_width(line.rstrip()) <= room for line in lines):
                return size, lines
    return size, lines


def heading_size(heading: str, width: float) -> float:
    """Return the type in points of a block's heading, 14 at most and 9 at least, in which it keeps to one line.

    width: inches. Beside another block a second line would stand on the first row of what is below.
    """
    room = width * 72 / max(_title_width(heading) * LATIN_IN_TITLE, 1.0)
    return max(min(HEADING_PT, int(room * 2) / 2), LEAST_HEADING_PT)


def ends_a_clause(line: str) -> bool:
    """Say whether a line of a title ends where a reader would pause."""
    return line.rstrip().endswith(tuple("，；：。、;:"))


def _title_width(line: str) -> float:
    latin = sum(ord(letter) <= 0x2E7F for letter in line)
    return text_width(line) + latin * (LATIN_IN_TITLE - 1)


def _clause_lines(title: str, room: float) -> list[str]:
    lines = [""]
    for clause in _CLAUSES.findall(title):
        if lines[-1] and _title_width(lines[-1] + clause.rstrip()) > room:
            lines.append("")
        lines[-1] += clause
    return [line for line in lines if line]
