"""What institutions have at a month's end: staff, drugs in stock, ambulances, standards met, lines and devices."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

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
    months_of,
    rng,
)

DRUGS_2023: Final = {
    "lead": (620, 860),
    "other": (320, 520),
    "private": (180, 420),
    "centre": (190, 330),
    "clinic": (38, 92),
}
LISHI_CLINIC_DRUGS: Final = (50, 104)
"""From 2023 on every village clinic of 离石 stocks at least 50 kinds."""
LISHI_CLINIC_DRUGS_SINCE: Final = 202301

STANDARDISED_2024: Final = {"centre": 0.93, "clinic": 0.86}
STANDARDISED_2016: Final = {"centre": 0.45, "clinic": 0.38}
JIEXIU_STANDARDISED_SINCE: Final = 202001

INSURANCE_LINE_2024: Final = {LISHI: 0.62, JUNGAR: 0.90, JIAOCHENG: 0.70, LUZHAI: 0.88, JIEXIU: 0.93}
"""Share of village clinics with a line at the end. 离石 has asked for all of them; that is its target."""

TELEMEDICINE_SINCE: Final = {LISHI: 202001, JUNGAR: 201909, JIAOCHENG: 201901, LUZHAI: 201807, JIEXIU: 201903}
MOUNTAIN_AMBULANCES_SINCE: Final = 201901
"""交城: each of the six mountain centres has one ambulance."""


def states(world: World, kind: pd.Series, persons: IntArray) -> dict[str, IntArray]:
    """Return the stock columns, each of shape (n_sites, n_months); flags are 0 or 1."""
    return {
        "staff": np.asarray(months_of(persons), dtype=np.int64),
        "drug_varieties": _drugs(world.sites, kind),
        "ambulances": _ambulances(world, kind),
        "standardised": _standardised(world.sites, kind),
        "insurance_line": _insurance_line(world.sites, kind),
        "telemedicine": _telemedicine(world.sites, kind),
        "ecg_device": _ecg_device(world.sites, kind),
    }


def _drugs(sites: pd.DataFrame, kind: pd.Series) -> IntArray:
    low = kind.map({name: bounds[0] for name, bounds in DRUGS_2023.items()}).fillna(0).to_numpy()
    high = kind.map({name: bounds[1] for name, bounds in DRUGS_2023.items()}).fillna(0).to_numpy()
    draw = rng("drug varieties").random(len(sites))
    growth = np.asarray(months_of(0.80 + 0.20 * np.minimum(np.arange(len(YEARS)) / 7, 1.0)), dtype=float)
    number = np.rint((low + draw * (high - low))[:, None] * growth).astype(np.int64)
    rows = ((sites["county_code"] == LISHI) & (kind == "clinic")).to_numpy()[:, None]
    enough = np.rint(LISHI_CLINIC_DRUGS[0] + draw * (LISHI_CLINIC_DRUGS[1] - LISHI_CLINIC_DRUGS[0]))[:, None]
    return np.asarray(np.where(rows & (MONTHS[None, :] >= LISHI_CLINIC_DRUGS_SINCE), enough, number), dtype=np.int64)


def _ambulances(world: World, kind: pd.Series) -> IntArray:
    sites = world.sites
    terrain = sites["old_township"].map(world.frames["township"].set_index("township_code")["terrain"])
    usual = kind.map({"lead": 4, "other": 1, "first_aid": 3}).fillna(0).to_numpy()
    usual = np.where((kind == "centre") & sites["county_code"].isin([JUNGAR, LUZHAI]), 1, usual)
    number = np.repeat(usual[:, None], len(MONTHS), axis=1).astype(np.int64)
    mountain = ((sites["county_code"] == JIAOCHENG) & (kind == "centre") & (terrain == "山区")).to_numpy()
    number[mountain] = MONTHS >= MOUNTAIN_AMBULANCES_SINCE
    return number


def _rises(kind: pd.Series, first: dict[str, float], last: dict[str, float], key: str) -> IntArray:
    """Return 0 or 1 by site and month: each has its place in the order in which they got there."""
    order = rng(key).random(len(kind))[:, None]
    start, end = (kind.map(table).fillna(0.0).to_numpy()[:, None] for table in (first, last))
    share: FloatArray = start + (end - start) * np.linspace(0, 1, len(MONTHS))
    return np.asarray(order < share, dtype=np.int64)


def _standardised(sites: pd.DataFrame, kind: pd.Series) -> IntArray:
    met = _rises(kind, STANDARDISED_2016, STANDARDISED_2024, "standardised")
    primary = ((sites["county_code"] == JIEXIU) & kind.isin(["centre", "clinic"])).to_numpy()[:, None]
    return np.where(primary & (MONTHS[None, :] >= JIEXIU_STANDARDISED_SINCE), 1, met)


def _insurance_line(sites: pd.DataFrame, kind: pd.Series) -> IntArray:
    last = sites["county_code"].map(INSURANCE_LINE_2024)
    order = rng("insurance line").random(len(sites))[:, None]
    share = last.to_numpy()[:, None] * np.linspace(0.35, 1.0, len(MONTHS))
    always = kind.isin(["lead", "other", "private", "centre"]).to_numpy()[:, None]
    clinic = (kind == "clinic").to_numpy()[:, None]
    return np.asarray(always | (clinic & (order < share)), dtype=np.int64)


def _telemedicine(sites: pd.DataFrame, kind: pd.Series) -> IntArray:
    """Hospitals and centres come online together in 交城; elsewhere the centres follow over two years."""
    since = sites["county_code"].map(TELEMEDICINE_SINCE).to_numpy(dtype=float)
    follow = np.where(sites["county_code"] == JIAOCHENG, 0, rng("telemedicine").integers(0, 3, len(sites)) * 100)
    online = MONTHS[None, :] >= (since + np.where(kind == "centre", follow, 0))[:, None]
    # 交城 counts every public institution in, its disease-control centre and its first-aid station too.
    public = kind.isin(["lead", "other", "centre"]) | (
        (sites["county_code"] == JIAOCHENG) & kind.isin(["cdc", "first_aid"])
    )
    return np.asarray(online & public.to_numpy()[:, None], dtype=np.int64)


def _ecg_device(sites: pd.DataFrame, kind: pd.Series) -> IntArray:
    """Hospitals and centres have one; in 介休 the 48 central clinics too, and they alone among clinics."""
    always = kind.isin(["lead", "other", "private", "centre"]).to_numpy()[:, None]
    central = ((sites["county_code"] == JIEXIU) & (sites["level"] == "central_village_clinic")).to_numpy()[:, None]
    return np.asarray(always | (central & (MONTHS[None, :] >= 201901)), dtype=np.int64)
