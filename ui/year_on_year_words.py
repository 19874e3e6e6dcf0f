"""Judged figures and monthly series → what the page 同比指标 draws and says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from charts.rows import ControlPoint, FunnelLimits, FunnelPoint, LimitSegment, Panel
from metrics.assessment import Assessment, standings
from metrics.catalogue import CATALOGUE, FAMILIES, get, of_family
from metrics.catalogue.national import FAMILY as NATIONAL_FAMILY
from metrics.catalogue.national import NATIONAL_IDS, NATIONAL_LIST, official_name
from metrics.comparison_places import ITEM_WORDS, SideBySide
from metrics.definition import Metric
from metrics.evidence import STATE_WORDS, EvidenceItem
from metrics.intervals import ALERT_CONFIDENCE, funnel_limits_of_proportion, funnel_limits_of_rate
from metrics.mechanisms import MechanismCard
from metrics.national import growth
from metrics.national_postings import PostingAudit
from metrics.number_words import format_change, format_interval, format_number, format_value, is_missing
from metrics.peers import PeerStanding
from metrics.period import Period
from metrics.reference import Reference
from metrics.series import MonthlySeries
from metrics.spc import ASSURANCE_WORDS
from ui.figures import (
    base_words,
    change_words,
    metric_name,
    metric_unit,
    movement_sentence,
    scope_name,
    value_words,
    verdict_word,
)
from ui.filters import Filters, period_label, place_name
from ui.language import language, say
from ui.tokens import Judgement
from ui.view_models import Cell, Column, Row, certainty

NATIONAL = "national"
READING_WORDS = {
    "as_asked": ("所选时期", "Period chosen"),
    "to_date": ("累计（1月起）", "Since January"),
    "rolling": ("近12个月", "Last 12 months"),
    "spring": ("1—2月合并", "Jan–Feb together"),
}
_STANDING_WORDS = {
    "above": ("高于全县", "above"),
    "below": ("低于全县", "below"),
    "same": ("无明显差别", "no difference"),
}


# --- which indicators


def indicator_sets(cards: Mapping[str, Sequence[MechanismCard]]) -> dict[str, tuple[str, ...]]:
    """Return key → metric ids: the national list, each county's own mechanisms, then the families.

    cards : county code → its mechanisms.
    """
    found: dict[str, tuple[str, ...]] = {NATIONAL: NATIONAL_IDS}
    for county, own in cards.items():
        ids = dict.fromkeys(metric_id for card in own for metric_id in card.metric_ids if metric_id in CATALOGUE)
        if ids:
            found[f"county-{county}"] = tuple(ids)
    for position, family in enumerate(FAMILIES):
        if family != NATIONAL_FAMILY:
            found[f"family-{position}"] = tuple(metric.id for metric in of_family(family))
    return found


def set_name(key: str, reference: Reference) -> str:
    """Return what a set is called: 国家14项, 离石口径, or the family."""
    kind, _, rest = key.partition("-")
    if kind == "county":
        place = reference.counties[rest]
        return say(f"{place.name_zh.rstrip('县区市旗')}口径", f"{place.name_en}'s own")
    if kind == "family":
        return FAMILIES[int(rest)]
    return say("国家14项", "National list")


def indicator_name(metric_id: str, set_key: str) -> str:
    """Return an indicator's name; in the national list the list's own."""
    measure = official_name(metric_id) if set_key == NATIONAL else None
    return metric_name(get(metric_id)) if measure is None else say(measure.name_zh, measure.name_en)


# --- the finding


def year_on_year_finding(
    assessment: Assessment, metric: Metric, rows: pd.DataFrame, filters: Filters, reference: Reference
) -> tuple[str, str]:
    """Return how many townships differ clearly from the county and which lies worst, else how the figure moved."""
    total = assessment.headline(metric.id)
    words = standings(rows, float(total["value"])) if len(rows) > 1 and not is_missing(total["value"]) else []
    above, below = words.count("above"), words.count("below")
    if filters.townships or not above + below or "unknown" in words or language() == "en":
        return movement_sentence(assessment, metric.id, filters, reference), ""
    rest = len(words) - above - below
    parts = [f"{above}个高于全县" if above else "", f"{below}个低于全县" if below else ""]
    tail = f"，其余{rest}个没有明显差别" if rest else ""
    named = rows[[word in ("above", "below") for word in words]]
    worst = named["value"].idxmax() if metric.better == "lower" else named["value"].idxmin()
    name = place_name(reference.townships[named.loc[worst, "township_code"]])
    end = "最高" if metric.better == "lower" else "最低"
    head = f"{len(words)}个乡镇中{'、'.join(part for part in parts if part)}{tail}"
    if (metric.better == "lower" and not above) or (metric.better != "lower" and not below):
        return f"{head}。", ""
    return f"{head}；{name}{end}，为{value_words(named.loc[worst], metric)}。", name


# --- the months


def month_label(month: int) -> str:
    """Return a month as an axis prints it."""
    return say(f"{month // 100}年{month % 100}月", f"{month // 100}-{month % 100:02d}")


def control_points(series: MonthlySeries, metric: Metric, row: int = 0) -> list[ControlPoint]:
    """Return the months of a series with their special causes."""
    points = []
    for index, month in enumerate(series.months):
        value = series.values[row, index]
        judged = str(series.judgement[row, index])
        special: Judgement | None = judged if judged in ("good", "bad", "neutral") else None  # type: ignore[assignment]
        text = format_value(value, metric.unit, decimals=_decimals(metric), language=language())
        points.append(
            ControlPoint(
                month_label(month),
                None if np.isnan(value) else float(value),
                text,
                special,
                series.reason(row, index) if special else "",
            )
        )
    return points


def _decimals(metric: Metric) -> int | None:
    return None if metric.model in ("count", "amount") else metric.decimals


def limit_segments(series: MonthlySeries, metric: Metric, row: int = 0) -> list[LimitSegment]:
    """Return the limits in force, one stretch for each definition; none where too few months have a value."""
    starts = [0, *series.starts]
    found = []
    for start, end in zip(starts, [*starts[1:], len(series.months)], strict=True):
        mean, lower, upper = (float(part[row, start]) for part in series.chart[1:4])
        if any(np.isnan(level) for level in (mean, lower, upper)):
            continue
        lower = max(lower, 0.0) if float(np.nanmin(series.values[row])) >= 0 else lower
        texts = [
            format_value(level, metric.unit, decimals=_decimals(metric), language=language())
            for level in (mean, lower, upper)
        ]
        reason = say("口径调整", "new definition") if start else ""
        found.append(LimitSegment(start, end - 1, mean, lower, upper, *texts, break_reason=reason))
    return found


def optional(values: Sequence[float] | np.ndarray[Any, Any]) -> list[float | None]:
    """Return values with None for NaN, as charts take them."""
    return [None if np.isnan(value) else float(value) for value in values]


def control_note(series: MonthlySeries, target: float, metric: Metric, row: int = 0) -> str:
    """Return one line: what the newest special cause is, how the target is met, and how provisional the limits are."""
    parts = [
        say("灰带为正常波动范围（XmR），大点为超出常态，点线为上年", "Band: usual range (XmR); dotted: year before")
    ]
    special = [index for index in range(len(series.months)) if series.judgement[row, index]]
    if special and language() == "zh":
        parts.append(f"{month_label(series.months[special[-1]])}：{series.reason(row, special[-1])}")
    word = series.assured(row, target, metric.better)
    if word and language() == "zh":
        parts.append(f"按目前水平{ASSURANCE_WORDS[word]}")
    if bool(series.chart.provisional[row, -1]):
        parts.append(say("不足12个月，界限为暂定", "under 12 months, limits provisional"))
    return say("；", "; ").join(parts)


def events_of(milestones: pd.DataFrame, months: Sequence[int]) -> list[tuple[int, str, str]]:
    """Return (position, letter, words) of the milestones that fall into the months shown."""
    inside = [row for row in milestones.itertuples() if row.month in months]
    return [
        (list(months).index(row.month), "ABCDEFGHIJ"[index % 10], f"{row.date} {say(row.event_zh, row.event_en)}")
        for index, row in enumerate(inside)
    ]


def township_panels(
    series: MonthlySeries, metric: Metric, reference: Reference, point: str, end: int
) -> tuple[list[Panel], list[str]]:
    """Return a panel a township for the months of the period's year, and the months' names."""
    count = end % 100
    kept = slice(len(series.months) - count, None)
    panels = []
    for row, code in enumerate(series.places):
        values = optional(series.values[row, kept])
        last = next((value for value in reversed(values) if value is not None), None)
        name = place_name(reference.townships[code])
        has_interval = not np.isnan(series.lower[row, kept]).all()
        panels.append(
            Panel(
                name,
                values,
                optional(series.behind[row, kept]),
                "" if last is None else format_value(last, metric.unit, decimals=_decimals(metric)),
                is_point=bool(point) and name == point,
                lower=optional(series.lower[row, kept]) if has_interval else (),
                upper=optional(series.upper[row, kept]) if has_interval else (),
            )
        )
    return panels, [f"{month}月" for month in range(1, count + 1)]


# --- the funnel


def funnel_of(
    rows: pd.DataFrame, metric: Metric, county_value: float, reference: Reference, point: str
) -> tuple[list[FunnelPoint], FunnelLimits] | None:
    """Return townships by size with the limits of chance round the county's figure; None for other than people."""
    known = rows[rows["value"].notna() & rows["denominator"].notna()]
    if metric.model not in ("proportion", "rate") or metric.computed is not None or len(known) < 3:
        return None
    average, largest = county_value / metric.per, float(known["denominator"].max())
    sizes = np.linspace(max(float(known["denominator"].min()) * 0.5, 1.0), largest * 1.05, 80)
    limits_of = funnel_limits_of_proportion if metric.model == "proportion" else funnel_limits_of_rate
    near, far = limits_of(average, sizes), limits_of(average, sizes, confidence=ALERT_CONFIDENCE)
    own = limits_of(average, known["denominator"].to_numpy(float), confidence=ALERT_CONFIDENCE)
    points = []
    for (_, row), low, high in zip(known.iterrows(), own.lower, own.upper, strict=True):
        share = float(row["value"]) / metric.per
        name = place_name(reference.townships[row["township_code"]])
        points.append(
            FunnelPoint(
                name,
                float(row["denominator"]),
                float(row["value"]),
                value_words(row, metric),
                "above" if share > high else "below" if share < low else "same",
                is_point=bool(point) and name == point,
            )
        )
    lines = [[float(level) * metric.per for level in part] for part in (near.lower, near.upper, far.lower, far.upper)]
    return points, FunnelLimits(sizes.tolist(), lines[0], lines[1], lines[2], lines[3])


