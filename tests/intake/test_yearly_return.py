"""The yearly return: a flat file with pinyin codes, and three years side by side; names that moved break a series."""

from collections.abc import Mapping, Sequence

import pytest

from intake.rows import Value
from intake.stored import Stored
from tests.intake.files_of_offices import codes, figures, read, xlsx

HEAD = ["JGMC", "TYSHXYDM", "XZQHDM", "ND", "ZZLRCS", "MZRCS", "JTWSFWRCS", "HLWZLFWRCS", "RYRS", "CYRS",
        "CYZWJCYLWSJGRS", "BZCWS", "SYCWS", "YLSR", "MZSR", "ZYSR", "RYJF", "JXGZ", "NMGXYHZLJGLRS"]  # fmt: skip
HOSPITAL = ["鹿寨县人民医院  ", "", "450223", "2020", "150,000", "120000", "30", "900", "9000", "8,990 ",
            "410", "380", "400", "90000.5", "40000.5", "50000", "35000", "12000", ""]  # fmt: skip
CENTRE = ["中渡镇卫生院", "", "450223", "2020", "21000", "20000", "700", "", "300", "298",
          "", "20", "30", "1010", "600", "410", "500", "200", "1,530"]  # fmt: skip


def flat(*rows: Sequence[str], encoding: str = "gb18030") -> bytes:
    """A file as the province exports it: text in GBK, every cell quoted, blanks at its end."""
    lines = [",".join(f'"{cell}"' for cell in row) for row in (HEAD, *rows)]
    return ("\r\n".join(lines) + "\r\n,,,\r\n").encode(encoding)


def test_pinyin_codes_of_the_yearly_return_are_a_year_under_its_december():
    found = read(flat(HOSPITAL, CENTRE), "年报导出.csv")
    got = figures(found)
    assert {value.table for value in found.values} == {"institution_year"}
    assert {value.month for value in found.values} == {202012}
    assert got["H1", 202012, "total_visits"] == 150_000
    assert got["H1", 202012, "discharges"] == 8_990
    assert got["H1", 202012, "discharges_to_primary"] == 410
    assert got["H1", 202012, "beds_authorised"] == 380
    assert got["T2", 202012, "home_visits"] == 700
    assert got["T2", 202012, "hypertension_managed"] == 1_530
    assert ("T2", 202012, "internet_visits") not in got


def test_money_of_the_yearly_return_is_in_thousands():
    got = figures(read(flat(HOSPITAL), "年报导出.csv"))
    assert got["H1", 202012, "medical_revenue_yuan"] == 90_000_500
    assert got["H1", 202012, "performance_pay_yuan"] == 12_000_000


def test_a_year_is_never_differenced_against_the_months_that_stand():
    class Months(Stored):
        def months(self, like: Value, months: Sequence[int]) -> Mapping[int, float]:
            return dict.fromkeys(months, 10_000.0) if like.column == "outpatient_visits" else {}

    found = read(flat(HOSPITAL), "年报导出.csv", stored=Months())
    assert figures(found)["H1", 202012, "outpatient_visits"] == 120_000
    assert codes(found) == []


def test_a_year_that_its_months_do_not_add_to_is_said_and_enters():
    class Months(Stored):
        def months(self, like: Value, months: Sequence[int]) -> Mapping[int, float]:
            return dict.fromkeys(months, 9_000.0) if like.column == "outpatient_visits" else {}

    found = read(flat(HOSPITAL), "年报导出.csv", stored=Months())
    assert figures(found)["H1", 202012, "outpatient_visits"] == 120_000
    assert [(note.code, note.fields["summed"]) for note in found.set_aside] == [("year_apart", 108_000)]


def test_a_code_that_lost_its_digits_refuses_its_row_and_no_other():
    lost = ["中渡镇卫生院", "4.52223E+21", *CENTRE[2:]]
    found = read(flat(HOSPITAL, lost), "年报导出.csv")
    assert {key[0] for key in figures(found)} == {"H1"}
    assert codes(found) == ["place_float_code"]
    assert (found.rows_in, found.rows_accepted, found.rows_set_aside) == (2, 1, 1)


