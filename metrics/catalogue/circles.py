"""服务圈: residents whose nearest qualifying facility is at most so many minutes away, counted village by village.

The rows are a table of nearest facilities made from roads (travel/access_frames.py). A figure holds for the facilities,
roads and residents of the period's last month.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from sqlalchemy import ColumnElement, case

from data_access.schema import village_access
from metrics.definition import Better, CircleShare, Measure, Metric, Model, Source, inventory, within_sentence
from travel.speeds import Mode, Scenario
from travel.tiers import TierName
from words.names import BY_MODE_EN, MODE_NAMES, SEASON_NAMES

FAMILY = "服务圈"
CATCHMENT_MINUTES: Final = (15, 30)
"""介休 states a circle of 15 minutes, 交城 one of 30."""

TRAVEL = Source(
    "路网通行时间表（村到机构）",
    "本系统口径",
    "县信息中心",
    "Road travel times, village to institution",
    "county information centre",
)

access = village_access.c
RESIDENTS_ZH = "居民数（当年一月末常住人口分摊到村，年内撤并乡镇的按撤并当月末）"
RESIDENTS_EN = (
    "residents (population at the end of January, of the month of a merger where townships merged since, "
    "shared out to villages)"
)
TIER_ZH: Final[dict[TierName, str]] = {
    "village": "村级及以上医疗机构",
    "township": "达标的乡镇级或县级医疗机构",
    "county": "县级医院",
    "ambulance": "救护车驻点",
    "telemedicine": "能做远程诊疗的医疗机构",
}
TIER_EN: Final[dict[TierName, str]] = {
    "village": "any village-level or higher facility",
    "township": "a qualified township centre or county hospital",
    "county": "a county hospital",
    "ambulance": "an ambulance station",
    "telemedicine": "a facility with telemedicine",
}
SEASON_EN: Final[dict[Scenario, str]] = {"normal": "normal", "snow": "rain-and-snow", "night": "night"}


@cache
def at(tier: TierName, mode: Mode, scenario: Scenario) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that pick one tier, mode and season.

    The same objects for all measures: the compiler then reads only the rows that they share.
    """
    return (access.tier == tier, access.mode == mode, access.scenario == scenario)


def residents_within(
    minutes: float,
    tier: TierName,
    mode: Mode = "car",
    scenario: Scenario = "normal",
    people: ColumnElement[int] = access.residents,
) -> Measure:
    """Return the residents at most `minutes` away."""
    # ≤, not <: a household exactly 15 minutes away is inside (minutes are stored rounded to a millionth).
    # An empty minute (unreachable) is never inside.
    inside = access.minutes <= minutes
    # 0 and not a condition of the row: a township with nobody inside has 0 %, not "no data".
    return inventory(village_access, *at(tier, mode, scenario), value=case((inside, people), else_=0))


def all_residents(
    tier: TierName, mode: Mode = "car", scenario: Scenario = "normal", people: ColumnElement[int] = access.residents
) -> Measure:
    """Return all residents, whether reached or not."""
    return inventory(village_access, *at(tier, mode, scenario), value=people)


def _metric(
    metric_id: str,
    name_zh: str,
    name_en: str,
    top: Measure,
    top_zh: str,
    top_en: str,
    bottom: Measure | None,
    *,
    bottom_zh: str = RESIDENTS_ZH,
    bottom_en: str = RESIDENTS_EN,
    unit: str = "%",
    unit_en: str | None = None,
    per: float = 100,
    better: Better = "higher",
    model: Model = "amount",
    decimals: int = 1,
    note_zh: str = "",
    note_en: str = "",
    circle: CircleShare | None = None,
) -> Metric:
    return Metric(
        id=metric_id,
        name_zh=name_zh,
        name_en=name_en,
        family=FAMILY,
        unit=unit,
        own_unit_en=unit_en,
        better=better,
        # Counted in full, no sample: speeds and residents are uncertain, see metrics/circle/coverage_interval.py.
        model=model,
        numerator=top,
        numerator_zh=top_zh,
        numerator_en=top_en,
        denominator=bottom,
        denominator_zh=bottom_zh if bottom is not None else "",
        denominator_en=bottom_en if bottom is not None else "",
        per=per,
        source=TRAVEL,
        note_zh=note_zh,
        note_en=note_en,
        decimals=decimals,
        circle=circle,
    )


def coverage_within(
    minutes: int,
    tier: TierName = "township",
    mode: Mode = "car",
    scenario: Scenario = "normal",
    *,
    metric_id: str = "",
    name_zh: str = "",
    name_en: str = "",
) -> Metric:
    """Share of residents whose nearest facility of a tier is at most `minutes` away by road."""
    return _metric(
        metric_id or f"coverage_{minutes}_min",
        name_zh or f"{minutes}分钟服务圈人口覆盖率",
        name_en or f"Residents within {minutes} minutes of {TIER_EN[tier]}",
        residents_within(minutes, tier, mode, scenario),
        f"到最近的{TIER_ZH[tier]}不超过{minutes}分钟的居民数",
        f"residents at most {minutes} minutes from {TIER_EN[tier]}",
        all_residents(tier, mode, scenario),
        note_zh=f"{MODE_NAMES[mode][0]}、{SEASON_NAMES[scenario][0]}车速，含两端步行；不通达的村计入分母",
        note_en=f"{BY_MODE_EN[mode]} at {SEASON_EN[scenario]} speeds, walking at both ends included; "
        "villages no road reaches stay in the denominator",
        circle=CircleShare(minutes, tier, mode, scenario, access.residents),
    )


