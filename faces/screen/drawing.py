"""A drawing on a page: an image of the reader's theme, with its words for those who hear the page."""

from __future__ import annotations

from html import escape

from faces.blocks.drawing import Drawing
from faces.picture.drawing import drawing_svg, hatch
from faces.screen.base import Look
from faces.screen.symbols import data_uri


def drawing_html(drawing: Drawing, look: Look) -> str:
    """Return the drawing as HTML, as wide as its column: the phone's own layout on a phone."""
    shown = drawing.phone if look.phone and drawing.phone is not None else drawing
    sans = look.tokens.sans.replace('"', "'")
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {shown.width:g} {shown.height:g}" '
        f'width="{shown.width:g}" height="{shown.height:g}" font-family="{sans}">'
        f"{hatch(look.color)}{drawing_svg(shown, look.color)}</svg>"
    )
    return (
        f'<div class="yl yl-drawing"><img src="{data_uri(svg)}" alt="{escape(in_words(drawing))}" '
        f'width="{shown.width:g}" height="{shown.height:g}"></div>'
    )


def in_words(drawing: Drawing) -> str:
    """Return what a drawing shows as a sentence a row, from its table."""
    rows = (" ".join(cell.text for cell in row.cells if cell.text) for row in drawing.table.rows)
    return "; ".join([drawing.title, *rows] if drawing.title else rows)
