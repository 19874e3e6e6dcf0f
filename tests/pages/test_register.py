"""改革举措: the evidence register is read, entered and closed at the end of the list."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sqlalchemy import delete

from data_access import schema
from data_access.engine import open_engine
from metrics.reads.evidence import EvidenceItem, evidence_of
from tests.pages.conftest import OpenApp
from tests.pages.reading import faults_of, words_of

COUNTY = "450223"


def items_of(url: str) -> list[EvidenceItem]:
    engine = open_engine(url)
    try:
        return [item for own in evidence_of(engine, COUNTY).values() for item in own]
    finally:
        engine.dispose()


def test_the_list_ends_with_the_register_and_its_sentence(open_app: OpenApp, sample_duckdb_url: str) -> None:
    items = items_of(sample_duckdb_url)
    app = open_app("mechanisms", county=COUNTY, period="2024")
    words = words_of(app)
    assert faults_of(app) == []
    complete = sum(item.state == "complete" for item in items)
    assert f"3项定性监测共{len(items)}条资料，{complete}条齐全" in words
    assert all(item.item_zh in words and item.document_zh in words for item in items)


def test_an_item_is_entered_refused_without_a_name_then_closed_on_the_page(
    open_app: OpenApp, file_of_warehouse: Path, one_run_a_click: None
) -> None:
    url = f"duckdb:///{file_of_warehouse}"
    before = len(items_of(url))
    app = open_app("mechanisms", county=COUNTY, period="2024")
    app.session_state["register_open"] = True
    app.run()
    app.text_input(key="register_0_new_item").set_value("慢病药品下沉")
    app.text_input(key="register_0_new_owner").set_value("县医共体药品耗材中心")
    app.text_input(key="register_0_new_why").set_value("2025年监测要求")
    app.button(key="register_0_new_save").click().run()
    assert "没有写经手人" in words_of(app) and len(items_of(url)) == before
    assert app.text_input(key="register_0_new_item").value == "慢病药品下沉"  # a refused form keeps what was written

    app.text_input(key="register_0_new_who").set_value("王科长")
    app.button(key="register_0_new_save").click().run()
    words = words_of(app)
    assert faults_of(app) == [] and "“慢病药品下沉”已保存" in words
    assert f"共{before + 1}条资料" in words and "慢病药品下沉" in words.split("条齐全")[1]

    new = next(item for item in items_of(url) if item.item_zh == "慢病药品下沉")
    assert new.state == "missing"
    app.selectbox(key="register_item_1").set_value(new.register_id).run()
    key = f"register_1_{new.register_id}"
    app.text_input(key=f"{key}_document").set_value("药品下沉方案")
    app.text_input(key=f"{key}_who").set_value("李主任")
    app.text_input(key=f"{key}_why").set_value("已印发")
    app.button(key=f"{key}_close").click().run()
    assert "没有写材料名称或日期" in words_of(app)
    app.date_input(key=f"{key}_date").set_value(dt.date(2024, 12, 20))
    app.button(key=f"{key}_close").click().run()
    words = words_of(app)
    assert faults_of(app) == [] and "“慢病药品下沉”已销号" in words
    closed = next(item for item in items_of(url) if item.register_id == new.register_id)
    assert (closed.state, closed.document_zh, str(closed.document_date)) == ("complete", "药品下沉方案", "2024-12-20")
    assert "状态 缺材料→材料齐全" in words and "李主任" in words


def test_a_county_without_mechanisms_shows_its_register_too(open_app: OpenApp, file_of_warehouse: Path) -> None:
    engine = open_engine(f"duckdb:///{file_of_warehouse}", read_only=False)
    with engine.begin() as connection:
        for table in (schema.mechanism_evidence, schema.mechanism):
            connection.execute(delete(table))
    engine.dispose()
    app = open_app("mechanisms", county=COUNTY, period="2024")
    words = words_of(app)
    assert faults_of(app) == []
    assert "还没有登记改革举措" in words and "3项定性监测共" in words
