"""Births and deaths by home township and month; 介休's mean ages at death to the printed hundredth of a year."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from sample_data.residents import by_township, years_of_units
from sample_data.world import (
    COUNTIES,
    JIAOCHENG,
    JIEXIU,
    JUNGAR,
    LISHI,
    LUZHAI,
    MONTHS,
    YEARS,
    FloatArray,
    IntArray,
    World,
    allocate,
    by_year,
    month_position,
    provenance,
    rng,
)

BIRTHS_PER_1000: Final = (12.1, 12.4, 10.8, 10.2, 8.4, 7.4, 6.7, 6.3, 6.6)
INFANT_DEATHS_PER_1000: Final = (6.4, 6.0, 5.5, 5.0, 4.6, 4.4, 4.2, 4.0, 3.9)
MATERNAL_DEATHS_PER_100000: Final = 15.0

JIEXIU_BIRTHS: Final = (4_620, 4_760, 4_200, 3_900, 3_600, 3_240, 2_960, 2_790, 2_880)
JIEXIU_INFANT_DEATHS: Final = (28, 27, 21, 17, 12, 11, 10, 9, 9)
"""5.00 per 1,000 in 2018 and 3.33 in 2020: down by one third, as printed."""
JIEXIU_MATERNAL_DEATHS: Final = (1, 1, 1, 0, 0, 1, 0, 0, 0)
"""None in 2019 and 2020, two years running; the one of 2021 fell after the account."""
JIEXIU_MATERNAL_MONTH_2021: Final = 202110

DEATHS_PER_1000_2020: Final = 7.1
DEATHS_GROW_BY: Final = 0.016
JIEXIU_DEATHS: Final = {2017: 3_000, 2019: 3_100}
"""Round numbers for which the printed means are sums of whole years."""
CHRONIC_SHARE: Final = 5 / 6
JIEXIU_CHRONIC_DEATHS: Final = {2017: 2_500, 2019: 2_600}
MEAN_AGE: Final = (69.80, 69.92, 70.08, 70.23, 70.31, 70.48, 70.40, 70.62, 70.80)
CHRONIC_MEAN_AGE: Final = (71.94, 72.02, 72.15, 72.27, 72.36, 72.50, 72.44, 72.61, 72.75)
"""介休, 2016 to 2024; 2017 and 2019 are printed. The other counties run beside it."""
AGE_OFFSET: Final = {LISHI: 1.1, JUNGAR: 2.0, JIAOCHENG: 0.4, LUZHAI: 1.6, JIEXIU: 0.0}
OLDEST: Final = 103
FOUR_NCD_SHARE: Final = 0.87
"""Deaths from cardiovascular disease, cancer, chronic respiratory disease and diabetes among chronic patients."""

DEATHS_BY_MONTH: Final = (1.22, 1.10, 1.02, 0.95, 0.90, 0.86, 0.87, 0.88, 0.88, 0.96, 1.08, 1.28)


def add_vital(world: World) -> None:
    """Fill birth_month and death_month."""
    world.frames["birth_month"] = _births(world)
    world.frames["death_month"] = _deaths(world)


def _births(world: World) -> pd.DataFrame:
    shape = world.unit_residents.shape
    columns = {name: np.zeros(shape, dtype=np.int64) for name in ("live_births", "maternal_deaths", "infant_deaths")}
    of_age = world.unit_ages[:, :, 4:8].sum(axis=2)
    residents = years_of_units(world.unit_residents)
    for county_code in COUNTIES:
        rows = np.flatnonzero((world.units["county_code"] == county_code).to_numpy())
        draw = rng("births", county_code)
        births, infants, mothers = _birth_totals(county_code, residents[rows].sum(axis=0), draw)
        weights = of_age[rows] * draw.lognormal(0, 0.08, (len(rows), shape[1]))
        columns["live_births"][rows] = _spread(births, weights)
        at_risk = columns["live_births"][rows]
        columns["infant_deaths"][rows] = _spread(infants, at_risk * draw.random(at_risk.shape))
        place = at_risk * draw.random(at_risk.shape)
        if county_code == JIEXIU:
            place[:, month_position(202101) : month_position(JIEXIU_MATERNAL_MONTH_2021)] = 0
        columns["maternal_deaths"][rows] = _spread(mothers, place)
    return provenance(by_township(world, columns))


def _birth_totals(county_code: str, residents: FloatArray, draw: np.random.Generator) -> tuple[IntArray, ...]:
    """Return live births, infant deaths and maternal deaths of every year."""
    if county_code == JIEXIU:
        totals = (JIEXIU_BIRTHS, JIEXIU_INFANT_DEATHS, JIEXIU_MATERNAL_DEATHS)
        return tuple(np.array(total, dtype=np.int64) for total in totals)
    births = np.rint(residents * np.array(BIRTHS_PER_1000) / 1000 * draw.uniform(0.97, 1.03, len(YEARS))).astype(
        np.int64
    )
    infants = draw.binomial(births, np.array(INFANT_DEATHS_PER_1000) / 1000)
    return births, infants.astype(np.int64), draw.binomial(births, MATERNAL_DEATHS_PER_100000 / 1e5).astype(np.int64)


def _spread(yearly: IntArray, weights: FloatArray) -> IntArray:
    """Share yearly totals out over units and the year's months together, shape of `weights`."""
    flat = by_year(np.asarray(weights, dtype=float)).transpose(1, 0, 2).reshape(len(YEARS), -1)
    return allocate(yearly, flat).reshape(len(YEARS), len(weights), 12).transpose(1, 0, 2).reshape(weights.shape)


