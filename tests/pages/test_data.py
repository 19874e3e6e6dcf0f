"""数据: what only this page shows."""

import pytest

from metrics.catalogue import CATALOGUE, get
from tests.pages.conftest import OpenApp
from tests.pages.reading import COUNTIES, faults_of, words_of


@pytest.mark.parametrize("county", COUNTIES)
def test_published_figures_definitions_reports_and_loads_are_shown(open_app: OpenApp, county: str):
    app = open_app("data", county=county)
    assert faults_of(app) == []
    words = words_of(app)
    assert f"共{len(CATALOGUE)}个指标" in words and "数据版本" in words


def test_a_year_is_no_count(open_app: OpenApp):
    words = words_of(open_app("data", county="141102"))
    assert " 1944 " in words and "1,944" not in words


def test_definitions_are_found_by_name_and_by_id(open_app: OpenApp):
    app = open_app("data", county="450223")
    for text in ("常住人口签约率", "contract_rate"):
        app.text_input(key="definition_text").set_value(text).run()
        assert faults_of(app) == [] and get("contract_rate").definition_zh in words_of(app)


def test_a_search_without_result_says_what_to_do(open_app: OpenApp):
    app = open_app("data", county="450223")
    app.text_input(key="definition_text").set_value("zzz不存在").run()
    assert faults_of(app) == [] and "没有相符的指标" in words_of(app)
