"""改革举措: opens over whatever there is, and says so when there is nothing."""

from pathlib import Path

import pytest

from data_access.engine import open_engine
from metrics.mechanisms import mechanism_cards
from tests.pages.conftest import OpenApp
from tests.pages.reading import COUNTIES, faults_of, html_of, words_of


def test_it_opens_over_the_sample(open_app: OpenApp):
    app = open_app("mechanisms")
    assert faults_of(app) == [] and len(words_of(app)) > 500


@pytest.mark.parametrize("period", ["2016-01", "2024-12", "2024-07..2024-12", "2016", "2023Q1", "2022H2"])
def test_it_opens_at_the_edges_of_the_data(open_app: OpenApp, period: str):
    app = open_app("mechanisms", county="141122", period=period)
    assert faults_of(app) == [] and app.query_params["period"] in ([period], period, ["2024H2"], "2024H2")


def test_a_period_without_data_is_told_and_replaced(open_app: OpenApp):
    app = open_app("mechanisms", county="450223", period="1999")
    assert faults_of(app) == [] and "1999" in words_of(app) and "2016—2024年" in words_of(app)


def test_it_opens_over_a_county_with_little_data(small_county_only: OpenApp):
    app = small_county_only("mechanisms", county="999901")
    assert faults_of(app) == [] and "小县" in str(app.selectbox(key="f_county").options)


def test_without_a_warehouse_it_says_so_in_chinese_with_the_next_step(without_warehouse: OpenApp):
    app = without_warehouse("mechanisms")
    assert not app.exception
    assert "找不到数据仓库（none.duckdb）。" in words_of(app) and "make run" in words_of(app)


def test_while_the_warehouse_is_away_it_keeps_its_figures_and_says_from_when(
    file_of_warehouse: Path, open_app: OpenApp
):
    app = open_app("mechanisms", county="450223")
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
    app = open_app("mechanisms", county=hostile, period=hostile, township=[hostile, "450223100"], compare=hostile)
    assert faults_of(app) == [] and "<script>" not in html_of(app)
    assert "链接有一处看不懂" in words_of(app)


@pytest.mark.parametrize("county", COUNTIES)
def test_every_mechanism_of_the_county_is_listed(open_app: OpenApp, county: str, sample_duckdb_url: str):
    app = open_app("mechanisms", county=county)
    engine = open_engine(sample_duckdb_url)
    cards = mechanism_cards(engine, county)
    engine.dispose()
    words = words_of(app)
    assert faults_of(app) == [] and cards
    assert [card.name_zh for card in cards if card.name_zh not in words] == []


def test_a_field_chosen_leaves_its_own_mechanisms(open_app: OpenApp):
    app = open_app("mechanisms", county="450223")
    chooser = app.multiselect(key="mechanism_fields")
    chooser.set_value([chooser.options[0]]).run()
    assert faults_of(app) == []


def test_mechanisms_do_not_claim_to_be_causes(open_app: OpenApp):
    assert "不等于效果" in words_of(open_app("mechanisms", county="450223"))
