"""The county as editable vector shapes: townships, bands, roads, villages, facilities, names, key, scale bar."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from faces.blocks import Map, SiteMark
from faces.blocks.marks import FacilityMark, MinuteBand, TownshipArea, VillageDot
from faces.geometry import Projection, Rect, ScaleBar, projection, scale_bar
from faces.look.dress import FACILITY_WORDS, LIGHT, color, sequential
from faces.map_labels import label_places
from words.numbers import Language

KEY_HEIGHT = 0.62
Place = Callable[[tuple[float, float]], tuple[float, float]]
"""A point on the ground → inches on the slide."""
_MOVE_TO, _LINE_TO, _CLOSE, _POINT = qn("a:moveTo"), qn("a:lnTo"), qn("a:close"), qn("a:pt")
ROAD_PT = {"国道": 1.6, "省道": 1.4, "县道": 1.0, "乡道": 0.7, "村道": 0.5}
FACILITY_SHAPES = {
    "hospital": (MSO_SHAPE.CROSS, 0.2),
    "centre": (MSO_SHAPE.RECTANGLE, 0.13),
    "clinic": (MSO_SHAPE.ISOSCELES_TRIANGLE, 0.1),
}


def add_map(shapes: Any, block: Map, rect: Rect, language: Language) -> None:
    """Draw the map with its key above; each layer is a named group. Raises ValueError without outlines."""
    drawn = Rect(rect.x, rect.y + KEY_HEIGHT, rect.w, rect.h - KEY_HEIGHT)
    points = [point for area in block.areas for ring in area.rings for point in ring]
    place = projection(points, drawn)
    en = language == "en"
    with layer(shapes, "townships" if en else "乡镇") as group:
        _townships(group, block, place)
    with layer(shapes, "bands" if en else "服务圈") as group:
        _bands(group, block, place, language)
    with layer(shapes, "roads" if en else "道路") as group:
        _roads(group, block, place)
    with layer(shapes, "boundaries" if en else "乡镇界") as group:
        _boundaries(group, block, place)
    with layer(shapes, "villages" if en else "村") as group:
        _villages(group, block.villages, place)
    with layer(shapes, "gained" if en else "新覆盖的村") as group:
        _gained(group, block.gained, place)
    with layer(shapes, "facilities" if en else "机构") as group:
        _facilities(group, block.facilities, place)
    with layer(shapes, "new sites" if en else "新点") as group:
        _sites(group, block.sites, place)
    with layer(shapes, "names" if en else "名称") as group:
        _names(group, block, place)
    with layer(shapes, "key" if en else "图例") as group:
        _key(group, block, rect, language)
    with layer(shapes, "scale" if en else "比例尺") as group:
        _scale(group, scale_bar(place, drawn, points), language)


@contextmanager
def layer(shapes: Any, name: str) -> Iterator[Any]:
    """Open a named group; its extent is measured once at the end, and a group that stays empty is taken out."""
    group = shapes.add_group_shape()
    group.name = name
    inside = group.shapes
    inside.turbo_add_enabled = True
    measure = inside._recalculate_extents
    inside._recalculate_extents = lambda: None
    yield inside
    if len(inside):
        measure()
    else:
        group._element.getparent().remove(group._element)


def _freeform(
    shapes: Any, lines: Iterable[Iterable[tuple[float, float]]], place: Place, *, close: bool, name: str
) -> Any:
    """Add one editable shape of all lines: rings inside a ring are its holes.

    Written by hand: python-pptx 1.0.2's builder looks through all points again for every point, seconds for a county.
    """
    drawn = [[(int(Inches(x)), int(Inches(y))) for x, y in map(place, line)] for line in lines]
    drawn = [points for points in drawn if len(points) > 1]
    west, north = min(x for points in drawn for x, _ in points), min(y for points in drawn for _, y in points)
    east, south = max(x for points in drawn for x, _ in points), max(y for points in drawn for _, y in points)
    element = shapes._spTree.add_freeform_sp(west, north, max(east - west, 1), max(south - north, 1))
    path = element.add_path(w=max(east - west, 1), h=max(south - north, 1))
    for points in drawn:
        for number, (x, y) in enumerate(points):
            step = etree.SubElement(path, _LINE_TO if number else _MOVE_TO)
            etree.SubElement(step, _POINT, {"x": str(x - west), "y": str(y - north)})
        if close:
            etree.SubElement(path, _CLOSE)
    shape = shapes._shape_factory(element)
    shape.name = name
    plain(shape)
    return shape


def ring(
    shapes: Any,
    points: Sequence[tuple[float, float]],
    place: Place,
    name: str,
) -> Any:
    """Add one closed editable shape; place: a point → inches."""
    return _freeform(shapes, [points], place, close=True, name=name)


def plain(shape: Any) -> None:
    """Take the theme's style off a shape: it would bring a shadow and a blue line."""
    style = shape._element.find(qn("p:style"))
    if style is not None:
        shape._element.remove(style)


