"""The evidence register by hand: entered, added to and closed; on record, and refused in words with nothing kept."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from data_access import evidence_register as register
from data_access import schema
from data_access.changes import ChangeRefused
from metrics.catalogue.national import NATIONAL_LIST
from metrics.reads.evidence import STATE_WORDS
from tests.data_access.test_rosters import LISHI, frame, version_of
from words.phrases import Voice

LUZHAI, TODAY = "450223", dt.date(2025, 3, 1)
table = schema.evidence_register
ITEM: dict[str, Any] = {
    "measure": "joined_services",
    "item_zh": "慢病药品下沉",
    "owner": "县医共体药品耗材中心",
    "who": "王科长",
    "reason": "2025年监测要求",
}


def add(url: str, **values: Any) -> str:
    return register.add_item(url, LISHI, today=TODAY, **{**ITEM, **values})


def row_of(url: str, register_id: str) -> dict[str, Any]:
    found = frame(url, select(table).where(table.c.register_id == register_id)).to_dict("records")
    assert len(found) == 1
    return {str(name): value for name, value in found[0].items()}


def trail_of(url: str, register_id: str) -> dict[str, tuple[str, str, str, str]]:
    """Column → former value, new value, who, why; the newest."""
    own = select(schema.audit).where(schema.audit.c.row_key == register_id).order_by(schema.audit.c.changed_at)
    return {
        row["column_name"]: (row["old_value"], row["new_value"], row["changed_by"], row["reason_zh"])
        for row in frame(url, own).to_dict("records")
    }


def state_of(url: str) -> tuple[str, int, int]:
    """The data version, and how many rows register and audit have: all as before where nothing was kept."""
    items, changes = (len(frame(url, select(kept))) for kept in (table, schema.audit))
    return version_of(url), items, changes


def test_the_measures_and_states_are_those_that_figures_and_pages_know() -> None:
    assert [measure.evidence for measure in NATIONAL_LIST if measure.evidence] == list(register.MEASURES)
    assert set(STATE_WORDS) == set(register.STATES)
    longest = {name: table.c[name].type.length for name in register.LONGEST}  # type: ignore[attr-defined]
    assert longest == register.LONGEST


def test_an_item_is_entered_added_to_and_closed_each_change_named_and_dated(own_light_url: str) -> None:
    before = version_of(own_light_url)
    key = add(own_light_url)
    entered, row = version_of(own_light_url), row_of(own_light_url, key)
    assert entered != before
    assert (row["county_code"], row["state"], row["item_en"]) == (LISHI, "missing", "慢病药品下沉")
    assert (row["basis"], row["load_id"], row["document_zh"]) == ("reported", "by_hand", "")
    assert trail_of(own_light_url, key)["state"] == ("", "missing", "王科长", "2025年监测要求")

    values = {"state": "partial", "document_zh": "药品下沉方案", "note_zh": "缺执行记录"}
    register.change_item(own_light_url, LISHI, key, values, who="李主任", reason="已起草", today=TODAY)
    added = version_of(own_light_url)
    assert added != entered
    assert trail_of(own_light_url, key)["state"] == ("missing", "partial", "李主任", "已起草")

    day = dt.date(2025, 2, 20)
    register.close_item(
        own_light_url, LISHI, key, "药品下沉方案（印发）", day, note_zh="齐全", who="王科长", reason="已印发",
        today=TODAY,
    )  # fmt: skip
    row, trail = row_of(own_light_url, key), trail_of(own_light_url, key)
    assert version_of(own_light_url) != added
    assert (row["state"], row["document_zh"], row["note_zh"]) == ("complete", "药品下沉方案（印发）", "齐全")
    assert str(row["document_date"])[:10] == "2025-02-20"
    assert trail["state"] == ("partial", "complete", "王科长", "已印发")
    assert trail["document_date"] == ("", "2025-02-20", "王科长", "已印发")
    assert trail["note_zh"][:2] == ("缺执行记录", "齐全")
    assert trail["owner"][2] == "王科长" and trail["owner"][0] == ""  # never changed since it was entered


@pytest.mark.parametrize(
    ("values", "said", "said_en"),
    [
        ({"measure": "happiness"}, "没有“happiness”这项", "no qualitative measure"),
        ({"item_zh": "  "}, "没有写事项", "no name"),
        ({"item_zh": "双向转诊"}, "已有“双向转诊”", "already"),
        ({"item_zh": "长" * 81}, "超过80字", "more than 80"),
        ({"owner": ""}, "没有写责任单位", "no office"),
        ({"state": "done"}, "没有“done”这种状态", "no state"),
        ({"state": "complete"}, "没有写材料名称或日期", "not given"),
        ({"state": "complete", "document_zh": "方案"}, "没有写材料名称或日期", "not given"),
        ({"state": "complete", "document_date": TODAY}, "没有写材料名称或日期", "not given"),
        ({"document_date": TODAY}, "却写了材料日期2025-03-01", "missing, but"),
        ({"state": "partial", "document_date": dt.date(2025, 3, 2)}, "2025-03-02还没到", "still to come"),
        ({"who": " "}, "没有写经手人", "no name of who"),
        ({"reason": ""}, "没有写原因", "no reason"),
    ],
)  # fmt: skip
def test_what_cannot_be_entered_is_refused_in_both_languages_and_nothing_is_kept(
    own_light_url: str, values: dict[str, Any], said: str, said_en: str
) -> None:
    before = state_of(own_light_url)
    with pytest.raises(ChangeRefused) as refused:
        add(own_light_url, **values)
    assert said in refused.value.told(Voice("zh", "page")).whole
    assert said_en in refused.value.told(Voice("en", "page")).whole
    assert state_of(own_light_url) == before


def test_a_document_of_today_is_not_of_the_future(own_light_url: str) -> None:
    key = add(own_light_url, state="complete", document_zh="方案", document_date=TODAY, item_en="Drugs near home")
    assert row_of(own_light_url, key)["item_en"] == "Drugs near home"


def test_a_change_is_refused_for_another_countys_item_a_fixed_column_and_what_is_as_before(own_light_url: str) -> None:
    key = add(own_light_url)
    before = state_of(own_light_url)
    asked: list[tuple[str, str, dict[str, Any], str]] = [
        (LUZHAI, key, {"note_zh": "误改"}, "没有这一项"),
        (LISHI, "no_such_item", {"note_zh": "误改"}, "没有这一项"),
        (LISHI, key, {"measure": "shared_decisions"}, "不能改"),
        (LISHI, key, {"note_zh": ""}, "没有改动"),
        (LISHI, key, {"state": "complete", "document_zh": "方案"}, "没有写材料名称或日期"),
        (LISHI, key, {"state": "partial", "document_date": dt.date(2025, 3, 2)}, "还没到"),
    ]
    for county, item, values, said in asked:
        with pytest.raises(ChangeRefused, match=said):
            register.change_item(own_light_url, county, item, values, who="王科长", reason="试", today=TODAY)
    with pytest.raises(ChangeRefused, match="没有写材料名称或日期"):
        register.close_item(own_light_url, LISHI, key, "", None, who="王科长", reason="试", today=TODAY)
    assert state_of(own_light_url) == before
