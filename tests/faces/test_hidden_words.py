"""The reason why a figure is not shown is a sentence: it takes lines, and neither shrinks nor leaves its column."""

from __future__ import annotations

import re

from faces.blocks import Cell, Column, Row, Table
from faces.deck.tables import LARGEST_PT, SMALLEST_PT, type_size
from faces.geometry import Rect
from faces.measure import text_width
from faces.picture.slide import slide_svg
from tests.faces.test_held import pack_of

REASON = "少于10人或可推知，不显示"
COLUMNS = (Column("乡镇", kind="text"), *(Column(f"第{number}项", "%") for number in range(1, 9)))


def eight_townships(told: Cell) -> Table:
    """Eight figures of each; the first one of the first township is told in words."""
    rows = [Row([f"{number}镇", told if number == 1 else "52.6", *["48.9"] * 7]) for number in range(1, 9)]
    return Table("", COLUMNS, tuple(rows))


def test_a_reason_in_the_place_of_a_figure_does_not_shrink_a_slides_table() -> None:
    """The whole table stood in the smallest type: a figure keeps to one line, and the reason counted as one."""
    rect = Rect(0.6, 1.6, 12.0, 5.0)
    assert type_size(eight_townships(Cell(REASON, status="hidden")), rect) == LARGEST_PT
    # A figure of the same length still has to fit its column.
    assert type_size(eight_townships(Cell(REASON)), rect) == SMALLEST_PT


def test_a_reason_stays_within_its_column_on_the_picture_of_a_slide() -> None:
    pack = pack_of(eight_townships(Cell(REASON, status="hidden")))
    lines = re.findall(r'font-size="([\d.]+)"[^>]*>([^<]+)</text>', slide_svg(pack, pack.slides[0], 1))
    own = [(float(size), words) for size, words in lines if words in REASON and not words.isascii()]
    assert "".join(words for _, words in own) == REASON and len(own) > 1
    # Nine columns share the slide, 1280 pixels wide.
    assert all(text_width(words) * size < 1280 / 9 for size, words in own)
