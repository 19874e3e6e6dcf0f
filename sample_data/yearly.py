"""The yearly return, and visits reported for village clinics: made of the months, so that both say the same."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from data_access import schema
from data_access.schema.returns import COUNTS, DAYS, YUAN
from sample_data.world import LUZHAI, World, provenance, rng

RETURN_THEMSELVES: Final = (
    *("county_hospital", "tcm_hospital", "mch_hospital", "private_hospital", "township_centre", "community_centre"),
)
SUMMED: Final = (
    *("total_visits", "outpatient_visits", "emergency_visits", "home_visits", "internet_visits"),
    *("admissions", "discharges", "bed_days_open", "bed_days_used", "discharge_bed_days"),
    *("medical_revenue_yuan", "inpatient_revenue_yuan", "drug_revenue_yuan", "essential_drug_yuan"),
    *("staff_income_yuan",),
)
"""Flows that a year's return takes over from its months."""
SURGERIES: Final = ("surgeries_1", "surgeries_2", "surgeries_3", "surgeries_4")
PAY_IN_STAFF_COST: Final = 0.86  # the rest of 人员经费 is insurance and the housing fund
PERFORMANCE_IN_PAY: Final = 0.42
REPORTED_FOR_SINCE: Final = 202301
MISCOUNTED: Final = 0.03
"""Share of centre-months whose 代报 figure is not what the village ledger adds to."""
TOWNSHIP_CENTRES: Final = ("township_centre", "community_centre")
VILLAGE_LEVELS: Final = ("village_clinic", "central_village_clinic")


def add_yearly_returns(world: World) -> None:
    """Fill institution_year: a row an institution and year of which every month came in."""
    months = world.frames["institution_month"]
    own = months[months["level"].isin(RETURN_THEMSELVES)]
    own = own.assign(year=own["month"] // 100, surgeries=own[list(SURGERIES)].sum(axis=1))
    keys = ["county_code", "institution_code", "year"]
    grouped = own.groupby(keys, sort=True)
    sums = grouped[[*SUMMED, "surgeries"]].sum()
    at_end = own[own["month"] % 100 == 12].set_index(keys)
    whole = (grouped["reported"].sum() == 12) & sums.index.isin(at_end.index)
    sums, at_end = sums[whole], at_end.reindex(sums.index[whole])
    frame = sums.reset_index().assign(
        township_code=at_end["township_code"].to_numpy(),
        month=sums.index.get_level_values("year").to_numpy() * 100 + 12,
        level=at_end["level"].to_numpy(),
        is_lead=at_end["is_lead"].to_numpy(dtype=bool),
        beds_open=at_end["beds_open"].to_numpy(),
        staff=at_end["staff"].to_numpy(),
    )
    frame = _only_yearly(frame)
    wanted = [column.name for column in schema.institution_year.columns if column.name in frame]
    missing = [name for name in (*COUNTS, *DAYS, *YUAN) if name not in frame]
    frame = frame[wanted].assign(**dict.fromkeys(missing))
    order = [column.name for column in schema.institution_year.columns if column.name in frame]
    frame = frame[order].sort_values(["county_code", "month", "institution_code"], kind="stable")
    world.frames["institution_year"] = provenance(frame.reset_index(drop=True))


def _only_yearly(frame: pd.DataFrame) -> pd.DataFrame:
    """Add what only the yearly return says, as parts of what the months say."""
    draw = rng("yearly returns")
    size = len(frame)

    def part(name: str, low: float, high: float) -> np.ndarray:
        return np.floor(frame[name].to_numpy() * draw.uniform(low, high, size)).astype(np.int64)

    drug, inpatient, medical = (
        frame[name].to_numpy(np.float64)
        for name in ("drug_revenue_yuan", "inpatient_revenue_yuan", "medical_revenue_yuan")
    )
    share = np.divide(inpatient, medical, out=np.zeros(size), where=medical > 0)
    inpatient_drugs = np.minimum(np.floor(drug * share), inpatient)
    pay = np.floor(frame["staff_income_yuan"].to_numpy(np.float64) / PAY_IN_STAFF_COST)
    centre = frame["level"].isin(TOWNSHIP_CENTRES).to_numpy()
    return frame.assign(
        booked_visits=part("outpatient_visits", 0.18, 0.46),
        health_checks=part("outpatient_visits", 0.04, 0.11),
        deaths_in_hospital=np.where(centre, 0, part("discharges", 0.002, 0.006)),
        discharges_to_primary=np.where(centre, 0, part("discharges", 0.03, 0.09)),
        beds_authorised=np.rint(frame["beds_open"].to_numpy() * draw.uniform(0.92, 1.08, size)).astype(np.int64),
        outpatient_revenue_yuan=medical - inpatient,
        outpatient_drug_revenue_yuan=drug - inpatient_drugs,
        inpatient_drug_revenue_yuan=inpatient_drugs,
        staff_cost_yuan=pay,
        performance_pay_yuan=np.floor(frame["staff_income_yuan"].to_numpy(np.float64) * PERFORMANCE_IN_PAY),
    )


def add_reported_for(world: World) -> None:
    """Fill reported_for_month: 鹿寨's centres report their village clinics' visits, now and then miscounted."""
    months = world.frames["institution_month"]
    here = months[(months["county_code"] == LUZHAI) & (months["month"] >= REPORTED_FOR_SINCE) & months["reported"]]
    clinics = here[here["level"].isin(VILLAGE_LEVELS)]
    sums = clinics.groupby(["township_code", "month"])["outpatient_visits"].agg(["sum", "count"])
    centres = here[here["level"].isin(TOWNSHIP_CENTRES)].sort_values(["month", "institution_code"])
    # The bureau named one centre a township.
    centres = centres.drop_duplicates(["township_code", "month"])
    told = centres.merge(sums.reset_index(), on=["township_code", "month"])
    draw = rng("reported for")
    wrong = draw.random(len(told)) < MISCOUNTED
    visits = told["sum"].to_numpy() + np.where(wrong, -draw.integers(8, 60, len(told)), 0)
    frame = pd.DataFrame(
        {
            **{name: told[name] for name in ("county_code", "township_code", "institution_code", "month")},
            "clinic_visits": 0,
            "village_clinic_visits": np.maximum(visits, 0),
            "station_visits": 0,
            "institutions": told["count"],
        }
    )
    world.frames["reported_for_month"] = provenance(frame)
