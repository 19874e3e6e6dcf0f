"""Money of institutions by month (yuan): prices per visit and per discharge, drugs, materials, pay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from sample_data.world import JIEXIU, LISHI, MONTHS, YEARS, FloatArray, IntArray, month_position, months_of, rng

PER_VISIT_2020: Final = {
    "lead": 205.0,
    "other": 172.0,
    "private": 186.0,
    "centre": 82.0,
    "clinic": 43.0,
    "first_aid": 160.0,
}
PER_DISCHARGE_2020: Final = {"lead": 4_560.0, "other": 4_050.0, "private": 4_240.0, "centre": 1_880.0}
PRICES_RISE_BY: Final = 0.02

DRUG_SHARE: Final = {"lead": 0.262, "other": 0.275, "private": 0.285, "centre": 0.40, "clinic": 0.52, "first_aid": 0.10}
DRUG_SHARE_FALLS: Final = (1.30, 1.22, 1.15, 1.10, 1.05, 1.02, 1.0, 0.98, 0.96)
MATERIAL_SHARE: Final = {
    "lead": 0.165,
    "other": 0.135,
    "private": 0.15,
    "centre": 0.06,
    "clinic": 0.03,
    "first_aid": 0.05,
}
ESSENTIAL_SHARE: Final = {
    "lead": 0.47,
    "other": 0.50,
    "private": 0.32,
    "centre": 0.84,
    "clinic": 0.88,
    "first_aid": 0.8,
}
JIEXIU_CENTRES_ESSENTIAL: Final = 0.925
"""From 2020: the account prints above 90 %."""

MARKUP_ENDS_AT_HOSPITALS: Final = 201709
HOSPITAL_MARKUP: Final = 0.15
"""Public hospitals sold drugs at 15 % above cost until September 2017; primary institutions sell at cost throughout."""

MONTHLY_PAY_2020: Final = {
    "lead": 7_900.0, "other": 6_800.0, "private": 6_100.0, "centre": 5_400.0, "clinic": 2_500.0, "first_aid": 6_200.0,
    "cdc": 6_900.0,
}  # fmt: skip
PAY_RISES_BY: Final = 0.045


def _yearly_factor(rate: float) -> FloatArray:
    return (1 + rate) ** (np.array(YEARS) - 2020.0)


def _of(kind: pd.Series, table: Mapping[str, float]) -> FloatArray:
    return np.asarray(kind.map(table).fillna(0.0), dtype=np.float64)[:, None]


def money(
    sites: pd.DataFrame, kind: pd.Series, flows: Mapping[str, IntArray | FloatArray], persons: IntArray
) -> dict[str, FloatArray]:
    """Return the money columns, whole yuan, each of shape (n_sites, n_months).

    flows   : outpatient_visits, emergency_visits and discharges, shape (n_sites, n_months).
    persons : staff, shape (n_sites, n_years).

    Whole yuan keep sums exact on every engine. Prices rise by 2 % a year, so that 离石's expenditure grows by less
    than 10 % and its discharge costs less than 5,000 yuan, as printed.
    """
    shape = (len(sites), len(MONTHS))
    prices = np.asarray(months_of(_yearly_factor(PRICES_RISE_BY)), dtype=float)
    own = np.where(kind == "lead", 1.0, rng("prices").lognormal(0, 0.08, len(sites)))[:, None]
    wobble = rng("price wobble").lognormal(0, 0.02, (2, *shape))
    visits = np.asarray(flows["outpatient_visits"]) + np.asarray(flows["emergency_visits"])
    wobble = wobble * _own_years(sites)
    outpatient = np.rint(visits * _of(kind, PER_VISIT_2020) * prices * own * wobble[0])
    inpatient = np.rint(np.asarray(flows["discharges"]) * _of(kind, PER_DISCHARGE_2020) * prices * own * wobble[1])
    revenue = outpatient + inpatient
    falls = np.asarray(months_of(np.array(DRUG_SHARE_FALLS)), dtype=float)
    drugs = np.rint(revenue * _of(kind, DRUG_SHARE) * falls * rng("drugs").lognormal(0, 0.03, shape))
    materials = np.rint(revenue * _of(kind, MATERIAL_SHARE) * rng("materials").lognormal(0, 0.04, shape))
    pay = _of(kind, MONTHLY_PAY_2020) * np.asarray(months_of(persons * _yearly_factor(PAY_RISES_BY)), dtype=float)
    return {
        "medical_revenue_yuan": revenue,
        "inpatient_revenue_yuan": inpatient,
        "drug_revenue_yuan": drugs,
        "drug_cost_yuan": _drug_cost(kind, drugs),
        "essential_drug_yuan": np.rint(drugs * _essential(sites, kind)),
        "consumable_cost_yuan": materials,
        "staff_income_yuan": np.rint(pay * rng("pay").lognormal(0, 0.02, shape)),
    }


def _own_years(sites: pd.DataFrame) -> FloatArray:
    """Return how dear each institution's years are besides the usual rise, factors of shape (n_sites, n_months).

    离石's lead hospital has none up to 2023: its account prints a ceiling of 5,000 yuan and growth below 10 %.
    """
    steps = rng("price years").normal(0, 0.018, (len(sites), len(YEARS)))
    steps[(sites["institution_code"] == f"{LISHI}H001").to_numpy(), : YEARS.index(2024)] = 0.0
    walk = np.zeros_like(steps)
    for year in range(1, len(YEARS)):
        walk[:, year] = 0.8 * walk[:, year - 1] + steps[:, year]
    return np.asarray(months_of(np.exp(walk)), dtype=np.float64)


def _drug_cost(kind: pd.Series, drugs: FloatArray) -> FloatArray:
    marked_up = (kind.isin(["lead", "other"])).to_numpy()[:, None] & (MONTHS[None, :] < MARKUP_ENDS_AT_HOSPITALS)
    marked_up = marked_up | (kind == "private").to_numpy()[:, None]
    return np.where(marked_up, np.rint(drugs / (1 + HOSPITAL_MARKUP)), drugs)


def _essential(sites: pd.DataFrame, kind: pd.Series) -> FloatArray:
    share = np.repeat(_of(kind, ESSENTIAL_SHARE), len(MONTHS), axis=1)
    rows = ((sites["county_code"] == JIEXIU) & (kind == "centre")).to_numpy()
    share[np.ix_(rows, np.arange(month_position(202001), len(MONTHS)))] = JIEXIU_CENTRES_ESSENTIAL
    return np.asarray(np.clip(share * rng("essential").uniform(0.985, 1.015, share.shape), 0, 1))
