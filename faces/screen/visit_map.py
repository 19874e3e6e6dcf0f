"""Who goes where: lines from the hospital to the township, as wide as the visits are many, coloured by the rule.

SVG, not WebGL: a county has at most some hundred lines, and they must be there at once on any office computer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import plotly.graph_objects as go

from faces.blocks.marks import FacilityMark, TownshipArea
from faces.screen.base import Look, Trace, plain, scatter
from faces.screen.township_map_plotly import township_map_plotly

WIDEST_PX, NARROWEST_PX = 9.0, 1.2
PHONE_SHARE: Final = 0.6  # of the widths on a phone, where the county is a third as wide
BEND: Final = 0.08  # of a line's length: lines that meet at one hospital must not lie on each other
STEPS: Final = 12  # points of a bent line
DASHES: Final = {"met": "solid", "missed": "dash", "none": "dot"}
COLORS: Final = {"met": "good_mark", "missed": "bad_mark", "none": "neutral_mark"}


@dataclass(frozen=True)
class VisitLine:
    """Visits from one hospital to one place. Points are (lon, lat)."""

    start: tuple[float, float]
    end: tuple[float, float]
    visits: int
    standing: Literal["met", "missed", "none"]
    text: str  # shown on hover; the table says the same


def visit_map(
    areas: Sequence[TownshipArea],
    lines: Sequence[VisitLine],
    facilities: Sequence[FacilityMark],
    *,
    look: Look | None = None,
    height: int = 560,
) -> go.Figure:
    """The county as a plain sheet with a line for each hospital and place, the widest for the most visits.

    Colour and dashes both say whether the place's rule was met, so that neither is needed alone.
    """
    look = look or Look()
    figure = township_map_plotly(areas, facilities=facilities, look=look, height=height)
    traces = list(figure.data)
    grounds, marks = traces[: len(areas)], traces[len(areas) :]
    for ground in grounds:
        ground.fillpattern = None
        ground.fillcolor = look.color("surface")
    most = max((line.visits for line in lines), default=1)
    ordered = sorted(lines, key=lambda line: -line.visits)
    figure.data = ()
    figure.add_traces(
        [*grounds, *(_line(one, most, look) for one in ordered), *(_grip(one) for one in ordered), *marks]
    )
    return figure


def width_px(visits: int, most: int) -> float:
    """The width of a line: by the visits, so that twice the visits are twice the width above the thinnest."""
    return NARROWEST_PX + (WIDEST_PX - NARROWEST_PX) * visits / max(1, most)


def bent(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    """The points of a slightly bent line from start to end."""
    (x0, y0), (x1, y1) = start, end
    aside = (x0 + x1) / 2 - BEND * (y1 - y0), (y0 + y1) / 2 + BEND * (x1 - x0)
    points = []
    for step in range(STEPS + 1):
        t = step / STEPS
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
        points.append((a * x0 + b * aside[0] + c * x1, a * y0 + b * aside[1] + c * y1))
    return points


def _line(one: VisitLine, most: int, look: Look) -> Trace:
    points = bent(one.start, one.end)
    return scatter(
        x=[x for x, _ in points],
        y=[y for _, y in points],
        mode="lines",
        line={
            "color": look.color(COLORS[one.standing]),
            "width": look.px(width_px(one.visits, most)) * (PHONE_SHARE if look.phone else 1),
            "dash": DASHES[one.standing],
        },
        opacity=0.75,
        hoverinfo="skip",
    )


def _grip(one: VisitLine) -> Trace:
    """An unseen mark on the middle of a line that shows its words: a line answers the pointer at its corners only."""
    points = bent(one.start, one.end)
    x, y = points[math.ceil(len(points) * 0.6)]
    return scatter(
        x=[x],
        y=[y],
        mode="markers",
        marker={"size": 18, "opacity": 0},
        text=[plain(one.text).replace("|", "<br>")],
        hoverinfo="text",
    )
