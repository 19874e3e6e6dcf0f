"""What is counted in full is 明显 only where the change matters; how much that is, a county may decide."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from data_access.build import write_warehouse
from data_access.changes import ChangeRefused
from data_access.control_limits import decisions
from data_access.engine import open_engine
from findings.figures import Words
from findings.ground import ground_words
from metrics.__main__ import main
from metrics.catalogue import CATALOGUE, get
from metrics.judge.assessment import Assessment, assess
from metrics.judge.limits import decisions_in_force
from metrics.judge.matters import decide_smallest_change, smallest_change_decisions
from metrics.period import Period
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from metrics.statistics.verdict import Verdict
from tests.metrics.small_county import COUNTY, NORTH, NORTH_CENTRE, frames

METRIC = "contracted_residents"


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The small county with 6,426 contracts in 2023 against 6,430; its beds go from 85 to 84."""
    tables = frames()
    contracts, months = tables["contract_month"], tables["institution_month"]
    second = contracts["month"] > 202212
    contracts[["eligible", "contracted", "served"]] = [9000, 0, 0]
    contracts.loc[contracts["township_code"] == NORTH, "contracted"] = 6430
    contracts.loc[second & (contracts["township_code"] == NORTH), "contracted"] = 6426
    own = (months["month"] > 202212) & (months["institution_code"] == NORTH_CENTRE)
    months.loc[own, "beds_open"] = 19
    address = f"duckdb:///{tmp_path / 'county.duckdb'}"
    write_warehouse(address, tables)
    return address


@pytest.fixture
def judged(url: str) -> Callable[..., Assessment]:
    def judge(*metric_ids: str) -> Assessment:
        engine = open_engine(url)
        try:
            scope = Scope(COUNTY, Period.parse("2023"), compare="yoy")
            return assess(Source(engine, load_reference(engine)), [get(one) for one in metric_ids], scope)
        finally:
            engine.dispose()

    return judge


def decide(url: str, size: float | None, who: str = "王主任", reason: str = "县卫健局会议纪要") -> None:
    engine = open_engine(url)
    try:
        decide_smallest_change(url, engine, COUNTY, get(METRIC), size, who=who, reason=reason)
    finally:
        engine.dispose()


def test_four_contracts_of_6430_are_no_clear_fall(judged: Callable[..., Assessment]) -> None:
    found = judged(METRIC, "beds_open")
    row = found.headline(METRIC)
    assert row["change"] == pytest.approx(-100 * 4 / 6430) and row["verdict"] == Verdict.NO_CLEAR_CHANGE
    assert row["judgement"] == "neutral"
    # One bed of 85 is 1.2 %, and more than the catalogue's 1 %.
    assert found.headline("beds_open")["verdict"] == Verdict.CLEAR_FALL


def test_a_county_that_decides_on_less_sees_the_fall(url: str, judged: Callable[..., Assessment]) -> None:
    decide(url, 0.05)
    row = judged(METRIC).headline(METRIC)
    assert row["verdict"] == Verdict.CLEAR_FALL
    engine = open_engine(url)
    (kept,) = smallest_change_decisions(engine, COUNTY, METRIC)
    assert (kept.size, kept.decided_by, kept.reason) == ("0.05", "王主任", "县卫健局会议纪要")
    # It decides on words alone: no control limits begin anew.
    assert len(decisions(engine, COUNTY, METRIC)) == 1 and decisions_in_force(engine, COUNTY, METRIC) == []
    engine.dispose()


def test_going_back_to_the_catalogue_is_a_decision_too(url: str, judged: Callable[..., Assessment]) -> None:
    decide(url, 0.05)
    decide(url, None)
    assert judged(METRIC).headline(METRIC)["verdict"] == Verdict.NO_CLEAR_CHANGE
    engine = open_engine(url)
    assert [one.size for one in smallest_change_decisions(engine, COUNTY, METRIC)] == ["", "0.05"]
    engine.dispose()


@pytest.mark.parametrize(
    ("size", "who", "reason", "code"),
    [
        (0.0, "王主任", "会议纪要", "smallest_change_not_positive"),
        (float("nan"), "王主任", "会议纪要", "smallest_change_not_positive"),
        (None, "王主任", "会议纪要", "smallest_change_as_before"),
        (2.0, " ", "会议纪要", "no_approver"),
        (2.0, "王主任", "", "no_reason"),
    ],
)
def test_a_decision_without_person_reason_or_sense_is_refused(
    url: str, size: float | None, who: str, reason: str, code: str
) -> None:
    with pytest.raises(ChangeRefused) as refused:
        decide(url, size, who, reason)
    assert refused.value.code == code


def test_the_command_sets_shows_and_takes_back(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WAREHOUSE_URL", url)
    call = ["smallest-change", METRIC, "--county", COUNTY]
    main([*call, "--size", "2", "--who", "王主任", "--why", "会议纪要"])
    assert "指标目录：1%；本县规定：2%" in (said := capsys.readouterr().out) and "王主任：2，会议纪要" in said
    main([*call, "--usual", "--who", "王主任", "--why", "会议纪要"])
    assert "本县没有另定" in capsys.readouterr().out


def test_the_sentence_names_the_size_and_whose_it_is(url: str, judged: Callable[..., Assessment]) -> None:
    def said(language: str) -> str:
        found = judged(METRIC)
        engine = open_engine(url)
        words = Words(language, load_reference(engine))  # type: ignore[arg-type]
        engine.dispose()
        return ground_words(found.headline(METRIC), get(METRIC), found, words)

    assert said("zh") == "判断依据：全部清点，不是抽样。小于1%的变化不称明显。"
    decide(url, 0.05)
    assert said("zh").endswith("小于0.05%的变化不称明显（本县规定）。")
    assert "Below 0.05 % no change is called clear (the county's rule)." in said("en") or "0.05%" in said("en")


def test_a_share_of_institutions_is_a_census_without_an_interval() -> None:
    """Nine institutions are all there are: Wilson's interval of 9 of 9, 70 to 100 %, says nothing of them."""
    census = [metric.id for metric in CATALOGUE.values() if metric.census]
    assert set(census) == {
        "telemedicine_share", "ecg_clinic_share", "standardised_share", "clinics_50_drugs_share",
        "insurance_line_share", "group_clinics_share", "remote_imaging_share",
    }  # fmt: skip


def test_teams_by_nine_thousandths_are_no_fall(sample_duckdb_url: str) -> None:
    """离石's teams per 10,000 residents: 3.859 → 3.850 as residents grow, and was 明显下降."""
    engine = open_engine(sample_duckdb_url)
    source = Source(engine, load_reference(engine))
    rows = pd.concat(
        assess(source, [get("teams_per_10000")], Scope(county, Period.parse("2024"))).county
        for county in source.reference.counties
    )
    engine.dispose()
    small = rows[rows["change"].abs() < 0.05]
    assert len(small) and set(small["verdict"]) == {Verdict.NO_CLEAR_CHANGE}
