"""Where a county reports over its own denominator, the screen says both; a small change is not called none."""

import pandas as pd
import pytest

from findings.coverage import contract_bases
from findings.figures import change_places, change_words, direction_of
from metrics.catalogue import get
from words.speech import Speech

JIAOCHENG = {"status": "shown", "numerator": 165_000.0, "denominator": 238_646.0, "value": 165_000 / 238_646 * 100}


def test_jiaocheng_is_told_over_its_own_residents_and_over_the_census():
    """165,000 ÷ 238,646 = 69.14 %, as printed; 165,000 ÷ 226,768 = 72.76 %."""
    words = contract_bases(pd.Series(JIAOCHENG), 226_768.0, Speech("zh"))
    for part in ("165,000人", "238,646人的69.14%", "226,768人的72.76%"):
        assert part in words


def test_where_both_are_the_same_there_is_nothing_to_tell_apart():
    assert contract_bases(pd.Series(JIAOCHENG), 238_646.0, Speech("zh")) == ""


@pytest.mark.parametrize("status", ["hidden", "no_data"])
def test_a_hidden_rate_is_not_told_by_its_denominators(status: str):
    assert contract_bases(pd.Series(JIAOCHENG | {"status": status}), 226_768.0, Speech("zh")) == ""


def test_a_change_is_printed_as_finely_as_the_value_it_changes():
    """1.26 to 1.28 doctors per 1,000 was 持平, and 1.95 to 2.01 beds a rise of 0.1."""
    doctors = get("doctors_per_1000")
    row = pd.Series({"change": 0.02, "change_unit": "人/千人", "value": 1.28, "compare_value": 1.26})
    assert change_words(row, doctors, "yoy", "zh") == "增加0.02人/千人"
    assert direction_of(0.02, change_places(doctors, "人/千人")) == "up"


def test_a_change_in_percentage_points_keeps_one_decimal():
    assert change_places(get("contract_rate"), "百分点") == 1
    assert direction_of(0.04) == "flat"
