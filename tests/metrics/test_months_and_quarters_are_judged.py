"""Months and quarters are judged against earlier changes like theirs, people by who was present, festivals together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pytest

from data_access.build import write_warehouse
from data_access.engine import open_engine
from findings.figures import Words
from findings.ground import ground_words
from metrics.ask.query import answer
from metrics.ask.question import Question
from metrics.catalogue import get, get_all
from metrics.judge.assessment import assess
from metrics.judge.history import History, histories, month_number
from metrics.judge.judging import with_verdicts
from metrics.ledger.holidays import spring_festival
from metrics.period import Period
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from metrics.statistics.verdict import CLEAR, Verdict
from tests.metrics.small_county import COUNTY, NORTH, OLD, SOUTH, frames


@pytest.fixture(scope="module")
def sample(sample_duckdb_url: str) -> Iterator[Source]:
    engine = open_engine(sample_duckdb_url)
    yield Source(engine, load_reference(engine))
    engine.dispose()


def judged(source: Source, metric_id: str, period: str, county: str = "141122") -> pd.Series:
    scope = Scope(county, Period.parse(period), compare="yoy")
    return assess(source, [get(metric_id)], scope).headline(metric_id)


@pytest.mark.parametrize(("period", "years"), [("2024-05", 7), ("2024Q2", 7), ("2024", 7), ("2019-05", 2)])
def test_a_period_of_every_length_is_judged_on_earlier_years(sample: Source, period: str, years: int) -> None:
    """Data begin in 2016: the changes of 2017 and later lie behind that of 2024, seven of the same period."""
    row = judged(sample, "outpatient_visits", period)
    assert row["verdict"] != Verdict.TOO_LITTLE_DATA and row["change_lower"] < row["change"] < row["change_upper"]
    assert (row["ground"], row["like_changes"]) == ("like_changes", years)


def test_the_second_year_is_judged_on_its_own_months_and_says_so(sample: Source) -> None:
    year, month = judged(sample, "outpatient_visits", "2017"), judged(sample, "outpatient_visits", "2017-05")
    assert year["ground"] == "own_months" and year["verdict"] != Verdict.TOO_LITTLE_DATA
    assert month["ground"] == "short" and month["verdict"] == Verdict.TOO_LITTLE_DATA
    found = assess(sample, get_all(["outpatient_visits"]), Scope("141122", Period.parse("2017-05"), compare="yoy"))
    said = ground_words(month, get("outpatient_visits"), found, Words("zh", sample.reference))
    assert said.startswith("数据不足3年，月度、季度的变化不下结论。")


def test_a_february_alone_says_when_the_festival_was(sample: Source) -> None:
    """The Spring Festival holidays of the State Council's notices: from 10 February 2024 and from 21 January 2023."""
    words, metric = Words("zh", sample.reference), get("outpatient_visits")

    def said(period: str) -> str:
        found = assess(sample, [metric], Scope("141122", Period.parse(period), compare="yoy"))
        return ground_words(found.headline(metric.id), metric, found, words)

    assert "春节假期2024年从2月10日起，2023年从1月21日起" in said("2024-02")
    assert "1—2月合并" in said("2024-01") and "春节" not in said("2024-01..2024-02") + said("2024-05")
    assert (str(spring_festival(2024)), str(spring_festival(2023))) == ("2024-02-10", "2023-01-21")


def test_too_few_earlier_februaries_are_no_ground(sample: Source) -> None:
    row = judged(sample, "outpatient_visits", "2018-02")
    assert (row["ground"], row["verdict"]) == ("festival", Verdict.TOO_LITTLE_DATA)
    both = judged(sample, "outpatient_visits", "2018-01..2018-02")
    assert both["ground"] == "like_changes" and both["verdict"] != Verdict.TOO_LITTLE_DATA


def test_sixteen_experts_fewer_after_a_changeover_are_no_fall(sample: Source) -> None:
    """鹿寨 2023 had 60 people in 44 posts because of one changeover; 44 in 2024 was 明显下降 by 26.7 %."""
    row = judged(sample, "posted_experts", "2024", "450223")
    assert (row["value"], row["compare_value"]) == (44, 60)
    assert (row["verdict"], row["ground"]) == (Verdict.NO_CLEAR_CHANGE, "presence")


