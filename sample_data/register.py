"""The evidence register of the three qualitative national measures: invented documents and notes, no person."""

from __future__ import annotations

import datetime
from typing import Final

import pandas as pd

from sample_data.world import COUNTIES, provenance, rng

OFFICE, PERSONNEL, FINANCE, MEDICAL, INFORMATION, DRUGS = (
    "县医共体办公室",
    "县医共体人力资源部",
    "县医共体财务中心",
    "县医共体医务部",
    "县医共体信息中心",
    "县医共体药品耗材中心",
)
# measure, item, item in English, document, owner
ITEMS: Final = (
    ("unified_resources", "行政统一管理", "One administration", "医共体机构设置与职责文件", OFFICE),
    ("unified_resources", "人员统一管理", "One staff plan", "医共体人员统一招聘调配办法", PERSONNEL),
    ("unified_resources", "财务统一管理", "One set of books", "医共体财务统一管理办法", FINANCE),
    ("unified_resources", "业务统一管理", "One medical management", "医共体医疗质量同质化管理办法", MEDICAL),
    ("unified_resources", "药品耗材统一管理", "One drug catalogue", "医共体统一用药目录与采购流程", DRUGS),
    ("unified_resources", "信息统一管理", "One information system", "医共体信息平台建设方案", INFORMATION),
    ("shared_decisions", "医共体章程", "Charter", "医共体章程", OFFICE),
    ("shared_decisions", "理事会有基层机构代表", "Primary institutions on the council", "医共体理事会成员名册", OFFICE),
    ("shared_decisions", "理事会会议", "Council meetings", "医共体理事会会议纪要", OFFICE),
    ("shared_decisions", "重大事项集体决定", "Major matters decided together", "医共体议事规则与表决记录", OFFICE),
    ("joined_services", "双向转诊", "Referral both ways", "医共体双向转诊制度与转诊台账", MEDICAL),
    ("joined_services", "远程会诊和诊断", "Remote consultation and diagnosis", "远程医疗中心工作规范", INFORMATION),
    ("joined_services", "家庭医生上下联动", "Family-doctor teams across levels", "家庭医生团队组建与分工文件", MEDICAL),
    ("joined_services", "急诊急救衔接", "Emergency chain", "急诊急救衔接流程", MEDICAL),
)
STATES: Final = ("complete", "partial", "missing")
CHANCES: Final = (0.68, 0.22, 0.10)
NOTES: Final = {
    "complete": ("文件、执行记录齐全", "抽查三家成员单位，执行一致"),
    "partial": ("有文件，缺执行记录", "两家成员单位尚未执行"),
    "missing": ("未见文件，限期补齐", "正在起草，未印发"),
}
FIRST_DAY: Final = datetime.date(2023, 3, 1)
DAYS: Final = 600


def evidence_register() -> pd.DataFrame:
    """Return the register: every item once for each county; a missing document has no date."""
    rows = []
    for county_code in COUNTIES:
        draw = rng("evidence register", county_code)
        for position, (measure, item_zh, item_en, document, owner) in enumerate(ITEMS, start=1):
            state = STATES[int(draw.choice(len(STATES), p=CHANCES))]
            day = FIRST_DAY + datetime.timedelta(days=int(draw.integers(0, DAYS)))
            rows.append(
                {
                    "register_id": f"{county_code}R{position:02d}",
                    "county_code": county_code,
                    "measure": measure,
                    "item_zh": item_zh,
                    "item_en": item_en,
                    "document_zh": document,
                    "document_date": None if state == "missing" else day,
                    "owner": owner,
                    "note_zh": NOTES[state][int(draw.integers(0, 2))],
                    "state": state,
                }
            )
    return provenance(pd.DataFrame(rows))
