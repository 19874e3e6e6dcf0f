"""The map of 服务覆盖 and 服务圈: townships, minutes, roads, villages, facilities, on a sheet without tiles.

    st.pydeck_chart(township_map(areas, look=Look(theme)), height=MAP_HEIGHT)

No map style is named and `map_provider` is None: Streamlit then asks no outside host. A bare string in a layer would be
read as an expression, so every word goes through `pydeck.types.String`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pydeck
from shapely import make_valid
from shapely.geometry import Polygon
from shapely.ops import unary_union

from faces.areas import closed_ring, ground_points, kind_and_status, label_weights
from faces.blocks.marks import FacilityMark, MinuteBand, RoadLine, TownshipArea, VillageDot
from faces.look.tokens import Tokens
from faces.screen.base import Look
from faces.screen.map_view import (
    DESKTOP_SIZE,
    PHONE_SIZE,
    Extent,
    Label,
    Point,
    emptier_corner,
    extent_of,
    fit_zoom,
    hatching,
    names_that_fit,
    place_label,
    scale_bar,
)
from faces.screen.plain_deck import PlainDeck
from faces.screen.symbols import facility_sheet, village_sheet
from words.names import STATUSES

MAP_HEIGHT = 640
PHONE_MAP_HEIGHT = 460
PHONE_ICON_SHARE = 0.8
ICON_CORE_PX = 6.0
# Symbols grow less than words: dense villages must stay apart.
SLIDE_ICON_GROWTH = 0.6
PHONE_ROADS = ("国道", "省道", "县道")
# Words on the map are ink or white whatever the theme, by the fill under them.
LABEL_INK = [20, 36, 43, 255]
LABEL_PAPER = [255, 255, 255, 255]

_string = pydeck.types.String
_NO_TIP: dict[str, Any] = {"pickable": False}


def _share(look: Look) -> float:
    """How much larger or smaller symbols are than the tokens say: a phone's are smaller, a slide's larger."""
    return PHONE_ICON_SHARE if look.phone else 1 + (look.scale - 1) * SLIDE_ICON_GROWTH


def _rgba(hex_color: str, alpha: int = 255) -> list[int]:
    """#RRGGBB as the list deck.gl wants."""
    return [int(hex_color[start : start + 2], 16) for start in (1, 3, 5)] + [alpha]


def _tip(name: str, *lines: str) -> dict[str, str]:
    """What stands in the hover box: the name in bold, the rest below; Streamlit escapes what it fills in."""
    return {"tip": name, "more": " · ".join(line for line in lines if line)}


def _areas(areas: Sequence[TownshipArea], look: Look, filled: bool) -> list[pydeck.Layer]:
    """Townships: filled by step, or the bare sheet where minutes are drawn on it; then their outlines."""
    one = look.tokens
    land = one.map["land"]
    missing = _rgba(one.color["sunken"])
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": [closed_ring(ring) for ring in area.rings]},
            "properties": {
                "code": area.code,
                "name": area.name,
                **_tip(area.name, area.value_text or (look.say(*STATUSES["no_data"]) if filled else "")),
                "fill": land if not filled else missing if area.step is None else _rgba(one.sequential[area.step]),
            },
        }
        for area in areas
    ]
    return [
        pydeck.Layer(
            "GeoJsonLayer",
            features,
            id="townships",
            pickable=True,
            stroked=True,
            get_fill_color="properties.fill",
            get_line_color=one.map["township"]["line"],
            get_line_width=one.map["township"]["width"],
            line_width_units=_string("pixels"),
        )
    ]


def _hatch(areas: Sequence[TownshipArea], extent: Extent, one: Tokens) -> list[pydeck.Layer]:
    """Slanting lines over townships without a figure."""
    spacing = (extent.north - extent.south) / 55
    lines = [{"path": line} for area in areas if area.step is None for line in hatching(area.rings, spacing)]
    if not lines:
        return []
    return [_paths("hatch", lines, _rgba(one.color["line_strong"], 150), 1.0)]


def _paths(name: str, rows: Sequence[dict[str, Any]], color: list[int], width: float) -> pydeck.Layer:
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
        **_NO_TIP,
    )


