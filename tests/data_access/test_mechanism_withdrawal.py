"""A load of a mechanism's rows is taken back whole: what it added goes, what it changed is as it was, on record."""

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from data_access import __main__ as command_line
from data_access import schema
from data_access.build import write_warehouse
from data_access.changes import ChangeRefused
from data_access.engine import opened
from data_access.mechanisms import own_loads, withdraw
from tests.data_access.own_mechanism import ITEM, document, load_rows, rows
from tests.data_access.test_rosters import frame, version_of
from tests.metrics.small_county import NORTH_CENTRE, SOUTH_CENTRE, frames

NORTH_ITEM = ITEM
SOUTH_ITEM = ITEM | {"institution_code": SOUTH_CENTRE}
BUDGET = {
    "budget_id": "B1", "year": 2023, "project_zh": "设备", "use_zh": "购置", "source_zh": "县财政", "budget_yuan": 1000,
}  # fmt: skip
PAYMENT = {"budget_id": "B1", "month": 202303, "paid_yuan": 400}


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A small county that has no mechanism."""
    address = f"duckdb:///{tmp_path / 'small.duckdb'}"
    write_warehouse(address, frames())
    return address


def loads(url: str) -> list[str]:
    """The loads of the only mechanism, the newest first."""
    mechanism_id = str(rows(url, "mechanism")["mechanism_id"].iloc[0])
    with opened(url) as engine:
        return [load_of.load_id for load_of in own_loads(engine, mechanism_id)]


def take_back(url: str, load_id: str, **asked: Any) -> tuple[int, int]:
    mechanism_id = str(rows(url, "mechanism")["mechanism_id"].iloc[0])
    return withdraw(url, mechanism_id, load_id, **({"who": "规划科", "reason": "装错了文件"} | asked))


def test_rows_that_a_load_added_go_and_those_of_others_stay(url: str):
    load_rows(url, document(checklist_item=[NORTH_ITEM]))
    (first,) = loads(url)
    load_rows(url, document(checklist_item=[SOUTH_ITEM]))
    (second,) = [load_id for load_id in loads(url) if load_id != first]
    assert take_back(url, second) == (1, 0)
    assert rows(url, "checklist_item")["institution_code"].tolist() == [NORTH_CENTRE]
    assert loads(url) == [first]


def test_a_row_that_a_load_changed_is_as_it_was_before(url: str):
    load_rows(url, document(checklist_item=[NORTH_ITEM]))
    before = rows(url, "checklist_item")
    asked = {"item_zh": ITEM["item_zh"], "institution_code": NORTH_CENTRE, "state": "办理中", "due": 202406}
    load_rows(url, document(checklist_item=[asked]))
    changed = rows(url, "checklist_item").iloc[0]
    assert (changed["state"], changed["due"]) == ("under_way", 202406)
    assert take_back(url, str(changed["load_id"])) == (0, 1)
    assert rows(url, "checklist_item").equals(before)


def test_who_took_it_back_when_and_why_is_on_record_and_the_version_is_another(url: str):
    load_rows(url, document(checklist_item=[NORTH_ITEM]))
    version, (load_id,) = version_of(url), loads(url)
    take_back(url, load_id)
    trail = frame(url, select(schema.audit).where(schema.audit.c.reason_zh == "装错了文件"))
    item = trail[trail["column_name"] == "item_zh"].iloc[0]
    assert (item["old_value"], item["new_value"], item["changed_by"]) == ("统一药品目录", "", "规划科")
    assert version_of(url) != version


def test_an_earlier_load_waits_until_the_later_one_that_changed_its_rows_is_taken_back(url: str):
    load_rows(url, document(checklist_item=[NORTH_ITEM, SOUTH_ITEM]))
    (first,) = loads(url)
    load_rows(url, document(checklist_item=[NORTH_ITEM | {"since": 202303}]), "更正.toml")
    with pytest.raises(ChangeRefused, match=re.escape("后来被“举措文件：更正.toml”改过")):
        take_back(url, first)
    assert len(rows(url, "checklist_item")) == 2
    (later,) = [load_id for load_id in loads(url) if load_id != first]
    take_back(url, later)
    assert take_back(url, first) == (2, 0)
    assert rows(url, "checklist_item").empty and loads(url) == []


def test_a_budget_stays_while_payments_of_another_load_hang_on_it(url: str):
    load_rows(url, document(budget=[BUDGET]))
    (first,) = loads(url)
    load_rows(url, document(payment=[PAYMENT]))
    with pytest.raises(ChangeRefused, match="还有 1 行“支付”"):
        take_back(url, first)
    assert len(rows(url, "budget")) == len(rows(url, "payment")) == 1


def test_a_budget_and_its_payments_of_one_load_go_together(url: str):
    load_rows(url, document(budget=[BUDGET], payment=[PAYMENT]))
    assert take_back(url, loads(url)[0]) == (2, 0)
    assert rows(url, "budget").empty and rows(url, "payment").empty


@pytest.mark.parametrize(
    ("load_id", "asked", "said"),
    [("file_0", {}, "没有编号为 file_0 的装载"), ("", {"reason": " "}, "没有写原因")],
)
def test_an_unknown_load_or_no_reason_changes_nothing(url: str, load_id: str, asked: dict[str, str], said: str):
    load_rows(url, document(checklist_item=[NORTH_ITEM]))
    before = version_of(url)
    with pytest.raises(ChangeRefused, match=said):
        take_back(url, load_id or loads(url)[0], **asked)
    assert version_of(url) == before and len(rows(url, "checklist_item")) == 1


def test_the_command_lists_loads_and_takes_one_back(url: str, monkeypatch: pytest.MonkeyPatch):
    load_rows(url, document(checklist_item=[NORTH_ITEM]))
    monkeypatch.setenv("WAREHOUSE_URL", url)
    mechanism_id = str(rows(url, "mechanism")["mechanism_id"].iloc[0])
    listed = CliRunner().invoke(command_line.app, ["mechanism", "loads", mechanism_id])
    assert listed.exit_code == 0 and "举措文件：本县.toml  1 行" in listed.output
    named = ["--who", "规划科", "--reason", "装错了文件"]
    done = CliRunner().invoke(command_line.app, ["mechanism", "withdraw", mechanism_id, loads(url)[0], *named])
    assert done.exit_code == 0 and "取消 1 行，恢复 0 行" in done.output
    assert rows(url, "checklist_item").empty
