"""A week of a place is one promise, whatever number of rules say it; a visit without a rule is nobody's loss."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import pytest

from data_access.engine import open_engine
from findings.experts import visits_finding
from findings.figures import Words
from metrics.ledger import compliance, judge_visits, losses, monthly_assessment
from metrics.ledger.compliance import one_promise_a_period
from metrics.ledger.reads import compliance_of, county_ledger, month_of_visits
from metrics.reference import load_reference
from metrics.source import Source
from pages.experts.words import boxes
from tests.metrics.ledger_rows import NO_LEAVE, SENIOR, rules, visit, visits

LISHI, JUNGAR = "141102", "150622"
HOURS = {"rule_id": "hours", "name_zh": "每周不少于8小时", "unit": "小时/周", "minimum_visits": None}
PLACES = pd.DataFrame(
    {
        "institution_code": ["C1", "C2"],
        "township_code": ["141102101", "141102102"],
        "county_code": "141102",
        "place_kind": "",
    }
)
WEEKS = dt.date(2023, 2, 27), dt.date(2023, 3, 12)


@pytest.fixture(scope="module")
def sample(sample_duckdb_url: str) -> Iterator[Source]:
    engine = open_engine(sample_duckdb_url)
    yield Source(engine, load_reference(engine))
    engine.dispose()


def test_a_week_that_two_rules_ask_for_is_assessed_once() -> None:
    """118 as 离石 writes it: a visit a week of eight hours, and eight hours a week.

    C1: eight hours in the first week, seven in the second, which misses the visit and the hours. C2: nobody came.
    """
    rows = visits(visit("V1"), visit("V2", day="2023-03-08", actual=("08:00", "15:00")))
    ledger = judge_visits(rows, SENIOR, NO_LEAVE, pd.concat([rules(), rules(**HOURS)], ignore_index=True))
    each = compliance(ledger, *WEEKS, places=PLACES)
    cells = one_promise_a_period(each, ledger.rules)
    assert (len(each), len(cells)) == (8, 4)
    status = cells.set_index(["institution_code", "period"])["status"].to_dict()
    assert status == {
        ("C1", 202309): "met",
        ("C1", 202310): "missed",
        ("C2", 202309): "missed",
        ("C2", 202310): "missed",
    }


def test_the_rule_that_was_missed_is_the_one_that_is_named() -> None:
    """Two visits of eight hours meet the first rule; twenty hours a week are not reached."""
    rows = visits(visit("V1"), visit("V2", day="2023-03-02"))
    both = pd.concat([rules(), rules(**HOURS | {"minimum_hours": 20.0})], ignore_index=True)
    ledger = judge_visits(rows, SENIOR, NO_LEAVE, both)
    cell = one_promise_a_period(compliance(ledger, WEEKS[0], dt.date(2023, 3, 5)), ledger.rules).iloc[0]
    assert (cell["status"], cell["rule_zh"]) == ("missed", "每周不少于8小时")
    assert (cell["counted"], cell["needed_visits"], cell["needed_hours"]) == (2, 1, 20)


def test_rules_of_two_mechanisms_stay_two_promises() -> None:
    both = pd.concat([rules(), rules(**HOURS, mechanism_id="lishi_capacity_plan")], ignore_index=True)
    ledger = judge_visits(visits(visit("V1")), SENIOR, NO_LEAVE, both)
    cells = compliance(ledger, *WEEKS, places=PLACES)
    assert len(one_promise_a_period(cells, ledger.rules)) == len(cells) == 8


def test_a_county_without_double_rules_keeps_its_cells() -> None:
    ledger = judge_visits(visits(visit("V1")), SENIOR, NO_LEAVE, rules())
    cells = compliance(ledger, *WEEKS, places=PLACES)
    assert one_promise_a_period(cells, ledger.rules) is cells


def test_lishi_is_assessed_on_572_weeks_of_2023_and_not_on_1144(sample: Source) -> None:
    """Eleven institutions × 52 ISO weeks whose Thursday lies in 2023, exempt ones among them."""
    whole = county_ledger(sample.engine, LISHI)
    year = compliance_of(whole, 202301, 202312)
    assert len(year) == 11 * 52
    assert not year.duplicated(["institution_code", "period"]).any()


def test_a_week_over_two_months_or_years_stands_in_one_of_them(sample: Source) -> None:
    """The weeks of single months, and of two years, are those of the whole span, each once."""
    whole = county_ledger(sample.engine, LISHI)
    span = compliance_of(whole, 202301, 202412)
    months = [
        compliance_of(whole, month, month) for year in (2023, 2024) for month in range(year * 100 + 1, year * 100 + 13)
    ]
    by_month = pd.concat(months, ignore_index=True)
    keys = ["institution_code", "period"]
    assert not by_month.duplicated(keys).any()
    assert set(map(tuple, by_month[keys].to_numpy())) == set(map(tuple, span[keys].to_numpy()))
    # 2024-12-30 … 2025-01-05 has its Thursday in 2025: no week of 2024.
    assert 202501 not in set(span["period"])


def test_a_visit_without_a_rule_is_no_loss_of_its_township(sample: Source) -> None:
    """准格尔, December 2023: 27 visits of 薛家湾镇 did not count, 25 of them because no rule is about them."""
    month = month_of_visits(county_ledger(sample.engine, JUNGAR), 202312)
    seat = month.visits[(month.visits["township_code"] == "150622100") & (month.visits["counted"] == 0)]
    assert (len(seat), int((seat["reason"] == "no_rule").sum()), month.without_rule) == (27, 25, 25)
    assert visits_finding(month, Words("zh", sample.reference))[0].endswith("4次未计入，其中薛家湾镇2次。")
    assert "no_rule" not in set(month.losses["reason"]) and int(month.losses["visits"].sum()) == 4


def test_a_visit_that_no_rule_is_about_is_not_drawn_as_below_the_rule(sample: Source) -> None:
    """Half circles stood in the month's grid for 准格尔's 25 visits without a rule: 到岗，未达规则."""
    month = month_of_visits(county_ledger(sample.engine, JUNGAR), 202312)
    came = month.visits[month.visits["attended"] == 1]
    free = came["reason"] == "no_rule"
    assert set(came.loc[free, "mark"]) == {"unruled"} and free.sum() > 0
    assert "unruled" not in set(came.loc[~free, "mark"])
    assert month.judged == int((~free).sum())


def test_where_no_rule_is_about_any_visit_none_is_said_to_count(sample: Source) -> None:
    """A county without rules read: 到岗的全部计入, beside 计入0次; and that every period was met."""
    month = month_of_visits(county_ledger(sample.engine, JUNGAR), 202312)
    free = month.visits[month.visits["reason"] == "no_rule"]
    bare = replace(month, visits=free, cells=month.cells.iloc[:0], losses=month.losses.iloc[:0], without=free.iloc[:0])
    (_, planned), (_, counted), _ = boxes(bare, sample.reference)
    assert planned == "全部到岗。" and counted == "25次没有适用的规定，不判定。"
    lost = replace(bare, losses=month.losses)
    assert boxes(lost, sample.reference)[2][1].startswith("本月没有按期考核的规则，先到“规则”里新增；先查“")


def test_the_bulletin_of_a_month_lists_no_visit_that_nobody_judged() -> None:
    rows = visits(
        visit("V1"),
        visit("V2", day="2023-03-08", actual=(None, None)),
        visit("V3", day="2023-03-09") | {"mechanism_id": "cross_clinics"},
    )
    ledger = judge_visits(rows, SENIOR, NO_LEAVE, rules())
    assert losses(ledger, ["county_code"])["reason"].tolist() == ["no_check_in"]
    cells = compliance(ledger, WEEKS[0], dt.date(2023, 3, 12))
    own = monthly_assessment(ledger, cells).set_index("month").loc[202303]
    assert own["losses"] == (("no_check_in", 1),)
