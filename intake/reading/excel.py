"""Workbooks of Excel and WPS: cells by python-calamine, the marks that only .xlsx shows by openpyxl.

Errors of the spreadsheet in other kinds of workbooks are read with their cells (cell_errors.py).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, Final
from xml.etree.ElementTree import ParseError

import openpyxl

from intake.faults import UnreadableFile
from intake.reading.apart import MOST_CELLS, Cells, NotRead, cells_of
from intake.reading.book import Address, Scalar, Sheet

MOST_MARKED_CELLS: Final = 400_000  # openpyxl holds each cell as an object; a ledger larger than this has no marks
NOT_OPENED: Final = (
    *(ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, EOFError, OverflowError, ParseError),
    *(zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RecursionError),
)
"""What openpyxl raises over a workbook that it cannot open, though calamine could."""
Rows = tuple[tuple[Scalar, ...], ...]
ENCRYPTED: Final = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e"


def sheets_of(content: bytes, name: str) -> tuple[tuple[Sheet, ...], tuple[str, ...]]:
    """Return the sheets of .xlsx, .xlsm, .xls, .xlsb, .ods or .et, and notes. Raises UnreadableFile."""
    try:
        sheets = tuple(_sheet(own) for own in cells_of(content))
    except NotRead as error:
        is_locked = error.trouble == "locked" or ENCRYPTED in content
        if error.trouble == "sheet_too_large":
            most = MOST_CELLS // 10_000
            raise UnreadableFile("intake_sheet_too_large", name=name, sheet=error.sheet, most=most) from error
        raise UnreadableFile("intake_locked" if is_locked else f"intake_{error.trouble}", name=name) from error
    notes: list[str] = []
    if b"vbaProject.bin" in content:
        notes.append("macros_left_alone")
    if b"xl/externalLinks" in content:
        notes.append("links_left_alone")
    cells = sum(sheet.height * sheet.width for sheet in sheets)
    if content.startswith(b"PK") and b"xl/worksheets/sheet" in content and cells <= MOST_MARKED_CELLS:
        sheets = _marked(content, sheets)
    return sheets, tuple(notes)


def _sheet(own: Cells) -> Sheet:
    values = tuple(tuple(None if value == "" else value for value in row) for row in _trimmed(own.rows))
    return Sheet(own.name, values, own.merged, is_hidden=own.is_hidden, is_cut=own.is_cut)


def _trimmed(rows: list[list[Scalar]]) -> Sequence[Sequence[Scalar]]:
    """Return the rows without the empty ones at the end: a border drawn to row 1,048,576 holds nothing."""
    last = len(rows)
    while last and all(value == "" or value is None for value in rows[last - 1]):
        last -= 1
    width = max((_used(row) for row in rows[:last]), default=0)
    return [row[:width] for row in rows[:last]]


def _used(row: Sequence[Scalar]) -> int:
    return next((column + 1 for column in range(len(row) - 1, -1, -1) if row[column] not in ("", None)), 0)


def _marked(content: bytes, sheets: tuple[Sheet, ...]) -> tuple[Sheet, ...]:
    """Return the sheets with hidden rows, crossed-out cells, comments, errors and formulas that hold no result."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), keep_links=False)
    except NOT_OPENED:
        # openpyxl is stricter about styles than Excel; the cells themselves were read already.
        return sheets
    return tuple(_with_marks(sheet, book[sheet.name]) if sheet.name in book.sheetnames else sheet for sheet in sheets)


def _with_marks(sheet: Sheet, page: Any) -> Sheet:
    struck: set[Address] = set()
    uncached: set[Address] = set()
    comments: dict[Address, str] = {}
    errors: dict[Address, str] = {}
    for cells in page.iter_rows(max_row=sheet.height, max_col=max(sheet.width, 1)):
        for cell in cells:
            at = (cell.row - 1, cell.column - 1)
            if cell.value is None or at[0] >= sheet.height or at[1] >= sheet.width:
                continue
            if cell.font is not None and cell.font.strike:
                struck.add(at)
            if cell.data_type == "f" and sheet.values[at[0]][at[1]] is None:
                uncached.add(at)
            if cell.data_type == "e" and sheet.values[at[0]][at[1]] is None:
                errors[at] = str(cell.value)
            if cell.comment is not None:
                comments[at] = str(cell.comment.text)
    hidden = frozenset(number - 1 for number, row in page.row_dimensions.items() if row.hidden)
    return Sheet(
        sheet.name,
        _with_errors(sheet.values, errors),
        sheet.merged,
        hidden,
        frozenset(struck),
        frozenset(uncached),
        comments,
        sheet.is_hidden,
    )


def _with_errors(values: Rows, errors: Mapping[Address, str]) -> Rows:
    """Return cells with the errors of the spreadsheet (#REF!), which calamine gives as if nothing stood there."""
    if not errors:
        return values
    return tuple(
        tuple(errors.get((row, column), value) for column, value in enumerate(line)) for row, line in enumerate(values)
    )
