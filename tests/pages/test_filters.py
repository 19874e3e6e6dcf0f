"""The filter bar and the URL say the same, on every page and after every click."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import OpenApp
from tests.pages.reading import faults_of, words_of

PAGES = ("", "coverage", "mechanisms", "data")


def url_of(app: AppTest) -> dict[str, list[str]]:
    return {name: value if isinstance(value, list) else [value] for name, value in app.query_params.items()}


def test_a_bare_address_is_completed_to_a_link_that_can_be_sent(open_app: OpenApp):
    whole = {"county": ["140781"], "period": ["2024"], "compare": ["yoy"]}
    assert url_of(open_app("data")) == {**whole, "tab": ["agree"]}


@pytest.mark.parametrize("page", PAGES)
def test_a_link_sets_every_widget(open_app: OpenApp, page: str):
    app = open_app(page, county="450223", period="2017H1", compare="previous", township=["450223100", "450223102"])
    assert app.selectbox(key="f_county").value == "450223"
    assert [place for place in app.multiselect(key="f_townships").value] == ["450223100", "450223102"]
    assert app.selectbox(key="f_kind").value == "half"
    assert app.selectbox(key="f_period").value.key == "2017H1"
    assert app.selectbox(key="f_compare").value == "previous"
    asked = {"county": ["450223"], "period": ["2017H1"], "compare": ["previous"]}
    found = url_of(app)
    assert {name: found[name] for name in asked} == asked
    assert found["township"] == ["450223100", "450223102"]


def test_a_choice_is_written_to_the_url_and_the_link_opens_the_same_view(open_app: OpenApp):
    app = open_app("data", county="450223")
    app.selectbox(key="f_compare").set_value("none").run()
    app.multiselect(key="f_townships").set_value(["450223100"]).run()
    link = url_of(app)
    bar = {"county": ["450223"], "period": ["2024"], "compare": ["none"], "township": ["450223100"]}
    assert link == {**bar, "tab": ["agree"]}
    again = open_app("data", **link)
    assert url_of(again) == link and again.session_state["filters"] == app.session_state["filters"]


def test_another_county_drops_the_townships_of_the_old_one(open_app: OpenApp):
    app = open_app("data", county="450223", township=["450223100"])
    app.selectbox(key="f_county").set_value("141122").run()
    assert url_of(app)["county"] == ["141122"] and "township" not in url_of(app)
    assert app.multiselect(key="f_townships").value == []


@pytest.mark.parametrize(
    ("kind", "period"), [("half", "2023H2"), ("quarter", "2023Q4"), ("month", "2023-12"), ("year", "2023")]
)
def test_another_kind_of_period_keeps_the_last_month(open_app: OpenApp, kind: str, period: str):
    app = open_app("data", county="450223", period="2023")
    app.selectbox(key="f_kind").set_value(kind).run()
    assert faults_of(app) == [] and url_of(app)["period"] == [period]


def test_an_edited_address_wins_over_what_was_chosen(open_app: OpenApp):
    app = open_app("data", county="450223")
    app.query_params["county"] = "141122"
    app.run()
    assert app.selectbox(key="f_county").value == "141122" and faults_of(app) == []


def test_parameters_of_a_page_are_kept_when_the_bar_changes(open_app: OpenApp):
    app = open_app("coverage", county="450223", metric="doctors_per_1000")
    app.selectbox(key="f_compare").set_value("none").run()
    assert url_of(app)["metric"] == ["doctors_per_1000"] and url_of(app)["compare"] == ["none"]


def test_english_is_part_of_the_link(open_app: OpenApp):
    app = open_app("data", county="450223")
    app.selectbox(key="f_language").set_value("en").run()
    assert url_of(app)["lang"] == ["en"] and app.selectbox(key="f_county").label == "County"
    assert "lang" not in url_of(open_app("data", county="450223", lang="zh"))


def test_names_are_understood_and_written_back_as_codes(open_app: OpenApp):
    app = open_app("data", county="鹿寨县", township=["鹿寨镇"])
    assert url_of(app)["county"] == ["450223"] and url_of(app)["township"] == ["450223100"]


def test_townships_can_be_listed_with_commas(open_app: OpenApp):
    app = open_app("data", county="450223", township="450223100,450223102")
    assert url_of(app)["township"] == ["450223100", "450223102"]


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"county": "450224"}, "450223 鹿寨县"),
        ({"county": "450223", "township": ["鹿塞镇"]}, "鹿寨镇"),
        ({"county": "450223", "period": "2017Q9"}, "看不懂这个时期"),
        ({"county": "450223", "compare": "sideways"}, "没有这种对比"),
        ({"county": "' OR 1=1 --"}, "没有这个县"),
        ({"county": "9" * 5000}, "没有这个县"),
        ({"county": "450223", "period": "2024-01..2024-13"}, "看不懂这个时期"),
        ({"county": "450223", "lang": "tlh"}, ""),
        ({"county": "450223", "township": [str(number) for number in range(60)]}, "没有这个乡镇"),
        ({"unknown": "1"}, ""),
    ],
)
def test_what_cannot_be_read_is_named_and_the_rest_is_kept(open_app: OpenApp, parameters: dict, words: str):
    app = open_app("data", **parameters)
    assert faults_of(app) == [] and words in words_of(app)
    assert url_of(app)["county"][0] in ("450223", "140781")
    assert len(words_of(app)) < 400_000


def test_a_township_that_has_merged_is_read_as_its_successor(open_app: OpenApp):
    """交城 2021: 岭底乡 and 会立乡 ended; a link of 2020 that names one still opens."""
    app = open_app("data", county="141122", period="2020")
    gone = set(app.multiselect(key="f_townships").options)
    later = open_app("data", county="141122", period="2023")
    left = gone - set(later.multiselect(key="f_townships").options)
    assert {"岭底乡", "会立乡"} <= left
    linked = open_app("data", county="141122", period="2023", township=["141122201"])
    assert faults_of(linked) == [] and url_of(linked)["township"] == ["141122100"]
