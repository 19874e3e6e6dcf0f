"""Lines on the map: of shown counts only, between different townships, never of a few."""

from __future__ import annotations

from typing import Any

from faces.blocks import Drawing
from faces.blocks.drawing import Dot, Stroke, Text
from faces.measure import text_width
from findings.evidence.flows_map import Line, flow_map, lines_between
from findings.figures import Words
from metrics.evidence.flows import Count, FlowTable, Node
from metrics.reference import Place, Reference

NORTH, SOUTH, EAST = "999901101", "999901102", "999901103"
TABLE = FlowTable(
    "person",
    (Node("a", "甲", "A", NORTH), Node("b", "乙", "B", SOUTH), Node("c", "丙", "C", SOUTH), Node("x", "市", "X")),
    (Node("h", "县", "H", NORTH), Node("e", "东", "E", EAST)),
    (
        (Count(70), Count(16)),  # within north; north to east
        (Count(20), Count(None)),
        (Count(12), Count(None)),
        (Count(99), Count(99)),  # from outside the county
    ),
    (Count(86), Count(25), Count(40), Count(198)),
    (Count(201), Count(150)),
    Count(351),
)


def test_lines_add_the_shown_cells_of_two_townships_and_leave_the_rest_out() -> None:
    """South to north 20 + 12; north to east 16; south to east is hidden; north to north and outside are no lines."""
    assert lines_between(TABLE) == (Line(SOUTH, NORTH, 32), Line(NORTH, EAST, 16))


def test_a_chosen_township_keeps_the_lines_that_touch_it() -> None:
    assert lines_between(TABLE, (EAST,)) == (Line(NORTH, EAST, 16),)


def test_a_sum_below_fifteen_is_no_line() -> None:
    few = FlowTable(
        "person", TABLE.senders[2:3], TABLE.receivers[:1], ((Count(12),),), (Count(12),), (Count(12),), Count(12)
    )
    assert lines_between(few) == ()


def square(west: float) -> dict[str, Any]:
    corners = [[west, 37.0], [west + 1, 37.0], [west + 1, 38.0], [west, 38.0], [west, 37.0]]
    return {"type": "Polygon", "coordinates": [corners]}


def small_county() -> tuple[list[Place], Reference]:
    places = [Place(code, "999901", name, name) for code, name in ((NORTH, "北镇"), (SOUTH, "南镇"), (EAST, "东镇"))]
    reference = Reference(
        "v", True, 202301, 202312, {"999901": Place("999901", "999901", "小县", "Small")},
        {place.code: place for place in places}, (), (),
    )  # fmt: skip
    return places, reference


def names_of(drawing: Drawing) -> dict[str, tuple[float, float, float]]:
    """Name → middle of its line, half its width; not the line under the map."""
    texts = [mark for mark in drawing.marks if isinstance(mark, Text) and mark.anchor == "middle"]
    return {mark.words: (mark.x, mark.y - 4, text_width(mark.words) * mark.size / 2) for mark in texts}


def test_the_widest_line_is_the_largest_and_every_line_has_its_arrow() -> None:
    places, reference = small_county()
    shapes = {NORTH: square(110.0), SOUTH: square(111.0), EAST: square(112.0)}
    drawing = flow_map(lines_between(TABLE), places, shapes, Words("zh", reference), "人次", NORTH)
    assert drawing is not None and drawing.phone is not None and drawing.phone.width == 358
    lines = [mark for mark in drawing.marks if isinstance(mark, Stroke)]
    assert [line.width for line in lines] == [4.0, 8.0] and all(line.arrow for line in lines)
    assert drawing.title == "南镇到北镇的线最粗，32人次"
    assert flow_map(lines_between(TABLE), places, {}, Words("zh", reference), "人次", NORTH) is None


def test_every_township_is_named_on_no_dot_and_in_its_own_outline() -> None:
    """Three equal squares side by side: a name has all the room beside its dot, and its bar covers no outline."""
    places, reference = small_county()
    shapes = {NORTH: square(110.0), SOUTH: square(111.0), EAST: square(112.0)}
    drawing = flow_map(lines_between(TABLE), places, shapes, Words("zh", reference), "人次", NORTH)
    assert drawing is not None and drawing.phone is not None
    for own in (drawing, drawing.phone):
        dots = [mark for mark in own.marks if isinstance(mark, Dot)]
        names = names_of(own)
        assert set(names) == {"北镇", "南镇", "东镇"}
        for x, y, half in names.values():
            assert not any(abs(x - dot.x) < half + dot.r and abs(y - dot.y) < 8 + dot.r for dot in dots)
        assert not any(mark.dashed for mark in own.marks if isinstance(mark, Stroke))


def test_a_township_too_small_for_its_name_has_it_outside_led_to_its_dot() -> None:
    """A tenth of a degree is 13 units on the map, the name 24: it was once drawn over its neighbour without a sign."""
    places, reference = small_county()
    corner = [[111.0, 37.4], [111.1, 37.4], [111.1, 37.5], [111.0, 37.5], [111.0, 37.4]]
    tiny = {"type": "Polygon", "coordinates": [corner]}
    shapes = {NORTH: square(110.0), SOUTH: tiny, EAST: square(111.1)}
    drawing = flow_map(lines_between(TABLE), places, shapes, Words("zh", reference), "人次", NORTH)
    assert drawing is not None
    x, y, half = names_of(drawing)["南镇"]
    (leader,) = [mark for mark in drawing.marks if isinstance(mark, Stroke) and mark.dashed]
    dots = [mark for mark in drawing.marks if isinstance(mark, Dot)]
    assert leader.points[1] == (x, y) and leader.points[0] in [(dot.x, dot.y) for dot in dots]
    assert not any(abs(x - dot.x) < half + dot.r and abs(y - dot.y) < 8 + dot.r for dot in dots)