# --- tables


def township_table(
    assessment: Assessment, metric: Metric, rows: pd.DataFrame, filters: Filters, reference: Reference, point: str
) -> tuple[list[Column], list[Row]]:
    """Return both years, the change with its interval, the verdict, the standing and completeness, township by township."""
    unit = metric_unit(metric)
    columns = [
        Column(say("乡镇", "Township"), kind="text"),
        Column(say("本期", "Value"), unit),
        Column(say("95%区间", "95% interval"), unit, phone=False),
        Column(say("对比期", "Base"), unit),
        Column(say("变化", "Change")),
        Column(say("变化的95%区间", "its 95% interval"), phone=False),
        Column(say("是否真变了", "Verdict"), kind="text"),
        Column(say("与全县", "Against county"), kind="text", phone=False),
        Column(say("报告完整率", "Complete"), "%", phone=False),
    ]
    total = assessment.headline(metric.id)
    county = float(total["value"])
    own = [
        Row(
            _township_cells(place_name(reference.townships[row["township_code"]]), row, metric, filters, standing),
            is_point=bool(point) and place_name(reference.townships[row["township_code"]]) == point,
        )
        for standing, (_, row) in zip(standings(rows, county), rows.iterrows(), strict=True)
    ]
    own.append(Row(_township_cells(scope_name(filters, reference), total, metric, filters, ""), is_sum=True))
    return columns, own


