"""Tables in plain text, in HTML that calls itself a workbook, and in dBASE files."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import dbfread
import lxml.html
from lxml import etree

from intake.faults import UnreadableFile
from intake.reading.book import Scalar, Sheet

# GB 18030 holds GBK and GB 2312: what Excel and hospital systems write on a Chinese Windows.
ENCODINGS: Final = ("utf-8-sig", "gb18030")
SEPARATORS: Final = (",", "\t", ";", "|")
LARGE: Final = 8_000_000  # bytes; of a longer table only the first rows become cells, a ledger is read as frames
FIRST_ROWS: Final = 200
MOST_SPAN: Final = 2_000  # cells that one HTML cell may cover
LONGEST_CELL: Final = 100_000


def text_of(content: bytes, name: str) -> str:
    """Return the text of a file in UTF-8, UTF-16 with a mark, or GB 18030. Raises UnreadableFile."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: Sequence[str] = ("utf-16",)
    else:
        encodings = ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile("intake_no_text", name=name)


def encoding_of(content: bytes, name: str, *, is_whole: bool = True) -> str:
    """Return the encoding of a file, or of its beginning, read piece by piece. Raises UnreadableFile."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for encoding in ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            for start in range(0, len(content), LARGE):
                decoder.decode(content[start : start + LARGE], final=is_whole and start + LARGE >= len(content))
        except UnicodeDecodeError:
            continue
        return encoding
    raise UnreadableFile("intake_no_text", name=name)


def text_sheet(content: bytes, name: str) -> Sheet:
    """Return a file of separated values as one sheet; cells are text as written. Raises UnreadableFile."""
    is_cut = len(content) > LARGE
    if is_cut:
        # The rest is decoded when the rows are read; a beginning that is ASCII reads the same in every encoding.
        beginning = content[: LARGE // 8]
        start = beginning.decode(encoding_of(beginning, name, is_whole=False), errors="ignore")
        text = "".join(start.splitlines(keepends=True)[:FIRST_ROWS])
    else:
        text = text_of(content, name)
    previous = csv.field_size_limit(LONGEST_CELL)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text), strict=False))
    except csv.Error as error:
        raise UnreadableFile("intake_damaged", name=name) from error
    finally:
        csv.field_size_limit(previous)
    return Sheet(Path(name).stem, _rectangle(rows), is_cut=is_cut)


def separator_of(text: str) -> str:
    """Return the separator that cuts most of the first lines into the same number of cells, more than one."""
    lines = [line for line in text.splitlines()[:60] if line.strip()]

    def agreement(separator: str) -> tuple[int, int]:
        counts = [line.count(separator) for line in lines if separator in line]
        most = max(set(counts), key=counts.count) if counts else 0
        return (counts.count(most) if most else 0, most)

    return max(SEPARATORS, key=agreement)


def _rectangle(rows: Sequence[Sequence[Scalar]]) -> tuple[tuple[Scalar, ...], ...]:
    cleaned = [tuple(_blank(value) for value in row) for row in rows]
    while cleaned and all(value is None for value in cleaned[-1]):
        cleaned.pop()
    width = max((len(row) for row in cleaned), default=0)
    return tuple(row + (None,) * (width - len(row)) for row in cleaned)


def _blank(value: Scalar) -> Scalar:
    return None if isinstance(value, str) and not value.strip("\u3000 \t\r\n\xa0") else value


def html_sheets(content: bytes, name: str) -> tuple[Sheet, ...]:
    """Return each table of an HTML page as a sheet, merged cells as ranges. Raises UnreadableFile."""
    text = text_of(content, name)
    try:
        page = lxml.html.document_fromstring(
            text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8", no_network=True)
        )
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableFile("intake_damaged", name=name) from error
    sheets = [_html_sheet(table, f"{Path(name).stem} {number}") for number, table in enumerate(page.iter("table"), 1)]
    return tuple(sheet for sheet in sheets if sheet.values)


def _html_sheet(table: lxml.html.HtmlElement, sheet_name: str) -> Sheet:
    cells: dict[tuple[int, int], Scalar] = {}
    merged = []
    for row, line in enumerate(table.iter("tr")):
        column = 0
        for element in line.iter("td", "th"):
            while (row, column) in cells:
                column += 1
            down, across = (_span(element.get(side)) for side in ("rowspan", "colspan"))
            value = _blank(" ".join(element.text_content().split()))
            for below in range(down):
                for beside in range(across):
                    cells[(row + below, column + beside)] = None
            cells[(row, column)] = value
            if down > 1 or across > 1:
                merged.append((row, column, row + down - 1, column + across - 1))
            column += across
    if not cells:
        return Sheet(sheet_name, ())
    height, width = (max(place[axis] for place in cells) + 1 for axis in (0, 1))
    return Sheet(
        sheet_name,
        tuple(tuple(cells.get((row, column)) for column in range(width)) for row in range(height)),
        tuple(merged),
    )


def _span(text: str | None) -> int:
    return min(max(int(text), 1), MOST_SPAN) if text and text.strip().isdecimal() else 1


def dbf_sheet(content: bytes, name: str) -> Sheet:
    """Return a dBASE file as one sheet, its field names in the first row. Raises UnreadableFile."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "table.dbf"
        file.write_bytes(content)
        try:
            # The code page byte is 0 in most files of hospital systems; they are GBK all the same.
            table = dbfread.DBF(
                str(file), encoding="gb18030", ignore_missing_memofile=True, char_decode_errors="strict"
            )
            records = iter(table) if len(content) <= LARGE else itertools.islice(table, FIRST_ROWS)
            rows = [tuple(_blank(value) for value in record.values()) for record in records]
        except (dbfread.DBFNotFound, ValueError, OSError, UnicodeError, IndexError, KeyError, TypeError) as error:
            raise UnreadableFile("intake_damaged", name=name) from error
    return Sheet(Path(name).stem, (tuple(table.field_names), *rows), is_cut=len(content) > LARGE)
