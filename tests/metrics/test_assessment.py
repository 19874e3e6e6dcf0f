"""What is said of a change: the word, its limits, whose doing it is. Worked out by hand on the small county.

In "moved", the first half of 2023 differs from the small county: north's centre sees 35 patients a month instead of
40, south's centre in turn 31 and 33 instead of 30; contracts are 540 of 1,000 in north and 150 of 250 in south
(June 2022: 600 of 1,000 and 94 of 250). All other visits are the same in both years: 150 a month, with 80 of 180 at
primary institutions in 2022.
"""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from math import isnan, sqrt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data_access.build import write_warehouse
from data_access.engine import open_engine
from metrics.catalogue import get_all
from metrics.judge.assessment import (
    Assessment,
    assess,
    did_most,
    largest_movements,
    main_contributor,
    named_township,
    standings,
)
from metrics.period import Period
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from metrics.statistics.verdict import Verdict
from tests.metrics.small_county import COUNTY, NORTH, NORTH_CENTRE, SOUTH, SOUTH_CENTRE, frames

Judge = Callable[..., Assessment]
METRICS = ("outpatient_visits", "primary_visit_share", "contract_rate", "beds_open")
T_OF_4_DEGREES = 2.776445  # 0.975 quantile of Student's t, any table


def months_alike(count: int) -> float:
    """By what a standard error grows where neighbouring months resemble each other by 0.3: their covariances added.

    The variance of a sum is c times that of independent months; about their own mean they vary by (n − c)/(n − 1).
    """
    summed = sum(0.3 ** abs(one - other) for one in range(count) for other in range(count)) / count
    return sqrt(summed * (count - 1) / (count - summed))


# South in the first half: January with February 4 more on 80, then 1 and 3 more in turn on 40. Less 2 a month, that is
# 0, −1, 1, −1, 1: a standard error of √(4 ÷ 4 × 5) ÷ 6 a month, in per cent of 40.
REACH_OF_SOUTH = T_OF_4_DEGREES * sqrt(5) / 6 * months_alike(5) / 40 * 100


def moved() -> dict[str, pd.DataFrame]:
    """The small county with other visits and contracts in 2023."""
    tables = frames()
    visits, contracts = tables["institution_month"], tables["contract_month"]
    second_year = visits["month"] > 202212
    visits.loc[second_year & (visits["institution_code"] == NORTH_CENTRE), "outpatient_visits"] = 35
    for month in range(202301, 202307):
        own = (visits["institution_code"] == SOUTH_CENTRE) & (visits["month"] == month)
        visits.loc[own, "outpatient_visits"] = 31 if month % 2 else 33
    for township, contracted in ((NORTH, 540), (SOUTH, 150)):
        own = (contracts["township_code"] == township) & (contracts["month"] > 202212)
        contracts.loc[own, "contracted"] = contracted
    return tables


def judging(folder: Path, tables: dict[str, pd.DataFrame]) -> Judge:
    url = f"duckdb:///{folder / 'county.duckdb'}"
    write_warehouse(url, tables)
    engine = open_engine(url)
    source = Source(engine, load_reference(engine))

    def judged(period: str, metric_ids: tuple[str, ...] = METRICS, **options: Any) -> Assessment:
        return assess(source, get_all(metric_ids), Scope(COUNTY, Period.parse(period), **options))

    return judged


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    """judge("2023H1", metric ids, townships=…, compare=…) of the county that moved."""
    return judging(tmp_path_factory.mktemp("moved"), moved())


@pytest.fixture(scope="module")
def first_half(judge: Judge) -> Assessment:
    return judge("2023H1")


