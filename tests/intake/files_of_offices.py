"""Files as offices send them, and the register of a small county to read them against."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
import xlwt
from openpyxl.worksheet.worksheet import Worksheet

from intake.answers import Answers
from intake.assemble import assemble
from intake.forms import shipped_forms
from intake.match import Register
from intake.match.register import Place
from intake.reading.open import book_of
from intake.rows import FileRead, Value
from intake.stored import Stored

COUNTY = "450223"
TOWNSHIPS = (("450223100", "鹿寨镇"), ("450223102", "中渡镇"), ("450223103", "寨沙镇"))
INSTITUTIONS = (
    ("H1", "鹿寨县人民医院", "450223100", "county_hospital"),
    ("T1", "鹿寨镇卫生院", "450223100", "township_centre"),
    ("T2", "中渡镇卫生院", "450223102", "township_centre"),
    ("T3", "寨沙镇卫生院", "450223103", "township_centre"),
    ("T4", "寨沙镇第二卫生院", "450223103", "township_centre"),
)

Rows = Sequence[Sequence[Any]]
CODE_OF_ERROR = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}
"""What Excel shows for an error → its code in .xls and .xlsb."""


def register(answers: Mapping[str, str] | None = None) -> Register:
    """Three townships, one hospital, four centres."""
    places = [Place(code, name, code, "township", 201001, None) for code, name in TOWNSHIPS]
    places += [Place(code, name, town, "institution", 201001, None, level) for code, name, town, level in INSTITUTIONS]
    return Register(COUNTY, "鹿寨县", tuple(places), dict(answers or {}))


def xlsx(sheets: Mapping[str, Rows], merged: Mapping[str, Sequence[str]] | None = None) -> bytes:
    """A workbook of these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page: Worksheet = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
        for area in (merged or {}).get(name, ()):
            page.merge_cells(area)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def xls(rows: Rows, merged: Sequence[tuple[int, int, int, int]] = ()) -> bytes:
    """An old workbook (BIFF); merged: first and last row, first and last column."""
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("Sheet1")
    covered = {
        (row, column)
        for first, last, left, right in merged
        for row in range(first, last + 1)
        for column in range(left, right + 1)
    }
    for first, last, left, right in merged:
        page.write_merge(first, last, left, right, rows[first][left])
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value in CODE_OF_ERROR:
                page.row(number).set_cell_error(column, CODE_OF_ERROR[value])
            elif value is not None and (number, column) not in covered:
                page.write(number, column, value)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def xlsb(rows: Rows, *, by_formula: bool = False) -> bytes:
    """A binary workbook of one sheet, as MS-XLSB has it; by_formula: errors are results of formulas."""

    def record(kind: int, content: bytes = b"") -> bytes:
        number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
        return number + bytes([len(content) & 0x7F | 0x80, len(content) >> 7]) + content

    def wide(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    def cell(column: int, value: Any) -> bytes:
        at = struct.pack("<II", column, 0)
        if value in CODE_OF_ERROR:
            code = bytes([CODE_OF_ERROR[value]])
            return record(11, at + code + struct.pack("<HII", 0, 0, 0)) if by_formula else record(3, at + code)
        return record(5, at + struct.pack("<d", value)) if isinstance(value, int) else record(6, at + wide(value))

    body = b"".join(
        record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0))
        + b"".join(cell(column, value) for column, value in enumerate(row) if value is not None)
        for number, row in enumerate(rows)
    )
    size = struct.pack("<IIII", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    sheet = record(129) + record(148, size) + record(145) + body + record(146) + record(130)
    bundle = record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Sheet1"))
    book = record(131) + record(143) + bundle + record(144) + record(157, bytes(26)) + record(132)
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    link = f'<Relationship Id="rId1" Type="{kind}" Target="worksheets/sheet1.bin"/>'
    return zipped(
        {
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{relations}">{link}</Relationships>'.encode(),
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def ods(rows: Rows, *, as_number: bool = False) -> bytes:
    """A workbook of OpenDocument; as_number: an error carries the value 0, as some programs write it."""
    names = {"office": "office", "table": "table", "text": "text"}
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for short, name in names.items()
    )
    spaces += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'

    def cell(value: Any) -> str:
        if value is None:
            return "<table:table-cell/>"
        kind = f'office:value-type="float" office:value="{value}"'
        if value in CODE_OF_ERROR or str(value).startswith("Err:"):
            value_of = ('string" office:string-value="', 'float" office:value="0')[as_number]
            kind = f'office:value-type="{value_of}" calcext:value-type="error"'
        elif isinstance(value, str):
            kind = 'office:value-type="string"'
        return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"

    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    table = f'<table:table table:name="Sheet1">{lines}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return zipped(
        {
            "mimetype": kind.encode(),
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{manifest}"/>'.encode(),
            "content.xml": f"<office:document-content {spaces}>{body}</office:document-content>".encode(),
        }
    )


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """The bytes of an archive."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def read(
    content: bytes,
    name: str,
    *,
    answers: Answers | None = None,
    stored: Stored | None = None,
) -> FileRead:
    """What a file says of the small county."""
    given = answers or Answers()
    return assemble(book_of(content, name), shipped_forms(), register(given.places), answers=given, stored=stored)


def figures(found: FileRead) -> dict[tuple[str, int, str], float]:
    """Institution (or township), month, column → figure."""
    return {
        (value.institution or value.township, value.month, value.column_said): value.value for value in found.values
    }


def codes(found: FileRead) -> list[str]:
    """Why cells and rows do not enter."""
    return [note.code for note in found.set_aside]


def value(institution: str, month: int, column: str, amount: float, table: str = "institution_month") -> Value:
    """A figure by itself."""
    return Value(table, COUNTY, "450223102", institution, month, column, amount)


EXPERTS = (("E1", "心内科01", "H1"), ("E2", "骨科01", "H1"), ("E3", "儿科01", "H1"), ("E4", "儿科02", "H1"))


def attendance(
    rows: Rows,
    *,
    title: str = "寨沙镇卫生院专家下沉签到表（2024年9月）",
    notes: Rows = (),
    head: Sequence[Any] = ("序号", "姓名", "受援单位"),
    sheet: str = "9月",
) -> bytes:
    """An attendance sheet: days 1 to 31 as columns, whatever the month; rows: what a row is about, {day: mark}, sum."""
    lines: list[list[Any]] = [
        [title],
        [*head, *range(1, 32), "合计"],
        [None] * len(head) + list("日一二三四五六" * 4 + "日一二"),
    ]
    for about, marks, printed in rows:
        lines.append([*about, *(marks.get(day) for day in range(1, 32)), printed])
    return xlsx({sheet: [*lines, *notes]})
