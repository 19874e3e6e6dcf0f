"""Files of every kind, honest and hostile."""

import datetime as dt
import io
import pickle
import struct
import zipfile
from collections.abc import Callable
from functools import partial

import openpyxl
import pytest

from intake.faults import UnreadableFile
from intake.reading.apart import NotRead, _Plain, _read_apart, is_small, read_here
from intake.reading.cell_errors import errors_of
from intake.reading.open import book_of
from tests.intake.files_of_offices import Rows, figures, ods, read, saved, xls, xlsb, xlsx, zipped

ROWS = [["2024年9月工作量"], ["机构名称", "门诊人次", "出院人数"], ["中渡镇卫生院", 100, 5]]
EXPECTED = {("T2", 202409, "outpatient_visits"): 100, ("T2", 202409, "discharges"): 5}
TEXT = "\n".join(",".join(str(cell) for cell in row) for row in ROWS)
HTML = (
    "<html><body><table><tr><td colspan=3>2024年9月工作量</td></tr>"
    "<tr><td>机构名称</td><td>门诊人次</td><td>出院人数</td></tr>"
    "<tr><td>中渡镇卫生院</td><td>100</td><td>5</td></tr></table></body></html>"
)


def dbf(names: list[str], rows: list[list[str]], encoding: str) -> bytes:
    """A dBASE III file of text fields."""
    widths = [max(len(row[place].encode(encoding)) for row in rows) for place in range(len(names))]
    header = struct.pack("<B3BIHH20x", 3, 124, 10, 1, len(rows), 32 + 32 * len(names) + 1, 1 + sum(widths))
    fields = b"".join(
        struct.pack("<11sc4xBB14x", name.encode(), b"C", width, 0) for name, width in zip(names, widths, strict=True)
    )
    body = b"".join(
        b" " + b"".join(cell.encode(encoding).ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return header + fields + b"\r" + body + b"\x1a"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", xlsx({"Sheet1": ROWS})),
        ("a.xls", xls(ROWS)),
        ("a.csv", TEXT.encode("gb18030")),
        ("a.csv", TEXT.encode("utf-8-sig")),
        ("a.txt", TEXT.replace(",", "\t").encode("utf-8")),
        ("a.txt", TEXT.encode("utf-16")),
        ("a.xls", HTML.encode("gb18030")),
        ("a.et", xls(ROWS)),
    ],
)
def test_the_same_table_is_read_from_every_kind_of_file(name: str, content: bytes):
    assert figures(read(content, name)) == EXPECTED


def test_a_dbf_in_gbk_is_read_though_its_header_names_no_code_page():
    content = dbf(["JGMC", "TJND", "MZRCS", "CYRS", "SYCWS"], [["中渡镇卫生院", "2023", "100", "5", "30"]], "gbk")
    book = book_of(content, "hqms.dbf")
    assert book.kind == "dbf"
    assert book.sheets[0].values[1][0] == "中渡镇卫生院"


def test_a_name_that_lies_about_the_kind_is_said_and_read_by_content():
    assert book_of(HTML.encode(), "a.xls").notes == ("another_kind",)
    assert book_of(xlsx({"Sheet1": ROWS}), "a.xls").notes == ("another_kind",)


def bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 100_000_000)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "intake_empty_file"),
        (b"\0" * 100, "intake_empty_file"),
        (b"%PDF-1.7 ...", "intake_no_table"),
        (b"PK\x03\x04 torn", "intake_damaged"),
        (xlsx({"Sheet1": ROWS})[:2000], "intake_damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\1" * 600, "intake_damaged"),
        (b"\xff\xfe\x00\xd8", "intake_no_text"),
        (xlsx({"Sheet1": []}), "intake_empty_file"),
    ],
)
def test_a_file_that_is_no_table_gets_a_sentence(content: bytes, code: str):
    with pytest.raises(UnreadableFile) as fault:
        book_of(content, "a.xlsx")
    assert fault.value.code == code
    assert "a.xlsx" in fault.value.happened
    assert fault.value.next_step


def test_a_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(UnreadableFile) as fault:
        book_of(bomb(), "a.xlsx")
    assert fault.value.code == "intake_bomb"