def _bands(bands: Sequence[MinuteBand], one: Tokens) -> list[pydeck.Layer]:
    """Filled minutes, the wider band below."""
    layers = []
    for band in sorted(bands, key=lambda band: -band.limit_min):
        style = one.map["band_15" if band.inner else "band_30"]
        features = [
            {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [closed_ring(ring) for ring in polygon]}}
            for polygon in band.polygons
        ]
        layers.append(
            pydeck.Layer(
                "GeoJsonLayer",
                features,
                id=f"band-{band.limit_min}",
                stroked=True,
                get_fill_color=style["fill"],
                get_line_color=style["line"],
                get_line_width=style["width"],
                line_width_units=_string("pixels"),
                **_NO_TIP,
            )
        )
    return layers


def _roads(roads: Sequence[RoadLine], look: Look) -> list[pydeck.Layer]:
    """Roads by class, the lesser below; white casing under the upper three; on a phone only those."""
    layers = []
    for road_class, style in reversed(look.tokens.map["road"].items()):
        rows = [{"path": [list(point) for point in road.points]} for road in roads if road.road_class == road_class]
        if not rows or (look.phone and road_class not in PHONE_ROADS):
            continue
        if style["casing"]:
            layers.append(_paths(f"casing-{road_class}", rows, style["casing"], style["width"] + 2))
        layers.append(_paths(f"road-{road_class}", rows, style["color"], style["width"]))
    return layers


def _county(areas: Sequence[TownshipArea], one: Tokens) -> list[pydeck.Layer]:
    """The county's edge, then the one township outlined in cinnabar, above roads and bands."""
    # Outlines of neighbours may miss each other by a metre; closing by 20 m leaves one edge.
    whole = unary_union([make_valid(Polygon(area.rings[0])).buffer(2e-4) for area in areas]).buffer(-2e-4)
    pieces = getattr(whole, "geoms", [whole])
    drawn = [piece for piece in pieces if not piece.is_empty]
    edge = [{"path": [[round(x, 5), round(y, 5)] for x, y in piece.exterior.coords]} for piece in drawn]
    layers = [_paths("county", edge, one.map["county"]["line"], one.map["county"]["width"])]
    point = [{"path": closed_ring(area.rings[0])} for area in areas if area.is_point]
    if point:
        layers.append(_paths("point", point, one.map["the_point"]["line"], one.map["the_point"]["width"]))
    return layers


def _radius(residents: int, one: Tokens) -> float:
    """Small, middle, large by residents: below 1,500, below 3,500, and more."""
    style = one.map["village_in"]
    return style["radius"][sum(residents >= limit for limit in style["residents_below"])]  # type: ignore[no-any-return]


def _villages(villages: Sequence[VillageDot], look: Look, filled: bool) -> list[pydeck.Layer]:
    """Dots inside, rings outside, crosses out of reach; on filled townships dots make up for their light edge."""
    one = look.tokens
    share = _share(look)
    edge_px = 0.8 if filled else 0.0
    rows: dict[str, list[dict[str, Any]]] = {"inside": [], "outside": [], "unreachable": []}
    for village in villages:
        people = look.say(f"{village.residents:,}人", f"{village.residents:,} residents")
        tip = _tip(village.name, people, village.detail)
        place = {"at": [round(village.lon, 5), round(village.lat, 5)], **tip, "code": village.code}
        rows[village.state].append(place | {"radius": _radius(village.residents, one) * share + edge_px})
    dots = {"radius_units": _string("pixels"), "get_position": "at", "get_radius": "radius", "pickable": True}
    layers = []
    if rows["inside"]:
        fill = one.map["village_in"]["fill"]
        # A hair of the ground's colour keeps a dot visible on the strong end of the scale.
        edge = {
            "stroked": filled,
            "get_line_color": one.map["land"],
            "get_line_width": edge_px,
            "line_width_units": _string("pixels"),
        }
        layers.append(
            pydeck.Layer("ScatterplotLayer", rows["inside"], id="villages-in", get_fill_color=fill, **edge, **dots)
        )
    if rows["outside"]:
        style = one.map["village_out"]
        layers.append(
            pydeck.Layer(
                "ScatterplotLayer",
                rows["outside"],
                id="villages-out",
                stroked=True,
                get_fill_color=style["fill"],
                get_line_color=style["line"],
                get_line_width=style["width"],
                line_width_units=_string("pixels"),
                **dots,
            )
        )
    if rows["unreachable"]:
        crosses = [row | {"icon": "yes"} for row in rows["unreachable"]]
        layers.append(_icons("villages-cross", crosses, village_sheet(look.theme), 17 * share))
    return layers


