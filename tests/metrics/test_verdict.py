"""The four words follow the statistics, and only the statistics."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.statistics.verdict import Sampling, Verdict, judgements, verdicts, verdicts_by_months


def test_newcombes_first_example_is_a_clear_rise_and_its_mirror_a_clear_fall():
    """56/70 against 48/80: difference 20 points, interval 5.24 to 33.39 (Newcombe 1998, method 10)."""
    answer = verdicts(Sampling.PROPORTION, [56, 48], [70, 80], [48, 56], [80, 70])
    assert answer.codes.tolist() == [Verdict.CLEAR_RISE, Verdict.CLEAR_FALL]
    assert answer.change == pytest.approx([20.0, -20.0])
    assert answer.lower == pytest.approx([5.24, -33.39], abs=0.005)


def test_a_difference_whose_interval_holds_zero_is_no_clear_change():
    """5/56 against 0/29 gives −3.81 to 19.26; 29 of them are too few to say so, 30 and more are enough."""
    answer = verdicts(Sampling.PROPORTION, [5, 50], [56, 100], [0, 48], [29, 100])
    assert answer.codes.tolist() == [Verdict.TOO_LITTLE_DATA, Verdict.NO_CLEAR_CHANGE]


def test_a_clear_change_of_few_people_is_still_clear():
    """9 of 10 against 3 of 10: interval 17.05 to 80.90, far from zero although only ten were asked."""
    assert verdicts(Sampling.PROPORTION, 9, 10, 3, 10).codes == Verdict.CLEAR_RISE


def test_a_change_printed_as_unchanged_is_never_called_clear():
    """50.04 % against 50.00 % of a hundred million is far from chance, and still 持平 on the page."""
    answer = verdicts(Sampling.PROPORTION, [50_040_000, 50_060_000], 1e8, 50_000_000, 1e8)
    assert answer.lower[0] > 0
    assert answer.codes.tolist() == [Verdict.NO_CLEAR_CHANGE, Verdict.CLEAR_RISE]


def test_missing_empty_or_impossible_figures_are_too_little_data():
    answer = verdicts(
        Sampling.PROPORTION, [np.nan, 50, 50, 120], [100, 0, 100, 100], [50, 50, np.nan, 50], [100, 100, 100, 100]
    )
    assert answer.codes.tolist() == [Verdict.TOO_LITTLE_DATA] * 4
    assert verdicts(Sampling.RATE, 20, 0, 20, 100).codes == Verdict.TOO_LITTLE_DATA


def test_counts_are_judged_by_their_ratio():
    """1000 against 800 differs by 4.7 standard errors; 102 against 100 by 0.14."""
    answer = verdicts(Sampling.COUNT, [1000, 102, 800], np.nan, [800, 100, 1000], np.nan)
    assert answer.codes.tolist() == [Verdict.CLEAR_RISE, Verdict.NO_CLEAR_CHANGE, Verdict.CLEAR_FALL]
    assert answer.change == pytest.approx([25.0, 2.0, -20.0])


def test_no_events_in_either_period_say_nothing_and_eight_from_none_is_a_clear_rise():
    answer = verdicts(Sampling.COUNT, [0, 8, 4], 1, [0, 0, 4], 1)
    assert answer.codes.tolist() == [Verdict.TOO_LITTLE_DATA, Verdict.CLEAR_RISE, Verdict.TOO_LITTLE_DATA]


def test_a_rate_allows_for_the_number_of_residents():
    """300 deaths among 50 000 and 150 among 25 000 are the same rate."""
    assert verdicts(Sampling.RATE, 300, 50_000, 150, 25_000).codes == Verdict.NO_CLEAR_CHANGE


def test_amounts_are_refused_without_their_months():
    with pytest.raises(ValueError, match="verdicts_by_months"):
        verdicts(Sampling.MONTHS, 1, 1, 1, 1)


def test_without_denominators_the_months_give_the_paired_t_interval():
    """Student's sleep data (Student 1908; R, ?sleep): mean difference 1.58, 95 % interval 0.7001142 to 2.4598858."""
    drug_one = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    drug_two = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    answer = verdicts_by_months([drug_two], [drug_one], relative=False, per=1)
    assert (answer.change[0], answer.lower[0], answer.upper[0]) == pytest.approx((1.58, 0.7001142, 2.4598858), abs=5e-8)
    assert answer.codes.tolist() == [Verdict.CLEAR_RISE]


def test_one_huge_invoice_is_not_a_clear_rise_and_a_steady_rise_is():
    quiet = np.array([100.0, 90, 110, 105, 95, 100, 102, 98, 100, 101, 99, 100])
    invoice = quiet.copy()
    invoice[5] += 300
    answer = verdicts_by_months([invoice, quiet * 1.05], [quiet, quiet])
    assert answer.codes.tolist() == [Verdict.NO_CLEAR_CHANGE, Verdict.CLEAR_RISE]
    assert answer.change == pytest.approx([25.0, 5.0])


def test_a_ratio_of_months_is_a_ratio_of_sums():
    """Costs 200 of 20 cases in one month and 900 of 180 in another are 5.5 a case, not the mean 7.5 of both."""
    cost, cases = [[200.0, 900, 550, 550, 550, 550]], [[20.0, 180, 100, 100, 100, 100]]
    answer = verdicts_by_months(cost, [[500.0] * 6], cases, [[100.0] * 6])
    assert answer.change == pytest.approx([10.0])


def test_five_pairs_of_months_are_too_few_and_a_missing_month_is_left_out_on_both_sides():
    months = np.array([[10.0, 11, 12, 13, 14, 15]])
    with_gap = months.copy()
    with_gap[0, 2] = np.nan
    assert verdicts_by_months(months * 2, months).codes.tolist() == [Verdict.CLEAR_RISE]
    answer = verdicts_by_months(months * 2, with_gap)
    assert answer.codes.tolist() == [Verdict.TOO_LITTLE_DATA] and answer.change == pytest.approx([100.0])


def test_only_a_clear_change_of_a_metric_with_a_direction_is_good_or_bad():
    words = [Verdict.CLEAR_RISE, Verdict.CLEAR_FALL, Verdict.NO_CLEAR_CHANGE, Verdict.TOO_LITTLE_DATA]
    assert judgements(words, "higher").tolist() == ["good", "bad", "neutral", "neutral"]
    assert judgements(words, "lower").tolist() == ["bad", "good", "neutral", "neutral"]
    assert judgements(words, "neutral").tolist() == ["neutral"] * 4
    assert judgements(words, ["lower", "higher", "lower", "lower"]).tolist() == ["bad", "bad", "neutral", "neutral"]
    with pytest.raises(ValueError, match="up"):
        judgements(words, "up")


@given(st.integers(1, 3000), st.integers(1, 3000), st.data())
def test_exchanging_the_periods_exchanges_the_words(size, base_size, data):
    now, base = data.draw(st.integers(0, size)), data.draw(st.integers(0, base_size))
    opposite = {Verdict.CLEAR_RISE: Verdict.CLEAR_FALL, Verdict.CLEAR_FALL: Verdict.CLEAR_RISE}
    for sampling in (Sampling.PROPORTION, Sampling.COUNT):
        word = str(verdicts(sampling, now, size, base, base_size).codes)
        back = str(verdicts(sampling, base, base_size, now, size).codes)
        # A relative change has another size seen from the other period, so 持平 may hold on one side only.
        if sampling is Sampling.PROPORTION or abs(now - base) > 2:
            assert back == opposite.get(word, word)
