"""A slide's blocks for a projector: Plotly charts with large type, tables and words as HTML."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

import plotly.graph_objects as go

from faces.blocks import Block, Cell, Contributions, Intervals, Lines, Map, Months, Table
from faces.blocks.marks import ChangeMark
from faces.look.tokens import Theme
from faces.screen.base import Look, axis, label, new_drawing, padded, scatter
from faces.screen.circle_map_plotly import catchment_map_plotly
from faces.screen.plan_map import PlanSite, with_numbers
from faces.screen.ranked import ranked_intervals
from faces.screen.township_map_plotly import township_map_plotly
from faces.screen.waterfall import waterfall
from ui.components import panel_title
from ui.keys import map_key, scale_key
from ui.language import say


def figure_of(block: Block, look: Look, height: int) -> go.Figure | None:
    """Return a block's chart, None for tables and words; height in pixels."""
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
            return months_figure(block, look, height)
        case Map():
            return map_figure(block, look, height)
    return None


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
    months = list(range(12))
    drawing.add(
        _line(months, block.last_year, look, "line_strong", "dot"), _line(months, block.this_year, look, "ink", "solid")
    )
    for values, name, color, bold in (
        (block.last_year, block.last_name, "ink_2", False),
        (block.this_year, block.this_name, "ink", True),
    ):
        last = max((index for index, value in enumerate(values) if value is not None), default=None)
        if last is not None:
            label(drawing, name, color=color, bold=bold, x=last, y=values[last], xanchor="left", xshift=look.px(6))
    drawing.axes(
        axis(
            look,
            grid=False,
            line=True,
            range=[-0.4, 11.6],
            tickvals=[2, 5, 8, 11],
            ticktext=[block.labels[index] for index in (2, 5, 8, 11)],
        ),
        axis(look, grid=True, line=False, range=[low, high], nticks=6, title=block.axis_title),
    )
    return drawing.figure()


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


def heading_html(block: Block, theme: Theme) -> str:
    """Return a block's heading, with the key of a map."""
    key = ""
    if isinstance(block, Map):
        key = scale_key(block.key, title=block.unit) if block.key else _map_key(block, theme)
    return (panel_title(block.title) if block.title else "") + key


def _map_key(block: Map, theme: Theme) -> str:
    limits = [band.limit_min for band in block.bands]
    states = {"outside": block.outside, "unreachable": say("不通路的村", "village without a road")}
    drawn = {state: words for state, words in states.items() if any(one.state == state for one in block.villages)}
    ends = (limits[0], limits[-1]) if limits else (15, 30)
    return map_key(theme, bands=len(limits) > 1, roads=bool(block.roads), limits=ends, villages=drawn)


def block_html(block: Block) -> str:
    """Return a table or words as HTML; "" for charts."""
    if isinstance(block, Table):
        return table_html(block)
    if isinstance(block, Lines):
        lines = "".join(f"<p>{escape(line)}</p>" for line in block.lines)
        return f'<div class="yl yl-slide-words">{lines}</div>'
    return ""


def table_html(block: Table) -> str:
    """Return a table for a slide; the point's name underlined, clear changes on their ground."""
    heads = "".join(
        f'<th scope="col" class="{column.kind}">{escape(column.name)}<small>{escape(column.unit)}</small></th>'
        for column in block.columns
    )
    body = []
    for row in block.rows:
        cells = "".join(
            _cell(cell, column.kind, first=index == 0, point=row.is_point)
            for index, (column, cell) in enumerate(zip(block.columns, row.cells, strict=True))
        )
        body.append(f"<tr{' class=sum' if row.is_sum else ''}>{cells}</tr>")
    name = escape(block.title or say("表", "table"))
    return (
        f'<div class="yl yl-scroll" role="region" tabindex="0" aria-label="{name}"><table class="plain bare slide">'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def _cell(cell: Cell, kind: str, *, first: bool, point: bool) -> str:
    words = escape(cell.text)
    if first and point:
        words = f"<u>{words}</u>"
    if cell.strong:
        words = f"<b>{words}</b>"
    if first:
        return f'<th scope="row">{words}</th>'
    judged = "" if cell.judgement is None or cell.judgement == "neutral" else f" {cell.judgement}"
    ground = "" if cell.step is None else f" d{cell.step}"
    return f'<td class="{kind}{judged}{ground}">{words}</td>'
