"""Lengths as a survey gives them, held against the straight line between the ends: no road is shorter than that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from travel.network import BoolArray, FloatArray, RoadNetwork, metres_between
from travel.region import nodes_of_edges

SHORTER_BY: Final = 0.05
ENDS_OFF_M: Final = 15.0
"""A length may fall short of the straight line by 5 % and 15 m: ends written to four decimals lie up to 7.5 m off each,
and a sheet's projection changes lengths by less than 1 %."""

LONGER_TIMES: Final = 10.0
LONGER_BY_M: Final = 10_000.0
"""A road of one row may wind ten times as far as the crow flies and ten kilometres more; beyond, it is several rows."""

FARTHEST_ENDS_M: Final = 100_000.0
"""No piece of road is straight over 100 km: an end at (0, 0), or a digit lost."""

UNITS: Final = {"unit_km": 0.001, "unit_feet": 1 / 0.3048, "unit_cm": 100.0, "unit_mm": 1000.0}
"""What a metre reads in other units."""

LIKELY_RATIO: Final = (0.7, 3.0)
"""Metres of a survey over the straight line, in the median: 1 on plains, 1.5 in mountains; outside is another unit."""

FEWEST_ROADS: Final = 5
"""Fewer rows cannot tell a unit from a slip; each is then named by itself."""

LONG_ENOUGH_M: Final = 30.0
"""Shorter pieces say nothing of the unit: their ends are written too coarsely."""


@dataclass(frozen=True)
class OtherUnit:
    """A column of lengths that is not in metres. unit : "" where none fits; ratio : median over the straight line."""

    unit: str
    ratio: float


def straight_metres(network: RoadNetwork) -> FloatArray:
    """Return the straight line between the ends of every edge, m."""
    tail, head = nodes_of_edges(network)
    return metres_between(network.lon[tail], network.lat[tail], network.lon[head], network.lat[head])


def too_short(metres: FloatArray, straight: FloatArray) -> BoolArray:
    """Tell which lengths are shorter than the straight line can be; NaN is not."""
    return np.asarray(metres < straight * (1.0 - SHORTER_BY) - ENDS_OFF_M)


def too_long(metres: FloatArray, straight: FloatArray) -> BoolArray:
    """Tell which lengths no road between these ends can have; NaN is not."""
    return np.asarray(metres > straight * LONGER_TIMES + LONGER_BY_M)


def other_unit(metres: FloatArray, straight: FloatArray) -> OtherUnit | None:
    """Return the unit a column of lengths seems to be in; None where it is metres or cannot be told."""
    told = np.isfinite(metres) & (metres > 0) & (straight > LONG_ENOUGH_M)
    if told.sum() < FEWEST_ROADS:
        return None
    ratio = float(np.median(metres[told] / straight[told]))
    if LIKELY_RATIO[0] <= ratio <= LIKELY_RATIO[1]:
        return None
    # The unit whose reading of these lengths is a likely one, and nearest to the straight line.
    fitting = {
        unit: ratio / scale for unit, scale in UNITS.items() if LIKELY_RATIO[0] <= ratio / scale <= LIKELY_RATIO[1]
    }
    nearest = min(fitting, key=lambda unit: abs(np.log(fitting[unit])), default="")
    return OtherUnit(nearest, ratio)
