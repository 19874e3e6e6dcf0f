"""Ledgers enter a warehouse, give way to their corrections, and leave again without a trace of persons."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from data_access import schema
from data_access.changes import change
from data_access.engine import open_engine
from data_access.loads import Entered, load_file, take_back
from intake.answers import Answers
from intake.assemble import assemble
from intake.enter import completed, parcel_of
from intake.forms import shipped_forms
from intake.match import register_of
from intake.reading.open import book_of
from tests.intake.files_of_offices import xlsx
from tests.intake.test_ledger_deaths import TABLE
from tests.intake.test_ledger_front_pages import FIELDS, PAGES
from tests.intake.test_ledger_postings import IDENTITY, ROSTER
from tests.intake.test_ledger_referrals import LEDGER, PATIENT
from tests.intake.test_ledger_settlements import SUMMARY
from tests.intake.test_own_warehouse import CENTRES, COUNTY, HOSPITAL, LIST_HEAD, TOWNS, figure, run
from tests.intake.test_reading import dbf

NICKNAMES = {"县医院": "H1", "柳州市某医院": "outside", "H45022300013": "T3"}
ANSWERS = '[places]\n"县医院" = "H1"\n"柳州市某医院" = "outside"\n'


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of the county, its institutions and residents, as it stood before any ledger."""
    folder = tmp_path_factory.mktemp("begun")
    people = [["2024年9月常住人口"], ["乡镇", "常住人口"], *[[town, 14_000] for town in TOWNS]]
    (folder / "机构名册.xlsx").write_bytes(xlsx({"Sheet1": [LIST_HEAD, HOSPITAL, *CENTRES]}))
    (folder / "人口.xlsx").write_bytes(xlsx({"Sheet1": people}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAREHOUSE_URL", f"duckdb:///{folder / 'own.duckdb'}")
        for words in (
            ("start", "--since", 202301),
            ("institutions", folder / "机构名册.xlsx", "--since", 202301),
            ("load", folder / "人口.xlsx"),
        ):
            code, said = run(*map(str, words), "--county", COUNTY, "--who", "张")
            assert code == 0, said
    return folder / "own.duckdb"


@pytest.fixture
def own(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A copy of it to load into."""
    url = f"duckdb:///{shutil.copy(begun, tmp_path / 'own.duckdb')}"
    monkeypatch.setenv("WAREHOUSE_URL", url)
    return url


def load(url: str, name: str, rows: list[list[object]] | bytes) -> Entered:
    """Load a workbook of these rows, without asking first which figures it would change."""
    engine = open_engine(url)
    county = register_of(engine, COUNTY, NICKNAMES)
    content = rows if isinstance(rows, bytes) else xlsx({"Sheet1": rows})
    found = assemble(book_of(content, name), shipped_forms(), county, answers=Answers(places=NICKNAMES))
    engine.dispose()
    return load_file(url, parcel_of(found, COUNTY), completed, who="张")


def rows_of(url: str, table: str, *columns: str) -> list[tuple[object, ...]]:
    """Rows of a table as they stand, in order."""
    engine = open_engine(url)
    own_table = schema.metadata.tables[table]
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(select(*(own_table.c[name] for name in columns)))]
    engine.dispose()
    return sorted(found, key=str)


POSTING = ("to_institution_code", "start_date", "end_date")


def test_a_roster_enters_is_put_right_and_taken_back(own: str):
    first = load(own, "派驻医师名册.xlsx", ROSTER)
    before = rows_of(own, "posting", *POSTING)
    assert len(before) == len(rows_of(own, "expert", "expert_code")) == 5
    assert ("T2", dt.date(2024, 3, 1), None) in before
    assert load(own, "派驻医师名册.xlsx", ROSTER).load_id == ""
    # The roster of a later month: the first posting has ended, and the fourth began a month later than was said.
    later = [list(row) for row in ROSTER]
    later[2][7], later[5][7] = "2024.3—2024.10", "2024.6.15-9.14"
    second = load(own, "派驻医师名册(修改).xlsx", later)
    after = rows_of(own, "posting", *POSTING)
    assert len(after) == 5
    assert ("T2", dt.date(2024, 3, 1), dt.date(2024, 10, 31)) in after
    assert ("T2", dt.date(2024, 6, 15), dt.date(2024, 9, 14)) in after
    assert ("T2", dt.date(2024, 5, 15), dt.date(2024, 9, 14)) not in after
    take_back(own, second.load_id, who="李", reason="传错了")
    assert rows_of(own, "posting", *POSTING) == before
    take_back(own, first.load_id, who="李", reason="传错了")
    assert rows_of(own, "posting", *POSTING) == []
    assert rows_of(own, "expert", "expert_code") == []


def test_a_dry_run_says_what_a_roster_would_change(own: str, tmp_path: Path):
    one_month = [*ROSTER[:2], [*ROSTER[3][:7], "2024年9月"]]
    (tmp_path / "派驻医师名册.xlsx").write_bytes(xlsx({"Sheet1": one_month}))
    words = ("--county", COUNTY, "--who", "张", "--dry-run", "--format", "json")
    code, said = run("load", tmp_path / "派驻医师名册.xlsx", *words)
    assert code == 0, said
    assert '"metric": "postings_per_10000"' in said
    assert rows_of(own, "posting", "posting_id") == []


def with_mechanism(url: str) -> None:
    """The county shows its referrals as flows."""

    def work(connection):  # type: ignore[no-untyped-def]
        names = {
            "name_zh": "双向转诊",
            "name_en": "Referrals",
            "field": "分级诊疗",
            "owner": "医务科",
            "page": "mechanisms",
        }
        own_row = {"mechanism_id": "luzhai_referral", "county_code": COUNTY, "shows_zh": "谁转给谁", "views": "flows"}
        connection.execute(insert(schema.mechanism).values(**own_row, **names))

    change(url, work)


FLOW = ("month", "kind_zh", "from_code", "to_code", "count")


def test_a_ledger_of_referrals_enters_as_counts_and_as_flows(own: str):
    with_mechanism(own)
    load(own, "双向转诊台账.xlsx", LEDGER)
    assert figure(own, "referrals_up", "450223102") == 2
    assert (202409, "上转", "T2", "H1", 2) in rows_of(own, "flow", *FLOW)
    # A correction: the second referral of 中渡 in September went to nobody; 寨沙 is not told again and keeps its own.
    fewer = [row for row in LEDGER if not (len(row) > 4 and row[0] in ("Z2", "Z3"))]
    corrected = load(own, "双向转诊台账(修改).xlsx", fewer)
    flows = rows_of(own, "flow", *FLOW)
    assert (202409, "上转", "T2", "H1", 1) in flows
    assert (202409, "上转", "T3", "H1", 1) in flows
    take_back(own, corrected.load_id, who="李", reason="传错了")
    assert (202409, "上转", "T2", "H1", 2) in rows_of(own, "flow", *FLOW)


def test_no_person_of_a_ledger_is_in_the_warehouse(own: str):
    slipped = ["Z9", IDENTITY, "上转", "2024-09-03", PATIENT, "中渡镇卫生院", "县医院", None]
    load(own, "双向转诊台账.xlsx", [*LEDGER[:2], slipped, *LEDGER[2:]])
    load(own, "派驻医师名册.xlsx", ROSTER)
    engine = open_engine(own)
    with engine.connect() as connection:
        told = [
            str(tuple(row))
            for table in schema.metadata.tables.values()
            for row in connection.execute(text(f"SELECT * FROM {table.name}"))
        ]
    engine.dispose()
    assert not [line for line in told if PATIENT in line or IDENTITY in line]
    assert len(told) > 50


def test_deaths_settlements_and_front_pages_enter_and_leave_again(own: str):
    deaths = load(own, "死因汇总.xlsx", TABLE)
    assert ("450223102", 60, 5, 3, None) in rows_of(
        own, "death_month", "township_code", "age_from", "deaths", "four_ncd_deaths", "age_years_sum"
    )
    load(own, "医保按机构汇总.xlsx", SUMMARY)
    settled = rows_of(own, "fund_month", "institution_code", "care", "kind", "settlements", "fund_yuan")
    assert ("H1", "own", "institution", 1200, pytest.approx(2_013_700)) in settled
    assert ("", "own", "pharmacy", 2200, pytest.approx(154_000)) in settled
    load(own, "hqms_202409.dbf", dbf(FIELDS, PAGES, "gbk"))
    assert ("H1", 202409, 3, 1, 1) in rows_of(
        own, "institution_month", "institution_code", "month", "discharges", "surgeries_3", "surgeries_4"
    )
    take_back(own, deaths.load_id, who="李", reason="传错了")
    assert rows_of(own, "death_month", "deaths") == []
    assert len(rows_of(own, "fund_month", "kind")) == 5


@pytest.mark.parametrize(("name", "rows"), [("派驻医师名册.xlsx", ROSTER), ("双向转诊台账.xlsx", LEDGER)])
def test_rows_prints_what_would_enter_and_no_person(own: str, tmp_path: Path, name: str, rows: list[list[object]]):
    (tmp_path / name).write_bytes(xlsx({"Sheet1": rows}))
    (tmp_path / "answers.toml").write_text(ANSWERS, "utf-8")
    code, said = run("rows", tmp_path / name, "--county", COUNTY, "--answers", tmp_path / "answers.toml")
    assert code == 0
    assert said.startswith("table,county_code,township_code,institution_code,month,column,value")
    assert IDENTITY not in said
    assert PATIENT not in said
