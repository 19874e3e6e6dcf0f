"""Waterfall of contributions: from last year's value to this year's, township by township, in rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import plotly.graph_objects as go

from faces.blocks.marks import Contribution
from faces.look.tokens import Better, judgement
from faces.measure import padded
from faces.screen.base import (
    Drawing,
    Look,
    Trace,
    axis,
    bar,
    frame_point,
    label,
    mark_color,
    name_margin,
    new_drawing,
    plain,
    short,
)

ROW_PX = 27
_DECIMALS = re.compile(r"\d\.(\d+)")
# A row: its place, its part, and the level the part starts from.
PlacedPart = tuple[float, Contribution, float]


def _bars(parts: Sequence[PlacedPart], falls: bool, better: Better, look: Look) -> Trace:
    """All rises, or all falls, as one trace; falls are hatched so that a grey print still tells them apart."""
    # Without "overlay" Plotly draws a hatched bar transparent.
    hatch = {"shape": "/", "fillmode": "overlay", "size": 7, "solidity": 0.22, "fgcolor": look.color(look.ground)}
    return bar(
        orientation="h",
        y=[y for y, _, _ in parts],
        x=[part.value for _, part, _ in parts],
        base=[start for _, _, start in parts],
        width=0.62,
        marker={
            "color": mark_color(look, judgement(-1.0 if falls else 1.0, better)),
            "line": {"width": 0},
            "pattern": hatch if falls else {"shape": ""},
        },
        hovertext=[f"<b>{plain(part.name)}</b><br>{part.text}" for _, part, _ in parts],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _end(drawing: Drawing, x: float, y: float, text: str) -> None:
    """A total as a tick with its value: a bar from a cut axis would lie about its size."""
    drawing.line(x, y - 0.42, x, y + 0.42, color="ink", width=drawing.look.px(3))
    label(drawing, text, bold=True, x=x, y=y, xanchor="left", yanchor="middle", xshift=drawing.look.px(7))


def _words_and_steps(drawing: Drawing, rows: Sequence[PlacedPart], levels: Sequence[float]) -> None:
    """Each part's words at its right, hairlines from row to row, the frame round the township of the finding."""
    look = drawing.look
    for y, part, level in rows:
        right = max(level, level + part.value)
        at_right: dict[str, Any] = {"xanchor": "left", "yanchor": "middle", "xshift": look.px(6)}
        label(drawing, part.text, size=12, color="ink_2", x=right, y=y, **at_right)
        if part.is_point:
            frame_point(drawing, level, level + part.value, y, half=0.44, air=(max(levels) - min(levels)) * 0.008)
    for place, level in enumerate(levels):
        y = len(levels) - 1 - place
        drawing.line(level, y + 0.31, level, y + 0.69, color="line_strong", layer="below")


def least_span(texts: Sequence[str]) -> float:
    """Ten times the last decimal printed: below that a scale would blow rounding up into bars.

    Contributions printed as 0.0 are drawn against a span of at least 1.0 and stay slivers.
    """
    decimals = max((len(match.group(1)) for text in texts if (match := _DECIMALS.search(text))), default=0)
    return float(10 * 10.0**-decimals)


def waterfall(
    contributions: Sequence[Contribution],
    *,
    start: float,
    start_name: str,
    start_text: str,
    end_name: str,
    end_text: str,
    better: Better = "higher",
    look: Look | None = None,
    sort: bool = True,
    height: int | None = None,
) -> go.Figure:
    """Rows from `start` to its sum with the contributions: rises first, falls hatched, ends as ticks.

    contributions : in the unit of the change (百分点, or the count); they must be all of it, so that the end is
                    start + sum. Raises ValueError without any.
    Contributions that print as 0.0 stay slivers: the scale is never finer than ten times the last printed decimal.

    start_name    : 2023年1—9月; end_name : 2024年1—9月; the texts are the finished values, 50.8% and 52.6%.
    """
    if not contributions:
        raise ValueError("a waterfall needs at least one contribution; show the empty state instead")
    look = look or Look()
    parts = sorted(contributions, key=lambda part: -part.value) if sort else list(contributions)
    levels = list(accumulate((part.value for part in parts), initial=start))
    count = len(parts)
    rows = [(float(count - index), part, level) for index, (part, level) in enumerate(zip(parts, levels, strict=False))]
    names = [start_name, *(short(part.name) for part in parts), end_name]
    drawing = new_drawing(
        look,
        height=height or int(look.px(ROW_PX) * (count + 2) + 24),
        # Period names are mostly digits, which are narrower than characters.
        left=max(name_margin(names[1:-1]), len(start_name) * 9.5 + 14),
        right=20,
        top=8,
        bottom=8,
    )
    for falls in (False, True):
        chosen = [row for row in rows if (row[1].value < 0) == falls]
        if chosen:
            drawing.add(_bars(chosen, falls, better, look))
    _words_and_steps(drawing, rows, levels)
    _end(drawing, start, count + 1, start_text)
    _end(drawing, levels[-1], 0, end_text)
    low, high = padded(levels, 0.04)
    wanting = least_span([part.text for part in parts]) - (high - low)
    if wanting > 0:
        low, high = low - wanting / 2, high + wanting / 2
    room = (high - low) * (0.2 if look.phone else 0.14)  # for the last value's words
    drawing.axes(
        {"visible": False, "fixedrange": True, "range": [low, high + room]},
        axis(
            look,
            grid=False,
            line=False,
            range=[-0.6, count + 1.6],
            tickvals=list(range(count + 1, -1, -1)),
            ticktext=names,
            tickfont=look.type(12.5, "ink"),
        ),
    )
    return drawing.figure()
