"""Keys and rules that the tables' rows must keep: what is counted twice, names nobody, is negative or above its whole.

The tables themselves refuse little: a month may be loaded twice, and every sum over it doubles without a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Engine, Float, Integer, Table, and_, exists, func, or_, select

from data_access import read, schema
from words.phrases import Phrase

EXAMPLES: Final = 5
"""So many rows are named a rule; how many break it is counted in full."""

KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "institution_month": ("institution_code", "month"),
    "staff_month": ("institution_code", "month", "profession", "title"),
    "contract_month": ("township_code", "month", "population_group"),
    "chronic_month": ("township_code", "month", "disease"),
    "insured_month": ("township_code", "month"),
    "fund_month": ("county_code", "institution_code", "month", "care", "kind"),
    "birth_month": ("township_code", "month"),
    "death_month": ("township_code", "month", "age_from"),
    "admission_age_month": ("township_code", "month", "age_from"),
    "resident_month": ("township_code", "month"),
    "resident_age_year": ("township_code", "year", "age_from"),
    "activity_month": ("county_code", "township_code", "institution_code", "month", "activity_code"),
    "posting_month": ("posting_id", "month"),
    "institution_year": ("county_code", "institution_code", "month"),
    "reported_for_month": ("county_code", "institution_code", "month"),
    "mechanism_evidence": ("mechanism_id", "position"),
    "road_edition": ("county_code", "road_edition"),
    "road_node": ("county_code", "road_edition", "node_id"),
    "road_edge": ("county_code", "road_edition", "edge_id"),
    "travel_time": (
        "county_code",
        "road_edition",
        "mode",
        "scenario",
        "direction",
        "village_code",
        "institution_code",
        "data_month",
    ),
    "village_access": ("village_code", "tier", "mode", "scenario", "road_edition", "valid_from"),
}
"""What names a row of a table that has no key of its own."""

OF: Final[Mapping[str, tuple[str, str]]] = {
    "county_code": ("county", "county_code"),
    "township_code": ("township", "township_code"),
    "institution_code": ("institution", "institution_code"),
    "expert_code": ("expert", "expert_code"),
    "activity_code": ("activity", "activity_code"),
    "posting_id": ("posting", "posting_id"),
    "mechanism_id": ("mechanism", "mechanism_id"),
    "budget_id": ("budget", "budget_id"),
    "plan_item_id": ("plan_item", "plan_item_id"),
    "village_code": ("village", "village_code"),
    "community_code": ("community", "community_code"),
}
"""A column of this name says which row of that table is meant."""

ABOVE: Final = (("township", "successor_code"), ("village", "successor_code"), ("institution", "parent_code"))
"""A row names another of its own table; followed on and on it must come to an end."""

SIGNED: Final = frozenset({"lon", "lat", "seat_lon", "seat_lat", "value", "x", "y"})
"""Numbers that may lie below 0."""

PARTS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "institution_month": (
        ("tcm_visits", "outpatient_visits"),
        ("inpatient_revenue_yuan", "medical_revenue_yuan"),
        ("drug_revenue_yuan", "medical_revenue_yuan"),
    ),
    "contract_month": (("contracted", "eligible"), ("served", "contracted")),
    "chronic_month": (
        ("managed", "patients"),
        ("managed_to_standard", "managed"),
        ("controlled", "patients"),
        ("grid_patients", "patients"),
        ("served_in_township", "served_total"),
    ),
    "insured_month": (
        ("women_child_visits_in_county", "visits_in_county"),
        ("women_child_visits_out_of_county", "visits_out_of_county"),
        ("fund_in_county_primary_yuan", "fund_in_county_yuan"),
    ),
    "admission_age_month": (("admissions", "admissions_squared"),),
    "death_month": (("chronic_deaths", "deaths"), ("four_ncd_deaths", "deaths")),
    "resident_month": (
        ("residents_0_14", "residents"),
        ("residents_35_up", "residents"),
        ("residents_65_up", "residents_35_up"),
    ),
    "village": (("residents_0_14", "residents"), ("residents_65_up", "residents")),
    "programme_month": (("reached", "eligible"), ("found", "reached"), ("followed", "found")),
}
"""Columns that count a part, and the column that counts the whole."""

MONTHS: Final = ("month", "valid_from", "valid_to", "since", "until", "opened", "closed")


@dataclass(frozen=True)
class Broken:
    """Rows of a table that break a rule.

    rule     : doubled | orphan | negative | above_whole | no_month | no_history | overlap | circle.
    columns  : what the rule speaks of; for `above_whole` the part and the whole.
    count    : how many rows; of `doubled` how many are too many.
    examples : a few of them, named by their keys and by what is wrong: column → value.
    """

    rule: str
    table: str
    columns: tuple[str, ...]
    count: int
    examples: tuple[Mapping[str, Any], ...]


def told(found: Broken) -> Phrase:
    """Return what breaks a rule as a sentence: the rule, the table, how many rows, and a few of them by name."""
    rows = [", ".join(f"{name}={value}" for name, value in row.items() if name != "times") for row in found.examples]
    return Phrase(
        f"check_{found.rule}",
        table=found.table,
        columns=found.columns,
        part=found.columns[0],
        whole=found.columns[-1],
        count=found.count,
        rows="; ".join(rows),
    )


def broken(engine: Engine) -> list[Broken]:
    """Return every rule that rows of the warehouse break, table by table; none if the data may be counted.

    Raises WarehouseError.
    """
    return [found for table in schema.metadata.sorted_tables for found in _of_table(engine, table)]


def _of_table(engine: Engine, table: Table) -> Iterator[Broken]:
    if table.name in KEYS:
        yield from _doubled(engine, table, KEYS[table.name])
    for name, (whose, key) in OF.items():
        if name in table.c and table.name != whose:
            known = select(schema.metadata.tables[whose].c[key])
            wrong = and_(table.c[name].is_not(None), table.c[name].not_in(known))
            yield from _rows(engine, table, "orphan", (name,), wrong)
    for column in table.columns:
        if isinstance(column.type, Integer | Float) and column.name not in SIGNED:
            yield from _rows(engine, table, "negative", (column.name,), column < 0)
    for part, whole in PARTS.get(table.name, ()):
        yield from _rows(engine, table, "above_whole", (part, whole), table.c[part] > table.c[whole])
    for name in MONTHS:
        if name in table.c and isinstance(table.c[name].type, Integer):
            month = table.c[name] % 100
            wrong = or_(month < 1, month > 12, table.c[name] < 190001, table.c[name] > 210012)
            yield from _rows(engine, table, "no_month", (name,), wrong)
    yield from _histories(engine, table)
    for name, column_name in ABOVE:
        if name == table.name:
            yield from _circles(engine, table, column_name)


def _names_of(table: Table) -> tuple[str, ...]:
    return KEYS.get(table.name) or tuple(column.name for column in table.primary_key)


def _doubled(engine: Engine, table: Table, key: Sequence[str]) -> Iterator[Broken]:
    columns = [table.c[name] for name in key]
    times = func.count().label("times")
    twice = select(*columns, times).group_by(*columns).having(func.count() > 1).subquery()
    sums: Any = select(func.count(), func.sum(twice.c.times)).select_from(twice)
    groups, rows = read.rows(engine, sums)[0]
    if groups:
        some = read.rows(engine, select(twice).order_by(*twice.columns).limit(EXAMPLES))
        yield Broken(
            "doubled", table.name, tuple(key), int(rows) - int(groups), tuple(dict(row._mapping) for row in some)
        )


def _rows(
    engine: Engine, table: Table, rule: str, columns: tuple[str, ...], wrong: ColumnElement[bool]
) -> Iterator[Broken]:
    count = int(read.rows(engine, select(func.count()).select_from(table).where(wrong))[0][0])
    if count:
        named = [table.c[name] for name in dict.fromkeys((*_names_of(table), *columns))]
        some = read.rows(engine, select(*named).where(wrong).order_by(*named).limit(EXAMPLES))
        yield Broken(rule, table.name, columns, count, tuple(dict(row._mapping) for row in some))


def _histories(engine: Engine, table: Table) -> Iterator[Broken]:
    """Say which institutions have no history, and which stretches share a month with another of the institution.

    The one is counted nowhere, the other twice.
    """
    history = schema.institution_history
    if table is schema.institution:
        told = exists().where(history.c.institution_code == table.c.institution_code)
        yield from _rows(engine, table, "no_history", ("institution_code",), ~told)
    elif table is history:
        other = history.alias("other")
        shared = exists().where(
            other.c.institution_code == table.c.institution_code,
            other.c.valid_from > table.c.valid_from,
            or_(table.c.valid_to.is_(None), other.c.valid_from <= table.c.valid_to),
        )
        yield from _rows(engine, table, "overlap", ("valid_to",), shared)


def _circles(engine: Engine, table: Table, above: str) -> Iterator[Broken]:
    (key,) = _names_of(table)
    ties = read.frame(engine, select(table).where(table.c[above].is_not(None)))
    next_of = dict(zip(ties[key].astype(str), ties[above].astype(str), strict=True))
    inside = sorted(code for code in next_of if _comes_back(code, next_of))
    if inside:
        examples = tuple({key: code, above: next_of[code]} for code in inside[:EXAMPLES])
        yield Broken("circle", table.name, (above,), len(inside), examples)


def _comes_back(code: str, next_of: Mapping[str, str]) -> bool:
    passed: set[str] = set()
    at: str | None = next_of[code]
    while at is not None and at != code and at not in passed:
        passed.add(at)
        at = next_of.get(at)
    return at == code
