"""The layouts that offices send, each with the quirks that break a naive reader; values are those typed into them."""

from collections.abc import Mapping, Sequence

import openpyxl
import pytest
from openpyxl.styles import Font

from intake.answers import Answers
from intake.faults import IntakeFault
from intake.rows import Value
from intake.stored import Stored
from tests.intake.files_of_offices import codes, figures, read, saved, xls, xlsx

WORK = [
    ["鹿寨县2024年9月医疗卫生机构工作量月报表", None, None, None, None, None, None, None, None],
    [None, None, None, None, None, None, None, None, "单位：万元"],
    ["序号", "机构名称", "门诊", None, "住院", None, None, "医疗收入", None],
    [None, None, "人次", "急诊人次", "入院人数", "出院人数", "实际占用总床日数", "合计", "其中：药品收入"],
    [1, "鹿寨县人民医院", 12000, "1,300", 900, 880, "7,200", 350.25, 100.5],
    [2, "中渡镇卫生院", "３００", 20, "—", 15, 120, 10.10, 3],
    [None, "小计", 12300, 1320, 900, 895, 7320, 360.35, 103.5],
    [None, "合计", 12300, 1320, 900, 899, 7320, 360.35, 103.5],
    ["注：本表由县卫生健康局填报，出院人数以病案首页为准。"],
]
WORK_MERGED = ["A1:I1", "A3:A4", "B3:B4", "C3:D3", "E3:G3", "H3:I3"]


def monthly_return() -> bytes:
    """§1 of the forms, institutions as columns, a blank column between them, money in 千元."""
    rows: list[list[object]] = [
        ["卫生资源与医疗服务月报（2024年9月）", None, None, None],
        [None, None, None, "单位：千元"],
        ["指标名称", "鹿寨县人民医院", None, "中渡镇卫生院"],
        ["一、月末人员及床位", None, None, None],
        ["1.1 卫生技术人员(人)", 500, None, 20],
        ["1.2 实有床位(张)", 400, None, 30],
        ["1.3.1 实际开放总床日数", 12000, None, 900],
        ["二、本月收支(千元)", None, None, None],
        ["2.1 医疗收入", 3502.5, None, 101],
        ["2.1.1 门诊收入", 2000, None, 50],
        ["2.1.1.1 其中:药品收入", 900, None, 20],
        ["2.1.2 住院收入", 1502.5, None, 51],
        ["2.1.2.1 其中:药品收入", 400, None, 10],
        ["三、本月服务", None, None, None],
        ["3.2 出院人数", 880, None, 15],
        ["4.2 代报村卫生室诊疗人次", None, None, 800],
    ]
    return xls(rows, [(0, 0, 0, 3)])


def test_the_monthly_return_is_read_with_institutions_as_columns_and_money_in_thousands():
    found = read(monthly_return(), "卫健统月报_2024年9月.xls")
    got = figures(found)
    assert got["H1", 202409, "medical_revenue_yuan"] == 3_502_500
    assert got["T2", 202409, "inpatient_revenue_yuan"] == 51_000
    assert got["T2", 202409, "beds_open"] == 30
    assert got["H1", 202409, "bed_days_open"] == 12_000
    assert got["T2", 202409, "discharges"] == 15


def test_two_rows_of_one_name_are_told_apart_by_what_they_are_part_of():
    got = figures(read(monthly_return(), "卫健统月报_2024年9月.xls"))
    assert got["H1", 202409, "drug_revenue_yuan"] == 900_000 + 400_000
    assert got["T2", 202409, "drug_revenue_yuan"] == 20_000 + 10_000


def test_visits_reported_for_village_clinics_are_not_added_to_the_centre():
    got = figures(read(monthly_return(), "卫健统月报_2024年9月.xls"))
    assert ("T2", 202409, "outpatient_visits") not in got


