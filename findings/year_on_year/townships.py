"""An indicator's townships: month by month on one scale, and by size within what chance explains."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from faces.blocks import Funnel, Multiples
from faces.blocks.marks import FunnelLimits, FunnelPoint, Panel, Standing
from findings.dispersion import dispersion_in, dispersion_words, in_brackets
from findings.figures import Words, decimals_of
from findings.rows import number_or_none
from findings.year_on_year.control import optional
from metrics.definition import Metric
from metrics.judge.assessment import Assessment
from metrics.judge.series import MonthlySeries
from metrics.statistics.intervals import ALERT_CONFIDENCE, funnel_limits_of_proportion, funnel_limits_of_rate
from words.names import chart_name
from words.numbers import format_value

_MONTHS_EN: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FEWEST_IN_A_FUNNEL, SIZES_DRAWN = 3, 80


def township_months(series: MonthlySeries | None, metric: Metric, words: Words, *, point: str = "") -> Multiples | None:
    """Return a panel a township for the months of the series' last year; None where no month has a value."""
    if series is None:
        return None
    year = series.months[-1] // 100
    first = next(at for at, month in enumerate(series.months) if month // 100 == year)
    panels = tuple(_panel(series, row, first, metric, words, point) for row in range(len(series.places)))
    if not any(value is not None for panel in panels for value in (*panel.this_year, *panel.last_year)):
        return None
    months = tuple(words.say(f"{month % 100}月", _MONTHS_EN[month % 100 - 1]) for month in series.months[first:])
    title = words.say(f"{metric.name_zh}，各乡镇逐月", f"{metric.name_en}, townships by month")
    return Multiples(title, panels, months, "%" if metric.unit == "%" else "")


def _panel(series: MonthlySeries, row: int, first: int, metric: Metric, words: Words, point: str) -> Panel:
    """Return a township's months from position `first` on."""
    kept = slice(first, None)
    values, name = optional(series.values[row, kept]), words.township(series.places[row])
    newest = next((value for value in reversed(values) if value is not None), None)
    has_interval = not np.isnan(series.lower[row, kept]).all()
    return Panel(
        chart_name(name),
        values,
        optional(series.behind[row, kept]),
        # The unit stands in the line above; a phone has no room for it nine times.
        "" if newest is None else _without_unit(newest, metric, words),
        is_point=bool(point) and name == point,
        lower=optional(series.lower[row, kept]) if has_interval else (),
        upper=optional(series.upper[row, kept]) if has_interval else (),
        # A month that was hidden and one that nobody reported are alike to the series.
        nothing="" if metric.suppression is None else words.say("未报或已隐藏", "not reported or hidden"),
    )


def _without_unit(value: float, metric: Metric, words: Words) -> str:
    """Return a figure without its unit, % excepted."""
    text = format_value(
        value, metric.unit, decimals=decimals_of(metric), language=words.language, unit_en=metric.unit_en
    )
    return text if metric.unit == "%" else text.removesuffix(words.say(metric.unit, f" {metric.unit_en}"))


def why_no_months(metric: Metric, words: Words) -> str:
    """Return why a metric has no months by township."""
    if not metric.can_be_split_by("township_code"):
        return words.say(f"这项只有{words.whole}数，没有分乡镇的数。", "Only the county's figure exists.")
    if not metric.can_be_split_by("month"):
        return words.say("这项不按月报，请看整个时期的数。", "It is not reported by month; see the period's figures.")
    if metric.computed is not None and metric.suppression is not None:
        return words.say(
            "每个乡镇一个月的死亡只有几例，逐月既要隐藏又看不出变化；请看全年的数和区间。",
            "A township has a few deaths a month: hidden, and too few to show a change. See the year and its interval.",
        )
    return words.say(
        "逐月人数过少的已隐藏，或各月都未报；请看时期数。", "Months are hidden or not reported; see the period."
    )


def by_size(around: Assessment, metric: Metric, words: Words, *, point: str = "") -> Funnel | None:
    """Return townships by size with the limits of chance round the county's figure.

    around : the judged figures of all townships. None for other than people, for what is counted where
    it is provided, and where fewer than three are known.
    """
    rows, county = around.of_townships(metric.id), number_or_none(around.headline(metric.id)["value"])
    known = rows[rows["value"].notna() & rows["denominator"].notna()]
    sampled = metric.provision is None and not metric.census
    counts_people = metric.model in ("proportion", "rate") and metric.computed is None and sampled
    if not counts_people or county is None or len(known) < FEWEST_IN_A_FUNNEL:
        return None
    people = known["denominator"].to_numpy(np.float64)
    sizes = np.linspace(max(float(people.min()) * 0.5, 1.0), float(people.max()) * 1.05, SIZES_DRAWN)
    limits_of = funnel_limits_of_proportion if metric.model == "proportion" else funnel_limits_of_rate
    average, phi = county / metric.per, dispersion_in(known)
    near = limits_of(average, sizes / phi)
    far, own = (limits_of(average, size / phi, confidence=ALERT_CONFIDENCE) for size in (sizes, people))
    lines = [tuple(float(level) * metric.per for level in part) for part in (near.lower, near.upper, *far)]
    return Funnel(
        title=words.say(f"{metric.name_zh}，按人数看各乡镇", f"{metric.name_en}, townships by size")
        + in_brackets(dispersion_words(known, words), words),
        points=tuple(
            _funnel_point(row, float(low), float(high), metric, words, point)
            for (_, row), low, high in zip(known.iterrows(), own.lower, own.upper, strict=True)
        ),
        limits=FunnelLimits(tuple(sizes.tolist()), *lines),
        county_value=county,
        county_text=words.say(words.whole, "County"),
        axis_title=words.say(metric.denominator_zh, metric.denominator_en),
        unit="%" if metric.unit == "%" else "",
        better=metric.better,
    )


def _funnel_point(row: pd.Series, low: float, high: float, metric: Metric, words: Words, point: str) -> FunnelPoint:
    """low, high : the limits of chance at this township's size, as shares of one."""
    share, name = float(row["value"]) / metric.per, words.township(row["township_code"])
    standing: Standing = "above" if share > high else "below" if share < low else "same"
    return FunnelPoint(
        chart_name(name),
        float(row["denominator"]),
        float(row["value"]),
        words.value(row, metric),
        standing,
        is_point=bool(point) and name == point,
    )
