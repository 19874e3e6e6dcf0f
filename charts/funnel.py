"""Funnel plot: which townships lie further from the county than their size explains."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from charts.base import (
    LIMIT_PX,
    STANDING_WORDS,
    Look,
    axis,
    base_figure,
    label,
    mark_color,
    padded,
    short,
    spread,
    standing_judgement,
)
from charts.rows import FunnelLimits, FunnelPoint
from ui.tokens import Better


def _limit(denominators: Sequence[float], values: Sequence[float], dash: str, look: Look) -> go.Scatter:
    return go.Scatter(
        x=list(denominators), y=list(values), mode="lines", hoverinfo="skip",
        line={"color": look.color("line_strong"), "width": 1.1, "dash": dash},
    )  # fmt: skip


def _points(points: Sequence[FunnelPoint], standing: str, better: Better, look: Look) -> go.Scatter:
    verdict = standing_judgement(standing, better)  # type: ignore[arg-type]
    filled = standing in ("above", "below")
    color = mark_color(look, verdict)
    diamond = verdict == "bad" or (verdict == "neutral" and standing == "below")
    return go.Scatter(
        x=[point.denominator for point in points],
        y=[point.value for point in points],
        mode="markers",
        marker={
            "symbol": "diamond" if diamond else "circle",
            "size": look.px(12 if filled else 10),
            "color": color if filled else look.color(look.ground),
            "opacity": 1,
            "line": {"color": color, "width": 0 if filled else 2},
        },
        hovertext=[f"<b>{point.name}</b><br>{point.text}<br>{STANDING_WORDS[point.standing]}" for point in points],
        hovertemplate="%{hovertext}<extra></extra>",
    )


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
    figure = base_figure(look, height=height, left=46, right=62, top=10, bottom=46)
    xs = limits.denominators
    for values, dash in (
        (limits.lower_998, "solid"),
        (limits.upper_998, "solid"),
        (limits.lower_95, "dot"),
        (limits.upper_95, "dot"),
    ):
        figure.add_trace(_limit(xs, values, dash, look))
    figure.add_trace(
        go.Scatter(
            x=[xs[0], xs[-1]],
            y=[county_value, county_value],
            mode="lines",
            hoverinfo="skip",
            line={"color": look.color("ink"), "width": 1.2},
        )
    )
    for standing in ("same", "unknown", "above", "below"):
        chosen = [point for point in points if point.standing == standing]
        if chosen:
            figure.add_trace(_points(chosen, standing, better, look))
    for point in points:
        if point.standing in ("above", "below"):
            label(figure, look, short(point.name), size=12.5, x=point.denominator, y=point.value, xanchor="left",
                  yanchor="middle", xshift=look.px(10))  # fmt: skip
        if point.is_point:
            _ring(figure, point, look)
    low, high = padded([*limits.lower_998, *limits.upper_998, *(point.value for point in points)], 0.08)
    if tick_suffix == "%":
        low, high = max(low, 0.0), min(high, 102.0)
    room = height - figure.layout.margin.t - figure.layout.margin.b
    texts = ("99.8%", "95%", county_text)
    for text, y in zip(
        texts,
        spread((limits.upper_998[-1], limits.upper_95[-1], county_value), (high - low) * look.px(LIMIT_PX + 4) / room),
        strict=True,
    ):
        label(figure, look, text, size=LIMIT_PX, color="ink" if text == county_text else "ink_2", x=xs[-1], y=y,
              xanchor="left", yanchor="middle", xshift=look.px(5))  # fmt: skip
    figure.update_xaxes(
        axis(
            look,
            grid=False,
            line=True,
            title=axis_title,
            range=[0, xs[-1]],
            tickformat=",d",
            nticks=4 if look.phone else 6,
        )
    )
    figure.update_yaxes(axis(look, grid=True, line=False, range=[low, high], ticksuffix=tick_suffix, nticks=8))
    return figure


def _ring(figure: go.Figure, point: FunnelPoint, look: Look) -> None:
    figure.add_trace(
        go.Scatter(
            x=[point.denominator],
            y=[point.value],
            mode="markers",
            hoverinfo="skip",
            marker={
                "symbol": "circle-open",
                "size": look.px(21),
                "color": look.color("point"),
                "line": {"color": look.color("point"), "width": 2},
            },
        )
    )
