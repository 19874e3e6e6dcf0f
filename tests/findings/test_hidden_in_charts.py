"""Nothing drawn, listed or downloaded depends on a hidden count: two counties that differ only there look the same.

Of a random county's small counts some are hidden. A second county is made that a reader cannot tell from the first by
anything shown: where four hidden cells stand in a rectangle, one person moves along it, so that no shown cell and no
total changes. Every figure's JSON (points, hover texts, custom data, scales), every table, sentence, decomposition and
download must then be the same to the last byte. How far a hidden count can be narrowed by what is shown is attacked in
tests/metrics/test_hidden_cells.py and test_protection.py; here it is shown that charts add nothing to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from faces.screen.base import Look
from faces.screen.draw import figure_of
from findings.charts import among_neighbours, contributions
from findings.definitions import definition_rows
from findings.figures import Words
from findings.year_on_year.control import control, control_note
from findings.year_on_year.finding import year_on_year_finding
from findings.year_on_year.tables import township_table
from findings.year_on_year.townships import by_size, township_months
from findings.year_on_year.trend import annual_table, trend_words
from metrics.ask.lineage import rows_of
from metrics.ask.query import query
from metrics.catalogue import get
from metrics.definition import Metric
from metrics.judge.indicator import Indicator, indicator
from metrics.period import Period
from metrics.reference import Reference
from metrics.scope import Scope
from metrics.source import Source
from tests.metrics.test_hidden_cells import BIRTHS, COUNTY, codes, counts_of_people, county

Counts = npt.NDArray[np.int64]
Warehouse = tuple[Engine, Reference]
YEAR = Period.parse("2023")
CONTRACTS = get("contract_rate")
MONTHS = [*Period.parse("2022").months, *YEAR.months]


def births(table: Counts) -> Warehouse:
    """A county of births by township (rows) and month of 2022 and 2023 (columns)."""
    rows: list[dict[str, object]] = [
        {"township_code": code, "month": month, "live_births": int(table[place, column])}
        for place, code in enumerate(codes(len(table)))
        for column, month in enumerate(MONTHS)
    ]
    return county("birth_month", rows, len(table), merges=False)


def contracts(table: Counts) -> Warehouse:
    """A county of contracts of 500 people a township; one column for each year, the same in all its months."""
    rows: list[dict[str, object]] = [
        {"township_code": code, "month": month, "population_group": "all", "eligible": 500,
         "contracted": int(table[place, month // 100 - 2022])}
        for place, code in enumerate(codes(len(table)))
        for month in MONTHS
    ]  # fmt: skip
    return county("contract_month", rows, len(table), merges=False)


def everything_drawn(warehouse: Warehouse, metric: Metric) -> Iterator[tuple[str, str]]:
    """Yield name and text of all that the page 同比指标 draws, lists, says or hands out of an opened indicator."""
    engine, reference = warehouse
    opened = indicator(Source(engine, reference), metric, Scope(COUNTY, YEAR))
    judged, words = opened.judged, Words("zh", reference)
    total = judged.headline(metric.id)
    yield "finding", str(year_on_year_finding(judged, metric, words))
    yield "movement", words.movement(judged, metric.id)[0]
    yield "table", repr(township_table(judged, metric, words, county=float(total["value"])))
    yield "definition", repr(definition_rows(metric, words, total))
    yield "trend", trend_words(opened.annual, words) + repr(annual_table(opened.annual, metric, words))
    yield "unsplit", repr(opened.unsplit)
    for name, part in rows_of(Source(engine, reference), metric, Scope(COUNTY, YEAR)).items():
        yield f"download {name}", part.frame.to_csv() + repr(part.total)
    yield "parts", repr(contributions(judged, metric.id, words))
    yield from figures(opened, metric, words)


def figures(opened: Indicator, metric: Metric, words: Words) -> Iterator[tuple[str, str]]:
    """Yield name and JSON of each figure that has something to draw."""
    judged, series = opened.judged, opened.whole
    control_of_all = control(series, metric, judged.headline(metric.id), words)
    if series is not None and control_of_all is not None:
        yield "note", control_note(series, float("nan"), metric, words)
    for name, block in (
        ("ranked", among_neighbours(judged, metric.id, words)),
        ("change", contributions(judged, metric.id, words)),
        ("control", control_of_all),
        ("multiples", township_months(opened.parts, metric, words)),
        ("funnel", by_size(judged, metric, words)),
    ):
        figure = None if block is None else figure_of(block, Look())
        if figure is not None:
            yield name, figure.to_json()


def hidden_births(table: Counts) -> npt.NDArray[np.bool_]:
    """Mark the births that are not shown by township and month."""
    engine, reference = births(table)
    rows = query(engine, reference, [BIRTHS], county=COUNTY, period=Period(202201, 202312), by=("township", "month"))
    return (rows["status"] == "hidden").to_numpy().reshape(table.shape)


def moved_along_a_rectangle(table: Counts, hidden: npt.NDArray[np.bool_]) -> Counts | None:
    """Return the table with one person moved along a rectangle of hidden cells of one year, None without one."""
    for first, second in combinations(range(len(table)), 2):
        for early, late in combinations(range(12, 24), 2):
            cells = [(first, early), (second, late), (first, late), (second, early)]
            if all(hidden[cell] for cell in cells) and min(table[cell] for cell in cells[2:]) >= 2:
                found = table.copy()
                for cell, step in zip(cells, (1, 1, -1, -1), strict=True):
                    found[cell] += step
                return found
    return None


@settings(max_examples=6)
@given(st.integers(0, 2**32 - 1))
def test_months_of_townships_that_are_hidden_change_nothing_that_is_drawn_or_handed_out(seed: int) -> None:
    generator = np.random.default_rng(seed)
    table = generator.choice([0, 1, 3, 5, 8, 9, 12, 25, 60], (4, 24))
    hidden = hidden_births(table)
    other = moved_along_a_rectangle(table, hidden)
    assume(other is not None)
    assert other is not None
    assume((hidden_births(other) == hidden).all())
    first, second = (dict(everything_drawn(births(each), BIRTHS)) for each in (table, other))
    assert {"table", "control", "multiples", "ranked"} <= set(first)
    assert first == second


@settings(max_examples=6)
@given(st.lists(st.tuples(counts_of_people, counts_of_people), min_size=3, max_size=5))
def test_hidden_townships_change_nothing_that_is_drawn_or_handed_out(people: list[tuple[int, int]]) -> None:
    """One person moves between two hidden townships, this year or last: all totals and all shown townships stay."""
    table = np.array(people)
    shown = dict(everything_drawn(contracts(table), CONTRACTS))
    moved = 0
    for year, (one, other) in ((year, pair) for year in (0, 1) for pair in combinations(range(len(table)), 2)):
        if moved == 2:
            break
        changed = table.copy()
        changed[one, year] += 1
        changed[other, year] -= 1
        both = hidden_contracts(table, year) & hidden_contracts(changed, year)
        same = (hidden_contracts(table, year) == hidden_contracts(changed, year)).all()
        if changed[other, year] < 1 or not (both[one] and both[other]) or not same:
            continue
        moved += 1
        assert dict(everything_drawn(contracts(changed), CONTRACTS)) == shown, (year, one, other)


def hidden_contracts(table: Counts, year: int) -> npt.NDArray[np.bool_]:
    """Mark the townships that a year's answer hides."""
    engine, reference = contracts(table)
    period = Period.parse(str(2022 + year))
    rows = query(engine, reference, [CONTRACTS], county=COUNTY, period=period, by="township")
    return (rows["status"] == "hidden").to_numpy()


