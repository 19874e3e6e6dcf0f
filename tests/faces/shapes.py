"""A county of three townships, small enough to reckon by hand; places are invented."""

from faces.blocks.marks import FacilityMark, MinuteBand, RoadLine, TownshipArea, VillageDot


def square(west: float, south: float, side: float = 0.1) -> list[tuple[float, float]]:
    return [(west, south), (west + side, south), (west + side, south + side), (west, south + side)]


AREAS = [
    TownshipArea("450223100", "甲镇", [square(109.0, 24.0)], (109.05, 24.05), 92.0, "92.0%", 9),
    TownshipArea("450223200", "乙乡", [square(109.1, 24.0)], (109.15, 24.05), 0.0, "0.0%", 0, is_point=True),
    TownshipArea("450223201", "丙<b>乡", [square(109.0, 24.1)], (109.05, 24.15), None, "未报", None, "no_data"),
]
VILLAGES = [
    VillageDot("东村", 109.02, 24.02, 800, "inside", "18分钟"),
    VillageDot("西村", 109.12, 24.02, 4000, "outside", "47分钟"),
    VillageDot("北<i>村", 109.02, 24.12, 2000, "unreachable"),
]
FACILITIES = [
    FacilityMark("甲镇卫生院", 109.05, 24.05, "centre"),
    FacilityMark("乙乡卫生院", 109.15, 24.05, "centre", qualified=False),
    FacilityMark("县人民医院", 109.06, 24.06, "hospital"),
    FacilityMark("东村卫生室", 109.02, 24.02, "clinic"),
]
BANDS = [MinuteBand([[square(109.02, 24.02, 0.02)]], 15, True), MinuteBand([[square(109.01, 24.01, 0.05)]], 30, False)]
ROADS = [RoadLine([(109.0, 24.0), (109.1, 24.1)], "县道"), RoadLine([(109.0, 24.1), (109.1, 24.0)], "村道")]
