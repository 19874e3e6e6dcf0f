"""Where a county reports over its own denominator, the screen says both; a small change is not called none."""

import pandas as pd
import pytest

from findings.coverage import contract_bases, gap_sentence, gap_villages, gaps_in, none_lacking
from findings.figures import Words, change_places, change_words, direction_of
from metrics.catalogue import get
from metrics.reads.places import CareGaps
from tests.ui.small_places import places
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


def gaps(has_clinics: bool, **places: int) -> CareGaps:
    """Return gaps that name nobody, among so many villages, standards and drugs of one township."""
    told = pd.DataFrame(
        [{"township_code": "999901101", "of": of, "places": number} for of, number in places.items()],
        columns=["township_code", "of", "places"],
    )
    nobody = pd.DataFrame({"township_code": [], "village_code": [], "residents": []})
    return CareGaps(nobody, nobody, nobody, told, has_clinics)


def county_words() -> Words:
    return Words("zh", places())


def test_a_county_without_villages_on_record_is_not_told_that_every_village_has_a_clinic():
    """It was: 每个村都有卫生室覆盖, 没有卫生室覆盖的村：0个, 基层机构全部达标."""
    nothing, words = gaps(False), county_words()
    assert gap_sentence(nothing, words) == (
        "没有卫生室覆盖的村未报，未达标的基层机构未报，药品不足50种的村卫生室未报。"
    )
    assert gap_villages(nothing, words).title == "没有卫生室覆盖的村：未报"
    assert "还没有登记" in none_lacking(nothing, "villages", words)
    assert none_lacking(nothing, "standards", words) == "没有基层机构报过是否达标。"


def test_what_nobody_lacks_is_said_of_those_that_were_asked():
    full, words = gaps(True, villages=12, standards=3, drugs=7), county_words()
    assert gap_sentence(full, words) == "没有卫生室覆盖的村0个，未达标的基层机构0个，药品不足50种的村卫生室0个。"
    assert none_lacking(full, "villages", words) == "12个村都有卫生室或中心卫生室覆盖。"
    assert none_lacking(full, "standards", words) == "报了的3家基层机构全部达标。"


def test_gaps_of_a_township_are_named_among_its_own_places():
    """A township whose centre did not say is not covered by what its neighbour said."""
    assert gaps_in(gaps(True, villages=12, standards=3), ("999901102",)).among("standards") == 0
