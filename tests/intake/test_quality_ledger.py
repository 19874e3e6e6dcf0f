"""A county's own warehouse: its ledger of quality, its completeness board, its reminders, its figures in doubt."""

import csv
import datetime as dt
import io
import json
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest
from sqlalchemy import update

from data_access import schema
from data_access.changes import change
from data_access.engine import open_engine
from data_access.loads import load_file
from faces.blocks import Table
from faces.blocks.pack import Choice, Pack
from findings.figures import Words
from findings.material import Material
from findings.quality import board_finding, doubt_note, ledger_finding, ledger_table
from intake.answers import Answers
from intake.assemble import assemble
from intake.enter import completed, parcel_of
from intake.forms import shipped_forms
from intake.institutions import institutions_of, load_institutions
from intake.match import register_of
from intake.reading import read_book
from intake.reading.open import book_of
from intake.start import start
from intake.stored import Warehoused
from metrics.period import Period
from metrics.quality.board import board, due_date, wanting
from metrics.quality.failing import failing_inputs
from metrics.quality.ledger import ledger
from metrics.reads.register import register_names
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from reports.pack import make_pack
from tests.intake.files_of_offices import xlsx
from tests.intake.test_own_warehouse import CENTRES, COUNTY, HOSPITAL, LIST_HEAD, TOWNS, run

SLIP = "institution_slip:T2:202411:outpatient_visits"
HEAD = ["机构名称", "门诊人次", "出院人数"]


def report(month: int, changed: dict[str, int], without: tuple[str, ...] = ()) -> bytes:
    """All ten institutions' visits of a month of 2024."""
    usual = {"鹿寨县人民医院": 12_000, **{f"{town}卫生院": 1000 for town in TOWNS}}
    rows = [[name, changed.get(name, visits), 20] for name, visits in usual.items() if name not in without]
    return xlsx({"Sheet1": [[f"2024年{month}月工作量"], HEAD, *rows]})


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """August to November 2024: 平山镇 missing in October, 中渡镇 ten times too many in November, confirmed by 张."""
    folder = tmp_path_factory.mktemp("own")
    url = f"duckdb:///{folder / 'own.duckdb'}"
    start(url, COUNTY, since=202401, who="张")
    book = book_of(xlsx({"Sheet1": [LIST_HEAD, HOSPITAL, *CENTRES]}), "机构名册.xlsx")
    engine = open_engine(url)
    listed = institutions_of(book, register_of(engine, COUNTY), 202401)
    engine.dispose()
    load_institutions(url, book, listed, COUNTY, who="张")
    for month, without in ((8, ()), (9, ()), (10, ("平山镇卫生院",))):
        load(url, report(month, {}, without), month)
    load(url, report(11, {"中渡镇卫生院": 9800}), 11, Answers(accept=frozenset({SLIP})))
    return folder


def load(url: str, content: bytes, month: int, answers: Answers | None = None) -> None:
    """Load a file as the command does, without listing the figures that it changes."""
    engine = open_engine(url)
    register, stored = register_of(engine, COUNTY), Warehoused(engine, COUNTY)
    book = book_of(content, f"工作量{month}.xlsx")
    read = assemble(book, shipped_forms(), register, answers=answers, stored=stored)
    assert read.questions == ()
    engine.dispose()
    assert load_file(url, parcel_of(read, COUNTY), completed, who="张").load_id


