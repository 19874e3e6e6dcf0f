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
    assert part.session_state["filters"].scope.townships == ("450223100",)
    assert "鹿寨镇" in words_of(part) and words_of(part) != words_of(whole)


def test_one_township_stands_among_its_neighbours_and_is_no_part_of_itself(open_app: OpenApp):
    """Its page once said that 拉沟乡 contributed all of 拉沟乡's change, over a sum of one row."""
    words = words_of(open_app("", county="450223", period="2024-01..2024-09", township="450223203"))
    assert "与其他乡镇比" in words and "主要来自" not in words and "拉沟乡贡献" not in words
    # All its visits are primary care by definition: the finding is about a figure that can move.
    assert "拉沟乡基层诊疗人次占比100.0%，" not in words and "，拉沟乡县域内住院人次占比" in words


def test_where_institutions_stand_is_not_held_against_other_townships(open_app: OpenApp):
    """薛家湾镇's 17.3 % primary visits stood first, among thirteen townships of 100.0 % that have no hospital."""
    app = open_app("", county="150622", period="2023", township="150622100")
    assert "县域内住院人次占比，与其他乡镇比" in words_of(app)
    app.selectbox(key="explained").select("primary_visit_share").run()
    words = words_of(app)
    assert "基层诊疗人次占比，与其他乡镇比" not in words and "按机构所在乡镇统计，不排名" in words


def test_without_comparison_no_change_is_told(open_app: OpenApp):
    app = open_app("", county="450223", compare="none")
    assert faults_of(app) == []
    assert not any(word in words_of(app) for word in ("明显上升", "明显下降", "数据不足以判断"))


def test_in_english_the_page_has_no_chinese_sentence(open_app: OpenApp):
    app = open_app("", county="450223", lang="en")
    assert faults_of(app) == []
    assert "Overview" in str(app.session_state["language"]) or app.session_state["language"] == "en"
    assert "Primary share of visits" in words_of(app)
