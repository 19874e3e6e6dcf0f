"""Offices in English, put together from the parts of their Chinese names: 县医疗集团医务部 is the county medical group,
medical affairs department.

The warehouse holds the name of an office in Chinese only. A name with a part that is not known here stays as it is.
"""

from __future__ import annotations

from functools import cache
from typing import Final

_AREAS: Final = {"县级": "county", "旗级": "banner", "县": "county", "区": "district", "旗": "banner", "市": "city"}
_HOUSES: Final = {
    "医疗集团": "medical group",
    "医共体": "medical community",
    "医保局": "healthcare security bureau",
    "医疗保障局": "healthcare security bureau",
    "卫生健康局": "health bureau",
    "卫生健康和体育局": "health and sports bureau",
    "卫生健康委": "health commission",
    "财政局": "finance bureau",
    "统计局": "statistics bureau",
    "人民医院": "people's hospital",
    "中心医院": "central hospital",
    "中医院": "TCM hospital",
    "妇幼保健院": "maternal and child health hospital",
    "疾控中心": "CDC",
    "疾病预防控制中心": "CDC",
    "急救中心": "emergency centre",
    "质控中心": "quality-control centre",
    "护理与医疗质量控制中心": "nursing and medical quality-control centre",
    "公立医院管理委员会": "public-hospital management committee",
    "医改领导小组": "health-reform leading group",
}
_PARTS: Final = {
    "办公室": "office",
    "基层管理部": "primary-care department",
    "双向转诊中心": "referral centre",
    "药械管理中心": "drugs and devices centre",
    "药品耗材中心": "drugs and consumables centre",
    "检查检验中心": "examination and laboratory centre",
    "远程医疗中心": "telemedicine centre",
    "信息中心": "information centre",
    "财务中心": "finance centre",
    "公共卫生部": "public-health department",
    "公共卫生中心": "public-health centre",
    "人力资源部": "personnel department",
    "医务部": "medical affairs department",
    "绩效考核办": "appraisal office",
    "运营管理部": "operations department",
    "专家工作部": "experts department",
    "体改办": "reform office",
    "基层科": "primary-care section",
    "基层股": "primary-care section",
    "规划科": "planning section",
    "规划信息股": "planning and information section",
    "人事科": "personnel section",
    "人事股": "personnel section",
    "医政科": "medical administration section",
    "医政股": "medical administration section",
    "医务科": "medical affairs section",
    "财务科": "finance section",
    "科教科": "science and education section",
    "老龄科": "ageing section",
    "影像科": "imaging department",
    "急诊科": "emergency department",
    "重症医学科": "intensive-care department",
}


@cache
def office_en(name_zh: str) -> str:
    """Return an office's name in English, or the Chinese name where a part of it is not known."""
    if "与" in name_zh and name_zh not in _HOUSES:
        first, _, second = name_zh.partition("与")
        both = [_one(first), _one(second)]
        if all(both):
            return " and ".join(both)
    return _one(name_zh) or name_zh


def _one(name_zh: str) -> str:
    """Return area, house and part in English; '' where one of them is not known."""
    for area, area_en in _AREAS.items():
        rest = name_zh.removeprefix(area)
        if rest == name_zh:
            continue
        for house in sorted(_HOUSES, key=len, reverse=True):
            part = rest.removeprefix(house)
            if part != rest and (not part or part in _PARTS):
                return f"{area_en} {_HOUSES[house]}" + (f", {_PARTS[part]}" if part else "")
    return ""
