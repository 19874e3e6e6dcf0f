"""Institution × month: yearly totals of the plans, shared out over institutions and months to the last patient."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

from sample_data.histories import site_month_level, site_month_township
from sample_data.institutions import COMMUNITIES, is_lead
from sample_data.money import money
from sample_data.plans import yearly
from sample_data.staff import class_of
from sample_data.states import states
from sample_data.stories import noise
from sample_data.world import (
    COUNTIES,
    DAYS,
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
    only_where,
    provenance,
    rng,
    spread_over_months,
)

FLOWS: Final = (
    "outpatient_visits",
    "emergency_visits",
    "admissions",
    "discharges",
    "surgeries_1",
    "surgeries_2",
    "surgeries_3",
    "surgeries_4",
    "critical_cases",
    "referrals_up",
    "referrals_down",
    "referrals_out_of_county",
)

YEARLY_STEP: Final = {"lead": 0.02, "other": 0.03, "private": 0.06, "centre": 0.065, "clinic": 0.08}
"""Spread of an institution's step from year to year against its class, logarithms."""
MONTHLY_NOISE: Final = {"lead": 0.035, "other": 0.045, "private": 0.06, "centre": 0.055, "clinic": 0.12}

TCM_SHARE: Final = {"lead": 0.09, "other": 0.16, "private": 0.08, "centre": 0.24, "clinic": 0.15}
STAY_DAYS_2016: Final = {"lead": 8.4, "other": 8.1, "private": 7.4, "centre": 6.6}
STAY_SHORTENS_BY: Final = 0.09
"""Days by which the stay shortens every year."""
PEAK_BED_USE: Final = {"lead": 0.87, "other": 0.82, "private": 0.68, "centre": 0.62}
CENSUS_DAYS_PER_DISCHARGE_DAY: Final = 1.05
"""Patients of the night are counted a little higher than the stays of those who left."""

LISHI_LEAD_BEDS: Final = (236, 240, 248, 252, 255, 260, 277, 277, 277)
LISHI_BED_DAYS_USED_2023: Final = 72_897
"""72.10 % of 277 beds × 365 days."""
LISHI_STAY_DAYS_2023: Final = 68_962
"""7.6 days × 9,074 discharges; the account prints no more than 7.7."""

CLINICS_JOIN_GROUP: Final = {LISHI: 202306}
"""离石 handed its village clinics to the group in June 2023; elsewhere they belonged to it from the start."""

UNREPORTED: Final = (
    (LUZHAI, "450223106", (202408, 202409), 3),
    (JUNGAR, "150622103", (202403,), 2),
    (JIEXIU, "140781101", (202406,), 3),
)
"""County, township, months and number of institutions whose report had not come in."""


@dataclass
class Monthly:
    """The figures being built: kinds of the sites and one array (n_sites, n_months) a column."""

    sites: pd.DataFrame
    kind: pd.Series
    columns: dict[str, IntArray | FloatArray] = field(default_factory=dict)


def add_institution_month(world: World, persons: IntArray) -> None:
    """Fill institution_month. persons: staff by site and year, shape (n_sites, n_years)."""
    kind = class_of(world.sites["level"], is_lead(world.sites))
    monthly = Monthly(world.sites, kind)
    _flows(monthly, world)
    _beds(monthly)
    monthly.columns.update(money(world.sites, kind, monthly.columns, persons))
    monthly.columns.update(states(world, kind, persons))
    _remote_work(monthly)
    _all_visits(monthly)
    world.frames["institution_month"] = _frame(world, monthly)


def _size(world: World, kind: pd.Series) -> FloatArray:
    """Return how big each institution is among its class: by chance, and for primary ones by the people around."""
    sites = world.sites
    people = sites["new_township"].map(world.units.groupby("new_township")["residents"].sum()).fillna(1).to_numpy()
    size = rng("size").lognormal(0, 0.35, len(sites))
    size = np.where(kind == "centre", size * np.maximum(people, 1) ** 0.6, size)
    size = np.where(kind == "clinic", size * np.maximum(people, 1) ** 0.25, size)
    size = np.where(sites["level"] == "mch_hospital", 0.5, np.where(sites["level"] == "tcm_hospital", 1.0, size))
    rank = sites["institution_code"].str[7:].astype(int).to_numpy()
    return np.where(kind == "lead", np.array([1.0, 1.0, 0.62, 0.40, 0.24])[np.minimum(rank, 4)], size)


