"""Judged figures and monthly series → what the page 同比指标 draws and says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from faces.blocks.marks import ControlPoint, FunnelLimits, FunnelPoint, LimitSegment, Panel
from faces.look.tokens import Judgement
from findings.figures import value_words
from metrics.catalogue import CATALOGUE, FAMILIES, get, of_family
from metrics.catalogue.national import FAMILY as NATIONAL_FAMILY
from metrics.catalogue.national import NATIONAL_IDS, official_name
from metrics.definition import Metric
from metrics.judge.assessment import Assessment, standings
from metrics.judge.indicator import Indicator
from metrics.judge.limits import DEFINITION_REASON
from metrics.judge.series import MonthlySeries
from metrics.period import Period
from metrics.reads.mechanisms import MechanismCard
from metrics.reference import Reference
from metrics.scope import Scope
from metrics.statistics.intervals import ALERT_CONFIDENCE, funnel_limits_of_proportion, funnel_limits_of_rate
from metrics.statistics.spc import ASSURANCE_EN, ASSURANCE_WORDS
from ui.filters import period_label, place_name
from ui.language import language, say
from ui.words import words_of
from words.names import FAMILIES_EN, chart_name
from words.numbers import format_value, is_missing

NATIONAL = "national"
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
OPENS_WITH = "in_county_admission_share"
READING_WORDS = {
    "as_asked": ("所选时期", "Period chosen"),
    "to_date": ("累计（1月起）", "Since January"),
    "rolling": ("近12个月", "Last 12 months"),
    "spring": ("1—2月合并", "Jan–Feb together"),
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


def opening_first(metric_ids: Sequence[str]) -> tuple[str, ...]:
    """Return the ids with the one that a page opens first: counted by where people live, so that townships differ."""
    return tuple(sorted(metric_ids, key=lambda metric_id: metric_id != OPENS_WITH))


def set_name(key: str, reference: Reference) -> str:
    """Return what a set is called: 国家14项, 离石口径, or the family."""
    kind, _, rest = key.partition("-")
    if kind == "county":
        place = reference.counties[rest]
        return say(f"{place.name_zh.rstrip('县区市旗')}口径", f"{place.name_en}'s own")
    if kind == "family":
        family = FAMILIES[int(rest)]
        return say(family, FAMILIES_EN.get(family, family))
    return say("国家14项", "National list")


def indicator_name(metric_id: str, set_key: str) -> str:
    """Return an indicator's name; in the national list the list's own."""
    named = (official_name(metric_id) if set_key == NATIONAL else None) or get(metric_id)
    return say(named.name_zh, named.name_en)


# --- the finding


def year_on_year_finding(
    assessment: Assessment, metric: Metric, rows: pd.DataFrame, filters: Scope, reference: Reference
) -> tuple[str, str]:
    """Return how many townships differ clearly from the county and which lies worst, else how the figure moved."""
    total = assessment.headline(metric.id)
    words = standings(rows, float(total["value"])) if len(rows) > 1 and not is_missing(total["value"]) else []
    above, below = words.count("above"), words.count("below")
    if filters.townships or not above + below or "unknown" in words or is_structural(rows):
        return words_of(filters, reference).movement(assessment, metric.id)
    rest = len(words) - above - below
    parts = [
        say(f"{above}个高于全县", f"{above} above the county") if above else "",
        say(f"{below}个低于全县", f"{below} below{'' if above else ' the county'}") if below else "",
    ]
    tail = say(f"，其余{rest}个没有明显差别", f", no clear difference for the other {rest}") if rest else ""
    listed = say("、", ", ").join(part for part in parts if part)
    head = say(f"{len(words)}个乡镇中{listed}{tail}", f"Of {len(words)} townships {listed}{tail}")
    if (metric.better == "lower" and not above) or (metric.better != "lower" and not below):
        return head + say("。", "."), ""
    named = rows[[word in ("above", "below") for word in words]]
    worst = named["value"].idxmax() if metric.better == "lower" else named["value"].idxmin()
    name = place_name(reference.townships[named.loc[worst, "township_code"]])
    end = say("最高", "highest") if metric.better == "lower" else say("最低", "lowest")
    value = value_words(named.loc[worst], metric, language())
    return head + say(f"；{name}{end}，为{value}。", f"; {name} {end} at {value}."), name


def is_structural(rows: pd.DataFrame) -> bool:
    """Say whether most townships stand at exactly 0 or 100 %: they lack the institutions that could make it differ."""
    values = rows.loc[rows["unit"] == "%", "value"].dropna()
    return len(values) > 1 and float(values.isin([0.0, 100.0]).mean()) > 0.5


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
                say(series.reason(row, index), series.reason_en(row, index)) if special else "",
            )
        )
    return points


def _decimals(metric: Metric) -> int | None:
    return None if metric.model in ("count", "amount") else metric.decimals


def limit_segments(series: MonthlySeries, metric: Metric, row: int = 0) -> list[LimitSegment]:
    """Return the limits in force, one stretch for each definition; none where too few months have a value."""
    reasons = {0: "", **{rebase.start: rebase.reason for rebase in series.rebases}}
    starts = list(reasons)
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
        reason = say(reasons[start], {DEFINITION_REASON: "new definition"}.get(reasons[start], reasons[start]))
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
    if special:
        month, reasons = month_label(series.months[special[-1]]), (series.reason, series.reason_en)
        chinese, english = (told(row, special[-1]) for told in reasons)
        parts.append(say(f"{month}：{chinese}", f"{month}: {english}"))
    word = series.assured(row, target, metric.better)
    if word:
        parts.append(say(f"按目前水平{ASSURANCE_WORDS[word]}", f"as things are it {ASSURANCE_EN[word]}"))
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
        title = chart_name(name)
        has_interval = not np.isnan(series.lower[row, kept]).all()
        panels.append(
            Panel(
                title,
                values,
                optional(series.behind[row, kept]),
                # The unit stands in the page's line above; a phone has no room for it nine times.
                "" if last is None else _end_text(last, metric),
                is_point=bool(point) and name == point,
                lower=optional(series.lower[row, kept]) if has_interval else (),
                upper=optional(series.upper[row, kept]) if has_interval else (),
            )
        )
    return panels, [say(f"{month}月", _MONTHS_EN[month - 1]) for month in range(1, count + 1)]


def _end_text(value: float, metric: Metric) -> str:
    words = format_value(value, metric.unit, decimals=_decimals(metric), language=language(), unit_en=metric.unit_en)
    return words if metric.unit == "%" else words.removesuffix(say(metric.unit, f" {metric.unit_en}"))


def no_township_months(metric: Metric) -> tuple[str, str]:
    """Return in Chinese and English why a metric has no months by township."""
    if not metric.can_be_split_by("township_code"):
        return "这项只有全县数，没有分乡镇的数。", "Only the county's figure exists."
    if not metric.can_be_split_by("month"):
        return "这项不按月报，请看整个时期的数。", "It is not reported by month; see the period's figures."
    if metric.computed is not None and metric.suppression is not None:
        return (
            "每个乡镇一个月的死亡只有几例，逐月既要隐藏又看不出变化；请看全年的数和区间。",
            "A township has a few deaths a month: hidden, and too few to show a change. See the year and its interval.",
        )
    return "逐月人数过少的已隐藏，或各月都未报；请看时期数。", "Months are hidden or not reported; see the period."


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
                chart_name(name),
                float(row["denominator"]),
                float(row["value"]),
                value_words(row, metric, language()),
                "above" if share > high else "below" if share < low else "same",
                is_point=bool(point) and name == point,
            )
        )
    lines = [[float(level) * metric.per for level in part] for part in (near.lower, near.upper, far.lower, far.upper)]
    return points, FunnelLimits(sizes.tolist(), lines[0], lines[1], lines[2], lines[3])


def events_html(events: Sequence[tuple[int, str, str]]) -> str:
    """Return the milestones drawn on the chart, letter by letter."""
    inside = "；".join(f"<b>{escape(letter)}</b> {escape(words)}" for _, letter, words in events)
    return f'<p class="yl yl-note yl-events">{inside}</p>'


def compared_words(row: pd.Series, period: Period, filters: Scope) -> str:
    """Return which months are held against which."""
    if filters.compare is None or row["compare_period"] is None:
        return ""
    if is_missing(row["compare_value"]):
        return say("没有可比的基期数", "no base to compare with")
    base = Period.parse(row["compare_period"])
    fewer = base.month_count < period.month_count
    text = say(f"与{base.label_zh}相比", f"against {period_label(base)}")
    return text + (say("（只比两期都有的月份）", " (months that both hold)") if fewer else "")


def compared_period(row: pd.Series, period: Period) -> Period:
    """Return the period that a row is compared with."""
    return period if row["compare_period"] is None else Period.parse(row["compare_period"])


def target_words(row: pd.Series, metric: Metric) -> str:
    """Return what stands beside the target's line; '' without a target."""
    if is_missing(row["target"]):
        return ""
    return say("目标", "target ") + format_value(row["target"], metric.unit, language=language())


def with_rows(opened: Indicator) -> Assessment:
    """Return the assessment with the intervals of the opened indicator, the county's and the townships'."""
    return replace(opened.judged, county=opened.county, townships=opened.townships)
