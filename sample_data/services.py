"""Family-doctor contracts, chronic patients and the insured, by township and month."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from sample_data.insured import add_insured
from sample_data.residents import by_township
from sample_data.stories import (
    CONTRACTS,
    CONTROL,
    DELIVERY,
    MANAGED,
    NEAR_HOME,
    STANDARD,
    county_walk,
    course,
    noise,
)
from sample_data.world import (
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
    month_weights,
    months_of,
    provenance,
    rng,
)

ACCOUNT_MONTH: Final = 202012
JIAOCHENG_DENOMINATOR: Final = 238_646
"""Residents as 交城's account counts them (165,000 / 69.14 %); the census of the same year has 226,768."""
JIAOCHENG_CONTRACTED: Final = 165_000
JIAOCHENG_POOR: Final = 27_559

KEY_GROUPS: Final = (
    "elderly_65",
    "child_0_6",
    "pregnant",
    "hypertension",
    "diabetes",
    "mental",
    "tuberculosis",
    "disabled",
)
"""The eight groups whose contracts 离石 reports."""

SHARE_OF_RESIDENTS: Final = {
    "pregnant": 0.0062,
    "hypertension": 0.118,
    "diabetes": 0.036,
    "mental": 0.0042,
    "tuberculosis": 0.0006,
    "disabled": 0.021,
}
POOR_BY_TERRAIN: Final = {"城区": 0.01, "平川": 0.07, "丘陵": 0.12, "山区": 0.30, "牧区": 0.12}
POOR_IS_KEY_GROUP: Final = {LISHI: False, JIAOCHENG: True, LUZHAI: True}
"""离石 names 脱贫人口 as a target of 2024, apart from its eight key groups. The other counties print nothing."""

CONTRACT_RATE_AT_YEAR_END: Final = (0.20, 0.38, 0.49, 0.56, 0.600, 0.613, 0.622, 0.632, 0.637)
KEY_RATE_AT_YEAR_END: Final = (0.38, 0.62, 0.74, 0.81, 0.850, 0.868, 0.880, 0.892, 0.899)
SERVED_RATE_AT_YEAR_END: Final = (0.55, 0.66, 0.72, 0.78, 0.795, 0.815, 0.826, 0.835, 0.841)
"""A usual county's level at the ends of 2016 to 2024; each county stands above or below it and has its own walk."""
CONTRACTS_ABOVE: Final = {LISHI: 0.06, JUNGAR: 0.03, JIAOCHENG: 0.091, LUZHAI: -0.04, JIEXIU: 0.005}
KEY_ABOVE: Final = {LISHI: 0.03, JUNGAR: 0.0, JIAOCHENG: 0.01, LUZHAI: -0.035, JIEXIU: 0.02}
SERVED_ABOVE: Final = {LISHI: 0.08, JUNGAR: 0.035, JIAOCHENG: 0.015, LUZHAI: 0.01, JIEXIU: 0.05}

SIGNING_STARTS: Final = 4
"""April to June: teams sign for the year. Before, contracts of the year before lapse."""
SIGNED_OF_THE_YEAR: Final = (0, 0, 0, 0.35, 0.70, 1, 1, 1, 1, 1, 1, 1)
LAPSED: Final = (-0.006, -0.012, -0.018, -0.011, -0.004, 0.001, 0.001, 0.001, 0.001, 0.0005, 0, 0)
DELIVERED_BY_MONTH: Final = (4, 4, 8, 11, 12, 11, 8, 8, 9, 9, 8, 8)
"""Per cent of the year's agreed services delivered in each month: check-ups in spring, counted anew from January."""
LISHI_ALL_SIGNED: Final = (202301, 202312)
"""First and last month. Every key group of 离石 is signed in 2023 and all are served by December."""
LISHI_AFTER: Final = (0.993, 0.985)
"""Signed and served by the year's end in 2024: a few movers are not yet."""

