"""Money put into the reforms: printed amounts, yearly budgets, salaries and what was spent month by month."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sample_data.mechanisms import SYNTHETIC, figure, frame_of, origin
from sample_data.world import GENERATOR_LOAD, JIAOCHENG, LUZHAI, MONTHS, YEARS, allocate, rng

# Figure, mechanism, purpose, month. The accounts do not date the payments; the month is ours, inside their span.
PUBLISHED_FUNDING = """
jiaocheng_invest_branch_hospital|jiaocheng_funding|branch_hospital|201903
jiaocheng_invest_township_centre|jiaocheng_funding|township_centre|201905
jiaocheng_invest_mch_and_tcm|jiaocheng_funding|mch_and_tcm|201904
jiaocheng_invest_internet_health|jiaocheng_funding|internet_health|201906
jiaocheng_invest_mountain_first_aid|jiaocheng_prehospital|mountain_first_aid|201906
jiaocheng_invest_ambulances|jiaocheng_prehospital|ambulances|201906
jiaocheng_invest_telemedicine|jiaocheng_telemedicine|telemedicine|201901
jiaocheng_invest_checkup_vehicles|jiaocheng_mobile_checkup|checkup_vehicles|201901
luzhai_annual_alliance_budget|luzhai_budget|alliance_budget|201801
jiexiu_central_incentive_fund|jiexiu_hardware|central_incentive|202105
jiexiu_equipment_aid|jiexiu_two_down_two_use|equipment_aid|202006
jiexiu_invest_people_hospital|jiexiu_hardware|people_hospital|201906
jiexiu_invest_primary_buildings|jiexiu_hardware|primary_buildings|201909
jiexiu_invest_equipment|jiexiu_hardware|hospital_equipment|202003
jiexiu_invest_village_equipment|jiexiu_hardware|village_equipment|202005
jiexiu_expert_budget|jiexiu_native_experts|experts|202001
"""

# Budgets that the account prints once and calls yearly: figure, the years besides the printed one.
YEARLY = {
    "luzhai_annual_alliance_budget": (2017, 2019, 2020, 2021, 2022, 2023, 2024),
    "jiexiu_expert_budget": (2018, 2019, 2021, 2022, 2023, 2024),
}

ALLIANCE_USES = ("下派人员补助", "培训与进修", "专科联盟建设", "信息系统运行")
ALLIANCE_FIRST_MONTH = 201701
FIRST_REFORM_MONTH = 201801  # 交城: salaries are carried at the new share from here on
RETIREE_SHARE_BEFORE = 80.0  # percent; the account prints only the share after the reform
PAY_RISE = 1.04  # a year


def published_funding() -> pd.DataFrame:
    """Return one row a printed amount, and the same budget in the other years where it is a yearly one."""
    rows: list[dict[str, Any]] = []
    for line in PUBLISHED_FUNDING.split():
        figure_id, mechanism_id, purpose, month = line.split("|")
        cited = figure(figure_id)
        row = {
            "funding_id": figure_id,
            "county_code": cited.county_code,
            "mechanism_id": mechanism_id,
            "project_zh": cited.name_zh,
            "purpose": purpose,
            "month": int(month),
            "amount_yuan": cited.value,
            **origin(cited.load_id),
        }
        rows.append(row)
        rows += [
            {**row, "funding_id": f"{figure_id}_{year}", "month": year * 100 + 1, **SYNTHETIC}
            for year in YEARLY.get(figure_id, ())
        ]
    return frame_of("funding", rows)


def salaries() -> pd.DataFrame:
    """Return the monthly pay of tenured and retired staff in 交城 and the part the treasury carries.

    base_yuan is the whole pay in whole hundreds, so that the printed percentages come out to the yuan.
    """
    generator = rng("salaries", JIAOCHENG)
    tenured_before = figure("jiaocheng_salary_fiscal_share_before").value
    tenured_after = figure("jiaocheng_salary_fiscal_share_after").value
    retired_after = figure("jiaocheng_retiree_fiscal_share_after").value
    parts = []
    for purpose, name, level, before, after in (
        ("salary_tenured", "在编人员工资", 3_100_000, tenured_before, tenured_after),
        ("salary_retired", "退休人员工资", 1_200_000, RETIREE_SHARE_BEFORE, retired_after),
    ):
        pay = level * PAY_RISE ** (MONTHS // 100 - YEARS[0]) * generator.normal(1, 0.01, len(MONTHS))
        base = np.round(pay / 100) * 100
        share = np.where(MONTHS < FIRST_REFORM_MONTH, before, after)
        parts.append(
            pd.DataFrame(
                {
                    "funding_id": [f"jiaocheng_{purpose}_{month}" for month in MONTHS],
                    "county_code": JIAOCHENG,
                    "mechanism_id": "jiaocheng_funding",
                    "project_zh": name,
                    "purpose": purpose,
                    "month": MONTHS,
                    "amount_yuan": base / 100 * share,
                    "base_yuan": base,
                    "basis": "synthetic",
                    "load_id": GENERATOR_LOAD,
                }
            )
        )
    return frame_of("funding", pd.concat(parts, ignore_index=True))


def alliance_spending() -> pd.DataFrame:
    """Return what 鹿寨 spent of the yearly alliance budget, by use and month; every year is spent to the yuan."""
    generator = rng("alliance spending", LUZHAI)
    months = MONTHS[MONTHS >= ALLIANCE_FIRST_MONTH]
    budget = round(figure("luzhai_annual_alliance_budget").value)
    weights = generator.uniform(0.6, 1.4, (len(months) // 12, 12 * len(ALLIANCE_USES)))
    spent = allocate(np.full(len(weights), budget), weights).reshape(-1)
    month = np.repeat(months, len(ALLIANCE_USES))
    number = np.tile(np.arange(len(ALLIANCE_USES)), len(months))
    frame = pd.DataFrame(
        {
            "funding_id": [f"luzhai_spending_{m}_{n + 1}" for m, n in zip(month, number, strict=True)],
            "county_code": LUZHAI,
            "mechanism_id": "luzhai_budget",
            "project_zh": np.array(ALLIANCE_USES, dtype=object)[number],
            "purpose": "alliance_spending",
            "month": month,
            "amount_yuan": spent.astype(np.float64),
            "basis": "synthetic",
            "load_id": GENERATOR_LOAD,
        }
    )
    return frame_of("funding", frame)


def funding() -> pd.DataFrame:
    """Return every payment and budget."""
    return pd.concat([published_funding(), salaries(), alliance_spending()], ignore_index=True)
