"""总览: what only this page shows."""

import pytest

from metrics.catalogue import get
from tests.pages.conftest import OpenApp
from tests.pages.reading import COUNTIES, faults_of, words_of


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
