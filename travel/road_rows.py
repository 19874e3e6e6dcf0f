"""Rows of a road survey, whatever file they came in: every one checked, all at fault named, then made a network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from travel.coordinates import CoordinateSystem, in_china, to_wgs84
from travel.faults import FaultyFeatures, FaultyRows, SwappedLonLat
from travel.lengths import FARTHEST_ENDS_M, other_unit, too_long, too_short
from travel.network import CLASS_CODE, BoolArray, FloatArray, IntArray, RoadNetwork, TextArray, metres_between
from travel.speeds import FASTEST_KMH
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
    "length_m": "metres",
    "路面": "surface",
    "限速": "maxspeed_kmh",
    "路名": "name",
}
ENDS: Final = ("from_lon", "from_lat", "to_lon", "to_lat")
NODE_DECIMALS: Final = 6
"""Ends within about 0.1 m of each other are one node."""

TRUE_WORDS: Final = frozenset({"1", "1.0", "true", "yes", "是", "单向"})
FALSE_WORDS: Final = frozenset({"", "0", "0.0", "false", "no", "否", "双向", "nan", "none"})

FAULTS_NAMED: Final = 8
SLOWEST_LIMIT_KMH: Final = 3.0
"""Less is posted nowhere; it would close the road."""


@dataclass(frozen=True)
class Rows:
    """A survey's rows as columns, shape (n_rows,), ends (n_rows, 4).

    number : as the reader of the file counts them. features : they are a GeoJSON's features, not a table's rows.
    """

    table: pd.DataFrame
    number: IntArray
    features: bool
    ends: FloatArray
    metres: FloatArray
    maxspeed: FloatArray
    one_way: pd.Series

    @classmethod
    def of(cls, table: pd.DataFrame, number: IntArray, features: bool) -> Rows:
        """Return the rows of a table with ENDS, road_class and perhaps more, all of it text or numbers."""
        words = table.get("one_way", pd.Series([""] * len(table))).fillna("").astype(str).str.strip().str.lower()
        ends = np.column_stack([_numbers(table, end) for end in ENDS])
        return cls(table, number, features, ends, _numbers(table, "metres"), _numbers(table, "maxspeed_kmh"), words)

    def named(self, at: int) -> Phrase:
        """Return what the row is called."""
        return Phrase("row_feature" if self.features else "row_number", number=int(self.number[at]))

    def given(self, column: str) -> BoolArray:
        """Tell which rows say anything in a column."""
        if column not in self.table.columns:
            return np.zeros(len(self.table), dtype=bool)
        return np.asarray(self.table[column].notna() & (self.table[column].astype(str).str.strip() != ""))

    def shown(self, column: str, at: int) -> str:
        """Return what a row says in a column, cut to what a sentence holds."""
        return str(self.table[column].iloc[at]).strip()[:40]


def network_of_rows(
    table: pd.DataFrame, number: IntArray, system: CoordinateSystem, name: str, *, features: bool = False
) -> RoadNetwork:
    """Check every row, name all that are at fault, and join the ends into nodes.

    features : the rows are pieces of a GeoJSON's features. Raises SwappedLonLat or FaultyRows.
    """
    rows = Rows.of(table, number, features)
    _check_not_swapped(rows.ends, name)
    _refuse(_row_faults(rows), name, features)
    start = to_wgs84(rows.ends[:, 0], rows.ends[:, 1], system)
    end = to_wgs84(rows.ends[:, 2], rows.ends[:, 3], system)
    straight = metres_between(*start, *end)
    _check_unit(rows.metres, straight, name)
    _refuse(_length_faults(rows, straight), name, features)
    places = np.round(np.vstack([np.column_stack(start), np.column_stack(end)]), NODE_DECIMALS).astype(np.float64)
    nodes, position = np.unique(places, axis=0, return_inverse=True)
    position = position.ravel() + 1
    return RoadNetwork(
        node_id=np.arange(1, len(nodes) + 1),
        lon=np.asarray(nodes[:, 0], np.float64),
        lat=np.asarray(nodes[:, 1], np.float64),
        from_node=position[: len(table)],
        to_node=position[len(table) :],
        way_id=number.astype(np.int64),
        road_class=table["road_class"].astype(str).str.strip().map(CLASS_CODE).to_numpy().astype(np.int8),
        metres=np.where(np.isfinite(rows.metres), rows.metres, straight),
        one_way=rows.one_way.isin(TRUE_WORDS).to_numpy(),
        surface=_texts(table, "surface"),
        maxspeed_kmh=rows.maxspeed,
        name=_texts(table, "name"),
    )


def _numbers(table: pd.DataFrame, column: str) -> FloatArray:
    if column not in table.columns:
        return np.full(len(table), np.nan)
    return pd.to_numeric(table[column], errors="coerce").to_numpy(np.float64)


def _texts(table: pd.DataFrame, column: str) -> TextArray:
    if column not in table.columns:
        return np.full(len(table), None, dtype=object)
    given = table[column].notna()
    texts: TextArray = table[column].astype(str).astype(object).where(given, None).to_numpy(dtype=object)
    return texts


def _check_not_swapped(ends: FloatArray, name: str) -> None:
    """A latitude above 90 is impossible; in China longitudes (73–135) and latitudes (3–54) never overlap."""
    lon, lat = ends[:, [0, 2]], ends[:, [1, 3]]
    swapped = (lat > 60) & (lat < 140) & (np.abs(lon) < 60)
    if len(ends) and swapped.all(axis=1).mean() > 0.5:
        raise SwappedLonLat("lon_lat_swapped", file=name)


def _check_unit(metres: FloatArray, straight: FloatArray, name: str) -> None:
    unit = other_unit(metres, straight)
    if unit is not None:
        named = Phrase("length_unit_like", unit=unit.unit) if unit.unit else None
        raise FaultyRows("road_lengths_in_another_unit", file=name, ratio=unit.ratio, like=named)


Found = tuple[int, Phrase]
"""A row's number and what is wrong with it."""


