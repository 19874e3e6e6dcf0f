"""The county's map as SVG, with the layers of the deck's."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from reports.deck_map import KEY_HEIGHT, ROAD_PT
from reports.dress import FACILITY_WORDS, LIGHT, color, sequential
from reports.geometry import Projection, Rect, projection
from reports.picture_parts import PX, text
from reports.records import MapBlock


def map_svg(block: MapBlock, rect: Rect, language: str) -> str:
    """Draw townships, bands, roads, villages, facilities, names and the key. Raises ValueError without outlines."""
    drawn = Rect(rect.x, rect.y + KEY_HEIGHT, rect.w, rect.h - KEY_HEIGHT)
    place = projection((point for area in block.areas for ring in area.rings for point in ring), drawn)
    parts = [_key(block, rect, language)]
    for area in sorted(block.areas, key=lambda one: one.is_point):
        stroke, width = ("point", 2.8) if area.is_point else ("ink_2", 1.0)
        path = _path(area.rings[0], place) + "Z"
        parts.append(
            f'<path d="{path}" fill="#{sequential(area.step)[0]}" stroke="#{color(stroke)}" stroke-width="{width}">'
            f"<title>{escape(area.name)} {escape(area.value_text)}</title></path>"
        )
    for band in sorted(block.bands, key=lambda one: one.inner):
        red, green, blue = LIGHT.map["band_15" if band.inner else "band_30"]["fill"][:3]
        for polygon in band.polygons:
            parts.append(f'<path d="{_path(polygon[0], place)}Z" fill="rgb({red},{green},{blue})" fill-opacity="0.8"/>')
    for road in block.roads:
        parts.append(
            f'<path d="{_path(road.points, place)}" fill="none" stroke="#{color("neutral_mark")}" '
            f'stroke-width="{ROAD_PT[road.road_class] * 1.2:.1f}"/>'
        )
    for village in block.villages:
        x, y = place((village.lon, village.lat))
        lacking = village.state != "inside"
        look = f'fill="#{color("surface")}" stroke="#{color("bad_mark")}" stroke-width="2"' if lacking else ""
        parts.append(f'<circle cx="{x * PX:.1f}" cy="{y * PX:.1f}" r="{4.5 if lacking else 2}" {look}/>')
    parts += [_facility(one.tier, one.qualified, place((one.lon, one.lat))) for one in block.facilities]
    for area in block.areas:
        x, y = place(area.label_at)
        ink = sequential(area.step)[1]
        parts.append(text(area.name, x, y + 0.2, 11, ink, anchor="middle", bold=True, raw=True))
        parts.append(text(area.value_text, x, y + 0.38, 10, ink, anchor="middle", raw=True))
    return "".join(parts)


def _path(points: Iterable[tuple[float, float]], place: Projection) -> str:
    return "M" + "L".join(f"{x * PX:.1f} {y * PX:.1f}" for x, y in map(place, points))


def _facility(tier: str, qualified: bool, at: tuple[float, float]) -> str:
    x, y = at[0] * PX, at[1] * PX
    fill, edge = ("ink", "surface") if qualified else ("surface", "ink")
    look = f'fill="#{color(fill)}" stroke="#{color(edge)}" stroke-width="1.5"'
    if tier == "县级医院":
        cross = f"M{x - 3} {y - 9}h6v6h6v6h-6v6h-6v-6h-6v-6h6Z"
        return f'<path d="{cross}" {look}/>'
    if tier == "乡镇卫生院":
        return f'<rect x="{x - 5.5:.1f}" y="{y - 5.5:.1f}" width="11" height="11" {look}/>'
    return f'<path d="M{x:.1f} {y - 5:.1f}l5 9h-10Z" {look}/>'


def _key(block: MapBlock, rect: Rect, language: str) -> str:
    width = min(0.52, (rect.w - 0.8) / 10)
    parts = [text(block.unit, rect.x + 0.6, rect.y + 0.16, 9, "ink_2", anchor="end")]
    for step, words in enumerate(block.key):
        ground, ink = sequential(step)
        x = rect.x + 0.7 + step * width
        parts.append(
            f'<rect x="{x * PX:.1f}" y="{rect.y * PX:.1f}" width="{width * PX:.1f}" height="21" fill="#{ground}"/>'
        )
        parts.append(text(words, x + width / 2, rect.y + 0.16, 8.5, ink, anchor="middle", raw=True))
    x, y = rect.x + 0.1, rect.y + 0.42
    for (tier, ok), words in FACILITY_WORDS.items():
        if any((one.tier, one.qualified) == (tier, ok) for one in block.facilities):
            name = words[language == "en"]
            parts.append(_facility(tier, ok, (x, y)))
            parts.append(text(name, x + 0.14, y + 0.05, 9, "ink_2"))
            x += (0.13 if language == "zh" else 0.075) * len(name) + 0.42
    if any(village.state != "inside" for village in block.villages):
        parts.append(
            f'<circle cx="{x * PX:.1f}" cy="{y * PX:.1f}" r="4.5" fill="#{color("surface")}" '
            f'stroke="#{color("bad_mark")}" stroke-width="2"/>'
        )
        words = "没有卫生室的村" if language == "zh" else "village without a clinic"
        parts.append(text(words, x + 0.12, y + 0.05, 9, "ink_2"))
    return "".join(parts)
