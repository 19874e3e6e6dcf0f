"""The county as editable vector shapes: townships, bands, roads, villages, facilities, names, key, scale bar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from charts.rows import FacilityMark, TownshipArea, VillageDot
from reports.dress import FACILITY_WORDS, LIGHT, color, sequential
from reports.geometry import Projection, Rect, projection, round_step
from reports.records import Language, MapBlock

KEY_HEIGHT = 0.62
ROAD_PT = {"国道": 1.6, "省道": 1.4, "县道": 1.0, "乡道": 0.7, "村道": 0.5}
FACILITY_SHAPES = {
    "县级医院": (MSO_SHAPE.CROSS, 0.2),
    "乡镇卫生院": (MSO_SHAPE.RECTANGLE, 0.13),
    "中心村卫生室": (MSO_SHAPE.ISOSCELES_TRIANGLE, 0.1),
}


def add_map(shapes: Any, block: MapBlock, rect: Rect, language: Language) -> None:
    """Draw the map with its key above; each layer is a named group. Raises ValueError without outlines."""
    drawn = Rect(rect.x, rect.y + KEY_HEIGHT, rect.w, rect.h - KEY_HEIGHT)
    place = projection((point for area in block.areas for ring in area.rings for point in ring), drawn)
    en = language == "en"
    with _layer(shapes, "townships" if en else "乡镇") as layer:
        _townships(layer, block.areas, place)
    with _layer(shapes, "bands" if en else "服务圈") as layer:
        _bands(layer, block, place)
    with _layer(shapes, "roads" if en else "道路") as layer:
        _roads(layer, block, place)
    with _layer(shapes, "villages" if en else "村") as layer:
        _villages(layer, block.villages, place)
    with _layer(shapes, "facilities" if en else "机构") as layer:
        _facilities(layer, block.facilities, place)
    with _layer(shapes, "names" if en else "名称") as layer:
        _names(layer, block.areas, place)
    with _layer(shapes, "key" if en else "图例") as layer:
        _key(layer, block, rect, language)
    with _layer(shapes, "scale" if en else "比例尺") as layer:
        _scale(layer, place, drawn, language)


@contextmanager
def _layer(shapes: Any, name: str) -> Iterator[Any]:
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


def _polygon(shapes: Any, ring: Iterable[tuple[float, float]], place: Projection, *, close: bool, name: str) -> Any:
    points = [tuple(int(Inches(part)) for part in place(point)) for point in ring]
    builder = shapes.build_freeform(*points[0], scale=1.0)
    builder.add_line_segments(points[1:], close=close)
    shape = builder.convert_to_shape()
    shape.name = name
    _plain(shape)
    return shape


def _plain(shape: Any) -> None:
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


def _townships(shapes: Any, areas: Sequence[TownshipArea], place: Projection) -> None:
    # The finding's township last: its cinnabar outline lies above its neighbours'.
    for area in sorted(areas, key=lambda one: one.is_point):
        shape = _polygon(shapes, area.rings[0], place, close=True, name=f"{area.name} {area.value_text}")
        _fill(
            shape,
            sequential(area.step)[0],
            color("point") if area.is_point else color("ink_2"),
            2.5 if area.is_point else 0.75,
        )


def _bands(shapes: Any, block: MapBlock, place: Projection) -> None:
    style = LIGHT.map
    for band in sorted(block.bands, key=lambda one: one.inner):
        red, green, blue = style["band_15" if band.inner else "band_30"]["fill"][:3]
        for polygon in band.polygons:
            shape = _polygon(shapes, polygon[0], place, close=True, name=f"{band.limit_min}分钟")
            _fill(shape, f"{red:02X}{green:02X}{blue:02X}", None)


def _roads(shapes: Any, block: MapBlock, place: Projection) -> None:
    for road in block.roads:
        if len(road.points) > 1:
            shape = _polygon(shapes, road.points, place, close=False, name=road.road_class)
            _fill(shape, None, color("neutral_mark"), ROAD_PT[road.road_class])


def _marker(shapes: Any, kind: Any, at: tuple[float, float], size: float, name: str) -> Any:
    x, y = at
    shape = shapes.add_shape(kind, Inches(x - size / 2), Inches(y - size / 2), Inches(size), Inches(size))
    shape.name = name
    _plain(shape)
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


def _names(shapes: Any, areas: Sequence[TownshipArea], place: Projection) -> None:
    for area in areas:
        x, y = place(area.label_at)
        words_on_map(shapes, f"{area.name}\n{area.value_text}", (x, y + 0.22), 10.5, sequential(area.step)[1])


def _key(shapes: Any, block: MapBlock, rect: Rect, language: Language) -> None:
    """Ten steps with their upper bounds, then the symbols in use."""
    title = block.unit
    width = min(0.52, (rect.w - 0.8) / 10)
    words_on_map(shapes, title, (rect.x + 0.3, rect.y + 0.11), 9, color("ink_2"), width=0.7)
    for step, text in enumerate(block.key):
        ground, ink = sequential(step)
        box = shapes.add_shape(
            MSO_SHAPE.RECTANGLE, Inches(rect.x + 0.7 + step * width), Inches(rect.y), Inches(width), Inches(0.22)
        )
        _plain(box)
        _fill(box, ground, None)
        words_on_map(shapes, text, (rect.x + 0.7 + (step + 0.5) * width, rect.y + 0.11), 8.5, ink, width=width)
    x, y = rect.x + 0.1, rect.y + 0.42
    items = [
        (tier, ok) for tier, ok in FACILITY_WORDS if any((f.tier, f.qualified) == (tier, ok) for f in block.facilities)
    ]
    for tier, ok in items:
        _facility(shapes, tier, ok, (x, y), tier)
        text = FACILITY_WORDS[tier, ok][language == "en"]
        room = 0.13 * len(text) if language == "zh" else 0.075 * len(text)
        words_on_map(shapes, text, (x + 0.16 + room / 2, y), 9, color("ink_2"), width=room)
        x += room + 0.42
    if any(village.state != "inside" for village in block.villages):
        ring = _marker(shapes, MSO_SHAPE.OVAL, (x, y), 0.1, "ring")
        _fill(ring, color("surface"), color("bad_mark"), 1.75)
        text = "没有卫生室的村" if language == "zh" else "village without a clinic"
        room = 0.13 * len(text) if language == "zh" else 0.075 * len(text)
        words_on_map(shapes, text, (x + 0.14 + room / 2, y), 9, color("ink_2"), width=room)


def _scale(shapes: Any, place: Projection, drawn: Rect, language: Language) -> None:
    kilometres = round_step(drawn.w / max(place.inches_of_km(1.0), 1e-9), 6)
    length = place.inches_of_km(kilometres)
    x, y = drawn.x + drawn.w - length - 0.1, drawn.y + drawn.h - 0.08
    line = shapes.add_connector(1, Inches(x), Inches(y), Inches(x + length), Inches(y))
    line.line.color.rgb = RGBColor.from_string(color("ink"))
    line.line.width = Pt(1.5)
    unit = "公里" if language == "zh" else "km"
    words_on_map(
        shapes, f"{kilometres:g}{unit if language == 'zh' else ' ' + unit}", (x + length / 2, y - 0.13), 9, color("ink")
    )
