"""Short ways to write a metric record whose rows come from a reform's ledgers."""

from __future__ import annotations

from metrics.definition import Better, Measure, Metric, Model, Source, Suppression

UNITS_EN = {
    "个": "",
    "项": "items",
    "人次": "persons",
    "次": "times",
    "例": "cases",
    "件": "tasks",
    "元": "yuan",
    "种": "kinds",
    "级": "tiers",
    "类": "classes",
    "年": "years",
    "家": "",
    "篇": "papers",
    "道": "lines",
    "台": "units",
    "辆": "vehicles",
    "人": "persons",
    "台次": "operations",
    "单": "orders",
    "张": "beds",
    "人天": "person-days",
    "分钟": "minutes",
    "%": "%",
    "平方米": "m²",
    "天": "days",
    "小时": "hours",
    "T": "T",
    "台/所": "per clinic",
    "人月": "person-months",
    "岁": "years",
}


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
        unit_en=UNITS_EN[unit],
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
        unit_en=UNITS_EN[unit],
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
