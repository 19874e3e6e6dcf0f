"""Siting inputs on one straight road: every minute is worked out by hand, 3 minutes a kilometre."""

import numpy as np
import pandas as pd
import pytest

from metrics.circle.circle import make_ground
from metrics.circle.what_if import Step
from metrics.plans.review import plan_review
from metrics.plans.siting_inputs import (
    NoVillages,
    NoVisitingPlace,
    SitingGround,
    in_townships,
    plan_steps,
    siting_ground,
    specialties,
    unique_labels,
    visit_ground,
)
from tests.metrics.test_circle import KM, road, villages


def facilities(*, newer: bool = False) -> pd.DataFrame:
    """甲院 meets the standard at 0 km; 丙院 at 12 km does so only later; a village clinic stands at 5 km."""
    return pd.DataFrame(
        {
            "institution_code": ["H1", "H2", "C1"],
            "name_zh": ["甲院", "丙院", "乙室"],
            "name_en": ["HA", "HC", "CB"],
            "township_code": ["t1", "t2", "t1"],
            "level": ["township_centre", "township_centre", "village_clinic"],
            "lon": [0, 12 * KM, 5 * KM],
            "lat": [0, 0, 0],
            "standardised": [True, newer, False],
            "telemedicine": [False] * 3,
            "ambulances": [False] * 3,
        }
    )


def ground(places: pd.DataFrame | None = None, *, newer: bool = False) -> SitingGround:
    """The siting ground of the straight road on normal roads, tier of qualified institutions."""
    people = (villages() if places is None else places).assign(
        residents_65_up=[20, 10, 6, 4, 1][: len(villages() if places is None else places)],
        chronic_patients=1,
        key_group_residents=1,
    )
    return siting_ground(
        [make_ground(road(), "car", "normal", people, facilities(newer=newer))],
        people,
        facilities(newer=newer),
        county="999901",
        month=202406,
        tier="township",
        mode="car",
        seasons=("normal",),
    )


def test_candidates_are_the_villages_and_the_institutions_that_could_count():
    candidates = ground().candidates
    assert candidates["label"].tolist() == ["甲村", "乙村", "丙村", "丁村", "戊村", "甲院", "丙院"]
    assert candidates["standing"].tolist() == [False] * 5 + [True, False]


def test_minutes_between_a_village_and_a_candidate_are_those_of_the_road():
    minutes = ground().minutes
    assert minutes.shape == (1, 5, 7)
    # 乙村 at 5 km: itself, 丙村 7 km on, 甲院 5 km back, 丙院 7 km on.
    assert minutes[0, 1, [1, 2, 5, 6]] == pytest.approx([0, 21, 15, 21], abs=1e-6)


def test_a_village_in_the_wilderness_reaches_only_itself():
    minutes = ground().minutes[0, 4]
    assert np.flatnonzero(np.isfinite(minutes)).tolist() == [4] and minutes[4] == 0


def test_a_village_clinic_is_no_candidate_beside_its_village():
    assert "乙室" not in set(ground().candidates["label"])


def test_a_plan_becomes_the_steps_of_a_what_if():
    assert plan_steps(ground(), ["丁村", "丙院"], ["甲院"]) == (
        Step("add", "d"),
        Step("upgrade", "H2"),
        Step("close", "H1"),
    )


def test_names_that_two_places_share_carry_their_codes():
    twins = pd.DataFrame({"name_zh": ["新村", "新村", "河村"], "village_code": ["1", "2", "3"]})
    assert unique_labels(twins, "village_code").tolist() == ["新村（1）", "新村（2）", "河村"]


def test_chosen_townships_narrow_the_villages_and_none_chosen_is_all():
    assert in_townships(ground(), ["t2"]).tolist() == [False, False, True, True, True]
    assert in_townships(ground(), []).all()


def test_a_county_without_villages_is_refused_with_the_number():
    with pytest.raises(NoVillages, match="0个"):
        ground(villages().iloc[:0])


def experts(clinics: int) -> pd.DataFrame:
    """心内科 held so many clinics at 甲院 on Wednesdays, 眼科 one at 丙院 on a Sunday."""
    return pd.DataFrame(
        {
            "institution_code": ["H1", "H2"],
            "weekday": [2, 6],
            "specialty": ["心内科", "眼科"],
            "clinics": [clinics, 1],
        }
    )


def test_visiting_places_are_one_a_township_with_the_days_held_regularly():
    found = visit_ground(ground(), experts(6), "心内科")
    assert found.places["institution_code"].tolist() == ["H1", "H2"]
    assert found.planned.tolist() == [[False, False, True, False, False], [False] * 5]
    assert found.minutes[1] == pytest.approx([15, 21], abs=1e-6)


def test_five_clinics_in_three_months_are_not_regular():
    assert not visit_ground(ground(), experts(5), "心内科").planned.any()


def test_specialties_come_with_the_busiest_first():
    assert specialties(experts(6)) == ["心内科", "眼科"]


def test_without_township_institutions_there_is_nowhere_to_visit():
    bare = ground()
    no_centres = SitingGround(**{**bare.__dict__, "facilities": bare.facilities.assign(level="village_clinic")})
    with pytest.raises(NoVisitingPlace):
        visit_ground(no_centres, experts(6), "心内科")


def test_an_institution_upgraded_as_planned_counts_as_built_and_the_rest_is_named():
    steps = [Step("upgrade", "H2"), Step("add", "d"), Step("add", "gone"), Step("close", "H1")]
    found = plan_review(ground(newer=True), steps, ["H1"])
    assert found[["planned", "built", "state"]].to_numpy().tolist() == [
        ["丙院", "丙院", "as_planned"],
        ["丁村", "", "not_built"],
        ["gone", "", "gone"],
    ]


def test_a_site_built_beside_the_planned_village_counts_within_ten_minutes_only():
    # 丙院 stands in 丙村 (0 minutes); from 乙村 it is 21 minutes.
    near = plan_review(ground(newer=True), [Step("add", "c")], ["H1"])
    assert near[["built", "minutes", "state"]].to_numpy().tolist() == [["丙院", 0.0, "as_planned"]]
    far = plan_review(ground(newer=True), [Step("add", "b")], ["H1"])
    assert far["state"].tolist() == ["not_built", "unplanned"]
