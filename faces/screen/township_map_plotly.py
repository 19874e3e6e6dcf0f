"""The same map without WebGL: Plotly lines and fills in SVG, for browsers that draw no deck."""

from __future__ import annotations

import math
from collections.abc import Sequence

import plotly.graph_objects as go

from faces.areas import ground_points, kind_and_status
from faces.blocks.marks import FacilityMark, TownshipArea, VillageDot
from faces.screen.base import Drawing, Look, Trace, label, new_drawing, plain, scatter
from faces.screen.map_view import (
    DESKTOP_SIZE,
    PHONE_SIZE,
    Extent,
    Point,
    emptier_corner,
    extent_of,
    fit_zoom,
    labels_that_fit,
    place_label,
    scale_bar,
)
from words.names import STATUSES

FACILITY_SYMBOLS = {"hospital": ("cross", 15), "centre": ("square", 11), "clinic": ("triangle-up", 8)}


def _fill(area: TownshipArea, look: Look) -> dict[str, object]:
    if area.step is not None:
        return {"fillcolor": look.tokens.sequential[area.step]}
    return {
        "fillcolor": look.color("sunken"),
        "fillpattern": {
            "shape": "/",
            "size": 8,
            "solidity": 0.15,
            "fillmode": "overlay",
            "fgcolor": look.color("line_strong"),
        },
    }


