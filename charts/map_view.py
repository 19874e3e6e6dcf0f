"""Where a county lies on a screen: the view that fits it, its scale bar, its hatching. Degrees are WGS-84."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shapely.geometry import LineString, MultiLineString, Polygon
from shapely.validation import make_valid

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


@dataclass(frozen=True)
class ScaleBar:
    """A bar on the ground, true at every zoom: paths of (lon, lat) and labels at its marks."""

    km: float
    paths: Sequence[Sequence[Point]]
    labels: Sequence[tuple[Point, str]]


def scale_bar(extent: Extent) -> ScaleBar:
    """A bar of about a fifth of the county's width, under its lower right corner, marked 0 · half · whole."""
    km = max([length for length in BAR_KM if length <= extent.km_wide / 4] or [BAR_KM[0]])
    degrees = km / (KM_PER_DEGREE * math.cos(math.radians(extent.south)))
    tall = extent.north - extent.south
    y, tick = extent.south - tall * 0.05, tall * 0.012
    east, west = extent.east, extent.east - degrees
    middle = (east + west) / 2
    paths = [[(west, y), (east, y)]] + [[(x, y), (x, y + tick)] for x in (west, middle, east)]
    labels = [((west, y + tick), "0"), ((middle, y + tick), f"{km / 2:g}"), ((east, y + tick), f"{km:g}公里")]
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