def _refuse(faults: list[Found], name: str, features: bool) -> None:
    if not faults:
        return
    # A feature of many pieces is named once for each thing that is wrong with it.
    first = {(number, phrase.code): phrase for number, phrase in reversed(faults)}
    numbers = tuple(sorted({number for number, _ in first}))
    named = [first[key] for key in sorted(first)[:FAULTS_NAMED]]
    if features:
        raise FaultyFeatures("road_features_wrong", numbers, file=name, count=len(numbers), rows=named)
    raise FaultyRows("road_rows_wrong", numbers, file=name, count=len(numbers), rows=named)


def _row_faults(rows: Rows) -> list[Found]:
    """Return every fault of every row that shows without measuring."""
    lon, lat = rows.ends[:, [0, 2]], rows.ends[:, [1, 3]]
    missing = np.asarray(~np.isfinite(rows.ends).all(axis=1))
    outside = np.asarray(~missing & ((np.abs(lon) > 180).any(axis=1) | (np.abs(lat) > 90).any(axis=1)))
    abroad = np.asarray(~missing & ~outside & ~in_china(lon, lat).all(axis=1))
    classes = rows.table["road_class"].fillna("").astype(str).str.strip()
    length_wrong = np.asarray(rows.given("metres") & ~(np.isfinite(rows.metres) & (rows.metres > 0)))
    limit = rows.maxspeed
    limit_wrong = np.asarray(rows.given("maxspeed_kmh") & ~((limit >= SLOWEST_LIMIT_KMH) & (limit <= FASTEST_KMH)))
    faults: list[Found] = []

    def name_rows(code: str, wrong: BoolArray, column: str = "", **fields: Any) -> None:
        for at in np.flatnonzero(wrong).tolist():
            value = {"value": rows.shown(column, at)} if column else {}
            faults.append((int(rows.number[at]), Phrase(code, row=rows.named(at), **value, **fields)))

    name_rows("road_coordinates_missing", missing)
    name_rows("road_coordinates_outside", outside)
    for at in np.flatnonzero(abroad).tolist():
        where = rows.ends[at, :2] if not in_china(rows.ends[at, 0], rows.ends[at, 1]) else rows.ends[at, 2:]
        abroad_at = Phrase("road_coordinates_abroad", row=rows.named(at), lon=float(where[0]), lat=float(where[1]))
        faults.append((int(rows.number[at]), abroad_at))
    name_rows("road_class_unknown", ~classes.isin(list(CLASS_CODE)).to_numpy(), classes=tuple(CLASS_CODE))
    name_rows("road_length_wrong", length_wrong, "metres")
    limits = {"least": SLOWEST_LIMIT_KMH, "most": FASTEST_KMH}
    name_rows("road_speed_wrong", limit_wrong, "maxspeed_kmh", **limits)
    name_rows("road_one_way_wrong", ~rows.one_way.isin(list(TRUE_WORDS | FALSE_WORDS)).to_numpy(), "one_way")
    return faults


def _length_faults(rows: Rows, straight: FloatArray) -> list[Found]:
    """Return the rows whose length and ends contradict each other."""
    far = straight > FARTHEST_ENDS_M
    given = np.isfinite(rows.metres)
    checks = {
        "road_piece_far": far,
        "road_shorter_than_straight": given & ~far & too_short(rows.metres, straight),
        "road_longer_than_possible": given & ~far & too_long(rows.metres, straight),
        "road_without_length": ~given & (straight == 0),
    }
    return [
        (
            int(rows.number[at]),
            Phrase(code, row=rows.named(at), metres=float(rows.metres[at]), straight=float(straight[at])),
        )
        for code, wrong in checks.items()
        for at in np.flatnonzero(wrong).tolist()
    ]