def _area(area: TownshipArea, look: Look) -> Trace:
    """A township as one closed, filled line; its words on hover."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for ring in area.rings:
        xs += [*(x for x, _ in ring), ring[0][0], None]
        ys += [*(y for _, y in ring), ring[0][1], None]
    return scatter(
        x=xs[:-1],
        y=ys[:-1],
        mode="lines",
        fill="toself",
        line={
            "color": look.color("point" if area.is_point else "ink_2"),
            "width": 2.8 if area.is_point else 1,
        },
        hoveron="fills",
        text=f"<b>{plain(area.name)}</b><br>{plain(area.value_text or look.say(*STATUSES['no_data']))}",
        hoverinfo="text",
        **_fill(area, look),
    )


def _villages(villages: Sequence[VillageDot], look: Look) -> list[Trace]:
    style = {
        "inside": {"symbol": "circle", "size": 5, "color": look.color("ink")},
        "outside": {"symbol": "circle-open", "size": 8, "color": look.color("bad_mark"), "line": {"width": 2}},
        "unreachable": {"symbol": "x-thin", "size": 8, "line": {"width": 2, "color": look.color("bad")}},
    }
    traces = []
    for state, marker in style.items():
        chosen = [village for village in villages if village.state == state]
        if chosen:
            people = look.say("人", " residents")
            words = [f"<b>{plain(one.name)}</b><br>{one.residents:,}{people}<br>{plain(one.detail)}" for one in chosen]
            traces.append(_markers([(one.lon, one.lat) for one in chosen], words, marker))
    return traces


def _facilities(facilities: Sequence[FacilityMark], look: Look) -> list[Trace]:
    traces = []
    for tier, (symbol, size) in reversed(FACILITY_SYMBOLS.items()):
        for qualified in (True, False):
            chosen = [one for one in facilities if one.tier == tier and one.qualified == qualified]
            if not chosen:
                continue
            edge = {"color": look.color("surface" if qualified else "ink"), "width": 1 if qualified else 2}
            marker = {
                "symbol": symbol,
                "size": look.px(size),
                "color": look.color("ink" if qualified else "surface"),
                "line": edge,
            }
            words = [f"<b>{plain(one.name)}</b><br>{_kind(one, look)}<br>{plain(one.detail)}" for one in chosen]
            traces.append(_markers([(one.lon, one.lat) for one in chosen], words, marker))
    return traces


def _kind(one: FacilityMark, look: Look) -> str:
    """Return what a facility is, and why it is hollow if it is."""
    return plain(look.say("，", ", ").join(filter(None, kind_and_status(one, look))))


def _markers(points: Sequence[tuple[float, float]], words: Sequence[str], marker: dict[str, object]) -> Trace:
    return scatter(
        x=[x for x, _ in points],
        y=[y for _, y in points],
        mode="markers",
        marker=marker,
        text=list(words),
        hoverinfo="text",
    )


def _scale(drawing: Drawing, points: Sequence[Point], extent: Extent) -> None:
    corner = emptier_corner(extent, points)
    bar = scale_bar(extent, corner, drawing.look.say("公里", " km"))
    for (x0, y0), (x1, y1) in bar.paths:
        drawing.line(x0, y0, x1, y1, color="ink", width=1.5)
    # On a phone, and in large type, three labels would stand on one another.
    for (x, y), text in bar.labels[::2] if drawing.look.phone or drawing.look.scale > 1 else bar.labels:
        label(drawing, text, size=12, x=x, y=y, yanchor="bottom")


def _names(drawing: Drawing, areas: Sequence[TownshipArea], extent: Extent, height: int, *, below: bool) -> None:
    """Names and values where they fit, on a ground of their own where the fill is strong."""
    look = drawing.look
    width = (PHONE_SIZE if look.phone else DESKTOP_SIZE)[0]
    zoom = fit_zoom(extent.with_room_below(), width, height)
    size = look.px(12)
    labels = [
        place_label(
            area.rings,
            area.label_at,
            (area.name, area.value_text or look.say(*STATUSES["no_data"])),
            zoom=zoom,
            size_px=size,
            clear_px=size * 1.6 if below else 0,
            first=area.is_point,
        )
        for area in areas
    ]
    for index in labels_that_fit(labels, zoom, size):
        area, at = areas[index], labels[index]
        under = at.down_px > 0
        dark = area.step is not None and look.tokens.text_on_sequential[area.step] != look.tokens.color["ink"]
        # The township that the finding names may be smaller than its name, which then lies on others and their borders.
        boxed = (
            below
            or area.is_point
            or (dark and look.theme == "light")
            or (look.theme == "dark" and area.step is not None)
        )
        label(
            drawing,
            f"<b>{plain(area.name)}</b><br>{plain(area.value_text or look.say(*STATUSES['no_data']))}",
            size=12,
            x=at.at[0],
            y=at.at[1],
            yanchor="top" if under else "middle",
            yshift=-look.px(9) if under else 0,
            bgcolor=look.color("surface") if boxed else None,
            opacity=0.9,
            borderpad=1,
        )


def township_map_plotly(
    areas: Sequence[TownshipArea],
    *,
    villages: Sequence[VillageDot] = (),
    facilities: Sequence[FacilityMark] = (),
    look: Look | None = None,
    height: int = 640,
) -> go.Figure:
    """Townships filled by step with name and value, villages, facilities, scale bar; arguments as for the deck.

    The township of the finding is drawn last, so that its cinnabar outline lies above its neighbours'.
    Raises ValueError without areas and places.
    """
    look = look or Look()
    points = ground_points(areas, villages, facilities)
    extent = extent_of(points)
    drawing = new_drawing(look, height=height, left=4, right=4, top=4, bottom=4)
    drawing.add(*(_area(area, look) for area in sorted(areas, key=lambda area: area.is_point)))
    drawing.add(*_villages(villages, look), *_facilities(facilities, look))
    _names(drawing, areas, extent, height, below=bool(facilities))
    _scale(drawing, points, extent)
    shown = extent.with_room_below()
    across, up = (shown.east - shown.west) * 0.03, (shown.north - shown.south) * 0.03
    drawing.axes(
        {
            "visible": False,
            "fixedrange": True,
            "range": [shown.west - across, shown.east + 2.5 * across],
            "constrain": "domain",
        },
        {
            "visible": False,
            "fixedrange": True,
            "range": [shown.south - up, shown.north + up],
            "scaleanchor": "x",
            "scaleratio": 1 / math.cos(math.radians(shown.latitude)),
        },
    )
    return drawing.figure()
