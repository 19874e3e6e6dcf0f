"""Bars from zero, in rows: counts by township where an interval would say nothing."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from charts.base import Look, axis, base_figure, frame_point, label, mark_color, name_margin, short
from charts.rows import BarRow

ROW_PX = 30


def bars(
    rows: Sequence[BarRow],
    *,
    axis_title: str = "",
    look: Look | None = None,
    sort: bool = True,
    height: int | None = None,
) -> go.Figure:
    """A bar a row, always from zero, the value in words at its end, largest first.

    A row without a value has no bar, only its words (未报, 已隐藏): it must not look like zero, which is drawn as a
    tick on the axis and the figure 0. Raises ValueError without rows.
    """
    if not rows:
        raise ValueError("a bar chart needs at least one row; show the empty state instead")
    look = look or Look()
    known = [row for row in rows if row.value is not None]
    unknown = [row for row in rows if row.value is None]
    ordered = [*sorted(known, key=lambda row: -(row.value or 0)), *unknown] if sort else list(rows)
    count = len(ordered)
    names = [short(row.name) for row in ordered]
    figure = base_figure(
        look,
        height=height or int(look.px(ROW_PX) * count + look.px(44 if axis_title else 18)),
        left=name_margin(names),
        right=12, top=6, bottom=40 if axis_title else 12,
    )  # fmt: skip
    placed = [(count - 1 - index, row) for index, row in enumerate(ordered)]
    drawn = [(y, row) for y, row in placed if row.value is not None]
    figure.add_trace(
        go.Bar(
            orientation="h",
            y=[y for y, _ in drawn],
            x=[row.value for _, row in drawn],
            width=0.56,
            marker={"color": [mark_color(look, row.judgement) for _, row in drawn], "line": {"width": 0}},
            hovertext=[f"<b>{row.name}</b><br>{row.text}" for _, row in drawn],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    for y, row in placed:
        quiet = row.value is None
        behind = row.value is not None and row.value < 0
        label(figure, look, row.text, size=12.5, color="ink_2" if quiet else "ink", x=0 if quiet else row.value, y=y,
              xanchor="right" if behind else "left", yanchor="middle", xshift=look.px(-6 if behind else 6))  # fmt: skip
    values = [row.value or 0 for row in known] or [1.0]
    low, high = min(0.0, *values), max(0.0, *values)
    air = (high - low or 1.0) * (0.3 if look.phone else 0.2)
    for y, row in drawn:
        if row.is_point:
            frame_point(figure, look, 0.0, row.value or 0.0, y, half=0.42, air=air * 0.025)
    figure.add_vline(x=0, line={"color": look.color("line_strong"), "width": 1})
    figure.update_xaxes(
        axis(
            look,
            grid=bool(axis_title),
            line=False,
            title=axis_title,
            range=[low - (air if low < 0 else 0), high + air],
            showticklabels=bool(axis_title),
            nticks=4 if look.phone else 5,
            tickformat=",~r",
        )
    )
    figure.update_yaxes(
        axis(
            look,
            grid=False,
            line=False,
            range=[-0.6, count - 0.4],
            tickvals=[y for y, _ in placed],
            ticktext=names,
            tickfont=look.font(13, "ink"),
        )
    )
    return figure