DISEASE_SHARE: Final = {"hypertension": 0.118, "diabetes": 0.036, "stroke": 0.017, "copd": 0.011}
"""Known patients per resident in 2020; four diseases, as 准格尔's near-home care counts them."""
PATIENTS_GROW_BY: Final = 0.018
MANAGED_AT_YEAR_END: Final = (0.60, 0.66, 0.70, 0.74, 0.75, 0.78, 0.80, 0.83, 0.85)
STANDARD_AT_YEAR_END: Final = (0.745, 0.765, 0.780, 0.795, 0.790, 0.802, 0.809, 0.817, 0.821)
STANDARD_ABOVE: Final = {LISHI: 0.033, JUNGAR: 0.025, JIAOCHENG: 0.0, LUZHAI: -0.03, JIEXIU: 0.012}
CONTROL_AT_YEAR_END: Final = (0.66, 0.675, 0.685, 0.70, 0.695, 0.712, 0.725, 0.732, 0.74)
NEAR_HOME_AT_YEAR_END: Final = (0.585, 0.61, 0.64, 0.67, 0.70, 0.72, 0.745, 0.76, 0.775)
GRID_SIZE: Final = 20
GRIDS_SINCE: Final = 201907
GRIDS_EXACT: Final = (202001, 202112)
"""介休: twenty patients and one worker to every grid while the account was written."""


def add_services(world: World) -> None:
    """Fill contract_month, chronic_month and insured_month."""
    world.frames["contract_month"] = _contracts(world)
    world.frames["chronic_month"] = _chronic(world)
    add_insured(world)


def path(at_year_end: FloatArray) -> FloatArray:
    """Return a level of every month on the straight line between year ends, (..., n_years) to (..., n_months)."""
    before = _year_before(at_year_end)
    done = np.arange(1, 13) / 12
    values = before[..., None] + (at_year_end - before)[..., None] * done
    return np.asarray(values.reshape(*at_year_end.shape[:-1], len(MONTHS)), dtype=np.float64)


def _signed_path(at_year_end: FloatArray) -> FloatArray:
    """Return the rate of contracts by month, (..., n_years) to (..., n_months): lapses first, then the signing."""
    before = _year_before(at_year_end)
    values = before[..., None] + (at_year_end - before)[..., None] * np.array(SIGNED_OF_THE_YEAR) + np.array(LAPSED)
    return np.asarray(values.reshape(*at_year_end.shape[:-1], len(MONTHS)), dtype=np.float64)


def _year_before(at_year_end: FloatArray) -> FloatArray:
    first = 2 * at_year_end[..., :1] - at_year_end[..., 1:2]
    return np.concatenate([first, at_year_end[..., :-1]], axis=-1)


def _of_counties(
    world: World, usual: tuple[float, ...], above: dict[str, float] | None, topic: str, spread: float
) -> FloatArray:
    """Return each unit's county level at year ends, shape (n_units, n_years).

    above  : how far each county stands above the usual one at the end; spread : of its own good and bad years.
    """
    level = np.array(usual)
    walk = county_walk(topic, spread)
    own = {code: level * (1 + (above or {}).get(code, 0.0) / level[-1]) + walk[code] for code in walk}
    return np.array([own[code] for code in world.units["county_code"]])


