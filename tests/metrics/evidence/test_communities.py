"""Communities beside each other: shares of sums, small counts, and no comparison of one."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.evidence.communities import compared, leaders
from metrics.evidence.network import Network, network_of

VISITS = {"甲院": 300, "甲一": 500, "甲二": 200, "乙院": 600, "乙一": 400}


def network(*ties: tuple[str, str | None]) -> Network:
    """Institutions that end in 院 are the county's, the others are township centres."""
    rows: list[dict[str, Any]] = [
        {
            "township_code": None, "member_code": code, "member_zh": code, "member_en": code,
            "tier": "county" if code.endswith("院") else "township", "parent_code": parent, "parent_zh": parent,
            "parent_en": parent, "relation": "community", "specialty_zh": None, "since": 202001, "until": None,
        }
        for code, parent in ties
    ]  # fmt: skip
    found = network_of(pd.DataFrame(rows), 202401, 202412, {})
    assert found is not None
    return found


TWO = network(("甲院", None), ("甲一", "甲院"), ("甲二", "甲院"), ("乙院", None), ("乙一", "乙院"))


def test_a_community_is_the_ratio_of_its_summed_visits_and_so_are_all_together() -> None:
    """甲: (500 + 200) of 1,000 = 70 %; 乙: 400 of 1,000 = 40 %; together 1,100 of 2,000 = 55 %."""
    found = compared(TWO, VISITS)
    assert found is not None
    assert [(share.code, share.value) for share in found.shares] == [("甲院", 70.0), ("乙院", 40.0)]
    assert found.together == pytest.approx(55.0)
    # Visits of the same patients are no independent events: two communities alone cannot be told apart by them.
    assert [share.standing for share in found.shares] == ["same", "same"] and found.dispersion > 1


def test_an_interval_that_holds_the_value_together_stands_apart_from_nothing() -> None:
    """52 and 48 of 100: each interval is about ten points wide on either side and holds 50 %."""
    found = compared(TWO, {"甲院": 48, "甲一": 52, "乙院": 52, "乙一": 48})
    assert found is not None and {share.standing for share in found.shares} == {"same"}


def test_one_community_is_compared_with_nobody() -> None:
    assert compared(network(("甲院", None), ("甲一", "甲院")), VISITS) is None
    assert [node.code for node in leaders(TWO)] == ["甲院", "乙院"]


@pytest.mark.parametrize("few", [{"甲一": 9, "甲二": 0}, {"乙院": 4}])
def test_a_small_count_of_visits_or_of_the_others_hides_the_comparison(few: dict[str, int]) -> None:
    assert compared(TWO, VISITS | few) is None


def test_a_community_that_reported_nothing_is_not_compared() -> None:
    assert compared(TWO, {"甲院": 300, "甲一": 500}) is None


@given(st.lists(st.integers(10, 5000), min_size=5, max_size=5))
def test_communities_add_up_to_what_they_are_held_against(counts: list[int]) -> None:
    found = compared(TWO, dict(zip(VISITS, counts, strict=True)))
    assert found is not None
    primary, visits = sum(share.primary for share in found.shares), sum(share.visits for share in found.shares)
    assert visits == sum(counts)
    assert found.together == pytest.approx(primary / visits * 100)
    assert all(share.lower <= share.value <= share.upper for share in found.shares)