def _icons(
    name: str, rows: Sequence[dict[str, Any]], sheet: tuple[str, dict[str, dict[str, int]]], size: float
) -> pydeck.Layer:
    picture, places = sheet
    return pydeck.Layer(
        "IconLayer",
        rows,
        id=name,
        icon_atlas=_string(picture),
        icon_mapping=places,
        get_icon="icon",
        get_position="at",
        get_size=size,
        size_units=_string("pixels"),
        pickable=True,
    )


def _facilities(facilities: Sequence[FacilityMark], look: Look) -> list[pydeck.Layer]:
    """Facilities by tier, the small ones below."""
    layers = []
    for tier, pixels in sorted(look.tokens.map["icon_px"].items(), key=lambda item: item[1]):
        rows = [
            {
                "at": [round(one.lon, 5), round(one.lat, 5)],
                "icon": "yes" if one.qualified else "no",
                "code": one.code,
                **_tip(one.name, *kind_and_status(one, look), one.detail),
            }
            for one in facilities
            if one.tier == tier
        ]
        if rows:
            layers.append(_icons(f"facilities-{tier}", rows, facility_sheet(tier, look.theme), pixels * _share(look)))
    return layers


def _text(name: str, rows: Sequence[dict[str, Any]], look: Look, **own: Any) -> pydeck.Layer:
    """Words on the map: glyphs of the reader's own fonts, with an outline in the ground's colour."""
    style = look.tokens.map["label"]
    usual: dict[str, Any] = {
        "get_size": _label_size(look),
        "get_color": style["color"],
        "font_weight": _string("bold"),
        "get_pixel_offset": [0, 0],
        "outline_width": style["outline_width"],
        "outline_color": style["outline"],
    }
    return pydeck.Layer(
        "TextLayer",
        rows,
        id=name,
        get_position="at",
        get_text="text",
        character_set=_string("auto"),
        font_family=_string(look.tokens.sans.replace('"', "")),
        font_settings={"sdf": True, "fontSize": 64, "buffer": 8, "radius": 16},
        **(usual | own),
        **_NO_TIP,
    )


def _label_size(look: Look) -> float:
    return float(look.tokens.map["label"]["size"] * look.scale * (PHONE_ICON_SHARE if look.phone else 1.0))


def _view(points: Sequence[Point], look: Look, size: tuple[float, float] | None) -> tuple[Extent, float]:
    """What is shown, with room for the scale bar, and the zoom that fits it."""
    extent = extent_of(points)
    width, height = size or (PHONE_SIZE if look.phone else DESKTOP_SIZE)
    return extent, fit_zoom(extent.with_room_below(), width, height)


def label_lines(area: TownshipArea, filled: bool, look: Look) -> list[str]:
    """A township's words on the map: its name, and on a filled map its value or why there is none."""
    return [area.name, area.value_text or look.say(*STATUSES["no_data"])] if filled else [area.name]


def _labelled(
    areas: Sequence[TownshipArea], look: Look, zoom: float, filled: bool, facilities: Sequence[FacilityMark]
) -> list[tuple[TownshipArea, Label]]:
    """Townships whose words can be written, with their place: the one of the finding first, then by area."""
    seats = bool(facilities)
    size = _label_size(look)
    clear = look.tokens.map["label"]["offset_y"] * _share(look) + 4 * (look.scale - 1) if seats else 0.0
    labels = [
        place_label(
            area.rings,
            area.label_at,
            label_lines(area, filled, look),
            zoom=zoom,
            size_px=size,
            clear_px=clear,
            first=area.is_point,
        )
        if filled
        else Label(area.label_at, clear, [area.name], weight, fits=weight > 0)
        for area, weight in zip(areas, label_weights(areas), strict=True)
    ]
    # Triangles are many and small: names may lie on them, not on hospitals and township centres.
    symbols = [] if filled else [(one.lon, one.lat) for one in facilities if one.tier != "clinic"]
    found = names_that_fit(labels, zoom, size, symbols, ICON_CORE_PX * _share(look))
    return [(areas[index], label) for index, label in found]


def unlabelled(deck: pydeck.Deck, areas: Sequence[TownshipArea]) -> list[str]:
    """Names of townships that the map has no room for, to be said under it (图上未标名：…)."""
    written = {row["text"] for layer in deck.layers if layer.id.startswith("names-") for row in layer.data}
    return [area.name for area in areas if area.name not in written]


