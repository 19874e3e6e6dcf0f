"""Why a figure is judged as it is, in both languages, by the codes of the statistics: charts, trends, parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

# Why a period is a special cause. What is left of a month when season and recent change are taken off says other
# things by the same rules.
RULES: Final = {
    "astronomical": ("超出界限", "beyond the limits"),
    "one_side": ("连续7{unit}及以上在均值一侧", "7 or more {unit} in a row on one side of the mean"),
    "trend": ("连续7{unit}及以上同向变化", "7 or more {unit} in a row in one direction"),
    "two_of_three": ("3{unit}中有2{unit}接近界限", "2 of 3 {unit} close to a limit"),
    "one_side_of_deviations": (
        "偏差连续7{unit}及以上在均值一侧",
        "7 or more deviations in a row on one side of their mean",
    ),
    "trend_of_deviations": ("偏差连续7{unit}及以上同向变化", "7 or more deviations in a row in one direction"),
    "year_before": ("上年同月也超出常态", "so was the same month a year earlier"),
}
_UNITS: Final = {"month": ("个月", "months"), "week": ("周", "weeks")}


def rules_told(rules: Sequence[str], unit: Literal["month", "week"] = "month") -> tuple[str, str]:
    """Return which rules name a period a special cause; nothing for an ordinary one."""
    zh, en = _UNITS[unit]
    told = [RULES[rule] for rule in rules]
    return "，".join(said.format(unit=zh) for said, _ in told), ", ".join(said.format(unit=en) for _, said in told)


# Why limits are not those of a usual wobble.
STANDING_STILL: Final = {
    "no_move": ("各期相同，没有波动", "always the same: no wobble"),
    "a_level": ("多数时期不变，中线为最常见的数", "it seldom moves: the centre is its most frequent value"),
    "no_level": ("只有几次变动，没有日常波动可比，不画界限", "it moved a few times only: no usual range, so no limits"),
}
# How the latest limits meet a target.
ASSURANCES: Final = {
    "consistent_pass": ("稳定达标", "meets the target month after month"),
    "consistent_fail": ("稳定不达标", "misses the target month after month"),
    "inconsistent": ("时达时不达", "meets the target now and then"),
}
# Where limits begin anew without a person's decision; who decided gives a reason of their own.
NEW_LIMITS: Final = {"new_definition": ("口径调整", "new definition")}
# How the trend of whole years is tested, and why a series has none or none is called.
TREND_METHODS: Final = {
    "chi_squared": ("χ²趋势检验", "χ² test for trend"),
    "regression": ("按区间加权的回归", "regression weighted by the intervals"),
}
TRENDS: Final = {
    "few_years": ("不足5个年份", "fewer than 5 whole years under one definition"),
    "gap_between_years": ("最近5个年份不连续", "the last five years are not consecutive"),
    "year_missing": ("最近5个年份有缺数", "a year is hidden or not reported in full"),
    "nobody_in_a_year": ("有年份分母为0", "a year has a denominator of 0"),
    "interval_without_width": ("有年份区间宽度为0", "a year's interval has no width"),
    "no_interval": ("没有抽样模型，年度数没有区间", "the yearly figures have no interval"),
    "within_chance": ("5年趋势不显著", "the five-year trend is within chance"),
    "one_year_decides": ("方向只由个别年份决定", "its direction hangs on a single year"),
    "beyond_chance": ("5年趋势显著", "the five-year trend is beyond chance"),
}
# What a change owes to places and returns.
ITEMS: Final = {
    "unreported": ("未报", "not reported"),
    "merged": ("撤并划入", "merged"),
    "opened": ("新开业", "opened"),
    "closed": ("已撤销", "closed"),
    "moved": ("变更级别", "moved"),
}
# Why a change has no parts by township.
NOT_SPLIT: Final = {
    "nothing_compared": ("没有选对比期，不分解变化。", "Nothing is compared, so there is no change to split."),
    "township_hidden": (
        "有乡镇因人数过少已隐藏；列出其他乡镇的贡献，就能算出隐藏的数，因此不列。",
        "A township is hidden; the others' parts would give it away, so none is listed.",
    ),
    "no_base": ("没有可比的基期数，不能分解变化。", "There is no base to compare with."),
    "base_hidden": (
        "有乡镇上年的数已隐藏；列出贡献就能算出它，因此不列。",
        "A township's base is hidden; the parts would give it away, so none is listed.",
    ),
    "one_township": ("只看一个乡镇，变化就是它自己的变化。", "One township: the change is its own."),
    "county_only": ("这项没有分乡镇的数。", "Only the county's figure exists."),
    "counted_once": (
        "按人（机构）去重或取最大值的数，各乡镇之和不等于合计，不能分解。",
        "Distinct people, places or a maximum: townships do not add to the county.",
    ),
    "no_ratio": (
        "有乡镇只有分子没有分母，没有比值，不能分解。",
        "A township has a numerator without a denominator, and so no ratio to split.",
    ),
    "product_over_ages": (
        "40q30由八个年龄组的死亡率连乘得出；按乡镇分解要用到每个乡镇每个年龄组的死亡人数，多数不足10人，因此不列。",
        "40q30 is a product over eight ages; splitting it needs deaths by age and township, mostly under ten.",
    ),
    "weighed_by_ages": (
        "年龄标化率由18个年龄组加权得出；按乡镇分解要用到每个乡镇每个年龄组的例数，多数不足10例，因此不列。",
        "A rate of 18 age groups; splitting it needs events by age and township, mostly under ten.",
    ),
    "doctor_in_two_townships": (
        "有医师先后派驻两个乡镇，合计只计一人，各乡镇人数之和大于合计，不能分解。",
        "A doctor was posted to two townships and counts once in the county, so townships do not add.",
    ),
}
