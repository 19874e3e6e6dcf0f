"""The ledger of data quality: what in the warehouse breaks a rule, how old it is, whose it is, in which state.

Nothing of it is stored but decisions: open and accepted follow from the rows as they are, mended from the rows that a
later load has replaced (`*_history`), held against the same rules.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import pandas as pd
from sqlalchemy import Engine, func, select

from data_access import read, schema
from data_access.quality import decisions_of
from data_access.schema import LOAD_KEYS
from metrics.period import add_months
from metrics.quality.problems import Problem, Series, SeriesKey, Where, problems_in
from metrics.quality.record import Rules, shipped_rules

State = Literal["open", "accepted", "mended"]
READ_MONTHS: Final = 36
JUDGED_MONTHS: Final = 24
"""What is older is past: nobody sends it again, and every page would wait for it."""
NAMING: Final = ("county_code", "township_code", "institution_code", "month")


@dataclass(frozen=True)
class Entry:
    """One problem of the warehouse.

    township  : where it is, '' for the county.
    loaded_at : when the figure entered, UTC; None where the warehouse does not know.
    decided_by, decided_at, reason : who accepted it, or whose load mended it ('' and None for an open one).
    """

    problem: Problem
    township: str
    state: State
    loaded_at: dt.datetime | None = None
    decided_by: str = ""
    decided_at: dt.datetime | None = None
    reason: str = ""


def ledger(engine: Engine, county: str, rules: Rules | None = None) -> tuple[Entry, ...]:
    """Return what breaks a rule in a county in its last 24 months, newest first. Raises WarehouseError.

    rules : None for those shipped.
    """
    used = rules or shipped_rules()
    decided = {str(row["problem"]): row for row in decisions_of(engine, county).to_dict("records")}
    accepted = frozenset(key for key, row in decided.items() if row["state"] == "accepted")
    last = _last_month(engine, county)
    since = add_months(last, -READ_MONTHS)
    facts = {table: _facts(engine, table, county, since) for table in sorted(_tables(used))}
    series = _series(facts, used)
    problems = problems_in(series, used, since=add_months(last, 1 - JUDGED_MONTHS), accepted=accepted)
    townships = _townships(facts)
    entered = _entered(engine, facts) if problems else {}
    entries = [
        _entry(problem, townships, entered, decided.get(problem.key), accepted) for problem in problems if problem.place
    ]
    entries += _mended(engine, county, used, since, series, {problem.key for problem in problems}, townships)
    return tuple(sorted(entries, key=lambda entry: (-entry.problem.month, entry.problem.rule, entry.problem.place)))


def _tables(rules: Rules) -> set[str]:
    return {rule.table for rule in rules.rules if rule.table in schema.metadata.tables and rule.severity != "off"}


def _columns(rules: Rules, table: str) -> list[str]:
    named = {name for rule in rules.rules if rule.table == table for name in rule.named}
    return sorted(named & set(schema.metadata.tables[table].c.keys()))


def has_loads(engine: Engine, county: str) -> bool:
    """Say whether any file entered a county through `intake`. Raises WarehouseError."""
    table = schema.load
    own = select(func.count()).where(table.c.county_code == county, table.c.sequence.is_not(None))
    return bool(read.rows(engine, own)[0][0])


def _last_month(engine: Engine, county: str) -> int:
    months = [
        read.rows(engine, select(func.max(table.c.month)).where(table.c.county_code == county))[0][0]
        for table in (schema.institution_month, schema.resident_month)
    ]
    return max((int(month) for month in months if month is not None), default=190001)


def _facts(engine: Engine, name: str, county: str, since: int, *, history: bool = False) -> pd.DataFrame:
    table = schema.histories[name] if history else schema.metadata.tables[name]
    statement = select(table).where(table.c.county_code == county, table.c.month > since)
    if "reported" in table.c:
        statement = statement.where(table.c.reported)
    return read.frame(engine, statement)


def _where_columns(table: str) -> list[str]:
    return [name for name in LOAD_KEYS.get(table, ()) if name not in NAMING]


def _series(facts: Mapping[str, pd.DataFrame], rules: Rules) -> dict[SeriesKey, dict[int, float]]:
    series: dict[SeriesKey, dict[int, float]] = {}
    for table, rows in facts.items():
        for column in _columns(rules, table):
            known = rows[rows[column].notna()]
            for place, where, month, value in _figures(known, table, column):
                series.setdefault((table, place, where, column), {})[month] = value
    return series


def _figures(rows: pd.DataFrame, table: str, column: str) -> Iterator[tuple[str, Where, int, float]]:
    place = "institution_code" if "institution_code" in rows else "township_code"
    names = _where_columns(table)
    wheres = list(rows[names].itertuples(index=False)) if names else [()] * len(rows)
    for code, month, value, where in zip(
        rows[place].astype(str).tolist(),
        rows["month"].astype(int).tolist(),
        rows[column].astype(float).tolist(),
        wheres,
        strict=True,
    ):
        yield code, tuple(zip(names, (str(part) for part in where), strict=True)), month, value


def _townships(facts: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Return the township of each place, of its newest month."""
    found: dict[str, str] = {}
    for rows in facts.values():
        place = "institution_code" if "institution_code" in rows else "township_code"
        ordered = rows.sort_values("month")
        found |= dict(zip(ordered[place].astype(str), ordered["township_code"].astype(str), strict=True))
    return found


