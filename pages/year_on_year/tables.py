"""The tables of 同比指标: townships with both years, the set of indicators, the evidence register, both readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from faces.blocks import Cell, Column, Row
from faces.blocks.sheet import certainty
from findings.figures import base_words, change_interval_words, change_places, change_words, direction_of, value_words
from metrics.catalogue import get
from metrics.catalogue.national import GROUPS_EN, NATIONAL_LIST, official_name
from metrics.definition import Metric
from metrics.judge.assessment import Assessment, standings
from metrics.judge.comparison_places import ITEM_WORDS, SideBySide
from metrics.judge.peers import PeerStanding
from metrics.national.indicators import growth
from metrics.national.postings import PostingAudit
from metrics.reads.evidence import STATE_WORDS, EvidenceItem
from metrics.reference import Reference
from metrics.scope import Scope
from pages.year_on_year.words import NATIONAL, indicator_name
from ui.filters import place_name
from ui.language import language, say
from ui.words import office_words, words_of
from words.names import STATUSES, VERDICTS
from words.numbers import format_change, format_interval, format_number, format_value, is_missing

_STANDING_WORDS = {
    "above": ("高于全县", "above"),
    "below": ("低于全县", "below"),
    "same": ("无明显差别", "no difference"),
}


def township_table(
    assessment: Assessment,
    metric: Metric,
    rows: pd.DataFrame,
    filters: Scope,
    reference: Reference,
    point: str,
    county: float,
) -> tuple[list[Column], list[Row]]:
    """Return both years, the change with its interval, the verdict, the standing and completeness by township.

    county : the whole county's figure, which a township stands above or below. The sum row is left out where it is
        the sum of one.
    """
    unit = say(metric.unit, metric.unit_en)
    columns = [
        Column(say("乡镇", "Township"), kind="text"),
        Column(say("本期", "Value"), unit),
        Column(say("95%区间", "95% interval"), unit, phone=False),
        Column(say("对比期", "Base"), unit),
        Column(say("变化", "Change")),
        Column(say("变化的95%区间", "its 95% interval"), phone=False),
        Column(say("是否真变了", "Verdict"), kind="text", phone=False),
        Column(say("与全县", "Against county"), kind="text", phone=False),
        Column(say("报告完整率", "Complete"), "%", phone=False),
    ]
    own = [
        Row(
            _township_cells(place_name(reference.townships[row["township_code"]]), row, metric, filters, standing),
            is_point=bool(point) and place_name(reference.townships[row["township_code"]]) == point,
        )
        for standing, (_, row) in zip(standings(rows, county), rows.iterrows(), strict=True)
    ]
    if len(own) != 1:
        total = assessment.headline(metric.id)
        own.append(Row(_township_cells(words_of(filters, reference).scope, total, metric, filters, ""), is_sum=True))
    return columns, own


def _township_cells(name: str, row: pd.Series, metric: Metric, filters: Scope, standing: str) -> list[str | Cell]:
    if row["status"] in ("hidden", "no_data"):
        gone = Cell(
            say(*STATUSES[row["status"]]),
            status=row["status"],
        )
        return [name, gone, "", "", "", "", "", "", ""]
    interval = not is_missing(row["lower"])
    return [
        name,
        Cell(format_number(row["value"], metric.decimals), strong=True),
        format_interval(row["lower"], row["upper"], "", decimals=metric.decimals) if interval else "",
        "" if is_missing(row["compare_value"]) else format_number(row["compare_value"], metric.decimals),
        _moved_cell(change_words(row, metric, filters.compare, language()), row, metric),
        change_interval_words(row, metric, filters.compare, language()),
        say(*VERDICTS[row["verdict"]]) if filters.compare else "",
        say(*_STANDING_WORDS[standing]) if standing in _STANDING_WORDS else "",
        format_number(row["completeness"] * 100, 1),
    ]


def set_table(
    assessment: Assessment, set_key: str, metric_ids: Sequence[str], filters: Scope, chosen: str
) -> tuple[list[Column], list[Row]]:
    """Return every indicator of the set for the county: figure, base, change, verdict, target, completeness."""
    columns = [
        Column(say("指标", "Indicator"), kind="text"),
        *([Column(say("类别", "Group"), kind="text", phone=False)] if set_key == NATIONAL else []),
        Column(say("本期", "Value")),
        Column(say("对比期", "Base"), phone=False),
        Column(say("变化", "Change")),
        Column(say("是否真变了", "Verdict"), kind="text", phone=False),
        Column(say("目标", "Target"), phone=False),
        Column(say("报告完整率", "Complete"), "%", phone=False),
        *([] if set_key == NATIONAL else [Column(say("版本", "Edition"), kind="text", phone=False)]),
    ]
    rows = []
    for metric_id in metric_ids:
        metric, row = get(metric_id), assessment.headline(metric_id)
        known = row["status"] not in ("hidden", "no_data")
        target = "" if is_missing(row["target"]) else format_value(row["target"], metric.unit, language=language())
        words: list[str | Cell] = [
            indicator_name(metric_id, set_key),
            *(
                [say(measure.group, GROUPS_EN[measure.group])]
                if (measure := official_name(metric_id)) and set_key == NATIONAL
                else []
            ),
            Cell(value_words(row, metric, language()), strong=metric_id == chosen, status=row["status"]),
            base_words(row, metric, language()) if known and not is_missing(row["compare_value"]) else "",
            _moved_cell(_change(row, metric, filters), row, metric) if known else "",
            say(*VERDICTS[row["verdict"]]) if filters.compare and known else "",
            target,
            format_number(row["completeness"] * 100, 1) if known else "",
            *([] if set_key == NATIONAL else [say(metric.source.edition, metric.source.edition_en)]),
        ]
        rows.append(Row(words))
    return columns, rows


def _moved_cell(words: str, row: pd.Series, metric: Metric) -> str | Cell:
    """Return a change with its arrow: filled where it is clear, hollow where it is not."""
    if not words or is_missing(row["change"]):
        return words
    return Cell(
        words,
        judgement=row["judgement"],
        direction=direction_of(float(row["change"]), change_places(metric, row["change_unit"])),
        certainty=certainty(row["verdict"]),
    )


def _change(row: pd.Series, metric: Metric, filters: Scope) -> str:
    """Return the change in words; where a metric is followed by its growth, that too, in %."""
    words = change_words(row, metric, filters.compare, language())
    if metric.growth and not is_missing(row["compare_value"]):
        rate = growth(float(row["value"]), float(row["compare_value"]))
        words += say("，", ", ") + format_change(rate, "%", language=language())
    return words


# --- what belongs to one indicator


def evidence_table(register: Mapping[str, Sequence[EvidenceItem]]) -> tuple[list[Column], list[Row]]:
    """Return the three qualitative measures, item by item; the state in words, never a percentage."""
    columns = [
        Column(say("指标", "Measure"), kind="text"),
        Column(say("事项", "Item"), kind="text"),
        Column(say("佐证材料", "Document"), kind="text", phone=False),
        Column(say("日期", "Date"), kind="text", phone=False),
        Column(say("责任单位", "Owner"), kind="text", phone=False),
        Column(say("评估意见", "Assessor's note"), kind="text", phone=False),
        Column(say("状态", "State"), kind="text"),
    ]
    rows = []
    for measure in NATIONAL_LIST:
        for item in register.get(measure.evidence, ()) if measure.evidence else ():
            date = item.document_date
            rows.append(
                Row(
                    [
                        say(measure.name_zh, measure.name_en),
                        say(item.item_zh, item.item_en),
                        item.document_zh,
                        say(f"{date.year}年{date.month}月{date.day}日", f"{date:%Y-%m-%d}")
                        if date
                        else say("无", "none"),
                        office_words(item.owner),
                        item.note_zh,
                        Cell(say(*STATE_WORDS[item.state]), strong=item.state == "missing"),
                    ]
                )
            )
    return columns, rows


def posting_words(audit: PostingAudit) -> str:
    """Return what became of the postings of the period: counted, and left out for which reason."""
    left = [
        (audit.below_title, "职称低于中级", "below intermediate"),
        (audit.unknown_title, "职称不明", "title unknown"),
        (audit.bad_dates, "日期有误", "bad dates"),
        (audit.not_to_primary, "派往的不是基层机构", "not to primary"),
        (audit.not_from_secondary, "派出的不是二级及以上机构", "not from secondary"),
    ]
    parts = [say(f"{words}{count}条", f"{english} {count}") for count, words, english in left]
    counted = say(
        f"计入派驻{audit.counted}条、{audit.persons}人", f"{audit.counted} postings, {audit.persons} persons counted"
    )
    return counted + say("；不计：", "; left out: ") + say("，", ", ").join(parts) + say("。", ".")


def peer_words(standing: PeerStanding | None, metric: Metric) -> str:
    """Return where the county stands among the others, with what its interval leaves open."""
    if metric.is_additive:
        return say("数量随县的大小而定，不与其他县比较。", "Sums follow a county's size and are not compared.")
    if standing is None:
        return say("可比的县（市、区）不足，不作比较。", "Too few counties to compare.")
    middle = format_number(standing.percentile, 0)
    # The interval is said also where it leaves nothing open: a rank is never bare.
    spread = f"{format_interval(standing.lower, standing.upper, '', decimals=0)}%"
    spread = say(f"（95%联合区间{spread}）", f" (joint 95% interval {spread})")
    return say(
        f"在{standing.peers}个县（市、区）中，高于其中{middle}%{spread}。",
        f"Above {middle}% of {standing.peers} counties{spread}.",
    )


def side_by_side_rows(
    sides: Sequence[SideBySide], metric: Metric, names: Mapping[str, str]
) -> tuple[list[Column], list[Row]]:
    """Return as-reported and comparable readings of each place, and what lies between them."""
    columns = [
        Column(say("范围", "Place"), kind="text"),
        Column(say("按报告口径的变化", "As reported")),
        Column(say("可比口径的变化", "Comparable")),
        Column(say("差额从哪里来", "What lies between"), kind="text"),
    ]
    rows = []
    for side in sides:
        words = [
            f"{say(ITEM_WORDS[item.kind], item.kind)} {names.get(item.code, item.code)}" + _effect(item.effect, metric)
            for item in side.items[:6]
        ]
        if len(side.items) > 6:
            rest = sum(item.effect for item in side.items[6:] if not is_missing(item.effect))
            words.append(say(f"其余{len(side.items) - 6}项", "others") + _effect(rest, metric))
        rows.append(
            Row(
                [
                    names.get(side.place, side.place),
                    _moved(side.reported.change, metric),
                    _moved(side.comparable.change, metric),
                    say("；", "; ").join(words) or say("无差别", "none"),
                ]
            )
        )
    return columns, rows


def _moved(change: float, metric: Metric) -> str:
    if is_missing(change):
        return say("没有可比的基数", "no base")
    return format_change(change, metric.change_unit, language=language(), unit_en=metric.unit_en)


def _effect(effect: float, metric: Metric) -> str:
    return "" if is_missing(effect) else f" {format_number(effect, metric.change_decimals, signed=True)}"
