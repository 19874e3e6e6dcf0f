"""Numbers as readers see them: the rules of the look, one case each."""

import math
import re
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from words.numbers import (
    MINUS,
    column_unit,
    form_of_change,
    format_change,
    format_interval,
    format_number,
    format_value,
    print_value,
    round_half_up,
)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (9876, "人次", "9,876人次"),
        (9999.4, "人次", "9,999人次"),
        (9999.5, "人次", "1.00万人次"),
        (1_058_300, "人次", "105.83万人次"),
        (12_345_678, "人", "1,234.57万人"),
        (99_999_999, "人", "1.00亿人"),
        (128_000_000, "元", "1.28亿元"),
        (32.5, "万元", "32.50万元"),
        (12_800, "万元", "1.28亿元"),
        (52.6, "%", "52.6%"),
        (4.345, "‰", "4.35‰"),
        (128.44, "/10万", "128.4/10万"),
        (8.05, "天", "8.1天"),
        (15.2, "分钟", "15分钟"),
        (3.46, "公里", "3.5公里"),
        (6.08, "张/千人", "6.1张/千人"),
        (0.834, "", "0.83"),
        (0, "人", "0人"),
        (-1234, "万元", "−1,234.00万元"),
    ],
)
def test_each_unit_has_its_form(value, unit, text):
    assert format_value(value, unit) == text


def test_a_cost_per_case_stays_in_yuan_with_one_decimal():
    assert format_value(10_234.56, "元", decimals=1) == "10,234.6元"
    assert format_value(10_234.56, "元", decimals=0) == "1.02万元"


def test_the_one_of_per_hundred_thousand_never_passes_for_a_digit():
    assert format_value(12.34, "1/10万") == "12.3/10万"
    assert format_interval(12.3, 14.5, "1/10万") == "12.3—14.5/10万"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.25, 1, "0.3"),
        (2.5, 0, "3"),
        (-2.5, 0, "−3"),
        (1.005, 2, "1.01"),
        (2.675, 2, "2.68"),
        (2.35 * 1.0000000000000002, 1, "2.4"),
        (Decimal("2.4499999"), 1, "2.4"),
        (Fraction(1, 8), 2, "0.13"),
        (-0.04, 1, "0.0"),
        (1234567.5, 0, "1,234,568"),
        (np.int64(1_234_567_890_123_457), 0, "1,234,567,890,123,457"),
    ],
)
def test_halves_go_up_as_on_paper_whatever_the_binary_fraction(value, decimals, text):
    """Python's own rounding gives 0.2, 2, −2, 1.0, 2.67 for the first five."""
    assert format_number(value, decimals) == text


@given(st.integers(-(10**9), 10**9))
def test_a_number_with_two_decimals_rounds_to_one_like_schoolwork(hundredths):
    size, rest = divmod(abs(hundredths), 10)
    expected = Decimal(size + (rest >= 5)) / 10 * (-1 if hundredths < 0 else 1)
    assert round_half_up(hundredths / 100, 1) == expected


@pytest.mark.parametrize(
    ("value", "status", "text"),
    [
        (None, "shown", "未报"),
        (float("nan"), "shown", "未报"),
        (pd.NA, "shown", "未报"),
        (5, "hidden", "已隐藏"),
        (5, "no_data", "未报"),
        (5, "not_applicable", "不适用"),
        (float("inf"), "shown", "不适用"),
        (5, "incomplete", "5人"),
    ],
)
def test_what_is_missing_is_a_word_and_never_a_number(value, status, text):
    assert format_value(value, "人", status=status) == text


@pytest.mark.parametrize(
    ("change", "unit", "text"),
    [
        (1.8, "百分点", "上升1.8个百分点"),
        (-1.8, "百分点", "下降1.8个百分点"),
        (0.05, "百分点", "上升0.1个百分点"),
        (0.0499, "百分点", "持平"),
        (-0.0499, "百分点", "持平"),
        (0.35, "千分点", "上升0.35个千分点"),
        (-0.62, "天", "减少0.6天"),
        (4, "分钟", "增加4分钟"),
        (12.34, "1/10万", "上升12.3/10万"),
        (-120.55, "元", "减少121元"),
        (None, "百分点", "不适用"),
    ],
)
def test_a_change_of_a_share_is_in_points_and_of_a_duration_in_its_unit(change, unit, text):
    assert format_change(change, unit) == text


@pytest.mark.parametrize(
    ("value", "base", "text"),
    [
        (1042, 1000, "增长4.2%"),
        (958, 1000, "下降4.2%"),
        (100_040, 100_000, "持平"),
        (1999, 1000, "增长99.9%"),
        (1999.6, 1000, "为上年同期的2.0倍"),
        (2300, 1000, "为上年同期的2.3倍"),
        (0, 1000, "下降100.0%"),
        (20, 12, "由上年同期12人增至20人"),
        (7, 29, "由上年同期29人减至7人"),
        (60, 30, "为上年同期的2.0倍"),
        (12, 12, "持平，均为12人"),
        (5, 0, "由上年同期0人增至5人"),
    ],
)
def test_a_change_of_a_count_is_a_percentage_a_multiple_or_both_numbers(value, base, text):
    change = (value / base - 1) * 100 if base else None
    assert format_change(change, "%", value=value, compare_value=base, unit="人") == text


