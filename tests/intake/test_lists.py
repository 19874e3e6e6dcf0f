"""Lists of villages, experts and targets: what an own county needs before circles, visits and targets have figures."""

from dataclasses import replace

import pytest

from intake.experts import experts_of, title_of
from intake.faults import IntakeFault
from intake.match.register import Place, Register
from intake.reading.open import book_of
from intake.targets import targets_of
from intake.villages import Villages, villages_of
from tests.intake.files_of_offices import Rows, register, xlsx

VILLAGES = ["村代码", "村名", "所在乡镇", "常住人口", "经度", "纬度"]
ZHAI_SHA = ["450223103200", "寨沙村", "寨沙镇", 1200, 109.7, 24.4]


def village_list(*rows: Rows, head: Rows = VILLAGES, own: Register | None = None, since: int = 202409) -> Villages:
    return villages_of(book_of(xlsx({"Sheet1": [["村名册"], head, *rows]}), "村.xlsx"), own or register(), since)


def test_a_village_and_a_community_of_one_name_are_two():
    """寨沙村 and 寨沙社区 lie in one township: nothing is stripped from a name."""
    found = village_list(ZHAI_SHA, ["450223103001", "寨沙社区", "寨沙镇", 3000, 109.7, 24.4])
    assert found.faults == ()
    assert [(row["name_zh"], row["kind"]) for row in found.rows] == [("寨沙村", "村"), ("寨沙社区", "社区")]


def test_villages_of_one_name_in_two_townships_are_two():
    found = village_list(ZHAI_SHA, ["450223102200", "寨沙村", "中渡镇", 800, 109.6, 24.6])
    assert [row["township_code"] for row in found.rows] == ["450223103", "450223102"]


@pytest.mark.parametrize(
    ("row", "cell", "code"),
    [
        (["450223103201", "寨沙村", "寨沙镇", 5, None, None], "B4", "name_twice"),
        (["450223103200", "另一村", "寨沙镇", 5, None, None], "A4", "code_twice"),
        (["450223102201", "另一村", "寨沙镇", 5, None, None], "A4", "other_township"),
        ([4.50223103201e21, "另一村", "寨沙镇", 5, None, None], "A4", "code_lost"),
        (["45022310320", "另一村", "寨沙镇", 5, None, None], "A4", "village_code"),
        (["450223103201", "另一村", "没有的镇", 5, None, None], "C4", "no_township"),
        (["450223103201", "另一村", "寨沙镇", "约300", None, None], "D4", "no_count"),
        (["450223103201", "另一村", "寨沙镇", None, None, None], "D4", "no_count"),
        (["450223103201", "另一村", "寨沙镇", 5, 24.4, 109.7], "E4", "no_position"),
        (["450223103201", "另一村", "寨沙镇", 5, 109.7, None], "F4", "no_position"),
    ],
)
def test_a_row_that_cannot_enter_is_named_by_its_cell(row: Rows, cell: str, code: str):
    found = village_list(ZHAI_SHA, row)
    assert [(fault.cell, fault.code) for fault in found.faults] == [(cell, code)]


def test_a_code_typed_as_a_whole_number_is_a_code():
    assert village_list([450223103200, *ZHAI_SHA[1:]]).rows[0]["village_code"] == "450223103200"


def test_a_village_without_coordinates_is_counted_and_says_where_it_stands():
    found = village_list([*ZHAI_SHA[:4], None, None])
    assert (found.unplaced, found.rows[0]["position_basis"]) == (1, "township")


def test_groups_that_the_file_lacks_are_said_and_a_blank_one_is_refused():
    head = [*VILLAGES, "65岁及以上"]
    assert village_list([*ZHAI_SHA, 300], head=head).missing == (
        "residents_0_14",
        "chronic_patients",
        "key_group_residents",
    )
    assert [fault.code for fault in village_list([*ZHAI_SHA, None], head=head).faults] == ["no_count"]
    assert [fault.code for fault in village_list([*ZHAI_SHA, 1300], head=head).faults] == ["above_residents"]


