"""台账: visits by specialty, and posted staff by month and title against the mechanism's rule."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select

from data_access import read, schema
from data_access.engine import open_engine
from faces.blocks import Drawing, Table
from findings.evidence import flows, ledger
from findings.evidence.shown import Asked, Shown, State
from findings.figures import Words
from metrics.evidence.postings import OwnPostings
from metrics.period import Period
from metrics.reads.mechanisms import mechanism_cards
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from tests.findings.evidence.small_asked import asked, read_back
from tests.metrics.small_county import HOSPITAL

ALLIANCE, SECONDMENT = ("150622", "jungar_cross_alliance"), ("450223", "luzhai_secondment")


@pytest.fixture(scope="module")
def source(sample_duckdb_url: str) -> Source:
    engine = open_engine(sample_duckdb_url)
    return Source(engine, load_reference(engine))


def shown(source: Source, mechanism: tuple[str, str], period: str = "2024") -> Shown:
    county, mechanism_id = mechanism
    card = next(card for card in mechanism_cards(source.engine, county) if card.mechanism_id == mechanism_id)
    words = Words("zh", source.reference, (), county)
    found = ledger.show(Asked(card, Scope(county, Period.parse(period)), source, words))
    assert found is not None
    return found


def rows_of(source: Source, table: str, mechanism_id: str, first: int, last: int) -> pd.DataFrame:
    own = schema.metadata.tables[table]
    return read.frame(
        source.engine, select(own).where(own.c.mechanism_id == mechanism_id, own.c.month.between(first, last))
    )


def test_clinics_planned_and_held_stand_by_specialty_and_add_up(source: Source) -> None:
    """Counted once more from the visits and the experts' own specialties."""
    visits = rows_of(source, "visit", ALLIANCE[1], 202401, 202412)
    experts = read.frame(source.engine, select(schema.expert.c.expert_code, schema.expert.c.specialty))
    visits = visits.merge(experts, on="expert_code").assign(came=lambda frame: frame["actual_start"].notna())
    planned, came = (visits.groupby("specialty")["came"].agg(how).to_dict() for how in ("size", "sum"))
    table = shown(source, ALLIANCE).blocks[0]
    assert isinstance(table, Table)
    *lines, whole = table.rows
    assert {line.cells[0].text: line.cells[1].number for line in lines} == planned and len(lines) > 3
    assert {line.cells[0].text: line.cells[2].number for line in lines} == came
    assert (whole.cells[1].number, whole.cells[2].number) == (len(visits), visits["came"].sum())
    # By name: who was planned or missed most is no order of merit.
    assert [line.cells[0].text for line in lines] == sorted(planned)
    assert table.title == f"{len(lines)}个专科的计划和到岗：未到{len(visits) - visits['came'].sum()}次"


@pytest.mark.parametrize("month", ["2024", "2024-03"])
def test_flows_print_by_specialty_what_the_ledger_prints(source: Source, month: str) -> None:
    """The ledger names each visit, nine of them of orthopaedics; the flows of the same visits hid the nine."""
    county, mechanism_id = ALLIANCE
    card = next(card for card in mechanism_cards(source.engine, county) if card.mechanism_id == mechanism_id)
    moved = flows.show(
        Asked(card, Scope(county, Period.parse(month)), source, Words("zh", source.reference, (), county))
    )
    assert moved is not None
    by_specialty = next(block for block in moved.blocks if isinstance(block, Table))
    came = {row.cells[0].text: row.cells[1].number for row in by_specialty.rows[:-1]}
    ledgers = shown(source, ALLIANCE, month).blocks[0]
    assert isinstance(ledgers, Table)
    held = {row.cells[0].text: row.cells[2].number for row in ledgers.rows[:-1]}
    assert came == {name: count for name, count in held.items() if count} and min(came.values()) < 10


