"""What is asked as of a load or a day is what stood there then; the statement shown is the one that ran."""

import datetime as dt

import pandas as pd
import pytest
from sqlalchemy import text, update

from data_access import read, schema
from data_access.as_of import as_of, at_load, moment_of
from data_access.engine import open_engine
from data_access.loads import take_back
from data_access.moments import UnknownMoment, engine_as_of, read_moment
from metrics.ask.lineage import lineage_of
from metrics.ask.query import query
from metrics.catalogue import CATALOGUE, get
from metrics.errors import UnknownPeriod
from metrics.period import Period
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from tests.data_access.test_loads import COUNTY, TOWN, empty_database, empty_file, engine, loaded, parcel, url

__all__ = ["empty_database", "empty_file", "engine", "url"]  # fixtures: a warehouse of one's own on either engine
SEPTEMBER = Period(202409, 202409)


@pytest.fixture
def places(url: str) -> str:
    """The county and its township, so that figures can be asked."""
    own = open_engine(url, read_only=False)
    place = {"name_zh": "甲", "name_en": "Jia", "county_code": COUNTY}
    county = {**place, "province_zh": "桂", "group_name_zh": "甲", "seat_lon": 109.7, "seat_lat": 24.4}
    township = {
        **place, "township_code": TOWN, "kind": "镇", "terrain": "plain", "lon": 109.7, "lat": 24.4,
        "position_basis": "gazetteer", "valid_from": 202001,
    }  # fmt: skip
    with own.begin() as connection:
        connection.execute(schema.county.insert(), [county])
        connection.execute(schema.township.insert(), [township])
    own.dispose()
    return url


def visits(url: str, then: str) -> float | None:
    """Outpatient visits of September as of a load or day; None where there are none."""
    own = open_engine(url)
    past = engine_as_of(own, then)
    try:
        frame = query(past, load_reference(past), [get("outpatient_visits")], county=COUNTY, period=SEPTEMBER)
    except UnknownPeriod:  # nothing was published of that month yet
        return None
    finally:
        own.dispose()
    value = frame["value"].iloc[0]
    return None if pd.isna(value) else float(value)


def test_a_figure_is_what_it_was_after_each_load_and_after_each_undoing(places: str):
    """300, corrected to 310, a second centre of 50, and the correction's file taken back with what it had replaced."""
    loaded(places, parcel({("T1", 202409): {"outpatient_visits": 300}}))
    loaded(places, parcel({("T1", 202409): {"outpatient_visits": 310}}, "b.xlsx"))
    last = loaded(places, parcel({("T2", 202409): {"outpatient_visits": 50}}, "c.xlsx"))
    take_back(places, last, who="张", reason="传错了")
    assert [visits(places, then) for then in ("0", "1", "2", "3", "4", "")] == [None, 300, 310, 360, 310, 310]


def test_as_of_the_last_load_every_metric_says_what_it_says_now(places: str):
    loaded(places, parcel({("T1", 202409): {"outpatient_visits": 300, "beds_open": 20}}))
    loaded(places, parcel({("T1", 202409): {"outpatient_visits": 310}, ("T2", 202408): {"beds_open": 5}}, "b.xlsx"))
    own = open_engine(places)
    past = as_of(own, 2)
    now, then = load_reference(own), load_reference(past)
    assert (then.version, then.as_of, then.available) == (f"{now.version}~2", "2", now.available)
    for by in ((), "township"):
        metrics = [metric for metric in CATALOGUE.values() if not by or metric.can_be_split_by("township_code")]
        frames = [
            query(engine, reference, metrics, county=COUNTY, period=SEPTEMBER, by=by, compare="previous")
            for engine, reference in ((own, now), (past, then))
        ]
        pd.testing.assert_frame_equal(*frames)
    own.dispose()


