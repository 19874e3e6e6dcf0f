"""Visits as metrics: planned, attended and counted come from the ledger that the page 专家下沉 shows."""

from collections.abc import Iterator

import pandas as pd
import pytest
from sqlalchemy import Engine, select

from data_access import schema
from data_access.engine import open_engine
from data_access.rosters import fix_attendance
from metrics.ask.query import query
from metrics.catalogue import get_all
from metrics.ledger import compliance_by
from metrics.ledger.reads import CountyLedger, compliance_of, county_ledger, month_of_visits
from metrics.period import Period
from metrics.reference import Reference, load_reference

LISHI, JUNGAR, JIAOCHENG = "141102", "150622", "141122"
THREE = ("visits_planned", "visits_attended", "visits_counted")


@pytest.fixture(scope="module")
def engine(sample_duckdb_url: str) -> Iterator[Engine]:
    found = open_engine(sample_duckdb_url)
    yield found
    found.dispose()


@pytest.fixture(scope="module")
def reference(engine: Engine) -> Reference:
    return load_reference(engine)


@pytest.fixture(scope="module")
def lishi(engine: Engine) -> CountyLedger:
    return county_ledger(engine, LISHI)


def asked(engine: Engine, reference: Reference, ids: tuple[str, ...], period: str, **more: object) -> pd.DataFrame:
    arguments: dict[str, object] = {"county": LISHI, "period": Period.parse(period)} | more
    return query(engine, reference, get_all(ids), **arguments)  # type: ignore[arg-type]


def test_planned_attended_and_counted_are_the_three_figures_of_the_page(
    engine: Engine, reference: Reference, lishi: CountyLedger
):
    found = asked(engine, reference, THREE, "2024-09").set_index("metric_id")["value"]
    assert tuple(found[list(THREE)]) == month_of_visits(lishi, 202409).totals
    assert found["visits_planned"] > found["visits_attended"] > found["visits_counted"] > 0


def test_townships_and_months_add_to_the_county_and_year(engine: Engine, reference: Reference):
    whole = asked(engine, reference, ("visits_counted",), "2024")["value"].item()
    for by in (("township",), ("month",), ("township", "month")):
        assert asked(engine, reference, ("visits_counted",), "2024", by=by)["value"].sum() == whole
    few = tuple(asked(engine, reference, ("visits_counted",), "2024", by="township")["township_code"][:2])
    split = asked(engine, reference, ("visits_counted",), "2024", by="township", townships=few)["value"].sum()
    assert asked(engine, reference, ("visits_counted",), "2024", townships=few)["value"].item() == split < whole


def test_the_compliance_rate_is_met_over_due_periods_and_exempt_weeks_are_in_neither(
    engine: Engine, reference: Reference, lishi: CountyLedger
):
    cells = compliance_of(lishi, 202401, 202412)
    row = compliance_by(cells, ["county_code"]).iloc[0]
    assert row["exempt"] > 0
    found = asked(engine, reference, ("visit_compliance_rate",), "2024").iloc[0]
    assert (found["numerator"], found["denominator"]) == (row["met"], row["assessed"])
    # Every week was met: the upper limit is 100 up to the last bit.
    assert found["lower"] < found["value"] <= found["upper"] + 1e-9 <= 100 + 1e-9 and found["method"] == "Wilson"


def test_a_year_is_compared_with_the_year_before_it_and_not_before_the_data(engine: Engine, reference: Reference):
    now, before = (asked(engine, reference, ("visits_counted",), year)["value"].item() for year in ("2024", "2023"))
    row = asked(engine, reference, ("visits_counted",), "2024", compare="yoy").iloc[0]
    assert row["compare_value"] == before and row["change"] == pytest.approx(100 * (now - before) / before)
    rate = asked(engine, reference, ("visit_counted_rate",), "2024", compare="yoy").iloc[0]
    assert rate["change"] == pytest.approx(rate["value"] - rate["compare_value"]) and rate["change_unit"] == "百分点"


def test_a_county_that_only_posts_has_no_counted_visit(engine: Engine, reference: Reference):
    ids = ("visits_counted", "visit_counted_rate", "visit_compliance_rate")
    found = asked(engine, reference, ids, "2019", county=JIAOCHENG)
    assert set(found["status"]) == {"no_data"} and found["value"].isna().all()


def test_attendance_put_right_moves_the_metric_with_the_next_data_version(own_duckdb_url: str):
    engine = open_engine(own_duckdb_url)
    lost = county_ledger(engine, LISHI).visits
    row = lost[(lost["reason"] == "under_hours") & (lost["month"] == 202409)].iloc[0]
    before = asked(engine, load_reference(engine), ("visits_counted",), "2024-09")["value"].item()
    times = [pd.Timestamp(row[name]).to_pydatetime() for name in ("planned_start", "planned_end")]
    engine.dispose()
    fix_attendance(own_duckdb_url, str(row["visit_id"]), times[0], times[1], who="测试", reason="纸质签到表补录")
    engine = open_engine(own_duckdb_url)
    assert asked(engine, load_reference(engine), ("visits_counted",), "2024-09")["value"].item() == before + 1
    engine.dispose()


def test_every_planned_visit_is_a_row_of_the_table_and_none_is_a_posting(engine: Engine, reference: Reference):
    planned = asked(engine, reference, ("visits_planned",), "2024", county=JUNGAR)["value"].item()
    visit = schema.visit
    with engine.connect() as connection:
        rows = connection.execute(
            select(visit.c.visit_id).where(visit.c.county_code == JUNGAR, visit.c.month.between(202401, 202412))
        ).all()
    assert planned == len(rows) == len({row.visit_id for row in rows})
