"""Coverage curve: which share of residents is within each minute of a qualifying facility."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from faces.blocks.marks import CurveMark
from faces.screen.base import Drawing, Look, Trace, axis, label, new_drawing, plain, scatter


def _band(minutes: Sequence[float], lower: Sequence[float], upper: Sequence[float], look: Look) -> list[Trace]:
    """The band between two step lines, as the two traces Plotly fills between."""
    plain = {"x": list(minutes), "mode": "lines", "line": {"width": 0, "shape": "hv"}, "hoverinfo": "skip"}
    filled = {"fill": "tonexty", "fillcolor": look.color("good_soft")}
    return [scatter(y=list(lower), **plain), scatter(y=list(upper), **plain, **filled)]


TOP, BOTTOM, ROOF = 10, 46, 104
WORDS_PX, WORDS_MINUTES = 40, 24
"""About how high a limit's two lines of words are, and how many minutes of the axis they are wide."""


def _lowered(marks: Sequence[CurveMark], height: int, look: Look) -> list[float]:
    """How many px further down each mark's words stand, so that they clear those of the next limit to their right."""
    per_cent = (height - TOP - BOTTOM) / ROOF
    found = [0.0] * len(marks)
    for at in range(len(marks) - 2, -1, -1):
        own, following = marks[at], marks[at + 1]
        if following.minute - own.minute < WORDS_MINUTES:
            below = following.share * per_cent - found[at + 1] - look.px(WORDS_PX)
            found[at] = max(0.0, own.share * per_cent - below)
    return found


def _mark(drawing: Drawing, mark: CurveMark, lowered: float) -> None:
    """The dotted drop at a limit, and its words right under the curve."""
    look = drawing.look
    drawing.line(mark.minute, 0, mark.minute, mark.share, color="ink_2", line={"dash": "dot"})
    interval = f"<br>{mark.interval_text}" if mark.interval_text else ""
    where: dict[str, Any] = {"xanchor": "left", "yanchor": "top", "xshift": look.px(7), "yshift": -look.px(7) - lowered}
    ground: dict[str, Any] = {"bgcolor": look.color(look.ground), "borderpad": 1, "opacity": 0.94, "align": "left"}
    words = f"<b>{plain(mark.text)}</b>{interval}"
    label(drawing, words, size=12.5, x=mark.minute, y=mark.share, **where, **ground)


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
    drawing = new_drawing(look, height=height, left=42, right=16, top=TOP, bottom=BOTTOM)
    if lower is not None and upper is not None:
        drawing.add(*_band(minutes, lower, upper, look))
    drawing.add(
        scatter(
            x=list(minutes),
            y=list(share),
            mode="lines",
            line={"color": look.color("good_mark"), "width": 2, "shape": "hv"},
            hovertemplate=look.say(
                "<b>%{x}分钟内</b><br>%{y:.1f}%的居民<extra></extra>",
                "<b>within %{x} min</b><br>%{y:.1f}% of residents<extra></extra>",
            ),
        )
    )
    for mark, lowered in zip(marks, _lowered(marks, height, look), strict=True):
        _mark(drawing, mark, lowered)
    if marks:
        drawing.add(
            scatter(
                x=[mark.minute for mark in marks],
                y=[mark.share for mark in marks],
                mode="markers",
                marker={"color": look.color("ink"), "size": look.px(9)},
                hovertext=[f"<b>{plain(mark.text)}</b><br>{mark.interval_text}" for mark in marks],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    drawing.axes(
        axis(look, grid=False, line=True, title=axis_title, range=[0, max(minutes)], dtick=15, tick0=0),
        axis(look, grid=True, line=False, range=[0, ROOF], dtick=20, ticksuffix="%"),
    )
    return drawing.figure()