def test_three_heading_rows_merged_are_read_as_paths():
    got = figures(read(xlsx({"Sheet1": WORK}, {"Sheet1": WORK_MERGED}), "工作量.xlsx"))
    assert got == {
        ("H1", 202409, "outpatient_visits"): 12_000,
        ("H1", 202409, "emergency_visits"): 1_300,
        ("H1", 202409, "admissions"): 900,
        ("H1", 202409, "discharges"): 880,
        ("H1", 202409, "bed_days_used"): 7_200,
        ("H1", 202409, "medical_revenue_yuan"): 3_502_500,
        ("H1", 202409, "drug_revenue_yuan"): 1_005_000,
        ("T2", 202409, "outpatient_visits"): 300,
        ("T2", 202409, "emergency_visits"): 20,
        ("T2", 202409, "discharges"): 15,
        ("T2", 202409, "bed_days_used"): 120,
        ("T2", 202409, "medical_revenue_yuan"): pytest.approx(101_000),
        ("T2", 202409, "drug_revenue_yuan"): 30_000,
    }


def test_headings_that_are_not_merged_but_left_blank_are_read_the_same():
    merged = figures(read(xlsx({"Sheet1": WORK}, {"Sheet1": WORK_MERGED}), "工作量.xlsx"))
    assert figures(read(xlsx({"Sheet1": WORK}), "工作量.xlsx")) == merged


def test_printed_sums_prove_the_rows_and_never_enter():
    found = read(xlsx({"Sheet1": WORK}, {"Sheet1": WORK_MERGED}), "工作量.xlsx")
    wrong = [(proof.cell, proof.printed, proof.summed) for proof in found.proofs if not proof.holds]
    assert wrong == [("F8", 899, 895)]
    assert (found.rows_in, found.rows_accepted, found.rows_set_aside, found.rows_not_data) == (5, 2, 0, 3)


def test_every_row_is_accounted_for():
    rows = [*WORK[:6], [3, "不认识的卫生院", 1, 2, 3, 4, 5, 6, 7], *WORK[6:]]
    found = read(xlsx({"Sheet1": rows}, {"Sheet1": WORK_MERGED}), "工作量.xlsx")
    assert found.rows_in == found.rows_accepted + found.rows_set_aside + found.rows_not_data == 6
    assert codes(found) == ["place_unknown"]


class Held(Stored):
    """A warehouse that holds these figures: institution, month, column → figure."""

    def __init__(self, held: Mapping[tuple[str, int, str], float]) -> None:
        self.held = held

    def months(self, like: Value, months: Sequence[int]) -> Mapping[int, float]:
        keys = ((month, (like.institution or like.township, month, like.column)) for month in months)
        return {month: self.held[key] for month, key in keys if key in self.held}


def cumulative(title: str = "2024年1—3月工作量") -> bytes:
    return xlsx({"Sheet1": [[title], ["机构名称", "门诊人次", "出院人数", "实有床位"], ["中渡镇卫生院", 900, 40, 30]]})


def test_a_cumulative_flow_is_differenced_and_a_stock_is_not():
    held = Held({("T2", 202401, "outpatient_visits"): 250, ("T2", 202402, "outpatient_visits"): 310,
                 ("T2", 202401, "discharges"): 10, ("T2", 202402, "discharges"): 12})  # fmt: skip
    got = figures(read(cumulative(), "累计.xlsx", stored=held))
    assert got == {
        ("T2", 202403, "outpatient_visits"): 340,
        ("T2", 202403, "discharges"): 18,
        ("T2", 202403, "beds_open"): 30,
    }


def test_a_cumulative_figure_without_its_earlier_months_does_not_enter():
    held = Held({("T2", 202401, "outpatient_visits"): 250})
    found = read(cumulative(), "累计.xlsx", stored=held)
    assert figures(found) == {("T2", 202403, "beds_open"): 30}
    assert codes(found) == ["cumulative_months_missing"] * 2


