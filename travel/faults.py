"""What can be wrong with a road file; every fault says in Chinese what happened and what to do next."""

from __future__ import annotations


class RoadFileFault(ValueError):
    """A road file cannot be used; the old network stays in force.

    happened, next_step : two Chinese sentences, joined in the message.
    rows                : line or feature numbers at fault, 1-based as the reader counts them; empty if none apply.
    """

    def __init__(self, happened: str, next_step: str, rows: tuple[int, ...] = ()) -> None:
        super().__init__(f"{happened}{next_step}")
        self.happened = happened
        self.next_step = next_step
        self.rows = rows


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


class SwappedLonLat(RoadFileFault):
    """Longitudes and latitudes stand in each other's columns."""
