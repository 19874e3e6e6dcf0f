"""What levels of institution and groups of residents are called, Chinese and English: on screen and in files."""

from __future__ import annotations

import re
from typing import Final

_KINDS_OF_TOWNSHIP: Final = re.compile(r" (Town|Township|Subdistrict|Sum)$")


def chart_name(name: str) -> str:
    """Return an English township's name without Town, Township or Subdistrict, which would be cut off in a chart."""
    return _KINDS_OF_TOWNSHIP.sub("", name)


LEVEL_NAMES: Final = {
    "county_hospital": ("县级医院", "county hospital"),
    "tcm_hospital": ("中医院", "TCM hospital"),
    "mch_hospital": ("妇幼保健院", "maternal-child hospital"),
    "township_centre": ("乡镇卫生院", "township health centre"),
    "community_centre": ("社区卫生服务中心", "community health centre"),
    "central_village_clinic": ("中心村卫生室", "central village clinic"),
    "village_clinic": ("村卫生室", "village clinic"),
}
GROUP_NAMES: Final = {
    "all": ("全体居民", "all residents"),
    "elderly_65": ("65岁及以上老年人", "65 and over"),
    "child_0_6": ("0—6岁儿童", "children 0–6"),
    "pregnant": ("孕产妇", "pregnant women"),
    "hypertension": ("高血压患者", "hypertension"),
    "diabetes": ("糖尿病患者", "diabetes"),
    "mental": ("严重精神障碍患者", "severe mental disorder"),
    "tuberculosis": ("肺结核患者", "tuberculosis"),
    "disabled": ("残疾人", "disabled"),
    "registered_poor": ("脱贫及监测人口", "lifted from poverty and monitored"),
    "family_planning": ("计划生育特殊家庭", "special family-planning families"),
}


def road_edition_en(edition: str) -> str:
    """Return a road edition in English: 示例-2024 is sample-2024; a county's own name of one stays."""
    return edition.replace("示例", "sample")


NO_BASE: Final = ("没有可比数据", "nothing to compare")
VERDICTS: Final = {
    "clear_rise": ("明显上升", "clear rise"),
    "clear_fall": ("明显下降", "clear fall"),
    "no_clear_change": ("无明显变化", "no clear change"),
    "too_little_data": ("数据不足以判断", "too little data"),
}
