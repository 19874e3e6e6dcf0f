"""A slide's picture: two lines of title at most, the deck's symbols, names that stay beside their bars."""

import pytest

from faces.blocks import Intervals
from faces.blocks.marks import IntervalRow
from faces.geometry import Rect
from faces.look.signs import is_diamond
from faces.picture.parts import heading_size, title_layout
from faces.picture.slide import _intervals
from words.names import chart_name
from words.numbers import parts_decimals

LONG = (
    "Contract rate of residents, the county 69.2%: 4 townships clearly above, 7 below; "
    "the change is mostly Lantian Subdistrict, +0.2 pp."
)


def test_a_long_english_title_keeps_to_two_lines():
    """At one fixed size it took three, and the third stood on the heading of the chart below."""
    size, lines = title_layout(LONG)
    assert len(lines) == 2 and size >= 18 and " ".join(line.strip() for line in lines) == LONG


@pytest.mark.parametrize("pieces", ["没有停顿的长句子一直写下去", "各乡镇都按时完成，"])
def test_a_title_of_over_a_hundred_characters_keeps_to_two_lines_of_smaller_type(pieces: str):
    """At 18 points a line holds 48 characters: 120 took three, and the third stood on the heading below."""
    title = (pieces * 14)[:120]
    size, lines = title_layout(title)
    assert len(lines) <= 2 and 12 <= size < 18 and "".join(lines) == title


def test_a_heading_beside_another_block_shrinks_to_its_line_and_a_short_one_does_not():
    """Thirty-two characters of 14 points are 6.2 inches: beside a map there are 5.5."""
    long = "各乡镇的值与95%区间（已按过度离散放宽，乘性调整φ=69.4）"
    assert heading_size("各乡镇的值", 5.5) == 14 and 9 <= heading_size(long, 5.5) < 14


@pytest.mark.parametrize(
    ("standing", "better", "diamond"),
    [("below", "higher", True), ("above", "lower", True), ("below", "neutral", True), ("below", "lower", False)],
)
def test_a_diamond_is_what_asks_for_attention(standing: str, better: str, diamond: bool):
    assert is_diamond(standing, better) is diamond and not is_diamond("same", better)


def test_the_preview_draws_the_diamonds_of_the_deck():
    rows = (IntervalRow("甲乡", 40.0, 39.0, 41.0, "40.0", "", "below"),)
    block = Intervals("", rows, 50.0, "全县 50.0%", "率（%）", "%", "higher", 1)
    drawn = _intervals(block, Rect(0, 0, 6, 4))
    assert drawn.count("<polygon") == 1 and "<circle" not in drawn


def test_the_parts_of_a_small_change_have_a_decimal_more():
    assert parts_decimals([0.23, -0.03], "百分点") == 2 and parts_decimals([1.1, 0.03], "百分点") == 1


def test_english_names_lose_their_kind_in_charts_and_chinese_ones_nothing():
    assert chart_name("Lantian Subdistrict") == "Lantian" and chart_name("蓝天街道") == "蓝天街道"