def test_a_cumulative_figure_that_falls_is_asked_for():
    held = Held({("T2", 202401, "outpatient_visits"): 600, ("T2", 202402, "outpatient_visits"): 400,
                 ("T2", 202401, "discharges"): 10, ("T2", 202402, "discharges"): 12})  # fmt: skip
    found = read(cumulative(), "累计.xlsx", stored=held)
    assert ("T2", 202403, "outpatient_visits") not in figures(found)
    assert [question.kind for question in found.questions] == ["cumulative"]


def book_of_months(*, twice: bool = False) -> bytes:
    head = ["机构名称", "门诊人次", "出院人数"]
    sheets = {f"{month}月": [["2024年卫生院月报"], head, ["中渡镇卫生院", 100 + month, month]] for month in (1, 2, 4)}
    if twice:
        sheets["4月(修改)"] = [["2024年卫生院月报"], head, ["中渡镇卫生院", 999, 4]]
    sheets["汇总"] = [["2024年卫生院月报"], head, ["中渡镇卫生院", 307, 7]]
    return xlsx(sheets)


def test_a_book_of_months_is_read_sheet_by_sheet_and_its_summary_left_alone():
    got = figures(read(book_of_months(), "月报.xlsx"))
    assert got == {("T2", 202400 + month, column): value for month in (1, 2, 4)
                   for column, value in (("outpatient_visits", 100 + month), ("discharges", month))}  # fmt: skip


def test_a_month_that_stands_twice_and_differs_is_asked_and_neither_is_taken():
    found = read(book_of_months(twice=True), "月报.xlsx")
    assert ("T2", 202404, "outpatient_visits") not in figures(found)
    assert figures(found)["T2", 202404, "discharges"] == 4
    assert [(question.kind, question.about) for question in found.questions] == [("twice", "outpatient_visits")]


def test_periods_that_contradict_each_other_stop_the_file():
    content = xlsx({"8月": [["2024年9月工作量"], ["机构名称", "门诊人次", "出院人数"], ["中渡镇卫生院", 1, 2]]})
    with pytest.raises(IntakeFault) as fault:
        read(content, "工作量.xlsx")
    assert fault.value.code == "intake_periods_differ"


def test_a_file_that_names_no_month_stops_with_what_to_write():
    content = xlsx({"Sheet1": [["工作量"], ["机构名称", "门诊人次", "出院人数"], ["中渡镇卫生院", 1, 2]]})
    with pytest.raises(IntakeFault) as fault:
        read(content, "工作量.xlsx")
    assert "2024年9月" in fault.value.next_step


def test_a_table_of_nothing_we_know_is_named_and_not_guessed():
    with pytest.raises(IntakeFault) as fault:
        read(xlsx({"Sheet1": [["姓名", "电话"], ["甲", "1"]]}), "通讯录.xlsx")
    assert fault.value.code == "intake_no_form"


FAMILY_DOCTOR = [
    ["家庭医生签约服务进展情况统计表（2024年9月）", *[None] * 9],
    ["机构", "辖区常住居民", "常住人口签约数", "签约率", "65岁及以上", None, None, None, "高血压", None],
    [None, None, None, None, "常住", "已管理", "签约", "率", "总数", "在管签约"],
    ["鹿寨镇卫生院", 80000, 40000, "50.00%", 9000, 8000, 7000, "87.50%", 5000, 4000],
    ["中渡镇卫生院", 20000, 12000, "60.00%", 3000, 2500, 2000, "80.00%", 1500, "/"],
    ["寨沙镇卫生院", 15000, 9000, "61.00%", 2000, 1800, 1500, "83.33%", 900, 700],
    ["合计", 115000, 61000, "53.04%", 14000, 12300, 10500, "85.37%", 7400, 4700],
]
FAMILY_MERGED = ["A1:J1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:H2", "I2:J2"]


def family_doctor() -> bytes:
    return xlsx({"Sheet1": FAMILY_DOCTOR}, {"Sheet1": FAMILY_MERGED})