def _labels(placed: Sequence[tuple[TownshipArea, Label]], look: Look, filled: bool) -> list[pydeck.Layer]:
    """Township names; on filled townships also their values, in the colour that reads on the fill."""
    size = _label_size(look)
    layers = []
    for tone in ("dark", "light"):
        rows = [(area, label) for area, label in placed if _tone(area, look.tokens, filled) == tone]
        if not rows:
            continue
        ink, ground = (LABEL_INK, LABEL_PAPER) if tone == "dark" else (LABEL_PAPER, LABEL_INK)
        dress = {"get_color": ink, "outline_color": ground, "get_pixel_offset": "offset"}
        for line, words in enumerate(("names", "values") if filled else ("names",)):
            data = [
                {"at": list(label.at), "text": label.lines[line], "offset": [0, label.down_px + line * size * 1.15]}
                for _, label in rows
            ]
            layers.append(_text(f"{words}-{tone}", data, look, get_size=size * (0.9 if line else 1.0), **dress))
    return layers


def _tone(area: TownshipArea, one: Tokens, filled: bool) -> str:
    """Whether a label is dark or light: what reads on the township's fill, else on the theme's land."""
    if not filled or area.step is None:
        return "dark" if one.theme == "light" else "light"
    return "light" if one.text_on_sequential[area.step].upper() == "#FFFFFF" else "dark"


def _scale(points: Sequence[Point], extent: Extent, look: Look) -> list[pydeck.Layer]:
    corner = emptier_corner(extent, points)
    bar = scale_bar(extent, corner, look.say("公里", " km"))
    ink = _rgba(look.color("ink"))
    # On a phone the bar is too short for three figures.
    shown = bar.labels[::2] if look.phone else bar.labels
    labels = [{"at": list(at), "text": text} for at, text in shown]
    return [
        _paths("scale", [{"path": [list(point) for point in path]} for path in bar.paths], ink, 1.6),
        _text(
            "scale-words",
            labels,
            look,
            get_size=13 * look.scale,
            outline_width=0,
            get_pixel_offset=[0, -11 * look.scale],
        ),
    ]


def township_map(
    areas: Sequence[TownshipArea],
    *,
    villages: Sequence[VillageDot] = (),
    facilities: Sequence[FacilityMark] = (),
    bands: Sequence[MinuteBand] = (),
    roads: Sequence[RoadLine] = (),
    look: Look | None = None,
    size: tuple[float, float] | None = None,
) -> pydeck.Deck:
    """The county as a deck of layers, bottom to top: land, bands, roads, lines, the point, dots, icons, names, scale.

    areas      : townships; without `bands` they are coloured by their step and carry their value in words, those
                 without a step are grey and hatched.
    bands      : filled minutes; the townships are then a plain sheet.
    size       : width and height in px that the county is fitted to; the page's usual column otherwise.
    look.phone : smaller icons, no lesser roads, and no dragging, so that a thumb scrolls the page.

    A selection returns `properties.code` of the layer "townships". Raises ValueError without areas and places.
    """
    look = look or Look()
    one = look.tokens
    points = ground_points(areas, villages, facilities)
    extent, zoom = _view(points, look, size)
    filled = not bands
    layers = [
        *_areas(areas, look, filled),
        *(_hatch(areas, extent, one) if filled else []),
        *_bands(bands, one),
        *_roads(roads, look),
        *_county(areas, one),
        *_villages(villages, look, filled),
        *_facilities(facilities, look),
        *_labels(_labelled(areas, look, zoom, filled, facilities), look, filled),
        *_scale(points, extent, look),
    ]
    shown = extent.with_room_below()
    view = pydeck.ViewState(latitude=shown.latitude, longitude=shown.longitude, zoom=zoom, pitch=0, bearing=0)
    # Named without a style on purpose: an explicit None would send the browser to a tile host.
    return PlainDeck(
        layers,
        map_provider=None,
        initial_view_state=view,
        views=[pydeck.View("MapView", controller=not look.phone)],
        tooltip={
            "html": "<b>{tip}</b><br>{more}",
            "style": {
                "backgroundColor": look.color("ink"),
                "color": look.color("paper"),
                "fontSize": "13px",
                "fontFamily": one.sans,
                "borderRadius": "4px",
                "padding": "6px 10px",
            },
        },
    )
