"""A drawing as SVG: on the screen in the reader's theme, in a slide's picture on paper."""

from __future__ import annotations

import math
from collections.abc import Callable
from html import escape

from faces.blocks.drawing import Area, Bar, Dot, Drawing, Mark, Stroke, Text

HATCH = "yl-hatch"
HEAD_LENGTH, HEAD_WIDTH = 7.0, 5.0
Paint = Callable[[str], str]
"""Name of a token → a colour as SVG writes it."""


def hatch(paint: Paint) -> str:
    """Return the pattern of hatched bars; once a document that holds drawings."""
    return (
        f'<defs><pattern id="{HATCH}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<path d="M0 0V5" stroke="{paint("line_strong")}" stroke-width="1.6"/></pattern></defs>'
    )


def drawing_svg(drawing: Drawing, paint: Paint) -> str:
    """Return the marks in the drawing's own units, all words escaped; the caller places and scales them."""
    return "".join(_mark(mark, paint) for mark in drawing.marks)


def arrow_head(stroke: Stroke) -> tuple[tuple[float, float], ...]:
    """Return the three corners of a line's arrow head."""
    (x0, y0), (x1, y1) = stroke.points[-2:]
    angle = math.atan2(y1 - y0, x1 - x0)
    long, half = HEAD_LENGTH + stroke.width, (HEAD_WIDTH + stroke.width) / 2
    base = (x1 - long * math.cos(angle), y1 - long * math.sin(angle))
    across = (-math.sin(angle) * half, math.cos(angle) * half)
    return (x1, y1), (base[0] + across[0], base[1] + across[1]), (base[0] - across[0], base[1] - across[1])


def corners(dot: Dot) -> tuple[tuple[float, float], ...]:
    """Return the corners of a triangle or diamond."""
    if dot.symbol == "triangle":
        return (dot.x, dot.y - dot.r), (dot.x + dot.r, dot.y + dot.r * 0.8), (dot.x - dot.r, dot.y + dot.r * 0.8)
    return (dot.x, dot.y - dot.r), (dot.x + dot.r, dot.y), (dot.x, dot.y + dot.r), (dot.x - dot.r, dot.y)


def _mark(mark: Mark, paint: Paint) -> str:
    match mark:
        case Bar():
            place = f'x="{mark.x:.1f}" y="{mark.y:.1f}" width="{max(mark.w, 0):.1f}" height="{max(mark.h, 0):.1f}"'
            plain = f"<rect {place}{_ink(mark.fill, mark.edge, paint)}/>"
            return plain + (f'<rect {place} fill="url(#{HATCH})"/>' if mark.hatched else "")
        case Stroke():
            drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in mark.points)
            dash = ' stroke-dasharray="5 4"' if mark.dashed else ""
            line = (
                f'<polyline points="{drawn}" fill="none" stroke="{paint(mark.ink)}" '
                f'stroke-width="{mark.width:g}"{dash}/>'
            )
            return line + (_ring(arrow_head(mark), mark.ink, "", paint) if mark.arrow else "")
        case Area():
            return _ring(mark.points, mark.fill, mark.edge, paint)
        case Dot():
            return _dot(mark, paint)
        case Text():
            weight = ' font-weight="700"' if mark.bold else ""
            title = f"<title>{escape(mark.title)}</title>" if mark.title else ""
            return (
                f'<text x="{mark.x:.1f}" y="{mark.y:.1f}" font-size="{mark.size:g}" fill="{paint(mark.ink)}" '
                f'text-anchor="{mark.anchor}"{weight}>{title}{escape(mark.words)}</text>'
            )


def _ink(fill: str, edge: str, paint: Paint) -> str:
    stroke = f' stroke="{paint(edge)}"' if edge else ""
    return f' fill="{paint(fill) if fill else "none"}"{stroke}'


def _ring(points: tuple[tuple[float, float], ...], fill: str, edge: str, paint: Paint) -> str:
    return f'<polygon points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"{_ink(fill, edge, paint)}/>'


def _dot(dot: Dot, paint: Paint) -> str:
    fill = dot.fill or "surface"
    if dot.symbol in ("triangle", "diamond"):
        return _ring(corners(dot), fill, dot.edge, paint)
    if dot.symbol == "square":
        side = dot.r * 2
        return (
            f'<rect x="{dot.x - dot.r:.1f}" y="{dot.y - dot.r:.1f}" width="{side:.1f}" height="{side:.1f}"'
            f"{_ink(fill, dot.edge, paint)}/>"
        )
    whole = f'<circle cx="{dot.x:.1f}" cy="{dot.y:.1f}" r="{dot.r:.1f}"{_ink(fill, dot.edge, paint)}/>'
    if not dot.half:
        return whole
    hollow = f'<circle cx="{dot.x:.1f}" cy="{dot.y:.1f}" r="{dot.r:.1f}"{_ink("surface", dot.edge, paint)}/>'
    left = f"M{dot.x:.1f} {dot.y - dot.r:.1f}A{dot.r:.1f} {dot.r:.1f} 0 0 0 {dot.x:.1f} {dot.y + dot.r:.1f}Z"
    return hollow + f'<path d="{left}" fill="{paint(fill)}"/>'