def test_contracts_are_loaded_as_counts_and_groups_told_apart_by_their_heading():
    got = figures(read(family_doctor(), "签约进展.xlsx"))
    assert got["450223100", 202409, "eligible[population_group=all]"] == 80_000
    assert got["450223100", 202409, "contracted[population_group=elderly_65]"] == 7_000
    assert got["450223102", 202409, "eligible[population_group=hypertension]"] == 1_500
    assert ("450223102", 202409, "contracted[population_group=hypertension]") not in got


def test_a_printed_rate_is_recomputed_by_the_form_s_own_denominator():
    """65岁及以上 divides by 已管理 (7000/8000), everybody by residents; 9000 of 15000 are not 61.00 %."""
    found = read(family_doctor(), "签约进展.xlsx")
    assert [(note.code, note.cell) for note in found.set_aside if note.code == "rate_apart"] == [("rate_apart", "D6")]


def test_a_township_with_a_centre_missing_does_not_enter_as_if_whole():
    """寨沙镇 has two centres; the file has one."""
    found = read(family_doctor(), "签约进展.xlsx")
    assert not [key for key in figures(found) if key[0] == "450223103"]
    assert "township_incomplete" in codes(found)


def test_a_nickname_is_asked_once_and_answered_for_good():
    rows = [*WORK[:5], [2, "中渡中心卫生院", 300, 20, 5, 15, 120, 10, 3]]
    content = xlsx({"Sheet1": rows}, {"Sheet1": WORK_MERGED})
    found = read(content, "工作量.xlsx")
    asked = [question for question in found.questions if question.kind == "place"]
    assert [question.about for question in asked] == ["中渡中心卫生院"]
    assert ("T2", "中渡镇卫生院") in asked[0].possible
    answered = read(content, "工作量.xlsx", answers=Answers(places={"中渡中心卫生院": "T2"}))
    assert answered.questions == ()
    assert figures(answered)["T2", 202409, "discharges"] == 15


def test_a_code_that_became_a_float_is_refused_with_the_way_to_fix_it():
    rows = [["2024年9月工作量"], ["机构代码", "机构名称", "门诊人次", "出院人数"], [4.5e21, "中渡镇卫生院", 1, 2]]
    found = read(xlsx({"Sheet1": rows}), "工作量.xlsx")
    assert figures(found) == {}
    assert codes(found) == ["place_float_code"]


def test_a_number_that_is_crossed_out_does_not_count():
    book = openpyxl.Workbook()
    page = book.active
    for row in (["2024年9月工作量"], ["机构名称", "门诊人次", "出院人数"], ["中渡镇卫生院", 100, 5]):
        page.append(row)
    page["B3"].font = Font(strike=True)
    found = read(saved(book), "工作量.xlsx")
    assert figures(found) == {("T2", 202409, "discharges"): 5}
    assert codes(found) == ["struck_out"]


def test_a_formula_without_its_result_is_unknown_and_not_zero():
    rows = [["2024年9月工作量"], ["机构名称", "门诊人次", "出院人数"], ["中渡镇卫生院", "=1+2", 5]]
    found = read(xlsx({"Sheet1": rows}), "工作量.xlsx")
    assert figures(found) == {("T2", 202409, "discharges"): 5}
    assert codes(found) == ["formula_without_result"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [("约300", "is_estimate"), ("三百", "is_text"), (12.5, "no_whole_number"), (-3, "negative"), ("12%", "is_percent")],
)
def test_a_cell_that_is_no_count_is_set_aside_by_name(cell: object, code: str):
    rows = [["2024年9月工作量"], ["机构名称", "门诊人次", "出院人数"], ["中渡镇卫生院", cell, 5]]
    found = read(xlsx({"Sheet1": rows}), "工作量.xlsx")
    assert figures(found) == {("T2", 202409, "discharges"): 5}
    assert (found.set_aside[0].code, found.set_aside[0].cell) == (code, "B3")


