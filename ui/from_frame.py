"""From rows of the metric frame to what the screen shows: the one place where frames meet words.

A page asks for a frame, passes it here with the names the frame lacks, and gives the answer to a component or a chart:

    rows = heat_rows(frame, metrics, townships, verdicts, county_code="450223")
    st.html(heat_table(heat_columns(metrics), rows, name="各乡镇各指标"))

Nothing is computed that the frame does not hold, beyond positions along a bar.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from charts.rows import BarRow, Contribution, IntervalRow, Standing
from metrics.number_words import (
    NOT_REPORTED,
    STATUS_WORDS,
    Number,
    decimals_of,
    format_change,
    format_interval,
    format_number,
    format_value,
    is_missing,
)
from ui.tokens import CHANGE_STEP, Better, diverging_step, judgement
from ui.view_models import (
    Direction,
    HeadlineFigure,
    HeatCell,
    HeatColumn,
    HeatRow,
    TargetBar,
    Verdict,
    certainty,
)


@dataclass(frozen=True)
class MetricNames:
    """What the frame does not say about a metric: its words, unit and direction."""

    metric_id: str
    name: str
    unit: str
    better: Better
    short_name: str = ""  # for a column head; the name where empty

    @property
    def head(self) -> str:
        return self.short_name or self.name


def _split(formatted: str) -> tuple[str, str]:
    """Figure and unit of a formatted value: 105.83万人次 -> 105.83, 万人次."""
    end = next((place for place, letter in enumerate(formatted) if letter not in "0123456789.,−"), len(formatted))
    return formatted[:end], formatted[end:]


def _direction(change: Number) -> Direction:
    if change is None or is_missing(change) or float(change) == 0:
        return "flat"
    return "up" if float(change) > 0 else "down"


def status_words(row: Mapping[str, Any]) -> str:
    """The word in place of a number (未报, 已隐藏, 不适用), or "" where there is one."""
    if row["status"] in STATUS_WORDS:
        return STATUS_WORDS[row["status"]]["zh"]
    return NOT_REPORTED["zh"] if is_missing(row["value"]) else ""


def _cell_status(row: Mapping[str, Any]) -> str:
    """The frame's status, where a shown row without a value counts as not reported."""
    return "no_data" if is_missing(row["value"]) and row["status"] in ("shown", "incomplete") else str(row["status"])


def target_bar(row: Mapping[str, Any], unit: str, better: Better) -> TargetBar | None:
    """A figure against its target, on a bar from zero to a quarter past the larger; None without target or value."""
    value, target = row["value"], row["target"]
    if is_missing(value) or is_missing(target) or float(target) <= 0:
        return None
    value, target = float(value), float(target)
    met = value <= target if better == "lower" else value >= target
    end = 100.0 if unit == "%" and max(value, target) > 40 else max(value, target) * 1.25
    sign = "≤" if better == "lower" else "≥"
    gap = format_value(abs(value - target), "百分点" if unit == "%" else unit)
    state = "已达标" if met else f"未达标，差{gap}"
    # Targets are set as round numbers: 目标≥55%, not 55.0%.
    shown = format_value(target, unit, decimals=0 if target == int(target) else None)
    return TargetBar(value / end, target / end, f"目标{sign}{shown} · {state}", met)


def headline_figure(
    row: Mapping[str, Any],
    metric: MetricNames,
    *,
    verdict: Verdict | None,
    base_name: str = "上年同期",
    this_year: Sequence[float | None] = (),
    last_year: Sequence[float | None] = (),
    explanation: str = "",
    place: str = "",
    definition: Sequence[tuple[str, str]] = (),
) -> HeadlineFigure:
    """One frame row (a Series or a dict) as a figure of the sheet.

    verdict : of `metrics.verdict`, None where nothing was compared; base_name : 上年同期, 上月, 2020年.
    """
    words = status_words(row)
    value, unit = ("", "") if words else _split(format_value(row["value"], metric.unit))
    known = not words and not is_missing(row["compare_value"])
    change = (
        format_change(
            row["change"],
            str(row["change_unit"]),
            value=row["value"],
            compare_value=row["compare_value"],
            unit=metric.unit,
            base_name=base_name,
        )
        if known
        else ""
    )
    moved = 0.0 if is_missing(row["change"]) else float(row["change"])
    return HeadlineFigure(
        name=metric.name,
        value=value,
        unit=unit,
        verdict=verdict,
        judgement=judgement(moved, metric.better),
        direction=_direction(row["change"]),
        change=change,
        base=f"{base_name}{format_value(row['compare_value'], metric.unit)}" if known else "没有可比的上期数",
        target=target_bar(row, metric.unit, metric.better),
        this_year=this_year,
        last_year=last_year,
        explanation=explanation,
        place=place,
        definition=definition,
        status=_cell_status(row),  # type: ignore[arg-type]
        status_words=words,
    )


def heat_columns(metrics: Sequence[MetricNames]) -> list[HeatColumn]:
    """The heads of the heat table, one a metric."""
    return [HeatColumn(metric.head, metric.unit) for metric in metrics]