def test_the_months_of_which_figures_are_published_are_those_loaded_by_then(places: str):
    loaded(places, parcel({("T1", 202409): {"outpatient_visits": 300}}))
    loaded(places, parcel({("T1", 202410): {"outpatient_visits": 300}}, "b.xlsx"))
    own = open_engine(places)
    assert [load_reference(as_of(own, number)).last_month for number in (0, 1, 2)] == [202401, 202409, 202410]
    own.dispose()


def test_the_statement_shown_is_the_one_that_ran_and_runs_as_it_stands(places: str):
    """It names the history and the load, and pasted into a client it gives the figure of then.

    A cell that is unknown once made the text say CAST(NaN …), which an engine reads as a column of that name.
    """
    loaded(places, parcel({("T1", 202409): {"outpatient_visits": 300}}))
    loaded(places, parcel({("T1", 202409): {"outpatient_visits": 310}, ("T2", 202408): {"beds_open": 5}}, "b.xlsx"))
    own = open_engine(places)
    past = as_of(own, 1)
    scope = Scope(COUNTY, SEPTEMBER, (), None, "1")
    lineage = lineage_of(Source(past, load_reference(past)), get("outpatient_visits"), scope)
    assert "institution_month_history.superseded > 1" in lineage.statements[0]
    with own.connect() as connection:
        at, column = lineage.columns["分子"]
        assert connection.execute(text(lineage.statements[at])).mappings().one()[column] == 300
    own.dispose()


def test_a_statement_written_as_text_is_refused_and_never_answers_with_the_figures_of_now(url: str):
    own = open_engine(url)
    with as_of(own, 0).connect() as connection, pytest.raises(TypeError):
        connection.execute(text("SELECT count(*) FROM institution_month"))
    own.dispose()


def test_aliases_and_inner_selects_read_the_rows_of_then(url: str):
    loaded(url, parcel({("T1", 202409): {"outpatient_visits": 300}}))
    loaded(url, parcel({("T1", 202409): {"outpatient_visits": 310}}, "b.xlsx"))
    table = schema.institution_month
    one, other = table.alias("one"), table.alias("other")
    inner = table.select().where(table.c.month == 202409).cte("inner_rows")
    statement = (
        one.select()
        .with_only_columns(one.c.outpatient_visits, other.c.outpatient_visits, inner.c.outpatient_visits)
        .select_from(one.join(other, one.c.month == other.c.month).join(inner, inner.c.month == one.c.month))
    )
    own = open_engine(url)
    assert [tuple(row) for row in read.rows(as_of(own, 1), statement)] == [(300, 300, 300)]
    assert [tuple(row) for row in read.rows(own, statement)] == [(310, 310, 310)]
    assert moment_of(own) is None and "superseded" not in read.as_text(statement, own)
    assert str(at_load(statement, 1)) != str(statement)
    own.dispose()


def test_a_day_is_read_as_its_end_in_chinese_time(url: str):
    """Loaded at 15:30 UTC on 1 October, which is half past eleven at night in China, and at 16:30, the next day."""
    for number, hour in ((1, 15), (2, 16)):
        loaded(url, parcel({("T1", 202409): {"outpatient_visits": 300 + number}}, f"{number}.xlsx"))
        own, load = open_engine(url, read_only=False), schema.load
        with own.begin() as connection:
            at = dt.datetime(2024, 10, 1, hour, 30)
            connection.execute(update(load).where(load.c.sequence == number).values(loaded_at=at))
        own.dispose()
    own = open_engine(url)
    assert [read_moment(own, day).sequence for day in ("2024-09-30", "2024-10-01", "2024-10-02")] == [0, 1, 2]
    assert read_moment(own, "2024-10-01").name == "1.xlsx"
    own.dispose()


@pytest.mark.parametrize("asked", ["3", "yesterday", "2024-13-01", "-1"])
def test_a_load_or_day_that_there_is_not_is_refused_in_words(url: str, asked: str):
    loaded(url, parcel({("T1", 202409): {"outpatient_visits": 300}}))
    own = open_engine(url)
    with pytest.raises(UnknownMoment) as fault:
        read_moment(own, asked)
    own.dispose()
    assert "2024-12-31" in str(fault.value)
