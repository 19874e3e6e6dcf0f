"""The published figures of the accounts come out of the ledger, and the page's months agree with a plain count."""

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine

from data_access.engine import open_engine
from metrics.ledger.reads import (
    CountyLedger,
    compliance_of,
    county_ledger,
    grid_cells,
    month_of_visits,
    posted_people,
    present_floor,
)
from metrics.ledger.roster_inputs import roster_inputs, rules_of, usual_days

LISHI, JIEXIU, JUNGAR, JIAOCHENG, LUZHAI = "141102", "140781", "150622", "141122", "450223"


@pytest.fixture(scope="module")
def engine(sample_duckdb_url: str) -> Iterator[Engine]:
    own = open_engine(sample_duckdb_url)
    yield own
    own.dispose()


@pytest.fixture(scope="module")
def lishi(engine: Engine) -> CountyLedger:
    return county_ledger(engine, LISHI)


def test_jiaocheng_postings_give_1509_rounds_117_lectures_4365_outpatients(engine: Engine):
    work = posted_people(county_ledger(engine, JIAOCHENG), 201801, 202012)
    assert [int(work[name].sum()) for name in ("teaching_rounds", "lectures", "outpatients")] == [1509, 117, 4365]


def test_jiaocheng_postings_are_never_counted_as_visits(engine: Engine):
    whole = county_ledger(engine, JIAOCHENG)
    assert len(whole.visits) == 0 and len(whole.posting_months) > 0


def test_jiexiu_keeps_at_least_three_experts_every_day_of_the_account(engine: Engine):
    whole = county_ledger(engine, JIEXIU)
    came = whole.visits[whole.visits["attended"] == 1].groupby("visit_date")["expert_code"].nunique()
    assert came.reindex(pd.date_range("2018-01-01", "2021-05-19"), fill_value=0).min() == 3


def test_luzhai_has_at_least_twenty_posted_each_month(engine: Engine):
    whole = county_ledger(engine, LUZHAI)
    assert present_floor(whole) == 20
    assert posted_people(whole, 201701, 201812)["postings"].min() >= 20


def test_lishi_rule_118_is_once_a_week_for_eight_hours(lishi: CountyLedger):
    rules = rules_of(lishi, 202409).set_index("rule_id")
    weekly = rules.loc["lishi_sink118_visits_per_week"]
    assert (weekly["cadence"], weekly["minimum_visits"], weekly["minimum_hours"]) == ("week", 1, 8.0)


def test_every_township_of_lishi_gets_its_118_in_nearly_every_due_week(lishi: CountyLedger):
    cells = compliance_of(lishi, 202201, 202412)
    due = cells[cells["status"].isin(["met", "missed"])]
    # Four of a team of five are sent and a tenth is lost: that all four are lost in one week is a ten-thousandth.
    assert (due["status"] == "met").mean() > 0.99 and set(due["cadence"]) == {"week"}


def test_the_week_of_new_year_belongs_to_the_month_of_its_thursday(lishi: CountyLedger):
    # Week 1 of 2024 is 1–7 January; week 1 of 2025 begins on 30 December 2024 and its Thursday is 2 January 2025.
    periods = set(compliance_of(lishi, 202412, 202412)["period"])
    assert 202449 in periods and 202452 in periods and 202501 not in periods


def test_spring_festival_weeks_are_exempt_and_say_why(lishi: CountyLedger):
    cells = compliance_of(lishi, 202402, 202402)
    exempt = cells[cells["status"] == "exempt"]
    assert len(exempt) and all("春节" in names for names in exempt["holidays"])


def test_a_month_counts_what_a_plain_count_counts(lishi: CountyLedger):
    one = month_of_visits(lishi, 202409)
    rows = lishi.visits[(lishi.visits["visit_date"] >= "2024-09-01") & (lishi.visits["visit_date"] < "2024-10-01")]
    assert one.totals == (len(rows), int(rows["actual_start"].notna().sum()), int((rows["reason"] == "counted").sum()))
    assert int(one.losses["visits"].sum()) == one.totals[0] - one.totals[2]


def test_townships_and_specialties_split_a_month_without_rest(lishi: CountyLedger):
    whole = month_of_visits(lishi, 202409)
    codes = sorted(set(whole.visits["township_code"]))
    by_place = np.array([month_of_visits(lishi, 202409, (code,)).totals for code in codes]).sum(axis=0)
    fields = sorted(set(whole.visits["specialty"]))
    by_field = np.array([month_of_visits(lishi, 202409, (), field).totals for field in fields]).sum(axis=0)
    assert tuple(by_place) == tuple(by_field) == whole.totals


def test_a_township_without_anyone_for_two_due_weeks_is_named(lishi: CountyLedger):
    from dataclasses import replace

    from metrics.ledger import judge_visits

    one = lishi.visits
    place = one["township_code"].iloc[-1]
    gone = (one["township_code"] == place) & one["visit_date"].between("2024-09-09", "2024-09-22")
    raw = one.assign(actual_start=one["actual_start"].where(~gone), actual_end=one["actual_end"].where(~gone))
    judged = judge_visits(raw, lishi.experts, lishi.leaves, lishi.rules, places=lishi.places)
    without = month_of_visits(replace(lishi, judged=judged), 202409).without
    assert without.to_dict("records") == [{"township_code": place, "weeks": 2}]
    # A month later the two weeks are history.
    assert month_of_visits(replace(lishi, judged=judged), 202410).without.empty


def test_the_grid_has_each_township_once_a_week_with_all_its_visits(lishi: CountyLedger):
    one = month_of_visits(lishi, 202409)
    cells = grid_cells(one, "week")
    assert not cells.duplicated(["township_code", "column"]).any() and cells["township_code"].nunique() == 11
    weeks = set(cells["column"])
    rows = lishi.visits[lishi.visits["week"].isin(weeks)]
    assert int(cells["planned"].sum()) == len(rows)


def test_a_roster_is_made_from_places_of_the_rule_and_minutes_that_say_where_they_come_from(
    engine: Engine, lishi: CountyLedger
):
    inputs = roster_inputs(engine, lishi, dt.date(2025, 1, 1), dt.date(2025, 1, 31))
    assert set(inputs.places["level"]) == {"township_centre", "community_centre"} and len(inputs.places) == 11
    assert len(inputs.minutes) == len(inputs.experts) * len(inputs.places)
    assert inputs.minutes["travel_time_min"].between(0, 120).all() and "路网" in inputs.minutes_zh
    # 28 January 2025 is the eve of Spring Festival and off, 26 January is a Sunday worked in its stead.
    assert dt.date(2025, 1, 28) not in inputs.workdays and dt.date(2025, 1, 26) in inputs.workdays


def test_the_usual_day_is_the_most_frequent_one():
    days = pd.to_datetime(["2024-09-02", "2024-09-09", "2024-09-10"])  # Monday, Monday, Tuesday
    assert usual_days(pd.DataFrame({"expert_code": ["E1"] * 3, "visit_date": days})) == {"E1": 0}
