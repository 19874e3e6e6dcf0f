"""A mechanism's figures count its own rows and nobody else's."""

import pytest
from sqlalchemy import func, select

from data_access import read, schema
from data_access.engine import open_engine
from metrics.ask.query import ask
from metrics.catalogue import CATALOGUE, get
from metrics.judge.assessment import assess
from metrics.own import own_metrics
from metrics.period import Period
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source

YEAR = Scope("150622", Period.parse("2024"))


@pytest.fixture(scope="module")
def source(sample_duckdb_url: str) -> Source:
    engine = open_engine(sample_duckdb_url)
    return Source(engine, load_reference(engine))


def test_planned_clinics_are_the_alliances_own_and_not_the_countys(source: Source):
    """820 planned visits of the whole banner stood as those of an alliance that had planned 316."""
    own = own_metrics(source, "150622", "jungar_cross_alliance", ["visits_planned"])
    whole = ask(source, [get("visits_planned")], YEAR)["value"].iloc[0]
    visit = schema.visit
    counted = read.rows(
        source.engine,
        select(func.count().label("n")).where(
            visit.c.county_code == "150622",
            visit.c.mechanism_id == "jungar_cross_alliance",
            visit.c.month.between(202401, 202412),
        ),
    )[0].n
    assert ask(source, own, YEAR)["value"].iloc[0] == counted == 316
    assert whole == 820


def test_a_metric_over_rows_that_no_mechanism_owns_is_the_countys(source: Source):
    assert own_metrics(source, "150622", "jungar_cross_alliance", ["outpatient_visits"]) == [
        CATALOGUE["outpatient_visits"]
    ]


def test_the_same_question_is_asked_of_the_same_metric(source: Source):
    """What is known of a metric is kept under it: a copy a run would fill the memory."""
    first, second = (own_metrics(source, "150622", "jungar_cross_alliance", ["visits_planned"]) for _ in range(2))
    assert first[0] is second[0]


def test_a_metric_that_the_catalogue_lacks_is_left_out(source: Source):
    assert own_metrics(source, "150622", "jungar_cross_alliance", ["no_such_metric"]) == []


def test_no_metric_asked_is_no_row_and_no_fault(source: Source):
    """同比指标 of a set without any metric by township ended in an IndexError."""
    assert list(ask(source, [], YEAR, by="township")["value"]) == []
    judged = assess(source, [], YEAR)
    assert judged.county.empty and judged.townships.empty