def _flows(monthly: Monthly, world: World) -> None:
    size = _size(world, monthly.kind)
    shared = _shared_months(world)
    sites, kind = monthly.sites, monthly.kind.to_numpy()
    for measure in FLOWS:
        monthly.columns[measure] = np.zeros((len(sites), len(MONTHS)), dtype=np.int64)
    for county_code in COUNTIES:
        for group in sorted(set(kind)):
            rows = np.flatnonzero((sites["county_code"] == county_code).to_numpy() & (kind == group))
            if not len(rows):
                continue
            draw = rng("flows", county_code, group)
            drift = size[rows] * np.exp(
                np.cumsum(draw.normal(0, YEARLY_STEP.get(group, 0.03), (len(YEARS), len(rows))), 0)
            )
            season = month_weights() * np.exp(shared[rows] + _own_months(draw, group, size[rows]))
            for measure in FLOWS:
                totals = _totals(county_code, group, measure)
                if totals.any():
                    per_site = allocate(totals, drift).T
                    tilt = draw.lognormal(0, 0.03, season.shape)
                    monthly.columns[measure][rows] = spread_over_months(per_site, season * tilt)
    share = pd.Series(kind).map(TCM_SHARE).fillna(0.0).to_numpy()
    share = np.where(sites["level"] == "tcm_hospital", 0.72, share)
    visits = monthly.columns["outpatient_visits"]
    monthly.columns["tcm_visits"] = np.floor(visits * share[:, None] * rng("tcm").uniform(0.85, 1.15, visits.shape))
    monthly.columns["tcm_visits"] = np.minimum(monthly.columns["tcm_visits"], visits).astype(np.int64)


def _shared_months(world: World) -> FloatArray:
    """Return what moves all institutions of a place in a month: weather, colds, a market; logarithms by site."""
    shared = noise(world, "care", county=0.03, township=0.03)
    by_home = pd.DataFrame(shared).groupby(world.units["new_township"].to_numpy()).first()
    # Institutions of a zone without residents have no place to share with.
    return by_home.reindex(world.sites["new_township"]).fillna(0.0).to_numpy()


def _own_months(draw: np.random.Generator, group: str, size: FloatArray) -> FloatArray:
    """Return the noise of institutions' own months, logarithms; small ones of a class are noisier than big ones."""
    small = np.clip((np.median(size) / size) ** 0.35, 0.6, 1.8)
    return draw.normal(0, MONTHLY_NOISE.get(group, 0.05), (len(size), len(MONTHS))) * small[:, None]


def _totals(county_code: str, group: str, measure: str) -> IntArray:
    totals = yearly(county_code, group, measure)
    if measure == "discharges" and not totals.any():
        # The year's first and last nights nearly balance.
        totals = np.rint(yearly(county_code, group, "admissions") * 0.998).astype(np.int64)
    return totals


