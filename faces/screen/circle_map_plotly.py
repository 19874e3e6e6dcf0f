"""The map of 服务圈 without WebGL: the same data as lines and fills in SVG."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from faces.blocks.marks import ChangeArea, ChangeMark, FacilityMark, MinuteBand, Spoke, TownshipArea, VillageDot
from faces.screen.base import Look, Trace, plain, scatter
from faces.screen.township_map_plotly import township_map_plotly

DRAWN_ROADS = ("国道", "省道", "县道")
"""SVG slows down with thousands of lines: village tracks are left out."""


def _css(rgba: Sequence[float]) -> str:
    return f"rgba({rgba[0]},{rgba[1]},{rgba[2]},{rgba[3] / 255:.2f})"


def _filled(polygons: Sequence[Sequence[Sequence[Sequence[float]]]], fill: str, line: str) -> Trace:
    """Polygons with holes as one trace; outer rings and holes run opposite ways, which leaves the holes open."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for polygon in polygons:
        for ring in polygon:
            xs += [*(point[0] for point in ring), None]
            ys += [*(point[1] for point in ring), None]
    return scatter(
        x=xs, y=ys, mode="lines", fill="toself", fillcolor=fill, line={"color": line, "width": 0.8}, hoverinfo="skip"
    )


def _lines(paths: Sequence[Sequence[Sequence[float]]], color: str, width: float) -> Trace:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for path in paths:
        xs += [*(point[0] for point in path), None]
        ys += [*(point[1] for point in path), None]
    return scatter(x=xs, y=ys, mode="lines", line={"color": color, "width": width}, hoverinfo="skip")


def catchment_map_plotly(
    areas: Sequence[TownshipArea],
    *,
    bands: Sequence[MinuteBand] = (),
    changes: Sequence[ChangeArea] = (),
    roads: Mapping[str, bytes] | None = None,
    villages: Sequence[VillageDot] = (),
    facilities: Sequence[FacilityMark] = (),
    spokes: Sequence[Spoke] = (),
    marks: Sequence[ChangeMark] = (),
    changed_sites: Sequence[str] = (),
    route: Sequence[tuple[float, float]] = (),
    look: Look | None = None,
    height: int = 640,
) -> go.Figure:
    """Arguments as for `faces.screen.circle_map.catchment_map`; roads are files of rows {"path": …} by class."""
    look = look or Look()
    one = look.tokens
    figure = township_map_plotly(areas, villages=villages, facilities=facilities, look=look, height=height)
    below: list[Trace] = []
    for band in sorted(bands, key=lambda band: -band.limit_min):
        style = one.map["band_15" if band.inner else "band_30"]
        below.append(_filled(band.polygons, _css(style["fill"]), _css(style["line"])))
    colors = {
        "before": (_css(one.map["band_30"]["fill"]), _css(one.map["band_30"]["line"])),
        "gained": (look.color("good_mark"), look.color("good")),
        "lost": (look.color("bad_mark"), look.color("bad")),
    }
    below += [_filled(area.polygons, *colors[area.kind]) for area in changes if area.polygons]
    for road_class in reversed(DRAWN_ROADS):
        content = (roads or {}).get(road_class)
        if content:
            style = one.map["road"][road_class]
            below.append(_lines([row["path"] for row in json.loads(content)], _css(style["color"]), style["width"]))
    for beyond, name in ((False, "good"), (True, "bad_mark")):
        paths = [[spoke.start, spoke.end] for spoke in spokes if spoke.beyond is beyond]
        if paths:
            below.append(_lines(paths, look.color(name), 1.4))
    if route:
        below.append(_lines([route], look.color("surface"), 6.4))
        below.append(_lines([route], look.color("ink"), 3.4))
    above = [_marks(marks, gained, look) for gained in (True, False) if any(mark.gained is gained for mark in marks)]
    above += _rings([mark for mark in facilities if mark.code in changed_sites], look)
    return _between(figure, len(areas), below, above, look)


def _marks(marks: Sequence[ChangeMark], gained: bool, look: Look) -> Trace:
    own = [mark for mark in marks if mark.gained is gained]
    return scatter(
        x=[mark.lon for mark in own],
        y=[mark.lat for mark in own],
        mode="markers",
        marker={
            "symbol": "circle" if gained else "diamond",
            "size": look.px(12),
            "color": look.color("good" if gained else "bad_mark"),
            "line": {"width": 1.5, "color": look.color("surface" if gained else "ink")},
        },
        text=[f"<b>{plain(mark.name)}</b><br>{plain(mark.detail)}" for mark in own],
        hoverinfo="text",
    )


def _rings(facilities: Sequence[FacilityMark], look: Look) -> list[Trace]:
    if not facilities:
        return []
    ring = {"symbol": "circle-open", "size": look.px(28), "color": look.color("good"), "line": {"width": 2.6}}
    points = {"x": [mark.lon for mark in facilities], "y": [mark.lat for mark in facilities]}
    return [scatter(**points, mode="markers", marker=ring, hoverinfo="skip")]


def _between(figure: go.Figure, n_areas: int, below: Sequence[Trace], above: Sequence[Trace], look: Look) -> go.Figure:
    """Put traces between the townships and everything that stands on them; townships become a plain sheet."""
    traces: list[Any] = list(figure.data)
    grounds, rest = traces[:n_areas], traces[n_areas:]
    for ground in grounds:
        ground.fillpattern = None
        ground.fillcolor = look.color("surface")
    figure.data = ()
    figure.add_traces([*grounds, *below, *rest, *above])
    return figure