def _deaths(world: World) -> pd.DataFrame:
    """Return deaths by five-year age group: drawn one by one, then counted (only cells with a death)."""
    people = pd.concat(
        [_county_year(world, code, year) for code in COUNTIES for year in range(len(YEARS))], ignore_index=True
    )
    people["age_from"] = np.minimum(people["age"] // 5 * 5, 85)
    people["chronic_age"] = people["age"] * people["chronic"]
    keys = ["county_code", "month", "township_code", "age_from"]
    sums = people.groupby(keys, sort=True)[["age", "chronic", "chronic_age", "four_ncd"]].agg("sum")
    sums["deaths"] = people.groupby(keys, sort=True).size()
    table = sums.reset_index()
    return provenance(
        pd.DataFrame(
            {
                "county_code": table["county_code"],
                "township_code": table["township_code"],
                "month": table["month"],
                "age_from": table["age_from"],
                "deaths": table["deaths"].astype("int64"),
                "age_years_sum": table["age"].astype(float),
                "chronic_deaths": table["chronic"].astype("int64"),
                "chronic_age_years_sum": table["chronic_age"].astype(float),
                "four_ncd_deaths": table["four_ncd"].astype("int64"),
            }
        )
    )


def _county_year(world: World, county_code: str, year: int) -> pd.DataFrame:
    draw = rng("deaths", county_code, YEARS[year])
    rows = np.flatnonzero((world.units["county_code"] == county_code).to_numpy())
    number, chronic = _death_counts(world, county_code, year, rows)
    mean, chronic_mean = MEAN_AGE[year] + AGE_OFFSET[county_code], CHRONIC_MEAN_AGE[year] + AGE_OFFSET[county_code]
    total, chronic_total = round(mean * number), round(chronic_mean * chronic)
    ages = np.concatenate(
        [
            _ages_summing_to(chronic_total, chronic, 73.0, 12.0, draw),
            _ages_summing_to(total - chronic_total, number - chronic, 61.0, 23.0, draw),
        ]
    )
    is_chronic = (np.arange(number) < chronic).astype(np.int64)
    weight = world.unit_ages[rows, year * 12 + 6, 13:].sum(axis=1)
    month = draw.choice(12, number, p=np.array(DEATHS_BY_MONTH) / sum(DEATHS_BY_MONTH)) + year * 12
    unit = rows[draw.choice(len(rows), number, p=weight / weight.sum())]
    return pd.DataFrame(
        {
            "county_code": county_code,
            "township_code": world.unit_month_township()[unit, month],
            "month": MONTHS[month],
            "age": ages,
            "chronic": is_chronic,
            "four_ncd": is_chronic * (draw.random(number) < FOUR_NCD_SHARE),
        }
    )


def _death_counts(world: World, county_code: str, year: int, rows: IntArray) -> tuple[int, int]:
    """Return deaths and deaths of chronic patients of a county's year."""
    residents = int(world.unit_residents[rows, year * 12 + 6].sum())
    usual = round(residents * DEATHS_PER_1000_2020 / 1000 * (1 + DEATHS_GROW_BY) ** (YEARS[year] - 2020))
    if county_code != JIEXIU:
        return usual, round(usual * CHRONIC_SHARE)
    number = JIEXIU_DEATHS.get(YEARS[year], usual)
    return number, JIEXIU_CHRONIC_DEATHS.get(YEARS[year], round(number * CHRONIC_SHARE))


def _ages_summing_to(total: int, number: int, middle: float, spread: float, draw: np.random.Generator) -> IntArray:
    """Draw ages at death in whole years and nudge them, a year at a time, until they sum to `total`."""
    ages = np.clip(np.rint(draw.normal(middle, spread, number)), 0, OLDEST).astype(np.int64)
    while (missing := total - int(ages.sum())) != 0:
        step = 1 if missing > 0 else -1
        movable = np.flatnonzero((ages + step >= 0) & (ages + step <= OLDEST))
        if not len(movable):
            raise ValueError(f"{number} 人的死亡年龄之和不可能是 {total}。请检查平均年龄。")
        chosen = draw.choice(movable, min(abs(missing), len(movable)), replace=False)
        ages[chosen] += step
    return ages
