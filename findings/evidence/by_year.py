"""A mean or a provision by township and year: mean age at death, teams per 10,000 residents, residents per team."""

from __future__ import annotations

from typing import Final

import pandas as pd

from faces.blocks import Column, Heat, HeatCell, HeatRow
from findings.evidence.by_group import heat_cell, unit_after
from findings.evidence.shown import Asked
from findings.figures import cell_decimals
from findings.rows import is_shown
from metrics.ask.query import ask
from metrics.definition import Metric
from metrics.period import Period
from metrics.scope import Scope
from metrics.source import Source
from words.names import chart_name
from words.numbers import format_number

MOST_YEARS: Final = 5
"""The period's last year and the four before it: what a phone still holds side by side."""


def by_year(asked: Asked, metric: Metric) -> Heat | None:
    """Return townships × years of a mean, lowest of the last year first; None for a sum, a rate in per cent, one year.

    Rates are left out: the page of changes holds them by year. The last year goes to the last month with data, and its
    column says so. A township that took in another since then has no value for the years before: the two were counted
    apart, and their mean is not known here. Raises QuestionError, WarehouseError.
    """
    if metric.denominator is None or metric.unit == "%" or not metric.can_be_split_by("township_code"):
        return None
    words, periods = asked.words, years_of(asked)
    whole = asked.scope.whole_county
    found = [
        (
            period,
            asked.source.ask(_of_year, metric, whole.county, period, ("township",)),
            asked.source.ask(_of_year, metric, whole.county, period, ()),
        )
        for period in periods
    ]
    # A year in which nothing is known of the county has no column.
    found = [(period, places, county) for period, places, county in found if len(county) and is_shown(county.iloc[0])]
    if len(found) < 2:
        return None
    now = asked.source.reference.in_edition(whole.county, found[-1][0].last)
    columns = [_by_place(places, now) for _, places, _ in found]
    codes = [code for code in columns[-1] if not asked.scope.townships or code in asked.scope.townships]
    apart = HeatCell("", status="no_data", status_words=words.say("合并前分开计", "counted apart before a merger"))
    rows = [
        HeatRow(
            chart_name(words.township(code)),
            tuple(
                apart
                if len(column.get(code, ())) > 1
                else heat_cell(next(iter(column.get(code, ())), None), metric, words)
                for column in columns
            ),
        )
        for code in sorted(codes)
    ]
    sums = tuple(heat_cell(county.iloc[0], metric, words) for _, _, county in found)
    rows.append(HeatRow(words.say(words.whole, "County"), sums, is_sum=True))
    # The title names the unit: under each year it would only widen the columns.
    heads = tuple(Column(words.period(period)) for period, _, _ in found)
    return Heat(_title(asked, metric, found), words.say("乡镇", "Township"), heads, tuple(rows))


def _of_year(source: Source, metric: Metric, county: str, period: Period, by: tuple[str, ...]) -> pd.DataFrame:
    return ask(source, [metric], Scope(county, period, compare=None), by=by)


def years_of(asked: Asked) -> list[Period]:
    """Return the years up to the last month asked about that holds data, oldest first."""
    first, month = asked.source.reference.first_month, asked.month
    years = range(max(first // 100, month // 100 - MOST_YEARS + 1), month // 100 + 1)
    return [Period(year * 100 + 1, min(year * 100 + 12, month)) for year in years]


def _by_place(places: pd.DataFrame, now: dict[str, str]) -> dict[str, list[pd.Series]]:
    """Return township of today → the rows of those that it was then."""
    found: dict[str, list[pd.Series]] = {}
    for _, row in places.iterrows():
        code = row["township_code"]
        if isinstance(code, str):
            found.setdefault(now.get(code, code), []).append(row)
    return found


def _title(asked: Asked, metric: Metric, found: list[tuple[Period, pd.DataFrame, pd.DataFrame]]) -> str:
    """Return the county's figure in the first and in the last of the years."""
    words = asked.words
    (first, _, then), (last, _, now) = found[0], found[-1]
    old, new = (
        format_number(float(county.iloc[0]["value"]), cell_decimals(metric)) + unit_after(metric, words)
        for county in (then, now)
    )
    head = words.say(f"{metric.name_zh}，按乡镇和年份", f"{metric.name_en} by township and year")
    return head + words.say(
        f"：{words.whole}{words.period(first)}{old}，{words.period(last)}{new}",
        f": county {old} in {words.period(first)}, {new} in {words.period(last)}",
    )