def _fill(shape: Any, fill: str | None, line: str | None, width: float = 0.75) -> None:
    if fill is None:
        shape.fill.background()
    else:
        shape.fill.solid()
        shape.fill.fore_color.rgb = RGBColor.from_string(fill)
    if line is None:
        shape.line.fill.background()
    else:
        shape.line.color.rgb = RGBColor.from_string(line)
        shape.line.width = Pt(width)


def _townships(shapes: Any, block: Map, place: Projection) -> None:
    # The finding's township last: its cinnabar outline lies above its neighbours'.
    for area in sorted(block.areas, key=lambda one: one.is_point):
        shape = _freeform(shapes, area.rings, place, close=True, name=f"{area.name} {area.value_text}".strip())
        _fill(shape, ground_of(area, block)[0], *_edge(area))


def _edge(area: TownshipArea) -> tuple[str, float]:
    return (color("point"), 2.5) if area.is_point else (color("ink_2"), 0.75)


def ground_of(area: TownshipArea, block: Map) -> tuple[str, str]:
    """Return ground and ink of a township: a plain sheet on maps without a scale, else its step."""
    return sequential(area.step) if block.key else (color("surface"), color("ink"))


def _boundaries(shapes: Any, block: Map, place: Projection) -> None:
    """Draw the outlines once more where bands lie over them."""
    for area in sorted(block.areas if block.bands else (), key=lambda one: one.is_point):
        _fill(_freeform(shapes, area.rings, place, close=True, name=area.name), None, *_edge(area))


def band_fill(band: MinuteBand) -> str:
    """Return the colour of the nearer or the farther minutes, RRGGBB."""
    red, green, blue = LIGHT.map["band_15" if band.inner else "band_30"]["fill"][:3]
    return f"{red:02X}{green:02X}{blue:02X}"


def band_words(block: Map, language: Language) -> list[tuple[MinuteBand, str]]:
    """Return the bands, the nearer first, and what they are called."""
    found, lower = [], 0
    for band in sorted(block.bands, key=lambda one: one.limit_min):
        minutes = f"{lower}—{band.limit_min}" if lower else f"{band.limit_min}"
        zh = f"{minutes}分钟" + ("" if lower else "内")
        en = f"{lower}–{band.limit_min} min" if lower else f"within {band.limit_min} min"
        found.append((band, en if language == "en" else zh))
        lower = band.limit_min
    return found


def _bands(shapes: Any, block: Map, place: Projection, language: Language) -> None:
    for band, name in reversed(band_words(block, language)):
        rings = [ring for polygon in band.polygons for ring in polygon]
        if rings:
            _fill(_freeform(shapes, rings, place, close=True, name=name), band_fill(band), None)


def _roads(shapes: Any, block: Map, place: Projection) -> None:
    for road_class in reversed(ROAD_PT):
        lines = [road.points for road in block.roads if road.road_class == road_class and len(road.points) > 1]
        if lines:
            shape = _freeform(shapes, lines, place, close=False, name=road_class)
            _fill(shape, None, color("neutral_mark"), ROAD_PT[road_class])


def _gained(shapes: Any, villages: Sequence[VillageDot], place: Projection) -> None:
    for village in villages:
        shape = _marker(shapes, MSO_SHAPE.OVAL, place((village.lon, village.lat)), 0.1, village.name)
        _fill(shape, color("good_mark"), color("surface"), 0.5)


def _sites(shapes: Any, sites: Sequence[SiteMark], place: Projection) -> None:
    for site in sites:
        at = place((site.lon, site.lat))
        disc = _marker(shapes, MSO_SHAPE.OVAL, at, 0.24, f"{site.number} {site.name}")
        _fill(disc, color("good"), color("surface"), 1.5)
        words_on_map(shapes, str(site.number), at, 10, color("surface"), width=0.3)


def _marker(shapes: Any, kind: Any, at: tuple[float, float], size: float, name: str) -> Any:
    x, y = at
    shape = shapes.add_shape(kind, Inches(x - size / 2), Inches(y - size / 2), Inches(size), Inches(size))
    shape.name = name
    plain(shape)
    return shape


def _villages(shapes: Any, villages: Sequence[VillageDot], place: Projection) -> None:
    for village in villages:
        lacking = village.state != "inside"
        shape = _marker(
            shapes, MSO_SHAPE.OVAL, place((village.lon, village.lat)), 0.1 if lacking else 0.045, village.name
        )
        if lacking:
            _fill(shape, color("surface"), color("bad_mark"), 1.75)
        else:
            _fill(shape, color("ink"), None)


def _facility(shapes: Any, tier: str, qualified: bool, at: tuple[float, float], name: str) -> None:
    kind, size = FACILITY_SHAPES[tier]
    shape = _marker(shapes, kind, at, size, name)
    if qualified:
        _fill(shape, color("ink"), color("surface"), 0.75)
    else:
        _fill(shape, color("surface"), color("ink"), 1.5)


