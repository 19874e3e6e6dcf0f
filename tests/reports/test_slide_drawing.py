"""A slide's picture: two lines of title at most, the deck's symbols, names that stay beside their bars."""

import pytest

from faces.blocks import Intervals
from faces.blocks.marks import IntervalRow
from faces.geometry import Rect
from faces.look.signs import is_diamond
from faces.picture.parts import title_layout
from faces.picture.slide import _intervals
from findings.figures import parts_decimals
from words.names import chart_name

LONG = (
    "Contract rate of residents, the county 69.2%: 4 townships clearly above, 7 below; "
    "the change is mostly Lantian Subdistrict, +0.2 pp."
)


def test_a_long_english_title_keeps_to_two_lines():
    """At one fixed size it took three, and the third stood on the heading of the chart below."""
    size, lines = title_layout(LONG)
    assert len(lines) == 2 and size >= 18 and " ".join(line.strip() for line in lines) == LONG


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
