"""服务覆盖: what only this page shows."""

import json

import pytest

from metrics.catalogue import get
from tests.pages.conftest import OpenApp
from tests.pages.reading import COUNTIES, faults_of, words_of


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


def test_a_chosen_township_is_held_against_the_county_and_not_against_itself(open_app: OpenApp):
    figures = open_app("coverage", county="450223", period="2024-01..2024-09", township="450223203").get("plotly_chart")
    texts = {str(note["text"]) for note in json.loads(figures[0].proto.spec)["layout"]["annotations"]}
    names = json.loads(figures[0].proto.spec)["layout"]["yaxis"]["ticktext"]
    assert "全县" in texts and {"拉沟乡", "鹿寨镇"} <= set(names)
