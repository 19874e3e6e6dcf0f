"""Control chart: has the series really moved, or is it the usual wobble from month to month?"""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from charts.base import LIMIT_PX, SYMBOLS, Look, axis, base_figure, few_ticks, label, mark_color, padded, spread
from charts.rows import ControlPoint, LimitSegment


def _line(
    points: Sequence[ControlPoint], segments: Sequence[LimitSegment]
) -> tuple[list[int | None], list[float | None]]:
    """x and y of the line, opened at gaps and where limits begin anew: no line crosses a change of definition."""
    breaks = {segment.start for segment in segments[1:]}
    x: list[int | None] = []
    y: list[float | None] = []
    for index, point in enumerate(points):
        if index in breaks:
            x.append(None)
            y.append(None)
        x.append(index)
        y.append(point.value)
    return x, y


def _limits(figure: go.Figure, segment: LimitSegment, look: Look) -> None:
    """The usual range as a sunken band with its mean."""
    ends = {"x0": segment.start - 0.35, "x1": segment.end + 0.35}
    figure.add_shape(
        type="rect", **ends, y0=segment.lower, y1=segment.upper, layer="below", line={"width": 0},
        fillcolor=look.color("sunken"),
    )  # fmt: skip
    figure.add_shape(
        type="line", **ends, y0=segment.mean, y1=segment.mean, layer="below",
        line={"color": look.color("line_strong"), "width": 1},
    )  # fmt: skip
    if segment.break_reason:
        figure.add_vline(x=segment.start - 0.5, line={"color": look.color("ink_3"), "width": 1})
        label(
            figure, look, segment.break_reason, size=LIMIT_PX, color="ink_2", x=segment.start - 0.5, y=1, yref="paper",
            xanchor="left", yanchor="bottom", xshift=4,
        )  # fmt: skip


def _edge_labels(figure: go.Figure, segment: LimitSegment, at: float, gap: float, look: Look) -> None:
    texts = (segment.lower_text, segment.mean_text, segment.upper_text)
    levels = spread((segment.lower, segment.mean, segment.upper), gap)
    for words, text, level in zip(("下限", "均值", "上限"), texts, levels, strict=True):
        label(figure, look, f"{words}{text}", size=LIMIT_PX, color="ink_2", x=at, y=level, xanchor="left",
              yanchor="middle", xshift=look.px(14))  # fmt: skip


def _special(figure: go.Figure, points: Sequence[ControlPoint], look: Look) -> None:
    """Months with a special cause: large and filled, circle for better, diamond for worse."""
    for verdict in ("good", "bad", "neutral"):
        chosen = [
            (index, point) for index, point in enumerate(points) if point.special == verdict and point.value is not None
        ]
        if not chosen:
            continue
        figure.add_trace(
            go.Scatter(
                x=[index for index, _ in chosen],
                y=[point.value for _, point in chosen],
                mode="markers",
                marker={"symbol": SYMBOLS[verdict], "size": look.px(10), "color": mark_color(look, verdict)},
                hovertext=[f"<b>{point.label}</b><br>{point.text}<br>{point.reason}" for _, point in chosen],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )


def control_chart(
    points: Sequence[ControlPoint],
    segments: Sequence[LimitSegment],
    *,
    target: float | None = None,
    target_text: str = "",
    tick_suffix: str = "",
    look: Look | None = None,
    height: int = 340,
) -> go.Figure:
    """A monthly series in its usual range: band and mean, hollow months, filled ones where something happened.

    points   : one a month in order; value None leaves a gap.
    segments : limits in force, in order; a second one begins with a vertical line and its reason.
    target   : a dashed line with `target_text` (目标55%), or None.

    Raises ValueError when no month has a value.
    """
    known = [point.value for point in points if point.value is not None]
    if not known:
        raise ValueError("no month has a value; show the empty state instead")
    look = look or Look()
    reasons = any(segment.break_reason for segment in segments)
    figure = base_figure(look, height=height, left=48, right=76 if segments or target is not None else 20,
                         top=24 if reasons else 10, bottom=34)  # fmt: skip
    for segment in segments:
        _limits(figure, segment, look)
    x, y = _line(points, segments)
    figure.add_trace(
        go.Scatter(
            x=x,
            y=y,
            mode="lines+markers",
            line={"color": look.color("ink_2"), "width": 1.5},
            marker={
                "size": look.px(5.5),
                "color": look.color(look.ground),
                "line": {"color": look.color("ink"), "width": 1.3},
            },
            customdata=[
                None if index is None else f"<b>{points[index].label}</b><br>{points[index].text}" for index in x
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    _special(figure, points, look)
    levels = [*known, *(level for one in segments for level in (one.lower, one.upper))]
    if target is not None:
        levels.append(target)
        figure.add_hline(y=target, line={"color": look.color("ink"), "width": 1, "dash": "dash"}, layer="below")
        label(figure, look, target_text, size=LIMIT_PX, color="ink", x=0, xref="paper", y=target, xanchor="left",
              yanchor="bottom")  # fmt: skip
    low, high = padded(levels)
    if segments:
        gap = (high - low) * look.px(LIMIT_PX + 5) / max(height - figure.layout.margin.t - figure.layout.margin.b, 1)
        _edge_labels(figure, segments[-1], len(points) - 1, gap, look)
    ticks = few_ticks(len(points), 3 if look.phone or look.scale > 1 else 4)
    figure.update_xaxes(
        axis(
            look,
            grid=False,
            line=True,
            range=[-0.6, len(points) - 0.4],
            tickvals=ticks,
            ticktext=[points[index].label for index in ticks],
        )
    )
    figure.update_yaxes(axis(look, grid=True, line=False, range=[low, high], ticksuffix=tick_suffix, nticks=5))
    return figure