def test_where_no_rule_is_about_the_visits_nothing_is_said_to_count(source: Source) -> None:
    """计入0次 stood for 300 clinics that nobody judges."""
    found = shown(source, ALLIANCE)
    assert found.finding.endswith("没有适用的规定，不判定计入。") and "计入0次" not in found.finding
    assert all(column.name != "计入" for block in found.blocks if isinstance(block, Table) for column in block.columns)


def test_posted_staff_are_counted_by_month_and_title_against_the_twenty_asked_for(source: Source) -> None:
    """The account: at least 20 at any time. Counted once more from the rows of the postings' months."""
    rows = rows_of(source, "posting_month", SECONDMENT[1], 202401, 202412)
    rows = rows[rows["days_present"] > 0]
    expected = rows.groupby(["month", "title"]).size()
    found = shown(source, SECONDMENT)
    drawing = found.blocks[0]
    assert isinstance(drawing, Drawing) and drawing.phone is not None and drawing.phone.width < 390
    titles = [column.name for column in drawing.table.columns[1:-1]]
    assert len(drawing.table.rows) == 12
    assert titles == [title for title in ("初级", "中级", "副高", "正高") if title in set(rows["title"])]
    for month, line in zip(range(202401, 202413), drawing.table.rows, strict=True):
        *counts, total = (cell.number for cell in line.cells[1:])
        assert counts == [expected.get((month, title), 0) for title in titles]
        assert total == sum(expected[month])
    assert "12个月都不少于20人" in found.finding and found.state is State.USUAL
    assert "每月底线20人" in drawing.words


def test_posted_staff_stand_by_institution_as_different_people(source: Source) -> None:
    rows = rows_of(source, "posting_month", SECONDMENT[1], 202401, 202412)
    people = rows.loc[rows["days_present"] > 0, "posting_id"].nunique()
    table = shown(source, SECONDMENT).blocks[1]
    assert isinstance(table, Table) and table.rows[-1].cells[-1].number == people
    assert sum(row.cells[-1].number or 0 for row in table.rows[:-1]) == people and len(table.rows) > 2


def test_a_month_below_the_floor_is_named() -> None:
    """Nineteen in February where twenty are asked for; twenty in January are enough."""
    present = pd.DataFrame({"中级": [13, 12], "副高": [7, 7]}, index=[202401, 202402])
    found = OwnPostings((202401, 202402), ("中级", "副高"), present, *[pd.DataFrame()] * 4, 20.0)
    assert found.totals == (20, 19) and found.below == (202402,)


def test_a_month_below_the_floor_is_said_and_to_be_acted_on(tmp_path: Path) -> None:
    """Two are asked for: two in January, one in February, for the second had no day; nobody else's postings count."""
    people = [("E1", "中级"), ("E2", "副高")]
    experts = [
        {"expert_code": code, "name_zh": code, "title": title, "specialty": "内科", "tier": "city", "since": 202001}
        for code, title in people
    ]
    postings = [
        {"posting_id": f"P{code}", "expert_code": code, "to_institution_code": HOSPITAL, "title": title,
         "start_date": date(2023, 1, 1), "end_date": date(2023, 2, 28)}
        for code, title in people
    ]  # fmt: skip
    none = {"teaching_rounds": 0, "lectures": 0, "trainees": 0, "outpatients": 0}
    days = {("E1", 202301): 20, ("E2", 202301): 1, ("E1", 202302): 18, ("E2", 202302): 0}
    months = [
        {"posting_id": f"P{code}", "month": month, "title": dict(people)[code], "days_present": present, **none}
        for (code, month), present in days.items()
    ]
    rule = {"rule_id": "R", "name_zh": "月均在岗", "place_kind": "county_hospital", "cadence": "month",
            "comparator": ">=", "value": 2.0, "unit": "人/月", "valid_from": 202001}  # fmt: skip
    tables = {"expert": experts, "posting": postings, "posting_month": months, "rule": [rule]}
    found = ledger.show(asked(tmp_path, tables, period="2023-01..2023-02"))
    assert found is not None and found.state is State.DUE
    assert found.finding == "每月在岗1—2人，1个月少于2人（2023年2月）；2023年2月1人：中级1。"


