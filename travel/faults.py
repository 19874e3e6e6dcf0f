"""What can be wrong with a road file; `words.faults` says it."""

from __future__ import annotations

from typing import Any

from words.faults import Fault


class RoadFileFault(Fault, ValueError):
    """A road file cannot be used; the old network stays in force.

    rows : line or feature numbers at fault, 1-based as the reader counts them; empty if none apply.
    """

    def __init__(self, code: str, /, at_rows: tuple[int, ...] = (), **fields: Any) -> None:
        super().__init__(code, **fields)
        self.rows = at_rows


class NotARoadFile(RoadFileFault):
    """The file is none of the formats that are read, whatever its name says."""


class TruncatedFile(RoadFileFault):
    """The file ends in the middle: a broken download or copy."""


class EmptyExtract(RoadFileFault):
    """The file is whole and holds no roads at all."""


class NoRoadsInRegion(RoadFileFault):
    """The file has roads, none of them in the county's box or outline."""


class DuplicateIds(RoadFileFault):
    """An id that must be unique is used twice."""


class FaultyRows(RoadFileFault):
    """Rows of an edge list cannot be read; all of them are named, not only the first."""


class FaultyFeatures(FaultyRows):
    """Features of a GeoJSON cannot be read; `rows` are their numbers."""


class SwappedLonLat(RoadFileFault):
    """Longitudes and latitudes stand in each other's columns."""
