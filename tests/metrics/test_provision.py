"""Eight townships are at 100 % primary care because they have no hospital: such a split is shown and not judged."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from types import SimpleNamespace

import pandas as pd
import pytest
from sqlalchemy import and_, func, select, true

from data_access import read
from data_access.engine import open_engine
from data_access.schema import institution_month, staff_month
from findings.charts import intervals
from findings.definitions import provision_words
from findings.figures import Words
from findings.year_on_year.townships import by_size
from metrics.ask.query import ask
from metrics.catalogue import CATALOGUE, get
from metrics.catalogue.resources import COUNTY_LEVELS
from metrics.judge.assessment import assess, standings
from metrics.period import Period
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source

LUZHAI = "450223"
PROVIDED = {
    *(
        "primary_visit_share",
        "primary_total_visit_share",
        "township_visit_share",
        "township_admission_share",
        "tcm_visit_share",
    ),
    *("beds_per_1000", "doctors_per_1000", "nurses_per_1000"),
    *("bed_use_rate", "average_stay", "cost_per_discharge", "drug_share", "consumables_per_100_yuan"),
    *("lead_bed_use_rate", "lead_average_stay", "lead_cost_per_discharge", "lead_drug_share"),
    *("lead_consumables_per_100_yuan", "lead_income_per_person"),
}
# Its denominator is the lead hospital of the whole county in every township, so a township's figure is its own.
SAME_HOSPITAL_EVERYWHERE = {"income_ratio"}


@pytest.fixture(scope="module")
def county(sample_duckdb_url: str) -> Iterator[Source]:
    engine = open_engine(sample_duckdb_url)
    yield Source(engine, load_reference(engine))
    engine.dispose()


def test_these_metrics_count_where_care_is_provided() -> None:
    assert {metric.id for metric in CATALOGUE.values() if metric.provision is not None} == PROVIDED


def test_every_ratio_that_counts_a_county_hospital_where_it_stands_says_so(county) -> None:  # type: ignore[no-untyped-def]
    """Asked of the rows, not of the catalogue: does a row of a county hospital add to either side?"""
    found = set()
    for metric in CATALOGUE.values():
        if metric.denominator is None or not metric.can_be_split_by("township_code"):
            continue
        for measure in metric.measures:
            if measure.table not in (institution_month, staff_month):
                continue
            at_hospitals = measure.table.c.level.in_(COUNTY_LEVELS)
            counted = func.sum(measure.value) if measure.aggregate == "sum" else func.count(measure.value)
            rows = select(counted).where(and_(true(), at_hospitals, *measure.where))
            if read.rows(county.engine, rows)[0][0]:
                found.add(metric.id)
    assert found - SAME_HOSPITAL_EVERYWHERE == PROVIDED


def test_what_counts_county_hospitals_and_no_private_ones_says_so(county) -> None:  # type: ignore[no-untyped-def]
    """Bed use, spending and surgeries were called the county's, and 19 private hospitals were not in them.

    Asked of the rows: does a condition let a county hospital's row pass and none of a private one's?
    """
    silent, asked = [], 0
    for metric in CATALOGUE.values():
        for measure in metric.measures:
            if measure.table not in (institution_month, staff_month):
                continue
            level = measure.table.c.level
            passing = [
                read.rows(county.engine, select(func.count()).where(and_(own, *measure.where)))[0][0]
                for own in (level.in_(COUNTY_LEVELS), level == "private_hospital")
            ]
            if passing[0] and not passing[1]:
                asked += 1
                told = metric.name_zh + metric.definition_zh, metric.name_en + metric.definition_en
                if not re.search("民营|牵头|医共体|集团", told[0]) or not re.search("(?i)private|lead|group", told[1]):
                    silent.append(metric.id)
    assert asked > 10 and silent == []


@pytest.mark.parametrize("metric_id", sorted(PROVIDED))
def test_no_township_is_above_or_below_or_short_of_a_target(county, metric_id) -> None:  # type: ignore[no-untyped-def]
    scope = Scope(LUZHAI, Period.parse("2023"))
    judged = assess(county, [get(metric_id)], scope)
    rows, value = judged.of_townships(metric_id), float(judged.headline(metric_id)["value"])
    assert set(standings(rows, value)) == {"unknown"}
    assert rows["target"].isna().all() and rows["target_gap"].isna().all()
    chart = intervals(judged, metric_id, Words("zh", county.reference))
    assert chart is None or chart.county_value is None
    assert by_size(judged, get(metric_id), Words("zh", county.reference)) is None


def test_the_county_itself_keeps_its_target(county) -> None:  # type: ignore[no-untyped-def]
    with_target = {target.metric_id for target in county.reference.targets} & PROVIDED
    assert with_target
    for target in county.reference.targets:
        if target.metric_id in PROVIDED and target.township_code is None:
            period = Period(*[min(target.valid_to or 209912, county.reference.last_month)] * 2)
            row = ask(county, [get(target.metric_id)], Scope(target.county_code, period, compare=None)).iloc[0]
            assert math.isclose(row["target"], target.value) or pd.isna(row["value"]), target


def test_townships_stand_in_their_own_order_and_not_by_size(county) -> None:  # type: ignore[no-untyped-def]
    """The seat, at 26 %, is first by its code and last by its value."""
    judged = assess(county, [get("primary_visit_share")], Scope(LUZHAI, Period.parse("2023")))
    chart = intervals(judged, "primary_visit_share", Words("zh", county.reference))
    assert chart is not None
    values = [row.value for row in chart.rows]
    assert values[0] == min(values) and values[1:] == [100.0] * 8  # type: ignore[type-var]
    assert chart.title == "按机构所在乡镇，不排名"


def test_the_reader_is_told_why_and_what_tells_of_residents() -> None:
    words = Words("zh", SimpleNamespace(counties={}))  # type: ignore[arg-type]
    told = provision_words(get("primary_visit_share"), words)
    assert told.startswith("按机构所在乡镇统计，不排名，不与全县和目标比：医保结算按参保人只分县内、县外")
    assert told.endswith("（县域内基层机构医保基金支出占比）。")
    assert provision_words(get("contract_rate"), words) == ""
    for metric_id in PROVIDED:
        nearest = get(metric_id).provision.by_residents  # type: ignore[union-attr]
        assert not nearest or get(nearest).provision is None
