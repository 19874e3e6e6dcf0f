"""Published figures against what the warehouse's rows give, and the reform mechanisms with the rows that show them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Engine, Select, func, null, select

from data_access import read, schema
from metrics.ask.query import answer
from metrics.ask.question import Question
from metrics.catalogue import get_all
from metrics.period import Period
from metrics.reads.mechanisms import VIEW_TABLES
from metrics.reads.reconciliation_plan import COUNTIES, PLAN, Reproduction
from metrics.scope import Scope
from metrics.source import Source

RECONCILIATION_COLUMNS = ("figure_id", "status", "metric_id", "published", "computed", "difference")
MECHANISM_COLUMNS = (
    "mechanism_id", "page", "metric_ids", "tables", "rows", "name_zh", "shows_zh", "views", "rows_by_view", "address",
)  # fmt: skip

_TEN_THOUSAND, _HUNDRED_MILLION = 10_000.0, 100_000_000.0
# Floats that should be equal differ by less than this share of the printed step.
_NOISE = 1e-6


def printed_step(value: float, as_printed: str) -> float:
    """Return the size of the last digit that was printed, in base units: 45.6万 → 1,000; 72.10% → 0.01; 六统一 → 1.

    Words and fractions (三分之一) are as exact as the value they were turned into.
    """
    number = re.search(r"\d+(?:\.(\d+))?", as_printed)
    if number is None:
        decimals = f"{value:.10f}".rstrip("0").partition(".")[2]
        return 10.0 ** -len(decimals)
    step = 10.0 ** -len(number[1] or "")
    following = as_printed[number.end() :]
    if "亿" in following:
        return step * _HUNDRED_MILLION
    return step * _TEN_THOUSAND if "万" in following else step


def agrees(computed: float, published: float, comparator: str, step: float) -> bool:
    """Say whether a computed value is what was printed: equal at the printed digit, or on the printed side of it.

    Half a step below the printed value still rounds up to it, so “= 45.6万” takes 45.55万 up to 45.65万.
    """
    half = step / 2 * (1 + _NOISE)
    if comparator == ">=":
        return computed >= published - half
    if comparator == "<=":
        return computed <= published + half
    return abs(computed - published) <= half


def reconcile(source: Source) -> pd.DataFrame:
    """Return one row a published figure: RECONCILIATION_COLUMNS, in the order of the accounts.

    computed is empty for a recorded figure, and for one whose metric gave no value; difference = computed − published.
    Raises WarehouseError.
    """
    figures = read.rows(source.engine, select(schema.published_figure))
    held = {figure.figure_id for figure in figures}
    plan = {one.figure_id: one for one in PLAN if one.figure_id in held}
    values = {**_metric_values(source, list(plan.values())), **_held_values(source.engine)}
    targets = _target_metrics(source.engine)
    rows = []
    for figure in sorted(figures, key=lambda figure: (_PLACE.get(figure.figure_id, len(_PLACE)), figure.figure_id)):
        # A figure that a deployment adds itself stays on record until the plan says how to reproduce it.
        one = plan.get(figure.figure_id) or Reproduction(figure.figure_id, "recorded", figure.county_code)
        computed = None if one.status == "recorded" else values.get(figure.figure_id)
        rows.append(
            {
                "figure_id": figure.figure_id,
                "status": one.status,
                "metric_id": one.metric_id or targets.get(figure.figure_id),
                "published": figure.value,
                "computed": computed,
                "difference": None if computed is None else computed - figure.value,
            }
        )
    return pd.DataFrame(rows, columns=list(RECONCILIATION_COLUMNS)).astype(
        {"published": float, "computed": float, "difference": float}
    )


_COUNTY_PLACE = {county: place for place, county in enumerate(COUNTIES.values())}
_PLACE: Mapping[str, int] = {
    one.figure_id: place for place, one in enumerate(sorted(PLAN, key=lambda one: _COUNTY_PLACE[one.county_code]))
}


def _metric_values(source: Source, plan: Sequence[Reproduction]) -> dict[str, float]:
    """Ask each metric once for its figure's county and period; figures of one county and period go in one query."""
    groups: dict[tuple[str, str, bool], list[Reproduction]] = {}
    for one in plan:
        if one.status == "computed" and one.metric_id and one.period:
            groups.setdefault((one.county_code, one.period, one.column == "change"), []).append(one)
    found: dict[str, float] = {}
    for (county, period, changes), asked in groups.items():
        metrics = get_all(dict.fromkeys(one.metric_id for one in asked if one.metric_id))
        # An account has made these numbers public; hiding them here would protect nobody.
        scope = Scope(county, Period.parse(period), compare="yoy" if changes else None)
        rows = answer(source, Question.of(metrics, scope), hide=False)
        given = {column: dict(zip(rows["metric_id"], rows[column], strict=True)) for column in ("value", "change")}
        for one in asked:
            value = given[one.column][one.metric_id]
            if pd.notna(value):
                found[one.figure_id] = float(value) * one.scale
    return found


