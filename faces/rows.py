"""Tables as files set them: value and arrow of a heat table in one cell, only the columns that a slide has room for."""

from __future__ import annotations

from dataclasses import replace

from faces.blocks import Cell, Column, Drawing, Heat, HeatCell, Row, Table
from faces.look.signs import arrow_sign

NAMES_WEIGHT = 1.3
"""Of a column of figures: what the column of townships takes of a slide's width."""


def as_table(block: Table | Heat | Drawing) -> Table:
    """Return rows of words: a table as it is, a heat table with its arrows, a drawing by the table it carries."""
    if isinstance(block, Drawing):
        return block.table
    if isinstance(block, Table):
        return block
    names = Column(block.corner, kind="text", weight=NAMES_WEIGHT)
    rows = tuple(
        Row([row.name, *(_cell(cell, is_sum=row.is_sum) for cell in row.cells)], row.is_point, row.is_sum)
        for row in block.rows
    )
    return Table(block.title, (names, *block.columns), rows)


def _cell(cell: HeatCell, *, is_sum: bool) -> Cell:
    if cell.number is None:
        return Cell(cell.status_words, status=cell.status)
    text = cell.value
    if cell.change:
        size = "" if cell.direction == "flat" else cell.change
        text += f" {arrow_sign(cell.direction, clear=cell.certainty == 'clear')}{size}"
    return Cell(text, cell.number, cell.decimals, strong=is_sum, step=cell.step)


def on_slide(table: Table) -> Table:
    """Return a table without the columns that a slide leaves out."""
    kept = [column.slide for column in table.columns]
    rows = tuple(
        replace(row, cells=tuple(cell for cell, wanted in zip(row.cells, kept, strict=True) if wanted))
        for row in table.rows
    )
    return replace(table, columns=tuple(column for column in table.columns if column.slide), rows=rows)
