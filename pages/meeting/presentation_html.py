"""A slide's blocks for a projector: headings, tables and words as HTML."""

from __future__ import annotations

from html import escape

from faces.blocks import Block, Cell, Drawing, Heat, Lines, Map, Table
from faces.look.tokens import Theme
from faces.rows import as_table
from faces.screen.base import Look
from faces.screen.drawing import drawing_html
from ui.components import panel_title
from ui.keys import map_key, scale_key
from ui.language import say


def heading_html(block: Block, theme: Theme) -> str:
    """Return a block's heading, with the key of a map."""
    key = ""
    if isinstance(block, Map):
        key = scale_key(block.key, title=block.unit) if block.key else _map_key(block, theme)
    return (panel_title(block.title) if block.title else "") + key


def _map_key(block: Map, theme: Theme) -> str:
    limits = [band.limit_min for band in block.bands]
    states = {"outside": block.outside, "unreachable": say("不通路的村", "village without a road")}
    drawn = {
        state: words for state, words in states.items() if any(village.state == state for village in block.villages)
    }
    ends = (limits[0], limits[-1]) if limits else (15, 30)
    return map_key(theme, bands=len(limits) > 1, roads=bool(block.roads), limits=ends, villages=drawn)


def block_html(block: Block, look: Look) -> str:
    """Return a table, a drawing or words as HTML; "" for charts."""
    if isinstance(block, Drawing):
        return drawing_html(block, look)
    if isinstance(block, Table | Heat):
        return table_html(as_table(block))
    if isinstance(block, Lines):
        lines = "".join(f"<p>{escape(line)}</p>" for line in block.lines)
        return f'<div class="yl yl-slide-words">{lines}</div>'
    return ""


def table_html(block: Table) -> str:
    """Return a table for a slide; the point's name underlined, clear changes on their ground."""
    heads = "".join(
        f'<th scope="col" class="{column.kind}">{escape(column.name)}<small>{escape(column.unit)}</small></th>'
        for column in block.columns
    )
    body = []
    for row in block.rows:
        cells = "".join(
            _cell(cell, column.kind, first=index == 0, point=row.is_point)
            for index, (column, cell) in enumerate(zip(block.columns, row.cells, strict=True))
        )
        body.append(f"<tr{' class=sum' if row.is_sum else ''}>{cells}</tr>")
    name = escape(block.title or say("表", "table"))
    return (
        f'<div class="yl yl-scroll" role="region" tabindex="0" aria-label="{name}"><table class="plain bare slide">'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def _cell(cell: Cell, kind: str, *, first: bool, point: bool) -> str:
    words = escape(cell.text)
    if first and point:
        words = f"<u>{words}</u>"
    if cell.strong:
        words = f"<b>{words}</b>"
    if first:
        return f'<th scope="row">{words}</th>'
    judged = "" if cell.judgement is None or cell.judgement == "neutral" else f" {cell.judgement}"
    ground = "" if cell.step is None else f" d{cell.step}"
    return f'<td class="{kind}{judged}{ground}">{words}</td>'
