"""A mechanism and its rows as a file: every faulty row is named, nothing is half-loaded, a round trip loses nothing."""

import dataclasses
import datetime as dt
import io
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from data_access import __main__ as command_line
from data_access import schema
from data_access.changes import ChangeRefused
from data_access.engine import opened
from data_access.mechanisms import Mechanism
from data_access.mechanisms.files import as_workbook, blank, exported, mechanism_of, read_file, rows_of
from data_access.mechanisms.kinds import VIEW_TABLES, form_tables
from data_access.mechanisms.parcel import examine
from data_access.mechanisms.workbook import code_lists
from findings.mechanisms import opened as shown
from metrics.period import Period
from metrics.reads.mechanisms import mechanism_cards
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from tests.data_access.own_mechanism import FULL, ITEM, METRICS, SHORT, TODAY, document, load_rows, rows
from tests.data_access.test_rosters import frame, version_of
from tests.metrics.small_county import COUNTY, NORTH, NORTH_CENTRE, SOUTH, SOUTH_CENTRE
from words.mechanism_sheets import SHEETS

EVENT = {
    "township_code": NORTH, "responder_zh": "急救站", "kind_zh": "院前急救", "asked_at": dt.datetime(2023, 5, 1, 8, 0),
}  # fmt: skip
PLAN = {
    "plan_item_id": "A1", "institution_code": NORTH_CENTRE, "item_zh": "改造", "unit_zh": "间", "target": 10,
    "begins": 202301, "due": 202412,
}  # fmt: skip
BUDGET = {
    "budget_id": "B1", "year": 2023, "project_zh": "设备", "use_zh": "购置", "source_zh": "县财政", "budget_yuan": 1000,
}  # fmt: skip
SCORE = {
    "institution_code": NORTH_CENTRE, "month": 202303, "cadence": "quarter", "item_zh": "服务", "score": 90,
    "full_score": 100,
}  # fmt: skip
FLOW = {"month": 202303, "kind_zh": "上转", "from_code": NORTH_CENTRE, "to_zh": "市医院", "unit": "人次", "count": 12}
MONTHLY = {
    "township_code": NORTH, "programme_zh": "筛查", "group_zh": "65岁以上", "month": 202303, "eligible": 100,
    "reached": 10,
}  # fmt: skip
MEMBER = {"member_code": NORTH_CENTRE, "tier": "township", "relation": "托管", "since": 202301}
OUTING = {
    "township_code": SOUTH,
    "place_zh": "南镇",
    "vehicle_zh": "体检车",
    "date": dt.date(2023, 6, 1),
    "persons": 40,
}
PAY = {"tier": "乡级", "year": 2023, "base_yuan": 50000, "performance_yuan": 30000}


@pytest.fixture
def url(own_small_url: str) -> str:
    """A small county that has no mechanism."""
    return own_small_url


