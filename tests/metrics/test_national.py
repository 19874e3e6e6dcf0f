"""The national list: its 14 measures under their own names, and the three that are computed row by row."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine

from data_access.build import write_warehouse
from data_access.engine import open_engine
from metrics.ask.lineage import lineage_of, rows_of
from metrics.ask.query import FRAME_COLUMNS, query
from metrics.catalogue import CATALOGUE, get, get_all
from metrics.catalogue.national import ALL_NATIONAL_IDS, NATIONAL_IDS, NATIONAL_LIST, official_name
from metrics.judge.assessment import assess
from metrics.national.indicators import growth, national_year
from metrics.national.postings import HALF_A_YEAR, posting_audit
from metrics.period import Period
from metrics.reads.evidence import STATE_WORDS, evidence_of
from metrics.reference import Reference, load_reference
from metrics.scope import Scope
from metrics.source import Source
from metrics.statistics.mortality import premature_mortality
from tests.metrics.small_county import COUNTY, HOSPITAL, NORTH, NORTH_CENTRE, OLD_CENTRE, SOUTH, SOUTH_CENTRE, frames

YEAR = Period(202301, 202312)
_KEPT = {"basis": "synthetic", "load_id": "test"}
AGES = (30, 35, 40, 45, 50, 55, 60, 65)


def _posting(
    number: int,
    expert: str,
    title: str | None,
    start: str,
    end: str | None,
    to: str = NORTH_CENTRE,
    sender: str = HOSPITAL,
    place: str = NORTH,
) -> dict[str, Any]:
    return {
        "posting_id": f"P{number}",
        "county_code": COUNTY,
        "township_code": place,
        "expert_code": expert,
        "from_institution_code": sender,
        "to_institution_code": to,
        "title": title,
        "start_date": datetime.date.fromisoformat(start),
        "end_date": None if end is None else datetime.date.fromisoformat(end),
        **_KEPT,
    }


POSTINGS = [
    _posting(1, "E1", "中级", "2022-11-01", "2023-01-31"),  # reaches into the year
    _posting(2, "E1", "中级", "2023-06-01", "2023-08-31"),  # the same doctor again: one person
    _posting(3, "E2", "副主任医师", "2023-03-01", None, SOUTH_CENTRE, place=SOUTH),  # still posted; title as spoken
    _posting(4, "E3", "初级", "2023-01-01", "2023-12-31"),  # below the title
    _posting(5, "E4", None, "2023-01-01", "2023-12-31"),  # title unknown
    _posting(6, "E5", "名老中医", "2023-01-01", "2023-12-31"),  # no title we know
    _posting(7, "E6", "正高", "2023-05-10", "2023-05-01"),  # ends before it begins
    _posting(8, "E7", "正高", "2023-01-01", "2023-12-31", to=HOSPITAL),  # to a hospital
    _posting(9, "E8", "正高", "2023-01-01", "2023-12-31", sender=OLD_CENTRE),  # from a township centre
    _posting(10, "E9", "正高", "2022-01-01", "2022-12-31"),  # the year before
]


def tables() -> dict[str, pd.DataFrame]:
    """Return the small county with postings, incomes, deaths and residents by age."""
    found = frames()
    monthly = found["institution_month"]
    lead = monthly["institution_code"] == HOSPITAL
    # A hospital of 100 people paid 10,000 a month each, centres of 10 people paid 6,000 each.
    monthly["staff"] = np.where(lead, 100, 10) * monthly["reported"]
    monthly["staff_income_yuan"] = np.where(lead, 1_000_000.0, 60_000.0) * monthly["reported"]
    found["posting"] = pd.DataFrame(POSTINGS)
    found["resident_age_year"] = pd.DataFrame(
        [
            {"county_code": COUNTY, "township_code": place, "year": year, "age_from": age, "residents": people, **_KEPT}
            for year in (2022, 2023)
            for age in AGES
            for place, people in ((NORTH, 20_000), (SOUTH, 2_000))
        ]
    )
    found["death_month"] = pd.DataFrame(
        [
            {
                "county_code": COUNTY,
                "township_code": place,
                "month": year * 100 + 6,
                "age_from": age,
                "deaths": deaths,
                "age_years_sum": deaths * 60.0,
                "chronic_deaths": deaths,
                "chronic_age_years_sum": deaths * 60.0,
                "four_ncd_deaths": deaths,
                **_KEPT,
            }
            for year in (2022, 2023)
            for age, deaths_north in zip(AGES, (10, 10, 20, 30, 50, 80, 120, 200), strict=True)
            for place, deaths in ((NORTH, deaths_north), (SOUTH, 1 if age == 65 else 0))
        ]
    )
    return found


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Reference]]:
    url = f"duckdb:///{tmp_path_factory.mktemp('national') / 'small.duckdb'}"
    write_warehouse(url, tables())
    engine = open_engine(url)
    yield engine, load_reference(engine)
    engine.dispose()


def ask(small: tuple[Engine, Reference], metric_id: str, **more: Any) -> pd.DataFrame:
    return query(*small, [get(metric_id)], county=COUNTY, **({"period": YEAR, "compare": "yoy"} | more))


# --- the list


def test_the_list_has_fourteen_measures_in_five_groups_of_which_three_are_qualitative() -> None:
    assert [measure.number for measure in NATIONAL_LIST] == list(range(1, 15))
    assert list(dict.fromkeys(measure.group for measure in NATIONAL_LIST)) == [
        "紧密型", "同质化", "促分工", "提效能", "保健康",
    ]  # fmt: skip
    assert [measure.name_zh for measure in NATIONAL_LIST if measure.evidence] == [
        "资源统一管理", "医共体内部民主决策", "服务协同联动",
    ]  # fmt: skip
    assert all(bool(measure.metric_ids) != bool(measure.evidence) for measure in NATIONAL_LIST)


def test_every_figure_of_the_list_is_in_the_catalogue_and_says_how_it_is_read() -> None:
    for metric_id in ALL_NATIONAL_IDS:
        metric = CATALOGUE[metric_id]
        assert "本系统口径" in metric.source.edition, metric_id
        assert metric.definition_zh and metric.unit is not None


def test_the_lists_own_names_are_used_for_its_own_measures_only() -> None:
    assert official_name("primary_visit_share") is NATIONAL_LIST[6]
    assert official_name("township_visit_share") is None
    assert len(set(NATIONAL_IDS)) == 11


# --- postings


def test_a_doctor_posted_twice_in_a_year_is_one_person(small) -> None:  # type: ignore[no-untyped-def]
    # E1 and E2 of 1,250 residents.
    row = ask(small, "postings_per_10000").iloc[0]
    assert (row["numerator"], row["denominator"]) == (2, 1250)
    assert row["value"] == pytest.approx(16.0)
    assert row["lower"] < 16 < row["upper"] and row["method"] == "Byar"


def test_a_posting_counts_in_the_part_of_the_year_that_it_reaches(small) -> None:  # type: ignore[no-untyped-def]
    by_month = ask(small, "postings_per_10000", by="month").set_index("period")["numerator"]
    assert by_month.loc[["2023-01", "2023-02", "2023-03", "2023-07", "2023-09"]].tolist() == [1, 0, 1, 2, 1]


def test_what_is_left_out_of_the_postings_is_counted_by_reason(small) -> None:  # type: ignore[no-untyped-def]
    audit = posting_audit(Source(*small), Scope(COUNTY, YEAR))
    assert (audit.counted, audit.persons) == (3, 2)
    assert (audit.unknown_title, audit.bad_dates, audit.below_title) == (2, 1, 1)
    assert (audit.not_to_primary, audit.not_from_secondary, audit.outside_period) == (1, 1, 1)
    total = sum(value for name, value in vars(audit).items() if name != "persons")
    assert total == len(POSTINGS)


def test_a_posting_is_counted_in_the_township_that_receives_it(small) -> None:  # type: ignore[no-untyped-def]
    rows = ask(small, "postings_per_10000", by="township").set_index("township_code")
    assert rows.loc[[NORTH, SOUTH], "numerator"].tolist() == [1, 1]
    assert rows.loc[SOUTH, "value"] == pytest.approx(10_000 / 250)
    chosen = ask(small, "postings_per_10000", townships=[SOUTH]).iloc[0]
    assert (chosen["numerator"], chosen["denominator"]) == (1, 250)


def test_the_second_edition_counts_who_was_posted_half_a_year(small) -> None:  # type: ignore[no-untyped-def]
    """E1: 31 days of January and 92 of summer are 123. E2: from 1 March; 30 August is the 183rd day."""
    row = ask(small, "postings_183_days_per_10000").iloc[0]
    assert (row["numerator"], row["denominator"]) == (1, 1250)
    by_month = ask(small, "postings_183_days_per_10000", by="month").set_index("period")["numerator"]
    assert by_month.loc[["2023-01", "2023-03", "2023-07", "2023-08", "2023-12"]].tolist() == [0, 0, 0, 1, 1]
    audit = posting_audit(Source(*small), Scope(COUNTY, YEAR), HALF_A_YEAR)
    assert (audit.counted, audit.persons, audit.too_short) == (1, 1, 2)
    assert "满183天" in get("postings_183_days_per_10000").name_zh


# --- the ratio of incomes


def test_incomes_are_divided_person_by_person_and_not_sum_by_sum(small) -> None:  # type: ignore[no-untyped-def]
    row = ask(small, "income_ratio").iloc[0]
    assert row["numerator"] == pytest.approx(72_000)
    assert row["denominator"] == pytest.approx(120_000)
    assert row["value"] == pytest.approx(0.6)
    assert row["change"] == pytest.approx(0.0)


def test_a_township_is_held_against_the_whole_countys_lead_hospital(small) -> None:  # type: ignore[no-untyped-def]
    rows = ask(small, "income_ratio", by="township")
    assert rows["denominator"].tolist() == pytest.approx([120_000] * len(rows))
    # A township without the hospital is asked for alone: the lead hospital's income is still found.
    assert ask(small, "income_ratio", townships=[SOUTH]).iloc[0]["value"] == pytest.approx(0.6)


# --- 40q30


def test_premature_mortality_of_the_county_is_that_of_its_summed_age_groups(small) -> None:  # type: ignore[no-untyped-def]
    row = ask(small, "premature_mortality").iloc[0]
    deaths = [10, 10, 20, 30, 50, 80, 120, 201]
    expected = premature_mortality(deaths, [22_000] * 8)
    # By hand: 5·M / (1 + 2.5·M) for each group, one minus the product of what is left.
    survivors = math.prod(1 - 5 * (d / 22_000) / (1 + 2.5 * d / 22_000) for d in deaths)
    assert row["value"] == pytest.approx(100 * (1 - survivors))
    assert (row["lower"], row["upper"]) == pytest.approx((100 * expected.lower, 100 * expected.upper))
    assert (row["numerator"], row["denominator"]) == (521, 176_000)


def test_half_a_year_has_half_the_person_years(small) -> None:  # type: ignore[no-untyped-def]
    row = ask(small, "premature_mortality", period=Period.parse("2023H1")).iloc[0]
    assert row["denominator"] == 88_000


def test_a_single_death_in_a_township_is_hidden_and_takes_a_second_township_along(small) -> None:  # type: ignore[no-untyped-def]
    rows = ask(small, "premature_mortality", by="township").set_index("township_code")
    assert rows.loc[[NORTH, SOUTH], "status"].tolist() == ["hidden", "hidden"]
    assert rows.loc[[NORTH, SOUTH], ["value", "numerator", "lower", "compare_value"]].isna().all().all()


# --- all of it together


def test_computed_measures_answer_with_the_same_frame_as_all_others(small) -> None:  # type: ignore[no-untyped-def]
    rows = ask(small, "income_ratio", by=("township", "month"))
    assert list(rows.columns) == list(FRAME_COLUMNS)
    assert len(rows) == 2 * 12


def test_a_computed_measure_is_not_split_into_parts_that_would_not_add_up(small) -> None:  # type: ignore[no-untyped-def]
    metrics = get_all(["income_ratio", "premature_mortality", "postings_per_10000"])
    found = assess(Source(*small), metrics, Scope(COUNTY, YEAR)).contributions
    assert set(found) == {"income_ratio", "postings_per_10000"}
    for decomposition in found.values():
        assert sum(term.value for term in decomposition.terms) == decomposition.change


def test_growth_is_a_percentage_of_a_positive_base_only() -> None:
    assert growth(4619, 4520) == pytest.approx(2.190, abs=0.001)
    assert math.isnan(growth(1, 0))


def test_every_national_figure_has_its_rows_and_its_sql(small) -> None:  # type: ignore[no-untyped-def]
    engine, reference = small
    for metric_id in ALL_NATIONAL_IDS:
        metric = get(metric_id)
        assert "SELECT" in lineage_of(Source(engine, reference), metric, Scope(COUNTY, YEAR)).text
        rows = rows_of(Source(engine, reference), metric, Scope(COUNTY, YEAR))
        assert "分子" in rows


def test_the_list_runs_on_every_warehouse_and_gives_the_same_figures(warehouse_url: str, tmp_path: Path) -> None:
    engine = open_engine(warehouse_url)
    reference = load_reference(engine)
    found = national_year(Source(engine, reference), Scope("141122", Period(202401, 202412)))
    shown = found.townships.groupby("metric_id")["numerator"].sum()
    # 交城: two doctors a year for each centre, all but one of intermediate title or above.
    assert shown["postings_per_10000"] == 19
    assert set(shown.index) == set(NATIONAL_IDS)
    assert set(found.series) == set(NATIONAL_IDS) - {"premature_mortality"}
    engine.dispose()


def test_the_register_holds_documents_states_and_notes_and_no_percentage(sample_duckdb_url: str) -> None:
    engine = open_engine(sample_duckdb_url)
    for county in load_reference(engine).counties:
        register = evidence_of(engine, county)
        assert set(register) == {measure.evidence for measure in NATIONAL_LIST if measure.evidence}
        items = [item for own in register.values() for item in own]
        assert len(items) == 14
        assert all(item.state in STATE_WORDS and item.owner and item.note_zh for item in items)
        assert all((item.document_date is None) == (item.state == "missing") for item in items)
    engine.dispose()
