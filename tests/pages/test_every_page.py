"""Every page of monthly figures: opens over whatever there is, and says so when there is nothing."""

from pathlib import Path

import pytest

from tests.pages.conftest import OpenApp
from tests.pages.reading import faults_of, html_of, words_of

PAGES = ("", "coverage", "mechanisms", "data")  # "" is 总览

pytestmark = pytest.mark.parametrize("page", PAGES)


def test_it_opens_over_the_sample(open_app: OpenApp, page: str):
    app = open_app(page)
    assert faults_of(app) == [] and len(words_of(app)) > 500


@pytest.mark.parametrize("period", ["2016-01", "2024-12", "2024-07..2024-12", "2016", "2023Q1", "2022H2"])
def test_it_opens_at_the_edges_of_the_data(open_app: OpenApp, page: str, period: str):
    app = open_app(page, county="141122", period=period)
    assert faults_of(app) == [] and app.query_params["period"] in ([period], period, ["2024H2"], "2024H2")


def test_a_period_without_data_is_told_and_replaced(open_app: OpenApp, page: str):
    app = open_app(page, county="450223", period="1999")
    assert faults_of(app) == [] and "1999" in words_of(app) and "2016—2024年" in words_of(app)


def test_it_opens_over_a_county_with_little_data(small_county_only: OpenApp, page: str):
    app = small_county_only(page, county="999901")
    assert faults_of(app) == [] and "小县" in str(app.selectbox(key="f_county").options)


def test_without_a_warehouse_it_says_so_in_chinese_with_the_next_step(without_warehouse: OpenApp, page: str):
    app = without_warehouse(page)
    assert not app.exception
    assert "找不到数据仓库（none.duckdb）。" in words_of(app) and "make run" in words_of(app)


def test_while_the_warehouse_is_away_it_keeps_its_figures_and_says_from_when(
    file_of_warehouse: Path, open_app: OpenApp, page: str
):
    app = open_app(page, county="450223")
    before = words_of(app)
    away = file_of_warehouse.rename(file_of_warehouse.with_suffix(".away"))
    app.run()
    assert faults_of(app) == [] and "找不到数据仓库" in words_of(app) and "恢复后页面会自动更新" in words_of(app)
    assert len(words_of(app)) > len(before)
    away.rename(file_of_warehouse)
    app.run()
    assert faults_of(app) == [] and words_of(app) == before


def test_hostile_parameters_reach_no_markup(open_app: OpenApp, page: str):
    hostile = "<script>alert(1)</script>"
    app = open_app(page, county=hostile, period=hostile, township=[hostile, "450223100"], compare=hostile)
    assert faults_of(app) == [] and "<script>" not in html_of(app)
    assert "链接有一处看不懂" in words_of(app)
