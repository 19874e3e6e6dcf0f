"""接入: from an empty warehouse to figures and back, on the page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data_access import own
from data_access.engine import opened
from intake.remembered import rules_of
from intake.start import begin, county_names
from ops.environment import ROOT
from tests.intake.files_of_offices import xlsx
from tests.intake.test_answers_kept import work_with
from tests.intake.test_own_warehouse import CENTRES, COUNTY, HOSPITAL, LIST_HEAD, TOWNS, figure
from tests.intake.twelve_files import ATTENDANCE, EXPERTS
from tests.pages.conftest import WAIT_S, OpenApp, forget
from tests.pages.reading import faults_of, turn_to, words_of
from tests.pages.test_english import chinese_of
from tests.pages.test_versions import PAGES

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Open = Callable[..., AppTest]


@pytest.fixture
def opened_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one_run_a_click: None, warehouses_read: list[str]
) -> Open:
    """A function that opens the page over a county's own empty warehouse, one of those that can be switched."""
    forget()
    warehouses_read.append(str(tmp_path))
    monkeypatch.delenv("WAREHOUSE_URL", raising=False)
    monkeypatch.setenv("YILAN_OWN_WAREHOUSES", str(tmp_path))
    begin("luzhai", COUNTY, since=202409, who="张三")
    own.open_own("luzhai")

    def page(**parameters: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=WAIT_S)
        for name, value in parameters.items():
            app.query_params[name] = value
        return turn_to(app, "intake")

    return page


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    return app.run()


def hand_in(app: AppTest, *files: tuple[str, bytes], batch: int = 0) -> AppTest:
    uploads = [(name, content, SHEET) for name, content in files]
    return app.file_uploader(key=f"intake_files_{batch}").set_value(uploads).run()


def institutions(app: AppTest) -> AppTest:
    """Hand in the list of institutions and load it."""
    content = xlsx({"Sheet1": [LIST_HEAD, HOSPITAL, *CENTRES]})
    app = app.file_uploader(key="intake_institutions_0").set_value(("名册.xlsx", content, SHEET)).run()
    app.text_input(key="intake_institutions_load_who").input("张三")
    return press(app, "装载10家机构")


def address() -> str:
    return own.address_of("luzhai")


def test_the_sample_takes_nothing_and_says_how_to_begin(open_app: OpenApp):
    app = open_app("intake")
    words = words_of(app)
    assert faults_of(app) == [] and "打开的是示例仓库，不装载实际数据" in words
    assert "WAREHOUSE_URL" in words and "python -m intake start" in words
    assert not app.get("file_uploader") and "建仓库" not in [button.label for button in app.button]


