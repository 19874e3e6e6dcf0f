"""Blocks that several sections use: frames in, records of a slide out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from faces.areas import area_step, middle_of, polygons_of, step_words
from faces.blocks import Cell, Column, Contributions, Intervals, Months, Row, Table
from faces.blocks.marks import Contribution, IntervalRow, Standing, TownshipArea
from faces.look.tokens import diverging_step, even_bounds
from findings.figures import Words, cell_decimals, change_places, direction_of, metric_of, parts_decimals
from findings.material import Material
from metrics.ask.frame_columns import FRAME_COLUMNS, JUDGED_COLUMNS
from metrics.definition import Metric
from metrics.judge.assessment import Assessment, standings
from metrics.statistics.verdict import CLEAR
from words.names import chart_name
from words.numbers import format_interval, format_number, format_value, is_missing

_STANDINGS: dict[str, Standing] = {"above": "above", "below": "below", "same": "same"}
# The columns that a file may carry; the sums that only serve a calculation stay out.
SHOWN_COLUMNS = (*FRAME_COLUMNS, *JUDGED_COLUMNS)


def shown_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame's public columns, in their order."""
    return frame[[column for column in SHOWN_COLUMNS if column in frame.columns]]


def number_or_none(value: Any) -> float | None:
    """Return a float, or None where there is none."""
    return None if is_missing(value) or math.isinf(float(value)) else float(value)


def is_shown(row: pd.Series) -> bool:
    """Say whether a row has a figure to show."""
    return row["status"] in ("shown", "incomplete") and not is_missing(row["value"])


def has_base(row: pd.Series, assessment: Assessment) -> bool:
    """Say whether a row has a figure it is compared with."""
    return assessment.compare is not None and not is_missing(row["compare_value"])


def text_cell(text: str, *, strong: bool = False) -> Cell:
    """Return a cell of words."""
    return Cell(text, strong=strong)


def number_cell(value: Any, decimals: int, *, strong: bool = False) -> Cell:
    """Return a cell with a number; empty where there is none."""
    number = number_or_none(value)
    return Cell("" if number is None else format_number(number, decimals), number, decimals, strong=strong)


def value_cell(row: pd.Series, metric: Metric, words: Words, *, strong: bool = False) -> Cell:
    """Return a figure without its unit, or the word that stands for it."""
    if not is_shown(row):
        return text_cell(words.value(row, metric))
    return number_cell(row["value"], cell_decimals(metric), strong=strong)


def full_cell(row: pd.Series, metric: Metric, words: Words) -> Cell:
    """Return a figure with its unit, shortened as a reader is used to; the raw number beside it."""
    return Cell(words.value(row, metric), number_or_none(row["value"]), cell_decimals(metric), strong=True)


def change_cell(row: pd.Series, metric: Metric, assessment: Assessment, words: Words) -> Cell:
    """Return a change in words, coloured by judgement only where it is clear."""
    if not is_shown(row) or not has_base(row, assessment):
        return text_cell("")
    clear = row["verdict"] in CLEAR
    return Cell(
        words.change(row, metric, assessment.compare),
        number_or_none(row["change"]),
        2,
        judgement=row["judgement"] if clear else None,
        strong=clear,
    )


def verdict_cell(row: pd.Series, assessment: Assessment, words: Words) -> Cell:
    """Return the verdict's words; empty without a comparison."""
    return text_cell(words.verdict(row["verdict"]) if is_shown(row) and has_base(row, assessment) else "")


def target_cell(row: pd.Series, metric: Metric, material: Material) -> Cell:
    """Return the target with its sign and whether it is met; empty without one."""
    words, choice = material.words, material.choice
    if is_missing(row["target"]) or not is_shown(row):
        return text_cell("")
    township = choice.townships[0] if len(choice.townships) == 1 else None
    target = material.reference.target(metric.id, choice.county, township, material.period.last)
    comparator = target.comparator if target else ">="
    value, wanted = float(row["value"]), float(row["target"])
    met = value >= wanted if comparator in (">=", "=") else value <= wanted
    sign = {">=": "≥", "<=": "≤", "=": "", "~": words.say("约", "about ")}.get(comparator, "")
    decimals = 0 if wanted.is_integer() else 1
    text = format_value(wanted, metric.unit, decimals=decimals, language=words.language, unit_en=metric.unit_en)
    state = words.say("已达标" if met else "未达标", "met" if met else "not met")
    return text_cell(f"{sign}{text} {state}")


