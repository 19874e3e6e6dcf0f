"""Rounds of appraisal, each value worked out by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.evidence.appraisal import Appraised, appraised, bands, items_of, noise, paired_change
from metrics.reference import Place, Reference
from tests.metrics.small_county import COUNTY, NORTH, OLD, SOUTH

PLACES = {
    NORTH: Place(NORTH, COUNTY, "北镇", "North", valid_from=201601),
    SOUTH: Place(SOUTH, COUNTY, "南镇", "South", valid_from=201601),
    OLD: Place(OLD, COUNTY, "旧乡", "Old", valid_from=201601, valid_to=202206, successor_code=SOUTH),
}
REFERENCE = Reference("v", True, 202201, 202312, {COUNTY: Place(COUNTY, COUNTY, "小县", "Small")}, PLACES, (), ())


def mark(subject: str | None, month: int, score: float, full: float = 100.0, **more: Any) -> dict[str, Any]:
    """A row as the warehouse gives it; more: whatever else it holds."""
    row = {
        "township_code": NORTH, "institution_code": subject, "month": month, "cadence": "quarter", "item_zh": "质量",
        "item_en": None, "score": score, "full_score": full, "problems_open": 0, "published": True,
        "problems_closed": None,
        "class_zh": None, "class_en": None, "coefficient": None, "name_zh": subject, "name_en": subject,
    }  # fmt: skip
    return row | more


def rounds(rows: list[dict[str, Any]], month: int = 202312) -> Appraised | None:
    return appraised(pd.DataFrame(rows), REFERENCE, COUNTY, month)


def known(rows: list[dict[str, Any]], month: int = 202312) -> Appraised:
    found = rounds(rows, month)
    assert found is not None
    return found


def test_a_result_is_the_sum_of_scores_over_the_sum_of_full_scores() -> None:
    # 27 of 30 and 16 of 20: 43 of 50 is 86 %; the mean of 90 % and 80 % would be 85.
    rows = [mark("A", 202303, 27, 30), mark("A", 202303, 16, 20, item_zh="效益")]
    subject = known(rows).subjects[0]
    assert subject.results == (86.0,)
    assert subject.lost == (3.0, 4.0) and subject.worst == 1


def test_no_row_by_the_period_s_end_is_no_round() -> None:
    assert rounds([mark("A", 202306, 90)], month=202303) is None


def test_rounds_after_the_period_are_left_out_and_at_most_four_are_shown() -> None:
    rows = [mark("A", month, 90) for month in (202203, 202206, 202209, 202212, 202303, 202306)]
    assert known(rows, month=202305).months == (202206, 202209, 202212, 202303)


def test_noise_is_what_neither_subject_nor_round_explains() -> None:
    # Subjects' means 90, 80, 73, rounds' means 80 and 82, all together 81. Left over: A +1 −1, B +1 −1, C −2 +2.
    # Squares add to 12, with (3 − 1) × (2 − 1) = 2 degrees of freedom: √6.
    results = pd.DataFrame([[90.0, 90.0], [80.0, 80.0], [70.0, 76.0]])
    assert noise(results) == pytest.approx(6**0.5)


def test_a_subject_is_in_a_band_only_beyond_the_noise_of_its_class() -> None:
    # 1.96 × √6 = 4.80. Median of the last round 80: A lies 10 above, C 4 below.
    results = pd.DataFrame([[90.0, 90.0], [80.0, 80.0], [70.0, 76.0]], index=["A", "B", "C"])
    assert bands(results) == {"A": "upper", "B": "middle", "C": "middle"}


def test_two_in_a_class_and_a_single_round_tell_nothing_apart() -> None:
    assert set(bands(pd.DataFrame([[90.0, 90.0], [70.0, 70.0]], index=["A", "B"])).values()) == {""}
    assert set(bands(pd.DataFrame([[90.0], [80.0], [70.0]], index=["A", "B", "C"])).values()) == {""}


def test_a_class_is_compared_with_itself_only() -> None:
    """All of class 2 score below all of class 1, and none is low for that: noise 0.82, limit 1.6, distance 1."""
    rows = [
        mark(f"{name}{number}", month, level + number + wobble, class_zh=name, class_en=name)
        for name, level in (("一类", 90), ("二类", 60))
        for number in range(3)
        for month, wobble in ((202303, 2 * (number % 2)), (202306, 0))
    ]
    found = known(rows)
    assert found.classes == ("一类", "二类")
    assert {subject.band for subject in found.subjects} == {"middle"}


def test_who_was_not_appraised_in_the_last_round_has_no_result_no_band_and_no_loss() -> None:
    rows = [mark(name, month, score) for name, score in (("A", 90), ("B", 80), ("C", 70)) for month in (202303, 202306)]
    found = known([*rows, mark("D", 202303, 50)])
    gone = next(subject for subject in found.subjects if subject.code == "D")
    assert gone.results == (50.0, None) and gone.band == "" and gone.lost == (None,)


def test_townships_that_merged_are_one_subject_and_a_ratio_of_their_sums() -> None:
    # Before the merger 45 of 50 in the south and 40 of 50 in the old township: 85 of 100 together.
    rows = [
        mark(None, 202203, 45, 50, township_code=SOUTH),
        mark(None, 202203, 40, 50, township_code=OLD),
        mark(None, 202209, 48, 50, township_code=SOUTH),
    ]
    found = known(rows)
    assert [(subject.code, subject.results) for subject in found.subjects] == [(SOUTH, (85.0, 96.0))]


def test_before_the_merger_both_stand_for_themselves() -> None:
    rows = [mark(None, 202203, 45, 50, township_code=SOUTH), mark(None, 202203, 40, 50, township_code=OLD)]
    assert {subject.code for subject in known(rows, month=202203).subjects} == {SOUTH, OLD}


def test_the_change_since_last_year_is_paired_by_subject() -> None:
    # Changes 1 and 3: mean 2, standard error √2 / √2 = 1, Student's t with one degree of freedom 12.706.
    assert paired_change([1.0, 3.0]) == pytest.approx((2.0, 2 - 12.706, 2 + 12.706), abs=1e-3)
    assert paired_change([1.0]) is None
    rows = [mark("A", 202206, 80), mark("A", 202306, 81), mark("B", 202206, 70), mark("B", 202306, 73)]
    assert known([*rows, mark("C", 202306, 10)]).change == pytest.approx((2.0, -10.706, 14.706), abs=1e-3)


def test_a_quarter_is_never_compared_with_another_quarter_of_last_year() -> None:
    assert (
        known([mark("A", 202203, 80), mark("B", 202203, 80), mark("A", 202306, 90), mark("B", 202306, 90)]).change
        is None
    )


def test_the_rounds_shown_are_those_that_mark_most_items_and_the_others_stand_beside() -> None:
    rows = [
        mark("A", 202312, 80),
        mark("A", 202312, 60, cadence="year", item_zh="下派"),
        mark("A", 202312, 70, cadence="year", item_zh="转诊"),
    ]
    found = known(rows)
    assert (found.cadence, found.other_cadence, found.other_month) == ("year", "quarter", 202312)
    assert found.subjects[0].results == (65.0,) and found.subjects[0].other == 80.0


def test_problems_and_published_rows_add_over_the_items_of_the_last_round() -> None:
    rows = [
        mark("A", 202303, 80, problems_open=9, published=False),
        mark("A", 202306, 80, problems_open=2, problems_closed=7, coefficient=1.1),
        mark("A", 202306, 80, problems_open=1, problems_closed=2, coefficient=1.1, item_zh="效益", published=False),
    ]
    subject = known(rows).subjects[0]
    assert (subject.left, subject.closed, subject.published, subject.coefficient) == (3, 9, (1, 2), 1.1)


def test_monthly_rounds_have_a_year_of_history_and_quarterly_ones_have_none() -> None:
    months = [*range(202206, 202213), *range(202301, 202313)]
    found = known([mark("A", month, 50 + month % 100, cadence="month") for month in months])
    assert found.history == tuple(range(202301, 202313))
    assert found.subjects[0].history == pytest.approx(tuple(range(51, 63)))
    assert known([mark("A", month, 50) for month in months]).history == ()


marks = st.lists(st.tuples(st.floats(0, 1), st.integers(1, 100)), min_size=1, max_size=6)


@given(marks)
def test_what_is_lost_and_what_was_scored_add_to_the_full_score(marks: list[tuple[float, int]]) -> None:
    rows = [mark("A", 202303, part * full, full, item_zh=f"项{n}") for n, (part, full) in enumerate(marks)]
    subject, full = known(rows).subjects[0], sum(full for _, full in marks)
    assert subject.results[0] is not None
    lost = sum(lost for lost in subject.lost if lost is not None)
    assert lost + subject.results[0] * full / 100 == pytest.approx(full)


def test_an_item_has_the_english_name_that_is_on_record_else_its_own():
    rows = pd.DataFrame(
        [
            {"item_zh": "服务质量", "item_en": "Quality of service", "full_score": 50.0},
            {"item_zh": "工作量", "item_en": None, "full_score": 50.0},
        ]
    )
    assert [(item.name, item.name_en) for item in items_of(rows)] == [
        ("服务质量", "Quality of service"), ("工作量", "工作量"),
    ]  # fmt: skip
