"""专家下沉: the ledger's figures, postings apart from visits, a roster from plan to repair, changes on record."""

import datetime as dt
import re
from html import unescape
from itertools import groupby
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data_access.attendance import withdraw_leave
from data_access.changes import changes_by_hand
from data_access.engine import open_engine
from data_access.rosters import add_leave, published_editions, rosters_of, visits_of_roster
from data_access.rules import change_rule
from metrics.ledger.reads import county_ledger, month_of_visits
from pages.experts.cell_clicks import cell_name
from tests.pages.conftest import OpenApp
from tests.pages.reading import COUNTIES, faults_of, html_of, words_of

LISHI, JIEXIU, JUNGAR, JIAOCHENG, LUZHAI = "141102", "140781", "150622", "141122", "450223"


def rows_of_table(app: AppTest, name: str) -> list[list[str]]:
    """The cells of a table's rows, by its name for screen readers."""
    table = re.search(rf'aria-label="{name}">.*?</table>', html_of(app), flags=re.DOTALL)
    assert table is not None
    rows = re.findall(r"<tr.*?</tr>", table.group(), flags=re.DOTALL)[1:]
    cells = [re.findall(r"<t[dh].*?</t[dh]>", row, flags=re.DOTALL) for row in rows]
    return [[unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in cells]


@pytest.mark.parametrize("county", COUNTIES)
@pytest.mark.parametrize("tab", ["ledger", "flows", "posting", "roster", "notice", "rules", "burden", "meanwhile"])
def test_every_tab_opens_over_every_county(open_app: OpenApp, county: str, tab: str):
    app = open_app("experts", county=county, period="2024", tab=tab)
    assert faults_of(app) == [] and len(words_of(app)) > 100


def test_the_finding_says_what_the_ledger_says(open_app: OpenApp, sample_duckdb_url: str):
    engine = open_engine(sample_duckdb_url)
    planned, attended, counted = month_of_visits(county_ledger(engine, LISHI), 202409).totals
    engine.dispose()
    app = open_app("experts", county=LISHI, period="2024-01..2024-09")
    assert f"9月计划下沉{planned}次，到岗{attended}次，计入{counted}次；" in words_of(app)


def test_the_month_and_the_specialty_are_in_the_link(open_app: OpenApp):
    app = open_app("experts", county=LISHI, period="2024", month="202403", specialty="儿科")
    assert "3月计划下沉" in words_of(app) and app.session_state["choice_specialty"] == "儿科"


def test_the_key_names_every_symbol_and_a_cell_tells_its_visit(open_app: OpenApp):
    app = open_app("experts", county=LISHI, period="2024")
    words = words_of(app)
    assert all(
        word in html_of(app) for word in ("计入", "替班，计入", "到岗，未达规则", "缺勤", "请假", "已排，未到日")
    )
    assert "计划→到岗" in words and "到岗→计入" in words and "下一步" in words
    assert "：工时不足，" in html_of(app)


def test_the_published_figures_of_jiaocheng_stand_under_postings_and_no_visit_is_claimed(open_app: OpenApp):
    app = open_app("experts", county=JIAOCHENG, period="2018-01..2020-12")
    words = words_of(app)
    assert "查房1,509人次，讲座117次，门诊4,365人次" in words and "计划下沉" not in words


def test_luzhai_posts_at_least_twenty_each_month(open_app: OpenApp):
    words = words_of(open_app("experts", county=LUZHAI, period="2017-01..2018-12"))
    assert "不少于规定的20人" in words


def test_the_map_of_visits_has_a_table_and_a_chart_of_one_township(open_app: OpenApp):
    app = open_app("experts", county=LISHI, period="2024-01..2024-09", tab="flows")
    words = words_of(app)
    assert len(app.get("plotly_chart")) == 2 and "线宽为次数" in words and "离石区人民医院" in words
    assert "正常波动范围" in words and "周平均每周计入" in words
    outside = words_of(open_app("experts", county=JIEXIU, period="2024", tab="flows"))
    assert "没有县内出发地" in outside and "介休市人民医院" in outside


def test_experts_and_their_ways_stand_by_hospital_and_specialty_and_the_page_says_so(open_app: OpenApp):
    """准格尔 has 56 experts of four hospitals: 20 of them, those with most visits, were all a reader could see."""
    app = open_app("experts", county=JUNGAR, period="2024", tab="burden")
    assert "按派出医院、专科、姓名编号排列，不按次数排" in words_of(app)
    few = rows_of_table(app, "专家负担")
    app.toggle(key="burden_everyone").set_value(True).run()
    rows = rows_of_table(app, "专家负担")
    assert few == rows[:20] and len(rows) == 56
    # From one hospital to the next and from one specialty to the next, each once.
    keys = [(row[0], row[1]) for row in rows]
    assert list(dict.fromkeys(row[0] for row in rows)) == [name for name, _ in groupby(row[0] for row in rows)]
    assert list(dict.fromkeys(keys)) == [key for key, _ in groupby(keys)] and len({row[0] for row in rows}) == 4
    assert "按派出医院、乡镇、机构排列，不按次数排" in words_of(
        open_app("experts", county=JUNGAR, period="2024", tab="flows")
    )


def test_the_daily_floor_of_jiexiu_is_held_against_what_came(open_app: OpenApp):
    words = words_of(open_app("experts", county=JIEXIU, period="2024-09"))
    # 18 September 2024 is the one due day below the rule: the first after the Mid-Autumn holidays.
    assert "最少的一天是9月18日" in words and "低于规定的每天不少于3名" in words
    kept = words_of(open_app("experts", county=JIEXIU, period="2024-10"))
    assert "达到规定的每天不少于3名" in kept


def test_outputs_and_specialties_of_visits_are_told_and_postings_are_not_added(open_app: OpenApp):
    words = words_of(open_app("experts", county=LISHI, period="2024-09", tab="meanwhile"))
    assert "下沉做了什么" in words and "带教手术" in words and "不相加" in words and "不是专家下沉的效果" in words
    burden = words_of(open_app("experts", county=LISHI, period="2024-09", tab="burden"))
    assert "各专科到岗和计入" in burden and "计入率" in burden
    # Jiaocheng posts and does not visit: nothing of its postings stands among the work of visits.
    assert "下沉做了什么" not in words_of(open_app("experts", county=JIAOCHENG, period="2019", tab="meanwhile"))


def test_a_county_adds_a_rule_for_a_specialty_and_a_bad_one_is_refused(
    file_of_warehouse: Path, open_app: OpenApp, one_run_a_click: None
):
    app = open_app("experts", county=LISHI, period="2024-09", tab="rules")
    assert "春节" in words_of(app) and "2024年免考核的时段" in words_of(app)
    app.text_input(key="new_rule_name").set_value("每月儿科一次")
    app.number_input(key="new_rule_visits").set_value(1)
    app.multiselect(key="new_rule_fields").set_value(["儿科"])
    app.number_input(key="new_rule_from").set_value(202413)
    app.text_input(key="new_rule_reason").set_value("2025年工作方案")
    app.text_input(key="new_rule_who").set_value("医政股")
    _button(app, "新增规则").click().run()
    assert "不是月份" in words_of(app) and "限儿科" not in words_of(app)
    app.number_input(key="new_rule_from").set_value(202501)
    _button(app, "新增规则").click().run()
    assert faults_of(app) == [] and "每月不少于1次，限儿科" in words_of(app)


def test_hostile_parameters_reach_no_markup(open_app: OpenApp):
    hostile = "<script>alert(1)</script>"
    app = open_app("experts", county=LISHI, tab=hostile, month=hostile, specialty=hostile)
    assert faults_of(app) == [] and "<script>" not in html_of(app)


def test_a_county_without_experts_is_told_so(small_county_only: OpenApp):
    app = small_county_only("experts", county="999901")
    assert faults_of(app) == [] and "没有" in words_of(app)


def test_without_a_warehouse_it_says_so(without_warehouse: OpenApp):
    app = without_warehouse("experts")
    assert not app.exception and "找不到数据仓库" in words_of(app)


def test_attendance_put_right_counts_at_once_and_is_on_record(
    file_of_warehouse: Path, open_app: OpenApp, one_run_a_click: None
):
    app = open_app("experts", county=LISHI, period="2024-09")
    app.selectbox(key="experts_result").set_value("lost").run()
    # One that lacks hours: a visit lost to leave stays lost whatever the check-in says.
    chooser = app.selectbox(key="fix_visit")
    chooser.select(next(name for name in chooser.options if "工时不足" in name)).run()
    visit_id = app.session_state["fix_visit"]
    before = words_of(app)
    app.checkbox(key=f"fix_came_{visit_id}").set_value(True)
    app.time_input(key=f"fix_from_{visit_id}").set_value(dt.time(8))
    app.time_input(key=f"fix_to_{visit_id}").set_value(dt.time(17))
    _button(app, "保存改正").click().run()
    assert "没有写原因" in words_of(app)
    app.text_input(key="fix_reason").set_value("纸质签到表补录")
    _button(app, "保存改正").click().run()
    # A change is somebody's: it was entered as 未填.
    assert "没有写经手人" in words_of(app)
    app.text_input(key="fix_who").set_value("王科")
    _button(app, "保存改正").click().run()
    assert faults_of(app) == [] and "已改正" in words_of(app)
    counted = [int(words.split("计入")[1].split("次")[0]) for words in (before, words_of(app))]
    assert counted[1] == counted[0] + 1
    engine = open_engine(f"duckdb:///{file_of_warehouse}")
    trail = changes_by_hand(engine, "visit", visit_id)
    engine.dispose()
    assert set(trail["column_name"]) <= {"actual_start", "actual_end"} and set(trail["reason_zh"]) == {"纸质签到表补录"}


def _button(app: AppTest, label: str) -> object:
    return next(button for button in app.button if button.label == label)


def test_a_roster_is_made_published_and_repaired_and_the_older_version_comes_back(
    file_of_warehouse: Path, open_app: OpenApp, one_run_a_click: None
):
    app = open_app("experts", county=LISHI, period="2024", tab="roster")
    app.button(key="roster_go").click().run()
    words = words_of(app)
    assert faults_of(app) == [] and "已证明没有更好的排法" in words and "独立检查通过" in words
    app.button(key="roster_publish").click().run()
    assert "没有写经手人" in words_of(app)
    app.text_input(key="roster_who").set_value("排班员")
    app.button(key="roster_publish").click().run()
    assert faults_of(app) == [] and "班表已发布" in words_of(app) and "第1版（在用）" in words_of(app)
    app.button(key="sick_go").click().run()
    assert "已证明不能更少" in words_of(app)
    app.button(key="sick_publish").click().run()
    assert faults_of(app) == [] and "第2版（在用）" in words_of(app)
    older = next(key for key in app.selectbox(key="roster_version").options if key.startswith("第1版"))
    app.selectbox(key="roster_version").select(older).run()
    # Version 1 sends the expert who is on leave by now: what the checker said of it then no longer holds.
    app.button(key="roster_undo").click().run()
    assert "不能发布" in words_of(app) and "请假" in words_of(app) and "第2版（在用）" in words_of(app)
    app.text_input(key="leave_back_reason").set_value("登记错了人")
    _button(app, "撤回请假").click().run()
    assert faults_of(app) == [] and "请假已撤回" in words_of(app)
    app.selectbox(key="roster_version").select(older).run()
    app.button(key="roster_undo").click().run()
    assert faults_of(app) == [] and "第3版（在用）" in words_of(app)
    engine = open_engine(f"duckdb:///{file_of_warehouse}")
    editions = published_editions(engine, LISHI)
    engine.dispose()
    rows = {
        number: set(zip(own["visit_id"], own["expert_code"], own["visit_date"], strict=True))
        for number, own in editions.groupby("version")
    }
    assert rows[1] == rows[3] and rows[1] != rows[2]


def test_a_kept_draft_is_checked_anew_before_it_is_published(
    file_of_warehouse: Path, open_app: OpenApp, one_run_a_click: None
):
    app = open_app("experts", county=LISHI, period="2024", tab="roster")
    app.button(key="roster_go").click().run()
    app.text_input(key="roster_who").set_value("排班员")
    app.button(key="roster_keep").click().run()
    assert faults_of(app) == [] and "草稿已保存" in words_of(app)
    url = f"duckdb:///{file_of_warehouse}"
    engine = open_engine(url)
    drafts = rosters_of(engine, LISHI)
    going = visits_of_roster(engine, str(drafts["roster_id"].iloc[0])).iloc[0]
    engine.dispose()
    day = going["visit_date"]
    leave = add_leave(url, LISHI, going["expert_code"], day, day, who="测试", reason="病假")
    app.run()
    app.button(key="roster_publish_draft").click().run()
    assert "不能发布" in words_of(app) and "（在用）" not in words_of(app)
    withdraw_leave(url, LISHI, leave, who="测试", reason="登记错了人")
    app.run()
    app.button(key="roster_publish_draft").click().run()
    assert faults_of(app) == [] and "草稿已发布" in words_of(app) and "第1版（在用）" in words_of(app)
    # The first visits of January 2025 are in the past: attendance is entered against the published roster.
    known = app.session_state["entry_visit"]
    _button(app, "登记到岗").click().run()
    assert "没有写原因" in words_of(app)
    app.text_input(key="entry_reason").set_value("乡镇卫生院签到表")
    _button(app, "登记到岗").click().run()
    assert faults_of(app) == [] and "已登记" in words_of(app)
    engine = open_engine(url)
    row = county_ledger(engine, LISHI).visits.set_index("visit_id").loc[known]
    engine.dispose()
    assert (row["attended"], row["counted"], row["month"]) == (1, 1, 202501)
    # A sick call that ends before it starts, then a rule that nobody can satisfy: told by name, and the roster stands.
    who = app.session_state["sick_who"]
    app.date_input(key=f"sick_from_{who}").set_value(dt.date(2025, 1, 20))
    app.date_input(key=f"sick_to_{who}").set_value(dt.date(2025, 1, 6))
    app.button(key="sick_go").click().run()
    assert "结束早于开始" in words_of(app) and "第1版（在用）" in words_of(app)
    rule = "lishi_sink118_visits_per_week"
    change_rule(url, LISHI, rule, {"minimum_persons": 99}, who="测试", reason="试")
    app.run()
    app.button(key="roster_go").click().run()
    assert "合格的专家只有" in words_of(app) and "第1版（在用）" in words_of(app)
    # What residents are given is a page of its own, out of the version in force.
    notice = words_of(open_app("experts", county=LISHI, period="2024", tab="notice"))
    assert "离石区本周专家坐诊" in notice and "还没有发布" not in notice


def test_an_open_cell_shows_its_visits_and_a_lost_one_goes_to_the_roster(
    open_app: OpenApp, sample_duckdb_url: str, one_run_a_click: None
):
    engine = open_engine(sample_duckdb_url)
    visits = county_ledger(engine, LISHI).visits
    engine.dispose()
    lost = visits[(visits["month"] == 202409) & (visits["counted"] == 0)].iloc[0]
    app = open_app("experts", county=LISHI, period="2024-09")
    app.session_state["cell_day"] = cell_name("day", lost["expert_code"], lost["visit_date"].date())
    app.run()
    assert f"{lost['visit_date'].day}日，{lost['expert_zh']}" in words_of(app)
    app.button(key="repair_day").click().run()
    assert faults_of(app) == [] and "台账要求补派" in words_of(app)
    assert app.session_state["pin_who"] == lost["expert_code"]
    assert app.session_state["pin_where"] == lost["institution_code"]


def test_a_cell_that_does_not_exist_opens_nothing(open_app: OpenApp):
    app = open_app("experts", county=LISHI, period="2024-09")
    before = words_of(app)
    app.session_state["cell_day"] = "day|nobody|2024-09-03"
    app.session_state["cell_week"] = "week|141102001|1999-01-01|1999-01-07"
    app.run()
    assert faults_of(app) == [] and words_of(app) == before


def test_what_cannot_be_met_is_priced_and_explained(open_app: OpenApp, one_run_a_click: None):
    app = open_app("experts", county=JUNGAR, period="2024", tab="roster")
    app.button(key="roster_go").click().run()
    assert "项规定排不满" in words_of(app) and "分）" in words_of(app)
    app.button(key="roster_explain").click().run()
    assert "不能同时满足" in words_of(app) and "可以这样调整" in words_of(app)


def test_a_county_without_visits_is_left_with_words_and_no_empty_blocks(small_county_only: OpenApp):
    """The page stopped in its middle: the blocks drawn while it loads stayed above the words for good."""
    app = small_county_only("experts", county="999901", period="2016")
    assert "没有下沉或派驻记录" in words_of(app) and "yl-bones" not in html_of(app)
    assert "访客" in words_of(app), "the foot of every page"
