"""A county's own mechanism on the page: added, edited, closed, merged, exported, loaded from a filled form."""

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from data_access import schema
from data_access.engine import opened
from data_access.mechanisms import Mechanism
from data_access.mechanisms.files import as_toml, mechanism_of
from tests.data_access.own_mechanism import document
from tests.pages.conftest import OpenApp
from tests.pages.reading import faults_of, words_of

LUZHAI = "450223"
WHERE = {"county": LUZHAI, "period": "2024"}


@pytest.fixture
def own(file_of_warehouse: Path, open_app: OpenApp, one_run_a_click: None) -> tuple[str, OpenApp]:
    """A warehouse that the test may change, and open_app over it."""
    # The light sample lacks the years that a mechanism's page holds against the published figures.
    return f"duckdb:///{file_of_warehouse}", open_app


def choose(app: AppTest, key: str, action: str) -> AppTest:
    app.session_state[key] = action
    return app.run()


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    return app.run()


def fill(app: AppTest, key: str, reason: str = "2024年方案") -> None:
    app.text_input(key=f"{key}_who").input("规划科")
    app.text_input(key=f"{key}_reason").input(reason)


def ids(url: str) -> dict[str, str]:
    """Name → id of the county's mechanisms."""
    table = schema.mechanism
    with opened(url) as engine, engine.connect() as connection:
        rows = connection.execute(select(table.c.name_zh, table.c.mechanism_id).where(table.c.county_code == LUZHAI))
        return {row.name_zh: row.mechanism_id for row in rows}


def record(url: str, mechanism_id: str) -> Mechanism:
    with opened(url) as engine:
        return mechanism_of(engine, mechanism_id)


def test_a_mechanism_made_on_the_page_is_listed_and_opened(own: tuple[str, OpenApp]):
    url, open_app = own
    app = choose(open_app("mechanisms", **WHERE), "own_add", "form")
    app.text_input(key="own_new_name_zh").input("县域检验中心")
    app.selectbox(key="own_new_field").set_value("能力建设")
    app.text_input(key="own_new_owner").input("县医疗集团检验科")
    app.number_input(key="own_new_since").set_value(202401)
    app.multiselect(key="own_new_views").set_value(["series", "checklist"])
    app.multiselect(key="own_new_metrics").set_value(["primary_visit_share"])
    fill(app, "own_new")
    press(app, "保存举措")
    assert faults_of(app) == [] and "举措“县域检验中心”已保存。" in words_of(app)
    own_id = ids(url)["县域检验中心"]
    kept_now = record(url, own_id)
    assert own_id == f"{LUZHAI}_own_001" and kept_now.views == ("series", "checklist") and kept_now.since == 202401
    page = open_app("mechanisms", mechanism=own_id, **WHERE)
    assert faults_of(page) == [] and "县域检验中心" in words_of(page) and "checklist_item" in words_of(page)


def test_a_refusal_says_what_is_missing_and_keeps_nothing(own: tuple[str, OpenApp]):
    url, open_app = own
    before = ids(url)
    app = choose(open_app("mechanisms", **WHERE), "own_add", "form")
    fill(app, "own_new")
    press(app, "保存举措")
    assert "举措没有填“名称”。" in words_of(app) and faults_of(app) == []
    app.text_input(key="own_new_name_zh").input("县域检验中心")
    fill(app, "own_new", reason="")
    press(app, "保存举措")
    assert "没有写原因。" in words_of(app) and ids(url) == before