def heat_cell(row: Mapping[str, Any] | None, metric: MetricNames, verdict: Verdict | None, *, where: str) -> HeatCell:
    """One frame row as a cell; a missing row is not reported. `where` begins the sentence behind the cell."""
    if row is None:
        return HeatCell("", status="no_data", title=f"{where}，{metric.name}：未报")
    words = status_words(row)
    if words:
        return HeatCell("", status=_cell_status(row), status_words=words, title=f"{where}，{metric.name}：{words}")  # type: ignore[arg-type]
    value = format_value(row["value"], metric.unit)
    sure = certainty(verdict)
    if is_missing(row["change"]):
        return HeatCell(
            _split(value)[0], status=row["status"], title=f"{where}，{metric.name}{value}，没有可比的上期数"
        )
    unit = str(row["change_unit"])
    moved = float(row["change"])
    step = diverging_step(moved, unit, metric.better) if sure == "clear" and unit in CHANGE_STEP else None
    return HeatCell(
        value=_split(value)[0],
        change=format_number(abs(moved), decimals_of(unit)),
        direction=_direction(moved),
        certainty=sure,
        step=step,
        status=row["status"],
        title=f"{where}，{metric.name}{value}，{format_change(moved, unit)}，{verdict or '未作判断'}",
    )


def heat_rows(
    frame: pd.DataFrame,
    metrics: Sequence[MetricNames],
    townships: Mapping[str, str],
    verdicts: Mapping[tuple[str, str], Verdict],
    *,
    total: pd.DataFrame | None = None,
    total_name: str = "全县",
    point: str = "",
) -> list[HeatRow]:
    """A row a township in the order of `townships`, the county's last.

    frame     : metric rows by township; townships : code -> name, in official order.
    verdicts  : (metric_id, township_code) -> word; the county's under code "".
    total     : the same metrics for the county, or None; point : the code of the township of the finding.
    """
    found = {(row["metric_id"], row["township_code"]): row for row in frame.to_dict("records")}
    rows = [
        HeatRow(
            name,
            [
                heat_cell(found.get((one.metric_id, code)), one, verdicts.get((one.metric_id, code)), where=name)  # type: ignore[arg-type]
                for one in metrics
            ],
            is_point=bool(point) and code == point,
        )
        for code, name in townships.items()
    ]
    if total is not None:
        county: dict[str, Mapping[str, Any]] = {row["metric_id"]: row for row in total.to_dict("records")}  # type: ignore[misc]
        cells = [
            heat_cell(county.get(one.metric_id), one, verdicts.get((one.metric_id, "")), where=total_name)
            for one in metrics
        ]
        rows.append(HeatRow(total_name, cells, is_sum=True))
    return rows


def standing(lower: Number, upper: Number, county_value: Number) -> Standing:
    """Where an interval lies against the county: above, below, across it, or unknown without one."""
    if is_missing(lower) or is_missing(upper) or is_missing(county_value):
        return "unknown"
    low, high, county = float(lower), float(upper), float(county_value)  # type: ignore[arg-type]
    return "above" if low > county else "below" if high < county else "same"


def interval_rows(
    frame: pd.DataFrame, townships: Mapping[str, str], *, unit: str, county_value: Number, point: str = ""
) -> list[IntervalRow]:
    """One metric's rows by township for the ranked chart; hidden and unreported ones carry their word."""
    found = {row["township_code"]: row for row in frame.to_dict("records")}
    rows = []
    for code, name in townships.items():
        row = found.get(code)
        words = "未报" if row is None else status_words(row)  # type: ignore[arg-type]
        if row is None or words:
            rows.append(IntervalRow(name, None, value_text=words, is_point=code == point))
            continue
        limits = not (is_missing(row["lower"]) or is_missing(row["upper"]))
        rows.append(
            IntervalRow(
                name=name,
                value=float(row["value"]),
                lower=float(row["lower"]) if limits else None,
                upper=float(row["upper"]) if limits else None,
                value_text=_split(format_value(row["value"], unit))[0],
                interval_text=format_interval(row["lower"], row["upper"], unit) if limits else "",
                standing=standing(row["lower"], row["upper"], county_value),
                is_point=code == point,
            )
        )
    return rows


def contributions(terms: Mapping[str, float], townships: Mapping[str, str], *, point: str = "") -> list[Contribution]:
    """Terms of a decomposition (code -> signed term) as rows of the waterfall, 0.0 without a sign."""
    return [
        Contribution(townships.get(code, code), term, format_number(term, 1, signed=True), is_point=code == point)
        for code, term in terms.items()
    ]


def bar_rows(
    frame: pd.DataFrame, townships: Mapping[str, str], *, unit: str, better: Better = "neutral", point: str = ""
) -> list[BarRow]:
    """One metric's rows by township as bars from zero; the township of the finding outlined.

    better : bars are not judged by size, so they are grey whatever it is, unless a target is in the frame:
             then a bar that meets it is azurite.
    """
    found = {row["township_code"]: row for row in frame.to_dict("records")}
    rows = []
    for code, name in townships.items():
        row = found.get(code)
        words = "未报" if row is None else status_words(row)  # type: ignore[arg-type]
        if row is None or words:
            status = "no_data" if row is None else _cell_status(row)  # type: ignore[arg-type]
            rows.append(BarRow(name, None, words, status=status, is_point=code == point))  # type: ignore[arg-type]
            continue
        bar = target_bar(row, unit, better)  # type: ignore[arg-type]
        verdict = "good" if bar is not None and bar.met else "neutral"
        rows.append(
            BarRow(name, float(row["value"]), format_value(row["value"], unit), verdict, is_point=code == point)  # type: ignore[arg-type]
        )
    return rows