def test_a_township_that_merged_or_was_renamed_is_known_by_the_files_date():
    """古镇 became part of 寨沙镇 in 2021: a file of 2020 may name it, one of 2024 may not."""
    old = Place("450223199", "古镇", "450223199", "township", 201001, 202106)
    own = replace(register(), places=(*register().places, old))
    row = ["450223199200", "古村", "古镇", 500, None, None]
    assert village_list(row, own=own, since=202012).faults == ()
    assert [fault.code for fault in village_list(row, own=own, since=202409).faults] == ["no_township"]


def experts(*rows: Rows, head: Rows = ("姓名", "专科", "派出单位", "职称", "身份证号")):
    return experts_of(book_of(xlsx({"Sheet1": [["专家名册"], list(head), *rows]}), "专家.xlsx"), register(), 202409)


def test_an_expert_is_name_specialty_and_home_and_no_number_of_a_person_is_kept():
    found = experts(["心内科01", "心内科", "鹿寨县人民医院", "主治医师", "450223190001010000"])
    (row,) = found.rows
    assert (row["name_zh"], row["specialty"], row["home_institution_code"], row["title"]) == (
        "心内科01",
        "心内科",
        "H1",
        "中级",
    )
    assert not any("450223190001010000" in str(value) for value in row.values())


def test_the_same_list_again_names_the_same_experts():
    row = ["心内科01", "心内科", "鹿寨县人民医院", "主治", ""]
    assert experts(row).rows[0]["expert_code"] == experts(row).rows[0]["expert_code"]
    assert [fault.code for fault in experts(row, row).faults] == ["expert_twice"]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("主治", "中级"),
        ("主治医师", "中级"),
        ("中级", "中级"),
        ("副主任医师", "副高"),
        ("主任医师", "正高"),
        ("住院医师", "初级"),
        ("", None),
    ],
)
def test_a_title_in_any_words_is_one_of_four(written: str, title: str | None):
    assert title_of(written) == title


def targets(*rows: Rows, head: Rows = ("指标", "目标值", "年份", "乡镇")):
    return targets_of(book_of(xlsx({"Sheet1": [["目标"], list(head), *rows]}), "目标.xlsx"), register())


def test_a_target_goes_by_the_metrics_name_or_id_and_its_direction():
    found = targets(["县域内住院人次占比", "75%", 2024, None], ["average_stay", 7.5, "2024年7月", "中渡镇"])
    assert found.faults == ()
    first, second = found.rows
    assert (first["metric_id"], first["comparator"], first["value"]) == ("in_county_admission_share", ">=", 75)
    assert (first["valid_from"], first["valid_to"], first["township_code"]) == (202401, 202412, None)
    assert (second["comparator"], second["value"], second["township_code"]) == ("<=", 7.5, "450223102")
    assert (second["valid_from"], second["valid_to"]) == (202407, None)


@pytest.mark.parametrize(
    ("row", "cell", "code"),
    [
        (["住院占比", 75, 2024, None], "A3", "no_metric"),
        (["县域内住院人次占比", "很高", 2024, None], "B3", "no_value"),
        (["县域内住院人次占比", 75, "明年", None], "C3", "no_month"),
        (["县域内住院人次占比", 75, 2024, "没有的镇"], "D3", "no_township"),
    ],
)
def test_a_target_that_cannot_be_held_is_named_by_its_cell(row: Rows, cell: str, code: str):
    assert [(fault.cell, fault.code) for fault in targets(row).faults] == [(cell, code)]


@pytest.mark.parametrize("reader", [lambda book: villages_of(book, register(), 202409),
                                    lambda book: experts_of(book, register(), 202409),
                                    lambda book: targets_of(book, register())])  # fmt: skip
def test_a_file_of_something_else_says_which_columns_are_needed(reader):
    with pytest.raises(IntakeFault) as fault:
        reader(book_of(xlsx({"Sheet1": [["电话", "传真"], ["1", "2"]]}), "通讯录.xlsx"))
    assert fault.value.code.startswith("intake_no_")
