"""A page asked as of a load shows the figures of then, says so plainly, keeps saying so, and leads back to now."""

import pandas as pd
import pytest
from sqlalchemy import Connection

from data_access.loads import load_file
from data_access.parcels import Figures, Parcel
from tests.metrics.small_county import COUNTY, NORTH, NORTH_CENTRE
from tests.pages.conftest import OpenApp, ReadFrom
from tests.pages.reading import faults_of, turn_to, words_of

ASKED = {"county": COUNTY, "period": "2023-12"}
THEN, NOW = "44.8%", "91.5%"  # primary visits of December: 81 of 181; north's 40 corrected to 1,040: 1,081 of 1,181


def complete(connection: Connection, table: str, rows: pd.DataFrame) -> pd.DataFrame:
    return rows


@pytest.fixture
def corrected(own_small_url: str, open_app: OpenApp, read_from: ReadFrom) -> OpenApp:
    """open_app over the small county after one load, that corrects December of one centre."""
    keys = {"county_code": COUNTY, "township_code": NORTH, "institution_code": NORTH_CENTRE, "month": 202312}
    rows = pd.DataFrame([{**keys, "outpatient_visits": 1040.0}])
    figures = (Figures("institution_month", rows, ("outpatient_visits",)),)
    load_file(own_small_url, Parcel(COUNTY, "更正.xlsx", "c" * 64, "f", "1", figures), complete, who="张")
    read_from(own_small_url)
    return open_app


def test_the_address_asks_as_of_and_every_page_says_so_until_the_reader_goes_back(corrected: OpenApp):
    now = words_of(corrected("", **ASKED))
    assert NOW in now and "不是现在的" not in now
    app = corrected("", **ASKED, as_of="0")
    assert faults_of(app) == []
    words = words_of(app)
    assert "第一次装载之前的数，不是现在的" in words
    assert THEN in words and NOW not in words
    assert "~0" in words, "the version names the load"
    assert app.query_params["as_of"] in ("0", ["0"])
    turn_to(app, "coverage")
    assert "不是现在的" in words_of(app), "another page of the same session"
    assert app.query_params["as_of"] in ("0", ["0"])
    app.button(key="back_to_now").click()
    assert "不是现在的" not in words_of(turn_to(app, "coverage"))
    assert "as_of" not in app.query_params


def test_a_load_that_there_is_not_is_said_and_now_is_shown(corrected: OpenApp):
    app = corrected("", **ASKED, as_of="7")
    words = words_of(app)
    assert "没有第7次装载，最后一次是第1次" in words
    assert NOW in words
