"""规划: a proven plan on screen, every condition answered in Chinese, never a traceback."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data_access.engine import open_engine
from data_access.roads import saved_scenarios
from metrics.circle.what_if import read_steps
from tests.pages.conftest import OpenApp
from tests.pages.reading import COUNTIES, faults_of, html_of, words_of

SETTLE_S = 40
# The processes that a session may have at work: the proof of its plan, and the study that follows it.
JOBS = ("plan_job", "plan_study")


def settled(app: AppTest, wanted: str) -> str:
    """The page's words once they hold what is wanted: after the end of each process that the page waits for."""
    for job in JOBS:
        if wanted not in words_of(app) and job in app.session_state:
            _, work = app.session_state[job]
            work.wait(SETTLE_S)
            app.run()
    return words_of(app)


@pytest.mark.parametrize("county", COUNTIES)
def test_every_county_gets_a_proven_plan(open_app: OpenApp, county: str):
    words = settled(open_app("planning", county=county, plan_limit="15"), "已证明最优")
    assert "已证明最优" in words and "新设3个点" in words


def test_one_township_gets_its_plan_and_both_maps(open_app: OpenApp):
    """The plan of a township once stopped at the maps: they drew its villages with the whole county's distances."""
    app = open_app("planning", county="450223", period="2024-01..2024-09", township="450223203", plan_panel="outside")
    assert "新设3个点，拉沟乡" in settled(app, "已证明最优").replace(" ", "") and faults_of(app) == []
    assert len(app.get("deck_gl_json_chart")) == 2


def test_the_question_stands_in_the_url_and_comes_back_from_it(open_app: OpenApp):
    app = open_app("planning", county="450223", plan_model="p-center", plan_p="4", plan_season="both")
    assert app.selectbox(key="plan_model").value == "p-center" and app.number_input(key="plan_p").value == 4
    app.number_input(key="plan_p").set_value(2).run()
    assert app.query_params["plan_p"] in (["2"], "2") and app.query_params["plan_season"] in (["both"], "both")
    assert faults_of(app) == []


def test_a_broken_off_run_that_costs_the_widgets_their_values_changes_no_question(open_app: OpenApp):
    """The end of a proof once met a reader's Enter: the page stood at the first county, with 0 minutes."""
    app = open_app("planning", county="450223", period="2024-01..2024-09", plan_p="4", plan_limit="30")
    first = {"plan_p": 0, "plan_limit": 0, "f_county": "140781", "f_compare": "none"}
    for key, value in first.items():
        app.session_state[key] = value
    app.run()
    assert app.number_input(key="plan_p").value == 4 and app.number_input(key="plan_limit").value == 30
    assert app.selectbox(key="f_county").value == "450223" and app.selectbox(key="f_compare").value == "yoy"
    assert app.query_params["plan_limit"] in (["30"], "30") and faults_of(app) == []


def test_a_proof_that_ends_does_not_take_a_condition_back(open_app: OpenApp):
    """The browser sends the address of before with a fragment's look while the new one is on its way to it."""
    app = open_app("planning", county="450223", period="2024-01..2024-09", plan_p="3")
    before = {name: list(values) for name, values in app.query_params.items()}
    app.number_input(key="plan_p").set_value(2).run()
    for name, values in before.items():
        app.query_params[name] = values
    app.session_state["url_drawn_again"] = True
    app.run()
    assert app.number_input(key="plan_p").value == 2 and app.query_params["plan_p"] in (["2"], "2")
    app.query_params["plan_p"] = "5"
    assert app.run().number_input(key="plan_p").value == 5


@pytest.mark.parametrize("model", ["mclp", "lscp", "lscp-backup", "p-median", "p-center"])
def test_every_model_answers(open_app: OpenApp, model: str):
    app = open_app("planning", county="450223", plan_model=model, plan_limit="30", plan_p="2")
    assert "已证明最优" in settled(app, "已证明最优") and faults_of(app) == []


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ({"plan_limit": "0"}, ["0分钟", "应大于0"]),
        ({"plan_p": "9999"}, ["9999个点", "120个"]),
        ({"plan_where": "upgrade"}, ["要设3个点", "只有0个"]),
        ({"plan_model": "lscp", "plan_limit": "30", "plan_capacity": "10"}, ["118个村", "提高服务能力"]),
        ({"plan_share": "95", "plan_p": "1"}, ["鹿寨镇", "底线是95.0%"]),
        ({"plan_share": "150"}, ["超出范围"]),
        ({"plan_model": "lscp-two", "plan_limit": "30"}, ["2个点", "只有1个候选点"]),
    ],
)
def test_what_cannot_be_met_is_said_with_both_numbers(open_app: OpenApp, condition: dict[str, str], said: list[str]):
    app = open_app("planning", county="450223", period="2024-01..2024-09", **condition)
    words = words_of(app)
    assert faults_of(app) == [] and "排不出方案" in words
    assert [part for part in said if part not in words.replace(" ", "")] == []


