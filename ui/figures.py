"""Judged figures → finished words, in the reader's language: what a card, a heat table or a finding needs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from faces.blocks import Column, HeadlineFigure, HeatCell, HeatRow, TargetBar
from faces.blocks.marks import Contribution
from faces.blocks.sheet import certainty
from faces.look.tokens import diverging_step
from findings import figures
from findings.figures import (
    Words,
    cell_decimals,
    change_places,
    change_unit_en,
    direction_of,
    parts_decimals,
)
from metrics.definition import Metric
from metrics.judge.assessment import Assessment, main_contributor, named_township
from metrics.judge.computed_changes import PLACE_WORDS
from metrics.period import Period
from metrics.reference import Reference
from metrics.scope import Scope
from metrics.statistics.verdict import CLEAR, Verdict
from ui.filters import comparison_name, period_label, place_name
from ui.language import language, say
from words.names import STATUSES, VERDICTS, chart_name
from words.numbers import exact_decimal, format_number, format_value, is_missing, round_half_up


def metric_name(metric: Metric) -> str:
    """Return a metric's name in the reader's language."""
    return say(metric.name_zh, metric.name_en)


def metric_unit(metric: Metric) -> str:
    """Return a metric's unit in the reader's language."""
    return say(metric.unit, metric.unit_en)


def named_with_unit(metric: Metric) -> str:
    """Return a metric's name and unit, as they stand under an axis."""
    unit = metric_unit(metric) or say("比值", "ratio")
    return say(f"{metric.name_zh}（{unit}）", f"{metric.name_en} ({unit})")


def words_of(filters: Scope, reference: Reference) -> Words:
    """Return the words that screens and files share, for the reader's language and choice."""
    return Words(language(), reference, filters.townships)


def scope_name(filters: Scope, reference: Reference) -> str:
    """Return what the figures are about: 全县, one township's name, or how many townships."""
    return words_of(filters, reference).scope


def value_words(row: pd.Series, metric: Metric) -> str:
    """Return a figure with its unit, or the word that stands for it."""
    return figures.value_words(row, metric, language())


def base_words(row: pd.Series, metric: Metric) -> str:
    """Return the base period's figure with its unit."""
    return figures.base_words(row, metric, language())


def change_words(row: pd.Series, metric: Metric, compare: str | None) -> str:
    """Return a change in words (上升1.8个百分点), '' without a base."""
    return figures.change_words(row, metric, compare, language())


def source_name(metric: Metric, *, with_owner: bool = False) -> str:
    """Return where a metric's rows come from, in the reader's language; and which office supplies them."""
    source = metric.source
    if with_owner:
        return say(f"{source.name}（{source.owner}）", f"{source.name_en} ({source.owner_en})")
    return say(source.name, source.name_en)


def edition_name(metric: Metric) -> str:
    """Return the edition of a definition in the reader's language."""
    return say(metric.source.edition, metric.source.edition_en)


def definition_rows(metric: Metric, row: pd.Series | None = None) -> list[tuple[str, str]]:
    """Return what stands behind ⓘ: definition, numerator, denominator, source, edition, completeness."""
    rows = [(say("口径", "Definition"), say(metric.definition_zh, metric.definition_en))]
    rows += [("英文名", metric.name_en)] if language() == "zh" else []  # in English it stands above
    if row is not None and row["status"] not in ("hidden", "no_data"):
        rows.append((say("分子", "Numerator"), format_number(row["numerator"], 0)))
        if not is_missing(row["denominator"]):
            rows.append((say("分母", "Denominator"), format_number(row["denominator"], 0)))
        rows.append((say("报告完整率", "Complete"), format_value(row["completeness"] * 100, "%", language=language())))
    rows.append((say("来源", "Source"), source_name(metric, with_owner=True)))
    rows.append((say("版本", "Edition"), edition_name(metric)))
    return rows


def _gap_words(value: float, target: float, metric: Metric) -> str:
    """Return how far a figure is from its target, with as many decimals as tell it from nothing."""
    unit = metric.change_unit if metric.unit in ("%", "‰") else metric.unit
    gap = abs(target - value)
    decimals = next((places for places in range(metric.decimals, 6) if round_half_up(gap, places)), metric.decimals)
    unit_en = change_unit_en(metric, unit)
    return format_value(gap, unit, decimals=decimals, language=language(), unit_en=unit_en)


