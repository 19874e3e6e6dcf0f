"""A year's rate of few cases, read with the years before it: one wording for pages, files and commands."""

from __future__ import annotations

from words.numbers import Language, format_interval, format_number, format_value
from words.phrases import counted


def few_cases_words(
    first: int,
    last: int,
    cases: float,
    all_cases: float,
    value: float,
    lower: float,
    upper: float,
    *,
    unit: str,
    decimals: int | None,
    unit_en: str | None = None,
) -> tuple[str, str]:
    """Return how few cases the last year had and the rate of all years with its limits, Chinese and English; no stop.

    cases: of the last year; all_cases, value and limits: of the years first to last, in the metric's unit.
    """
    few, together = format_number(cases, 0), format_number(all_cases, 0)

    def rate(language: Language) -> tuple[str, str]:
        after = unit if unit in ("%", "‰") else ""
        limits = format_interval(lower, upper, after, decimals=decimals, language=language)
        return format_value(value, unit, decimals=decimals, language=language, unit_en=unit_en), limits

    (zh, between), (en, between_en) = rate("zh"), rate("en")
    return (
        f"{last}年{few}例，例数少，一年的率多半随机波动；{first}—{last}年合计{together}例，{zh}（95%区间{between}）",
        f"{last} had {counted(cases, 'case')}, so that a year's rate is mostly chance; {first}–{last} together: "
        f"{counted(all_cases, 'case')}, {en} (95% interval {between_en})",
    )
