"""A county's own road survey: a CSV of edges or a GeoJSON of lines, checked row by row."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from travel.coordinates import CoordinateSystem, to_wgs84
from travel.faults import DuplicateIds, EmptyExtract, FaultyRows, NotARoadFile, SwappedLonLat, TruncatedFile
from travel.network import CLASS_CODE, FloatArray, RoadNetwork, metres_between
from words.phrases import Phrase

CHINESE_HEADINGS: Final = {
    "起点经度": "from_lon",
    "起点纬度": "from_lat",
    "终点经度": "to_lon",
    "终点纬度": "to_lat",
    "路段编号": "edge_id",
    "道路等级": "road_class",
    "单向": "one_way",
    "长度米": "metres",
    "路面": "surface",
    "限速": "maxspeed_kmh",
    "路名": "name",
}
ENDS: Final = ("from_lon", "from_lat", "to_lon", "to_lat")
NODE_DECIMALS: Final = 6
"""Ends within about 0.1 m of each other are one node."""

TRUE_WORDS: Final = frozenset({"1", "1.0", "true", "yes", "是", "单向"})
FALSE_WORDS: Final = frozenset({"", "0", "0.0", "false", "no", "否", "双向", "nan", "none"})


def read_edge_list(path: Path, system: CoordinateSystem = "WGS-84") -> tuple[RoadNetwork, int]:
    """Return the network of a CSV and how many roads it has, one straight or measured edge per row.

    Columns, in English or Chinese: from_lon, from_lat, to_lon, to_lat, road_class; and if present edge_id, one_way,
    metres, surface, maxspeed_kmh, name. Without `metres` the straight line counts. UTF-8 or GB 18030.

    Raises NotARoadFile, EmptyExtract, DuplicateIds, FaultyRows or SwappedLonLat.
    """
    table = _read_text_table(path).rename(columns=CHINESE_HEADINGS)
    absent = [column for column in (*ENDS, "road_class") if column not in table.columns]
    if absent:
        wanted = {english: chinese for chinese, english in CHINESE_HEADINGS.items()}
        headings = [wanted[column] for column in absent]
        raise NotARoadFile("road_columns_missing", file=path.name, columns=absent, headings=headings)
    if table.empty:
        raise EmptyExtract("road_table_empty", file=path.name)
    # Row 1 is the heading, as a spreadsheet counts.
    return _network(table, np.arange(len(table)) + 2, system, path.name)


def read_geojson(path: Path, system: CoordinateSystem = "WGS-84") -> tuple[RoadNetwork, int]:
    """Return the network of LineString and MultiLineString features; every piece between two vertices is an edge.

    Properties: road_class, and if present one_way, surface, maxspeed_kmh, name (or their Chinese headings).
    Raises as `read_edge_list`, and TruncatedFile if the JSON breaks off.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise NotARoadFile("geojson_not_text", file=path.name) from error
    except json.JSONDecodeError as error:
        raise TruncatedFile("geojson_truncated", file=path.name, line=error.lineno) from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise NotARoadFile("geojson_no_collection", file=path.name)
    rows = [row for number, feature in enumerate(features, 1) for row in _pieces(feature, number)]
    if not rows:
        raise EmptyExtract("geojson_without_lines", file=path.name)
    table = pd.DataFrame(rows)
    network, _ = _network(table, table["feature"].to_numpy(np.int64), system, path.name)
    return network, int(table["feature"].nunique())


def _pieces(feature: Any, number: int) -> list[dict[str, Any]]:
    """Return one row per straight piece of a line feature; other geometries have none."""
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict) or geometry.get("type") not in ("LineString", "MultiLineString"):
        return []
    lines = geometry["coordinates"] if geometry["type"] == "MultiLineString" else [geometry["coordinates"]]
    properties = {CHINESE_HEADINGS.get(key, key): value for key, value in (feature.get("properties") or {}).items()}
    # A measured length belongs to the whole line; pieces are measured on the map.
    kept = {key: properties.get(key) for key in ("road_class", "one_way", "surface", "maxspeed_kmh", "name")}
    return [
        {"feature": number, **kept, **dict(zip(ENDS, (*start[:2], *end[:2]), strict=True))}
        for line in lines
        for start, end in pairwise(line)
    ]


def _read_text_table(path: Path) -> pd.DataFrame:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return pd.read_csv(path, encoding=encoding, dtype=str, skipinitialspace=True)
        except UnicodeDecodeError:
            continue
        except pd.errors.EmptyDataError as error:
            raise EmptyExtract("road_csv_empty", file=path.name) from error
        except pd.errors.ParserError as error:
            raise NotARoadFile("road_csv_ragged", file=path.name, error=error) from error
    raise NotARoadFile("road_csv_not_text", file=path.name)


