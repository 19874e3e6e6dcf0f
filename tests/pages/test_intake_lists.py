"""接入: lists, closed periods, blank forms and marked workbooks on the page."""

import hashlib
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from streamlit.testing.v1 import AppTest

from data_access import schema
from data_access.build import change_warehouse
from data_access.engine import opened
from intake.locks import locked_periods
from tests.data_access.grid_county import board, csv_of
from tests.intake.files_of_offices import xlsx
from tests.intake.test_answers_kept import work_with
from tests.intake.test_lists import VILLAGES, ZHAI_SHA
from tests.intake.test_own_warehouse import COUNTY, LIST_HEAD
from tests.intake.test_roads_of_a_county import HOSPITAL as HOSPITAL_IN_THE_MIDDLE
from tests.intake.test_roads_of_a_county import MIDDLE, VILLAGE_HEAD, village
from tests.pages.reading import faults_of, words_of
from tests.pages.test_intake import SHEET, Open, address, hand_in, institutions, opened_page, press

__all__ = ["opened_page"]


def choose_list(app: AppTest, code: str) -> AppTest:
    return app.radio(key="intake_list_kind").set_value(code).run()


def hand_list(app: AppTest, code: str, *rows: list[Any], batch: int) -> AppTest:
    content = xlsx({"Sheet1": rows})
    return app.file_uploader(key=f"intake_{code}_{batch}").set_value(("名单.xlsx", content, SHEET)).run()


def rows_of(table: Any) -> list[Any]:
    with opened(address()) as engine, engine.connect() as connection:
        return list(connection.execute(select(table).where(table.c.county_code == COUNTY)))


def test_lists_are_named_cell_by_cell_where_at_fault_and_enter_whole(opened_page: Open):
    app = institutions(opened_page())
    app = choose_list(app, "villages")
    wrong = ["450223103201", "另一村", "没有的镇", 5, None, None]
    app = hand_list(app, "villages", VILLAGES, ZHAI_SHA, wrong, batch=1)
    assert faults_of(app) == [] and "村名册有1行有错" in words_of(app) and "Sheet1!C3" in words_of(app)
    assert rows_of(schema.village) == [] and "装载2个村" not in [button.label for button in app.button]
    app = hand_list(app, "villages", VILLAGES, ZHAI_SHA, [*wrong[:2], "寨沙镇", 5, None, None], batch=1)
    assert "1个村没有经纬度" in words_of(app)
    app = press(app, "装载2个村")
    assert faults_of(app) == [] and "新增2个村" in words_of(app) and len(rows_of(schema.village)) == 2
    app = choose_list(app, "experts")
    app = hand_list(app, "experts", ["姓名", "专科", "派出单位"], ["医师甲", "内科", "鹿寨县人民医院"], batch=2)
    app = press(app, "装载1名专家")
    assert faults_of(app) == [] and [row.name_zh for row in rows_of(schema.expert)] == ["医师甲"]
    app = choose_list(app, "targets")
    app = hand_list(app, "targets", ["指标", "目标值", "年份"], ["没有的指标", 3, "2024年"], batch=3)
    assert faults_of(app) == [] and "目标有1行有错" in words_of(app)
    app = choose_list(app, "codes")
    app = hand_list(app, "codes", ["机构名称", "医保编码"], ["中渡镇卫生院", "H45022300012"], batch=3)
    app = press(app, "装载1个代码")
    assert faults_of(app) == [] and [row.code for row in rows_of(schema.institution_other_code)] == ["H45022300012"]


def test_a_period_is_closed_and_opened_with_a_name_and_a_reason(opened_page: Open):
    app = opened_page()
    app.text_input(key="intake_lock_period").input("去年")
    app.text_input(key="intake_lock_who").input("王")
    press(app, "锁定")
    assert faults_of(app) == [] and "时期读不出来" in words_of(app)
    app.text_input(key="intake_lock_period").input("2024-09")
    press(app, "锁定")
    assert faults_of(app) == [] and "已锁定2024年9月" in words_of(app)
    with opened(address()) as engine:
        lock = locked_periods(engine, COUNTY)[0]
    app.selectbox(key="intake_unlock_which").set_value(lock.lock_id)
    press(app, "解锁")
    assert "没有写原因" in words_of(app)
    app.text_input(key="intake_unlock_reason").input("漏报补正")
    press(app, "解锁")
    assert faults_of(app) == [] and "解锁：漏报补正" in words_of(app)
    with opened(address()) as engine:
        assert locked_periods(engine, COUNTY) == []


def test_the_sender_gets_the_file_back_marked_and_a_blank_form_is_made(opened_page: Open):
    app = institutions(opened_page())
    content = work_with(visits="约300")
    app = hand_in(app, ("工作量.xlsx", content))
    app.toggle(key=f"intake_back_{hashlib.sha256(content).hexdigest()}").set_value(True).run()
    assert faults_of(app) == []
    labels = [each.proto.label for each in app.get("download_button")]
    assert "下载标好问题的表（.xlsx）" in labels
    app.selectbox(key="intake_blank_form").set_value("health_month").run()
    assert faults_of(app) == []
    assert "下载空表（.xlsx）" in [each.proto.label for each in app.get("download_button")]


BEDSIDE = """
code = "bedside"
edition = "本县2024"
name_zh = "床旁会诊统计"
name_en = "bedside consultations"
table = "institution_month"
valid_from = 202401
titles = ["床旁会诊"]
[keys]
institution = ["科室所在机构"]
[[field]]
code = "remote_consultations"
kind = "flow"
names = ["床旁会诊例数"]
column = "remote_consultations"
[[field]]
code = "discharges"
kind = "flow"
names = ["会诊后出院"]
column = "discharges"
"""


