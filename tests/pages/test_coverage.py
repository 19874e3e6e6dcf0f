"""服务覆盖: what only this page shows."""

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
