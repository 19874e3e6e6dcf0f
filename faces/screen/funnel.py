"""Funnel plot: which townships lie further from the county than their size explains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from faces.blocks.marks import FunnelLimits, FunnelPoint, Standing
from faces.look.signs import standing_judgement
from faces.look.tokens import Better
from faces.measure import padded
from faces.screen.base import (
    LIMIT_PX,
    Drawing,
    Look,
    Trace,
    axis,
    label,
    mark_color,
    new_drawing,
    plain,
    ring_point,
    scatter,
    short,
    spread,
    standing_symbol,
)
from faces.screen.ranked import STANDINGS
from words.names import STANDING_NAMES


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
            f"<b>{plain(point.name)}</b><br>{point.text}<br>{look.say(*STANDING_NAMES[point.standing])}"
            for point in points
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )


# Where a name may stand beside its point: to the right, to the left, above, below (in the order tried).
_SIDES = (("left", "middle", 1, 0), ("right", "middle", -1, 0), ("center", "bottom", 0, 1), ("center", "top", 0, -1))
_NAME_PX, _LINE_PX = 12.5, 16.0
# The width is the browser's; names are placed for that of half a page, and of a phone.
_PLOT_PX, _PHONE_PLOT_PX = 520.0, 230.0
_Box = tuple[float, float, float, float]  # left, bottom, right, top in pixels


def _names(drawing: Drawing, points: Sequence[FunnelPoint], east: float, low: float, high: float) -> None:
    """Only those outside are named, where the name lies on nothing else; the township of the finding is ringed."""
    look = drawing.look
    width = _PHONE_PLOT_PX if look.phone else look.px(_PLOT_PX)
    across, up = width / east, drawing.plot_height / (high - low)
    at = [(point.denominator * across, (point.value - low) * up) for point in points]
    half = look.px(8)
    taken: list[_Box] = [(x - half, y - half, x + half, y + half) for x, y in at]
    for point, (x, y) in zip(points, at, strict=True):
        if point.is_point:
            ring_point(drawing, point.denominator, point.value)
        if point.standing not in ("above", "below"):
            continue
        away = look.px(14 if point.is_point else 10)
        boxes = [_name_box(look, short(point.name), x, y, right, above, away) for _, _, right, above in _SIDES]
        free = [box[0] >= 0 and box[2] <= width and not any(_overlap(box, other) for other in taken) for box in boxes]
        chosen = free.index(True) if any(free) else 0
        taken.append(boxes[chosen])
        xanchor, yanchor, right, above = _SIDES[chosen]
        where: dict[str, Any] = {"xanchor": xanchor, "yanchor": yanchor, "xshift": right * away, "yshift": above * away}
        label(drawing, short(point.name), size=_NAME_PX, x=point.denominator, y=point.value, **where)


def _name_box(look: Look, name: str, x: float, y: float, right: int, above: int, away: float) -> _Box:
    """Return the pixels that a name takes beside its point; a Chinese character is square, a Latin letter half that."""
    wide = look.px(_NAME_PX) * sum(1.0 if ord(letter) > 0x2E80 else 0.56 for letter in name)
    tall = look.px(_LINE_PX)
    west = x + right * away + (0 if right > 0 else -wide if right < 0 else -wide / 2)
    south = y + above * away + (0 if above > 0 else -tall if above < 0 else -tall / 2)
    return west, south, west + wide, south + tall


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


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
    low, high = padded([*limits.lower_998, *limits.upper_998, *(point.value for point in points)], 0.08)
    if tick_suffix == "%":
        low, high = max(low, 0.0), min(high, 102.0)
    _names(drawing, points, xs[-1], low, high)
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
