"""Control chart: has the series really moved, or is it the usual wobble from month to month?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from faces.blocks.marks import ControlPoint, LimitSegment, UsualMonth
from faces.look.tokens import Judgement
from faces.measure import padded
from faces.screen.base import (
    LIMIT_PX,
    SYMBOLS,
    Drawing,
    Look,
    Trace,
    axis,
    few_ticks,
    label,
    mark_color,
    new_drawing,
    plain,
    scatter,
    spread,
)

JUDGEMENTS: tuple[Judgement, ...] = ("good", "bad", "neutral")


def _line(points: Sequence[ControlPoint], segments: Sequence[LimitSegment], look: Look) -> Trace:
    """The months, opened at gaps and where limits begin anew: no line crosses a change of definition."""
    breaks = {segment.start for segment in segments[1:]}
    places: list[int | None] = []
    for index in range(len(points)):
        places += [None, index] if index in breaks else [index]
    edge = {"color": look.color("ink"), "width": 1.3}
    return scatter(
        x=places,
        y=[None if place is None else points[place].value for place in places],
        mode="lines+markers",
        line={"color": look.color("ink_2"), "width": 1.5},
        marker={"size": look.px(5.5), "color": look.color(look.ground), "line": edge},
        hovertext=[
            "" if place is None else f"<b>{plain(points[place].label)}</b><br>{points[place].text}" for place in places
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _limits(drawing: Drawing, segment: LimitSegment, usual: Sequence[UsualMonth | None]) -> None:
    """The usual range as a sunken band with its mean; a second one begins with a vertical line and its reason."""
    if usual:
        _moving_limits(drawing, segment, usual)
    else:
        west, east = segment.start - 0.35, segment.end + 0.35
        fill: dict[str, Any] = {"fillcolor": drawing.look.color("sunken"), "line": {"width": 0}, "layer": "below"}
        drawing.box(west, segment.lower, east, segment.upper, **fill)
        drawing.line(west, segment.mean, east, segment.mean, color="line_strong", layer="below")
    if segment.break_reason:
        at = segment.start - 0.5
        drawing.upright(at, color="ink_3")
        where: dict[str, Any] = {"yref": "paper", "xanchor": "left", "yanchor": "bottom", "xshift": 4}
        label(drawing, segment.break_reason, size=LIMIT_PX, color="ink_2", x=at, y=1, **where)


def _moving_limits(drawing: Drawing, segment: LimitSegment, usual: Sequence[UsualMonth | None]) -> None:
    """The usual range of each month of a stretch, as wide as a month where its neighbours have none."""
    look = drawing.look
    run: list[tuple[int, UsualMonth]] = []
    for place in range(segment.start, segment.end + 2):
        month = usual[place] if place <= segment.end else None
        if month is not None:
            run.append((place, month))
        elif run:
            ends = [(run[0][0] - 0.35, run[0][1]), *run, (run[-1][0] + 0.35, run[-1][1])]
            across = [x for x, _ in ends]
            low, high = [level.lower for _, level in ends], [level.upper for _, level in ends]
            band = {"width": 0, "color": look.color("sunken")}
            drawing.add(
                scatter(
                    x=[*across, *reversed(across)],
                    y=[*high, *reversed(low)],
                    mode="lines",
                    fill="toself",
                    fillcolor=look.color("sunken"),
                    line=band,
                    hoverinfo="skip",
                ),
                scatter(
                    x=across,
                    y=[level.mean for _, level in ends],
                    mode="lines",
                    line={"width": 1, "color": look.color("line_strong")},
                    hoverinfo="skip",
                ),
            )
            run = []


def _edge_labels(drawing: Drawing, segment: LimitSegment, at: float, gap: float, *, follows: bool) -> None:
    """上限, 均值 and 下限 at the right, moved apart where they would lie on each other; one where they are one."""
    texts = (segment.lower_text, segment.mean_text, segment.upper_text)
    levels = spread((segment.lower, segment.mean, segment.upper), gap)
    where: dict[str, Any] = {"xanchor": "left", "yanchor": "middle", "xshift": drawing.look.px(14)}
    look = drawing.look
    middle = look.say("均值", "mean ")
    if segment.is_level:
        middle = look.say("常见值", "level ")
    elif follows:
        middle = look.say("推算", "expected ")
    names = (look.say("下限", "lower "), middle, look.say("上限", "upper "))
    shown = slice(1, 2) if segment.is_level and segment.upper <= segment.lower else slice(None)
    for words, text, level in list(zip(names, texts, levels, strict=True))[shown]:
        label(drawing, words + text, size=LIMIT_PX, color="ink_2", x=at, y=level, **where)


def _edge_room(segment: LimitSegment) -> float:
    """Return the margin that the longest limit with its name needs; a Chinese character is twice a digit wide."""
    texts = (segment.lower_text, segment.mean_text, segment.upper_text)
    widest = max(sum(1.0 if ord(letter) > 0x2E80 else 0.58 for letter in text) for text in texts)
    return max(80.0, 22.0 + LIMIT_PX * (widest + 2))


def _special(points: Sequence[ControlPoint], look: Look) -> list[Trace]:
    """Months with a special cause: large and filled, circle for better, diamond for worse."""
    traces = []
    for verdict in JUDGEMENTS:
        chosen = [
            (place, point) for place, point in enumerate(points) if point.special == verdict and point.value is not None
        ]
        if chosen:
            traces.append(
                scatter(
                    x=[place for place, _ in chosen],
                    y=[point.value for _, point in chosen],
                    mode="markers",
                    marker={"symbol": SYMBOLS[verdict], "size": look.px(10), "color": mark_color(look, verdict)},
                    hovertext=[f"<b>{plain(point.label)}</b><br>{point.text}<br>{point.reason}" for _, point in chosen],
                    hovertemplate="%{hovertext}<extra></extra>",
                )
            )
    return traces


def control_chart(
    points: Sequence[ControlPoint],
    segments: Sequence[LimitSegment],
    *,
    target: float | None = None,
    target_text: str = "",
    tick_suffix: str = "",
    look: Look | None = None,
    height: int = 340,
    behind: Sequence[float | None] = (),
    events: Sequence[tuple[int, str]] = (),
    restated: Sequence[int] = (),
    usual: Sequence[UsualMonth | None] = (),
) -> go.Figure:
    """A monthly series in its usual range: band and mean, hollow months, filled ones where something happened.

    points   : one a month in order; value None leaves a gap.
    segments : limits in force, in order; a second one begins with a vertical line and its reason.
    target   : a dashed line with `target_text` (目标55%), or None.
    behind   : the same months a year earlier, dotted behind the line; one value a month, or none at all.
    restated : positions of months whose figures a later load has changed: a square round them.
    events   : (position of a month, letter) of milestones; their words stand below the chart.
    usual    : each month's own limits where they follow the season, instead of one band for a segment.

    Raises ValueError when no month has a value.
    """
    known = [point.value for point in points if point.value is not None]
    if not known:
        raise ValueError("no month has a value; show the empty state instead")
    look = look or Look()
    reasons = any(segment.break_reason for segment in segments)
    right = _edge_room(segments[-1]) if segments else 20
    drawing = new_drawing(look, height=height, left=52, right=right, top=24 if reasons else 10, bottom=34)
    for segment in segments:
        _limits(drawing, segment, usual)
    for place, letter in events:
        drawing.upright(place, color="ink_3")
        where_event: dict[str, Any] = {"yref": "paper", "xanchor": "left", "yanchor": "bottom", "xshift": 3}
        label(drawing, letter, size=LIMIT_PX, color="ink_2", x=place, y=0, **where_event)
    if behind:
        dotted = {"color": look.color("line_strong"), "width": 1.4, "dash": "dot"}
        drawing.add(scatter(x=list(range(len(behind))), y=list(behind), mode="lines", hoverinfo="skip", line=dotted))
    drawing.add(_line(points, segments, look), *_special(points, look))
    if restated:
        drawing.add(
            scatter(
                x=list(restated),
                y=[points[place].value for place in restated],
                mode="markers",
                hoverinfo="skip",
                marker={
                    "symbol": "square-open",
                    "size": look.px(14),
                    "color": look.color("ink"),
                    "line": {"width": 1.4},
                },
            )
        )
    levels = [
        *known,
        *(value for value in behind if value is not None),
        *(level for one in segments for level in (one.lower, one.upper)),
        *(level for month in usual if month is not None for level in (month.lower, month.upper)),
    ]
    if target is not None:
        levels.append(target)
        drawing.level(target, color="ink", line={"dash": "dash"}, layer="between")
        where: dict[str, Any] = {"xref": "paper", "xanchor": "left", "yanchor": "bottom"}
        label(drawing, target_text, size=LIMIT_PX, x=0, y=target, **where)
    low, high = padded(levels)
    if segments:
        gap = (high - low) * look.px(LIMIT_PX + 5) / drawing.plot_height
        _edge_labels(drawing, segments[-1], len(points) - 1, gap, follows=bool(usual))
    # Two names of months are what a phone has room for beside the limits.
    ticks = few_ticks(len(points), 2 if look.phone else 3 if look.scale > 1 else 4)
    names = [points[index].label for index in ticks]
    drawing.axes(
        axis(look, grid=False, line=True, range=[-0.6, len(points) - 0.4], tickvals=ticks, ticktext=names),
        axis(look, grid=True, line=False, range=[low, high], ticksuffix=tick_suffix, nticks=5),
    )
    return drawing.figure()