def interval_chart(
    assessment: Assessment, metric_id: str, material: Material, *, point: str = "", title: str = ""
) -> Intervals | None:
    """Return the townships' values with their intervals; None where no township has a value."""
    words, metric = material.words, metric_of(assessment, metric_id)
    rows, total = assessment.of_townships(metric_id), assessment.headline(metric_id)
    county = number_or_none(total["value"])
    found = [
        _interval_row(row, standing, metric, words, point)
        for standing, (_, row) in zip(
            standings(rows, math.nan if county is None else county), rows.iterrows(), strict=True
        )
    ]
    if not any(row.value is not None for row in found):
        return None
    unit = words.unit(metric)
    return Intervals(
        title=title or _interval_title(found, words),
        rows=tuple(sorted(found, key=lambda row: (row.value is None, -(row.value or 0)))),
        county_value=county,
        county_text=words.say(words.scope, words.scope.capitalize()) + " " + words.value(total, metric),
        axis_title=f"{words.name(metric)}（{unit}）" if words.language == "zh" else f"{metric.name_en} ({unit})",
        unit=metric.unit,
        better=metric.better,
        decimals=cell_decimals(metric),
    )


def _interval_title(rows: Sequence[IntervalRow], words: Words) -> str:
    if any(row.lower is not None for row in rows):
        return words.say("各乡镇的值与95%区间", "Townships with 95% intervals")
    return words.say("各乡镇的值", "Townships")


def rows_of(chart: Intervals | None) -> tuple[IntervalRow, ...]:
    """Return a chart's rows, none for no chart."""
    return () if chart is None else chart.rows


def _interval_row(row: pd.Series, standing: str, metric: Metric, words: Words, point: str) -> IntervalRow:
    name, shown = words.township(row["township_code"]), is_shown(row)
    has_interval = shown and not is_missing(row["lower"]) and not is_missing(row["upper"])
    return IntervalRow(
        name=chart_name(name),
        value=float(row["value"]) if shown else None,
        lower=float(row["lower"]) if has_interval else None,
        upper=float(row["upper"]) if has_interval else None,
        value_text=format_number(row["value"], cell_decimals(metric)) if shown else words.value(row, metric),
        interval_text=format_interval(
            row["lower"], row["upper"], metric.unit, language=words.language, unit_en=metric.unit_en
        )
        if has_interval
        else "",
        standing=_STANDINGS.get(standing, "unknown"),
        is_point=bool(point) and name == point,
    )


def contribution_chart(
    assessment: Assessment, metric_id: str, material: Material, *, point: str = ""
) -> Contributions | None:
    """Return each township's part of the county's change; None where it cannot be split."""
    decomposition = assessment.contributions.get(metric_id)
    row = assessment.headline(metric_id)
    if decomposition is None or not is_shown(row) or not has_base(row, assessment):
        return None
    words, metric, unit = material.words, metric_of(assessment, metric_id), row["change_unit"]
    places = parts_decimals(decomposition.by_place().values(), unit)
    parts = [
        Contribution(
            name=chart_name(words.township(code)),
            value=float(value),
            text=format_number(value, places, signed=True),
            is_point=bool(point) and words.township(code) == point,
        )
        for code, value in decomposition.by_place().items()
    ]
    # One township alone is no split: the bar would only repeat the change.
    if len(parts) < 2:
        return None
    change = words.signed(float(row["change"]), unit)
    return Contributions(
        title=words.say(f"{change}从哪里来：各乡镇的贡献", f"Where {change} comes from"),
        parts=tuple(sorted(parts, key=lambda part: -part.value)),
        start=float(row["compare_value"]),
        start_name=words.base_period(assessment.period, assessment.compare),
        start_text=words.base(row, metric),
        end_name=words.period(assessment.period),
        end_text=words.value(row, metric),
        unit=unit,
        better=metric.better,
        decimals=places,
    )