def _beds(monthly: Monthly) -> None:
    """Add bed days and beds: beds follow from the busiest year, so that no hospital is fuller than it could be."""
    sites, kind, discharges = monthly.sites, monthly.kind, monthly.columns["discharges"]
    away = np.arange(len(YEARS)) * STAY_SHORTENS_BY
    stay = (
        months_of(kind.map(STAY_DAYS_2016).fillna(0.0).to_numpy()[:, None] - away)
        * (kind.isin(STAY_DAYS_2016)).to_numpy()[:, None]
    )
    stay = stay * rng("stay").lognormal(0, 0.02, stay.shape)
    stay_days = np.rint(discharges * stay).astype(np.int64)
    used = np.rint(stay_days * CENSUS_DAYS_PER_DISCHARGE_DAY).astype(np.int64)
    busiest = by_year(used.astype(float)).sum(axis=2).max(axis=1) / 365
    beds = np.ceil(busiest / kind.map(PEAK_BED_USE).fillna(1.0).to_numpy()).astype(np.int64)
    per_year = np.maximum(np.rint(beds[:, None] * np.array([0.92, 0.93, 0.95, 0.97, 1, 1, 1, 1, 1])), 0).astype(
        np.int64
    )
    lead = int(np.flatnonzero(sites["institution_code"] == f"{LISHI}H001")[0])
    per_year[lead] = LISHI_LEAD_BEDS
    open_beds = np.asarray(months_of(per_year), dtype=np.int64)
    used = np.minimum(used, open_beds * DAYS)
    _lishi_bed_days(lead, discharges, stay_days, used)
    monthly.columns.update(
        beds_open=open_beds, bed_days_open=open_beds * DAYS, bed_days_used=used, discharge_bed_days=stay_days
    )


def _lishi_bed_days(lead: int, discharges: IntArray | FloatArray, stay_days: IntArray, used: IntArray) -> None:
    """Put the printed bed use and stay of 2023 over that year's months, in place."""
    year = slice(month_position(202301), month_position(202312) + 1)
    stay_days[lead, year] = allocate(LISHI_STAY_DAYS_2023, discharges[lead, year])
    even = discharges[lead, year] + discharges[lead, year].mean()
    used[lead, year] = allocate(LISHI_BED_DAYS_USED_2023, even)


REMOTE_PER_MONTH: Final = {"remote_ecg": 24.0, "remote_imaging": 18.0, "remote_consultations": 3.5}
CLINIC_ECG_PER_MONTH: Final = 5.0


def _remote_work(monthly: Monthly) -> None:
    """Add remote diagnoses asked for by primary institutions that have the line or the device."""
    centre = (monthly.kind == "centre").to_numpy()[:, None]
    clinic = (monthly.kind == "clinic").to_numpy()[:, None]
    online, device = monthly.columns["telemedicine"], monthly.columns["ecg_device"]
    season = month_weights() / month_weights().mean()
    grows = np.linspace(0.6, 1.3, len(MONTHS)) * _remote_habit(monthly.sites)
    for measure, usual in REMOTE_PER_MONTH.items():
        mean = usual * season * grows * centre * (device if measure == "remote_ecg" else online)
        if measure == "remote_ecg":
            mean = mean * online + CLINIC_ECG_PER_MONTH * season * grows * clinic * device
        monthly.columns[measure] = rng(measure).poisson(mean).astype(np.int64)


def _remote_habit(sites: pd.DataFrame) -> FloatArray:
    """Return how much each institution uses the line: some always more, all with good and bad years and months."""
    draw = rng("remote habit")
    own = draw.normal(0, 0.35, (len(sites), 1))
    years = np.cumsum(draw.normal(0, 0.09, (len(sites), len(YEARS))), axis=1)
    months = draw.normal(0, 0.10, (len(sites), len(MONTHS)))
    return np.asarray(np.exp(own + months_of(years) + months), dtype=np.float64)


HOME_VISITS: Final = {"clinic": 0.03, "centre": 0.012, "lead": 0.001, "other": 0.001}
"""Home visits for each outpatient visit."""
INTERNET_SINCE: Final = 202004
INTERNET_VISITS: Final = {"lead": 0.014, "other": 0.006}


def _all_visits(monthly: Monthly) -> None:
    """Add home and internet visits, and 总诊疗人次, of which they, 门诊 and 急诊 are the parts."""
    visits = monthly.columns["outpatient_visits"]
    draw, kind = rng("all visits"), monthly.kind
    home = kind.map(HOME_VISITS).fillna(0.0).to_numpy()[:, None] * draw.uniform(0.7, 1.3, visits.shape)
    grown = np.clip((MONTHS - INTERNET_SINCE) / 400, 0, 1)
    online = kind.map(INTERNET_VISITS).fillna(0.0).to_numpy()[:, None] * grown * draw.uniform(0.7, 1.3, visits.shape)
    monthly.columns["home_visits"] = np.floor(visits * home).astype(np.int64)
    monthly.columns["internet_visits"] = np.floor(visits * online).astype(np.int64)
    parts = ("outpatient_visits", "emergency_visits", "home_visits", "internet_visits")
    monthly.columns["total_visits"] = sum((monthly.columns[name] for name in parts), np.zeros_like(visits))


