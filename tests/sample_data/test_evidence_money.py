"""The sample's budgets, payments and pay agree with the funding and the activity rows that were there before them."""

from __future__ import annotations

import pandas as pd

from tests.sample_data.conftest import Frames


def by_month(frame: pd.DataFrame, amount: str) -> dict[tuple[str, int], float]:
    sums = frame.groupby(["mechanism_id", "month"], as_index=False)[amount].sum()
    keys = zip(sums["mechanism_id"].astype(str), sums["month"].astype(int), strict=True)
    return dict(zip(keys, sums[amount].astype(float), strict=True))


def test_payments_of_a_month_are_the_funding_of_that_month(sample: Frames) -> None:
    money = sample["funding"]
    shown = money["mechanism_id"].isin(set(sample["payment"]["mechanism_id"]))
    # A yearly budget is set aside in its row and spent in others.
    own = money[shown & (money["purpose"] != "alliance_budget")]
    assert by_month(sample["payment"], "paid_yuan") == by_month(own, "amount_yuan")


def test_nothing_is_paid_above_its_budget_nor_in_another_year(sample: Frames) -> None:
    budget = sample["budget"].set_index("budget_id")
    paid = sample["payment"].groupby("budget_id")["paid_yuan"].sum()
    assert (paid <= budget.loc[paid.index, "budget_yuan"]).all()
    years = sample["payment"]["budget_id"].map(budget["year"])
    assert (years == sample["payment"]["month"] // 100).all()


def test_the_alliances_yearly_budget_is_the_two_million_that_the_account_prints(sample: Frames) -> None:
    own = sample["budget"][sample["budget"]["mechanism_id"] == "luzhai_budget"]
    assert set(own.groupby("year")["budget_yuan"].sum()) == {2_000_000.0}


def test_a_printed_investment_is_one_published_row_and_nothing_made_up_is_called_published(sample: Frames) -> None:
    budget = sample["budget"]
    printed = budget[budget["basis"] == "published"].set_index("use_zh")["budget_yuan"]
    assert printed["市人民医院新建"] == 687_000_000 and printed["县级医院新建"] == 770_000_000
    assert not printed.index.str.contains("工资|补助|培训").any()


def test_the_posts_of_an_institution_add_to_its_performance_pay_and_its_whole_pay_of_the_year(sample: Frames) -> None:
    work = sample["activity_month"]
    work = work[work["activity_code"] == "performance_pay"].assign(year=lambda rows: rows["month"] // 100)
    keys = ["institution_code", "year"]
    whole = work.groupby(keys)[["amount_yuan", "base_yuan"]].sum()
    posts = sample["pay"].groupby(keys)[["performance_yuan", "base_yuan"]].sum()
    assert (posts["performance_yuan"] == whole["amount_yuan"]).all()
    assert (posts.sum(axis=1) == whole["base_yuan"]).all()


def test_every_post_lies_in_a_township_that_existed_at_the_end_of_its_year(sample: Frames) -> None:
    township = sample["township"].set_index("township_code")
    month = sample["pay"]["year"] * 100 + 12
    begun = sample["pay"]["township_code"].map(township["valid_from"]).astype(int)
    ended = sample["pay"]["township_code"].map(township["valid_to"]).fillna(999912).astype(int)
    assert ((begun <= month) & (month <= ended)).all()
