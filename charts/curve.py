"""Coverage curve: which share of residents is within each minute of a qualifying facility."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from charts.base import Look, axis, base_figure, label
from charts.rows import CurveMark


def _band(minutes: Sequence[float], lower: Sequence[float], upper: Sequence[float], look: Look) -> list[go.Scatter]:
    """The band between two step lines, as the two traces Plotly fills between."""
    plain = {"mode": "lines", "line": {"width": 0, "shape": "hv"}, "hoverinfo": "skip"}
    return [
        go.Scatter(x=list(minutes), y=list(lower), **plain),
        go.Scatter(x=list(minutes), y=list(upper), fill="tonexty", fillcolor=look.color("good_soft"), **plain),
    ]


def _mark(figure: go.Figure, mark: CurveMark, look: Look) -> None:
    figure.add_shape(
        type="line", x0=mark.minute, x1=mark.minute, y0=0, y1=mark.share,
        line={"color": look.color("ink_2"), "width": 1, "dash": "dot"},
    )  # fmt: skip
    interval = f"<br><span style='font-weight:400'>{mark.interval_text}</span>" if mark.interval_text else ""
    label(
        figure, look, f"<b>{mark.text}</b>{interval}", size=12.5, x=mark.minute, y=mark.share, align="left",
        xanchor="left", yanchor="top", xshift=look.px(7), yshift=-look.px(7),
        bgcolor=look.color(look.ground), borderpad=1, opacity=0.94,
    )  # fmt: skip


def coverage_curve(
    minutes: Sequence[float],
    share: Sequence[float],
    *,
    lower: Sequence[float] | None = None,
    upper: Sequence[float] | None = None,
    marks: Sequence[CurveMark] = (),
    axis_title: str = "到最近合格机构的通行时间（分钟）",
    look: Look | None = None,
    height: int = 300,
) -> go.Figure:
    """Step line of the share covered (0–100, per cent) by minute, its band, and dotted drops at the limits read.

    minutes, share : same length, minutes rising; the step holds until the next minute (≤ is covered).
    lower, upper   : band for slower and faster roads, or None; marks : usually at 15 and 30 minutes.

    Raises ValueError for empty or unequal sequences.
    """
    if not minutes or len(minutes) != len(share):
        raise ValueError(f"{len(minutes)} minutes for {len(share)} shares; both are needed, in equal number")
    look = look or Look()
    figure = base_figure(look, height=height, left=42, right=16, top=10, bottom=46)
    if lower is not None and upper is not None:
        figure.add_traces(_band(minutes, lower, upper, look))
    figure.add_trace(
        go.Scatter(
            x=list(minutes),
            y=list(share),
            mode="lines",
            line={"color": look.color("good_mark"), "width": 2, "shape": "hv"},
            hovertemplate="<b>%{x}分钟内</b><br>%{y:.1f}%的居民<extra></extra>",
        )
    )
    for mark in marks:
        _mark(figure, mark, look)
    if marks:
        figure.add_trace(
            go.Scatter(
                x=[mark.minute for mark in marks],
                y=[mark.share for mark in marks],
                mode="markers",
                marker={"color": look.color("ink"), "size": look.px(9)},
                hovertext=[f"<b>{mark.text}</b><br>{mark.interval_text}" for mark in marks],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    last = max(minutes)
    figure.update_xaxes(axis(look, grid=False, line=True, title=axis_title, range=[0, last], dtick=15, tick0=0))
    figure.update_yaxes(axis(look, grid=True, line=False, range=[0, 104], dtick=20, ticksuffix="%"))
    return figure