def _reported(world: World) -> np.ndarray:
    """Return whether each site's report of each month came in, shape (n_sites, n_months)."""
    reported = np.ones((len(world.sites), len(MONTHS)), dtype=bool)
    for county_code, township_code, months, number in UNREPORTED:
        here = (world.sites["county_code"] == county_code) & (world.sites["new_township"] == township_code)
        # The centre comes first in code order, then its clinics.
        for month in months:
            reported[np.flatnonzero(here)[:number], month_position(month)] = False
    return reported


COLUMNS: Final = [
    "outpatient_visits",
    "emergency_visits",
    "tcm_visits",
    "admissions",
    "discharges",
    "surgeries_1",
    "surgeries_2",
    "surgeries_3",
    "surgeries_4",
    "critical_cases",
    "bed_days_open",
    "bed_days_used",
    "discharge_bed_days",
    "medical_revenue_yuan",
    "inpatient_revenue_yuan",
    "drug_revenue_yuan",
    "drug_cost_yuan",
    "essential_drug_yuan",
    "consumable_cost_yuan",
    "staff_income_yuan",
    "remote_ecg",
    "remote_imaging",
    "remote_consultations",
    "referrals_up",
    "referrals_down",
    "referrals_out_of_county",
    "beds_open",
    "staff",
    "drug_varieties",
    "ambulances",
    "standardised",
    "insurance_line",
    "telemedicine",
    "ecg_device",
]


LATER_COLUMNS: Final = ["total_visits", "home_visits", "internet_visits"]
"""Columns that stand behind the provenance in the table, as a later revision added them."""


def _frame(world: World, monthly: Monthly) -> pd.DataFrame:
    """Return the long table in county, month, institution order; partners outside the county do not report to it."""
    inside = np.flatnonzero((monthly.kind != "city").to_numpy())
    sites = world.sites.iloc[inside].reset_index(drop=True)
    reported = _reported(world)[inside]
    since = {f"{county}G{n}": start for county in COUNTIES for n, (_, _, start) in enumerate(COMMUNITIES[county], 1)}
    joined = sites["community_code"].map(since).fillna(999912).to_numpy()
    clinic = sites["level"].str.endswith("village_clinic").to_numpy()
    joined = np.where(clinic, np.maximum(joined, sites["county_code"].map(CLINICS_JOIN_GROUP).fillna(0)), joined)
    member = MONTHS[None, :] >= joined[:, None]
    community = sites["community_code"].to_numpy(dtype=object)[:, None]
    shape = member.shape
    frame = pd.DataFrame(
        {
            "county_code": np.repeat(sites["county_code"].to_numpy(), shape[1]),
            "township_code": site_month_township(world)[inside].ravel(),
            "institution_code": np.repeat(sites["institution_code"].to_numpy(), shape[1]),
            "month": np.tile(MONTHS, shape[0]),
            "level": site_month_level(world)[inside].ravel(),
            "community_code": only_where(member, community).ravel(),
            "is_lead": np.repeat(is_lead(sites).to_numpy(), shape[1]),
            "in_group": member.ravel(),
            "reported": reported.ravel(),
            **{name: (monthly.columns[name][inside] * reported).ravel() for name in (*COLUMNS, *LATER_COLUMNS)},
        }
    )
    frame = frame.sort_values(["county_code", "month", "institution_code"], kind="stable").reset_index(drop=True)
    first = [name for name in frame if name not in LATER_COLUMNS]
    return provenance(frame[first]).assign(**{name: frame[name] for name in LATER_COLUMNS})
