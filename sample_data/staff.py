"""Staff in post by institution, profession and title: stocks that move once a year."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from sample_data.histories import site_month_level, site_month_township
from sample_data.institutions import is_lead
from sample_data.world import (
    JIAOCHENG,
    JIEXIU,
    JUNGAR,
    LISHI,
    LUZHAI,
    YEARS,
    FloatArray,
    IntArray,
    World,
    allocate,
    provenance,
    rng,
)

TITLES: Final = ("无", "初级", "中级", "副高", "正高")
PROFESSIONS: Final = ("doctor", "nurse", "technician", "pharmacist", "village_doctor", "other")

ACCOUNT_YEAR: Final = {LISHI: 2023, JUNGAR: 2022, JIAOCHENG: 2020, LUZHAI: 2018, JIEXIU: 2020}

COUNTY_LEVEL_STAFF: Final = {
    LISHI: {"H001": 428, "H002": 152, "H003": 96, "D001": 48},
    JUNGAR: {"H001": 640, "H002": 430, "H003": 310, "H004": 148, "D001": 66},
    JIAOCHENG: {"H001": 386, "H002": 142, "H003": 84, "D001": 40, "E001": 18},
    LUZHAI: {"H001": 548, "H002": 312, "H003": 214, "D001": 52},
    JIEXIU: {"H001": 1_020, "H002": 310, "H003": 230, "D001": 92, "E001": 35},
}
PRIMARY_STAFF: Final = {
    LISHI: {"centre": 268, "clinic": 214, "private": 1_060},
    JUNGAR: {"centre": 612, "clinic": 186},
    JIAOCHENG: {"centre": 236, "clinic": 118},
    LUZHAI: {"centre": 705, "clinic": 176},
    # With the five county-level ones 2,467, the staff that the group deployed in 2020.
    JIEXIU: {"centre": 490, "clinic": 290},
}
YEARLY_GROWTH: Final = {"lead": 0.018, "other": 0.015, "centre": 0.008, "clinic": -0.004, "private": 0.02}

PROFESSION_SHARES: Final = {
    "hospital": (0.31, 0.46, 0.09, 0.05, 0.0, 0.09),
    "centre": (0.37, 0.33, 0.08, 0.08, 0.0, 0.14),
    "clinic": (0.0, 0.0, 0.0, 0.0, 1.0, 0.0),
    "first_aid": (0.25, 0.35, 0.0, 0.0, 0.0, 0.40),
    "cdc": (0.45, 0.05, 0.30, 0.02, 0.0, 0.18),
}
TITLE_SHARES: Final = {
    "hospital": (0.13, 0.46, 0.29, 0.09, 0.03),
    "centre": (0.22, 0.53, 0.20, 0.05, 0.0),
    "clinic": (0.58, 0.39, 0.03, 0.0, 0.0),
    "first_aid": (0.45, 0.40, 0.15, 0.0, 0.0),
    "cdc": (0.20, 0.40, 0.30, 0.08, 0.02),
}

LISHI_LEAD_SENIOR: Final = {
    "副高": (26, 28, 30, 32, 34, 36, 37, 39, 42),
    "正高": (8, 9, 10, 11, 12, 13, 14, 15, 17),
}
"""离石区人民医院, 2016 to 2024; 39 and 15 at the end of 2023 are printed."""


def class_of(level: pd.Series, lead: pd.Series) -> pd.Series:
    """Return the planning class of institutions: lead, other, private, centre, clinic, first_aid, cdc or city."""
    named = level.map(
        {
            "county_hospital": "other",
            "tcm_hospital": "other",
            "mch_hospital": "other",
            "cdc": "cdc",
            "private_hospital": "private",
            "township_centre": "centre",
            "community_centre": "centre",
            "central_village_clinic": "clinic",
            "village_clinic": "clinic",
            "first_aid_station": "first_aid",
            "city_hospital": "city",
        }
    )
    return named.where(~lead, "lead")


def add_staff(world: World) -> IntArray:
    """Fill staff_month; return persons in post by site of world.sites and year, shape (n_sites, n_years)."""
    sites = world.sites
    kind = class_of(sites["level"], is_lead(sites))
    persons = _persons(sites, kind)
    cells = _cells(sites, kind, persons)
    world.frames["staff_month"] = _frame(world, cells)
    return persons


def _persons(sites: pd.DataFrame, kind: pd.Series) -> IntArray:
    persons = np.zeros((len(sites), len(YEARS)), dtype=np.int64)
    for county_code, fixed in COUNTY_LEVEL_STAFF.items():
        away = np.array(YEARS) - ACCOUNT_YEAR[county_code]
        for serial, number in fixed.items():
            row = np.flatnonzero(sites["institution_code"] == county_code + serial)[0]
            growth = YEARLY_GROWTH.get(kind.iloc[row], 0.01)
            persons[row] = np.rint(number * (1 + growth) ** away)
        for group, total in PRIMARY_STAFF[county_code].items():
            rows = np.flatnonzero((sites["county_code"] == county_code) & (kind == group))
            totals = np.rint(total * (1 + YEARLY_GROWTH[group]) ** away).astype(np.int64)
            size = rng("staff size", county_code, group).lognormal(0, 0.4, len(rows))
            # At least one person each, then the rest by size.
            persons[rows] = 1 + allocate(totals - len(rows), np.tile(size, (len(YEARS), 1))).T
    return persons


def _cells(sites: pd.DataFrame, kind: pd.Series, persons: IntArray) -> IntArray:
    """Split persons over professions and titles, shape (n_sites, n_years, 6, 5)."""
    plan = kind.map({"lead": "hospital", "other": "hospital", "private": "hospital", "city": "hospital"}).fillna(kind)
    profession = np.array([PROFESSION_SHARES[name] for name in plan])
    title = np.array([TITLE_SHARES[name] for name in plan])
    weights: FloatArray = profession[:, :, None] * title[:, None, :]
    # Nurses and the others seldom reach senior titles.
    weights[:, 1:, 3:] *= 0.25
    weights *= rng("staff mix").lognormal(0, 0.35, weights.shape)
    flat = weights.reshape(len(sites), 1, -1)
    cells = allocate(persons, np.repeat(flat, len(YEARS), axis=1)).reshape(*persons.shape, *weights.shape[1:])
    row = int(np.flatnonzero(sites["institution_code"] == f"{LISHI}H001")[0])
    cells[row] = _lishi_lead(persons[row], weights[row])
    return cells


def _lishi_lead(persons: IntArray, weights: FloatArray) -> IntArray:
    """Return 离石's lead hospital with its printed senior titles, shape (n_years, 6, 5)."""
    cells = np.zeros((len(YEARS), *weights.shape), dtype=np.int64)
    senior = np.array([LISHI_LEAD_SENIOR["副高"], LISHI_LEAD_SENIOR["正高"]])
    for column, totals in zip((3, 4), senior, strict=True):
        cells[:, :, column] = allocate(totals, np.tile(weights[:, column], (len(YEARS), 1)))
    below = np.tile(weights[:, :3].ravel(), (len(YEARS), 1))
    rest = allocate(persons - senior.sum(axis=0), below)
    cells[:, :, :3] = rest.reshape(len(YEARS), weights.shape[0], 3)
    return cells


def _frame(world: World, cells: IntArray) -> pd.DataFrame:
    """Return one row an institution, month, profession and title that has anybody."""
    sites = world.sites
    site, year, profession, title = np.nonzero(cells)
    number = cells[site, year, profession, title]
    twelve = np.arange(12)
    months = (np.array(YEARS)[year] * 100 + 1)[:, None] + twelve
    township = site_month_township(world)
    repeat = np.repeat(np.arange(len(site)), 12)
    month_index = (year[:, None] * 12 + twelve).ravel()
    frame = pd.DataFrame(
        {
            "county_code": sites["county_code"].to_numpy()[site][repeat],
            "township_code": township[site[repeat], month_index],
            "institution_code": sites["institution_code"].to_numpy()[site][repeat],
            "month": months.ravel(),
            "level": site_month_level(world)[site[repeat], month_index],
            "is_lead": is_lead(sites).to_numpy()[site][repeat],
            "profession": np.array(PROFESSIONS, dtype=object)[profession][repeat],
            "title": np.array(TITLES, dtype=object)[title][repeat],
            "persons": number[repeat],
        }
    )
    return provenance(
        frame.sort_values(["county_code", "month", "institution_code"], kind="stable").reset_index(drop=True)
    )
