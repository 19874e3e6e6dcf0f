"""The circle of a rule: who is inside, by hand."""

from typing import Any

import pandas as pd

from metrics.evidence.ruled_circle import Rule, RuledCircle, ruled_circle

RULE = Rule("central_village_clinic", 30.0)
SITES = pd.DataFrame(
    [
        {
            "institution_code": "C1",
            "name_zh": "中心村卫生室",
            "name_en": "Central clinic",
            "level": "central_village_clinic",
            "township_code": "T1",
            "lon": 110.0,
            "lat": 37.0,
        }
    ]
)


def village(code: str, township: str, residents: int, minutes: float | None, **more: Any) -> dict[str, Any]:
    return {
        "village_code": code, "name_zh": code, "name_en": code, "township_code": township, "lon": 110.0, "lat": 37.0,
        "residents": residents, "is_mountain": False, "minutes": minutes, "site": None if minutes is None else "C1",
        "served_by": None, **more,
    }  # fmt: skip


VILLAGES = [
    village("a", "T1", 100, 30.0, is_mountain=True, served_by="C1"),
    village("b", "T1", 50, 30.1, is_mountain=True, served_by="C1"),
    village("c", "T2", 400, None),
    village("d", "OLD", 300, 12.0),
    village("e", "T1", 0, 5.0),
]


def circle(chosen: tuple[str, ...] = ()) -> RuledCircle | None:
    return ruled_circle(RULE, SITES, pd.DataFrame(VILLAGES), {"T1": "T1", "T2": "T2", "OLD": "T2"}, chosen)


def test_exactly_thirty_minutes_is_inside_and_a_village_without_a_road_is_not():
    found = circle()
    assert found is not None
    assert (found.whole.inside, found.whole.outside) == (2, 2)
    assert (found.whole.residents_inside, found.whole.residents_outside) == (400, 450)
    assert found.whole.share == 400 / 850 * 100


def test_mountain_villages_are_counted_apart():
    found = circle()
    assert found is not None and (found.whole.mountain_inside, found.whole.mountain_outside) == (1, 1)


def test_townships_add_up_to_the_county_and_the_one_with_most_outside_stands_first():
    found = circle()
    assert found is not None
    assert [(part.township, part.residents_outside) for part in found.townships] == [("T2", 400), ("T1", 50)]
    assert sum(part.residents_inside for part in found.townships) == found.whole.residents_inside


def test_a_village_of_a_merged_township_counts_where_it_went():
    found = circle(("T2",))
    assert found is not None and [each.code for each in found.villages] == ["c", "d"]


def test_a_village_without_residents_is_no_village_of_the_circle():
    found = circle()
    assert found is not None and "e" not in [each.code for each in found.villages]


def test_a_served_village_may_lie_outside():
    found = circle()
    assert found is not None and found.served == 2


def test_without_a_place_or_a_village_there_is_no_circle():
    assert ruled_circle(RULE, SITES.head(0), pd.DataFrame(VILLAGES), {}) is None
    assert circle(("T9",)) is None
