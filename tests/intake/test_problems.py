"""The sender's workbook comes back with its problems marked, and nothing in it does anything when it is opened."""

import io

import openpyxl
import pytest
from openpyxl.styles import Font

from intake.faults import IntakeFault
from intake.papers.problems import is_safe, items_of, problems_workbook
from intake.reading.open import book_of
from tests.intake.files_of_offices import read, saved, xls, xlsx

ROWS = [["2024年9月工作量"], ["机构名称", "门诊人次", "出院人数"], ["中渡镇卫生院", "约300", 5], ["某某卫生院", 1, 2]]


def returned(content: bytes, name: str) -> openpyxl.Workbook:
    book = book_of(content, name)
    made = problems_workbook(content, book, read(content, name))
    return openpyxl.load_workbook(io.BytesIO(made))


def listed(book: openpyxl.Workbook) -> list[tuple]:
    return [row for row in book["问题清单"].iter_rows(min_row=2, values_only=True)]


def test_the_list_is_the_first_sheet_and_names_sheet_cell_what_was_read_and_what_to_do():
    book = returned(xlsx({"Sheet1": ROWS}), "工作量.xlsx")
    assert book.sheetnames == ["问题清单", "Sheet1"]
    assert book.active.title == "问题清单"
    head = [cell.value for cell in book["问题清单"][1]]
    assert head == ["工作表", "单元格", "读到的", "类别", "问题", "怎样处理"]
    rows = listed(book)
    assert (
        "Sheet1",
        "B3",
        "约300",
        "要答",
        "“约300”是约数，按这个数装载吗？",
        "请写确切的数；只有约数的请确认。",
    ) in rows
    assert any(row[:4] == ("Sheet1", "A4", "某某卫生院", "要答") for row in rows)


def test_cells_of_problems_are_coloured_with_a_comment_and_the_others_untouched():
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active.title = "Sheet1"
    book.active["C3"].font = Font(bold=True)
    page = returned(saved(book), "工作量.xlsx")["Sheet1"]
    assert page["B3"].fill.start_color.rgb == "00FFE08A"
    assert "约数" in page["B3"].comment.text
    assert page["B3"].value == "约300"
    assert page["C3"].comment is None
    assert page["C3"].font.bold
    assert page["C3"].value == 5


def test_an_old_workbook_comes_back_as_xlsx_with_the_same_sheets_and_cells():
    book = returned(xls(ROWS), "工作量.xls")
    assert book.sheetnames == ["问题清单", "Sheet1"]
    assert book["Sheet1"]["A3"].value == "中渡镇卫生院"
    assert book["Sheet1"]["B3"].comment is not None


def test_a_csv_comes_back_with_its_texts_as_texts():
    text = "2024年9月工作量,,\n机构名称,门诊人次,出院人数\n中渡镇卫生院,约300,5\n=1+1,1,2\n"
    book = returned(text.encode("gb18030"), "工作量.csv")
    page = book[book.sheetnames[1]]
    assert page["A4"].value == "=1+1"
    assert page["A4"].data_type == "s"


@pytest.mark.parametrize(
    ("formula", "safe"),
    [
        ("=SUM(B3:B9)", True),
        ("=ROUND(Sheet2!A1/2,0)", True),
        ("=cmd|' /C calc'!A0", False),
        ('=HYPERLINK("http://example.org","x")', False),
        ("=WEBSERVICE(A1)", False),
        ("=[1]Sheet1!A1", False),
    ],
)
def test_a_formula_that_reaches_outside_goes_back_as_text(formula: str, safe: bool):
    assert is_safe(formula) is safe
    book = openpyxl.Workbook()
    for row in [*ROWS, ["寨沙镇卫生院", 3, 4, formula]]:
        book.active.append(row)
    page = returned(saved(book), "工作量.xlsx")["Sheet"]
    assert page["D5"].data_type == ("f" if safe else "s")
    assert page["D5"].value == formula


def test_what_was_read_is_never_a_formula_on_the_list():
    rows = [*ROWS[:2], ["=1+1", 1, 2], ["@SUM(A1)", 1, 2]]
    page = returned(xlsx({"Sheet1": rows}), "工作量.xlsx")["问题清单"]
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)


def test_a_file_that_is_refused_comes_back_with_the_sentence():
    content = xlsx({"Sheet1": [["工作量"], *ROWS[1:]]})
    with pytest.raises(IntakeFault) as fault:
        read(content, "工作量.xlsx")
    made = problems_workbook(content, book_of(content, "工作量.xlsx"), None, fault.value)
    rows = listed(openpyxl.load_workbook(io.BytesIO(made)))
    assert "没有写明是哪个月" in rows[0][4]
    unreadable = problems_workbook(b"\x00", None, None, fault.value)
    assert openpyxl.load_workbook(io.BytesIO(unreadable)).sheetnames == ["问题清单"]


def test_sent_back_twice_there_is_one_list():
    content = xlsx({"Sheet1": ROWS})
    once = problems_workbook(content, book_of(content, "工作量.xlsx"), read(content, "工作量.xlsx"))
    twice = problems_workbook(once, book_of(once, "工作量.xlsx"), read(once, "工作量.xlsx"))
    assert openpyxl.load_workbook(io.BytesIO(twice)).sheetnames == ["问题清单", "Sheet1"]


def test_a_clean_file_says_that_it_has_no_problem():
    content = xlsx({"Sheet1": [*ROWS[:2], *[[f"{town}卫生院", 1, 2] for town in ("鹿寨镇", "中渡镇", "寨沙镇")]]})
    assert items_of(read(content, "工作量.xlsx")) == ()
    assert listed(returned(content, "工作量.xlsx"))[0][0] == "没有问题"