@pytest.mark.parametrize(
    ("table_name", "row", "said"),
    [
        ("checklist_item", {"item_zh": "统一药品目录", "state": "已完成"}, "没有写机构"),
        ("checklist_item", ITEM | {"institution_code": "nowhere"}, "没有编号为 nowhere 的机构"),
        ("checklist_item", ITEM | {"township_code": "000"}, "没有编号为 000 的乡镇"),
        ("checklist_item", ITEM | {"state": "差不多"}, "“状态”填的“差不多”不在可选之列。可选：已完成、办理中、未开始"),
        ("checklist_item", ITEM | {"state": "办理中"}, "状态不是已完成"),
        ("checklist_item", ITEM | {"since": 202404}, "“开始月”填的 202404 还没到"),
        ("checklist_item", {"institution_code": NORTH_CENTRE, "state": "done"}, "没有填“事项”"),
        ("response_event", EVENT | {"answered_at": dt.datetime(2023, 5, 1, 7, 59)}, "早于求助时间"),
        ("response_event", EVENT | {"treated_at": dt.datetime(2023, 5, 1, 7, 59)}, "处置时间早于求助时间"),
        ("response_event", EVENT | {"asked_at": dt.datetime(2024, 3, 16, 8, 0)}, "还没到"),
        ("response_event", EVENT | {"asked_at": "前天"}, "“前天”不是时间"),
        ("response_event", EVENT | {"asked_at": "2023-02-30 08:00"}, "“2023-02-30 08:00”不是时间"),
        ("outing", OUTING | {"date": "2024-03-16"}, "还没到"),
        ("outing", OUTING | {"date": "六一"}, "“六一”不是日期"),
        ("outing", OUTING | {"persons": 3.5}, "“3.5”不是整数"),
        ("appraisal", SCORE | {"score": 101}, "得分 101 高于满分 100"),
        ("appraisal", SCORE | {"score": "九十"}, "“九十”不是数字"),
        ("appraisal", SCORE | {"published": "也许"}, "不是“是”或“否”"),
        ("appraisal", SCORE | {"month": 202313}, "“202313”不是月份"),
        ("flow", FLOW | {"count": -1}, "是负数"),
        ("programme_month", MONTHLY | {"reached": 101}, "“当月服务人数”大于“应服务人数（全年）”"),
        ("membership", MEMBER | {"until": 202212}, "“结束月”早于“开始月”"),
        ("plan_item", PLAN | {"due": 202212}, "“应完成月”早于“起始月”"),
        ("plan_progress", {"plan_item_id": "A9", "month": 202303, "done": 1}, "没有编号为 A9 的预算或计划"),
        ("payment", {"budget_id": "B9", "month": 202303, "paid_yuan": 1}, "没有编号为 B9 的预算或计划"),
        ("pay", PAY | {"tier": "乡镇长"}, "不在可选之列"),
    ],
)
def test_a_faulty_row_is_named_with_its_reason_and_nothing_is_kept(
    url: str, table_name: str, row: dict[str, Any], said: str
):
    before = version_of(url)
    with pytest.raises(ChangeRefused, match=said) as refused:
        load_rows(url, document(SHORT, **({"flow": [FLOW]} | {table_name: [row]})))
    assert f"“{table_name}”第 1 行：" in str(refused.value) and "什么也没有装载" in str(refused.value)
    assert version_of(url) == before and len(rows(url, "mechanism")) == len(rows(url, "flow")) == 0


def test_paid_above_its_budget_is_found_over_all_payments_also_those_of_before(url: str):
    paid = [{"budget_id": "B1", "month": month, "paid_yuan": 400} for month in (202303, 202306)]
    load_rows(url, document(budget=[BUDGET], payment=paid))
    more = [{"budget_id": "B1", "month": 202309, "paid_yuan": 201}]
    with pytest.raises(ChangeRefused, match="“payment”第 1 行：预算 B1 累计支付 1,001 元，超过预算 1,000 元"):
        load_rows(url, document(payment=more))
    with pytest.raises(ChangeRefused, match="“budget”第 1 行：预算 B1 累计支付 800 元，超过预算 700 元"):
        load_rows(url, document(budget=[BUDGET | {"budget_yuan": 700}]))
    # To the last yuan is no fault.
    load_rows(url, document(payment=[more[0] | {"paid_yuan": 200}]))
    assert rows(url, "payment")["paid_yuan"].sum() == 1000


def test_the_same_row_twice_in_a_file_is_named(url: str):
    with pytest.raises(ChangeRefused, match="“flow”第 2 行：与第 1 行是同一件事"):
        load_rows(url, document(flow=[FLOW, FLOW | {"count": 13}]))


def test_a_flow_without_an_end_is_named_and_not_left_to_the_warehouse(url: str):
    """The 586th broken file did not say from where 12 people went, and was told 仓库里已有同样的一行."""
    nowhere = {name: value for name, value in FLOW.items() if name not in ("from_code", "from_zh")}
    version = version_of(url)
    with pytest.raises(ChangeRefused, match="“flow”第 1 行：没有填“从”"):
        load_rows(url, document(flow=[nowhere]))
    assert version_of(url) == version


