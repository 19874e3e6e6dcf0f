"""Other offices' codes of institutions: a crosswalk by file, old and new codes joined by the organisation's nine."""

from dataclasses import replace

import pytest

from intake.assemble import assemble
from intake.codes import codes_of
from intake.faults import IntakeFault
from intake.forms import shipped_forms
from intake.match.register import organisation_of
from intake.reading.open import book_of
from tests.intake.files_of_offices import figures, register, xlsx

CREDIT = "12450223MB1234567X"  # characters 9–17: MB1234567
HEALTH = "MB1234567450223" + "11C2101"  # 9 organisation, 6 division, 2 type, 4 class, 1 management
HEAD = ["机构代码", "机构名称", "统一社会信用代码", "22位代码", "医保编码"]


def crosswalk(*rows: list[object]) -> bytes:
    return xlsx({"Sheet1": [["机构代码对照表"], HEAD, *rows]})


def listed(*rows: list[object]):
    return codes_of(book_of(crosswalk(*rows), "对照.xlsx"), register(), 202409)


def read_with(codes: dict[str, str], rows: list[list[object]], name: str = "工作量.xlsx"):
    own = replace(register(), other_codes=codes)
    return assemble(book_of(xlsx({"Sheet1": rows}), name), shipped_forms(), own)


def test_a_crosswalk_lists_each_code_of_an_institution_by_its_scheme():
    found = listed(["T2", "中渡镇卫生院", CREDIT, HEALTH, "H45022300012"])
    assert found.faults == ()
    assert {(row.scheme, row.code, row.institution) for row in found.rows} == {
        ("credit_18", CREDIT, "T2"),
        ("health_22", HEALTH, "T2"),
        ("insurance", "H45022300012", "T2"),
    }


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        (["T2", "中渡镇卫生院", CREDIT, 4.52223e21, ""], "code_lost", "D3"),
        (["T2", "中渡镇卫生院", CREDIT, "4.52223E+21", ""], "code_lost", "D3"),
        (["T2", "中渡镇卫生院", "12450223MB", "", ""], "code_shape", "C3"),
        (["T9", "没有的卫生院", CREDIT, "", ""], "no_institution", "A3"),
    ],
)
def test_a_cell_that_is_no_such_code_is_named(row: list[object], code: str, cell: str):
    found = listed(row)
    assert [(fault.code, fault.cell) for fault in found.faults] == [(code, cell)]


def test_one_code_of_two_institutions_is_refused():
    found = listed(["T2", "", CREDIT, "", ""], ["T3", "", CREDIT, "", ""])
    assert [(fault.code, fault.cell) for fault in found.faults] == [("code_of_another", "C4")]


def test_a_file_without_other_codes_is_no_crosswalk():
    with pytest.raises(IntakeFault) as fault:
        codes_of(
            book_of(xlsx({"Sheet1": [["机构代码", "机构名称"], ["T2", "中渡镇卫生院"]]}), "名册.xlsx"),
            register(),
            202409,
        )
    assert fault.value.code == "intake_no_codes"


def test_a_file_that_knows_an_institution_by_another_code_is_matched():
    rows = [["2024年9月工作量"], ["医疗机构代码", "门诊人次", "出院人数"], ["H45022300012", 100, 5]]
    assert figures(read_with({"H45022300012": "T2"}, rows)) == {
        ("T2", 202409, "outpatient_visits"): 100,
        ("T2", 202409, "discharges"): 5,
    }


def test_an_old_organisation_code_finds_the_institution_by_its_credit_code():
    """统一社会信用代码 holds the organisation code in its characters 9 to 17, a 22-digit code in its first nine."""
    assert organisation_of(CREDIT) == organisation_of(HEALTH) == organisation_of("MB123456-7") == "MB1234567"
    rows = [["2024年9月工作量"], ["组织机构代码", "门诊人次", "出院人数"], ["MB1234567", 100, 5]]
    assert figures(read_with({CREDIT: "T2"}, rows))["T2", 202409, "discharges"] == 5


def test_branches_that_share_an_organisation_are_told_apart_by_name_else_asked():
    codes = {CREDIT: "T3", HEALTH: "T4"}
    head = ["组织机构代码", "机构名称", "门诊人次", "出院人数"]
    named = read_with(codes, [["2024年9月工作量"], head, ["MB1234567", "寨沙镇第二卫生院", 100, 5]])
    assert ("T4", 202409, "discharges") in figures(named)
    unnamed = read_with(codes, [["2024年9月工作量"], head, ["MB1234567", "寨沙院区", 100, 5]])
    assert figures(unnamed) == {}
    assert [note.code for note in unnamed.set_aside] == ["place_ambiguous"]


def test_a_row_with_one_whole_code_beside_a_lost_one_is_known():
    rows = [["2024年9月工作量"], ["卫生机构代码", "统一社会信用代码", "门诊人次", "出院人数"], [4.5e21, CREDIT, 100, 5]]
    assert figures(read_with({CREDIT: "T2"}, rows))["T2", 202409, "discharges"] == 5
