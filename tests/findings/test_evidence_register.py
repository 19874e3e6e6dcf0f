"""The register's sentence and table, worked out by hand on a few items."""

import datetime as dt

import pandas as pd

from findings.evidence_register import changes_table, register_sentence, register_table
from findings.figures import Words
from metrics.catalogue.national import NATIONAL_LIST
from metrics.reads.evidence import EvidenceItem
from tests.ui.small_places import places

UNIFIED, SHARED, JOINED = (measure.evidence for measure in NATIONAL_LIST if measure.evidence)
ZH, EN = Words("zh", places()), Words("en", places())
DAY = dt.date(2024, 5, 6)


def item(key: str, measure: str, name: str, state: str) -> EvidenceItem:
    day = None if state == "missing" else DAY
    return EvidenceItem(key, measure, name, f"{name} en", f"{name}文件", day, "县医共体办公室", "", state)


def register_of(*items: EvidenceItem) -> dict[str, list[EvidenceItem]]:
    found: dict[str, list[EvidenceItem]] = {}
    for own in items:
        found.setdefault(own.measure, []).append(own)
    return found


FIVE = register_of(
    item("1", UNIFIED, "行政", "complete"),
    item("2", UNIFIED, "人员", "missing"),
    item("3", SHARED, "章程", "partial"),
    item("4", JOINED, "转诊", "complete"),
    item("5", JOINED, "急救", "missing"),
)


def test_the_sentence_counts_and_names_what_lacks() -> None:
    # Five items, of which two are complete and two have no document.
    assert register_sentence(FIVE, ZH) == "3项定性监测共5条资料，2条齐全；人员、急救缺材料。"
    assert register_sentence(FIVE, EN) == (
        "3 qualitative measures, items of evidence: 5, complete: 2; missing: 人员 en, 急救 en."
    )


def test_more_than_three_that_lack_are_counted() -> None:
    many = register_of(*(item(str(n), UNIFIED, f"事项{n}", "missing") for n in range(1, 5)),
                       item("s", SHARED, "章程", "complete"), item("j", JOINED, "转诊", "complete"))  # fmt: skip
    assert register_sentence(many, ZH) == "3项定性监测共6条资料，2条齐全；事项1、事项2、事项3等4项缺材料。"


def test_nothing_missing_in_part_and_a_measure_without_a_row() -> None:
    whole = register_of(*(item(name, name, "章程", "complete") for name in (UNIFIED, SHARED, JOINED)))
    assert register_sentence(whole, ZH) == "3项定性监测共3条资料，3条齐全；没有缺材料的。"
    part = {**whole, SHARED: [item("3", SHARED, "章程", "partial")]}
    assert register_sentence(part, ZH) == "3项定性监测共3条资料，2条齐全；1条只有部分材料。"
    without = {UNIFIED: whole[UNIFIED], SHARED: whole[SHARED]}
    assert register_sentence(without, ZH) == "3项定性监测共2条资料，2条齐全；服务协同联动还没有登记。"
    assert register_sentence({}, ZH) == "3项定性监测还没有登记资料。"


def test_what_lacks_stands_first_and_a_missing_document_has_no_day() -> None:
    table = register_table(FIVE, ZH)
    assert [row.cells[1].text for row in table.rows] == ["人员", "急救", "章程", "行政", "转诊"]
    assert [row.cells[6].text for row in table.rows] == ["缺材料", "缺材料", "部分材料", "材料齐全", "材料齐全"]
    assert [row.cells[3].text for row in table.rows] == ["无", "无", *["2024年5月6日"] * 3]
    assert [row.cells[0].text for row in table.rows][2] == "医共体内部民主决策"
    assert register_table(FIVE, EN).rows[2].cells[4].text == "county medical community, office"
    assert "%" not in str(table)
    assert register_table({}, ZH).rows == ()


def test_a_change_is_a_row_with_the_day_in_china_who_and_why() -> None:
    # 20:00 on 6 May in UTC is 04:00 on 7 May in China. Row 9 is another county's.
    base = {"changed_at": dt.datetime(2024, 5, 6, 20), "changed_by": "王科长", "reason_zh": "已印发"}
    trail = pd.DataFrame(
        [
            {**base, "row_key": "3", "column_name": "document_date", "old_value": "", "new_value": "2024-05-06"},
            {**base, "row_key": "3", "column_name": "state", "old_value": "partial", "new_value": "complete"},
            {**base, "row_key": "9", "column_name": "state", "old_value": "partial", "new_value": "complete"},
        ]
    )
    rows = [[cell.text for cell in row.cells] for row in changes_table(trail, FIVE, ZH).rows]
    assert rows == [["2024年5月7日", "王科长", "章程", "日期 2024年5月6日；状态 部分材料→材料齐全", "已印发"]]
    assert changes_table(trail.iloc[:0], FIVE, ZH).rows == ()