def _township_cells(name: str, row: pd.Series, metric: Metric, filters: Filters, standing: str) -> list[str | Cell]:
    if row["status"] in ("hidden", "no_data"):
        gone = Cell(
            say({"hidden": "已隐藏", "no_data": "未报"}[row["status"]], "hidden" if row["status"] == "hidden" else "–"),
            status=row["status"],
        )
        return [name, gone, "", "", "", "", "", "", ""]
    interval = not is_missing(row["lower"])
    moved = not is_missing(row["change_lower"]) and filters.compare is not None
    return [
        name,
        Cell(format_number(row["value"], metric.decimals), strong=True),
        format_interval(row["lower"], row["upper"], "", decimals=metric.decimals) if interval else "",
        "" if is_missing(row["compare_value"]) else format_number(row["compare_value"], metric.decimals),
        Cell(
            change_words(row, metric, filters.compare), judgement=row["judgement"], certainty=certainty(row["verdict"])
        ),
        format_interval(row["change_lower"], row["change_upper"], "", decimals=2 if metric.decimals > 1 else 1)
        if moved
        else "",
        verdict_word(row["verdict"]) if filters.compare else "",
        say(*_STANDING_WORDS[standing]) if standing in _STANDING_WORDS else "",
        format_number(row["completeness"] * 100, 1),
    ]


