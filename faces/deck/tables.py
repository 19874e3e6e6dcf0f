"""Native tables: hairlines only, figures right, the sum row last, a ground only for clear changes."""

from __future__ import annotations

import math
from typing import Any

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from faces.blocks import Cell, Column, Table
from faces.geometry import Rect
from faces.look.dress import color, diverging, words_color
from faces.measure import text_width
from words.names import STATUSES

NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
LARGEST_PT, SMALLEST_PT = 14.0, 8.0
TALLEST_ROW = 0.46
CELL_MARGIN = 0.09
LINE = 1.4
"""Line height in type sizes: what Chinese faces really take, with a little air between rows."""

BOLD = 1.12
WORD_WRAP = 1.2
STAND_OFF = 0.2
"""Inches between a column of figures and the words after it, so that the two do not run into each other."""


def type_size(block: Table, rect: Rect) -> float:
    """Return the largest type, in points, in which figures keep to one line and all rows fit the height."""
    size = LARGEST_PT
    while size > SMALLEST_PT and not _fits(block, rect, size):
        size -= 0.5
    return size


def _rooms(block: Table, rect: Rect, size: float) -> list[float]:
    """Return the ems that each column's words may take in a line."""
    total = sum(column.weight for column in block.columns)
    return [
        max(0.1, rect.w * column.weight / total - 2 * CELL_MARGIN - (STAND_OFF if stands_off(block, index) else 0))
        * 72
        / size
        for index, column in enumerate(block.columns)
    ]


def _needed(block: Table, rect: Rect, size: float) -> list[float] | None:
    """Return the inches that the head and each row need; None where a figure would take two lines."""
    rooms = _rooms(block, rect, size)
    heads = max(
        math.ceil(text_width(column.name) * BOLD * (size - 1) / size / room) + bool(column.unit)
        for column, room in zip(block.columns, rooms, strict=True)
    )
    heights = [heads * size * LINE / 72 + 0.06]
    for row in block.rows:
        lines = 1
        for column, room, cell in zip(block.columns, rooms, row.cells, strict=True):
            needed = text_width(cell.text) * (BOLD if cell.strong or row.is_sum else 1.0) / room
            if column.kind == "number" and needed > 1 and cell.status not in STATUSES:
                return None
            # Words with spaces break between words and leave the ends of lines empty.
            lines = max(lines, math.ceil(needed * (WORD_WRAP if needed > 1 and " " in cell.text else 1.0)))
        heights.append(lines * size * LINE / 72 + 0.06)
    return heights


def _fits(block: Table, rect: Rect, size: float) -> bool:
    """Say whether the table fits at this type; words may take several lines, figures may not."""
    heights = _needed(block, rect, size)
    return heights is not None and sum(heights) <= rect.h


def row_heights(block: Table, rect: Rect, size: float) -> list[float]:
    """Return the inches of the head and of each row: what they need, and an equal share of what is left over."""
    heights = _needed(block, rect, size) or [size * LINE / 72 + 0.06] * (len(block.rows) + 1)
    spare = max(0.0, rect.h - sum(heights)) / len(heights)
    return [height + max(0.0, min(spare, TALLEST_ROW - height)) for height in heights]


def stands_off(block: Table, index: int) -> bool:
    """Say whether a column of words follows a column of figures."""
    return index > 0 and block.columns[index].kind == "text" and block.columns[index - 1].kind == "number"


def add_table(shapes: Any, block: Table, rect: Rect) -> Any:
    """Add a table that starts at the top of its rectangle."""
    size = type_size(block, rect)
    heights = row_heights(block, rect, size)
    frame = shapes.add_table(
        len(block.rows) + 1,
        len(block.columns),
        Inches(rect.x),
        Inches(rect.y),
        Inches(rect.w),
        Inches(sum(heights)),
    )
    frame._element.nvGraphicFramePr.cNvPr.set("descr", block.title or block.columns[0].name)
    table = frame.table
    properties = table._tbl.tblPr
    for old in properties.findall(qn("a:tableStyleId")):
        properties.remove(old)
    etree.SubElement(properties, qn("a:tableStyleId")).text = NO_STYLE
    properties.set("bandRow", "0")
    total = sum(column.weight for column in block.columns)
    for index, column in enumerate(block.columns):
        table.columns[index].width = Inches(rect.w * column.weight / total)
    table.rows[0].height = Inches(heights[0])
    for index, column in enumerate(block.columns):
        head = column.name + (f"\n{column.unit}" if column.unit else "")
        _write(table.cell(0, index), head, column, size - 1, ink=color("ink_2"), bold=True, line="line_strong")
    for number, row in enumerate(block.rows, start=1):
        table.rows[number].height = Inches(heights[number])
        for index, (column, cell) in enumerate(zip(block.columns, row.cells, strict=True)):
            _write_cell(
                table.cell(number, index), cell, column, size, is_sum=row.is_sum, point=row.is_point and index == 0
            )
    for index in range(len(block.columns)):
        if stands_off(block, index):
            for number in range(len(block.rows) + 1):
                table.cell(number, index).margin_left = Inches(CELL_MARGIN + STAND_OFF)
    return frame


def _write_cell(cell: Any, content: Cell, column: Column, size: float, *, is_sum: bool, point: bool) -> None:
    ground, ink = (None, words_color(content.judgement))
    if content.step is not None:
        ground, ink = diverging(content.step)
    elif is_sum:
        ground = color("sunken")
    _write(
        cell,
        content.text,
        column,
        size,
        ink=ink,
        bold=content.strong or is_sum,
        ground=ground,
        underline=point,
    )


def _write(
    cell: Any,
    text: str,
    column: Column,
    size: float,
    *,
    ink: str,
    bold: bool,
    ground: str | None = None,
    line: str = "line",
    underline: bool = False,
) -> None:
    frame = cell.text_frame
    cell.margin_left = cell.margin_right = Inches(CELL_MARGIN)
    cell.margin_top = cell.margin_bottom = Inches(0.02)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    for number, part in enumerate(text.split("\n")):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT if column.kind == "text" else PP_ALIGN.RIGHT
        run = paragraph.add_run()
        run.text = part
        run.font.size = Pt(round(size if number == 0 else max(size - 2, 8), 1))
        run.font.bold = bold and number == 0
        run.font.color.rgb = RGBColor.from_string(ink)
        if underline:
            underline_in_cinnabar(run)
    if ground is None:
        cell.fill.background()
    else:
        cell.fill.solid()
        cell.fill.fore_color.rgb = RGBColor.from_string(ground)
    _bottom_line(cell, color(line))


def underline_in_cinnabar(run: Any) -> None:
    """Underline a place's name in the one point colour, whatever the colour of the words."""
    properties = run._r.get_or_add_rPr()
    properties.set("u", "sng")
    fill = properties.makeelement(qn("a:uFill"), {})
    etree.SubElement(etree.SubElement(fill, qn("a:solidFill")), qn("a:srgbClr")).set("val", color("point"))
    after = properties.find(qn("a:solidFill"))
    if after is not None:
        after.addnext(fill)
    else:
        properties.insert(0, fill)


def _bottom_line(cell: Any, ink: str) -> None:
    properties = cell._tc.get_or_add_tcPr()
    line = properties.makeelement(qn("a:lnB"), {"w": "6350"})
    etree.SubElement(etree.SubElement(line, qn("a:solidFill")), qn("a:srgbClr")).set("val", ink)
    # Lines stand before the fill.
    properties.insert(0, line)