def _target_bar(row: pd.Series, metric: Metric, comparator: str) -> TargetBar | None:
    if is_missing(row["target"]) or is_missing(row["value"]):
        return None
    value, target = float(row["value"]), float(row["target"])
    met = value >= target if comparator in (">=", "=") else value <= target
    full = max(value, target, 1e-9) * 1.25
    full = min(full, 100.0) if metric.unit == "%" and max(value, target) <= 100 else full
    sign = {">=": "≥", "<=": "≤", "=": "", "~": say("约", "about ")}.get(comparator, "")
    target_words = format_value(
        target, metric.unit, decimals=_target_decimals(target), language=language(), unit_en=metric.unit_en
    )
    gap = _gap_words(value, target, metric)
    away = say("差", "short by ") if value < target else say("差", "over by ")
    words = (
        say(f"目标{sign}{target_words} · 已达标", f"target {sign}{target_words} · met")
        if met
        else say(f"目标{sign}{target_words} · 未达标，", f"target {sign}{target_words} · ") + away + gap
    )
    return TargetBar(min(1.0, value / full), min(1.0, target / full), words, met)


def _target_decimals(target: float) -> int:
    """Return the decimals that a target was set with: 43.96 % is not 44.0 %."""
    return next((places for places in range(4) if round_half_up(target, places) == exact_decimal(target)), 4)


def headline_figures(assessment: Assessment, filters: Scope, reference: Reference) -> list[HeadlineFigure]:
    """Return the sheet's cards, one a metric, in the order of the assessment."""
    return [_headline(assessment, metric, filters, reference) for metric in assessment.metrics]


def _headline(assessment: Assessment, metric: Metric, filters: Scope, reference: Reference) -> HeadlineFigure:
    row = assessment.headline(metric.id)
    year = min(assessment.period.last, reference.last_month) // 100
    explanation, place = _explanation(assessment, metric, row, reference)
    number, unit = figures.printed_value(row, metric, language())
    shown = row["status"] in ("shown", "incomplete")
    target = reference.target(
        metric.id, filters.county, filters.townships[0] if len(filters.townships) == 1 else None, assessment.period.last
    )
    base = base_words(row, metric)
    compare = assessment.compare
    has_base = compare is not None and not is_missing(row["compare_value"])
    return HeadlineFigure(
        name=metric_name(metric),
        value=number if shown else "",
        unit=unit.strip() if shown else "",
        verdict=Verdict(row["verdict"]) if compare is not None and shown else None,
        judgement=row["judgement"],
        direction=direction_of(float(row["change"]), change_places(metric, row["change_unit"])),
        change=change_words(row, metric, compare) if has_base else "",
        base=say(f"{comparison_name(compare)}{base}", f"from {base}") if has_base else "",
        target=_target_bar(row, metric, target.comparator if target else ">="),
        no_target=say("没有设定目标值", "no target set"),
        this_year=_months(assessment, metric, year),
        last_year=_months(assessment, metric, year - 1),
        explanation=explanation,
        place=place,
        definition=definition_rows(metric, row),
        status=row["status"],
        status_words=_status_words(row, filters, metric),
    )


def _status_words(row: pd.Series, filters: Scope, metric: Metric) -> str:
    if row["status"] == "hidden":
        return say(*STATUSES["hidden"])
    if row["status"] == "no_data" and filters.townships and not metric.can_be_split_by("township_code"):
        return say("只有全县数", "county only")
    return say(*STATUSES["no_data"]) if row["status"] == "no_data" else ""


def _months(assessment: Assessment, metric: Metric, year: int) -> list[float | None]:
    if not metric.can_be_split_by("month"):
        return []
    return [None if math.isnan(value) else value for value in assessment.months_of(metric.id, year)]


def _explanation(assessment: Assessment, metric: Metric, row: pd.Series, reference: Reference) -> tuple[str, str]:
    """Return one short sentence and the township it names."""
    if assessment.compare is None or row["status"] == "hidden" or len(assessment.of_townships(metric.id)) == 1:
        return "", ""
    named = named_township(assessment, metric.id)
    contributor = main_contributor(assessment, metric.id)
    clear = row["verdict"] in CLEAR
    if clear and contributor is not None and contributor[0] in reference.townships:
        name = place_name(reference.townships[contributor[0]])
        part = figures.contribution_words(contributor[1], metric, row["change_unit"], language())
        return say(f"主要来自{name}{part}", f"mostly {name} {part}"), name
    if named is not None:
        name = place_name(reference.townships[named["township_code"]])
        words = change_words(named, metric, assessment.compare)
        return f"{name}{'' if language() == 'zh' else ' '}{words}", name
    return _unmoved(assessment.of_townships(metric.id)), ""


def _unmoved(townships: pd.DataFrame) -> str:
    """Return how many townships were judged and did not move; "" where fewer than two could be judged.

    A township without a base, without a figure or with too few months has not stayed within its usual range: it is
    not known.
    """
    still = int((townships["verdict"] == Verdict.NO_CLEAR_CHANGE).sum())
    if still < 2:
        return ""
    if still == len(townships):
        return say("各乡镇变化都在波动范围内", "every township within its usual range")
    return say(
        f"能判断的{still}个乡镇变化都在波动范围内", f"the {still} townships that can be judged: within usual range"
    )