def set_table(
    assessment: Assessment, set_key: str, metric_ids: Sequence[str], filters: Filters, chosen: str
) -> tuple[list[Column], list[Row]]:
    """Return every indicator of the set for the county: figure, base, change, verdict, target, completeness."""
    columns = [
        Column(say("指标", "Indicator"), kind="text"),
        Column(say("本期", "Value")),
        Column(say("对比期", "Base"), phone=False),
        Column(say("变化", "Change")),
        Column(say("是否真变了", "Verdict"), kind="text"),
        Column(say("目标", "Target"), phone=False),
        Column(say("报告完整率", "Complete"), "%", phone=False),
        Column(say("版本", "Edition"), kind="text", phone=False),
    ]
    rows = []
    for metric_id in metric_ids:
        metric, row = get(metric_id), assessment.headline(metric_id)
        known = row["status"] not in ("hidden", "no_data")
        target = "" if is_missing(row["target"]) else format_value(row["target"], metric.unit, language=language())
        words: list[str | Cell] = [
            indicator_name(metric_id, set_key),
            Cell(value_words(row, metric), strong=metric_id == chosen, status=row["status"]),
            base_words(row, metric) if known and not is_missing(row["compare_value"]) else "",
            Cell(
                _change(row, metric, filters) if known else "",
                judgement=row["judgement"],
                certainty=certainty(row["verdict"]),
            ),
            verdict_word(row["verdict"]) if filters.compare and known else "",
            target,
            format_number(row["completeness"] * 100, 1) if known else "",
            metric.source.edition,
        ]
        rows.append(Row(words))
    return columns, rows


def _change(row: pd.Series, metric: Metric, filters: Filters) -> str:
    """Return the change in words; the cost measure of the national list also as growth in %."""
    words = change_words(row, metric, filters.compare)
    if metric.id == "insured_cost_per_admission" and not is_missing(row["compare_value"]):
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
                        item.owner,
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


def peer_words(standing: PeerStanding | None) -> str:
    """Return where the county stands among the others, with what its interval leaves open."""
    if standing is None:
        return say("可比的县（市、区）不足，不作比较。", "Too few counties to compare.")
    middle = format_number(standing.percentile, 0)
    if standing.lower == standing.upper:
        spread = ""
    else:
        spread = say("（区间", " (interval ") + f"{format_interval(standing.lower, standing.upper, '', decimals=0)}%"
        spread += say("）", ")")
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
            f"{say(ITEM_WORDS[item.kind], item.kind)} {names.get(item.code, item.code)}"
            + ("" if is_missing(item.effect) else f" {format_number(item.effect, 1, signed=True)}")
            for item in side.items[:6]
        ]
        if len(side.items) > 6:
            rest = sum(item.effect for item in side.items[6:] if not is_missing(item.effect))
            words.append(say(f"其余{len(side.items) - 6}项", "others") + f" {format_number(rest, 1, signed=True)}")
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


def events_html(events: Sequence[tuple[int, str, str]]) -> str:
    """Return the milestones drawn on the chart, letter by letter."""
    inside = "".join(f"<span><b>{escape(letter)}</b> {escape(words)}</span>" for _, letter, words in events)
    return f'<p class="yl yl-note">{inside}</p>' if events else ""


def compared_words(row: pd.Series, period: Period, filters: Filters) -> str:
    """Return which months are held against which."""
    if filters.compare is None or row["compare_period"] is None:
        return ""
    base = Period.parse(row["compare_period"])
    fewer = base.month_count < period.month_count
    text = say(f"与{base.label_zh}相比", f"against {period_label(base)}")
    return text + (say("（只比两期都有的月份）", " (months that both hold)") if fewer else "")
