"""The county's map as SVG, with the layers of the deck's."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from faces.blocks import Map
from faces.blocks.marks import TownshipArea, VillageDot
from faces.deck.map import KEY_HEIGHT, ROAD_PT, band_fill, band_words, ground_of, scale_words, text_room
from faces.geometry import Projection, Rect, projection, scale_bar
from faces.look.dress import FACILITY_WORDS, color, sequential
from faces.map_labels import label_places
from faces.picture.parts import PX, line, text
from words.numbers import Language


def map_svg(block: Map, rect: Rect, language: Language) -> str:
    """Draw townships, bands, roads, villages, facilities, names and the key. Raises ValueError without outlines."""
    drawn = Rect(rect.x, rect.y + KEY_HEIGHT, rect.w, rect.h - KEY_HEIGHT)
    points = [point for area in block.areas for ring in area.rings for point in ring]
    place = projection(points, drawn)
    parts = [_key(block, rect, language)]
    for area in sorted(block.areas, key=lambda one: one.is_point):
        parts.append(_township(area, block, place, fill=f"#{ground_of(area, block)[0]}"))
    for band, _ in reversed(band_words(block, language)):
        path = "".join(_path(ring, place) + "Z" for polygon in band.polygons for ring in polygon)
        parts.append(f'<path d="{path}" fill="#{band_fill(band)}" fill-rule="evenodd"/>')
    for road_class in reversed(ROAD_PT):
        lines = [road.points for road in block.roads if road.road_class == road_class]
        if lines:
            parts.append(
                f'<path d="{"".join(_path(line, place) for line in lines)}" fill="none" '
                f'stroke="#{color("neutral_mark")}" stroke-width="{ROAD_PT[road_class] * 1.2:.1f}"/>'
            )
    if block.bands:
        parts += [
            _township(area, block, place, fill="none") for area in sorted(block.areas, key=lambda one: one.is_point)
        ]
    parts += [_village(one, place) for one in block.villages]
    parts += [_dot(place((one.lon, one.lat)), "good_mark") for one in block.gained]
    parts += [_facility(one.tier, one.qualified, place((one.lon, one.lat))) for one in block.facilities]
    parts += [_site(str(one.number), place((one.lon, one.lat))) for one in block.sites]
    for code, (x, y) in label_places(block, place).items():
        area = next(one for one in block.areas if one.code == code)
        ink = ground_of(area, block)[1]
        parts.append(text(area.name, x, y - 0.03, 11, ink, anchor="middle", bold=True, raw=True))
        parts.append(text(area.value_text, x, y + 0.14, 10, ink, anchor="middle", raw=True))
    bar = scale_bar(place, drawn, points)
    parts.append(line(bar.x, bar.y, bar.x + bar.length, bar.y, "ink", 1.5))
    parts.append(text(scale_words(bar, language), bar.x + bar.length / 2, bar.y - 0.07, 9, "ink", anchor="middle"))
    return "".join(parts)


def _township(area: TownshipArea, block: Map, place: Projection, *, fill: str) -> str:
    stroke, width = ("point", 2.8) if area.is_point else ("ink_2", 1.0)
    path = "".join(_path(ring, place) + "Z" for ring in area.rings)
    return (
        f'<path d="{path}" fill="{fill}" fill-rule="evenodd" stroke="#{color(stroke)}" stroke-width="{width}">'
        f"<title>{escape(area.name)} {escape(area.value_text)}</title></path>"
    )


def _village(village: VillageDot, place: Projection) -> str:
    x, y = place((village.lon, village.lat))
    lacking = village.state != "inside"
    look = f'fill="#{color("surface")}" stroke="#{color("bad_mark")}" stroke-width="2"' if lacking else ""
    return f'<circle cx="{x * PX:.1f}" cy="{y * PX:.1f}" r="{4.5 if lacking else 2}" {look}/>'


def _dot(at: tuple[float, float], ink: str) -> str:
    return (
        f'<circle cx="{at[0] * PX:.1f}" cy="{at[1] * PX:.1f}" r="4.8" fill="#{color(ink)}" '
        f'stroke="#{color("surface")}" stroke-width="0.7"/>'
    )


def _site(number: str, at: tuple[float, float]) -> str:
    disc = (
        f'<circle cx="{at[0] * PX:.1f}" cy="{at[1] * PX:.1f}" r="11.5" fill="#{color("good")}" '
        f'stroke="#{color("surface")}" stroke-width="2"/>'
    )
    return disc + text(number, at[0], at[1] + 0.05, 10, "surface", anchor="middle", bold=True)


def _path(points: Iterable[tuple[float, float]], place: Projection) -> str:
    return "M" + "L".join(f"{x * PX:.1f} {y * PX:.1f}" for x, y in map(place, points))


def _facility(tier: str, qualified: bool, at: tuple[float, float]) -> str:
    x, y = at[0] * PX, at[1] * PX
    fill, edge = ("ink", "surface") if qualified else ("surface", "ink")
    look = f'fill="#{color(fill)}" stroke="#{color(edge)}" stroke-width="1.5"'
    if tier == "hospital":
        cross = f"M{x - 3} {y - 9}h6v6h6v6h-6v6h-6v-6h-6v-6h6Z"
        return f'<path d="{cross}" {look}/>'
    if tier == "centre":
        return f'<rect x="{x - 5.5:.1f}" y="{y - 5.5:.1f}" width="11" height="11" {look}/>'
    return f'<path d="M{x:.1f} {y - 5:.1f}l5 9h-10Z" {look}/>'


def _key(block: Map, rect: Rect, language: Language) -> str:
    width = min(0.52, (rect.w - 0.8) / 10)
    parts = [text(block.unit, rect.x + 0.6, rect.y + 0.16, 9, "ink_2", anchor="end")]
    for step, bound in enumerate(block.key):
        ground, ink = sequential(step)
        x = rect.x + 0.7 + step * width
        parts.append(
            f'<rect x="{x * PX:.1f}" y="{rect.y * PX:.1f}" width="{width * PX:.1f}" height="21" fill="#{ground}"/>'
        )
        parts.append(text(bound, x + width / 2, rect.y + 0.16, 8.5, ink, anchor="middle", raw=True))
    x, y = rect.x + 0.1, rect.y + (0.42 if block.key else 0.11)

    def words(name: str, gap: float) -> None:
        nonlocal x, y
        parts.append(text(name, x + gap, y + 0.05, 9, "ink_2"))
        x += text_room(name, language) + gap + 0.26
        if x > rect.x + rect.w - 1.0 and not block.key:
            x, y = rect.x + 0.1, y + 0.24

    for band, name in band_words(block, language):
        parts.append(
            f'<rect x="{(x - 0.075) * PX:.1f}" y="{(y - 0.075) * PX:.1f}" width="14.4" height="14.4" '
            f'fill="#{band_fill(band)}" stroke="#{color("line_strong")}" stroke-width="0.7"/>'
        )
        words(name, 0.16)
    for (tier, ok), names in FACILITY_WORDS.items():
        if any((one.tier, one.qualified) == (tier, ok) for one in block.facilities):
            parts.append(_facility(tier, ok, (x, y)))
            words(names[language == "en"], 0.16)
    if any(village.state != "inside" for village in block.villages):
        parts.append(
            f'<circle cx="{x * PX:.1f}" cy="{y * PX:.1f}" r="4.5" fill="#{color("surface")}" '
            f'stroke="#{color("bad_mark")}" stroke-width="2"/>'
        )
        words(block.outside, 0.14)
    if block.gained:
        parts.append(_dot((x, y), "good_mark"))
        words("newly covered village" if language == "en" else "新覆盖的村", 0.14)
    if block.sites:
        parts.append(_dot((x, y), "good"))
        words("new site, numbered" if language == "en" else "新点（编号）", 0.16)
    return "".join(parts)
