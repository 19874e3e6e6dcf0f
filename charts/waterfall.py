"""Waterfall of contributions: from last year's value to this year's, township by township, in rows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import plotly.graph_objects as go

from charts.base import Look, axis, base_figure, frame_point, label, mark_color, name_margin, padded, short
from charts.rows import Contribution
from ui.tokens import Better, judgement

ROW_PX = 27


def _bars(parts: Sequence[tuple[float, Contribution, float]], falls: bool, better: Better, look: Look) -> go.Bar:
    """All rises, or all falls, as one trace; falls are hatched so that a grey print still tells them apart."""
    color = mark_color(look, judgement(-1.0 if falls else 1.0, better))
    pattern = {"shape": "/", "fillmode": "overlay", "size": 7, "solidity": 0.22, "fgcolor": look.color(look.ground)}
    return go.Bar(
        orientation="h",
        y=[y for y, _, _ in parts],
        x=[part.value for _, part, _ in parts],
        base=[start for _, _, start in parts],
        width=0.62,
        marker={
            "color": color,
            "line": {"width": 0},
            "pattern": pattern if falls else {"shape": ""},
        },
        hovertext=[f"<b>{part.name}</b><br>{part.text}" for _, part, _ in parts],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _end(figure: go.Figure, look: Look, x: float, y: float, text: str) -> None:
    """A total as a tick with its value: a bar from a cut axis would lie about its size."""
    figure.add_shape(
        type="line", x0=x, x1=x, y0=y - 0.42, y1=y + 0.42, line={"color": look.color("ink"), "width": look.px(3)}
    )
    label(figure, look, text, bold=True, x=x, y=y, xanchor="left", yanchor="middle", xshift=look.px(7))


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
    figure = base_figure(
        look,
        height=height or int(look.px(ROW_PX) * (count + 2) + 24),
        left=max(name_margin(names[1:-1]), (len(start_name) * 9.5) + 14),
        right=20,
        top=8,
        bottom=8,
    )
    for falls in (False, True):
        chosen = [row for row in rows if (row[1].value < 0) == falls]
        if chosen:
            figure.add_trace(_bars(chosen, falls, better, look))
    for y, part, level in rows:
        right = max(level, level + part.value)
        label(figure, look, part.text, size=12, color="ink_2", x=right, y=y, xanchor="left", yanchor="middle",
              xshift=look.px(6))  # fmt: skip
        figure.add_shape(
            type="line", x0=level, x1=level, y0=y + 0.31, y1=y + 0.69, layer="below",
            line={"color": look.color("line_strong"), "width": 1},
        )  # fmt: skip
    figure.add_shape(
        type="line", x0=levels[-1], x1=levels[-1], y0=0.31, y1=0.69, layer="below",
        line={"color": look.color("line_strong"), "width": 1},
    )  # fmt: skip
    for y, part, level in rows:
        if part.is_point:
            frame_point(figure, look, level, level + part.value, y, half=0.44, air=(max(levels) - min(levels)) * 0.008)
    _end(figure, look, start, count + 1, start_text)
    _end(figure, look, levels[-1], 0, end_text)
    low, high = padded(levels, 0.04)
    # Room at the right for the last value's words.
    figure.update_xaxes(
        visible=False, fixedrange=True, range=[low, high + (high - low) * (0.2 if look.phone else 0.14)]
    )
    figure.update_yaxes(
        axis(
            look,
            grid=False,
            line=False,
            range=[-0.6, count + 1.6],
            tickvals=list(range(count + 1, -1, -1)),
            ticktext=names,
            tickfont=look.font(12.5, "ink"),
        )
    )
    return figure