def test_the_same_fact_under_two_ids_is_one_too_many(url: str):
    """Each id was new, so both rows were kept, and the 12 people were 25."""
    with pytest.raises(ChangeRefused, match="“flow”第 2 行：与第 1 行是同一件事"):
        load_rows(url, document(flow=[FLOW | {"flow_id": "A"}, FLOW | {"flow_id": "B", "count": 13}]))
    load_rows(url, document(flow=[FLOW | {"flow_id": "A"}]))
    (there,) = rows(url, "flow")["flow_id"]
    with pytest.raises(ChangeRefused, match=f"“flow”第 1 行：仓库里编号为 {there} 的行说的是同一件事"):
        load_rows(url, document(FULL, flow=[FLOW | {"flow_id": "B", "count": 13}]))
    assert len(rows(url, "flow")) == 1
    # Under its id, or without one, it is the row that is there; two rows that change places are two facts.
    later = FLOW | {"flow_id": "B", "month": 202304}
    load_rows(url, document(FULL, flow=[FLOW | {"count": 13}, later]))
    load_rows(url, document(FULL, flow=[FLOW | {"flow_id": "B"}, later | {"flow_id": "A"}]))
    assert sorted(rows(url, "flow")["month"]) == [202303, 202304]


def test_an_unknown_mechanism_a_foreign_row_and_a_file_that_is_none_are_refused(url: str):
    with pytest.raises(ChangeRefused, match="没有编号为“nobody”的举措"):
        load_rows(url, document(dataclasses.replace(SHORT, mechanism_id="nobody"), flow=[FLOW]))
    load_rows(url, document(flow=[FLOW]))
    taken = rows(url, "flow")["flow_id"].iloc[0]
    with pytest.raises(ChangeRefused, match="已是另一项举措的行"):
        load_rows(url, document(dataclasses.replace(SHORT, name_zh="心电中心"), flow=[FLOW | {"flow_id": taken}]))
    for name, content, said in (
        ("a.docx", b"", "不是 .toml 或 .xlsx"),
        ("a.toml", b"= 1", "读不出来"),
        ("a.toml", b"[other]", "没有“举措”表"),
        ("a.toml", b"[mechanism]\nshoe_size = 1", "不认识“shoe_size”"),
        ("a.toml", b"[mechanism]\n[[visit]]\na = 1", "不认识工作表“visit”"),
        ("a.xlsx", b"PK nothing", "读不出来"),
    ):
        with pytest.raises(ChangeRefused, match=said):
            read_file(name, content)


ALL_ROWS = {
    "checklist_item": [ITEM, {"subject_zh": "全县名单", "item_zh": "统一药品目录", "state": "未开始"}],
    "membership": [MEMBER],
    "appraisal": [SCORE | {"published": True}],
    "flow": [FLOW],
    "response_event": [EVENT, EVENT, EVENT | {"answered_at": dt.datetime(2023, 5, 1, 8, 12)}],
    "outing": [OUTING],
    "budget": [BUDGET],
    "payment": [{"budget_id": "B1", "month": 202303, "paid_yuan": 400.5}],
    "pay": [PAY, PAY],
    "plan_item": [PLAN],
    "plan_progress": [{"plan_item_id": "A1", "month": 202304, "done": 2}],
    "programme_month": [MONTHLY],
}


@pytest.fixture
def filled(url: str) -> str:
    """The small county with one mechanism that has rows of every kind."""
    views = tuple(view for view in VIEW_TABLES if form_tables([view]))
    load_rows(url, document(dataclasses.replace(FULL, views=views), **ALL_ROWS))
    return url