def _held_for_quarters(values: FloatArray) -> FloatArray:
    """Hold a level for three months: patients are assessed once a quarter."""
    return values[..., np.arange(len(MONTHS)) // 3 * 3]


def _in(county: pd.Series, code: str) -> np.ndarray:
    return (county == code).to_numpy()


def _within(span: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return which months lie in a span, both ends included, and which come after it."""
    (first, last), months = span, MONTHS
    return (months >= first) & (months <= last), months > last


def _eligible(world: World) -> dict[str, IntArray]:
    """Return the people of each group by unit and month."""
    ages, residents, county = world.unit_ages, world.unit_residents, world.units["county_code"]
    own = {name: rng("eligible", name).lognormal(0, 0.08, (len(residents), 1)) for name in SHARE_OF_RESIDENTS}
    eligible = {"all": residents.copy(), "elderly_65": ages[:, :, 13:].sum(axis=2)}
    eligible["child_0_6"] = np.rint(ages[:, :, 0] + 0.4 * ages[:, :, 1]).astype(np.int64)
    for name, share in SHARE_OF_RESIDENTS.items():
        eligible[name] = np.rint(residents * share * own[name]).astype(np.int64)
    poor = world.units["terrain"].map(POOR_BY_TERRAIN).to_numpy()[:, None] * residents
    eligible["registered_poor"] = np.rint(poor).astype(np.int64)
    here = np.flatnonzero(_in(county, JIAOCHENG))
    at = month_position(ACCOUNT_MONTH)
    total = residents[here].sum(axis=0)
    counted = np.rint(JIAOCHENG_DENOMINATOR * total / total[at]).astype(np.int64)
    eligible["all"][here] = allocate(counted, residents[here].T).T
    eligible["registered_poor"][here] = allocate(np.full(len(MONTHS), JIAOCHENG_POOR), poor[here].T).T
    return eligible


def _contracts(world: World) -> pd.DataFrame:
    moves = course(world, CONTRACTS, level=3.6, turn=0.5, turns_in=SIGNING_STARTS)
    moves = moves + noise(world, CONTRACTS, county=0.05, township=0.12)
    works = course(world, DELIVERY, level=2.6, turn=0.65)
    pace = _pace(world)
    parts = []
    for group, eligible in _eligible(world).items():
        contracted = _signed(world, group, eligible, moves / 100)
        served = _served(world, group, contracted, works / 100, pace)
        table = by_township(world, {"eligible": eligible, "contracted": contracted, "served": served})
        table.insert(3, "population_group", group)
        table.insert(4, "is_key_group", group in KEY_GROUPS)
        if group == "registered_poor":
            table = table[table["county_code"].isin(POOR_IS_KEY_GROUP)]
            table["is_key_group"] = table["county_code"].map(POOR_IS_KEY_GROUP).astype(bool)
        parts.append(table)
    order = ["county_code", "month", "township_code"]
    return provenance(pd.concat(parts, ignore_index=True).sort_values(order, kind="stable").reset_index(drop=True))


def _signed(world: World, group: str, eligible: IntArray, moves: FloatArray) -> IntArray:
    """Return contracts in force; 交城's and 离石's printed rates exactly. moves: above the county, 0 to 1."""
    county = world.units["county_code"]
    if group == "all":
        usual = _signed_path(_of_counties(world, CONTRACT_RATE_AT_YEAR_END, CONTRACTS_ABOVE, CONTRACTS, 0.004))
        rate = usual + moves
    else:
        usual = _signed_path(_of_counties(world, KEY_RATE_AT_YEAR_END, KEY_ABOVE, "key groups", 0.005))
        rate = usual + 0.6 * moves + rng("contracts", group).normal(0, 0.02, (len(eligible), 1))
    rate = np.clip(rate, 0.05, 0.985)
    lishi, jiaocheng = _in(county, LISHI)[:, None], _in(county, JIAOCHENG)[:, None]
    in_2023, later = _within(LISHI_ALL_SIGNED)
    if group in KEY_GROUPS:
        after = np.minimum(LISHI_AFTER[0] + 0.15 * moves, 0.999)
        rate = np.where(lishi & in_2023, 1.0, np.where(lishi & later, after, rate))
    if group == "registered_poor":
        rate = np.where(jiaocheng & (MONTHS >= 202001), 1.0, np.where(lishi & (MONTHS >= 202301), 0.99, rate))
    signed = np.floor(eligible * rate + 1e-9).astype(np.int64)
    if group == "all":
        here = np.flatnonzero(jiaocheng[:, 0])
        level = usual[here[0]]
        totals = np.rint(JIAOCHENG_CONTRACTED * level / level[month_position(ACCOUNT_MONTH)]).astype(np.int64)
        signed[here] = allocate(totals, (eligible[here] * rate[here]).T).T
    return np.minimum(signed, eligible)


def _pace(world: World) -> FloatArray:
    """Return the share of the year's services delivered by each month's end, shape (n_units, n_months); December 1.

    Every county has early and late years, and every township its own busy months.
    """
    usual = np.tile(np.array(DELIVERED_BY_MONTH) / 100, len(YEARS))
    busy = usual * np.exp(noise(world, "busy months", county=0.06, township=0.10))
    summed = np.cumsum(by_year(busy), axis=2)
    return np.asarray((summed / summed[:, :, -1:]).reshape(len(world.units), len(MONTHS)), dtype=np.float64)


def _served(world: World, group: str, contracted: IntArray, works: FloatArray, pace: FloatArray) -> IntArray:
    """Return contracts whose services of the year are delivered: counted anew every January, never less than before."""
    county = world.units["county_code"]
    usual = np.asarray(
        months_of(_of_counties(world, SERVED_RATE_AT_YEAR_END, SERVED_ABOVE, DELIVERY, 0.009)), dtype=float
    )
    rate = np.clip(usual + works + rng("served", group).normal(0, 0.012, (len(usual), 1)), 0.10, 0.99)
    lishi = _in(county, LISHI)[:, None] & (group in KEY_GROUPS)
    in_2023, later = _within(LISHI_ALL_SIGNED)
    after = np.clip(LISHI_AFTER[1] + 0.6 * works, 0.80, 1.0)
    rate = np.where(lishi & in_2023, 1.0, np.where(lishi & later, after, rate))
    served = np.floor(contracted * rate * pace + 1e-9)
    served = np.maximum.accumulate(by_year(served), axis=2).reshape(served.shape)
    return np.asarray(np.minimum(served, contracted), dtype=np.int64)


def _chronic(world: World) -> pd.DataFrame:
    rates = {
        MANAGED: _chronic_rate(world, MANAGED, MANAGED_AT_YEAR_END, None, level=3.0, turn=0.7),
        STANDARD: _chronic_rate(world, STANDARD, STANDARD_AT_YEAR_END, STANDARD_ABOVE, level=2.8, turn=1.0),
        CONTROL: _chronic_rate(world, CONTROL, CONTROL_AT_YEAR_END, None, level=2.2, turn=0.7),
        NEAR_HOME: _chronic_rate(world, NEAR_HOME, NEAR_HOME_AT_YEAR_END, None, level=4.0, turn=1.0),
    }
    parts = []
    for disease, share in DISEASE_SHARE.items():
        table = by_township(world, _one_disease(world, disease, share, rates))
        table.insert(3, "disease", disease)
        parts.append(table)
    order = ["county_code", "month", "township_code"]
    return provenance(pd.concat(parts, ignore_index=True).sort_values(order, kind="stable").reset_index(drop=True))


def _chronic_rate(
    world: World,
    topic: str,
    usual: tuple[float, ...],
    above: dict[str, float] | None,
    *,
    level: float,
    turn: float,
) -> FloatArray:
    """Return a rate of chronic care by unit and month, 0 to 1: the same for all diseases of a township."""
    rate = path(_of_counties(world, usual, above, topic, 0.007))
    points = course(world, topic, level=level, turn=turn) + noise(world, topic, county=0.15, township=0.45)
    return np.clip(_held_for_quarters(rate + points / 100), 0.05, 0.97)


def _one_disease(world: World, disease: str, share: float, rates: dict[str, FloatArray]) -> dict[str, IntArray]:
    draw = rng("chronic", disease)
    residents = world.unit_residents
    old = world.unit_ages[:, :, 13:].sum(axis=2) / np.maximum(residents, 1)
    grows = (1 + PATIENTS_GROW_BY) ** ((np.arange(len(MONTHS)) - month_position(ACCOUNT_MONTH)) / 12)
    patients = np.rint(residents * share * (0.55 + 3.2 * old) * grows * draw.lognormal(0, 0.06, (len(residents), 1)))
    own = draw.normal(0, 0.012, (3, len(residents), 1))
    managed = np.floor(patients * np.minimum(rates[MANAGED] + own[0], 0.97))
    to_standard = np.floor(managed * np.minimum(rates[STANDARD] + own[1], 0.97))
    controlled = np.floor(to_standard * np.minimum(rates[CONTROL] + own[2], 0.97))
    season = month_weights() / month_weights().mean()
    served = draw.poisson(managed * 0.45 * season)
    near = draw.binomial(served, rates[NEAR_HOME])
    return {
        "patients": patients.astype(np.int64),
        "managed": managed.astype(np.int64),
        "managed_to_standard": to_standard.astype(np.int64),
        "controlled": controlled.astype(np.int64),
        **_grids(world, managed, draw),
        "admissions": draw.poisson(managed * 0.0075 * season).astype(np.int64),
        "served_total": served.astype(np.int64),
        "served_in_township": near.astype(np.int64),
    }


def _grids(world: World, managed: FloatArray, draw: np.random.Generator) -> dict[str, IntArray]:
    """Return 介休's grids, one worker each: while they were being set up, and again later, not all of them full."""
    jiexiu = _in(world.units["county_code"], JIEXIU)[:, None]
    started = np.clip((np.arange(len(MONTHS)) - month_position(GRIDS_SINCE) + 1) / 6, 0, 1)
    grids = np.floor(managed / GRID_SIZE * started * jiexiu).astype(np.int64)
    exact, _ = _within(GRIDS_EXACT)
    missing = np.where(exact, 0, draw.binomial(grids, 0.5))
    return {"grids": grids, "grid_workers": grids.copy(), "grid_patients": grids * GRID_SIZE - missing}