def test_words_of_a_link_that_make_no_sense_are_named_and_reach_no_markup(open_app: OpenApp):
    hostile = "<script>alert(1)</script>"
    app = open_app("planning", county="450223", plan_model=hostile, plan_p="-3", plan_must=hostile)
    words = words_of(app)
    assert faults_of(app) == [] and "<script>" not in html_of(app)
    assert "“目标”不能是" in words and "“新设几个点”不能是“-3”" in words and "不是本县这个时期的候选点" in words


@pytest.mark.parametrize(
    ("panel", "wanted"),
    [
        ("curve", "再多设换来的明显变少"),
        ("others", "目标相差"),
        ("outside", "增设"),
        ("seasons", "每个季节都会选的新点"),
        ("visits", "专家日"),
        ("keep", "还没有保存过方案"),
    ],
)
def test_what_is_asked_after_the_plan_is_answered(open_app: OpenApp, panel: str, wanted: str):
    app = open_app("planning", county="450223", period="2024-01..2024-09", plan_panel=panel, plan_season="both")
    assert wanted in settled(app, wanted) and faults_of(app) == []


def test_in_english_a_refusal_is_english(open_app: OpenApp):
    """The engine's sentences are Chinese; the English view once printed them as they were."""
    app = open_app("planning", county="450223", period="2024-01..2024-09", lang="en", plan_p="9999")
    assert "sites asked for, and only" in words_of(app) and "候选点" not in words_of(app)


def test_why_not_here_names_what_makes_way(open_app: OpenApp):
    app = open_app("planning", county="450223", period="2024-01..2024-09", plan_panel="why")
    chooser = app.selectbox(key="plan_why")
    chooser.set_value("城中社区").run()
    assert "选城中社区要换下" in words_of(app) and "少覆盖" in words_of(app) and faults_of(app) == []


def test_a_plan_is_kept_as_a_scenario_and_compared_later(file_of_warehouse: Path, open_app: OpenApp):
    app = open_app("planning", county="450223", period="2024-01..2024-09", plan_panel="keep")
    app.text_input(key="plan_name").set_value("三个新点").run()
    app.text_input(key="plan_who").set_value("规划股").run()
    app.button(key="plan_save").click().run()
    assert faults_of(app) == [] and "已保存方案“三个新点”" in words_of(app)
    engine = open_engine(f"duckdb:///{file_of_warehouse}")
    kept = saved_scenarios(engine, "450223")
    engine.dispose()
    assert kept["month"].tolist() == [202409] and len(read_steps(kept["steps_json"].iloc[0])) == 3
    app.run()
    app.selectbox(key="plan_compare").set_value(kept["scenario_id"].iloc[0]).run()
    assert faults_of(app) == [] and "方案的3个点到2024年9月建成0个" in words_of(app)


def test_without_a_warehouse_it_says_so_in_chinese_with_the_next_step(without_warehouse: OpenApp):
    app = without_warehouse("planning")
    assert not app.exception and "找不到数据仓库（none.duckdb）。" in words_of(app)


def test_a_county_without_roads_or_villages_is_told_what_is_missing(small_county_only: OpenApp):
    app = small_county_only("planning", county="999901")
    words = words_of(app)
    assert faults_of(app) == [] and ("还没有路网" in words or "没有带人口的村" in words)


def test_without_webgl_the_same_maps_are_drawn_plainly(open_app: OpenApp):
    app = open_app("planning", county="450223", period="2024-01..2024-09", plan_panel="keep")
    assert (len(app.get("deck_gl_json_chart")), len(app.get("plotly_chart"))) == (2, 1)
    app.toggle(key="plain_plan_map").set_value(True).run()
    assert (len(app.get("deck_gl_json_chart")), len(app.get("plotly_chart"))) == (0, 3)
    assert faults_of(app) == []