def test_the_comparison_would_see_a_leak() -> None:
    """The same two counties without hiding differ in every figure that holds the months; a shown cell does, too."""
    table = np.full((3, 24), 30)
    table[:2, 12:14] = 4
    other = moved_along_a_rectangle(table, hidden_births(table))
    assert other is not None
    assert dict(everything_drawn(births(table), BIRTHS)) == dict(everything_drawn(births(other), BIRTHS))
    bare = replace(BIRTHS, suppression=None)
    first, second = (dict(everything_drawn(births(each), bare)) for each in (table, other))
    assert first["multiples"] != second["multiples"]
    table[2, 20] += 1
    assert dict(everything_drawn(births(table), BIRTHS)) != dict(everything_drawn(births(other), BIRTHS))


@pytest.mark.parametrize("name", ["ranked", "multiples", "funnel"])
def test_a_hidden_township_has_a_name_in_a_figure_and_no_number(name: str) -> None:
    """Its value, size and limits are absent, not 0 and not NaN with a text beside it."""
    table = np.array([[4, 4], [11, 11], [260, 240], [300, 310], [280, 280]])
    drawn = dict(everything_drawn(contracts(table), CONTRACTS))
    hidden = [code for code, gone in zip(codes(5), hidden_contracts(table, 1), strict=True) if gone]
    assert len(hidden) == 2
    figure = json.loads(drawn[name])
    for trace in figure["data"]:
        for text in np.ravel(trace.get("hovertext") or []):
            assert not any(code in str(text) for code in hidden if any(digit in str(text) for digit in ("%", "—")))
    numbers = {round(100 * count / 500, 6) for count in (4, 11)}
    drawn_numbers = (value for trace in figure["data"] for axis in ("x", "y") for value in _numbers(trace.get(axis)))
    flat = {round(value, 6) for value in drawn_numbers}
    assert not numbers & flat


def _numbers(values: object) -> Iterator[float]:
    for value in values if isinstance(values, list) else []:
        if isinstance(value, int | float):
            yield float(value)
