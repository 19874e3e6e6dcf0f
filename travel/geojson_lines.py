"""A county's own road survey as GeoJSON lines: every piece between two vertices is an edge."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from travel.coordinates import CoordinateSystem
from travel.faults import EmptyExtract, FaultyFeatures, NotARoadFile, TruncatedFile
from travel.network import RoadNetwork, metres_between
from travel.road_rows import CHINESE_HEADINGS, ENDS, FAULTS_NAMED, network_of_rows
from words.phrases import Phrase

KEPT: Final = ("road_class", "one_way", "surface", "maxspeed_kmh", "name", "metres")
"""Properties that are read. A measured length is the whole feature's: its pieces share it as they do on the map."""

MOST_DEGREES: Final = 1e9
"""What is out of range but a number is named as such; beyond it, and NaN, is no number."""

MOST_METRES: Final = 1e12
"""Beyond it, below zero and NaN is no length: it is named as it was written."""

OTHER_SHAPES: Final = ("Point", "MultiPoint", "Polygon", "MultiPolygon", "GeometryCollection")


class _Malformed(Exception):
    """A feature that cannot be read; `code` is the phrase that says why."""

    def __init__(self, code: str, **fields: Any) -> None:
        super().__init__(code)
        self.code, self.fields = code, fields


def read_geojson(path: Path, system: CoordinateSystem = "WGS-84") -> tuple[RoadNetwork, int, int]:
    """Return the network of LineString and MultiLineString features, how many they are, and how many are no lines.

    Properties: road_class, and if present one_way, surface, maxspeed_kmh, name (or their Chinese headings).
    Raises NotARoadFile, EmptyExtract, FaultyFeatures, SwappedLonLat, and TruncatedFile if the JSON breaks off.
    """
    features = _features(path)
    rows: list[dict[str, Any]] = []
    faults: list[tuple[int, Phrase]] = []
    no_lines = 0
    for number, feature in enumerate(features, 1):
        try:
            pieces = _pieces(feature)
        except _Malformed as error:
            faults.append((number, Phrase(error.code, row=Phrase("row_feature", number=number), **error.fields)))
            continue
        no_lines += pieces is None
        rows.extend({"feature": number, **piece} for piece in pieces or ())
    if faults:
        at = tuple(number for number, _ in faults)
        named = [phrase for _, phrase in faults[:FAULTS_NAMED]]
        raise FaultyFeatures("road_features_wrong", at, file=path.name, count=len(faults), rows=named)
    if not rows:
        raise EmptyExtract("geojson_without_lines", file=path.name)
    table = pd.DataFrame(rows)
    network = network_of_rows(table, table["feature"].to_numpy(np.int64), system, path.name, features=True)
    return network, int(table["feature"].nunique()), no_lines


def _features(path: Path) -> list[Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise NotARoadFile("geojson_not_text", file=path.name) from error
    except json.JSONDecodeError as error:
        raise TruncatedFile("geojson_truncated", file=path.name, line=error.lineno) from error
    except (RecursionError, ValueError) as error:  # brackets without end, a number of thousands of digits
        raise NotARoadFile("geojson_no_collection", file=path.name) from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise NotARoadFile("geojson_no_collection", file=path.name)
    return features


def _pieces(feature: Any) -> list[dict[str, Any]] | None:
    """Return one row per straight piece of a line feature; None for a point or an area. Raises _Malformed."""
    if not isinstance(feature, dict):
        raise _Malformed("feature_unreadable")
    geometry = feature.get("geometry")
    if geometry is None:
        raise _Malformed("feature_without_geometry")
    shape = geometry.get("type") if isinstance(geometry, dict) else None
    if shape in OTHER_SHAPES:
        return None
    if shape not in ("LineString", "MultiLineString"):
        raise _Malformed("feature_unreadable")
    coordinates = geometry.get("coordinates")
    lines = coordinates if shape == "MultiLineString" else [coordinates]
    if not isinstance(lines, list) or not lines:
        raise _Malformed("feature_without_geometry")
    kept = _properties(feature.get("properties"))
    pieces = [
        {**kept, **dict(zip(ENDS, (*start, *end), strict=True))}
        for line in lines
        for start, end in pairwise(_vertices(line))
        # A vertex set twice is no piece of road.
        if start != end
    ]
    if not pieces:
        raise _Malformed("feature_of_one_vertex")
    return _sharing_length(pieces, kept["metres"])


def _sharing_length(pieces: list[dict[str, Any]], given: Any) -> list[dict[str, Any]]:
    """Return the pieces, each with its part of the feature's length; what is no length stays, to be named with it."""
    try:
        metres = float(given)
    except (TypeError, ValueError, OverflowError):
        return pieces
    if not 0 < metres < MOST_METRES:
        return pieces
    ends = np.array([[piece[end] for end in ENDS] for piece in pieces], dtype=np.float64)
    drawn = np.nan_to_num(metres_between(*ends.T))
    parts = drawn / drawn.sum() if drawn.sum() > 0 else np.full(len(pieces), 1.0 / len(pieces))
    return [{**piece, "metres": metres * part} for piece, part in zip(pieces, parts.tolist(), strict=True)]


def _vertices(line: Any) -> Iterator[tuple[float, float]]:
    if not isinstance(line, list) or not line:
        raise _Malformed("feature_without_geometry")
    if len(line) < 2:
        raise _Malformed("feature_of_one_vertex")
    for place, vertex in enumerate(line, 1):
        if not isinstance(vertex, list) or len(vertex) < 2 or not all(map(_is_degree, vertex[:2])):
            raise _Malformed("feature_vertex_wrong", vertex=place)
        yield float(vertex[0]), float(vertex[1])


def _is_degree(value: Any) -> bool:
    """Tell whether a value is a number of degrees; JSON's true is none, nor is a number without end."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= MOST_DEGREES


def _properties(found: Any) -> dict[str, Any]:
    """Return what is kept of a feature's properties, each a text, a number or None."""
    if found is None:
        found = {}
    if not isinstance(found, dict):
        raise _Malformed("feature_properties_wrong")
    named = {CHINESE_HEADINGS.get(key, key): value for key, value in found.items()}
    kept = {key: named.get(key) for key in KEPT}
    if any(isinstance(value, dict | list) for value in kept.values()):
        raise _Malformed("feature_properties_wrong")
    return kept
