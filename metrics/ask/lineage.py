"""From a figure to the SQL that ran and the rows that were counted: what an auditor asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from sqlalchemy import BindParameter, ColumnClause

from data_access import read
from data_access.granted import reach_of
from metrics.ask import compiler
from metrics.ask.compiler import COUNTED_AS, NOW, BoundSelect
from metrics.ask.plan import checked, planned
from metrics.ask.query import ask
from metrics.ask.question import Question
from metrics.definition import Measure, Metric
from metrics.period import Period
from metrics.scope import Scope
from metrics.source import Source

ROW_LIMIT = 20_000
PARTS = ("分子", "分母")


@dataclass(frozen=True)
class Lineage:
    """The statements that a figure was answered from, their values filled in; each runs as it stands.

    columns : part (分子, 分母) → number of its statement, from 0, and the column that holds it; {} for a computed
              metric.
    made    : what is worked out from the rows of a computed metric, Chinese and English; '' for others.
    """

    statements: tuple[str, ...]
    columns: dict[str, tuple[int, str]]
    made: tuple[str, str] = ("", "")

    @property
    def text(self) -> str:
        """Return all statements as one text."""
        return ";\n\n".join(self.statements) + ";"


def lineage_of(source: Source, metric: Metric, scope: Scope) -> Lineage:
    """Return the SQL of a figure: what the same question runs, for this metric alone.

    Raises QuestionError, WarehouseError.
    """
    question, now = checked(source.reference, Question.of([metric], scope))
    (metric,) = question.metrics
    selects = selects_behind(source, metric, question, now)
    texts = tuple(read.as_text(bound.filled, source.engine) for bound in selects)
    if metric.computed is not None:
        return Lineage(texts, {}, metric.computed.made)
    columns = {}
    for name, measure in zip(PARTS, metric.measures, strict=False):
        at = next(number for number, bound in enumerate(selects) if measure in bound.measures)
        columns[name] = (at, compiler.label(selects[at].measures.index(measure), NOW))
    return Lineage(texts, columns)


def selects_behind(source: Source, metric: Metric, question: Question, now: Period) -> tuple[BoundSelect, ...]:
    """Return the statements that answer a question about one metric, as they run. Raises WarehouseError."""
    if metric.computed is not None:
        return metric.computed.reads(source, metric, question).selects
    return tuple(bound for plan in planned(source, question, now) for bound in plan.selects)


@dataclass(frozen=True, eq=False)
class FactRows:
    """The rows that one part of a figure counts, at most ROW_LIMIT. total: what they add up to, None if unknown."""

    frame: pd.DataFrame
    total: float | None = None

    @property
    def is_cut(self) -> bool:
        """Say whether there may be more rows than are listed."""
        return len(self.frame) >= ROW_LIMIT


def rows_of(source: Source, metric: Metric, scope: Scope) -> dict[str, FactRows]:
    """Return the rows counted behind a figure, by part: {'分子': …, '分母': …}, at most ROW_LIMIT rows each.

    A reader of some townships is listed the rows of these; `total` stays that of the figure. A metric with suppression
    lists no rows: a row of one township and month is itself a small count. Its parts come by township instead, with the
    same cells hidden as on the page. Raises QuestionError, WarehouseError.
    """
    found, reach = _rows_of(source, metric, replace(scope, compare=None)), reach_of(source.engine)
    return {part: replace(rows, frame=reach.listed(rows.frame)) for part, rows in found.items()}


def _rows_of(source: Source, metric: Metric, scope: Scope) -> dict[str, FactRows]:
    question, now = checked(source.reference, Question.of([metric], scope))
    (metric,) = question.metrics
    if metric.suppression is not None:
        return _protected_parts(source, metric, replace(scope, period=now))
    if metric.computed is not None:
        listed = {} if metric.computed.rows is None else metric.computed.rows(source, metric, question)
        return {name: FactRows(frame.head(ROW_LIMIT)) for name, frame in listed.items()}
    selects = selects_behind(source, metric, question, now)
    found = {}
    for name, measure in zip(PARTS, metric.measures, strict=False):
        bound = next(bound for bound in selects if measure in bound.measures)
        assert bound.shape is not None
        frame = read.frame(source.engine, compiler.rows(measure, bound.shape).limit(ROW_LIMIT), bound.values)
        found[name] = FactRows(frame, None if len(frame) >= ROW_LIMIT else total_of(measure, frame))
    return found


def total_of(measure: Measure, rows: pd.DataFrame) -> float:
    """Return what the rows listed for a measure add up to: its sum, its different things, its largest or smallest."""
    if COUNTED_AS in rows:
        amounts = rows[COUNTED_AS]
    else:
        amount, _ = compiler.amount_of(measure.value)
        if isinstance(amount, BindParameter):
            return float(len(rows)) * float(amount.value or 0)
        assert isinstance(amount, ColumnClause)
        amounts = rows[amount.name]
    if measure.aggregate == "distinct":
        return float(amounts.nunique())
    if not len(amounts):
        return 0.0 if measure.aggregate == "sum" else float("nan")
    numbers = amounts.to_numpy(np.float64)
    if measure.aggregate == "sum":
        return float(numbers.sum())
    return float(numbers.max() if measure.aggregate == "max" else numbers.min())


def _protected_parts(source: Source, metric: Metric, scope: Scope) -> dict[str, FactRows]:
    """Return numerator and denominator by township, small counts and what would betray them left out."""
    rows = ask(source, [metric], scope, by="township")
    parts = {"分子": "numerator"} | ({"分母": "denominator"} if metric.denominator is not None else {})
    kept = ["county_code", "township_code", "period", "status"]
    return {
        name: FactRows(rows[[*kept, column]].rename(columns={column: "persons"}).reset_index(drop=True))
        for name, column in parts.items()
    }