def test_a_mechanism_is_edited_closed_and_merged_on_its_page(own: tuple[str, OpenApp]):
    url, open_app = own
    first, second = sorted(ids(url).values())[:2]
    app = choose(open_app("mechanisms", mechanism=first, **WHERE), "own_action", "edit")
    app.text_input(key=f"{first}_owner").input("县卫生健康局")
    fill(app, first)
    press(app, "保存举措")
    before = record(url, first)
    assert faults_of(app) == [] and before.owner == "县卫生健康局"
    app = choose(open_app("mechanisms", mechanism=first, **WHERE), "own_action", "close")
    fill(app, f"close_{first}")
    press(app, "停办")
    assert record(url, first) == dataclasses.replace(before, until=202412) and faults_of(app) == []
    app = choose(open_app("mechanisms", mechanism=first, **WHERE), "own_action", "merge")
    app.selectbox(key=f"merge_into_{first}").set_value(second)
    fill(app, f"merge_{first}")
    press(app, "合并")
    assert faults_of(app) == [] and set(before.metric_ids) <= set(record(url, second).metric_ids)


@pytest.mark.parametrize("action", ["export", "blank", "upload"])
def test_files_are_offered(own: tuple[str, OpenApp], action: str):
    _, open_app = own
    app = choose(open_app("mechanisms", mechanism="luzhai_none", **WHERE), "own_add", "blank")
    assert faults_of(app) == []
    first = sorted(ids(own[0]).values())[0]
    app = choose(open_app("mechanisms", mechanism=first, **WHERE), "own_action", action)
    assert faults_of(app) == []


ROWS = [{"month": 202411, "kind_zh": "上转", "from_zh": "乡镇", "to_zh": "县医院", "unit": "人次", "count": 30}]


def uploaded(app: AppTest, content: bytes, whose: str = "new") -> AppTest:
    """The page once the reader has uploaded a file, for a mechanism or for a new one."""
    return app.file_uploader(key=f"upload_{whose}").set_value(("本县.toml", content, "application/toml")).run()


def test_a_filled_form_is_shown_first_and_loaded_when_confirmed(
    own: tuple[str, OpenApp],
):
    url, open_app = own
    new = Mechanism(LUZHAI, "县域转诊中心", "分级诊疗", "县医疗集团", views=("flows",))
    app = uploaded(choose(open_app("mechanisms", **WHERE), "own_add", "upload"), document(new, flow=ROWS))
    assert "举措“县域转诊中心”：新增" in words_of(app) and "县域转诊中心" not in ids(url)
    fill(app, "load_new", reason="11月月报")
    press(app, "确认装载")
    assert faults_of(app) == [] and "举措“县域转诊中心”已装载。" in words_of(app)
    flow = schema.flow
    with opened(url) as engine, engine.connect() as connection:
        loaded = connection.execute(select(flow).where(flow.c.mechanism_id == ids(url)["县域转诊中心"])).one()
    assert (loaded.count, loaded.basis) == (30, "reported")


def test_faults_of_a_filled_form_are_listed_and_nothing_can_be_confirmed(
    own: tuple[str, OpenApp],
):
    url, open_app = own
    new = Mechanism(LUZHAI, "县域转诊中心", "分级诊疗", "县医疗集团", views=("flows",))
    late = dt.date.today().year + 2
    faulty = [ROWS[0] | {"count": "若干"}, ROWS[0] | {"month": late * 100 + 1}]
    app = uploaded(choose(open_app("mechanisms", **WHERE), "own_add", "upload"), document(new, flow=faulty))
    words = words_of(app)
    assert "文件有2处错误" in words and "“flow”第1行" in words and "“数量”填的“若干”不是数字" in words
    assert f"“月份”填的{late}01还没到" in words
    assert "确认装载" not in [button.label for button in app.button] and "县域转诊中心" not in ids(url)


def test_a_file_of_another_mechanism_is_refused_on_a_mechanisms_page(
    own: tuple[str, OpenApp],
):
    url, open_app = own
    first, second = sorted(ids(url).values())[:2]
    app = choose(open_app("mechanisms", mechanism=first, **WHERE), "own_action", "upload")
    app = uploaded(app, as_toml(record(url, second), {}), first)
    assert f"这是举措“{record(url, second).name_zh}”的文件" in words_of(app)


def test_a_county_without_mechanisms_is_offered_to_add_one(small_county_only: OpenApp):
    app = small_county_only("mechanisms")
    assert faults_of(app) == [] and "新增本县举措" in [place.label for place in app.expander]
