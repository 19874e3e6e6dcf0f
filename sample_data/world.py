"""What every part of the sample generator shares: months, seeded randomness, exact sharing-out, the frames so far."""

from __future__ import annotations

import zlib
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

SEED: Final = 20240930
FACTS: Final = Path(__file__).parent / "facts"
GENERATOR_LOAD: Final = "sample_generator"

LISHI, JUNGAR, JIAOCHENG, LUZHAI, JIEXIU = COUNTIES = ("141102", "150622", "141122", "450223", "140781")

YEARS: Final = tuple(range(2016, 2025))
MONTHS: Final = np.array([year * 100 + month for year in YEARS for month in range(1, 13)], dtype=np.int64)
DAYS: Final = np.array([monthrange(int(month) // 100, int(month) % 100)[1] for month in MONTHS], dtype=np.int64)

LAST_MONTH_OF_OLD_EDITION: Final = {JUNGAR: 202112, JIAOCHENG: 202106, LUZHAI: 202106, JIEXIU: 202106, LISHI: 202106}
"""The divisions of the account's time end here and those of 2023 begin the month after.

交城 and 介休 merged townships in mid-2021. The lists do not date the small changes of 准格尔 and 鹿寨; they are put
between their two editions.
"""

SPRING_FESTIVAL: Final = tuple(
    date.fromisoformat(text)
    for text in [
        "2016-02-08",
        "2017-01-28",
        "2018-02-16",
        "2019-02-05",
        "2020-01-25",
        "2021-02-12",
        "2022-02-01",
        "2023-01-22",
        "2024-02-10",
    ]
)
SPRING_FESTIVAL_DIP: Final = 0.45
"""Share of ordinary care that waits during the sixteen days from 除夕-3 to 元宵."""

COVID: Final = {202001: 0.93, 202002: 0.45, 202003: 0.62, 202004: 0.78, 202005: 0.90, 202006: 0.95, 202212: 0.85}
"""Visits in these months against the month's usual level."""

USUAL_BY_MONTH: Final = (1.03, 0.97, 1.04, 1.01, 0.99, 0.97, 0.98, 0.97, 0.98, 0.97, 1.03, 1.08)
"""January to December: winter coughs above, harvest below."""


def rng(*key: object) -> np.random.Generator:
    """Return the generator of one part, e.g. rng("visits", county_code): the same numbers whatever ran before."""
    return np.random.default_rng([SEED, *(zlib.crc32(str(part).encode()) for part in key)])


def allocate(total: ArrayLike, weights: ArrayLike) -> IntArray:
    """Share whole numbers out over the last axis, exactly (largest remainder).

    total   : whole numbers ≥ 0, shape (...).
    weights : ≥ 0, shape (..., k); only their proportions count.

    Returns integers, shape (..., k), whose sums over the last axis are `total`. Raises ValueError if
    something is to be shared out over weights that are all zero.
    """
    weight = np.asarray(weights, dtype=np.float64)
    whole = np.broadcast_to(np.asarray(total, dtype=np.int64), weight.shape[:-1])
    sums = weight.sum(axis=-1)
    if np.any((sums <= 0) & (whole > 0)):
        raise ValueError("权重全为零，总数没有可分摊的去处。请检查该期间是否有机构或乡镇。")
    exact = whole[..., None] * weight / np.where(sums > 0, sums, 1.0)[..., None]
    shares = np.floor(exact).astype(np.int64)
    # Cells of weight zero never take a remainder: a closed clinic gets no patient.
    fraction = np.where(weight > 0, exact - shares, -1.0)
    rank = np.argsort(np.argsort(-fraction, axis=-1, kind="stable"), axis=-1, kind="stable")
    return np.asarray(shares + (rank < (whole - shares.sum(axis=-1))[..., None]), dtype=np.int64)


def spring_festival_share() -> FloatArray:
    """Return, for every month, the share of its days that lie in the Spring Festival fortnight, shape (n_months,)."""
    days = np.zeros(len(MONTHS))
    position = {int(month): index for index, month in enumerate(MONTHS)}
    for festival in SPRING_FESTIVAL:
        for offset in range(-3, 13):
            day = festival + timedelta(days=offset)
            days[position[day.year * 100 + day.month]] += 1
    return days / DAYS


@cache
def _month_weights() -> FloatArray:
    usual = np.tile(USUAL_BY_MONTH, len(YEARS)) * DAYS
    covid = np.array([COVID.get(int(month), 1.0) for month in MONTHS])
    weights = usual * (1 - SPRING_FESTIVAL_DIP * spring_festival_share()) * covid
    return np.asarray(weights, dtype=np.float64)


def month_weights() -> FloatArray:
    """Return how a year's care is usually spread over its months, shape (n_months,); proportions within a year."""
    return _month_weights().copy()


def by_year(weights: FloatArray) -> FloatArray:
    """Fold the month axis: (..., n_months) to (..., n_years, 12)."""
    return weights.reshape(*weights.shape[:-1], len(YEARS), 12)


def spread_over_months(yearly: ArrayLike, weights: FloatArray) -> IntArray:
    """Split yearly totals (..., n_years) over months by weights (..., n_months); each year's sum is exact."""
    monthly = allocate(yearly, by_year(weights))
    return monthly.reshape(*monthly.shape[:-2], len(MONTHS))


Number = TypeVar("Number", np.int64, np.float64)


def months_of(yearly: NDArray[Number]) -> NDArray[Number]:
    """Repeat yearly values (..., n_years) for their twelve months (..., n_months): a stock that moves once a year."""
    return np.repeat(yearly, 12, axis=-1)


@cache
def _facts(name: str) -> pd.DataFrame:
    return pd.read_csv(FACTS / f"{name}.csv", dtype=str, keep_default_na=False)


def facts(name: str) -> pd.DataFrame:
    """Return one fact file as text columns, empty text where a cell is empty."""
    return _facts(name).copy()


def context(county_code: str, attribute: str) -> float:
    """Return one number of county_context.csv. Raises KeyError if the county has no such row."""
    table = facts("county_context")
    row = table[(table["county_code"] == county_code) & (table["attribute"] == attribute)]
    if row.empty:
        raise KeyError(f"county_context.csv: {county_code} {attribute}")
    return float(row["value"].iloc[0])


def month_position(month: int) -> int:
    """Return the position of YYYYMM in MONTHS."""
    return (month // 100 - YEARS[0]) * 12 + month % 100 - 1


def next_month(month: int) -> int:
    """Return the month after YYYYMM."""
    return month + 1 if month % 100 < 12 else month + 89


@dataclass
class World:
    """The sample so far: finished tables by name, and what later parts need to agree with them.

    frames : table name -> frame with the table's columns.
    units  : one row a group of villages that stays together through the mergers of 2021: unit, county_code,
             old_township, new_township, residents (2020-11), terrain. Every township figure is made by unit and
             then added up, so that merged townships keep their people.
    sites  : one row an institution with what the monthly parts need (see institutions.py).
    unit_ages, unit_residents : persons, shapes (n_units, n_months, 18 five-year groups) and (n_units, n_months).
    """

    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    units: pd.DataFrame = field(default_factory=pd.DataFrame)
    sites: pd.DataFrame = field(default_factory=pd.DataFrame)
    unit_ages: IntArray = field(default_factory=lambda: np.zeros((0, 0, 0), dtype=np.int64))
    unit_residents: IntArray = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))
    months: IntArray = field(default_factory=MONTHS.copy)

    def villages(self, county_code: str, month: int) -> pd.DataFrame:
        """Return the villages of a county that are valid in a month, in code order."""
        table = self.frames["village"]
        ended = table["valid_to"].fillna(999912).astype("int64")
        valid = (table["county_code"] == county_code) & (table["valid_from"] <= month) & (ended >= month)
        return table[valid].reset_index(drop=True)

    def townships(self, county_code: str, month: int) -> pd.DataFrame:
        """Return the townships of a county that are valid in a month, in code order."""
        table = self.frames["township"]
        ended = table["valid_to"].fillna(999912).astype("int64")
        valid = (table["county_code"] == county_code) & (table["valid_from"] <= month) & (ended >= month)
        return table[valid].reset_index(drop=True)

    def institutions(self, county_code: str, *levels: str) -> pd.DataFrame:
        """Return the institutions of a county, of the given levels if any are given, in code order."""
        table = self.frames["institution"]
        wanted = table["county_code"] == county_code
        if levels:
            wanted &= table["level"].isin(levels)
        return table[wanted].reset_index(drop=True)

    def unit_month_township(self) -> NDArray[np.object_]:
        """Return the township code of every unit in every month, shape (n_units, n_months)."""
        last = self.units["county_code"].map(LAST_MONTH_OF_OLD_EDITION).to_numpy()[:, None]
        old = self.units["old_township"].to_numpy()[:, None]
        new = self.units["new_township"].to_numpy()[:, None]
        return np.asarray(np.where(self.months[None, :] <= last, old, new), dtype=object)


def provenance(frame: pd.DataFrame, basis: str = "synthetic", load_id: str = GENERATOR_LOAD) -> pd.DataFrame:
    """Return the frame with `basis` and `load_id` columns for every row."""
    return frame.assign(basis=basis, load_id=load_id)


def only_where(condition: ArrayLike, values: ArrayLike) -> NDArray[np.object_]:
    """Return the values where the condition holds and None elsewhere, broadcast, as objects."""
    return np.where(np.asarray(condition), np.asarray(values, dtype=object), np.array(None, dtype=object))


def whole(values: ArrayLike) -> pd.Series:
    """Return a nullable whole-number column: NaN and None become empty."""
    return pd.Series(pd.array(np.asarray(values, dtype=object), dtype="Int64"))
