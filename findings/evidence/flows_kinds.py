"""What moved by kind, where there are two or more: by institution, by month, or by year where months are of few."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from faces.blocks import Cell, Column, Row, Table
from findings.evidence.fitting import month_words
from findings.evidence.flows_drawing import count_cell
from findings.evidence.shown import Asked
from findings.figures import Words
from metrics.evidence import flows
from metrics.evidence.flow_kinds import (
    KindMonths,
    KindPlaces,
    KindYears,
    kind_months,
    kind_places,
    kind_years,
    mostly_hidden,
    mostly_small_months,
    years_until,
)
from metrics.evidence.flows import FlowTable, KindSum
from metrics.period import Period
from words.numbers import format_number


def by_kind(
    asked: Asked,
    rows: pd.DataFrame,
    period: Period,
    table: FlowTable,
    kinds: tuple[KindSum, ...],
    begins: int,
    names: Mapping[str, str],
    unit: str,
) -> tuple[tuple[Table, ...], str]:
    """Return the tables by kind and the sentence that says what they leave out, "" for nothing.

    rows: of the period and the table's unit. begins: the first month with rows. names: of the
    institutions, by code. unit: of what moved, in words.

    By month and by year of the whole county: of chosen townships a kind's sum is not said, and they would say it.
    """
    words, chosen = asked.words, asked.scope.townships
    places = places_table(kind_places(rows, table, kinds), names, unit, chosen, words)
    if chosen:
        return ((), "") if places is None else ((places,), "")
    months = kind_months(rows, period, table, kinds)
    by_time = kinds_table(months, unit, words)
    if mostly_hidden(months):
        by_time = years_table(_years(asked, period, table, kinds, begins), unit, words)
    found = tuple(block for block in (places, by_time) if block is not None)
    if not found or not mostly_small_months(rows, table):
        return found, ""
    return found, words.say(
        "各机构逐月多在10以下，不逐月列", "most months of an institution are below 10 and are not listed"
    )


def _years(asked: Asked, period: Period, table: FlowTable, kinds: tuple[KindSum, ...], begins: int) -> KindYears | None:
    """Return the kinds by year, each year's from its own matrix. Raises WarehouseError."""
    source, county = asked.source, asked.scope.county
    own = tuple(kind for kind in kinds if kind.unit == table.unit)
    years = years_until(period, begins)
    if len(own) < 2 or len(years) < 2:
        return None
    rows = source.read(flows.flow_rows, asked.card.mechanism_id, county, years[0].first, period.last)
    edition = source.reference.in_edition(county, period.last)
    communities = source.read(flows.communities, county)

    def table_of(of_year: pd.DataFrame) -> FlowTable:
        return flows.flow_table(of_year, communities, edition, below=table.below)

    return kind_years(rows[rows["unit"] == table.unit], years, own, table_of)


def kinds_table(found: KindMonths | None, unit: str, words: Words) -> Table | None:
    """Return a row a month with each kind and their sum, and the row of all; None without kinds."""
    if found is None:
        return None
    columns = (Column(words.say("月份", "Month"), kind="text", weight=1.3), *_heads(found.kinds, unit, words))
    rows = [
        Row([month_words(month, words), *(count_cell(count, words) for count in (*line, total))])
        for month, line, total in zip(found.months, found.cells, found.sums, strict=True)
    ]
    sums = [kind.count or 0 for kind in found.kinds]
    rows.append(Row([words.say("合计", "All"), *(_number(count) for count in (*sums, sum(sums)))], is_sum=True))
    names = _names(found.kinds, words)
    return Table(words.say(f"逐月{names}", f"{names} by month"), columns, tuple(rows))


def years_table(found: KindYears | None, unit: str, words: Words) -> Table | None:
    """Return a row a year with each kind and their sum; None without kinds or with a single year."""
    if found is None:
        return None
    columns = (Column(words.say("年份", "Year"), kind="text", weight=1.3), *_heads(found.kinds, unit, words))
    rows = [
        Row([words.period(year), *(count_cell(count, words) for count in (*line, total))])
        for year, line, total in zip(found.years, found.cells, found.sums, strict=True)
    ]
    names = _names(found.kinds, words)
    return Table(words.say(f"逐年{names}", f"{names} by year"), columns, tuple(rows))


def places_table(
    found: KindPlaces | None, names: Mapping[str, str], unit: str, chosen: Sequence[str], words: Words
) -> Table | None:
    """Return a row an institution with what it sent or got of each kind, and the row of all; None without any.

    chosen: townships; their institutions alone then, without the row of all.
    """
    if found is None:
        return None
    columns = (
        Column(words.say("机构", "Institution"), kind="text", weight=1.8),
        *_heads(found.kinds, unit, words)[:-1],
    )
    rows = [
        Row(
            [
                names[node.code],
                *(Cell("") if count is None else count_cell(count, words) for count in line),
            ]
        )
        for node, line in zip(found.nodes, found.cells, strict=True)
        if not chosen or node.township in chosen
    ]
    if not rows:
        return None
    if not chosen:
        rows.append(Row([words.say("合计", "All"), *(_number(kind.count or 0) for kind in found.kinds)], is_sum=True))
    listed = _names(found.kinds, words)
    return Table(words.say(f"各机构{listed}", f"{listed} by institution"), columns, tuple(rows))


def _heads(kinds: Sequence[KindSum], unit: str, words: Words) -> tuple[Column, ...]:
    names = [words.say(kind.name_zh, kind.name_en) for kind in kinds]
    return tuple(Column(name, unit) for name in (*names, words.say("合计", "All")))


def _names(kinds: Sequence[KindSum], words: Words) -> str:
    return words.say("、", ", ").join(words.say(kind.name_zh, kind.name_en) for kind in kinds)


def _number(count: int) -> Cell:
    return Cell(format_number(count, 0), float(count))
