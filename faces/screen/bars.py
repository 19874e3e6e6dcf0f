"""Bars from zero, in rows: counts by township where an interval would say nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from faces.blocks.marks import BarRow
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

ROW_PX = 30
PlacedRow = tuple[int, BarRow]


def _sorted(rows: Sequence[BarRow]) -> list[BarRow]:
    """Largest first; rows without a value stay last, in the order given."""
    known = sorted((row for row in rows if row.value is not None), key=lambda row: -(row.value or 0))
    return [*known, *(row for row in rows if row.value is None)]


def _bars(drawn: Sequence[PlacedRow], look: Look) -> Trace:
    return bar(
        orientation="h",
        y=[y for y, _ in drawn],
        x=[row.value for _, row in drawn],
        width=0.56,
        marker={"color": [mark_color(look, row.judgement) for _, row in drawn], "line": {"width": 0}},
        hovertext=[f"<b>{plain(row.name)}</b><br>{row.text}" for _, row in drawn],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _words(drawing: Drawing, placed: Sequence[PlacedRow]) -> None:
    """The value at the bar's end, or at zero the word that stands for it."""
    for y, row in placed:
        value = 0.0 if row.value is None else row.value
        side: dict[str, Any] = {"xanchor": "right", "xshift": -6} if value < 0 else {"xanchor": "left", "xshift": 6}
        color = "ink_2" if row.value is None else "ink"
        label(drawing, row.text, size=12.5, color=color, x=value, y=y, yanchor="middle", **side)


def bars(
    rows: Sequence[BarRow],
    *,
    axis_title: str = "",
    look: Look | None = None,
    sort: bool = True,
    height: int | None = None,
) -> go.Figure:
    """A bar a row, always from zero, the value in words at its end, largest first.

    A row without a value has no bar, only its words (未报, 已隐藏): it must not look like zero, which is drawn as no
    length and the figure 0. Without `axis_title` the axis is left out. Raises ValueError without rows.
    """
    if not rows:
        raise ValueError("a bar chart needs at least one row; show the empty state instead")
    look = look or Look()
    ordered = _sorted(rows) if sort else list(rows)
    count = len(ordered)
    names = [short(row.name) for row in ordered]
    drawing = new_drawing(
        look,
        height=height or int(look.px(ROW_PX) * count + look.px(46 if axis_title else 18)),
        left=name_margin(names),
        right=12,
        top=6,
        bottom=40 if axis_title else 12,
    )
    placed = [(count - 1 - index, row) for index, row in enumerate(ordered)]
    drawn = [(y, row) for y, row in placed if row.value is not None]
    drawing.add(_bars(drawn, look))
    _words(drawing, placed)
    values = [row.value or 0.0 for _, row in drawn] or [1.0]
    low, high = min(0.0, *values), max(0.0, *values)
    air = (high - low or 1.0) * (0.3 if look.phone else 0.2)  # room for the words
    for y, row in drawn:
        if row.is_point:
            frame_point(drawing, 0.0, row.value or 0.0, y, half=0.42, air=air * 0.025)
    drawing.upright(0, color="line_strong")
    drawing.axes(
        axis(
            look,
            grid=bool(axis_title),
            line=False,
            title=axis_title,
            range=[low - (air if low < 0 else 0), high + air],
            showticklabels=bool(axis_title),
            nticks=4 if look.phone else 5,
            tickformat=",~r",
        ),
        axis(
            look,
            grid=False,
            line=False,
            range=[-0.6, count - 0.4],
            tickvals=[y for y, _ in placed],
            ticktext=names,
            tickfont=look.type(13, "ink"),
        ),
    )
    return drawing.figure()