def _entered(engine: Engine, facts: Mapping[str, pd.DataFrame]) -> dict[tuple[str, str, int], dt.datetime]:
    """Return when the row of a table, place and month was loaded."""
    loads = read.frame(engine, select(schema.load.c.load_id, schema.load.c.loaded_at)).set_index("load_id")["loaded_at"]
    found: dict[tuple[str, str, int], dt.datetime] = {}
    for table, rows in facts.items():
        place = "institution_code" if "institution_code" in rows else "township_code"
        when = rows["load_id"].map(loads)
        for code, month, moment in zip(rows[place].astype(str), rows["month"].astype(int), when, strict=True):
            if not pd.isna(moment):
                found[table, code, month] = pd.Timestamp(moment).to_pydatetime()
    return found


def _entry(
    problem: Problem,
    townships: Mapping[str, str],
    entered: Mapping[tuple[str, str, int], dt.datetime],
    decision: Mapping[Any, Any] | None,
    accepted: frozenset[str],
) -> Entry:
    own = Entry(
        problem,
        townships.get(problem.place, ""),
        "accepted" if problem.is_accepted(accepted) else "open",
        entered.get((problem.table, problem.place, problem.month)),
    )
    if decision is None or own.state == "open":
        return own
    return replace(
        own,
        decided_by=str(decision["decided_by"]),
        decided_at=pd.Timestamp(decision["decided_at"]).to_pydatetime(),
        reason=str(decision["reason_zh"]),
    )


def _mended(
    engine: Engine,
    county: str,
    rules: Rules,
    since: int,
    series: Series,
    standing: set[str],
    townships: Mapping[str, str],
) -> Iterator[Entry]:
    """Yield what rows that a later load replaced broke, and their successors do not; newest replacement first."""
    loads = read.frame(engine, select(schema.load).where(schema.load.c.county_code == county))
    by_sequence = {int(row["sequence"]): row for row in loads.to_dict("records") if not pd.isna(row["sequence"])}
    if len(by_sequence) < 2:
        return
    told: set[str] = set()
    for table in sorted(_tables(rules) & set(schema.histories)):
        gone = _facts(engine, table, county, since, history=True)
        for sequence in sorted({int(number) for number in gone["superseded"]}, reverse=True):
            rows, load = gone[gone["superseded"] == sequence], by_sequence.get(sequence)
            if load is None:
                continue
            for problem in _broke(rows, table, rules, series):
                if problem.key in standing or problem.key in told or not problem.place:
                    continue
                told.add(problem.key)
                yield Entry(
                    problem,
                    townships.get(problem.place, ""),
                    "mended",
                    decided_by=str(load["loaded_by"]),
                    decided_at=pd.Timestamp(load["loaded_at"]).to_pydatetime(),
                    reason=str(load["source_zh"]),
                )


def _broke(rows: pd.DataFrame, table: str, rules: Rules, series: Series) -> list[Problem]:
    """Return what rows would break if they stood among the figures of today."""
    before = _series({table: rows}, rules)
    partners: dict[SeriesKey, Mapping[int, float]] = {
        key: series[key] for key in series if key[0] == table and any(key[1:3] == own[1:3] for own in before)
    }
    together = {**partners, **{key: {**partners.get(key, {}), **own} for key, own in before.items()}}
    judged = frozenset((key, month) for key, own in before.items() for month in own)
    return problems_in(together, rules, judged=judged)


def in_townships(entries: Sequence[Entry], townships: Sequence[str]) -> tuple[Entry, ...]:
    """Return the entries of some townships; all for none named."""
    return tuple(entry for entry in entries if not townships or entry.township in townships)
