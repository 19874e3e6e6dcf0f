"""医保: institutions by the codes of the insurance platform, pharmacies and other counties among the rows, 万元."""

import csv
import io

import pytest

from intake.answers import Answers
from intake.faults import IntakeFault
from intake.rows import FileRead
from tests.intake.files_of_offices import codes, figures, read, xlsx

SUMMARY = [
    ["2024年9月医保基金支出按机构汇总表"],
    ["单位：万元"],
    ["序号", "定点医药机构编号", "定点医药机构名称", "结算人次", "医疗费总额", "基金支付总额"],
    [1, "H45022300001", "鹿寨县人民医院", 1200, 350.25, 201.37],
    [2, "H45022300012", "中渡镇卫生院", 800, "12.50", "9.05"],
    [3, "H45022300013", "寨沙中心院", 640, 8.11, 6.02],
    [4, "P45022300101", "某某大药房", 2100, 20.4, 15.33],
    [5, "P45022300102", "某某药店", 100, 0.6, 0.07],
    [6, "H45020500002", "柳州市某医院", 90, 120, 70.5],
    ["合计", None, None, 4930, 511.86, 302.34],
]
ANSWERS = Answers(places={"H45022300013": "T3"})


def told(found: FileRead) -> dict[tuple[str, str, str], float]:
    """Institution ('' for those together), kind and place of care, column → figure."""
    return {
        (value.institution, "/".join(str(said) for _, said in value.where), value.column): value.value
        for value in found.values
        if value.table == "fund_month"
    }


def test_amounts_in_wan_yuan_are_yuan_and_pharmacies_and_others_stand_apart():
    found = told(read(xlsx({"Sheet1": SUMMARY}), "医保按机构汇总.xlsx", answers=ANSWERS))
    assert {key[:2]: amount for key, amount in found.items() if key[2] == "fund_yuan"} == pytest.approx(
        {
            ("H1", "own/institution"): 2_013_700,
            ("T2", "own/institution"): 90_500,
            ("T3", "own/institution"): 60_200,
            ("", "own/pharmacy"): 154_000,  # 15.33 + 0.07
            ("", "other/institution"): 705_000,
        }
    )
    assert found["H1", "own/institution", "settlements"] == 1200
    assert found["", "own/pharmacy", "settlements"] == 2200


def test_a_code_of_the_platform_is_asked_unless_its_name_is_on_record():
    found = read(xlsx({"Sheet1": SUMMARY}), "医保按机构汇总.xlsx")
    (question,) = found.questions
    assert (question.kind, question.about) == ("place", "H45022300013")
    assert read(xlsx({"Sheet1": SUMMARY}), "医保按机构汇总.xlsx", answers=ANSWERS).questions == ()


def test_rows_in_are_rows_accounted_for():
    found = read(xlsx({"Sheet1": SUMMARY}), "医保按机构汇总.xlsx", answers=ANSWERS)
    assert (found.rows_in, found.rows_accepted, found.rows_set_aside, found.rows_not_data) == (7, 6, 0, 1)


def test_a_summary_without_a_month_is_refused():
    with pytest.raises(IntakeFault) as fault:
        read(xlsx({"Sheet1": [["医保基金支出汇总"], *SUMMARY[1:]]}), "医保按机构汇总.xlsx", answers=ANSWERS)
    assert fault.value.code == "intake_no_period"


def test_a_code_that_a_spreadsheet_took_for_a_number_is_refused():
    rows = [*SUMMARY[:3], [1, 4.5022300001e21, "中渡镇卫生院", 800, 12.5, 9.05]]
    assert "place_float_code" in codes(read(xlsx({"Sheet1": rows}), "医保按机构汇总.xlsx"))


NAME, IDENTITY, PERSON = "某参保人", "450223195001011234", "45020000001234567890"
HEAD = [
    *("setl_id", "psn_no", "psn_name", "certno", "insuplc_admdvs", "fixmedins_code", "fixmedins_name", "med_type"),
    *("setl_time", "medfee_sumamt", "fund_pay_sumamt", "参保乡镇"),
]


def settled(number: str, insured: str, code: str, name: str, kind: str, cost: str, fund: str) -> list[str]:
    """A row of the platform's export; the insured of this county live in 中渡."""
    place = "中渡镇" if insured == "450223" else "某镇"
    who = (PERSON, NAME, IDENTITY)
    return [number, *who, insured, code, name, kind, "2024-09-03 10:11:12", cost, fund, place]


ROWS = [
    HEAD,
    settled("S1", "450223", "H45022300001", "鹿寨县人民医院", "21", "5000.00", "3000.55"),
    settled("S2", "450223", "H45022300012", "中渡镇卫生院", "11", "80", "60.40"),
    settled("S3", "450223", "H45022300012", "中渡镇卫生院", "21", "900.00", "700.00"),
    settled("S4", "450223", "H45022300012", "中渡镇卫生院", "21", "-900.00", "-700.00"),  # S3 taken back
    settled("S5", "450223", "P45022300101", "某某大药房", "41", "45.00", "30.00"),
    settled("S6", "450223", "H45020500002", "柳州市某医院", "21", "20000", "9000"),
    settled("S7", "450224", "H45022300001", "鹿寨县人民医院", "21", "4000", "2000"),  # another county's insured
    settled("S1", "450223", "H45022300001", "鹿寨县人民医院", "21", "5000.00", "3000.55"),  # the same settlement
]


def export(rows: list[list[str]]) -> FileRead:
    """The export as a file of separated values."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return read(text.getvalue().encode("gb18030"), "医保结算明细.csv")


def test_within_the_county_needs_the_insured_place_and_the_place_of_care():
    """3,000.55 at the hospital and 60.40 at the centre, where 700 were paid and taken back; 9,000 outside."""
    found = figures(export(ROWS))
    own = {key[2]: amount for key, amount in found.items() if key[0] == "450223102"}
    assert own == pytest.approx(
        {
            "fund_in_county_yuan": 3060.95,
            "fund_in_county_primary_yuan": 60.40,
            "fund_out_of_county_yuan": 9000,
            "fund_pharmacy_yuan": 30,
            "admissions_in_county": 1,
            "admissions_out_of_county": 1,
            "inpatient_cost_in_county_yuan": 5000,
        }
    )


def test_settlements_are_counted_and_one_taken_back_is_none():
    found = told(export(ROWS))
    assert found["T2", "own/institution", "settlements"] == 1  # S2; S3 and S4 undo each other
    assert found["H1", "own/institution", "fund_yuan"] == pytest.approx(3000.55)


def test_each_settlement_is_accounted_for():
    found = export(ROWS)
    assert (found.rows_in, found.rows_accepted, found.rows_set_aside) == (8, 6, 2)
    assert {note.code: note.fields["rows"] for note in found.set_aside} == {"outside_county": 1, "row_twice": 1}
    assert found.questions == ()


def test_an_export_of_care_elsewhere_says_nothing_of_care_at_home():
    found = figures(export([HEAD, ROWS[6]]))
    assert {column for _, _, column in found if "county" in column} == {
        "fund_out_of_county_yuan",
        "admissions_out_of_county",
    }


def test_the_insured_are_nowhere_in_what_was_read():
    slipped = ["S9", PERSON, "450223", IDENTITY, NAME, "H45022300001", "鹿寨县人民医院", NAME, "21", "5", IDENTITY, ""]
    found = repr(export([*ROWS, slipped]))
    assert NAME not in found
    assert IDENTITY not in found
    assert PERSON not in found