COVERAGE = {minutes: coverage_within(minutes) for minutes in CATCHMENT_MINUTES}


def _variants() -> list[Metric]:
    """Coverage by tier, mode and season that stands beside the two headline figures."""
    return [
        coverage_within(
            15,
            "village",
            metric_id="coverage_15_min_village",
            name_zh="15分钟村级医疗服务圈人口覆盖率",
        ),
        coverage_within(30, "village", metric_id="coverage_30_min_village", name_zh="30分钟村级医疗服务圈人口覆盖率"),
        coverage_within(30, "county", metric_id="coverage_30_min_county", name_zh="30分钟县级医院服务圈人口覆盖率"),
        coverage_within(60, "county", metric_id="coverage_60_min_county", name_zh="60分钟县级医院服务圈人口覆盖率"),
        coverage_within(15, "ambulance", metric_id="coverage_15_min_ambulance", name_zh="救护车15分钟到达人口覆盖率"),
        coverage_within(30, "ambulance", metric_id="coverage_30_min_ambulance", name_zh="救护车30分钟到达人口覆盖率"),
        coverage_within(
            15, "telemedicine", metric_id="coverage_15_min_telemedicine", name_zh="15分钟远程诊疗服务圈人口覆盖率"
        ),
        coverage_within(
            30,
            "township",
            "ebike",
            metric_id="coverage_30_min_ebike",
            name_zh="30分钟服务圈人口覆盖率（电动车）",
            name_en="Residents within 30 minutes of a qualified centre by e-bike",
        ),
        coverage_within(
            30,
            "township",
            "car",
            "snow",
            metric_id="coverage_30_min_snow",
            name_zh="30分钟服务圈人口覆盖率（雨雪）",
            name_en="Residents within 30 minutes of a qualified centre in snow or rain",
        ),
    ]


def _groups() -> list[Metric]:
    """The 30-minute circle for those who need it most."""
    named = (
        ("elderly", access.residents_65_up, "65岁及以上老年人", "Residents of 65 and over"),
        ("chronic", access.chronic_patients, "慢病患者", "Chronic patients"),
        ("key_groups", access.key_group_residents, "重点人群", "Key groups"),
    )
    return [
        _metric(
            f"coverage_30_min_{key}",
            f"30分钟服务圈{words}覆盖率",
            f"{english} within 30 minutes of {TIER_EN['township']}",
            residents_within(30, "township", people=people),
            f"到最近的{TIER_ZH['township']}不超过30分钟的{words}人数",
            f"{within_sentence(english)} at most 30 minutes from {TIER_EN['township']}",
            all_residents("township", people=people),
            bottom_zh=f"{words}人数（按村人口分摊）",
            bottom_en=f"{within_sentence(english)} (shared out to villages by population)",
            circle=CircleShare(30, "township", "car", "normal", people),
        )
        for key, people, words, english in named
    ]


def _amounts() -> list[Metric]:
    """What the shares leave out: people and villages outside, and how long it takes on average."""
    here = at("township", "car", "normal")
    reached = access.minutes.is_not(None)
    outside = case((access.minutes > 30, access.residents), else_=0)
    unreachable = case((reached, 0), else_=access.residents)
    inside = case((access.minutes <= 30, 1), else_=0)
    some = access.residents > 0
    return [
        _metric(
            "residents_beyond_30_min",
            "30分钟以外的居民数",
            "Residents beyond 30 minutes",
            inventory(village_access, *here, value=outside),
            f"到最近的{TIER_ZH['township']}超过30分钟但能通达的居民数",
            f"residents whom a road reaches, more than 30 minutes from {TIER_EN['township']}",
            None,
            unit="人",
            per=1,
            better="lower",
            decimals=0,
        ),
        _metric(
            "residents_unreachable",
            "不通达村的居民数",
            "Residents of villages no road reaches",
            inventory(village_access, *here, value=unreachable),
            "所在村3公里内没有可用道路的居民数",
            "residents of villages with no usable road within 3 km",
            None,
            unit="人",
            per=1,
            better="lower",
            decimals=0,
        ),
        _metric(
            "villages_within_30_min",
            "30分钟服务圈村覆盖率",
            "Villages within 30 minutes",
            inventory(village_access, *here, some, value=inside),
            f"到最近的{TIER_ZH['township']}不超过30分钟的村数",
            f"villages at most 30 minutes from {TIER_EN['township']}",
            inventory(village_access, *here, some),
            bottom_zh="有居民的村数",
            bottom_en="villages with residents",
        ),
        _metric(
            "mean_minutes",
            "到最近合格机构的平均通行时间",
            "Mean minutes to the nearest qualified facility",
            inventory(village_access, *here, reached, value=access.minutes * access.residents),
            "能通达居民的通行时间之和（分钟）",
            "minutes of travel, summed over residents whom a road reaches",
            inventory(village_access, *here, reached, value=access.residents),
            bottom_zh="能通达的居民数",
            bottom_en="residents whom a road reaches",
            unit="分钟",
            per=1,
            better="lower",
            model="mean",
        ),
    ]


METRICS = (*COVERAGE.values(), *_variants(), *_groups(), *_amounts())


def ids_of_circle(tier: str, mode: str, scenario: str, minutes: float) -> tuple[str, ...]:
    """Return the metrics that say who is within so many minutes of a tier, of all residents first; () for none."""
    asked = (tier, mode, scenario, minutes)
    found = ((metric.id, metric.circle) for metric in METRICS)
    return tuple(
        metric_id
        for metric_id, circle in found
        if circle is not None and (circle.tier, circle.mode, circle.scenario, circle.minutes) == asked
    )