def test_every_kind_of_row_is_loaded_once_as_reported_under_a_load_of_its_own(filled: str):
    assert set(ALL_ROWS) == set(SHEETS)
    loads = set()
    for table_name, written in ALL_ROWS.items():
        there = rows(filled, table_name)
        assert len(there) == len(written), table_name
        assert set(there["basis"]) == {"reported"} and set(there["mechanism_id"]) == {f"{COUNTY}_own_001"}
        loads |= set(there["load_id"])
    (own,) = loads
    entry = rows(filled, "load").set_index("load_id").loc[own]
    assert entry["rows_accepted"] == sum(map(len, ALL_ROWS.values())) and entry["loaded_by"] == "规划科"
    # A name and a township follow from the code, the month from the day.
    assert rows(filled, "outing")["month"].to_list() == [202306]
    flow = rows(filled, "flow").iloc[0]
    assert (flow["from_township"], flow["to_code"], flow["group_zh"]) == (NORTH, "市医院", "合计")


@pytest.mark.parametrize("suffix", [".toml", ".xlsx"])
def test_what_is_exported_and_loaded_again_changes_nothing(filled: str, small_duckdb_file: Path, suffix: str):
    with opened(filled) as engine:
        content = exported(engine, f"{COUNTY}_own_001", suffix, code_lists(engine, COUNTY, METRICS))
        record = mechanism_of(engine, f"{COUNTY}_own_001")
        before = rows_of(engine, record)
    version = version_of(filled)
    assert load_rows(filled, content, f"x{suffix}").changes_nothing and version_of(filled) == version
    # Into a county that has nothing: the same mechanism and the same rows but for their ids.
    shutil.copy(small_duckdb_file, filled.removeprefix("duckdb:///"))
    if suffix == ".toml":
        content = content.replace(f'mechanism_id = "{COUNTY}_own_001"'.encode(), b"")
    else:
        content = as_workbook(dataclasses.replace(record, mechanism_id=""), before)
    load_rows(filled, content, f"x{suffix}")
    with opened(filled) as engine:
        again = mechanism_of(engine, f"{COUNTY}_own_001")
        assert again == record and rows_of(engine, again) == before


def test_a_row_that_is_loaded_again_with_another_value_replaces_itself(filled: str):
    done = load_rows(filled, document(FULL, flow=[FLOW | {"count": 20}, FLOW | {"month": 202304}]))
    assert (len(done.tables["flow"].new), len(done.tables["flow"].changed)) == (1, 1)
    assert sorted(rows(filled, "flow")["count"]) == [12, 20]
    trail = frame(filled, select(schema.audit).where(schema.audit.c.table_name == "flow"))
    values = trail[trail["column_name"] != "load_id"]
    assert values[["column_name", "old_value", "new_value"]].to_numpy().tolist() == [["count", "12", "20"]]
    assert len(trail) == 2  # and the load that it was changed by


def test_a_preview_names_what_would_be_loaded_and_changes_nothing(url: str):
    parcel = read_file("本县.toml", document(flow=[FLOW]))
    version = version_of(url)
    with opened(url) as engine:
        examined = examine(engine, parcel, METRICS, TODAY)
    assert examined.is_new and len(examined.tables["flow"].new) == 1 and examined.faults == ()
    assert version_of(url) == version


def test_a_blank_form_has_a_sheet_a_table_heads_in_chinese_and_codes_to_choose_from(url: str):
    with opened(url) as engine:
        content = blank(dataclasses.replace(SHORT, views=("checklist", "money")), code_lists(engine, COUNTY, METRICS))
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["举措", "清单", "预算", "支付", "薪酬", "可选代码"]
    heads, note = list(book["清单"].iter_rows(max_row=2, values_only=True))
    assert heads[:4] == ("乡镇代码", "机构代码", "对象", "序号") and note[0].startswith("格式：")
    codes = {str(cell.value) for line in book["可选代码"].iter_rows() for cell in line}
    assert {NORTH_CENTRE, NORTH, "primary_visit_share", "checklist"} <= codes
    # The row of formats is no row.
    assert read_file("a.xlsx", content).rows == ()


