"""The map of visits: wider for more visits, colour and dashes both say whether the rule was met."""

import pytest

from faces.blocks.marks import FacilityMark, TownshipArea
from faces.screen.base import Look
from faces.screen.visit_map import NARROWEST_PX, WIDEST_PX, VisitLine, bent, visit_map, width_px

SQUARE = TownshipArea("1", "甲镇", [[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]], (0.5, 0.5), value_text="计入9次")
LINES = [
    VisitLine((0.1, 0.1), (0.9, 0.9), 9, "met", "医院 → 甲|计入9次"),
    VisitLine((0.1, 0.1), (0.9, 0.1), 3, "missed", "医院 → <b>乙</b>|计入2次"),
]
PLACES = [FacilityMark("医院", 0.1, 0.1, "hospital"), FacilityMark("甲", 0.9, 0.9, "centre")]


def test_a_line_bends_between_its_two_ends():
    points = bent((0.0, 0.0), (1.0, 0.0))
    assert points[0] == (0.0, 0.0) and points[-1] == (1.0, 0.0)
    assert max(abs(y) for _, y in points) == pytest.approx(0.04)


def test_the_most_visits_have_the_widest_line_and_none_the_narrowest():
    assert width_px(9, 9) == WIDEST_PX and width_px(0, 9) == NARROWEST_PX
    assert NARROWEST_PX < width_px(3, 9) < width_px(6, 9) < WIDEST_PX


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_met_and_missed_differ_in_colour_and_in_dashes(theme: str):
    look = Look(theme=theme)  # type: ignore[arg-type]
    drawn = [t for t in visit_map([SQUARE], LINES, PLACES, look=look).data if t.mode == "lines" and not t.fill]
    assert [t.line.dash for t in drawn] == ["solid", "dash"]
    assert drawn[0].line.color == look.color("good_mark") != drawn[1].line.color == look.color("bad_mark")


def test_what_a_line_says_is_text_and_no_markup_of_the_data():
    figure = visit_map([SQUARE], LINES, PLACES)
    said = [t.text[0] for t in figure.data if t.marker is not None and t.marker.opacity == 0]
    assert any("<br>计入2次" in words for words in said) and not any("<b>乙" in words for words in said)
