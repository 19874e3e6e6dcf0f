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
# The three kinds of symbol that a map draws institutions with.
TIER_NAMES: Final = {
    "hospital": ("县级医院", "county hospital"),
    "centre": ("乡镇卫生院", "township centre"),
    "clinic": ("中心村卫生室", "central village clinic"),
}
GROUP_NAMES: Final = {
    "all": ("全体居民", "all residents"),
    "elderly_65": ("65岁及以上老年人", "65 and over"),
    "child_0_6": ("0—6岁儿童", "children 0–6"),
    "pregnant": ("孕产妇", "pregnant women"),
    "hypertension": ("高血压患者", "hypertension"),
    "diabetes": ("糖尿病患者", "diabetes"),
    "stroke": ("脑卒中患者", "stroke"),
    "copd": ("慢阻肺患者", "COPD"),
    "mental": ("严重精神障碍患者", "severe mental disorder"),
    "tuberculosis": ("肺结核患者", "tuberculosis"),
    "disabled": ("残疾人", "disabled"),
    "registered_poor": ("脱贫及监测人口", "lifted from poverty and monitored"),
    "family_planning": ("计划生育特殊家庭", "special family-planning families"),
}


def road_edition_en(edition: str) -> str:
    """Return a road edition in English: 示例-2024 is sample-2024; a county's own name of one stays."""
    return edition.replace("示例", "sample")


# What stands in the place of a figure; the codes are those of the frame's `status`.
STATUSES: Final = {
    "no_data": ("未报", "not reported"),
    "hidden": ("已隐藏", "hidden"),
    "not_applicable": ("不适用", "not applicable"),
    "mismatched": ("口径不符", "counts do not match"),
}
INCOMPLETE: Final = ("未报全", "incomplete")
MARK: Final = "*"
"""Behind a figure that lacks returns; the note NOT_ALL_REPORTED begins with it."""

NOT_ALL_REPORTED: Final = ("*未报全：", "*Incomplete: ")
DIRECTIONS: Final = {"up": ("上升", "up"), "down": ("下降", "down"), "flat": ("持平", "unchanged")}
# Where a township stands against its county.
STANDING_NAMES: Final = {
    "above": ("高于整体", "above the county"),
    "below": ("低于整体", "below the county"),
    "same": ("与整体无明显差别", "no clear difference from the county"),
    "unknown": ("数据不足以判断", "too little data to judge"),
}
# How a published figure is held.
PUBLISHED_KINDS: Final = {
    "computed": ("由数据行算出", "computed"),
    "rule": ("作为规则或目标", "rule or target"),
    "recorded": ("引用", "recorded"),
}
MODE_NAMES: Final = {"car": ("小汽车", "car"), "ebike": ("电动车", "e-bike"), "walk": ("步行", "on foot")}
BY_MODE_EN: Final = {"car": "by car", "ebike": "by e-bike", "walk": "on foot"}
SEASON_NAMES: Final = {"normal": ("平常", "normal"), "snow": ("雨雪", "snow or rain"), "night": ("夜间", "night")}
# 0 is Monday, as in Python.
WEEKDAY_NAMES: Final = (
    ("星期一", "Monday"),
    ("星期二", "Tuesday"),
    ("星期三", "Wednesday"),
    ("星期四", "Thursday"),
    ("星期五", "Friday"),
    ("星期六", "Saturday"),
    ("星期日", "Sunday"),
)
WEEKDAYS_SHORT: Final = ("一二三四五六日", "MTWTFSS")
CADENCES: Final = {
    "day": ("每天", "daily"),
    "week": ("每周", "weekly"),
    "month": ("每月", "monthly"),
    "quarter": ("每季度", "quarterly"),
    "half_year": ("每半年", "half-yearly"),
    "year": ("每年", "yearly"),
}
# Whether a rule was kept in a period.
RULE_STATUSES: Final = {
    "met": ("达标", "met"),
    "missed": ("未达标", "missed"),
    "exempt": ("节假日免考核", "exempt (holiday)"),
    "partial": ("未满一期", "partial period"),
    "unknown": ("时长未报", "hours not reported"),
}
# What became of a visit, as the roster draws it.
VISIT_MARKS: Final = {
    "counted": ("计入", "counted"),
    "substitute": ("替班，计入", "stand-in, counted"),
    "attended": ("到岗，未达规则", "came, below the rule"),
    "unruled": ("到岗，没有适用的规则", "came, under no rule"),
    "absent": ("缺勤", "absent"),
    "leave": ("请假", "on leave"),
    "planned": ("已排，未到日", "planned, not yet due"),
}
PAGES: Final = {
    "overview": ("总览", "Overview"),
    "coverage": ("服务覆盖", "Coverage"),
    "circle": ("服务圈", "Service circle"),
    "experts": ("专家下沉", "Experts"),
    "year_on_year": ("同比指标", "Year on year"),
    "mechanisms": ("改革举措", "Reform"),
    "planning": ("规划", "Planning"),
    "intake": ("接入", "Intake"),
    "data": ("数据", "Data"),
    "meeting": ("汇报", "Meeting"),
}
PAGES_EN: Final = dict(PAGES.values())
FAMILIES_EN: Final = {
    "分工协作": "Division of work",
    "资源配置": "Resources",
    "服务圈": "Service circles",
    "服务量与效率": "Volume and efficiency",
    "家庭医生签约": "Family-doctor contracts",
    "慢病管理": "Chronic disease",
    "健康结果": "Outcomes",
    "国家监测指标": "National list",
    "人员与人才": "Staff",
    "专家派驻": "Postings of experts",
    "专家下沉": "Visits of experts",
    "机构概况": "Institutions",
    "改革台账": "Reform checklist",
    "财政投入": "Funding",
    "改革举措工作量": "Reform activities",
    "考核评价": "Appraisals",
}
# The fields of the five counties' mechanisms; a county's own field stays in its own words.
FIELDS_EN: Final = {
    "组织管理": "Organisation",
    "专家下沉": "Expert visits",
    "专家派驻": "Postings",
    "服务圈": "Service circle",
    "签约服务": "Contracted care",
    "分级诊疗": "Tiered care",
    "远程医疗": "Telemedicine",
    "急诊急救": "Emergency care",
    "慢病管理": "Chronic care",
    "妇幼健康": "Women and children",
    "公共卫生": "Public health",
    "中医药": "Chinese medicine",
    "医院运行": "Hospital operation",
    "药品与费用": "Drugs and costs",
    "财政投入": "Public funding",
    "人才培养": "Training",
    "能力建设": "Capacity",
    "便民惠民": "Convenience",
    "考核": "Assessment",
}
NO_BASE: Final = ("没有可比数据", "nothing to compare")
VERDICTS: Final = {
    "clear_rise": ("明显上升", "clear rise"),
    "clear_fall": ("明显下降", "clear fall"),
    "no_clear_change": ("无明显变化", "no clear change"),
    "too_little_data": ("数据不足以判断", "too little data"),
}
# What a verdict rests on, for a table's cell.
GROUNDS: Final = {
    "like_changes": ("往年同类变化的波动", "spread of earlier like changes"),
    "own_months": ("本期各月的波动（不足3年）", "this period's own months (less than 3 years)"),
    "short": ("数据不足3年", "less than 3 years of data"),
    "festival": ("春节移动，往年同月不足3次", "the festival moved, fewer than 3 earlier years"),
    "sampling": ("抽样误差", "chance variation"),
    "presence": ("各月在岗数", "presence by month"),
    "in_full": ("全部清点", "counted in full"),
    "nothing": ("不作判断", "not judged"),
}