def three_years(*, title: str = "鹿寨县2018—2020年卫生健康统计年报") -> bytes:
    """The older edition: each heading over three years."""
    names = ["总诊疗人次数", "实有床位", "高血压患者规范管理人数", "严重精神障碍管理人数"]
    head = ["机构名称", *(cell for name in names for cell in (name, None, None))]
    years = [None, *["2018年", "2019年", "2020年"] * len(names)]
    rows = [
        [title, *[None] * 12],
        head,
        years,
        ["中渡镇卫生院", 18000, 19000, 21000, 28, 29, 30, 1400, 1450, 1530, 60, 61, 62],
        ["寨沙镇卫生院", 8000, "—", 8200, 10, 10, 10, 700, 710, 720, 30, 31, 32],
        ["合计", 26000, 19000, 29200, 38, 39, 40, 2100, 2160, 2250, 90, 92, 94],
    ]
    merged = ["A1:M1", "A2:A3", "B2:D2", "E2:G2", "H2:J2", "K2:M2"]
    return xlsx({"Sheet1": rows}, {"Sheet1": merged})


def test_three_years_side_by_side_are_three_years_of_the_yearly_return():
    found = read(three_years(), "年报三年对照.xlsx")
    got = figures(found)
    assert [(sheet.form, sheet.edition) for sheet in found.sheets] == [("health_year", "三年并列")]
    assert {value.table for value in found.values} == {"institution_year"}
    assert [got["T2", year * 100 + 12, "total_visits"] for year in (2018, 2019, 2020)] == [18_000, 19_000, 21_000]
    assert [got["T2", year * 100 + 12, "beds_open"] for year in (2018, 2019, 2020)] == [28, 29, 30]
    assert ("T3", 201912, "total_visits") not in got
    assert all(proof.holds for proof in found.proofs)


def test_a_name_that_counted_otherwise_in_a_year_is_another_series():
    """Until 2019 规范管理, since 2020 累计管理: 1,450 of 2019 and 1,530 of 2020 are no rise of 80."""
    found = read(three_years(), "年报三年对照.xlsx")
    got = figures(found)
    assert got["T2", 201912, "hypertension_to_standard"] == 1_450
    assert ("T2", 202012, "hypertension_to_standard") not in got
    assert ("T2", 202012, "hypertension_managed") not in got
    refused = [(note.code, note.cell) for note in found.set_aside]
    assert refused == [("another_series", "J4"), ("another_series", "J5")]


def test_serious_and_severe_mental_disorders_are_two_series():
    rows = [["2017年年报"], ["机构名称", "总诊疗人次数", "重性精神疾病管理人数", "严重精神障碍管理人数"],
            ["中渡镇卫生院", 18000, 55, 55]]  # fmt: skip
    found = read(xlsx({"Sheet1": rows}), "年报.xlsx")
    assert figures(found)["T2", 201712, "psychosis_managed"] == 55
    assert ("T2", 201712, "mental_managed") not in figures(found)


def test_a_yearly_return_of_nine_months_does_not_enter():
    rows = [["2023年1—9月年报"], ["机构名称", "总诊疗人次数", "编制床位"], ["中渡镇卫生院", 18000, 20]]
    found = read(xlsx({"Sheet1": rows}), "年报.xlsx")
    assert figures(found) == {}
    assert set(codes(found)) == {"no_whole_year"}


@pytest.mark.parametrize("title", ["2024年9月医疗卫生机构工作量月报表", "2024年1—9月医疗服务"])
def test_a_monthly_return_is_never_taken_for_a_yearly_one(title: str):
    rows = [
        [title],
        ["机构名称", "总诊疗人次数", "门诊人次", "出院人数", "实有床位"],
        ["中渡镇卫生院", 300, 200, 4, 30],
    ]
    found = read(xlsx({"Sheet1": rows}), "表.xlsx")
    assert [sheet.form for sheet in found.sheets] == ["health_month"]
