"""A watched folder and a query of another database go through the same steps as a file that is handed in."""

import os
import sqlite3
from pathlib import Path

import openpyxl
import pytest

from intake.elsewhere import book_of_query
from intake.faults import BadCall
from intake.watch import Watched
from tests.intake.test_own_warehouse import COUNTY, figure, files, own, run

__all__ = ["files", "own"]  # fixtures


def watch(folder: Path, looks: int, *options: str) -> tuple[int, str]:
    return run("watch", folder, "--county", COUNTY, "--who", "张", "--every", "0", "--looks", str(looks), *options)


@pytest.fixture
def folder(tmp_path: Path, files: Path) -> Path:
    """A folder into which an office puts its files."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "工作量.xlsx").write_bytes((files / "工作量.xlsx").read_bytes())
    return inbox


@pytest.fixture
def register(tmp_path: Path) -> str:
    """Another program's database of monthly work."""
    file = tmp_path / "his.sqlite"
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE work (org TEXT, ym INTEGER, visits INTEGER, out INTEGER)")
        rows = [("中渡镇卫生院", 202409, 200, 9), ("中渡镇卫生院", 202409, 100, 6), ("寨沙镇卫生院", 202409, 50, 2)]
        database.executemany("INSERT INTO work VALUES (?, ?, ?, ?)", rows)
    return f"sqlite:///{file}"


QUERY = "SELECT org AS 机构名称, ym AS 月份, sum(visits) AS 门诊人次, sum(out) AS 出院人数 FROM work GROUP BY 1, 2"


def test_a_file_put_into_the_folder_is_loaded_once_and_stays_there(own: str, folder: Path):
    code, said = watch(folder, 3)
    assert code == 0, said
    assert said.count("已装载") == 1
    assert figure(own, "outpatient_visits", "450223102") == 300
    assert (folder / "工作量.xlsx").exists()
    (folder / "再来一份.xlsx").write_bytes((folder / "工作量.xlsx").read_bytes())
    assert watch(folder, 2)[1] == "", "the same content under another name, seen by another run"


def test_a_file_that_is_still_being_written_is_left_alone(folder: Path):
    watched, file = Watched(folder), folder / "工作量.xlsx"
    assert watched.ready() == []
    os.utime(file, ns=(1, 1))
    assert watched.ready() == [], "it changed since the last look"
    assert [path.name for path, _ in watched.ready()] == ["工作量.xlsx"]
    (folder / "~$工作量.xlsx").write_bytes(b"lock")
    watched.ready()
    assert [path.name for path, _ in watched.ready()] == ["工作量.xlsx"]


def test_a_question_leaves_the_file_waiting_until_it_is_answered(own: str, folder: Path, tmp_path: Path):
    book = openpyxl.load_workbook(folder / "工作量.xlsx")
    book.active["B6"] = "中渡中心卫生院"
    book.save(folder / "工作量.xlsx")
    code, said = watch(folder, 3)
    assert code == 0
    assert said.count("是哪一个") == 1, "asked once, not with every look"
    assert figure(own, "outpatient_visits", "450223100") is None
    answers = tmp_path / "answers.toml"
    answers.write_text('[places]\n"中渡中心卫生院" = "T2"\n', "utf-8")
    assert watch(folder, 2, "--answers", str(answers))[0] == 0
    assert figure(own, "outpatient_visits", "450223102") == 300


def test_one_file_that_cannot_be_read_stops_none_of_the_others(own: str, folder: Path):
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04 no book")
    code, said = watch(folder, 3)
    assert code == 0
    assert "坏.xlsx" in said and "已装载" in said


def test_a_folder_that_is_not_there_is_the_caller_s_fault(own: str, tmp_path: Path):
    code, said = watch(tmp_path / "nowhere", 1)
    assert code == 2 and "nowhere" in said


def test_a_query_of_another_database_goes_through_the_same_steps(own: str, register: str):
    given = ("load", "--county", COUNTY, "--who", "张", "--from", register, "--select", QUERY, "--form", "health_month")
    code, said = run(*given)
    assert code == 0, said
    assert figure(own, "outpatient_visits", "450223102") == 300
    assert figure(own, "outpatient_visits", "450223103") == 50
    code, said = run(*given)
    assert code == 0 and "没有变化" in said


def test_the_other_database_cannot_be_written(register: str):
    for statement in (
        "DELETE FROM work",
        "SELECT 1; DELETE FROM work",
        "WITH gone AS (DELETE FROM work RETURNING *) SELECT * FROM gone",
        "PRAGMA writable_schema = 1",
        "SELECT nothing FROM work",
    ):
        with pytest.raises(BadCall):
            book_of_query(register, statement)
    assert len(book_of_query(register, "SELECT * FROM work").sheets[0].values) == 1 + 3


def test_a_query_that_gives_too_much_is_refused(register: str, tmp_path: Path):
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    with pytest.raises(BadCall) as fault:
        book_of_query(register, numbers)
    assert fault.value.code == "intake_query_too_long"


@pytest.mark.parametrize("address", ["oracle://h/d", "no address", "mysql+pymysql://h/d"])
def test_an_address_of_no_database_we_read_is_said_so(address: str):
    with pytest.raises(BadCall) as fault:
        book_of_query(address, "SELECT 1")
    assert fault.value.code in ("intake_no_database", "intake_query_failed")


def test_files_and_a_query_at_once_are_one_too_many(own: str, files: Path, register: str):
    code, said = run(
        "load", files / "工作量.xlsx", "--county", COUNTY, "--who", "张", "--from", register, "--select", QUERY
    )
    assert code == 2 and "--select" in said
    assert run("load", "--county", COUNTY, "--who", "张")[0] == 2
