"""Village doctors and drugs of clinics, by hand."""

from typing import Any

import pandas as pd

from metrics.evidence.clinics import drugs_held, village_doctors


def clinic(code: str, township: str, doctors: int, drugs: int, **more: Any) -> dict[str, Any]:
    return {
        "institution_code": code, "township_code": township, "in_group": True, "reported": True,
        "drug_varieties": drugs, "name_zh": f"{code}卫生所", "name_en": f"Clinic {code}", "doctors": doctors, **more,
    }  # fmt: skip


CLINICS = pd.DataFrame(
    [
        clinic("a", "T1", 2, 50),
        clinic("b", "T1", 2, 49, in_group=False),
        clinic("c", "T2", 4, 80),
        clinic("d", "T2", 1, 0, reported=False),
    ]
)
EDITION = {"T1": "T1", "T2": "T2"}


def test_the_doctors_of_managed_clinics_are_those_under_the_group():
    found = village_doctors(CLINICS, {}, EDITION)
    assert found is not None and not found.is_hiring and found.unreported == 1
    first, second = found.townships
    assert (first.township, first.doctors, first.doctors_managed, first.share) == ("T1", 4, 2, 50.0)
    assert (first.clinics, first.managed, first.clinic_share) == (2, 1, 50.0)
    assert (second.township, second.share) == ("T2", 100.0)
    assert (found.whole.doctors, found.whole.counted, found.whole.share) == (8, 6, 75.0)


def test_hired_doctors_count_where_hirings_are_on_record_and_never_more_than_there_are():
    found = village_doctors(CLINICS, {"a": 1, "c": 9}, EDITION)
    assert found is not None and found.is_hiring
    assert [(part.township, part.counted) for part in found.townships] == [("T1", 1), ("T2", 4)]
    assert found.whole.share == 5 / 8 * 100


def test_a_chosen_township_is_counted_alone():
    found = village_doctors(CLINICS, {}, EDITION, ("T2",))
    assert found is not None and found.whole.doctors == 4
    assert village_doctors(CLINICS, {}, EDITION, ("T9",)) is None


def test_exactly_fifty_drugs_are_enough_and_a_clinic_without_a_return_is_left_out():
    found = drugs_held(CLINICS, 50.0, EDITION)
    assert found is not None
    assert [each.code for each in found.clinics] == ["b", "a", "c"] and [each.code for each in found.below] == ["b"]
    assert found.unreported == 1 and found.townships == ("T1", "T2")
