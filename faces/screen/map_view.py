"""Where a county lies on a screen: the view that fits it, its scale bar, its hatching. Degrees are WGS-84."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from shapely import make_valid
from shapely.geometry import LineString, MultiLineString, Polygon
from shapely.ops import polylabel

Point = tuple[float, float]
Ring = Sequence[Point]

# Web Mercator draws the whole earth on 512 px at zoom 0.
TILE_PX = 512
FILL_SHARE = 0.93
KM_PER_DEGREE = 111.32
BAR_KM = (0.5, 1, 2, 5, 10, 20, 50)
# Streamlit cannot tell the width; these are the column widths the pages lay out for.
DESKTOP_SIZE = (860, 640)
PHONE_SIZE = (358, 460)
LEAST_DESKTOP_PX, LEAST_PHONE_PX = 420, 260


@dataclass(frozen=True)
class Extent:
    """The box round a county, in degrees."""

    west: float
    south: float
    east: float
    north: float

    @property
    def longitude(self) -> float:
        return (self.west + self.east) / 2

    @property
    def latitude(self) -> float:
        return (self.south + self.north) / 2

    @property
    def km_wide(self) -> float:
        return (self.east - self.west) * KM_PER_DEGREE * math.cos(math.radians(self.latitude))

    def with_room_below(self, share: float = 0.08) -> Extent:
        """The same box with room under the county for the scale bar."""
        return Extent(self.west, self.south - (self.north - self.south) * share, self.east, self.north)


def extent_of(points: Iterable[Point]) -> Extent:
    """The box round (lon, lat) points; raises ValueError for none, or for a latitude beyond ±85°."""
    known = list(points)
    if not known:
        raise ValueError("a map needs at least one point; show the empty state instead")
    longitudes, latitudes = [point[0] for point in known], [point[1] for point in known]
    if max(abs(latitude) for latitude in latitudes) > 85:
        raise ValueError(f"latitude {max(latitudes, key=abs)}: longitude and latitude may have changed places")
    return Extent(min(longitudes), min(latitudes), max(longitudes), max(latitudes))


def fit_zoom(extent: Extent, width_px: float, height_px: float) -> float:
    """The zoom at which the box fills 93% of the narrower side of a width × height picture."""
    tall = max(extent.north - extent.south, 1e-4)
    wide = max(extent.east - extent.west, 1e-4)
    by_height = FILL_SHARE * height_px / TILE_PX * 360 * math.cos(math.radians(extent.latitude)) / tall
    by_width = FILL_SHARE * width_px / TILE_PX * 360 / wide
    return min(math.log2(by_height), math.log2(by_width))


def fitting_height(extent: Extent, width_px: float, *, least: float, most: float) -> int:
    """The height in px at which a picture of this width shows the box whole with nothing empty above or below."""
    wide = max(extent.east - extent.west, 1e-4)
    tall = max(extent.north - extent.south, 1e-4) / math.cos(math.radians(extent.latitude))
    return round(min(most, max(least, tall * width_px / wide)))


def map_size(points: Iterable[Point], *, phone: bool, width: int | None = None) -> tuple[int, int]:
    """Width and height in px of a map of a county's outline: the page's usual column, no higher than it needs.

    width : of another column; a phone's is always the same.
    """
    usual, most = PHONE_SIZE if phone else DESKTOP_SIZE
    width = usual if phone or width is None else width
    least = LEAST_PHONE_PX if phone else LEAST_DESKTOP_PX
    return width, fitting_height(extent_of(points).with_room_below(), width, least=least, most=most)


@dataclass(frozen=True)
class ScaleBar:
    """A bar on the ground, true at every zoom: paths of (lon, lat) and labels at its marks."""

    km: float
    paths: Sequence[Sequence[Point]]
    labels: Sequence[tuple[Point, str]]


def emptier_corner(extent: Extent, points: Iterable[Point]) -> Literal["east", "west"]:
    """The lower corner of the box that lies farther from the county's edge, where a scale bar covers nothing."""
    known = list(points)
    wide, tall = max(extent.east - extent.west, 1e-4), max(extent.north - extent.south, 1e-4)

    def clear(x: float) -> float:
        return min(((a - x) / wide) ** 2 + ((b - extent.south) / tall) ** 2 for a, b in known)

    # A tenth of difference is none: the bar then stays where it always stands.
    return "west" if clear(extent.west) > 1.1 * clear(extent.east) else "east"


def scale_bar(extent: Extent, corner: Literal["east", "west"] = "east", unit: str = "公里") -> ScaleBar:
    """A bar of about a fifth of the county's width, under a lower corner, marked 0 · half · whole."""
    km = max([length for length in BAR_KM if length <= extent.km_wide / 4] or [BAR_KM[0]])
    degrees = km / (KM_PER_DEGREE * math.cos(math.radians(extent.south)))
    tall = extent.north - extent.south
    y, tick = extent.south - tall * 0.05, tall * 0.012
    # A little west of the edge: the unit behind the last figure must not be cut off on a phone.
    margin = (extent.east - extent.west) * 0.05
    east = extent.east - margin if corner == "east" else extent.west + margin + degrees
    west = east - degrees
    middle = (east + west) / 2
    paths = [[(west, y), (east, y)]] + [[(x, y), (x, y + tick)] for x in (west, middle, east)]
    labels = [((west, y + tick), "0"), ((middle, y + tick), f"{km / 2:g}"), ((east, y + tick), f"{km:g}{unit}")]
    return ScaleBar(km, paths, labels)


