"""Residents by month, by age and by village: drifting slowly through the exact census of November 2020."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from sample_data.world import (
    LISHI,
    MONTHS,
    YEARS,
    FloatArray,
    IntArray,
    World,
    allocate,
    month_position,
    provenance,
    rng,
)

AGES: Final = tuple(range(0, 90, 5))
CENSUS_MONTH: Final = 202011
MID_YEAR: Final = 6

NATIONAL_2020: Final = (5.5, 6.4, 6.0, 5.2, 5.3, 6.5, 8.8, 7.0, 6.6, 8.1, 8.6, 7.2, 5.2, 5.2, 3.5, 2.2, 1.4, 1.1)
"""Per cent of the country's residents by five-year age group, rounded from the seventh census."""

TILT_BY_TERRAIN: Final = {"城区": -0.006, "平川": 0.0, "丘陵": 0.007, "山区": 0.013, "牧区": 0.009}
TILT_BY_YEAR: Final = 0.0011
"""Exponential tilt per year of age: the young leave the mountains, and everybody grows older."""

DRIFT_BY_TERRAIN: Final = {"城区": 0.004, "平川": 0.001, "丘陵": -0.002, "山区": -0.0045, "牧区": -0.003}
"""Yearly growth of residents."""
COUNTY_DRIFT: Final = {LISHI: 0.0}
"""离石: its account counts 456,000 people in 2023, as the census did in 2020: what the streets gain the hills lose."""

CHRONIC_SHARE: Final = {"0_14": 0.001, "15_64": 0.10, "65_up": 0.58}
KEY_GROUP_BESIDES_ELDERLY: Final = 0.12


def add_residents(world: World) -> None:
    """Fill resident_month and resident_age_year, and finish village with its age columns."""
    ages = residents_by_age(world)
    world.unit_residents = ages.sum(axis=2)
    world.unit_ages = ages
    world.frames["village"] = _with_ages(world, ages[:, month_position(CENSUS_MONTH), :])
    world.frames["resident_month"] = _resident_month(world, ages)
    world.frames["resident_age_year"] = _resident_age_year(world, ages)


def residents_by_age(world: World) -> IntArray:
    """Return residents by unit, month and five-year age group, shape (n_units, n_months, 18), whole persons."""
    units = world.units
    years_away = (np.arange(len(MONTHS)) - month_position(CENSUS_MONTH)) / 12
    growth = units["terrain"].map(DRIFT_BY_TERRAIN).to_numpy(dtype=float)
    growth = growth + rng("drift").uniform(-0.001, 0.001, len(units))
    for county_code, drift in COUNTY_DRIFT.items():
        here = (units["county_code"] == county_code).to_numpy()
        growth[here] += drift - np.average(growth[here], weights=units["residents"].to_numpy()[here])
    totals = np.rint(units["residents"].to_numpy()[:, None] * (1 + growth[:, None] * years_away)).astype(np.int64)
    tilt = units["terrain"].map(TILT_BY_TERRAIN).to_numpy(dtype=float)[:, None] + TILT_BY_YEAR * years_away
    middle = np.array(AGES) + 2.5 - 40
    own = rng("age structure").lognormal(0, 0.03, (len(units), 1, len(AGES)))
    shares = np.array(NATIONAL_2020) * np.exp(tilt[..., None] * middle) * own
    return allocate(totals, shares)


def _with_ages(world: World, ages: IntArray) -> pd.DataFrame:
    """Give every village its children and elderly: each township's, shared out by residents."""
    table = world.frames["village"]
    young, old = np.zeros(len(table), dtype=np.int64), np.zeros(len(table), dtype=np.int64)
    noise = rng("village ages").uniform(0.9, 1.1, (2, len(table)))
    residents = table["residents"].to_numpy()
    for unit in range(len(ages)):
        rows = np.flatnonzero(table["unit"].to_numpy() == unit)
        young[rows] = allocate(ages[unit, :3].sum(), residents[rows] * noise[0, rows])
        old[rows] = allocate(ages[unit, 13:].sum(), residents[rows] * noise[1, rows])
    position = {code: index for index, code in enumerate(table["village_code"])}
    for index, heir in enumerate(table["successor_code"]):
        if heir is not None and pd.notna(heir):
            young[position[heir]] += young[index]
            old[position[heir]] += old[index]
    middle = residents - young - old
    chronic = CHRONIC_SHARE["0_14"] * young + CHRONIC_SHARE["15_64"] * middle + CHRONIC_SHARE["65_up"] * old
    key_group = old + KEY_GROUP_BESIDES_ELDERLY * (residents - old)
    table = table.assign(
        residents_0_14=young,
        residents_65_up=old,
        chronic_patients=np.rint(chronic).astype(np.int64),
        key_group_residents=np.rint(key_group).astype(np.int64),
    )
    order = (
        "village_code county_code township_code name_zh name_en kind lon lat position_basis residents residents_0_14"
    )
    order += " residents_65_up chronic_patients key_group_residents is_mountain valid_from valid_to successor_code"
    return table[[*order.split(), "basis", "load_id"]]


def by_township(world: World, values: Mapping[str, IntArray | FloatArray]) -> pd.DataFrame:
    """Add unit figures up to the townships of each month.

    values : column name -> persons, cases or yuan, shape (n_units, n_months).

    Returns one row a county, township and month that exists, in that order, with the summed columns.
    """
    units, months = world.units, world.months
    frame = pd.DataFrame(
        {
            "county_code": np.repeat(units["county_code"].to_numpy(), len(months)),
            "township_code": world.unit_month_township().ravel(),
            "month": np.tile(months, len(units)),
            **{name: np.asarray(array).ravel() for name, array in values.items()},
        }
    )
    # A zone that left the list is still a unit; from then on it has no township of its own.
    ended = world.frames["township"].set_index("township_code")["valid_to"]
    gone = frame["month"] > frame["township_code"].map(ended).fillna(999912).astype("int64")
    return frame[~gone].groupby(["county_code", "township_code", "month"], sort=True).sum().reset_index()


def _resident_month(world: World, ages: IntArray) -> pd.DataFrame:
    table = by_township(
        world,
        {
            "residents": ages.sum(axis=2),
            "residents_0_14": ages[:, :, :3].sum(axis=2),
            "residents_35_up": ages[:, :, 7:].sum(axis=2),
            "residents_65_up": ages[:, :, 13:].sum(axis=2),
        },
    )
    return provenance(table)


def _resident_age_year(world: World, ages: IntArray) -> pd.DataFrame:
    """Return mid-year residents by age: those of June's end."""
    table = by_township(world, {f"{age:02d}": ages[:, :, index] for index, age in enumerate(AGES)})
    table = table[table["month"] % 100 == MID_YEAR].assign(year=lambda rows: rows["month"] // 100)
    long = table.drop(columns="month").melt(["county_code", "township_code", "year"], None, "age_from", "residents")
    long["age_from"] = long["age_from"].astype("int64")
    long = long.sort_values(["county_code", "township_code", "year", "age_from"], kind="stable")
    return provenance(long.reset_index(drop=True))


def years_of_units(values: FloatArray | IntArray) -> FloatArray:
    """Return the mean of monthly unit values over each year, shape (n_units, n_years)."""
    means: FloatArray = np.asarray(values, dtype=float).reshape(len(values), len(YEARS), 12).mean(axis=2)
    return means