def test_from_an_empty_warehouse_to_figures_and_back(opened_page: Open):
    app = opened_page()
    assert faults_of(app) == [] and "鹿寨县还没有机构和数" in words_of(app)
    app = institutions(app)
    assert faults_of(app) == [] and "新增10家机构" in words_of(app) and "鹿寨县有10家机构，还没有数" in words_of(app)
    work = ("工作量.xlsx", work_with("中渡中心卫生院"))
    app = hand_in(app, work, ("坏.xlsx", b"PK\x03\x04 broken"))
    words = words_of(app)
    assert faults_of(app) == [] and "1个有问题要答，1个读不了" in words and "文件坏.xlsx损坏，打不开。" in words
    question = next(box for box in app.selectbox if box.label.startswith("“中渡中心卫生院”是哪一个？"))
    question.set_value("T2")
    assert app.text_input(key="intake_questions_who").value == "张三", "a name written in one form stands in the next"
    press(app, "记住答复")
    words = words_of(app)
    assert faults_of(app) == [] and "答复已记住" in words and "1个可以装载，0个有问题要答" in words
    assert "2024年9月县域门诊人次未报 → 1.23万人次" in words and "影响总览的" in words
    assert figure(address(), "outpatient_visits", "450223102") is None, "nothing is loaded before it is said"
    app.text_input(key="intake_load_who").input("张三")
    press(app, "装载1个文件")
    assert faults_of(app) == [] and "“工作量.xlsx”已装载" in words_of(app)
    assert figure(address(), "outpatient_visits", "450223102") == 300
    overview = turn_to(app, "")
    assert faults_of(overview) == [] and "1.23" in words_of(overview)
    app = turn_to(app, "intake")
    app = hand_in(app, work, batch=1)
    assert "装载过：" in words_of(app) and "公布的数一个也不变" in words_of(app)
    app.selectbox(key="intake_load_chosen").select_index(0).run()
    toggle = next(toggle for toggle in app.toggle if toggle.label == "撤销这次装载")
    toggle.set_value(True).run()
    assert "2024年9月县域门诊人次1.23万人次 → 未报" in words_of(app) and faults_of(app) == []
    app.text_input(key="intake_undo_who").input("李四")
    press(app, "确认撤销")
    assert "没有写原因" in words_of(app)
    app.text_input(key="intake_undo_reason").input("传错了")
    press(app, "确认撤销")
    assert faults_of(app) == [] and "已撤销，数回到装载之前" in words_of(app)
    assert figure(address(), "outpatient_visits", "450223102") is None


def test_answers_are_listed_under_the_name_and_taken_back(opened_page: Open):
    app = institutions(opened_page())
    app = hand_in(app, ("工作量.xlsx", work_with(visits="约300")))
    estimate = next(radio for radio in app.radio if "约300" in radio.label)
    estimate.set_value("always")
    app.text_input(key="intake_questions_who").input("张三")
    press(app, "记住答复")
    assert faults_of(app) == [] and "约数 照装，以后都不问" not in words_of(app) and "约数" in words_of(app)
    with opened(address()) as engine:
        rule = rules_of(engine, COUNTY)[0]
    assert (rule.kind, rule.written, rule.decided_by) == ("accept", "estimate", "张三")
    app.selectbox(key="intake_revoke_which").set_value(rule.answer_id)
    app.text_input(key="intake_revoke_who").input("李四")
    press(app, "撤回，以后再问")
    assert faults_of(app) == [] and "李四已撤回" in words_of(app) and "1个有问题要答" in words_of(app)


def test_another_warehouse_is_opened_and_no_figure_of_the_first_is_shown_in_it(opened_page: Open):
    """What was kept of one warehouse must not stand on a page over another."""
    app = institutions(opened_page())
    people = [["2024年9月常住人口"], ["乡镇", "常住人口"], *[[town, 14_000] for town in TOWNS]]
    app = hand_in(app, ("人口.xlsx", xlsx({"Sheet1": people})))
    app.text_input(key="intake_load_who").input("张三")
    press(app, "装载1个文件")
    assert "鹿寨县已装载1个文件" in words_of(app)
    app.selectbox(key="intake_begin_county").set_value("141122")
    app.text_input(key="intake_begin_name").input("jiaocheng")
    app.text_input(key="intake_begin_who").input("张三")
    press(app, "建仓库")
    words = words_of(app)
    assert faults_of(app) == [] and "“jiaocheng”已建好并打开：9个乡镇" in words and "交城县还没有机构和数" in words
    assert "链接有一处看不懂" not in words
    app.selectbox(key="intake_open_which_jiaocheng").set_value("luzhai")
    press(app, "打开")
    assert faults_of(app) == [] and "鹿寨县已装载1个文件" in words_of(app)


def test_a_name_that_leaves_the_folder_and_a_county_not_chosen_are_refused_in_words(opened_page: Open):
    app = opened_page()
    press(app, "建仓库")
    assert "没有选县" in words_of(app)
    app.selectbox(key="intake_begin_county").set_value("141122")
    app.text_input(key="intake_begin_name").input("../x")
    app.text_input(key="intake_begin_who").input("张三")
    press(app, "建仓库")
    assert faults_of(app) == [] and "“../x”不能作仓库的名字" in words_of(app)


