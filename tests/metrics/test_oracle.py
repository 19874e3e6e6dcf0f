"""The engine against a walk through single days, over random calendars, gaps, mergers, openings, moves and filters."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, StaticPool, create_engine

from data_access import schema
from metrics.ask.query import query
from metrics.catalogue.resources import AT_PRIMARY, IN_COUNTY
from metrics.catalogue.volume import MONTHLY
from metrics.definition import Metric, Model, flow
from metrics.period import Period
from metrics.reference import Place, Reference
from tests.examples import examples
from tests.metrics.oracle import Answer, Oracle, World, a_year_before, month_before, monthly_rows, random_world

LOADED = (
    "INSERT INTO load (load_id, loaded_at, loaded_by, source_zh, rows_accepted, rows_refused) "
    "VALUES ('days', '2024-01-01', 'test', 'days', 0, 0)"
)

COUNTY = "999901"
WORLDS = 30
CASES = examples(270)
"""Questions of three metrics each."""
month = schema.institution_month.c


def _metric(kind: str, unit: str, model: Model, per: float, top: str, bottom: str | None, *where: object) -> Metric:
    return Metric(
        id=kind,
        name_zh=kind,
        name_en=kind,
        family="",
        unit=unit,
        better="neutral",
        model=model,
        numerator=flow(schema.institution_month, month[top], AT_PRIMARY),
        numerator_zh="",
        numerator_en="",
        denominator=None if bottom is None else flow(schema.institution_month, month[bottom], *where),  # type: ignore[arg-type]
        per=per,
        source=MONTHLY,
    )


METRICS = {
    "visits": _metric("visits", "人次", "count", 1, "outpatient_visits", None),
    "share": _metric("share", "%", "proportion", 100, "outpatient_visits", "outpatient_visits", IN_COUNTY),
    "admission_rate": _metric("admission_rate", "‰", "rate", 1000, "admissions", "outpatient_visits", AT_PRIMARY),
}


def _reference(world: World) -> Reference:
    """Return what the engine knows of a world; the rows themselves it reads from the warehouse."""
    townships = {
        code: Place(code, COUNTY, code, code, "镇", "平川", 201001, ended, successor)
        for code, (ended, successor) in world.townships.items()
    }
    silent = [
        (COUNTY, clinic.code, one)
        for clinic in world.clinics
        for one in sorted(clinic.silent)
        if clinic.expected_in(one)
    ]
    return Reference(
        version="world",
        is_sample=True,
        first_month=world.first,
        last_month=world.last,
        counties={COUNTY: Place(COUNTY, COUNTY, "小县", "Small County")},
        townships=townships,
        targets=[],
        unreported=silent,
    )


@cache
def warehouse(seed: int) -> tuple[World, Engine, Reference]:
    """Return a random world and the DuckDB warehouse that holds its months."""
    world = random_world(seed)
    engine = create_engine("duckdb:///:memory:", poolclass=StaticPool)
    rows = pd.DataFrame(monthly_rows(world)).assign(
        county_code=COUNTY, is_lead=False, in_group=True, basis="synthetic", load_id="days"
    )
    table = schema.institution_month
    for column in table.columns:
        if column.name not in rows:
            rows[column.name] = None if column.nullable else 0
    with engine.begin() as connection:
        schema.load.create(connection)
        table.create(connection)
        connection.exec_driver_sql(LOADED)
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.register("incoming", rows[[column.name for column in table.columns]])  # type: ignore[attr-defined]
        connection.exec_driver_sql("INSERT INTO institution_month SELECT * FROM incoming")
    return world, engine, _reference(world)


def _months_of(start: int, length: int) -> list[int]:
    found = [start]
    while len(found) < length:
        found.append(found[-1] + 1 if found[-1] % 100 < 12 else found[-1] + 89)
    return found


def _agree(row: pd.Series, expected: Answer, question: str) -> None:
    for name in ("value", "compare_value", "change"):
        wanted = getattr(expected, name)
        found = None if pd.isna(row[name]) else float(row[name])
        assert (found is None) == (wanted is None), f"{question}: {name} is {found}, by days {wanted}"
        if found is not None and wanted is not None:
            assert found == pytest.approx(wanted, abs=1e-9, rel=1e-9), f"{question}: {name}"


def _answers(
    oracle: Oracle, asked: Period, compare: str, by: str, chosen: list[str], rows: pd.DataFrame
) -> Iterator[tuple[pd.Series, Answer]]:
    """Pair every row of the engine's answer with what the days say."""
    world = oracle.world
    now = [one for one in asked.months if one in world.months]
    edition = now[-1]
    back = {one: a_year_before(one) for one in now}
    if compare == "previous":
        earlier = [month_before(now[0])]
        while len(earlier) < len(now):
            earlier.insert(0, month_before(earlier[0]))
        back = dict(zip(now, earlier, strict=True))
    for _, row in rows.iterrows():
        own, own_back = now, back
        if by in ("month", "both"):
            own = [int(row["period"].replace("-", ""))]
            own_back = {own[0]: a_year_before(own[0]) if compare == "yoy" else month_before(own[0])}
        place = row["township_code"] if by in ("township", "both") else None
        yield row, oracle.ask(row["metric_id"], own, own_back, place, edition, chosen or None)


@settings(max_examples=CASES)
@given(
    seed=st.integers(1, WORLDS),
    choice=st.integers(0, 2**32 - 1),
    compare=st.sampled_from(["yoy", "previous"]),
    by=st.sampled_from(["county", "township", "month", "both"]),
    length=st.sampled_from([1, 2, 3, 6, 9, 12, 14]),
    filtered=st.booleans(),
)
def test_the_engine_agrees_with_a_walk_through_the_days(
    seed: int, choice: int, compare: str, by: str, length: int, filtered: bool
) -> None:
    world, engine, reference = warehouse(seed)
    draw = Random(choice)
    months = _months_of(draw.choice(world.months), length)
    asked = Period(months[0], months[-1])
    edition = min(asked.last, world.last)
    here = [place.code for place in reference.townships_of(COUNTY, edition)]
    chosen = draw.sample(here, draw.randint(1, len(here))) if filtered else []
    split = {"county": (), "township": ("township",), "month": ("month",), "both": ("township", "month")}[by]
    metrics = list(METRICS.values())
    rows = query(engine, reference, metrics, county=COUNTY, period=asked, by=split, townships=chosen, compare=compare)
    assert set(rows["metric_id"]) == set(METRICS)
    question = f"world {seed}, {asked.key} {compare} by {by} in {chosen or 'all'}"
    for row, expected in _answers(Oracle(world), asked, compare, by, chosen, rows):
        _agree(row, expected, f"{question}, {row['metric_id']} {row['township_code']} {row['period']}")


def test_the_worlds_hold_what_the_engine_could_get_wrong() -> None:
    worlds = [random_world(seed) for seed in range(1, WORLDS + 1)]
    clinics = [clinic for world in worlds for clinic in world.clinics]
    assert sum(any(successor for _, successor in world.townships.values()) for world in worlds) >= 10
    assert sum(clinic.opened > 201001 for clinic in clinics) >= 20
    assert sum(clinic.closed < 209912 for clinic in clinics) >= 20
    assert sum(clinic.moves_in < 209912 and clinic.level != clinic.new_level for clinic in clinics) >= 20
    assert sum(bool(clinic.silent) for clinic in clinics) >= 20
    assert sum(any(day.month == 2 and day.day == 29 for day in clinic.days) for clinic in clinics) >= 50