def test_slide_and_workbook_hold_the_posted_staff(source: Source) -> None:
    for words in read_back(shown(source, SECONDMENT).blocks[0]):
        assert "副高" in words and "12月" in words


def test_what_posted_staff_did_stands_by_institution_and_a_doctor(tmp_path: Path) -> None:
    """Two doctors at the hospital: 30 + 30 outpatients in two months are 60, 30 a doctor; 4 rounds, 2 lectures."""
    posting = {
        "to_institution_code": HOSPITAL,
        "title": "中级",
        "start_date": date(2023, 1, 1),
        "end_date": date(2023, 2, 28),
    }
    expert = {"name_zh": "甲", "title": "中级", "specialty": "内科", "tier": "city", "since": 202001}
    work = {"days_present": 10, "teaching_rounds": 2, "lectures": 1, "trainees": 5, "outpatients": 30, "title": "中级"}
    tables = {
        "expert": [{**expert, "expert_code": code} for code in ("E1", "E2")],
        "posting": [{**posting, "posting_id": f"P{code}", "expert_code": code} for code in ("E1", "E2")],
        "posting_month": [
            {**work, "posting_id": "PE1", "month": 202301},
            {**work, "posting_id": "PE2", "month": 202302},
        ],
    }
    found = ledger.show(asked(tmp_path, tables, period="2023-01..2023-02"))
    assert found is not None
    table = found.blocks[-1]
    assert isinstance(table, Table) and table.title.endswith("派驻人员做的工作，按接收机构")
    counts = ["2", "20", "4", "2", "60", "30.0"]
    assert [[cell.text for cell in row.cells[1:]] for row in table.rows] == [counts, counts]


def test_the_hours_and_weeks_that_118_asks_for_stand_by_institution(source: Source) -> None:
    """Counted once more from the visits: the hours by the clock, and how many there were."""
    visits = rows_of(source, "visit", "lishi_118_mode", 202401, 202412)
    found = shown(source, ("141102", "lishi_118_mode"))
    table = next(block for block in found.blocks if isinstance(block, Table) and block.columns[0].name == "机构")
    assert [column.name for column in table.columns] == [
        "机构", "计划", "到岗", "计划工时", "实际工时", "工时不足", "应到", "缺",
    ]  # fmt: skip
    *lines, whole = table.rows
    assert [whole.cells[1].number, whole.cells[2].number] == [len(visits), visits["actual_start"].notna().sum()]
    hours = (visits["planned_end"] - visits["planned_start"]).dt.total_seconds().sum() / 3600
    assert whole.cells[3].number == pytest.approx(hours)
    short = int(whole.cells[5].number or 0)
    assert short > 0 and table.title.endswith(f"{short}次工时不足")
    assert sum(line.cells[5].number or 0 for line in lines) == short and len(lines) == 11
    # No week of 2024 was missed anywhere: 49 whole weeks without those of the holidays.
    assert {line.cells[7].number for line in lines} == {0}


def test_a_month_without_a_visit_is_flagged_at_its_institution(source: Source) -> None:
    """准格尔 asks for a visit a month: two of 21 institutions missed one, which no township's share told."""
    found = shown(source, ("150622", "jungar_expert_sinking"))
    table = next(block for block in found.blocks if isinstance(block, Table) and block.columns[0].name == "机构")
    assert len(table.rows) == 22 and table.title == "21家机构共缺2个月；缺得多的在前"
    visits = rows_of(source, "visit", "jungar_expert_sinking", 202401, 202412)
    came = visits[visits["actual_start"].notna()].groupby("institution_code")["month"].nunique()
    assert sum(12 - came) == 2 == sum(row.cells[-1].number or 0 for row in table.rows[:-1])
    assert [row.cells[-1].judgement for row in table.rows[:3]] == ["bad", "bad", None]
