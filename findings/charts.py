"""The charts of an indicator: its townships with intervals, what each adds to the change, its months."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from faces.blocks import Contributions, Intervals, Months
from faces.blocks.marks import Contribution, IntervalRow, Standing
from findings.dispersion import dispersion_words, in_brackets
from findings.figures import Words, cell_decimals, matched_base_words, metric_of
from findings.reporting import mark_of
from findings.rows import has_base, is_shown, mark_words, number_or_none
from metrics.definition import Metric
from metrics.judge.assessment import Assessment, standings
from metrics.period import Period
from words.names import chart_name
from words.numbers import format_interval, format_number, parts_decimals

_STANDINGS: dict[str, Standing] = {"above": "above", "below": "below", "same": "same"}


def intervals(
    judged: Assessment,
    metric_id: str,
    words: Words,
    *,
    point: str = "",
    chosen: Sequence[str] = (),
    title: str = "",
    county_text: str | None = None,
    sums_compared: bool = True,
) -> Intervals | None:
    """Return the townships' values with their intervals, largest first where there are any; None without a value.

    What is counted where it is provided keeps the order of the townships and has no line of the county: no ranking.

    point       : the township that the finding names; chosen: codes of those that the reader chose, ringed as well.
    county_text : at the county's line; None names it and gives its value.
    sums_compared : False draws no line for a sum, which follows a township's size.
    """
    metric, rows, total = metric_of(judged, metric_id), judged.of_townships(metric_id), judged.headline(metric_id)
    county = number_or_none(total["value"])
    found = [
        _interval_row(row, standing, metric, words, point, chosen)
        for standing, (_, row) in zip(
            standings(rows, math.nan if county is None else county), rows.iterrows(), strict=True
        )
    ]
    if not any(row.value is not None for row in found):
        return None
    named = words.say(words.scope, words.scope.capitalize()) + " " + words.value(total, metric)
    unranked = metric.provision is not None
    return Intervals(
        title=title
        or (
            unranked_title(words)
            if unranked
            else _interval_title(found, words) + in_brackets(dispersion_words(rows, words), words)
        ),
        rows=tuple(found) if unranked else told_apart(found),
        county_value=county if not unranked and (sums_compared or not metric.is_additive) else None,
        county_text=named if county_text is None else county_text,
        axis_title=words.named_with_unit(metric),
        unit=metric.unit,
        better=metric.better,
        decimals=cell_decimals(metric),
    )


def told_apart(rows: Sequence[IntervalRow]) -> tuple[IntervalRow, ...]:
    """Return rows with intervals by their value; without any they keep their places' order, which ranks nobody."""
    if not any(row.lower is not None for row in rows):
        return tuple(rows)
    return tuple(sorted(rows, key=lambda row: (row.value is None, -(row.value or 0))))


def among_neighbours(around: Assessment, metric_id: str, words: Words, *, point: str = "") -> Intervals | None:
    """Return the chosen townships among all others, round the county's line; None where no township has a value.

    around : the judged figures of all townships: against the sum of themselves they would differ in nothing.
    """
    county = words.say(words.whole, "County ") + words.value(around.headline(metric_id), metric_of(around, metric_id))
    return intervals(
        around,
        metric_id,
        words,
        point=point,
        chosen=words.townships,
        county_text=county,
        sums_compared=False,
    )


def unranked_title(words: Words) -> str:
    """Return the title of townships that stand in no order of merit."""
    return words.say("按机构所在乡镇，不排名", "By where institutions stand, in no order of merit")


def _interval_title(rows: Sequence[IntervalRow], words: Words) -> str:
    if any(row.lower is not None for row in rows):
        return words.say("各乡镇的值与95%区间", "Townships with 95% intervals")
    return words.say("各乡镇的值（没有区间，不排高低）", "Townships (no intervals, not ranked)")


def standings_of(chart: Intervals | None) -> list[Standing]:
    """Return how each township of a chart stands against the county's line, none for no chart."""
    return [] if chart is None else [row.standing for row in chart.rows]


def _interval_row(
    row: pd.Series, standing: str, metric: Metric, words: Words, point: str, chosen: Sequence[str]
) -> IntervalRow:
    name, shown = words.township(row["township_code"]), is_shown(row)
    lower, upper = number_or_none(row["lower"]), number_or_none(row["upper"])
    sure = shown and lower is not None and upper is not None
    return IntervalRow(
        name=chart_name(name),
        value=float(row["value"]) if shown else None,
        lower=lower if sure else None,
        upper=upper if sure else None,
        value_text=format_number(row["value"], cell_decimals(metric)) + mark_of(row)
        if shown
        else mark_words(row, metric, words),
        interval_text=format_interval(lower, upper, metric.unit, language=words.language, unit_en=metric.unit_en)
        if sure
        else "",
        standing=_STANDINGS.get(standing, "unknown"),
        is_point=(bool(point) and name == point) or row["township_code"] in chosen,
    )


def contributions(judged: Assessment, metric_id: str, words: Words, *, point: str = "") -> Contributions | None:
    """Return each township's part of the county's change (and the lead hospital's); None where it cannot be split."""
    decomposition = judged.contributions.get(metric_id)
    row = judged.headline(metric_id)
    if decomposition is None or not is_shown(row) or not has_base(row, judged):
        return None
    metric, unit = metric_of(judged, metric_id), row["change_unit"]
    places = parts_decimals(map(float, decomposition.by_place().values()), unit)
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
        start_name=compared_months(row, judged, words),
        start_text=matched_base_words(row, metric, words.language),
        end_name=words.period(judged.period),
        end_text=words.value(row, metric),
        unit=unit,
        better=metric.better,
        decimals=places,
    )


def compared_months(row: pd.Series, judged: Assessment, words: Words) -> str:
    """Return the name of the months whose figure is the base: they may be fewer than those of the base period."""
    months = row["compare_period"]
    return (
        words.period(Period.parse(months))
        if isinstance(months, str)
        else words.base_period(judged.period, judged.compare)
    )


def by_month(judged: Assessment, metric_id: str, words: Words) -> Months | None:
    """Return a metric's months of the period's last year and the one before; None without a figure."""
    metric = metric_of(judged, metric_id)
    if not metric.can_be_split_by("month"):
        return None
    year = words.last_year_with_data(judged.period)
    this_year, last_year = (months_of(judged, metric, of) for of in (year, year - 1))
    if not any(value is not None for value in this_year + last_year):
        return None
    return Months(
        title=words.say(f"{metric.name_zh}，逐月", f"{metric.name_en}, by month"),
        labels=tuple(words.say(f"{month}月", f"{month:02d}") for month in range(1, 13)),
        this_year=this_year,
        last_year=last_year,
        this_name=words.say(f"{year}年", str(year)),
        last_name=words.say(f"{year - 1}年", str(year - 1)),
        axis_title=words.unit(metric),
        decimals=cell_decimals(metric),
    )


def months_of(judged: Assessment, metric: Metric, year: int) -> tuple[float | None, ...]:
    """Return a year's twelve months; None for a month without a figure, nothing for a metric without months."""
    if not metric.can_be_split_by("month"):
        return ()
    return tuple(None if math.isnan(value) else value for value in judged.months_of(metric.id, year))
