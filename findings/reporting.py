"""What a figure lacks, said wherever it stands: returns that did not come, and stocks read from an earlier one."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from findings.figures import Words, base_words, metric_of
from metrics.definition import Metric
from metrics.judge.assessment import Assessment
from metrics.period import Period
from words.names import MARK, NOT_ALL_REPORTED
from words.numbers import format_number, format_value, is_missing


def is_marked(row: pd.Series) -> bool:
    """Say whether a figure stands without some returns, or with stocks of an earlier month."""
    return row["status"] in ("shown", "incomplete") and float(row["missing"]) > 0


def mark_of(row: pd.Series) -> str:
    """Return the mark behind a figure that lacks returns, else ''."""
    return MARK if is_marked(row) else ""


def lacking_words(row: pd.Series, metric: Metric, words: Words) -> str:
    """Return what one figure lacks: 缺3份机构月报（约占3.6%），沿用2024年7月的数; '' where nothing does.

    Of a flow it says how much of the volume that is, and which figure of the base period is compared.
    """
    if not is_marked(row):
        return ""
    count = format_number(row["missing"], 0)
    share = format_number(100 * (1 - float(row["completeness"])), 1)
    text = words.say(f"缺{count}份机构月报（约占{share}%）", f"{count} monthly returns lack (about {share}%)")
    since = row["carried_since"]
    if isinstance(since, str):
        month = words.period(Period.parse(since))
        return text + words.say(f"，沿用{month}的数", f", figures of {month} stand in")
    compared = _compared(row, metric, words)
    return text + (words.say(f"，{compared}", f", {compared}") if compared else "")


def _compared(row: pd.Series, metric: Metric, words: Words) -> str:
    """Return the base without those institutions, which the change is held against; '' where it prints the same."""
    own, base = row["compare_reported"], row["compare_value"]
    if is_missing(own) or is_missing(base):
        return ""
    matched = format_value(base, metric.unit, decimals=metric.decimals, language=words.language, unit_en=metric.unit_en)
    if matched == base_words(row, metric, words.language):
        return ""
    return words.say(f"变化按扣除这些机构后的对比期{matched}计", f"the change is from {matched}, the base without them")


def reporting_note(judged: Assessment, metric_ids: Iterable[str], words: Words) -> str:
    """Return one line about all figures of these metrics that lack returns, '' where none does."""
    said: dict[str, list[str]] = {}
    for metric_id in dict.fromkeys(metric_ids):
        metric = metric_of(judged, metric_id)
        if told := lacking_words(judged.headline(metric_id), metric, words):
            said.setdefault(told, []).append(words.name(metric))
    parts = [words.say("、", ", ").join(names) + words.say("", ": ") + told for told, names in said.items()]
    if not parts:
        return ""
    return words.say(*NOT_ALL_REPORTED) + words.say("；", "; ").join(parts)


def source_and_reporting(judged: Assessment, metric_ids: Iterable[str], source: str, words: Words) -> str:
    """Return the foot of a slide, one line: where its rows come from, and what the mark on its figures stands for.

    How much each lacks and what it is then compared with stands in the brief and on the page: a foot has no room.
    """
    marked = [metric_id for metric_id in dict.fromkeys(metric_ids) if is_marked(judged.headline(metric_id))]
    if not marked:
        return source
    told = words.say(f"{MARK}有机构月报未报", f"{MARK}some monthly returns lack")
    if len(marked) == 1:
        row = judged.headline(marked[0])
        count = format_number(row["missing"], 0)
        told = words.say(f"{MARK}缺{count}份机构月报", f"{MARK}{count} monthly returns lack")
        if isinstance(row["carried_since"], str):
            month = words.period(Period.parse(row["carried_since"]))
            told += words.say(f"，沿用{month}的数", f", figures of {month} stand in")
    return words.say("；", "; ").join(part for part in (source, told) if part)