def test_a_faulty_row_of_a_workbook_is_named_by_sheet_and_row(url: str):
    with opened(url) as engine:
        content = blank(dataclasses.replace(SHORT, views=("checklist",)), code_lists(engine, COUNTY, METRICS))
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["清单"]
    heads = [cell.value for cell in sheet[1]]
    for number, code in ((3, SOUTH_CENTRE), (5, "nowhere")):
        for head, value in (("机构代码", code), ("事项", "统一药品目录"), ("状态", "已完成")):
            sheet.cell(number, heads.index(head) + 1, value)
    written = io.BytesIO()
    book.save(written)
    with pytest.raises(ChangeRefused, match="“清单”第 5 行：本县没有编号为 nowhere 的机构"):
        load_rows(url, written.getvalue(), "填好.xlsx")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command_line.app, ["mechanism", *arguments])


def test_the_command_line_writes_a_form_loads_it_and_exports_it(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("WAREHOUSE_URL", url)
    form = tmp_path / "form.xlsx"
    assert run("blank", "--view", "flows", "--county", COUNTY, "--out", str(form)).exit_code == 0 and form.exists()
    assert "没有这样的证据种类" in run("blank", "--view", "nothing", "--out", str(form)).stderr
    file = tmp_path / "own.toml"
    file.write_bytes(document(flow=[FLOW]))
    nameless = run("load", str(file))
    assert nameless.exit_code == 2 and "--who" in nameless.output
    done = run("load", str(file), "--who", "规划科")
    assert done.exit_code == 0 and "已新增" in done.stdout and "流向：新增 1 行" in done.stdout
    assert "没有改动" in run("load", str(file), "--who", "规划科").stdout
    out = tmp_path / "out.xlsx"
    assert run("export", f"{COUNTY}_own_001", "--out", str(out)).exit_code == 0 and out.exists()
    assert run("export", "nobody", "--out", str(out)).exit_code == 2
    file.write_bytes(document(flow=[FLOW | {"count": "若干"}]))
    done = run("load", str(file), "--who", "规划科")
    assert done.exit_code == 1 and "“flow”第 1 行：“数量”填的“若干”不是数字" in done.stderr


def test_a_sixth_countys_mechanism_made_from_nothing_by_file_is_shown(own_light_url: str):
    """Rows of its own and a metric of the catalogue; the page asks for nothing else."""
    with opened(own_light_url) as engine, engine.connect() as connection:
        table = schema.institution
        row = connection.execute(
            select(table).where(table.c.county_code == "141102", table.c.level == "township_centre").limit(1)
        ).one()
    own = Mechanism(
        "141102", "县域检验中心", "能力建设", "区医疗集团", views=("response", "series"), limit_minutes=60.0
    )
    own = dataclasses.replace(own, metric_ids=("primary_visit_share",), since=202401)
    events = [
        {
            "institution_code": row.institution_code, "kind_zh": "检验",
            "asked_at": dt.datetime(2024, 12, day, 8, 0), "answered_at": dt.datetime(2024, 12, day, 8, 40),
        }
        for day in range(1, 21)
    ]  # fmt: skip
    load_rows(own_light_url, document(own, response_event=events), today=dt.date(2025, 1, 10))
    with opened(own_light_url) as engine:
        source = Source(engine, load_reference(engine))
        card = next(card for card in mechanism_cards(engine, "141102") if card.name_zh == "县域检验中心")
        found = shown(source, card, Scope("141102", Period.parse("2024-12")), "zh")
    assert card.limit_minutes == 60.0 and found.judged is not None
    assert {kind.code for kind, _ in found.views} | {kind.code for kind in found.lacking} == {"response", "series"}
    assert len(rows(own_light_url, "response_event").query("mechanism_id == @card.mechanism_id")) == 20
