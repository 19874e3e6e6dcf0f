"""A block → the chart a browser draws: the one place where a page and a presentation turn content into Plotly."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from faces.blocks import Block, Contributions, Control, Curve, Funnel, Intervals, Map, Months, Multiples
from faces.blocks.held import CHART
from faces.blocks.marks import ChangeMark
from faces.measure import padded
from faces.screen.base import TEXT_PX, Look, axis, label, new_drawing, scatter, spread
from faces.screen.circle_map_plotly import catchment_map_plotly
from faces.screen.control import control_chart
from faces.screen.curve import coverage_curve
from faces.screen.funnel import funnel
from faces.screen.multiples import small_multiples
from faces.screen.plan_map import PlanSite, with_numbers
from faces.screen.ranked import ranked_intervals
from faces.screen.township_map_plotly import township_map_plotly
from faces.screen.waterfall import waterfall

MONTHS_HEIGHT, MAP_HEIGHT = 340, 640


def figure_of(block: Block, look: Look, height: int | None = None) -> go.Figure | None:
    """Return a block's chart, None for figures, tables and words; height in pixels, None for the chart's own."""
    tall: dict[str, int] = {} if height is None else {"height": height}
    if not isinstance(block, CHART):
        return None
    match block:
        case Intervals():
            return ranked_intervals(
                block.rows,
                county_value=block.county_value,
                county_text=block.county_text,
                axis_title=block.axis_title,
                better=block.better,
                look=look,
                sort=False,
                height=height,
            )
        case Contributions():
            return waterfall(
                block.parts,
                start=block.start,
                start_name=block.start_name,
                start_text=block.start_text,
                end_name=block.end_name,
                end_text=block.end_text,
                better=block.better,
                look=look,
                height=height,
            )
        case Months():
            return months_figure(block, look, height or MONTHS_HEIGHT)
        case Control():
            return control_chart(
                block.points,
                block.segments,
                target=block.target,
                target_text=block.target_text,
                tick_suffix=block.unit,
                behind=block.behind,
                events=block.events,
                restated=block.restated,
                usual=block.usual,
                look=look,
                **tall,
            )
        case Curve():
            return coverage_curve(
                block.minutes,
                block.share,
                lower=block.lower,
                upper=block.upper,
                marks=block.marks,
                axis_title=block.axis_title,
                look=look,
                **tall,
            )
        case Funnel():
            return funnel(
                block.points,
                block.limits,
                county_value=block.county_value,
                county_text=block.county_text,
                axis_title=block.axis_title,
                tick_suffix=block.unit,
                better=block.better,
                look=look,
                **tall,
            )
        case Multiples():
            return small_multiples(block.panels, block.months, tick_suffix=block.unit, look=look, height=height)
        case Map():
            return map_figure(block, look, height or MAP_HEIGHT)


def map_figure(block: Map, look: Look, height: int) -> go.Figure:
    """Draw a map; on a plain sheet with bands, roads and a plan's sites where the block has them."""
    if block.key:
        return township_map_plotly(
            block.areas, villages=block.villages, facilities=block.facilities, look=look, height=height
        )
    figure = catchment_map_plotly(
        block.areas,
        bands=block.bands,
        roads=_road_files(block),
        villages=block.villages,
        facilities=block.facilities,
        marks=[ChangeMark(one.name, one.lon, one.lat, True, "") for one in block.gained],
        look=look,
        height=height,
    )
    return with_numbers(figure, [PlanSite(one.number, one.name, one.lon, one.lat) for one in block.sites], look)


def _road_files(block: Map) -> dict[str, bytes]:
    return {
        road_class: json.dumps(
            [{"path": road.points} for road in block.roads if road.road_class == road_class]
        ).encode()
        for road_class in {road.road_class for road in block.roads}
    }


def months_figure(block: Months, look: Look, height: int) -> go.Figure:
    """Draw this year's months over last year's, both named at their ends; a month without a figure is a gap."""
    known = [value for value in (*block.this_year, *block.last_year) if value is not None]
    low, high = padded(known, 0.12)
    drawing = new_drawing(look, height=height, left=52, right=56, top=18, bottom=40)
    months = list(range(len(block.labels)))
    # A year is named at its quarters' ends; shorter than half a year, every month has room for its name.
    named = months if len(months) < 6 else months[2::3]
    drawing.add(
        _line(months, block.last_year, look, "line_strong", "dot"), _line(months, block.this_year, look, "ink", "solid")
    )
    shifts = _apart(block, (height - look.px(18 + 40)) / (high - low), look.px(TEXT_PX + 2))
    for values, name, color, bold, shift in (
        (block.last_year, block.last_name, "ink_2", False, shifts[0]),
        (block.this_year, block.this_name, "ink", True, shifts[1]),
    ):
        last = _last_known(values)
        if last is not None:
            where: dict[str, Any] = {"x": last, "y": values[last], "xanchor": "left", "xshift": look.px(6)}
            label(drawing, name, color=color, bold=bold, yshift=shift, **where)
    drawing.axes(
        axis(
            look,
            grid=False,
            line=True,
            range=[-0.4, len(months) - 0.4],
            tickvals=named,
            ticktext=[block.labels[index] for index in named],
        ),
        axis(look, grid=True, line=False, range=[low, high], nticks=6, title=block.axis_title),
    )
    return drawing.figure()


def _last_known(values: Sequence[float | None]) -> int | None:
    return max((index for index, value in enumerate(values) if value is not None), default=None)


def _apart(block: Months, px_a_unit: float, line_px: float) -> tuple[float, float]:
    """Return how far up the names of last year and of this year move, in px, so that neither lies on the other."""
    ends = (_last_known(block.last_year), _last_known(block.this_year))
    if ends[0] is None or ends[0] != ends[1]:
        return 0.0, 0.0
    before, now = block.last_year[ends[0]], block.this_year[ends[0]]
    if before is None or now is None:
        return 0.0, 0.0
    at = [before * px_a_unit, now * px_a_unit]
    lower, upper = (to - since for since, to in zip(at, spread(at, line_px), strict=True))
    return lower, upper


def _line(
    months: Sequence[int], values: Sequence[float | None], look: Look, color: str, dash: str
) -> dict[str, object]:
    return scatter(
        x=list(months),
        y=list(values),
        mode="lines+markers" if dash == "solid" else "lines",
        line={"color": look.color(color), "width": look.px(2), "dash": dash},
        marker={"size": look.px(6), "color": look.color(color)},
        connectgaps=False,
        hovertemplate="%{y}<extra></extra>",
    )