def test_a_list_with_a_faulty_row_is_told_cell_by_cell(opened_page: Open):
    rows = [LIST_HEAD, HOSPITAL, ["T22", "错院", "没有的镇", "卫生院", 109.7, 24.4]]
    app = opened_page()
    app = app.file_uploader(key="intake_institutions_0").set_value(("名册.xlsx", xlsx({"Sheet1": rows}), SHEET)).run()
    words = words_of(app)
    assert faults_of(app) == [] and "名册有1行有错" in words and "Sheet1!C3" in words
    assert not [button for button in app.button if button.label.startswith("装载")]


@pytest.mark.parametrize("tab", ["files", "answers", "history", "own"])
def test_the_page_is_english_throughout(opened_page: Open, tab: str):
    """But for counties of the national list that bear no English name there: their own names stay."""
    app = opened_page(lang="en", tab=tab)
    names = {name for _, name in county_names().values()}
    assert faults_of(app) == [] and {part.split(" (")[0] for part in chinese_of(app)} <= names
    assert county_names()[COUNTY][1] == "Luzhai County"


def test_a_name_in_a_file_does_nothing_in_a_label(opened_page: Open):
    """Labels are Markdown: a picture in an institution's name would be fetched from outside."""
    app = institutions(opened_page())
    app = hand_in(app, ("![x](a).xlsx", work_with("![x](http://evil.example/a.png)")))
    labels = [box.label for box in app.selectbox] + [place.label for place in app.expander]
    assert faults_of(app) == [] and any("evil.example" in label for label in labels)
    assert not any("![x](" in label for label in labels)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_over_a_warehouse_that_was_just_begun(opened_page: Open, page: str):
    app = turn_to(opened_page(), page)
    assert faults_of(app) == [] and len(words_of(app)) > 60


def test_after_the_first_load_the_pages_turn_to_the_month_that_was_loaded(opened_page: Open):
    """A warehouse that begins in January stood at January, and showed nothing of the September that had come."""
    begin("early", COUNTY, since=202401, who="张三")
    own.open_own("early")
    app = institutions(opened_page(tab="own", period="2024-01"))
    people = [["2024年9月常住人口"], ["乡镇", "常住人口"], *[[town, 14_000] for town in TOWNS]]
    app = hand_in(app, ("人口.xlsx", xlsx({"Sheet1": people})))
    app.text_input(key="intake_load_who").input("张三")
    press(app, "装载1个文件")
    assert faults_of(app) == [] and "各页现在看2024年9月" in words_of(app)
    assert app.query_params["period"] in ("2024-09", ["2024-09"])
    app = hand_in(app, ("人口.xlsx", xlsx({"Sheet1": [*people[:-1], [TOWNS[-1], 15_000]]})), batch=1)
    press(app, "装载1个文件")
    assert faults_of(app) == [] and "各页现在看" not in words_of(app), "a period that holds the month stays"


def test_attendance_that_has_marks_and_no_times_opens_on_its_page(opened_page: Open):
    app = institutions(opened_page())
    app = app.radio(key="intake_list_kind").set_value("experts").run()
    file = ("专家.xlsx", xlsx({"Sheet1": EXPERTS}), SHEET)
    app = app.file_uploader(key="intake_experts_1").set_value(file).run()
    press(app, "装载2名专家")
    app = hand_in(app, ("考勤.xlsx", ATTENDANCE))
    app.text_input(key="intake_load_who").input("张三")
    press(app, "装载1个文件")
    experts = turn_to(app, "experts")
    assert faults_of(experts) == [] and "到岗，未记时刻" in words_of(experts)
    press(experts, "保存改正")
    assert faults_of(experts) == [] and "没有写到岗和离岗时间" in words_of(experts)
