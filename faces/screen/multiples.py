"""Small multiples: each township's months beside the others, on one scale, last year behind this year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from faces.blocks.marks import Panel
from faces.measure import padded
from faces.screen.base import Drawing, Look, axis, label, new_drawing, plain, scatter, short
from words.names import STATUSES

COLUMNS = 3
PANEL_PX = 104
TITLE_PX = 40
COLUMN_GAP = 0.045
TICK_PLACES = (2, 6, 10)  # March, July, November: three names find room on a phone


def _draw_panel(drawing: Drawing, panel: Panel, months: Sequence[str], axes: dict[str, Any]) -> None:
    """Last year dotted, this year solid with each month's 95% interval, a dot where it ends."""
    look = drawing.look
    places = list(range(len(months)))
    intervals = [
        (place, lower, upper)
        for place, (lower, upper) in enumerate(zip(panel.lower, panel.upper, strict=True))
        if lower is not None and upper is not None
    ]
    if intervals:
        reach = {"color": look.color("line_strong"), "width": look.px(2.4)}
        across = [part for place, _, _ in intervals for part in (place, place, None)]
        up = [part for _, lower, upper in intervals for part in (lower, upper, None)]
        drawing.add(scatter(x=across, y=up, mode="lines", hoverinfo="skip", line=reach, opacity=0.6, **axes))
    last = {"color": look.color("line_strong"), "width": 1.2, "dash": "dot"}
    drawing.add(scatter(x=places, y=list(panel.last_year), mode="lines", hoverinfo="skip", line=last, **axes))
    drawing.add(
        scatter(
            x=places,
            y=list(panel.this_year),
            mode="lines",
            line={"color": look.color("ink"), "width": 2},
            hovertext=list(months),
            hovertemplate=f"<b>{plain(panel.name)}</b><br>%{{hovertext}} %{{y:.1f}}<extra></extra>",
            **axes,
        )
    )
    for values, color in ((panel.last_year, "line_strong"), (panel.this_year, "ink")):
        lone = alone(values)
        if lone:
            small = {"color": look.color(color), "size": look.px(4.5)}
            at = {"x": lone, "y": [values[place] for place in lone]}
            drawing.add(scatter(mode="markers", hoverinfo="skip", marker=small, **at, **axes))
    known = [(place, value) for place, value in enumerate(panel.this_year) if value is not None]
    dot = {"color": look.color("point" if panel.is_point else "ink"), "size": look.px(6.5)}
    ends = {"x": [place for place, _ in known[-1:]], "y": [value for _, value in known[-1:]]}
    drawing.add(scatter(mode="markers", hoverinfo="skip", marker=dot, **ends, **axes))


def alone(values: Sequence[float | None]) -> list[int]:
    """Return the places of values without a neighbour: a line would not show a quarter's score at all."""
    padded_values = [None, *values, None]
    return [
        place
        for place, value in enumerate(values)
        if value is not None and padded_values[place] is None and padded_values[place + 2] is None
    ]


def _write_panel(drawing: Drawing, panel: Panel, middle: float, low: float, high: float, refs: dict[str, Any]) -> None:
    """Name and latest value as the title; 未报 in words where there is no value at all."""
    words = f"<b>{short(panel.name, 6)}</b> {panel.end_text}"
    label(drawing, words, size=12, x=0, y=high, xanchor="left", yanchor="bottom", xshift=-2, yshift=3, **refs)
    if all(value is None for value in panel.this_year):
        label(
            drawing,
            panel.nothing or drawing.look.say(*STATUSES["no_data"]),
            size=12,
            color="ink_2",
            x=middle,
            y=(low + high) / 2,
            **refs,
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

    A panel without any value says so in words. Raises ValueError without panels or without any value at all.
    """
    known = [
        value
        for panel in panels
        for value in (*panel.this_year, *panel.last_year, *panel.lower, *panel.upper)
        if value is not None
    ]
    if not panels or not known:
        raise ValueError("no panel has a value; show the empty state instead")
    look = look or Look()
    rows = -(-len(panels) // COLUMNS)
    height = height or int(look.px(PANEL_PX) * rows + look.px(TITLE_PX))
    drawing = new_drawing(look, height=height, left=44, right=8, top=22, bottom=24)
    row_gap = min(look.px(TITLE_PX) / drawing.plot_height, 0.9 / max(rows - 1, 1))
    wide, tall = (1 - COLUMN_GAP * (COLUMNS - 1)) / COLUMNS, (1 - row_gap * (rows - 1)) / rows
    low, high = padded(known, 0.08)
    # Numeric places, not categories: shared categories with a fixed range draw empty panels.
    ticks = [place for place in TICK_PLACES if place < len(months)] or list(range(len(months)))
    for place, panel in enumerate(panels):
        number = "" if place == 0 else str(place + 1)
        refs = {"xref": f"x{number}", "yref": f"y{number}"}
        row, column = divmod(place, COLUMNS)
        west, top = column * (wide + COLUMN_GAP), 1 - row * (tall + row_gap)
        _draw_panel(drawing, panel, months, {"xaxis": refs["xref"], "yaxis": refs["yref"]})
        _write_panel(drawing, panel, (len(months) - 1) / 2, low, high, refs)
        drawing.layout[f"xaxis{number}"] = axis(
            look,
            grid=False,
            line=False,
            domain=[west, min(west + wide, 1.0)],
            anchor=refs["yref"],
            range=[-0.5, len(months) - 0.5],
            tickvals=ticks,
            ticktext=[months[index] for index in ticks],
            showticklabels=place + COLUMNS >= len(panels),
        )
        drawing.layout[f"yaxis{number}"] = axis(
            look,
            grid=True,
            line=False,
            domain=[max(top - tall, 0.0), top],
            anchor=refs["xref"],
            range=[low, high],
            ticksuffix=tick_suffix,
            nticks=3,
            showticklabels=column == 0,
        )
    return drawing.figure()
