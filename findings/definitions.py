"""What stands behind ⓘ of a figure: definition, parts, completeness, source, edition."""

from __future__ import annotations

import pandas as pd

from findings.figures import Words
from findings.reporting import lacking_words
from metrics.catalogue import get
from metrics.definition import Metric
from metrics.editions import in_edition
from words.numbers import format_number, format_value, is_missing


def source_name(metric: Metric, words: Words, *, with_owner: bool = False) -> str:
    """Return where a metric's rows come from, and which office supplies them."""
    source = metric.source
    if with_owner:
        return words.say(f"{source.name}（{source.owner}）", f"{source.name_en} ({source.owner_en})")
    return words.say(source.name, source.name_en)


def edition_name(metric: Metric, words: Words) -> str:
    """Return the edition of a definition."""
    return words.say(metric.source.edition, metric.source.edition_en)


def provision_words(metric: Metric, words: Words) -> str:
    """Return why a metric's townships are not compared, and what tells of their residents instead; '' for others."""
    provision = metric.provision
    if provision is None:
        return ""
    text = words.say(
        f"按机构所在乡镇统计，不排名，不与{words.whole}和目标比：", "Counted where institutions stand, not compared: "
    )
    text += words.say(provision.why_zh, provision.why_en)
    if provision.by_residents:
        text += words.say(f"（{get(provision.by_residents).name_zh}）", f" ({get(provision.by_residents).name_en})")
    return text + words.say("。", ".")


def definition_rows(metric: Metric, words: Words, row: pd.Series | None = None) -> list[tuple[str, str]]:
    """Return terms and their words: definition, numerator, denominator, completeness, source, edition."""
    metric = in_edition(words.reference, words.county, metric)
    rows = [(words.say("口径", "Definition"), words.say(metric.definition_zh, metric.definition_en))]
    rows += [("英文名", metric.name_en)] if words.language == "zh" else []  # in English it stands above
    if row is not None and row["status"] == "mismatched":
        rows.append((words.status("mismatched"), words.why_none(row, metric)))
    if row is not None and row["status"] not in ("hidden", "no_data"):
        rows.append((words.say("分子", "Numerator"), format_number(row["numerator"], 0)))
        if not is_missing(row["denominator"]):
            rows.append((words.say("分母", "Denominator"), format_number(row["denominator"], 0)))
        share = format_value(row["completeness"] * 100, "%", language=words.language)
        lacks = lacking_words(row, metric, words)
        rows.append((words.say("报告完整率", "Complete"), share + (words.say("；", "; ") + lacks if lacks else "")))
    if told := provision_words(metric, words):
        rows.append((words.say("分乡镇", "By township"), told))
    rows.append((words.say("来源", "Source"), source_name(metric, words, with_owner=True)))
    rows.append((words.say("版本", "Edition"), edition_name(metric, words)))
    return rows
