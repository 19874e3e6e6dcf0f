"""Ranked intervals: each township's value, how sure it is, and the county's line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from faces.blocks.marks import IntervalRow, Standing
from faces.look.signs import standing_judgement
from faces.look.tokens import Better
from faces.measure import padded
from faces.screen.base import (
    Look,
    Trace,
    axis,
    label,
    mark_color,
    name_margin,
    new_drawing,
    plain,
    ring_point,
    scatter,
    short,
    standing_symbol,
)
from words.names import STANDING_NAMES

ROW_PX = 34
STANDINGS: tuple[Standing, ...] = ("same", "unknown", "above", "below")  # the clear ones are drawn on top


def _sorted(rows: Sequence[IntervalRow]) -> list[IntervalRow]:
    """Largest value first; townships without a value stay last, in the order given."""
    known = sorted((row for row in rows if row.value is not None), key=lambda row: -(row.value or 0))
    return known + [row for row in rows if row.value is None]


def _hover(row: IntervalRow, look: Look) -> str:
    known = look.say(f"（95%区间{row.interval_text}）", f" (95% interval {row.interval_text})")
    interval = known if row.interval_text else ""
    return f"<b>{plain(row.name)}</b><br>{row.value_text}{interval}<br>{look.say(*STANDING_NAMES[row.standing])}"


def _whiskers(rows: Sequence[tuple[float, IntervalRow]], standing: Standing, better: Better, look: Look) -> Trace:
    """The intervals of one standing as one trace of separate lines."""
    known = [(y, row.lower, row.upper) for y, row in rows if row.lower is not None and row.upper is not None]
    color = mark_color(look, standing_judgement(standing, better))
    return scatter(
        x=[x for _, lower, upper in known for x in (lower, upper, None)],
        y=[part for y, _, _ in known for part in (y, y, None)],
        mode="lines",
        hoverinfo="skip",
        line={"color": color, "width": look.px(2.5)},
    )


def _marks(rows: Sequence[tuple[float, IntervalRow]], standing: Standing, better: Better, look: Look) -> Trace:
    """Dots of one standing as one trace: filled when distinguishable, hollow when not."""
    filled = standing in ("above", "below")
    color = mark_color(look, standing_judgement(standing, better))
    symbol = standing_symbol(standing, better)
    return scatter(
        x=[row.value for _, row in rows],
        y=[y for y, _ in rows],
        mode="markers",
        marker={
            "symbol": symbol,
            "size": look.px(14 if symbol == "diamond" else 13),
            "color": color if filled else look.color(look.ground),
            "line": {"color": color, "width": 0 if filled else 2},
            "opacity": 1,
        },
        hovertext=[_hover(row, look) for _, row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
        # A mark at 100 % was cut in half on a phone, where the axis has no room beyond it.
        cliponaxis=False,
    )


def _range(extent: Sequence[float], *, is_share: bool) -> list[float]:
    """Return where the axis begins and ends; one of shares ends at 100 % with room for a mark, for none is above."""
    low, high = padded(list(extent))
    if is_share and max(extent) <= 100:
        high = min(high, 100 + 0.02 * (100 - low))
    return [low, high]


def ranked_intervals(
    rows: Sequence[IntervalRow],
    *,
    county_value: float | None,
    county_text: str,
    axis_title: str,
    better: Better = "higher",
    look: Look | None = None,
    sort: bool = True,
    height: int | None = None,
) -> go.Figure:
    """Dot and 95% interval for each township, largest first, with the county's line and values at the right.

    rows         : one a township; those without a value are listed last, in words and without a mark.
    county_value : where the line stands, None for no line; county_text : 全县52.6%, at its top.
    axis_title   : 基层诊疗人次占比（%），横线为95%区间.
    better       : decides the colour; the symbol's fill says whether the difference is clear.

    No rank numbers are written: most of the order is noise. Raises ValueError without rows.
    """
    if not rows:
        raise ValueError("a ranked chart needs at least one township; show the empty state instead")
    look = look or Look()
    ordered = _sorted(rows) if sort else list(rows)
    count = len(ordered)
    placed = [(count - 1 - index, row) for index, row in enumerate(ordered)]
    drawing = new_drawing(
        look,
        height=height or int(look.px(ROW_PX) * count + look.px(80)),
        left=name_margin([short(row.name) for row in ordered]),
        right=max(44, max(len(row.value_text) for row in ordered) * 8.2 + 12),
        top=26,
        bottom=48,
    )
    for standing in STANDINGS:
        chosen = [(y, row) for y, row in placed if row.standing == standing and row.value is not None]
        if chosen:
            drawing.add(_whiskers(chosen, standing, better, look), _marks(chosen, standing, better, look))
    for y, row in placed:
        clear = row.standing in ("above", "below") and row.value is not None
        if row.is_point and row.value is not None:
            ring_point(drawing, row.value, y)
        at_edge: dict[str, Any] = {"x": 1, "xref": "paper", "xanchor": "right", "xshift": drawing.margin("r") - 2}
        label(drawing, row.value_text, bold=clear, color="ink" if clear else "ink_2", y=y, yanchor="middle", **at_edge)
    extent = [part for row in ordered for part in (row.value, row.lower, row.upper) if part is not None]
    if county_value is not None:
        extent.append(county_value)
        drawing.upright(county_value, color="ink_2", width=1.4, layer="below")
        label(drawing, county_text, size=12, x=county_value, y=1, yref="paper", yanchor="bottom", yshift=2)
    drawing.axes(
        axis(
            look,
            grid=True,
            line=False,
            title=axis_title,
            range=_range(extent or [0.0, 1.0], is_share="%" in axis_title),
            nticks=5 if look.phone else 7,
        ),
        axis(
            look,
            grid=False,
            line=False,
            range=[-0.7, count - 0.3],
            tickvals=[y for y, _ in placed],
            ticktext=[short(row.name) for _, row in placed],
            tickfont=look.type(13, "ink"),
        ),
    )
    return drawing.figure()
