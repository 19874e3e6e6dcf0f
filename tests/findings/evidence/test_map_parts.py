"""The things that a mechanism's map begins with: what is said, drawn, and read back from slide and workbook."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from faces.blocks import Drawing, Table
from faces.blocks.drawing import Area, Bar, Dot, Text
from findings.evidence.capacity import capacity_blocks, capacity_sentence
from findings.evidence.circle_map import circle_drawing, reach_drawing
from findings.evidence.circle_map import sentence as circle_sentence
from findings.evidence.clinics import doctors_drawing, doctors_sentence, drugs_drawing, drugs_sentence
from findings.figures import Words
from metrics.evidence.capacity import Capacity, TierCapacity
from metrics.evidence.clinics import ClinicDrugs, DrugsHeld, TownshipDoctors, VillageDoctors
from metrics.evidence.ruled_circle import Rule, RuledCircle, Site, TownshipReach, Village
from tests.findings.evidence.small_asked import asked, read_back
from tests.metrics.small_county import NORTH, SOUTH

RING = [[109.9, 36.9], [110.1, 36.9], [110.1, 37.1], [109.9, 37.1], [109.9, 36.9]]
OUTLINES: Mapping[str, object] = {NORTH: {"type": "Polygon", "coordinates": [RING]}}


def village(code: str, minutes: float, *, mountain: bool, served: str = "") -> Village:
    return Village(code, f"{code}村", f"Village {code}", NORTH, (110.0, 37.0), 120, mountain, minutes, "C", served)


CIRCLE = RuledCircle(
    Rule("central_village_clinic", 30.0),
    (Site("C", "中心卫生室", "Central clinic", "central_village_clinic", NORTH, (110.01, 37.01)),),
    (
        village("甲", 10, mountain=True, served="C"),
        village("乙", 31, mountain=True),
        village("丙", 20, mountain=False),
    ),
    (TownshipReach(SOUTH, 0, 1, 0, 900, 0, 0), TownshipReach(NORTH, 2, 1, 240, 120, 1, 1)),
    TownshipReach("", 2, 2, 240, 1020, 1, 1),
)


@pytest.fixture
def words(tmp_path: Path) -> Words:
    return asked(tmp_path, {}).words


def test_the_circles_sentence_says_who_is_inside_and_where_most_are_not(words: Words):
    assert circle_sentence(CIRCLE, words) == (
        "30分钟内能到中心村卫生室的居民240人，占19.0%；圈外2个村、1,020人，其中南镇900人。"
    )


def test_the_map_tells_mountain_villages_from_others_and_inside_from_outside(words: Words):
    drawn = circle_drawing(CIRCLE, OUTLINES, words)
    assert drawn is not None and drawn.title.startswith("2个山区村中1个在30分钟圈内")
    dots = [mark for mark in drawn.marks if isinstance(mark, Dot)]
    assert any(isinstance(mark, Area) for mark in drawn.marks)
    assert {dot.symbol for dot in dots} == {"triangle", "circle", "square"}
    assert any(dot.symbol == "triangle" and dot.fill == "" and dot.edge == "bad_mark" for dot in dots)
    assert "山区村，圈外 1" in drawn.words and "由该机构服务的1个村" in drawn.words
    slide, sheet = read_back(drawn)
    assert "山区村，圈外 1" in slide
    assert "乙村" in sheet and "圈外" in sheet and "31" in sheet


def test_residents_inside_and_outside_stand_by_township(words: Words):
    drawn = reach_drawing(CIRCLE, words)
    assert drawn.title == "30分钟圈外居民多的乡镇在前，南镇900人"
    assert sum(isinstance(mark, Bar) and mark.hatched and mark.fill == "bad_mark" for mark in drawn.marks) == 3
    slide, sheet = read_back(drawn)
    assert "66.7%" in slide and "0.0%" in slide  # 240 of 360 in the north, none in the south
    assert "合计" in sheet and "1020" in sheet.replace(",", "")


DOCTORS = VillageDoctors(
    (TownshipDoctors(NORTH, 2, 1, 4, 2, None), TownshipDoctors(SOUTH, 1, 1, 4, 4, None)),
    TownshipDoctors("", 3, 2, 8, 6, None),
    False,
    0,
)


def test_village_doctors_are_told_by_township_with_those_who_count(words: Words):
    assert doctors_sentence(DOCTORS, words) == "乡村医生8人，由集团管理6人，占75.0%，没有乡镇明显落后。"
    drawn = doctors_drawing(DOCTORS, words)
    assert "2／4人 50.0%" in drawn.words and "4／4人 100.0%" in drawn.words
    slide, sheet = read_back(drawn)
    assert "集团管理" in slide and "50.0%" in slide
    assert "移交集团" in sheet and "村卫生室占比" in sheet


def test_a_township_is_named_only_where_its_interval_lies_below_that_of_all(words: Words):
    north, south = TownshipDoctors(NORTH, 9, 9, 40, 40, 20), TownshipDoctors(SOUTH, 1, 1, 4, 4, 0)
    found = VillageDoctors((north, south), TownshipDoctors("", 10, 10, 100, 100, 80), True, 0)
    # 20 of 40: Wilson 35.2 to 64.8, below 80; none of four is too few to be named.
    assert doctors_sentence(found, words) == "乡村医生100人，统一招聘80人，占80.0%；北镇50.0%，明显低于全县。"


DRUGS = DrugsHeld(
    50.0,
    (ClinicDrugs("a", "甲卫生所", "A", NORTH, 49), ClinicDrugs("b", "乙卫生所", "B", SOUTH, 50)),
    0,
)


def test_each_clinic_is_a_dot_against_the_floor(words: Words):
    assert drugs_sentence(DRUGS, words) == "2个村卫生室中1个不足50种，甲卫生所最少，49种。"
    drawn = drugs_drawing(DRUGS, words)
    dots = [mark for mark in drawn.marks if isinstance(mark, Dot)]
    assert [dot.edge for dot in dots] == ["bad_mark", "neutral_mark"]
    slide, sheet = read_back(drawn)
    assert "50种" in slide and "乙卫生所" in sheet and "49" in sheet


TIERS = Capacity(
    (
        TierCapacity("county", 7e8, 600, 450, {"CT": 4}, 2),
        TierCapacity("township", None, 20, None, {"DR": 5}, 3),
        TierCapacity("village", None, None, None, {}, 0),
    ),
    ("DR", "CT"),
    202412,
    201912,
)


def test_money_beds_and_equipment_stand_by_tier(words: Words):
    assert capacity_sentence(TIERS, words) == "县级设备4台（件）、床位600张；乡镇级设备5台（件）、床位20张。"
    drawn, kinds = capacity_blocks(TIERS, words)
    assert isinstance(drawn, Drawing) and isinstance(kinds, Table) and drawn.phone is not None
    for form in (drawn, drawn.phone):
        said = [mark.words for mark in form.marks if isinstance(mark, Text)]
        assert "600张，5年+150" in said and "4台（件），2家机构" in said and "没有登记" in said
    assert [row.cells[-1].text for row in kinds.rows] == ["5", "4", "9"]


def test_english_has_no_chinese_left(tmp_path: Path):
    english = asked(tmp_path, {}, language="en").words
    for drawn in (doctors_drawing(DOCTORS, english), drugs_drawing(DRUGS, english), *capacity_blocks(TIERS, english)):
        told = drawn.words if isinstance(drawn, Drawing) else drawn.title
        assert told.replace("北镇", "").replace("南镇", "").isascii(), told  # its townships have no English names
