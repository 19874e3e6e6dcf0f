"""Work is read from the rows it is kept in; sums are read only for the months without any, and both agree."""

from collections.abc import Iterator

import pandas as pd
import pytest
from sqlalchemy import Engine, delete, func, insert, make_url, select, update

from data_access import read, schema
from data_access.engine import open_engine
from metrics.ask.lineage import lineage_of, rows_of
from metrics.ask.query import ask
from metrics.catalogue import CATALOGUE, get
from metrics.finer import FINER, FINER_TABLES
from metrics.period import Period
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source

WORK = schema.activity_month.c
COUNTY_OF = {
    "ambulance_dispatch": "141122", "mobile_checkup": "141122", "one_plus_n": "141122",
    "emergency_case": "150622", "remote_reply": "150622", "staff_sharing": "140781", "grid_follow_up": "140781",
    "free_checkup": "150622", "elderly_checkup": "150622", "colon_screening": "150622",
    "women_cancer_screening": "150622", "elderly_vaccine": "150622", "hpv_vaccine": "150622",
}  # fmt: skip
YEAR = Period.parse("2024")
METRICS = [
    (code, metric_id)
    for code in FINER
    for metric_id in (f"{code}_done", f"{code}_rate", f"{code}_minutes")
    if metric_id in CATALOGUE
]


@pytest.fixture
def own(own_duckdb_url: str) -> Iterator[Engine]:
    """A copy of the sample that a test may change."""
    engine = open_engine(make_url(own_duckdb_url), read_only=False)
    yield engine
    engine.dispose()


def source_of(engine: Engine) -> Source:
    return Source(engine, load_reference(engine))


def asked(engine: Engine, metric_id: str, county: str, by: str = "township") -> dict[tuple[str, str], float]:
    """Value by place and period of 2024."""
    found = ask(source_of(engine), [get(metric_id)], Scope(county, YEAR, compare=None), by=by)
    return {
        (row["township_code"], row["period"]): row["value"] for _, row in found.iterrows() if pd.notna(row["value"])
    }


def test_every_activity_that_is_kept_in_rows_is_one_of_the_sample():
    assert set(FINER) == set(COUNTY_OF)


@pytest.mark.parametrize(("code", "metric_id"), METRICS)
@pytest.mark.parametrize("by", ["township", "month"])
def test_rows_and_sums_give_the_same_figure(own: Engine, code: str, metric_id: str, by: str):
    county = COUNTY_OF[code]
    from_rows = asked(own, metric_id, county, by)
    table = FINER_TABLES[FINER[code].name]
    with own.begin() as connection:
        connection.execute(delete(table))
    from_sums = asked(own, metric_id, county, by)
    assert from_rows and from_rows == pytest.approx(from_sums, abs=1e-9)


def test_months_without_rows_read_their_sum_and_no_month_is_counted_twice(own: Engine):
    """交城's runs: the rows of July to December go; what is told of the year is the same."""
    whole = asked(own, "ambulance_dispatch_done", "141122")
    table = schema.response_event.c
    with own.begin() as connection:
        connection.execute(
            delete(schema.response_event).where(
                table.mechanism_id == "jiaocheng_prehospital", table.month.between(202407, 202412)
            )
        )
    assert asked(own, "ambulance_dispatch_done", "141122") == whole


def test_where_rows_and_sum_differ_the_rows_count(own: Engine):
    """A run that no report had counted: one more in January, in the rows only."""
    table = schema.response_event
    before = sum(asked(own, "ambulance_dispatch_done", "141122").values())
    with own.begin() as connection:
        row = connection.execute(
            select(table).where(table.c.mechanism_id == "jiaocheng_prehospital", table.c.month == 202401).limit(1)
        ).one()
        connection.execute(insert(table).values(**row._asdict() | {"event_id": "one_more"}))
        connection.execute(
            update(schema.activity_month)
            .where(WORK.activity_code == "ambulance_dispatch", WORK.month == 202401)
            .values(done=WORK.done * 10)
        )
    assert sum(asked(own, "ambulance_dispatch_done", "141122").values()) == before + 1


def test_a_call_that_nobody_answered_is_a_run_and_has_no_minutes(own: Engine):
    table = schema.response_event
    runs = asked(own, "ambulance_dispatch_done", "141122")
    minutes = rows_of(source_of(own), get("ambulance_dispatch_minutes"), Scope("141122", YEAR))
    with own.begin() as connection:
        first = connection.execute(
            select(func.min(table.c.event_id)).where(
                table.c.mechanism_id == "jiaocheng_prehospital", table.c.month == 202401
            )
        ).scalar()
        connection.execute(update(table).where(table.c.event_id == first).values(answered_at=None))
    after = rows_of(source_of(own), get("ambulance_dispatch_minutes"), Scope("141122", YEAR))
    assert asked(own, "ambulance_dispatch_done", "141122") == runs
    assert after["分母"].total == minutes["分母"].total - 1
    assert after["分子"].total < minutes["分子"].total


@pytest.mark.parametrize("code", FINER)
def test_the_statement_on_screen_reads_the_rows_and_gives_the_figure(sample_duckdb_url: str, code: str):
    engine = open_engine(sample_duckdb_url)
    metric = next(get(metric_id) for own_code, metric_id in METRICS if own_code == code)
    shown = lineage_of(source_of(engine), metric, Scope(COUNTY_OF[code], YEAR, compare=None))
    (statement,) = shown.statements
    assert f"FROM {FINER_TABLES[FINER[code].name].name} JOIN activity" in statement.replace("\n", " ")
    with engine.connect() as connection:
        (row,) = connection.exec_driver_sql(statement).mappings().all()
    parts = [float(row[column]) for _, column in shown.columns.values()]
    value = metric.per * parts[0] / (parts[1] if len(parts) > 1 else 1)
    told = ask(source_of(engine), [metric], Scope(COUNTY_OF[code], YEAR, compare=None)).iloc[0]
    assert told["value"] == pytest.approx(value)


def test_what_is_kept_one_by_one_only_in_part_is_still_counted_by_its_sums(sample_duckdb_url: str):
    """交城 keeps CT and MRI one by one, a tenth of all orders: the rate is of all of them."""
    engine = open_engine(sample_duckdb_url)
    rate = get("one_order_rate")
    assert rate.numerator.table is schema.activity_month
    sums = select(func.sum(WORK.done), func.sum(WORK.base)).where(
        WORK.activity_code == "one_order", WORK.month.between(202401, 202412)
    )
    done, base = read.rows(engine, sums)[0]
    told = ask(source_of(engine), [rate], Scope("141122", YEAR, compare=None)).iloc[0]
    assert told["value"] == pytest.approx(100 * done / base)
