"""Small multiples: each township's months beside the others, on one scale, last year behind this year."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from charts.base import Look, axis, base_figure, label, padded, short
from charts.rows import Panel

COLUMNS = 3
PANEL_PX = 104
TICK_MONTHS = (3, 7, 11)


def _panel_traces(panel: Panel, months: Sequence[str], look: Look) -> list[go.Scatter]:
    """Last year dotted, this year solid, a dot where it ends."""
    x = list(range(len(months)))
    last = go.Scatter(
        x=x, y=list(panel.last_year), mode="lines", hoverinfo="skip",
        line={"color": look.color("line_strong"), "width": 1.2, "dash": "dot"},
    )  # fmt: skip
    this = go.Scatter(
        x=x, y=list(panel.this_year), mode="lines", line={"color": look.color("ink"), "width": 2},
        hovertext=[f"<b>{panel.name}</b><br>{month}" for month in months],
        hovertemplate="%{hovertext} %{y:.1f}<extra></extra>",
    )  # fmt: skip
    known = [(index, value) for index, value in enumerate(panel.this_year) if value is not None]
    dot = go.Scatter(
        x=[index for index, _ in known[-1:]], y=[value for _, value in known[-1:]], mode="markers", hoverinfo="skip",
        marker={"color": look.color("point" if panel.is_point else "ink"), "size": look.px(6.5)},
    )  # fmt: skip
    return [last, this, dot]


def _title(figure: go.Figure, panel: Panel, row: int, column: int, look: Look, top: float) -> None:
    words = f"<b>{short(panel.name, 6)}</b> {panel.end_text}"
    label(
        figure,
        look,
        words,
        size=12,
        x=0,
        y=top,
        row=row,
        col=column,
        xanchor="left",
        yanchor="bottom",
        xshift=-2,
        yshift=3,
    )


def small_multiples(
    panels: Sequence[Panel],
    months: Sequence[str],
    *,
    tick_suffix: str = "",
    look: Look | None = None,
    height: int | None = None,
) -> go.Figure:
    """Three columns of panels in the order given, one common scale; name and latest value as each title.

    panels : a township each; values by position of `months`, None for a month not reported.
    months : 1月 … 12月, or those of the year so far.

    A panel without any value says 未报 in words. Raises ValueError without panels or without any value at all.
    """
    known = [value for panel in panels for value in (*panel.this_year, *panel.last_year) if value is not None]
    if not panels or not known:
        raise ValueError("no panel has a value; show the empty state instead")
    look = look or Look()
    rows = -(-len(panels) // COLUMNS)
    height = height or int(look.px(PANEL_PX) * rows + look.px(40))
    figure = base_figure(look, height=height, left=38, right=8, top=22, bottom=24)
    room = height - figure.layout.margin.t - figure.layout.margin.b
    grid = make_subplots(
        rows=rows,
        cols=COLUMNS,
        horizontal_spacing=0.045,
        vertical_spacing=min(look.px(40) / room, 0.9 / max(rows - 1, 1)),
    )
    grid.layout.template = None
    grid.update_layout(figure.layout)
    low, high = padded(known, 0.08)
    ticks = [index for index, month in enumerate(months) if month in {f"{number}月" for number in TICK_MONTHS}]
    for place, panel in enumerate(panels):
        row, column = place // COLUMNS + 1, place % COLUMNS + 1
        grid.add_traces(_panel_traces(panel, months, look), rows=row, cols=column)
        _title(grid, panel, row, column, look, high)
        if all(value is None for value in panel.this_year):
            label(
                grid,
                look,
                "未报",
                size=12,
                color="ink_2",
                x=(len(months) - 1) / 2,
                y=(low + high) / 2,
                row=row,
                col=column,
            )
    bottom = {(len(panels) - 1 - offset) for offset in range(min(COLUMNS, len(panels)))}
    for place in range(rows * COLUMNS):
        row, column = place // COLUMNS + 1, place % COLUMNS + 1
        shown = place < len(panels)
        grid.update_xaxes(
            axis(
                look,
                grid=False,
                line=False,
                range=[-0.5, len(months) - 0.5],
                tickvals=ticks,
                visible=shown,
                ticktext=[months[index] for index in ticks],
                showticklabels=place in bottom,
            ),
            row=row,
            col=column,
        )
        grid.update_yaxes(
            axis(
                look,
                grid=True,
                line=False,
                range=[low, high],
                ticksuffix=tick_suffix,
                nticks=3,
                visible=shown,
                showticklabels=column == 1,
            ),
            row=row,
            col=column,
        )
    return grid