def _facilities(shapes: Any, facilities: Sequence[FacilityMark], place: Projection) -> None:
    for one in sorted(facilities, key=lambda mark: -list(FACILITY_SHAPES).index(mark.tier)):
        _facility(shapes, one.tier, one.qualified, place((one.lon, one.lat)), one.name)


def words_on_map(shapes: Any, text: str, at: tuple[float, float], size: float, ink: str, *, width: float = 1.1) -> Any:
    """Write one or two centred lines whose middle is at a point."""
    x, y = at
    height = 0.2 * (text.count("\n") + 1)
    box = shapes.add_textbox(Inches(x - width / 2), Inches(y - height / 2), Inches(width), Inches(height))
    frame = box.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap, frame.vertical_anchor = False, MSO_ANCHOR.MIDDLE
    for number, line in enumerate(text.split("\n")):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.CENTER
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold = Pt(size), number == 0
        run.font.color.rgb = RGBColor.from_string(ink)
    return box


def _names(shapes: Any, block: Map, place: Projection) -> None:
    places = label_places(block, place)
    named: set[str] = set()
    for area in block.areas:
        if area.code in places and area.code not in named:
            named.add(area.code)
            text = f"{area.name}\n{area.value_text}" if area.value_text else area.name
            words_on_map(shapes, text, places[area.code], 10.5, ground_of(area, block)[1])


def _key(shapes: Any, block: Map, rect: Rect, language: Language) -> None:
    """Ten steps with their upper bounds, then the symbols in use."""
    width = min(0.52, (rect.w - 0.8) / 10)
    if block.unit:
        words_on_map(shapes, block.unit, (rect.x + 0.3, rect.y + 0.11), 9, color("ink_2"), width=0.7)
    for step, text in enumerate(block.key):
        ground, ink = sequential(step)
        box = shapes.add_shape(
            MSO_SHAPE.RECTANGLE, Inches(rect.x + 0.7 + step * width), Inches(rect.y), Inches(width), Inches(0.22)
        )
        plain(box)
        _fill(box, ground, None)
        words_on_map(shapes, text, (rect.x + 0.7 + (step + 0.5) * width, rect.y + 0.11), 8.5, ink, width=width)
    x, y = rect.x + 0.1, rect.y + (0.42 if block.key else 0.11)

    def words(text: str, gap: float) -> None:
        nonlocal x, y
        room = text_room(text, language)
        words_on_map(shapes, text, (x + gap + room / 2, y), 9, color("ink_2"), width=room)
        x += room + gap + 0.26
        if x > rect.x + rect.w - 1.0 and not block.key:
            x, y = rect.x + 0.1, y + 0.24

    for band, text in band_words(block, language):
        box = _marker(shapes, MSO_SHAPE.RECTANGLE, (x, y), 0.15, text)
        _fill(box, band_fill(band), color("line_strong"), 0.5)
        words(text, 0.16)
    for tier, ok in FACILITY_WORDS:
        if any((one.tier, one.qualified) == (tier, ok) for one in block.facilities):
            name = FACILITY_WORDS[tier, ok][language == "en"]
            _facility(shapes, tier, ok, (x, y), name)
            words(name, 0.16)
    if any(village.state != "inside" for village in block.villages):
        ring = _marker(shapes, MSO_SHAPE.OVAL, (x, y), 0.1, "ring")
        _fill(ring, color("surface"), color("bad_mark"), 1.75)
        words(block.outside, 0.14)
    if block.gained:
        dot = _marker(shapes, MSO_SHAPE.OVAL, (x, y), 0.1, "dot")
        _fill(dot, color("good_mark"), color("surface"), 0.5)
        words("newly covered village" if language == "en" else "新覆盖的村", 0.14)
    if block.sites:
        disc = _marker(shapes, MSO_SHAPE.OVAL, (x, y), 0.16, "disc")
        _fill(disc, color("good"), color("surface"), 1)
        words("new site, numbered" if language == "en" else "新点（编号）", 0.16)


def text_room(text: str, language: Language) -> float:
    """Return inches that a key's words take at 9 points."""
    return (0.13 if language == "zh" else 0.075) * len(text)


def _scale(shapes: Any, bar: ScaleBar, language: Language) -> None:
    line = shapes.add_connector(1, Inches(bar.x), Inches(bar.y), Inches(bar.x + bar.length), Inches(bar.y))
    line.line.color.rgb = RGBColor.from_string(color("ink"))
    line.line.width = Pt(1.5)
    plain(line)
    words_on_map(shapes, scale_words(bar, language), (bar.x + bar.length / 2, bar.y - 0.13), 9, color("ink"))


def scale_words(bar: ScaleBar, language: Language) -> str:
    """Return how long the bar is: 10公里."""
    return f"{bar.kilometres:g}{'公里' if language == 'zh' else ' km'}"
