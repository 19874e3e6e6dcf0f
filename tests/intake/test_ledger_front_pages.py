"""HQMS: front pages of discharges, dBASE in GBK, days with 00:00, no township; and files too long for cells."""

import csv
import io

import pytest

from intake.answers import Answers
from intake.faults import IntakeFault
from intake.reading.open import book_of
from intake.rows import FileRead
from tests.intake.files_of_offices import codes, figures, read
from tests.intake.test_reading import dbf

NAME, IDENTITY = "某住院者", "450223195001011234"
FIELDS = ["P900", "P6891", "P3", "P4", "P13", "P22", "P25", "P27", "P321", "P782", "P490", "P820"]
CODE = "4985012344502231142101"  # 22 characters


def page(came: str, left: str, days: str, level: str, code: str = CODE, name: str = "鹿寨县人民医院") -> list[str]:
    """A front page."""
    operated = "51.2300" if level.strip() else ""
    return [code, name, "0001", NAME, IDENTITY, came, left, days, "I21.900", "5000.00", operated, level]


PAGES = [
    page("2024-08-30 00:00", "2024-09-03 00:00", "4", "3"),
    page("2024-09-01 00:00", "2024-09-05 00:00", "4", "四级"),
    page("2024-09-01 00:00", "2024-09-09 00:00", "8", ""),
    page("2024-09-10 00:00", "2024-10-01 00:00", "21", "1"),
    page("2024-09-10 00:00", "2024-09-12 00:00", "2", "2", "4985012344502231142102", "中渡镇卫生院"),
]


def pages(rows: list[list[str]], answers: Answers | None = None, encoding: str = "gbk") -> FileRead:
    """The file as the small county reads it; the hospital's 22 characters are no code of its register."""
    return read(dbf(FIELDS, rows, encoding), "hqms_202409.dbf", answers=answers)


def test_discharges_days_and_surgeries_by_level_are_counted_in_the_month_of_the_discharge():
    """Of the hospital three discharges in September with 4 + 4 + 8 days, surgeries of level 3 and 4; October one."""
    found = figures(pages(PAGES))
    september = {key[2]: amount for key, amount in found.items() if key[:2] == ("H1", 202409)}
    assert september == {
        "discharges": 3,
        "discharge_bed_days": 16,
        "surgeries_1": 0,
        "surgeries_2": 0,
        "surgeries_3": 1,
        "surgeries_4": 1,
    }
    assert found["H1", 202410, "surgeries_1"] == 1
    assert found["T2", 202409, "discharges"] == 1


def test_admissions_are_not_told_by_who_has_left():
    """Who came in September and is still in bed has no front page yet: a month's admissions would be too few."""
    assert not any(column == "admissions" for _, _, column in figures(pages(PAGES)))


def test_each_front_page_is_accounted_for():
    found = pages([*PAGES, page("2024-09-01 00:00", "", "3", "1"), page("2024-09-01 00:00", "2024-09-31", "3", "1")])
    assert (found.rows_in, found.rows_accepted, found.rows_set_aside) == (7, 5, 2)
    assert {"cell_absent", "no_day"} <= set(codes(found))
    assert [question.kind for question in found.questions] == ["incomplete"]


def test_a_file_without_a_level_says_nothing_of_surgeries():
    content = dbf(FIELDS[:-1], [row[:-1] for row in PAGES], "gbk")
    assert not any("surgeries" in column for _, _, column in figures(read(content, "hqms_202409.dbf")))


def test_an_unknown_institution_is_asked_by_its_code():
    (question,) = pages([page("2024-09-01 00:00", "2024-09-05 00:00", "4", "1", name="县医院")]).questions
    assert (question.kind, question.about) == ("place", CODE)


def test_the_discharged_are_nowhere_in_what_was_read():
    slipped = [CODE, "鹿寨县人民医院", "0001", "", "", NAME, IDENTITY, NAME, "4", "I21", "", "1"]
    found = repr(pages([*PAGES, slipped]))
    assert NAME not in found
    assert IDENTITY not in found


TIMES = 20_000


def test_a_dbf_too_long_for_cells_gives_the_same_figures_as_a_short_one():
    content = dbf(FIELDS, PAGES * TIMES, "gbk")
    assert book_of(content, "hqms.dbf").sheets[0].is_cut
    short, long = figures(pages(PAGES)), figures(read(content, "hqms.dbf"))
    assert long == {key: amount * TIMES for key, amount in short.items()}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_text_too_long_for_cells_gives_the_same_figures_as_a_short_one(encoding: str):
    text = io.StringIO()
    csv.writer(text).writerows([["某院病案首页"], FIELDS, *PAGES * TIMES, ["合计"]])
    content = text.getvalue().encode(encoding)
    assert book_of(content, "病案首页.csv").sheets[0].is_cut
    found = read(content, "病案首页.csv")
    assert figures(found) == {key: amount * TIMES for key, amount in figures(pages(PAGES)).items()}
    assert (found.rows_in, found.rows_accepted, found.rows_not_data) == (len(PAGES) * TIMES + 1, len(PAGES) * TIMES, 1)
    assert NAME not in repr(found)


def test_a_long_table_that_is_no_ledger_gets_a_sentence():
    text = "月份,说法\n" + "2024-09,某\n" * 700_000
    with pytest.raises(IntakeFault) as fault:
        read(text.encode(), "长表.csv")
    assert fault.value.code == "intake_long_table_unknown"