def _held_values(engine: Engine) -> dict[str, float]:
    """Return the values of rules and targets that name a figure."""
    held: dict[str, float] = {}
    for table in (schema.rule, schema.indicator_target):
        statement = select(table.c.figure_id, table.c.value).where(table.c.figure_id.is_not(None))
        held |= {row.figure_id: float(row.value) for row in read.rows(engine, statement)}
    return held


def _target_metrics(engine: Engine) -> dict[str, str]:
    """Return which metric a published target is held against."""
    table = schema.indicator_target
    statement = select(table.c.figure_id, table.c.metric_id).where(table.c.figure_id.is_not(None))
    return {row.figure_id: row.metric_id for row in read.rows(engine, statement)}


@dataclass(frozen=True)
class _Shown:
    """A mechanism and what shows it."""

    mechanism_id: str
    county_code: str
    page: str
    metric_ids: tuple[str, ...]
    tables: tuple[str, ...]
    name_zh: str
    shows_zh: str
    views: tuple[str, ...]

    @property
    def address(self) -> str:
        """Return the address of its page, with its county."""
        return f"/mechanisms?mechanism={self.mechanism_id}&county={self.county_code}"


def mechanisms(engine: Engine) -> pd.DataFrame:
    """Return one row a mechanism: MECHANISM_COLUMNS; metric_ids and tables are joined by “;”.

    rows counts, over the tables of its evidence, the mechanism's own rows where a table names the mechanism, and
    the county's rows elsewhere. views: codes of its kinds of evidence, separated by blanks; rows_by_view: of each, the
    mechanism's own rows in the tables of the kind (series, map: rows). Raises WarehouseError.
    """
    shown = _shown(engine)
    wanted = {name for one in shown for name in one.tables}
    wanted |= {name for one in shown for view in one.views for name in VIEW_TABLES.get(view, ())}
    counts = {name: _counts(engine, name) for name in sorted(wanted)}
    rows = [
        {
            "mechanism_id": one.mechanism_id,
            "page": one.page,
            "metric_ids": ";".join(one.metric_ids),
            "tables": ";".join(one.tables),
            "rows": sum(_rows_of(one, counts[name]) for name in one.tables),
            "name_zh": one.name_zh,
            "shows_zh": one.shows_zh,
            "views": " ".join(one.views),
            "rows_by_view": " ".join(f"{view}={_rows_of_view(one, view, counts)}" for view in one.views),
            "address": one.address,
        }
        for one in shown
    ]
    return pd.DataFrame(rows, columns=list(MECHANISM_COLUMNS))


def _shown(engine: Engine) -> list[_Shown]:
    mechanism, evidence = schema.mechanism, schema.mechanism_evidence
    listed: dict[str, list[Any]] = {}
    for row in read.rows(engine, select(evidence).order_by(evidence.c.mechanism_id, evidence.c.position)):
        listed.setdefault(row.mechanism_id, []).append(row)
    found = read.rows(engine, select(mechanism).order_by(mechanism.c.county_code, mechanism.c.mechanism_id))
    return [
        _Shown(
            row.mechanism_id,
            row.county_code,
            row.page,
            tuple(dict.fromkeys(item.metric_id for item in listed.get(row.mechanism_id, []) if item.metric_id)),
            tuple(dict.fromkeys(item.table_name for item in listed.get(row.mechanism_id, []) if item.metric_id)),
            row.name_zh,
            row.shows_zh,
            tuple((row.views or "").split()),
        )
        for row in found
    ]


def _rows_of_view(one: _Shown, view: str, counts: Mapping[str, Mapping[tuple[str, str | None], int]]) -> int:
    tables = VIEW_TABLES.get(view, ())
    if not tables:
        return sum(_rows_of(one, counts[name]) for name in one.tables)
    return sum(counts[name].get((one.county_code, one.mechanism_id), 0) for name in tables)


def _rows_of(one: _Shown, counts: Mapping[tuple[str, str | None], int]) -> int:
    own = counts.get((one.county_code, one.mechanism_id), 0)
    return own or sum(number for (county, _), number in counts.items() if county == one.county_code)


def _counts(engine: Engine, table_name: str) -> dict[tuple[str, str | None], int]:
    """Count a table's rows by county and, where the rows name one, by mechanism."""
    rows: Sequence[Any] = read.rows(engine, _count_statement(table_name))
    return {(row.county_code, row.mechanism_id): int(row.rows) for row in rows}


def _count_statement(table_name: str) -> Select[Any]:
    table = schema.metadata.tables[table_name]
    number = func.count().label("rows")
    county = table.c.county_code
    if table_name == "activity_month":
        kind = schema.activity.c
        named = table.join(schema.activity, kind.activity_code == table.c.activity_code)
        return select(county, kind.mechanism_id, number).select_from(named).group_by(county, kind.mechanism_id)
    if "mechanism_id" in table.c:
        return select(county, table.c.mechanism_id, number).group_by(county, table.c.mechanism_id)
    return select(county, null().label("mechanism_id"), number).group_by(county)
