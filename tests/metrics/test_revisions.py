"""How far first reports are put right is read from the loads themselves, and unknown where there are too few."""

import datetime as dt

import pandas as pd
import pytest
from sqlalchemy import update

from data_access import schema
from data_access.engine import open_engine
from metrics.catalogue import get
from metrics.reads.revisions import Usual, revisions, usual_revisions
from metrics.reference import load_reference
from metrics.source import Source
from tests.data_access.test_as_of import places
from tests.data_access.test_loads import COUNTY, empty_database, empty_file, loaded, parcel, url
from words.revisions import revision_words

__all__ = ["empty_database", "empty_file", "places", "url"]  # fixtures
LATER = dt.datetime(2024, 12, 31)


def reported(url: str, months: int) -> pd.DataFrame:
    """Each month of 2024 is first said to be 100, 110 after 20 days and 121 after 80; as it is known at its end."""
    said = []
    for month in range(1, months + 1):
        first = dt.datetime(2024, month + 1, 1)
        told = ((0, 100), (20, 110), (80, 121))
        said += [(first + dt.timedelta(days=days), 202400 + month, figure) for days, figure in told]
    for number, (_, month, figure) in enumerate(sorted(said), 1):
        loaded(url, parcel({("T1", month): {"outpatient_visits": figure}}, f"{number}.xlsx"))
    own, load = open_engine(url, read_only=False), schema.load
    with own.begin() as connection:
        for number, (at, _, _) in enumerate(sorted(said), 1):
            connection.execute(update(load).where(load.c.sequence == number).values(loaded_at=at))
    own.dispose()
    own = open_engine(url)
    found = revisions(Source(own, load_reference(own)), get("outpatient_visits"), COUNTY, at=LATER)
    own.dispose()
    return found


def test_a_first_report_of_100_is_usually_10_percent_more_a_month_after_and_21_after_three(places: str):
    rows = reported(places, 3)
    assert rows["month"].tolist() == [202401, 202402, 202403]
    assert rows[["first", "after_1", "after_3", "now"]].drop_duplicates().to_numpy().tolist() == [[100, 110, 121, 121]]
    one, three = usual_revisions(get("outpatient_visits"), rows)
    assert (one.months, one.unit, one.median) == (3, "%", pytest.approx(10))
    assert (three.median, three.lowest, three.highest) == (pytest.approx(21), pytest.approx(21), pytest.approx(21))
    assert revision_words("after_1", 3, "%", 10.0, 10.0, 10.0)[0] == "初报一个月后通常改+10.0%（3个月，+10.0到+10.0）。"


def test_two_months_are_too_few_to_call_anything_usual(places: str):
    usual = usual_revisions(get("outpatient_visits"), reported(places, 2))
    assert usual == (Usual("after_1", 2, "%"), Usual("after_3", 2, "%"))
    assert "还不知道" in revision_words("after_1", 2, "%", None, None, None)[0]


def test_a_month_whose_later_time_has_not_come_has_no_later_figure():
    rows = pd.DataFrame({"first": [100.0] * 3, "after_1": [110.0, 90.0, None], "after_3": [None] * 3})
    assert [usual.months for usual in usual_revisions(get("outpatient_visits"), rows)] == [2, 0]


def test_a_rate_is_revised_by_points_and_a_first_figure_of_0_by_no_percentage():
    rows = pd.DataFrame({"first": [0.0, 50.0, 52.0], "after_1": [1.0, 53.0, 54.0], "after_3": [None] * 3})
    assert usual_revisions(get("outpatient_visits"), rows)[0].months == 2
    rate = usual_revisions(get("primary_visit_share"), rows)[0]
    assert (rate.unit, rate.median, rate.lowest, rate.highest) == ("百分点", 2, 1, 3)
