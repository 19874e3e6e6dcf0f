"""Who goes where and how steadily: the map's rows add to the ledger, the chart's periods are plain counts."""

from collections.abc import Iterator

import numpy as np
import pytest
from sqlalchemy import Engine

from data_access.engine import open_engine
from metrics.ledger.flows import flows, visit_series
from metrics.ledger.reads import CountyLedger, compliance_of, county_ledger

LISHI, JIEXIU, JUNGAR = "141102", "140781", "150622"


@pytest.fixture(scope="module")
def engine(sample_duckdb_url: str) -> Iterator[Engine]:
    found = open_engine(sample_duckdb_url)
    yield found
    found.dispose()


@pytest.fixture(scope="module")
def jungar(engine: Engine) -> CountyLedger:
    return county_ledger(engine, JUNGAR)


@pytest.fixture(scope="module")
def lishi(engine: Engine) -> CountyLedger:
    return county_ledger(engine, LISHI)


def test_the_lines_of_the_map_add_to_the_visits_of_the_period(jungar: CountyLedger):
    table = flows(jungar, 202401, 202409)
    own = jungar.visits[jungar.visits["month"].between(202401, 202409)]
    for name in ("planned", "attended", "counted"):
        assert table[name].sum() == own[name].sum()
    assert not table.duplicated(["home_institution_code", "institution_code"]).any()


def test_townships_and_a_specialty_narrow_the_map_and_leave_the_rule_judged_over_all(jungar: CountyLedger):
    whole = flows(jungar, 202401, 202409)
    specialty = str(jungar.visits["specialty"].iloc[0])
    place = str(whole["township_code"].iloc[0])
    few = flows(jungar, 202401, 202409, (place,), specialty)
    assert 0 < few["planned"].sum() < whole["planned"].sum() and set(few["township_code"]) == {place}
    same = few.merge(whole, on=["home_institution_code", "institution_code"], suffixes=("", "_all"))
    assert (same["standing"] == same["standing_all"]).all()


def test_lines_stand_by_where_they_come_from_and_go_to_and_not_by_how_many_visits(jungar: CountyLedger):
    """Most visits first, the table ranked hospitals by their size and townships by their distance."""
    table = flows(jungar, 202401, 202409)
    own = [tuple(row) for row in table[["home_institution_code", "township_code", "institution_code"]].to_numpy()]
    assert own == sorted(own, key=lambda row: (row[0] == "", row)) and len(own) > 20
    assert not table["planned"].is_monotonic_decreasing


def test_a_line_is_met_only_where_every_due_period_is(jungar: CountyLedger):
    table = flows(jungar, 202401, 202409)
    cells = compliance_of(jungar, 202401, 202409)
    missed = set(cells.loc[cells["status"] == "missed", "institution_code"])
    due = set(cells.loc[cells["status"].isin(["met", "missed"]), "institution_code"])
    for row in table.to_dict("records"):
        expected = (
            "none" if row["institution_code"] not in due else "missed" if row["institution_code"] in missed else "met"
        )
        assert row["standing"] == expected
    # Visits between hospitals fall under no rule for township level: nothing is due there, and nothing is missed.
    assert {"met", "none"} <= set(table["standing"])


def test_experts_from_outside_the_county_have_no_place_to_draw_a_line_from(engine: Engine):
    table = flows(county_ledger(engine, JIEXIU), 202401, 202409)
    outside = table[table["home_institution_code"] == ""]
    assert outside["planned"].sum() > 0 and outside["home_lon"].isna().all()


def test_the_weeks_of_a_township_are_counted_visits_and_holiday_weeks_are_gaps(lishi: CountyLedger):
    code = str(lishi.visits["township_code"].iloc[0])
    made = visit_series(lishi, code, 202409)
    assert made.cadence == "week" and 50 <= len(made.values) <= 52
    own = lishi.visits[(lishi.visits["township_code"] == code) & (lishi.visits["counted"] == 1)]
    for start, value, why in zip(made.starts, made.values, made.exempt, strict=True):
        year, week, _ = start.isocalendar()
        assert start.isoweekday() == 1
        count = int(((own["iso_year"] == year) & (own["iso_week"] == week)).sum())
        assert np.isnan(value) if why else value == count
    assert any("春节" in exempt[0] for exempt in made.exempt if exempt)


def test_a_county_with_a_monthly_rule_is_charted_by_month(jungar: CountyLedger):
    code = "150622100"
    made = visit_series(jungar, code, 202409)
    own = jungar.visits[(jungar.visits["township_code"] == code) & (jungar.visits["counted"] == 1)]
    assert made.cadence == "month" and len(made.values) == 24
    assert made.values[-1] == (own["month"] == 202409).sum() and made.values[0] == (own["month"] == 202210).sum()


def test_counts_that_seldom_move_still_have_a_usual_range(jungar: CountyLedger):
    """Screened moving ranges of 4, 4, 4, 3, 4 … leave no range at all; every 4 was then out of the usual."""
    made = visit_series(jungar, "150622100", 202409)
    assert np.nanmax(made.values) > np.nanmin(made.values)
    assert made.chart.upper[0] > made.chart.lower[0] and not made.chart.astronomical.all()