def people(by_month: list[float], first_year: int, distinct: tuple[float, float], last: str) -> str:
    """Return the verdict of posted people in the last year, from who was present in each month."""
    present = np.array([by_month])
    calendar = np.arange(month_number(first_year * 100 + 1), month_number(first_year * 100 + 1) + len(by_month))
    ones = np.full((1, len(by_month) - 12), np.nan)
    parts = {
        "matched_numerator": present[:, 12:], "matched_denominator": ones,
        "compare_numerator": present[:, :-12], "compare_denominator": ones,
    }  # fmt: skip
    history = History(("",), calendar[12:], parts, {})
    now, base = distinct
    row = {
        "metric_id": "posted_experts", "township_code": None, "status": "shown", "value": now, "compare_value": base,
        "change": 100 * (now - base) / base, "change_reach": np.nan, "matched_numerator": now,
        "compare_numerator": base, "matched_denominator": np.nan, "compare_denominator": np.nan,
    }  # fmt: skip
    period = Period.parse(last)
    rows = pd.DataFrame([{**row, "compare_period": period.previous_year().key}])
    metric = get("posted_experts")
    found = with_verdicts(rows, [metric], {metric.id: history}, (period, period.previous_year()))
    return str(found["verdict"].iloc[0])


def test_people_who_are_really_fewer_every_month_are_a_fall() -> None:
    """30 present in each month of 2022 and 2023 (44 people with the changeover), 20 in each of 2024."""
    assert people([30.0] * 24 + [20.0] * 12, 2022, (20, 44), "2024") == Verdict.CLEAR_FALL
    assert people([30.0] * 36, 2022, (30, 44), "2024") == Verdict.NO_CLEAR_CHANGE


def test_more_people_in_fewer_months_are_no_rise() -> None:
    """Heads up, presence down: nobody can say that more was posted."""
    assert people([30.0] * 24 + [25.0] * 12, 2022, (44, 30), "2024") not in CLEAR


def world(folder: Path, old: int) -> Source:
    """The small county with so many contracts in the old township until it merged into south: 94 in both together."""
    tables = frames()
    rows = tables["contract_month"]
    for township, count in ((OLD, old), (SOUTH, 94 - old)):
        rows.loc[(rows["township_code"] == township) & (rows["month"] <= 202206), "contracted"] = count
    url = f"duckdb:///{folder / f'{old}.duckdb'}"
    write_warehouse(url, tables)
    engine = open_engine(url)
    return Source(engine, load_reference(engine))


@pytest.mark.parametrize("compare", ["yoy", "previous"])
def test_hidden_months_take_no_part_in_a_spread(tmp_path: Path, compare: Literal["yoy", "previous"]) -> None:
    """Nothing of a small count may be told by how wide an interval is: a hidden month is not in the history.

    4 contracts in one county, 7 in the other, hidden with the 90 and 87 of the township that they merge into: their
    history, and every word and limit that rests on it, must be the same; read unhidden it is not.
    """
    metric, month = get("contracted_residents"), Period.parse("2022-06")
    found, told, unhidden = [], [], []
    for old in (4, 7):
        source = world(tmp_path, old)
        scope = Scope(COUNTY, month, compare=compare)
        histories_of = histories(source, [metric], scope, by_township=True)[metric.id]
        judged = assess(source, [metric], scope)
        found.append(histories_of)
        told.append((judged.county, judged.of_townships(metric.id)))
        question = Question.of((metric,), scope, ("township",))
        unhidden.append(answer(source, question, hide=False)["numerator"].tolist())
        source.engine.dispose()
    assert unhidden[0] != unhidden[1]  # the two counties do differ
    (first, second), places = found, found[0].places
    before_the_merger = first.calendar <= month_number(202206)
    for name in first.parts:
        np.testing.assert_array_equal(first.parts[name], second.parts[name])
    for township in (OLD, SOUTH):
        assert np.isnan(first.parts["matched_numerator"][places.index(township), before_the_merger]).all()
    assert (
        np.isfinite(first.parts["matched_numerator"][places.index(NORTH), before_the_merger]).any() or compare == "yoy"
    )
    for one, other in zip(*told, strict=True):
        pd.testing.assert_frame_equal(one, other)