@pytest.fixture(scope="module")
def with_few_contracts(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    """The first half of 2023 where south has five contracts."""
    tables = moved()
    contracts = tables["contract_month"]
    contracts.loc[(contracts["township_code"] == SOUTH) & (contracts["month"] > 202212), ["contracted", "served"]] = 5
    return judging(tmp_path_factory.mktemp("few"), tables)("2023H1")


def of(assessment: Assessment, metric_id: str, township: str | None = None) -> pd.Series:
    rows = assessment.county if township is None else assessment.townships
    own = rows[rows["metric_id"] == metric_id]
    return (own if township is None else own[own["township_code"] == township]).iloc[0]


def limits(row: pd.Series) -> tuple[float, float, float]:
    return row["change_lower"], row["change"], row["change_upper"]


def test_visits_are_judged_on_their_months(first_half: Assessment):
    """Two years know no earlier change, so the half year's own months say it: 5 % ± 3.6."""
    reach = REACH_OF_SOUTH
    south = of(first_half, "outpatient_visits", SOUTH)
    assert limits(south) == pytest.approx((5 - reach, 5, 5 + reach), rel=1e-6)
    assert south["verdict"] == Verdict.CLEAR_RISE
    whole = of(first_half, "outpatient_visits")
    assert limits(whole) == pytest.approx((-5 / 3 - reach * 40 / 180, -5 / 3, -5 / 3 + reach * 40 / 180), rel=1e-6)
    assert whole["verdict"] == Verdict.CLEAR_FALL


def test_three_months_are_too_few_to_judge_visits(judge: Judge):
    row = of(judge("2023Q1", ("outpatient_visits",)), "outpatient_visits", NORTH)
    assert row["change"] == pytest.approx(-100 * 5 / 140)
    assert row["verdict"] == Verdict.TOO_LITTLE_DATA and isnan(row["change_lower"]) and isnan(row["change_upper"])


def test_people_out_of_people_are_judged_by_newcombes_interval(first_half: Assessment):
    """Method 10 of Newcombe (1998), worked from its formula: 540 of 1,000 against 600, 150 of 250 against 94."""
    north, south = (of(first_half, "contract_rate", place) for place in (NORTH, SOUTH))
    assert limits(north) == pytest.approx((-10.3076, -6.0, -1.6605), abs=1e-3)
    assert limits(south) == pytest.approx((13.6819, 22.4, 30.6390), abs=1e-3)
    assert (north["verdict"], north["judgement"]) == (Verdict.CLEAR_FALL, "bad")
    assert (south["verdict"], south["judgement"]) == (Verdict.CLEAR_RISE, "good")


def test_a_change_within_chance_is_no_clear_change_and_neither_good_nor_bad(first_half: Assessment):
    """Contracts of the county: 690 of 1,250 against 694. One moment's count is too small to tell four people apart."""
    row = of(first_half, "contract_rate")
    assert limits(row) == pytest.approx((-4.2108, -0.32, 3.5722), abs=1e-3)
    assert (row["verdict"], row["judgement"]) == (Verdict.NO_CLEAR_CHANGE, "neutral")


def test_beds_are_counted_in_full_so_no_change_is_no_change(first_half: Assessment):
    row = of(first_half, "beds_open")
    assert (row["change"], row["verdict"], row["judgement"]) == (0, Verdict.NO_CLEAR_CHANGE, "neutral")


def test_without_a_comparison_nothing_is_judged(judge: Judge):
    found = judge("2023H1", compare=None)
    assert set(found.county["verdict"]) == {Verdict.TOO_LITTLE_DATA} and set(found.county["judgement"]) == {"neutral"}
    assert found.contributions == {} and named_township(found, "contract_rate") is None


def test_without_a_year_before_nothing_is_judged(judge: Judge):
    found = judge("2022H1", ("outpatient_visits", "contract_rate"))
    assert found.county["change"].isna().all() and set(found.county["verdict"]) == {Verdict.TOO_LITTLE_DATA}


def test_townships_parts_sum_exactly_to_the_countys_change(first_half: Assessment):
    """Visits: north 5 × 6 fewer and south 12 more of 1,080. Contracts: −6 × 0.8 and 22.4 × 0.2, weights unchanged."""
    visits, contracts = (first_half.contributions[name] for name in ("outpatient_visits", "contract_rate"))
    assert visits.by_place() == {NORTH: Fraction(-25, 9), SOUTH: Fraction(10, 9)}
    assert contracts.by_place() == {NORTH: Fraction(-48, 10), SOUTH: Fraction(448, 100)}
    assert visits.change == Fraction(-5, 3) and contracts.change == Fraction(-32, 100)
    for metric_id, decomposition in first_half.contributions.items():
        assert sum(term.value for term in decomposition.terms) == decomposition.change
        assert float(decomposition.change) == pytest.approx(of(first_half, metric_id)["change"])


def test_a_township_did_most_of_a_change_from_half_of_it_on(first_half: Assessment):
    """主要来自鹿寨镇+0.3个百分点 was said of nine townships that did 0.3 points each of 2.7."""
    change = first_half.contributions["contract_rate"].change
    assert did_most(first_half, "contract_rate", change / 2)
    assert not did_most(first_half, "contract_rate", change / 9)


def test_the_main_contributor_moved_the_way_the_county_moved(first_half: Assessment):
    """South's own rate changed most, but upwards; the county's fell, and north is why."""
    assert main_contributor(first_half, "contract_rate") == (NORTH, -4.8)
    assert main_contributor(first_half, "beds_open") is None


def test_a_hidden_township_leaves_no_decomposition_and_no_verdict(with_few_contracts: Assessment):
    hidden = of(with_few_contracts, "contract_rate", SOUTH)
    assert hidden["status"] == "hidden" and hidden["verdict"] == Verdict.TOO_LITTLE_DATA
    assert isnan(hidden["change_lower"]) and isnan(hidden["change_upper"])
    assert "contract_rate" not in with_few_contracts.contributions
    assert named_township(with_few_contracts, "contract_rate") is None
    assert main_contributor(with_few_contracts, "contract_rate") is None
    assert "outpatient_visits" in with_few_contracts.contributions


def test_a_clear_fall_is_named_before_a_larger_clear_rise(first_half: Assessment):
    named = named_township(first_half, "contract_rate")
    assert named is not None and (named["township_code"], named["change"]) == (NORTH, pytest.approx(-6))


def test_a_clear_rise_is_named_where_nothing_fell(first_half: Assessment):
    rose = first_half.townships[first_half.townships["township_code"] == SOUTH]
    named = named_township(replace(first_half, townships=rose), "contract_rate")
    assert named is not None and named["township_code"] == SOUTH


def test_no_township_is_named_for_a_change_within_chance(first_half: Assessment):
    assert named_township(first_half, "beds_open") is None


def movements(*rows: tuple[str, float, str, float, str]) -> Assessment:
    columns = ["metric_id", "change", "change_unit", "compare_value", "verdict"]
    nothing = pd.DataFrame()
    return Assessment(
        (), Period(202301, 202312), "yoy", pd.DataFrame(rows, columns=columns), nothing, nothing, contributions={}
    )


def test_movements_are_ranked_in_steps_with_clear_ones_first():
    """Steps: 3 points are 3, 20 % are 4, 1 day of 5 is a tenth twice; 40 % unclear comes after all of them."""
    found = movements(
        ("points", 3.0, "百分点", 50.0, Verdict.CLEAR_RISE),
        ("per_cent", -20.0, "%", 100.0, Verdict.CLEAR_FALL),
        ("days", 1.0, "天", 5.0, Verdict.CLEAR_RISE),
        ("unclear", 40.0, "%", 100.0, Verdict.NO_CLEAR_CHANGE),
        ("unknown", float("nan"), "%", float("nan"), Verdict.TOO_LITTLE_DATA),
    )
    assert largest_movements(found, 9) == ["per_cent", "points", "days", "unclear"]
    assert largest_movements(found) == ["per_cent", "points", "days"]


def test_a_township_stands_apart_only_with_its_whole_interval():
    nan = float("nan")
    limits = {"lower": [51, 40, 45, nan, 50], "upper": [60, 49, 55, nan, 60]}
    rows = pd.DataFrame({"metric_id": ["contract_rate"] * 5, **limits})
    assert standings(rows, 50.0) == ["above", "below", "same", "unknown", "same"]
    assert standings(rows, nan) == ["unknown"] * 5


def test_a_month_with_a_gap_in_reporting_is_no_point_of_the_line(judge: Judge):
    """South's centre did not report in September 2023: 35 of 145 would look like a fall of primary care."""
    year = judge("2023", ("outpatient_visits",))
    line = year.months_of("outpatient_visits", 2023)
    assert isnan(line[8]) and [month for month, value in enumerate(line, start=1) if isnan(value)] == [9]
    assert line[:2] == [176, 178] and line[6] == 176
    assert year.months_of("outpatient_visits", 2022) == [180] * 12


def test_fewer_metrics_of_an_assessment_are_the_same_ones_in_the_order_asked(first_half: Assessment):
    part = first_half.only(["contract_rate", "outpatient_visits", "unknown"])
    assert [metric.id for metric in part.metrics] == list(part.county["metric_id"])
    assert list(part.county["metric_id"]) == ["contract_rate", "outpatient_visits"]
    assert part.headline("contract_rate").equals(first_half.headline("contract_rate"))
    assert set(part.contributions) == {"contract_rate", "outpatient_visits"}


def test_chosen_townships_are_judged_against_the_townships_that_merged_into_them(judge: Judge):
    """South alone: its base holds old's 10 visits a month, chosen by hand or shown beside north."""
    chosen = judge("2023H1", ("outpatient_visits",), townships=(SOUTH,))
    reach = REACH_OF_SOUTH
    for row in (chosen.headline("outpatient_visits"), of(chosen, "outpatient_visits", SOUTH)):
        assert limits(row) == pytest.approx((5 - reach, 5, 5 + reach), rel=1e-6)


@pytest.mark.parametrize(
    ("period", "compare"), [("2023", "yoy"), ("2023-04..2023-12", "yoy"), ("2023H2", "previous"), ("2023H2", "yoy")]
)
def test_the_interval_rests_on_the_months_of_the_change_also_where_one_was_not_reported(
    judge: Judge, period: str, compare: str
):
    """South reports nothing in September 2023: its own month leaves both sides, the hospital's and north's stay.

    Limits by Student's t lie at equal distance round the change they belong to.
    """
    found = judge(period, ("outpatient_visits", "primary_visit_share"), compare=compare)
    rows = pd.concat([found.county, found.townships])
    judged = rows[rows["change_lower"].notna()]
    assert set(judged["metric_id"]) == {"outpatient_visits", "primary_visit_share"}
    assert judged["township_code"].isna().any() and SOUTH in set(judged["township_code"])
    middle = (judged["change_lower"] + judged["change_upper"]) / 2
    assert middle.to_numpy() == pytest.approx(judged["change"].to_numpy(), abs=1e-9)


def test_what_was_not_reported_is_left_out_of_both_sides_of_its_month(judge: Judge):
    """South, April to December 2023: 33, 31, 33, then 31 a month against 30; its second centre 10 in both years.

    In September only the second centre is compared, so that month has a difference of 0 on a base of 10.
    """
    south = of(judge("2023-04..2023-12", ("outpatient_visits",)), "outpatient_visits", SOUTH)
    differences = [3, 1, 3, 1, 1, 1, 0, 1, 1]
    assert south["change"] == pytest.approx(100 * sum(differences) / (8 * 40 + 10))
    mean = sum(differences) / 9
    error = sqrt(sum((one - mean) ** 2 for one in differences) / 8 / 9) * months_alike(9)
    reach = 2.306004 * error * 9 / 330 * 100  # 0.975 quantile of t with 8 degrees of freedom
    assert limits(south) == pytest.approx((south["change"] - reach, south["change"], south["change"] + reach), rel=1e-6)
