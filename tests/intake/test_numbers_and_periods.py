"""Numbers and periods as people type them."""

import datetime as dt

import pytest

from intake.layout.numbers import Read, read_number
from intake.layout.periods import Written, periods_in, says_cumulative, without_periods
from intake.layout.units import factor, unit_in


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("１２３", 123),
        ("1,234.5", 1234.5),
        ("3.2万", 32_000),
        ("1.5亿", 150_000_000),
        ("12人次", 12),
        ("(12)", -12),
        (" 7 ", 7),
        (8, 8),
        ("0", 0),
    ],
)
def test_a_number_is_read_however_it_is_typed(cell: object, value: float):
    assert read_number(cell) == Read("number", value)


@pytest.mark.parametrize("cell", [None, "", "—", "－", "/", "-", "　", "无", "…"])
def test_a_sign_for_nothing_is_unknown_and_never_zero(cell: object):
    assert read_number(cell) == Read("absent")


@pytest.mark.parametrize("cell", ["约300", "300余人", "近300", "300左右"])
def test_an_estimate_is_asked_and_not_taken_for_a_count(cell: str):
    found = read_number(cell)
    assert (found.meaning, found.value) == ("estimate", 300)


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        (True, "is_yes_no"),
        (dt.date(2024, 3, 1), "is_date"),
        ("#REF!", "is_error"),
        (float("inf"), "not_finite"),
        (float("nan"), "not_finite"),
        ("9" * 400, "not_finite"),
        (2**70, "not_finite"),
        ("1e20", "not_finite"),
    ],
)
def test_what_is_no_number_is_named(cell: object, problem: str):
    assert read_number(cell) == Read("fault", problem=problem)


def test_a_percentage_is_per_hundred():
    assert read_number("75.30%") == Read("percent", 75.3)
    assert read_number("5‰") == Read("percent", 0.5)


def test_a_thousands_comma_in_the_wrong_place_is_no_number():
    assert read_number("1,23").meaning == "text"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2024年9月", Written(2024, 9, 9)),
        ("二〇二四年十一月", Written(2024, 11, 11)),
        ("24年9月份", Written(2024, 9, 9)),
        ("2024.09", Written(2024, 9, 9)),
        ("202409", Written(2024, 9, 9)),
        ("2024-01-05", Written(2024, 1, 1)),
        ("2024年1—9月", Written(2024, 1, 9)),
        ("2024年1月至9月", Written(2024, 1, 9)),
        ("2024.3—2024.11", Written(2024, 3, 11)),
        ("2024年第三季度", Written(2024, 7, 9)),
        ("2023年上半年", Written(2023, 1, 6)),
        ("2024年度", Written(2024, 1, 12)),
        ("截至2024年9月末", Written(2024, 9, 9)),
        ("9月(修改)", Written(None, 9, 9)),
        ("工作量1-9月", Written(None, 1, 9)),
        (dt.datetime(2024, 9, 30), Written(2024, 9, 9)),
    ],
)
def test_a_period_is_read_however_it_is_written(text: object, written: Written):
    assert periods_in(text)[0] == written


@pytest.mark.parametrize("text", ["450223", "13800138000", "鹿寨县人民医院", "3.1.1", ""])
def test_a_code_or_a_number_is_no_period(text: str):
    assert periods_in(text) == ()


def test_words_say_whether_figures_run_from_january():
    assert says_cumulative("1—9月")
    assert says_cumulative("本年累计")
    assert not says_cumulative("2024年9月")


def test_a_heading_keeps_what_stands_beside_its_period():
    assert without_periods("门诊人次2024年9月") == "门诊人次"


@pytest.mark.parametrize(
    ("text", "unit"),
    [("单位：万元", "万元"), ("医疗收入（千元）", "千元"), ("计量单位：人、元", "人"), ("单位名称", "")],
)
def test_a_unit_is_read_from_a_corner_or_a_heading(text: str, unit: str):
    assert unit_in(text) == unit


def test_a_thousand_yuan_are_a_thousand_yuan():
    assert factor("千元") == 1000
    assert factor("万元") == 10_000
