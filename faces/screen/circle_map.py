"""The map of 服务圈: the township map with roads by address, spokes, the ground a what-if gains and loses, a base map.

deck = catchment_map(areas, bands=bands, roads={"国道": "/media/….json"}, villages=dots, facilities=marks, look=look)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pydeck

from faces.blocks.marks import ChangeArea, ChangeMark, FacilityMark, MinuteBand, Spoke, TownshipArea, VillageDot
from faces.look.tokens import Tokens
from faces.screen.base import Look
from faces.screen.township_map import PHONE_ROADS, township_map

_string = pydeck.types.String
NO_BAND: Final = MinuteBand([], 1, inner=True)
"""Townships are a plain sheet wherever minutes are drawn, also where no place is within them."""

GAINED_PX, ICON_RING_PX, SPOKE_PX, ROUTE_PX, ROUTE_RING_PX = 6.5, 15.0, 1.4, 3.4, 9.0


@dataclass(frozen=True)
class BaseMap:
    """Raster tiles below everything, Web Mercator only: addresses with {x}, {y}, {z}, and whom to credit."""

    tiles: Sequence[str]
    credit: str


def _rgba(hex_color: str, alpha: int = 255) -> list[int]:
    return [int(hex_color[start : start + 2], 16) for start in (1, 3, 5)] + [alpha]


def _road_layers(roads: Mapping[str, Any], look: Look) -> list[pydeck.Layer]:
    """Roads by class, the lesser below; rows {"path": …} or the address they are fetched from."""
    layers = []
    for road_class, style in reversed(look.tokens.map["road"].items()):
        rows = roads.get(road_class)
        if rows is None or (look.phone and road_class not in PHONE_ROADS):
            continue
        if style["casing"]:
            layers.append(_paths(f"casing-{road_class}", rows, style["casing"], style["width"] + 2))
        layers.append(_paths(f"road-{road_class}", rows, style["color"], style["width"]))
    return layers


def _paths(name: str, rows: Any, color: Any, width: float) -> pydeck.Layer:
    return pydeck.Layer(
        "PathLayer",
        rows,
        id=name,
        get_path="path",
        get_color=color,
        get_width=width,
        width_units=_string("pixels"),
        cap_rounded=True,
        joint_rounded=True,
        pickable=False,
    )


def _change_layers(changes: Sequence[ChangeArea], one: Tokens, *, visible: bool) -> list[pydeck.Layer]:
    """Ground within the limit: before, only after (blue), only before (ochre, over the ground of before)."""
    # The ground of before has no outline: a long one is most of what a change costs to draw without a graphics card.
    styles = {
        "before": (one.map["band_30"]["fill"], one.map["band_30"]["line"], 0.0),
        "gained": (_rgba(one.color["good_mark"], 170), _rgba(one.color["good"]), 1.2),
        "lost": (_rgba(one.color["bad_mark"], 190), _rgba(one.color["bad"]), 1.2),
    }
    layers = []
    for area in changes:
        if not area.polygons:
            continue
        fill, line, width = styles[area.kind]
        features = [
            {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [list(ring) for ring in polygon]}}
            for polygon in area.polygons
        ]
        layers.append(
            pydeck.Layer(
                "GeoJsonLayer",
                features,
                id=f"change-{area.kind}",
                stroked=width > 0,
                visible=visible,
                get_fill_color=fill,
                get_line_color=line,
                get_line_width=width,
                line_width_units=_string("pixels"),
                pickable=False,
            )
        )
    return layers


def _spoke_layers(spokes: Sequence[Spoke], one: Tokens) -> list[pydeck.Layer]:
    """Lines from clinics to the villages they serve; those beyond the limit stand out by colour and width."""
    layers = []
    for name, beyond, color, width in (
        ("spokes", False, _rgba(one.color["good"], 170), SPOKE_PX),
        ("spokes-beyond", True, _rgba(one.color["bad_mark"], 230), SPOKE_PX + 0.8),
    ):
        rows = [
            {"path": [list(one_spoke.start), list(one_spoke.end)]} for one_spoke in spokes if one_spoke.beyond is beyond
        ]
        if rows:
            layers.append(_paths(name, rows, color, width))
    return layers


def _mark_layers(marks: Sequence[ChangeMark], one: Tokens) -> list[pydeck.Layer]:
    """Villages that change sides: gained a filled blue disc with a white edge, lost an ochre one with a dark edge."""
    layers = []
    for name, gained, fill, edge in (
        ("villages-gained", True, _rgba(one.color["good"]), _rgba(one.color["surface"])),
        ("villages-lost", False, _rgba(one.color["bad_mark"]), _rgba(one.color["ink"])),
    ):
        rows = [
            {"at": [mark.lon, mark.lat], "tip": mark.name, "more": mark.detail, "code": mark.code}
            for mark in marks
            if mark.gained is gained
        ]
        if rows:
            layers.append(_rings(name, rows, GAINED_PX, fill, edge, 1.6, pickable=True))
    return layers


def _rings(
    name: str,
    rows: list[dict[str, Any]],
    radius: float,
    fill: list[int],
    line: list[int],
    width: float,
    *,
    pickable: bool,
) -> pydeck.Layer:
    return pydeck.Layer(
        "ScatterplotLayer",
        rows,
        id=name,
        get_position="at",
        get_radius=radius,
        radius_units=_string("pixels"),
        stroked=True,
        get_fill_color=fill,
        get_line_color=line,
        get_line_width=width,
        line_width_units=_string("pixels"),
        pickable=pickable,
    )


def _changed_sites(facilities: Sequence[FacilityMark], changed: Sequence[str], one: Tokens) -> list[pydeck.Layer]:
    rows = [{"at": [mark.lon, mark.lat]} for mark in facilities if mark.code in changed]
    if not rows:
        return []
    return [_rings("changed-sites", rows, ICON_RING_PX, [0, 0, 0, 0], _rgba(one.color["good"]), 2.6, pickable=False)]


def _route(points: Sequence[tuple[float, float]], one: Tokens) -> list[pydeck.Layer]:
    """One village's way: a dark line with an edge of the ground's colour, and a ring round the village."""
    if not points:
        return []
    rows = [{"path": [list(point) for point in points]}]
    start = [{"at": list(points[0])}]
    return [
        _paths("route-edge", rows, _rgba(one.color["surface"]), ROUTE_PX + 3),
        _paths("route", rows, _rgba(one.color["ink"]), ROUTE_PX),
        _rings("route-start", start, ROUTE_RING_PX, [0, 0, 0, 0], _rgba(one.color["ink"]), 2.2, pickable=False),
    ]


def _style_of(base: BaseMap) -> list[dict[str, Any]]:
    """A style dict wrapped in a list: the front end takes a bare one for an address (Streamlit 1.67)."""
    sources = {
        f"base{number}": {
            "type": "raster",
            "tileSize": 256,
            "maxzoom": 18,
            "attribution": base.credit,
            "tiles": [address],
        }
        for number, address in enumerate(base.tiles)
    }
    return [
        {
            "version": 8,
            "sources": sources,
            "layers": [{"id": name, "type": "raster", "source": name} for name in sources],
        }
    ]


def catchment_map(
    areas: Sequence[TownshipArea],
    *,
    bands: Sequence[MinuteBand] = (),
    changes: Sequence[ChangeArea] = (),
    changes_shown: bool = True,
    roads: Mapping[str, Any] | None = None,
    villages: Sequence[VillageDot] = (),
    facilities: Sequence[FacilityMark] = (),
    spokes: Sequence[Spoke] = (),
    marks: Sequence[ChangeMark] = (),
    changed_sites: Sequence[str] = (),
    route: Sequence[tuple[float, float]] = (),
    base: BaseMap | None = None,
    look: Look | None = None,
    size: tuple[float, float] | None = None,
) -> pydeck.Deck:
    """The township map with minutes, roads and whatever a what-if changes, bottom to top as the eye needs it.

    changes       : ground before and after; drawn instead of bands.
    changes_shown : False keeps that ground ready in the browser, unseen, for the change that is about to be asked.
    roads         : class → rows {"path": [[lon, lat], …]}, or the address of such rows.
    changed_sites : codes of facilities added, moved or upgraded; ringed.
    route         : one village's way to its site, from the village on; drawn under the villages.
    size          : width and height in px that the county is fitted to; the page's usual column otherwise.
    base          : raster tiles, only where a deployment is allowed to use them.

    Clicks: layer "townships" gives `properties.code`, layers "facilities-…" and "villages-…" give `code`.
    """
    look = look or Look()
    one = look.tokens
    deck = township_map(areas, villages=villages, facilities=facilities, bands=bands or [NO_BAND], look=look, size=size)
    below = [*_change_layers(changes, one, visible=changes_shown), *_road_layers(roads or {}, look)]
    _insert(deck.layers, below, before="county")
    _insert(
        deck.layers,
        [*_spoke_layers(spokes, one), *_route(route, one)],
        before=_first_of(deck.layers, "villages", "facilities"),
    )
    _insert(
        deck.layers,
        [*_mark_layers(marks, one), *_changed_sites(facilities, changed_sites, one)],
        before=_first_of(deck.layers, "facilities", "names"),
    )
    if base is not None:
        deck.map_style = _style_of(base)
        _see_through(deck.layers)
    return deck


def _first_of(layers: Sequence[pydeck.Layer], *beginnings: str) -> str:
    """Return the id of the lowest layer whose id starts with one of the beginnings; "scale" if there is none."""
    for layer in layers:
        if layer.id.startswith(beginnings):
            return str(layer.id)
    return "scale"


def _insert(layers: list[pydeck.Layer], new: Sequence[pydeck.Layer], before: str) -> None:
    at = next(number for number, layer in enumerate(layers) if layer.id == before)
    layers[at:at] = new


def _see_through(layers: Sequence[pydeck.Layer]) -> None:
    """Let the base map show through the land."""
    for layer in layers:
        if layer.id == "townships":
            layer.get_fill_color = [255, 255, 255, 60]
