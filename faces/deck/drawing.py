"""A drawing on a slide: native shapes and lines in one group, each of which can be moved and edited."""

from __future__ import annotations

from typing import Any, Final

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from faces.blocks.drawing import Area, Bar, Dot, Drawing, Stroke, Text, lines_of
from faces.deck.map import layer, plain, ring
from faces.geometry import Rect
from faces.look.dress import color
from faces.measure import text_width

SYMBOLS: Final = {
    "circle": MSO_SHAPE.OVAL,
    "square": MSO_SHAPE.RECTANGLE,
    "triangle": MSO_SHAPE.ISOSCELES_TRIANGLE,
    "diamond": MSO_SHAPE.DIAMOND,
}
ALIGN: Final = {"start": PP_ALIGN.LEFT, "middle": PP_ALIGN.CENTER, "end": PP_ALIGN.RIGHT}
BASELINE: Final = 0.88
"""Of the type's size: how far the baseline lies under the top of its line."""


class Fitted:
    """A drawing's units → inches in a rectangle: as large as fits, at its top left."""

    def __init__(self, drawing: Drawing, rect: Rect) -> None:
        self.scale = min(rect.w / drawing.width, rect.h / drawing.height)
        self.left, self.top = rect.x, rect.y

    def at(self, point: tuple[float, float]) -> tuple[float, float]:
        """Return a point's place in inches."""
        return self.left + point[0] * self.scale, self.top + point[1] * self.scale

    def points(self, size: float) -> float:
        """Return a size of type in points."""
        return size * self.scale * 72


def add_drawing(shapes: Any, drawing: Drawing, rect: Rect) -> None:
    """Add a drawing's marks as one group."""
    fitted = Fitted(drawing, rect)
    with layer(shapes, drawing.title or drawing.table.columns[0].name) as group:
        for mark in drawing.marks:
            match mark:
                case Bar():
                    _bar(group, mark, fitted)
                case Stroke():
                    _stroke(group, mark, fitted)
                case Area():
                    shape = ring(group, mark.points, fitted.at, "area")
                    _dress(shape, mark.fill, mark.edge)
                case Dot():
                    _dot(group, mark, fitted)
                case Text():
                    _text(group, mark, fitted)


def _dress(shape: Any, fill: str, edge: str) -> None:
    if fill:
        shape.fill.solid()
        shape.fill.fore_color.rgb = RGBColor.from_string(color(fill))
    else:
        shape.fill.background()
    if edge:
        shape.line.color.rgb, shape.line.width = RGBColor.from_string(color(edge)), Pt(0.75)
    else:
        shape.line.fill.background()


def _box(group: Any, kind: Any, x: float, y: float, w: float, h: float, fitted: Fitted) -> Any:
    left, top = fitted.at((x, y))
    size = Inches(max(w, 0.1) * fitted.scale), Inches(max(h, 0.1) * fitted.scale)
    shape = group.add_shape(kind, Inches(left), Inches(top), *size)
    plain(shape)
    return shape


def _bar(group: Any, bar: Bar, fitted: Fitted) -> None:
    shape = _box(group, MSO_SHAPE.RECTANGLE, bar.x, bar.y, bar.w, bar.h, fitted)
    shape.name = "bar"
    _dress(shape, bar.fill, bar.edge)
    if bar.hatched:
        shape.fill.patterned()
        shape.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        shape.fill.fore_color.rgb = RGBColor.from_string(color("line_strong"))
        shape.fill.back_color.rgb = RGBColor.from_string(color(bar.fill or "surface"))


def _stroke(group: Any, stroke: Stroke, fitted: Fitted) -> None:
    pieces = lines_of(stroke.points)
    for number, (start, end) in enumerate(pieces, start=1):
        (x0, y0), (x1, y1) = fitted.at(start), fitted.at(end)
        line = group.add_connector(MSO_CONNECTOR.STRAIGHT, Inches(x0), Inches(y0), Inches(x1), Inches(y1))
        plain(line)
        line.name = "line"
        line.line.color.rgb = RGBColor.from_string(color(stroke.ink))
        line.line.width = Pt(max(fitted.points(stroke.width), 0.5))
        if stroke.dashed:
            line.line.dash_style = MSO_LINE.DASH
        if stroke.arrow and number == len(pieces):
            properties = line.line._get_or_add_ln()
            properties.append(properties.makeelement(qn("a:tailEnd"), {"type": "triangle"}))


def _dot(group: Any, dot: Dot, fitted: Fitted) -> None:
    shape = _box(group, SYMBOLS[dot.symbol], dot.x - dot.r, dot.y - dot.r, 2 * dot.r, 2 * dot.r, fitted)
    shape.name = "dot"
    _dress(shape, "surface" if dot.half or not dot.fill else dot.fill, dot.edge)
    if dot.half:
        half = _box(group, MSO_SHAPE.FLOWCHART_DELAY, dot.x - dot.r, dot.y - dot.r, dot.r, 2 * dot.r, fitted)
        half.name, half.rotation = "half", 180
        _dress(half, dot.fill or "ink", "")


def _text(group: Any, text: Text, fitted: Fitted) -> None:
    width = (text_width(text.words) + 1) * text.size
    left = text.x - {"start": 0.0, "middle": width / 2, "end": width}[text.anchor]
    x, y = fitted.at((left, text.y - text.size * BASELINE))
    box = group.add_textbox(Inches(x), Inches(y), Inches(width * fitted.scale), Inches(text.size * fitted.scale * 1.2))
    frame = box.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    frame.word_wrap, frame.vertical_anchor = False, MSO_ANCHOR.TOP
    paragraph = frame.paragraphs[0]
    paragraph.alignment = ALIGN[text.anchor]
    run = paragraph.add_run()
    run.text = text.words
    run.font.size, run.font.bold = Pt(round(fitted.points(text.size), 1)), text.bold
    run.font.color.rgb = RGBColor.from_string(color(text.ink))