def signed_words(value: float, unit: str) -> str:
    """Return a contribution with its sign and unit: +1.1个百分点."""
    return figures.signed_words(value, unit, language())


def verdict_word(code: str) -> str:
    """Return a verdict in the reader's language."""
    return say(*VERDICTS[code])


def overview_finding(assessment: Assessment, metric_id: str, filters: Scope, reference: Reference) -> tuple[str, str]:
    """Return the page's finding about one metric and the township to underline."""
    return words_of(filters, reference).finding(assessment, metric_id)


def movement_sentence(assessment: Assessment, metric_id: str, filters: Scope, reference: Reference) -> str:
    """Return one sentence with the change, its interval where there is one, and the township that did most of it."""
    return words_of(filters, reference).movement(assessment, metric_id)[0]


def verdict_counts(assessment: Assessment, filters: Scope, reference: Reference) -> str:
    """Return how many of the metrics moved: 8项指标：4项明显上升，…"""
    return words_of(filters, reference).verdict_counts(assessment)


def reporting_words(assessment: Assessment) -> str:
    """Return how many townships have reported in full: 9个乡镇中8个已报全."""
    rows = assessment.townships
    if rows.empty:
        return ""
    complete = rows.groupby("township_code")["completeness"].min() >= 1
    return say(
        f"{len(complete)}个乡镇中{int(complete.sum())}个已报全",
        f"{int(complete.sum())} of {len(complete)} townships reported in full",
    )


def heat_columns(metrics: Sequence[Metric]) -> list[Column]:
    """Return the heat table's columns."""
    return [
        Column(say(metric.short_zh or metric.name_zh, metric.short_en or metric.name_en), metric_unit(metric))
        for metric in metrics
    ]


def heat_rows(
    assessment: Assessment, metrics: Sequence[Metric], filters: Scope, reference: Reference, point: str = ""
) -> list[HeatRow]:
    """Return a row a township and the sum row last, unless it is the sum of one; `point` is the township underlined."""
    by_place = {(row["metric_id"], row["township_code"]): row for _, row in assessment.townships.iterrows()}
    codes = list(dict.fromkeys(assessment.townships["township_code"]))
    rows = []
    for code in codes:
        name = place_name(reference.townships[code])
        cells = [_heat_cell(by_place.get((metric.id, code)), metric, name) for metric in metrics]
        rows.append(HeatRow(chart_name(name), cells, is_point=bool(point) and name == point))
    if len(rows) == 1:
        return rows
    total = scope_name(filters, reference)
    # The sum row is never coloured: it is the finding's figure, and colour is for telling townships apart.
    sums = [replace(_heat_cell(assessment.headline(metric.id), metric, total), step=None) for metric in metrics]
    rows.append(HeatRow(say(total, total.capitalize()), sums, is_sum=True))
    return rows


def _heat_cell(row: pd.Series | None, metric: Metric, name: str) -> HeatCell:
    if row is None or row["status"] in ("hidden", "no_data"):
        status = "no_data" if row is None else row["status"]
        words = say(*STATUSES[status])
        return HeatCell("", status=status, status_words=words, title=f"{name} {metric_name(metric)} {words}")
    change = float(row["change"])
    sure = certainty(row["verdict"])
    step = diverging_step(change, row["change_unit"], metric.better) if sure == "clear" else None
    value = format_number(row["value"], cell_decimals(metric))
    places = change_places(metric, row["change_unit"])
    size = "" if math.isnan(change) else format_number(abs(change), places)
    title = f"{name} {metric_name(metric)} {value_words(row, metric)} {verdict_word(row['verdict'])}"
    return HeatCell(value, size, direction_of(change, places), sure, step, title=title)


def contributions(assessment: Assessment, metric_id: str, reference: Reference, point: str = "") -> list[Contribution]:
    """Return each township's part of the county's change (and the lead hospital's), for the waterfall."""
    decomposition = assessment.contributions.get(metric_id)
    if decomposition is None:
        return []
    places = parts_decimals(decomposition.by_place().values(), assessment.headline(metric_id)["change_unit"])
    found = []
    for code, value in decomposition.by_place().items():
        name = say(*PLACE_WORDS[code]) if code in PLACE_WORDS else chart_name(place_name(reference.townships[code]))
        text = format_number(value, places, signed=True)
        found.append(Contribution(name, float(value), text, is_point=bool(point) and name == chart_name(point)))
    return found


def compare_label(filters: Scope, period: Period) -> str:
    """Return the base period's name, for a chart's end."""
    base = period.previous_year() if filters.compare == "yoy" else period.previous()
    return period_label(base)
