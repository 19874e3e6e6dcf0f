"""From a figure to its SQL and its rows: what an auditor asks for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import Select, select

from data_access import read
from metrics.ask import compiler
from metrics.ask.compiler import Shape
from metrics.ask.query import ask
from metrics.definition import SPANS, Measure, Metric, Timing
from metrics.period import Period
from metrics.scope import Scope
from metrics.source import Source

ROW_LIMIT = 20_000


def sql_of(metric: Metric, *, county: str, period: Period, townships: list[str], compare: Period | None) -> str:
    """Return the SQL behind a figure as a person would run it: one statement for each fact table, values filled in."""
    statements = []
    grouped: dict[str, list[Measure]] = {}
    for measure in metric.measures:
        grouped.setdefault(measure.table.name, []).append(measure)
    shape = Shape(("county_code",), compare is not None, bool(townships))
    for measures in grouped.values():
        statement = compiler.statement(tuple(measures), shape)
        bound = compiler.parameters([county], townships, period, compare, shape)
        statements.append(read.as_text(statement.params(**bound)))
    return ";\n\n".join(statements) + ";"


def rows_statement(measure: Measure, *, county: str, period: Period, townships: list[str]) -> Select[Any]:
    """Return the select of the fact rows that a measure reads in a period."""
    table = measure.table
    query = select(table).where(table.c.county_code == county, *measure.where)
    if townships and "township_code" in table.c:
        query = query.where(table.c.township_code.in_(townships))
    if measure.timing is Timing.FLOW:
        query = query.where(table.c.month.between(period.first, period.last))
    elif measure.timing is Timing.STOCK:
        query = query.where(table.c.month == period.last)
    elif measure.timing is Timing.SPAN:
        first, last = SPANS[table.name]
        query = query.where(first <= period.last)
        if last is not None:
            query = query.where(last.is_(None) | (last >= period.last))
    return query.order_by(*table.primary_key.columns or list(table.c)[:4]).limit(ROW_LIMIT)


def rows_of(source: Source, metric: Metric, scope: Scope) -> dict[str, pd.DataFrame]:
    """Return the fact rows behind a figure, by part: {'分子': …, '分母': …}, at most ROW_LIMIT rows each.

    A metric with suppression lists no rows: a row of one township and month is itself a small count. Its parts come by
    township instead, with the same cells hidden as on the page.
    """
    within = source.reference.check_period(scope.period)
    if metric.suppression is not None:
        return _protected_parts(source, metric, replace(scope, period=within, compare=None))
    county = scope.county
    with_predecessors = source.reference.merged_into(county, scope.townships, within.last)
    parts = {"分子": metric.numerator}
    if metric.denominator is not None:
        parts["分母"] = metric.denominator
    return {
        name: read.frame(
            source.engine, rows_statement(measure, county=county, period=within, townships=with_predecessors)
        )
        for name, measure in parts.items()
    }


def _protected_parts(source: Source, metric: Metric, scope: Scope) -> dict[str, pd.DataFrame]:
    """Return numerator and denominator by township, small counts and what would betray them left out."""
    rows = ask(source, [metric], scope, by="township")
    parts = {"分子": "numerator"} | ({"分母": "denominator"} if metric.denominator is not None else {})
    kept = ["county_code", "township_code", "period", "status"]
    return {
        name: rows[[*kept, column]].rename(columns={column: "persons"}).reset_index(drop=True)
        for name, column in parts.items()
    }