@pytest.fixture
def url(own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A copy of it."""
    (tmp_path / "own.duckdb").write_bytes((own / "own.duckdb").read_bytes())
    address = f"duckdb:///{tmp_path / 'own.duckdb'}"
    monkeypatch.setenv("WAREHOUSE_URL", address)
    return address


def test_a_slip_is_asked_in_the_dry_run_and_does_not_enter_unanswered(url: str, tmp_path: Path):
    file = tmp_path / "12.xlsx"
    file.write_bytes(report(12, {"寨沙镇卫生院": 10_000}))
    code, said = run("load", file, "--county", COUNTY, "--who", "张", "--dry-run", "--format", "json")
    assert code == 0, said
    [question] = json.loads(said)["questions"]
    assert question["question"] == "寨沙镇卫生院：2024年12月门诊人次是前后一年的中位数的10.0倍，像多了一位数"
    assert run("load", file, "--county", COUNTY, "--who", "张")[0] == 1


def test_what_was_confirmed_while_loading_stands_in_the_ledger_with_who_when_and_why(url: str):
    engine = open_engine(url)
    [entry] = ledger(engine, COUNTY)
    assert (entry.problem.key, entry.state, entry.decided_by) == (SLIP, "accepted", "张")
    assert entry.reason == "装载时确认：工作量11.xlsx"
    assert failing(engine, Period(202411, 202411)) == {}
    engine.dispose()


def failing(engine, period: Period, townships: tuple[str, ...] = ()) -> dict:
    source = Source(engine, load_reference(engine))
    metrics = ("outpatient_visits", "beds_per_1000", "cost_per_discharge")
    return failing_inputs(source, metrics, Scope(COUNTY, period, townships))


def reopened(url: str) -> None:
    code, said = run("accept", SLIP, "--county", COUNTY, "--who", "李", "--reason", "再核", "--reopen")
    assert code == 0, said


def test_a_figure_whose_inputs_fail_says_so_and_the_others_do_not(url: str):
    reopened(url)
    engine = open_engine(url)
    found = failing(engine, Period(202411, 202411))
    assert list(found) == ["outpatient_visits"]
    assert failing(engine, Period(202410, 202410)) == {}
    assert failing(engine, Period(202411, 202411), ("450223103",)) == {}
    assert list(failing(engine, Period(202411, 202411), ("450223102",))) == ["outpatient_visits"]
    words = Words("zh", load_reference(engine), (), COUNTY)
    said = doubt_note(found, register_names(engine, COUNTY), words)
    assert said.startswith("存疑：县域门诊人次。")
    assert "中渡镇卫生院：2024年11月门诊人次是前后一年的中位数的9.8倍，像多了一位数，见“数据”页的质量台账。" in said
    engine.dispose()


def test_a_figure_that_a_later_load_corrects_is_mended_by_that_load(url: str):
    reopened(url)
    load(url, report(11, {"中渡镇卫生院": 980}), 11)
    engine = open_engine(url)
    [entry] = ledger(engine, COUNTY)
    assert (entry.problem.key, entry.state, entry.reason) == (SLIP, "mended", "工作量11.xlsx")
    words = Words("zh", load_reference(engine), (), COUNTY)
    assert ledger_finding([entry], words) == "近24个月：未处理0处，已确认0处，已改正1处"
    # Two townships with one each: 最多的是鹿寨镇，1处 was said of the first of them.
    both = [replace(entry, state="open", township=code) for code in ("450223102", "450223103")]
    assert ledger_finding(both, words).endswith("；未处理的中渡镇1处、寨沙镇1处")
    engine.dispose()


def test_the_ledger_says_place_problem_age_owner_and_state(url: str):
    reopened(url)
    engine = open_engine(url)
    words, names = Words("zh", load_reference(engine), (), COUNTY), register_names(engine, COUNTY)
    [entry] = ledger(engine, COUNTY)
    assert entry.loaded_at is not None
    table = ledger_table([entry], names, entry.loaded_at + dt.timedelta(days=12), words)
    cells = [cell.text for cell in table.rows[0].cells]
    assert cells[0] == "中渡镇卫生院"
    assert cells[2:7] == ["要问", "2024-11", "12天", "中渡镇卫生院", "未处理"]
    code, said = run("quality", "--county", COUNTY)
    assert code == 0
    [row] = csv.DictReader(io.StringIO(said))
    assert (row["problem"], row["place"], row["state"]) == (SLIP, "中渡镇卫生院", "open")
    engine.dispose()


def test_the_board_tells_missing_late_doubtful_and_reported_apart(url: str):
    """Files of 2024 that are loaded today are late; one whose load is dated back to 20 September 2024 is not."""
    reopened(url)
    last_day = dt.datetime(2024, 9, 20, 15, 59)  # 23:59 in China

    def back(connection) -> None:
        connection.execute(
            update(schema.load).where(schema.load.c.source_zh == "工作量8.xlsx").values(loaded_at=last_day)
        )

    change(url, back)
    engine = open_engine(url)
    returns = board(engine, COUNTY, 202408, 202411)
    state = {(found.institution, found.month): found.report for found in returns}
    assert due_date(202408) == dt.date(2024, 9, 20)
    assert state["T2", 202408] == "reported"
    assert state["T2", 202409] == "late"
    assert state["T4", 202410] == "missing"
    assert state["T2", 202411] == "doubtful"
    assert len(returns) == 40
    words = Words("zh", load_reference(engine), (), COUNTY)
    assert board_finding(returns, words) == "应报40份：已报10份，迟报28份，缺报1份，有疑问1份"
    engine.dispose()


def test_a_minute_after_midnight_in_china_is_late(url: str):
    def back(connection) -> None:
        late = dt.datetime(2024, 9, 20, 16, 1)
        connection.execute(update(schema.load).where(schema.load.c.source_zh == "工作量8.xlsx").values(loaded_at=late))

    change(url, back)
    engine = open_engine(url)
    assert {found.report for found in board(engine, COUNTY, 202408, 202408)} == {"late"}
    assert len(wanting(board(engine, COUNTY, 202408, 202408))) == 10
    engine.dispose()


def test_a_reminder_is_printed_by_township(url: str, tmp_path: Path):
    reopened(url)
    file = tmp_path / "催报单.docx"
    code, said = run("chase", "--county", COUNTY, "--month", 202410, "-o", file)
    assert code == 0, said
    paper = docx.Document(str(file))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "2024年10月报表催报单" in text
    assert "平山镇：2024年10月的月报应于2024年11月20日前报送" in text
    cells = [cell.text for cell in paper.tables[0].rows[1].cells]
    assert cells == ["1", "平山镇卫生院", "缺报", "请补报全部内容"]
    assert run("chase", "--county", COUNTY, "--month", 202411, "-o", file)[0] == 0
    doubted = docx.Document(str(file)).tables[0].rows[1].cells
    assert doubted[2].text == "有疑问"
    assert "9.8倍" in doubted[3].text


def test_a_reminder_that_nobody_needs_is_not_made_and_a_wrong_call_is_refused(url: str, tmp_path: Path):
    file = tmp_path / "催报单.docx"
    assert "不用催报" in run("chase", "--county", COUNTY, "--month", 202409, "-o", file)[1]
    assert not file.exists()
    assert run("chase", "--county", COUNTY, "--month", 202413, "-o", file)[0] == 2
    assert run("chase", "--county", "999999", "--month", 202409, "-o", file)[0] == 2
    assert run("chase", "--county", COUNTY, "--month", 202410, "-o", tmp_path / "a.txt")[0] == 2


def test_a_form_filled_from_the_warehouse_is_read_back_as_what_stands_there(url: str, tmp_path: Path):
    file = tmp_path / "月报.xlsx"
    code, said = run("fill", "health_month", "--county", COUNTY, "--month", 202410, "-o", file)
    assert code == 0, said
    engine = open_engine(url)
    found = assemble(read_book(file), shipped_forms(), register_of(engine, COUNTY), stored=Warehoused(engine, COUNTY))
    engine.dispose()
    visits = {value.institution: value.value for value in found.values if value.column == "outpatient_visits"}
    assert visits == {"H1": 12_000, **{f"T{number}": 1000 for number in (1, 2, 3, 5, 6, 7, 8, 9)}}
    assert found.questions == ()
    lines = [row[0] for row in openpyxl.load_workbook(file)["缺项说明"].iter_rows(values_only=True)]
    assert "整行：平山镇卫生院，本期没有报。" in lines
    assert run("fill", "no_such_form", "--county", COUNTY, "--month", 202410, "-o", file)[0] == 2


def test_a_blank_form_has_the_county_s_own_rows_and_last_month_beside_them(url: str, tmp_path: Path):
    file = tmp_path / "空表.xlsx"
    code, said = run("blank", "health_month", "--county", COUNTY, "--month", 202411, "-o", file)
    assert code == 0, said
    book = openpyxl.load_workbook(file)
    names = {row[2] for row in book.worksheets[0].iter_rows(min_row=4, values_only=True)}
    assert {"鹿寨县人民医院", "平山镇卫生院"} <= names
    assert 12_000 in {cell for row in book["上期数（说明）"].iter_rows(values_only=True) for cell in row}


def test_a_pack_and_a_table_mark_the_figures_that_the_page_marks(url: str):
    """The same call for page and file: the name in the table, the foot of the slide, the reason in the brief."""
    engine = open_engine(url)
    clean = made(engine)
    assert "存疑" not in everything_said(clean)
    engine.dispose()
    reopened(url)
    engine = open_engine(url)
    pack = made(engine)
    first = next(slide for slide in pack.slides if slide.key == "overview.1")
    table = next(block for block in first.blocks if isinstance(block, Table))
    doubtful = [row.cells[0].text for row in table.rows if "存疑" in row.cells[0].text]
    # Both count the column at fault, the share above and below its line.
    assert doubtful == ["基层诊疗人次占比（存疑）", "县域门诊人次（存疑）"]
    assert first.source.endswith("存疑：基层诊疗人次占比、县域门诊人次")
    assert any(
        "像多了一位数，见“数据”页的质量台账" in each.text for section in pack.sections for each in section.paragraphs
    )
    engine.dispose()


def made(engine) -> Pack:
    source = Source(engine, load_reference(engine))
    return make_pack(Material(Choice(COUNTY, "2024-11", sections=("overview",)), source))


def everything_said(pack: Pack) -> str:
    return repr(pack.slides) + repr([section.paragraphs for section in pack.sections])
