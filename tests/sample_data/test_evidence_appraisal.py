"""The sample's appraisals hold rounds: weighted items, classes, problems closed, pay; and what they were before."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sample_data.appraisal_rounds import coefficients, item_scores, problems_closed
from tests.sample_data.conftest import Frames


def test_weighted_items_add_to_the_mean_of_their_percentages() -> None:
    # 80, 90, 70 and 84.1 % have the mean 81.025; the items bring 30, 30, 20 and 20 points.
    scores, full = item_scores("jiaocheng_director_pay", np.array([[[80.0, 90.0, 70.0, 84.1]]]))
    assert full.tolist() == [[[30, 30, 20, 20]]]
    assert scores.sum() == pytest.approx(81.025, abs=1e-12)
    assert (scores <= full).all()


def test_items_without_weights_stay_as_they_are_marked() -> None:
    percent = np.array([[[80.0, 90.0]]])
    scores, full = item_scores("jungar_qc_centres", percent)
    assert scores.tolist() == percent.tolist() and full.tolist() == [[[100, 100]]]


def test_a_round_closes_no_more_problems_than_the_one_before_left_open_and_all_that_are_gone() -> None:
    left_open = np.array([[5], [2], [9]])
    closed = problems_closed(left_open, "test")
    assert closed[0, 0] == 0
    assert 3 <= closed[1, 0] <= 5  # five were open and two are: at least three are closed
    assert 0 <= closed[2, 0] <= 2


def test_ninety_points_lead_to_the_highest_coefficient_and_a_tenth_less_does_not() -> None:
    scores, full = np.array([[[90.0], [89.9], [74.9]]]), np.full((1, 3, 1), 100.0)
    assert coefficients("jiaocheng_director_pay", "half_year", scores, full).tolist() == [[1.2, 1.1, 0.8]]
    assert np.isnan(coefficients("jungar_qc_centres", "quarter", scores, full)).all()


def rounds(sample: Frames, mechanism_id: str) -> pd.DataFrame:
    return sample["appraisal"][sample["appraisal"]["mechanism_id"] == mechanism_id]


def test_no_score_is_above_its_full_score_and_a_round_of_directors_is_marked_out_of_100(sample: Frames) -> None:
    own = rounds(sample, "jiaocheng_director_pay")
    assert (sample["appraisal"]["score"] <= sample["appraisal"]["full_score"]).all()
    assert (own.groupby(["institution_code", "month"])["full_score"].sum() == 100).all()


def test_directors_are_appraised_in_the_three_classes_that_their_centres_bear(sample: Frames) -> None:
    own = rounds(sample, "jiaocheng_director_pay")
    assert set(own["class_zh"]) == {"一类", "二类", "三类"}
    borne = sample["institution"].set_index("institution_code")["appraisal_class"]
    assert (own["institution_code"].map(borne) == own["class_zh"]).all()


def test_one_round_of_one_subject_leads_to_one_coefficient(sample: Frames) -> None:
    own = rounds(sample, "jiaocheng_director_pay")
    assert (own.groupby(["institution_code", "month"])["coefficient"].nunique() == 1).all()
    assert rounds(sample, "jungar_qc_centres")["coefficient"].isna().all()


def test_what_is_closed_was_open_a_round_before(sample: Frames) -> None:
    own = sample["appraisal"].sort_values("month")
    keys = ["mechanism_id", "institution_code", "cadence", "item_zh"]
    before = own.groupby(keys)["problems_open"].shift(fill_value=0)
    assert (own["problems_closed"] <= before).all()
    assert (own["problems_open"] >= before - own["problems_closed"]).all()
