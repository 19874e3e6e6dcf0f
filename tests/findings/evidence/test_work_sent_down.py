"""How often staff went down beside their pay, and what each posted doctor did: counted once more from the rows."""

from __future__ import annotations

import pandas as pd
import pytest
from sqlalchemy import select

from data_access import read, schema
from data_access.engine import open_engine
from faces.blocks import Table
from findings.evidence import flows, money
from findings.evidence.shown import Asked
from findings.figures import Words
from metrics.period import Period
from metrics.reads.mechanisms import mechanism_cards
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from tests.findings.evidence.small_asked import read_back

PAY, POSTING = ("150622", "jungar_pay_reform"), ("141122", "jiaocheng_expert_posting")


@pytest.fixture(scope="module")
def source(sample_duckdb_url: str) -> Source:
    engine = open_engine(sample_duckdb_url)
    return Source(engine, load_reference(engine))


def drawn_of(source: Source, mechanism: tuple[str, str], head: str) -> Table:
    """The first table that has such a head, of 2024."""
    county, mechanism_id = mechanism
    card = next(card for card in mechanism_cards(source.engine, county) if card.mechanism_id == mechanism_id)
    asked = Asked(card, Scope(county, Period.parse("2024")), source, Words("zh", source.reference, (), county))
    shown = (money if mechanism == PAY else flows).show(asked)
    assert shown is not None
    tables = [block for block in shown.blocks if isinstance(block, Table)]
    return next(table for table in tables if head in [column.name for column in table.columns])


def table_of(source: Source, mechanism: tuple[str, str], head: str) -> tuple[list[str], list[list[str]]]:
    """Its heads and its printed rows."""
    found = drawn_of(source, mechanism, head)
    return [column.name for column in found.columns], [[cell.text for cell in row.cells] for row in found.rows]


def rows_of(source: Source, name: str, county: str) -> pd.DataFrame:
    table = schema.metadata.tables[name]
    return read.frame(source.engine, select(table).where(table.c.county_code == county))


def test_visits_stand_beside_the_pay_of_the_institution_whose_experts_went(source: Source) -> None:
    visits = rows_of(source, "visit", PAY[0])
    visits = visits[(visits["month"] // 100 == 2024) & visits["actual_start"].notna()]
    at_home = rows_of(source, "expert", PAY[0])[["expert_code", "home_institution_code"]]
    went = visits.merge(at_home, on="expert_code").groupby("home_institution_code")["expert_code"]
    names = rows_of(source, "institution", PAY[0]).set_index("institution_code")["name_zh"]
    wanted = {(names[code], f"{own.nunique()}", f"{len(own)}", f"{len(own) / own.nunique():.1f}") for code, own in went}
    heads, lines = table_of(source, PAY, "下沉次数")
    places = [heads.index(name) for name in ("机构", "下沉人员", "下沉次数", "人均下沉")]
    assert {tuple(line[place] for place in places) for line in lines} == wanted and len(wanted) == 4


def test_each_posted_doctor_stands_with_what_the_monthly_returns_say(source: Source) -> None:
    rows = rows_of(source, "posting_month", POSTING[0])
    rows = rows[(rows["mechanism_id"] == POSTING[1]) & (rows["month"] // 100 == 2024) & (rows["days_present"] > 0)]
    rows = rows.merge(rows_of(source, "posting", POSTING[0])[["posting_id", "expert_code"]], on="posting_id")
    names = rows_of(source, "expert", POSTING[0]).set_index("expert_code")["name_zh"]
    sums = rows.groupby("expert_code")[["days_present", "teaching_rounds", "lectures", "outpatients"]].sum()
    wanted = {(names[code], *map(str, row)) for code, row in zip(sums.index, sums.to_numpy().tolist(), strict=True)}
    heads, lines = table_of(source, POSTING, "派驻医师")
    places = [heads.index(name) for name in ("派驻医师", "在岗", "教学查房", "授课", "门诊")]
    assert {tuple(line[place] for place in places) for line in lines} == wanted and len(wanted) == 20


def test_a_month_is_divided_by_the_doctors_who_were_present_in_it(source: Source) -> None:
    rows = rows_of(source, "posting_month", POSTING[0])
    rows = rows[(rows["mechanism_id"] == POSTING[1]) & (rows["month"] == 202403) & (rows["days_present"] > 0)]
    heads, lines = table_of(source, POSTING, "每名医师门诊")
    _, months = table_of(source, POSTING, "在岗医师")
    assert heads[0] == "接收机构" and len(months) == 12 and len(lines) > 2
    march = next(line for line in months if line[0] == "2024年3月")
    outpatients, people = int(rows["outpatients"].sum()), rows["posting_id"].nunique()
    assert march[1] == str(people) and march[4] == str(outpatients)
    assert abs(float(march[-1]) - outpatients / people) < 0.051


def test_nobody_is_ranked_by_what_he_did_and_slide_and_workbook_say_so(source: Source) -> None:
    """Posted doctors stood by outpatients and hospitals by visits; now by institution, hospital, specialty and code."""
    rows = rows_of(source, "posting_month", POSTING[0])
    rows = rows[(rows["mechanism_id"] == POSTING[1]) & (rows["month"] // 100 == 2024) & (rows["days_present"] > 0)]
    columns = ["posting_id", "expert_code", "to_institution_code"]
    rows = rows[["posting_id"]].merge(rows_of(source, "posting", POSTING[0])[columns], on="posting_id")
    experts = rows_of(source, "expert", POSTING[0])[["expert_code", "home_institution_code", "specialty", "name_zh"]]
    rows = rows.merge(experts, on="expert_code").fillna({"home_institution_code": "~"})
    keys = ["to_institution_code", "home_institution_code", "specialty", "expert_code"]
    drawn = drawn_of(source, POSTING, "派驻医师")
    assert [row.cells[0].text for row in drawn.rows] == list(rows.drop_duplicates(keys).sort_values(keys)["name_zh"])
    slide, sheet = read_back(drawn)
    assert "按接收机构、派出医院、专科排列，不按多少" in slide and "按接收机构、派出医院、专科排列，不按多少" in sheet
    hospitals = drawn_of(source, PAY, "下沉次数")
    names = rows_of(source, "institution", PAY[0]).sort_values("institution_code")["name_zh"].tolist()
    listed = [row.cells[0].text for row in hospitals.rows]
    assert listed == [name for name in names if name in listed] and "最多" not in hospitals.title
