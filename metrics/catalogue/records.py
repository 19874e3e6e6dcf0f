"""Short ways to write a metric record whose rows come from a reform's ledgers."""

from __future__ import annotations

from metrics.definition import Better, Measure, Metric, Model, Provision, Source, Suppression

# 人次 of those who are taught, examined or settled: whoever comes twice counts twice, and nobody visits.
PERSON_TIMES = {"人次": "person-times"}

VISITS_WHERE_PROVIDED = Provision(
    "fund_primary_share",
    "医保结算按参保人只分县内、县外，不分机构级别，居民的诊疗人次分不出基层；可看按居住乡镇统计的基金支出占比",
    "settlement records tell the insured's visits in and out of the county and not their level; the fund's primary "
    "share is kept by where people live",
)
ADMISSIONS_WHERE_PROVIDED = Provision(
    "in_county_admission_share",
    "医保结算按参保人只分县内、县外，不分机构级别，居民的住院分不出乡级；可看按居住乡镇统计的县域内住院占比",
    "settlement records tell the insured's admissions in and out of the county and not their level; the share kept in "
    "the county is by where people live",
)
TCM_WHERE_PROVIDED = Provision(
    "",
    "医保结算不分中医类，没有按居住乡镇的数",
    "settlement records do not tell TCM visits, so none are known by where people live",
)
STOCK_WHERE_PROVIDED = Provision(
    "mean_minutes",
    "县级医院服务整个县域，床位和人员只计在所在乡镇；居民够不够得到看服务圈",
    "county hospitals serve the whole county and are counted where they stand; whether residents reach care is told "
    "by the service circle",
)
HOSPITAL_WHERE_PROVIDED = Provision(
    "",
    "只有县级医院所在的乡镇有数，是医院的数，不是居民的数",
    "only townships with a county hospital have a figure: it is the hospital's, not the residents'",
)


def plain(
    metric_id: str,
    name_zh: str,
    name_en: str,
    family: str,
    unit: str,
    numerator: Measure,
    numerator_zh: str,
    numerator_en: str,
    source: Source,
    *,
    better: Better = "neutral",
    model: Model = "amount",
    decimals: int = 0,
    suppression: Suppression | None = None,
) -> Metric:
    """Return a metric without a denominator."""
    return Metric(
        id=metric_id,
        name_zh=name_zh,
        name_en=name_en,
        family=family,
        unit=unit,
        own_unit_en=PERSON_TIMES.get(unit),
        better=better,
        model=model,
        numerator=numerator,
        numerator_zh=numerator_zh,
        numerator_en=numerator_en,
        source=source,
        decimals=decimals,
        suppression=suppression,
    )


def ratio(
    metric_id: str,
    name_zh: str,
    name_en: str,
    family: str,
    unit: str,
    top: Measure,
    top_zh: str,
    top_en: str,
    bottom: Measure,
    bottom_zh: str,
    bottom_en: str,
    source: Source,
    *,
    better: Better = "neutral",
    model: Model = "mean",
    note_zh: str = "",
    note_en: str = "",
    decimals: int = 1,
    suppression: Suppression | None = None,
) -> Metric:
    """Return a ratio of sums; per 100 where the unit is %."""
    return Metric(
        id=metric_id,
        name_zh=name_zh,
        name_en=name_en,
        family=family,
        unit=unit,
        own_unit_en=PERSON_TIMES.get(unit),
        better=better,
        model=model,
        numerator=top,
        numerator_zh=top_zh,
        numerator_en=top_en,
        denominator=bottom,
        denominator_zh=bottom_zh,
        denominator_en=bottom_en,
        per=100 if unit == "%" else 1,
        source=source,
        note_zh=note_zh,
        note_en=note_en,
        decimals=decimals,
        suppression=suppression,
    )


def direction(text: str) -> Better:
    """Return which direction of a metric is good. Raises ValueError for any other word."""
    match text:
        case "higher" | "lower" | "neutral":
            return text
    raise ValueError(f"{text} is not a direction")
