"""Names on drawn maps: clear of points and of each other, within their townships, the same on every map."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from findings.evidence.map_names import places_beside, places_of_names

SQUARE = [(100.0, 100.0), (200.0, 100.0), (200.0, 200.0), (100.0, 200.0)]
BESIDE = [(200.0, 100.0), (260.0, 100.0), (260.0, 200.0), (200.0, 200.0)]


def test_a_name_stands_in_the_middle_where_nothing_is() -> None:
    assert places_of_names({"A": SQUARE}, {"A": 20}, [], 430) == {"A": (150.0, 150.0)}


def test_a_village_in_the_middle_pushes_the_name_beside_it() -> None:
    """交城's circles: names stood on the villages inside the circle, which were not taken for points in the way.

    A village of radius 3.5 at the middle: the name, 8 above and below, has to move 11.5, two steps of six.
    """
    assert places_of_names({"A": SQUARE}, {"A": 20}, [(150.0, 150.0, 3.5)], 430) == {"A": (150.0, 138.0)}


def test_a_township_full_of_points_has_no_name_rather_than_one_on_them() -> None:
    full = [(float(x), float(y), 4.0) for x in range(100, 201, 10) for y in range(100, 201, 10)]
    assert places_of_names({"A": SQUARE, "B": BESIDE}, {"A": 20, "B": 20}, full, 430).keys() == {"B"}


def test_a_name_never_stands_in_a_neighbour_that_has_room() -> None:
    beside = places_of_names({"A": SQUARE}, {"A": 20}, [(150.0, 150.0, 30.0)], 430)["A"]
    assert 100 <= beside[0] <= 200 and 100 <= beside[1] <= 200


spots = st.lists(st.tuples(st.floats(80, 280), st.floats(80, 220), st.sampled_from([3.5, 7.0])), max_size=40)


@settings(max_examples=60, deadline=None)
@given(spots, st.floats(8, 40))
def test_no_name_lies_on_a_point_or_on_a_name(discs: list[tuple[float, float, float]], half: float) -> None:
    found = places_of_names({"A": SQUARE, "B": BESIDE}, {"A": half, "B": half}, discs, 430)
    for x, y in found.values():
        assert not any(abs(x - at) < half + room and abs(y - level) < 8 + room for at, level, room in discs)
    if len(found) == 2:
        (x0, y0), (x1, y1) = found.values()
        assert abs(x0 - x1) >= 2 * half or abs(y0 - y1) >= 16


def test_a_name_keeps_off_lines_where_its_township_has_other_room() -> None:
    """A line through the middle, points of radius 2 every 5: 8 + 2 above and below it, two steps of six."""
    line = [(float(x), 150.0, 2.0) for x in range(100, 201, 5)]
    assert places_of_names({"A": SQUARE}, {"A": 20}, [], 430, line) == {"A": (150.0, 138.0)}


def test_a_name_stands_on_a_line_rather_than_nowhere() -> None:
    everywhere = [(float(x), float(y), 4.0) for x in range(90, 211, 10) for y in range(90, 211, 10)]
    assert places_of_names({"A": SQUARE}, {"A": 20}, [], 430, everywhere) == {"A": (150.0, 150.0)}


def test_a_name_beside_its_dot_is_the_nearest_that_touches_nothing() -> None:
    """Dot of radius 5 and half a name of 20: 25 across or 13 up; three steps up, 18, is nearest, and upwards first."""
    assert places_beside({"A": (200.0, 200.0)}, {"A": 20}, [], [(200.0, 200.0, 5.0)], (430, 400)) == {
        "A": (200.0, 182.0)
    }


def test_a_second_name_of_one_place_stands_on_neither_the_dot_nor_the_first() -> None:
    dots = {"A": (200.0, 200.0), "B": (200.0, 200.0)}
    found = places_beside(dots, {"A": 20, "B": 20}, [], [(200.0, 200.0, 5.0)], (430, 400))
    assert found["A"] == (200.0, 182.0) and found["B"] == (200.0, 218.0)


@settings(max_examples=60, deadline=None)
@given(spots, st.floats(8, 40))
def test_no_name_beside_lies_on_a_point_or_on_a_name(discs: list[tuple[float, float, float]], half: float) -> None:
    dots = {f"{number}": (x, y) for number, (x, y, _) in enumerate(discs)}
    found = places_beside(dots, dict.fromkeys(dots, half), [(150.0, 150.0, half)], discs, (430, 400))
    names = [(150.0, 150.0), *found.values()]
    for x, y in found.values():
        assert not any(abs(x - at) < half + room and abs(y - level) < 8 + room for at, level, room in discs)
        assert half <= x <= 430 - half and 8 <= y <= 392
    for number, (x, y) in enumerate(names):
        assert all(abs(x - x1) >= 2 * half or abs(y - y1) >= 16 for x1, y1 in names[number + 1 :])
