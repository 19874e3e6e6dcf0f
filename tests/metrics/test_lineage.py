"""From a figure to its SQL and rows: what an auditor runs gives the figure."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine, text

from data_access.engine import open_engine
from metrics.ask.lineage import ROW_LIMIT, rows_of, sql_of
from metrics.ask.query import query
from metrics.catalogue import CATALOGUE, get
from metrics.period import Period
from metrics.reference import Reference, load_reference
from metrics.scope import Scope
from metrics.source import Source
from tests.metrics.small_county import COUNTY, OLD, OLD_CENTRE, SOUTH, SOUTH_CENTRE

YEAR = Period.parse("2022")


def parts(engine: Engine, reference: Reference, metric_id: str, **options: object):
    scope = Scope(COUNTY, YEAR, compare=None)
    return rows_of(Source(engine, reference), get(metric_id), replace(scope, **options))


def test_rows_of_a_count_add_to_the_count(small_engine: Engine, small_reference: Reference):
    rows = parts(small_engine, small_reference, "outpatient_visits")["分子"]
    assert len(rows) == 4 * 12 and rows["outpatient_visits"].sum() == 2160


def test_numerator_and_denominator_have_their_own_rows(small_engine: Engine, small_reference: Reference):
    found = parts(small_engine, small_reference, "primary_visit_share")
    assert found["分子"]["outpatient_visits"].sum() == 960 and found["分母"]["outpatient_visits"].sum() == 2160


def test_a_stock_lists_the_rows_of_its_one_month(small_engine: Engine, small_reference: Reference):
    rows = parts(small_engine, small_reference, "residents")["分子"]
    assert set(rows["month"]) == {202212} and rows["residents"].sum() == 1250


def test_a_figure_about_people_lists_no_raw_rows(small_engine: Engine, small_reference: Reference):
    """A row of one township and month is itself a small count: the parts come by township, as the page shows them."""
    rows = parts(small_engine, small_reference, "contract_rate")["分子"]
    assert "month" not in rows and rows["persons"].sum() == 694


def test_things_in_force_are_listed_by_name(small_engine: Engine, small_reference: Reference):
    rows = parts(small_engine, small_reference, "institutions_township")["分子"]
    assert set(rows["institution_code"]) == {"999901T001", SOUTH_CENTRE, OLD_CENTRE}


def test_a_township_lists_its_predecessors_rows_too(small_engine: Engine, small_reference: Reference):
    rows = parts(small_engine, small_reference, "outpatient_visits", townships=[SOUTH])["分子"]
    assert set(rows["township_code"]) == {SOUTH, OLD} and rows["outpatient_visits"].sum() == 480


def test_a_month_that_was_not_reported_is_no_row_of_the_figure(small_engine: Engine, small_reference: Reference):
    """181 × 12 − 31 = 2141: the rows listed add to the figure shown."""
    rows = parts(small_engine, small_reference, "outpatient_visits", period=Period.parse("2023"))["分子"]
    assert rows["outpatient_visits"].sum() == 2141


@pytest.mark.parametrize("metric_id", ["primary_visit_share", "contract_rate", "beds_per_1000", "institutions_village"])
def test_the_sql_runs_as_it_stands_and_gives_the_figure(
    small_engine: Engine, small_reference: Reference, metric_id: str
):
    metric = get(metric_id)
    row = query(small_engine, small_reference, [metric], county=COUNTY, period=YEAR).iloc[0]
    statements = sql_of(metric, county=COUNTY, period=YEAR, townships=[], compare=None).split(";\n\n")
    found = []
    with small_engine.connect() as connection:
        for statement in statements:
            answer = connection.execute(text(statement.rstrip(";").replace(":", r"\:"))).mappings().one()
            found += [value for name, value in answer.items() if name.endswith("_now")]
    expected = [row["numerator"]] if metric.denominator is None else [row["numerator"], row["denominator"]]
    assert [float(value) for value in found] == expected


def test_the_sql_of_every_metric_runs_on_both_engines(warehouse_url: str):
    engine = open_engine(warehouse_url)
    period = Period.parse("2024")
    with engine.connect() as connection:
        for metric in CATALOGUE.values():
            if metric.computed is not None:
                continue
            for statement in sql_of(metric, county="450223", period=period, townships=[], compare=None).split(";\n\n"):
                rows = connection.execute(text(statement.rstrip(";").replace(":", r"\:"))).fetchall()
                assert len(rows) <= 1, metric.id
    engine.dispose()


def test_no_more_rows_are_listed_than_a_browser_can_hold(warehouse_url: str):
    engine = open_engine(warehouse_url)
    reference = load_reference(engine)
    found = rows_of(Source(engine, reference), get("outpatient_visits"), Scope("140781", reference.available))
    assert len(found["分子"]) == ROW_LIMIT
    engine.dispose()