def month_chart(assessment: Assessment, metric_id: str, material: Material) -> Months | None:
    """Return a metric's months of the period's last year and the one before; None without a figure."""
    words, metric = material.words, metric_of(assessment, metric_id)
    if not metric.can_be_split_by("month"):
        return None
    year = material.month // 100
    this_year, last_year = (
        tuple(None if math.isnan(value) else value for value in assessment.months_of(metric_id, one))
        for one in (year, year - 1)
    )
    if not any(value is not None for value in this_year + last_year):
        return None
    unit = words.unit(metric)
    return Months(
        title=words.say(f"{metric.name_zh}，逐月", f"{metric.name_en}, by month"),
        labels=tuple(words.say(f"{month}月", f"{month:02d}") for month in range(1, 13)),
        this_year=this_year,
        last_year=last_year,
        this_name=words.say(f"{year}年", str(year)),
        last_name=words.say(f"{year - 1}年", str(year - 1)),
        axis_title=unit,
        decimals=cell_decimals(metric),
    )


def heat_table(
    assessment: Assessment, metrics: Sequence[Metric], material: Material, *, point: str = "", title: str
) -> Table:
    """Return township × indicator: the value, with the change where there is one; only clear changes have a ground."""
    words = material.words
    columns = [Column(words.say("乡镇", "Township"), kind="text", weight=1.3)]
    columns += [Column(words.short_name(metric), words.unit(metric)) for metric in metrics]
    by_place: Mapping[tuple[str, str], pd.Series] = {
        (row["metric_id"], row["township_code"]): row for _, row in assessment.townships.iterrows()
    }
    rows = []
    for code in dict.fromkeys(assessment.townships["township_code"]):
        name = words.township(code)
        cells = [_heat_cell(by_place.get((metric.id, code)), metric, assessment, words) for metric in metrics]
        rows.append(Row((text_cell(name), *cells), is_point=bool(point) and name == point))
    sums = [_heat_cell(assessment.headline(metric.id), metric, assessment, words, step=False) for metric in metrics]
    total = words.say(words.scope, words.scope.capitalize())
    rows.append(Row((text_cell(total), *sums), is_sum=True))
    return Table(title, tuple(columns), tuple(rows))


# ▲▼ for a clear change, △▽ for one that is not, a dash for none.
_ARROWS = {
    ("up", True): "▲",
    ("up", False): "△",
    ("down", True): "▼",
    ("down", False): "▽",
    ("flat", True): "–",
    ("flat", False): "–",
}


def _heat_cell(
    row: pd.Series | None, metric: Metric, assessment: Assessment, words: Words, *, step: bool = True
) -> Cell:
    if row is None or not is_shown(row):
        return text_cell(words.status("no_data") if row is None else words.value(row, metric))
    decimals = cell_decimals(metric)
    text = format_number(row["value"], decimals)
    clear = row["verdict"] in CLEAR
    if has_base(row, assessment) and not is_missing(row["change"]):
        places = change_places(metric, row["change_unit"])
        direction = direction_of(float(row["change"]), places)
        size = "" if direction == "flat" else format_number(abs(row["change"]), 1 if places is None else places)
        text += f" {_ARROWS[direction, clear]}{size}"
    ground = (
        diverging_step(float(row["change"]), row["change_unit"], metric.better)
        if clear and step and row["change_unit"] in ("百分点", "%")
        else None
    )
    return Cell(text, float(row["value"]), decimals, strong=not step, step=ground)


def areas_of(
    assessment: Assessment, metric: Metric, outlines: Mapping[str, Any], material: Material, point: str
) -> tuple[tuple[TownshipArea, ...], tuple[str, ...]]:
    """Return the townships as areas coloured by ten steps, and the ten words of the key; none without outlines."""
    words = material.words
    rows = {row["township_code"]: row for _, row in assessment.of_townships(metric.id).iterrows()}
    known = [float(row["value"]) for row in rows.values() if is_shown(row)]
    bounds = None if metric.unit == "%" or not known else even_bounds(known)
    areas = []
    for code, row in rows.items():
        for rings in polygons_of(outlines.get(code)):
            value = float(row["value"]) if is_shown(row) else None
            name = words.township(code)
            areas.append(
                TownshipArea(
                    code=code,
                    name=name,
                    rings=rings,
                    label_at=middle_of(rings[0]),
                    value=value,
                    value_text=words.value(row, metric),
                    step=None if value is None else area_step(value, bounds),
                    status=row["status"],
                    is_point=bool(point) and name == point,
                )
            )
    return tuple(areas), step_words(bounds)
