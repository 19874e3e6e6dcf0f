"""Budgets, payments and pay, each value worked out by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.evidence.money import Spending, pay_of, spending
from tests.metrics.small_county import NORTH, OLD, SOUTH

EDITION = {OLD: SOUTH}


def budgets(*rows: tuple[str, int, str, float]) -> pd.DataFrame:
    """Budget rows of (id, year, use, yuan)."""
    names = ["budget_id", "year", "use_zh", "budget_yuan"]
    return pd.DataFrame(rows, columns=names).assign(use_en=lambda frame: frame["use_zh"] + " en")


def payments(*rows: tuple[str, int, float]) -> pd.DataFrame:
    """Payments of (budget id, month, yuan)."""
    return pd.DataFrame(rows, columns=["budget_id", "month", "paid_yuan"])


BUDGETS = budgets(("a", 2023, "设备", 600.0), ("b", 2023, "培训", 400.0), ("c", 2022, "设备", 500.0))
PAYMENTS = payments(
    ("a", 202303, 100.0), ("a", 202312, 200.0), ("b", 202301, 300.0), ("c", 202202, 50.0), ("c", 202211, 450.0)
)


def spent(month: int, own: pd.DataFrame = BUDGETS, paid: pd.DataFrame = PAYMENTS) -> Spending:
    found = spending(own, paid, month)
    assert found is not None
    return found


def test_nothing_set_aside_is_nothing_to_show() -> None:
    assert spending(budgets(), payments(), 202312) is None
    assert spending(BUDGETS, PAYMENTS, 202112) is None


def test_uses_stand_by_their_rate_lowest_first() -> None:
    # By September 100 of 600 for equipment, 300 of 400 for training.
    found = spent(202309)
    assert [(use.name_zh, use.rate) for use in found.uses] == [("设备", pytest.approx(100 / 6)), ("培训", 75.0)]
    assert [use.left for use in found.uses] == [500.0, 100.0]


def test_the_whole_rate_is_a_ratio_of_sums() -> None:
    # 400 of 1,000 is 40 %; the mean of the two rates would be 45.8.
    assert spent(202309).whole.rate == 40.0


def test_part_of_a_year_is_held_against_the_same_months_of_the_year_before() -> None:
    # By September 2022 50 of 500; the whole of 2022 was spent.
    found = spent(202309)
    assert found.whole.rate_before == 10.0
    assert [use.rate_before for use in found.uses] == [10.0, None]
    assert [(year, use.rate) for year, use in found.earlier] == [(2022, 100.0)]


def test_the_path_runs_to_the_month_and_last_year_s_to_december() -> None:
    found = spent(202303)
    assert found.path == (300.0, 300.0, 400.0)
    assert found.path_before == (0.0, *[50.0] * 9, 500.0, 500.0)


def test_two_payments_out_of_one_budget_count_the_budget_once() -> None:
    assert spent(202312).whole.budget == 1000.0


def test_a_project_that_is_over_is_shown_with_all_its_years() -> None:
    found = spent(202412)
    assert not found.is_one_year and (found.first_year, found.year) == (2022, 2023)
    assert found.whole.budget == 1500.0 and found.whole.paid == 1100.0
    assert [year for year, _ in found.earlier] == [2023, 2022]


def test_a_payment_of_no_known_budget_is_left_out() -> None:
    assert spent(202312, paid=payments(("x", 202301, 9.0))).whole.paid == 0.0


amounts = st.integers(0, 10**9)


@given(
    st.lists(st.tuples(amounts, st.lists(st.tuples(st.integers(1, 12), amounts), max_size=4)), min_size=1, max_size=6)
)
def test_uses_add_to_the_whole_and_the_path_ends_at_what_is_paid(uses: list[tuple[int, list[tuple[int, int]]]]) -> None:
    own = budgets(*((f"b{n}", 2023, f"用途{n % 3}", float(budget)) for n, (budget, _) in enumerate(uses)))
    paid = payments(
        *((f"b{n}", 202300 + month, float(yuan)) for n, (_, parts) in enumerate(uses) for month, yuan in parts)
    )
    found = spent(202312, own, paid)
    assert sum(use.budget for use in found.uses) == found.whole.budget == sum(budget for budget, _ in uses)
    assert sum(use.paid for use in found.uses) == found.whole.paid == found.path[-1]
    assert found.path == tuple(sorted(found.path))


def posts(institution: str, number: int, *, year: int = 2023, tier: str = "township", **more: Any) -> pd.DataFrame:
    """Posts that are paid 100, 200, 300 … of performance and 1,000 of base."""
    rows = [
        {
            "institution_code": institution, "township_code": NORTH, "tier": tier, "year": year, "base_yuan": 1000.0,
            "performance_yuan": 100.0 * (position + 1), "name_zh": institution, "name_en": institution, **more,
        }
        for position in range(number)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_quartiles_and_share_of_a_tier() -> None:
    # 11 posts with 100 … 1,100: quartiles 350, 600, 850; performance 6,600 of 17,600 is 37.5 %.
    found = pay_of(posts("A", 11), 202312, {}, ())
    assert found is not None
    tier = found.tiers[0]
    assert (tier.posts, tier.quartiles, tier.share) == (11, (350.0, 600.0, 850.0), 37.5)


def test_a_year_that_is_not_over_is_not_shown() -> None:
    rows = pd.concat([posts("A", 11, year=2022), posts("A", 12)])
    found = pay_of(rows, 202309, {}, ())
    assert found is not None and found.year == 2022
    assert pay_of(posts("A", 12), 202309, {}, ()) is None


def test_nine_posts_are_hidden_in_every_number_and_ten_are_not() -> None:
    found = pay_of(pd.concat([posts("A", 9, tier="county"), posts("B", 10)]), 202312, {}, ())
    assert found is not None
    few, enough = found.tiers
    assert few.is_hidden and (few.quartiles, few.share) == (None, None)
    assert enough.posts == 10


def test_a_second_institution_is_hidden_where_the_tier_s_posts_would_tell_the_first() -> None:
    # 5 are hidden, 12 and 40 would leave them to be reckoned from 57: the smaller of the two goes too.
    found = pay_of(pd.concat([posts("A", 5), posts("B", 12), posts("C", 40)]), 202312, {}, ())
    assert found is not None
    assert [group.is_hidden for group in found.institutions] == [True, True, False]
    assert found.tiers[0].posts == 57


def test_what_is_hidden_does_not_depend_on_the_townships_chosen() -> None:
    # B alone has 12 posts, but it was hidden for the sake of A: its township's tier is B, and must not show it.
    rows = pd.concat([posts("A", 5), posts("B", 12, township_code=SOUTH), posts("C", 40)])
    found = pay_of(rows, 202312, {}, (SOUTH,))
    assert found is not None
    assert [group.is_hidden for group in (*found.institutions, *found.tiers)] == [True, True]


def test_a_merged_township_s_posts_are_its_successor_s() -> None:
    found = pay_of(posts("A", 11, township_code=OLD), 202312, EDITION, (SOUTH,))
    assert found is not None and found.tiers[0].posts == 11
    assert pay_of(posts("A", 11, township_code=OLD), 202312, EDITION, (NORTH,)) is None
