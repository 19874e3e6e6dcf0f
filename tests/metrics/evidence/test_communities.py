"""Communities beside each other: ratios of sums, small counts, and no comparison of one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.catalogue import get
from metrics.evidence.communities import Compared, compared, leaders
from metrics.evidence.network import Network, network_of

SHARE, CLINICS, BEDS = get("primary_visit_share"), get("institutions_village"), get("bed_use_rate")
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


def rows_of(parts: dict[str, tuple[float, float | None]], status: str = "shown", **more: Any) -> pd.DataFrame:
    """A row an institution: numerator and denominator."""
    return pd.DataFrame(
        [
            {"institution_code": code, "numerator": top, "denominator": bottom, "status": status, **more}
            for code, (top, bottom) in parts.items()
        ]
    )


def visits(counts: dict[str, int]) -> pd.DataFrame:
    """Visits by institution: those of hospitals are none of the primary level's."""
    return rows_of({code: (0 if code.endswith("院") else count, count) for code, count in counts.items()})


def share(counts: dict[str, int]) -> Compared | None:
    return compared(TWO, SHARE, visits(counts))


def test_a_community_is_the_ratio_of_its_summed_visits_and_so_are_all_together() -> None:
    """甲: (500 + 200) of 1,000 = 70 %; 乙: 400 of 1,000 = 40 %; together 1,100 of 2,000 = 55 %."""
    found = share(VISITS)
    assert found is not None
    assert [(part.code, part.value) for part in found.parts] == [("甲院", 70.0), ("乙院", 40.0)]
    assert found.together == pytest.approx(55.0)
    # Visits of the same patients are no independent events: two communities alone cannot be told apart by them.
    assert [part.standing for part in found.parts] == ["same", "same"] and found.dispersion > 1


def test_communities_stand_in_the_networks_order_and_not_in_that_of_their_values() -> None:
    found = share({"甲院": 600, "甲一": 300, "甲二": 100, "乙院": 300, "乙一": 700})
    assert found is not None and [part.value for part in found.parts] == [40.0, 70.0]


def test_a_count_is_summed_and_has_no_interval() -> None:
    """甲 30 + 12 clinics, 乙 9: 51 in all. Institutions are not people: nine are told."""
    found = compared(TWO, CLINICS, rows_of({"甲一": (30.0, None), "甲二": (12.0, None), "乙一": (9.0, None)}))
    assert found is not None and found.together == 51
    assert [(part.value, part.lower, part.standing) for part in found.parts] == [
        (42.0, None, "unknown"), (9.0, None, "unknown"),
    ]  # fmt: skip


def test_a_mean_takes_its_interval_from_its_months() -> None:
    """甲 uses 60 and 80 of 100 bed-days in turn, 70 % in the year; 乙 always 50 of 100. Together 1,440 of 2,400 = 60 %.

    甲's months deviate by 10 of 100: the error is √(12 × 100 ÷ 1,200² × 12 ÷ 11) = 3.015 points, t of 11 is 2.201.
    """
    months = [202401 + number for number in range(12)]
    rows = [
        rows_of({"甲院": (60.0 if month % 2 else 80.0, 100.0), "乙院": (50.0, 100.0)}, period=str(month))
        for month in months
    ]
    found = compared(TWO, BEDS, pd.concat(rows, ignore_index=True))
    assert found is not None and found.by_months and found.together == pytest.approx(60.0)
    first, second = found.parts
    assert first.value == pytest.approx(70.0)
    assert (first.lower, first.upper) == (pytest.approx(70 - 6.636, abs=0.01), pytest.approx(70 + 6.636, abs=0.01))
    assert (first.standing, second.standing) == ("above", "below")


def test_an_interval_that_holds_the_value_together_stands_apart_from_nothing() -> None:
    """52 and 48 of 100: each interval is about ten points wide on either side and holds 50 %."""
    found = share({"甲院": 48, "甲一": 52, "甲二": 0, "乙院": 52, "乙一": 48})
    assert found is not None and {part.standing for part in found.parts} == {"same"}


def test_one_community_is_compared_with_nobody() -> None:
    alone = network(("甲院", None), ("甲一", "甲院"))
    assert compared(alone, SHARE, visits(VISITS)) is None
    assert [node.code for node in leaders(TWO)] == ["甲院", "乙院"]


@pytest.mark.parametrize("few", [{"甲一": 9, "甲二": 0}, {"乙院": 4}])
def test_a_small_count_of_visits_or_of_the_others_hides_the_comparison(few: dict[str, int]) -> None:
    assert share(VISITS | few) is None


def test_an_institution_whose_count_is_hidden_hides_the_comparison() -> None:
    rows = visits(VISITS)
    hidden = rows["institution_code"] == "甲二"
    rows.loc[hidden, ["numerator", "denominator"]] = np.nan
    rows.loc[hidden, "status"] = "hidden"
    assert compared(TWO, SHARE, rows) is None


def test_a_community_that_reported_nothing_is_not_compared() -> None:
    assert share({"甲院": 300, "甲一": 500}) is None


def test_institutions_outside_the_network_are_none_of_its_communities() -> None:
    found = share(VISITS | {"丙一": 5000})
    assert found is not None and found.together == pytest.approx(55.0)


@given(st.lists(st.integers(10, 5000), min_size=5, max_size=5))
def test_communities_add_up_to_what_they_are_held_against(counts: list[int]) -> None:
    found = share(dict(zip(VISITS, counts, strict=True)))
    assert found is not None
    primary, total = sum(part.numerator for part in found.parts), sum(part.denominator or 0 for part in found.parts)
    assert total == sum(counts)
    assert found.together == pytest.approx(primary / total * 100)
    assert all((part.lower or 0) <= part.value <= (part.upper or 0) for part in found.parts)