def test_two_cells_at_the_far_ends_of_a_sheet_do_not_take_all_memory():
    """calamine lays out the full rectangle: A1 and XFD1048576 asked for 400 GB, and the whole server died of it."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "机构名称", 1
    content = saved(book)
    assert not is_small(content)
    with pytest.raises(UnreadableFile) as fault:
        book_of(content, "a.xlsx")
    assert fault.value.code == "intake_bomb"


def test_an_old_workbook_whose_cell_says_row_65535_and_column_1023_is_refused():
    """A few bytes of a .xls changed: the same death by memory, found among broken files."""
    content = xls([["机构名称", "门诊人次"], ["中渡镇卫生院", 17]])
    # The NUMBER or RK record of 17 is found by its row and column (1, 1) and moved far away.
    at = next(
        place
        for place in range(len(content) - 8)
        if content[place : place + 2] in (b"\x7e\x02", b"\x03\x02") and content[place + 4 : place + 8] == b"\1\0\1\0"
    )
    far = content[: at + 4] + b"\xff\xff\xff\xff" + content[at + 8 :]
    with pytest.raises(UnreadableFile) as fault:
        book_of(far, "a.xls")
    assert fault.value.code in ("intake_bomb", "intake_sheet_too_large", "intake_damaged")


def test_a_workbook_is_read_in_this_process_only_where_all_of_it_is_known_to_be_small():
    """.xlsb was: its sheets are no XML, nothing was looked at, and two cells far apart would have ended the server."""
    content = xlsx({"甲": [["x", 1]]})
    assert is_small(content) and not is_small(xlsb([["x", 1]])) and not is_small(ods([["x", 1]]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert b'r="B1"' in parts[sheet]
    far = parts[sheet].replace(b'r="B1"', b'r="XFD1048576"')
    for hidden in (
        {sheet: far},
        {sheet: far.replace(b'"', b"'")},
        {sheet: far.replace(b'r="XFD', b'r = "XFD')},
        {sheet: far.replace(b'r="XFD', b'r="&#88;FD')},
        {sheet: far.decode().encode("utf-16")},
        {"xl/worksheets/sheet1.txt": far},
        {"elsewhere/sheet1.xml": far},
    ):
        assert not is_small(zipped({**parts, **hidden})), hidden.keys()


def test_what_is_read_apart_is_what_is_read_here():
    rows = [["机构名称", "日期", 1.5], [dt.datetime(2024, 9, 1, 8, 30), True, None], [dt.date(2024, 9, 2), "", -3]]
    content = xlsx({"甲": rows, "乙": [["x"]]}, {"甲": ["A1:B1"]})
    assert is_small(content)
    assert _read_apart(content) == read_here(content)


def test_a_program_that_answers_with_anything_but_cells_is_not_believed():
    class Harmful:
        def __reduce__(self):
            return (print, ("harm",))

    with pytest.raises(NotRead):
        _Plain(io.BytesIO(pickle.dumps(Harmful()))).load()


def test_an_error_of_the_spreadsheet_is_named_and_is_no_blank():
    """calamine gives #REF! in a workbook as an empty cell: it was passed over as if nothing had been reported there."""
    rows = [ROWS[0], ROWS[1], ["中渡镇卫生院", "#REF!", 5]]
    found = read(xlsx({"Sheet1": rows}), "工作量.xlsx")
    assert [(note.code, note.cell, note.read) for note in found.set_aside] == [("is_error", "B3", "#REF!")]
    assert figures(found) == {("T2", 202409, "discharges"): 5}


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(xls, id="xls"),
        pytest.param(xlsb, id="xlsb"),
        pytest.param(partial(xlsb, by_formula=True), id="xlsb, of a formula"),
        pytest.param(ods, id="ods"),
        pytest.param(partial(ods, as_number=True), id="ods, with the value 0"),
    ],
)
def test_errors_of_the_spreadsheet_are_named_in_every_kind_of_workbook(make: Callable[[Rows], bytes]):
    """They were read as blanks outside .xlsx, and as 0 where OpenDocument carries one: a 0 that nobody wrote."""
    rows = [
        *ROWS[:2],
        ["中渡镇卫生院", "#REF!", 5],
        ["寨沙镇卫生院", 7, "#N/A"],
        ["鹿寨镇卫生院", "#DIV/0!", "#VALUE!"],
    ]
    found = read(make(rows), "工作量.表")
    assert {(note.code, note.cell, note.read) for note in found.set_aside} == {
        ("is_error", "B3", "#REF!"),
        ("is_error", "C4", "#N/A"),
        ("is_error", "B5", "#DIV/0!"),
        ("is_error", "C5", "#VALUE!"),
    }
    assert figures(found) == {("T2", 202409, "discharges"): 5, ("T3", 202409, "outpatient_visits"): 7}


def test_an_error_of_calc_in_repeated_rows_and_columns_is_named_where_it_stands():
    rows = [*ROWS[:2], ["中渡镇卫生院", "Err:502", 5], ["寨沙镇卫生院", 7, 8]]
    content = ods(rows)
    found = read(content, "工作量.ods")
    assert [(note.code, note.cell, note.read) for note in found.set_aside] == [("is_error", "B3", "Err:502")]
    twice = b'<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="0" '
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    single = b'<table:table-cell office:value-type="string" office:string-value="" '
    five = b'<table:table-cell office:value-type="float" office:value="5"><text:p>5</text:p></table:table-cell>'
    assert single in parts["content.xml"] and five in parts["content.xml"]
    parts["content.xml"] = parts["content.xml"].replace(single, twice).replace(five, b"")
    found = read(zipped(parts), "工作量.ods")
    assert [note.cell for note in found.set_aside] == ["B3", "C3"]
    assert figures(found) == {("T3", 202409, "outpatient_visits"): 7, ("T3", 202409, "discharges"): 8}


@pytest.mark.parametrize("make", [xls, xlsb, ods])
def test_a_workbook_whose_errors_cannot_be_looked_for_is_read_all_the_same(make: Callable[[Rows], bytes]):
    content = make([*ROWS[:2], ["中渡镇卫生院", "#REF!", 5]])
    for cut in range(0, len(content), max(len(content) // 40, 1)):
        assert isinstance(errors_of(content[:cut] + b"\xff" * 8 + content[cut + 8 :]), dict)
