"""What a map says of an institution is what its standard says: hospitals are held to another one."""

import pandas as pd
import pytest

from data_access.engine import open_engine
from faces.areas import kind_and_status
from faces.screen.base import Look
from findings.areas import HOSPITALS, _below_the_whole, facility_marks, village_dots
from findings.figures import Words
from metrics.reads.places import institutions
from metrics.reference import Reference, load_reference
from tests.ui.small_places import NORTH, SOUTH, places


@pytest.fixture(scope="module")
def sample(sample_duckdb_url: str) -> tuple[Reference, dict[str, pd.DataFrame]]:
    """The sample's places, and each county's institutions."""
    engine = open_engine(sample_duckdb_url)
    reference = load_reference(engine)
    return reference, {county: institutions(engine, county, reference.last_month) for county in reference.counties}


def test_no_county_hospital_is_drawn_as_below_standard(sample: tuple[Reference, dict[str, pd.DataFrame]]) -> None:
    """All 16 hospitals of the five counties were hollow on 服务覆盖 and said 县级医院 · 未达标 on hover; the deck,
    written a second time, drew them solid. The standard is one of township and village institutions."""
    reference, found = sample
    marks = [mark for frame in found.values() for mark in facility_marks(frame, Words("zh", reference))]
    hospitals = [mark for mark in marks if mark.tier == HOSPITALS]
    assert len(found) == 5 and len(hospitals) == 16
    assert all(mark.qualified for mark in hospitals)
    assert {kind_and_status(mark, Look()) for mark in hospitals} == {("县级医院", "")}
    below = [row for frame in found.values() for row in frame.to_dict("records") if row["meets_standard"] is False]
    assert below or any(not mark.qualified for mark in marks), "institutions below the standard are still hollow"


FRAME = pd.DataFrame(
    {
        "name_zh": ["北院", "南院", "无坐标"],
        "name_en": ["North", "South", "Nowhere"],
        "level": ["township_centre", "township_centre", "township_centre"],
        "lon": [109.0, 109.1, float("nan")],
        "lat": [24.0, 24.1, 24.2],
        "meets_standard": [True, False, True],
        "township_code": [NORTH, SOUTH, SOUTH],
    }
)


def test_a_centre_below_the_standard_is_hollow_and_one_without_coordinates_is_not_drawn() -> None:
    marks = facility_marks(FRAME, Words("zh", places()))
    assert [(mark.name, mark.qualified) for mark in marks] == [("北院", True), ("南院", False)]


def test_a_file_draws_the_chosen_townships_institutions_and_a_page_their_neighbours_too() -> None:
    words = Words("zh", places(), (NORTH,))
    assert [mark.name for mark in facility_marks(FRAME, words, within=words.townships)] == ["北院"]


def test_a_village_without_care_is_a_ring_and_one_without_people_is_left_out() -> None:
    villages = pd.DataFrame(
        {
            "village_code": ["1", "2", "3"],
            "name_zh": ["甲", "乙", "丙"],
            "name_en": ["A", "B", "C"],
            "lon": [109.0] * 3,
            "lat": [24.0] * 3,
            "residents": [10, 20, 0],
            "township_code": [NORTH] * 3,
        }
    )
    dots = village_dots(villages, frozenset({"2", "3"}), Words("zh", places()))
    assert [(dot.name, dot.state) for dot in dots] == [("甲", "inside"), ("乙", "outside")]


def test_the_steps_of_shares_near_the_whole_end_at_the_whole() -> None:
    """A key went on to ≤100.2, ≤100.4 and >100.4 %: steps of 0.2 from 98.6 were nine, and the tenth lay above."""
    assert _below_the_whole([98.8, 99.0, 99.2, 99.4, 99.6, 99.8, 100.0, 100.2, 100.4]) == (
        98.2, 98.4, 98.6, 98.8, 99.0, 99.2, 99.4, 99.6, 99.8,
    )  # fmt: skip
