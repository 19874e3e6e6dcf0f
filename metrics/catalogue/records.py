"""Short ways to write a metric record whose rows come from a reform's ledgers."""

from __future__ import annotations

from metrics.definition import Better, Measure, Metric, Model, Source, Suppression

# 人次 of those who are taught, examined or settled: whoever comes twice counts twice, and nobody visits.
PERSON_TIMES = {"人次": "person-times"}


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
