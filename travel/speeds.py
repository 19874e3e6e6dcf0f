"""How fast each class of road is, by mode and scenario: one editable table, `speeds.csv` beside this file."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

import numpy as np
import pandas as pd

from travel.network import CLASS_CODE, ROAD_CLASSES, FloatArray, RoadNetwork
from words.faults import Fault
from words.phrases import Phrase

Mode = Literal["car", "ebike", "walk"]
Scenario = Literal["normal", "snow", "night"]

MODES: Final[tuple[Mode, ...]] = ("car", "ebike", "walk")
SCENARIOS: Final[tuple[Scenario, ...]] = ("normal", "snow", "night")
SPEEDS_FILE: Final = Path(__file__).with_name("speeds.csv")
SPEED_COLUMNS: Final = ("road_class", "mode", "scenario", "speed_kmh", "source")
FASTEST_KMH: Final = 150.0
WALKING_KMH: Final = 5.0
"""On the gap between a doorstep and the road. Source: travel/speeds.csv, walk."""


class FaultySpeeds(Fault, ValueError):
    """The speed table cannot be used; every fault is listed."""


def load_speeds(path: Path = SPEEDS_FILE) -> pd.DataFrame:
    """Return the speed table with SPEED_COLUMNS, checked; km/h, 0 where a mode may not pass.

    Raises FaultySpeeds if a row is missing, double, out of range, or names no source.
    """
    return check_speeds(pd.read_csv(path, encoding="utf-8-sig"))


def check_speeds(table: pd.DataFrame) -> pd.DataFrame:
    """Return `table` if every class, mode and scenario has one speed and a source; else raise FaultySpeeds."""
    absent = [column for column in SPEED_COLUMNS if column not in table.columns]
    if absent:
        raise FaultySpeeds("speed_columns_missing", absent=absent)
    faults = _range_faults(table) + _key_faults(table)
    if faults:
        raise FaultySpeeds("speeds_wrong", faults=faults)
    return table


def _range_faults(table: pd.DataFrame) -> list[Phrase]:
    speed = pd.to_numeric(table["speed_kmh"], errors="coerce")
    out_of_range = ~speed.between(0.0, FASTEST_KMH)
    faults = [
        Phrase("speed_out_of_range", row=row + 2, speed=table["speed_kmh"].iloc[row], fastest=FASTEST_KMH)
        for row in np.flatnonzero(out_of_range.to_numpy())
    ]
    unsourced = table["source"].fillna("").astype(str).str.strip() == ""
    return faults + [Phrase("speed_unsourced", row=row + 2) for row in np.flatnonzero(unsourced.to_numpy())]


def _key_faults(table: pd.DataFrame) -> list[Phrase]:
    keys = list(zip(table["road_class"], table["mode"], table["scenario"], strict=True))
    wanted = [(one, mode, scenario) for one in ROAD_CLASSES for mode in MODES for scenario in SCENARIOS]
    faults = [Phrase("speed_unknown", key="·".join(map(str, key))) for key in dict.fromkeys(keys) if key not in wanted]
    faults += [Phrase("speed_missing", key="·".join(key)) for key in wanted if key not in keys]
    return faults + [Phrase("speed_repeated", key="·".join(key)) for key in wanted if keys.count(key) > 1]


def speed_by_class(table: pd.DataFrame, mode: Mode, scenario: Scenario) -> FloatArray:
    """Return km/h for each of ROAD_CLASSES, shape (n_classes,)."""
    rows = table[(table["mode"] == mode) & (table["scenario"] == scenario)]
    speeds = np.zeros(len(ROAD_CLASSES))
    speeds[rows["road_class"].map(CLASS_CODE).to_numpy(np.int64)] = rows["speed_kmh"].to_numpy(np.float64)
    return speeds


def edge_speeds(network: RoadNetwork, table: pd.DataFrame, mode: Mode, scenario: Scenario) -> FloatArray:
    """Return km/h along every edge, shape (n_edges,); 0 where the mode may not pass.

    A posted limit lowers the speed of vehicles and never raises it: a county road signed 70 is seldom driven at 70.
    """
    speed = speed_by_class(table, mode, scenario)[network.road_class]
    if mode == "walk":
        return speed
    return np.asarray(np.fmin(speed, network.maxspeed_kmh))