def test_three_years_side_by_side_are_three_years():
    rows = [
        ["公共卫生季报（二季度）"],
        ["乡镇", "高血压患者已管理人数", None],
        [None, "2023年6月", "2024年6月"],
        ["中渡镇", 1000, 1100],
        ["鹿寨镇", 2000, 2100],
    ]
    found = read(xlsx({"Sheet1": rows}, {"Sheet1": ["A2:A3", "B2:C2"]}), "公卫季报.xlsx")
    column = "managed[disease=hypertension]"
    assert figures(found)["450223102", 202306, column] == 1000
    assert figures(found)["450223102", 202406, column] == 1100


def test_headings_that_are_nearly_the_same_are_never_taken_for_each_other():
    rows = [
        ["2024年6月基本公共卫生季报"],
        [
            "乡镇",
            "高血压患者应管理人数",
            "最近一次随访血压达标人数",
            "最近一次面对面随访血压达标人数",
            "最近一次测量血压达标人数",
        ],
        ["中渡镇", 1500, 700, 600, 800],
    ]
    got = figures(read(xlsx({"Sheet1": rows}), "公卫季报.xlsx"))
    assert got["450223102", 202406, "controlled[disease=hypertension]"] == 700


def test_an_institution_without_a_figure_is_no_second_row_of_headings():
    """The titles of a turned sheet leave its first columns empty, and so each row looked like a heading's second.

    The first institution had words in all its cells; they became part of the headings, and the form was not known.
    """
    rows = [
        ["2024年6月月报", None, None, None],
        [None, None, None, "单位：元"],
        ["指标名称", "鹿寨县人民医院", "中渡镇卫生院", "寨沙镇卫生院"],
        ["门诊人次", "见备注", 26866, 12795],
        ["出院人数", "见备注", 885, 243],
    ]
    got = figures(read(xlsx({"Sheet1": rows}), "月报.xlsx"))
    assert got["T2", 202406, "outpatient_visits"] == 26866
    assert got["T3", 202406, "discharges"] == 243
    assert not [key for key in got if key[0] == "H1"]


def test_more_patients_than_there_are_people_are_set_aside():
    """1e20 in a column of counts was read as a number and ended the load with a traceback: no whole number holds it."""
    rows = [
        ["2024年9月工作量"],
        ["机构名称", "门诊人次", "出院人数"],
        ["中渡镇卫生院", 1e20, 5],
        ["寨沙镇卫生院", 4e8, 6],
    ]
    found = read(xlsx({"Sheet1": rows}), "工作量.xlsx")
    assert codes(found) == ["not_finite", "not_finite"]
    assert figures(found) == {("T2", 202409, "discharges"): 5, ("T3", 202409, "discharges"): 6}


def test_two_tables_on_one_sheet_are_both_read():
    head = ["机构名称", "门诊人次", "出院人数"]
    rows = [["2024年9月工作量"], head, ["中渡镇卫生院", 1, 2], ["合计", 1, 2], [None], head, ["寨沙镇卫生院", 3, 4]]
    got = figures(read(xlsx({"Sheet1": rows}), "工作量.xlsx"))
    assert got["T2", 202409, "outpatient_visits"] == 1
    assert got["T3", 202409, "discharges"] == 4


def test_tables_side_by_side_are_both_read():
    head = ["机构名称", "门诊人次", "出院人数"]
    rows = [["2024年9月工作量"], [*head, None, *head], ["中渡镇卫生院", 1, 2, None, "寨沙镇卫生院", 3, 4]]
    got = figures(read(xlsx({"Sheet1": rows}), "工作量.xlsx"))
    assert got["T2", 202409, "discharges"] == 2
    assert got["T3", 202409, "discharges"] == 4


def test_months_as_columns_are_months():
    rows = [
        ["2024年门诊人次"],
        ["机构名称", "门诊人次", None, None],
        [None, "1月", "2月", "3月"],
        ["中渡镇卫生院", 10, 20, 30],
    ]
    got = figures(read(xlsx({"Sheet1": rows}, {"Sheet1": ["A2:A3", "B2:D2"]}), "门诊.xlsx"))
    assert got == {("T2", 202400 + month, "outpatient_visits"): month * 10 for month in (1, 2, 3)}
