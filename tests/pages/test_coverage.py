"""服务覆盖: opens over whatever there is, and says so when there is nothing."""

from pathlib import Path

import pytest

from metrics.catalogue import get
from tests.pages.conftest import OpenApp
from tests.pages.reading import COUNTIES, faults_of, html_of, words_of


def test_it_opens_over_the_sample(open_app: OpenApp):
    app = open_app("coverage")
    assert faults_of(app) == [] and len(words_of(app)) > 500


@pytest.mark.parametrize("period", ["2016-01", "2024-12", "2024-07..2024-12", "2016", "2023Q1", "2022H2"])
def test_it_opens_at_the_edges_of_the_data(open_app: OpenApp, period: str):
    app = open_app("coverage", county="141122", period=period)
    assert faults_of(app) == [] and app.query_params["period"] in ([period], period, ["2024H2"], "2024H2")


def test_a_period_without_data_is_told_and_replaced(open_app: OpenApp):
    app = open_app("coverage", county="450223", period="1999")
    assert faults_of(app) == [] and "1999" in words_of(app) and "2016—2024年" in words_of(app)


def test_it_opens_over_a_county_with_little_data(small_county_only: OpenApp):
    app = small_county_only("coverage", county="999901")
    assert faults_of(app) == [] and "小县" in str(app.selectbox(key="f_county").options)


def test_without_a_warehouse_it_says_so_in_chinese_with_the_next_step(without_warehouse: OpenApp):
    app = without_warehouse("coverage")
    assert not app.exception
    assert "找不到数据仓库（none.duckdb）。" in words_of(app) and "make run" in words_of(app)


def test_while_the_warehouse_is_away_it_keeps_its_figures_and_says_from_when(
    file_of_warehouse: Path, open_app: OpenApp
):
    app = open_app("coverage", county="450223")
    before = words_of(app)
    away = file_of_warehouse.rename(file_of_warehouse.with_suffix(".away"))
    app.run()
    assert faults_of(app) == [] and "找不到数据仓库" in words_of(app) and "恢复后页面会自动更新" in words_of(app)
    assert len(words_of(app)) > len(before)
    away.rename(file_of_warehouse)
    app.run()
    assert faults_of(app) == [] and words_of(app) == before


def test_hostile_parameters_reach_no_markup(open_app: OpenApp):
    hostile = "<script>alert(1)</script>"
    app = open_app("coverage", county=hostile, period=hostile, township=[hostile, "450223100"], compare=hostile)
    assert faults_of(app) == [] and "<script>" not in html_of(app)
    assert "链接有一处看不懂" in words_of(app)


@pytest.mark.parametrize("county", COUNTIES)
def test_every_county_names_its_gaps(open_app: OpenApp, county: str):
    app = open_app("coverage", county=county)
    assert faults_of(app) == []
    assert "没有卫生室覆盖的村" in words_of(app) and "未达标的基层机构" in words_of(app)


def test_the_indicator_is_part_of_the_link(open_app: OpenApp):
    app = open_app("coverage", county="450223", metric="doctors_per_1000")
    assert app.query_params["metric"] in ("doctors_per_1000", ["doctors_per_1000"])
    assert get("doctors_per_1000").name_zh in words_of(app)


def test_an_indicator_that_the_page_does_not_have_is_replaced(open_app: OpenApp):
    app = open_app("coverage", county="450223", metric="no_such_metric")
    assert faults_of(app) == [] and app.query_params["metric"] in ("contract_rate", ["contract_rate"])
