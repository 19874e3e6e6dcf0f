"""Funnel plot: which townships lie further from the county than their size explains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from charts.base import (
    LIMIT_PX,
    STANDING_WORDS,
    Drawing,
    Look,
    Trace,
    axis,
    label,
    mark_color,
    new_drawing,
    padded,
    plain,
    ring_point,
    scatter,
    short,
    spread,
    standing_judgement,
    standing_symbol,
)
from charts.ranked import STANDINGS
from charts.rows import FunnelLimits, FunnelPoint, Standing
from ui.tokens import Better


def _limit(denominators: Sequence[float], values: Sequence[float], dash: str, look: Look) -> Trace:
    line = {"color": look.color("line_strong"), "width": 1.1, "dash": dash}
    return scatter(x=list(denominators), y=list(values), mode="lines", hoverinfo="skip", line=line)


def _points(points: Sequence[FunnelPoint], standing: Standing, better: Better, look: Look) -> Trace:
    """Townships of one standing: filled outside the limits, hollow and grey inside."""
    filled = standing in ("above", "below")
    color = mark_color(look, standing_judgement(standing, better))
    return scatter(
        x=[point.denominator for point in points],
        y=[point.value for point in points],
        mode="markers",
        marker={
            "symbol": standing_symbol(standing, better),
            "size": look.px(12 if filled else 10),
            "color": color if filled else look.color(look.ground),
            "opacity": 1,
            "line": {"color": color, "width": 0 if filled else 2},
        },
        hovertext=[
            f"<b>{plain(point.name)}</b><br>{point.text}<br>{look.say(*STANDING_WORDS[point.standing])}"
            for point in points
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _names(drawing: Drawing, points: Sequence[FunnelPoint]) -> None:
    """Only those outside are named; the township of the finding is ringed."""
    for point in points:
        if point.is_point:
            ring_point(drawing, point.denominator, point.value)
        if point.standing in ("above", "below"):
            away = drawing.look.px(14 if point.is_point else 10)
            where: dict[str, Any] = {"xanchor": "left", "yanchor": "middle", "xshift": away}
            label(drawing, short(point.name), size=12.5, x=point.denominator, y=point.value, **where)


def _edge_labels(drawing: Drawing, limits: FunnelLimits, county: tuple[float, str], spread_over: float) -> None:
    """99.8%, 95% and the county at the right end of their lines."""
    gap = spread_over * drawing.look.px(LIMIT_PX + 4) / drawing.plot_height
    levels = spread((limits.upper_998[-1], limits.upper_95[-1], county[0]), gap)
    where: dict[str, Any] = {"xanchor": "left", "yanchor": "middle", "xshift": drawing.look.px(5)}
    for text, color, y in zip(("99.8%", "95%", county[1]), ("ink_2", "ink_2", "ink"), levels, strict=True):
        label(drawing, text, size=LIMIT_PX, color=color, x=limits.denominators[-1], y=y, **where)


def funnel(
    points: Sequence[FunnelPoint],
    limits: FunnelLimits,
    *,
    county_value: float,
    county_text: str,
    axis_title: str,
    tick_suffix: str = "%",
    better: Better = "higher",
    look: Look | None = None,
    height: int = 360,
) -> go.Figure:
    """Rate against number of people, 95% limits dotted, 99.8% solid; only points outside are named.

    points      : a township each; `standing` above or below where it lies outside the limits used.
    limits      : over rising denominators that reach past the largest township.
    axis_title  : 应管理人数（人）. If limits were widened for over-dispersion, say so in the line under the title.

    Raises ValueError without points.
    """
    if not points:
        raise ValueError("a funnel needs at least one township; show the empty state instead")
    look = look or Look()
    drawing = new_drawing(look, height=height, left=46, right=62, top=10, bottom=46)
    xs = limits.denominators
    drawing.add(
        *(_limit(xs, values, "solid", look) for values in (limits.lower_998, limits.upper_998)),
        *(_limit(xs, values, "dot", look) for values in (limits.lower_95, limits.upper_95)),
    )
    drawing.line(xs[0], county_value, xs[-1], county_value, color="ink", width=1.2, layer="below")
    for standing in STANDINGS:
        chosen = [point for point in points if point.standing == standing]
        if chosen:
            drawing.add(_points(chosen, standing, better, look))
    _names(drawing, points)
    low, high = padded([*limits.lower_998, *limits.upper_998, *(point.value for point in points)], 0.08)
    if tick_suffix == "%":
        low, high = max(low, 0.0), min(high, 102.0)
    _edge_labels(drawing, limits, (county_value, county_text), high - low)
    drawing.axes(
        axis(
            look,
            grid=False,
            line=True,
            title=axis_title,
            range=[0, xs[-1]],
            tickformat=",d",
            nticks=4 if look.phone else 6,
        ),
        axis(look, grid=True, line=False, range=[low, high], ticksuffix=tick_suffix, nticks=8),
    )
    return drawing.figure()
