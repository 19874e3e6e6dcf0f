"""A year of few cases, told with the three years that end with it."""

from __future__ import annotations

from findings.figures import Words
from metrics.definition import Metric
from metrics.judge.pooled import Pooled
from words.numbers import format_interval, format_number, format_value


def pooled_words(found: Pooled | None, metric: Metric, words: Words) -> str:
    """Return one sentence: how few cases the year had, and the rate of the three years with its limits; '' for None."""
    if found is None:
        return ""
    value = format_value(found.value, metric.unit, decimals=metric.decimals, language=words.language)
    unit = metric.unit if metric.unit in ("%", "‰") else ""
    limits = format_interval(found.lower, found.upper, unit, decimals=metric.decimals, language=words.language)
    cases, together = format_number(found.cases, 0), format_number(found.all_cases, 0)
    return words.say(
        f"{found.last}年{cases}例，例数少，一年的率多半随机波动；{found.first}—{found.last}年合计{together}例，"
        f"{value}（95%区间{limits}）",
        f"{found.last} had {cases} cases, so that a year's rate is mostly chance; {found.first}–{found.last} together: "
        f"{together} cases, {value} (95% interval {limits})",
    )
