"""总览: opens over whatever there is, and says so when there is nothing."""

from pathlib import Path

import pytest

from metrics.catalogue import get
from tests.pages.conftest import OpenApp
from tests.pages.reading import COUNTIES, faults_of, html_of, words_of


def test_it_opens_over_the_sample(open_app: OpenApp):
    app = open_app("")
    assert faults_of(app) == [] and len(words_of(app)) > 500


@pytest.mark.parametrize("period", ["2016-01", "2024-12", "2024-07..2024-12", "2016", "2023Q1", "2022H2"])
def test_it_opens_at_the_edges_of_the_data(open_app: OpenApp, period: str):
    app = open_app("", county="141122", period=period)
    assert faults_of(app) == [] and app.query_params["period"] in ([period], period, ["2024H2"], "2024H2")


def test_a_period_without_data_is_told_and_replaced(open_app: OpenApp):
    app = open_app("", county="450223", period="1999")
    assert faults_of(app) == [] and "1999" in words_of(app) and "2016—2024年" in words_of(app)


def test_it_opens_over_a_county_with_little_data(small_county_only: OpenApp):
    app = small_county_only("", county="999901")
    assert faults_of(app) == [] and "小县" in str(app.selectbox(key="f_county").options)


def test_without_a_warehouse_it_says_so_in_chinese_with_the_next_step(without_warehouse: OpenApp):
    app = without_warehouse("")
    assert not app.exception
    assert "找不到数据仓库（none.duckdb）。" in words_of(app) and "make run" in words_of(app)


def test_while_the_warehouse_is_away_it_keeps_its_figures_and_says_from_when(
    file_of_warehouse: Path, open_app: OpenApp
):
    app = open_app("", county="450223")
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
    app = open_app("", county=hostile, period=hostile, township=[hostile, "450223100"], compare=hostile)
    assert faults_of(app) == [] and "<script>" not in html_of(app)
    assert "链接有一处看不懂" in words_of(app)


@pytest.mark.parametrize("county", COUNTIES)
def test_eight_headline_figures_and_the_townships_of_each_county(open_app: OpenApp, county: str):
    app = open_app("", county=county)
    words = words_of(app)
    assert faults_of(app) == []
    for metric_id in ("primary_visit_share", "in_county_admission_share", "fund_in_county_share", "cost_per_discharge"):
        assert get(metric_id).name_zh in words
    assert get("contract_rate").short_zh in words
    assert "示例" in words and "数据版本" in words


def test_a_township_chosen_is_what_the_figures_are_about(open_app: OpenApp):
    whole, part = open_app("", county="450223"), open_app("", county="450223", township=["450223100"])
    assert part.session_state["filters"].townships == ("450223100",)
    assert "鹿寨镇" in words_of(part) and words_of(part) != words_of(whole)


def test_without_comparison_no_change_is_told(open_app: OpenApp):
    app = open_app("", county="450223", compare="none")
    assert faults_of(app) == []
    assert not any(word in words_of(app) for word in ("明显上升", "明显下降", "数据不足以判断"))


def test_in_english_the_page_has_no_chinese_sentence(open_app: OpenApp):
    app = open_app("", county="450223", lang="en")
    assert faults_of(app) == []
    assert "Overview" in str(app.session_state["language"]) or app.session_state["language"] == "en"
    assert "Primary share of visits" in words_of(app)