def test_a_form_of_the_county_s_own_folder_is_read_by_the_page_as_soon_as_it_is_there(
    opened_page: Open, tmp_path: Path
):
    app = institutions(opened_page())
    rows = [["2024年9月床旁会诊统计"], ["科室所在机构", "床旁会诊例数", "会诊后出院"], ["中渡镇卫生院", 7, 3]]
    file = ("会诊.xlsx", xlsx({"Sheet1": rows}))
    app = hand_in(app, file)
    assert faults_of(app) == [] and "1个读不了" in words_of(app) and "还没有本县自己的表样" in words_of(app)
    (tmp_path / "forms").mkdir()
    record = tmp_path / "forms" / "bedside.toml"
    record.write_text(BEDSIDE, "utf-8")
    app.run()
    words = words_of(app)
    assert faults_of(app) == [] and "1个可以装载" in words and "床旁会诊统计 本县2024" in words
    assert "床旁会诊统计" in app.selectbox(key="intake_blank_form").options
    record.write_text(BEDSIDE.replace('kind = "flow"', "kind = 3"), "utf-8")
    app.run()
    assert faults_of(app) == [] and "bedside.toml" in words_of(app) and "不认得" in words_of(app)
    assert not [box for box in app.file_uploader if str(box.key).startswith("intake_files")]


def grid_institutions(app: AppTest) -> AppTest:
    """Hand in the one hospital of the board of roads, in its middle."""
    content = xlsx({"Sheet1": [LIST_HEAD, HOSPITAL_IN_THE_MIDDLE]})
    app = app.file_uploader(key="intake_institutions_0").set_value(("名册.xlsx", content, SHEET)).run()
    app.text_input(key="intake_institutions_load_who").input("张三")
    return press(app, "装载1家机构")


def hand_roads(app: AppTest, name: str, text: str, batch: int = 0, box: str = "") -> AppTest:
    app = app.file_uploader(key=f"intake_roads_{batch}").set_value((name, text.encode(), "text/csv")).run()
    app.text_input(key="intake_roads_box").input(box)
    app.text_input(key="intake_roads_take_who").input("张三")
    return press(app, "导入道路")


def test_roads_enter_on_the_page_and_minutes_follow_what_is_loaded_after_them(opened_page: Open):
    app = grid_institutions(opened_page())
    assert faults_of(app) == [] and "还没有路网，通行时间没有算" in words_of(app)
    app = hand_roads(app, "坏.osm.pbf", "<html>")
    words = words_of(app)
    assert faults_of(app) == [] and "没有导入：“坏.osm.pbf”不是OpenStreetMap的.osm.pbf文件。" in words, words
    assert "仓库没有变" in words and rows_of(schema.road_edition) == []
    app = hand_roads(app, "测.csv", csv_of(board()), box="没有")
    assert faults_of(app) == [] and "“没有”不是一个范围" in words_of(app) and rows_of(schema.road_edition) == []
    app.text_input(key="intake_roads_box").input("")
    app = press(app, "导入道路")
    assert faults_of(app) == [] and "路网“测”自2024年9月起生效" in words_of(app)
    assert "现行路网“测”，自2024年9月起生效" in words_of(app)
    app = choose_list(app, "villages")
    app = hand_list(app, "villages", VILLAGE_HEAD, village(201, MIDDLE + 3), batch=1)
    app = press(app, "装载1个村")
    assert faults_of(app) == [] and "新增1个村" in words_of(app) and "通行时间" in words_of(app)
    assert {row.village_code for row in rows_of(schema.village_access)} == {"450223100201"}
    metres = schema.road_edge.c.metres
    change_warehouse(address(), lambda connection: connection.execute(update(schema.road_edge).values(metres=-metres)))
    app = hand_list(app, "villages", VILLAGE_HEAD, village(202, MIDDLE - 2), batch=2)
    app = press(app, "装载1个村")
    words = words_of(app)
    assert faults_of(app) == [] and "新增1个村" in words and "各页的分钟数仍是装载以前的" in words
    assert "装了村或机构以后，通行时间还没有重算" in words and len(rows_of(schema.village)) == 2
    change_warehouse(address(), lambda connection: connection.execute(update(schema.road_edge).values(metres=-metres)))
    app = press(app, "重算通行时间")
    assert faults_of(app) == [] and "通行时间还没有重算" not in words_of(app)
    assert {row.village_code[-3:] for row in rows_of(schema.village_access)} == {"201", "202"}


def test_what_a_page_refuses_of_roads_names_the_fields_of_the_page(opened_page: Open):
    app = grid_institutions(opened_page())
    app = hand_list(choose_list(app, "villages"), "villages", VILLAGE_HEAD, village(201, MIDDLE + 3), batch=1)
    app = press(app, "装载1个村")
    app = hand_roads(app, "测.csv", csv_of(board()))
    assert faults_of(app) == [] and "现行路网“测”" in words_of(app)
    # Nothing leads from the village to the hospital any more.
    half = csv_of(board(lambda east, _north: east != 6))
    app = hand_roads(app, "测.csv", half, batch=1)
    words = words_of(app)
    assert faults_of(app) == [] and "新路网丢失了大片覆盖" in words and "用“明知减少仍要导入”重新导入" in words, words
    app = hand_roads(app, "断.csv", half, batch=1)
    words = words_of(app)
    assert faults_of(app) == [] and "会删去已有的路网：测" in words and "用“可以删去的路网”逐个写明" in words, words
    assert [row.road_edition for row in rows_of(schema.road_edition)] == ["测"]