def test_a_field_strength_that_stayed_is_told_with_its_decimals_or_not_at_all():
    """1.5T in both years was once 持平，均为2T: half a tesla is no count of things."""
    assert format_change(0.0, "%", value=1.5, compare_value=1.5, unit="T") == "持平"
    assert format_value(1.5, "T") == "1.5T"


def test_a_balance_that_was_negative_gives_both_numbers():
    text = format_change(-256.3, "%", value=5.0, compare_value=-3.2, unit="万元")
    assert text == "由上年同期−3.20万元增至5.00万元"


def test_the_base_keeps_its_own_name():
    assert format_change(130, "%", value=2300, compare_value=1000, unit="人", base_name="2020年") == "为2020年的2.3倍"


@pytest.mark.parametrize(
    ("lower", "upper", "unit", "text"),
    [
        (67.6, 79.1, "%", "67.6—79.1%"),
        (-0.4, 1.2, "百分点", "−0.4至1.2个百分点"),
        (1.84, 2.35, "百分点", "1.8—2.4个百分点"),
        (9000, 12_000, "人次", "0.90—1.20万人次"),
        (-0.04, 0.5, "%", "0.0—0.5%"),
        (1.3, float("inf"), "倍", "1.3倍以上"),
        (None, 3, "%", "不适用"),
    ],
)
def test_an_interval_has_one_unit_and_a_word_between_negative_limits(lower, upper, unit, text):
    assert format_interval(lower, upper, unit) == text


def test_a_column_has_one_unit_chosen_by_its_largest_value():
    assert column_unit([980, 12_000, None], "人次").unit == "万人次"
    assert column_unit([980, 1200], "人次") == ("人次", 1, 0)
    assert column_unit([None, float("nan")], "人次").unit == "人次"


@pytest.mark.parametrize(
    ("text", "english"),
    [
        (format_value(1_058_300, "人次", language="en"), "1,058,300 visits"),
        (format_value(1.5, "万元", language="en"), "15,000 yuan"),
        (format_value(52.65, "%", language="en"), "52.7%"),
        (format_value(None, "%", language="en"), "not reported"),
        (format_value(6.08, "张/千人", language="en", unit_en="beds per 1,000 people"), "6.1 beds per 1,000 people"),
        (format_change(-1.8, "百分点", language="en"), "down 1.8 percentage points"),
        (format_change(-1.8, "百分点", language="en", unit_en="%"), "down 1.8 percentage points"),
        (format_change(4.2, "%", language="en"), "up 4.2%"),
        (format_change(0.25, "张/千人", language="en", unit_en="beds per 1,000"), "up 0.3 beds per 1,000"),
        (format_change(0.01, "%", language="en"), "unchanged"),
        (
            format_change(66.7, "%", value=20, compare_value=12, unit="人", base_name="a year earlier", language="en"),
            "from 12 people a year earlier to 20 people",
        ),
        (format_interval(-0.4, 1.2, "百分点", language="en"), "−0.4 to 1.2 percentage points"),
        (format_interval(67.6, 79.1, "%", language="en"), "67.6\u201379.1%"),
    ],
)
def test_english_says_the_same(text, english):
    assert text == english


def test_number_and_unit_are_printed_together():
    """A card once read “111.20 visits”: the number had been shortened to 万 for Chinese, the unit taken from English.

    Number and unit come out of one printed figure, and nothing takes the text apart again.
    """
    assert print_value(1_111_970, "人次") == ("111.20", "万人次")
    assert print_value(1_111_970, "人次", language="en", unit_en="visits") == ("1,111,970", " visits")


@pytest.mark.parametrize(
    ("value", "unit", "parts"),
    [
        (52.6, "%", ("52.6", "%")),
        (-0.3, "百分点", ("−0.3", "个百分点")),
        (1.36, "/10万", ("1.4", "/10万")),
        (None, "%", ("未报", "")),
    ],
)
def test_a_printed_figure_is_number_and_unit_and_a_word_has_no_unit(value, unit, parts):
    printed = print_value(value, unit)
    assert printed == parts and str(printed) == format_value(value, unit)


@pytest.mark.parametrize(
    ("change", "unit", "form"),
    [
        (1.8, "百分点", "up"),
        (-1.8, "百分点", "down"),
        (0.0499, "百分点", "unchanged"),
        (100, "%", "times"),
        (-100, "%", "down"),
        (None, "%", "unknown"),
        (math.inf, "%", "unknown"),
    ],
)
def test_the_form_of_a_change_is_known_without_reading_its_words(change, unit, form):
    assert form_of_change(change, unit) == form


@given(st.floats(-1e12, 1e12), st.sampled_from(["人", "元", "%", "‰", "百分点", "天", "万元", ""]))
def test_no_form_has_a_space_a_hyphen_for_minus_or_a_signed_zero(value, unit):
    for text in (format_value(value, unit), format_change(value, unit or "%")):
        assert " " not in text and "-" not in text and "nan" not in text
        assert not re.search(MINUS + r"0(\.0+)?(?![\d.])", text)
