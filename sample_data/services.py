"""Family-doctor contracts, chronic patients and the insured, by township and month."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from sample_data.insured import add_insured
from sample_data.residents import by_township
from sample_data.world import (
    JIAOCHENG,
    JIEXIU,
    LISHI,
    LUZHAI,
    MONTHS,
    YEARS,
    FloatArray,
    IntArray,
    World,
    allocate,
    month_position,
    month_weights,
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

CONTRACT_RATE_AT_YEAR_END: Final = (0.20, 0.38, 0.49, 0.56, 0.605, 0.635, 0.66, 0.695, 0.725)
KEY_RATE_AT_YEAR_END: Final = (0.38, 0.62, 0.74, 0.81, 0.85, 0.88, 0.90, 0.925, 0.94)
SERVED_RATE_AT_YEAR_END: Final = (0.55, 0.66, 0.72, 0.78, 0.80, 0.84, 0.86, 0.89, 0.91)
LISHI_ALL_SIGNED: Final = (202301, 202312)
"""First and last month. Every key group of 离石 signed and served in 2023; in 2024 a few movers are not yet."""

DISEASE_SHARE: Final = {"hypertension": 0.118, "diabetes": 0.036, "stroke": 0.017, "copd": 0.011}
"""Known patients per resident in 2020; four diseases, as 准格尔's near-home care counts them."""
PATIENTS_GROW_BY: Final = 0.018
MANAGED_AT_YEAR_END: Final = (0.60, 0.66, 0.70, 0.74, 0.75, 0.78, 0.80, 0.83, 0.85)
GRID_SIZE: Final = 20
GRIDS_SINCE: Final = 201907
GRIDS_EXACT: Final = (202001, 202112)
"""介休: twenty patients and one worker to every grid while the account was written."""


def add_services(world: World) -> None:
    """Fill contract_month, chronic_month and insured_month."""
    world.frames["contract_month"] = _contracts(world)
    world.frames["chronic_month"] = _chronic(world)
    add_insured(world)


def path(at_year_end: tuple[float, ...]) -> FloatArray:
    """Return a level of every month on the straight line between year ends, shape (n_months,)."""
    first = at_year_end[0] - (at_year_end[1] - at_year_end[0])
    known = np.array([first, *at_year_end])
    return np.asarray(np.interp(np.arange(1, len(MONTHS) + 1) / 12, np.arange(len(YEARS) + 1), known))


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
    county = world.units["county_code"]
    parts = []
    for group, eligible in _eligible(world).items():
        contracted = _signed(group, eligible, county)
        served = np.floor(contracted * _served_rate(group, eligible.shape, county)).astype(np.int64)
        table = by_township(world, {"eligible": eligible, "contracted": contracted, "served": served})
        table.insert(3, "population_group", group)
        table.insert(4, "is_key_group", group in KEY_GROUPS)
        if group == "registered_poor":
            table = table[table["county_code"].isin(POOR_IS_KEY_GROUP)]
            table["is_key_group"] = table["county_code"].map(POOR_IS_KEY_GROUP).astype(bool)
        parts.append(table)
    order = ["county_code", "month", "township_code"]
    return provenance(pd.concat(parts, ignore_index=True).sort_values(order, kind="stable").reset_index(drop=True))


def _signed(group: str, eligible: IntArray, county: pd.Series) -> IntArray:
    """Return contracts in force; 交城's and 离石's printed rates exactly."""
    usual = path(CONTRACT_RATE_AT_YEAR_END if group == "all" else KEY_RATE_AT_YEAR_END)
    rate = usual * rng("contracts", group).normal(1.0, 0.035, (len(eligible), 1))
    rate = np.minimum(rate, 0.985)
    lishi, jiaocheng = _in(county, LISHI)[:, None], _in(county, JIAOCHENG)[:, None]
    in_2023, later = _within(LISHI_ALL_SIGNED)
    if group in KEY_GROUPS:
        rate = np.where(lishi & in_2023, 1.0, np.where(lishi & later, 0.996, rate))
    if group == "registered_poor":
        rate = np.where(jiaocheng & (MONTHS >= 202001), 1.0, np.where(lishi & (MONTHS >= 202301), 0.99, rate))
    signed = np.floor(eligible * rate + 1e-9).astype(np.int64)
    if group == "all":
        here = np.flatnonzero(jiaocheng[:, 0])
        at = month_position(ACCOUNT_MONTH)
        totals = np.rint(JIAOCHENG_CONTRACTED * usual / usual[at]).astype(np.int64)
        signed[here] = allocate(totals, (eligible[here] * rate[here]).T).T
    return np.minimum(signed, eligible)


def _served_rate(group: str, shape: tuple[int, ...], county: pd.Series) -> FloatArray:
    rate = path(SERVED_RATE_AT_YEAR_END) * rng("served", group).normal(1.0, 0.03, (shape[0], 1))
    rate = np.minimum(rate, 0.99)
    lishi = _in(county, LISHI)[:, None] & (group in KEY_GROUPS)
    in_2023, later = _within(LISHI_ALL_SIGNED)
    return np.asarray(np.where(lishi & in_2023, 1.0, np.where(lishi & later, 0.985, rate)))


def _chronic(world: World) -> pd.DataFrame:
    parts = []
    for disease, share in DISEASE_SHARE.items():
        table = by_township(world, _one_disease(world, disease, share))
        table.insert(3, "disease", disease)
        parts.append(table)
    order = ["county_code", "month", "township_code"]
    return provenance(pd.concat(parts, ignore_index=True).sort_values(order, kind="stable").reset_index(drop=True))


def _one_disease(world: World, disease: str, share: float) -> dict[str, IntArray]:
    draw = rng("chronic", disease)
    residents = world.unit_residents
    old = world.unit_ages[:, :, 13:].sum(axis=2) / np.maximum(residents, 1)
    grows = (1 + PATIENTS_GROW_BY) ** ((np.arange(len(MONTHS)) - month_position(ACCOUNT_MONTH)) / 12)
    patients = np.rint(residents * share * (0.55 + 3.2 * old) * grows * draw.lognormal(0, 0.06, (len(residents), 1)))
    managed = np.floor(
        patients * np.minimum(path(MANAGED_AT_YEAR_END) * draw.normal(1, 0.04, (len(residents), 1)), 0.97)
    )
    to_standard = np.floor(
        managed * np.linspace(0.74, 0.86, len(MONTHS)) * draw.uniform(0.96, 1.04, managed.shape[:1])[:, None]
    )
    controlled = np.floor(
        to_standard * np.linspace(0.66, 0.76, len(MONTHS)) * draw.uniform(0.95, 1.05, managed.shape[:1])[:, None]
    )
    season = month_weights() / month_weights().mean()
    served = draw.poisson(managed * 0.45 * season)
    near = draw.binomial(served, np.linspace(0.58, 0.81, len(MONTHS)))
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