def hatching(rings: Sequence[Ring], spacing: float) -> list[list[Point]]:
    """Slanting lines inside a township, for one without a figure: it must not look like zero.

    rings : the outline first, then holes; spacing : between lines, in degrees.
    """
    shape = make_valid(Polygon(rings[0], list(rings[1:])))
    west, south, east, north = shape.bounds
    tall = north - south
    lines: list[list[Point]] = []
    x = west - tall
    while x < east:
        cut = shape.intersection(LineString([(x, south), (x + tall, north)]))
        pieces = cut.geoms if isinstance(cut, MultiLineString) else [cut]
        lines += [
            [(a, b) for a, b in piece.coords] for piece in pieces if isinstance(piece, LineString) and piece.length
        ]
        x += spacing * math.sqrt(2)
    return lines


def _pixels(point: Point, zoom: float) -> Point:
    """A point's place in Web Mercator pixels at a zoom, x to the right and y downwards."""
    world = TILE_PX * 2**zoom
    sine = math.sin(math.radians(point[1]))
    return world * (point[0] + 180) / 360, world * (0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi))


def label_width(text: str, size_px: float) -> float:
    """About how wide words stand: a Chinese character is as wide as high, a digit a little over half."""
    return sum(1.0 if ord(letter) > 0x2E7F else 0.57 for letter in text) * size_px


@dataclass(frozen=True)
class Label:
    """A township's words: where they are centred (lon, lat), how far below that in px, and their weight."""

    at: Point
    down_px: float
    lines: Sequence[str]
    weight: float
    fits: bool = True  # False: the township is smaller on the screen than its own words


def place_label(
    rings: Sequence[Ring],
    seat: Point,
    lines: Sequence[str],
    *,
    zoom: float,
    size_px: float,
    clear_px: float,
    first: bool,
) -> Label:
    """Words in the middle of the township, or under its seat where a symbol of `clear_px` stands in the way.

    clear_px : 0 when nothing is drawn at the seat; first : the township of the finding, which always gets its words.
    """
    shape = make_valid(Polygon(rings[0]))
    shape = max(getattr(shape, "geoms", [shape]), key=lambda piece: piece.area)
    middle = polylabel(shape, tolerance=math.sqrt(shape.area) / 50)
    (x, y), (seat_x, seat_y) = _pixels((middle.x, middle.y), zoom), _pixels(seat, zoom)
    across = max(label_width(line, size_px) for line in lines) / 2 + clear_px / 2
    down = len(lines) * size_px * 0.6 + clear_px / 2
    in_the_way = clear_px > 0 and abs(x - seat_x) < across and abs(y - seat_y) < down
    weight = math.inf if first else shape.area
    # A Mercator degree is as many pixels up as across, stretched by 1 / cos φ.
    degree_px = TILE_PX * 2**zoom / 360
    room = shape.area * degree_px**2 / math.cos(math.radians(middle.y))
    fits = first or room >= 4 * (across - clear_px / 2) * (down - clear_px / 2)
    if in_the_way:
        return Label(seat, clear_px, lines, weight, fits)
    return Label((middle.x, middle.y), -size_px * 0.58 * (len(lines) - 1), lines, weight, fits)


Box = tuple[float, float, float, float]


def _box(one: Label, zoom: float, size_px: float) -> Box:
    """The pixels a label covers: west, north, east, south."""
    x, y = _pixels(one.at, zoom)
    across = max(label_width(line, size_px) for line in one.lines) / 2 + 2
    top = y + one.down_px - size_px * 0.6
    return x - across, top, x + across, top + len(one.lines) * size_px * 1.2


def _apart(one: Box, other: Box) -> bool:
    return one[2] <= other[0] or one[0] >= other[2] or one[3] <= other[1] or one[1] >= other[3]


def labels_that_fit(labels: Sequence[Label], zoom: float, size_px: float) -> list[int]:
    """Indices of the labels that can be written without lying on each other, the weightiest first.

    A name set beside its township would be read as its neighbour's, so one that does not fit is left out.
    """
    return [index for index, _ in names_that_fit(labels, zoom, size_px)]


def names_that_fit(
    labels: Sequence[Label], zoom: float, size_px: float, symbols: Sequence[Point] = (), core_px: float = 0.0
) -> list[tuple[int, Label]]:
    """Labels that can be written, with their index: clear of each other and of the middle of every symbol.

    symbols : places (lon, lat) whose innermost `core_px` must stay free. A label whose place is taken moves from under
    its own symbol to above it; the weightiest label is written in any case if its weight is infinite.
    """
    taken: list[Box] = []
    for place in symbols:
        x, y = _pixels(place, zoom)
        taken.append((x - core_px, y - core_px, x + core_px, y + core_px))
    kept: list[tuple[int, Label]] = []
    for index in sorted(range(len(labels)), key=lambda place: -labels[place].weight):
        one = labels[index]
        if not one.fits:
            continue
        ways = [one, replace(one, down_px=-one.down_px)] if symbols else [one]
        free = [way for way in ways if all(_apart(_box(way, zoom, size_px), other) for other in taken)]
        if free or (one.weight == math.inf and symbols):
            chosen = free[0] if free else one
            taken.append(_box(chosen, zoom, size_px))
            kept.append((index, chosen))
    return sorted(kept, key=lambda pair: pair[0])
