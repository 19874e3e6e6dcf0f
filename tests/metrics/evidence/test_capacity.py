"""Money, beds and equipment by tier, by hand."""

import pandas as pd

from metrics.evidence.capacity import Capacity, capacity

LOTS = pd.DataFrame(
    [
        {"institution_code": "H", "township_code": "T1", "level": "county_hospital", "name_zh": "CT", "units": 3},
        {"institution_code": "M", "township_code": "T1", "level": "tcm_hospital", "name_zh": "CT", "units": 1},
        {"institution_code": "C", "township_code": "T2", "level": "township_centre", "name_zh": "DR", "units": 5},
        {"institution_code": "X", "township_code": "T1", "level": "cdc", "name_zh": "DR", "units": 9},
    ]
)
BEDS = pd.DataFrame(
    [
        {"township_code": "T1", "level": "county_hospital", "month": 202412, "beds": 500},
        {"township_code": "T1", "level": "tcm_hospital", "month": 202412, "beds": 100},
        {"township_code": "T1", "level": "county_hospital", "month": 201912, "beds": 450},
        {"township_code": "T2", "level": "township_centre", "month": 202412, "beds": 20},
    ]
)


def found(chosen: tuple[str, ...] = ()) -> Capacity | None:
    return capacity(LOTS, BEDS, {"county": 7e8}, (202412, 201912), {"T1": "T1", "T2": "T2"}, chosen)


def test_tiers_hold_the_sums_of_their_institutions():
    own = found()
    assert own is not None
    county, township, village = own.tiers
    assert (county.beds, county.beds_before, county.pieces, county.places, county.yuan) == (600, 450, 4, 2, 7e8)
    assert (township.beds, township.beds_before, township.pieces, township.yuan) == (20, None, 5, None)
    assert (village.beds, village.pieces) == (None, 0)


def test_kinds_stand_by_their_pieces_and_what_belongs_to_no_tier_is_left_out():
    own = found()
    assert own is not None and own.kinds == ("DR", "CT") and own.pieces("DR") == 5


def test_under_a_filter_no_money_is_told_and_only_the_townships_own_things():
    own = found(("T2",))
    assert own is not None and own.tiers[0].yuan is None and own.tiers[0].pieces == 0 and own.tiers[1].pieces == 5
    assert found(("T9",)) is None