def _network(
    table: pd.DataFrame, row: np.typing.NDArray[np.int64], system: CoordinateSystem, name: str
) -> tuple[RoadNetwork, int]:
    """Check every row, name all that are at fault, and join the ends into nodes."""
    _check_edge_ids(table, row)
    ends = np.column_stack([pd.to_numeric(table[end], errors="coerce").to_numpy(np.float64) for end in ENDS])
    _check_not_swapped(ends, name)
    metres = _numbers(table, "metres")
    maxspeed = _numbers(table, "maxspeed_kmh")
    words = table.get("one_way", pd.Series([""] * len(table))).fillna("").astype(str).str.strip().str.lower()
    faults = _row_faults(table, row, ends, metres, maxspeed, words)
    if faults:
        rows = tuple(sorted({number for number, _ in faults}))
        shown = [Phrase(what, row=number, classes=tuple(CLASS_CODE)) for number, what in sorted(faults)[:8]]
        raise FaultyRows("road_rows_wrong", rows, file=name, count=len(rows), rows=shown)
    start = to_wgs84(ends[:, 0], ends[:, 1], system)
    end = to_wgs84(ends[:, 2], ends[:, 3], system)
    straight = metres_between(*start, *end)
    places = np.round(np.vstack([np.column_stack(start), np.column_stack(end)]), NODE_DECIMALS).astype(np.float64)
    nodes, position = np.unique(places, axis=0, return_inverse=True)
    position = position.ravel() + 1
    network = RoadNetwork(
        node_id=np.arange(1, len(nodes) + 1),
        lon=np.asarray(nodes[:, 0], np.float64),
        lat=np.asarray(nodes[:, 1], np.float64),
        from_node=position[: len(table)],
        to_node=position[len(table) :],
        way_id=row.astype(np.int64),
        road_class=table["road_class"].str.strip().map(CLASS_CODE).to_numpy().astype(np.int8),
        metres=np.where(np.isfinite(metres), metres, straight),
        one_way=words.isin(TRUE_WORDS).to_numpy(),
        surface=_texts(table, "surface"),
        maxspeed_kmh=maxspeed,
        name=_texts(table, "name"),
    )
    return network, len(table)


def _numbers(table: pd.DataFrame, column: str) -> FloatArray:
    if column not in table.columns:
        return np.full(len(table), np.nan)
    return pd.to_numeric(table[column], errors="coerce").to_numpy(np.float64)


def _texts(table: pd.DataFrame, column: str) -> Any:
    if column not in table.columns:
        return np.full(len(table), None, dtype=object)
    texts = table[column].astype(object)
    return texts.where(texts.notna(), None).to_numpy(dtype=object)


def _check_edge_ids(table: pd.DataFrame, row: np.typing.NDArray[np.int64]) -> None:
    if "edge_id" not in table.columns:
        return
    double = table["edge_id"].notna() & table["edge_id"].duplicated(keep=False)
    if double.any():
        some = "、".join(dict.fromkeys(table.loc[double, "edge_id"].astype(str)))
        rows = tuple(row[double.to_numpy()].tolist())
        raise DuplicateIds("edge_ids_repeated", rows, ids=some[:60], rows=rows[:8])


def _check_not_swapped(ends: FloatArray, name: str) -> None:
    """A latitude above 90 is impossible; in China longitudes (73–135) and latitudes (3–54) never overlap."""
    lon, lat = ends[:, [0, 2]], ends[:, [1, 3]]
    swapped = (lat > 60) & (lat < 140) & (np.abs(lon) < 60)
    if len(ends) and swapped.all(axis=1).mean() > 0.5:
        raise SwappedLonLat("lon_lat_swapped", file=name)


def _row_faults(
    table: pd.DataFrame,
    row: np.typing.NDArray[np.int64],
    ends: FloatArray,
    metres: FloatArray,
    maxspeed: FloatArray,
    one_way: pd.Series,
) -> list[tuple[int, str]]:
    """Return (row number, code of the phrase that says what is wrong), every fault of every row."""
    missing = ~np.isfinite(ends).all(axis=1)
    outside = ~missing & ((np.abs(ends[:, [0, 2]]) > 180).any(axis=1) | (np.abs(ends[:, [1, 3]]) > 90).any(axis=1))
    road_class = table["road_class"].fillna("").astype(str).str.strip()
    given = {
        column: table[column].notna().to_numpy() if column in table.columns else np.zeros(len(table), bool)
        for column in ("metres", "maxspeed_kmh")
    }
    checks = {
        "road_coordinates_missing": missing,
        "road_coordinates_outside": outside,
        "road_class_unknown": ~road_class.isin(list(CLASS_CODE)).to_numpy(),
        "road_length_wrong": given["metres"] & ~(metres > 0),
        "road_speed_wrong": given["maxspeed_kmh"] & ~(maxspeed > 0),
        "road_one_way_wrong": ~one_way.isin(list(TRUE_WORDS | FALSE_WORDS)).to_numpy(),
    }
    return [(int(row[at]), what) for what, wrong in checks.items() for at in np.flatnonzero(wrong)]
